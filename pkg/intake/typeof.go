package intake

import (
	"bytes"
	"io"
)

// TypeOf returns the media type of bytes that are no file of their own, such as an attachment, and
// whether leakprint reads documents of this kind.
func TypeOf(data []byte) (mediaType string, read bool) {
	s := newSample(data[:min(len(data), headSize)], bytes.NewReader(data), func(s sample, content io.ReaderAt) string {
		return zipType(content, int64(len(data)), s.mediaType)
	})
	for _, k := range kinds {
		if k.holds(s) {
			return k.mediaType, k.family != container
		}
	}
	return s.mediaType, false
}

package intake

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// The media types that leakprint reads.
const (
	PDF  = "application/pdf"
	Text = "text/plain"
)

// A kind of input that leakprint reads.
type kind struct {
	mediaType string
	extension string // that a file of this kind usually has
	// holds reports whether the content is of this kind, given what the
	// signatures say of it and its first headSize bytes.
	holds func(signature *mimetype.MIME, head []byte) bool
}

var kinds = []kind{
	{PDF, ".pdf", isPDF},
	{Text, ".txt", isText},
}

// headSize is how many bytes the kind is told by; package mimetype looks at no more.
const headSize = 4096

// recognised fills in the media type of in and, when it is of no kind that
// leakprint reads, says so in Err.
func recognised(in Input, head []byte) Input {
	signature := mimetype.Detect(head)
	for _, k := range kinds {
		if k.holds(signature, head) {
			in.MediaType = k.mediaType
			return in
		}
	}
	in.MediaType = mediaType(signature)
	switch {
	case signature.Is("application/pdf"):
		in.MediaType = "application/x-tar" // see isPDF
	case in.MediaType == Text:
		_, err := decode(head)
		in.Err = fail(in.Path, err, hintPlain)
		return in
	}
	in.Err = fail(in.Path, notRead(in.MediaType, strings.ToLower(filepath.Ext(in.Name))), hint(in.MediaType))
	return in
}

// mediaType is the type without parameters such as the character set.
func mediaType(m *mimetype.MIME) string {
	name, _, _ := strings.Cut(m.String(), ";")
	return name
}

// isPDF accepts "%PDF-" anywhere within the first 1024 bytes, as readers do
// (PDF 1.7 reference, appendix H, note 13), which package mimetype follows. The
// first member of a tar archive stands there too.
func isPDF(signature *mimetype.MIME, head []byte) bool {
	const tarMagic = 257 // offset of "ustar" in a tar header (POSIX.1-1988)
	isTar := len(head) > tarMagic && bytes.HasPrefix(head[tarMagic:], []byte("ustar"))
	return signature.Is(PDF) && !isTar
}

// unsupported is the reason for which a file of some kind is not read.
type unsupported string

func (u unsupported) Error() string        { return string(u) }
func (u unsupported) Is(target error) bool { return target == ErrUnsupported }

func notRead(mediaType, extension string) error {
	what := describe(mediaType)
	message := "leakprint does not read " + mediaType + " yet"
	if mediaType == "application/octet-stream" {
		message = "leakprint does not know this kind of file"
	}
	for _, k := range kinds {
		if k.extension == extension {
			return unsupported(what + " although named " + extension + "; " + message)
		}
	}
	return unsupported(message)
}

// describe names a media type for people.
func describe(mediaType string) string {
	switch mediaType {
	case "image/jpeg":
		return "a JPEG image"
	case "image/png":
		return "a PNG image"
	case "image/heic", "image/heif":
		return "an HEIC photo"
	case "application/zip":
		return "a ZIP archive"
	case "text/html":
		return "a web page"
	case "application/msword", officeWord:
		return "a Word document"
	case "application/octet-stream":
		return "an unknown kind of file"
	}
	return mediaType
}

const officeWord = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// hint says how a file of a kind not read can be read all the same.
func hint(mediaType string) string {
	switch {
	case strings.HasPrefix(mediaType, "image/"):
		return "put the picture into a PDF, or type the words that it shows into a text file"
	case strings.HasPrefix(mediaType, "audio/"), strings.HasPrefix(mediaType, "video/"):
		return ""
	case mediaType == "application/zip", mediaType == "application/x-tar", mediaType == "application/gzip",
		mediaType == "application/x-7z-compressed", mediaType == "application/x-rar-compressed":
		return "unpack it and name the folder"
	case mediaType == "text/html", mediaType == "text/rtf", mediaType == "application/msword",
		strings.HasPrefix(mediaType, "application/vnd."):
		return "print it to a PDF, or save it as plain text"
	}
	return "leakprint reads PDF and plain text"
}

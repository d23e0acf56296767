package intake

import (
	"archive/tar"
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
	"github.com/nwaples/rardecode/v2"
)

// dictionary is the largest window in bytes that an archive may ask for, as it is allocated at
// once: the most that 7-Zip and WinRAR use by default. Decoders that work at the same time
// share it.
const dictionary = 256 << 20

func tarMembers(r io.Reader) nextMember {
	archive := tar.NewReader(r)
	return func() (member, error) {
		header, err := archive.Next()
		if errors.Is(err, tar.ErrInsecurePath) {
			err = nil // names are but labels here
		}
		if err != nil {
			return member{}, err
		}
		return member{
			name: header.Name, notAFile: !isTarFile(header.Typeflag), inStream: true, size: header.Size,
			open: func() (io.ReadCloser, error) { return io.NopCloser(archive), nil },
		}, nil
	}
}

func isTarFile(flag byte) bool {
	switch flag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		return true
	}
	return false
}

// A decompressor decompresses a stream, and returns the file's name if the format holds it.
type decompressor func(io.Reader) (content io.Reader, name string, err error)

func gunzip(r io.Reader) (io.Reader, string, error) {
	content, err := gzip.NewReader(r)
	if err != nil {
		return nil, "", err
	}
	return content, content.Name, nil
}

func bunzip2(r io.Reader) (io.Reader, string, error) { return bzip2.NewReader(r), "", nil }

func unxz(r io.Reader) (io.Reader, string, error) {
	content, err := xz.NewReader(r, dictionary)
	return content, "", err
}

// unzstd decodes in the caller's goroutine, where a panic can be caught.
func unzstd(r io.Reader) (io.Reader, string, error) {
	content, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(dictionary))
	if err != nil {
		return nil, "", err
	}
	return content, "", nil
}

// compressed unpacks a compressed tar archive or a single compressed file.
func compressed(decompress decompressor) unpacker {
	return func(in Input, r *io.SectionReader, within flow) (nextMember, error) {
		content, name, err := decompress(bufio.NewReader(r))
		if err != nil {
			return nil, err
		}
		buffered := bufio.NewReaderSize(within.reader(content), headSize)
		head, err := buffered.Peek(headSize)
		if err != nil && err != io.EOF {
			return nil, err
		}
		if isTar(head) {
			return tarMembers(buffered), nil
		}
		if name == "" {
			name = strings.TrimSuffix(in.Name, filepath.Ext(in.Name))
		}
		m := member{name: name, inStream: true, size: -1, open: func() (io.ReadCloser, error) { return io.NopCloser(buffered), nil }}
		given := false
		return func() (member, error) {
			if given {
				return member{}, io.EOF
			}
			given = true
			return m, nil
		}, nil
	}
}

func rarMembers(_ Input, r *io.SectionReader, _ flow) (nextMember, error) {
	archive, err := rardecode.NewReader(r, rardecode.MaxDictionarySize(dictionary))
	if err != nil {
		return nil, rarError(err)
	}
	return func() (member, error) {
		header, err := archive.Next()
		if err != nil {
			return member{}, rarError(err)
		}
		m := member{
			name: header.Name, notAFile: !header.Mode().IsRegular(), inStream: true, size: header.UnPackedSize,
			open: func() (io.ReadCloser, error) { return io.NopCloser(rarReader{archive}), nil },
		}
		if header.UnKnownSize {
			m.size = -1
		}
		if header.Encrypted {
			m.refused = &refusal{errEncrypted, hintPassword}
		}
		return m, nil
	}, nil
}

// A rarReader hides all methods but Read, and translates errors.
type rarReader struct{ archive *rardecode.Reader }

func (r rarReader) Read(p []byte) (int, error) {
	n, err := r.archive.Read(p)
	if err != nil {
		err = rarError(err)
	}
	return n, err
}

func rarError(err error) error {
	switch {
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return &refusal{errEncrypted, hintPassword}
	case errors.Is(err, rardecode.ErrMultiVolume):
		return &refusal{errors.New("it continues in another file"), "unpack all its parts and name the folder"}
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return errDictionary
	}
	return err
}

package intake

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"strings"
)

// zipDirectory is how many bytes may be read to open a ZIP archive. The directory of 10,000
// members with long names takes about a mebibyte.
const zipDirectory = 8 << 20

var errUnknownMethod = &refusal{errors.New("it is packed by a method that leakprint does not read"), hintUnpack}

// openZip limits the memory that a directory takes: the library reads on beyond the length that
// the archive declares.
func openZip(content io.ReaderAt, size int64) (*zip.Reader, error) {
	ration := &rationed{content, zipDirectory}
	archive, err := zip.NewReader(ration, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		err = nil // names are but labels here
	}
	ration.left = math.MaxInt64
	return archive, err
}

// A rationed reader refuses to read more than so many bytes in total.
type rationed struct {
	io.ReaderAt
	left int64
}

func (r *rationed) ReadAt(p []byte, off int64) (int, error) {
	if r.left -= int64(len(p)); r.left < 0 {
		return 0, &refusal{errors.New("it lists too many files"), hintUnpack}
	}
	return r.ReaderAt.ReadAt(p, off)
}

func zipMembers(_ Input, r *io.SectionReader, _ flow) (nextMember, error) {
	archive, err := openZip(r, r.Size())
	if err != nil {
		return nil, err
	}
	files := archive.File
	return func() (member, error) {
		if len(files) == 0 {
			return member{}, io.EOF
		}
		f := files[0]
		files = files[1:]
		m := member{
			name: f.Name, notAFile: !f.Mode().IsRegular(),
			size: inInt64(f.UncompressedSize64), packed: inInt64(f.CompressedSize64),
			open: func() (io.ReadCloser, error) {
				content, err := f.Open()
				if errors.Is(err, zip.ErrAlgorithm) {
					return nil, errUnknownMethod
				}
				return content, err
			},
		}
		const encrypted = 1 // general purpose bit 0 (APPNOTE.TXT 4.4.4)
		if f.Flags&encrypted != 0 {
			m.refused = &refusal{errEncrypted, hintPassword}
		}
		return m, nil
	}, nil
}

// inInt64 converts a declared size; sizes beyond any file become the largest int64.
func inInt64(size uint64) int64 { return int64(min(size, math.MaxInt64)) }

// zipType tells documents in ZIP format from archives: Office Open XML (ECMA-376, part 2)
// by its list of content types and the folder of the main part, OpenDocument (part 2) and
// EPUB by the member "mimetype". It returns bySignature if the directory cannot be read or
// shows neither.
func zipType(content io.ReaderAt, size int64, bySignature string) string {
	archive, err := openZip(content, size)
	if err != nil {
		return bySignature
	}
	isPackage, main := false, ""
	for _, f := range archive.File {
		folder, _, _ := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "mimetype" && f.CompressedSize64 <= mimetypeSize:
			if declared := declaredType(f); declared != "" {
				return declared
			}
		case f.Name == "[Content_Types].xml":
			isPackage = true
		case officeFolders[folder] != "":
			main = officeFolders[folder]
		}
	}
	if isPackage && main != "" {
		return main
	}
	if strings.HasPrefix(bySignature, officeOpen) || strings.HasPrefix(bySignature, openDocument) {
		return typeZip
	}
	return bySignature
}

const (
	officeOpen   = "application/vnd.openxmlformats-officedocument."
	openDocument = "application/vnd.oasis.opendocument."
)

var officeFolders = map[string]string{
	"word": DOCX,
	"xl":   officeOpen + "spreadsheetml.sheet",
	"ppt":  officeOpen + "presentationml.presentation",
}

// mimetypeSize limits the packed size of the member "mimetype" in bytes. It holds one media type,
// but packed data of any size may unpack to nothing.
const mimetypeSize = 1 << 10

// declaredType returns the media type in a document's member "mimetype"; "" if it is not a
// known one.
func declaredType(f *zip.File) string {
	content, err := f.Open()
	if err != nil {
		return ""
	}
	defer content.Close()
	head := make([]byte, 100)
	n, _ := io.ReadFull(content, head) // usually shorter
	declared := strings.TrimSpace(string(head[:n]))
	for _, known := range []string{
		ODT, ODT + "-template", ODT + "-master", ODT + "-web",
		openDocument + "spreadsheet", openDocument + "presentation", openDocument + "graphics", "application/epub+zip",
	} {
		if declared == known {
			return known
		}
	}
	return ""
}

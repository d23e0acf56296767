package intake

import (
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// The media types that leakprint reads (IANA names).
const (
	PDF  = "application/pdf"
	Text = "text/plain"
	HTML = "text/html"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT  = "application/vnd.oasis.opendocument.text"

	PNG  = "image/png"
	JPEG = "image/jpeg"
	WebP = "image/webp"
	TIFF = "image/tiff"
	BMP  = "image/bmp"
	GIF  = "image/gif"
	HEIC = "image/heic"
	AVIF = "image/avif"
)

// The media types of containers, whose members are given instead.
const (
	typeZip   = "application/zip"
	typeTar   = "application/x-tar"
	typeGzip  = "application/gzip"
	typeBzip2 = "application/x-bzip2"
	typeXZ    = "application/x-xz"
	typeZstd  = "application/zstd"
	type7z    = "application/x-7z-compressed"
	typeRAR   = "application/vnd.rar"
	typeMail  = "message/rfc822"
)

// A Family says how an input is read.
type Family int

const (
	Unread    Family = iota // not read by leakprint, or not recognised
	Document                // pages of text and pictures: PDF
	Picture                 // one page or several, without text: PNG, JPEG, WebP, TIFF, BMP, GIF, HEIC, AVIF
	Office                  // text with marks, without fixed pages: DOCX, ODT, HTML
	PlainText               // characters only
	container               // archives and mail; its members are the inputs
)

// Family returns how to read the input. It depends on MediaType alone, so check Err first. An
// archive or a message, which is given only if something is wrong with it, is Unread.
func (in Input) Family() Family {
	if k, ok := kindOf(in.MediaType); ok && k.family != container {
		return k.family
	}
	return Unread
}

// A kind of input that leakprint reads.
type kind struct {
	mediaType  string
	family     Family
	extensions []string // usual for files of this kind
	holds      func(sample) bool
}

// kinds are tried in this order. Containers come before kinds that may appear unpacked at their
// beginning, such as PDF; text comes last.
var kinds = []kind{
	{typeTar, container, []string{".tar"}, func(s sample) bool { return isTar(s.head) }},
	{DOCX, Office, []string{".docx", ".docm"}, hasType(DOCX)},
	{ODT, Office, []string{".odt"}, func(s sample) bool { return strings.HasPrefix(s.mediaType, ODT) }},
	{typeZip, container, []string{".zip"}, hasType(typeZip)},
	{typeGzip, container, []string{".gz", ".tgz"}, begins("\x1f\x8b\x08")},
	{typeBzip2, container, []string{".bz2", ".tbz2"}, isBzip2},
	{typeXZ, container, []string{".xz", ".txz"}, begins("\xfd7zXZ\x00")},
	{typeZstd, container, []string{".zst"}, begins("\x28\xb5\x2f\xfd")},
	{type7z, container, []string{".7z"}, begins("7z\xbc\xaf\x27\x1c")},
	{typeRAR, container, []string{".rar"}, begins("Rar!\x1a\x07")},
	{typeMail, container, []string{".eml"}, func(s sample) bool { return isMail(s.head) }},
	{PDF, Document, []string{".pdf"}, isPDF},
	{PNG, Picture, []string{".png"}, isSigned(PNG)},
	{JPEG, Picture, []string{".jpg", ".jpeg"}, isSigned(JPEG)},
	{WebP, Picture, []string{".webp"}, isSigned(WebP)},
	{TIFF, Picture, []string{".tif", ".tiff"}, isSigned(TIFF)},
	{GIF, Picture, []string{".gif"}, isSigned(GIF)},
	{BMP, Picture, []string{".bmp"}, isBMP},
	{AVIF, Picture, []string{".avif"}, hasBrand("avif", "avis")},
	{HEIC, Picture, []string{".heic", ".heif"}, hasBrand("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")},
	{HTML, Office, []string{".html", ".htm"}, isHTML},
	{Text, PlainText, []string{".txt"}, isText},
}

func kindOf(mediaType string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.mediaType == mediaType })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

// A sample is what a kind is recognised by.
type sample struct {
	signature *mimetype.MIME
	mediaType string // by signature; for ZIP archives, by content
	head      []byte // the first headSize bytes
}

// headSize is how many bytes a kind is recognised by; package mimetype reads no more.
const headSize = 4096

func newSample(head []byte, content io.ReaderAt, zipped func(sample, io.ReaderAt) string) sample {
	s := sample{signature: mimetype.Detect(head), head: head}
	s.mediaType = withoutParameters(s.signature)
	if isSigned(typeZip)(s) {
		s.mediaType = zipped(s, content)
	}
	return s
}

// recognised fills in the media type of in, and Err if leakprint does not read that kind or
// the content cannot be opened.
func recognised(in Input) Input {
	return recognisedBy(in, func(s sample, content io.ReaderAt) string { return zipType(content, in.Size, s.mediaType) })
}

// recognisedBy is recognised where zipped says what a ZIP archive is.
func recognisedBy(in Input, zipped func(sample, io.ReaderAt) string) Input {
	content, err := in.open()
	if err != nil {
		in.Err = err
		return in
	}
	defer content.Close()
	head := make([]byte, min(in.Size, headSize))
	if _, err := content.ReadAt(head, 0); err != nil && err != io.EOF {
		in.Err = fail(in.Path, err, "")
		return in
	}
	s := newSample(head, content, zipped)
	for _, k := range kinds {
		if k.holds(s) {
			in.MediaType = k.mediaType
			return in
		}
	}
	in.MediaType = s.mediaType
	if in.MediaType == Text || in.MediaType == typeMail { // looks like the header of a message, but is not text either
		in.MediaType = Text
		_, err := DecodeText(head)
		in.Err = fail(in.Path, err, HintText)
		return in
	}
	in.Err = fail(in.Path, notRead(in.MediaType, strings.ToLower(filepath.Ext(in.Name))), hint(in.MediaType))
	return in
}

// withoutParameters returns the type without its character set and other parameters.
func withoutParameters(m *mimetype.MIME) string {
	name, _, _ := strings.Cut(m.String(), ";")
	return name
}

func hasType(mediaType string) func(sample) bool {
	return func(s sample) bool { return s.mediaType == mediaType }
}

func begins(magic string) func(sample) bool {
	return func(s sample) bool { return bytes.HasPrefix(s.head, []byte(magic)) }
}

// isSigned matches content with the signature of mediaType or of a format based on it.
func isSigned(mediaType string) func(sample) bool {
	return func(s sample) bool {
		for m := s.signature; m != nil; m = m.Parent() {
			if m.Is(mediaType) {
				return true
			}
		}
		return false
	}
}

// isPDF accepts "%PDF-" anywhere within the first 1024 bytes, as readers do
// (PDF 1.7 reference, appendix H, note 13), which package mimetype follows.
func isPDF(s sample) bool { return s.signature.Is(PDF) }

// isTar recognises archives of POSIX.1-1988 and GNU by their magic, and older ones, which have
// none, by their checksum.
func isTar(head []byte) bool {
	const magic = 257
	return len(head) > magic && bytes.HasPrefix(head[magic:], []byte("ustar")) || mimetype.Detect(head).Is(typeTar)
}

// isBMP requires a header of a known length after "BM", because prose may begin with that.
func isBMP(s sample) bool {
	const headerLength = 14 // offset of its lowest byte
	if len(s.head) < 26 || !bytes.HasPrefix(s.head, []byte("BM")) || !bytes.Equal(s.head[15:18], []byte{0, 0, 0}) {
		return false
	}
	return bytes.IndexByte([]byte{12, 16, 40, 52, 56, 64, 108, 124}, s.head[headerLength]) >= 0
}

// isBzip2 requires the magic of the first block (or of the end, in an empty file) after "BZh",
// because prose may begin with that.
func isBzip2(s sample) bool {
	return len(s.head) >= 10 && bytes.HasPrefix(s.head, []byte("BZh")) &&
		(bytes.Equal(s.head[4:10], []byte("1AY&SY")) || bytes.Equal(s.head[4:10], []byte("\x17\x72\x45\x38\x50\x90")))
}

// hasBrand matches files whose first box names one of the brands, as major or compatible brand
// (ISO/IEC 14496-12, FileTypeBox).
func hasBrand(brands ...string) func(sample) bool {
	return func(s sample) bool {
		if len(s.head) < 12 || !bytes.Equal(s.head[4:8], []byte("ftyp")) {
			return false
		}
		end := min(len(s.head), int(s.head[2])<<8|int(s.head[3]))
		for at := 8; at+4 <= end; at += 4 {
			const minorVersion = 12 // not a brand
			if at != minorVersion && slices.Contains(brands, string(s.head[at:at+4])) {
				return true
			}
		}
		return false
	}
}

// htmlStart matches pages that begin with a tag missing from the HTML standard's list of
// signatures, after a byte order mark, XML declaration or comments.
var htmlStart = regexp.MustCompile(`(?is)^\x{FEFF}?(?:\s|<\?xml[^>]*>|<!--.*?-->)*` +
	`<(?:!doctype\s+html|html|head|body|meta|link|title|base|main|article|section|header|nav|span|center|h[1-6]|ul|ol|dl|form|img)(?:[\s/>]|$)`)

func isHTML(s sample) bool {
	if isSigned(HTML)(s) || isSigned("application/xhtml+xml")(s) {
		return true
	}
	head := s.head
	if isUTF16(head) {
		text, err := DecodeText(head)
		if err != nil {
			return false
		}
		head = []byte(text)
	}
	return htmlStart.Match(head)
}

// unsupported is the reason why files of some kind are not read. It is ErrUnsupported.
type unsupported string

func (u unsupported) Error() string        { return string(u) }
func (u unsupported) Is(target error) bool { return target == ErrUnsupported }

func notRead(mediaType, extension string) error {
	message := "leakprint does not read " + mediaType + " yet"
	if mediaType == typeUnknown {
		message = "leakprint does not know this kind of file"
	}
	if slices.ContainsFunc(kinds, func(k kind) bool { return slices.Contains(k.extensions, extension) }) {
		return unsupported(describe(mediaType) + " although named " + extension + "; " + message)
	}
	return unsupported(message)
}

const (
	typeUnknown = "application/octet-stream"
	typeWord97  = "application/msword"
	typeOutlook = "application/vnd.ms-outlook"
)

// describe names an unsupported media type for people.
func describe(mediaType string) string {
	switch mediaType {
	case typeUnknown:
		return "an unknown kind of file"
	case typeWord97:
		return "a document of Word 97"
	case "text/rtf":
		return "a rich text document"
	case typeOutlook:
		return "an Outlook message"
	}
	return mediaType
}

// hint says how a file of an unsupported kind can be converted.
func hint(mediaType string) string {
	switch {
	case mediaType == typeWord97, mediaType == "text/rtf":
		return "save it as DOCX, or print it to a PDF"
	case mediaType == typeOutlook:
		return "save the message as .eml"
	case strings.HasPrefix(mediaType, "image/"):
		return "save the picture as PNG"
	case strings.HasPrefix(mediaType, "audio/"):
		return ""
	case strings.HasPrefix(mediaType, "video/"):
		return "save the pictures that matter as PNG"
	case strings.HasPrefix(mediaType, "application/vnd."), mediaType == "application/epub+zip", mediaType == "application/postscript":
		return "print it to a PDF, or save it as plain text"
	}
	return "leakprint reads PDF, DOCX, ODT, web pages, plain text, pictures, archives and mail"
}

// Package office takes the text and the pictures out of untrusted documents of word
// processors and of web pages: DOCX, ODT and HTML.
//
// Text is what a reader of the document sees, in characters of a line: list items have
// their numbers, ticked boxes are ☑, raised and lowered characters are such (10⁵, H₂O),
// fractions are 1/2, and what is struck through has a stroke (U+0336) after each letter
// and digit. What a reader does not see is kept apart (Hidden): tracked deletions,
// comments, and text that is marked as hidden, too small, in the colour of what is behind
// it or beside the page. Scripts are left out. Nothing that a document refers to is
// fetched.
//
// Each reader turns what its format says into a look (look.go) and lets a flow (flow.go)
// write text by it:
//
//	docx.go  docx_part.go  docx_styles.go  docx_lists.go   Office Open XML
//	odt.go   odt_part.go   odt_styles.go   odt_lists.go    OpenDocument
//	html.go  html_style.go html_parts.go   css.go          web pages
//
// Formulas (formula.go), fonts of symbols (symbols.go), numbers of items (numeral.go) and
// colours (paint.go) are the same in all of them.
package office

import (
	"bytes"
	"errors"
	"fmt"
	"mime"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Media types that Read takes.
const (
	DOCX  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT   = "application/vnd.oasis.opendocument.text"
	HTML  = "text/html"
	XHTML = "application/xhtml+xml"
)

// Limits on what is read.
const (
	MaxMembers = 10_000    // files within a DOCX or ODT
	MaxMember  = 64 << 20  // bytes of one of them, unpacked
	MaxTotal   = 256 << 20 // bytes of all that are read, unpacked
	MaxHTML    = 16 << 20  // bytes of a web page
	maxDepth   = 1000      // XML elements within one another
)

// Why a document cannot be read.
var (
	ErrTooLarge    = errors.New("document too large")
	ErrDamaged     = errors.New("damaged document")
	ErrEncrypted   = errors.New("encrypted document")
	ErrUnsupported = errors.New("unsupported kind of document")
)

// Content is what a document holds.
type Content struct {
	// Text holds paragraphs, each ended by a line feed, and a form feed where a page
	// begins, as far as the document says so. Table cells are paragraphs, in rows.
	// Notes stand at the end of the page that refers to them, the headers before the
	// first page and the footers after the last, each once.
	Text     string
	Pictures []Picture // in the order in which they appear, each once
	Notes    []string  // what was left out
	// Metadata has the keys of the PDF information dictionary, and LastModifiedBy.
	Metadata map[string]string
	// Hidden is the text that a reader of the document does not see, in order. None of it
	// is in Text.
	Hidden []dossier.Hidden
}

// conceal takes what was put aside.
func (c *Content) conceal(hidden *concealed) {
	pieces, note := hidden.result()
	c.Hidden = pieces
	if note != "" {
		c.Notes = append(c.Notes, note)
	}
}

// A Picture is a picture file within a document, of whatever format, or damaged.
type Picture struct {
	Name string // "image1.png"
	Data []byte
}

// Read reads a document of one of the media types above; HTML may carry a charset
// parameter. The error is ErrTooLarge, ErrDamaged, ErrEncrypted or ErrUnsupported,
// with the reason.
func Read(data []byte, mediaType string) (Content, error) {
	name, parameters, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return Content{}, fmt.Errorf("%w: %q", ErrUnsupported, mediaType)
	}
	switch name {
	case DOCX:
		if err := refuseCompound(data); err != nil {
			return Content{}, err
		}
		return readDOCX(data)
	case ODT:
		return readODT(data)
	case HTML, XHTML:
		return readHTML(data, parameters["charset"])
	}
	return Content{}, fmt.Errorf("%w: %s", ErrUnsupported, name)
}

// refuseCompound tells what an OLE compound file ([MS-CFB]) is that passes for a
// DOCX: Word wraps encrypted documents in one, and wrote its old format so.
func refuseCompound(data []byte) error {
	if !bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil
	}
	var inUTF16 []byte // as the names of streams are
	for _, c := range []byte("EncryptedPackage") {
		inUTF16 = append(inUTF16, c, 0)
	}
	if bytes.Contains(data, inUTF16) {
		return errEncrypted
	}
	return fmt.Errorf("%w: written by Word 97 to 2003, save it as .docx", ErrUnsupported)
}

var errEncrypted = fmt.Errorf("%w: open it with its password and save it without", ErrEncrypted)

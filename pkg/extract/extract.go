// Package extract reads one document, be it a PDF, a picture or an office document:
// its pages in order, each with its fingerprint, and its structure.
//
// A document is hostile until shown otherwise, so nothing here parses one in
// the caller's process. A Pool lends each document to worker processes, which
// run Serve and answer over pipes (protocol.go); the caller sees values only.
// A worker that exceeds the document's share of processor time or memory is
// killed and replaced, which costs that one document and nothing else.
//
// A long document is cut into spans of pages that idle workers read side by
// side; its pages are delivered in order all the same, and are the same ones
// whatever the number of workers.
package extract

import (
	"errors"
	"io"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/office"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

// A Source is a document's bytes. They are read at any place and by several workers
// at once, as os.File and bytes.Reader allow: a large file need not be held in memory.
type Source struct {
	Name      string // what errors call it
	MediaType string // that of a PDF when empty
	Data      io.ReaderAt
	Size      int64 // bytes
}

// A PageContent is one page as read. A page that could not be read has its Number, a
// Note that says why, and Print.Absent set to dossier.Unread.
type PageContent struct {
	dossier.Page
	Print fingerprint.Print
	// Pictures is parallel to Images; nil unless asked for.
	Pictures []Picture
	// Turned is Print.Looks of a page without text turned and mirrored, by pdq.Turn;
	// nil unless asked for.
	Turned []pdq.Hash
}

// A Picture is an embedded picture's content.
type Picture struct {
	Stored []byte // the stream as stored, decryption undone, filters not
	PNG    []byte // as decoded; nil where it could not be
}

// A Head is what is known of a document as a whole.
type Head struct {
	Pages     int
	Structure pdf.Structure
	// RenderDigests are by page (pdf.Document.RenderDigests): pages of equal digests are drawn
	// and read the same. One is zero where there is none; nil where they were not
	// wanted, only some pages were read, or no PDF.
	RenderDigests []dossier.Digest
	Notes         []string // what could not be read of it
	// Hidden is the text of an office document that a reader does not see, in order.
	Hidden []dossier.Hidden
}

// Want says what to read beyond text, fingerprints and what is known of images.
type Want struct {
	Words    bool  // each word with its box
	Pictures bool  // the content of the embedded pictures
	Turned   bool  // what the page looks like turned and mirrored
	Pages    []int // the pages to read, ascending; all when nil
	// RenderDigests asks for those of the pages of a PDF that is read whole.
	RenderDigests bool
}

// Reasons for which a document was not read, beside package pdf's own.
var (
	ErrTime    = errors.New("took too much processor time")
	ErrMemory  = errors.New("took too much memory")
	ErrPages   = errors.New("has too many pages")
	ErrSize    = errors.New("is too large")
	ErrCrashed = errors.New("crashed its reader")
)

// ErrStart says that no worker could be started: no document will be read.
var ErrStart = errors.New("reader process did not start")

// documents are the reasons that lie in the document.
var documents = []error{
	ErrTime, ErrMemory, ErrPages, ErrSize, ErrCrashed,
	pdf.ErrTooLarge, pdf.ErrPassword, pdf.ErrNotPDF, pdf.ErrDamaged,
	picture.ErrTooLarge, picture.ErrDamaged, picture.ErrUnsupported,
	office.ErrTooLarge, office.ErrDamaged, office.ErrUnsupported, office.ErrEncrypted,
}

// hints says for a reason that lies in the document what a person can do.
var hints = []struct {
	err  error
	hint string
}{
	{ErrTime, "it may be built to exhaust its reader; if you trust it, save it anew with another program, or split it"},
	{ErrMemory, "it may be built to exhaust its reader; if you trust it, save it anew with smaller pictures, or split it"},
	{ErrPages, "split it into smaller files"},
	{ErrSize, "split it into smaller files"},
	{ErrCrashed, "save it anew with another program and try that copy; please report the crash"},
	{pdf.ErrTooLarge, "split it into smaller files"},
	{pdf.ErrPassword, "save a copy without the password"},
	{pdf.ErrNotPDF, "check what kind of file it is"},
	{pdf.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{picture.ErrTooLarge, "save it at a lower resolution, or cut it into pieces"},
	{picture.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{picture.ErrUnsupported, "save it anew as PNG or JPEG"},
	{office.ErrTooLarge, "save it as a PDF"},
	{office.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{office.ErrUnsupported, "save it as a PDF"},
	{office.ErrEncrypted, "save a copy without the password"},
}

func hint(err error) string {
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return h.hint
		}
	}
	return ""
}

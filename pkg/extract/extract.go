// Package extract reads a document (PDF, picture, office document or text): its pages in order, each
// with its fingerprint, and its structure.
//
// Documents are hostile, so nothing here parses one in the caller's process. A Pool passes each
// document to worker processes, which run Serve and answer over pipes (protocol.go); the caller
// sees values only. A worker that exceeds the document's limit of processor time or memory is
// killed and replaced, which costs only that document. Where the system can, it keeps workers
// from files, the network, programs and other processes (package confine): a document that takes
// one over can answer falsely, for that document and until its worker ends, and do nothing else.
//
// A long document is cut into spans of pages that idle workers read in parallel. Its pages are
// delivered in order, and are the same for any number of workers.
package extract

import (
	"errors"
	"io"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/office"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

// A Source is a document's bytes. Data must allow concurrent reads, as os.File and
// bytes.Reader do, so that a large file need not be held in memory.
type Source struct {
	Name      string // its name in errors
	MediaType string // application/pdf if empty
	Data      io.ReaderAt
	Size      int64 // bytes
}

// A PageContent is one page as read. A page that could not be read has only its Number, a Note
// that says why, and Print.Absent set to dossier.Unread.
type PageContent struct {
	dossier.Page
	Print fingerprint.Print
	// Pictures is parallel to Images; nil unless asked for.
	Pictures []Picture
	// Turned holds Print.Looks of a page without text, turned and mirrored, by pdq.Turn; nil
	// unless asked for.
	Turned []pdq.Hash
}

// A Picture is an embedded picture's content.
type Picture struct {
	Stored []byte // the stream as stored: decrypted, filters not undone
	PNG    []byte // as decoded; nil if it could not be
}

// A Head is what is known of a document as a whole.
type Head struct {
	Pages     int
	Structure pdf.Structure
	// RenderDigests are by page (pdf.Document.RenderDigests): pages with equal digests are
	// drawn and read the same. A zero digest means none. They are nil if not wanted, if only
	// some pages were read, or if the document is not a PDF.
	RenderDigests []dossier.Digest
	Notes         []string // what could not be read
	// Hidden is the text of an office document that a reader does not see, in order.
	Hidden []dossier.Hidden
}

// Want says what to read besides text, fingerprints and facts about images.
type Want struct {
	Words    bool  // each word with its box
	Pictures bool  // the content of the embedded pictures
	Turned   bool  // PageContent.Turned
	ToKeep   bool  // fingerprints as they are kept of a known document: fingerprint.ToKeep
	Pages    []int // the pages to read, ascending; all if nil
	// RenderDigests asks for Head.RenderDigests, if all pages of a PDF are read.
	RenderDigests bool
}

// Reasons why a document was not read, besides those of package pdf.
var (
	ErrTime    = errors.New("took too much processor time")
	ErrMemory  = errors.New("took too much memory")
	ErrPages   = errors.New("has too many pages")
	ErrSize    = errors.New("is too large")
	ErrCrashed = errors.New("crashed its reader")

	ErrBatchTime = errors.New("not read: the time for all files is over") // Options.Until
)

// ErrStart says that no worker could be started, so no document can be read.
var ErrStart = errors.New("reader process did not start")

// ErrUnconfined says that the system does not keep workers from doing harm in some way, which
// Options.Confined asks for. It comes with ErrStart.
var ErrUnconfined = errors.New("the system does not keep reader processes from")

// documents are the reasons that are the document's doing.
var documents = []error{
	ErrTime, ErrMemory, ErrPages, ErrSize, ErrCrashed, ErrBatchTime,
	pdf.ErrTooLarge, pdf.ErrPassword, pdf.ErrNotPDF, pdf.ErrDamaged,
	picture.ErrTooLarge, picture.ErrDamaged, picture.ErrUnsupported,
	office.ErrTooLarge, office.ErrDamaged, office.ErrUnsupported, office.ErrEncrypted,
	intake.ErrEncoding, intake.ErrNotText,
}

// hints says what a person can do about a reason that is the document's doing.
var hints = []struct {
	err  error
	hint string
}{
	{ErrTime, "it may be built to exhaust its reader; if you trust it, save it again with another program, or split it"},
	{ErrMemory, "it may be built to exhaust its reader; if you trust it, save it again with smaller pictures, or split it"},
	{ErrPages, "split it into smaller files"},
	{ErrSize, "split it into smaller files"},
	{ErrBatchTime, "allow more time, or name fewer files"},
	{ErrCrashed, "save it again with another program and try that copy; please report the crash"},
	{pdf.ErrTooLarge, "split it into smaller files"},
	{pdf.ErrPassword, "save a copy without the password"},
	{pdf.ErrNotPDF, "check what kind of file it is"},
	{pdf.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{picture.ErrTooLarge, "save it at a lower resolution, or cut it into pieces"},
	{picture.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{picture.ErrUnsupported, "save it again as PNG or JPEG"},
	{office.ErrTooLarge, "save it as a PDF"},
	{office.ErrDamaged, "look for an undamaged copy, or have another program repair it"},
	{office.ErrUnsupported, "save it as a PDF"},
	{office.ErrEncrypted, "save a copy without the password"},
	{intake.ErrEncoding, intake.HintText},
	{intake.ErrNotText, intake.HintText},
}

func hint(err error) string {
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return h.hint
		}
	}
	return ""
}

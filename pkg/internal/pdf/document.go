package pdf

import (
	"bytes"
	"fmt"
	"image"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// PDFium's error codes (FPDF_GetLastError).
const (
	pdfiumPassword = 4
	pdfiumSecurity = 5
)

// maxTraps is how often one document may break the sandbox before its
// remaining pages are given up.
const maxTraps = 8

// A Document is an open PDF.
type Document struct {
	engine *Engine
	data   []byte
	pages  int
	traps  int

	// As pdfcpu read it, or why it could not; both nil before it was asked to.
	objects    *model.Context
	unreadable error

	// What follows is void unless generation is the sandbox's.
	generation int
	copied     pointer // the file, in the sandbox
	handle     pointer
	current    pointer // the page read last, kept open so that its fonts stay cached
	fields     pointer // PDFium's form environment, once a page had fields
	formInfo   pointer // what it was made with
}

// Want says what to read of a page beside its text and its list of images.
type Want struct {
	Words    bool    // fill Page.Words
	Pictures bool    // fill Page.Pictures
	Marks    bool    // fill Page.Turn, Media, Annotations, Fields and Substituted, and with Words, Hidden and Invisible
	Reasons  bool    // with Marks and Words, fill Page.Concealed and Outside
	Gaps     bool    // with Words, fill Page.Gaps
	Aslant   bool    // with Words, fill Page.Aslant
	DPI      float64 // fill Page.Raster at this resolution; 0 for none
	// Native draws a page that is one picture, as scans are, at the picture's own
	// resolution where that is higher, up to mostNative: pictures lose what they are
	// resampled.
	Native bool

	// SkipPicture spares the work on pictures the caller knows already, such as a
	// letterhead: where it is true of the digest of the stored stream, the
	// Picture stays empty. nil skips none. It must not use the Engine.
	SkipPicture func(dossier.Digest) bool
}

// A View is what one page holds.
type View struct {
	// Text and Images are always filled. Text includes what lies outside the crop
	// box, hidden from view; annotations and form fields are not page text.
	dossier.Page
	Pictures []Picture   // parallel to Images, when wanted
	Raster   *image.Gray // the page as a viewer shows it, annotations and fields drawn

	// When marks are wanted:
	Turn        int          // degrees, clockwise, by which viewers turn the page: 0, 90, 180 or 270
	Media       dossier.Box  // the media box as displayed: it exceeds the page, which is the crop box, where one is cropped
	Annotations []Annotation // those that show something, but for fields of a form
	Fields      []Field      // of a form, those that show
	// Hidden are the indices into Words of those that the file holds and that cannot be
	// seen: under a box, in the colour of what is behind them, or off the page. What is
	// invisible by its nature, as text that a machine read from a scan, is in Invisible.
	Hidden, Invisible []int
	// Substituted is set where words are in fonts that are not in the file: each program
	// draws them in one of its own.
	Substituted bool

	// When reasons are wanted: why each word of Hidden cannot be seen, and those of Invisible
	// that nothing on the page accounts for; and what is drawn beyond the page.
	Concealed []Concealed
	Outside   []Outside

	Gaps   []Gap    // when wanted: between words
	Aslant []Aslant // when wanted
}

// MachineRead reports whether a machine recognised the words, so that some may be misread:
// this one, or whoever laid them invisibly over a picture of them.
func (v View) MachineRead() bool { return v.Recognised || 2*len(v.Invisible) > len(v.Words) }

// An Annotation is a mark put on a page by a viewer: a note, a highlight, a stamp.
type Annotation struct {
	Subtype  string // ISO 32000-1, table 169: "Text", "Highlight", "Stamp", ...
	Box      dossier.Box
	Contents string // what it says; "" when nothing
}

// load opens the document in the sandbox as it now is.
func (d *Document) load() error {
	e := d.engine
	if d.copied = e.malloc(uint64(len(d.data))); d.copied == 0 && e.err == nil {
		return fmt.Errorf("%w: no memory for its %d bytes", ErrTooLarge, len(d.data))
	}
	copy(e.bytes(d.copied, uint64(len(d.data))), d.data)
	d.handle = e.call("FPDF_LoadMemDocument", d.copied, uint64(len(d.data)), 0)
	d.current, d.fields = 0, 0
	if e.err == nil && d.handle == 0 {
		code := e.integer("FPDF_GetLastError")
		e.free(d.copied)
		switch code {
		case pdfiumPassword:
			return ErrPassword
		case pdfiumSecurity:
			return fmt.Errorf("%w: unknown kind of encryption", ErrDamaged)
		}
		if tail := d.data[max(0, len(d.data)-2048):]; !bytes.Contains(tail, []byte("%%EOF")) {
			return fmt.Errorf("%w: its end is missing", ErrDamaged)
		}
		return ErrDamaged
	}
	pages := e.integer("FPDF_GetPageCount", d.handle)
	if err := d.trapped(); err != nil {
		return err
	}
	d.pages, d.generation = pages, e.generation
	return nil
}

// trapped turns a broken sandbox into a damaged document and makes a new
// sandbox for what comes next.
func (d *Document) trapped() error {
	err := d.engine.err
	if err == nil {
		return nil
	}
	d.traps++
	if renewed := d.engine.renew(); renewed != nil {
		return renewed
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// Close releases the document.
func (d *Document) Close() {
	e := d.engine
	if d.generation == e.generation {
		d.closePage()
		d.closeForm()
		e.call("FPDF_CloseDocument", d.handle)
		e.free(d.copied)
	}
	d.generation, d.data, d.objects = 0, nil, nil
}

// NumPages is the number of pages the document claims to have.
func (d *Document) NumPages() int { return d.pages }

// Page reads page n, counted from 1. An error is about that page alone, and
// wraps ErrDamaged; what could not be read of a page that is otherwise sound
// stands in its Note.
func (d *Document) Page(n int, want Want) (View, error) {
	if n < 1 || n > d.pages {
		return View{}, fmt.Errorf("page %d of %d", n, d.pages)
	}
	e := d.engine
	if err := e.ready(); err != nil {
		return View{}, fmt.Errorf("page %d: %w", n, err)
	}
	if d.generation != e.generation {
		if d.traps >= maxTraps {
			return View{}, fmt.Errorf("page %d: %w: it broke the reader %d times", n, ErrDamaged, d.traps)
		}
		if err := d.load(); err != nil {
			return View{}, fmt.Errorf("page %d: %w", n, err)
		}
	}
	r := &pageReader{sandbox: e.sandbox, document: d.handle, handle: e.call("FPDF_LoadPage", d.handle, uint64(n-1))}
	if r.handle == 0 && e.err == nil {
		return View{}, fmt.Errorf("page %d: %w: it cannot be loaded", n, ErrDamaged)
	}
	d.closePage()
	d.current = r.handle
	if (want.DPI > 0 || want.Marks) && r.hasFields() {
		r.fields = d.openForm()
	}
	page := r.read(want)
	if err := d.trapped(); err != nil {
		return View{}, fmt.Errorf("page %d: %w", n, err)
	}
	page.Number = n
	page.Note = strings.Join(r.notes, "; ")
	return page, nil
}

// closePage closes the page read last, if any.
func (d *Document) closePage() {
	if d.current == 0 {
		return
	}
	if d.fields != 0 {
		d.engine.call("FORM_OnBeforeClosePage", d.current, d.fields)
	}
	d.engine.call("FPDF_ClosePage", d.current)
	d.current = 0
}

// A pageReader reads one loaded page.
type pageReader struct {
	*sandbox
	handle   pointer
	fields   pointer // PDFium's form environment; 0 for a page without fields
	document pointer
	notes    []string
	toView   matrix // from the page's own space to points from the top left, as displayed
}

func (r *pageReader) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// mostNative is the resolution up to which scans are drawn as finely as they are.
const mostNative = 200

func (r *pageReader) read(want Want) View {
	var page View
	page.Width = finite(r.float("FPDF_GetPageWidthF", r.handle))
	page.Height = finite(r.float("FPDF_GetPageHeightF", r.handle))
	r.toView = r.view()
	text := r.loadText()
	defer r.closeText(text)
	var runs []run
	page.Text, page.Words, runs = r.text(text, want.Words)
	if want.Gaps {
		page.Gaps = r.gaps(text, page.Words, runs)
	}
	if want.Aslant {
		page.Aslant = r.aslant(text, page.Words, runs)
	}
	var layers []layer
	page.Images, page.Pictures, layers = r.images(want)
	if want.DPI > 0 {
		dpi := want.DPI
		if want.Native {
			dpi = max(dpi, min(nativeDPI(page), mostNative))
		}
		page.Raster = r.raster(page.Width, page.Height, dpi)
	}
	if !want.Marks {
		return page
	}
	page.Substituted = r.substituted(layers)
	annotations := r.marks(&page)
	s := search{pageReader: r, page: &page, text: text, runs: runs, layers: layers}
	if len(page.Words) > 0 {
		s.drawn = page.Raster
		if want.DPI < seenDPI {
			s.drawn = r.raster(page.Width, page.Height, seenDPI)
		}
		page.Hidden, page.Invisible = s.unseen(annotations, s.drawn)
	}
	if want.Reasons {
		page.Concealed, page.Outside = s.concealments(&page, annotations), s.outside()
	}
	return page
}

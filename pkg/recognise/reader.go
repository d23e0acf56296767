package recognise

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/traces"
)

// Documents reads documents and draws their pages. An *extract.Pool does so in worker
// processes; its methods say what is promised.
type Documents interface {
	Read(ctx context.Context, s extract.Source, want extract.Want, page func(extract.PageContent) error) (extract.Head, error)
	Views(ctx context.Context, s extract.Source, numbers []int, dpi float64, page func(number int, view pdf.View) error) error
	Render(ctx context.Context, s extract.Source, numbers []int, dpi float64, page func(number int, raster *image.Gray) error) error
	Readings(ctx context.Context, s extract.Source, numbers []int, how extract.Manner, page func(number int, readings []layout.Layout) error) error
	Structure(ctx context.Context, s extract.Source) (pdf.Structure, error)
	Inspect(ctx context.Context, s extract.Source, page func(number int)) ([]dossier.Inspected, error)
	States(ctx context.Context, s extract.Source) ([]int64, error)
	Traces(ctx context.Context, s extract.Source) (traces.File, error)
	intake.Unpacker
}

// A Reader turns inputs into pages, which Documents read.
type Reader struct {
	Documents Documents
	Workers   int // how many inputs are worked on at once
	// OCR returns what recognises the text of pages that carry none, or nil where there
	// is no such program; it is called when it is needed. May be nil.
	OCR func() OCR
	// Page is told of each page as it is read, from many goroutines at once. May be nil.
	Page func(path string, number int)
	// Folder is where copies of inputs, and pages, lie that are too much to be held in memory, in files
	// without a name; the folder for temporary files if it is empty or cannot be written to.
	Folder string
}

// Inputs yields the inputs that paths name (intake.Each). Documents unpack archives and messages.
func (r Reader) Inputs(ctx context.Context, paths []string, stdin io.Reader, limits intake.Limits) iter.Seq[intake.Input] {
	return intake.EachBy(ctx, r.Documents, r.Folder, paths, stdin, limits)
}

// A Reading is one input as it was read. It is a value: what is read of the input later
// makes another Reading.
type Reading struct {
	Input intake.Input
	dossier.Document
	Pages Pages
	Err   error // why it, or its pages, could not be read
	// Hidden is the text of an office document that a reader does not see. It is told and
	// takes part in nothing else.
	Hidden    []dossier.Hidden
	structure pdf.Structure
	layouts   map[int][]layout.Layout // other layouts that pages may have, by number
}

// Release frees the input and the pages.
func (got Reading) Release() {
	got.Input.Release()
	got.Pages.release()
}

// Digest returns what identifies an input. Its pages are not read.
func (r Reader) Digest(ctx context.Context, in intake.Input) Reading {
	got := Reading{Input: in, Err: in.Err}
	got.Name, got.MediaType, got.Size = in.Name, in.MediaType, in.Size
	if in.MediaType == "" {
		return got // not even that can be read
	}
	digests, err := in.Digests(ctx)
	if err != nil {
		got.Err = err
	}
	got.SHA256, got.SHA512, got.SHA1 = digests.SHA256, digests.SHA512, digests.SHA1
	return got
}

// Read reads the pages of an input of which Digest was called, unless that failed.
func (r Reader) Read(ctx context.Context, got Reading, want extract.Want) Reading {
	if got.Err != nil {
		return got
	}
	switch got.Input.Family() {
	case intake.Document, intake.Picture, intake.Office, intake.PlainText:
		got, got.Err = r.readPages(ctx, got, want)
	default:
		got.Err = fmt.Errorf("read %s: no reader for %s", got.Input.Path, got.MediaType)
	}
	got.Document.Pages, got.Columns = got.Pages.Len(), fingerprint.Columns
	got.Notes = append(got.Notes, got.shortcomings()...)
	return got
}

func (r Reader) readPages(ctx context.Context, got Reading, want extract.Want) (Reading, error) {
	content, err := got.Input.Open()
	if err != nil {
		return got, err
	}
	defer content.Close()
	pages := Pages{folder: r.Folder}
	head, err := r.Documents.Read(ctx, got.source(content), want, func(p extract.PageContent) error {
		if r.Page != nil {
			r.Page(got.Input.Path, p.Number)
		}
		return pages.add(p)
	})
	got.Pages = pages
	if err != nil {
		return got, err
	}
	got.Notes = head.Notes
	got.structure, got.Hidden = head.Structure, head.Hidden
	got.Metadata, got.Attachments = head.Structure.Info, head.Structure.Attachments
	facts := pages.Facts()
	for i, digest := range head.RenderDigests {
		facts[i].Render = digest
	}
	if len(facts) > 0 && !slices.ContainsFunc(facts, func(p extract.PageContent) bool { return p.Print.Absent != dossier.Unread }) {
		return got, &dossier.Error{Op: "read", Path: got.Input.Path, Err: errors.New(facts[0].Note), Hint: "look for an undamaged copy, or have another program repair it"}
	}
	return got, nil
}

// Kept yields the pages as a store keeps them.
func (got Reading) Kept() iter.Seq2[store.KeptPage, error] {
	return func(yield func(store.KeptPage, error) bool) {
		for p, err := range got.Pages.All() {
			if !yield(store.KeptPage{Page: p.Page, Print: p.Print, Columns: got.Columns}, err) {
				return
			}
		}
	}
}

// source is the input as Documents read it.
func (got Reading) source(content io.ReaderAt) extract.Source {
	return extract.Source{Name: got.Input.Path, MediaType: got.MediaType, Data: content, Size: got.Size}
}

// readFlat returns the reading with other layouts of the pages wanted, and reports whether
// there are any.
func (r Reader) readFlat(ctx context.Context, got Reading, wanted func(extract.PageContent) bool) (Reading, bool, error) {
	return r.readLayouts(ctx, got, extract.Flat, numbersOf(got.Pages.Facts(), wanted))
}

// readPhotographed returns the reading with the layouts that those of the pages wanted have
// that are pictures, looked at as by a camera, and reports whether there are any.
func (r Reader) readPhotographed(ctx context.Context, got Reading, wanted func(extract.PageContent) bool) (Reading, bool, error) {
	var pictures []int
	for _, number := range numbersOf(got.Pages.Facts(), wanted) {
		p, err := got.Pages.Page(number)
		if err != nil {
			return got, false, err
		}
		if slices.ContainsFunc(p.Images, p.FilledBy) && len(pictures) < mostPhotographed {
			pictures = append(pictures, number)
		}
	}
	return r.readLayouts(ctx, got, extract.Photographed, pictures)
}

// mostPhotographed is how many pages of an input are looked at as by a camera: each takes most
// of a second.
const mostPhotographed = 20

// readLayouts returns the reading with further layouts of pages, looked at in a manner, and
// reports whether there are any.
func (r Reader) readLayouts(ctx context.Context, got Reading, how extract.Manner, numbers []int) (Reading, bool, error) {
	if len(numbers) == 0 || got.Input.Family() == intake.PlainText {
		return got, false, nil
	}
	content, err := got.Input.Open()
	if err != nil {
		return got, false, err
	}
	defer content.Close()
	layouts, more := map[int][]layout.Layout{}, false
	maps.Copy(layouts, got.layouts)
	err = r.Documents.Readings(ctx, got.source(content), numbers, how, func(n int, readings []layout.Layout) error {
		if len(readings) > 0 {
			layouts[n] = slices.Concat(layouts[n], readings)
			more = true
		}
		return nil
	})
	got.layouts = layouts
	return got, more, unlessDocuments(ctx, err)
}

func numbersOf(pages []extract.PageContent, wanted func(extract.PageContent) bool) []int {
	var numbers []int
	for _, p := range pages {
		if wanted(p) {
			numbers = append(numbers, p.Number)
		}
	}
	return numbers
}

// unlessDocuments is err unless it is the document's doing: what was read of the document
// before it stands.
func unlessDocuments(ctx context.Context, err error) error {
	if _, documents := errors.AsType[*dossier.Error](err); documents && ctx.Err() == nil {
		return nil
	}
	return err
}

// nothingSeen is why a picture cannot be asked about; nil for one that can.
func (got Reading) nothingSeen() error {
	if got.Input.Family() != intake.Picture || slices.ContainsFunc(got.Pages.Facts(), func(p extract.PageContent) bool { return p.Print.Absent == dossier.Present }) {
		return nil
	}
	return &dossier.Error{Op: "recognise", Path: got.Input.Path, Err: errors.New("too little can be seen in it to recognise it by"),
		Hint: "ask with more of the page, or with a sharper picture"}
}

// shortcomings says what of the input was left out, and which of its pages carry no
// fingerprint.
func (got Reading) shortcomings() []string {
	family, pages := got.Input.Family(), got.Pages.Facts()
	lone := len(pages) == 1
	switch {
	case family == intake.PlainText && lone:
		return nil // what is too short is said where it is looked for
	case family == intake.Picture && lone:
		var notes []string
		if note := pages[0].Note; note != "" {
			notes = append(notes, note)
		}
		return notes
	case family == intake.Picture || family == intake.Office:
		notes := notesBy(pages, func(p extract.PageContent) string { return p.Note })
		return append(notes, absences(pages)...)
	}
	return absences(pages)
}

// absences says which pages carry no fingerprint, by the reason why.
func absences(pages []extract.PageContent) []string {
	return notesBy(pages, func(p extract.PageContent) string {
		if p.Print.Absent == dossier.Present || p.Print.Absent == dossier.Unread { // the head's notes name these
			return ""
		}
		return AbsenceOf(p.Print, p.Note) + ", cannot be told by itself"
	})
}

// AbsenceOf says in words why a page with this note carries no fingerprint; "" if it
// carries one.
func AbsenceOf(p fingerprint.Print, note string) string {
	switch {
	case p.Absent == dossier.PartlyUnread:
		return string(dossier.Unread) + ": " + note
	case p.Absent == dossier.Blank && p.Looks != (pdq.Hash{}): // nor is it all of one colour
		return "no words and no picture, only drawings with too little in them"
	}
	return string(p.Absent)
}

// notesBy writes one note for all pages of which note says the same; "" is no note.
func notesBy(pages []extract.PageContent, note func(extract.PageContent) string) []string {
	var notes []string
	seen := map[string]bool{"": true}
	for _, p := range pages {
		if what := note(p); !seen[what] {
			seen[what] = true
			runs := pageRuns(pages, func(p extract.PageContent) bool { return note(p) == what })
			notes = append(notes, fmt.Sprintf("p. %s: %s", runs, what))
		}
	}
	return notes
}

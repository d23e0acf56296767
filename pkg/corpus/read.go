package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// A Reader turns inputs into pages. All but plain text is read by the pool's worker
// processes.
type Reader struct {
	Pool *extract.Pool
	// Workers is how many inputs are worked on at once.
	Workers int
	// OCR returns what recognises the text of pages that carry none, or nil where there
	// is no such program; it is called when it is needed. May be nil.
	OCR func() OCR
	// Page is told of each page as it is read; may be nil. It is called from many
	// goroutines at once.
	Page func(path string, number int)
}

// A reading is one input, read.
type reading struct {
	input intake.Input
	dossier.Document
	structure pdf.Structure
	pages     []extract.PageContent
	readings  map[int][]layout.Layout // other layouts of pages, by their number
	err       error
}

// digest computes what identifies an input, without reading its pages.
func (r Reader) digest(ctx context.Context, in intake.Input) reading {
	got := reading{input: in, err: in.Err}
	got.Name, got.MediaType, got.Size = in.Name, in.MediaType, in.Size
	if in.MediaType == "" {
		return got // not even that can be read
	}
	digests, err := in.Digests(ctx)
	if err != nil {
		got.err = err
	}
	got.SHA256, got.SHA512, got.SHA1 = digests.SHA256, digests.SHA512, digests.SHA1
	return got
}

// pagesOf reads an input's pages.
func (r Reader) pagesOf(ctx context.Context, got reading, want extract.Want) reading {
	if got.err != nil {
		return got
	}
	switch got.input.Family() {
	case intake.Document, intake.Picture, intake.Office:
		got.err = r.readPages(ctx, &got, want)
	case intake.PlainText:
		got.err = r.readText(ctx, &got)
	default:
		got.err = fmt.Errorf("read %s: no reader for %s", got.input.Path, got.MediaType)
	}
	got.Document.Pages = len(got.pages)
	got.Notes = append(got.Notes, got.shortcomings()...)
	return got
}

// shortcomings says what of the input was left out and which pages carry no fingerprint.
func (got reading) shortcomings() []string {
	family, lone := got.input.Family(), len(got.pages) == 1
	switch {
	case family == intake.PlainText && lone && got.pages[0].Print.Absent != "":
		return []string{fmt.Sprintf("too short to be recognised: it takes %d letters and digits", fingerprint.MinLength)}
	case family == intake.Picture && lone:
		var notes []string
		if note := got.pages[0].Note; note != "" {
			notes = append(notes, note)
		}
		return notes
	case family == intake.Picture || family == intake.Office:
		told := notesBy(got.pages, func(p extract.PageContent) string { return p.Note })
		return append(told, pageNotes(got.pages)...)
	}
	return pageNotes(got.pages)
}

// nothingSeen is why a picture cannot be asked for; nil for one that can.
func (got reading) nothingSeen() error {
	if got.input.Family() != intake.Picture || slices.ContainsFunc(got.pages, func(p extract.PageContent) bool { return p.Print.Absent == "" }) {
		return nil
	}
	return &dossier.Error{Op: "recognise", Path: got.input.Path, Err: errors.New("too little can be seen in it to recognise it by"),
		Hint: "ask with more of the page, or with a sharper picture"}
}

// source is the input as the pool reads it.
func (got reading) source(content io.ReaderAt) extract.Source {
	return extract.Source{Name: got.input.Path, MediaType: got.MediaType, Data: content, Size: got.Size}
}

func (r Reader) readPages(ctx context.Context, got *reading, want extract.Want) error {
	content, err := got.input.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	head, err := r.Pool.Read(ctx, got.source(content), want, func(p extract.PageContent) error {
		got.pages = append(got.pages, p)
		if r.Page != nil {
			r.Page(got.input.Path, p.Number)
		}
		return nil
	})
	if err != nil {
		return err
	}
	got.Notes = head.Notes
	got.structure, got.Metadata = head.Structure, head.Structure.Info
	if len(got.pages) > 0 && !slices.ContainsFunc(got.pages, func(p extract.PageContent) bool { return p.Print.Absent != extract.Unread }) {
		return &dossier.Error{Op: "read", Path: got.input.Path, Err: errors.New(got.pages[0].Note), Hint: "look for an undamaged copy, or have another program repair it"}
	}
	return nil
}

// readText reads plain text.
func (r Reader) readText(ctx context.Context, got *reading) error {
	text, err := got.input.Text(ctx)
	if err != nil {
		return err
	}
	parts, cut := extract.Paginate(text)
	if cut {
		got.Notes = append(got.Notes, fmt.Sprintf("long text, read as %d pages", len(parts)))
	}
	for i, part := range parts {
		page := dossier.Page{Number: i + 1, Text: part}
		got.pages = append(got.pages, extract.PageContent{Page: page, Print: fingerprint.Of(page, nil, nil)})
	}
	return nil
}

// pageNotes says which pages carry no fingerprint, by the reason why.
func pageNotes(pages []extract.PageContent) []string {
	return notesBy(pages, func(p extract.PageContent) string {
		if p.Print.Absent == "" || p.Print.Absent == extract.Unread { // the reader told of these
			return ""
		}
		return p.Print.Absent + ", cannot be told by itself"
	})
}

// notesBy says what is to be told of pages, those together of which it is the same.
func notesBy(pages []extract.PageContent, tell func(extract.PageContent) string) []string {
	var notes []string
	told := map[string]bool{"": true}
	for _, p := range pages {
		if what := tell(p); !told[what] {
			told[what] = true
			runs := pageRuns(pages, func(p extract.PageContent) bool { return tell(p) == what })
			notes = append(notes, fmt.Sprintf("p. %s: %s", runs, what))
		}
	}
	return notes
}

// pageRuns writes the numbers of the pages that hold as "2-3, 6".
func pageRuns(pages []extract.PageContent, holds func(extract.PageContent) bool) string {
	var runs []string
	for i := 0; i < len(pages); i++ {
		if !holds(pages[i]) {
			continue
		}
		first := i
		for i+1 < len(pages) && holds(pages[i+1]) {
			i++
		}
		run := fmt.Sprint(pages[first].Number)
		if i > first {
			run += fmt.Sprintf("-%d", pages[i].Number)
		}
		runs = append(runs, run)
	}
	return strings.Join(runs, ", ")
}

// Try reads a document made for the purpose and reports whether that works here.
func (r Reader) Try(ctx context.Context) error {
	page := forge.Dossier(1)[0].Cut(1, 1)
	data, err := page.Bytes()
	if err != nil {
		return err
	}
	var text string
	_, err = r.Pool.Read(ctx, extract.Source{Name: "test document", Data: bytes.NewReader(data), Size: int64(len(data))}, extract.Want{}, func(p extract.PageContent) error {
		text = p.Text
		return nil
	})
	if err == nil && !strings.Contains(text, forge.Label) {
		err = errors.New("the renderer read other text than was written")
	}
	return err
}

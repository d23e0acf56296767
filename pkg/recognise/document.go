package recognise

import (
	"context"
	"errors"
	"image"
	"io"
	"io/fs"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/match"
)

// A Document is either side of a comparison: a Reading, or a document that a Library
// keeps.
type Document interface {
	facts() dossier.Document
	path() string // what errors call the file
	// page returns what is known of a page without looking at the file, its layout aside.
	page(ctx context.Context, number int) (match.Subject, error)
	// subject is page with all that package match compares.
	subject(ctx context.Context, number int) (match.Subject, error)
	// file opens the file. It returns an error wrapping fs.ErrNotExist if it is not kept.
	file() (File, error)
	// readStructure returns what the file says of itself beside its pages.
	readStructure(ctx context.Context, source extract.Source) (pdf.Structure, error)
}

// Kept returns a document that a library keeps, as a side of a comparison.
func Kept(library Library, r Reader, doc dossier.Document) Document {
	return kept{doc, library, r.Documents}
}

// noFile is what is closed where no file was opened.
var noFile = io.NopCloser(nil)

// drawable reports whether the pages of a file of this type can be drawn.
func drawable(mediaType string) bool {
	family := (intake.Input{MediaType: mediaType}).Family()
	return family == intake.Document || family == intake.Picture
}

// isPicture reports whether a file of this type is a picture.
func isPicture(mediaType string) bool {
	return (intake.Input{MediaType: mediaType}).Family() == intake.Picture
}

func (got Reading) facts() dossier.Document { return got.Document }

func (got Reading) path() string { return got.Input.Path }

func (got Reading) page(_ context.Context, number int) (match.Subject, error) {
	p, err := got.Pages.Page(number)
	return match.Subject{Page: p.Page, Print: p.Print, PictureFile: isPicture(got.MediaType)}, err
}

func (got Reading) subject(_ context.Context, number int) (match.Subject, error) {
	p, err := got.Pages.Page(number)
	return match.Subject{Page: p.Page, Print: p.Print, PictureFile: isPicture(got.MediaType), Readings: got.layouts[number], Turned: p.Turned}, err
}

func (got Reading) file() (File, error) {
	content, err := got.Input.Open()
	if err != nil {
		return nil, err
	}
	return content, nil
}

func (got Reading) readStructure(context.Context, extract.Source) (pdf.Structure, error) {
	return got.structure, nil
}

// A kept document is one of a library's.
type kept struct {
	dossier.Document
	library Library
	reader  Documents
}

func (k kept) facts() dossier.Document { return k.Document }

func (k kept) path() string { return k.Name }

func (k kept) page(ctx context.Context, number int) (match.Subject, error) {
	pages, err := k.library.Pages(ctx, k.SHA256, number, number)
	if err != nil {
		return match.Subject{}, err
	}
	return match.Subject{Page: pages[0].Page, Print: pages[0].Print, PictureFile: isPicture(k.MediaType)}, nil
}

func (k kept) subject(ctx context.Context, number int) (match.Subject, error) {
	p, err := k.page(ctx, number)
	if err != nil {
		return p, err
	}
	p.Print.Layout, err = k.library.Layout(ctx, dossier.PageRef{Document: k.SHA256, Number: number})
	return p, err
}

func (k kept) file() (File, error) { return k.library.Original(k.SHA256) }

// readStructure reads it from the file; the document information is what was read when
// the document was added, which is there without the file as well.
func (k kept) readStructure(ctx context.Context, source extract.Source) (structure pdf.Structure, err error) {
	if source.Data != nil && k.MediaType == intake.PDF {
		structure, err = k.reader.Structure(ctx, source)
	}
	structure.Info = k.Metadata
	return structure, unlessDocuments(ctx, err)
}

// A side is a document that is open for comparison.
type side struct {
	Document
	reader Documents
	source extract.Source
	dpi    float64 // at which pages are drawn; scans at their own resolution
}

// openSide opens a document for comparison. Close the closer, which is never nil. The Data
// of the source is nil if the pages of the file cannot be drawn, or if it is not kept.
func (r Reader) openSide(d Document) (side, io.Closer, error) {
	s := side{Document: d, reader: r.Documents, dpi: ink.FineDPI}
	of := d.facts()
	if !drawable(of.MediaType) {
		return s, noFile, nil
	}
	file, err := d.file()
	if errors.Is(err, fs.ErrNotExist) {
		return s, noFile, nil
	}
	if err != nil {
		return s, noFile, err
	}
	s.source = extract.Source{Name: d.path(), MediaType: of.MediaType, Data: file, Size: of.Size}
	return s, file, nil
}

// views returns the pages of one side of the pairs, by number.
func (s side) views(ctx context.Context, pairs []dossier.PagePair, numberOf func(dossier.PagePair) int) (map[int]*pdf.View, error) {
	var numbers []int
	for _, p := range pairs {
		numbers = append(numbers, numberOf(p))
	}
	slices.Sort(numbers)
	return s.viewsOf(ctx, slices.Compact(numbers))
}

// viewsOf returns pages by number, given in order. A page that cannot be looked at has the
// text that is known of it.
func (s side) viewsOf(ctx context.Context, numbers []int) (map[int]*pdf.View, error) {
	views := map[int]*pdf.View{}
	for _, n := range numbers {
		known, err := s.page(ctx, n)
		if err != nil {
			return nil, err
		}
		views[n] = &pdf.View{Page: known.Page}
	}
	if s.source.Data == nil {
		return views, nil
	}
	err := s.reader.Views(ctx, s.source, numbers, s.dpi, func(n int, view pdf.View) error {
		if view.Raster == nil && view.Text == "" {
			return nil
		}
		if known := views[n]; len(view.Words) == 0 && known.Recognised {
			view.Words, view.Text, view.Recognised, view.Language = known.Words, known.Text, true, known.Language
		}
		views[n] = &view
		return nil
	})
	return views, unlessDocuments(ctx, err)
}

// drawing is how Illustrate draws pages for the answer to one input.
func (q question) drawing(ctx context.Context, r Reading) Draw {
	return func(doc dossier.Digest, numbers []int, page func(number int, raster *image.Gray, width, height float64) error) error {
		var of Document = r
		if !doc.IsZero() {
			of = Kept(q.library, q.Reader, q.known[doc])
		}
		from, file, err := q.openSide(of)
		if err != nil {
			return err
		}
		defer file.Close()
		if from.source.Data == nil || len(numbers) == 0 {
			return nil
		}
		err = q.Reader.Documents.Views(ctx, from.source, numbers, fingerprint.DPI, func(n int, view pdf.View) error {
			if view.Raster == nil {
				return nil
			}
			return page(n, view.Raster, view.Width, view.Height)
		})
		return unlessDocuments(ctx, err)
	}
}

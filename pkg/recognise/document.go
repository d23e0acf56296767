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
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/match"
)

// A Document is either side of a comparison: a Reading, or a document that a Library
// keeps.
type Document interface {
	facts() dossier.Document
	// page returns what is known of a page without looking at the file.
	page(ctx context.Context, number int) (match.Subject, error)
	// open opens the file if its pages can be drawn. The Data of the source is nil if they
	// cannot, or if the file is not kept; the closer is never nil.
	open() (extract.Source, io.Closer, error)
	// readStructure returns what the file says of itself beside its pages.
	readStructure(ctx context.Context, source extract.Source) (pdf.Structure, error)
}

// noFile is what is closed where no file was opened.
var noFile = io.NopCloser(nil)

// drawable reports whether the pages of a file of this type can be drawn.
func drawable(mediaType string) bool {
	family := (intake.Input{MediaType: mediaType}).Family()
	return family == intake.Document || family == intake.Picture
}

func (got Reading) facts() dossier.Document { return got.Document }

func (got Reading) page(_ context.Context, number int) (match.Subject, error) {
	p := got.Pages[number-1]
	return match.Subject{Page: p.Page, Print: p.Print}, nil
}

func (got Reading) open() (extract.Source, io.Closer, error) {
	if !drawable(got.MediaType) {
		return extract.Source{}, noFile, nil
	}
	content, err := got.Input.Open()
	if err != nil {
		return extract.Source{}, noFile, err
	}
	return got.source(content), content, nil
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

func (q question) kept(doc dossier.Document) kept { return kept{doc, q.library, q.Reader.Documents} }

func (k kept) facts() dossier.Document { return k.Document }

func (k kept) page(ctx context.Context, number int) (match.Subject, error) {
	pages, err := k.library.Pages(ctx, k.SHA256, number, number)
	if err != nil {
		return match.Subject{}, err
	}
	return match.Subject{Page: pages[0].Page, Print: pages[0].Print}, nil
}

func (k kept) open() (extract.Source, io.Closer, error) {
	if !drawable(k.MediaType) {
		return extract.Source{}, noFile, nil
	}
	file, err := k.library.Original(k.SHA256)
	if errors.Is(err, fs.ErrNotExist) {
		return extract.Source{}, noFile, nil
	}
	if err != nil {
		return extract.Source{}, noFile, err
	}
	return extract.Source{Name: k.Name, MediaType: k.MediaType, Data: file, Size: k.Size}, file, nil
}

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

// openSide opens a document for comparison. Close the closer.
func (r Reader) openSide(d Document) (side, io.Closer, error) {
	source, file, err := d.open()
	return side{Document: d, reader: r.Documents, source: source, dpi: fingerprint.DPI}, file, err
}

// views returns the pages of one side of the pairs, by number. A page that cannot be
// looked at has the text that is known of it.
func (s side) views(ctx context.Context, pairs []dossier.PagePair, numberOf func(dossier.PagePair) int) (map[int]*pdf.View, error) {
	var numbers []int
	views := map[int]*pdf.View{}
	for _, p := range pairs {
		n := numberOf(p)
		if views[n] != nil {
			continue
		}
		known, err := s.page(ctx, n)
		if err != nil {
			return nil, err
		}
		views[n] = &pdf.View{Page: known.Page}
		numbers = append(numbers, n)
	}
	if s.source.Data == nil {
		return views, nil
	}
	slices.Sort(numbers)
	err := s.reader.Views(ctx, s.source, numbers, s.dpi, func(n int, view pdf.View) error {
		if view.Raster == nil && view.Text == "" {
			return nil
		}
		if known := views[n]; len(view.Words) == 0 && known.Recognised {
			view.Words, view.Text, view.Recognised = known.Words, known.Text, true
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
			of = q.kept(q.known[doc])
		}
		from, file, err := q.openSide(of)
		if err != nil {
			return err
		}
		defer file.Close()
		if from.source.Data == nil || len(numbers) == 0 {
			return nil
		}
		err = q.Reader.Documents.Views(ctx, from.source, numbers, from.dpi, func(n int, view pdf.View) error {
			if view.Raster == nil {
				return nil
			}
			return page(n, view.Raster, view.Width, view.Height)
		})
		return unlessDocuments(ctx, err)
	}
}

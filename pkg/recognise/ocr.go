package recognise

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/ocr"
)

// OCR recognises the text of a page from what it looks like.
type OCR interface {
	// Read returns the words of a page and its text. dpi is the resolution of the
	// drawing, in dots to the inch of paper.
	Read(ctx context.Context, page image.Image, dpi float64) ([]ocr.Word, string, error)
	// Version is that of the program.
	Version() string
	// Languages are those that can be recognised, by the program's names for them.
	Languages() []string
}

// FindOCR returns the tesseract of this machine. Its error says what is missing.
func FindOCR() (OCR, error) {
	engine, err := ocr.Find()
	if err != nil {
		return nil, err
	}
	return engine, nil
}

// ocrDPI is the resolution that text recognition is made for.
const ocrDPI = 300

// ReadWords returns the reading with the words that OCR recognises on the pages wanted,
// and reports whether a page has text now that had none. Where there is no OCR the
// reading is returned as it is. Why words could not be recognised is in its notes.
func (r Reader) ReadWords(ctx context.Context, got Reading, wanted func(extract.PageContent) bool) (Reading, bool, error) {
	numbers := numbersOf(got.Pages, wanted)
	if len(numbers) == 0 || r.OCR == nil {
		return got, false, nil
	}
	engine := r.OCR()
	if engine == nil {
		return got, false, nil
	}
	content, err := got.Input.Open()
	if err != nil {
		return got, false, err
	}
	defer content.Close()
	got.Pages = slices.Clone(got.Pages)
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.Workers))
	err = r.Documents.Render(gctx, got.source(content), numbers, ocrDPI, func(n int, raster *image.Gray) error {
		if raster == nil {
			return nil
		}
		page := &got.Pages[n-1]
		group.Go(func() (err error) {
			*page, err = recognised(gctx, engine, *page, raster)
			return err
		})
		return nil
	})
	err = errors.Join(err, group.Wait())
	if ctx.Err() != nil {
		return got, false, ctx.Err()
	}
	if err != nil && unlessDocuments(ctx, err) == nil {
		got.Notes = append(got.Notes, "words could not be recognised: "+err.Error())
		err = nil
	}
	read := func(p extract.PageContent) bool { return p.Recognised && slices.Contains(numbers, p.Number) }
	if runs := pageRuns(got.Pages, read); runs != "" {
		got.Notes = append(got.Notes, fmt.Sprintf("p. %s: text recognised by tesseract %s, some of it may be misread", runs, engine.Version()))
	}
	return got, slices.ContainsFunc(got.Pages, func(p extract.PageContent) bool { return read(p) && p.Print.Marks != nil }), err
}

// ReadMissingWords is ReadWords of the pages that show words and carry none, as of every
// document that is to be known.
func (r Reader) ReadMissingWords(ctx context.Context, got Reading) (Reading, error) {
	got, _, err := r.ReadWords(ctx, got, func(p extract.PageContent) bool { return p.Print.Wordless() })
	return got, err
}

// recognised returns the page with the text that the engine reads off its drawing; a
// page that the engine cannot read gets a note.
func recognised(ctx context.Context, engine OCR, page extract.PageContent, raster *image.Gray) (extract.PageContent, error) {
	// A picture's page is as large as its pixels would be at fingerprint.DPI.
	dpi := float64(raster.Rect.Dx()) / page.Width * 72
	words, text, err := engine.Read(ctx, raster, dpi)
	if err != nil {
		page.Note = err.Error()
		return page, ctx.Err()
	}
	page.Text, page.Recognised = text, true
	page.Print.Length, page.Print.Marks = fingerprint.OfText(text)
	page.Words = slices.Clip(page.Words)
	for _, w := range words {
		page.Words = append(page.Words, w.Word)
	}
	return page, nil
}

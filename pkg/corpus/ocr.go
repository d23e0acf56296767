package corpus

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

// FindOCR returns the tesseract of this machine. The error says what is missing.
func FindOCR() (OCR, error) {
	engine, err := ocr.Find()
	if err != nil {
		return nil, err
	}
	return engine, nil
}

// recogniseDPI is the resolution that text recognition is made for.
const recogniseDPI = 300

// recognise reads the words off the pages chosen, where there is a program to do so. It reports whether any page has text now that had none.
func (r Reader) recognise(ctx context.Context, got *reading, chosen func(extract.PageContent) bool) (bool, error) {
	var numbers []int
	for _, p := range got.pages {
		if chosen(p) {
			numbers = append(numbers, p.Number)
		}
	}
	if len(numbers) == 0 || r.OCR == nil {
		return false, nil
	}
	engine := r.OCR()
	if engine == nil {
		return false, nil
	}
	content, err := got.input.Open()
	if err != nil {
		return false, err
	}
	defer content.Close()
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.Workers))
	err = r.Pool.Render(gctx, got.source(content), numbers, recogniseDPI, func(n int, raster *image.Gray) error {
		if raster == nil {
			return nil
		}
		page := &got.pages[n-1]
		group.Go(func() error {
			// A picture's page is as large as its pixels would be at fingerprint.DPI.
			dpi := float64(raster.Rect.Dx()) / page.Width * 72
			words, text, err := engine.Read(gctx, raster, dpi)
			if err != nil {
				page.Note = err.Error()
				return gctx.Err()
			}
			page.Text, page.Recognised = text, true
			page.Print.Length, page.Print.Marks = fingerprint.OfText(text)
			for _, w := range words {
				page.Words = append(page.Words, w.Word)
			}
			return nil
		})
		return nil
	})
	err = errors.Join(err, group.Wait())
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil && passable(ctx, err) == nil {
		got.Notes = append(got.Notes, "words could not be recognised: "+err.Error())
		err = nil
	}
	read := func(p extract.PageContent) bool { return p.Recognised && slices.Contains(numbers, p.Number) }
	if runs := pageRuns(got.pages, read); runs != "" {
		got.Notes = append(got.Notes, fmt.Sprintf("p. %s: text recognised by tesseract %s, some of it may be misread", runs, engine.Version()))
	}
	return slices.ContainsFunc(got.pages, func(p extract.PageContent) bool { return read(p) && p.Print.Marks != nil }), err
}

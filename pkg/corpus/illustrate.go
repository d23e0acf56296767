package corpus

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/report"
)

// Illustrations are the pictures of pages that a report shows.
type Illustrations struct {
	Thumbnails, Full map[report.PageRef]report.Picture
}

// illustrate draws the pages of one answer that a report shows, Input 0 in each. Pages
// that cannot be drawn are left out.
func (m matcher) illustrate(ctx context.Context, got reading, a dossier.InputFinding) (Illustrations, error) {
	drawn := Illustrations{map[report.PageRef]report.Picture{}, map[report.PageRef]report.Picture{}}
	thumbnails, full := report.Pictured(dossier.Finding{Inputs: []dossier.InputFinding{a}})
	numbers := map[dossier.Digest][]int{} // of pages to draw, those of the input under the zero digest
	for _, ref := range append(slices.Clone(thumbnails), full...) {
		numbers[ref.Document] = append(numbers[ref.Document], ref.Page)
	}
	draw := func(doc dossier.Digest, from views, err error) error {
		if err != nil {
			return err
		}
		defer from.Close()
		pages := slices.Compact(slices.Sorted(slices.Values(numbers[doc])))
		if from.source.Data == nil || len(pages) == 0 {
			return nil
		}
		err = m.reader.Pool.Views(ctx, from.source, pages, fingerprint.DPI, func(n int, p pdf.View) (err error) {
			ref := report.PageRef{Document: doc, Page: n}
			if p.Raster == nil {
				return nil
			}
			if slices.Contains(thumbnails, ref) {
				if drawn.Thumbnails[ref], err = report.Thumbnail(p.Raster, p.Width, p.Height); err != nil {
					return err
				}
			}
			if slices.Contains(full, ref) {
				drawn.Full[ref], err = report.FullPage(p.Raster, p.Width, p.Height)
			}
			return err
		})
		return passable(ctx, err)
	}
	query, err := viewsOf(m.reader, &got)
	if err := draw(dossier.Digest{}, query, err); err != nil {
		return drawn, err
	}
	for _, found := range a.Matches {
		doc := found.Document.SHA256
		original, err := m.knownViews(ctx, m.known[doc])
		if err := draw(doc, original, err); err != nil {
			return drawn, err
		}
	}
	return drawn, nil
}

// take adds the illustrations of input number i.
func (all *Illustrations) take(i int, drawn Illustrations) {
	for _, kind := range []struct {
		to, from map[report.PageRef]report.Picture
	}{{all.Thumbnails, drawn.Thumbnails}, {all.Full, drawn.Full}} {
		for ref, picture := range kind.from {
			if ref.Document.IsZero() {
				ref.Input = i
			}
			kind.to[ref] = picture
		}
	}
}

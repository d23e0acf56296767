package recognise

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// What two copies show otherwise where they say the same: words that stand a little aside, and pixels.
const (
	mostCompared  = 100 // pages
	drawnTogether = 8   // pages of each copy that are held
	pixelsDPI     = 150
	otherPixel    = 4   // levels by which pixels may differ that are the same
	pixelCell     = 6   // pixels each way that are told together
	mostPlaces    = 100 // of a page; where there are more, it is drawn otherwise as a whole
)

// drawnBetween adds to the differences of pages that say the same those in how they are drawn, where their
// render digests differ.
func (r Reader) drawnBetween(ctx context.Context, first, second Reading, pairs []dossier.PagePair, found []dossier.Difference) ([]dossier.Difference, error) {
	render := func(of Reading, page int) dossier.Digest { return of.Pages.Facts()[page-1].Render }
	same := slices.DeleteFunc(slices.Clone(pairs), func(p dossier.PagePair) bool {
		drawn := render(first, p.Known)
		return p.Relation != dossier.SamePage || !drawn.IsZero() && drawn == render(second, p.Query)
	})
	same = same[:min(len(same), mostCompared)]
	for some := range slices.Chunk(same, drawnTogether) {
		var numbers [2][]int
		for _, p := range some {
			numbers[0], numbers[1] = append(numbers[0], p.Known), append(numbers[1], p.Query)
		}
		one, err := r.viewsOf(ctx, first, numbers[0])
		if err != nil {
			return nil, err
		}
		other, err := r.viewsOf(ctx, second, numbers[1])
		if err != nil {
			return nil, err
		}
		for i := range min(len(one), len(other)) {
			found = append(found, aside(numbers[0][i], one[i].Words, other[i].Words)...)
			found = append(found, pixelsBetween(numbers[0][i], one[i], other[i], found)...)
		}
	}
	return found, nil
}

// viewsOf are pages of a document as they are drawn; fewer where they cannot be read.
func (r Reader) viewsOf(ctx context.Context, of Reading, numbers []int) ([]pdf.View, error) {
	content, err := of.Input.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	var views []pdf.View
	err = r.Documents.Views(ctx, of.source(content), numbers, pixelsDPI, func(_ int, page pdf.View) error {
		views = append(views, page)
		return nil
	})
	return views, unlessDocuments(ctx, err)
}

// pixelsBetween are the places of a page where its pixels differ in the other copy, those left out in which
// a difference was told.
func pixelsBetween(page int, first, second pdf.View, told []dossier.Difference) []dossier.Difference {
	a, b := first.Raster, second.Raster
	if a == nil || b == nil || a.Rect.Size() != b.Rect.Size() || a.Rect.Empty() {
		return nil
	}
	say := func(box *dossier.Box, before, after string) dossier.Difference {
		return dossier.Difference{Page: page, Box: box, Kind: "pixels", Before: before, After: after, Basis: fmt.Sprintf("drawn at %d dpi", pixelsDPI)}
	}
	places, differing := otherPlaces(a, b)
	if len(places) > mostPlaces {
		return []dossier.Difference{say(nil, "", fmt.Sprintf("%d pixels all over the page", differing))}
	}
	perPoint := float64(a.Rect.Dx()) / first.Width
	var found []dossier.Difference
	for _, p := range places {
		box := dossier.Box{X: round2(float64(p.Min.X) / perPoint), Y: round2(float64(p.Min.Y) / perPoint), W: round2(float64(p.Dx()) / perPoint), H: round2(float64(p.Dy()) / perPoint)}
		if slices.ContainsFunc(told, func(d dossier.Difference) bool { return d.Page == page && d.Box != nil && touch(*d.Box, box) }) {
			continue
		}
		found = append(found, say(&box, levels(a, p), levels(b, p)))
	}
	return found
}

// touch reports whether two boxes share something.
func touch(a, b dossier.Box) bool {
	return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

// otherPlaces are where two drawings of one size differ, what lies close together as one place, and by how
// many pixels in all. It stops at more than mostPlaces.
func otherPlaces(a, b *image.Gray) (places []image.Rectangle, differing int) {
	for y := range a.Rect.Dy() {
		one, other := a.Pix[y*a.Stride:], b.Pix[y*b.Stride:]
		for x := range a.Rect.Dx() {
			if d := int(one[x]) - int(other[x]); max(d, -d) <= otherPixel {
				continue
			}
			differing++
			if len(places) <= mostPlaces {
				places = join(places, image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return places, differing
}

// join adds a place to those that it lies close to, which become one.
func join(places []image.Rectangle, place image.Rectangle) []image.Rectangle {
	for {
		i := slices.IndexFunc(places, func(p image.Rectangle) bool { return p.Inset(-pixelCell).Overlaps(place) })
		if i < 0 {
			return append(places, place)
		}
		if place.In(places[i]) {
			return places
		}
		place = place.Union(places[i])
		places = slices.Delete(places, i, i+1)
	}
}

// levels is the range of brightness in a place.
func levels(img *image.Gray, place image.Rectangle) string {
	low, high := uint8(255), uint8(0)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for _, level := range img.Pix[y*img.Stride+place.Min.X : y*img.Stride+place.Max.X] {
			low, high = min(low, level), max(high, level)
		}
	}
	return fmt.Sprintf("levels %d to %d", low, high)
}

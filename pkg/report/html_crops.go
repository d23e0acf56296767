package report

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A CropRef names a part of a page that a report shows enlarged, in points.
type CropRef struct {
	PageRef
	dossier.Box
}

// A crop is a change as it looks on one side, enlarged.
type crop struct {
	Label   string
	Picture Picture
	Frames  []dossier.Box // in the picture
}

// How much of a page is shown around a change, in points.
const (
	cropWidth   = 230.
	cropHeight  = 56.
	tallestCrop = 220. // of what was changed, from its first line on
	mostCrops   = 200  // of all changes together
	farthest    = 1e5  // no page is as large
)

// Cropped returns the parts of pages that HTML shows enlarged, each once.
func Cropped(f dossier.Finding) []CropRef {
	var refs []CropRef
	for _, p := range plans(f) {
		for _, a := range p.changes {
			for _, onKnown := range []bool{true, false} {
				if ref, _, ok := p.cropOf(a, onKnown); ok && len(refs) < mostCrops {
					refs = append(refs, ref)
				}
			}
		}
	}
	return once(refs)
}

// cropOf returns the part of a page that shows a change on one side, at the first place where
// it has boxes there, and these boxes; false where there is none.
func (p *plan) cropOf(a located, onKnown bool) (CropRef, []dossier.Box, bool) {
	for _, at := range a.places {
		ref, page := PageRef{Document: p.match.Document.SHA256, Page: at.known}, at.known
		if !onKnown {
			ref, page = PageRef{Input: p.input, Page: at.query}, at.query
		}
		if page == 0 || !onKnown && isQuote(p.in) {
			continue
		}
		if boxes := firstLines(p.boxesOn(a.Alteration, at, onKnown)); len(boxes) > 0 {
			return CropRef{ref, around(boxes)}, boxes, true
		}
	}
	return CropRef{}, nil, false
}

// firstLines returns the boxes that fit a crop with the first one. Boxes that are on no page are
// left out.
func firstLines(boxes []dossier.Box) []dossier.Box {
	var fit []dossier.Box
	for _, b := range boxes {
		onPage := b.X > -farthest && b.Y > -farthest && b.X+b.W < farthest && b.Y+b.H < farthest
		if onPage && b.W > 0 && b.H > 0 && (len(fit) == 0 || b.Y >= fit[0].Y-tallestCrop/2 && b.Y+b.H <= fit[0].Y+tallestCrop) {
			fit = append(fit, b)
		}
	}
	return fit
}

// around returns the part of a page around boxes, in whole points.
func around(boxes []dossier.Box) dossier.Box {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range boxes {
		left, right = min(left, b.X), max(right, b.X+b.W)
		top, bottom = min(top, b.Y), max(bottom, b.Y+b.H)
	}
	grow := func(from, to, least, room float64) (float64, float64) {
		more := max(room, (least-(to-from))/2)
		return math.Floor(max(0, from-more)), math.Ceil(to + more)
	}
	left, right = grow(left, right, cropWidth, 20)
	top, bottom = grow(top, bottom, cropHeight, 14)
	return dossier.Box{X: left, Y: top, W: right - left, H: bottom - top}
}

// crops returns a change as it looks on both sides, the known one first.
func (b *sectionBuilder) crops(a located) []crop {
	var shown []crop
	for _, onKnown := range []bool{true, false} {
		ref, boxes, ok := b.cropOf(a, onKnown)
		if !ok {
			continue
		}
		picture, drawn := b.opt.Crops[ref]
		if !drawn {
			continue
		}
		c := crop{Label: "known copy, p. ", Picture: picture}
		if !onKnown {
			c.Label = "this file, p. "
		}
		c.Label += grouped(ref.Page)
		for _, box := range boxes {
			box.X, box.Y = box.X-ref.X, box.Y-ref.Y
			if box, ok := clip(box, picture.Width, picture.Height); ok {
				c.Frames = append(c.Frames, box)
			}
		}
		shown = append(shown, c)
	}
	return shown
}

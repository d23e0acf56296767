package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A frame is a box drawn over a page's picture, around what was changed. The first frame of a
// change on a page has the change's number in a tag beside the page, so that it hides no word.
type frame struct {
	dossier.Box
	Class  string
	Number int // 0 for none
	Tag    dossier.Box
}

// The gutter is the room beside a page for the tags, as a share of the width of both. The style
// sheet leaves it.
const gutter = .06

// A tag, in points.
const (
	tagHeight = 18.
	tagGap    = 2.
)

// TextX and TextY are the position of the number: the middle of its base line.
func (f frame) TextX() float64 { return tenths(f.Tag.X + f.Tag.W/2) }
func (f frame) TextY() float64 { return tenths(f.Tag.Y + tagHeight - 4.5) }

// gutterOf is the width of the gutter beside a page, in points.
func gutterOf(width float64) float64 { return tenths(width * gutter / (1 - gutter)) }

// withTags returns frames with the tags of those numbered beside them in the gutter, none over
// another.
func withTags(frames []frame, picture Picture) []frame {
	width := gutterOf(picture.Width)
	var tagged []int
	for i, f := range frames {
		if f.Number > 0 {
			tagged = append(tagged, i)
		}
	}
	slices.SortStableFunc(tagged, func(a, b int) int { return cmp.Compare(frames[a].Y, frames[b].Y) })
	lowest := 0.
	for _, i := range tagged {
		f := &frames[i]
		y := max(lowest, f.Y+(f.H-tagHeight)/2)
		f.Tag = dossier.Box{X: -width, Y: tenths(min(y, max(0, picture.Height-tagHeight))), W: tenths(width - tagGap), H: tagHeight}
		lowest = f.Tag.Y + tagHeight + tagGap
	}
	return frames
}

// frames returns the frames of a numbered change on a picture of the known page of a place, or
// of the input's page.
func (p *plan) frames(number int, a dossier.Alteration, at place, onKnown bool, picture Picture) []frame {
	var drawn []frame
	for _, box := range p.boxesOn(a, at, onKnown) {
		box, ok := clip(box, picture.Width, picture.Height)
		if !ok {
			continue
		}
		f := frame{Box: box, Class: boxClass(a.Kind)}
		if len(drawn) == 0 {
			f.Number = number
		}
		drawn = append(drawn, f)
	}
	return drawn
}

// boxesOn returns the boxes of an alteration on one page of a place or, if there are none,
// those on the other page, mapped to this one.
func (p *plan) boxesOn(a dossier.Alteration, at place, onKnown bool) []dossier.Box {
	known, query := onPage(a.Boxes, at.known), onPage(a.QueryBoxes, at.query)
	toKnown, ok := p.transform(at)
	switch {
	case onKnown && (len(known) > 0 || !ok):
		return known
	case onKnown:
		return mapped(query, toKnown)
	case len(query) > 0:
		return query
	}
	if toQuery, invertible := toKnown.Inverse(); ok && invertible {
		return mapped(known, toQuery)
	}
	return nil
}

func onPage(boxes []dossier.PageBox, page int) []dossier.Box {
	var on []dossier.Box
	for _, b := range boxes {
		if b.Page == page {
			on = append(on, b.Box)
		}
	}
	return on
}

// transform returns the map from points of the input's page to points of the known page; false
// if the two were not overlaid.
func (p *plan) transform(at place) (h layout.Homography, ok bool) {
	for _, pair := range p.pairs {
		if pair.Query == at.query && pair.Known == at.known && len(pair.Transform) == len(h) {
			return layout.Homography(pair.Transform), true
		}
	}
	return h, false
}

// mapped returns the upright boxes around the images of boxes.
func mapped(boxes []dossier.Box, h layout.Homography) []dossier.Box {
	var images []dossier.Box
	for _, b := range boxes {
		left, top := math.Inf(1), math.Inf(1)
		right, bottom := math.Inf(-1), math.Inf(-1)
		for _, corner := range [][2]float64{{b.X, b.Y}, {b.X + b.W, b.Y}, {b.X, b.Y + b.H}, {b.X + b.W, b.Y + b.H}} {
			x, y := h.Apply(corner[0], corner[1])
			left, right = min(left, x), max(right, x)
			top, bottom = min(top, y), max(bottom, y)
		}
		images = append(images, dossier.Box{X: left, Y: top, W: right - left, H: bottom - top})
	}
	return images
}

// clip returns the part of a box, with a little room around it, that lies on the page, in tenths
// of a point; false if there is none.
func clip(b dossier.Box, width, height float64) (clipped dossier.Box, ok bool) {
	const room = 1.5
	left, right := max(b.X-room, 0), min(b.X+b.W+room, width)
	top, bottom := max(b.Y-room, 0), min(b.Y+b.H+room, height)
	if !(left < right && top < bottom) { // false for NaN too
		return dossier.Box{}, false
	}
	left, top = tenths(left), tenths(top)
	return dossier.Box{X: left, Y: top, W: tenths(right - left), H: tenths(bottom - top)}, true
}

func tenths(x float64) float64 { return math.Round(x*10) / 10 }

// boxClass returns the style class of an alteration's boxes.
func boxClass(k dossier.Kind) string {
	switch k {
	case dossier.TextRedacted, dossier.RedactedBadly, dossier.OverlayRemoved:
		return "gone"
	case dossier.OverlayAdded, dossier.AnnotationAdded, dossier.HiddenTextAdded:
		return "added"
	}
	return "changed"
}

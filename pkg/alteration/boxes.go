package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// Boxes are in points, 1/72 inch, from the top left corner of a page.

const (
	inPlace     = 2.5 // points by which the middle of a word may be off and still be in its place
	samePlace   = 8.  // points by which an overlay may be off on another page
	lineSpacing = 1.2 // heights of a line by which words of one passage may be apart
)

// identity maps every point to itself.
var identity = layout.Homography{0: 1, 4: 1, 8: 1}

func centre(b dossier.Box) (x, y float64) { return b.X + b.W/2, b.Y + b.H/2 }

func grow(b dossier.Box, by float64) dossier.Box {
	return dossier.Box{X: b.X - by, Y: b.Y - by, W: b.W + 2*by, H: b.H + 2*by}
}

// mapBox returns the upright bounding box of a box mapped by h.
func mapBox(h layout.Homography, b dossier.Box) dossier.Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [4][2]float64{{b.X, b.Y}, {b.X + b.W, b.Y}, {b.X, b.Y + b.H}, {b.X + b.W, b.Y + b.H}} {
		x, y := h.Apply(corner[0], corner[1])
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return dossier.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// overlapsBy reports whether a covers at least the given share of b's area.
func overlapsBy(share float64, a, b dossier.Box) bool { return a.Overlap(b) >= share*b.W*b.H }

// covers reports whether most of b, which has an area, lies in a.
func covers(a, b dossier.Box) bool { return overlapsBy(.6, a, b) && b.W*b.H > 0 }

// touches reports whether two boxes come within slack points of one another.
func touches(a, b dossier.Box, slack float64) bool {
	return a.X-slack <= b.X+b.W && b.X-slack <= a.X+a.W && a.Y-slack <= b.Y+b.H && b.Y-slack <= a.Y+a.H
}

// besideInLine reports whether two words stand in one line, with room between them for less
// than another word.
func besideInLine(a, b dossier.Box) bool {
	const room, level = 3, .5 // times the height of b; share of the lower one
	return min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y) >= level*min(a.H, b.H) &&
		max(a.X-(b.X+b.W), b.X-(a.X+a.W)) <= room*b.H
}

// sameExtent reports whether two boxes have the same place and size, to samePlace.
func sameExtent(a, b dossier.Box) bool {
	return math.Abs(a.X-b.X) <= samePlace && math.Abs(a.Y-b.Y) <= samePlace &&
		math.Abs(a.W-b.W) <= samePlace && math.Abs(a.H-b.H) <= samePlace
}

// bounds returns the bounding box of boxes, the zero Box for none.
func bounds(boxes []dossier.Box) dossier.Box {
	if len(boxes) == 0 {
		return dossier.Box{}
	}
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range boxes {
		x0, y0, x1, y1 = min(x0, b.X), min(y0, b.Y), max(x1, b.X+b.W), max(y1, b.Y+b.H)
	}
	return dossier.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// boxesOf returns the boxes of words, given by index.
func boxesOf(words []dossier.Word, indices []int) []dossier.Box {
	boxes := make([]dossier.Box, len(indices))
	for i, w := range indices {
		boxes[i] = words[w].Box
	}
	return boxes
}

// boundsOf returns the bounding box of words, given by index.
func boundsOf(words []dossier.Word, indices []int) dossier.Box {
	return bounds(boxesOf(words, indices))
}

// lineBoxes joins boxes that follow one another on a line, so that a passage has one box
// for each of its lines.
func lineBoxes(boxes []dossier.Box) []dossier.Box {
	var joined []dossier.Box
	for _, b := range boxes {
		if n := len(joined); n > 0 {
			last := joined[n-1]
			_, y := centre(b)
			if y >= last.Y && y <= last.Y+last.H && b.X >= last.X && b.X-(last.X+last.W) <= 2*max(b.H, last.H) {
				joined[n-1] = bounds([]dossier.Box{last, b})
				continue
			}
		}
		joined = append(joined, b)
	}
	return joined
}

// pageBoxes returns boxes as boxes of a page, rounded to a tenth of a point. Boxes
// without an area are dropped.
func pageBoxes(page int, boxes []dossier.Box) []dossier.PageBox {
	tenth := func(x float64) float64 { return math.Round(x*10) / 10 }
	var placed []dossier.PageBox
	for _, b := range boxes {
		if b.W <= 0 || b.H <= 0 {
			continue
		}
		placed = append(placed, dossier.PageBox{Page: page, Box: dossier.Box{X: tenth(b.X), Y: tenth(b.Y), W: tenth(b.W), H: tenth(b.H)}})
	}
	return slices.Clip(placed)
}

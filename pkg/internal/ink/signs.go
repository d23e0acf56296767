package ink

import "image"

// This file finds signs that one page has and the other lacks although letters stand right
// beside them, as a decimal point does between two digits: there isStray, which forgives a
// pixel to either side, sees nothing. What is forgiven is how another program draws outlines.
// Where all ink around a sign is the same, pixel for pixel, nothing was drawn anew.

const (
	leastOfSign = 3  // dark pixels at FineDPI
	mostOfSign  = 60 // of a point, a comma, a minus sign
	aroundSign  = 12 // pixels to each side of a sign in which ink must be the same...
	leastAround = 20 // ...and dark pixels that are there
)

// lostSigns returns the signs of page a, of so many pixels at most, in whose place page b, of
// the same size, has no ink.
func lostSigns(a, b *image.Gray, most int) []Spot {
	var found []Spot
	seen := make([]bool, a.Rect.Dx()*a.Rect.Dy())
	lost := false // the pixels taken since it was set, all of them
	take := func(p image.Point) bool {
		if !p.In(a.Rect) {
			return false
		}
		at := p.Y*a.Rect.Dx() + p.X
		if seen[at] || a.Pix[p.Y*a.Stride+p.X] >= dark {
			return false
		}
		seen[at] = true
		lost = lost && b.Pix[p.Y*b.Stride+p.X] >= grayInk
		return true
	}
	eachOther(a, b, func(p image.Point, v, other uint8) {
		if v >= dark || other < grayInk {
			return
		}
		if lost = true; !take(p) {
			return
		}
		s := spotFrom(p, take)
		if lost && s.Ink >= leastOfSign && s.Ink <= most && sameAround(a, b, s.Box) {
			found = append(found, s)
		}
	})
	return found
}

// sameAround reports whether there is ink around a place, and all of it is the same on both
// pages.
func sameAround(a, b *image.Gray, place image.Rectangle) bool {
	around, rim := place.Inset(-aroundSign).Intersect(a.Rect), place.Inset(-1)
	inked := 0
	for y := around.Min.Y; y < around.Max.Y; y++ {
		for x := around.Min.X; x < around.Max.X; x++ {
			v, o := a.GrayAt(x, y).Y, b.GrayAt(x, y).Y
			if min(v, o) >= dark || image.Pt(x, y).In(rim) {
				continue
			}
			if max(v, o)-min(v, o) >= shade {
				return false
			}
			inked++
		}
	}
	return inked >= leastAround
}

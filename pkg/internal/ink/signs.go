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
	seen := map[image.Point]bool{}
	eachOther(a, b, func(p image.Point, v, other uint8) {
		if v >= dark || other < grayInk || seen[p] {
			return
		}
		if s, ok := lostSign(a, b, p, most, seen); ok && sameAround(a, b, s.Box) {
			found = append(found, s)
		}
	})
	return found
}

// lostSign returns the connected dark pixels of page a that one of them belongs to, and marks
// them as seen; ok is false where they are too few or too many for a sign, and where b has
// ink in the place of one.
func lostSign(a, b *image.Gray, first image.Point, most int, seen map[image.Point]bool) (s Spot, ok bool) {
	seen[first] = true
	stack := []image.Point{first}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		s.Ink, s.Box = s.Ink+1, s.Box.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
		if s.Ink > most || b.GrayAt(p.X, p.Y).Y < grayInk {
			return s, false
		}
		for n := range 9 {
			next := p.Add(image.Pt(n%3-1, n/3-1))
			if next.In(a.Rect) && !seen[next] && a.GrayAt(next.X, next.Y).Y < dark {
				seen[next] = true
				stack = append(stack, next)
			}
		}
	}
	return s, s.Ink >= leastOfSign
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

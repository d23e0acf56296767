package ink

import (
	"image"
	"slices"
)

// This file leaves out what copying puts beside the text of a page: the edges of sheets,
// folders and glass, and dirt.

const (
	strayInside = 5   // one part of a piece that may lie on the text
	dirt        = 9   // pixels that a piece spans at least that is no speck
	edgeSpan    = 40  // pixels that the edge of a sheet spans at least
	cornerSpan  = 100 // ...that bends
	edgeLong    = 5   // times its width
	edgeOfPage  = 4   // one part of the page's width from which what runs down the page is an edge even in the text
	margin      = 20  // one part of the width of what is shown, at either side, that has holes and shadows
)

// withoutStray returns source without the ink beside the text that target, which is given
// widened too, lacks and that people did not put there.
func (c *Comparison) withoutStray(source, target raster, wide widened) raster {
	if c.exact {
		return source
	}
	lone := newRaster(source.width, source.height)
	for i, v := range source.pix {
		if v >= faintest && wide.pix[i] < nearInk {
			lone.pix[i] = v
		}
	}
	beside := strayPlaces{text: c.fit.text.Inset(-cell), shown: c.known.pixels(c.Seen())}
	cleaned := raster{pix: slices.Clone(source.pix), width: source.width, height: source.height}
	lone.eachPiece(func(pixels []image.Point, extent image.Rectangle) {
		if !beside.isStray(pixels, extent) {
			return
		}
		for _, p := range pixels {
			cleaned.erase(image.Rectangle{p, p.Add(image.Pt(1, 1))}.Inset(-2), target)
		}
	})
	return cleaned
}

// strayPlaces are the text of a page, and what is shown of it.
type strayPlaces struct{ text, shown image.Rectangle }

// isStray reports whether a piece of ink is dirt beside the text, an edge of a sheet, or the
// frame of a form.
func (s strayPlaces) isStray(pixels []image.Point, extent image.Rectangle) bool {
	long, short := max(extent.Dx(), extent.Dy()), min(extent.Dx(), extent.Dy())
	isLine := long >= edgeSpan && long >= edgeLong*short
	switch {
	case isLine && long == extent.Dy() && long >= s.shown.Dx()/edgeOfPage:
		return true // lines across the page may be drawn by people
	case s.isAround(extent) && alongSides(pixels, extent):
		return true
	case strayInside*count(pixels, s.text) > len(pixels):
		return false
	}
	side := s.shown.Dx() / margin
	return long < dirt || isLine || long >= cornerSpan && alongSides(pixels, extent) ||
		extent.Max.X <= s.shown.Min.X+side || extent.Min.X >= s.shown.Max.X-side
}

// isAround reports whether a box has most of the text.
func (s strayPlaces) isAround(extent image.Rectangle) bool {
	const most = .8
	return float64(area(extent.Intersect(s.text))) >= most*float64(area(s.text))
}

// alongSides reports whether most of a piece lies along the sides of its extent, as frames and
// the corners of sheets do.
func alongSides(pixels []image.Point, extent image.Rectangle) bool {
	const side, most = 10, 6 // one part of the extent; parts of ten of the piece
	inset := image.Pt(extent.Dx()/side, extent.Dy()/side)
	inner := image.Rectangle{extent.Min.Add(inset), extent.Max.Sub(inset)}
	return 10*(len(pixels)-count(pixels, inner)) >= most*len(pixels)
}

// count returns how many pixels lie in a box.
func count(pixels []image.Point, box image.Rectangle) (n int) {
	for _, p := range pixels {
		if p.In(box) {
			n++
		}
	}
	return n
}

// erase gives the pixels of a box no more ink than target has.
func (r raster) erase(box image.Rectangle, target raster) {
	box = box.Intersect(r.bounds())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			r.row(y)[x] = min(r.row(y)[x], target.row(y)[x])
		}
	}
}

// eachPiece calls f with the pixels of each connected piece of ink, and the box around
// them; f must not keep the slice. It clears the raster.
func (r raster) eachPiece(f func(pixels []image.Point, extent image.Rectangle)) {
	var piece []image.Point
	for i := range r.pix {
		if r.pix[i] == 0 {
			continue
		}
		r.pix[i] = 0
		piece = append(piece[:0], image.Pt(i%r.width, i/r.width))
		extent := image.Rectangle{}
		for n := 0; n < len(piece); n++ {
			at := image.Rectangle{piece[n], piece[n].Add(image.Pt(1, 1))}
			extent = extent.Union(at)
			near := at.Inset(-1).Intersect(r.bounds())
			for y := near.Min.Y; y < near.Max.Y; y++ {
				for x := near.Min.X; x < near.Max.X; x++ {
					if v := &r.pix[y*r.width+x]; *v != 0 {
						*v = 0
						piece = append(piece, image.Pt(x, y))
					}
				}
			}
		}
		f(piece, extent)
	}
}

package ink

import (
	"image"
	"slices"
)

// groundStroke is the width, in pixels, from which ink is no stroke of a letter of running
// text: a watermark, a stain.
const groundStroke = 5

// sameOnGround reports whether a word in its place is the same on ground that is darker on
// the target.
func (p inkPair) sameOnGround(at place, same float64) bool {
	with, ok := p.withGround(at)
	return ok && at.measuredAt(with, at.dx, at.dy).residue <= same
}

// withGround returns the pair with the ground that the target alone has in a place put
// beneath the source; ok is false where it has none, or is a box rather than ground.
func (p inkPair) withGround(at place) (with inkPair, ok bool) {
	around := at.box.Inset(-groundStroke)
	target, source := p.target.opened(around.Add(image.Pt(at.dx, at.dy))), p.source.opened(around)
	with = p
	with.source.pix = slices.Clone(p.source.pix)
	for y := at.box.Min.Y; y < at.box.Max.Y; y++ {
		row := with.source.row(y)
		for x := at.box.Min.X; x < at.box.Max.X; x++ {
			i := (y-around.Min.Y)*around.Dx() + x - around.Min.X
			ground := float64(target[i])/p.gain - float64(source[i])
			if ground <= 0 {
				continue
			}
			if ground >= darkInk {
				return p, false
			}
			ok = ok || ground >= leastShaded
			row[x] = 255 - uint8(float64(255-row[x])*(1-min(ground, 255)/255)) // as ink over ink
		}
	}
	return with, ok
}

// opened returns a box of the raster, row by row, without strokes that are thinner than
// groundStroke (morphological opening). Beyond the raster there is no ink.
func (r raster) opened(box image.Rectangle) []uint8 {
	const reach = groundStroke / 2
	wide := box.Inset(-2 * reach)
	pix := make([]uint8, area(wide))
	for y := max(wide.Min.Y, 0); y < min(wide.Max.Y, r.height); y++ {
		for x := max(wide.Min.X, 0); x < min(wide.Max.X, r.width); x++ {
			pix[(y-wide.Min.Y)*wide.Dx()+x-wide.Min.X] = r.row(y)[x]
		}
	}
	least := func(a, b uint8) uint8 { return min(a, b) }
	most := func(a, b uint8) uint8 { return max(a, b) }
	pix = filtered(filtered(pix, wide.Dx(), wide.Dy(), reach, least), wide.Dx(), wide.Dy(), reach, most)
	inner := make([]uint8, 0, area(box))
	for y := 2 * reach; y < wide.Dy()-2*reach; y++ {
		inner = append(inner, pix[y*wide.Dx()+2*reach:][:box.Dx()]...)
	}
	return inner
}

// filtered returns for each pixel what pick chooses of those up to reach away.
func filtered(pix []uint8, width, height, reach int, pick func(a, b uint8) uint8) []uint8 {
	rows, out := slices.Clone(pix), make([]uint8, len(pix))
	for y := range height {
		for x := range width {
			for near := max(x-reach, 0); near <= min(x+reach, width-1); near++ {
				rows[y*width+x] = pick(rows[y*width+x], pix[y*width+near])
			}
		}
	}
	copy(out, rows)
	for y := range height {
		for near := max(y-reach, 0); near <= min(y+reach, height-1); near++ {
			for x := range width {
				out[y*width+x] = pick(out[y*width+x], rows[near*width+x])
			}
		}
	}
	return out
}

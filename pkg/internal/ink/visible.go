package ink

import (
	"image"
	"slices"
)

// tile is the side of the squares into which the known sheet is cut to say where things
// are, in pixels.
const tile = 4

// visible says which tiles of the known sheet the query shows.
type visible struct {
	tiles        []bool
	across, down int
}

// visible finds the tiles that the query shows.
func (c *Comparison) visible() visible {
	v := visible{across: (c.laid.width + tile - 1) / tile, down: (c.laid.height + tile - 1) / tile}
	v.tiles = make([]bool, v.across*v.down)
	for j := range v.down {
		for i := range v.across {
			v.tiles[j*v.across+i] = c.query.shows(c.mesh.at(float64(i*tile)+tile/2., float64(j*tile)+tile/2.))
		}
	}
	return v
}

// inner is the tiles that are shown with all those up to reach away, as far as these lie
// on the sheet.
func (v visible) inner(reach int) []bool {
	inner := slices.Clone(v.tiles)
	for at, shown := range v.tiles {
		if !shown {
			v.near(at, reach, func(n int) { inner[n] = false })
		}
	}
	return inner
}

// shows says whether the query shows a box of the known sheet, all but a rim of it.
func (v visible) shows(box image.Rectangle) bool {
	const rim = 20 // one part of the box
	if box.Empty() || box.Max.X <= 0 || box.Max.Y <= 0 {
		return false
	}
	shown, all := 0, 0
	for j := max(box.Min.Y, 0) / tile; j <= (box.Max.Y-1)/tile; j++ {
		for i := max(box.Min.X, 0) / tile; i <= (box.Max.X-1)/tile; i++ {
			all++
			if j < v.down && i < v.across && v.tiles[j*v.across+i] {
				shown++
			}
		}
	}
	return rim*shown >= (rim-1)*all
}

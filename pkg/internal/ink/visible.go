package ink

import (
	"image"
	"slices"
)

// tile is the side, in pixels, of the squares of the known rendering in which regions and
// what the query shows are mapped.
const tile = 4

// visibility is which tiles of the known rendering the query shows, row by row.
type visibility struct {
	tiles        []bool
	across, down int
}

// findVisible returns the tiles that the query shows.
func (c *Comparison) findVisible() visibility {
	v := visibility{across: (c.warped.width + tile - 1) / tile, down: (c.warped.height + tile - 1) / tile}
	v.tiles = make([]bool, v.across*v.down)
	for j := range v.down {
		for i := range v.across {
			v.tiles[j*v.across+i] = c.query.shows(c.mesh.at(float64(i*tile)+tile/2., float64(j*tile)+tile/2.))
		}
	}
	return v
}

// inner returns the tiles that are shown together with all those up to reach away, as far
// as these lie on the rendering.
func (v visibility) inner(reach int) []bool {
	inner := slices.Clone(v.tiles)
	for at, shown := range v.tiles {
		if !shown {
			v.near(at, reach, func(n int) { inner[n] = false })
		}
	}
	return inner
}

// shows reports whether the query shows a box of the known rendering, but for a rim.
func (v visibility) shows(box image.Rectangle) bool {
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

// showsAround reports whether the query shows all of a box of the known rendering, and the
// tiles around it that lie on the rendering.
func (v visibility) showsAround(box image.Rectangle) bool {
	tiles := image.Rect(box.Min.X/tile-1, box.Min.Y/tile-1, (box.Max.X-1)/tile+2, (box.Max.Y-1)/tile+2).Intersect(image.Rect(0, 0, v.across, v.down))
	for j := tiles.Min.Y; j < tiles.Max.Y; j++ {
		if slices.Contains(v.tiles[j*v.across+tiles.Min.X:j*v.across+tiles.Max.X], false) {
			return false
		}
	}
	return !tiles.Empty()
}

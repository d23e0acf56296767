package layout

import (
	"cmp"
	"math"
	"slices"
)

const (
	// MaxBars is how many bars of a page are kept, from its top.
	MaxBars = 4000
	// longestBar is the length at which bars are cut, in blocks, so that on a skewed page
	// each stays within its line of text.
	longestBar = 8
	// darkBlock is the greatest brightness of a black block's brightest pixel, in percent
	// of the paper's.
	darkBlock = 35
)

// bars returns the blocks of a raster that are dark throughout as bars one block high. At
// 100 dpi a blacked-out line is one or two blocks high.
func (g *ground) bars() (bars []Bar) {
	dark := byte(g.paper * darkBlock / 100)
	for y := range g.down {
		row := g.unclosed[y*g.across:][:g.across]
		for x := 0; x < len(row) && len(bars) < MaxBars; x++ {
			from := x
			for x < len(row) && x < from+longestBar && row[x] < dark {
				x++
			}
			if x > from {
				bars = append(bars, Bar{int16(from * inkBlock), int16(y * inkBlock), int16(x * inkBlock), int16((y + 1) * inkBlock)})
				x--
			}
		}
	}
	return bars
}

// straightened maps bars of a raster to the straightened raster: each becomes the box
// around its corners there. It reuses bars.
func straightened(bars []Bar, toRaster Affine) []Bar {
	toStraight, ok := toRaster.Inverse()
	if !ok {
		return nil
	}
	for i, b := range bars {
		x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, corner := range [4][2]int16{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
			x, y := toStraight.Apply(float64(corner[0]), float64(corner[1]))
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
		bars[i] = Bar{coordinate(x0), coordinate(y0), coordinate(x1), coordinate(y1)}
	}
	slices.SortFunc(bars, func(a, b Bar) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) })
	return bars
}

func coordinate(v float64) int16 {
	return int16(min(max(math.Round(v), math.MinInt16), math.MaxInt16))
}

// covers reports whether a point lies in a bar.
func covers(bars []Bar, x, y float64) bool {
	for _, b := range bars {
		if x >= float64(b.X0) && x < float64(b.X1) && y >= float64(b.Y0) && y < float64(b.Y1) {
			return true
		}
	}
	return false
}

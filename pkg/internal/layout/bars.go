package layout

import (
	"cmp"
	"math"
	"slices"
)

const (
	// MaxBars is how many pieces of black are kept, from the top of the page.
	MaxBars = 4000
	// Longer ones are cut, in blocks: so each stays within its line on a page that is
	// skewed.
	longestBar = 8
	// darkBlock is how bright a block's brightest pixel may be, in percent of the paper.
	darkBlock = 35
)

// bars returns the blocks of a raster that are dark throughout, in pieces of a row. At
// 100 dots to the inch a line blacked out is one or two blocks high.
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

// straightened maps bars of a raster to the straightened one, as boxes around them.
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

// covers says whether a point is black.
func covers(bars []Bar, x, y float64) bool {
	for _, b := range bars {
		if x >= float64(b.X0) && x < float64(b.X1) && y >= float64(b.Y0) && y < float64(b.Y1) {
			return true
		}
	}
	return false
}

package camera

import (
	"math"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A flattening maps a picture to one in which lines are level: along its columns, which stay.
type flattening struct {
	level  cells // for each square, the row of the flat picture in which its middle lies
	height int   // of the flat picture
}

// flatten follows the lines from the middle column of a picture, which stays as it is, to
// either side.
func flatten(slopes cells, width, height int) flattening {
	c := slopes
	c.values = make([]float64, len(slopes.values))
	middle := c.across / 2
	for j := range c.down {
		c.values[j*c.across+middle] = (float64(j) + .5) * c.step
	}
	for i := middle + 1; i < c.across; i++ {
		c.follow(slopes, i-1, i)
	}
	for i := middle - 1; i >= 0; i-- {
		c.follow(slopes, i+1, i)
	}
	least, most := math.Inf(1), math.Inf(-1)
	for _, v := range c.values {
		least, most = min(least, v), max(most, v)
	}
	for at := range c.values {
		c.values[at] += c.step - least
	}
	return flattening{c, int(most-least+float64(2*c.step)) + 1}
}

// follow sets a column of levels from the one beside it: a line keeps its level.
func (c cells) follow(slopes cells, from, to int) {
	for j := range c.down {
		dx := float64(from-to) * c.step
		y := (float64(j) + .5) * c.step
		y += float64(dx * slopes.values[j*c.across+to])
		at := y/c.step - .5
		k := min(max(int(math.Floor(at)), 0), c.down-2)
		a, b := c.values[k*c.across+from], c.values[(k+1)*c.across+from]
		v := a + float64((at-float64(k))*(b-a)) // beyond the edge, it goes on as it does there
		if j > 0 {
			v = max(v, c.values[(j-1)*c.across+to]+float64(.2*c.step)) // lines never cross
		}
		size := float64(c.down) * c.step
		c.values[j*c.across+to] = min(max(v, -size), 2*size)
	}
}

// stretch is by how much the flat picture is higher than the picture at a point.
func (f flattening) stretch(x, y float64) float64 {
	return (f.level.at(x, y+f.level.step) - f.level.at(x, y-f.level.step)) / (2 * f.level.step)
}

// bend returns how far the rows of the flat picture lie from those of the picture.
func (f flattening) bend(width int) *layout.Bend {
	return layout.NewBend(width, f.height, func(x, y float64) float64 { return f.row(x, y) - y })
}

// row returns the row of the picture at which a column reaches a level.
func (f flattening) row(x, level float64) float64 {
	c := f.level
	low, high := .5*c.step, (float64(c.down)-.5)*c.step
	first, last := c.at(x, low), c.at(x, high)
	switch {
	case level <= first:
		return low - (first - level)
	case level >= last:
		return high + (level - last)
	}
	for range 24 {
		middle := (low + high) / 2
		if c.at(x, middle) < level {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

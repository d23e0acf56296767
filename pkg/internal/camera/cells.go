package camera

import "math"

// cells is a quantity that varies over a picture: one value for each square of step pixels,
// interpolated between their middles.
type cells struct {
	step         float64
	across, down int
	values       []float64
}

func newCells(width, height, step int) cells {
	across, down := (width+step-1)/step, (height+step-1)/step
	return cells{float64(step), across, down, make([]float64, across*down)}
}

// of returns the square that holds a point; the nearest for one outside.
func (c cells) of(x, y float64) (i, j int) {
	return min(max(int(x/c.step), 0), c.across-1), min(max(int(y/c.step), 0), c.down-1)
}

// at returns the quantity at a point.
func (c cells) at(x, y float64) float64 {
	x = min(max(x/c.step-.5, 0), float64(c.across-1))
	y = min(max(y/c.step-.5, 0), float64(c.down-1))
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	right, below := min(i+1, c.across-1), min(j+1, c.down-1)
	v := c.values
	above := v[j*c.across+i] + float64(fx*(v[j*c.across+right]-v[j*c.across+i]))
	under := v[below*c.across+i] + float64(fx*(v[below*c.across+right]-v[below*c.across+i]))
	return above + float64(fy*(under-above))
}

// nearest returns the value of the square that holds a point.
func (c cells) nearest(x, y float64) float64 {
	i, j := c.of(x, y)
	return c.values[j*c.across+i]
}

// eachAround calls use with the indices of the squares within reach of one.
func (c cells) eachAround(i, j, reach int, use func(at int)) {
	for y := max(0, j-reach); y <= min(c.down-1, j+reach); y++ {
		for x := max(0, i-reach); x <= min(c.across-1, i+reach); x++ {
			use(y*c.across + x)
		}
	}
}

// smoothed returns the mean of the squares within reach of each.
func (c cells) smoothed(reach int) cells {
	s := c
	s.values = make([]float64, len(c.values))
	for at := range s.values {
		sum, n := 0., 0
		c.eachAround(at%c.across, at/c.across, reach, func(near int) { sum, n = sum+c.values[near], n+1 })
		s.values[at] = sum / float64(n)
	}
	return s
}

const typeCell = 128 // pixels: over as much the size of type is taken to be the same

// medians returns for each square the weighted median of what the pieces in and next to it
// measure, in tenths; other where these are fewer than least.
func medians(pieces []piece, width, height, least int, other float64, measure func(p *piece) (value, weight float64)) cells {
	const bins = 1024
	c := newCells(width, height, typeCell)
	weights := make([][]float64, len(c.values))
	counts := make([]int, len(c.values))
	for n := range pieces {
		value, weight := measure(&pieces[n])
		i, j := c.of(pieces[n].middle())
		at := j*c.across + i
		if weights[at] == nil {
			weights[at] = make([]float64, bins)
		}
		weights[at][min(bins-1, int(math.Round(10*value)))] += weight
		counts[at]++
	}
	sum := make([]float64, bins)
	for at := range c.values {
		clear(sum)
		n, total := 0, 0.
		c.eachAround(at%c.across, at/c.across, 1, func(near int) {
			n += counts[near]
			for b, w := range weights[near] {
				sum[b] += w
				total += w
			}
		})
		c.values[at] = other
		if n >= least {
			c.values[at] = medianBin(sum, total) / 10
		}
	}
	return c
}

func medianBin(weights []float64, total float64) float64 {
	below := 0.
	for b, w := range weights {
		if below += w; w > 0 && 2*below >= total {
			return float64(b)
		}
	}
	return 0
}

// heightWeight is what a piece counts for the height of characters.
func heightWeight(p *piece) (value, weight float64) {
	w, h := p.width(), p.height()
	return h, min(w, 3*h, 60) * min(h, 40)
}

// heights returns the height of characters over a picture, and the one of most of it.
func heights(pieces []piece, width, height int) (local cells, typical float64) {
	const bins = 1024
	weights := make([]float64, bins)
	total := 0.
	for i := range pieces {
		h, w := heightWeight(&pieces[i])
		weights[min(bins-1, int(h))] += w
		total += w
	}
	typical = math.Max(1, medianBin(weights, total))
	return medians(pieces, width, height, 12, typical, heightWeight).smoothed(1), typical
}

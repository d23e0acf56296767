package camera

import (
	"math"
	"slices"
)

// A shearing says how the slopes of lines are looked for: a picture is sheared by each of
// several slopes, and where its lines have that slope, what is averaged along rows changes
// most from row to row.
type shearing struct {
	steepest float64 // slope, either way
	steps    int     // slopes to either side of 0
	along    int     // pixels along which is averaged
	reach    int     // squares about one that are taken together
}

// square is the side of the squares of which the slope is determined, in pixels of the picture
// that is sheared.
const square = 4

// sharpness returns, for every slope, how sharp lines of that slope are around each square.
func (s shearing) sharpness(p plane) (all []cells, slopes []float64) {
	for n := -s.steps; n <= s.steps; n++ {
		t := s.steepest * float64(n) / float64(s.steps)
		slopes = append(slopes, t)
		all = append(all, s.sharpnessAt(p, t))
	}
	return all, slopes
}

// sharpnessAt is sharpness for one slope: the picture is sheared about its middle column, and
// the result sheared back.
func (s shearing) sharpnessAt(p plane, slope float64) cells {
	down, parts := make([]int, p.width), make([]int32, p.width)
	for x := range down {
		at := slope * (float64(x) - float64(p.width)/2)
		whole := math.Floor(at)
		down[x], parts[x] = int(whole), int32((at-whole)*64)
	}
	margin := (int(math.Abs(slope)*float64(p.width)/2)/square + 1) * square
	sheared := newCells(p.width, p.height+2*margin, square)
	row, before, line := make([]int32, p.width), make([]int32, p.width), make([]int32, p.width)
	for y := -margin; y < p.height+margin; y++ {
		p.shearedRow(line, y, down, parts)
		s.average(row, line)
		to := sheared.values[(y+margin)/square*sheared.across:]
		if y > -margin {
			for x, v := range row {
				d := float64(v - before[x])
				to[x/square] += float64(d * d)
			}
		}
		row, before = before, row
	}
	sheared = sheared.smoothed1D(s.reach)
	upright := newCells(p.width, p.height, square)
	for j := range upright.down {
		for i := range upright.across {
			x, y := (float64(i)+.5)*square, (float64(j)+.5)*square
			upright.values[j*upright.across+i] = sheared.nearest(x, y-float64(slope*(x-float64(p.width)/2))+float64(margin))
		}
	}
	return upright
}

// shearedRow sets line to row y of the picture sheared: column x comes from down[x] rows and
// parts[x] 64ths further down.
func (p plane) shearedRow(line []int32, y int, down []int, parts []int32) {
	for x := range line {
		v := y + down[x]
		above, below := int32(0), int32(0)
		if v >= 0 && v < p.height {
			above = int32(p.pix[v*p.width+x])
		}
		if v+1 >= 0 && v+1 < p.height {
			below = int32(p.pix[(v+1)*p.width+x])
		}
		line[x] = above*(64-parts[x]) + below*parts[x]
	}
}

// average sets each element of dst to the sum of those of src around it, scaled down.
func (s shearing) average(dst, src []int32) {
	half := s.along / 2
	sum := int32(0)
	for _, v := range src[:min(half, len(src))] {
		sum += v
	}
	for x := range dst {
		if x+half < len(src) {
			sum += src[x+half]
		}
		if x-half-1 >= 0 {
			sum -= src[x-half-1]
		}
		dst[x] = sum / int32(s.along)
	}
}

// smoothed1D is smoothed, first along rows and then along columns.
func (c cells) smoothed1D(reach int) cells {
	along := func(src []float64, n, lines, step, next int) []float64 {
		out := make([]float64, len(src))
		for l := range lines {
			sum := 0.
			for i := range min(reach, n) {
				sum += src[l*next+i*step]
			}
			for i := range n {
				if i+reach < n {
					sum += src[l*next+(i+reach)*step]
				}
				if i-reach-1 >= 0 {
					sum -= src[l*next+(i-reach-1)*step]
				}
				out[l*next+i*step] = math.Max(0, sum)
			}
		}
		return out
	}
	c.values = along(along(c.values, c.across, c.down, 1, c.across), c.down, c.across, c.across, 1)
	return c
}

// find returns the slope of the lines of a picture around each square.
func (s shearing) find(p plane) cells {
	all, slopes := s.sharpness(p)
	field := newCells(p.width, p.height, square)
	for at := range field.values {
		best := s.steps // level, where nothing is sharper
		for n := range all {
			if all[n].values[at] > all[best].values[at] {
				best = n
			}
		}
		field.values[at] = slopes[best]
		if best > 0 && best < len(all)-1 {
			a, b, c := all[best-1].values[at], all[best].values[at], all[best+1].values[at]
			if bend := float64(2*b) - a - c; bend > 0 {
				field.values[at] += float64((c - a) / (2 * bend) * (slopes[1] - slopes[0]))
			}
		}
	}
	return field.middled(2).smoothed(2)
}

// middled returns the median of the squares within reach of each.
func (c cells) middled(reach int) cells {
	m := c
	m.values = make([]float64, len(c.values))
	var near []float64
	for at := range m.values {
		near = near[:0]
		c.eachAround(at%c.across, at/c.across, reach, func(i int) { near = append(near, c.values[i]) })
		slices.Sort(near)
		m.values[at] = near[len(near)/2]
	}
	return m
}

// of a picture half as large.
var fine = shearing{steepest: .44, steps: 11, along: 29, reach: 12}

// slopesOf returns the slope of lines over a picture.
func slopesOf(print plane) cells {
	field := fine.find(print.averaged(2))
	field.step *= 2
	return field
}

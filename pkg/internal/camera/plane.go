package camera

import (
	"image"
	"math"
)

// A plane is a picture in shades of gray, row after row: brightness, or ink.
type plane struct {
	pix           []uint8
	width, height int
}

func newPlane(width, height int) plane {
	return plane{make([]uint8, width*height), width, height}
}

// planeOf copies an image; one that is nil, has no pixels, or has fields that contradict one
// another yields a plane without pixels.
func planeOf(m *image.Gray) plane {
	if m == nil {
		return plane{}
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w <= 0 || h <= 0 || m.Stride < w || m.Stride > len(m.Pix) || h > len(m.Pix) || (h-1)*m.Stride+w > len(m.Pix) {
		return plane{}
	}
	p := newPlane(w, h)
	for y := range h {
		copy(p.row(y), m.Pix[y*m.Stride:])
	}
	return p
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.width:][:p.width] }

// inverted returns the plane with light and dark exchanged.
func (p plane) inverted() plane {
	q := newPlane(p.width, p.height)
	for i, v := range p.pix {
		q.pix[i] = 255 - v
	}
	return q
}

// transposed returns the plane with x and y exchanged.
func (p plane) transposed() plane {
	q := newPlane(p.height, p.width)
	for y := range p.height {
		for x, v := range p.row(y) {
			q.pix[x*q.width+y] = v
		}
	}
	return q
}

// A tap is a pixel of a source that counts for one of a target, by so many 1024ths.
type tap struct{ at, weight int32 }

// taps returns, for each of n target pixels along a side of so many source pixels, which of
// these it is made of: averaged where the target is smaller, interpolated by a cubic where it
// is larger (Keys 1981, a = -.5).
func taps(source, n int) [][]tap {
	all := make([][]tap, n)
	k := float64(source) / float64(n)
	width := max(1, k)
	for i := range all {
		middle := (float64(i) + .5) * k
		var weights []float64
		first := int(math.Floor(middle - float64(2*width)))
		sum := 0.
		for j := first; j <= int(math.Ceil(middle+float64(2*width))); j++ {
			w := cubic((float64(j) + .5 - middle) / width)
			weights = append(weights, w)
			sum += w
		}
		rest, largest := int32(1024), 0
		for j, w := range weights {
			t := tap{int32(min(max(first+j, 0), source-1)), int32(math.Round(w / sum * 1024))}
			rest -= t.weight
			if t.weight != 0 {
				all[i] = append(all[i], t)
				if t.weight > all[i][largest].weight {
					largest = len(all[i]) - 1
				}
			}
		}
		all[i][largest].weight += rest
	}
	return all
}

func cubic(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return 1 + float64(x*x*(float64(1.5*x)-2.5))
	case x < 2:
		return 2 - float64(x*(4-float64(x*(2.5-float64(.5*x)))))
	}
	return 0
}

// resized returns the plane at another size.
func (p plane) resized(width, height int) plane {
	if width == p.width && height == p.height {
		return p
	}
	across, down := taps(p.width, width), taps(p.height, height)
	wide := newPlane(width, p.height)
	for y := range p.height {
		from, to := p.row(y), wide.row(y)
		for x, ts := range across {
			sum := int32(512)
			for _, t := range ts {
				sum += t.weight * int32(from[t.at])
			}
			to[x] = clamped(sum >> 10)
		}
	}
	q := newPlane(width, height)
	sums := make([]int32, width)
	for y, ts := range down {
		for x := range sums {
			sums[x] = 512
		}
		for _, t := range ts {
			for x, v := range wide.row(int(t.at)) {
				sums[x] += t.weight * int32(v)
			}
		}
		to := q.row(y)
		for x, sum := range sums {
			to[x] = clamped(sum >> 10)
		}
	}
	return q
}

func clamped(v int32) uint8 { return uint8(min(max(v, 0), 255)) }

// softened returns the plane blurred by about .7 of a pixel.
func (p plane) softened() plane {
	q := newPlane(p.width, p.height)
	for y := range p.height {
		above, here, below := p.row(max(y-1, 0)), p.row(y), p.row(min(y+1, p.height-1))
		to := q.row(y)
		column := func(x int) int { return int(above[x]) + 2*int(here[x]) + int(below[x]) }
		left, middle := column(0), column(0)
		for x := range to {
			right := middle
			if x+1 < len(to) {
				right = column(x + 1)
			}
			to[x] = uint8((left + 2*middle + right + 8) >> 4)
			left, middle = middle, right
		}
	}
	return q
}

// shrunk returns the plane smaller by a whole factor, each pixel made of a block by of: its
// sum divided by its area, or its greatest.
func (p plane) shrunk(factor int, of func(block []uint8, so int) int, finish func(so, area int) int) plane {
	q := newPlane((p.width+factor-1)/factor, (p.height+factor-1)/factor)
	so, area := make([]int, q.width), make([]int, q.width)
	for y := range q.height {
		clear(so)
		clear(area)
		for v := y * factor; v < min((y+1)*factor, p.height); v++ {
			row := p.row(v)
			for x := range so {
				block := row[x*factor : min((x+1)*factor, p.width)]
				so[x] = of(block, so[x])
				area[x] += len(block)
			}
		}
		to := q.row(y)
		for x := range to {
			to[x] = uint8(finish(so[x], area[x]))
		}
	}
	return q
}

// averaged returns the plane smaller by a whole factor.
func (p plane) averaged(factor int) plane {
	return p.shrunk(factor, func(block []uint8, so int) int {
		for _, v := range block {
			so += int(v)
		}
		return so
	}, func(so, area int) int { return (so + area/2) / area })
}

// brightest returns the plane smaller by a whole factor, of the brightest pixel of each block.
func (p plane) brightest(factor int) plane {
	return p.shrunk(factor, func(block []uint8, so int) int {
		for _, v := range block {
			so = max(so, int(v))
		}
		return so
	}, func(so, _ int) int { return so })
}

// along applies a filter of one dimension to all rows and then to all columns.
func (p plane) along(filter func(dst, src []uint8)) plane {
	q := newPlane(p.width, p.height)
	for y := range p.height {
		filter(q.row(y), p.row(y))
	}
	column, filtered := make([]uint8, p.height), make([]uint8, p.height)
	for x := range p.width {
		for y := range column {
			column[y] = q.pix[y*p.width+x]
		}
		filter(filtered, column)
		for y, v := range filtered {
			q.pix[y*p.width+x] = v
		}
	}
	return q
}

// dilated returns the greatest within reach of each pixel, along either axis.
func (p plane) dilated(reach int) plane {
	return p.along(func(dst, src []uint8) {
		for i := range dst {
			most := uint8(0)
			for _, v := range src[max(0, i-reach):min(len(src), i+reach+1)] {
				most = max(most, v)
			}
			dst[i] = most
		}
	})
}

// boxed returns the mean of the square within reach of each pixel.
func (p plane) boxed(reach int) plane {
	return p.along(func(dst, src []uint8) {
		sum, n := 0, 0
		for _, v := range src[:min(len(src), reach)] {
			sum, n = sum+int(v), n+1
		}
		for i := range dst {
			if i+reach < len(src) {
				sum, n = sum+int(src[i+reach]), n+1
			}
			if i-reach-1 >= 0 {
				sum, n = sum-int(src[i-reach-1]), n-1
			}
			dst[i] = uint8((sum + n/2) / n)
		}
	})
}

// at returns the value at a point, interpolated; 0 outside.
func (p plane) at(x, y float64) float64 {
	x, y = x-.5, y-.5
	i, j := int(math.Floor(x)), int(math.Floor(y))
	if i < -1 || j < -1 || i >= p.width || j >= p.height {
		return 0
	}
	fx, fy := x-float64(i), y-float64(j)
	value := func(i, j int) float64 {
		if i < 0 || j < 0 || i >= p.width || j >= p.height {
			return 0
		}
		return float64(p.pix[j*p.width+i])
	}
	above := value(i, j) + float64(fx*(value(i+1, j)-value(i, j)))
	below := value(i, j+1) + float64(fx*(value(i+1, j+1)-value(i, j+1)))
	return above + float64(fy*(below-above))
}

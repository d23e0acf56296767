package ink

import "image"

// A raster is a gray picture without gaps between its rows.
type raster struct {
	pix           []uint8
	width, height int
}

func newRaster(width, height int) raster {
	return raster{make([]uint8, width*height), width, height}
}

func (r raster) row(y int) []uint8 { return r.pix[y*r.width:][:r.width] }

// rasterOf copies an image. It returns an empty raster for nil, and for an image that has
// no pixels or whose fields contradict one another.
func rasterOf(m *image.Gray) raster {
	if m == nil {
		return raster{}
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w <= 0 || h <= 0 || m.Stride < w || h > len(m.Pix)/m.Stride+1 || (h-1)*m.Stride+w > len(m.Pix) {
		return raster{}
	}
	r := newRaster(w, h)
	for y := range h {
		copy(r.row(y), m.Pix[y*m.Stride:])
	}
	return r
}

// shrunk returns the raster at a smaller size: every pixel is the mean of those it covers,
// weighed by the part of each that it covers.
func (r raster) shrunk(width, height int) raster {
	out := newRaster(width, height)
	sums := make([]uint32, r.width)
	columns, rows := shares(r.width, width), shares(r.height, height)
	for y := range height {
		clear(sums)
		for i := rows[y].first; i <= rows[y].last; i++ {
			weight := rows[y].of(i)
			for x, v := range r.row(i) {
				sums[x] += weight * uint32(v)
			}
		}
		dst := out.row(y)
		for x := range dst {
			c := columns[x]
			sum := uint64(sums[c.first])*uint64(c.head) + uint64(sums[c.last])*uint64(c.tail)
			for _, s := range sums[min(c.first+1, c.last):c.last] {
				sum += uint64(s) * one
			}
			area := uint64(c.total) * uint64(rows[y].total)
			dst[x] = uint8((sum + area/2) / area)
		}
	}
	return out
}

// one is the weight of a pixel that is wholly covered.
const one = 256

// A share is which pixels a pixel of a smaller raster covers along one axis.
type share struct {
	first, last       int
	head, tail, total uint32 // weights of the first, of the last (0 where it is the first) and of all
}

// of returns the weight of a pixel.
func (s share) of(i int) uint32 {
	switch i {
	case s.first:
		return s.head
	case s.last:
		return s.tail
	}
	return one
}

// shares returns what each of to pixels covers of from.
func shares(from, to int) []share {
	s := make([]share, to)
	for i := range s {
		begin, end := i*from*one/to, (i+1)*from*one/to
		first, last := begin/one, (end-1)/one
		s[i] = share{first: first, last: last, total: uint32(end - begin)}
		if first == last {
			s[i].head = s[i].total
		} else {
			s[i].head, s[i].tail = uint32((first+1)*one-begin), uint32(end-last*one)
		}
	}
	return s
}

// blurred returns the raster smoothed with the binomial kernel [1 2 1] in both directions,
// borders repeated.
func (r raster) blurred() raster {
	out := newRaster(r.width, r.height)
	column := make([]uint16, r.width)
	for y := range r.height {
		above, here, below := r.row(max(y-1, 0)), r.row(y), r.row(min(y+1, r.height-1))
		for x := range column {
			column[x] = uint16(above[x]) + 2*uint16(here[x]) + uint16(below[x])
		}
		dst := out.row(y)
		left, middle := column[0], column[0]
		for x := range dst {
			right := column[min(x+1, len(column)-1)]
			dst[x] = uint8((left + 2*middle + right + 8) >> 4)
			left, middle = middle, right
		}
	}
	return out
}

// dilated returns the raster with each pixel replaced by the most ink up to two pixels
// away, in the rows that are wanted; 0 in others.
func (r raster) dilated(wanted func(y int) bool) raster {
	out, across := newRaster(r.width, r.height), newRaster(r.width, r.height)
	done := make([]bool, r.height)
	row := func(y int) []uint8 {
		y = min(max(y, 0), r.height-1)
		if !done[y] {
			done[y] = true
			widen(across.row(y), r.row(y))
		}
		return across.row(y)
	}
	for y := range r.height {
		if wanted(y) {
			maxOfFive(out.row(y), [5][]uint8{row(y - 2), row(y - 1), row(y), row(y + 1), row(y + 2)})
		}
	}
	return out
}

// widen sets each pixel of dst to the most of five pixels of src around it.
func widen(dst, src []uint8) {
	w := len(src)
	for x := range dst {
		if x >= 2 && x+2 < w {
			five := src[x-2 : x+3 : x+3]
			dst[x] = max(five[0], five[1], five[2], five[3], five[4])
			continue
		}
		for _, v := range src[max(x-2, 0):min(x+3, w)] {
			dst[x] = max(dst[x], v)
		}
	}
}

// maxOfFive sets each pixel of dst to the most of those in five rows.
func maxOfFive(dst []uint8, rows [5][]uint8) {
	n := len(dst)
	a, b, c, d, e := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n], rows[4][:n]
	for i := range dst {
		dst[i] = max(a[i], b[i], c[i], d[i], e[i])
	}
}

// inverted returns the raster with light and dark exchanged.
func (r raster) inverted() raster {
	out := newRaster(r.width, r.height)
	for i, v := range r.pix {
		out.pix[i] = ^v
	}
	return out
}

// meanAround returns the mean of the pixels up to half a step from a point. A point
// outside of the raster counts as the nearest one within.
func (r raster) meanAround(x, y, step float64) uint8 {
	within := func(v float64, n int) int { return min(max(int(v), 0), n-1) }
	left, right := within(x-step/2, r.width), within(x+step/2, r.width)
	top, bottom := within(y-step/2, r.height), within(y+step/2, r.height)
	sum := 0
	for i := top; i <= bottom; i++ {
		for _, v := range r.row(i)[left : right+1] {
			sum += int(v)
		}
	}
	n := (bottom - top + 1) * (right - left + 1)
	return uint8((sum + n/2) / n)
}

package layout

import (
	"encoding/binary"
	"math/bits"
)

// A component is a connected piece of ink: its box and its number of pixels.
type component struct {
	x0, y0, x1, y1 int16 // x1 and y1 are outside it
	area           int32
}

func (c component) width() int  { return int(c.x1) - int(c.x0) }
func (c component) height() int { return int(c.y1) - int(c.y0) }

// transposed is the component with x and y exchanged.
func (c component) transposed() component { return component{c.y0, c.x0, c.y1, c.x1, c.area} }

// include extends the box to enclose another component's, and adds its pixels.
func (c *component) include(d component) {
	c.x0, c.y0, c.x1, c.y1 = min(c.x0, d.x0), min(c.y0, d.y0), max(c.x1, d.x1), max(c.y1, d.y1)
	c.area += d.area
}

// A run is a stretch of ink in one row, x1 outside it.
type run struct {
	x0, x1 int16
	label  int32 // of the piece it belongs to, which may since have been joined to another
}

// A labeller finds connected components from runs (He, Chao, Suzuki, "A run-based
// two-scan labeling algorithm", IEEE TIP 17, 2008).
type labeller struct {
	bits        []uint64 // of one row: 1 where there is ink
	above, here []run
	pieces      []component // by label
	joined      sets        // of labels
}

// find returns the 8-connected components of pixels with an ink of threshold (1 to 128) or
// more, in order of their first pixel from the top. The result is valid until the next
// call.
func (l *labeller) find(ink raster, threshold int) []component {
	l.bits = sized(l.bits, ink.stride/64)
	l.above, l.pieces, l.joined = l.above[:0], l.pieces[:0], l.joined[:0]
	for y := range ink.height {
		binarise(l.bits, ink.paddedRow(y), threshold)
		l.here = appendRuns(l.here[:0], l.bits)
		l.label(int16(y))
		l.above, l.here = l.here, l.above
	}
	return l.collect()
}

// maxThreshold is the greatest threshold of binarise, which computes within one byte.
const maxThreshold = 128

// binarise sets dst to one bit per pixel, 1 where it has threshold or more.
func binarise(dst []uint64, row []byte, threshold int) {
	const (
		low    = 0x7F7F7F7F7F7F7F7F
		high   = 0x8080808080808080
		gather = 0x0102040810204080 // brings the lowest bits of 8 bytes together in the highest byte
	)
	lift := uint64(maxThreshold-threshold) * 0x0101010101010101 // what makes threshold reach the highest bit
	for i := range dst {
		chunk := row[64*i:][:64]
		word := uint64(0)
		for j := 0; j < 64; j += 8 {
			eight := binary.LittleEndian.Uint64(chunk[j:])
			if eight != 0 {
				reached := ((eight&low + lift) | eight) & high
				word |= (reached >> 7 * gather >> 56) << j
			}
		}
		dst[i] = word
	}
}

// appendRuns appends the runs of 1 in a row of bits. A run that reaches the last bit ends
// with the row.
func appendRuns(runs []run, row []uint64) []run {
	last, start, open := uint64(0), 0, false
	for i, word := range row {
		for edges := word ^ (word<<1 | last); edges != 0; edges &= edges - 1 {
			x := 64*i + bits.TrailingZeros64(edges)
			if open {
				runs = append(runs, run{x0: int16(start), x1: int16(x)})
			}
			start, open = x, !open
		}
		last = word >> 63
	}
	if open {
		runs = append(runs, run{x0: int16(start), x1: int16(64 * len(row))})
	}
	return runs
}

// label gives the runs of row y the labels of the runs that they touch in the row above.
func (l *labeller) label(y int16) {
	above := l.above
	for i := range l.here {
		r := &l.here[i]
		for len(above) > 0 && above[0].x1 < r.x0 {
			above = above[1:]
		}
		label := int32(-1)
		for _, a := range above {
			if a.x0 > r.x1 {
				break
			}
			if label < 0 {
				label = a.label
			} else if label != a.label {
				label = l.joined.join(label, a.label)
			}
		}
		if label < 0 {
			label = l.joined.add()
			l.pieces = append(l.pieces, component{r.x0, y, r.x1, y + 1, int32(r.x1) - int32(r.x0)})
		} else {
			p := &l.pieces[label]
			p.x0, p.x1, p.y1 = min(p.x0, r.x0), max(p.x1, r.x1), y+1
			p.area += int32(r.x1) - int32(r.x0)
		}
		r.label = label
	}
}

// collect adds up the pieces of each component.
func (l *labeller) collect() []component {
	l.joined.flatten()
	n := 0
	for i, first := range l.joined {
		if int(first) != i {
			l.pieces[first].include(l.pieces[i])
		}
	}
	for i, first := range l.joined {
		if int(first) == i {
			l.pieces[n] = l.pieces[i]
			n++
		}
	}
	return l.pieces[:n]
}

// sets are disjoint sets of the numbers 0 to len-1: each points to a smaller number of
// its set, and the smallest to itself.
type sets []int32

// add makes a set of the next number, which it returns.
func (s *sets) add() int32 {
	*s = append(*s, int32(len(*s)))
	return int32(len(*s) - 1)
}

// first returns the smallest number of i's set, and shortens the way to it.
func (s sets) first(i int32) int32 {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join makes one set of two, and returns its smallest number.
func (s sets) join(i, j int32) int32 {
	i, j = s.first(i), s.first(j)
	i, j = min(i, j), max(i, j)
	s[j] = i
	return i
}

// flatten makes every number point to the smallest of its set.
func (s sets) flatten() {
	for i, p := range s {
		s[i] = s[p]
	}
}

// charHeight is the median height of components that may be characters, weighted by size
// so that dots and accents count for little; 0 if there are none.
func charHeight(components []component, pageHeight int) int {
	var weights [maxSide/12 + 1]int // by height
	total := 0
	for _, c := range components {
		h, w := c.height(), c.width()
		if h < 3 || h > pageHeight/12 || w > 15*h || h > 6*w || h > 6 && w > h && int(c.area)*100 > h*w*78 {
			continue // a speck, a picture, a rule, or a solid box
		}
		weight := min(w, 3*h, 60) * min(h, 40)
		weights[h] += weight
		total += weight
	}
	return quantile(weights[:], total, 1, 2)
}

package layout

import (
	"encoding/binary"
	"image"
	"math"
)

// A raster is a gray picture. Row y is pix[y*stride:][:width]; the rest of a row,
// up to stride, is padding, so that rows can be read in words of 8 pixels.
type raster struct {
	pix                   []byte
	width, height, stride int
}

// Strides of rasters made by setSize are multiples of rowAlign, so that a row of bits
// (components.go) is a whole number of 64-bit words.
const rowAlign = 64

// rasterOf returns a view of an image; an empty raster if the image is nil, has no pixels,
// or has fields that contradict one another.
func rasterOf(m *image.Gray) raster {
	if m == nil {
		return raster{}
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w <= 0 || h <= 0 || m.Stride < w || m.Stride > len(m.Pix) || h > len(m.Pix) || (h-1)*m.Stride+w > len(m.Pix) {
		return raster{}
	}
	return raster{m.Pix, w, h, m.Stride}
}

func (r *raster) row(y int) []byte { return r.pix[y*r.stride:][:r.width] }

// paddedRow is the row with its padding; only of rasters made by setSize.
func (r *raster) paddedRow(y int) []byte { return r.pix[y*r.stride:][:r.stride] }

// setSize gives the raster a size, reusing its memory if that suffices. Its pixels are
// undefined afterwards.
func (r *raster) setSize(width, height int) {
	r.width, r.height = width, height
	r.stride = (width + rowAlign - 1) / rowAlign * rowAlign
	r.pix = sized(r.pix, r.stride*height)
}

// sized returns a slice of length n, in the memory of s if that suffices. Its elements are
// undefined.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// copyRaster makes dst a copy of src, with the ends of rows repeated in the padding.
func copyRaster(dst *raster, src raster) {
	dst.setSize(src.width, src.height)
	for y := range src.height {
		row := dst.paddedRow(y)
		copy(row, src.row(y))
		for x := src.width; x < len(row); x++ {
			row[x] = row[src.width-1]
		}
	}
}

// invert turns light on dark into dark on light.
func invert(dst *raster, src raster) {
	dst.setSize(src.width, src.height)
	for y := range src.height {
		to := dst.row(y)
		for x, v := range src.row(y) {
			to[x] = ^v
		}
	}
}

// Masks for arithmetic on the four even or the four odd bytes of 8 pixels at once. Each
// byte has 16 bits to itself, which hold any sum that blurring makes (at most 16*255).
const (
	evenBytes = 0x00FF00FF00FF00FF
	oneEach   = 0x0001000100010001
)

// A blurrer smooths rasters with the binomial kernel [1 2 1] in both directions,
// borders repeated. It buffers three rows, so that a raster can be smoothed in place.
type blurrer struct{ above, here, below []byte }

// blur writes src smoothed to dst, which may be src.
func (b *blurrer) blur(dst *raster, src raster) {
	if dst.width != src.width || dst.height != src.height || dst.stride%rowAlign != 0 {
		dst.setSize(src.width, src.height)
	}
	length := rowPad + (src.width+7)/8*8 + rowPad
	b.above, b.here, b.below = sized(b.above, length), sized(b.here, length), sized(b.below, length)
	padRow(b.here, src.row(0))
	copy(b.above, b.here)
	for y := range src.height {
		padRow(b.below, src.row(min(y+1, src.height-1)))
		blurRow(dst.paddedRow(y), b.above, b.here, b.below)
		b.above, b.here, b.below = b.here, b.below, b.above
	}
}

// rowPad is how many pixels stand before and after a padded row.
const rowPad = 8

// padRow copies a row and repeats its ends to fill dst.
func padRow(dst, row []byte) {
	first, last := row[0], row[len(row)-1]
	for i := range rowPad {
		dst[i] = first
	}
	n := rowPad + copy(dst[rowPad:], row)
	for i := n; i < len(dst); i++ {
		dst[i] = last
	}
}

// blurRow smooths one row, given with its neighbours as padRow makes them.
func blurRow(dst, above, here, below []byte) {
	below, above = below[:len(here)], above[:len(here)]
	_, oddBefore := columnSums(above, here, below, 0)
	even, odd := columnSums(above, here, below, rowPad)
	for x := 0; x+2*rowPad < len(here); x += 8 {
		evenNext, oddNext := columnSums(above, here, below, x+rowPad+8)
		left := odd<<16 | oddBefore>>48  // of the even pixels
		right := even>>16 | evenNext<<48 // of the odd pixels
		const half = 8 * oneEach         // rounds the division by 16
		evenOut := (left + 2*even + odd + half) >> 4 & evenBytes
		oddOut := (even + 2*odd + right + half) >> 4 & evenBytes
		binary.LittleEndian.PutUint64(dst[x:], evenOut|oddOut<<8)
		oddBefore, even, odd = odd, evenNext, oddNext
	}
}

// columnSums returns above + 2*here + below of the 8 pixels at x.
func columnSums(above, here, below []byte, x int) (even, odd uint64) {
	a := binary.LittleEndian.Uint64(above[x:])
	h := binary.LittleEndian.Uint64(here[x:])
	b := binary.LittleEndian.Uint64(below[x:])
	even = a&evenBytes + 2*(h&evenBytes) + b&evenBytes
	odd = a>>8&evenBytes + 2*(h>>8&evenBytes) + b>>8&evenBytes
	return even, odd
}

// A shrinker averages areas: every pixel of the result is the mean of the pixels that it
// covers, each weighted by the part covered.
type shrinker struct {
	sums []uint32 // of the rows under one row of the result, by column
	edge []int    // where the columns of the result begin, in 1/256 of a pixel
}

// shrink writes src to dst, which must not be src, at the width and height given. These
// are at least 1, at most those of src, and smaller by a factor of at most 65536.
func (s *shrinker) shrink(dst *raster, src raster, width, height int) {
	dst.setSize(width, height)
	s.sums = sized(s.sums, src.width)
	s.edge = sized(s.edge, width+1)
	for x := range s.edge {
		s.edge[x] = x * src.width * 256 / width
	}
	for y := range height {
		clear(s.sums)
		top, bottom := y*src.height*256/height, (y+1)*src.height*256/height
		for from := top >> 8; from<<8 < bottom; from++ {
			addRow(s.sums, src.row(from), uint32(min(bottom, (from+1)<<8)-max(top, from<<8)))
		}
		s.averageColumns(dst.row(y), bottom-top)
	}
}

func addRow(sums []uint32, row []byte, weight uint32) {
	sums = sums[:len(row)]
	for x, v := range row {
		sums[x] += weight * uint32(v)
	}
}

// averageColumns makes a row of the result from the sums of its columns. depth is
// the height that was summed, in 1/256 of a pixel.
func (s *shrinker) averageColumns(dst []byte, depth int) {
	for x := range dst {
		left, right := s.edge[x], s.edge[x+1]
		first, last := left>>8, (right-1)>>8
		if first == last {
			dst[x] = byte((int(s.sums[first]) + depth/2) / depth)
			continue
		}
		sum := uint64(s.sums[first])*uint64((first+1)<<8-left) + uint64(s.sums[last])*uint64(right-last<<8)
		inner := uint64(0)
		for _, v := range s.sums[first+1 : last] {
			inner += uint64(v)
		}
		area := uint64(depth) * uint64(right-left)
		dst[x] = byte((sum + inner<<8 + area/2) / area)
	}
}

// medianFilter writes to dst, which must not be src, the median of every pixel and its 8
// neighbours, borders repeated. That removes specks and keeps edges.
func medianFilter(dst *raster, src raster) {
	dst.setSize(src.width, src.height)
	for y := range src.height {
		a, b, c := src.row(max(0, y-1)), src.row(y), src.row(min(y+1, src.height-1))
		to := dst.row(y)
		lowL, midL, highL := sort3(a[0], b[0], c[0])
		low, mid, high := lowL, midL, highL
		for x := range to {
			next := min(x+1, len(to)-1)
			lowR, midR, highR := sort3(a[next], b[next], c[next])
			// The median of nine, from three sorted columns.
			_, m, _ := sort3(midL, mid, midR)
			_, median, _ := sort3(max(lowL, low, lowR), m, min(highL, high, highR))
			to[x] = median
			lowL, midL, highL, low, mid, high = low, mid, high, lowR, midR, highR
		}
	}
}

func sort3(a, b, c byte) (low, mid, high byte) {
	return min(a, b, c), max(min(a, b), min(max(a, b), c)), max(a, b, c)
}

// noiseLevel is the median difference of neighbours in a row: 0 for a page that a program
// rendered; for others, about the standard deviation of the noise of scanner or camera.
func noiseLevel(r raster) int {
	const enough = 1 << 18 // pixels to look at
	var histogram [256]int
	n := 0
	for y := 0; y < r.height; y += 1 + r.width*r.height/enough {
		row := r.row(y)
		for x := 1; x < len(row); x += 2 {
			d := int(row[x]) - int(row[x-1])
			histogram[max(d, -d)]++
		}
		n += len(row) / 2
	}
	return quantile(histogram[:], n, 1, 2)
}

// quantile returns the least value at or below which there are num/den of the n
// counted by value; 0 if there are none.
func quantile(histogram []int, n, num, den int) int {
	seen := 0
	for v, count := range histogram {
		seen += count
		if count > 0 && seen*den >= n*num {
			return v
		}
	}
	return 0
}

// lightOnDark reports whether text is lighter than its ground. Ink covers less than half
// of the ground around it, so in blocks with contrast the third central moment is negative
// for dark ink and positive for light. On a page with both, such as a table with a dark
// heading, the number of blocks of each kind decides.
func lightOnDark(r raster) bool {
	const block, step = 16, 2
	light, blocks := 0, 0
	for y := 0; y+block <= r.height; y += block {
		for x := 0; x+block <= r.width; x += block {
			switch skewness(r, x, y, block, step) {
			case 1:
				light++
				blocks++
			case -1:
				light--
				blocks++
			}
		}
	}
	return blocks > 0 && light*100 > blocks*15
}

// skewness returns the sign of the third central moment of a block, sampled at every
// step-th row and column; 0 for a block of little contrast.
func skewness(r raster, x0, y0, block, step int) int {
	const minVariance = 200
	if flat(r, x0, y0, block, step) {
		return 0
	}
	var s1, s2, s3 int
	for y := y0; y < y0+block; y += step {
		row := r.pix[y*r.stride+x0:][:block]
		for x := 0; x < len(row); x += step {
			v := int(row[x])
			s1 += v
			s2 += v * v
			s3 += v * v * v
		}
	}
	n := (block / step) * (block / step)
	if n*s2-s1*s1 <= minVariance*n*n {
		return 0
	}
	// n^2 times the sum of (v-s1/n)^3
	if n*n*s3-3*n*s1*s2+2*s1*s1*s1 > 0 {
		return 1
	}
	return -1
}

// flat reports whether a block, a multiple of 8 wide, repeats the same 8 pixels. Most
// blank paper does, so this saves summing it.
func flat(r raster, x0, y0, block, step int) bool {
	first := binary.LittleEndian.Uint64(r.pix[y0*r.stride+x0:])
	for y := y0; y < y0+block; y += step {
		row := r.pix[y*r.stride+x0:][:block]
		for ; len(row) >= 8; row = row[8:] {
			if binary.LittleEndian.Uint64(row) != first {
				return false
			}
		}
	}
	return true
}

// warp writes to dst, which must not be src, a raster of the given size whose points
// toSource maps to points of src. Values are interpolated between the four pixels around
// a point; outside src they are 0.
func warp(dst *raster, src raster, width, height int, toSource Affine) {
	const one = 1 << 24
	dst.setSize(width, height)
	stepX, stepY := int(math.Round(toSource[0]*one)), int(math.Round(toSource[3]*one))
	insideX, insideY := uint(src.width-1), uint(src.height-1) // below these, all four are inside
	for y := range height {
		centreX, centreY := toSource.Apply(.5, float64(y)+.5)
		atX, atY := int(math.Round((centreX-.5)*one)), int(math.Round((centreY-.5)*one))
		row := dst.paddedRow(y)
		clear(row)
		for x := range row[:width] {
			column, line := atX>>24, atY>>24
			if uint(column) < insideX && uint(line) < insideY {
				i := line*src.stride + column
				upper, lower := binary.LittleEndian.Uint16(src.pix[i:]), binary.LittleEndian.Uint16(src.pix[i+src.stride:])
				if upper|lower != 0 {
					row[x] = blend(int(upper&0xFF), int(upper>>8), int(lower&0xFF), int(lower>>8), atX>>16&0xFF, atY>>16&0xFF)
				}
			} else {
				at := func(x, y int) int { return src.inkAt(column+x, line+y) }
				row[x] = blend(at(0, 0), at(1, 0), at(0, 1), at(1, 1), atX>>16&0xFF, atY>>16&0xFF)
			}
			atX, atY = atX+stepX, atY+stepY
		}
	}
}

// inkAt is the value of a pixel, 0 outside.
func (r *raster) inkAt(x, y int) int {
	if uint(x) >= uint(r.width) || uint(y) >= uint(r.height) {
		return 0
	}
	return int(r.pix[y*r.stride+x])
}

// blend interpolates between four pixels, at fractions in 1/256.
func blend(upperLeft, upperRight, lowerLeft, lowerRight, rightward, downward int) byte {
	upper := upperLeft<<8 + (upperRight-upperLeft)*rightward
	lower := lowerLeft<<8 + (lowerRight-lowerLeft)*rightward
	return byte((upper<<8 + (lower-upper)*downward + 1<<15) >> 16)
}

package ink

import "slices"

// Ink is how much of the light of its ground a pixel lacks. The ground is the paper
// near it: the brightest pixel of every block, where dark areas are closed (Serra,
// "Image Analysis and Mathematical Morphology", 1982) and the rest is smoothed. So ink
// is independent of the brightness of the paper and of light that falls unevenly.
//
// Text is measured against the ground next to it, a box against that around the box:
// what is much darker than the paper around it is ink itself.

const (
	groundBlock = 8   // side of a block, in pixels
	groundReach = 2   // blocks within which the ground of a block is sought
	paperReach  = 14  // blocks within which the paper around a box is sought
	boxShade    = 85  // percent of the paper around: a ground that is darker is a box
	leastGround = 50  // percent of the brightness of the page: no ground is darker...
	blackest    = 64  // ...nor than this brightness, so that a black page is ink
	inkOne      = 256 // fixed point of the inverse of the ground
)

// blocks are the brightnesses of the blocks of a raster, row by row.
type blocks struct {
	v            []uint8
	across, down int
}

// inkOf returns the ink of a raster, 0 for the ground and 255 for black, given the
// brightest pixel of each block.
func inkOf(gray raster, brightest blocks) raster {
	ground := brightest.ground()
	out := newRaster(gray.width, gray.height)
	inverse := make([]int32, len(ground.v)) // what to multiply by to get 255 for the ground
	white := true
	for i, v := range ground.v {
		inverse[i] = 255 * inkOne / int32(v)
		white = white && v == 255
	}
	if white {
		for i, v := range gray.pix {
			out.pix[i] = 255 - v
		}
		return out
	}
	columns := make([]int32, ground.across)
	for y := range gray.height {
		above, part := betweenBlocks(y)
		upper := inverse[max(above, 0)*ground.across:][:ground.across]
		lower := inverse[min(above+1, ground.down-1)*ground.across:][:ground.across]
		for i := range columns {
			columns[i] = upper[i] + (lower[i]-upper[i])*part/(2*groundBlock)
		}
		src, dst := gray.row(y), out.row(y)
		for x := range src {
			left, part := betweenBlocks(x)
			from, to := columns[max(left, 0)], columns[min(left+1, len(columns)-1)]
			brightness := int32(src[x]) * (from + (to-from)*part/(2*groundBlock)) / inkOne
			dst[x] = uint8(max(0, 255-brightness))
		}
	}
	return out
}

// betweenBlocks returns the block whose middle lies before a pixel, -1 for none, and how
// far after it the pixel lies, in half pixels.
func betweenBlocks(x int) (block int, part int32) {
	halves := 2*x + 1 + groundBlock
	return halves/(2*groundBlock) - 1, int32(halves % (2 * groundBlock))
}

// ground returns the brightness of the paper, block by block.
func (b blocks) ground() blocks {
	if slices.Min(b.v) == 255 {
		return b
	}
	near, wide := b.closed(groundReach).smoothed(), b.closed(paperReach).smoothed()
	least := uint8(max(blackest, b.threeQuarters()*leastGround/100))
	for i, w := range wide.v {
		if 100*int(near.v[i]) < boxShade*int(w) {
			near.v[i] = w
		}
		near.v[i] = max(near.v[i], least)
	}
	return near
}

// brightestOf returns the brightest pixel of each block.
func brightestOf(gray raster) blocks {
	across := (gray.width + groundBlock - 1) / groundBlock
	down := (gray.height + groundBlock - 1) / groundBlock
	b := blocks{make([]uint8, across*down), across, down}
	for y := range gray.height {
		row := b.v[y/groundBlock*across:][:across]
		src := gray.row(y)
		for i := range row {
			m := row[i]
			for _, v := range src[i*groundBlock : min((i+1)*groundBlock, len(src))] {
				m = max(m, v)
			}
			row[i] = m
		}
	}
	return b
}

// closed fills dark areas that have no square of 2*reach+1 blocks (morphological closing).
func (b blocks) closed(reach int) blocks {
	return b.dilated(reach).complement().dilated(reach).complement()
}

// dilated replaces every block by the brightest up to reach blocks away.
func (b blocks) dilated(reach int) blocks {
	rows := blocks{make([]uint8, len(b.v)), b.across, b.down}
	out := blocks{make([]uint8, len(b.v)), b.across, b.down}
	for y := range b.down {
		src := b.v[y*b.across:][:b.across]
		for x := range src {
			m := uint8(0)
			for _, v := range src[max(x-reach, 0):min(x+reach+1, b.across)] {
				m = max(m, v)
			}
			rows.v[y*b.across+x] = m
		}
	}
	for y := range b.down {
		dst := out.v[y*b.across:][:b.across]
		for near := max(y-reach, 0); near < min(y+reach+1, b.down); near++ {
			for x, v := range rows.v[near*b.across:][:b.across] {
				dst[x] = max(dst[x], v)
			}
		}
	}
	return out
}

// complement turns dark into bright.
func (b blocks) complement() blocks {
	out := blocks{make([]uint8, len(b.v)), b.across, b.down}
	for i, v := range b.v {
		out.v[i] = ^v
	}
	return out
}

// smoothed returns the mean of the 3x3 blocks around each, borders repeated.
func (b blocks) smoothed() blocks {
	out := blocks{make([]uint8, len(b.v)), b.across, b.down}
	for y := range b.down {
		for x := range b.across {
			sum := 0
			for dy := -1; dy <= 1; dy++ {
				row := b.v[min(max(y+dy, 0), b.down-1)*b.across:][:b.across]
				sum += int(row[max(x-1, 0)]) + int(row[x]) + int(row[min(x+1, b.across-1)])
			}
			out.v[y*b.across+x] = uint8((sum + 4) / 9)
		}
	}
	return out
}

// threeQuarters returns the brightness that three quarters of the blocks do not exceed.
func (b blocks) threeQuarters() int {
	var histogram [256]int
	for _, v := range b.v {
		histogram[v]++
	}
	seen := 0
	for v, n := range histogram {
		if seen += n; 4*seen >= 3*len(b.v) {
			return v
		}
	}
	return 255
}

// desk returns which blocks show what a page lies on when it is photographed: they are
// dark, and connected to three sides of the picture at least. It is nil where there are
// none, or where hardly any others are left.
func (b blocks) desk() []bool {
	const dark, sides, most = 55, 3, 85 // percent of the brightness of paper, of 4, percent of the picture
	limit := uint8(b.threeQuarters() * dark / 100)
	desk := make([]bool, len(b.v))
	var queue []int
	visit := func(x, y int) bool {
		if x < 0 || y < 0 || x >= b.across || y >= b.down || b.v[y*b.across+x] >= limit {
			return false
		}
		if at := y*b.across + x; !desk[at] {
			desk[at] = true
			queue = append(queue, at)
		}
		return true
	}
	if b.visitBorder(visit) < sides {
		return nil
	}
	for i := 0; i < len(queue); i++ {
		x, y := queue[i]%b.across, queue[i]/b.across
		visit(x-1, y)
		visit(x+1, y)
		visit(x, y-1)
		visit(x, y+1)
	}
	if 100*len(queue) > most*len(b.v) {
		return nil
	}
	return desk
}

// visitBorder visits the blocks on all sides of the picture, and returns on how many of
// the four a visit was a success.
func (b blocks) visitBorder(visit func(x, y int) bool) int {
	var sides [4]bool
	for x := range b.across {
		sides[0], sides[1] = visit(x, 0) || sides[0], visit(x, b.down-1) || sides[1]
	}
	for y := range b.down {
		sides[2], sides[3] = visit(0, y) || sides[2], visit(b.across-1, y) || sides[3]
	}
	n := 0
	for _, ok := range sides {
		if ok {
			n++
		}
	}
	return n
}

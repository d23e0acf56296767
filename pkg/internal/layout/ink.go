package layout

import "encoding/binary"

// Ink is how much of the light of the ground around it a pixel lacks: 0 for the
// ground, 255 for black. It is independent of the brightness of the paper, of
// shadows, and of highlighters.

// inkBlock is the side, in pixels, of the blocks in which the ground is measured.
const inkBlock = 8

// A ground is the brightness of the paper, block by block.
type ground struct {
	across, down int      // blocks
	brightest    []byte   // the brightest pixel of each block, closed in the end
	unclosed     []byte   // the same before closing
	scratch      []byte   // a buffer of the same size
	window       []byte   // a row with its ends repeated
	sums         []uint16 // of brightest, over the 3x3 blocks around each
	inverse      []int32  // of each block: the factor that makes its ground 255, in 1/65536
	row          []int32  // inverse, interpolated for one row of pixels
	paper        int      // the brightness that three quarters of the ground do not exceed
	darkest      int32    // the greatest inverse of paper; with a greater one, the ground is a dark area without ink
}

const (
	inverseOne  = 1 << 16              // inverse of a ground of 255
	sumsToWhite = 255 * 9 * inverseOne // divided by a block's sum gives its inverse
	inverseMost = sumsToWhite          // inverse for a sum of 1
	darkGround  = 35                   // percent of the paper's brightness: a darker ground is a black box, or the desk around the page
	inkLeast    = 12                   // less ink is the texture of the paper and is left out of the histogram
	closing     = 2                    // blocks on either side that closing spans
)

// measure finds the ground of a raster: the brightest pixel of every block, dark
// areas up to 40 pixels wide closed (Serra, "Image Analysis and Mathematical
// Morphology", 1982), smoothed.
func (g *ground) measure(r raster) {
	g.across, g.down = (r.width+inkBlock-1)/inkBlock, (r.height+inkBlock-1)/inkBlock
	n := g.across * g.down
	g.brightest, g.scratch, g.sums, g.inverse = sized(g.brightest, n), sized(g.scratch, n), sized(g.sums, n), sized(g.inverse, n)
	g.row = sized(g.row, g.across)
	for y := range g.down {
		g.brightestOfRow(y, r)
	}
	g.unclosed = append(g.unclosed[:0], g.brightest...)
	g.dilate()
	complement(g.brightest)
	g.dilate()
	complement(g.brightest)
	g.sumNeighbours()
	g.invert()
}

// brightestOfRow finds the brightest pixel of every block in a row of blocks. r is a
// raster made by setSize, of which the padding at the right is no brighter than it.
func (g *ground) brightestOfRow(by int, r raster) {
	rows := r.pix[by*inkBlock*r.stride : min((by+1)*inkBlock, r.height)*r.stride]
	for bx := range g.across {
		var even, odd uint64
		for i := bx * inkBlock; i < len(rows); i += r.stride {
			w := binary.LittleEndian.Uint64(rows[i:])
			even, odd = maxOfLanes(even, w&evenBytes), maxOfLanes(odd, w>>8&evenBytes)
			if w == ^uint64(0) {
				break
			}
		}
		m := maxOfLanes(even, odd)
		m = maxOfLanes(m, m>>32)
		m = maxOfLanes(m, m>>16)
		g.brightest[by*g.across+bx] = byte(m)
	}
}

// maxOfLanes is the maximum of four pairs of bytes, 16 bits apart.
func maxOfLanes(a, b uint64) uint64 {
	const borrow = 0x0100010001000100
	notLess := ((a | borrow) - b) >> 8 & oneEach * 0xFF // FF where a >= b
	return a&notLess | b&^notLess
}

// dilate replaces every block by the brightest up to closing blocks away.
func (g *ground) dilate() {
	w := g.across
	g.window = sized(g.window, w+2*closing)
	for y := range g.down {
		row := g.brightest[y*w:][:w]
		for i := range g.window {
			g.window[i] = row[min(max(i-closing, 0), w-1)]
		}
		maxOfFive(g.scratch[y*w:][:w], g.window, g.window[1:], g.window[2:], g.window[3:], g.window[4:])
	}
	row := func(y int) []byte { return g.scratch[min(max(y, 0), g.down-1)*w:][:w] }
	for y := range g.down {
		maxOfFive(g.brightest[y*w:][:w], row(y-2), row(y-1), row(y), row(y+1), row(y+2))
	}
}

func maxOfFive(dst, a, b, c, d, e []byte) {
	n := len(dst)
	a, b, c, d, e = a[:n], b[:n], c[:n], d[:n], e[:n]
	for i := range dst {
		dst[i] = max(a[i], b[i], c[i], d[i], e[i])
	}
}

func complement(s []byte) {
	for i, v := range s {
		s[i] = ^v
	}
}

// sumNeighbours sums the 3x3 blocks around each, borders repeated.
func (g *ground) sumNeighbours() {
	w := g.across
	row := func(y int) []byte { return g.brightest[min(max(y, 0), g.down-1)*w:][:w] }
	for y := range g.down {
		above, here, below := row(y-1), row(y), row(y+1)
		column := func(x int) uint16 { return uint16(above[x]) + uint16(here[x]) + uint16(below[x]) }
		left, middle := column(0), column(0)
		for x := range w {
			right := column(min(x+1, w-1))
			g.sums[y*w+x] = left + middle + right
			left, middle = middle, right
		}
	}
}

// invert finds the inverse of every block, and from the brightness of the paper how
// dark a ground may be.
func (g *ground) invert() {
	var histogram [256]int
	for _, sum := range g.sums {
		histogram[sum/9]++
	}
	g.paper = quantile(histogram[:], len(g.sums), 3, 4)
	g.darkest = 0 // a black page: no ink
	if g.paper > 0 {
		g.darkest = int32(min(inverseMost, 255*inverseOne*100/(g.paper*darkGround)))
	}
	for i, sum := range g.sums {
		g.inverse[i] = int32(sumsToWhite / max(int(sum), 1))
	}
}

// toInk replaces the brightness of every pixel by its ink. The ground between the
// centres of blocks is interpolated. Padding becomes 0.
func (g *ground) toInk(r raster) {
	for y := range r.height {
		g.interpolate(y)
		row := r.paddedRow(y)
		last := len(g.row) - 1
		g.inkSpan(row[:inkBlock/2], g.row[0], g.row[0])
		for x := range last {
			g.inkSpan(row[x*inkBlock+inkBlock/2:][:inkBlock], g.row[x], g.row[x+1])
		}
		g.inkSpan(row[last*inkBlock+inkBlock/2:][:inkBlock/2], g.row[last], g.row[last])
		clear(row[r.width:])
	}
}

// interpolate finds the inverse for a row of pixels at the centres of blocks.
func (g *ground) interpolate(y int) {
	by, sixteenths := y/inkBlock, int32(2*(y%inkBlock)+1-inkBlock) // from the centre of the block
	if sixteenths < 0 {
		by, sixteenths = by-1, sixteenths+2*inkBlock
	}
	above := g.inverse[max(by, 0)*g.across:][:g.across]
	below := g.inverse[min(by+1, g.down-1)*g.across:][:g.across]
	for x, v := range above {
		g.row[x] = v + int32(int64(below[x]-v)*int64(sixteenths)>>4)
	}
}

// inkSpan turns up to 8 pixels into ink. The inverse of their ground runs from one
// value half a pixel before them to another 8 pixels on.
func (g *ground) inkSpan(pix []byte, from, to int32) {
	switch {
	case from == inverseOne && to == inverseOne && len(pix) == 8:
		binary.LittleEndian.PutUint64(pix, ^binary.LittleEndian.Uint64(pix))
	case from > g.darkest && to > g.darkest:
		clear(pix)
	default:
		inverse, step := int64(from)+int64(to-from)>>4, int64(to-from)>>3
		for i, v := range pix {
			ink := 255<<16 - int64(v)*inverse
			if ink < 0 || inverse > int64(g.darkest) {
				ink = 0
			}
			pix[i] = byte(ink >> 16)
			inverse += step
		}
	}
}

// inkThreshold is the ink from which a pixel belongs to something drawn: Otsu's
// ("A threshold selection method from gray-level histograms", IEEE SMC 9, 1979) of
// the pixels that have ink, within 45 to 128.
func inkThreshold(ink raster) int {
	histogram := inkHistogram(ink)
	total, sum := 0, 0
	for v := inkLeast; v < 256; v++ {
		total += histogram[v]
		sum += v * histogram[v]
	}
	best, threshold := 0.0, 100
	below, belowSum := 0, 0
	for v := inkLeast; v < 256; v++ {
		below += histogram[v]
		belowSum += v * histogram[v]
		if below == 0 {
			continue
		}
		above := total - below
		if above <= 0 {
			break
		}
		apart := float64(belowSum)/float64(below) - float64(sum-belowSum)/float64(above)
		if between := float64(below) * float64(above) * apart * apart; between > best {
			best, threshold = between, v
		}
	}
	return min(max(threshold, 45), maxThreshold)
}

// inkHistogram counts pixels by ink, of every row or, of a large raster, every few.
// Where 8 pixels in a row have none they are not counted, nor where all are black: those
// are bars and rules, beside which the gray strokes of a scan would look like none.
func inkHistogram(ink raster) (histogram [256]int) {
	const enough = 1 << 18
	for y := 0; y < ink.height; y += 1 + ink.width*ink.height/enough {
		for row := ink.paddedRow(y); len(row) >= 8; row = row[8:] {
			const black = 0xe0e0e0e0e0e0e0e0
			if eight := binary.LittleEndian.Uint64(row); eight == 0 || eight&black == black {
				continue
			}
			for _, v := range row[:8] {
				histogram[v]++
			}
		}
	}
	return histogram
}

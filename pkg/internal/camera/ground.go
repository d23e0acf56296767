package camera

// coarse is by how much what varies slowly over a picture is computed smaller.
const coarse = 4

const (
	groundReach   = 5 // blocks about a pixel among which the brightest is the ground
	contrastReach = 4 // blocks about a pixel in which the darkest ink says what contrast is
	meanReach     = 2 // blocks about a pixel whose mean ink is no print

	leastInk  = 15  // of 255: less is never print
	aboveMean = 5   // of 255: print is darker than its surroundings by as much
	isPrint   = 128 // of normalised ink: from here on a pixel belongs to print
)

// inkOf returns how much of the light of its ground each pixel lacks.
func inkOf(p plane) plane {
	closed := p.brightest(coarse).dilated(groundReach).inverted().dilated(groundReach).inverted()
	ground := closed.boxed(groundReach)
	ink := newPlane(p.width, p.height)
	eachInterpolated(ground, p.width, p.height, func(y int, ground []uint8) {
		to := ink.row(y)
		for x, v := range p.row(y) {
			if g := ground[x]; v < g {
				to[x] = uint8((int(g) - int(v)) * 255 / int(g))
			}
		}
	})
	return ink
}

// normalised returns ink such that print begins at isPrint everywhere: at half of the darkest
// ink around, so that faint print counts as much as black, and above the mean.
func normalised(ink plane) plane {
	mean := ink.averaged(coarse)
	contrast := mean.dilated(contrastReach).boxed(contrastReach)
	threshold := mean.boxed(meanReach)
	for i, m := range threshold.pix {
		threshold.pix[i] = uint8(min(255, max(leastInk, int(contrast.pix[i])*contrastShare/100, int(m)+aboveMean)))
	}
	print := newPlane(ink.width, ink.height)
	eachInterpolated(threshold, ink.width, ink.height, func(y int, threshold []uint8) {
		to := print.row(y)
		for x, v := range ink.row(y) {
			to[x] = uint8(min(255, int(v)*isPrint/int(threshold[x])))
		}
	})
	return print
}

// contrastShare is the share, in percent, of the darkest ink around at which print begins. A
// block's mean is paler than its darkest pixel.
const contrastShare = 60

// eachInterpolated calls use with each row of a coarse plane interpolated to full size.
func eachInterpolated(p plane, width, height int, use func(y int, row []uint8)) {
	row := make([]uint8, width)
	mixed := make([]int, p.width)
	for y := range height {
		j, fy := between(y, p.height)
		above, below := p.row(j), p.row(min(j+1, p.height-1))
		for i := range mixed {
			mixed[i] = int(above[i])*(2*coarse-fy) + int(below[i])*fy
		}
		for x := range row {
			i, fx := between(x, p.width)
			next := mixed[min(i+1, p.width-1)]
			row[x] = uint8((mixed[i]*(2*coarse-fx) + next*fx) / (4 * coarse * coarse))
		}
		use(y, row)
	}
}

// between returns the block whose middle is before a pixel, and how far beyond it that is, in
// halves of a pixel.
func between(x, blocks int) (block, beyond int) {
	at := max(0, 2*x+1-coarse)
	block = at / (2 * coarse)
	if block >= blocks-1 {
		return blocks - 1, 0
	}
	return block, at % (2 * coarse)
}

package layout

import "math"

// An orientation is the direction of lines of text.
type orientation struct {
	vertical bool // lines run from bottom to top or from top to bottom
	tenths   int  // of a degree that they are turned clockwise from the axis
}

const (
	maxSkew       = 120 // tenths of a degree to both sides
	coarseStep    = 5
	maxCentres    = 1200 // that the coarse search uses
	minCentres    = 20   // with fewer, text is taken to be upright
	fewCentres    = 150  // fewer leave the axis in doubt
	doubtfulRatio = 1.6  // a ratio of the axes' scores nearer to 1 leaves it in doubt
	verticalBias  = 1.35 // the factor by which vertical text must score higher, since columns of a table align too
)

// A skewFinder finds the skew of text from the projection profile of the centres of
// its components (Baird, "The skew angle of printed documents", SPSE 1987).
type skewFinder struct {
	centres []centre
	sample  []centre
	profile []int32
	length  int // diagonal of the page, in pixels
	bin     float64
}

// A centre is the middle of a component, in half pixels.
type centre struct{ x, y int32 }

// find returns the likely orientation of the text among components, to half a degree, and
// the best one along the other axis. doubtful is true if that is nearly as likely. With too
// few components to tell, text is upright and doubtful.
func (f *skewFinder) find(components []component, width, height int) (likely, other orientation, doubtful bool) {
	upright, turned := orientation{}, orientation{vertical: true}
	if !f.gather(components) {
		return upright, turned, true
	}
	f.length = int(math.Sqrt(float64(width*width+height*height))) + 1
	f.sample = thinned(f.sample[:0], f.centres, maxCentres)
	var uprightScore, turnedScore int64
	upright.tenths, uprightScore = f.best(f.sample, false, 0, maxSkew, coarseStep)
	turned.tenths, turnedScore = f.best(f.sample, true, 0, maxSkew, coarseStep)
	ratio := float64(turnedScore) / (float64(uprightScore) * verticalBias)
	doubtful = len(f.centres) < fewCentres || ratio > 1/doubtfulRatio && ratio < doubtfulRatio
	if ratio > 1 {
		return turned, upright, doubtful
	}
	return upright, turned, doubtful
}

// refine returns an orientation that find returned, its angle to a tenth of a degree.
func (f *skewFinder) refine(o orientation) orientation {
	if len(f.centres) >= minCentres {
		o.tenths, _ = f.best(f.centres, o.vertical, o.tenths, coarseStep-1, 1)
	}
	return o
}

// gather collects the centres of components that may be characters, their smaller side
// being near its median. It reports whether there are enough.
func (f *skewFinder) gather(components []component) bool {
	const largest = 400
	f.centres = f.centres[:0]
	var sides [largest]int
	n := 0
	for _, c := range components {
		w, h := c.width(), c.height()
		if side := min(w, h); side >= 4 && max(w, h) < largest {
			sides[side]++
			n++
		}
	}
	if n < minCentres {
		return false
	}
	median := quantile(sides[:], n, 1, 2)
	f.bin = .35 * float64(median)
	for _, c := range components {
		small, large := min(c.width(), c.height()), max(c.width(), c.height())
		if 2*small >= median && small <= 3*median && large <= 12*median {
			f.centres = append(f.centres, centre{int32(c.x0) + int32(c.x1), int32(c.y0) + int32(c.y1)})
		}
	}
	return len(f.centres) >= minCentres
}

// thinned appends every n-th element of s to dst, n such that they are limit at most.
func thinned[T any](dst, s []T, limit int) []T {
	for i := 0; i < len(s); i += 1 + len(s)/limit {
		dst = append(dst, s[i])
	}
	return dst
}

// best returns the angle of the highest score and that score. It tries angles up to reach
// on both sides of the middle, step apart, in tenths of a degree. Of equal ones it returns
// the one nearest the middle.
func (f *skewFinder) best(centres []centre, vertical bool, middle, reach, step int) (tenths int, score int64) {
	tenths, score = middle, f.score(centres, vertical, middle)
	for d := step; d <= reach; d += step {
		for _, angle := range [2]int{middle - d, middle + d} {
			if s := f.score(centres, vertical, angle); s > score {
				tenths, score = angle, s
			}
		}
	}
	return tenths, score
}

// score is the sum of squares of the projection profile, which counts centres by their
// distance from a line at that angle. Lines of text make the profile peaked.
func (f *skewFinder) score(centres []centre, vertical bool, tenths int) int64 {
	const one = 1 << 16 // a bin
	sine, cosine := math.Sincos(float64(tenths) * math.Pi / 1800)
	perHalfPixel := one / (2 * f.bin)
	byX, byY := int64(math.Round(-sine*perHalfPixel)), int64(math.Round(cosine*perHalfPixel))
	if vertical {
		byX, byY = byY, -byX
	}
	zero := int64(float64(f.length) / f.bin * one)
	bins := int(2*float64(f.length)/f.bin) + 4
	f.profile = sized(f.profile, bins)
	clear(f.profile)
	profile := f.profile
	for _, c := range centres {
		at := zero + int64(c.x)*byX + int64(c.y)*byY
		bin, part := at>>16, int32(at>>8&0xFF) // shared between two bins, by 1/256
		profile[bin] += 256 - part
		profile[bin+1] += part
	}
	sum := int64(0)
	for _, v := range profile {
		sum += int64(v) * int64(v)
	}
	return sum
}

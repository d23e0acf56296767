package layout

import (
	"image"
	"math"
	"sync"
)

const (
	maxSide     = 7800     // of the straightened raster: coordinates of words are int16
	maxPixels   = 12 << 20 // of the straightened raster
	largeSide   = 2600     // a raster with a larger side is shrunk...
	shrunkSide  = 2000     // ...to this
	smallText   = 9        // pixels: lower characters are magnified
	largeText   = 26       // pixels: higher characters are shrunk
	leastHalved = 14       // pixels: higher characters may be looked at at half the size
	leastText   = 3        // pixels: what is lower is not taken for text
	leastSkew   = 3        // tenths of a degree: less skew is left as it is
	muchNoise   = 5        // a higher noiseLevel is smoothed
)

// Segment finds the words of a page that was rendered, scanned or photographed. Text may
// run along either axis, be upside down, skewed by up to 12 degrees, and light on dark.
//
// A nil or empty image, and one without text, yields a layout without words.
// Coordinates given by ToPage are those of the image: its first pixel is at
// page.Rect.Min.
func Segment(page *image.Gray) Layout {
	s := segmenters.Get().(*segmenter)
	defer segmenters.Put(s)
	return s.segment(page, reading{})
}

// Alternatives returns other layouts that a page which is hard to segment may have, best
// first, for a query that was not found by Segment's: at half the size where characters are so
// large that their parts may stand apart; along the other axis where the axis is in doubt
// (sparse pages, tables), and with fainter ink counted where strokes are broken or the page is
// speckled. Clean pages in small type have none.
func Alternatives(page *image.Gray) []Layout {
	given := rasterOf(page)
	if given.width == 0 {
		return nil
	}
	s := segmenters.Get().(*segmenter)
	defer segmenters.Put(s)
	var others []Layout
	for _, how := range s.otherReadings(given) {
		others = append(others, s.segment(page, how))
	}
	return others
}

// A reading is a way to segment a page; the zero value is the usual one.
type reading struct {
	otherAxis bool // take text to run along the axis that looks less likely
	median    bool // filter out specks first
	smooth    bool // smooth first, which closes gaps
	threshold int  // of ink, in percent of the usual; 0 for the usual
	half      bool // shrink to half the size first
}

// otherReadings returns the readings of a page that are worth trying. Where a scanner's
// threshold has broken strokes, a lower threshold joins them by what smoothing left between
// them. Specks must be removed first, as they would grow. How low is best depends on the
// page, so several are tried.
func (s *segmenter) otherReadings(given raster) (others []reading) {
	work, _ := s.prepare(given, reading{})
	s.findInk(work, true)
	components := s.components(reading{})
	text, _, doubtful := s.skew.find(components, work.width, work.height)
	h := heightAlong(components, work, text.vertical)
	if h >= leastHalved {
		others = append(others, reading{half: true})
	}
	if doubtful {
		others = append(others, reading{otherAxis: true})
	}
	if noiseLevel(given) > muchNoise {
		// Smoothing has run letters and words together, and what is left of the noise makes
		// any page look broken and speckled.
		return append(others, reading{threshold: 120}, reading{threshold: 140, median: true}, reading{median: true})
	}
	broken, speckled := faults(components, h)
	if broken || speckled {
		others = append(others, reading{threshold: 55})
	}
	if broken {
		others = append(others, reading{threshold: 40, smooth: true})
	}
	if speckled {
		others = append(others, reading{threshold: 40, median: true})
	}
	return others
}

// faults reports whether strokes are broken, in that more than 12 % of the letters among
// the components are lower than characters are, and whether the page is speckled, in that
// there is more than one speck to two letters. Clean print has 5 % low letters and, as
// dots, one speck to five.
func faults(components []component, h int) (broken, speckled bool) {
	letters, low, specks := 0, 0, 0
	for _, c := range components {
		side := max(c.width(), c.height())
		switch {
		case 100*side < 30*h:
			specks++
		case isLetter(c, h):
			letters++
			if 100*side < 60*h {
				low++
			}
		}
	}
	return 100*low > 12*letters, 2*specks > letters
}

// A segmenter holds the buffers of a segmentation for reuse.
type segmenter struct {
	work, spare, ink raster
	blurrer          blurrer
	shrinker         shrinker
	ground           ground
	labeller         labeller
	skew             skewFinder
	grouper          grouper
}

var segmenters = sync.Pool{New: func() any { return new(segmenter) }}

func (s *segmenter) segment(page *image.Gray, how reading) Layout {
	given := rasterOf(page)
	if given.width == 0 {
		return Layout{ToPage: identity}
	}
	work, inverted := s.prepare(given, how)
	s.findInk(work, true)
	components := s.components(how)
	text, other, _ := s.skew.find(components, work.width, work.height)
	if how.otherAxis {
		text = other
	}
	bars := s.ground.bars()
	text = s.skew.refine(text)
	h := heightAlong(components, work, text.vertical)
	toWork := identity
	if scale := suitableScale(h); scale != 1 || !text.upright() {
		toWork = s.straighten(work, text, scale)
		components = s.components(how)
		h = charHeight(components, s.ink.height)
	}
	l := Layout{Width: s.ink.width, Height: s.ink.height, CharHeight: float64(h), Inverted: inverted}
	l.ToPage = toWork.Then(scaling(work, given)).Then(Affine{1, 0, float64(page.Rect.Min.X), 0, 1, float64(page.Rect.Min.Y)})
	l.Bars = straightened(bars, toWork)
	if h >= leastText {
		l.Words = s.grouper.words(components, s.ink, h)
	}
	return l
}

// prepare returns a raster of bounded size, dark on light, with much noise smoothed. It may
// be the raster given.
func (s *segmenter) prepare(given raster, how reading) (work raster, inverted bool) {
	work = given
	k := 1.
	if side := max(work.width, work.height); side > largeSide {
		k = shrunkSide / float64(side)
	}
	if how.half {
		k /= 2
	}
	if k < 1 {
		s.shrinker.shrink(&s.work, work, scaledSide(work.width, k), scaledSide(work.height, k))
		work = s.work
	}
	if how.median {
		medianFilter(&s.spare, work)
		s.work, s.spare = s.spare, s.work
		work = s.work
	}
	if how.smooth {
		s.blurrer.blur(&s.work, work)
		work = s.work
	}
	if inverted = lightOnDark(work); inverted {
		invert(&s.work, work)
		work = s.work
	}
	// The kernel more than halves the noise each time.
	for noise := noiseLevel(work); noise > muchNoise; noise /= 2 {
		s.blurrer.blur(&s.work, work)
		work = s.work
	}
	return work, inverted
}

// findInk sets s.ink to the ink of a raster. smooth should be false for text so small that
// smoothing would run its characters together.
func (s *segmenter) findInk(work raster, smooth bool) {
	if smooth {
		s.blurrer.blur(&s.ink, work)
	} else {
		copyRaster(&s.ink, work)
	}
	s.ground.measure(s.ink)
	s.ground.toInk(s.ink)
}

func (s *segmenter) components(how reading) []component {
	threshold := inkThreshold(s.ink)
	if how.threshold > 0 {
		threshold = max(1, threshold*how.threshold/100)
	}
	return s.labeller.find(s.ink, threshold)
}

// heightAlong returns the height of characters, given the axis along which lines run.
func heightAlong(components []component, work raster, vertical bool) int {
	if !vertical {
		return charHeight(components, work.height)
	}
	turned := make([]component, len(components))
	for i, c := range components {
		turned[i] = c.transposed()
	}
	return charHeight(turned, work.width)
}

// suitableScale returns the factor by which to magnify characters of that height.
func suitableScale(h int) float64 {
	switch {
	case h > largeText:
		return max(.4, 16/float64(h))
	case h > 0 && h < smallText:
		return min(3, 13/float64(h))
	}
	return 1
}

// upright reports whether lines run along rows, but for a skew too small to be undone.
func (o orientation) upright() bool {
	return !o.vertical && max(o.tenths, -o.tenths) < leastSkew
}

// straighten sets s.ink to the ink of work, scaled and turned so that lines of text run
// along rows. It returns the map from there to work.
func (s *segmenter) straighten(work raster, text orientation, scale float64) (toWork Affine) {
	ink := work
	if scale < 1 {
		s.shrinker.shrink(&s.spare, work, scaledSide(work.width, scale), scaledSide(work.height, scale))
		ink = s.spare
		s.findInk(ink, true)
		scale = 1
	} else if scale > 1 {
		s.findInk(work, false)
	}
	toInk := identity
	if scale > 1 || !text.upright() {
		var width, height int
		toInk, width, height = straightening(ink.width, ink.height, text, scale)
		warp(&s.spare, s.ink, width, height, toInk)
		s.ink, s.spare = s.spare, s.ink
	}
	return toInk.Then(scaling(ink, work))
}

// straightening returns the size of the straightened raster for a raster of the given size
// with text so oriented, and the map from the former to the latter. The straightened
// raster holds all of the other, and both have the same centre. The scale is reduced where
// the result would exceed maxSide or maxPixels.
func straightening(width, height int, text orientation, scale float64) (toSource Affine, newWidth, newHeight int) {
	sine, cosine := 0.0, 1.0
	if !text.upright() {
		sine, cosine = math.Sincos(float64(text.tenths) * math.Pi / 1800)
		sine, cosine = roundOff(sine), roundOff(cosine)
	}
	// Rows of the straightened raster run along (cosine, sine) of the other, its columns
	// along (-sine, cosine); upwards and to the right where text is vertical.
	rowX, rowY, columnX, columnY := cosine, sine, -sine, cosine
	if text.vertical {
		rowX, rowY, columnX, columnY = sine, -cosine, cosine, sine
	}
	w, h := float64(width), float64(height)
	w1 := float64(w*math.Abs(rowX)) + float64(h*math.Abs(rowY))
	h1 := float64(w*math.Abs(columnX)) + float64(h*math.Abs(columnY))
	scale = min(scale, maxSide/max(w1, h1), math.Sqrt(maxPixels/(w1*h1)))
	w1, h1 = max(1, math.Floor(w1*scale)), max(1, math.Floor(h1*scale))
	toSource = Affine{rowX / scale, columnX / scale, 0, rowY / scale, columnY / scale, 0}
	x, y := toSource.Apply(w1/2, h1/2)
	toSource[2], toSource[5] = w/2-x, h/2-y
	return toSource, int(w1), int(h1)
}

var identity = Affine{1, 0, 0, 0, 1, 0}

// scaling maps a raster to another of the same picture at another size.
func scaling(from, to raster) Affine {
	return Affine{float64(to.width) / float64(from.width), 0, 0, 0, float64(to.height) / float64(from.height), 0}
}

func scaledSide(side int, k float64) int {
	return max(1, int(math.Round(float64(side)*k)))
}

// roundOff removes digits in which machines may differ.
func roundOff(v float64) float64 { return math.Round(v*(1<<32)) / (1 << 32) }

package ink

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Fate is what became of the ink in a box.
type Fate string

// The fates.
const (
	Same    Fate = "same"    // it is there, and nothing else
	Blank   Fate = "blank"   // nothing is there any more
	Covered Fate = "covered" // it lies under a box, black or of any shade that is not the paper's
	Changed Fate = "changed" // other ink is there
	Unclear Fate = "unclear" // the evidence does not suffice
	Outside Fate = "outside" // that part of the page is not on the other
)

// Fate returns what became on the query page of the ink in a box of the known page, such
// as a word's. Ink is Blank or Covered only where all of the box is.
func (c *Comparison) Fate(box dossier.Box) Fate {
	if c.failed() {
		return Unclear
	}
	p := c.onQuery()
	return c.judge(p, c.known.pixels(box), c.judgeKept(p))
}

// Origin returns what the known page has in a box of the query page: Same ink, Blank where
// that of the query is new, Covered where the known page has a box.
func (c *Comparison) Origin(box dossier.Box) Fate {
	if c.failed() {
		return Unclear
	}
	onKnown, ok := c.toKnown(box)
	if !ok {
		return Outside
	}
	p := inkPair{c.warpedSoft, c.knownSoft, 1 / max(c.fit.gain, leastGain)}
	return c.judge(p, c.known.pixels(onKnown), c.judgeKept(p))
}

// leastGain bounds how faint a query may be.
const leastGain = .05

// An inkPair is two registered drawings of one size.
type inkPair struct {
	source raster  // has the ink in question
	target raster  // is searched for it
	gain   float64 // ink of target for that of source
}

// onQuery is the pair in which ink of the known page is searched for.
func (c *Comparison) onQuery() inkPair { return inkPair{c.knownSoft, c.warpedSoft, c.fit.gain} }

// pixels returns the pixels whose middles lie in a box of the page.
func (s *Rendering) pixels(b dossier.Box) image.Rectangle {
	kx, ky := s.scale()
	near := func(v float64) int {
		if !(math.Abs(v) < 1e6) {
			return 0
		}
		return int(math.Round(v))
	}
	return image.Rect(near(b.X*kx), near(b.Y*ky), near((b.X+b.W)*kx), near((b.Y+b.H)*ky))
}

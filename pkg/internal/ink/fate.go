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
	Unclear Fate = "unclear" // cannot be told
	Outside Fate = "outside" // that part of the page is not on the other
)

// Fate says what became on the query page of the ink in a box of the known page, such as
// a word's. A loss is told only where the whole box is lost.
func (c *Comparison) Fate(box dossier.Box) Fate {
	if c.nothing() {
		return Unclear
	}
	return c.judge(sides{c.knownSoft, c.laidSoft, c.fit.gain}, c.known.pixels(box))
}

// Origin says what the known page has at a box of the query page: Same ink, Blank where
// that of the query is new, Covered where the known page has a box.
func (c *Comparison) Origin(box dossier.Box) Fate {
	if c.nothing() {
		return Unclear
	}
	onKnown, ok := c.toKnown(box)
	if !ok {
		return Outside
	}
	return c.judge(sides{c.laidSoft, c.knownSoft, 1 / max(c.fit.gain, leastGain)}, c.known.pixels(onKnown))
}

// leastGain bounds how faint a query may be.
const leastGain = .05

// sides are the drawing that has the ink in question and the one in which it is looked
// for, and how much ink the one has for the other's.
type sides struct {
	of, in raster
	gain   float64
}

// pixels is the pixels whose middles lie in a box of the page.
func (s *Sheet) pixels(b dossier.Box) image.Rectangle {
	kx, ky := s.scale()
	near := func(v float64) int {
		if !(math.Abs(v) < 1e6) {
			return 0
		}
		return int(math.Round(v))
	}
	return image.Rect(near(b.X*kx), near(b.Y*ky), near((b.X+b.W)*kx), near((b.Y+b.H)*ky))
}

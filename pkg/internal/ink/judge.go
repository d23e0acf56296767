package ink

import (
	"image"
	"slices"
)

// This file decides what became of the ink in a box, with every threshold of that. What
// is measured is in word.go.

const (
	largest  = 1 << 17 // pixels of a box beyond which it is much more than a word, and not examined closely
	faintest = 40      // ink that a box has somewhere, at least, if it has any

	// A box is solid where such a share of its pixels is dark.
	darkInk    = 110
	solidShare = .88
	textShare  = .72 // text has less
	legible    = .6  // correlation from which a word is still seen on what is dark

	// Ink is gone from a piece of a word where the pixels that had it stand out from
	// their ground by less than this part of what they should.
	goneContrast = .25
	// A box is flat where it varies by less than this part of what the word should.
	flatVariation = .35
	flatShade     = 24 // mean ink from which a flat box is no bare paper

	// Residue, as a share of the word's contrast, in the window where it is greatest.
	sameResidue, changedResidue           = .10, .80
	sameResidueExact, changedResidueExact = .03, .10

	// nearbyReach is how far, in pixels, a word may lie from where the words around it say
	// that it should: where there are few, at the edges of a page, the fit is loose.
	nearbyReach = 8
	// Where words were inserted or deleted, others are pushed along the line and up or down.
	pushedAlong, pushedDown = 16, 26
	recognised              = .6  // correlation from which a word is taken for one pushed
	distinctive             = 2.5 // times its height that a word has to be wide for that
)

// judge returns what became of the ink in a box of the known rendering. In order:
//
//	is the box seen on the other page?     else Outside
//	has it ink at all?                     else judgeEmpty
//	is what stands there now a solid box?  Same if it was one before, else Covered
//	is the ink gone?                       judgeLost
//	does it look the same?                 kept
func (c *Comparison) judge(p inkPair, box image.Rectangle, kept func(w wordMatch, darkest uint8) Fate) Fate {
	if !c.visible.shows(box) {
		return Outside
	}
	inked, darkest := p.source.tight(box)
	if inked.Empty() {
		return p.judgeEmpty(box)
	}
	solid := p.target.share(inked, darkInk) >= solidShare
	wasSolid := p.source.share(inked, darkInk) >= textShare && inked.Dx() > 2
	if solid && wasSolid {
		return Same
	}
	w := p.locate(c.outlined(p, inked), c.reach(), c.reach())
	if solid && w.correlation() < legible {
		return Covered
	}
	if lost, isLost := w.lost(p); isLost {
		return c.judgeLost(p, w, darkest, lost)
	}
	return kept(w, darkest)
}

// judgeEmpty judges a box without ink.
func (p inkPair) judgeEmpty(box image.Rectangle) Fate {
	if _, darkest := p.target.tight(box); darkest >= 2*faintest {
		return Changed
	}
	return Same
}

// judgeLost judges a word that is not in its place, given what is.
func (c *Comparison) judgeLost(p inkPair, w wordMatch, darkest uint8, instead Fate) Fate {
	switch {
	case instead == Covered:
		return Covered
	case c.isNearby(p, w.box, darkest):
		return Same
	case instead == Blank && c.mayBePushed(p, w.box):
		return Unclear
	}
	return instead
}

// judgeKept judges a word that is in its place, or others in its place: by how much of it
// the other drawing does not explain.
func (c *Comparison) judgeKept(p inkPair) func(w wordMatch, darkest uint8) Fate {
	same, changed := sameResidue, changedResidue
	if c.exact {
		same, changed = sameResidueExact, changedResidueExact
	}
	return func(w wordMatch, darkest uint8) Fate {
		if area(w.box) > largest {
			return Unclear
		}
		switch r := w.residue(p, darkest); {
		case r <= same:
			return Same
		case !(r >= changed) || c.isOverprinted(w.box):
			return Unclear
		case c.isNearby(p, w.box, darkest):
			return Same
		}
		return Changed
	}
}

// isNearby reports whether a word that is not in its place stands close to it.
func (c *Comparison) isNearby(p inkPair, box image.Rectangle, darkest uint8) bool {
	if c.exact || tooLarge(box) {
		return false
	}
	w := p.locate(box, nearbyReach, nearbyReach)
	if w.correlation() < legible {
		return false
	}
	_, isLost := w.lost(p)
	return !isLost && w.residue(p, darkest) <= sameResidue
}

// mayBePushed reports whether what may be the word stands up to a line away.
func (c *Comparison) mayBePushed(p inkPair, box image.Rectangle) bool {
	if c.exact || tooLarge(box) || float64(box.Dx()) < distinctive*float64(box.Dy()) {
		return false
	}
	return p.locate(box, pushedAlong, pushedDown).correlation() >= recognised
}

// isOverprinted reports whether a box lies under something larger that was put on the
// page, such as a watermark: it looks different then, whatever it is.
func (c *Comparison) isOverprinted(box image.Rectangle) bool {
	return c.isUnder(box, larger, func(under image.Rectangle) bool { return 2*under.Dx() > box.Dx() && 2*under.Dy() > box.Dy() })
}

// isTouched reports whether a box lies in part under something larger: it may be its edge
// that makes it look different.
func (c *Comparison) isTouched(box image.Rectangle) bool {
	return c.isUnder(box, larger, func(image.Rectangle) bool { return true })
}

// isCrossed reports whether a box lies in part under something that is much higher than a line, as
// a watermark is: it may be what hides it.
func (c *Comparison) isCrossed(box image.Rectangle) bool {
	return c.isUnder(box, muchHigher, func(image.Rectangle) bool { return true })
}

func larger(than, box image.Rectangle) bool {
	return box.Dy() > 2*than.Dy() && 2*box.Dx() > 3*than.Dx() || muchHigher(than, box)
}

func muchHigher(than, box image.Rectangle) bool { return box.Dy() > 4*than.Dy() }

// isUnder reports whether such a part of a box lies under something that was put on the page and is
// so much larger.
func (c *Comparison) isUnder(box image.Rectangle, larger func(than, box image.Rectangle) bool, such func(under image.Rectangle) bool) bool {
	return slices.ContainsFunc(c.added, func(r Region) bool {
		b := c.known.pixels(r.Known)
		under := c.withRest(b, 2*box.Dy()).Intersect(box)
		return larger(box, b) && !under.Empty() && such(under)
	})
}

// withRest returns a box around something that was put on the page with what was put there so near
// to it: text parts what lies over it.
func (c *Comparison) withRest(box image.Rectangle, near int) image.Rectangle {
	whole := box
	for _, r := range c.added {
		if rest := c.known.pixels(r.Known); rest.Overlaps(box.Inset(-near)) {
			whole = whole.Union(rest)
		}
	}
	return whole
}

// tooLarge reports whether a box is too large to be searched for.
func tooLarge(box image.Rectangle) bool { return area(box) > largest/16 }

func area(box image.Rectangle) int { return box.Dx() * box.Dy() }

// reach returns how far a word may lie from where it should, in pixels.
func (c *Comparison) reach() int {
	if c.exact {
		return 0
	}
	return 1
}

// outlined returns a box with the ground around what is in it where that is as thin as a dash,
// which looks the same wherever it lies in its own box.
func (c *Comparison) outlined(p inkPair, box image.Rectangle) image.Rectangle {
	const thin, ground = 5, 2 // pixels
	if c.exact || min(box.Dx(), box.Dy()) >= thin {
		return box
	}
	return box.Inset(-ground).Intersect(p.source.bounds())
}

func (r raster) bounds() image.Rectangle { return image.Rect(0, 0, r.width, r.height) }

// tight returns the smallest part of a box that has all pixels with more than half the
// ink of the darkest one, which it returns too. It is empty where the box has no ink.
func (r raster) tight(box image.Rectangle) (tight image.Rectangle, darkest uint8) {
	box = box.Intersect(r.bounds())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, v := range r.row(y)[box.Min.X:box.Max.X] {
			darkest = max(darkest, v)
		}
	}
	if darkest < faintest {
		return image.Rectangle{}, darkest
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x, v := range r.row(y)[box.Min.X:box.Max.X] {
			if v > darkest/2 {
				tight = tight.Union(image.Rect(box.Min.X+x, y, box.Min.X+x+1, y+1))
			}
		}
	}
	return tight, darkest
}

// share returns the part of a box's pixels that have at least so much ink.
func (r raster) share(box image.Rectangle, ink uint8) float64 {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, v := range r.row(y)[box.Min.X:box.Max.X] {
			if v >= ink {
				n++
			}
		}
	}
	return float64(n) / float64(area(box))
}

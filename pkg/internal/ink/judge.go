package ink

import "image"

const (
	largest  = 1 << 17 // pixels of a box that is looked at closely: much more than a word
	faintest = 40      // ink that a box must have somewhere to be said to have any

	// In a box that is inked throughout, such a share of the pixels is dark.
	darkInk    = 110
	solidShare = .88
	textShare  = .72 // text has less
	legible    = .6  // correlation from which a word is still seen on what is dark

	// Ink is gone from a piece of a word where the pixels that had it stand out from
	// their ground by less than this part of what they should.
	goneContrast = .25
	// What is flat varies by less than this part of what the word should.
	flatVariation = .35
	flatShade     = 24 // mean ink from which a flat box is no bare paper

	// Residue, as a share of the word's contrast, in the window where it is greatest.
	sameResidue, changedResidue           = .10, .80
	sameResidueExact, changedResidueExact = .03, .10
)

// judge says what became of the ink in a box of the known sheet.
func (c *Comparison) judge(s sides, box image.Rectangle) Fate {
	if !c.seen.shows(box) {
		return Outside
	}
	tight, most := s.of.tight(box)
	if tight.Empty() {
		if _, there := s.in.tight(box); there >= 2*faintest {
			return Changed
		}
		return Same
	}
	solid, wasSolid := s.in.share(tight, darkInk) >= solidShare, s.of.share(tight, darkInk) >= textShare && tight.Dx() > 2
	if solid && wasSolid {
		return Same
	}
	k := s.align(tight, c.reach(), c.reach())
	if solid && k.m.correlation() < legible {
		return Covered
	}
	if fate := k.lost(s); fate != "" {
		switch {
		case fate == Covered:
		case c.strayed(s, tight, most):
			return Same
		case fate == Blank && c.pushedAway(s, tight):
			return Unclear
		}
		return fate
	}
	if tight.Dx()*tight.Dy() > largest {
		return Unclear
	}
	fate := c.told(s, k, most)
	if fate == Changed && c.strayed(s, tight, most) {
		return Same
	}
	return fate
}

const (
	// straying is how far, in pixels, a word may lie from where the words around it say that
	// it should: where there are few, at the edges of a page, the fit is loose.
	straying = 8
	// Where words were put in or taken out, others are pushed along the line and up or down.
	pushedAlong, pushedDown = 16, 26
	recognised              = .6  // correlation from which a word is taken for one pushed
	telling                 = 2.5 // times its height that a word has to be wide for that
)

// strayed reports whether a word that is not in its place stands close to it.
func (c *Comparison) strayed(s sides, box image.Rectangle, most uint8) bool {
	if c.exact || tooLarge(box) {
		return false
	}
	k := s.align(box, straying, straying)
	return k.m.correlation() >= legible && k.lost(s) == "" && k.residue(s, most) <= sameResidue
}

// pushedAway reports whether what may be the word stands a line away.
func (c *Comparison) pushedAway(s sides, box image.Rectangle) bool {
	if c.exact || tooLarge(box) || float64(box.Dx()) < telling*float64(box.Dy()) {
		return false
	}
	return s.align(box, pushedAlong, pushedDown).m.correlation() >= recognised
}

// tooLarge reports whether a box is too large to be looked for.
func tooLarge(box image.Rectangle) bool { return box.Dx()*box.Dy() > largest/16 }

// reach is how far a word may lie from where it should, in pixels.
func (c *Comparison) reach() int {
	if c.exact {
		return 0
	}
	return 1
}

// told says whether a word that is there still looks the same.
func (c *Comparison) told(s sides, k comparison, most uint8) Fate {
	same, changed := sameResidue, changedResidue
	if c.exact {
		same, changed = sameResidueExact, changedResidueExact
	}
	switch r := k.residue(s, most); {
	case r <= same:
		return Same
	case r >= changed && !c.overprinted(k.box):
		return Changed
	}
	return Unclear
}

// overprinted says whether a box of the known sheet lies under something larger that was
// put on the page, such as a watermark: it differs then, whatever it is.
func (c *Comparison) overprinted(box image.Rectangle) bool {
	for _, r := range c.added {
		b := c.known.pixels(r.Known)
		if under := b.Intersect(box); 2*under.Dx() > box.Dx() && 2*under.Dy() > box.Dy() && 2*b.Dx() > 3*box.Dx() && b.Dy() > 2*box.Dy() {
			return true
		}
	}
	return false
}

func (r raster) bounds() image.Rectangle { return image.Rect(0, 0, r.width, r.height) }

// tight is the part of a box in which there is more than half of the ink that there is
// at most, which it returns too; empty where there is none.
func (r raster) tight(box image.Rectangle) (tight image.Rectangle, most uint8) {
	box = box.Intersect(r.bounds())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, v := range r.row(y)[box.Min.X:box.Max.X] {
			most = max(most, v)
		}
	}
	if most < faintest {
		return image.Rectangle{}, most
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x, v := range r.row(y)[box.Min.X:box.Max.X] {
			if v > most/2 {
				tight = tight.Union(image.Rect(box.Min.X+x, y, box.Min.X+x+1, y+1))
			}
		}
	}
	return tight, most
}

// share is the part of a box's pixels that have at least so much ink.
func (r raster) share(box image.Rectangle, ink uint8) float64 {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for _, v := range r.row(y)[box.Min.X:box.Max.X] {
			if v >= ink {
				n++
			}
		}
	}
	return float64(n) / float64(box.Dx()*box.Dy())
}

package alteration

import (
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/wording"
)

const (
	leastShift = .3 // points by which a page has to lie elsewhere to be said to
	mostShift  = 6. // points by which its corners may: programs that print a page fit it to the paper
)

// NeedsCloserLook reports whether words were read to differ that may look the same. The
// caller may draw both pages at ink.FineDPI and call LookCloser. It is for programs that,
// when they save a PDF anew, write fonts whose characters look as before but are read as
// others, and set each on whole pixels.
func (p *Comparison) NeedsCloserLook() bool {
	return p.movedBy() <= mostShift && slices.ContainsFunc(slices.Concat(p.changes, p.lookAlikes), change.ofText)
}

// NeedsClosestLook reports whether words that are read as others look the same so far, and
// no font that lost its encoding accounts for that. The caller may draw both pages at
// ink.FinestDPI and call LookCloser.
func (p *Comparison) NeedsClosestLook() bool {
	return p.movedBy() <= mostShift && slices.ContainsFunc(p.lookAlikes, func(c change) bool {
		return c.ofText() && !wording.SameButEncoding(c.before, c.after)
	})
}

// ofText reports whether a change is of words that were read.
func (c change) ofText() bool { return len(c.deleted)+len(c.inserted) > 0 && !c.covered }

// movedBy returns how far from where it is on the known page a corner of the page is on the
// query page, in points; infinitely far where that cannot be told.
func (p *Comparison) movedBy() float64 {
	if !p.registered || p.query.machineRead || len(p.words.query) == 0 {
		return math.Inf(1)
	}
	most := 0.
	for _, corner := range [][2]float64{{0, 0}, {p.known.Width, 0}, {0, p.known.Height}, {p.known.Width, p.known.Height}} {
		x, y := p.toKnown.Apply(corner[0], corner[1])
		most = max(most, math.Abs(x-corner[0]), math.Abs(y-corner[1]))
	}
	return most
}

// LookCloser finds out by both pages, drawn at a resolution, which of the words that are read
// as others look the same: these were not changed. It does nothing where either page is
// nil.
func (p *Comparison) LookCloser(query, known *image.Gray, dpi float64) {
	if query == nil || known == nil {
		return
	}
	looksTheSame := func(c change) bool { return c.looksTheSame(query, known, identity, dpi) }
	if p.movedBy() > leastShift { // or only seems to be: a map that is taken from the match is inexact
		asIs := looksTheSame
		laid := ink.LaidOn(known.Rect, query, p.toKnown.Scaled(dpi/72))
		looksTheSame = func(c change) bool { return asIs(c) || c.looksTheSame(laid, known, p.toKnown, dpi) }
	}
	var changed, alike []change
	for _, c := range slices.Concat(p.changes, p.lookAlikes) {
		if looksTheSame(c) {
			alike = append(alike, c)
		} else {
			changed = append(changed, c)
		}
	}
	slices.SortStableFunc(changed, func(a, b change) int { return a.previous - b.previous })
	p.changes, p.lookAlikes = p.joinRedactions(withinRedactions(changed)), alike
}

// looksTheSame reports whether pages, one laid on the other, look the same where a change of
// text is. toKnown maps the query page to the known page.
func (c change) looksTheSame(laid, known *image.Gray, toKnown layout.Homography, dpi float64) bool {
	places := slices.Clone(c.boxes)
	for _, b := range c.queryBoxes {
		places = append(places, mapBox(toKnown, b))
	}
	differs := func(b dossier.Box) bool { return !ink.SameInkIn(known, laid, pixelsOf(b, dpi)) }
	return c.ofText() && !slices.ContainsFunc(places, differs)
}

// withinRedactions makes signs that are gone between redacted words, without a word left
// between them, redacted too.
func withinRedactions(changes []change) []change {
	all := slices.Clone(changes)
	for i := range all {
		c := &all[i]
		if len(c.inserted) > 0 || wording.HasLetters(c.before) {
			continue
		}
		beside := func(o change) bool { return o.kind == dossier.TextRedacted && o.previous == c.previous }
		if at := slices.IndexFunc(changes, beside); at >= 0 {
			c.kind, c.basis, c.covered = dossier.TextRedacted, changes[at].basis, changes[at].covered
		}
	}
	return all
}

// pixelsOf returns the pixels of a page drawn at a resolution that lie in a box or touch it.
func pixelsOf(b dossier.Box, dpi float64) image.Rectangle {
	scale := dpi / 72
	return image.Rect(int(b.X*scale)-1, int(b.Y*scale)-1, int((b.X+b.W)*scale)+2, int((b.Y+b.H)*scale)+2)
}

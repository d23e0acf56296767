package alteration

import (
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file compares pages of text pixel by pixel: what looks the same was not changed,
// whatever the files say of it.

const (
	leastShift  = .3  // points by which a page has to lie elsewhere to be said to
	mostScaled  = .06 // by which it may be larger or smaller: programs that print a page fit it to the paper
	mostCrooked = .01 // sine of twice the angle by which it may be askew
)

// NeedsClosestLook reports whether words that look the same so far are read with another sign
// or two. The caller may draw both pages at ink.FinestDPI and call LookCloser. Where more
// is read otherwise, that is how a font is encoded: other letters do not look alike.
func (p *Comparison) NeedsClosestLook() bool {
	return slices.ContainsFunc(p.lookAlikes, change.mayBeTrifle)
}

// mostSigns is how many signs a change has that may not be seen at ink.FineDPI.
const mostSigns = 2

// mayBeTrifle reports whether a change is of a sign or two.
func (c change) mayBeTrifle() bool {
	return c.ofText() && signsDiffer(c.before, c.after) <= mostSigns && !wording.SameButEncoding(c.before, c.after)
}

// signsDiffer returns by how many signs two texts differ: as many as are other ones, or, where
// one has more, as stand between what both begin and end with.
func signsDiffer(a, b string) int {
	before, after := []rune(a), []rune(b)
	if len(before) == len(after) {
		n := 0
		for i := range before {
			if before[i] != after[i] {
				n++
			}
		}
		return n
	}
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	return max(len(before), len(after))
}

// ofText reports whether a change is of words that were read.
func (c change) ofText() bool { return len(c.deleted)+len(c.inserted) > 0 && !c.covered }

// LookCloser finds out by both pages, drawn at a resolution, which of the words that are read
// as others and looked the same so far do: the others were changed. It does nothing where
// the pages cannot be compared pixel by pixel.
func (p *Comparison) LookCloser(query, known *image.Gray, dpi float64) {
	fine := p.compareFinely(query, known, dpi)
	if fine == nil {
		return
	}
	differs := func(c change) bool { return c.mayBeTrifle() && !p.looksTheSame(fine, dpi, c.hunk) }
	changed := slices.DeleteFunc(slices.Clone(p.lookAlikes), func(c change) bool { return !differs(c) })
	p.lookAlikes = slices.DeleteFunc(p.lookAlikes, differs)
	changed = append(changed, p.changes...)
	slices.SortStableFunc(changed, func(a, b change) int { return a.previous - b.previous })
	p.changes = p.joinRedactions(withinRedactions(changed))
}

// compareFinely compares the pages, drawn at a resolution, pixel by pixel. It returns nil
// where that cannot be done: of pictures and what a machine read, and of pages that do not
// lie alike if it is not known how they lie on one another, or they lie askew, or are shown
// at another size.
func (p *Comparison) compareFinely(query, known *image.Gray, dpi float64) *ink.Fine {
	if !drawnAt(dpi, query, p.query) || !drawnAt(dpi, known, p.known) {
		return nil
	}
	var asIs *ink.Fine
	if p.turned() == 0 {
		asIs = ink.CompareFine(known, query, dpi)
	}
	switch {
	case asIs != nil && (len(asIs.Spots()) == 0 || p.registered && p.movedBy() <= leastShift):
		return asIs
	case !p.canLay():
		return nil
	}
	laid := ink.CompareFine(known, ink.LaidOn(known.Rect, query, p.toKnown.Scaled(dpi/72)), dpi)
	if laid == nil || asIs != nil && len(asIs.Spots()) <= len(laid.Spots()) { // the map may be inexact
		return asIs
	}
	return laid
}

// drawnAt reports whether a page of text was drawn at a resolution.
func drawnAt(dpi float64, raster *image.Gray, of pageFacts) bool {
	const inexact = 2 // pixels
	return raster != nil && !of.isPicture && !of.machineRead && math.Abs(float64(raster.Rect.Dx())-of.Width*dpi/72) <= inexact
}

// canLay reports whether the query page can be laid on the known page so that outlines stay
// as they are.
func (p *Comparison) canLay() bool {
	if !p.registered {
		return false
	}
	x, y := p.query.Width/2, p.query.Height/2
	offQuarters := math.Sin(2 * p.toKnown.AngleAt(x, y) * math.Pi / 180)
	return !p.toKnown.MirroredAt(x, y) && math.Abs(p.toKnown.ScaleAt(x, y)-1) <= mostScaled && math.Abs(offQuarters) <= mostCrooked
}

// movedBy returns how far from where it is on the known page a corner of the page is on the
// query page, in points.
func (p *Comparison) movedBy() float64 {
	most := 0.
	for _, corner := range [][2]float64{{0, 0}, {p.known.Width, 0}, {0, p.known.Height}, {p.known.Width, p.known.Height}} {
		x, y := p.toKnown.Apply(corner[0], corner[1])
		most = max(most, math.Abs(x-corner[0]), math.Abs(y-corner[1]))
	}
	return most
}

// looksTheSame reports whether pages that were compared pixel by pixel look the same where
// the words of a hunk are; of a sign or two, strictly so.
func (p *Comparison) looksTheSame(fine *ink.Fine, dpi float64, h hunk) bool {
	before, after := p.words.deletedText(h), p.words.insertedText(h)
	trifle := signsDiffer(before, after) <= mostSigns && !wording.SameButUnsaid(before, after)
	same := fine.SameIn
	if trifle {
		same = func(at image.Rectangle) bool { return fine.SameIn(at) && fine.StrictlySameIn(at) }
	}
	return p.sameIn(same, dpi, h)
}

// sameIn reports whether all places of the words of a hunk are the same, as a function says of
// pixels.
func (p *Comparison) sameIn(same func(image.Rectangle) bool, dpi float64, h hunk) bool {
	places := boxesOf(p.words.known, h.deleted)
	for _, w := range h.inserted {
		places = append(places, mapBox(p.toKnown, p.words.query[w].Box))
	}
	return len(places) > 0 && !slices.ContainsFunc(places, func(b dossier.Box) bool {
		return !wordSized(b) || !same(pixelsOf(b, dpi))
	})
}

// leastParted is how many words of either page a hunk has at least that is parted by looks: a
// font that has lost its encoding makes one hunk of a page.
const leastParted = 20

// partedByLooks returns a hunk in two where most of its words look the same on both pages: these,
// and those that do not. Others are returned as they are.
func (p *Comparison) partedByLooks(h hunk) []hunk {
	if p.fine == nil || min(len(h.deleted), len(h.inserted)) < leastParted {
		return []hunk{h}
	}
	same := func(b dossier.Box) bool { return wordSized(b) && p.fine.SameIn(pixelsOf(b, ink.FineDPI)) }
	alike, rest := h, h
	alike.deleted, rest.deleted = parted(h.deleted, func(w int) bool { return same(p.words.known[w].Box) })
	alike.inserted, rest.inserted = parted(h.inserted, func(w int) bool { return same(mapBox(p.toKnown, p.words.query[w].Box)) })
	few := func(rest, of []int) bool { return 2*len(rest) < len(of) }
	switch {
	case len(rest.deleted)+len(rest.inserted) == 0, !few(rest.deleted, h.deleted), !few(rest.inserted, h.inserted):
		return []hunk{h}
	}
	rest.misread = true
	return []hunk{alike, rest}
}

// parted returns the words that are such, and the others.
func parted(words []int, such func(int) bool) (are, others []int) {
	for _, w := range words {
		if such(w) {
			are = append(are, w)
		} else {
			others = append(others, w)
		}
	}
	return are, others
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

package ink

import (
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	// explainedByLine is the share of a residue that is left, at most, where a line along the
	// word is what was put to it.
	explainedByLine = .45

	// The ground of a word is shaded where it is darker than that of most words by this much
	// ink, by twice as much on a photograph, and by so many times what nearly all words are; more
	// words than mostShaded of a page are in the shadow of something.
	leastShaded = 16
	shadedTimes = 4
	mostShaded  = .2
	leastBare   = 10 // pixels from which it is known
	lightest    = 4  // one part of them that is lightest

	// On photographs of bent paper, which has shadows, the ground ends so many heights above or below a word
	// where it is a stroke, and is lighter there by half of that.
	strokeEnds = 2
	leastDrawn = 6 // pixels of the query that a word is high, if its ground is to be told from its ink
)

// DrawnAlong reports whether a word of the known page is still there on the query page with
// ink that is the same all along it: a line through it or under it, a highlight.
func (c *Comparison) DrawnAlong(word dossier.Box) bool {
	if c.failed() || c.exact {
		return false
	}
	p := c.onQuery()
	word.H += beneath * word.H
	box := c.known.pixels(word).Intersect(p.source.bounds())
	inked, darkest := p.source.tight(box)
	if inked.Empty() || area(box) > largest || !c.visible.showsAround(box) {
		return false
	}
	w := p.locate(c.outlined(p, inked), c.reach(), c.reach())
	if !box.Add(image.Pt(w.dx, w.dy)).In(p.target.bounds()) {
		return false
	}
	with, without := p.withRows(box, w), p.at(box, w.dx, w.dy).residue(p, darkest)
	left := with.at(box, w.dx, w.dy).residue(with, darkest)
	return left <= explainedByLine*without && left <= sameResidue
}

// withRows returns the pair with the ink that each row of the target has where the source is
// bare put all along that row of the source.
func (p inkPair) withRows(box image.Rectangle, w wordMatch) inkPair {
	source := raster{slices.Clone(p.source.pix), p.source.width, p.source.height}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row, target := source.row(y)[box.Min.X:box.Max.X], p.target.row(y + w.dy)[box.Min.X+w.dx:box.Max.X+w.dx]
		line := p.lineIn(row, target)
		for x, ink := range row {
			row[x] = 255 - uint8(float64(255-ink)*(1-line)) // as ink over ink
		}
	}
	return inkPair{source, p.target, p.gain}
}

// lineIn returns how dark the target is in a row, from 0 to 1, beyond the ink of the source,
// where the source is barest.
func (p inkPair) lineIn(source, target []uint8) float64 {
	const barest = 3 // one part of the row
	bare := slices.Sorted(slices.Values(source))[len(source)/barest]
	var more []float64
	for x, ink := range source {
		if ink <= bare && ink < 255 {
			more = append(more, (float64(target[x])/p.gain-float64(ink))/float64(255-ink))
		}
	}
	if len(more) == 0 {
		return 0
	}
	return min(max(0, median(more)), 1)
}

// Shaded returns which words of the known page stand on bare ground there and on darker ground
// on the query page, as beneath a highlighter's stroke: none where that is black and white, which has no shades.
func (c *Comparison) Shaded(words []dossier.Box) []bool {
	shaded := make([]bool, len(words))
	if c.failed() || c.exact || c.query.bilevel {
		return shaded
	}
	var all, heights []float64
	grounds := make([]float64, len(words))
	for i, b := range words {
		ground, ok := c.groundOf(b)
		if ok {
			all, heights = append(all, ground), append(heights, b.H)
		}
		grounds[i] = ground
	}
	if len(all) < fewestWords {
		return shaded
	}
	slices.Sort(all)
	middle, nearlyAll := all[len(all)/2], all[int((1-mostShaded)*float64(len(all)))]
	shade := float64(leastShaded)
	if c.photographed {
		shade *= 2
	}
	least, leastHigh := middle+max(shade, shadedTimes*(nearlyAll-middle)), c.leastHigh(median(heights))
	for i, ground := range grounds {
		shaded[i] = ground >= least && words[i].H >= leastHigh && (!c.photographed || c.endsNear(words[i], ground-(least-middle)/2))
	}
	return shaded
}

// leastHigh returns how high a word of the known page is at least, in points, if its ground is to be
// told from its ink; typical is the height of most words.
func (c *Comparison) leastHigh(typical float64) float64 {
	least := 0.
	if toQuery, ok := pixelsBetween(c.query, c.known, c.coarseToKnown); ok {
		_, perPoint := c.known.scale()
		least = leastDrawn / (perPoint * toQuery.ScaleAt(float64(c.known.ink.width)/2, float64(c.known.ink.height)/2))
	}
	if c.photographed {
		least = max(least, smallType*typical)
	}
	return least
}

// endsNear reports whether the ground above or below a word is no darker than a shade.
func (c *Comparison) endsNear(word dossier.Box, shade float64) bool {
	for _, away := range []float64{-strokeEnds, strokeEnds} {
		beyond := word
		beyond.Y += away * word.H
		if ground, ok := c.groundOf(beyond); ok && ground <= shade {
			return true
		}
	}
	return false
}

// groundOf returns how dark the ground of a word is on the query page where the known page is
// bare, and it is lightest: where the word does not lie quite in its place, its letters darken the
// rest. ok is false where too little of it is bare.
func (c *Comparison) groundOf(word dossier.Box) (ground float64, ok bool) {
	p := c.onQuery()
	box := c.known.pixels(word).Intersect(p.source.bounds())
	if !(word.W > 0) || area(box) > largest || !c.visible.showsAround(box) {
		return 0, false
	}
	var all []float64
	for y := box.Min.Y; y < box.Max.Y; y++ {
		target := p.target.row(y)[box.Min.X:box.Max.X]
		for x, ink := range p.source.row(y)[box.Min.X:box.Max.X] {
			if ink < faintest/2 {
				all = append(all, float64(target[x])/p.gain-float64(ink))
			}
		}
	}
	if len(all) < leastBare {
		return 0, false
	}
	slices.Sort(all)
	return all[len(all)/lightest], true
}

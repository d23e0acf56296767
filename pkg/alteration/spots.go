package alteration

import (
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// This file makes changes of what looks otherwise on pages of text, compared pixel by pixel,
// and that nothing found before explains: a digit patched white, a line through words, words
// in another colour.

const (
	oneSided     = .2  // of the ink gone, and of that put, what may be of the other and is counted as none
	leastSpots   = 3   // pixels at ink.FineDPI that a word differs in
	leastBlot    = 12  // pixels of ink beside the words
	blotReach    = 6.  // points by which the pieces of one drawing may be apart
	beyondWord   = .2  // of its height by which what is put to a word may stand beside it
	otherTypeMin = 3   // words of a page, at least, whose letters have other shapes where it is in other type...
	otherType    = .04 // ...and of all its words
	lineThick    = .15 // of the height of a word, the thickness of a line along it
	lineGap      = 1.5 // heights by which the pieces of a line may be apart: letters stand between them
	lineFilled   = .2  // of its length that a line through letters shows at least
)

// A spot is where the pages differ, on the known page.
type spot struct {
	dossier.Box
	ink   int
	added bool
	faint bool
}

// A spottedWord is a word of the known page with the ink that is missing in its place, and
// the ink that was added there, in pixels.
type spottedWord struct {
	word           int
	missing, added int
	boxes          []dossier.Box
}

// compareSpots makes changes of the spots that nothing explains. Pages the text of which lies
// elsewhere have spots everywhere.
func (p *Comparison) compareSpots() {
	if p.fine == nil || p.Retypeset() || p.reflowed() || p.otherForm {
		return
	}
	lines, spots := p.linesAmong(p.unexplainedSpots())
	words, blots := p.byWord(spots)
	if p.inOtherShapes(words) {
		words, blots = nil, nil
	}
	told := map[int]bool{}
	for _, c := range slices.Concat(p.changes, lines) {
		for _, w := range slices.Concat(c.deleted, c.along) {
			told[w] = true
		}
	}
	for _, w := range words {
		told[w.word] = true
	}
	p.changes = slices.Concat(p.changes, lines, p.changedLooks(words), p.blots(blots))
	p.compareTones(told)
}

// unexplainedSpots returns the spots outside of what was found so far.
func (p *Comparison) unexplainedSpots() []spot {
	explained := p.explainedBoxes()
	for _, r := range slices.Concat(p.ink.Added(), p.ink.Removed()) {
		if !p.tooSmall(r) { // else it was judged by compareDrawings
			explained = append(explained, grow(r.Known, 3))
		}
	}
	for _, i := range slices.Concat(p.known.Images, p.query.Images) {
		explained = append(explained, i.Box)
	}
	var spots []spot
	for _, s := range p.fine.Spots() {
		b := pointsOf(s.Box, ink.FineDPI)
		if !isExplained(b, explained) {
			spots = append(spots, spot{b, s.Ink, s.Added, s.Faint})
		}
	}
	return spots
}

// pointsOf is where pixels of a page drawn at a resolution lie.
func pointsOf(r image.Rectangle, dpi float64) dossier.Box {
	scale := 72 / dpi
	return dossier.Box{X: float64(r.Min.X) * scale, Y: float64(r.Min.Y) * scale, W: float64(r.Dx()) * scale, H: float64(r.Dy()) * scale}
}

// byWord assigns spots to the words in whose place they are, or right beside. The rest are
// blots.
func (p *Comparison) byWord(spots []spot) (words []spottedWord, blots []spot) {
	at := map[int]int{} // by word of the known page
	for _, s := range spots {
		w := p.wordAt(s.Box)
		if w < 0 || s.faint {
			blots = append(blots, s)
			continue
		}
		i, ok := at[w]
		if !ok {
			i = len(words)
			at[w] = i
			words = append(words, spottedWord{word: w})
		}
		if s.added {
			words[i].added += s.ink
		} else {
			words[i].missing += s.ink
		}
		words[i].boxes = append(words[i].boxes, s.Box)
	}
	slices.SortFunc(words, func(a, b spottedWord) int { return a.word - b.word })
	return words, blots
}

// wordAt returns the word of the known page in whose place a spot is, else the one right
// beside it; -1 for none.
func (p *Comparison) wordAt(spot dossier.Box) int {
	beside := -1
	x, y := centre(spot)
	for i, w := range p.words.known {
		b := w.Box
		if p.known.hidden[i] || !wordSized(b) || y < b.Y || y > b.Y+b.H {
			continue
		}
		if x >= b.X && x <= b.X+b.W {
			return i
		}
		if slack := beyondWord * b.H; spot.X+spot.W >= b.X-slack && spot.X <= b.X+b.W+slack {
			beside = i
		}
	}
	return beside
}

// inOtherShapes reports whether so many words have letters of other shapes that the page is
// in other type, as where a font is not in the file and each program takes one of its own.
func (p *Comparison) inOtherShapes(words []spottedWord) bool {
	n := 0
	for _, w := range words {
		if !w.isGone() && !w.isPut() {
			n++
		}
	}
	return n > otherTypeMin && float64(n) > otherType*float64(len(p.words.known))
}

// isGone reports whether ink of a word is missing and none was put in its place.
func (w spottedWord) isGone() bool { return float64(w.added) <= oneSided*float64(w.missing) }

// isPut reports whether ink was put to a word and none of its own is missing.
func (w spottedWord) isPut() bool { return float64(w.missing) <= oneSided*float64(w.added) }

// changedLooks makes changes of words that look otherwise, though the files hold the same.
func (p *Comparison) changedLooks(words []spottedWord) []change {
	var changes []change
	for _, w := range words {
		if w.missing+w.added < leastSpots {
			continue
		}
		c := p.ofWords(dossier.TextEdited, []int{w.word})
		switch {
		case w.isGone():
			c.kind, c.basis = dossier.TextRedacted, "ink of the word is gone, and nothing stands in its place"
		case w.isPut():
			c.basis = "ink was put to the word; what it reads now was not read"
		default:
			c.basis = "the word looks different; what it reads now was not read"
		}
		changes = append(changes, c)
	}
	return changes
}

// ofWords returns a change of words of the known page that nothing was read in place of.
func (p *Comparison) ofWords(kind dossier.Kind, words []int) change {
	c := p.located(change{hunk: hunk{deleted: words, previous: p.words.commonBefore(words[0])}, kind: kind, before: textOf(p.words.known, words)})
	if toQuery, ok := p.toKnown.Inverse(); ok {
		for _, b := range c.boxes {
			c.queryBoxes = append(c.queryBoxes, mapBox(toQuery, b))
		}
	}
	return c
}

// commonBefore returns the last common word before a word of the known page; -1 for none.
func (a *alignment) commonBefore(known int) int {
	n, _ := slices.BinarySearchFunc(a.common, known, func(p wordPair, k int) int { return p.known - k })
	return n - 1
}

// blots makes overlays of ink beside the words, by connected drawing.
func (p *Comparison) blots(spots []spot) []change {
	var changes []change
	for len(spots) > 0 {
		drawing := []spot{spots[0]}
		spots = spots[1:]
		for i := 0; i < len(drawing); i++ {
			near := func(s spot) bool { return s.added == drawing[0].added && touches(s.Box, drawing[i].Box, blotReach) }
			drawing = append(drawing, slices.DeleteFunc(slices.Clone(spots), func(s spot) bool { return !near(s) })...)
			spots = slices.DeleteFunc(spots, near)
		}
		if c, ok := p.blot(drawing); ok {
			changes = append(changes, c)
		}
	}
	return changes
}

// blot makes an overlay of the spots of one drawing; ok is false where they are too little.
func (p *Comparison) blot(drawing []spot) (c change, ok bool) {
	total := 0
	var boxes []dossier.Box
	for _, s := range drawing {
		total += s.ink
		boxes = append(boxes, s.Box)
	}
	c = change{hunk: hunk{previous: -1}, kind: dossier.OverlayRemoved, basis: "ink of the known page is gone"}
	if drawing[0].added {
		c.kind, c.basis = dossier.OverlayAdded, "ink where the known page has none"
	}
	c.boxes = []dossier.Box{bounds(boxes)}
	if toQuery, canMap := p.toKnown.Inverse(); canMap {
		c.queryBoxes = []dossier.Box{mapBox(toQuery, c.boxes[0])}
	}
	return c, total >= leastBlot
}

package alteration

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// This file makes changes of what looks otherwise on pages of text, compared pixel by pixel,
// and that nothing found before explains: a digit patched white, a line through words, words
// in another colour.

const (
	oneSided     = .2  // of the ink gone, and of that put, what may be of the other and is counted as none
	leastSpots   = 3   // pixels at ink.FineDPI by which a word has more or less ink
	leastOther   = 8   // pixels by which it has other ink
	partLeft     = .15 // of its ink, more than which is left of a word that is gone in part
	mostPushed   = 1.  // points by which a word may be moved along and its ink still be compared
	leastSign    = 30  // pixels that a digit has, at least, beyond those by which letters of other type differ
	leastBlot    = 12  // pixels of ink beside the words
	blotReach    = 6.  // points by which the pieces of what stands beside the words may be
	beyondWord   = .2  // of its height by which what is put to a word may stand beside it
	strokeReach  = 3.  // points by which the strokes of one drawing may be apart
	otherTypeMin = 3   // words of a page, at least, whose letters have other shapes where it is in other type...
	otherType    = .04 // ...and of all its words
	lineThick    = .2  // of the height of a word, the thickness of a line along it
	lineGap      = 2.  // heights by which the pieces of a line may be apart: letters stand between them
	lineFilled   = .08 // of its length that a line through letters shows at least
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
	over, spots := p.drawnOver(spots)
	words, blots := p.byWord(spots)
	if p.otherType {
		words = slices.DeleteFunc(words, func(w spottedWord) bool { return !w.isGone() || w.missing < leastSign })
		blots = nil
	}
	apart := slices.DeleteFunc(slices.Concat(over, p.blots(blots)), p.isPartOfDrawing)
	p.changes = slices.Concat(p.changes, lines, apart)
	restyled, words := p.otherStyles(words)
	p.changes = slices.Concat(p.changes, p.changesOf(words), restyled)
}

// unexplainedSpots returns the spots outside of what was found so far.
func (p *Comparison) unexplainedSpots() []spot {
	explained := p.explainedBoxes()
	for _, r := range slices.Concat(p.ink.Added(), p.ink.Removed()) {
		if !p.tooSmall(r) && !p.isOfWord(r.Known) { // else it was judged by compareDrawings
			explained = append(explained, grow(r.Known, 3))
		}
	}
	for _, i := range slices.Concat(p.known.Images, p.query.Images) {
		explained = append(explained, i.Box)
	}
	for _, pair := range p.words.pairs {
		known, query := p.words.known[pair.known].Box, p.words.queryOnKnown[pair.query].Box
		if setAnew(known, query, mostPushed) {
			explained = append(explained, grow(known, 1), grow(query, 1))
		}
	}
	edited := p.editedLines()
	return slices.DeleteFunc(p.spots(), func(s spot) bool {
		_, y := centre(s.Box)
		inEditedLine := func(line dossier.Box) bool { return y >= line.Y && y <= line.Y+line.H }
		return p.isCutOff(s.Box) || isExplained(s.Box, explained) || slices.ContainsFunc(edited, inEditedLine)
	})
}

// isCutOff reports whether a place of the known page reaches the edge of the query page, or
// lies beyond it.
func (p *Comparison) isCutOff(place dossier.Box) bool {
	const atEdge = .5 // points
	toQuery, ok := p.toKnown.Inverse()
	b := mapBox(toQuery, place)
	return ok && (b.X < atEdge || b.Y < atEdge || b.X+b.W > p.query.Width-atEdge || b.Y+b.H > p.query.Height-atEdge)
}

// editedLines returns the boxes of words that differ, or are set apart otherwise: on their
// lines other words may have been moved, or made narrower, for it.
func (p *Comparison) editedLines() []dossier.Box {
	var boxes []dossier.Box
	for _, h := range slices.Concat(p.words.hunks, p.words.respaced) {
		boxes = append(boxes, boxesOf(p.words.known, h.deleted)...)
		boxes = append(boxes, boxesOf(p.words.queryOnKnown, h.inserted)...)
	}
	return slices.DeleteFunc(boxes, func(b dossier.Box) bool { return !wordSized(b) })
}

// setAnew reports whether a word was moved by some points, or is narrower or wider, as where
// other words of its line were changed.
func setAnew(known, query dossier.Box, moved float64) bool {
	const stretched = .02 // of its width
	x, y := centre(known)
	u, v := centre(query)
	return math.Abs(x-u) > moved || math.Abs(y-v) > moved || math.Abs(known.W-query.W) > max(.5, stretched*known.W)
}

// pointsOf is where pixels of a page drawn at a resolution lie.
func pointsOf(r image.Rectangle, dpi float64) dossier.Box {
	scale := 72 / dpi
	return dossier.Box{X: float64(r.Min.X) * scale, Y: float64(r.Min.Y) * scale, W: float64(r.Dx()) * scale, H: float64(r.Dy()) * scale}
}

// drawnOver makes overlays of what was drawn over several words or over the edge of one, in
// strokes that touch, and returns the other spots. What was put to one word right beside it
// is not among them.
func (p *Comparison) drawnOver(spots []spot) (over []change, rest []spot) {
	var added []spot
	for _, s := range spots {
		if s.added && !s.faint {
			added = append(added, s)
		} else {
			rest = append(rest, s)
		}
	}
	for _, drawing := range connected(added, strokeReach) {
		on := map[int]bool{}
		for _, s := range drawing {
			on[p.wordAt(s.Box)] = true
		}
		delete(on, -1)
		if c, ok := p.blot(drawing); ok && len(on) > 1 && !p.missingAt(spots, on) {
			over = append(over, c)
		} else {
			rest = append(rest, drawing...)
		}
	}
	return over, rest
}

// missingAt reports whether ink of one of these words is missing as well: then it looks
// different.
func (p *Comparison) missingAt(spots []spot, words map[int]bool) bool {
	return slices.ContainsFunc(spots, func(s spot) bool { return !s.added && words[p.wordAt(s.Box)] })
}

// connected returns spots in groups that come within reach of one another.
func connected(spots []spot, reach float64) [][]spot {
	var groups [][]spot
	for len(spots) > 0 {
		group := []spot{spots[0]}
		spots = spots[1:]
		for i := 0; i < len(group); i++ {
			near := func(s spot) bool { return s.added == group[0].added && touches(s.Box, group[i].Box, reach) }
			group = append(group, slices.DeleteFunc(slices.Clone(spots), func(s spot) bool { return !near(s) })...)
			spots = slices.DeleteFunc(spots, near)
		}
		groups = append(groups, group)
	}
	return groups
}

// byWord assigns spots to the words in whose place they are, or right beside, or beside what
// was put there. The rest are blots.
func (p *Comparison) byWord(spots []spot) (words []spottedWord, blots []spot) {
	at := map[int]int{} // by word of the known page
	extent := map[int]dossier.Box{}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(a.X, b.X) })
	for _, s := range spots {
		w := p.wordAt(s.Box)
		for i := range words {
			if w < 0 && s.added && p.goesOn(words[i].word, extent[words[i].word], s.Box) {
				w = words[i].word
			}
		}
		if w < 0 || s.faint {
			blots = append(blots, s)
			continue
		}
		i, ok := at[w]
		if !ok {
			i = len(words)
			at[w], extent[w] = i, p.words.known[w].Box
			words = append(words, spottedWord{word: w})
		}
		words[i], extent[w] = words[i].with(s), bounds([]dossier.Box{extent[w], s.Box})
	}
	slices.SortFunc(words, func(a, b spottedWord) int { return a.word - b.word })
	return words, blots
}

// goesOn reports whether a spot stands on the line of a word right behind all that was found
// of it so far.
func (p *Comparison) goesOn(word int, extent, spot dossier.Box) bool {
	line := p.words.known[word].Box
	_, y := centre(spot)
	return y >= line.Y && y <= line.Y+line.H && spot.X <= extent.X+extent.W+beyondWord*line.H && spot.X+spot.W >= extent.X
}

// with returns the word with one more spot.
func (w spottedWord) with(s spot) spottedWord {
	if s.added {
		w.added += s.ink
	} else {
		w.missing += s.ink
	}
	w.boxes = append(slices.Clip(w.boxes), s.Box)
	return w
}

// wordAt returns the word of the known page in whose place a spot is, else the one right
// beside it, the nearest; -1 for none.
func (p *Comparison) wordAt(spot dossier.Box) int {
	nearest, least := -1, math.Inf(1)
	x, y := centre(spot)
	for i, w := range p.words.known {
		b := w.Box
		if p.known.hidden[i] || !wordSized(b) || y < b.Y || y > b.Y+b.H {
			continue
		}
		if x >= b.X && x <= b.X+b.W {
			return i
		}
		gap := max(b.X-(spot.X+spot.W), spot.X-(b.X+b.W), 0)
		if gap <= beyondWord*b.H && gap < least {
			nearest, least = i, gap
		}
	}
	return nearest
}

// inOtherShapes reports whether so many words have letters of other shapes that the page is
// in other type, as where a font is not in the file and each program takes one of its own.
func (p *Comparison) inOtherShapes() bool {
	n := 0
	words, _ := p.byWord(p.spots())
	for _, w := range words {
		if !w.isGone() && !w.isPut() {
			n++
		}
	}
	return n > otherTypeMin && float64(n) > otherType*float64(len(p.words.known))
}

// spots returns where the pages differ, pixel by pixel.
func (p *Comparison) spots() []spot {
	var spots []spot
	for _, s := range p.fine.Spots() {
		spots = append(spots, spot{pointsOf(s.Box, ink.FineDPI), s.Ink, s.Added, s.Faint})
	}
	return spots
}

// isGone reports whether ink of a word is missing and none was put in its place.
func (w spottedWord) isGone() bool { return float64(w.added) <= oneSided*float64(w.missing) }

// isLess reports whether a word has less ink than it had, and none was put in its place.
func (w spottedWord) isLess() bool { return w.missing > 0 && w.isGone() }

// isPut reports whether ink was put to a word and none of its own is missing.
func (w spottedWord) isPut() bool { return float64(w.missing) <= oneSided*float64(w.added) }

// changesOf returns the changes of words that look otherwise.
func (p *Comparison) changesOf(words []spottedWord) []change {
	var changes []change
	for _, w := range words {
		if c, ok := p.changeOf(w); ok {
			changes = append(changes, c)
		}
	}
	return changes
}

// changeOf returns the change of a word that looks otherwise, though the files hold the same;
// ok is false where it hardly does.
func (p *Comparison) changeOf(w spottedWord) (c change, ok bool) {
	c = p.ofWords(dossier.TextEdited, []int{w.word})
	switch {
	case w.isGone():
		c.kind, c.basis = dossier.TextRedacted, "ink of the word is gone, and nothing stands in its place"
		known, query := p.fine.Tone(pixelsOf(p.words.known[w.word].Box, ink.FineDPI))
		c.inPart = float64(query) > partLeft*float64(known)
	case w.isPut():
		c.basis, c.inkAdded = "ink was put on the word; what it reads now was not read", dossier.InkOver
		if p.standsBeside(w) {
			c.basis, c.inkAdded = "all ink of the word is there, and ink stands right beside it that the known page does not have; it was not read", dossier.InkBeside
		}
	default:
		c.basis = "the word looks different; what it reads now was not read"
		return c, w.missing+w.added >= leastOther
	}
	return c, w.missing+w.added >= leastSpots
}

// standsBeside reports whether the ink that was put to a word stands on either side of it.
func (p *Comparison) standsBeside(w spottedWord) bool {
	const inexact = .5 // points
	word := p.words.known[w.word].Box
	return !slices.ContainsFunc(w.boxes, func(b dossier.Box) bool {
		return b.X < word.X+word.W-inexact && b.X+b.W > word.X+inexact
	})
}

// ofWords returns a change of words of the known page that nothing was read in place of.
func (p *Comparison) ofWords(kind dossier.Kind, words []int) change {
	c := p.located(change{hunk: hunk{deleted: words, previous: p.words.commonBefore(words[0])}, kind: kind, before: textOf(p.words.known, words)})
	c.queryBoxes = p.onQuery(c.boxes)
	return c
}

// alongWords returns the overlay that lies along words, which are still there.
func (p *Comparison) alongWords(words []int, basis string) change {
	c := p.ofWords(dossier.OverlayAdded, words)
	c.deleted, c.along, c.basis = nil, words, basis
	return c
}

// onQuery returns where boxes of the known page lie on the query page; none where that is not
// known.
func (p *Comparison) onQuery(boxes []dossier.Box) []dossier.Box {
	toQuery, ok := p.toKnown.Inverse()
	if !ok {
		return nil
	}
	mapped := make([]dossier.Box, len(boxes))
	for i, b := range boxes {
		mapped[i] = mapBox(toQuery, b)
	}
	return mapped
}

// commonBefore returns the last common word before a word of the known page; -1 for none.
func (a *alignment) commonBefore(known int) int {
	n, _ := slices.BinarySearchFunc(a.common, known, func(p wordPair, k int) int { return p.known - k })
	return n - 1
}

// blots makes overlays of ink beside the words.
func (p *Comparison) blots(spots []spot) []change {
	var changes []change
	for _, drawing := range connected(spots, blotReach) {
		if c, ok := p.blot(drawing); ok {
			changes = append(changes, c)
		}
	}
	return changes
}

// isPartOfDrawing reports whether an overlay lies beside one that was found before.
func (p *Comparison) isPartOfDrawing(c change) bool {
	return slices.ContainsFunc(p.changes, func(o change) bool {
		return o.kind == c.kind && slices.ContainsFunc(o.boxes, func(b dossier.Box) bool { return touches(b, c.boxes[0], blotReach) })
	})
}

// isOfWord reports whether ink that only one page has, no larger than a few letters, stands at
// a word or right beside it on its line: compareSpots says so, more exactly.
func (p *Comparison) isOfWord(region dossier.Box) bool {
	const letters, inexact = 3, 6 // heights of the word; points, of regions
	if p.fine == nil {
		return false
	}
	x, y := centre(region)
	for _, at := range [][2]float64{{x, y}, {region.X, y}, {x, region.Y}, {x, region.Y + region.H}} {
		w := p.wordAt(dossier.Box{X: at[0], Y: at[1]})
		if w >= 0 && region.W <= letters*p.words.known[w].Box.H+inexact && region.H <= p.words.known[w].Box.H+inexact {
			return true
		}
	}
	return false
}

// blot makes an overlay of the spots of one drawing; ok is false where they are too little.
func (p *Comparison) blot(drawing []spot) (c change, ok bool) {
	total := 0
	for _, s := range drawing {
		total += s.ink
	}
	c = change{hunk: hunk{previous: -1}, kind: dossier.OverlayRemoved, basis: "ink of the known page is gone"}
	if drawing[0].added {
		c.kind, c.basis = dossier.OverlayAdded, "ink where the known page has none"
	}
	c.boxes = []dossier.Box{extentOf(drawing)}
	c.queryBoxes = p.onQuery(c.boxes)
	return c, total >= leastBlot
}

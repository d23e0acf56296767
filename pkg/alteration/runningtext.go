package alteration

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// reflowWords is how many common words beside a hunk are asked whether they moved.
const reflowWords = 12

// closedUp reports whether the words on one side of a hunk moved with respect to those on
// the other, as they do where a word processor deleted or inserted something.
func (p *Comparison) closedUp(h hunk) bool {
	return p.words.registered && (p.moved(h.next, h.next+reflowWords) || p.moved(h.previous-reflowWords+1, h.previous+1))
}

// moved reports whether a third or more of a range of common words are displaced.
func (p *Comparison) moved(from, to int) bool {
	moved, all := 0, 0
	for i := max(0, from); i < min(len(p.words.common), to); i++ {
		all++
		if p.words.displaced[p.words.common[i].query] {
			moved++
		}
	}
	return all > 0 && 3*moved >= all
}

// isHeaderOrFooter reports whether deleted words were the first or the last line of the
// known page, at least their height apart from the others.
func (p *Comparison) isHeaderOrFooter(words []int) bool {
	at := boundsOf(p.words.known, words)
	top, bottom, height := true, true, at.H
	deleted := map[int]bool{}
	for _, h := range p.words.hunks { // a line may be deleted in several hunks
		for _, w := range h.deleted {
			deleted[w] = true
		}
	}
	for i, w := range p.words.known {
		if !deleted[i] && wording.HasLetters(w.Text) {
			top = top && w.Box.Y >= at.Y+at.H+height
			bottom = bottom && w.Box.Y+w.Box.H <= at.Y-height
		}
	}
	return height > 0 && height < 30 && top != bottom
}

// inRunningText reports whether inserted words stand in the running text: on a line of
// it, in a place from which other words moved, or as one more line below its last one.
func (p *Comparison) inRunningText(h hunk) bool {
	if p.words.registered && heightOf(p.words.queryOnKnown, h.inserted) > largeType*usualHeight(p.words.known) {
		return false // a stamp, a watermark
	}
	if !p.words.registered || p.closedUp(h) {
		return true
	}
	return p.continuesLine(h, h.previous) || p.continuesLine(h, h.next) || p.isNextLine(h)
}

// beside returns the box of a common word, where it lies on the known page, next to
// inserted ones; ok is false where there is none, or it is set in another size.
func (p *Comparison) beside(h hunk, common int) (b dossier.Box, ok bool) {
	if common < 0 || common >= len(p.words.common) {
		return b, false
	}
	b = p.words.queryOnKnown[p.words.common[common].query].Box
	height := p.words.queryOnKnown[h.inserted[0]].Box.H
	return b, b.H <= 1.6*height && height <= 1.6*b.H
}

// continuesLine reports whether inserted words stand next to a common word on its line, in
// its size: signs alone have none.
func (p *Comparison) continuesLine(h hunk, common int) bool {
	_, sameSize := p.beside(h, common)
	inserted := dossier.Word{Text: p.words.insertedText(h), Box: boundsOf(p.words.queryOnKnown, h.inserted)}
	if common < 0 || common >= len(p.words.common) || !sameSize && wording.HasLetters(inserted.Text) {
		return false
	}
	word := p.words.queryOnKnown[p.words.common[common].query]
	at := inserted.Box
	gap := max(at.X-(word.Box.X+word.Box.W), word.Box.X-(at.X+at.W))
	return onOneLine(word, inserted) && gap < max(at.H, word.Box.H)
}

// isNextLine reports whether inserted words stand on a line of their own just below the
// common word before them, and begin further to the left.
func (p *Comparison) isNextLine(h hunk) bool {
	word, ok := p.beside(h, h.previous)
	if !ok {
		return false
	}
	at, height := boundsOf(p.words.queryOnKnown, h.inserted), p.words.queryOnKnown[h.inserted[0]].Box.H
	below := at.Y - (word.Y + word.H)
	return below > 0 && below < lineSpacing*height && at.X < word.X
}

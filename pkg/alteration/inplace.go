package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file makes one edit of what was done in one place, however a program did it: words
// covered or taken out, and others put there; letters put to a word.

const (
	onePlace  = .3  // of the lesser of two boxes that is shared where they are of one place
	largeType = 2.5 // times the height of words, from which type is too large to stand in their place: a watermark
	noGap     = .1  // of its height by which what belongs to a word stands apart from it
)

// joinInPlace makes one edit of words that are gone, or cannot be seen any more, and of the
// words that were put in their place.
func (p *Comparison) joinInPlace() {
	if p.eitherMachineRead() || !p.words.registered {
		return
	}
	var changes []change
	joined := map[int]bool{} // by change
	usual := usualHeight(p.words.known)
	for i, c := range p.changes {
		if len(c.deleted) > 0 || len(c.inserted) == 0 || heightOf(p.words.queryOnKnown, c.inserted) > largeType*usual {
			continue
		}
		place := boundsOf(p.words.queryOnKnown, c.inserted)
		gone := p.hiddenAt(place)
		for j, o := range p.changes {
			if len(o.deleted) > 0 && len(o.inserted) == 0 && !o.covered && shares(place, boundsOf(p.words.known, o.deleted)) {
				gone = append(gone, o.deleted...)
				joined[j] = true
			}
		}
		if len(gone) == 0 {
			gone = p.extendedBy(c.inserted)
		}
		if len(gone) > 0 {
			joined[i] = true
			changes = append(changes, p.inPlaceOf(gone, c.inserted))
		}
	}
	for i, c := range p.changes {
		if !joined[i] {
			changes = append(changes, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return a.previous - b.previous })
	p.changes = changes
}

// heightOf returns the height of the highest of some words.
func heightOf(words []dossier.Word, indices []int) float64 {
	highest := 0.
	for _, w := range indices {
		highest = max(highest, words[w].Box.H)
	}
	return highest
}

// usualHeight returns the height of the middle one of a page's words.
func usualHeight(words []dossier.Word) float64 {
	var all []float64
	for _, w := range words {
		all = append(all, w.Box.H)
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// shares reports whether two boxes are of one place.
func shares(a, b dossier.Box) bool {
	return a.Overlap(b) > onePlace*min(a.W*a.H, b.W*b.H)
}

// hiddenAt returns the words of the known page in a place that are seen there, and that the
// query page hides.
func (p *Comparison) hiddenAt(place dossier.Box) []int {
	var words []int
	for _, pair := range p.words.pairs {
		if p.query.hidden[pair.query] && !p.known.hidden[pair.known] && shares(place, p.words.known[pair.known].Box) {
			words = append(words, pair.known)
		}
	}
	return words
}

// extendedBy returns the word, in its place on both pages, that inserted ones stand right
// beside, as parts of it.
func (p *Comparison) extendedBy(inserted []int) []int {
	at := boundsOf(p.words.queryOnKnown, inserted)
	for _, pair := range p.words.pairs {
		word := p.words.queryOnKnown[pair.query]
		gap := min(math.Abs(at.X-(word.Box.X+word.Box.W)), math.Abs(word.Box.X-(at.X+at.W)))
		if !p.words.displaced[pair.query] && onOneLine(word, dossier.Word{Box: at}) && gap <= noGap*word.Box.H {
			return []int{pair.known}
		}
	}
	return nil
}

// textAsSet returns the words of these indices, separated by spaces where they stand apart.
func textAsSet(words []dossier.Word, indices []int) string {
	text := ""
	for i, w := range indices {
		if i > 0 {
			last := words[indices[i-1]]
			if gap := words[w].Box.X - (last.Box.X + last.Box.W); !onOneLine(last, words[w]) || math.Abs(gap) > noGap*last.Box.H {
				text += " "
			}
		}
		text += words[w].Text
	}
	return text
}

// inPlaceOf returns the edit of known words that others stand in place of, or are put to.
func (p *Comparison) inPlaceOf(gone, inserted []int) change {
	slices.Sort(gone)
	gone = slices.Compact(gone)
	c := change{hunk: hunk{deleted: gone, inserted: inserted, previous: p.words.commonBefore(gone[0])}, kind: dossier.TextEdited}
	c.before, c.after = textOf(p.words.known, gone), textAsSet(p.words.query, inserted)
	c.basis = "other words stand in their place"
	for _, pair := range p.words.pairs {
		switch {
		case !slices.Contains(gone, pair.known):
		case p.query.hidden[pair.query]:
			c.basis = "other words stand in their place; the file still holds those of before, unseen"
			p.replaced[pair.query] = true
		default: // it is still there: letters were put to it
			c.basis = "letters stand right beside the word that the known page does not have"
			c.inserted = append([]int{pair.query}, inserted...)
			c.after = p.words.query[pair.query].Text + c.after
			if p.words.query[inserted[0]].Box.X < p.words.query[pair.query].Box.X {
				c.after = textOf(p.words.query, inserted) + p.words.query[pair.query].Text
			}
		}
	}
	c.class = wording.Classify("", []wording.Token{wording.NewToken(c.before)}, []wording.Token{wording.NewToken(c.after)})
	return p.located(c)
}

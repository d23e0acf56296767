package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/wording"
)

// textRedacted finds words that were blacked or whited out. What they say is read from
// the known document.
func textRedacted(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return append(d.changes(dossier.TextRedacted), d.uncompared(dossier.TextRedacted)...)
}

// redactedBadly finds words that cannot be seen any more and still stand in the file.
func redactedBadly(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		knownOf := map[int]int{}
		for _, pair := range p.words.pairs {
			knownOf[pair.query] = pair.known
		}
		for _, words := range p.badlyHidden() {
			var known []int
			for _, w := range words {
				if k, ok := knownOf[w]; ok {
					known = append(known, k)
				}
			}
			text := textOf(p.words.query, words)
			found = append(found, p.alteration(change{
				kind: dossier.RedactedBadly, before: text, after: text,
				boxes: lineBoxes(boxesOf(p.words.known, known)), queryBoxes: lineBoxes(boxesOf(p.words.query, words)),
				basis: "the words cannot be seen, but the file still holds them",
			}))
		}
	}
	return found
}

// badlyHidden returns the words of the query page, by passage, that are hidden there and
// seen on the known page. What lies off the page was cut off rather than hidden.
func (p *Comparison) badlyHidden() [][]int {
	before := p.wordsBefore()
	return p.passagesOf(func(w int) bool {
		known, ok := before[w]
		return p.query.hidden[w] && ok && !p.known.hidden[known] && !p.offPage(w) && !p.replaced[w]
	})
}

// unhideSeen takes words for seen that look the same on both pages, pixel by pixel, and are seen
// on the known page: whatever lies over them lets them be seen.
func (p *Comparison) unhideSeen() {
	if p.fine == nil {
		return
	}
	for _, pair := range p.words.pairs {
		place := pixelsOf(p.words.known[pair.known].Box, ink.FineDPI)
		if !p.query.hidden[pair.query] || p.known.hidden[pair.known] || !p.fine.SameIn(place) {
			continue
		}
		if known, query := p.fine.Tone(place); query > 0 && float64(query) >= lighterTone*float64(known) {
			delete(p.query.hidden, pair.query)
		}
	}
}

// hiddenTextAdded finds words that only this file holds, and that nobody sees.
func hiddenTextAdded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		for _, words := range p.hiddenAdded() {
			found = append(found, p.alteration(change{
				kind: dossier.HiddenTextAdded, after: textOf(p.words.query, words),
				queryBoxes: lineBoxes(boxesOf(p.words.query, words)),
				basis:      "the file holds words that cannot be seen, and the known page does not have them",
			}))
		}
	}
	return found
}

// hiddenAdded returns the words of the query page, by passage, that cannot be seen and that
// the known page does not have. What is laid over a picture is what was read there; signs
// without a letter or digit that nobody sees are spaces, in a font that has lost its encoding.
func (p *Comparison) hiddenAdded() [][]int {
	if p.query.isPicture || p.query.machineRead || p.known.machineRead || p.Retypeset() {
		return nil
	}
	before := p.wordsBefore()
	added := p.passagesOf(func(w int) bool {
		_, ok := before[w]
		return p.unseen(w) && !ok && !p.overPicture(w) && !p.inPlaceOfChanged(w)
	})
	return slices.DeleteFunc(added, func(words []int) bool { return !wording.HasLetters(textOf(p.words.query, words)) })
}

// wordsBefore returns the words of the known page that those of the query page are, by their
// index: unseen words only where they stand in the same place.
func (p *Comparison) wordsBefore() map[int]int {
	before := map[int]int{}
	for _, pair := range p.words.pairs {
		if !p.unseen(pair.query) || !p.words.displaced[pair.query] {
			before[pair.query] = pair.known
		}
	}
	return before
}

// overPicture reports whether a word of the query page is laid over a picture.
func (p *Comparison) overPicture(w int) bool {
	return slices.ContainsFunc(p.query.Images, func(i dossier.Image) bool { return covers(i.Box, p.words.query[w].Box) }) && p.query.invisible[w]
}

// inPlaceOfChanged reports whether an unseen word stands where words of the known page are
// gone: it may be one of them, read otherwise.
func (p *Comparison) inPlaceOfChanged(w int) bool {
	at := p.words.queryOnKnown[w].Box
	return slices.ContainsFunc(p.changes, func(c change) bool {
		return slices.ContainsFunc(c.deleted, func(k int) bool { return shares(at, p.words.known[k].Box) })
	})
}

// passagesOf returns the words of the query page for which holds is true, by passage, without
// those that say nothing.
func (p *Comparison) passagesOf(holds func(w int) bool) [][]int {
	var runs [][]int
	last := -2
	for w := range p.words.query {
		if !holds(w) {
			continue
		}
		if w == last+1 {
			runs[len(runs)-1] = append(runs[len(runs)-1], w)
		} else {
			runs = append(runs, []int{w})
		}
		last = w
	}
	var all [][]int
	for _, run := range runs {
		all = append(all, passages(p.words.query, run)...)
	}
	return slices.DeleteFunc(all, func(words []int) bool { return wording.IsBlank(textOf(p.words.query, words)) })
}

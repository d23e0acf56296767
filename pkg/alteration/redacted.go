package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
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
// not on the known page. What lies off the page was cut off rather than hidden.
func (p *Comparison) badlyHidden() [][]int {
	if len(p.query.hidden) == 0 {
		return nil
	}
	hiddenBefore := map[int]bool{}
	for _, pair := range p.words.pairs {
		hiddenBefore[pair.query] = p.known.hidden[pair.known]
	}
	var runs [][]int
	last := -2
	for w := range p.words.query {
		if !p.query.hidden[w] || hiddenBefore[w] || p.offPage(w) {
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

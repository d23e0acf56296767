package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// redacted finds words that were blacked or whited out, read from the known document.
func redacted(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return append(d.changes(dossier.TextRedacted), d.uncompared(dossier.TextRedacted)...)
}

// redactedBadly finds words that cannot be seen any more and still stand in the file.
func redactedBadly(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		for _, words := range p.badlyHidden() {
			known := map[int]int{}
			for _, pair := range p.words.pairs {
				known[pair.query] = pair.known
			}
			var there []int
			for _, w := range words {
				if k, ok := known[w]; ok {
					there = append(there, k)
				}
			}
			text := textOf(p.words.query, words)
			found = append(found, p.alteration(change{
				kind: dossier.RedactedBadly, before: text, after: text,
				boxes: lineBoxes(boxesOf(p.words.known, there)), queryBoxes: lineBoxes(boxesOf(p.words.query, words)),
				basis: "the words cannot be seen, but the file still holds them",
			}))
		}
	}
	return found
}

// badlyHidden are the words of the query page, a passage each, that are hidden there and
// not on the known page. What lies off the page was cut off.
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
	return slices.DeleteFunc(all, func(words []int) bool { return isBlank(textOf(p.words.query, words)) })
}

// offPage reports whether a word of the query page lies beyond its edge.
func (p *Comparison) offPage(w int) bool {
	x, y := centre(p.words.query[w].Box)
	return x < 0 || y < 0 || x > p.query.Width || y > p.query.Height
}

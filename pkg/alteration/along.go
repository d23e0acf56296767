package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// takeDrawnAlong makes overlays of what was drawn along words of a picture that nobody has
// read, and takes these words for the same: they are still there. Words that are unclear
// belong to it next to one that looks changed.
func (p *Comparison) takeDrawnAlong(became wordFates) wordFates {
	became = slices.Clone(became)
	along := make([]bool, len(became))
	for i, f := range became {
		along[i] = (f == ink.Changed || f == ink.Unclear) && p.ink.DrawnAlong(p.words.known[i].Box)
	}
	for from := 0; from < len(along); from++ {
		to := from
		var run []int
		for ; to < len(along) && along[to]; to++ {
			run = append(run, to)
		}
		if slices.Contains(became[from:to], ink.Changed) {
			c := p.ofWords(dossier.OverlayAdded, run)
			c.basis = "laid over one another, these words are still there, with ink all along them"
			c.deleted, c.along, c.previous = nil, run, -1
			p.changes = append(p.changes, c)
			for _, i := range run {
				became[i] = ink.Same
			}
		}
		from = to
	}
	return became
}

// firstKnown is the first word of the known page that a change of words concerns.
func (c change) firstKnown() int { return slices.Concat(c.deleted, c.along)[0] }

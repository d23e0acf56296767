package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// leastHighlighted is how many words in a row, at least, are highlighted: the ground of one
// alone may be a stain.
const leastHighlighted = 2

// takeDrawnAlong makes overlays of what was drawn along words of a picture that nobody has
// read, and takes these words for the same: they are still there.
func (p *Comparison) takeDrawnAlong(became wordFates) wordFates {
	became = slices.Clone(became)
	shaded := p.shaded(became)
	along := make([]bool, len(became))
	for i, f := range became {
		along[i] = shaded[i] || (f == ink.Changed || f == ink.Unclear && !p.pair.Bent) && !p.underDrawing(i) && p.ink.DrawnAlong(p.words.known[i].Box)
	}
	for from := 0; from < len(along); from++ {
		to := from
		var run []int
		for ; to < len(along) && along[to]; to++ {
			run = append(run, to)
		}
		if slices.Contains(became[from:to], ink.Changed) || slices.Contains(shaded[from:to], true) {
			c := p.alongWords(run, "laid over one another, these words are still there, with ink all along them")
			c.previous = -1
			if !slices.Contains(shaded[from:to], false) {
				c.form = dossier.OverlayHighlight
			}
			p.changes = append(p.changes, c)
			for _, i := range run {
				became[i] = ink.Same
			}
		}
		from = to
	}
	return became
}

// shaded returns which words are highlighted: in a row, but for one too short to tell. Words
// that are hidden or look like others are not.
func (p *Comparison) shaded(became wordFates) []bool {
	shaded := p.ink.Shaded(boxesOf(p.words.known, p.allWords()))
	for i := range shaded {
		shaded[i] = shaded[i] && (became[i] == ink.Same || became[i] == ink.Unclear) && !p.underDrawing(i)
	}
	inLine := func(i, j int) bool {
		return touches(p.words.known[i].Box, p.words.known[j].Box, p.words.known[i].Box.H)
	}
	for i := 1; i+1 < len(shaded); i++ {
		if shaded[i-1] && shaded[i+1] && became[i] == ink.Same && inLine(i-1, i) && inLine(i, i+1) {
			shaded[i] = true
		}
	}
	for from := 0; from < len(shaded); from++ {
		to := from
		for to < len(shaded) && shaded[to] {
			to++
		}
		if to-from < leastHighlighted {
			clear(shaded[from:to])
		}
		from = to
	}
	return shaded
}

// underDrawing reports whether a word lies under something that was put on the page and is much
// higher than a line, such as a watermark.
func (p *Comparison) underDrawing(word int) bool {
	const lines = 4
	box := p.words.known[word].Box
	return slices.ContainsFunc(p.ink.Added(), func(r ink.Region) bool { return r.Known.H > lines*box.H && touches(r.Known, box, 0) })
}

// firstKnown is the first word of the known page that a change of words concerns.
func (c change) firstKnown() int { return slices.Concat(c.deleted, c.along)[0] }

package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// fateCounts counts words by what became of their ink.
type fateCounts map[ink.Fate]int

func (f fateCounts) total() (n int) {
	for _, count := range f {
		n += count
	}
	return n
}

// mostly reports whether more than half of the words met a fate.
func (f fateCounts) mostly(fate ink.Fate) bool { return 2*f[fate] > f.total() }

// only reports whether there are words and all of them met one fate.
func (f fateCounts) only(fate ink.Fate) bool { return f[fate] > 0 && f[fate] == f.total() }

// fatesOf counts what became of words of the known page on the query page; it is empty
// where the pages were not drawn.
func (p *Comparison) fatesOf(known []int) fateCounts {
	f := p.countFates((*ink.Comparison).Fate, p.words.known, known)
	if f[ink.Covered] > 0 && f[ink.Covered]+f[ink.Unclear] == f.total() && p.underOneBox(known) {
		return fateCounts{ink.Covered: f.total()}
	}
	return f
}

// underOneBox reports whether ink was put over all of some words at once, as dark as text:
// where boxes take up much of a page, one may be laid a little aside, so that it seems to cover
// some of its words only in part.
func (p *Comparison) underOneBox(known []int) bool {
	return slices.ContainsFunc(p.ink.Added(), func(r ink.Region) bool {
		return !r.Gray && !slices.ContainsFunc(known, func(w int) bool { return !covers(r.Known, p.words.known[w].Box) })
	})
}

// originsOf counts what the known page has in place of words of the query page; it is
// empty where the pages were not drawn.
func (p *Comparison) originsOf(query []int) fateCounts {
	return p.countFates((*ink.Comparison).Origin, p.words.query, query)
}

func (p *Comparison) countFates(fate func(*ink.Comparison, dossier.Box) ink.Fate, words []dossier.Word, indices []int) fateCounts {
	count := fateCounts{}
	if p.ink == nil {
		return count
	}
	for _, w := range indices {
		if b := words[w].Box; wordSized(b) {
			count[fate(p.ink, b)]++
		}
	}
	return count
}

// wordSized reports whether a box is that of a word in a line of type: the box of a
// watermark across the page has much else in it.
func wordSized(b dossier.Box) bool { return b.W > 0 && min(b.W, b.H) <= 40 }

// mostlyLost reports whether the ink of more than half of the words is gone, for whatever
// there is in its place.
func (f fateCounts) mostlyLost() bool {
	return 2*(f[ink.Blank]+f[ink.Covered]+f[ink.Changed]) > f.total()
}

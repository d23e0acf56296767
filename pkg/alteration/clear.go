package alteration

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file counts the words of which it could not be told whether they were changed.

// A clarity is what could be told of the words of known pages.
type clarity struct {
	words  int      // in view
	untold []string // those of them of which it could not be told
	added  []string // words of the input of which it could not be told whether they were put in
}

// clear is the share of the words that could be told, rounded down to a thousandth: 1
// where all were.
func (c clarity) clear() float64 {
	if len(c.untold) == 0 || c.words == 0 {
		return 1
	}
	return float64(max(0, c.words-len(c.untold))*1000/c.words) / 1000
}

// counted counts the words that could not be told; nil where there are none.
func (c clarity) counted() *dossier.Untold {
	all := slices.Concat(c.untold, c.added)
	if len(all) == 0 {
		return nil
	}
	n := dossier.Untold{Words: len(all)}
	for _, text := range all {
		switch {
		case strings.ContainsFunc(text, unicode.IsDigit):
			n.Figures++
		case wording.Negation(text) != "":
			n.Negations++
		}
	}
	return &n
}

// clarity returns what could be told of the known page. What a machine read is counted as
// far as it is like words; words that are told to have been changed are told.
func (p *Comparison) clarity() clarity {
	told := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range c.deleted {
			told[w] = true
		}
	}
	for _, w := range p.cutOff {
		told[w] = true
	}
	untold := slices.DeleteFunc(slices.Clone(p.untold), func(w int) bool { return told[w] })
	slices.Sort(untold)
	c := clarity{words: p.inView}
	for i, w := range p.words.known {
		if p.known.hidden[i] || slices.Contains(p.cutOff, i) || p.known.machineRead && !likeWord(w) {
			continue
		}
		c.words++
		if _, found := slices.BinarySearch(untold, i); found {
			c.untold = append(c.untold, w.Text)
		}
	}
	for _, w := range p.untoldAdded {
		c.added = append(c.added, p.words.query[w].Text)
	}
	return c
}

// allWords are the words of the known page, by index.
func (p *Comparison) allWords() []int {
	all := make([]int, len(p.words.known))
	for i := range all {
		all[i] = i
	}
	return all
}

// clear returns the pairs of pages, and the match, with what could be told of their words.
func (d *Differences) clear(m dossier.Match) dossier.Match {
	byPair := map[[2]int]clarity{}
	for _, p := range d.Pages {
		byPair[[2]int{p.pair.Query, p.pair.Known}] = p.clarity()
	}
	for _, f := range d.Flows {
		for _, pair := range f.Pairs {
			byPair[[2]int{pair.Query, pair.Known}] = f.clarityOf(pair.Known)
		}
	}
	var all clarity
	for i, pair := range m.Pages {
		c := byPair[[2]int{pair.Query, pair.Known}]
		m.Pages[i].Clear, m.Pages[i].Untold = c.clear(), c.counted()
		all.words, all.untold = all.words+c.words, append(all.untold, c.untold...)
	}
	m.Clear = all.clear()
	return m
}

// clarityOf returns what could be told of one known page of a flow.
func (f *Flow) clarityOf(page int) clarity {
	return clarity{f.knownWords[page], f.untold[page], f.untoldAdded[page]}
}

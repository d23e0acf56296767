package match

import "github.com/leakprint/leakprint/pkg/wording"

// This file holds every answer of the package to the question whether pages say the same;
// package wording decides it of texts. What each level compares, the loosest first:
//
//	verbatim    the folded characters in order: all of a query page within one known page
//	unbroken    the same: all of a query page over several known pages
//	sameText    the wording, as far as wording.Equal tells

// verbatim reports whether all of the query page's folded text stands in one piece on
// the known page that e compares it with.
func (e evidence) verbatim(q *preparedPage) bool {
	return len(e.bestChain) == 1 && e.bestChain[0].n == len(q.folded)
}

// unbroken reports whether all of the query page's folded text stands on several known
// pages in turn, each of them going on where the one before left off at the latest.
func unbroken(q *preparedPage, pieces []edge) bool {
	reached := 0
	for _, e := range pieces {
		for _, r := range e.bestChain {
			if r.q <= reached {
				reached = max(reached, r.q+r.n)
			}
		}
	}
	return reached == len(q.folded)
}

// sameText reports whether two pages have the same wording.
func sameText(q, k *preparedPage) bool {
	return wording.SameFolded(q.folded, k.folded) && wording.Equal(q.Text, k.Text)
}

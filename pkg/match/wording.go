package match

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/wording"
)

// This file holds every answer of the package to the question whether pages say the same;
// package wording decides it of texts. What each level compares, the loosest first:
//
//	verbatim    the folded characters in order: all of a query page within one known page
//	unbroken    the same: all of a query page over several known pages
//	sameText    the folded characters in order, and the numbers with their signs
//	quotedFrom  as sameText: all of a query page within a known page, or over two

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

// sameText reports whether two texts fold alike and write their numbers alike.
func sameText(q, k *preparedPage) bool {
	return wording.SameFolded(q.folded, k.folded) && wording.SameNumbers(q.Text, k.Text)
}

// quotedFrom reports whether a query page stands on the known pages, given in order,
// word for word and number for number: in one piece on one of them, or running over from
// a page to the next, with up to furniture characters of footer and header between.
func quotedFrom(q *preparedPage, known []*preparedPage) bool {
	words, signs := string(q.folded), wording.Numbers(q.Text)
	var last *preparedPage
	for _, k := range known {
		if strings.Contains(string(k.folded), words) && strings.Contains(wording.Numbers(k.Text), signs) {
			return true
		}
		if last != nil && last.Number+1 == k.Number && wording.RunsOver(words, string(last.folded), string(k.folded), furniture) &&
			wording.RunsOver(signs, wording.Numbers(last.Text), wording.Numbers(k.Text), furniture) {
			return true
		}
		last = k
	}
	return false
}

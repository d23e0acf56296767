package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A run is a run of pages that are consecutive in both documents.
type run struct{ query, known, length int }

// runs joins page pairs into runs, in order of the input's pages.
func runs(pairs []dossier.PagePair) []run {
	var joined []run
	for _, p := range sorted(pairs) {
		i := slices.IndexFunc(joined, func(r run) bool {
			return p.Query == r.query+r.length && p.Known == r.known+r.length
		})
		if i < 0 {
			joined = append(joined, run{p.Query, p.Known, 1})
		} else {
			joined[i].length++
		}
	}
	return joined
}

func sorted(pairs []dossier.PagePair) []dossier.PagePair {
	return slices.SortedStableFunc(slices.Values(pairs), func(a, b dossier.PagePair) int {
		return cmp.Or(cmp.Compare(a.Query, b.Query), cmp.Compare(a.Known, b.Known))
	})
}

// holds reports whether the pair says that the input's page is the known page or a part of it,
// rather than sharing a passage or a printed form with it.
func holds(p dossier.PagePair) bool {
	return p.Relation != dossier.Passage && !p.Relation.IsForm()
}

// only returns the pairs for which keep is true.
func only(pairs []dossier.PagePair, keep func(dossier.PagePair) bool) []dossier.PagePair {
	var kept []dossier.PagePair
	for _, p := range pairs {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func queryPages(pairs []dossier.PagePair) []int {
	return distinct(pairs, func(p dossier.PagePair) int { return p.Query })
}

func knownPages(pairs []dossier.PagePair) []int {
	return distinct(pairs, func(p dossier.PagePair) int { return p.Known })
}

func distinct(pairs []dossier.PagePair, number func(dossier.PagePair) int) []int {
	var pages []int
	for _, p := range pairs {
		pages = append(pages, number(p))
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

// A tie is a page of the input that may be any of several known pages. A page that contains
// several known pages is not a tie, nor is one whose text continues from one known page to the
// next.
type tie struct {
	query int
	known []int
}

func ties(pairs []dossier.PagePair) []tie {
	// Pages that each hold most of the input's page cannot all be where it comes from.
	const most = 0.6
	var all []tie
	rivals := only(sorted(pairs), func(p dossier.PagePair) bool {
		return holds(p) && p.Relation != dossier.Contains && p.QueryCover >= most
	})
	for _, p := range rivals {
		if n := len(all); n == 0 || all[n-1].query != p.Query {
			all = append(all, tie{query: p.Query})
		}
		last := &all[len(all)-1]
		last.known = append(last.known, p.Known)
	}
	return slices.DeleteFunc(all, func(t tie) bool { return len(t.known) < 2 })
}

// ranges returns ascending page numbers as "1-3, 7, 9-12".
func ranges(pages []int) string {
	var parts []string
	for i := 0; i < len(pages); {
		end := i + 1
		for end < len(pages) && pages[end] == pages[end-1]+1 {
			end++
		}
		if end-i == 1 {
			parts = append(parts, fmt.Sprint(pages[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", pages[i], pages[end-1]))
		}
		i = end
	}
	return strings.Join(parts, ", ")
}

// span returns a run of n pages beginning with first as "p. 3" or "p. 3-7".
func span(first, n int) string {
	if n == 1 {
		return fmt.Sprintf("p. %d", first)
	}
	return fmt.Sprintf("p. %d-%d", first, first+n-1)
}

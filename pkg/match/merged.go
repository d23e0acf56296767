package match

import (
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// dropAccountedFor returns the matches without those of verdict None, and without those
// that share passages only on pages of the input that a copy found accounts for.
func dropAccountedFor(matches []dossier.Match) []dossier.Match {
	accounted := map[int]bool{}
	for _, m := range matches {
		if m.Verdict.Found() {
			maps.Copy(accounted, queryPages(m))
		}
	}
	return slices.DeleteFunc(slices.Clone(matches), func(m dossier.Match) bool {
		if m.Verdict != dossier.Shared {
			return m.Verdict == dossier.None
		}
		return !slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return !accounted[p.Query] })
	})
}

// separateMerged returns the matches of one input with pages that belong to other
// documents found in it told apart from pages inserted: a document is merged with those
// of the others that share none of its pages. Pages before its first page or after its
// last that are of no known document need not have been put into it; inserted are pages
// between its own.
func separateMerged(matches []dossier.Match) []dossier.Match {
	separated := slices.Clone(matches)
	for i, m := range matches {
		if m.Verdict.Found() {
			separated[i] = withMerged(m, pagesElsewhere(matches, i))
		}
	}
	return separated
}

// pagesElsewhere is the pages of copies found that have no page in common with match i.
func pagesElsewhere(matches []dossier.Match, i int) map[int]bool {
	own, elsewhere := queryPages(matches[i]), map[int]bool{}
	for j, other := range matches {
		if pages := queryPages(other); j != i && other.Verdict.Found() && !shareAPage(own, pages) {
			maps.Copy(elsewhere, pages)
		}
	}
	return elsewhere
}

// withMerged replaces the PageInserted of a copy by Merged as far as its pages stand
// elsewhere, drops it where none is between the copy's own, and judges the copy anew. It
// returns the match as it is where no page stands elsewhere.
func withMerged(m dossier.Match, elsewhere map[int]bool) dossier.Match {
	at := slices.IndexFunc(m.Alterations, func(a dossier.Alteration) bool { return a.Kind == dossier.PageInserted })
	if at < 0 {
		return m
	}
	first, last := bounds(queryPages(m))
	var merged, inserted []int
	for _, number := range m.Alterations[at].QueryPages {
		switch {
		case elsewhere[number]:
			merged = append(merged, number)
		case number > first && number < last:
			inserted = append(inserted, number)
		}
	}
	if len(merged) == 0 {
		return m
	}
	m.Alterations = slices.Clone(m.Alterations)
	m.Alterations[at].QueryPages = inserted
	if len(inserted) == 0 {
		m.Alterations = slices.Delete(m.Alterations, at, at+1)
	}
	m.Alterations = append(m.Alterations, dossier.Alteration{
		Kind: dossier.Merged, QueryPages: merged, Basis: "these pages of the input belong to other known documents",
	})
	m.Verdict = Judge(m.Alterations)
	return m
}

// bounds are the least and the greatest of some page numbers, 0 of none.
func bounds(pages map[int]bool) (first, last int) {
	for number := range pages {
		if first == 0 || number < first {
			first = number
		}
		last = max(last, number)
	}
	return first, last
}

package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// strength orders verdicts, the strongest claim first.
var strength = map[dossier.Verdict]int{
	dossier.Identical: 0, dossier.Same: 1, dossier.Altered: 2, dossier.Partial: 3,
	dossier.Shared: 4, dossier.None: 5, dossier.Unreadable: 6,
}

var gradeOrder = map[dossier.Grade]int{
	dossier.GradeIdentical: 0, dossier.VeryStrong: 1, dossier.Strong: 2, dossier.Weak: 3, dossier.NoGrade: 4,
}

// explain leaves out documents with nothing in common, and passages shared on
// pages that a copy found accounts for.
func explain(matches []dossier.Match) []dossier.Match {
	accounted := map[int]bool{}
	for _, m := range matches {
		if m.Verdict.Found() {
			for q := range queryPages(m) {
				accounted[q] = true
			}
		}
	}
	return slices.DeleteFunc(matches, func(m dossier.Match) bool {
		if m.Verdict != dossier.Shared {
			return m.Verdict == dossier.None
		}
		return !slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return !accounted[p.Query] })
	})
}

// rank orders the matches of one input, the likeliest original first, after
// telling pages that other documents account for from pages inserted.
func rank(matches []dossier.Match) []dossier.Match {
	resolveMerged(matches)
	slices.SortStableFunc(matches, func(a, b dossier.Match) int {
		return cmp.Or(
			cmp.Compare(strength[a.Verdict], strength[b.Verdict]),
			cmp.Compare(b.Coverage.Query+b.Coverage.Known, a.Coverage.Query+a.Coverage.Known),
			cmp.Compare(a.Document.SHA256.String(), b.Document.SHA256.String()),
		)
	})
	return matches
}

// resolveMerged tells pages that other documents account for from pages inserted:
// a document is merged with others found in the same input that share none of its
// pages. What then lies before or after it and is known from nowhere need not have
// been put into this document; inserted are pages between its own.
func resolveMerged(matches []dossier.Match) {
	for i := range matches {
		m := &matches[i]
		if !m.Verdict.Found() {
			continue
		}
		own := queryPages(*m)
		elsewhere := map[int]bool{}
		for j, other := range matches {
			pages := queryPages(other)
			if j == i || !other.Verdict.Found() || overlap(own, pages) {
				continue
			}
			for q := range pages {
				elsewhere[q] = true
			}
		}
		at := slices.IndexFunc(m.Alterations, func(a dossier.Alteration) bool { return a.Kind == dossier.PageInserted })
		if at < 0 || len(elsewhere) == 0 {
			continue
		}
		first, last := bounds(own)
		var merged, inserted []int
		for _, q := range m.Alterations[at].QueryPages {
			switch {
			case elsewhere[q]:
				merged = append(merged, q)
			case q > first && q < last:
				inserted = append(inserted, q)
			}
		}
		if len(merged) == 0 {
			continue
		}
		m.Alterations[at].QueryPages = inserted
		if len(inserted) == 0 {
			m.Alterations = slices.Delete(m.Alterations, at, at+1)
		}
		m.Alterations = append(m.Alterations, dossier.Alteration{
			Kind: dossier.Merged, QueryPages: merged, Basis: "these pages of the input belong to other known documents",
		})
		m.Verdict = Judge(m.Alterations)
	}
}

// bounds are the least and the greatest of some pages.
func bounds(pages map[int]bool) (first, last int) {
	for q := range pages {
		if first == 0 || q < first {
			first = q
		}
		last = max(last, q)
	}
	return first, last
}

func queryPages(m dossier.Match) map[int]bool {
	pages := map[int]bool{}
	for _, p := range m.Pages {
		pages[p.Query] = true
	}
	return pages
}

func overlap(a, b map[int]bool) bool {
	for n := range a {
		if b[n] {
			return true
		}
	}
	return false
}

// Overall is the verdict and grade on an input with these ranked matches. Matches
// that share no page of the input are parts of it and count together.
func Overall(ranked []dossier.Match) (dossier.Verdict, dossier.Grade) {
	if len(ranked) == 0 {
		return dossier.None, dossier.NoGrade
	}
	verdict, grade := ranked[0].Verdict, ranked[0].Grade
	if !verdict.Found() {
		return verdict, grade
	}
	taken := queryPages(ranked[0])
	for _, m := range ranked[1:] {
		pages := queryPages(m)
		if !m.Verdict.Found() || overlap(taken, pages) {
			continue
		}
		for q := range pages {
			taken[q] = true
		}
		verdict = together(verdict, m.Verdict)
	}
	return verdict, grade
}

// together is the verdict on two parts.
func together(a, b dossier.Verdict) dossier.Verdict {
	for _, v := range []dossier.Verdict{dossier.Altered, dossier.Partial, dossier.Same} {
		if a == v || b == v {
			return v
		}
	}
	return dossier.Identical
}

// Dossiers sums up, for each dossier of the corpus that the inputs touch, how much
// of it is there, in order of name. The matches of each input are ranked, as Find
// returns them; where several documents account for the same pages the first counts.
func Dossiers(known []dossier.Document, inputs ...[]dossier.Match) []dossier.DossierMatch {
	type tally struct {
		dossier.DossierMatch
		pages     map[Pair]bool // document's place in known, page
		documents map[int]bool
		altered   bool
		identical bool
	}
	type page struct {
		dossier string
		query   int
	}
	place := map[dossier.Digest]int{}
	tallies := map[string]*tally{}
	for i, d := range known {
		place[d.SHA256] = i
		if d.Dossier == "" {
			continue
		}
		t := tallies[d.Dossier]
		if t == nil {
			t = &tally{pages: map[Pair]bool{}, documents: map[int]bool{}, identical: true}
			t.DossierMatch = dossier.DossierMatch{Name: d.Dossier, Verdict: dossier.None, Grade: dossier.NoGrade}
			tallies[d.Dossier] = t
		}
		t.Documents.Of++
		t.Pages.Of += d.Pages
	}
	for _, matches := range inputs {
		taken := map[page]bool{} // pages of the input that a likelier original accounts for, by dossier
		for _, m := range matches {
			t := tallies[m.Document.Dossier]
			if t == nil {
				continue
			}
			if !m.Verdict.Found() {
				if t.Verdict == dossier.None && m.Verdict == dossier.Shared {
					t.Verdict, t.Grade = dossier.Shared, m.Grade
				}
				continue
			}
			fresh := false
			for q := range queryPages(m) {
				page := page{m.Document.Dossier, q}
				fresh = fresh || !taken[page]
				taken[page] = true
			}
			if !fresh {
				continue
			}
			if !t.Verdict.Found() || gradeOrder[m.Grade] < gradeOrder[t.Grade] {
				t.Grade = m.Grade
			}
			t.Verdict = dossier.Same
			doc := place[m.Document.SHA256]
			t.documents[doc] = true
			for _, p := range m.Pages {
				t.pages[Pair{doc, p.Known}] = true
			}
			t.altered = t.altered || m.Verdict == dossier.Altered
			t.identical = t.identical && m.Verdict == dossier.Identical
		}
	}
	var found []dossier.DossierMatch
	for _, t := range tallies {
		if t.Verdict == dossier.None {
			continue
		}
		t.Documents.Matched, t.Pages.Matched = len(t.documents), len(t.pages)
		if t.Verdict.Found() {
			switch {
			case t.altered:
				t.Verdict = dossier.Altered
			case t.Pages.Matched < t.Pages.Of:
				t.Verdict = dossier.Partial
			case t.identical:
				t.Verdict = dossier.Identical
			}
		}
		found = append(found, t.DossierMatch)
	}
	slices.SortFunc(found, func(a, b dossier.DossierMatch) int { return cmp.Compare(a.Name, b.Name) })
	return found
}

package match

import (
	"cmp"
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file holds the verdicts on a copy, by its alterations and by how much of it could be
// told (Judge, Judged), on an input, by its matches (Overall), and on a dossier, by all inputs
// (Dossiers). A document that the input is no copy of is Shared or None, which sharedMatch
// says.

// together is the verdict on a whole of two parts, each found: Altered if either is, else
// Unclear if either is, else Partial if either is, else Same if either is, else Identical.
func together(a, b dossier.Verdict) dossier.Verdict {
	for _, v := range []dossier.Verdict{dossier.Altered, dossier.Unclear, dossier.Partial, dossier.Same} {
		if a == v || b == v {
			return v
		}
	}
	return dossier.Identical
}

// effects is what an alteration makes of a copy. How a file is stored, and how its pages
// lie, is no content. Kinds that are not listed make it Altered.
var effects = map[dossier.Kind]dossier.Verdict{
	dossier.Merged:            dossier.Same,
	dossier.ReSaved:           dossier.Same,
	dossier.MetadataChanged:   dossier.Same,
	dossier.MetadataStripped:  dossier.Same,
	dossier.IncrementalUpdate: dossier.Same,
	dossier.Encrypted:         dossier.Same,
	dossier.Rasterised:        dossier.Same,
	dossier.ReEncoded:         dossier.Same,
	dossier.OCRLayerAdded:     dossier.Same,
	dossier.PageRotated:       dossier.Same,
	dossier.PageScaled:        dossier.Same,
	dossier.PageCropped:       dossier.Same, // of margins; of words, see effect
	dossier.PageRemoved:       dossier.Partial,
	dossier.ExcerptTaken:      dossier.Partial,
	dossier.Shortened:         dossier.Partial,
	dossier.Split:             dossier.Partial,
}

func effect(a dossier.Alteration) dossier.Verdict {
	if a.Kind == dossier.PageCropped && a.Before != "" { // words were cut off
		return dossier.Partial
	}
	if v, ok := effects[a.Kind]; ok {
		return v
	}
	return dossier.Altered
}

// Judge is the verdict on a copy that differs from the known document by the alterations
// found: Altered, Partial or Same, and Same where there are none. Their order does not
// matter.
func Judge(found []dossier.Alteration) dossier.Verdict {
	verdict := dossier.Same
	for _, a := range found {
		verdict = together(verdict, effect(a))
	}
	return verdict
}

// leastClear is the share of a page's words that could be told from which it may be called
// the same: with fewer, whatever was changed may be among the others.
const leastClear = .95

// Judged returns a copy that was explained with its alterations in order of what they mean,
// and its verdict: that of Judge, but Unclear where that is not Altered and less than
// leastClear of the words of most pages could be told. The relation of such a page is Near
// where nothing was found changed on it.
func Judged(m dossier.Match) dossier.Match {
	m.Alterations = byMeaning(m.Alterations)
	m.Verdict = Judge(m.Alterations)
	m.Pages = slices.Clone(m.Pages)
	unclear := 0
	for i, p := range m.Pages {
		if p.Clear >= leastClear {
			continue
		}
		unclear++
		if p.Relation == dossier.SamePage {
			m.Pages[i].Relation = dossier.Near
		}
	}
	if 2*unclear > len(m.Pages) && m.Verdict != dossier.Altered {
		m.Verdict = dossier.Unclear
	}
	return m
}

// Overall is the verdict and grade on an input. ranked holds its matches in the order of
// Order. The grade is the first match's. So is the verdict, together
// with those of further copies found that are other parts of the input: see WithParts. Without matches it returns None and NoGrade.
func Overall(ranked []dossier.Match) (dossier.Verdict, dossier.Grade) {
	if len(ranked) == 0 {
		return dossier.None, dossier.NoGrade
	}
	verdict, grade := ranked[0].Verdict, ranked[0].Grade
	if !verdict.Found() {
		return verdict, grade
	}
	for _, m := range WithParts(ranked) {
		if m.Part {
			verdict = together(verdict, m.Verdict)
		}
	}
	return verdict, grade
}

// Dossiers sums up how much of each dossier the inputs hold, for the dossiers of which
// they hold or share anything, in order of name. known are all documents of the corpus;
// each of inputs holds the matches of one input, in the order in which Find returns them
// and all with known documents. Where several documents of a dossier account for the same
// page of an input, the first counts. Of a dossier of which less than dossierShare of the
// pages was found the verdict is Partial, whatever was altered; Altered counts that. The order of inputs matters only to the grade of a
// dossier of which passages alone are shared, which is that of the first match.
func Dossiers(known []dossier.Document, inputs ...[]dossier.Match) []dossier.DossierMatch {
	tallies := newTallies(known)
	for _, matches := range inputs {
		taken := map[string]map[int]bool{} // by dossier, the pages of the input that a likelier original accounts for
		for _, m := range matches {
			t := tallies[m.Document.Dossier]
			switch {
			case t == nil: // of no dossier
			case !m.Verdict.Found():
				t.addShared(m)
			case takeNew(taken, m):
				t.addFound(m)
			}
		}
	}
	var found []dossier.DossierMatch
	for _, t := range tallies {
		if m := t.sum(); m.Verdict != dossier.None {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b dossier.DossierMatch) int { return cmp.Compare(a.Name, b.Name) })
	return found
}

// takeNew marks the match's query pages as taken in its dossier, and reports whether any
// of them was not.
func takeNew(taken map[string]map[int]bool, m dossier.Match) bool {
	if taken[m.Document.Dossier] == nil {
		taken[m.Document.Dossier] = map[int]bool{}
	}
	inDossier := taken[m.Document.Dossier]
	before := len(inDossier)
	maps.Copy(inDossier, queryPages(m))
	return len(inDossier) > before
}

// A dossierTally counts what inputs hold of one dossier. Its verdict is None, Shared or Same
// until sum.
type dossierTally struct {
	dossier.DossierMatch
	documents map[dossier.Digest]bool
	pages     map[pageRef]bool
	altered   map[dossier.Digest]bool
	unclear   bool // one document found is
	identical bool // all documents found are
}

type pageRef struct {
	document dossier.Digest
	number   int
}

// dossierShare is the share of a dossier's pages from which what was found is called the
// dossier, altered or not. It is counted in pages, since documents are of very different
// lengths, and one page may be all that was found of one; with less than half, most of the
// dossier is not there.
const dossierShare = .5

// newTallies returns empty tallies by name of dossier.
func newTallies(known []dossier.Document) map[string]*dossierTally {
	tallies := map[string]*dossierTally{}
	for _, d := range known {
		if d.Dossier == "" {
			continue
		}
		t := tallies[d.Dossier]
		if t == nil {
			t = &dossierTally{documents: map[dossier.Digest]bool{}, pages: map[pageRef]bool{}, altered: map[dossier.Digest]bool{}, identical: true}
			t.DossierMatch = dossier.DossierMatch{Name: d.Dossier, Verdict: dossier.None, Grade: dossier.NoGrade}
			tallies[d.Dossier] = t
		}
		t.Documents.Of++
		t.Pages.Of += d.Pages
	}
	return tallies
}

func (t *dossierTally) addShared(m dossier.Match) {
	if t.Verdict == dossier.None && m.Verdict == dossier.Shared {
		t.Verdict, t.Grade = dossier.Shared, m.Grade
	}
}

func (t *dossierTally) addFound(m dossier.Match) {
	if t.Verdict.Found() {
		t.Grade = stronger(t.Grade, m.Grade)
	} else {
		t.Verdict, t.Grade = dossier.Same, m.Grade
	}
	t.documents[m.Document.SHA256] = true
	for _, p := range m.Pages {
		t.pages[pageRef{m.Document.SHA256, p.Known}] = true
	}
	if m.Verdict == dossier.Altered {
		t.altered[m.Document.SHA256] = true
	}
	t.unclear = t.unclear || m.Verdict == dossier.Unclear
	t.identical = t.identical && m.Verdict == dossier.Identical
}

// sum returns what was counted. Whether a dossier is Partial depends on the pages found in
// all inputs together, not on what is missing from a single one.
func (t *dossierTally) sum() dossier.DossierMatch {
	m := t.DossierMatch
	m.Documents.Matched, m.Pages.Matched, m.Altered = len(t.documents), len(t.pages), len(t.altered)
	switch {
	case !m.Verdict.Found():
	case float64(m.Pages.Matched) < dossierShare*float64(m.Pages.Of):
		m.Verdict = dossier.Partial
	case m.Altered > 0:
		m.Verdict = dossier.Altered
	case t.unclear:
		m.Verdict = dossier.Unclear
	case m.Pages.Matched < m.Pages.Of:
		m.Verdict = dossier.Partial
	case t.identical:
		m.Verdict = dossier.Identical
	}
	return m
}

// queryPages is the set of the input's pages that a match pairs.
func queryPages(m dossier.Match) map[int]bool {
	pages := map[int]bool{}
	for _, p := range m.Pages {
		pages[p.Query] = true
	}
	return pages
}

// shareAPage reports whether two sets of pages have one in common.
func shareAPage(a, b map[int]bool) bool {
	for number := range a {
		if b[number] {
			return true
		}
	}
	return false
}

package match

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// minutes are the six documents of a dossier, and one that stands alone.
func minutes() []dossier.Document {
	var known []dossier.Document
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		known = append(known, dossier.Document{SHA256: dossier.Sum([]byte(name)), Name: name, Dossier: "Minutes", Pages: 3})
	}
	return append(known, dossier.Document{SHA256: dossier.Sum([]byte("g")), Name: "g", Pages: 5})
}

// found is a match of pages of an input, from first on, with the pages of a document.
func found(d dossier.Document, verdict dossier.Verdict, first int, known ...int) dossier.Match {
	m := dossier.Match{
		Document: dossier.KnownDocument{SHA256: d.SHA256, Name: d.Name, Dossier: d.Dossier, Pages: d.Pages},
		Verdict:  verdict, Grade: dossier.VeryStrong,
	}
	if verdict == dossier.Identical {
		m.Grade = dossier.GradeIdentical
	}
	for i, k := range known {
		m.Pages = append(m.Pages, dossier.PagePair{Query: first + i, Known: k, Relation: dossier.SamePage})
	}
	return m
}

func TestDossiers(t *testing.T) {
	known := minutes()
	whole := func(verdict dossier.Verdict) []dossier.Match {
		var all []dossier.Match
		for i, d := range known[:6] {
			all = append(all, found(d, verdict, 1+3*i, 1, 2, 3))
		}
		return all
	}
	// spread turns matches of one input into inputs of one match each.
	spread := func(matches []dossier.Match) [][]dossier.Match {
		var inputs [][]dossier.Match
		for _, m := range matches {
			inputs = append(inputs, []dossier.Match{m})
		}
		return inputs
	}
	altered := whole(dossier.Same)
	altered[3].Verdict = dossier.Altered
	unclear := whole(dossier.Same)
	unclear[3].Verdict = dossier.Unclear
	short := whole(dossier.Same)
	short[5] = found(known[5], dossier.Partial, 1, 1, 2)
	weak := whole(dossier.Same)[:1]
	weak[0].Grade = dossier.Weak
	shared := found(known[0], dossier.Shared, 1, 1)
	shared.Grade = dossier.Strong

	tests := []struct {
		name      string
		inputs    [][]dossier.Match
		verdict   dossier.Verdict // "" for no dossier at all
		grade     dossier.Grade
		documents int
		pages     int
		altered   int
	}{
		{"six documents merged into one", [][]dossier.Match{whole(dossier.Same)}, dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"spread over six files", spread(whole(dossier.Same)), dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"spread over six files, among others", append(spread(whole(dossier.Same)), nil, []dossier.Match{found(known[6], dossier.Same, 1, 1)}), dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"the very files", spread(whole(dossier.Identical)), dossier.Identical, dossier.GradeIdentical, 6, 18, 0},
		{"five of the very files", spread(whole(dossier.Identical)[:5]), dossier.Partial, dossier.GradeIdentical, 5, 15, 0},
		{"five of the very files, the sixth re-saved", spread(append(whole(dossier.Identical)[:5], whole(dossier.Same)[5])), dossier.Same, dossier.GradeIdentical, 6, 18, 0},
		{"one missing", spread(whole(dossier.Same)[1:]), dossier.Partial, dossier.VeryStrong, 5, 15, 0},
		{"one page missing", spread(short), dossier.Partial, dossier.VeryStrong, 6, 17, 0},
		{"one altered", spread(altered), dossier.Altered, dossier.VeryStrong, 6, 18, 1},
		{"one too unclear", spread(unclear), dossier.Unclear, dossier.VeryStrong, 6, 18, 0},
		{"half of its pages, one document altered", spread(altered[3:]), dossier.Altered, dossier.VeryStrong, 3, 9, 1},
		{"less than half of its pages, altered", [][]dossier.Match{{found(known[0], dossier.Altered, 1, 2)}}, dossier.Partial, dossier.VeryStrong, 1, 1, 1},
		{"a page of each document, one of them altered", [][]dossier.Match{{
			found(known[0], dossier.Altered, 1, 2), found(known[1], dossier.Partial, 2, 2), found(known[2], dossier.Partial, 3, 2),
			found(known[3], dossier.Partial, 4, 2), found(known[4], dossier.Partial, 5, 2), found(known[5], dossier.Partial, 6, 2),
		}}, dossier.Partial, dossier.VeryStrong, 6, 6, 1},
		{"a page found twice counts once", [][]dossier.Match{{found(known[0], dossier.Partial, 1, 2)}, {found(known[0], dossier.Partial, 1, 2)}}, dossier.Partial, dossier.VeryStrong, 1, 1, 0},
		{"the missing page turns up elsewhere", append(spread(short), []dossier.Match{found(known[5], dossier.Partial, 1, 3)}), dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"passages only", [][]dossier.Match{{shared}}, dossier.Shared, dossier.Strong, 0, 0, 0},
		{"passages do not lessen what is found", append(spread(whole(dossier.Same)), []dossier.Match{shared}), dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"the best grade counts", spread(append(weak, whole(dossier.Same)[1:]...)), dossier.Same, dossier.VeryStrong, 6, 18, 0},
		{"nothing", [][]dossier.Match{nil}, "", "", 0, 0, 0},
		{"a document of no dossier", [][]dossier.Match{{found(known[6], dossier.Same, 1, 1, 2)}}, "", "", 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var want []dossier.DossierMatch
			if tt.verdict != "" {
				want = []dossier.DossierMatch{{
					Name: "Minutes", Verdict: tt.verdict, Grade: tt.grade,
					Documents: dossier.Count{Matched: tt.documents, Of: 6}, Pages: dossier.Count{Matched: tt.pages, Of: 18}, Altered: tt.altered,
				}}
			}
			if diff := cmp.Diff(want, Dossiers(known, tt.inputs...)); diff != "" {
				t.Error(diff)
			}
			slices.Reverse(tt.inputs)
			if diff := cmp.Diff(want, Dossiers(known, tt.inputs...)); diff != "" {
				t.Errorf("inputs in other order: %s", diff)
			}
		})
	}
}

func TestDossiersAreSortedByName(t *testing.T) {
	var known []dossier.Document
	var matches []dossier.Match
	for _, name := range []string{"Zeal", "Amber", "Minutes"} {
		d := dossier.Document{SHA256: dossier.Sum([]byte(name)), Dossier: name, Pages: 1}
		known, matches = append(known, d), append(matches, found(d, dossier.Same, 1, 1))
	}
	var got []string
	for _, d := range Dossiers(known, matches) {
		got = append(got, d.Name)
	}
	if want := []string{"Amber", "Minutes", "Zeal"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestOverall(t *testing.T) {
	known := minutes()
	at := func(d int, verdict dossier.Verdict, first int) dossier.Match {
		return found(known[d], verdict, first, 1, 2, 3)
	}
	tests := []struct {
		name    string
		matches []dossier.Match
		want    dossier.Verdict
	}{
		{"nothing", nil, dossier.None},
		{"one", []dossier.Match{at(0, dossier.Same, 1)}, dossier.Same},
		{"passages", []dossier.Match{at(0, dossier.Shared, 1), at(1, dossier.Shared, 4)}, dossier.Shared},
		{"two parts", []dossier.Match{at(0, dossier.Same, 1), at(1, dossier.Same, 4)}, dossier.Same},
		{"two parts, one altered", []dossier.Match{at(0, dossier.Same, 1), at(1, dossier.Altered, 4)}, dossier.Altered},
		{"two parts, one cut short", []dossier.Match{at(0, dossier.Same, 1), at(1, dossier.Partial, 4)}, dossier.Partial},
		{"two versions of the same pages: the likelier counts", []dossier.Match{at(0, dossier.Same, 1), at(1, dossier.Altered, 1)}, dossier.Same},
		{"passages besides", []dossier.Match{at(0, dossier.Same, 1), at(1, dossier.Shared, 4)}, dossier.Same},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := Overall(tt.matches); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	of := func(kinds ...dossier.Kind) (found []dossier.Alteration) {
		for _, kind := range kinds {
			found = append(found, dossier.Alteration{Kind: kind})
		}
		return found
	}
	tests := []struct {
		name  string
		found []dossier.Alteration
		want  dossier.Verdict
	}{
		{"nothing", nil, dossier.Same},
		{"stored anew", of(dossier.Merged, dossier.ReSaved, dossier.MetadataChanged), dossier.Same},
		{"a page removed, among others' pages", of(dossier.PageRemoved, dossier.Merged), dossier.Partial},
		{"the same in other order", of(dossier.Merged, dossier.PageRemoved), dossier.Partial},
		{"an excerpt", of(dossier.ExcerptTaken), dossier.Partial},
		{"a page removed, words edited", of(dossier.PageRemoved, dossier.TextEdited), dossier.Altered},
		{"the same in other order", of(dossier.TextEdited, dossier.PageRemoved), dossier.Altered},
		{"a page moved", of(dossier.PageMoved), dossier.Altered},
		{"a page inserted", of(dossier.PageInserted), dossier.Altered},
		{"words redacted", of(dossier.TextRedacted), dossier.Altered},
		{"margins cut off", of(dossier.PageCropped), dossier.Same},
		{"words cut off", []dossier.Alteration{{Kind: dossier.PageCropped, Before: "the last line"}}, dossier.Partial},
	}
	for _, tt := range tests {
		if got := Judge(tt.found); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

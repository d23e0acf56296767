package match

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Shared passages are worth telling on pages that no copy accounts for.
func TestDropAccountedFor(t *testing.T) {
	known := minutes()
	copied := found(known[0], dossier.Same, 1, 1, 2, 3)
	tests := []struct {
		name  string
		other dossier.Match
		kept  bool
	}{
		{"on the copy's pages", found(known[1], dossier.Shared, 2, 1, 2), false},
		{"on one page more", found(known[1], dossier.Shared, 3, 1, 2), true},
		{"nothing", found(known[1], dossier.None, 9), false},
		{"another copy", found(known[1], dossier.Altered, 1, 1), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := dropAccountedFor([]dossier.Match{tt.other, copied}); (len(got) == 2) != tt.kept {
				t.Errorf("kept %d matches of 2", len(got))
			}
		})
	}
}

// What stands in another document found was not put in, and what lies outside the copy's
// own pages need not have been. The matches given stay as they are.
func TestSeparateMerged(t *testing.T) {
	known := minutes()
	inserted := func(d dossier.Document, first int, pages ...int) dossier.Match {
		m := found(d, dossier.Altered, first, 1, 2, 3)
		m.Pages[2].Query += len(pages) // the last page comes after those put in
		m.Alterations = []dossier.Alteration{{Kind: dossier.PageInserted, QueryPages: pages}}
		return m
	}
	other := func(verdict dossier.Verdict, first int) dossier.Match {
		return found(known[1], verdict, first, 1, 2, 3)
	}
	tests := []struct {
		name    string
		copy    dossier.Match
		other   dossier.Match
		verdict dossier.Verdict
		want    []dossier.Alteration // kinds and pages
	}{
		{"all inserted pages are another document's", inserted(known[0], 1, 3, 4, 5), other(dossier.Same, 3), dossier.Same,
			[]dossier.Alteration{{Kind: dossier.Merged, QueryPages: []int{3, 4, 5}}}},
		{"one of them is of no document", inserted(known[0], 1, 3, 4, 5, 6), other(dossier.Same, 3), dossier.Altered,
			[]dossier.Alteration{{Kind: dossier.PageInserted, QueryPages: []int{6}}, {Kind: dossier.Merged, QueryPages: []int{3, 4, 5}}}},
		{"the other merely shares passages", inserted(known[0], 1, 3, 4, 5), other(dossier.Shared, 3), dossier.Altered,
			[]dossier.Alteration{{Kind: dossier.PageInserted, QueryPages: []int{3, 4, 5}}}},
		{"the other is found on the copy's pages too", inserted(known[0], 1, 3, 4, 5), other(dossier.Same, 2), dossier.Altered,
			[]dossier.Alteration{{Kind: dossier.PageInserted, QueryPages: []int{3, 4, 5}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.copy.Alterations)
			m := separateMerged([]dossier.Match{tt.copy, tt.other})[0]
			var got []dossier.Alteration
			for _, a := range m.Alterations {
				got = append(got, dossier.Alteration{Kind: a.Kind, QueryPages: a.QueryPages})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || m.Verdict != tt.verdict {
				t.Errorf("%s, want %s; %s", m.Verdict, tt.verdict, diff)
			}
			if diff := cmp.Diff(before, tt.copy.Alterations); diff != "" {
				t.Errorf("the match given was changed: %s", diff)
			}
		})
	}
}

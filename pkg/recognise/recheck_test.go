package recognise

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestRecheck(t *testing.T) {
	a := dossier.KnownDocument{SHA256: dossier.Sum([]byte("a")), Name: "a.pdf"}
	b := dossier.KnownDocument{SHA256: dossier.Sum([]byte("b")), Name: "b.pdf"}
	edit := func(page int, before, after string) dossier.Alteration {
		return dossier.Alteration{Kind: dossier.TextEdited, QueryPages: []int{page}, KnownPages: []int{page}, Before: before, After: after}
	}
	was := func(change ...func(in *dossier.InputFinding)) dossier.Finding {
		in := dossier.InputFinding{Path: "copy.pdf", SHA256: dossier.Sum([]byte("copy")), Verdict: dossier.Altered, Grade: dossier.Strong, Matches: []dossier.Match{{
			Document: a, Verdict: dossier.Altered, Grade: dossier.Strong,
			Pages:       []dossier.PagePair{{Query: 1, Known: 1, Relation: dossier.SamePage}, {Query: 2, Known: 2, Relation: dossier.Edited}},
			Alterations: []dossier.Alteration{edit(2, "shall", "may"), edit(2, "shall", "may")},
		}}}
		for _, c := range change {
			c(&in)
		}
		return dossier.Finding{Inputs: []dossier.InputFinding{in}}
	}
	for _, tt := range []struct {
		name   string
		change func(in *dossier.InputFinding)
		want   []dossier.StatementChange
	}{
		{"nothing", func(*dossier.InputFinding) {}, nil},
		{"how it was told is no statement", func(in *dossier.InputFinding) {
			in.Matches[0].Alterations[0].Basis, in.Matches[0].Pages[0].Score, in.Notes = "by ink", 7, []string{"a note"}
		}, nil},
		{"the file", func(in *dossier.InputFinding) { in.SHA256, in.Verdict = dossier.Digest{}, dossier.None },
			[]dossier.StatementChange{{Statement: dossier.OfInput, Before: dossier.Sum([]byte("copy")).String(), After: dossier.Digest{}.String()}}},
		{"verdicts", func(in *dossier.InputFinding) { in.Verdict, in.Matches[0].Verdict = dossier.Same, dossier.Same },
			[]dossier.StatementChange{{Statement: dossier.OfVerdict, Before: "altered", After: "same"}, {Document: &a, Statement: dossier.OfVerdict, Before: "altered", After: "same"}}},
		{"a grade", func(in *dossier.InputFinding) { in.Matches[0].Grade = dossier.Weak },
			[]dossier.StatementChange{{Document: &a, Statement: dossier.OfGrade, Before: "strong", After: "weak"}}},
		{"a page", func(in *dossier.InputFinding) { in.Matches[0].Pages[1].Known = 3 },
			[]dossier.StatementChange{
				{Document: &a, Statement: dossier.OfPage, QueryPages: []int{2}, KnownPages: []int{2}, Before: "edited"},
				{Document: &a, Statement: dossier.OfPage, QueryPages: []int{2}, KnownPages: []int{3}, After: "edited"},
			}},
		{"one of two alike", func(in *dossier.InputFinding) { in.Matches[0].Alterations[0].After = "must" },
			[]dossier.StatementChange{
				{Document: &a, Statement: dossier.OfAlteration, QueryPages: []int{2}, KnownPages: []int{2}, Before: "text-edited [-shall-]{+may+}"},
				{Document: &a, Statement: dossier.OfAlteration, QueryPages: []int{2}, KnownPages: []int{2}, After: "text-edited [-shall-]{+must+}"},
			}},
		{"another document", func(in *dossier.InputFinding) {
			in.Matches[0] = dossier.Match{Document: b, Verdict: dossier.Shared, Grade: dossier.Weak}
		},
			[]dossier.StatementChange{
				{Document: &a, Statement: dossier.OfVerdict, Before: "altered", After: "none"},
				{Document: &a, Statement: dossier.OfGrade, Before: "strong", After: "none"},
				{Document: &a, Statement: dossier.OfPage, QueryPages: []int{1}, KnownPages: []int{1}, Before: "same"},
				{Document: &a, Statement: dossier.OfPage, QueryPages: []int{2}, KnownPages: []int{2}, Before: "edited"},
				{Document: &a, Statement: dossier.OfAlteration, QueryPages: []int{2}, KnownPages: []int{2}, Before: "text-edited [-shall-]{+may+}"},
				{Document: &a, Statement: dossier.OfAlteration, QueryPages: []int{2}, KnownPages: []int{2}, Before: "text-edited [-shall-]{+may+}"},
				{Document: &b, Statement: dossier.OfVerdict, Before: "none", After: "shared"},
				{Document: &b, Statement: dossier.OfGrade, Before: "none", After: "weak"},
			}},
		{"one more that is less likely", func(in *dossier.InputFinding) {
			in.Matches = append(in.Matches, dossier.Match{Document: b, Verdict: dossier.Shared, Grade: dossier.Weak})
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i := range tt.want {
				tt.want[i].Path = "copy.pdf"
			}
			if diff := cmp.Diff(tt.want, Recheck(was(), was(tt.change)).Changes); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("the input is gone", func(t *testing.T) {
		got := Recheck(was(), dossier.Finding{}).Changes
		if len(got) != 1 || got[0].Statement != dossier.OfInput || got[0].After != "" {
			t.Errorf("%+v", got)
		}
	})
}

package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestSummarySaysWhatTheHeadlineSays(t *testing.T) {
	document := known("plenary.pdf", "Talks", 9)
	match := dossier.Match{
		Document: document, Verdict: dossier.Altered, Grade: dossier.VeryStrong, Pages: row(1, 1, 8, dossier.SamePage),
		Alterations: []dossier.Alteration{
			{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "not", Negation: "not"},
			{Kind: dossier.ReSaved},
			{Kind: dossier.TextEdited, Class: dossier.ClassFigures, Before: "4", After: "14"},
			{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "not ever", Negation: "not"},
		},
	}
	for _, tt := range []struct {
		name    string
		in      dossier.InputFinding
		compare bool
		want    dossier.Summary
	}{
		{"altered", dossier.InputFinding{Path: "a.pdf", MediaType: "application/pdf", Verdict: dossier.Altered, Grade: dossier.VeryStrong, Matches: []dossier.Match{match, {}}}, false,
			dossier.Summary{Sentence: `ALTERED COPY of "plenary.pdf" (` + document.SHA256.Short() + `), dossier "Talks".`, Facts: dossier.SummaryFacts{
				Verdict: dossier.Altered, Grade: dossier.VeryStrong, Documents: 2, Document: &document, Pages: dossier.Count{Matched: 8, Of: 9},
				Alterations: []dossier.AlterationCount{{Kind: dossier.TextEdited, Class: dossier.ClassWords, Count: 2}, {Kind: dossier.ReSaved, Count: 1}, {Kind: dossier.TextEdited, Class: dossier.ClassFigures, Count: 1}},
				Negations:   []string{"not"},
			}}},
		{"none", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.None, Grade: dossier.NoGrade}, false,
			dossier.Summary{Sentence: "NO MATCH.", Facts: dossier.SummaryFacts{Verdict: dossier.None, Grade: dossier.NoGrade}}},
		{"not the same", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.None, Grade: dossier.NoGrade}, true,
			dossier.Summary{Sentence: "NOT THE SAME.", Facts: dossier.SummaryFacts{Verdict: dossier.None, Grade: dossier.NoGrade}}},
		{"unreadable", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.Unreadable, Grade: dossier.NoGrade}, false,
			dossier.Summary{Sentence: "CANNOT READ.", Facts: dossier.SummaryFacts{Verdict: dossier.Unreadable, Grade: dossier.NoGrade}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := dossier.Finding{Inputs: []dossier.InputFinding{tt.in}}
			if diff := cmp.Diff(&tt.want, Summarised(f, tt.compare).Inputs[0].Summary); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if f.Inputs[0].Summary != nil {
				t.Error("the finding given was changed")
			}
			var text strings.Builder
			if err := Text(&text, f, Style{Width: 200, Compare: tt.compare}); err != nil || !strings.Contains(text.String(), strings.TrimSuffix(tt.want.Sentence, ".")) {
				t.Errorf("the text has another headline, %v:\n%s", err, text.String())
			}
		})
	}
}

package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestSummary(t *testing.T) {
	document := known("plenary.pdf", "Talks", 9)
	figure := dossier.Alteration{Kind: dossier.TextEdited, Class: dossier.ClassFigures, QueryPages: []int{3}, KnownPages: []int{3}, Before: "4", After: "14"}
	match := dossier.Match{
		Document: document, Verdict: dossier.Altered, Grade: dossier.VeryStrong, Clear: .9, Part: true, Pages: row(1, 1, 8, dossier.SamePage),
		Alterations: []dossier.Alteration{
			figure,
			{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "not", Negation: "not"},
			{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "not ever", Negation: "not"},
			{Kind: dossier.ReSaved},
		},
	}
	match.Pages[1].Untold = &dossier.Untold{Words: 5, Figures: 2}
	match.Pages[2].Untold = &dossier.Untold{Words: 4, Negations: 1}
	altered := dossier.InputFinding{
		Path: "a.pdf", MediaType: "application/pdf", Verdict: dossier.Altered, Grade: dossier.VeryStrong,
		Matches: []dossier.Match{match, {}}, LeftOut: &dossier.LeftOut{Others: 1, Shared: 2}, Tied: 1,
	}
	for _, tt := range []struct {
		name    string
		in      dossier.InputFinding
		compare bool
		want    dossier.Summary
	}{
		{"altered", altered, false, dossier.Summary{
			Sentence: `This PDF holds 8 of the 9 pages of "plenary.pdf"; the figure 4 on page 3 reads 14 here; also found: 2 changed negations; ` +
				`everything else on its pages that can be told agrees; 9 words could not be told, 2 figures and 1 negation among them; 1 other known document fits it as well.`,
			Facts: dossier.SummaryFacts{
				Verdict: dossier.Altered, Grade: dossier.VeryStrong, Documents: 5, Parts: 1, Tied: 1, Document: &document,
				Pages: dossier.Count{Matched: 8, Of: 9}, KnownPages: []int{1, 2, 3, 4, 5, 6, 7, 8}, Clear: .9,
				Untold:      &dossier.Untold{Words: 9, Figures: 2, Negations: 1},
				First:       &dossier.SummaryChange{Kind: figure.Kind, Class: figure.Class, QueryPages: []int{3}, KnownPages: []int{3}, Before: "4", After: "14"},
				Alterations: []dossier.AlterationCount{{Kind: dossier.TextEdited, Class: dossier.ClassFigures, Count: 1}, {Kind: dossier.TextEdited, Class: dossier.ClassWords, Count: 2}, {Kind: dossier.ReSaved, Count: 1}},
				Negations:   []string{"not"},
			},
		}},
		{"quotation", dossier.InputFinding{
			Path: "a.txt", MediaType: "text/plain", Verdict: dossier.Partial, Grade: dossier.Strong, Unquoted: []string{"They said:"},
			Matches: []dossier.Match{{
				Document: document, Verdict: dossier.Partial, Grade: dossier.Strong, Clear: 1, Pages: row(1, 3, 1, dossier.Excerpt),
				Quotations:  []dossier.Quotation{{Text: "one … two", KnownPages: []int{3}}, {Text: "one … two", KnownPages: []int{5}}},
				Alterations: []dossier.Alteration{{Kind: dossier.Shortened, Before: "and a half"}},
			}},
		}, false, dossier.Summary{
			Sentence: `This text quotes page 3 of "plenary.pdf", word for word but for one part, which a sign says is left out.`,
			Facts: dossier.SummaryFacts{
				Verdict: dossier.Partial, Grade: dossier.Strong, Documents: 1, Document: &document,
				Pages: dossier.Count{Matched: 1, Of: 9}, KnownPages: []int{3}, Part: true, Clear: 1,
				First:       &dossier.SummaryChange{Kind: dossier.Shortened, Before: "and a half"},
				Alterations: []dossier.AlterationCount{{Kind: dossier.Shortened, Count: 1}},
				Quotation:   &dossier.SummaryQuotation{Passages: 1, Shortened: 1, Unquoted: 1},
			},
		}},
		{"too short to tell", dossier.InputFinding{
			Path: "a.txt", MediaType: "text/plain", Verdict: dossier.Shared, Grade: dossier.Weak,
			Matches: []dossier.Match{{
				Document: document, Verdict: dossier.Shared, Grade: dossier.Weak, Reason: dossier.TooShort, Clear: 1, Pages: row(1, 3, 1, dossier.Excerpt),
				Quotations: []dossier.Quotation{{Text: "one", KnownPages: []int{3}}},
			}},
		}, false, dossier.Summary{
			Sentence: `These words stand in "plenary.pdf", and are too few to tell whether they are from it.`,
			Facts: dossier.SummaryFacts{
				Verdict: dossier.Shared, Grade: dossier.Weak, Documents: 1, Document: &document,
				Pages: dossier.Count{Matched: 1, Of: 9}, KnownPages: []int{3}, Clear: 1,
				Quotation: &dossier.SummaryQuotation{Passages: 1, TooShort: true},
			},
		}},
		{"none", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.None, Grade: dossier.NoGrade}, false,
			dossier.Summary{Sentence: "Nothing of this file was found in the 4 known documents.", Facts: dossier.SummaryFacts{Verdict: dossier.None, Grade: dossier.NoGrade, Clear: 1}}},
		{"not the same", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.None, Grade: dossier.NoGrade}, true,
			dossier.Summary{Sentence: "Nothing of this file was found in the other file.", Facts: dossier.SummaryFacts{Verdict: dossier.None, Grade: dossier.NoGrade, Clear: 1}}},
		{"unreadable", dossier.InputFinding{Path: "a.pdf", Verdict: dossier.Unreadable, Grade: dossier.NoGrade}, false,
			dossier.Summary{Sentence: "This file could not be read.", Facts: dossier.SummaryFacts{Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Clear: 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := dossier.Finding{Corpus: dossier.CorpusSize{Documents: 4}, Inputs: []dossier.InputFinding{tt.in}}
			if diff := cmp.Diff(&tt.want, Summarised(f, tt.compare).Inputs[0].Summary); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if f.Inputs[0].Summary != nil {
				t.Error("the finding given was changed")
			}
		})
	}
}

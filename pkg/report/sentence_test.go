package report

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// says is what a headline and a sentence may say at a verdict, and must not at any other.
var says = []struct {
	words    string // of the headline or the sentence
	verdicts []dossier.Verdict
}{
	{"ALTERED", []dossier.Verdict{dossier.Altered}},
	{"REDACTED", []dossier.Verdict{dossier.Altered}},
	{" reads ", []dossier.Verdict{dossier.Altered}},
	{"altered", []dossier.Verdict{dossier.Altered}},
	{"everything else", []dossier.Verdict{dossier.Altered}},
	{"AS FAR AS IT CAN BE READ", []dossier.Verdict{dossier.Unclear}},
	{"as far as it can be read", []dossier.Verdict{dossier.Unclear}},
	{"SAME FILE", []dossier.Verdict{dossier.Identical}},
	{"byte for byte", []dossier.Verdict{dossier.Identical}},
	{"SAME DOCUMENT as", []dossier.Verdict{dossier.Same}},
	{"stored anew", []dossier.Verdict{dossier.Same}},
	{"PART ", []dossier.Verdict{dossier.Same, dossier.Partial}},
	{"HOLDS A PAGE", []dossier.Verdict{dossier.Same, dossier.Partial}},
	{"SAME PAGE as", []dossier.Verdict{dossier.Same, dossier.Partial}},
	{"no change was found", []dossier.Verdict{dossier.Same, dossier.Partial, dossier.Unclear}},
	{"SHARES", []dossier.Verdict{dossier.Shared}},
	{"FORM OR TEMPLATE", []dossier.Verdict{dossier.Shared}},
	{"in common", []dossier.Verdict{dossier.Shared}},
	{"CANNOT READ", []dossier.Verdict{dossier.Unreadable}},
	{"NO MATCH", []dossier.Verdict{dossier.None}},
}

// ofVerdict is an input of such a verdict, a page of which stands so to a known page.
func ofVerdict(verdict dossier.Verdict, mediaType string, relation dossier.Relation, alterations ...dossier.Alteration) dossier.InputFinding {
	in := dossier.InputFinding{Path: "posts/x", MediaType: mediaType, Pages: 1, Verdict: verdict, Grade: dossier.VeryStrong}
	if verdict == dossier.None || verdict == dossier.Unreadable {
		return in
	}
	pair := dossier.PagePair{Query: 1, Known: 3, Relation: relation, Basis: []dossier.Basis{dossier.ByLayout}, Clear: .5, Untold: &dossier.Untold{Words: 9}}
	in.Matches = []dossier.Match{{
		Document: known("plenary.pdf", "Talks", 9), Verdict: verdict, Grade: dossier.VeryStrong, Clear: .5,
		Pages: []dossier.PagePair{pair}, Alterations: alterations,
	}}
	return in
}

// Whatever is told of an input, its headline and its sentence say the same as its verdict.
func TestHeadlineAndVerdictAgree(t *testing.T) {
	edit := dossier.Alteration{Kind: dossier.TextEdited, Class: dossier.ClassFigures, QueryPages: []int{1}, KnownPages: []int{3}, Before: "42", After: "72"}
	gone := dossier.Alteration{Kind: dossier.TextRedacted, QueryPages: []int{1}, KnownPages: []int{3}, Before: "42"}
	excerpt := dossier.Alteration{Kind: dossier.ExcerptTaken}
	for _, verdict := range schemaOf(reflect.TypeFor[dossier.Verdict]()).Enum {
		for _, mediaType := range []string{"image/png", "application/pdf", "text/plain", "text/html", "application/x"} {
			for _, relation := range schemaOf(reflect.TypeFor[dossier.Relation]()).Enum {
				for name, alterations := range map[string][]dossier.Alteration{"": nil, "edit": {edit}, "gone": {gone}, "both": {edit, gone}, "excerpt": {excerpt}} {
					v := dossier.Verdict(verdict.(string))
					if changed := name != "" && name != "excerpt"; changed != (v == dossier.Altered) && name != "" {
						continue // such alterations make it altered
					}
					in := ofVerdict(v, mediaType, dossier.Relation(relation.(string)), alterations...)
					t.Run(fmt.Sprint(verdict, mediaType, relation, name), func(t *testing.T) { agrees(t, in) })
					if len(in.Matches) > 0 && mediaType == "text/plain" {
						in.Matches[0].Quotations = []dossier.Quotation{{Text: "paid 72", QueryPages: []int{1}, KnownPages: []int{3}}}
						t.Run(fmt.Sprint(verdict, "quotation", relation, name), func(t *testing.T) { agrees(t, in) })
					}
				}
			}
		}
	}
}

// agrees checks what is said of an input, and that its sentence stands first everywhere.
func agrees(t *testing.T, in dossier.InputFinding) {
	f := dossier.Finding{Corpus: dossier.CorpusSize{Documents: 4}, Inputs: []dossier.InputFinding{in}}
	sentence := inOneSentence(in, f.Corpus, false)
	var b strings.Builder
	if err := Text(&b, f, Style{Width: 1000}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if got := strings.TrimSpace(lines[1]); got != sentence {
		t.Errorf("the first line says %q, the sentence is %q", got, sentence)
	}
	if got := Summarised(f, false).Inputs[0].Summary.Sentence; got != sentence {
		t.Errorf("the summary says %q, the sentence is %q", got, sentence)
	}
	told := strings.TrimSpace(lines[2]) + "\n" + sentence
	for _, s := range says {
		may := false
		for _, v := range s.verdicts {
			may = may || v == in.Verdict
		}
		if strings.Contains(told, s.words) && !may {
			t.Errorf("%s: says %q in\n%s", in.Verdict, s.words, told)
		}
	}
	for verdict, must := range map[dossier.Verdict]string{
		dossier.Altered: "ALTERED|REDACTED", dossier.Unclear: "AS FAR AS IT CAN BE READ", dossier.Identical: "SAME FILE", dossier.Same: "SAME |PART|HOLDS A PAGE|QUOTE",
		dossier.Partial: "PART|HOLDS A PAGE|SAME PAGE|QUOTE", dossier.Shared: "SHARES|FORM", dossier.None: "NO MATCH", dossier.Unreadable: "CANNOT READ",
	} {
		said := false
		for _, words := range strings.Split(must, "|") {
			said = said || strings.Contains(told, words)
		}
		if in.Verdict == verdict && !said {
			t.Errorf("%s: none of %q in\n%s", verdict, must, told)
		}
	}
}

func TestSentences(t *testing.T) {
	edit := func(class dossier.Class, before, after, negation string) dossier.Alteration {
		return dossier.Alteration{Kind: dossier.TextEdited, Class: class, QueryPages: []int{1}, KnownPages: []int{3}, Before: before, After: after, Negation: negation}
	}
	turned := []float64{0, 1, 0, -1, 0, 0, 0, 0, 1}
	picture := func(verdict dossier.Verdict, relation dossier.Relation, alterations ...dossier.Alteration) dossier.InputFinding {
		in := ofVerdict(verdict, "image/png", relation, alterations...)
		in.Matches[0].Pages[0].Transform, in.Matches[0].Pages[0].Untold = turned, nil
		return in
	}
	tied := picture(dossier.Partial, dossier.SamePage)
	tied.Tied = 5
	illegible := picture(dossier.Unclear, dossier.Near)
	illegible.Matches[0].Clear = 0
	several := func(cover float64) dossier.InputFinding {
		in := picture(dossier.Partial, dossier.SamePage)
		m := &in.Matches[0]
		m.Pages = append(slices.Clone(m.Pages), m.Pages[0])
		m.Pages[1].Known, m.Pages[0].QueryCover, m.Pages[1].QueryCover = 4, cover, cover
		return in
	}
	pages := ofVerdict(dossier.Altered, "application/pdf", dossier.Redacted, dossier.Alteration{Kind: dossier.TextRedacted, KnownPages: []int{3}})
	pages.Matches[0].Document.Pages, pages.Matches[0].Pages[0].Untold = 1, nil
	merged := ofVerdict(dossier.Same, "application/pdf", dossier.SamePage)
	second := merged.Matches[0]
	second.Document, second.Pages = known("minutes.pdf", "", 1), row(2, 1, 1, dossier.SamePage)
	merged.Matches[0].Part, second.Part = true, true
	merged.Matches, merged.LeftOut = append(merged.Matches, second), &dossier.LeftOut{Parts: 2}
	for _, tt := range []struct {
		in   dossier.InputFinding
		want string
	}{
		{picture(dossier.Altered, dossier.Excerpt, edit(dossier.ClassFigures, "42", "72", "")),
			`This picture shows a part of page 3 of "plenary.pdf", turned by 90 degrees clockwise; the figure 42 reads 72 here; everything else that can be told agrees.`},
		{picture(dossier.Altered, dossier.SamePage, edit(dossier.ClassWords, "shall not", "shall", "not")),
			`This picture shows page 3 of "plenary.pdf", turned by 90 degrees clockwise; "shall not" reads "shall" here, without "not"; everything else that can be told agrees.`},
		{picture(dossier.Altered, dossier.SamePage, edit(dossier.ClassWords, "", "never", "never")),
			`This picture shows page 3 of "plenary.pdf", turned by 90 degrees clockwise; "never" is put in; everything else that can be told agrees.`},
		{tied, `This picture shows page 3 of "plenary.pdf", turned by 90 degrees clockwise; no change was found in what can be told of it; 5 other known documents fit it as well.`},
		{picture(dossier.Unclear, dossier.Near), `This picture shows page 3 of "plenary.pdf", turned by 90 degrees clockwise, as far as it can be read: 50 % of the words could be told, and no change was found in these.`},
		{illegible, `This picture shows page 3 of "plenary.pdf", turned by 90 degrees clockwise, as far as it can be read: of none of the words could it be told whether they were changed.`},
		{several(.5), `This picture shows pages 3 and 4 of "plenary.pdf", turned by 90 degrees clockwise; no change was found in what can be told of it.`},
		{several(1), `This picture shows page 3 or 4, which match it alike, of "plenary.pdf", turned by 90 degrees clockwise; no change was found in what can be told of it.`},
		{pages, `This PDF is a copy of "plenary.pdf" with changes: words are redacted on page 3; everything else on its pages that can be told agrees.`},
		{merged, `This PDF holds pages of "plenary.pdf" and 3 other known documents; no change was found in what can be told of these; 9 words could not be told.`},
		{ofVerdict(dossier.Shared, "image/png", dossier.FormOrPage), `This picture shows page 3 of "plenary.pdf" or only the same printed form: it is too unclear to tell which.`},
		{ofVerdict(dossier.Shared, "image/png", dossier.Form), `This picture shows the same printed form as page 3 of "plenary.pdf"; it cannot be told that it is that page.`},
		{ofVerdict(dossier.Identical, "application/pdf", dossier.SamePage), `This PDF is "plenary.pdf", byte for byte.`},
	} {
		if got := inOneSentence(tt.in, dossier.CorpusSize{Documents: 4}, false); got != tt.want {
			t.Errorf("%s\nwant\n%s", got, tt.want)
		}
	}
}

// A page of which too little could be told is marked as unclear, whatever was told of it.
func TestUnclearPagesAreMarked(t *testing.T) {
	pair := dossier.PagePair{Query: 1, Known: 1, Relation: dossier.Near, Basis: []dossier.Basis{dossier.ByText}, Clear: .9, Untold: &dossier.Untold{Words: 30}}
	m := dossier.Match{Document: known("plenary.pdf", "", 1), Verdict: dossier.Unclear, Clear: .9, Pages: []dossier.PagePair{pair}}
	if got := cells(m)[0].mark; got != unclear {
		t.Errorf("it is marked %c", got)
	}
	in := dossier.InputFinding{MediaType: "application/pdf", Pages: 1, Verdict: dossier.Unclear, Matches: []dossier.Match{m}}
	if got := strings.Join(cannotTell(in, m), "\n"); !strings.Contains(got, "what was changed on p. 1, if anything") {
		t.Errorf("it is not said that it cannot be told: %q", got)
	}
}

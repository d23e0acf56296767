package report

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestPlainTextSaysChangesInWords(t *testing.T) {
	edit := func(page int, lead, before, after, trail string) dossier.Alteration {
		return dossier.Alteration{Kind: dossier.TextEdited, Class: dossier.ClassWords, QueryPages: []int{page}, KnownPages: []int{page},
			Lead: lead, Before: before, After: after, Trail: trail}
	}
	f := dossier.Finding{Inputs: []dossier.InputFinding{{
		Path: "repost.pdf", MediaType: "application/pdf", Pages: 5, Verdict: dossier.Altered, Notes: []string{"page 9 is odd"},
		Matches: []dossier.Match{{
			Document: known("plenary.pdf", "", 6), Verdict: dossier.Altered, Grade: dossier.Strong, Pages: row(1, 1, 5, dossier.SamePage),
			Alterations: []dossier.Alteration{
				edit(2, "the parties", "shall", "may", "meet"), edit(2, "is", "not", "", ""), edit(3, "", "", "never", "again"),
				edit(4, "", "任何人不得使为奴隶或奴役", "任何人不得使为自由民或奴役", ""),
			},
		}},
	}}}
	var text strings.Builder
	if err := Text(&text, f, Style{Plain: true, Width: 200}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`p. 2: "shall" became "may", between "the parties" and "meet"`, `p. 2: "not" was left out, after "is"`,
		`p. 3: "never" was put in, before "again"`, `p. 4: "奴隶" became "自由民", between "任何人不得使为" and "或奴役"`,
		"Page 1: same.", "Pages 2-4: words differ.", "Page 5: same.", "Page 6: not found.", "Note: page 9 is odd",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%s is not said", want)
		}
	}
	for _, sign := range []string{"[-", "{+", "~", "="} {
		if strings.Contains(text.String(), sign) {
			t.Errorf("the sign %s is shown", sign)
		}
	}
	if t.Failed() {
		t.Log(text.String())
	}
}

func TestPlainRecheckSaysChangesInWords(t *testing.T) {
	r := dossier.Recheck{Changes: []dossier.StatementChange{{Path: "a.pdf", Statement: dossier.OfVerdict, Before: "same", After: "altered"}}}
	var text strings.Builder
	if err := RecheckText(&text, r, Style{Plain: true}); err != nil || !strings.Contains(text.String(), "verdict: was same, is now altered") {
		t.Errorf("%v: %s", err, text.String())
	}
}

package alteration

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// The order of the rules decides where several hold.
func TestRules(t *testing.T) {
	page := func(relation dossier.Relation) *Comparison {
		return &Comparison{pair: dossier.PagePair{Relation: relation}, words: &alignment{known: []dossier.Word{{Text: "a"}}}}
	}
	one := func(f ink.Fate) fateCounts { return fateCounts{f: 1} }
	words := []int{0}
	gone, come, replaced := hunk{deleted: words}, hunk{inserted: words}, hunk{deleted: words, inserted: words}
	same := page(dossier.SamePage)
	for _, tt := range []struct {
		name    string
		facts   hunkFacts
		verdict verdict
		kind    dossier.Kind
	}{
		{"the same writing wins over a box", hunkFacts{hunk: replaced, page: same, before: "a b", after: "ab", class: dossier.ClassSpacing, fates: one(ink.Covered), drawn: true, readable: true}, unaltered, ""},
		{"off the page", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", fates: one(ink.Outside), drawn: true, readable: true}, cutOff, ""},
		{"a box", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", fates: one(ink.Covered), drawn: true}, altered, dossier.TextRedacted},
		{"a label where nothing was", hunkFacts{hunk: come, page: same, class: dossier.ClassWords, after: "[REDACTED]", drawn: true, readable: true}, altered, dossier.TextRedacted},
		{"still seen", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", fates: one(ink.Same), drawn: true, readable: true}, unaltered, ""},
		{"still seen, but little", hunkFacts{hunk: gone, page: same, class: dossier.ClassPunctuation, before: "-", fates: one(ink.Same), drawn: true, readable: true}, looksAlike, ""},
		{"gone, not drawn", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", readable: true}, altered, dossier.TextEdited},
		{"gone, not drawn, from a redacted page", hunkFacts{hunk: gone, page: page(dossier.Redacted), class: dossier.ClassWords, before: "a", readable: true}, altered, dossier.TextRedacted},
		{"gone and blank", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", fates: one(ink.Blank), drawn: true}, altered, dossier.TextRedacted},
		{"a sign gone, something else there", hunkFacts{hunk: gone, page: same, class: dossier.ClassPunctuation, before: "-", fates: one(ink.Changed), drawn: true, readable: true}, altered, dossier.TextEdited},
		{"gone and changed, read by a machine", hunkFacts{hunk: gone, page: same, class: dossier.ClassWords, before: "a", fates: one(ink.Changed), drawn: true}, undecided, ""},
		{"come, on both pages as drawn", hunkFacts{hunk: come, page: same, class: dossier.ClassWords, after: "a", origins: one(ink.Same), drawn: true, readable: true}, unaltered, ""},
		{"come, read by a machine", hunkFacts{hunk: come, page: same, class: dossier.ClassWords, after: "a", origins: one(ink.Unclear), drawn: true}, undecided, ""},
		{"come", hunkFacts{hunk: come, page: same, class: dossier.ClassWords, after: "a", origins: one(ink.Blank), drawn: true, readable: true}, altered, dossier.TextEdited},
		{"misread", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "a", after: "b", fates: one(ink.Same), drawn: true}, looksAlike, ""},
		{"made longer", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "340", after: "3400", fates: one(ink.Same), origins: one(ink.Changed), drawn: true, readable: true}, altered, dossier.TextEdited},
		{"drawn alike", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "a", after: "а", fates: one(ink.Same), origins: one(ink.Same), drawn: true, readable: true}, looksAlike, ""},
		{"other signs", hunkFacts{hunk: replaced, page: same, before: "a,", after: "a;", class: dossier.ClassPunctuation, fates: one(ink.Unclear), drawn: true, readable: true}, altered, dossier.TextEdited},
		{"other signs that a machine read", hunkFacts{hunk: replaced, page: same, before: "a,", after: "a;", class: dossier.ClassPunctuation, fates: one(ink.Unclear), drawn: true}, unaltered, ""},
		{"other signs in a figure, not drawn", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "1.5", after: "15", readable: true}, altered, dossier.TextEdited},
		{"other words", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "a", after: "b", fates: one(ink.Unclear), drawn: true, readable: true}, altered, dossier.TextEdited},
		{"other words that a machine read, unclear", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "a", after: "b", fates: one(ink.Unclear), drawn: true}, undecided, ""},
		{"other words that a machine read, changed", hunkFacts{hunk: replaced, page: same, class: dossier.ClassWords, before: "a", after: "b", fates: one(ink.Changed), drawn: true}, altered, dossier.TextEdited},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if o := tt.facts.decide(); o.verdict != tt.verdict || o.kind != tt.kind {
				t.Errorf("verdict %d, kind %q, want %d, %q", o.verdict, o.kind, tt.verdict, tt.kind)
			}
		})
	}
}

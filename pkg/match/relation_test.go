package match

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// edgeBetween compares a lone page with one of a thousand known pages.
func edgeBetween(q, k string) (e edge, page, known *preparedPage) {
	page, known = queryPage(q), prepare(Subject{Page: dossier.Page{Text: k}})
	in, _ := newInput(Pages{}, Rarity{Pages: 1000}, newDesk(mostAtHand))
	in.pages = listed(page)
	c := newComparison(in, Known{})
	c.read = listed(known)
	return c.comparePair(Pair{1, 1}), page, known
}

func TestRelationByWording(t *testing.T) {
	a, b, c := passage(1, 80), passage(2, 80), passage(3, 80)
	page := a + " " + b + " " + c
	tests := []struct {
		name, query, known string
		want               dossier.Relation
	}{
		{"the same", page, page, dossier.SamePage},
		{"the same, set otherwise", strings.ReplaceAll(page, " ", "\n"), page, dossier.SamePage},
		{"one word replaced", a + " yesterday " + b + c, a + " tomorrow " + b + c, dossier.Edited},
		{"one digit replaced", a + " 1417 " + b + c, a + " 1418 " + b + c, dossier.Edited},
		{"one decimal point gone", a + " 150 " + b + c, a + " 1.50 " + b + c, dossier.Edited},
		{"a word put in", a + " yesterday " + b + c, a + " " + b + c, dossier.Edited},
		{"ten words gone from the middle", a + " " + b + c, a + passage(9, 10) + " " + b + c, dossier.Redacted},
		{"twenty words gone, ten put in", a + passage(8, 10) + " " + b + c, a + passage(9, 20) + " " + b + c, dossier.Edited},
		{"half gone from the middle", a + " " + c, page, dossier.Redacted},
		{"the middle alone", b, page, dossier.Excerpt},
		{"the middle alone, one word replaced", b + " yesterday", page, dossier.Excerpt},
		{"the middle and text of its own", b + passage(9, 10), page, dossier.Passage},
		{"all, and as much again", page + passage(9, 240), page, dossier.Contains},
		{"two thirds in common", a + b + passage(9, 80), page, dossier.Near},
		{"a third in common", passage(9, 160) + b, page, dossier.Passage},
		{"half a sentence in common", passage(9, 160) + firstWords(b, 4), passage(8, 160) + firstWords(b, 4), ""},
		{"nothing in common", passage(9, 240), page, ""},
		{"too short to tell", firstWords(a, 3), page, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, _, _ := edgeBetween(tt.query, tt.known)
			if e.textRelation != tt.want {
				t.Errorf("%q, want %q (score %.1f, cover %.3f and %.3f)", e.textRelation, tt.want, e.score, e.queryCover, e.knownCover)
			}
		})
	}
}

func firstWords(text string, n int) string {
	return strings.Join(strings.Fields(text)[:n], " ")
}

// At its place in a document that is found, a page that alone would be a part or no
// more than near is that page, altered.
func TestWordingInPlace(t *testing.T) {
	a, b, c := passage(1, 80), passage(2, 80), passage(3, 80)
	page := a + " " + b + " " + c
	tests := []struct {
		name, query, known string
		want               dossier.Relation
	}{
		{"the same", page, page, dossier.SamePage},
		{"cut to a part", b, page, dossier.Redacted},
		{"a third replaced", a + b + passage(9, 80), page, dossier.Edited},
		{"all, and a passage", page + passage(9, 160), page, dossier.Contains},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, q, k := edgeBetween(tt.query, tt.known)
			if got := wordingInPlace(q, k, e.evidence, e.textRelation); got != tt.want {
				t.Errorf("%q, want %q (score %.1f, cover %.3f and %.3f)", got, tt.want, e.score, e.queryCover, e.knownCover)
			}
		})
	}
}

// A form is said to be filled in otherwise for words in whose places others stand, not for a page
// of few words of which some are unclear.
func TestFormsHaveOtherWords(t *testing.T) {
	for name, tt := range map[string]struct {
		d    difference
		want bool
	}{
		"a form filled in otherwise": {difference{overlap: 357, replaced: .18, different: .02, exchanged: .04, unpaired: .28}, true},
		"few words, some unclear":    {difference{overlap: 16, replaced: .25, exchanged: .06, unpaired: .12}, false},
		"many words missing":         {difference{overlap: 300, unpaired: .4}, false},
	} {
		if got := tt.d.otherWords(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

package match

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// edgeBetween compares a lone page with one of a thousand known pages.
func edgeBetween(q, k string) (e edge, page, known *preparedPage) {
	page, known = queryPage(q), prepare(Subject{Page: dossier.Page{Text: k}})
	in := newInput(nil, Rarity{Pages: 1000})
	in.pages = pageList{page}
	c := newComparison(in, Known{})
	c.read[1] = known
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

func TestSameFigures(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"a rate of 1.50", "a rate of 150", false},
		{"40,000 crowns", "40.000 crowns", false},
		{"40,000 crowns", "40000 crowns", false},
		{"12 %", "12", false},
		{"12%", "12 %", true},
		{"on 2/3 of it", "on 23 of it", false},
		{"2017-2018", "20172018", false},
		{"at 10:30", "at 1030", false},
		{"in 1999.", "in 1999", true}, // the full stop belongs to the sentence
		{"1, 2 and 3", "1,2 and 3", true},
		{"pay 40,\n000", "pay 40,000", true},
		{"Article 5", "article  5", true},
		{"no figures", "none", true},
	}
	for _, tt := range tests {
		if got := sameFigures(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q: %v, want %v (%q and %q)", tt.a, tt.b, got, tt.want, figures(tt.a), figures(tt.b))
		}
		if got := sameFigures(tt.b, tt.a); got != tt.want {
			t.Errorf("%q and %q: %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestSameButEncoding(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"equal", "the Party's offer", "the Party's offer", true},
		{"white space", "the offer", "the\n of fer", true},
		{"a quotation mark read as a digit", "the Party’s offer", "the Party9s offer", true},
		{"a quotation mark lost", "the “offer”", "the offer", true},
		{"an accented letter read as another", "café", "cafØ", true},
		{"an accented letter lost", "café au lait", "caf au lait", true},
		{"private use", "item \ue001 one", "item one", true},
		{"a quotation mark made a digit of a number", "pay “5 crowns", "pay 15 crowns", false},
		{"and at a number's end", "pay 5’ crowns", "pay 50 crowns", false},
		{"another letter", "the offer", "the offal", false},
		{"another digit", "40 days", "90 days", false},
		{"a word more", "the offer", "the offer stands", false},
		{"a decimal point lost", "1.5", "15", false},
		{"empty", "", "", true},
		{"nothing and something", "", "ab", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sameButEncoding(tt.a, tt.b); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
			if got := sameButEncoding(tt.b, tt.a); got != tt.want {
				t.Errorf("turned round: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestHoles(t *testing.T) {
	tests := []struct {
		name           string
		covered        []span
		length         int
		holes, longest int
	}{
		{"all covered", []span{{0, 100}}, 100, 0, 0},
		{"ends left off are no holes", []span{{40, 60}}, 100, 0, 40},
		{"a word missing is none", []span{{0, 40}, {40 + wordGap, 100}}, 100, 0, wordGap},
		{"a line missing", []span{{0, 30}, {70, 100}}, 100, 1, 40},
		{"nothing covered", nil, 100, 0, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if n, l := holes(tt.covered), longestHole(tt.covered, tt.length); n != tt.holes || l != tt.longest {
				t.Errorf("%d holes, the longest stretch %d; want %d and %d", n, l, tt.holes, tt.longest)
			}
		})
	}
}

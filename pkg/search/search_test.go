package search

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// found returns what a query finds in a text.
func found(t *testing.T, query, text string) []string {
	t.Helper()
	q, err := Parse(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var hits []string
	for _, s := range q.Find(text) {
		hits = append(hits, text[s.Start:s.End])
	}
	return hits
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		name, query, text string
		want              []string
	}{
		{"word", "trade", "Trade talks on TRADE, not trades", []string{"Trade", "TRADE"}},
		{"part of a word", "rade", "trade", nil},
		{"all words, in any order", "talks trade", "Trade and talks", []string{"Trade", "talks"}},
		{"one word missing", "trade war", "Trade talks", nil},
		{"phrase", `"trade talks"`, "talks on trade. Trade\ntalks", []string{"Trade\ntalks"}},
		{"phrase across a comma", `"red white"`, "red, white and blue", []string{"red, white"}},
		{"phrase with a word between", `"trade talks"`, "trade and talks", nil},
		{"German quotation marks", "„trade talks“ on", "trade talks on", []string{"trade talks", "on"}},
		{"quotation marks within a phrase", `"the «trade"`, "the «trade»", []string{"the «trade"}},
		{"typographic quotation marks", "“trade talks”", "trade talks", []string{"trade talks"}},
		{"prefix", "negot*", "negotiate renegotiate Negotiation", []string{"negotiate", "Negotiation"}},
		{"prefix in a phrase", `"the negot*"`, "the negotiators, negotiate", []string{"the negotiators"}},
		{"without", "trade -secret", "trade", []string{"trade"}},
		{"without, and it is there", "trade -secret", "secret trade", nil},
		{"without a phrase", `trade -"not public"`, "trade: public or not", []string{"trade"}},
		{"a sign", "R & D", "R and D", []string{"R", "D"}},
		{"accents", "élysée", "Elysee ELYSÉE E\u0301lyse\u0301e", []string{"Elysee", "ELYSÉE", "E\u0301lyse\u0301e"}},
		{"ligature", "office", "o\ufb03ce", []string{"o\ufb03ce"}},
		{"sharp s", "strasse", "Straße", []string{"Straße"}},
		{"full width", "abc12", "ＡＢＣ１２", []string{"ＡＢＣ１２"}},
		{"soft hyphen", "dossier", "dos\u00adsier", []string{"dos\u00adsier"}},
		{"broken over lines", "negotiation", "the nego-\ntiation", []string{"nego-\ntiation"}},
		{"broken in a phrase", `"the negotiation begins"`, "the nego-\ntiation begins", []string{"the nego-\ntiation begins"}},
		{"beginning of a broken word", "negotiat*", "nego-\ntiations", []string{"nego-\ntiations"}},
		{"part of a broken word", "nego", "the nego-\ntiation", []string{"nego"}},
		{"hyphen, separate", "well-known", "well known", []string{"well known"}},
		{"hyphen, as one", "well-known", "wellknown", []string{"wellknown"}},
		{"hyphen, and broken there", "well-known", "well-\nknown", []string{"well-\nknown"}},
		{"hyphen in the text", "wellknown known", "well-known", []string{"well-known"}},
		{"a dash joins nothing", "rednot", "red - not", nil},
		{"figures keep apart", "1021", "10-21", nil},
		{"apostrophe", "accord", "l’accord", []string{"accord"}},
		{"no apostrophe", "dont", "don't", []string{"don't"}},
		{"Chinese of two characters", "中国", "在中国的中。国", []string{"中国"}},
		{"Chinese over lines", "中国", "中\n国", []string{"中\n国"}},
		{"Chinese phrase with a space", `"中国 代表"`, "中国代表团", []string{"中国代表"}},
		{"Chinese within Latin", "欧盟EU", "欧盟 EU 欧盟EUR", []string{"欧盟 EU"}},
		{"Japanese", "データ", "電子データの交換", []string{"データ"}},
		{"voiced marks are letters", "か", "が", nil},
		{"half width", "ガス", "ｶﾞｽ", []string{"ｶﾞｽ"}},
		{"Thai", "การค้า", "ข้อตกลงการค้าเสรี", []string{"การค้า"}},
		{"Arabic points", "كتب", "كَتَبَ", []string{"كَتَبَ"}},
		{"Arabic tatweel", "كتب", "كتـــب", []string{"كتـــب"}},
		{"Hebrew points", "שלום", "שָׁלוֹם", []string{"שָׁלוֹם"}},
		{"Russian", "ёлка", "елка ЁЛКА", []string{"елка", "ЁЛКА"}},
		{"Korean", "무역", "무역 협정", []string{"무역"}},
		{"Hindi keeps vowel signs", "कर", "कार", nil},
		{"bytes that are not UTF-8", "word", "a\xffword\xfe", []string{"word"}},
	} {
		if diff := cmp.Diff(test.want, found(t, test.query, test.text)); diff != "" {
			t.Errorf("%s: %s in %q (-want +got):\n%s", test.name, test.query, test.text, diff)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for query, want := range map[string]error{
		"": ErrNoWord, " & ": ErrNoWord, "-draft": ErrNoWord, `"trade`: ErrQuote, "*": ErrStar, "*ade": ErrStar, "tr*de": ErrStar,
		`"tr* talks"`: ErrStar, "trade.*": ErrStar, strings.Repeat("word ", mostWords+1): ErrTooLong,
	} {
		if _, err := Parse(query); !errors.Is(err, want) {
			t.Errorf("%.20q: %v, want %v", query, err, want)
		}
	}
}

// marked returns what is shown of a text, with its hits in brackets.
func marked(t *testing.T, query, text string) string {
	t.Helper()
	q, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	s := Around(text, q.Find(text))
	runes, line, at := []rune(s.Text), "", 0
	for _, hit := range s.Hits {
		line += string(runes[at:hit[0]]) + "[" + string(runes[hit[0]:hit[1]]) + "]"
		at = hit[1]
	}
	return line + string(runes[at:])
}

func TestSnippet(t *testing.T) {
	for _, test := range []struct{ name, query, text, want string }{
		{"sentence", "dish", "First one. The dish is\n chlorinated here. Last.", "The [dish] is chlorinated here."},
		{"two hits of a sentence", "a c", "a b  c. d", "[a] b [c]."},
		{"two sentences", "first third", "First here. Second. The third.", "[First] here. … The [third]."},
		{"a point within a word", "com", "see example.com for it. Next", "see example.[com] for it."},
		{"blank line", "body", "Head\n \nBody text\n\nFoot", "[Body] text"},
		{"Chinese", "中国", "第一句。中国代表团。第三句", "[中国]代表团。"},
	} {
		if got := marked(t, test.query, test.text); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestSnippetOfLongSentence(t *testing.T) {
	for _, around := range []string{"many words ", "中国代表团"} {
		long := strings.Repeat(around, 40)
		got := marked(t, "needle", long+"needle "+long)
		before, after, _ := strings.Cut(got, "[needle]")
		for _, side := range []string{before, after} {
			if n := utf8.RuneCountInString(side); n < mostAround-len(around) || n > mostAround+1 {
				t.Errorf("%d characters: %q", n, side)
			}
		}
		if first := strings.Fields(before)[0]; around == "many words " && first != "many" && first != "words" {
			t.Errorf("a word is cut: %q", first)
		}
	}
}

// proposed reports whether stems stand as an index is asked for them.
func proposed(stems []string, t Term) bool {
	for _, way := range t.Ways {
		reached := []int{}
		for i, w := range way {
			var here []int
			for at, stem := range stems {
				same := stem == Stem(w.Letters) || t.Prefix && i == len(way)-1 && strings.HasPrefix(stem, Stem(w.Letters))
				near := i == 0 || slices.ContainsFunc(reached, func(before int) bool { return before < at && at-before-1 <= Between })
				if same && near {
					here = append(here, at)
				}
			}
			reached = here
		}
		if len(reached) > 0 {
			return true
		}
	}
	return false
}

// Whatever is found in a text is proposed by an index of its stems.
func TestStemsPropose(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "b", "ab", "-", "-\n", " ", "中", "国", "。", "'", "1", strings.Repeat("x", mostIndexed+2)}
	random := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	hits := 0
	for range 20000 {
		text, query := random(12), `"`+random(1+r.IntN(5))
		if r.IntN(4) == 0 {
			query += "a*"
		}
		q, err := Parse(query + `"`)
		if err != nil || q.Find(text) == nil {
			continue
		}
		hits++
		if stems := Stems(text); !proposed(stems, q.Terms[0]) {
			t.Fatalf("%q is found in %q, of which the stems are %q", query, text, stems)
		}
	}
	if hits < 2000 {
		t.Errorf("only %d hits", hits)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("trade -b", "Trade")
	f.Add(`"中国 b*"`, "中国 b-\nc\xff")
	f.Fuzz(func(t *testing.T, query, text string) {
		q, err := Parse(query)
		if err != nil {
			return
		}
		hits := q.Find(text)
		for i, hit := range hits {
			if hit.Start < 0 || hit.Start >= hit.End || hit.End > len(text) || i > 0 && hits[i-1].End > hit.Start {
				t.Fatalf("hits %v of %d bytes", hits, len(text))
			}
		}
		s := Around(text, hits)
		for _, hit := range s.Hits {
			if hit[0] >= hit[1] || hit[1] > utf8.RuneCountInString(s.Text) {
				t.Fatalf("hits %v of %q", s.Hits, s.Text)
			}
		}
		if hits == nil {
			return
		}
		for _, term := range q.Terms {
			if !term.Not && !proposed(Stems(text), term) {
				t.Fatalf("%q is found in %q and not proposed", query, text)
			}
		}
	})
}

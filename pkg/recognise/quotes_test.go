package recognise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// A quote is a part of its page: what stands before and after it is not missing, and what
// it changes is told, and nothing else.
func TestQuotes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	minutes := forge.Communique(7, 4)
	words := strings.Fields(minutes[1])
	original := write("minutes.txt", strings.Join(minutes, "\f"))
	for _, tt := range []struct {
		name    string
		from    int // word of the page
		change  func(words []string)
		verdict dossier.Verdict
		class   dossier.Class
	}{
		{"verbatim", 150, func([]string) {}, dossier.Partial, ""},
		{"in quotation marks", 150, func(w []string) { w[0], w[len(w)-1] = "“"+w[0], w[len(w)-1]+"”" }, dossier.Partial, ""},
		{"in straight ones, cut short", 150, func(w []string) { w[0], w[len(w)-1] = `"…`+w[0], w[len(w)-1]+`..."` }, dossier.Partial, ""},
		{"with the stop of another sentence", 150, func(w []string) { w[len(w)-1] = strings.TrimRight(w[len(w)-1], ".,;:") + "." }, dossier.Partial, ""},
		{"a word in the middle", 150, func(w []string) { w[15] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"the first word", 150, func(w []string) { w[0] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"the last word", 150, func(w []string) { w[len(w)-1] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"a capital", 150, func(w []string) { w[10] = strings.ToUpper(w[10]) }, dossier.Altered, dossier.ClassLetters},
		{"a comma put in", 150, func(w []string) { w[10] += "," }, dossier.Altered, dossier.ClassPunctuation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			quote := append([]string(nil), words[tt.from:tt.from+30]...)
			tt.change(quote)
			path := write(strings.ReplaceAll(tt.name, " ", "-")+".txt", strings.Join(quote, " "))
			in := askAbout(t, []string{original}, []string{path})[0]
			if len(in.Matches) != 1 {
				t.Fatalf("%d matches of %q", len(in.Matches), strings.Join(quote, " "))
			}
			m := in.Matches[0]
			var edits []string
			for _, a := range m.Alterations {
				if a.Kind == dossier.TextEdited {
					edits = append(edits, string(a.Class))
				}
			}
			want := []string(nil)
			if tt.class != "" {
				want = []string{string(tt.class)}
			}
			if m.Verdict != tt.verdict || fmt.Sprint(edits) != fmt.Sprint(want) {
				t.Errorf("%s, edits %v of %q; want %s, %v: %+v", m.Verdict, edits, strings.Join(quote, " "), tt.verdict, want, m.Alterations)
			}
		})
	}
}

// A quotation that ends on a page of few words is no copy of that page, which lacks the other.
func TestQuoteEndsOnAPageOfFewWords(t *testing.T) {
	dir := t.TempDir()
	words := strings.Fields(forge.Communique(7, 4)[1])
	original := filepath.Join(dir, "minutes.txt")
	quote := filepath.Join(dir, "quote.txt")
	text := strings.Join(words[:160], " ") + "\f" + strings.Join(words[160:178], " ")
	for path, text := range map[string]string{original: text, quote: strings.Join(words[143:178], " ")} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m := askAbout(t, []string{original}, []string{quote})[0].Matches
	if len(m) != 1 || m[0].Verdict != dossier.Partial || len(m[0].Quotations) != 1 {
		t.Fatalf("%+v", m)
	}
}

// A post may quote several documents amid other words; each is found, and what surrounds
// the quotations is from none of them.
func TestPosts(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name+".txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first, second := forge.Communique(7, 4), forge.Communique(8, 4)
	originals := []string{write("first", strings.Join(first, "\f")), write("second", strings.Join(second, "\f"))}
	words := func(page string, from, n int) string { return strings.Join(strings.Fields(page)[from:from+n], " ") }
	one, other := words(first[1], 150, 20), words(second[2], 60, 20)
	brief := words(first[2], 40, 10)
	for _, tt := range []struct {
		name, text string
		verdict    dossier.Verdict
		reason     dossier.Reason
		documents  int
		kinds      []dossier.Kind // of the first match, but for excerpts
		unquoted   int
	}{
		{"in a post", "They said it would never happen @herald: “" + one + "” #leak", dossier.Partial, "", 1, nil, 2},
		{"of two documents", "Read this: “" + one + "”. And then this: “" + other + "”!", dossier.Partial, "", 2, nil, 2},
		{"of two documents, one in few words", brief + " – " + other, dossier.Partial, "", 2, nil, 0},
		{"of two documents, on two lines", other + "\n" + brief, dossier.Partial, "", 2, nil, 0},
		{"one of two altered", "“" + one + "”. And then: “" + strings.Replace(other, strings.Fields(other)[9], "herons", 1) + "”!",
			dossier.Altered, "", 2, []dossier.Kind{dossier.TextEdited}, 1},
		{"words left out with a sign", words(first[1], 150, 14) + " [...] " + words(first[1], 170, 14), dossier.Partial, "", 1, []dossier.Kind{dossier.Shortened}, 0},
		{"over two pages", words(first[1], len(strings.Fields(first[1]))-10, 10) + " " + words(first[2], 0, 10), dossier.Partial, "", 1, nil, 0},
		{"too short", words(first[1], 150, 3), dossier.Shared, dossier.TooShort, 2, nil, 0},
		{"too short, in a post", "He wrote “" + words(first[1], 150, 3) + "” to the herald, who believed it", dossier.Shared, dossier.TooShort, 2, nil, 2},
		{"of no document", "The lighthouse keeper counted nine herons on the pier before breakfast", dossier.None, "", 0, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := askAbout(t, originals, []string{write(strings.ReplaceAll(tt.name, " ", "-"), tt.text)})[0]
			if in.Verdict != tt.verdict || len(in.Matches) != tt.documents || len(in.Unquoted) != tt.unquoted {
				t.Fatalf("%s, %d documents, outside %q of %q; want %s, %d, %d pieces", in.Verdict, len(in.Matches), in.Unquoted, tt.text, tt.verdict, tt.documents, tt.unquoted)
			}
			if tt.documents == 0 {
				return
			}
			m := in.Matches[0]
			var kinds []dossier.Kind
			for _, a := range m.Alterations {
				if a.Kind != dossier.ExcerptTaken {
					kinds = append(kinds, a.Kind)
				}
			}
			if m.Reason != tt.reason || fmt.Sprint(kinds) != fmt.Sprint(tt.kinds) || len(m.Quotations) == 0 {
				t.Errorf("%q: reason %q, kinds %v, quotations %+v; want %q, %v", tt.text, m.Reason, kinds, m.Quotations, tt.reason, tt.kinds)
			}
		})
	}
}

// What differs from words that a machine read is unclear, not altered, where it may be misread;
// what a sign says is left out is told.
func TestEditsTold(t *testing.T) {
	edit := func(before, after string, known ...int) dossier.Alteration {
		return dossier.Alteration{Kind: dossier.TextEdited, Before: before, After: after, KnownPages: known}
	}
	shortened := dossier.Alteration{Kind: dossier.Shortened, KnownPages: []int{2}}
	for _, tt := range []struct {
		name          string
		pictured      bool
		edits         []dossier.Alteration
		told, unclear int
	}{
		{"a known page that was read", false, []dossier.Alteration{edit("may", "shall", 1), edit("may", "shall", 1, 2), shortened}, 2, 1},
		{"a picture that was read", true, []dossier.Alteration{edit("levy", "lew", 1), edit("levy", "herons", 1), shortened}, 2, 1},
	} {
		p := quotedPlace{recognised: map[int]bool{2: true}}
		p.Edits = tt.edits
		if told := p.tellEdits(tt.pictured); len(told) != tt.told || p.Quoted.Unclear != tt.unclear || len(p.Quoted.Variants) != tt.unclear {
			t.Errorf("%s: told %+v, unclear %+v", tt.name, told, p.Quoted)
		}
	}
}

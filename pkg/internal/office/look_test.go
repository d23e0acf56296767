package office

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestScripts holds raised and lowered forms to Unicode, which says what each stands for.
func TestScripts(t *testing.T) {
	for shift, forms := range scripts {
		for plain, form := range forms {
			if got := norm.NFKD.String(string(form)); got != norm.NFKD.String(string(plain)) && !(plain == '-' && got == "−") {
				t.Errorf("%c is no form of %c (shift %d) but of %s", form, plain, shift, got)
			}
		}
	}
}

func TestNumerals(t *testing.T) {
	for _, tt := range []struct {
		numeral numeral
		n       int
		want    string
	}{
		{decimal, 12, "12"}, {decimal, -3, "-3"}, {decimalZero, 9, "09"}, {decimalZero, 10, "10"},
		{lowerRoman, 4, "iv"}, {upperRoman, 1994, "MCMXCIV"}, {upperRoman, 3999, "MMMCMXCIX"}, {upperRoman, 4000, "4000"}, {lowerRoman, 0, "0"},
		{lowerLetters, 1, "a"}, {lowerLetters, 26, "z"}, {lowerLetters, 27, "aa"}, {upperLetters, 703, "AAA"}, {lowerLetters, 0, "0"},
		{lowerDoubled, 27, "aa"}, {upperDoubled, 28, "BB"}, {lowerDoubled, 1 << 30, "1073741824"},
		{lowerGreek, 3, "γ"}, {lowerGreek, 99, "99"},
		{ordinal, 1, "1st"}, {ordinal, 2, "2nd"}, {ordinal, 23, "23rd"}, {ordinal, 12, "12th"}, {ordinal, 111, "111th"}, {noNumeral, 5, ""},
	} {
		if got := tt.numeral.write(tt.n); got != tt.want {
			t.Errorf("%d of numeral %d: %q, want %q", tt.n, tt.numeral, got, tt.want)
		}
	}
}

func TestColours(t *testing.T) {
	black := paint{is: paintKnown}
	for _, tt := range []struct {
		written string
		want    paint
	}{
		{"#fff", white}, {"FFFFFF", white}, {"White", white}, {"rgb(255 255 255)", white}, {"rgb(100%,100%,100%)", white}, {"#000f", black}, {"#000000ff", black},
		{"rgba(0, 0, 0, 1)", black}, {"rgb(-5,0,0)", black}, {"rgb(300,400,255)", white},
		{"", paint{}}, {"transparent", paint{is: paintNone}}, {"#0000", paint{is: paintNone}}, {"rgb(0 0 0 / 0%)", paint{is: paintNone}}, {"rgba(0,0,0,.5)", paint{is: paintUnknown}},
		{"auto", paint{is: paintUnknown}}, {"inherit", paint{is: paintUnknown}}, {"#ff", paint{is: paintUnknown}}, {"rgb(1,2)", paint{is: paintUnknown}}, {"rgb(a,b,c)", paint{is: paintUnknown}},
	} {
		if got := paintOf(tt.written); got != tt.want {
			t.Errorf("%q: %v, want %v", tt.written, got, tt.want)
		}
	}
}

// TestSymbolTables checks that tables written as two lines have as many signs in each.
func TestSymbolTables(t *testing.T) {
	if got := symbols("Symbol", "\uf0b7\u00b7ab 12"); got != "••αβ 12" {
		t.Error(got)
	}
	if got := symbols("Symbol", "\u00f2\u00e5\u00d6"); got != "∫∑√" {
		t.Error(got)
	}
	if got := symbols("Times", "ab"); got != "ab" {
		t.Error(got)
	}
}

// TestLongDocuments reads what would take hours if any step went over the whole again.
func TestLongDocuments(t *testing.T) {
	const n = 20_000
	for name, content := range map[string]Content{
		"DOCX": read(t, fullWord(t, strings.Repeat(item("1", "0", "a")+p(as(`<w:vertAlign w:val="superscript"/>`, "1")), n)), DOCX),
		"ODT":  read(t, fullODT(t, list("L1", strings.Repeat(ti(tp("a"+span("Up", "1"))), n))), ODT),
		"HTML": read(t, []byte("<ol>"+strings.Repeat("<li>a<sup>1</sup>", n)+"</ol>"), HTML),
	} {
		if !strings.Contains(content.Text, "20000. a") {
			t.Errorf("%s: the last item is missing", name)
		}
	}
}

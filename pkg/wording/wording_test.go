package wording

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// What two texts say of one another does not depend on which comes first.
func TestClassify(t *testing.T) {
	const same = dossier.Class("")
	for _, tt := range []struct {
		name string
		a, b string
		want dossier.Class
	}{
		{"the same", "that 40,000 was paid", "that 40,000 was paid", same},
		{"quotation marks and hyphens", "“co-operate” isn’t", `"co‑operate" isn't`, same},
		{"a ligature", "efficient", "e\ufb03cient", same},
		{"a soft hyphen", "efficient", "effi\u00adcient", same},
		{"composed and decomposed", "r\u00e9sum\u00e9", "re\u0301sume\u0301", same},
		{"full width", "ABC 123", "ＡＢＣ １２３", same},
		{"a minus", "−5 degrees", "-5 degrees", same},
		{"a vulgar fraction", "½ of it", "1/2 of it", same},
		{"an ellipsis", "and so on…", "and so on...", same},
		{"white space", "was  paid\n on time", "was paid on time", same},
		{"a hyphenated word", "co-\noperate at once", "cooperate at once", same},
		{"a hyphen at the end of a line", "co-\noperate at once", "co-operate at once", same},
		{"a soft hyphen at the end of a line", "effi\u00ad\ncient", "efficient", same},
		{"a range over two lines", "5-\n10 boxes", "5-10 boxes", same},
		{"a dash at the end of a line", "paid -\non time", "paid - on time", same},
		{"a hyphen gone at the end of a line", "non-\nbinding rules", "non\nbinding rules", dossier.ClassPunctuation},
		{"a dash gone at the end of a line", "paid -\non time", "paid\non time", dossier.ClassPunctuation},
		{"a dash gone at the beginning of a line", "paid\n- on time", "paid\non time", dossier.ClassPunctuation},
		{"a sign gone at the beginning of a line", "was\n-5 degrees", "was\n5 degrees", dossier.ClassFigures},
		{"a range joined over two lines", "5-\n10 boxes", "510 boxes", dossier.ClassFigures},
		{"a range of numerals", "I-\nV apply", "IV apply", dossier.ClassFigures},
		{"currencies", "USD-\nEUR each", "USDEUR each", dossier.ClassFigures},
		{"a unit", "a 5km-\nlong road", "a 5kmlong road", dossier.ClassFigures},
		{"a word after a figure", "a 5-\nyear term", "a 5year term", dossier.ClassFigures},
		{"a figure after a word", "Annex-\n5 applies", "Annex5 applies", dossier.ClassFigures},
		{"a currency before a figure", "EUR-\n5 each", "EUR5 each", dossier.ClassFigures},
		{"a Thai vowel in two parts", "คำ", "คํา", same},
		{"a Thai tone between them", "น้ำ", "นํ้า", same},
		{"another Thai tone", "น้ำ", "น่ำ", dossier.ClassLetters},
		{"words joined", "in sulin", "insulin", dossier.ClassSpacing},
		{"digits joined", "61 16", "6 116", dossier.ClassFigures},
		{"a digit", "paid 40,000", "paid 41,000", dossier.ClassFigures},
		{"a decimal point", "1.50 per cent", "150 per cent", dossier.ClassFigures},
		{"a thousands separator", "40,000 crowns", "40.000 crowns", dossier.ClassFigures},
		{"a sign", "-5 degrees", "5 degrees", dossier.ClassFigures},
		{"a currency", "$40 each", "£40 each", dossier.ClassFigures},
		{"a currency code", "USD 40 each", "GBP 40 each", dossier.ClassFigures},
		{"per cent", "5 % of it", "5 of it", dossier.ClassFigures},
		{"another unit", "40 km away", "40 m away", dossier.ClassFigures},
		{"an amount in words", "3 million in all", "3 billion in all", dossier.ClassFigures},
		{"a superscript", "10⁵ of them", "105 of them", dossier.ClassFigures},
		{"a fraction", "½ of it", "¼ of it", dossier.ClassFigures},
		{"a whole and a fraction", "3½ of it", "31/2 of it", dossier.ClassFigures},
		{"an operator", "if x < 4 then", "if x > 4 then", dossier.ClassFigures},
		{"a ratio", "3:1 for it", "1:3 for it", dossier.ClassFigures},
		{"a time", "at 10:30", "at 10.30", dossier.ClassFigures},
		{"a check mark", "☐ agreed", "☑ agreed", dossier.ClassFigures},
		{"a Roman numeral", "Annex II applies", "Annex III applies", dossier.ClassFigures},
		{"a word", "was paid", "was not paid", dossier.ClassWords},
		{"a letter changed", "from", "form", dossier.ClassWords},
		{"a name", "Mr Smith said", "Mr Smythe said", dossier.ClassWords},
		{"letter case", "the State", "the state", dossier.ClassLetters},
		{"an accent", "Cote", "Coté", dossier.ClassLetters},
		{"another accent", "pêche", "pèche", dossier.ClassLetters},
		{"a look-alike letter", "paid", "pаid", dossier.ClassLetters},
		{"a comma", "eats, shoots", "eats shoots", dossier.ClassPunctuation},
		{"a full stop", "it ended.", "it ended?", dossier.ClassPunctuation},
		{"brackets", "(unless agreed)", "unless agreed", dossier.ClassPunctuation},
		{"a full stop after a number", "in 1999.", "in 1999", dossier.ClassPunctuation},
		{"names swapped", "Anna and Bert", "Bert and Anna", dossier.ClassOrder},
		{"cells swapped", "61 16", "16 61", dossier.ClassOrder},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Tokens(tt.a), Tokens(tt.b)
			if got := Classify("", a, b); got != tt.want {
				t.Errorf("%q and %q: %q, want %q", tt.a, tt.b, got, tt.want)
			}
			if got := Classify("", b, a); got != tt.want {
				t.Errorf("%q and %q: %q, want %q", tt.b, tt.a, got, tt.want)
			}
			if got, want := Equal(tt.a, tt.b), tt.want == same || tt.want == dossier.ClassSpacing; got != want {
				t.Errorf("%q and %q equal: %v, want %v", tt.a, tt.b, got, want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"":                              nil,
		" \u200b ":                      nil,
		"one  two\nthree":               {"one", "two", "three"},
		"a\u00a0b":                      {"a", "b"},
		"日本の 2 つ":                       {"日", "本", "の", "2", "つ"},
		"e\u0301t\u00e9 \u200bou\u00ad": {"e\u0301t\u00e9", "\u200bou\u00ad"},
	} {
		var got []string
		for _, token := range Tokens(text) {
			got = append(got, token.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
	if got := Text(Tokens("日本の 2 つ\nある")); got != "日本の 2 つある" {
		t.Errorf("text %q", got)
	}
}

const treaty = `The Parties shall not transfer the goods to any third country unless the Committee agrees in writing.
A Party may withdraw from this Agreement by giving six months' notice to the other Party.
The duties of 4,500 euros fall due on 1 May of each year and are paid to the Secretariat.
Nothing in this Agreement prevents a Party from taking measures that it deems necessary.`

func TestClassifyAfterNumber(t *testing.T) {
	for lead, want := range map[string]dossier.Class{"10:45": dossier.ClassFigures, "I": dossier.ClassWords} {
		if got := Classify(lead, Tokens("am"), Tokens("pm")); got != want {
			t.Errorf("am and pm after %q: %q, want %q", lead, got, want)
		}
	}
}

func TestDifferences(t *testing.T) {
	type difference struct {
		Before, After string
		Class         dossier.Class
	}
	lines := strings.Split(treaty, "\n")
	for _, tt := range []struct {
		name string
		to   string
		want []difference
	}{
		{"the same", strings.ReplaceAll(treaty, "\n", " "), nil},
		{"two words", strings.NewReplacer("shall not", "shall", "4,500", "9,500").Replace(treaty),
			[]difference{{"not", "", dossier.ClassWords}, {"4,500", "9,500", dossier.ClassFigures}}},
		{"a passage replaced, with a word in common", strings.Replace(treaty, "giving six months' notice to the other Party", "leaving at once to harm each of them", 1),
			[]difference{{"giving six months' notice to the other Party.", "leaving at once to harm each of them.", dossier.ClassWords}}},
		{"words replaced on either side of one", strings.Replace(treaty, "taking measures that", "leaving measures as", 1),
			[]difference{{"taking", "leaving", dossier.ClassWords}, {"that", "as", dossier.ClassWords}}},
		{"names swapped", strings.Replace(treaty, "paid to the Secretariat", "paid the to Secretariat", 1),
			[]difference{{"to the", "the to", dossier.ClassOrder}}},
		{"a sentence moved", strings.Join([]string{lines[1], lines[2], lines[0], lines[3]}, "\n"),
			[]difference{{lines[0], lines[0], dossier.ClassOrder}}},
		{"words joined", strings.Replace(treaty, "third country", "thirdcountry", 1),
			[]difference{{"third country", "thirdcountry", dossier.ClassSpacing}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Tokens(treaty), Tokens(tt.to)
			var got []difference
			for _, d := range Differences(a, b, Align(Keys(a), Keys(b))) {
				got = append(got, difference{Text(a[d.A.From:d.A.To]), Text(b[d.B.From:d.B.To]), d.Class})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("differences (-want +got)\n%s", diff)
			}
		})
	}
}

// Words before and after a part, and later occurrences of its words, are not its words.
func TestAlignPart(t *testing.T) {
	whole := strings.Fields(strings.Repeat("the Party of the first part and the Party of the second part agree on it ", 3) + strings.ReplaceAll(treaty, "\n", " ") +
		strings.Repeat(" the Committee meets and the Parties pay what falls due to it", 9))
	for from := range 40 {
		part := append([]string(nil), whole[48+from:48+from+12]...)
		for _, changed := range []int{0, 5, 11} {
			t.Run(fmt.Sprint(from, changed), func(t *testing.T) {
				altered := append([]string(nil), part...)
				altered[changed] = "the"
				for _, p := range AlignPart(altered, whole) {
					if p.B != 48+from+p.A {
						t.Errorf("word %d, %q, is paired with %d, want %d", p.A, altered[p.A], p.B, 48+from+p.A)
					}
				}
			})
		}
	}
}

func TestMarks(t *testing.T) {
	const known = "The Parties shall not transfer the goods to any country"
	for _, tt := range []struct {
		name  string
		query string
		want  []dossier.Mark
	}{
		{"none", known, nil},
		{"lines broken elsewhere", strings.ReplaceAll(known, " ", "\n  "), nil},
		{"zero width", strings.Replace(known, "shall", "sh\u200ball", 1), []dossier.Mark{{Class: dossier.MarkZeroWidth, Count: 1, First: dossier.MarkPlace{Text: "sh\u200ball"}}}},
		{"tag characters, twice", strings.NewReplacer("shall", "shall\U000e0041", "goods", "goods\U000e0042").Replace(known),
			[]dossier.Mark{{Class: dossier.MarkTag, Count: 2, First: dossier.MarkPlace{Text: "shall\U000e0041"}}}},
		{"a tab", strings.Replace(known, " goods", "\tgoods", 1), []dossier.Mark{{Class: dossier.MarkUnusualSpace, Count: 1, First: dossier.MarkPlace{Text: "goods"}}}},
		{"an unusual space", strings.Replace(known, " goods", "\u2009goods", 1), []dossier.Mark{{Class: dossier.MarkUnusualSpace, Count: 1, First: dossier.MarkPlace{Text: "goods"}}}},
		{"a doubled space", strings.Replace(known, " goods", "  goods", 1), []dossier.Mark{{Class: dossier.MarkDoubledSpace, Count: 1, First: dossier.MarkPlace{Text: "goods"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, q := Tokens(known), Tokens(tt.query)
			place := func(token int) dossier.MarkPlace { return dossier.MarkPlace{Text: q[token].Text} }
			if diff := cmp.Diff(tt.want, Marks(k, q, Align(Keys(k), Keys(q)), place)); diff != "" {
				t.Errorf("marks (-want +got)\n%s", diff)
			}
		})
	}
}

func TestFromRight(t *testing.T) {
	for text, want := range map[string]bool{"": false, "12 %": false, "peace": false, "שלום": true, "سلام": true, "(א)": true} {
		if got := FromRight(text); got != want {
			t.Errorf("FromRight(%q) = %v", text, got)
		}
	}
}

// A character that stands in a word that was replaced by another, and in that, too, by chance.
func TestAlignWithinAWordOfAScriptWithoutSpaces(t *testing.T) {
	for _, tt := range []struct {
		before, after string
		want          int // differences
	}{
		{"ในการนี้", "ในปลานี้", 1},
		{"甲國同意乙國", "丙國反對丁國", 2},
		{"甲國同意", "丙國同意", 1},
		{"代表團要求公布", "代表要求公布", 1},
	} {
		a, b := Tokens(tt.before), Tokens(tt.after)
		if got := len(Differences(a, b, Align(Keys(a), Keys(b)))); got != tt.want {
			t.Errorf("%s, %s: %d differences, want %d", tt.before, tt.after, got, tt.want)
		}
	}
}

// Signs that are written in place of spaces set words apart.
func TestTokensOfScriptsWithSignsBetweenWords(t *testing.T) {
	for text, want := range map[string]int{"እያንዳንዱ፡ሰው፡የዘር፡የቀለም": 4, "བོད་ཡིག་གི་": 3, "one: two": 2} {
		tokens := Tokens(text)
		if len(tokens) != want || Text(tokens) != text {
			t.Errorf("%s: %d words, %q", text, len(tokens), Text(tokens))
		}
	}
	if !Equal("ሰው፡የዘር፡የቀለም", "ሰው፡የዘር፡\nየቀለም") {
		t.Error("a line that breaks between words changes them")
	}
}

package quotation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

const minutes = `The delegations of Norrhavn and Estavia met in Mirefell on 4 May.
Both sides shall not lower the tariff on salted herring before the year 2027,
unless the joint committee has agreed to it in writing. Mr Quillon asked whether
a levy of 3.5 % on cut flowers might be kept. The quota stands as drafted, said
Ms Okonjo-Lisle. The next round was set for the first week of July in Varn.
Open the menu “Format” - “Sheets” - “Hide” to put it away.
The stock of herring in Varn - low in June, as nobody denies - shall be counted.
The delegates of the League (“the League”) refer to the #varn-talks channel for all else.
The minutes are kept at https://varn.example:3128/minutes for the delegations to read.
The herring is landed at berth AB-17C.`

// source is a text as a source: pages are divided by form feeds.
func source(text string) []Word {
	var words []Word
	for page, content := range strings.Split(text, "\f") {
		for _, t := range wording.Tokens(content) {
			words = append(words, Word{Token: t, Page: page + 1})
		}
		words[len(words)-1].LineEnd = true
	}
	return words
}

// found says what a post quotes of a text, in lines.
func found(post, of string) string {
	p := NewPost([]dossier.Page{{Number: 1, Text: post}})
	p.Weigh(func(from, to int) float64 { return .65 * float64(to-from) })
	quotations := p.Find(source(of), nil)
	var lines []string
	for _, q := range quotations {
		lines = append(lines, "quote: "+q.Quoted.Text)
		for _, e := range q.Edits {
			lines = append(lines, fmt.Sprintf("%s: %s -> %s", e.Kind, e.Before, e.After))
		}
		for _, h := range q.Quoted.Handling {
			lines = append(lines, fmt.Sprintf("%s: %s -> %s", h.Kind, h.Before, h.After))
		}
	}
	for _, text := range p.Outside(quotations) {
		lines = append(lines, "outside: "+text)
	}
	return strings.Join(lines, "\n")
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		name, post string
		want       []string
	}{
		{"verbatim", "Both sides shall not lower the tariff on salted herring", []string{
			"quote: Both sides shall not lower the tariff on salted herring"}},
		{"in marks, with the stop of another sentence", "“both sides shall not lower the tariff on salted herring.”", []string{
			"quote: both sides shall not lower the tariff on salted herring.",
			"case: Both -> both"}},
		{"a word in brackets for another", "“[they] shall not lower the tariff on salted herring before the year 2027”", []string{
			"quote: [they] shall not lower the tariff on salted herring before the year 2027",
			"insertion:  -> [they]"}},
		{"a letter in brackets", "“[b]oth sides shall not lower the tariff on salted herring”", []string{
			"quote: [b]oth sides shall not lower the tariff on salted herring",
			"case: Both -> [b]oth"}},
		{"sic", "Both sides shall not lower [sic] the tariff on salted herring", []string{
			"quote: Both sides shall not lower [sic] the tariff on salted herring",
			"sic:  -> [sic]"}},
		{"left out with dots", "Both sides shall not lower the tariff ... unless the joint committee has agreed", []string{
			"quote: Both sides shall not lower the tariff ... unless the joint committee has agreed",
			"shortened: on salted herring before the year 2027, -> "}},
		{"dots that touch a word", "Both sides shall not lower the tariff… unless the joint committee has agreed", []string{
			"quote: Both sides shall not lower the tariff… unless the joint committee has agreed",
			"shortened: on salted herring before the year 2027, -> "}},
		{"left out with a slash", "Both sides shall not lower the tariff / unless the joint committee has agreed", []string{
			"quote: Both sides shall not lower the tariff / unless the joint committee has agreed",
			"shortened: on salted herring before the year 2027, -> "}},
		{"left out with dots in brackets, set apart", "Both sides shall not lower the tariff [ … ] unless the joint committee has agreed", []string{
			"quote: Both sides shall not lower the tariff [ … ] unless the joint committee has agreed",
			"shortened: on salted herring before the year 2027, -> "}},
		{"a negation left out with dots", "Both sides shall … lower the tariff on salted herring before the year 2027", []string{
			"quote: Both sides shall … lower the tariff on salted herring before the year 2027",
			"shortened: not -> "}},
		{"left out without a sign", "Both sides shall not lower the tariff unless the joint committee has agreed", []string{
			"quote: Both sides shall not lower the tariff unless the joint committee has agreed",
			"text-edited: on salted herring before the year 2027, -> "}},
		{"interrupted by who says it", "“Both sides,” he wrote, “shall not lower the tariff on salted herring”", []string{
			"quote: Both sides,” he wrote, “shall not lower the tariff on salted herring"}},
		{"a sign where nothing is left out", "Both sides shall not lower … the tariff on salted herring", []string{
			"quote: Both sides shall not lower … the tariff on salted herring"}},
		{"in a post", "BREAKING @herald: they lied!\n“Both sides shall not lower the tariff on salted herring” https://t.example/x #leak", []string{
			"quote: Both sides shall not lower the tariff on salted herring",
			"outside: BREAKING @herald: they lied! “",
			"outside: ” https://t.example/x #leak"}},
		{"in a post without marks", "Look what we have got here, dear readers. Both sides shall not lower the tariff on salted herring. Who would have thought of it", []string{
			"quote: Both sides shall not lower the tariff on salted herring.",
			"outside: Look what we have got here, dear readers.",
			"outside: Who would have thought of it"}},
		{"a sentence that begins with the word the source goes on with", "Both sides shall not lower the tariff. On Monday nobody had told us!", []string{
			"quote: Both sides shall not lower the tariff.",
			"outside: On Monday nobody had told us!"}},
		{"a sentence that ends with the word that stands before in the source", "We had talked it over. The tariff on salted herring before the year 2027 is not lowered by us or them", []string{
			"quote: The tariff on salted herring before the year 2027",
			"outside: We had talked it over.",
			"outside: is not lowered by us or them",
			"case: the -> The"}},
		{"a word in marks that are the source's", "Open the menu “Wonders” - “Sheets” - “Hide” to put it away", []string{
			"quote: Open the menu “Wonders” - “Sheets” - “Hide” to put it away",
			"text-edited: Format -> Wonders"}},
		{"another link", "The minutes are kept at https://varn.example:3728/minutes for the delegations to read", []string{
			"quote: The minutes are kept at https://varn.example:3728/minutes for the delegations to read",
			"text-edited: https://varn.example:3128/minutes -> https://varn.example:3728/minutes"}},
		{"a link within", "Both sides shall not lower https://t.example/x the tariff on salted herring", []string{
			"quote: Both sides shall not lower https://t.example/x the tariff on salted herring"}},
		{"a hashtag", "Both sides shall not lower the #tariff on salted herring", []string{
			"quote: Both sides shall not lower the #tariff on salted herring",
			"hashtag:  -> #tariff"}},
		{"a word after the marks that the source has too", "„Both sides shall not lower the tariff“. On Monday it rained.", []string{
			"quote: Both sides shall not lower the tariff",
			"outside: “. On Monday it rained."}},
		{"an edit at the beginning and one at the end", "“Neither side shall not lower the tariff on smoked herring”", []string{
			"quote: Neither side shall not lower the tariff on smoked herring",
			"text-edited: Both sides -> Neither side",
			"text-edited: salted -> smoked"}},
		{"a figure", "whether a levy of 35 % on cut flowers might be kept", []string{
			"quote: whether a levy of 35 % on cut flowers might be kept",
			"text-edited: 3.5 -> 35"}},
		{"two passages", "He was clear that “The quota stands as drafted, said Ms Okonjo-Lisle”; and later, “a levy of 3.5 % on cut flowers might be kept”.", []string{
			"quote: The quota stands as drafted, said Ms Okonjo-Lisle",
			"quote: a levy of 3.5 % on cut flowers might be kept",
			"outside: He was clear that “",
			"outside: ”; and later, “"}},
		{"left out where the source has marks", "The delegates of the League ... the #varn-talks channel for all else", []string{
			"quote: The delegates of the League ... the #varn-talks channel for all else",
			"shortened: (“the League”) refer to -> "}},
		{"left out on both sides of a sign of the source", "The stock of herring - as nobody denies", []string{
			"quote: The stock of herring - as nobody denies",
			"shortened: in Varn - low in June, -> "}},
		{"left out beside a sign of the source", "The stock of herring - low in June, as nobody denies", []string{
			"quote: The stock of herring - low in June, as nobody denies",
			"text-edited: in Varn -> "}},
		{"left out with a dash beside one of the source", "The stock of herring in Varn - – shall be counted", []string{
			"quote: The stock of herring in Varn - – shall be counted",
			"shortened: - low in June, as nobody denies - -> "}},
		{"a long word near the end in place of another", "The quota stands as drafted, said Norrhavn-Estavian fishmongers. The next round was set", []string{
			"quote: The quota stands as drafted, said Norrhavn-Estavian fishmongers. The next round was set",
			"text-edited: Ms Okonjo-Lisle. -> Norrhavn-Estavian fishmongers."}},
		{"a figure with letters at the end", "The herring is landed at berth AB-19C", []string{
			"quote: The herring is landed at berth AB-19C",
			"text-edited: AB-17C. -> AB-19C"}},
		{"a line after it that begins with the word the source goes on with", "unless the joint committee\nHas nobody told you of it, then, dear readers of ours", []string{
			"quote: unless the joint committee",
			"outside: Has nobody told you of it, then, dear readers of ours"}},
		{"a hashtag of the source", "refer to the #varn-talks channel for all else", []string{
			"quote: refer to the #varn-talks channel for all else"}},
		{"words before the marks that the source has as well", "The delegations of Norrhavn lied: “whether a levy of 3.5 % on cut flowers might be kept”", []string{
			"quote: whether a levy of 3.5 % on cut flowers might be kept",
			"quote: The delegations of Norrhavn",
			"outside: lied: “"}},
		{"two words behind a dash that stand in the source as well", "Both sides shall not lower the tariff on salted – remember nothing else, dear readers, in writing", []string{
			"quote: Both sides shall not lower the tariff on salted",
			"outside: – remember nothing else, dear readers, in writing"}},
		{"nothing of it", "The lighthouse keeper counted nine herons on the pier before breakfast", []string{
			"outside: The lighthouse keeper counted nine herons on the pier before breakfast"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Split(found(tt.post, minutes), "\n")
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", tt.post, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// Words that another source has in a longer run are from that one; a short run of them is no part
// of a quotation of this.
func TestFindWithoutWordsThatAreTaken(t *testing.T) {
	const quoted, other = "Both sides shall not lower the tariff", "were asked in writing by the eel wives of Old Harbour"
	p := NewPost([]dossier.Page{{Number: 1, Text: quoted + " " + other}})
	p.Weigh(func(from, to int) float64 { return .65 * float64(to-from) })
	taken := []wording.Span{{From: 7, To: p.Words()}}
	with, without := p.Find(source(minutes+" asked in writing by the"), nil), p.Find(source(minutes+" asked in writing by the"), taken)
	if len(with) != 2 || !p.Taken(with, taken) {
		t.Errorf("without words taken: %+v", with)
	}
	if len(without) != 1 || without[0].Quoted.Text != quoted || p.Taken(without, taken) {
		t.Errorf("with words taken: %+v", without)
	}
}

// A short quotation stands by itself between two dashes or ends of lines, or amid other words.
func TestDelimited(t *testing.T) {
	const quote, other = "the tariff on salted herring before the year 2027", "and that is all that they have ever told anybody of it"
	for post, want := range map[string]bool{
		quote:                                              true,
		other + " “" + quote + "” " + other:                true,
		other + "\n" + quote + "\n" + other:                true,
		other + " – " + quote:                              true,
		other + " " + quote + " " + other:                  false,
		other + "\n" + other + " " + quote:                 false,
		other + ": " + quote + ". " + other:                true, // announced
		other + ": " + quote + " " + other:                 false,
		other + ". " + quote + " – " + other:               true,
		other + " – " + quote + ". " + other:               true,
		other + ". " + quote + ". " + other:                false,
		other + ". " + quote + " " + other + " – " + other: false,
		quote + "\nUnless it rains, " + other:              true, // the source goes on with that word
	} {
		p := NewPost([]dossier.Page{{Number: 1, Text: post}})
		p.Weigh(func(from, to int) float64 { return .65 * float64(to-from) })
		q := p.Find(source(minutes), nil)
		if len(q) != 1 || p.Delimited(q[0]) != want {
			t.Errorf("%q: %d quotations; want one, delimited %v", post, len(q), want)
		}
	}
}

// What stands between two pages is not left out; a numbered paragraph at their end is.
func TestFindAcrossPages(t *testing.T) {
	const post = "Both sides shall not lower the tariff on salted herring before the year 2027"
	for between, want := range map[string]string{
		"":                                  "",
		"\n1 See the first protocol, p. 7.": "",
		"\n¹ See the first protocol, p. 7.": "",
		"\n3. The levy on eels falls away.": "text-edited: 3. The levy on eels falls away. -> ",
		" and on trout":                     "text-edited: and on trout -> ",
	} {
		got := found(post, "Both sides shall not lower the tariff on salted herring"+between+"\fbefore the year 2027, unless")
		if got = strings.TrimPrefix(strings.TrimPrefix(got, "quote: "+post), "\n"); got != want {
			t.Errorf("between two pages %q: %q, want %q", between, got, want)
		}
	}
}

// A word that a line divides at its hyphen is one, with the hyphen or without.
func TestFindWhereALineDividesAWord(t *testing.T) {
	const of = "We met the ROO Sub-\nCommittee of Varn and the back-\nto-back certificate of herring in June, in- and\noutgoing, salt-\nand sweetwater"
	for _, post := range []string{
		"the ROO SubCommittee of Varn and the backto-back certificate",
		"the ROO Sub-Committee of Varn and the back-to-back certificate",
		"the back-to-back certificate of herring in June, in- and outgoing, salt-",
	} {
		if got := found(post, of); got != "quote: "+post {
			t.Errorf("%s: %s", post, got)
		}
	}
}

// One who quotes a column leaves out the cells beside it, and whole ones only.
func TestFindInColumn(t *testing.T) {
	cells := func(rows ...[]string) []Word {
		var words []Word
		for _, row := range rows {
			for _, cell := range row {
				for i, w := range source(cell) {
					w.LineEnd, w.Cell = false, i == 0
					words = append(words, w)
				}
			}
			words[len(words)-1].LineEnd = true
		}
		return words
	}
	table := cells([]string{"0304.92", "Frozen toothfish in fillets", "RVC 40 or CC"}, []string{"0304.93", "Smoked tilapias and carp", "WO"})
	for post, want := range map[string]int{
		"Frozen toothfish in fillets Smoked tilapias and carp":             0,
		"Frozen toothfish in fillets RVC Smoked tilapias and carp":         1,
		"Frozen toothfish in fillets RVC 40 or CC 0304.93 Smoked tilapias": 0,
	} {
		p := NewPost([]dossier.Page{{Number: 1, Text: post}})
		p.Weigh(func(from, to int) float64 { return .65 * float64(to-from) })
		quotations := p.Find(table, nil)
		if len(quotations) != 1 || len(quotations[0].Edits) != want {
			t.Errorf("%q: %+v; want one quotation with %d edits", post, quotations, want)
		}
	}
}

// Where words are not set apart, one who quotes may cut a Latin one at its signs, but no number.
func TestFindInScriptsThatDoNotSetWordsApart(t *testing.T) {
	const of = "兩國代表團於五月四日在會議廳討論關稅，文件存於 /srv/talks/draft.txt 資料夾內供各方查閱。代表團要求把配額提高到 1,721.5 噸並立即公布。"
	for post, want := range map[string]string{
		"draft.txt 資料夾內供各方查閱。代表團要求把配額提高":    "",
		"國代表團於五月四日在會議廳討論關稅，文件存於 /srv/talks": "",
		"raft.txt 資料夾內供各方查閱。代表團要求把配額提高":     "text-edited: /srv/talks/draft.txt -> raft.txt",
		"資料夾內供各方查閱。代表團要求把配額提高到 1":           "text-edited: 1,721.5 -> 1",
		"兩國代表團於五月四日在會議廳討論關稅（中略）供各方查閱":       "shortened: ，文件存於 /srv/talks/draft.txt 資料夾內 -> ",
	} {
		if got := strings.TrimPrefix(strings.TrimPrefix(found(post, of), "quote: "+post), "\n"); got != want {
			t.Errorf("%s: %q, want %q", post, got, want)
		}
	}
	english := "The members agreed to admit no cargo of non-allied ships to the port before the next round was set"
	if got := found("allied ships to the port before the next round was set", english); !strings.Contains(got, "text-edited") {
		t.Errorf("a word cut in English: %q", got)
	}
}

// Thai sets sentences apart by spaces: what follows one need not be of the quotation.
func TestFindInThai(t *testing.T) {
	const of = "คณะผู้แทนทั้งสองฝ่ายได้หารือเรื่องอัตราภาษีปลาเฮอริงดองเกลือ และตกลงให้คงโควตาเดิมไว้จนถึงสิ้นปีหน้า"
	got := found("คณะผู้แทนทั้งสองฝ่ายได้หารือเรื่องอัตราภาษี ไม่มีใครบอกเรา", of)
	if want := "quote: คณะผู้แทนทั้งสองฝ่ายได้หารือเรื่องอัตราภาษี\noutside: ไม่มีใครบอกเรา"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got = found("คณะผู้แทนทั้งสองฝ่ายไม่ได้หารือเรื่องอัตราภาษี", of)
	if !strings.Contains(got, "ไม่") || !strings.Contains(got, "text-edited") {
		t.Errorf("a negation put in: %s", got)
	}
}

// Who quotes a list in running text may leave out the signs of its items, but none in a sentence.
func TestFindInList(t *testing.T) {
	const list = "The committee shall review the schedules of eel quotas; and\n(b) publish the agreed list\nunder Article 5\n(c) of the fisheries treaty"
	for post, want := range map[string]string{
		"review the schedules of eel quotas; and publish the agreed list":     "notes: (b) -> ",
		"review the schedules of eel quotas; and (b) publish the agreed list": "",
		"publish the agreed list under Article 5 of the fisheries treaty":     "text-edited: (c) -> ",
		"review the schedules of eel quotas; and (d) publish the agreed list": "text-edited: (b) -> (d)",
	} {
		if got := found(post, list); !strings.HasSuffix(got, want) || want == "" && strings.Contains(got, "->") {
			t.Errorf("%s: %q, want %q", post, got, want)
		}
	}
}

// Programs that copy text write the raised number of a note on the line. A number put in is one.
func TestFindWithNumbersOfNotes(t *testing.T) {
	const of = "The levy on eels is settled under Rule 25³ of the fishery,\nunless the keeper of the herons in Varn agrees with maritime law⁴\n3 See the first protocol.\n4 See the second one."
	for post, want := range map[string]string{
		"The levy on eels is settled under Rule 253 of the fishery":        "notes: 25³ -> 253",
		"The levy on eels is settled under Rule 254 of the fishery":        "text-edited: 25³ -> 254",
		"unless the keeper of the herons 4 in Varn agrees with maritime":   "text-edited:  -> 4",
		"The levy on eels is settled under Rule 25 of the fishery, unless": "notes: 25³ -> 25",
	} {
		if got := strings.TrimPrefix(found(post, of), "quote: "+post+"\n"); got != want {
			t.Errorf("%s: %q, want %q", post, got, want)
		}
	}
	if got := found("an area of 25 times 102 boxes of herring", "an area of 25 times 10² boxes of herring was kept"); !strings.Contains(got, "text-edited") {
		t.Errorf("an exponent is no note: %s", got)
	}
}

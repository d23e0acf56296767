package report

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// listed is what the text says below the strip of a match with these alterations.
func listed(style Style, alterations ...dossier.Alteration) string {
	s := &sheet{width: 80, color: style.Color}
	s.changes(dossier.InputFinding{MediaType: "application/pdf", Pages: 24}, dossier.Match{
		Verdict: dossier.Altered, Pages: row(1, 1, 24, dossier.SamePage), Alterations: alterations,
	})
	return s.String()
}

func TestEachKindInWords(t *testing.T) {
	for _, tt := range []struct {
		kind          dossier.Kind
		before, after string
		want          string // of an alteration of p. 4
	}{
		{dossier.PageRemoved, "", "", `p. 4   not found here`},
		{dossier.PageInserted, "", "", `p. 4   found on no page of the known copy`},
		{dossier.PageMoved, "", "", `p. 4   moved`},
		{dossier.PageDuplicated, "", "", `p. 4   repeated`},
		{dossier.PageRotated, "", "90 degrees", `p. 4   turned by 90 degrees`},
		{dossier.PageRotated, "", "", `p. 4   turned`},
		{dossier.PageCropped, "", "", `p. 4   edges cut off`},
		{dossier.PageCropped, "page 4 of 9", "", `p. 4   edges cut off: "page 4 of 9"`},
		{dossier.PageScaled, "", "71 %", `p. 4   scaled to 71 %`},
		{dossier.ExcerptTaken, "", "", `p. 4   only a part is here`},
		{dossier.Merged, "", "", `p. 4   other known documents merged with it`},
		{dossier.Split, "", "", `p. 4   split off: the other pages are in other files`},
		{dossier.TextEdited, "", "", `p. 4   words changed`},
		{dossier.TextEdited, "4", "14", `p. 4   "[-4-]{+14+}"`},
		{dossier.TextEdited, "not", "", `p. 4   "[-not-]"`},
		{dossier.TextEdited, "", "not", `p. 4   "{+not+}"`},
		{dossier.TextRedacted, "", "", `p. 4   words gone or blacked out`},
		{dossier.TextRedacted, "the price of\ninsulin", "", `p. 4   redacted: "the price of insulin"`},
		{dossier.TextRedacted, "the price", "(b)(6)", `p. 4   redacted: "the price" became "(b)(6)"`},
		{dossier.RedactedBadly, "the price", "the price", `p. 4   BADLY REDACTED, the text is still in the file: "the price"`},
		{dossier.OverlayAdded, "", "DRAFT", `p. 4   header, stamp, watermark or drawing added: "DRAFT"`},
		{dossier.OverlayAdded, "", "", `p. 4   header, stamp, watermark or drawing added`},
		{dossier.OverlayRemoved, "DRAFT", "", `p. 4   header, stamp, watermark or drawing taken away: "DRAFT"`},
		{dossier.Restyled, "shall not", "shall not", `p. 4   other colour, weight or slant: "shall not"`},
		{dossier.HiddenTextAdded, "", "internal note", `p. 4   HIDDEN TEXT ADDED, which nobody sees: "internal note"`},
		{dossier.AnnotationAdded, "", `say "no"`, `p. 4   note or mark added: "say \"no\""`},
		{dossier.ImageReplaced, "", "", `p. 4   picture replaced`},
		{dossier.Retypeset, "", "", `p. 4   set anew, in another layout`},
		{dossier.Rasterised, "", "", `file   p. 4: text became a picture of it`},
		{dossier.ReEncoded, "", "", `file   p. 4: pictures stored anew, looking the same`},
		{dossier.OCRLayerAdded, "", "", `file   p. 4: invisible text added, as text recognition leaves it`},
		{dossier.ReSaved, "", "", `file   p. 4: saved again by other software`},
		{dossier.IncrementalUpdate, "", "", `file   p. 4: the known file's bytes, with changes appended`},
		{dossier.Encrypted, "", "", `file   p. 4: encrypted; the known copy is not`},
		{dossier.AttachmentAdded, "", "prices.xls", `file   p. 4: files attached: "prices.xls"`},
		{dossier.MetadataStripped, "", "", `meta   metadata taken out`},
		{dossier.MetadataChanged, "", "", `meta   metadata changed (metadata is easily forged)`},
		{"of-a-later-version", "a", "b", `p. 4   of a later version: "a" became "b"`},
	} {
		t.Run(fmt.Sprintf("%s %s %s", tt.kind, tt.before, tt.after), func(t *testing.T) {
			a := dossier.Alteration{Kind: tt.kind, QueryPages: []int{4}, KnownPages: []int{4}, Before: tt.before, After: tt.after}
			if tt.kind == dossier.TextEdited {
				a.Class = dossier.ClassWords
			}
			heading := "    CHANGED\n"
			if !ofContent(a) {
				heading = "    STORED ANEW\n"
			}
			if diff := cmp.Diff(heading+"      "+tt.want+"\n", listed(Style{}, a)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEveryKindHasWords(t *testing.T) {
	for _, word := range schemaOf(reflect.TypeFor[dossier.Kind]()).Enum {
		kind := dossier.Kind(word.(string))
		plain := strings.ReplaceAll(string(kind), "-", " ")
		if words := kindWords(dossier.Alteration{Kind: kind}); words == plain {
			t.Errorf("%s has no words of its own", kind)
		}
	}
}

func edit(query, known int, before, after string) dossier.Alteration {
	return dossier.Alteration{
		Kind: dossier.TextEdited, QueryPages: []int{query}, KnownPages: []int{known},
		Lead: "paid 40,000 on", Before: before, After: after, Trail: "May",
	}
}

func TestChangesInOrder(t *testing.T) {
	got := listed(Style{},
		edit(5, 4, "4", "14"),
		dossier.Alteration{Kind: dossier.Encrypted},
		edit(9, 9, "first", "second"),
		dossier.Alteration{Kind: dossier.RedactedBadly, QueryPages: []int{9}, KnownPages: []int{9}, Before: "a name", After: "a name"},
		dossier.Alteration{Kind: dossier.ImageReplaced, QueryPages: []int{5}, KnownPages: []int{4}},
		dossier.Alteration{Kind: dossier.PageInserted, QueryPages: []int{3}},
		dossier.Alteration{Kind: dossier.Merged, QueryPages: []int{12, 10, 11, 10}},
	)
	const want = `    CHANGED: 2 changes of words, 1 failed redaction, 1 picture replaced, 1 page
    of no known copy, 4 pages of other known documents
      p. 4 (p. 5 here)  "paid 40,000 on [-4-]{+14+} May"
      p. 9   "paid 40,000 on [-first-]{+second+} May"
             BADLY REDACTED, the text is still in the file: "a name"
      p. 4 (p. 5 here)  picture replaced
      p. 3 of this file  found on no page of the known copy
      p. 10-12 of this file  other known documents merged with it
      file   encrypted; the known copy is not
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestManyChangesAreCutShort(t *testing.T) {
	var edits []dossier.Alteration
	for page := range 55 {
		edits = append(edits, edit(page+1, page+1, "4", "14"))
	}
	edits = append(edits, dossier.Alteration{Kind: dossier.MetadataStripped})
	got := listed(Style{}, edits...)
	if n := strings.Count(got, "paid 40,000"); n != mostLines {
		t.Errorf("%d changes are shown, want %d", n, mostLines)
	}
	const end = "      and 35 more changes of words; --json and --report list them all\n      meta   metadata taken out\n"
	if !strings.HasSuffix(got, end) {
		t.Errorf("got %s\nwant it to end in\n%s", got, end)
	}
	if got := listed(Style{}, edits[:mostLines]...); strings.Contains(got, "more") {
		t.Errorf("all changes have room, but the text ends in %q", got[len(got)-80:])
	}
	long := strings.Repeat("word ", 10000)
	if lines := strings.Count(listed(Style{}, edit(1, 1, long, long), edit(2, 2, long, long)), "\n"); lines > mostLines {
		t.Errorf("long passages make %d lines", lines)
	}
}

func TestWordDiff(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   dossier.Alteration
		want string
	}{
		{"no context", dossier.Alteration{Before: "4", After: "14"}, `"[-4-]{+14+}"`},
		{"context", edit(1, 1, "4", "14"), `"paid 40,000 on [-4-]{+14+} May"`},
		{"marks of its own", dossier.Alteration{Lead: "{+a+}", Before: "[-b-]", After: `"c"`}, `"\{+a+\} [-\[-b-\]-]{+\"c\"+}"`},
		{"invisible", dossier.Alteration{Before: "a\u202eb", After: "a\x1b[31mb"}, `"[-a\u202eb-]{+a\x1b[31mb+}"`},
		{"other spaces", dossier.Alteration{Before: "a\n\u00a0 b"}, `"[-a b-]"`},
	} {
		if got := (&sheet{}).wordDiff(tt.of); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestColoursOfOldAndNew(t *testing.T) {
	got := listed(Style{Color: true}, edit(4, 4, "the fourth", "14"))
	for _, want := range []string{"\x1b[31m[-the\x1b[m", "\x1b[31mfourth-]\x1b[m\x1b[32m{+14+}\x1b[m"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestMetadata(t *testing.T) {
	many := make([]string, 30)
	for i := range many {
		many[i] = fmt.Sprintf("Key%02d: value", i)
	}
	for _, tt := range []struct{ name, before, after, want string }{
		{"changed", "Producer: Word", "Producer: iLovePDF", `Producer "Word" became "iLovePDF"`},
		{
			"each way", "Author: A; Producer: Word", "Producer: iLovePDF; Title: T",
			"Producer \"Word\" became \"iLovePDF\"\ntaken out: Author \"A\"\nadded: Title \"T\"",
		},
		{"semicolons in a value", "Author: A; B; C: D; Title: 1; 2", "", `taken out: Author "A; B"; C "D"; Title "1; 2"`},
		{"no entry in a value out of order", "Title: a; Producer: x", "", `taken out: Title "a; Producer: x"`},
		{
			"dates", "ModDate: D:20180719101700+01'00'", "ModDate: D:20180719101700",
			"ModDate 2018-07-19 10:17:00 +0100 became 2018-07-19 10:17:00",
		},
		{"zulu", "", "ModDate: D:20180719101700Z00'00'", "added: ModDate 2018-07-19 10:17:00 Z"},
		{"no date", "", "ModDate: D:20181399101700", `added: ModDate "D:20181399101700"`},
		{"quotation", "", `Title: "a" b`, `added: Title "\"a\" b"`},
		{"not entries", "only words", "", "metadata changed"},
		{"many", strings.Join(many, "; "), "", "taken out: " + strings.ReplaceAll(strings.Join(many[:mostEntries], "; "), ": value", ` "value"`) + "; and 20 more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := (&sheet{}).metadataWords(dossier.Alteration{Kind: dossier.MetadataChanged, Before: tt.before, After: tt.after})
			got := strings.TrimSuffix(strings.Join(lines, "\n"), " (metadata is easily forged)")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestChangesKeepToTheirWidth(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("x", 1000), strings.Repeat("委员会", 300), strings.Repeat("\u202e", 500),
		strings.Repeat("a ", 500), strings.Repeat(`"`, 400), "p. " + strings.Repeat("p. ", 100), "", " ",
	} {
		for _, color := range []bool{false, true} {
			for _, kind := range []dossier.Kind{dossier.TextEdited, dossier.TextRedacted, dossier.AttachmentAdded, dossier.MetadataChanged, dossier.PageScaled} {
				a := dossier.Alteration{
					Kind: kind, QueryPages: []int{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23}, KnownPages: []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24},
					Before: "Author: " + text, After: "Author: b " + text, Lead: text, Trail: text,
				}
				for line := range strings.SplitSeq(listed(Style{Color: color}, a), "\n") {
					if lipgloss.Width(line) > 80 {
						t.Errorf("%s: wider than 80 columns: %s", kind, line)
					}
				}
			}
		}
	}
}

func TestUnknownWords(t *testing.T) {
	box := []dossier.PageBox{{Page: 3}}
	m := dossier.Match{Pages: row(1, 11, 9, dossier.Redacted), Alterations: []dossier.Alteration{
		{Kind: dossier.TextRedacted, QueryPages: []int{3}, KnownPages: []int{13}, Boxes: box},
		{Kind: dossier.TextRedacted, QueryPages: []int{4}, KnownPages: []int{14}, Boxes: box, Before: "a name"},
		{Kind: dossier.TextRedacted, QueryPages: []int{5}, QueryBoxes: box},
		{Kind: dossier.TextRedacted, QueryPages: []int{6, 7}, KnownPages: []int{16, 17}},
		{Kind: dossier.TextEdited, QueryPages: []int{8}, KnownPages: []int{18}},
	}}
	want := []string{"p. 13, 15: words under the box unknown", "p. 16-17: which words are gone"}
	if diff := cmp.Diff(want, unknownWords(m)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMarksOfAlterations(t *testing.T) {
	m := dossier.Match{
		Document: known("a.pdf", "", 8),
		Pages:    join(row(2, 1, 6, dossier.SamePage), row(8, 7, 1, dossier.Redacted)),
		Alterations: []dossier.Alteration{
			{Kind: dossier.TextRedacted, KnownPages: []int{1}},
			{Kind: dossier.TextEdited, KnownPages: []int{1, 2, 7, 8}},
			{Kind: dossier.PageMoved, KnownPages: []int{3}},
			{Kind: dossier.OverlayAdded, QueryPages: []int{2, 5}}, // p. 1 and p. 4 of the known document
			{Kind: dossier.Rasterised, KnownPages: []int{5}},
			{Kind: dossier.RedactedBadly, KnownPages: []int{6}},
			{Kind: dossier.PageInserted, QueryPages: []int{1}},
		},
	}
	var got strings.Builder
	for _, c := range cells(m) {
		got.WriteByte(byte(c.mark))
	}
	if want := "+#~>&=##-"; got.String() != want {
		t.Errorf("got %s, want %s", got.String(), want)
	}
}

func TestClosest(t *testing.T) {
	match := func(name string, verdict dossier.Verdict, coverage float64) dossier.Match {
		return dossier.Match{Document: known(name, "", 9), Verdict: verdict, Coverage: dossier.Coverage{Query: coverage, Known: coverage}}
	}
	merged := match("b", dossier.Same, .5)
	merged.Alterations = []dossier.Alteration{{Kind: dossier.Merged}}
	for _, tt := range []struct {
		name    string
		matches []dossier.Match
		want    bool
	}{
		{"none", nil, false},
		{"one", []dossier.Match{match("a", dossier.Same, 1)}, false},
		{"closer by verdict", []dossier.Match{match("a", dossier.Same, 1), match("b", dossier.Altered, 1)}, true},
		{"closer by coverage", []dossier.Match{match("a", dossier.Altered, .9), match("b", dossier.Altered, .8)}, true},
		{"alike", []dossier.Match{match("a", dossier.Altered, .9), match("b", dossier.Altered, .9)}, false},
		{"the other only shares", []dossier.Match{match("a", dossier.Same, 1), match("b", dossier.Shared, .1)}, false},
		{"merged", []dossier.Match{match("a", dossier.Same, 1), merged}, false},
	} {
		m, ok := closest(dossier.InputFinding{MediaType: "application/pdf", Matches: tt.matches})
		if ok != tt.want || ok && m.Document.Name != "a" {
			t.Errorf("%s: %q, %v", tt.name, m.Document.Name, ok)
		}
	}
}

func TestCutMiddle(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"one two three", "one two three"},
		{"one two three four five six seven", "one two ... six seven"},
		{strings.Repeat("é", 30), strings.Repeat("é", 10) + " ... " + strings.Repeat("é", 10)},
	} {
		if got := cutMiddle(tt.text, 20); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// Words that look different and were not read are not said to be left out, a line along words
// is not said to be words, and a digit painted white is not a figure painted white.
func TestWhatLooksDifferentInWords(t *testing.T) {
	for _, tt := range []struct {
		a        dossier.Alteration
		want     string
		sentence string
	}{
		{dossier.Alteration{Kind: dossier.TextEdited, Before: "shall"}, `looks different, and was not read: "shall"`, `"shall" on page 4 looks different here, and was not read`},
		{dossier.Alteration{Kind: dossier.TextEdited, InkAdded: dossier.InkBeside, Before: "340"}, `ink added right beside, and not read: "340"`, `ink is added right beside "340" on page 4, and was not read`},
		{dossier.Alteration{Kind: dossier.TextEdited, InkAdded: dossier.InkOver, Before: "340"}, `ink added over, and what it reads now not read: "340"`, `ink is added over "340" on page 4, and what it reads now was not read`},
		{dossier.Alteration{Kind: dossier.OverlayAdded, Form: dossier.OverlayLine, Before: "shall not"}, `line drawn along words: "shall not"`, `a line is drawn along words on page 4 ("shall not")`},
		{dossier.Alteration{Kind: dossier.OverlayAdded, Form: dossier.OverlayHighlight, Before: "shall not"}, `highlight over words: "shall not"`, `words are highlighted on page 4 ("shall not")`},
		{dossier.Alteration{Kind: dossier.OverlayAdded, Form: dossier.OverlayBox}, `filled box added`, `a filled box is added on page 4`},
		{dossier.Alteration{Kind: dossier.OverlayAdded, Before: "shall not"}, `line or highlight drawn along words: "shall not"`, `a line or highlight is drawn along words on page 4 ("shall not")`},
		{dossier.Alteration{Kind: dossier.TextRedacted, InPart: true, Before: "4,500"}, `redacted in part: "4,500"`, `a part of words is gone on page 4 ("4,500")`},
	} {
		tt.a.QueryPages, tt.a.KnownPages = []int{4}, []int{4}
		if got := listed(Style{}, tt.a); got != "    CHANGED\n      p. 4   "+tt.want+"\n" {
			t.Errorf("%s", got)
		}
		if got := changeClause(tt.a, false); got != tt.sentence {
			t.Errorf("%s, want %s", got, tt.sentence)
		}
	}
}

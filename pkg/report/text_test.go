package report

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

var update = flag.Bool("update", false, "write the golden files anew")

func known(name, set string, pages int) dossier.KnownDocument {
	return dossier.KnownDocument{SHA256: dossier.Sum([]byte(name)), Name: name, Dossier: set, Pages: pages}
}

func input(path, mediaType string, pages int, verdict dossier.Verdict, grade dossier.Grade, matches ...dossier.Match) dossier.InputFinding {
	return dossier.InputFinding{
		Path: path, SHA256: dossier.Sum([]byte("copy of " + path)), MediaType: mediaType, Pages: pages,
		Verdict: verdict, Grade: grade, Matches: matches,
	}
}

func finding(inputs ...dossier.InputFinding) dossier.Finding {
	return dossier.Finding{
		Schema: dossier.FindingSchema, Tool: dossier.Tool{Version: "1.0.0", Fingerprint: 1},
		Corpus: dossier.CorpusSize{Documents: 4, Pages: 1460}, Inputs: inputs,
	}
}

// row pairs n pages of the input from query on with as many known pages from known on.
func row(query, known, n int, relation dossier.Relation, basis ...dossier.Basis) []dossier.PagePair {
	if basis == nil {
		basis = []dossier.Basis{dossier.ByText}
	}
	var pairs []dossier.PagePair
	for i := range n {
		pairs = append(pairs, dossier.PagePair{
			Query: query + i, Known: known + i, Relation: relation, Basis: basis,
			Score: 212.4, Coincidences: 1e-9, QueryCover: 1, KnownCover: 1,
		})
	}
	return pairs
}

func join(rows ...[]dossier.PagePair) []dossier.PagePair {
	var pairs []dossier.PagePair
	for _, r := range rows {
		pairs = append(pairs, r...)
	}
	return pairs
}

func findings() map[string]dossier.Finding {
	const pdf, text = "application/pdf", "text/plain"
	readout := known("readout-3.pdf", "UK-US read-outs", 24)
	rcep := known("rcep.pdf", "RCEP", 510)

	altered := dossier.Match{
		Document: readout, Verdict: dossier.Altered, Grade: dossier.VeryStrong,
		Pages: join(
			row(1, 1, 3, dossier.SamePage, dossier.ByText, dossier.ByImage),
			row(4, 4, 1, dossier.Edited),
			row(5, 5, 3, dossier.SamePage),
			row(8, 9, 2, dossier.SamePage),
			row(11, 11, 1, dossier.Redacted),
			row(12, 12, 1, dossier.SamePage, dossier.ByPosition),
			row(13, 13, 1, dossier.Contains),
			row(14, 15, 1, dossier.SamePage),
			row(15, 14, 1, dossier.SamePage),
			row(16, 16, 9, dossier.SamePage),
		),
		Alterations: []dossier.Alteration{
			{
				Kind: dossier.TextEdited, QueryPages: []int{4}, KnownPages: []int{4},
				Lead: "40,000 would be paid on", Before: "4", After: "14", Trail: "May, subject to the approval",
			},
			{
				Kind: dossier.TextEdited, Class: dossier.ClassWords, QueryPages: []int{4}, KnownPages: []int{4},
				Lead: "of both committees and to", Before: "the usual", Trail: "reservations.",
			},
			{Kind: dossier.PageRemoved, KnownPages: []int{8}},
			{Kind: dossier.PageInserted, QueryPages: []int{10}},
			{
				Kind: dossier.TextRedacted, QueryPages: []int{11}, KnownPages: []int{11},
				Before: "the name of the adviser, Ms Invented", Basis: "31 of 212 words are gone",
			},
			{Kind: dossier.PageMoved, QueryPages: []int{14}, KnownPages: []int{15}},
			{Kind: dossier.MetadataChanged, Before: "Producer: Word", After: "Producer: iLovePDF"},
			{Kind: "page-rotated", QueryPages: []int{20, 21, 22}, KnownPages: []int{20, 21, 22}},
		},
	}

	manyEdits := dossier.Match{
		Document: rcep, Verdict: dossier.Altered, Grade: dossier.VeryStrong,
		Pages: join(row(1, 1, 99, dossier.SamePage), row(100, 100, 1, dossier.Edited),
			row(101, 101, 99, dossier.SamePage), row(200, 203, 308, dossier.SamePage)),
		Alterations: []dossier.Alteration{{Kind: dossier.PageRemoved, KnownPages: []int{200, 201, 202}}},
	}
	for page := 2; page < 200; page += 4 {
		manyEdits.Pages[page-1].Relation = dossier.Edited
		manyEdits.Alterations = append(manyEdits.Alterations, dossier.Alteration{
			Kind: dossier.TextEdited, QueryPages: []int{page}, KnownPages: []int{page}, Before: "shall", After: "may",
		})
	}

	ties := dossier.Match{
		Document: readout, Verdict: dossier.Partial, Grade: dossier.Strong,
		Pages: join(row(1, 7, 1, dossier.SamePage), row(1, 12, 1, dossier.SamePage), row(2, 8, 1, dossier.SamePage)),
	}

	var documents []dossier.Match
	page := 1
	for i, pages := range []int{60, 75, 80, 81, 77, 78} {
		m := dossier.Match{
			Document: known("readout-"+string(rune('1'+i))+".pdf", "UK-US read-outs", pages),
			Verdict:  dossier.Same, Grade: dossier.VeryStrong, Pages: row(page, 1, pages, dossier.SamePage), Part: true,
		}
		if i == 2 {
			m.Verdict = dossier.Altered
			m.Pages = row(page, 1, pages-2, dossier.SamePage)
			m.Alterations = []dossier.Alteration{{Kind: dossier.PageRemoved, KnownPages: []int{79, 80}}}
			page -= 2
		}
		documents = append(documents, m)
		page += pages
	}
	parts := slices.Clone(documents)
	parts[0].Alterations = append(slices.Clip(parts[0].Alterations), dossier.Alteration{Kind: dossier.Merged, QueryPages: []int{61, 62, 63}})
	merged := input("all-of-it.pdf", pdf, 449, dossier.Altered, dossier.VeryStrong, parts...)
	merged.Dossiers = []dossier.DossierMatch{{
		Name: "UK-US read-outs", Verdict: dossier.Altered, Grade: dossier.VeryStrong,
		Documents: dossier.Count{Matched: 6, Of: 6}, Pages: dossier.Count{Matched: 449, Of: 451},
	}}

	spread := finding(
		input("posts/1.pdf", pdf, 60, dossier.Same, dossier.VeryStrong, documents[0]),
		input("posts/2.pdf", pdf, 75, dossier.Identical, dossier.GradeIdentical,
			dossier.Match{Document: documents[1].Document, Verdict: dossier.Identical, Grade: dossier.GradeIdentical}),
		input("posts/3.pdf", pdf, 3, dossier.None, dossier.NoGrade),
		dossier.InputFinding{Path: "posts/4.pdf", Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Notes: []string{"the file is empty"}},
	)
	spread.Dossiers = []dossier.DossierMatch{{
		Name: "UK-US read-outs", Verdict: dossier.Partial, Grade: dossier.VeryStrong,
		Documents: dossier.Count{Matched: 2, Of: 6}, Pages: dossier.Count{Matched: 135, Of: 451},
	}}

	noted := input("scan.pdf", pdf, 24, dossier.Same, dossier.Strong, dossier.Match{
		Document: readout, Verdict: dossier.Same, Grade: dossier.Strong,
		Pages: join(row(1, 1, 20, dossier.SamePage, dossier.ByImage), row(22, 22, 3, dossier.SamePage, dossier.ByImage)),
	})
	noted.Notes = []string{"p. 21: blank page", "the words of p. 1-24: they are pictures, and no text was read from them"}

	quote := func(verdict dossier.Verdict, grade dossier.Grade, alterations []dossier.Alteration, pairs ...[]dossier.PagePair) dossier.Finding {
		return finding(input("-", text, 1, verdict, grade, dossier.Match{
			Document: rcep, Verdict: verdict, Grade: grade, Pages: join(pairs...), Alterations: alterations,
		}))
	}

	posted := quote(dossier.Altered, dossier.VeryStrong, []dossier.Alteration{
		{Kind: dossier.ExcerptTaken},
		{Kind: dossier.TextEdited, Class: dossier.ClassWords, QueryPages: []int{1}, KnownPages: []int{103}, Lead: "each Party shall", Before: "not", Trail: "lower the levy", Negation: "not"},
		{Kind: dossier.Shortened, QueryPages: []int{1}, KnownPages: []int{211}, Lead: "the quota stands", Before: "as drafted. Nothing", Trail: "is agreed", Negation: "Nothing", EndsSentence: true},
	}, row(1, 103, 1, dossier.Excerpt), row(1, 211, 1, dossier.Excerpt))
	posted.Inputs[0].Unquoted = []string{"BREAKING! They said \u202e: “", "”, and: “", "” #leak"}
	posted.Inputs[0].Matches[0].Quotations = []dossier.Quotation{
		{Text: "[e]ach Party shall lower the levy", QueryPages: []int{1}, KnownPages: []int{103}, Handling: []dossier.Handling{
			{Kind: dossier.HandledCase, Before: "Each", After: "[e]ach"}, {Kind: dossier.HandledSic, After: "[sic]"}}},
		{Text: "the quota stands ... is agreed", QueryPages: []int{1}, KnownPages: []int{211}},
		{Text: "the quota stands ... is agreed", QueryPages: []int{1}, KnownPages: []int{214}},
	}
	shortened := quote(dossier.Partial, dossier.Strong, []dossier.Alteration{
		{Kind: dossier.ExcerptTaken},
		{Kind: dossier.Shortened, QueryPages: []int{1}, KnownPages: []int{103}, Lead: "each Party shall", Before: "not, as agreed,", Trail: "lower the levy", Negation: "not"},
	}, row(1, 103, 1, dossier.Excerpt))
	shortened.Inputs[0].Matches[0].Quotations = []dossier.Quotation{{Text: "each Party shall ... lower the levy", QueryPages: []int{1}, KnownPages: []int{103}}}
	unclear := quote(dossier.Partial, dossier.Strong, []dossier.Alteration{{Kind: dossier.ExcerptTaken}}, row(1, 103, 1, dossier.Excerpt))
	unclear.Inputs[0].Matches[0].Quotations = []dossier.Quotation{{Text: "each Party shall lower the levy", QueryPages: []int{1}, KnownPages: []int{103}, Unclear: 1}}
	pictured := quote(dossier.Partial, dossier.Strong, []dossier.Alteration{{Kind: dossier.ExcerptTaken}}, row(1, 103, 1, dossier.Excerpt))
	pictured.Inputs[0].Path, pictured.Inputs[0].MediaType = "post.png", "image/png"
	pictured.Inputs[0].Unquoted = []string{"@newsdesk", "#leak"}
	pictured.Inputs[0].Matches[0].Quotations = []dossier.Quotation{{
		Text: "each Partv shall lower the levy", QueryPages: []int{1}, KnownPages: []int{103},
		Unclear: 1, Variants: []dossier.Variant{{Before: "Party", After: "Partv"}},
	}}
	tooShort := quote(dossier.Shared, dossier.Weak, nil, row(1, 103, 1, dossier.Excerpt))
	tooShort.Inputs[0].Matches[0].Reason = dossier.TooShort
	tooShort.Inputs[0].Matches[0].Quotations = []dossier.Quotation{{Text: "shall not lower", QueryPages: []int{1}, KnownPages: []int{103}}}

	// A 62-page document with a page of every relation and an alteration of every kind.
	everything := dossier.Match{Document: known("annex.pdf", "", 62), Verdict: dossier.Altered, Grade: dossier.Weak}
	for i, relation := range []dossier.Relation{
		dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Excerpt, dossier.Contains,
		dossier.Near, dossier.Passage, dossier.Form, "of-a-later-version",
	} {
		everything.Pages = append(everything.Pages, row(2*i+1, 2*i+2, 1, relation)...)
	}
	for _, kind := range []dossier.Kind{
		dossier.PageRemoved, dossier.PageInserted, dossier.PageMoved, dossier.PageDuplicated, dossier.PageRotated,
		dossier.PageCropped, dossier.PageScaled, dossier.ExcerptTaken, dossier.Shortened, dossier.Merged, dossier.Split,
		dossier.TextEdited, dossier.TextRedacted, dossier.RedactedBadly, dossier.OverlayAdded, dossier.OverlayRemoved,
		dossier.Restyled, dossier.HiddenTextAdded, dossier.AnnotationAdded, dossier.ImageReplaced, dossier.Retypeset, dossier.Rasterised, dossier.ReEncoded,
		dossier.OCRLayerAdded, dossier.ReSaved, dossier.IncrementalUpdate, dossier.Encrypted, dossier.AttachmentAdded,
		dossier.MetadataChanged, dossier.MetadataStripped, "of-a-later-version",
	} {
		everything.Alterations = append(everything.Alterations, dossier.Alteration{Kind: kind, QueryPages: []int{4, 2}, KnownPages: []int{2}})
	}

	page4 := func(kind dossier.Kind, before, after string) dossier.Alteration {
		return dossier.Alteration{Kind: kind, QueryPages: []int{5}, KnownPages: []int{4}, Before: before, After: after}
	}
	box := []dossier.PageBox{{Page: 6, Box: dossier.Box{X: 72, Y: 144, W: 200, H: 12}}}
	withinPages := dossier.Match{
		Document: readout, Verdict: dossier.Altered, Grade: dossier.VeryStrong,
		Pages: join(row(1, 1, 3, dossier.SamePage), row(5, 4, 1, dossier.Edited), row(6, 5, 20, dossier.SamePage)),
		Alterations: []dossier.Alteration{
			page4(dossier.TextEdited, strings.Repeat("words that were here before ", 30), strings.Repeat("and what stands there now ", 20)),
			page4(dossier.TextRedacted, "the price of insulin", ""),
			{Kind: dossier.TextRedacted, QueryPages: []int{7}, KnownPages: []int{6}, Boxes: box},
			{
				Kind: dossier.TextEdited, QueryPages: []int{8}, KnownPages: []int{7},
				Lead: "both committees", Before: "[-and-] said \"no\"", After: "并且两个委员会" + strings.Repeat("都同意了这个决定", 10), Trail: "to the usual",
			},
			{Kind: dossier.RedactedBadly, QueryPages: []int{9}, KnownPages: []int{8}, Before: "the adviser, Ms Invented", After: "the adviser, Ms Invented"},
			page4(dossier.ImageReplaced, "", ""),
			{Kind: dossier.OverlayAdded, QueryPages: []int{10, 11, 12}, KnownPages: []int{9, 10, 11}, After: "RECEIVED 12 MAR"},
			{Kind: dossier.OverlayAdded, QueryPages: []int{2}},
			{Kind: dossier.AnnotationAdded, QueryPages: []int{13}, KnownPages: []int{12}, After: "see\np. 3"},
			{Kind: dossier.PageRotated, QueryPages: []int{14}, KnownPages: []int{13}, After: "90 degrees"},
			{Kind: dossier.Rasterised, QueryPages: []int{13}, KnownPages: []int{12}},
			{Kind: dossier.Encrypted},
			{Kind: dossier.AttachmentAdded, After: "prices.xls"},
			{
				Kind:   dossier.MetadataChanged,
				Before: "Author: Dept. of Trade; Norrhavn; Creator: Read-out template 4; ModDate: D:20180719101700+01'00'; Producer: Word",
				After:  "ModDate: D:20191201093000Z; Producer: iLovePDF; Title: full text",
			},
		},
	}

	partly := row(1, 103, 1, dossier.Excerpt)
	partly[0].QueryCover = 0.6

	const evil = "quarterly\u202efdp\x1b[2J\"report\".pdf"
	hostile := input("posts/"+evil, pdf, 24, dossier.Altered, dossier.Strong, dossier.Match{
		Document: known(evil, "dossier\r\n2 inputs: 2 matched.", 1), Verdict: dossier.Altered, Grade: dossier.Strong,
		Pages: row(1, 1, 1, dossier.Edited),
		Alterations: []dossier.Alteration{{
			Kind: "\x1b]0;kind\a", Before: "safe\u200b \x9b31m", After: "\xff\xfe", Basis: "\u2066basis\u2069",
		}},
	})
	hostile.Notes = []string{"page\x1b[31m 3"}
	hostile.Hidden = []dossier.Hidden{{Kind: "white\n", Text: "no\x1b[31m \"; deleted \"x\u202e"}}
	hiding := input("letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 2, dossier.None, dossier.NoGrade)
	hiding.Hidden = []dossier.Hidden{
		{Kind: dossier.HiddenWhite, Text: "not"}, {Kind: dossier.HiddenDeleted, Text: strings.Repeat("as agreed ", 20)}, {Kind: dossier.HiddenComment, Text: "Who says so?"},
		{Kind: dossier.HiddenTiny, Text: "x"}, {Kind: dossier.HiddenOffPage, Text: "y"}, {Kind: dossier.HiddenByMark, Text: "z"}, {Kind: dossier.HiddenByMark, Text: "z"},
	}

	return map[string]dossier.Finding{
		"identical": finding(input("repost.pdf", pdf, 510, dossier.Identical, dossier.GradeIdentical,
			dossier.Match{Document: rcep, Verdict: dossier.Identical, Grade: dossier.GradeIdentical})),
		"same": finding(input("repost.pdf", pdf, 510, dossier.Same, dossier.VeryStrong,
			dossier.Match{
				Document: rcep, Verdict: dossier.Same, Grade: dossier.VeryStrong,
				Pages:       row(1, 1, 510, dossier.SamePage),
				Alterations: []dossier.Alteration{{Kind: dossier.ReSaved}},
			})),
		"stored-anew": finding(input("repost.pdf", pdf, 24, dossier.Same, dossier.VeryStrong,
			dossier.Match{
				Document: readout, Verdict: dossier.Same, Grade: dossier.VeryStrong, Pages: row(1, 1, 24, dossier.SamePage),
				Alterations: []dossier.Alteration{
					{Kind: dossier.ReEncoded, QueryPages: []int{3, 7}, KnownPages: []int{3, 7}},
					{Kind: dossier.IncrementalUpdate},
					{Kind: dossier.MetadataStripped, Before: "Author: Ms Invented; Producer: Word"},
				},
			})),
		"two-copies": finding(input("repost.pdf", pdf, 510, dossier.Same, dossier.VeryStrong,
			dossier.Match{Document: rcep, Verdict: dossier.Same, Grade: dossier.VeryStrong, Pages: row(1, 1, 510, dossier.SamePage)},
			dossier.Match{
				Document: known("rcep-2.pdf", "", 510), Verdict: dossier.Altered, Grade: dossier.VeryStrong, Pages: row(1, 1, 510, dossier.SamePage),
				Alterations: []dossier.Alteration{{Kind: dossier.OverlayRemoved, QueryPages: []int{7}, KnownPages: []int{7}, Before: "DRAFT"}},
			},
		)),
		"within-pages": finding(input("repost.pdf", pdf, 25, dossier.Altered, dossier.VeryStrong, withinPages)),
		"picture": finding(input("photo.jpg", "image/jpeg", 1, dossier.Altered, dossier.Strong, dossier.Match{
			Document: readout, Verdict: dossier.Altered, Grade: dossier.Strong, Pages: row(1, 6, 1, dossier.SamePage, dossier.ByLayout),
			Alterations: []dossier.Alteration{
				{Kind: dossier.TextRedacted, QueryPages: []int{1}, KnownPages: []int{6}, Before: "the price of insulin"},
				{Kind: dossier.TextRedacted, QueryPages: []int{1}, KnownPages: []int{6}, QueryBoxes: box},
			},
		})),
		"compare-altered":    finding(input("b.pdf", pdf, 24, dossier.Altered, dossier.VeryStrong, altered)),
		"compare-none":       finding(input("b.pdf", pdf, 3, dossier.None, dossier.NoGrade)),
		"compare-unreadable": finding(dossier.InputFinding{Path: "b.pdf", Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Notes: []string{"the file is empty"}}),
		"altered":            finding(input("files/final_v2.pdf", pdf, 24, dossier.Altered, dossier.VeryStrong, altered)),
		"altered-many-pages": finding(input("repost.pdf", pdf, 507, dossier.Altered, dossier.VeryStrong, manyEdits)),
		"partial": finding(input("pages.pdf", pdf, 61, dossier.Partial, dossier.VeryStrong,
			dossier.Match{
				Document: rcep, Verdict: dossier.Partial, Grade: dossier.VeryStrong, Pages: row(1, 100, 61, dossier.SamePage),
				Alterations: []dossier.Alteration{{Kind: dossier.ExcerptTaken, KnownPages: []int{100}}},
			})),
		"shared": finding(input("understanding.pdf", pdf, 12, dossier.Shared, dossier.Weak,
			dossier.Match{
				Document: known("first-protocol.pdf", "", 90), Verdict: dossier.Shared, Grade: dossier.Weak,
				Pages: join(row(2, 88, 2, dossier.Passage), row(12, 90, 1, dossier.Form)),
			})),
		"hidden":           finding(hiding),
		"none":             finding(input("holiday.pdf", pdf, 3, dossier.None, dossier.NoGrade)),
		"unreadable":       finding(dossier.InputFinding{Path: "locked.pdf", MediaType: pdf, Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Notes: []string{"it is protected by a password"}}),
		"ties":             finding(input("two-pages.pdf", pdf, 2, dossier.Partial, dossier.Strong, ties)),
		"dossier-merged":   finding(merged),
		"dossier-spread":   spread,
		"notes":            finding(noted),
		"hostile":          finding(hostile),
		"quote-verbatim":   quote(dossier.Partial, dossier.VeryStrong, nil, row(1, 103, 1, dossier.Excerpt)),
		"quote-many-pages": quote(dossier.Partial, dossier.Strong, nil, row(1, 103, 1, dossier.Excerpt), row(1, 211, 1, dossier.Excerpt)),
		"quote-altered": quote(dossier.Altered, dossier.Strong,
			[]dossier.Alteration{{Kind: dossier.TextEdited, QueryPages: []int{1}, KnownPages: []int{103}, Before: "shall not pay", After: "shall pay"}},
			row(1, 103, 1, dossier.Edited)),
		"quote-posted":    posted,
		"quote-shortened": shortened,
		"quote-too-short": tooShort,
		"quote-unclear":   unclear,
		"quote-pictured":  pictured,
		"everything":      finding(input("annex.docx", "application/msword", 17, dossier.Altered, dossier.Weak, everything)),
		"no-inputs":       finding(),
		"quote-partly":    quote(dossier.Partial, dossier.Strong, nil, partly),
		"quote-shared":    quote(dossier.Shared, dossier.Weak, nil, row(1, 103, 1, dossier.Passage)),
	}
}

func TestText(t *testing.T) {
	for name, f := range findings() {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := Text(&b, f, Style{Width: 80, Compare: strings.HasPrefix(name, "compare")}); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", b.String())
			for _, line := range strings.Split(b.String(), "\n") {
				if lipgloss.Width(line) > 80 {
					t.Errorf("wider than 80 columns: %s", line)
				}
				for _, r := range line {
					if !plain.Visible(r) {
						t.Errorf("character %U in: %q", r, line)
					}
				}
			}
		})
	}
}

// golden compares got with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", path, diff)
	}
}

func TestEveryGoldenTextIsUsed(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := findings()
	for _, file := range files {
		if _, ok := cases[strings.TrimSuffix(filepath.Base(file), ".txt")]; !ok {
			t.Errorf("%s belongs to no test", file)
		}
	}
}

func TestColourOnlyAdds(t *testing.T) {
	for name, f := range findings() {
		var plain, coloured strings.Builder
		if err := Text(&plain, f, Style{}); err != nil {
			t.Fatal(err)
		}
		if err := Text(&coloured, f, Style{Color: true}); err != nil {
			t.Fatal(err)
		}
		if len(f.Inputs) > 0 && !strings.Contains(coloured.String(), "\x1b[") {
			t.Errorf("%s: no colour", name)
		}
		if diff := cmp.Diff(plain.String(), withoutEscapes(coloured.String())); diff != "" {
			t.Errorf("%s: the words depend on colour (-plain +coloured)\n%s", name, diff)
		}
	}
}

// withoutEscapes drops "ESC [ ... m".
func withoutEscapes(s string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(s, "\x1b[") {
		if b.Len() > 0 || strings.HasPrefix(s, "\x1b[") {
			_, part, _ = strings.Cut(part, "m")
		}
		b.WriteString(part)
	}
	return b.String()
}

func TestNarrow(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, findings()["altered"], Style{Width: 40}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(b.String(), "\n") {
		if lipgloss.Width(line) > 40 {
			t.Errorf("wider than 40 columns: %s", line)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteFails(t *testing.T) {
	if err := Text(brokenWriter{}, dossier.Finding{}, Style{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Text: %v", err)
	}
	if err := JSON(brokenWriter{}, dossier.Finding{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("JSON: %v", err)
	}
}

func TestFoundPagesAreCountedOnce(t *testing.T) {
	tests := []struct {
		name  string
		pairs []dossier.PagePair
		want  string
	}{
		{"each its own", row(1, 1, 3, dossier.SamePage), "3 of 9 pages found."},
		{"one page may be either of two", join(row(1, 1, 1, dossier.SamePage), row(1, 5, 1, dossier.SamePage)), "1 of 9 pages found."},
		{
			"two pages may be either of two",
			join(row(1, 1, 2, dossier.SamePage), row(1, 2, 1, dossier.SamePage), row(2, 1, 1, dossier.SamePage)),
			"2 of 9 pages found.",
		},
		{"one page contains two", join(row(1, 1, 1, dossier.Contains), row(1, 2, 1, dossier.Contains)), "2 of 9 pages found."},
		{"one known page twice", join(row(1, 1, 1, dossier.SamePage), row(2, 1, 1, dossier.SamePage)), "1 of 9 pages found."},
		{"passages do not count", join(row(1, 1, 1, dossier.SamePage), row(2, 2, 1, dossier.Passage), row(3, 3, 1, dossier.Form)), "1 of 9 pages found."},
		{"all", row(1, 1, 9, dossier.SamePage), "All 9 pages found."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := foundWords(dossier.Match{Document: known("a.pdf", "", 9), Pages: test.pairs}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	for _, test := range []struct {
		pages []int
		want  string
	}{
		{nil, ""},
		{[]int{7}, "7"},
		{[]int{1, 2, 3, 7, 9, 10}, "1-3, 7, 9-10"},
	} {
		if got := ranges(test.pages); got != test.want {
			t.Errorf("ranges(%v) = %q, want %q", test.pages, got, test.want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1460: "1,460", 1234567: "1,234,567", -123: "-123", -1234: "-1,234"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q, want %q", n, got, want)
		}
	}
}

// Documents that were searched as an earlier version read them are counted in the answer,
// and nothing is said where there are none.
func TestStaleDocumentsAreTold(t *testing.T) {
	for stale, want := range map[int]bool{0: false, 3: true} {
		f := findings()["altered"]
		f.Corpus = dossier.CorpusSize{Documents: 40, Pages: 900, Stale: stale}
		var b strings.Builder
		if err := Text(&b, f, Style{}); err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(b.String(), "Searched as an earlier version of leakprint read them: 3 of 40 documents."); told != want {
			t.Errorf("%d stale: told %v\n%s", stale, told, b.String())
		}
	}
}

package alteration

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// unrenderedPage is a page of which only the words are known.
func unrenderedPage(number int, words []dossier.Word) *pdf.View {
	var text []string
	for _, w := range words {
		text = append(text, w.Text)
	}
	return &pdf.View{Page: dossier.Page{Number: number, Width: 595, Height: 842, Words: words, Text: strings.Join(text, " ")},
		Media: dossier.Box{W: 595, H: 842}}
}

// finding is what is asserted of an alteration.
type finding struct {
	Kind          dossier.Kind
	Pages         []int // of the input
	Before, After string
}

func explained(d *Differences) []finding {
	m, _ := Explain(d)
	var all []finding
	for _, a := range m.Alterations {
		all = append(all, finding{a.Kind, a.QueryPages, a.Before, a.After})
	}
	return all
}

func pdfFile(seed string) File {
	return File{Document: dossier.Document{SHA256: dossier.Sum([]byte(seed)), MediaType: pdfType}}
}

// between is the differences of documents page by page.
func between(relation dossier.Relation, query, known []*pdf.View) *Differences {
	d := &Differences{Query: pdfFile("query"), Known: pdfFile("known")}
	for i := range known {
		pair := dossier.PagePair{Query: i + 1, Known: i + 1, Relation: relation, Basis: []dossier.Basis{dossier.ByText}}
		d.Match.Pages = append(d.Match.Pages, pair)
		d.Pages = append(d.Pages, Compare(pair, query[i], known[i]))
	}
	return d
}

func pages(n int, of func(i int) []dossier.Word) []*pdf.View {
	var all []*pdf.View
	for i := range n {
		all = append(all, unrenderedPage(i+1, of(i)))
	}
	return all
}

func TestExplain(t *testing.T) {
	body := func(int) []dossier.Word { return set(72, 100, minutes...) }
	known := pages(3, body)
	with := func(change func(p *pdf.View)) []*pdf.View {
		query := pages(3, body)
		change(query[1])
		return query
	}
	note := pdf.Annotation{Subtype: "Text", Box: dossier.Box{X: 500, Y: 100, W: 20, H: 20}, Contents: "is this true?"}
	for _, tt := range []struct {
		name  string
		query []*pdf.View
		want  []finding
	}{
		{"nothing but the bytes", pages(3, body), []finding{{dossier.ReSaved, nil, "", ""}}},
		{"a word", with(func(p *pdf.View) {
			p.Words = set(72, 100, edited(2, "Officials noted that 40,000 was paid on 14 May, and that the second payment")...)
		}), []finding{{dossier.TextEdited, []int{2}, "4", "14"}}},
		{"words gone", with(func(p *pdf.View) {
			w := slices.Clone(p.Words)
			p.Words = append(w[:10], w[20:]...)
		}), []finding{{dossier.TextEdited, []int{2}, "where it was and that nothing in the paper was", ""}}},
		{"a stamp on one page", with(func(p *pdf.View) { p.Words = append(p.Words, set(400, 700, "RECEIVED 3 MARCH")...) }),
			[]finding{{dossier.OverlayAdded, []int{2}, "", "RECEIVED 3 MARCH"}}},
		{"a footer on every page", pages(3, func(i int) []dossier.Word {
			return append(body(i), set(72, 800, "Obtained by the Gazette, page "+string(rune('1'+i)))...)
		}), []finding{{dossier.OverlayAdded, []int{1, 2, 3}, "", "Obtained by the Gazette, page 1"}}},
		{"hidden words", with(func(p *pdf.View) { p.Hidden = []int{7, 8, 9} }),
			[]finding{{dossier.RedactedBadly, []int{2}, "insulin would stay", "insulin would stay"}}},
		{"a note", with(func(p *pdf.View) { p.Annotations = []pdf.Annotation{note} }),
			[]finding{{dossier.AnnotationAdded, []int{2}, "", "is this true?"}}},
		{"cropped", with(func(p *pdf.View) { p.Height = 600 }), []finding{{dossier.PageCropped, []int{2}, "", ""}}},
		{"smaller", with(func(p *pdf.View) {
			p.Width, p.Height = .7*p.Width, .7*p.Height
			for i := range p.Words {
				b := &p.Words[i].Box
				*b = dossier.Box{X: .7 * b.X, Y: .7 * b.Y, W: .7 * b.W, H: .7 * b.H}
			}
		}), []finding{{dossier.PageScaled, []int{2}, "", "70 %"}}},
		{"turned", with(func(p *pdf.View) {
			p.Width, p.Height = p.Height, p.Width
			for i := range p.Words {
				b := &p.Words[i].Box
				*b = dossier.Box{X: 842 - b.Y - b.H, Y: b.X, W: b.H, H: b.W}
			}
		}), []finding{{dossier.PageRotated, []int{2}, "", "90 degrees clockwise"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, explained(between(dossier.SamePage, tt.query, known))); diff != "" {
				t.Errorf("alterations (-want +got)\n%s", diff)
			}
		})
	}
}

// A field is told by its name and its place; one that is the same but for spaces was not
// changed.
func TestFields(t *testing.T) {
	body := func(int) []dossier.Word { return set(72, 100, minutes...) }
	filled := func(amount, box, note string) []*pdf.View {
		all := pages(1, body)
		at := func(y float64) dossier.Box { return dossier.Box{X: 72, Y: y, W: 90, H: 16} }
		all[0].Fields = []pdf.Field{{Name: "amount", Box: at(600), Value: amount}, {Name: "paid", Box: at(640), Value: box}, {Name: "amount", Box: at(680), Value: amount}, {Name: "note", Box: at(720), Value: note}}
		return all
	}
	query := filled("9,500", pdf.Checked, " none ")
	query[0].Fields = append(query[0].Fields, pdf.Field{Name: "new", Value: "more"})
	want := []finding{{dossier.TextEdited, []int{1}, "4,500", "9,500"}, {dossier.TextEdited, []int{1}, pdf.Unchecked, pdf.Checked}}
	d := between(dossier.SamePage, query, filled("4,500", pdf.Unchecked, "none"))
	if diff := cmp.Diff(want, explained(d)); diff != "" {
		t.Errorf("alterations (-want +got)\n%s", diff)
	}
	if c := d.Pages[0].changes[0]; len(c.boxes) != 2 || c.class != dossier.ClassFigures {
		t.Errorf("the amount has %d places and class %q", len(c.boxes), c.class)
	}
}

// Words of one page put on another are no header.
func TestEditsOfSeveralPagesStayApart(t *testing.T) {
	body := func(int) []dossier.Word { return set(72, 100, minutes...) }
	query := pages(3, body)
	for i, p := range query[:2] {
		p.Words = set(72, 100, edited(i+1, minutes[i+1]+" probably not")...)
	}
	want := []finding{{dossier.TextEdited, []int{1}, "", "probably not"}, {dossier.TextEdited, []int{2}, "", "probably not"}}
	if diff := cmp.Diff(want, explained(between(dossier.SamePage, query, pages(3, body)))); diff != "" {
		t.Errorf("alterations (-want +got)\n%s", diff)
	}
}

func TestExplainFiles(t *testing.T) {
	minute := dossier.Attachment{Name: "minute.txt", Size: 3, SHA256: dossier.Sum([]byte("abc"))}
	info := map[string]string{"Author": "A. Clerk"}
	for _, tt := range []struct {
		name   string
		change func(d *Differences)
		want   []finding
	}{
		{"attached", func(d *Differences) { d.Query.Structure.Attachments = []dossier.Attachment{minute} }, []finding{{dossier.AttachmentAdded, nil, "", "minute.txt"}}},
		{"attached to both", func(d *Differences) {
			d.Query.Structure.Attachments, d.Known.Structure.Attachments = []dossier.Attachment{minute}, []dossier.Attachment{minute}
		}, []finding{{dossier.ReSaved, nil, "", ""}}},
		{"encrypted", func(d *Differences) { d.Query.Encrypted = true }, []finding{{dossier.Encrypted, nil, "", ""}}},
		{"appended to", func(d *Differences) { d.Extended = true }, []finding{{dossier.IncrementalUpdate, nil, "", ""}}},
		{"an author", func(d *Differences) { d.Query.Info = info }, []finding{{dossier.MetadataChanged, nil, "", "Author: A. Clerk"}}},
		{"no author", func(d *Differences) { d.Known.Info = info }, []finding{{dossier.MetadataStripped, nil, "Author: A. Clerk", ""}}},
		{"as matched", func(d *Differences) {
			d.Match.Alterations = []dossier.Alteration{{Kind: dossier.PageRemoved, KnownPages: []int{4}}}
		}, []finding{{dossier.PageRemoved, nil, "", ""}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := between(dossier.SamePage, nil, nil)
			tt.change(d)
			if diff := cmp.Diff(tt.want, explained(d), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("alterations (-want +got)\n%s", diff)
			}
		})
	}
}

// What was compared page by page replaces what matching said of whole pages.
func TestExplainReplacesWhatWasMatched(t *testing.T) {
	known := pages(2, func(int) []dossier.Word { return set(72, 100, minutes...) })
	d := between(dossier.Edited, known, known)
	d.Match.Alterations = []dossier.Alteration{{Kind: dossier.TextEdited, QueryPages: []int{1, 2, 3}, KnownPages: []int{1, 2, 3}}}
	m, _ := Explain(d)
	if len(m.Alterations) != 1 || !slices.Equal(m.Alterations[0].QueryPages, []int{3}) {
		t.Errorf("alterations %+v, want the edit of page 3, which was not compared", m.Alterations)
	}
	for _, p := range m.Pages {
		if p.Relation != dossier.SamePage {
			t.Errorf("p. %d is %s, want it the same", p.Query, p.Relation)
		}
	}
}

// A page that the match pairs and whose words are new is told by nobody else.
func TestFlowTellsPairedPages(t *testing.T) {
	known := []dossier.Page{{Number: 1, Text: strings.Join(minutes[:3], "\n")}}
	query := append(known[:1:1], dossier.Page{Number: 2, Text: strings.Join(minutes[3:], "\n")})
	for _, tt := range []struct {
		name  string
		pairs []dossier.PagePair
		edits int
	}{
		{"inserted, says the match", []dossier.PagePair{{Query: 1, Known: 1}}, 0},
		{"paired", []dossier.PagePair{{Query: 1, Known: 1}, {Query: 2, Known: 1}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			flow := CompareFlow(Passages{Query: Passage{Pages: query, Spaced: true}, Known: Passage{Pages: known, Spaced: true}, Pairs: tt.pairs})
			if len(flow.edits) != tt.edits {
				t.Errorf("edits %+v, want %d", flow.edits, tt.edits)
			}
		})
	}
}

func TestCompareFlow(t *testing.T) {
	page := func(n int, lines ...string) dossier.Page {
		return dossier.Page{Number: n, Text: strings.Join(lines, "\n")}
	}
	known := []dossier.Page{
		page(1, "SECRET 1", minutes[0], minutes[1]), page(2, "SECRET 2", minutes[2]), page(3, "SECRET 3", minutes[3], minutes[4]),
	}
	anew := strings.Fields(strings.Replace(strings.Join(minutes, " "), "4 May", "14 May", 1))
	query := []dossier.Page{page(1, strings.Join(anew[:30], " ")), page(2, strings.Join(anew[30:], " "))}
	flow := CompareFlow(Passages{Query: Passage{Pages: query}, Known: Passage{Pages: known}, Reflowed: true, Retypeset: true})
	d := &Differences{Flows: []*Flow{flow}, Query: pdfFile("query"), Known: pdfFile("known")}
	want := []finding{{dossier.TextEdited, []int{2}, "4", "14"}, {dossier.Retypeset, []int{1, 2}, "", ""}}
	if diff := cmp.Diff(want, explained(d)); diff != "" {
		t.Errorf("alterations (-want +got)\n%s", diff)
	}
	if known := flow.edits[0].KnownPages; !slices.Equal(known, []int{2}) {
		t.Errorf("known pages %v, want 2", known)
	}
}

// setPage returns a page with a running head, lines of text and a number at its foot.
func setPage(n int, head string, lines []string, foot string) dossier.Page {
	p := dossier.Page{Number: n, Width: 500, Height: 700}
	put := func(text string, y float64) {
		x := 50.
		for word := range strings.FieldsSeq(text) {
			p.Words = append(p.Words, dossier.Word{Text: word, Box: dossier.Box{X: x, Y: y, W: 5 * float64(len(word)), H: 8}})
			x += 5 * float64(len(word)+1)
		}
		p.Text += text + "\n"
	}
	put(head, 20)
	for i, line := range lines {
		put(line, 60+12*float64(i))
	}
	put(foot, 670)
	return p
}

// A running head that a single page set anew has is told as such, its page number is not
// told at all, and neither hides an edit.
func TestRunningHeadOfOnePageSetAnew(t *testing.T) {
	lines := []string{"The parties shall not increase", "the fee of 4,500.75 crowns before", "the end of the second year, un-", "less both agree to it in writing."}
	anew := []string{"The parties shall increase the fee", "of 9,500.75 crowns before the", "end of the second year, unless both", "agree to it in writing."}
	flow := CompareFlow(Passages{
		Query: Passage{Pages: []dossier.Page{setPage(3, "For the delegations only", anew, "- 3 -")}},
		Known: Passage{Pages: []dossier.Page{setPage(3, "", lines, "Page 3")}},
		Pairs: []dossier.PagePair{{Query: 3, Known: 3}}, Reflowed: true, Retypeset: true,
	})
	d := &Differences{Flows: []*Flow{flow}, Query: pdfFile("query"), Known: pdfFile("known")}
	want := []finding{
		{dossier.TextEdited, []int{3}, "not", ""}, {dossier.TextEdited, []int{3}, "4,500.75", "9,500.75"},
		{dossier.OverlayAdded, []int{3}, "", "For the delegations only"}, {dossier.Retypeset, []int{3}, "", ""},
	}
	if diff := cmp.Diff(want, explained(d)); diff != "" {
		t.Errorf("alterations (-want +got)\n%s", diff)
	}
}

// A heading with the number of its page is no page number.
func TestChapterOnThePageOfItsNumber(t *testing.T) {
	lines := []string{"The parties shall not increase", "the fee of 4,500.75 crowns before", "the end of the second year, un-", "less both agree to it in writing."}
	anew := []string{"CHAPTER 2", "The parties shall not increase the fee", "of 4,500.75 crowns before the", "end of the second year, unless both", "agree to it in writing."}
	flow := CompareFlow(Passages{
		Query: Passage{Pages: []dossier.Page{setPage(2, "", anew, "")}, Around: []dossier.Page{setPage(1, "", lines, "")}},
		Known: Passage{Pages: []dossier.Page{setPage(2, "CHAPTER 2", lines, "")}, Around: []dossier.Page{setPage(1, "", lines, "")}},
		Pairs: []dossier.PagePair{{Query: 2, Known: 2}}, Reflowed: true, Retypeset: true,
	})
	if len(flow.edits) > 0 {
		t.Errorf("said: %+v", flow.edits)
	}
}

// Chapters that begin on pages of their own have no running head.
func TestHeadingsAreNoRunningHeads(t *testing.T) {
	var known, query []dossier.Page
	for n := range 4 {
		heading := "CHAPTER " + strconv.Itoa(2*n+1)
		lines := edited(n, "The "+strings.Repeat("fee and ", n+1)+"nothing else is due at once.")
		known = append(known, setPage(n+1, heading, lines, "Page "+strconv.Itoa(n+1)))
		anew := strings.Fields(strings.Join(lines, " "))
		query = append(query, setPage(n+1, "", append([]string{"", "", heading}, strings.Join(anew[:30], " "), strings.Join(anew[30:], " ")), strconv.Itoa(n+1)))
		query[n].Words = slices.Concat(set(50, 20, "Set in a", "new way"), query[n].Words) // so that the heading is no margin
	}
	flow := CompareFlow(Passages{Query: Passage{Pages: query}, Known: Passage{Pages: known}, Reflowed: true, Retypeset: true})
	for _, a := range flow.edits {
		if strings.Contains(a.Before+a.After, "CHAPTER") {
			t.Errorf("said: %+v", a)
		}
	}
}

// Text whose lines end as before was not set anew, though its pages are others.
func TestSameLinesAreNotSetAnew(t *testing.T) {
	lines := []string{"The parties shall not increase", "the fee before the end of", "the second year, unless both", "agree to it in writing."}
	for _, byLines := range []bool{true, false} {
		flow := CompareFlow(Passages{
			Query:    Passage{Pages: []dossier.Page{setPage(1, "", lines[:2], ""), setPage(2, "", lines[2:], "")}},
			Known:    Passage{Pages: []dossier.Page{setPage(1, "", lines, "")}},
			Reflowed: true, Retypeset: true, ByLines: byLines,
		})
		if flow.Retypeset == byLines || len(flow.edits) > 0 {
			t.Errorf("by lines %v: said to be set anew: %v, edits %v", byLines, flow.Retypeset, flow.edits)
		}
	}
}

func TestPaperThatDidNotLieFlatIsNoted(t *testing.T) {
	d := between(dossier.SamePage, pages(2, func(int) []dossier.Word { return drawn("pay", 0, 0, "crowns", 40, 0) }), pages(2, func(int) []dossier.Word { return drawn("pay", 0, 0, "crowns", 40, 0) }))
	if _, notes := Explain(d); len(notes) != 0 {
		t.Errorf("flat pages: %q", notes)
	}
	d.Match.Pages[1].Bent = true
	_, notes := Explain(d)
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "p. 2: the paper did not lie flat") {
		t.Errorf("page 2 is bent: %q", notes)
	}
}

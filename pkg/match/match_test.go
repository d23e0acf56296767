package match

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// wellPaired fails the test unless the match pairs every page of a copy with the
// pages it was made from, as forge knows them, and with no others.
func wellPaired(t *testing.T, m dossier.Match, made forge.Document) {
	t.Helper()
	for i, p := range made.Pages {
		var want, got []int
		for _, from := range p.From {
			if from.Document == m.Document.Name {
				want = append(want, from.Page)
			}
		}
		for _, pair := range m.Pages {
			if pair.Query == i+1 {
				got = append(got, pair.Known)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("page %d against %s: %s", i+1, m.Document.Name, diff)
		}
	}
}

func TestFindCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := treaties()
	base := all[0]
	stranger := forge.Treaties(12, 1, 20)[0]
	stranger.Pages[3].From = nil
	redacted, _ := base.Redact(.3, r)
	edited, _ := base.EditExactly(2, r)
	words, _ := base.EditWords(.05, r)
	tests := []struct {
		name    string
		copy    forge.Document
		verdict dossier.Verdict
		kinds   []dossier.Kind // nil: not looked at
		pages   []int          // of the first alteration, in the document it names them of
	}{
		{"the document itself", base, dossier.Same, []dossier.Kind{}, nil},
		{"letters replaced by look-alikes", base.Homoglyphs(.3, r), dossier.Altered, []dossier.Kind{dossier.TextEdited}, nil},
		{"most pages cut out", base.Cut(2, 19), dossier.Partial, []dossier.Kind{dossier.PageRemoved}, []int{1, 20}},
		{"few pages cut out", base.Cut(5, 8), dossier.Partial, []dossier.Kind{dossier.ExcerptTaken}, []int{5, 6, 7, 8}},
		{"one page cut out", base.Cut(9, 9), dossier.Partial, []dossier.Kind{dossier.ExcerptTaken}, []int{9}},
		{"two pages removed", base.Without(4, 6), dossier.Partial, []dossier.Kind{dossier.PageRemoved}, []int{4, 6}},
		{"a page moved", base.Move(3, 9), dossier.Altered, []dossier.Kind{dossier.PageMoved}, []int{9}},
		{"a page repeated", base.Duplicate(3, 10), dossier.Altered, []dossier.Kind{dossier.PageDuplicated}, []int{10}},
		{"a page put in", base.Insert(7, stranger.Pages[3]), dossier.Altered, []dossier.Kind{dossier.PageInserted}, []int{7}},
		{"two pages joined", base.Join(6), dossier.Altered, nil, nil},
		{"two words changed", edited, dossier.Altered, []dossier.Kind{dossier.TextEdited}, nil},
		{"one word in twenty changed", words, dossier.Altered, []dossier.Kind{dossier.TextEdited}, nil},
		{"one character in fifty misread", base.Noise(.02, r), dossier.Altered, []dossier.Kind{dossier.TextEdited}, nil},
		{"one character in ten misread", base.Noise(.1, r), dossier.Altered, []dossier.Kind{dossier.TextEdited}, nil},
		{"a third redacted", redacted, dossier.Altered, []dossier.Kind{dossier.TextRedacted}, nil},
		{"stamped", base.HeaderFooter("Obtained by the Morning Register", "page of a released file"), dossier.Altered, nil, nil},
	}
	library := newLibrary(all...)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			matches := library.find(t, pagesOf(tt.copy))
			if len(matches) == 0 || matches[0].Document.Name != base.Name || matches[0].Verdict != tt.verdict {
				t.Fatalf("got %s, want %s %s first", summary(matches), base.Name, tt.verdict)
			}
			for _, m := range matches[1:] {
				if m.Verdict.Found() {
					t.Errorf("claims %s besides: %s", m.Document.Name, m.Verdict)
				}
			}
			m := matches[0]
			wellPaired(t, m, tt.copy)
			if got := kinds(m); tt.kinds != nil && !slices.Equal(got, tt.kinds) {
				t.Errorf("alterations %v, want %v", got, tt.kinds)
			}
			if tt.pages != nil && len(m.Alterations) > 0 {
				a := m.Alterations[0]
				if pages := firstNot(a.QueryPages, a.KnownPages); !slices.Equal(pages, tt.pages) {
					t.Errorf("%s of pages %v, want %v", a.Kind, pages, tt.pages)
				}
			}
			if m.Grade != dossier.VeryStrong {
				t.Errorf("grade %s", m.Grade)
			}
		})
	}
}

// A page set anew holds words of several pages; those of which it holds little need
// not be named, but none may be that it holds nothing of.
func TestSetAnew(t *testing.T) {
	all := treaties()
	base := all[0]
	anew := base.Retypeset(forge.Style{Width: 419.53, Height: 595.28, Margin: 44, Size: 9, Leading: 13})
	matches := newLibrary(all...).find(t, pagesOf(anew))
	m := of(matches, base.Name)
	if m.Verdict != dossier.Altered || !slices.Contains(kinds(m), dossier.Retypeset) {
		t.Errorf("got %s", summary(matches))
	}
	paired := map[int]bool{}
	for _, p := range m.Pages {
		paired[p.Query] = true
		if !slices.Contains(anew.Pages[p.Query-1].From, forge.Origin{Document: base.Name, Page: p.Known}) {
			t.Errorf("page %d holds nothing of page %d", p.Query, p.Known)
		}
	}
	if len(paired) != len(anew.Pages) {
		t.Errorf("%d of %d pages paired", len(paired), len(anew.Pages))
	}
}

// Whether the text is that of the document does not depend on where its pages break, nor
// do passages that were changed here and there.
func TestSetAnewOnFewPages(t *testing.T) {
	for _, each := range []int{120, 80, 75} { // four words of so many are changed
		var known []string
		for i := range uint64(7) {
			known = append(known, passage(400+i, 150))
		}
		words := strings.Fields(strings.Join(known, " "))
		for i := 20; i < len(words); i += each {
			copy(words[i:], []string{"elsewhere", "nothing", "was", "changed"})
		}
		var query []string
		for part := range slices.Chunk(words, len(words)/3+1) {
			query = append(query, strings.Join(part, " "))
		}
		library := &library{}
		library.add("known.pdf", pagesOfTexts(known...))
		m := of(library.find(t, pagesOfTexts(query...)), "known.pdf")
		want := []Pair{{1, 1}, {1, 2}, {2, 3}, {2, 4}, {2, 5}, {3, 6}, {3, 7}}
		if m.Verdict != dossier.Altered || !slices.Equal(pairsOf(m), want) {
			t.Errorf("four words of %d changed: %s", each, summary([]dossier.Match{m}))
		}
	}
}

// Pages drawn over in black carry no text at all: they may be the pages at their
// places, so these are not said to be removed.
func TestBlackedOutPagesAreNotRemoved(t *testing.T) {
	base := treaties()[0]
	pages := pagesOf(base)
	pages[3], pages[8] = pageOf(4, ""), pageOf(9, "")
	m := of(newLibrary(base).find(t, pages), base.Name)
	if len(m.Pages) != 18 || slices.Contains(kinds(m), dossier.PageRemoved) {
		t.Errorf("got %s", summary([]dossier.Match{m}))
	}
	pages = slices.Delete(pages, 3, 4) // now one is really gone
	for i := range pages {
		pages[i].Number = i + 1
	}
	m = of(newLibrary(base).find(t, pages), base.Name)
	if len(m.Pages) != 18 || !slices.Equal(kinds(m), []dossier.Kind{dossier.PageRemoved}) || !slices.Equal(m.Alterations[0].KnownPages, []int{4}) {
		t.Errorf("got %s %+v", summary([]dossier.Match{m}), m.Alterations)
	}
}

// firstNot returns query, or known when query is empty.
func firstNot(query, known []int) []int {
	if len(query) > 0 {
		return query
	}
	return known
}

func summary(matches []dossier.Match) string {
	var b strings.Builder
	for _, m := range matches {
		fmt.Fprintf(&b, "%s %s %v %v; ", m.Document.Name, m.Verdict, kinds(m), pairsOf(m))
	}
	return b.String()
}

func TestFindItself(t *testing.T) {
	for _, d := range slices.Concat(treaties(), forge.Dossier(3)) {
		text := 0
		for _, p := range pagesOf(d) {
			if p.Print.Absent == "" {
				text++
			}
		}
		m := of(newLibrary(d).find(t, pagesOf(d)), d.Name)
		if m.Verdict != dossier.Same || len(m.Alterations) > 0 || len(m.Pages) < text {
			t.Errorf("%s: %s", d.Name, summary([]dossier.Match{m}))
		}
		for _, p := range m.Pages {
			if p.Query != p.Known || p.Relation != dossier.SamePage {
				t.Errorf("%s: page %d is page %d, %s", d.Name, p.Query, p.Known, p.Relation)
			}
		}
	}
}

// Documents that copy chapters from one another are not one another.
func TestSharedChaptersAreNotTheDocument(t *testing.T) {
	all := forge.Treaties(13, 9, 25)
	shared := 0
	for i, d := range all {
		library := newLibrary(slices.Concat(all[:i], all[i+1:])...)
		for _, m := range library.find(t, pagesOf(d)) {
			if m.Verdict != dossier.Shared {
				t.Errorf("%s: %s", d.Name, summary([]dossier.Match{m}))
			}
			shared++
		}
	}
	if shared == 0 {
		t.Error("no treaty shares anything with another: nothing was tested")
	}
}

// Pages copied word for word into another document make it that document only when
// three stand in a row: a joint annex is no proof.
func TestPagesInARowEstablish(t *testing.T) {
	for _, tt := range []struct {
		name   string
		copied []Pair
		found  bool
	}{
		{"one page", []Pair{{4, 5}}, false},
		{"two in a row", []Pair{{4, 5}, {5, 6}}, false},
		{"three apart", []Pair{{4, 5}, {5, 9}, {9, 14}}, false},
		{"three in a row", []Pair{{4, 5}, {5, 6}, {6, 7}}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var known, query []string
			for i := range uint64(20) {
				known = append(known, passage(100+i, 150))
				query = append(query, passage(200+i, 150))
			}
			for _, p := range tt.copied {
				query[p.Query-1] = known[p.Known-1]
			}
			library := &library{}
			library.add("known.pdf", pagesOfTexts(known...))
			m := of(library.find(t, pagesOfTexts(query...)), "known.pdf")
			if m.Verdict.Found() != tt.found || !slices.Equal(pairsOf(m), tt.copied) || !tt.found && m.Verdict != dossier.Shared {
				t.Errorf("got %s", summary([]dossier.Match{m}))
			}
		})
	}
}

// A translation that leaves every other paragraph as it was is not the original; a copy of which
// paragraphs are gone is, and so is one with a paragraph that was written anew on each page.
func TestHalfATranslationIsNotTheDocument(t *testing.T) {
	const pages, paragraphs = 5, 8
	document := func(paragraph func(page, n int) string) []Subject {
		texts := make([]string, pages)
		for page := range texts {
			for n := range paragraphs {
				texts[page] += paragraph(page, n) + "\n"
			}
		}
		return pagesOfTexts(texts...)
	}
	original := func(page, n int) string { return passage(uint64(1000+100*page+n), 40) }
	translated := func(page, n int) string { return passage(uint64(5000+100*page+n), 40) }
	library := &library{}
	library.add("original.pdf", document(original))
	for name, tt := range map[string]struct {
		paragraph func(page, n int) string
		found     bool
	}{
		"half translated": {func(page, n int) string {
			if n%2 == 0 {
				return translated(page, n)
			}
			return original(page, n)
		}, false},
		"half gone": {func(page, n int) string {
			if n%2 == 0 {
				return ""
			}
			return original(page, n)
		}, true},
		"a paragraph written anew": {func(page, n int) string {
			if n == 3 {
				return translated(page, n)
			}
			return original(page, n)
		}, true},
	} {
		m := of(library.find(t, document(tt.paragraph)), "original.pdf")
		if m.Verdict.Found() != tt.found || !tt.found && m.Verdict != dossier.Shared {
			t.Errorf("%s: got %s", name, summary([]dossier.Match{m}))
		}
	}
}

// Short pages that any two documents may have in common, such as those for
// signatures, make no document another, though they be most of its pages.
func TestSignaturePagesEstablishNothing(t *testing.T) {
	query := []string{passage(300, 400), passage(301, 30), passage(302, 30)}
	known := append([]string{passage(310, 400), passage(311, 400)}, query[1:]...)
	short := append([]string{passage(320, 400)}, query[1:]...)
	library := &library{}
	library.add("long.pdf", pagesOfTexts(known...))
	library.add("short.pdf", pagesOfTexts(short...))
	for _, m := range library.find(t, pagesOfTexts(query...)) {
		if m.Verdict != dossier.Shared {
			t.Errorf("%s", summary([]dossier.Match{m}))
		}
	}
}

func TestTwoDocumentsInOne(t *testing.T) {
	all := treaties()
	merged := forge.Merge("", all[0], all[2])
	matches := newLibrary(all...).find(t, pagesOf(merged))
	for _, d := range []forge.Document{all[0], all[2]} {
		m := of(matches, d.Name)
		if m.Verdict != dossier.Same || !slices.Equal(kinds(m), []dossier.Kind{dossier.Merged}) || m.Coverage.Known != 1 {
			t.Errorf("%s", summary([]dossier.Match{m}))
		}
		wellPaired(t, m, merged)
	}
	if verdict, grade := Overall(matches); verdict != dossier.Same || grade != dossier.VeryStrong {
		t.Errorf("overall %s, %s", verdict, grade)
	}

	t.Run("and pages before them that are no one's", func(t *testing.T) {
		stranger := forge.Treaties(12, 1, 20)[0].Cut(3, 4)
		matches := newLibrary(all...).find(t, pagesOf(forge.Merge("", stranger, merged)))
		for _, d := range []forge.Document{all[0], all[2]} {
			if m := of(matches, d.Name); m.Verdict != dossier.Same || !slices.Equal(kinds(m), []dossier.Kind{dossier.Merged}) {
				t.Errorf("%s", summary([]dossier.Match{m}))
			}
		}
	})

	t.Run("and a page that is no one's", func(t *testing.T) {
		merged := merged.Insert(30, forge.Treaties(12, 1, 20)[0].Pages[3])
		matches := newLibrary(all...).find(t, pagesOf(merged))
		if verdict, _ := Overall(matches); verdict != dossier.Altered {
			t.Errorf("overall %s: %s", verdict, summary(matches))
		}
	})
}

// Neither the order of the candidates nor that of the pairs proposed counts.
func TestFindDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	all := treaties()
	library := newLibrary(all...)
	query, _ := forge.Merge("", all[1].Cut(3, 15), all[0].Without(2)).EditWords(.02, r)
	pages := pagesOf(query)
	candidates := library.candidates(pages)
	want, err := Find(PagesOf(pages...), library.rarity, candidates)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		r.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
		got, err := Find(PagesOf(pages...), library.rarity, candidates)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestQuotes(t *testing.T) {
	header := "Series 12 of the negotiating papers, page "
	var texts []string
	for i := range uint64(10) {
		texts = append(texts, fmt.Sprintf("%s%d %s paid 41,500 crowns on 14 May %s Invented footer %d", header, i+1, passage(2*i, 90), passage(2*i+1, 90), i+1))
	}
	library := &library{}
	library.add("minutes.pdf", pagesOfTexts(texts...))
	words := func(page, from, to int) string {
		w := strings.Fields(texts[page-1])
		return strings.Join(w[from:to], " ")
	}
	n := len(strings.Fields(texts[3]))
	overPages := words(4, 90, n-3) + " " + words(5, 8, 60)
	inside := words(4, 80, 120)
	tests := []struct {
		name, quote string
		verdict     dossier.Verdict
		pages       []Pair
	}{
		{"verbatim", inside, dossier.Partial, []Pair{{1, 4}}},
		{"verbatim, in capitals on short lines", strings.ToUpper(strings.ReplaceAll(inside, " ", "\n")), dossier.Partial, []Pair{{1, 4}}},
		{"one digit changed", strings.Replace(inside, "41,500", "47,500", 1), dossier.Partial, []Pair{{1, 4}}},
		{"a comma moved", strings.Replace(inside, "41,500", "4,1500", 1), dossier.Partial, []Pair{{1, 4}}},
		{"one word left out", strings.Replace(inside, " crowns", "", 1), dossier.Partial, []Pair{{1, 4}}},
		{"a whole page", texts[3], dossier.Partial, []Pair{{1, 4}}},
		{"over a page break, the footer and header left out", overPages, dossier.Partial, []Pair{{1, 4}, {1, 5}}},
		{"over a page break, a comma moved", strings.Replace(overPages, "41,500", "4,1500", 1), dossier.Partial, []Pair{{1, 4}, {1, 5}}},
		{"over a page break, a passage left out there", words(4, n-110, n-60) + " " + words(5, 8, 60), dossier.Shared, nil},
		{"too short", words(4, 20, 24), dossier.None, nil},
		{"of another document", passage(99, 60), dossier.None, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := of(library.find(t, pagesOfTexts(tt.quote)), "minutes.pdf")
			if m.Verdict != tt.verdict || tt.pages != nil && !slices.Equal(pairsOf(m), tt.pages) {
				t.Errorf("got %s, want %s %v", summary([]dossier.Match{m}), tt.verdict, tt.pages)
			}
		})
	}
}

// A passage that stands on several pages of a document is of each of them.
func TestTiesAreListed(t *testing.T) {
	clause := passage(1, 60)
	var texts []string
	for i := range uint64(8) {
		text := passage(10+i, 150)
		if i == 2 || i == 5 {
			text += " " + clause + " " + passage(20+i, 50)
		}
		texts = append(texts, text)
	}
	library := &library{}
	library.add("treaty.pdf", pagesOfTexts(texts...))
	m := of(library.find(t, pagesOfTexts(clause)), "treaty.pdf")
	if want := []Pair{{1, 3}, {1, 6}}; m.Verdict != dossier.Partial || !slices.Equal(pairsOf(m), want) {
		t.Errorf("got %s, want partial %v", summary([]dossier.Match{m}), want)
	}
}

// Of two versions of a document the one that reads the same is the original.
func TestTheRightVersionWins(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	first := treaties()[1]
	second, _ := first.EditExactly(3, r)
	second.Name = "second.pdf"
	library := newLibrary(second, first)
	for _, d := range []forge.Document{first, second} {
		matches := library.find(t, pagesOf(d))
		if len(matches) == 0 || matches[0].Document.Name != d.Name || matches[0].Verdict != dossier.Same {
			t.Errorf("%s: %s", d.Name, summary(matches))
		}
	}
}

func TestBlankPagesArePairedByPlaceOnly(t *testing.T) {
	a, b, c, d := passage(1, 120), passage(2, 120), passage(3, 120), passage(4, 120)
	tests := []struct {
		name         string
		query, known []string
		want         []Pair
		verdict      dossier.Verdict
	}{
		{"at their places", []string{a, "", b, c, "", d}, []string{a, "", b, c, "", d}, []Pair{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}}, dossier.Same},
		{"one moved", []string{a, b, "", c, d}, []string{a, "", b, c, d}, []Pair{{1, 1}, {2, 3}, {4, 4}, {5, 5}}, ""},
		{"nothing but blank pages", []string{"", "", ""}, []string{"", "", ""}, nil, dossier.None},
		{"a title at its place", []string{a, "Annex B", b, c}, []string{a, "Annex B", b, c}, []Pair{{1, 1}, {2, 2}, {3, 3}, {4, 4}}, dossier.Same},
		{"another title there", []string{a, "Annex B", b, c}, []string{a, "Index", b, c}, []Pair{{1, 1}, {3, 3}, {4, 4}}, ""},
		{"a blank page is not the text that stood there", []string{a, "", b, c}, []string{a, "Annex B", b, c}, []Pair{{1, 1}, {3, 3}, {4, 4}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			library := &library{}
			library.add("known.pdf", pagesOfTexts(tt.known...))
			m := of(library.find(t, pagesOfTexts(tt.query...)), "known.pdf")
			if !slices.Equal(pairsOf(m), tt.want) || tt.verdict != "" && m.Verdict != tt.verdict {
				t.Errorf("got %s, want %s %v", summary([]dossier.Match{m}), tt.verdict, tt.want)
			}
		})
	}
}

// Whether there is room for all pages or for two makes no difference but in how often they are asked
// for.
func TestFindWithFewPagesAtHand(t *testing.T) {
	all := treaties()
	library := newLibrary(all...)
	pages := pagesOf(forge.Merge("", all[1].Cut(3, 15), all[0].Without(2)))
	ask := func(room int) (found []dossier.Match, asked int) {
		counted := PagesOf(pages...)
		page := counted.Page
		counted.Page = func(number int) (Subject, error) { asked++; return page(number) }
		found, err := find(counted, library.rarity, library.candidates(pages), newDesk(room))
		if err != nil {
			t.Fatal(err)
		}
		return found, asked
	}
	want, once := ask(mostAtHand)
	got, often := ask(1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if once != len(pages) || often <= once {
		t.Errorf("%d pages: asked %d times where there is room, %d times where there is none", len(pages), once, often)
	}
}

// A page that cannot be read again is an error, not a panic.
func TestFindPassesOnLateFailures(t *testing.T) {
	broken := errors.New("disk on fire")
	all := treaties()
	library := newLibrary(all...)
	pages := pagesOf(all[0])
	failing := PagesOf(pages...)
	page, asked := failing.Page, 0
	failing.Page = func(number int) (Subject, error) {
		if asked++; asked > len(pages)+3 {
			return Subject{}, broken
		}
		return page(number)
	}
	if _, err := find(failing, library.rarity, library.candidates(pages), newDesk(1)); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestFindPassesOnFailures(t *testing.T) {
	broken := errors.New("disk on fire")
	text := passage(1, 100)
	library := &library{}
	library.add("known.pdf", pagesOfTexts(text))
	query := pagesOfTexts(text)
	candidates := library.candidates(query)
	candidates[0].Known.Page = func(int) (Subject, error) { return Subject{}, broken }
	if _, err := Find(PagesOf(query...), library.rarity, candidates); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestFindNothing(t *testing.T) {
	library := newLibrary(treaties()...)
	for name, query := range map[string][]Subject{"no pages": nil, "an empty page": pagesOfTexts("")} {
		if matches := library.find(t, query); len(matches) > 0 {
			t.Errorf("%s: %s", name, summary(matches))
		}
	}
	if matches, err := Find(PagesOf(pagesOfTexts(passage(1, 100))...), Rarity{}, nil); err != nil || len(matches) > 0 {
		t.Errorf("no candidates: %v, %v", matches, err)
	}
}

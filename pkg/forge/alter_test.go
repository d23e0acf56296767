package forge

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 99)) }

// sample is three pages of treaty prose as plain text.
func sample() string { return Treaties(7, 1, 5)[0].Text() }

func origins(d Document) []int {
	var numbers []int
	for _, p := range d.Pages {
		n := 0
		for _, o := range p.From {
			n = n*10 + o.Page
		}
		numbers = append(numbers, n)
	}
	return numbers
}

func TestPageAlterations(t *testing.T) {
	d := Treaties(1, 1, 6)[0]
	head, tail := d.Split(2)
	for _, c := range []struct {
		name    string
		altered Document
		want    []int
	}{
		{"without", d.Without(2, 5), []int{1, 3, 4, 6}},
		{"cut", d.Cut(3, 5), []int{3, 4, 5}},
		{"split, first", head, []int{1, 2}},
		{"split, second", tail, []int{3, 4, 5, 6}},
		{"move back", d.Move(5, 2), []int{1, 5, 2, 3, 4, 6}},
		{"move on", d.Move(2, 6), []int{1, 3, 4, 5, 6, 2}},
		{"duplicate", d.Duplicate(3, 1), []int{3, 1, 2, 3, 4, 5, 6}},
		{"insert", d.Insert(7, Sheet{Width: 10, Height: 10}), []int{1, 2, 3, 4, 5, 6, 0}},
		{"join", d.Join(2), []int{1, 23, 4, 5, 6}},
		{"merge", Merge("", d.Cut(6, 6), d.Cut(1, 2)), []int{6, 1, 2}},
	} {
		if diff := cmp.Diff(c.want, origins(c.altered)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if !cmp.Equal(origins(d), []int{1, 2, 3, 4, 5, 6}) {
		t.Error("an alteration changed the original")
	}
	joined := d.Join(2).Pages[1]
	if want := d.Pages[1].Text() + "\n" + d.Pages[2].Text(); joined.Text() != want || joined.Width != 2*d.Pages[1].Width {
		t.Error("a joined page does not hold both pages side by side")
	}
}

// plain is d's running text as one run of letters and digits.
func plain(d Document) string {
	words := strings.Fields(d.prose())
	return strings.Join(words, " ")
}

func TestRetypeset(t *testing.T) {
	d := invented()[1]
	small := d.Retypeset(Style{Width: 300, Height: 420, Margin: 30, Size: 9, Leading: 12, Justify: true, Hyphenate: true})
	if want, got := plain(d), plain(small); got != want {
		t.Errorf("the words differ: %d characters, want %d", len(got), len(want))
	}
	if len(small.Pages) <= len(d.Pages) {
		t.Errorf("%d small pages for %d large ones", len(small.Pages), len(d.Pages))
	}
	pictures := 0
	for n, p := range small.Pages {
		pictures += len(p.Pictures)
		if len(p.From) == 0 {
			t.Errorf("page %d comes from nowhere", n+1)
		}
	}
	if pictures != 2 {
		t.Errorf("%d pictures, want the map and the scan", pictures)
	}
	// The first page's words say where they come from.
	first := strings.Fields(small.Pages[0].Text())
	if want := strings.Fields(d.Pages[0].Text()); !slices.Equal(first[:5], want[:5]) || small.Pages[0].From[0] != d.Pages[0].From[0] {
		t.Errorf("the first page begins %q and comes from %v", first[:5], small.Pages[0].From)
	}
}

// Only the numbered pages are set anew, edits stand on them, and figures drawn last change
// no word.
func TestSomePagesSetAnew(t *testing.T) {
	d := invented()[1].Cut(2, 5)
	edited, changes := d.EditBeforeSetting(4, seeded(6), 2, 3)
	if len(changes) != 4 {
		t.Fatalf("%d edits, want 4", len(changes))
	}
	for _, c := range changes {
		if p := c.Boxes[0].Page; p != 2 && p != 3 || c.Before == c.After {
			t.Errorf("page %d: %q to %q", p, c.Before, c.After)
		}
	}
	style := Style{Width: 500, Height: 1500, Margin: 40, Size: 9, Leading: 12, Font: Mono, Footer: pageNumber}
	anew := edited.RetypesetPages(style, 2, 3)
	last := len(anew.Pages) - 1
	if anew.Pages[0].Text() != d.Pages[0].Text() || anew.Pages[last].Text() != d.Pages[3].Text() {
		t.Error("other pages were set anew")
	}
	if got, want := plain(anew), plain(edited); got != want {
		t.Errorf("the words differ: %d characters, want %d", len(got), len(want))
	}
	count := func(d Document) map[string]int {
		words := map[string]int{}
		for _, w := range strings.Fields(d.Text()) {
			words[w]++
		}
		return words
	}
	if figures := anew.FiguresLast(1, 2); !maps.Equal(count(figures), count(anew)) || figures.Text() == anew.Text() {
		t.Error("figures drawn last are other words, or drawn as before")
	}
}

func TestNoiseRate(t *testing.T) {
	text := strings.Repeat("abcdefghijklmnopqrstuvwxyz ", 2000)
	for _, rate := range []float64{0, 0.01, 0.05, 0.10} {
		noisy := Noise(text, rate, seeded(1))
		before, after := strings.Fields(text), strings.Fields(noisy)
		if len(before) != len(after) {
			t.Fatalf("rate %v: %d words, want %d", rate, len(after), len(before))
		}
		edits := 0
		for i := range before {
			edits += distance(before[i], after[i])
		}
		// A letter taken for two ("rn") counts as two edits, so a little above rate.
		if got := float64(edits) / float64(len(before)*26); got < 0.9*rate || got > 1.35*rate {
			t.Errorf("rate %v: measured %v", rate, got)
		}
	}
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func different(a, b []string) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

func TestEditWordsRate(t *testing.T) {
	before := strings.Fields(sample())
	for _, rate := range []float64{0.05, 0.2} {
		after := strings.Fields(EditWords(sample(), rate, seeded(2)))
		if got := float64(different(before, after)) / float64(len(before)); got < 0.7*rate || got > 1.3*rate {
			t.Errorf("rate %v: measured %v", rate, got)
		}
	}
}

func TestEditExactly(t *testing.T) {
	d := invented()[0]
	for _, n := range []int{0, 1, 17} {
		altered, changes := d.EditExactly(n, seeded(3))
		if got := different(strings.Fields(d.Text()), strings.Fields(altered.Text())); got != n || len(changes) != n {
			t.Errorf("document: %d words edited, %d changes, want %d", got, len(changes), n)
		}
		text, changes := EditExactly(sample(), n, seeded(3))
		if got := different(strings.Fields(sample()), strings.Fields(text)); got != n || len(changes) != n {
			t.Errorf("text: %d words edited, %d changes, want %d", got, len(changes), n)
		}
	}
	if altered, changes := EditExactly("one 2 - –", 9, seeded(1)); len(changes) != 2 {
		t.Errorf("%q: %d changes, want the two words that can be edited", altered, len(changes))
	}
}

func TestEditSentences(t *testing.T) {
	d := invented()[2]
	altered, changes := d.EditSentences(3, seeded(4))
	if len(changes) != 3 {
		t.Fatalf("%d changes, want 3", len(changes))
	}
	was, is := plain(d), plain(altered)
	for _, c := range changes {
		if c.Kind != dossier.TextEdited || c.Before == c.After || len(c.Boxes) == 0 {
			t.Errorf("change %+v", c)
		}
		before, after := strings.ReplaceAll(c.Before, "- ", ""), strings.ReplaceAll(c.After, "- ", "")
		if !strings.Contains(was, before) || strings.Contains(is, before) || !strings.Contains(is, after) {
			t.Errorf("%q was not replaced by %q", before, after)
		}
		if n := different(strings.Fields(c.Before), strings.Fields(c.After)); n < 1 || n > 3 {
			t.Errorf("%d words of %q changed", n, c.Before)
		}
	}
}

func TestRedact(t *testing.T) {
	d := Treaties(2, 1, 8)[0]
	for _, rate := range []float64{0.3, 0.6, 0.9} {
		altered, changes := d.Redact(rate, seeded(5))
		words := func(p Sheet) int {
			n := 0
			for _, line := range p.body() {
				n += len(line)
			}
			return n
		}
		gone := 0
		for i, p := range d.Pages {
			was, is := words(p), words(altered.Pages[i])
			gone += was - is
			if got := 1 - float64(is)/float64(was); got < rate || got > rate+20/float64(was) {
				t.Errorf("page %d: %.2f of the words are gone, want %.2f", i+1, got, rate)
			}
		}
		said := 0
		for _, c := range changes {
			said += len(strings.Fields(c.Before))
			if c.After != "" || c.Kind != dossier.TextRedacted {
				t.Errorf("change %+v", c)
			}
		}
		if said != gone {
			t.Errorf("%d words said to be gone, %d are", said, gone)
		}
	}
}

func TestPassages(t *testing.T) {
	d := invented()[4]
	redacted, changes := d.RedactPassages(6, seeded(6))
	covered, same := d.CoverPassages(6, seeded(6))
	if len(changes) != 6 || len(same) != 6 {
		t.Fatalf("%d and %d changes, want 6", len(changes), len(same))
	}
	for i, c := range changes {
		gone := strings.ReplaceAll(c.Before, "- ", "")
		if was, is := strings.Count(plain(d), gone), strings.Count(plain(redacted), gone); is >= was {
			t.Errorf("%d times in the text, %d before: %q", is, was, gone)
		}
		if !strings.Contains(plain(covered), gone) || same[i].After != same[i].Before {
			t.Errorf("not beneath its box: %q", gone)
		}
		for _, b := range c.Boxes {
			for _, fill := range []Document{redacted, covered} {
				if !slices.Contains(fill.Pages[b.Page-1].Fills, Fill{Box: b.Box, Over: true}) {
					t.Errorf("page %d lacks the black box %+v", b.Page, b.Box)
				}
			}
			for _, w := range redacted.Pages[b.Page-1].Words {
				if o := w.Box(); o.X+0.2 < b.X+b.W && b.X+0.2 < o.X+o.W && o.Y == b.Y {
					t.Errorf("page %d: %q left beneath a box", b.Page, w.Text)
				}
			}
		}
	}
}

func TestBlackOut(t *testing.T) {
	d := invented()[1]
	last := len(d.Pages)
	altered, changes := d.BlackOut(3, last)
	for _, n := range []int{3, last} {
		if p := altered.Pages[n-1]; len(p.body()) != 0 || len(p.Pictures) != 0 {
			t.Errorf("page %d still holds something", n)
		}
	}
	if len(changes) != 2 || changes[0].Before == "" || len(d.Pages[2].body()) == 0 {
		t.Errorf("changes %+v", changes)
	}
}

func TestRedactText(t *testing.T) {
	oneLine := strings.Join(strings.Fields(sample()), " ")
	for _, text := range []string{sample(), oneLine} {
		was := len(strings.Fields(text))
		for _, rate := range []float64{0, 0.3, 0.9, 1} {
			is := len(strings.Fields(RedactText(text, rate, seeded(7))))
			if got := 1 - float64(is)/float64(was); got < rate || got > rate+0.03 {
				t.Errorf("%.3f of the words are gone, want %.1f", got, rate)
			}
		}
	}
}

func TestExcerpts(t *testing.T) {
	text := sample()
	joined := strings.Join(strings.Fields(text), " ")
	for seed := range uint64(20) {
		words := ExcerptWords(text, 25, seeded(seed))
		if len(strings.Fields(words)) != 25 || !strings.Contains(joined, words) {
			t.Errorf("not 25 words of the text: %q", words)
		}
		passage := ExcerptParagraph(text, seeded(seed))
		if n := len(strings.Fields(passage)); n < 60 || !strings.Contains(joined, passage) || !strings.HasSuffix(passage, ".") {
			t.Errorf("not a passage of 60 words: %q", passage)
		}
	}
	if got := ExcerptWords("too few", 25, seeded(1)); got != "too few" {
		t.Errorf("got %q", got)
	}
}

func TestHomoglyphs(t *testing.T) {
	text := strings.Repeat("apace ", 1000)
	altered := Homoglyphs(text, 0.3, seeded(8))
	foreign := 0
	for _, c := range altered {
		if unicode.Is(unicode.Cyrillic, c) || unicode.Is(unicode.Greek, c) {
			foreign++
		}
	}
	if got := float64(foreign) / 5000; got < 0.25 || got > 0.35 {
		t.Errorf("%.2f of the letters replaced, want 0.3", got)
	}
	for latin, like := range lookAlikes {
		if !unicode.Is(unicode.Latin, latin) || unicode.Is(unicode.Latin, like) {
			t.Errorf("%q is no foreign look-alike of %q", like, latin)
		}
	}
}

func TestReflow(t *testing.T) {
	text := sample()
	flowed := Reflow(text, seeded(9))
	if flowed == text || !strings.Contains(flowed, "-\n") {
		t.Error("the lines were not broken anew with hyphens")
	}
	letters := func(s string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(s, "-\n", "")), " ")
	}
	if diff := cmp.Diff(letters(text), letters(flowed)); diff != "" {
		t.Errorf("the words differ (-before +after):\n%s", diff)
	}
}

func TestHeaderFooter(t *testing.T) {
	lines := strings.Split(HeaderFooter("middle", seeded(1)), "\n")
	if len(lines) != 3 || lines[1] != "middle" || lines[0] == "" || lines[2] == "" {
		t.Errorf("got %q", lines)
	}
	d := invented()[0].Cut(3, 3)
	got := d.HeaderFooter("above all", "below all").Pages[0].Text()
	if want := "above all\n" + d.Pages[0].Text() + "\nbelow all"; got != want {
		t.Errorf("got %q", got)
	}
}

func TestReposts(t *testing.T) {
	originals := invented()
	reposts := Reposts(originals, 1)
	if len(reposts) != 9 {
		t.Fatalf("%d reposts, want eight and a look-alike", len(reposts))
	}
	for _, r := range reposts {
		if !strings.HasPrefix(r.Name, string(r.Verdict)+"-") || r.Note == "" {
			t.Errorf("%s does not state its truth, %s", r.Name, r.Verdict)
		}
		for n, p := range r.Document.Pages {
			if len(p.Pictures) == 0 && !strings.Contains(p.Text(), Label) {
				t.Errorf("%s page %d does not say that it is invented", r.Name, n+1)
			}
		}
		if r.Verdict.Found() && r.Text == "" {
			for n, from := range r.Origins() {
				if len(from) == 0 {
					t.Errorf("%s page %d comes from nowhere", r.Name, n+1)
				}
			}
		}
	}
	merged := reposts[1].Origins()
	i := 0
	for _, d := range originals {
		for n := range d.Pages {
			if want := []Origin{{d.Name, n + 1}}; !cmp.Equal(merged[i], want) {
				t.Fatalf("merged page %d comes from %v, want %v", i+1, merged[i], want)
			}
			i++
		}
	}
	if quote := strings.TrimSpace(reposts[7].Text); !strings.Contains(plain(originals[0]), quote) || len(strings.Fields(quote)) < 60 {
		t.Errorf("not a passage of the first document: %q", quote)
	}
}

// Whatever the text, the alterations neither crash nor invent words they say
// they only remove.
func FuzzAlterText(f *testing.F) {
	f.Add("Each Party shall, in 2016, do so.", uint64(1))
	f.Add("", uint64(2))
	f.Add(" \n\n-\n 1. (a) “É” \xff ﬁ negotia-\ntions", uint64(3))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		r := seeded(seed)
		words := strings.Fields(text)
		if got := strings.Fields(Noise(text, 0.2, r)); len(got) != len(words) {
			t.Errorf("noise: %d words, want %d", len(got), len(words))
		}
		if got := strings.Fields(EditWords(text, 0.5, r)); len(got) != len(words) {
			t.Errorf("edit: %d words, want %d", len(got), len(words))
		}
		EditSentences(text, 2, r)
		Homoglyphs(text, 0.5, r)
		Reflow(text, r)
		ExcerptParagraph(text, r)
		if got := ExcerptWords(text, 5, r); !strings.Contains(strings.Join(words, " "), got) {
			t.Errorf("excerpt %q is not in %q", got, text)
		}
		if got := strings.Fields(RedactText(text, 0.5, r)); len(got) > len(words) {
			t.Errorf("redaction: %d words of %d", len(got), len(words))
		}
	})
}

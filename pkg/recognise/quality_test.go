package recognise

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// The quality file is what matching achieves on made documents. A change in it is a
// change in quality, to be looked at in review: make golden writes it anew. The same
// table on real documents is made by make quality CORPUS=DIR.
var (
	qualityUpdate    = flag.Bool("quality-update", false, "write the quality file anew")
	qualityPart      = flag.String("quality-part", "", "print only text, looks, photos, alterations, anew, statements, drawn, scripts, quotes or lineage of the tables")
	qualityVerbose   = flag.Bool("quality-verbose", false, "tell of each picture that was not recognised, and of each wrong statement")
	qualityDocuments = flag.String("quality-documents", "", "print the table for the PDFs in this folder instead")
)

const qualityFile = "../../testdata/golden/quality.txt"

// Seeds of the quality file. Nothing may be tuned on them: look at other seeds.
const (
	qualityKnown = 47190263
	qualityAsk   = 82516409
)

// sampled is how many pages are asked for in each row.
const sampled = 200

// usablePage is the fewest folded characters of a page that is asked for.
const usablePage = 200

// A part of the quality file is a table or some.
type part struct {
	name  string
	table func(*testing.T) string
}

func madeParts() []part {
	return []part{
		{"text", func(t *testing.T) string { return qualityTable(t, "made documents (forge.Treaties)", treatyTexts()) }},
		{"looks", func(t *testing.T) string { return looksTable(t, madePDFs(t, 3, 100), looksSampled) }},
		{"photos", func(t *testing.T) string { return photosTable(t, madePDFs(t, 3, 100), photosSampled) }},
		{"alterations", func(t *testing.T) string {
			return alterationsTable(t, "invented read-outs", madeOriginals(), copiesOfEach, stackedCopies)
		}},
		{"anew", func(t *testing.T) string { return anewTable(t, "invented treaties and read-outs", anewOriginals()) }},
		{"statements", func(t *testing.T) string {
			return statementsTable(t, "invented (forge.Communique)", madeStatements, allMedia, 1)
		}},
		{"drawn", madeDrawnTable},
		{"scripts", scriptsTable},
		{"quotes", quotesTables},
		{"lineage", lineageTable},
	}
}

func realParts(t *testing.T, dir string) []part {
	paths := realPaths(t, dir)
	of := filepath.Base(dir)
	return []part{
		{"text", func(t *testing.T) string { return qualityTable(t, "the documents in "+of, realTexts(t, paths)) }},
		{"looks", func(t *testing.T) string { return looksTable(t, paths, looksSampledReal) }},
		{"photos", func(t *testing.T) string { return photosTable(t, paths, photosSampledReal) }},
		{"alterations", func(t *testing.T) string {
			return alterationsTable(t, "parts of those in "+of+", set anew", realOriginals(t, paths), realCopiesOfEach, realStackedCopies)
		}},
		{"anew", func(t *testing.T) string {
			return anewTable(t, "parts of those in "+of, realOriginals(t, paths))
		}},
		{"statements", func(t *testing.T) string {
			docs := realStatements(realTexts(t, paths))
			return statementsTable(t, "parts of those in "+of, func(medium) []forge.Text { return docs }, textMedia, realStatementsEach)
		}},
		{"drawn", func(t *testing.T) string {
			return drawnTable(t, "pages of the documents in "+of+", set anew", realDrawnOriginals(t, paths), qualityDrawn[0], realDrawnEach, realDrawnPages)
		}},
		{"quotes", func(t *testing.T) string { return realQuotesTable(t, of, paths) }},
	}
}

func TestQuality(t *testing.T) {
	if testing.Short() {
		t.Skip("the quality file takes some seconds")
	}
	parts := madeParts()
	if *qualityDocuments != "" {
		parts = realParts(t, *qualityDocuments)
	}
	if *qualityDocuments != "" || *qualityPart != "" {
		for _, p := range parts {
			if *qualityPart == "" || *qualityPart == p.name {
				fmt.Print(p.table(t))
			}
		}
		return
	}
	got := sideBySide(t, parts)
	if *qualityUpdate {
		if err := os.WriteFile(qualityFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(qualityFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("quality changed; if that is meant, run make golden and say why (-want +got):\n%s", diff)
	}
}

// sideBySide makes tables at the same time and returns them one after the other.
func sideBySide(t *testing.T, parts []part) string {
	made := make([]string, len(parts))
	t.Run("tables", func(t *testing.T) {
		for i, p := range parts {
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				made[i] = p.table(t)
			})
		}
	})
	return strings.Join(made, "")
}

// texts are documents as the text of their pages.
type texts [][]string

func treatyTexts() texts {
	var all texts
	for _, d := range forge.Treaties(qualityKnown, 8, 150) {
		var pages []string
		for _, p := range d.Pages {
			pages = append(pages, p.Text())
		}
		all = append(all, pages)
	}
	return all
}

func realPaths(t *testing.T, dir string) []string {
	paths, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no PDF in %s: %v", dir, err)
	}
	return paths
}

func realTexts(t *testing.T, paths []string) texts {
	var all texts
	for _, path := range paths {
		var pages []string
		for p, err := range read(t, path, extract.Want{}).Pages.All() {
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, p.Text)
		}
		all = append(all, pages)
	}
	return all
}

func (d texts) pages() int {
	n := 0
	for _, pages := range d {
		n += len(pages)
	}
	return n
}

// A place is one page of the known documents, counted from 0.
type place struct{ doc, page int }

// sample picks usable pages at even steps.
func (d texts) sample(n int) []place {
	var usable []place
	for doc, pages := range d {
		for page, text := range pages {
			if len(fingerprint.Fold(text)) >= usablePage {
				usable = append(usable, place{doc, page})
			}
		}
	}
	var picked []place
	for i := range min(n, len(usable)) {
		picked = append(picked, usable[i*len(usable)/min(n, len(usable))])
	}
	return picked
}

// known is a library of the texts; documents are named by their number.
func known(t *testing.T, d texts) *shelf {
	t.Helper()
	s := newShelf(t)
	for n, pages := range d {
		doc := dossier.Document{SHA256: dossier.Sum([]byte(fmt.Sprint(n))), Name: fmt.Sprint(n), MediaType: intake.Text, Pages: len(pages)}
		s.insert(t, Reading{Document: doc, Pages: textPages(pages)})
	}
	return s
}

func textPages(pages []string) Pages {
	read := make([]extract.PageContent, len(pages))
	for i, text := range pages {
		p := dossier.Page{Number: i + 1, Text: text}
		read[i] = extract.PageContent{Page: p, Print: fingerprint.Of(p, nil, nil)}
	}
	return PagesOf(read...)
}

// ask looks for pages in a library made by known.
func ask(t *testing.T, s *shelf, pages []string) []dossier.Match {
	t.Helper()
	q, err := newQuestion(t.Context(), Reader{Workers: 2}, s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	found, err := q.matches(context.Background(), Reading{Document: dossier.Document{Pages: len(pages)}, Pages: textPages(pages)}, false)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// claimed are the known pages that a query page is said to be, and those it is only
// said to share text with.
func claimed(t *testing.T, found []dossier.Match, query int) (claims, shares []place, grade dossier.Grade) {
	for _, m := range found {
		var doc int
		if _, err := fmt.Sscan(m.Document.Name, &doc); err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Pages {
			switch {
			case p.Query != query:
			case m.Verdict.Found():
				claims = append(claims, place{doc, p.Known - 1})
				grade = m.Grade
			default:
				shares = append(shares, place{doc, p.Known - 1})
			}
		}
	}
	return claims, shares, grade
}

// A tally counts answers about pages.
type tally struct{ right, tied, shared, missed, wrong int }

func (c *tally) add(truth []place, claims, shares []place) {
	isTrue := func(p place) bool { return slices.Contains(truth, p) }
	hits := 0
	for _, p := range truth {
		if slices.Contains(claims, p) {
			hits++
		}
	}
	switch {
	case len(claims) > 0 && hits < len(truth) && slices.ContainsFunc(claims, func(p place) bool { return !isTrue(p) }):
		c.wrong++
	case hits == len(truth) && len(claims) == len(truth):
		c.right++
	case hits == len(truth):
		c.tied++
	case slices.ContainsFunc(shares, isTrue) || hits > 0:
		c.shared++
	default:
		c.missed++
	}
}

func (c tally) row(name string) string {
	n := c.right + c.tied + c.shared + c.missed + c.wrong
	return fmt.Sprintf("%-34s %5d %6.1f %6.1f %6.1f %6.1f %6d\n", name, n,
		percent(c.right, n), percent(c.tied, n), percent(c.shared, n), percent(c.missed, n), c.wrong)
}

func percent(k, n int) float64 { return 100 * float64(k) / float64(max(1, n)) }

// alterations are what happens to a single page of text.
var alterations = []struct {
	name  string
	alter func(text string, r *rand.Rand) string
}{
	{"unaltered", func(s string, _ *rand.Rand) string { return s }},
	{"character noise 1 %", noise(.01)},
	{"character noise 2 %", noise(.02)},
	{"character noise 5 %", noise(.05)},
	{"character noise 10 %", noise(.10)},
	{"words edited 5 %", func(s string, r *rand.Rand) string { return forge.EditWords(s, .05, r) }},
	{"words edited 20 %", func(s string, r *rand.Rand) string { return forge.EditWords(s, .20, r) }},
	{"redacted 30 %", redacted(.3)},
	{"redacted 60 %", redacted(.6)},
	{"redacted 90 %", redacted(.9)},
	{"noise 5 % and redacted 60 %", func(s string, r *rand.Rand) string { return redacted(.6)(noise(.05)(s, r), r) }},
	{"excerpt, one paragraph", forge.ExcerptParagraph},
	{"excerpt, 50 words", func(s string, r *rand.Rand) string { return forge.ExcerptWords(s, 50, r) }},
	{"excerpt, 25 words", func(s string, r *rand.Rand) string { return forge.ExcerptWords(s, 25, r) }},
	{"homoglyphs, 30 % of the letters", func(s string, r *rand.Rand) string { return forge.Homoglyphs(s, .3, r) }},
	{"reflow with hyphenation", forge.Reflow},
	{"header and footer added", forge.HeaderFooter},
}

func noise(rate float64) func(string, *rand.Rand) string {
	return func(s string, r *rand.Rand) string { return forge.Noise(s, rate, r) }
}

func redacted(rate float64) func(string, *rand.Rand) string {
	return func(s string, r *rand.Rand) string { return forge.RedactText(s, rate, r) }
}

// qualityTable measures everything and writes it down.
func qualityTable(t *testing.T, of string, docs texts) string {
	var b strings.Builder
	fmt.Fprintf(&b, `How well pages and documents are recognised by their text.
Measured on %s: %d documents, %d pages.

One page at a time, every document known. Figures are percent of the pages asked
for: right (this page, no other), tied (this page among several that fit equally),
shared (named only as sharing passages), missed; and the number of wrong pages
claimed.

%-34s %5s %6s %6s %6s %6s %6s
`, of, len(docs), docs.pages(), "", "pages", "right", "tied", "shared", "missed", "WRONG")
	byGrade := map[dossier.Grade]*tally{dossier.VeryStrong: {}, dossier.Strong: {}, dossier.Weak: {}}
	c := known(t, docs)
	for _, a := range alterations {
		r := rand.New(rand.NewPCG(qualityAsk, 1))
		var count tally
		for _, p := range docs.sample(sampled) {
			found := ask(t, c, []string{a.alter(docs[p.doc][p.page], r)})
			claims, shares, grade := claimed(t, found, 1)
			count.add([]place{p}, claims, shares)
			if len(claims) > 0 {
				byGrade[grade].add([]place{p}, claims, shares)
			}
		}
		b.WriteString(count.row(a.name))
	}
	b.WriteString(mergedPages(t, c, docs).row("two pages merged"))

	b.WriteString("\nThe same by the grade of the evidence, of pages claimed.\n\n")
	for _, g := range []dossier.Grade{dossier.VeryStrong, dossier.Strong, dossier.Weak} {
		k := byGrade[g]
		fmt.Fprintf(&b, "%-34s %5d claimed, %d wrong\n", g, k.right+k.tied+k.wrong, k.wrong)
	}
	b.WriteString(strangers(t, docs))
	b.WriteString(wholeDocuments(t, c, docs))
	return b.String()
}

// mergedPages asks for pages that hold two known ones.
func mergedPages(t *testing.T, c *shelf, docs texts) tally {
	var count tally
	for _, p := range docs.sample(sampled) {
		if p.page+1 == len(docs[p.doc]) || len(fingerprint.Fold(docs[p.doc][p.page+1])) < usablePage {
			continue
		}
		found := ask(t, c, []string{docs[p.doc][p.page] + "\n" + docs[p.doc][p.page+1]})
		claims, shares, _ := claimed(t, found, 1)
		count.add([]place{p, {p.doc, p.page + 1}}, claims, shares)
	}
	return count
}

// strangers asks for documents that are not known but share text with those that are.
func strangers(t *testing.T, docs texts) string {
	pages, wrong, wholly, sharing, found := 0, 0, 0, 0, 0
	for n := range docs {
		others := slices.Delete(slices.Clone(docs), n, n+1)
		c := known(t, others)
		if m := ask(t, c, docs[n]); len(m) > 0 && m[0].Verdict.Found() {
			found++
		}
		for _, p := range (texts{docs[n]}).sample(sampled / 2) {
			pages++
			matches := ask(t, c, []string{docs[n][p.page]})
			switch {
			case len(matches) == 0:
			case !matches[0].Verdict.Found():
				sharing++
			default:
				wrong++
				if best := matches[0].Pages[0]; max(best.QueryCover, best.KnownCover) >= .99 {
					wholly++
				}
			}
		}
	}
	return fmt.Sprintf(`
Pages and documents that are not known, against all others, which share passages
and chapters with them. Everything found is wrong, though a page that stands wholly
on the one named, or the one named on it, is no other than an excerpt would be.

%-34s %5d pages, %d WRONG (%d of them stand wholly on the page named), %d named as sharing passages
%-34s %5d documents, %d WRONG
`, "single pages", pages, wrong, wholly, sharing, "whole documents", len(docs), found)
}

// wholeDocuments asks for altered copies of the two longest documents.
func wholeDocuments(t *testing.T, c *shelf, docs texts) string {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(docs[b]) - len(docs[a]) })
	each := func(alter func(string, *rand.Rand) string) func([]string, *rand.Rand) ([]string, []int) {
		return func(pages []string, r *rand.Rand) ([]string, []int) {
			var altered []string
			var truth []int
			for i, p := range pages {
				altered, truth = append(altered, alter(p, r)), append(truth, i)
			}
			return altered, truth
		}
	}
	pick := func(choose func(n int) []int) func([]string, *rand.Rand) ([]string, []int) {
		return func(pages []string, _ *rand.Rand) ([]string, []int) {
			truth := choose(len(pages))
			var altered []string
			for _, i := range truth {
				altered = append(altered, pages[i])
			}
			return altered, truth
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `
Whole documents, altered throughout: the verdict, and the pages of the copy that
are paired with the right known page, with none, and with a wrong one.

%-34s %-20s %6s %6s %6s %6s
`, "", "verdict", "pages", "right", "none", "WRONG")
	for _, row := range []struct {
		name  string
		alter func([]string, *rand.Rand) ([]string, []int)
	}{
		{"unaltered", each(func(s string, _ *rand.Rand) string { return s })},
		{"character noise 5 %", each(noise(.05))},
		{"character noise 10 %", each(noise(.10))},
		{"words edited 20 %", each(func(s string, r *rand.Rand) string { return forge.EditWords(s, .20, r) })},
		{"redacted 60 %", each(redacted(.6))},
		{"redacted 90 %", each(redacted(.9))},
		{"noise 5 % and redacted 60 %", each(func(s string, r *rand.Rand) string { return redacted(.6)(noise(.05)(s, r), r) })},
		{"header and footer added", each(forge.HeaderFooter)},
		{"first fifth cut out", pick(func(n int) []int { return span(0, n/5) })},
		{"two pages removed, one moved", pick(func(n int) []int {
			return slices.Concat(span(0, n/8), span(n/8+1, n/4), span(n/4+1, n/2), []int{n - 3}, span(n/2, n-3), span(n-2, n))
		})},
	} {
		verdicts := map[dossier.Verdict]int{}
		right, none, wrong, total := 0, 0, 0, 0
		for _, doc := range order[:2] {
			r := rand.New(rand.NewPCG(qualityAsk, 2))
			altered, truth := row.alter(docs[doc], r)
			found := ask(t, c, altered)
			verdict := dossier.None
			if len(found) > 0 {
				verdict = found[0].Verdict
			}
			verdicts[verdict]++
			for i, page := range truth {
				total++
				claims, _, _ := claimed(t, found, i+1)
				switch {
				case slices.Contains(claims, place{doc, page}):
					right++
				case len(claims) == 0:
					none++
				default:
					wrong++
				}
			}
		}
		var words []string
		for _, v := range []dossier.Verdict{dossier.Same, dossier.Altered, dossier.Partial, dossier.Shared, dossier.None} {
			if verdicts[v] > 0 {
				words = append(words, fmt.Sprintf("%d %s", verdicts[v], v))
			}
		}
		fmt.Fprintf(&b, "%-34s %-20s %6d %6d %6d %6d\n", row.name, strings.Join(words, ", "), total, right, none, wrong)
	}
	return b.String()
}

// span lists the numbers from first up to but not last.
func span(first, last int) []int {
	var numbers []int
	for n := first; n < last; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

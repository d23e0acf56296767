package recognise

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// Seeds of the table of alterations. Nothing may be tuned on them.
var (
	qualityOriginals uint64 = 61730495
	qualityAlter     uint64 = 28894017
)

// How many copies the table of alterations is made of: it is made anew by every run of
// the tests.
const (
	originalPages   = 5
	copiesOfEach    = 1 // by each alteration alone
	stackedCopies   = 16
	stackedTogether = 3

	// Of real documents, which are asked about at leisure.
	partsOfReal        = 3 // originals taken from each document
	leastOriginalWords = 100
	realCopiesOfEach   = 3
	realStackedCopies  = 60
)

// An altering is originals in a library, and their altered copies.
type altering struct {
	t         *testing.T
	shelf     *shelf
	originals []forge.Document
}

// madeOriginals are parts of invented read-outs, each with its picture.
func madeOriginals() []forge.Document {
	var all []forge.Document
	for _, d := range forge.Dossier(qualityOriginals)[:4] {
		shows := slices.IndexFunc(d.Pages, func(p forge.Sheet) bool { return len(p.Pictures) > 0 })
		first := max(1, min(shows+1-originalPages/2, len(d.Pages)-originalPages+1))
		all = append(all, d.Cut(first, first+originalPages-1))
	}
	return all
}

// realOriginals are parts of real documents, set anew from their words.
func realOriginals(t *testing.T, paths []string) []forge.Document {
	t.Helper()
	var all []forge.Document
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var pages []dossier.Page
		s := extract.Source{Name: path, Data: bytes.NewReader(data), Size: int64(len(data))}
		_, err = pool().Read(t.Context(), s, extract.Want{Words: true}, func(p extract.PageContent) error {
			if len(p.Words) >= leastOriginalWords {
				pages = append(pages, p.Page)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for part := range partsOfReal {
			first := part * max(0, len(pages)-originalPages) / partsOfReal
			if first+originalPages > len(pages) {
				continue
			}
			name := fmt.Sprintf("%d-%s", part+1, filepath.Base(path))
			all = append(all, forge.FromPages(name, forge.Meta{Title: name, Producer: "leakprint forge"}, pages[first:first+originalPages]))
		}
	}
	return all
}

// alteringOf puts the originals into a library.
func alteringOf(t *testing.T, originals []forge.Document) altering {
	t.Helper()
	a := altering{t: t, shelf: newShelf(t)}
	dir := t.TempDir()
	for _, d := range originals {
		for i := range d.Pages {
			d.Pages[i].From = []forge.Origin{{Document: d.Name, Page: i + 1}}
		}
		a.originals = append(a.originals, d)
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, d.Name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		a.shelf.add(t, path)
	}
	return a
}

// single makes copies altered in one way each, or in that and another that goes with
// it, such as scanning.
func (a altering) single(each int, and ...forge.Alteration) []forge.Copy {
	var copies []forge.Copy
	for n, way := range forge.Alterations() {
		ways := append(slices.Clone(and), way)
		if len(and) > 0 && !way.Seen() {
			continue
		}
		if !all(and, way.With) {
			continue
		}
		for i := range each {
			r := rand.New(rand.NewPCG(qualityAlter, uint64(n*each+i)))
			copies = a.alter(copies, n+i, r, ways)
		}
	}
	return copies
}

func all(ways []forge.Alteration, holds func(forge.Alteration) bool) bool {
	return !slices.ContainsFunc(ways, func(w forge.Alteration) bool { return !holds(w) })
}

// stacked makes copies altered in three ways each.
func (a altering) stacked(number int) []forge.Copy {
	r := rand.New(rand.NewPCG(qualityAlter, 1<<32))
	ways := forge.Alterations()
	var copies []forge.Copy
	for len(copies) < number {
		var stack []forge.Alteration
		for _, n := range r.Perm(len(ways)) {
			if way := ways[n]; len(stack) < stackedTogether && !way.Pictures() && all(stack, way.With) {
				stack = append(stack, way)
			}
		}
		if len(stack) == stackedTogether {
			copies = a.alter(copies, len(copies), r, stack)
		}
	}
	return copies
}

// alter adds a copy of the nth original, or of the next that has what is to be altered.
func (a altering) alter(copies []forge.Copy, n int, r *rand.Rand, ways []forge.Alteration) []forge.Copy {
	for i := range a.originals {
		c, err := forge.Alter(a.originals, (n+i)%len(a.originals), r, ways...)
		if errors.Is(err, forge.ErrNotThere) {
			continue
		}
		if err != nil {
			a.t.Fatal(err)
		}
		return append(copies, c)
	}
	return copies
}

// draw draws a file's pages as forge wants them.
func (a altering) draw(data []byte) ([]*image.Gray, error) {
	var numbers []int
	var drawn []*image.Gray
	for n := range bytes.Count(data, []byte("<</Type /Page\n")) {
		numbers = append(numbers, n+1)
	}
	s := extract.Source{Name: "drawn.pdf", Data: bytes.NewReader(data), Size: int64(len(data))}
	err := pool().Render(a.t.Context(), s, numbers, forge.LooksDPI, func(_ int, raster *image.Gray) error {
		drawn = append(drawn, raster)
		return nil
	})
	return drawn, err
}

// ask matches the copies with the library and returns of each what is said of it and its
// original: nothing where they were not matched.
func (a altering) ask(copies []forge.Copy) [][]dossier.Alteration {
	a.t.Helper()
	dir := a.t.TempDir()
	paths := make([]string, len(copies))
	for i, c := range copies {
		data, err := c.Bytes(a.draw)
		if err != nil {
			a.t.Fatal(err)
		}
		paths[i] = filepath.Join(dir, fmt.Sprintf("%03d.pdf", i))
		if err := os.WriteFile(paths[i], data, 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	finding, err := Ask(a.t.Context(), reader(), a.shelf, intake.Each(a.t.Context(), paths, nil, intake.DefaultLimits()), Options{})
	if err != nil || len(finding.Inputs) != len(copies) {
		a.t.Fatalf("%d answers to %d questions: %v", len(finding.Inputs), len(copies), err)
	}
	said := make([][]dossier.Alteration, len(copies))
	for i, in := range finding.Inputs {
		for _, m := range in.Matches {
			if m.Document.Name == copies[i].Original.Name {
				said[i] = m.Alterations
			}
		}
		if *qualityVerbose {
			a.t.Logf("%s of %s: true %v, said %v", copies[i].Name, copies[i].Original.Name, copies[i].Kinds(), kindsOf(said[i]))
		}
	}
	return said
}

func kindsOf(alterations []dossier.Alteration) []dossier.Kind {
	kinds := map[dossier.Kind]bool{}
	for _, a := range alterations {
		kinds[a.Kind] = true
	}
	return slices.Sorted(maps.Keys(kinds))
}

// A kindTally counts, of one kind, copies of which it is said and true.
type kindTally struct {
	right, wrong, missed int
	placed, ofPlaced     int // of those right, which name the pages, how many name the right ones
}

func (k kindTally) f1() float64 {
	return float64(2*k.right) / float64(max(1, 2*k.right+k.wrong+k.missed))
}

// tallyKinds holds what is said against what is true.
func tallyKinds(copies []forge.Copy, said [][]dossier.Alteration) map[dossier.Kind]*kindTally {
	tallies := map[dossier.Kind]*kindTally{}
	of := func(kind dossier.Kind) *kindTally {
		if tallies[kind] == nil {
			tallies[kind] = &kindTally{}
		}
		return tallies[kind]
	}
	for i, c := range copies {
		isSaid := kindsOf(said[i])
		for _, kind := range c.Kinds() {
			if !slices.Contains(isSaid, kind) {
				of(kind).missed++
				continue
			}
			of(kind).right++
			if pages := pagesOfKind(c.Truth, kind); len(pages) > 0 {
				of(kind).ofPlaced++
				if slices.Equal(pages, pagesOfKind(said[i], kind)) {
					of(kind).placed++
				}
			}
		}
		for _, kind := range isSaid {
			if !slices.Contains(c.Kinds(), kind) {
				of(kind).wrong++
			}
		}
	}
	return tallies
}

// pagesOfKind are the known pages on which something was altered; the copy's, where the
// known document has none such.
func pagesOfKind(alterations []dossier.Alteration, kind dossier.Kind) []int {
	var pages []int
	for _, a := range alterations {
		switch {
		case a.Kind != kind:
		case kind == dossier.PageInserted || kind == dossier.Merged:
			pages = append(pages, a.QueryPages...)
		default:
			pages = append(pages, a.KnownPages...)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

// kindRows is a row for each kind, and the mean of F1 over the kinds that are true of
// some copy.
func kindRows(tallies map[dossier.Kind]*kindTally) string {
	var b strings.Builder
	var sum float64
	kinds := 0
	for _, kind := range slices.Sorted(maps.Keys(tallies)) {
		k := tallies[kind]
		if k.right+k.missed == 0 {
			fmt.Fprintf(&b, "%-34s %6d %9s %6s %6s %9s   said of %d\n", kind, 0, "-", "-", "-", "-", k.wrong)
			continue
		}
		kinds++
		sum += k.f1()
		placed := "-"
		if k.ofPlaced > 0 {
			placed = fmt.Sprintf("%d of %d", k.placed, k.ofPlaced)
		}
		fmt.Fprintf(&b, "%-34s %6d %9.2f %6.2f %6.2f %9s\n", kind, k.right+k.missed,
			float64(k.right)/float64(max(1, k.right+k.wrong)), float64(k.right)/float64(k.right+k.missed), k.f1(), placed)
	}
	fmt.Fprintf(&b, "%-34s %6s %9s %6s %6.3f\n", "macro-F1", "", "", "", sum/float64(max(1, kinds)))
	return b.String()
}

// wordCount counts words, the halves of hyphenated ones as one.
func wordCount(alterations []dossier.Alteration, kind dossier.Kind) map[string]int {
	words := map[string]int{}
	for _, a := range alterations {
		if a.Kind == kind {
			for _, w := range strings.Fields(joined(a.Before)) {
				words[w]++
			}
		}
	}
	return words
}

func joined(text string) string { return strings.ReplaceAll(text, "- ", "") }

// hiddenWords is the share of hidden words that are named, and how many are named that
// are not hidden.
func hiddenWords(copies []forge.Copy, said [][]dossier.Alteration, kind dossier.Kind) string {
	hidden, named, visible := 0, 0, 0
	for i, c := range copies {
		truth, told := wordCount(c.Truth, kind), wordCount(said[i], kind)
		for w, n := range truth {
			hidden += n
			named += min(n, told[w])
		}
		for w, n := range told {
			visible += max(0, n-truth[w])
		}
	}
	return fmt.Sprintf("%5d words, %5.1f %% named; %d named that are not hidden\n", hidden, percent(named, hidden), visible)
}

// edits is how many changes of words are told exactly, how many as part of a larger one,
// and how many of those told are none.
func edits(copies []forge.Copy, said [][]dossier.Alteration) string {
	changes, exactly, roughly, invented := 0, 0, 0, 0
	for i, c := range copies {
		made, told := ofKind(c.Truth, dossier.TextEdited), ofKind(said[i], dossier.TextEdited)
		for _, m := range made {
			changes++
			switch {
			case slices.ContainsFunc(told, func(a dossier.Alteration) bool {
				return tells(a, m) && joined(a.Before) == joined(m.Before) && joined(a.After) == joined(m.After)
			}):
				exactly++
			case slices.ContainsFunc(told, func(a dossier.Alteration) bool { return tells(a, m) }):
				roughly++
			}
		}
		for _, a := range told {
			if !slices.ContainsFunc(made, func(m dossier.Alteration) bool { return tells(a, m) }) {
				invented++
			}
		}
	}
	return fmt.Sprintf("%5d changes: %d told exactly, %d within a longer passage; %d INVENTED\n", changes, exactly, roughly, invented)
}

func ofKind(alterations []dossier.Alteration, kind dossier.Kind) []dossier.Alteration {
	return slices.DeleteFunc(slices.Clone(alterations), func(a dossier.Alteration) bool { return a.Kind != kind })
}

// tells reports whether what is said holds what was made, on a page where it was made.
// What stands there now may not have been read.
func tells(said, made dossier.Alteration) bool {
	holds := func(text, part string) bool { return strings.Contains(" "+joined(text)+" ", " "+joined(part)+" ") }
	return slices.ContainsFunc(said.KnownPages, func(n int) bool { return slices.Contains(made.KnownPages, n) }) &&
		(made.Before == "" || holds(said.Before, made.Before)) && (made.After == "" || said.After == "" || holds(said.After, made.After))
}

// content are the kinds that change what a document says.
var content = []dossier.Kind{
	dossier.PageRemoved, dossier.PageInserted, dossier.PageMoved, dossier.PageDuplicated, dossier.TextEdited, dossier.TextRedacted,
	dossier.RedactedBadly, dossier.OverlayAdded, dossier.OverlayRemoved, dossier.AnnotationAdded, dossier.ImageReplaced, dossier.Retypeset,
}

// untouched counts what is said of the content of copies whose content is the original's.
func untouched(copies []forge.Copy, said [][]dossier.Alteration) string {
	isContent := func(k dossier.Kind) bool { return slices.Contains(content, k) }
	same, reported := 0, 0
	for i, c := range copies {
		if slices.ContainsFunc(c.Kinds(), isContent) {
			continue
		}
		same++
		for _, k := range kindsOf(said[i]) {
			if isContent(k) {
				reported++
			}
		}
	}
	return fmt.Sprintf("%5d copies, %d alterations of content REPORTED\n", same, reported)
}

// alterationsTable measures how well alterations are named, and writes it down.
func alterationsTable(t *testing.T, of string, originals []forge.Document, each, stacked int) string {
	a := alteringOf(t, originals)
	ways := forge.Alterations()
	scan := ways[slices.IndexFunc(ways, func(w forge.Alteration) bool { return w.Name == "rasterised: printed and scanned" })]
	var b strings.Builder
	fmt.Fprintf(&b, `
How well alterations are named: copies of %d documents of %d pages (%s), each altered
in the ways of forge.Alterations, without text recognition. A kind counts once for each
copy: precision is the share of copies it is said of that it is true of, recall the share
it is true of that it is said of. Pages: of the copies it is rightly said of, on how many
the pages named are those altered, no more and no less.
`, len(originals), originalPages, of)
	for _, part := range []struct {
		name   string
		copies []forge.Copy
		aside  []dossier.Kind // true of all copies
	}{
		{"Altered in one way, as PDF with text", a.single(each), nil},
		{"Altered in one way, then printed and scanned at 150 dpi", a.single(each, scan), scan.Kinds},
		{"Altered in three ways, as PDF with text", a.stacked(stacked), nil},
	} {
		said := a.ask(part.copies)
		fmt.Fprintf(&b, "\n%s: %d copies.\n\n%-34s %6s %9s %6s %6s %9s\n", part.name, len(part.copies), "", "copies", "precision", "recall", "F1", "pages")
		tallies := tallyKinds(part.copies, said)
		for _, kind := range part.aside {
			delete(tallies, kind)
		}
		b.WriteString(kindRows(tallies))
		fmt.Fprintf(&b, "%-34s %s", "words hidden by redactions", hiddenWords(part.copies, said, dossier.TextRedacted))
		if bad := hiddenWords(part.copies, said, dossier.RedactedBadly); !strings.HasPrefix(bad, "    0") {
			fmt.Fprintf(&b, "%-34s %s", "words beneath bad redactions", bad)
		}
		fmt.Fprintf(&b, "%-34s %s", "words edited", edits(part.copies, said))
		fmt.Fprintf(&b, "%-34s %s", "content not altered", untouched(part.copies, said))
	}
	return b.String()
}

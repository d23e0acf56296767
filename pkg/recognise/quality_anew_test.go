package recognise

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// Seeds of the table of pages set anew. Nothing may be tuned on them.
var (
	qualityAnewOriginals uint64 = 73059128
	qualityAnew          uint64 = 19460733
)

// anewCopies is how many copies each row of the table is made of.
const anewCopies = 6

// anewOriginals are documents of six to eight pages: treaties set in three ways, which
// hold schedules, and parts of read-outs with their pictures.
func anewOriginals() []forge.Document {
	all := forge.Treaties(qualityAnewOriginals, 3, 7)
	for i, d := range forge.Dossier(qualityAnewOriginals)[1:3] {
		all = append(all, d.Cut(2, min(len(d.Pages), 7+i)))
	}
	return all
}

// anewPages are the pages that are set anew, of n.
var anewPages = []struct {
	name        string
	of          func(n int, r *rand.Rand) []int
	figuresLast bool // figures are drawn after all else of the copy's pages
}{
	{"one page", onePage, false},
	{"two pages apart", func(n int, r *rand.Rand) []int {
		first := 1 + r.IntN(n-2)
		return []int{first, first + 2 + r.IntN(n-first-1)}
	}, false},
	{"half of the pages", func(n int, r *rand.Rand) []int {
		first := 1 + r.IntN(n-n/2)
		return span(first, first+n/2)
	}, false},
	{"all pages", func(n int, _ *rand.Rand) []int { return span(1, n+1) }, false},
	{"one page, figures last", onePage, true},
}

func onePage(n int, r *rand.Rand) []int { return []int{1 + r.IntN(n)} }

// anewStyle is another way of setting a page of this size: another font, size or width,
// with or without a page number and a running head.
func anewStyle(p forge.Sheet, r *rand.Rand) forge.Style {
	s := forge.Style{
		Width: p.Width, Height: p.Height, Margin: 50 + float64(r.IntN(5))*12, Size: 9 + float64(r.IntN(6))/2,
		Font: forge.Font(r.IntN(4)), Justify: r.IntN(2) == 0, Hyphenate: r.IntN(2) == 0,
	}
	s.Leading = s.Size * (1.2 + float64(r.IntN(4))/10)
	if r.IntN(2) == 0 {
		s.Footer = func(n int) string { return fmt.Sprint(n) }
	}
	if r.IntN(2) == 0 {
		s.Header = func(int) string { return "Consolidated text, for the delegations only" }
	}
	return s
}

// setAnew makes a copy of which some pages are set anew, with edits on them.
func setAnew(d forge.Document, name string, pages []int, edits int, r *rand.Rand) forge.Copy {
	edited, changes := d.EditBeforeSetting(edits, r, pages...)
	c := forge.Copy{Name: name, Original: d, Altered: edited.RetypesetPages(anewStyle(d.Pages[0], r), pages...)}
	for _, change := range changes {
		c.Truth = append(c.Truth, dossier.Alteration{
			Kind: change.Kind, KnownPages: []int{change.Boxes[0].Page}, Before: change.Before, After: change.After,
		})
	}
	return c
}

// An anewTally counts what is said of copies with pages set anew.
type anewTally struct {
	copies, pages, found                     int
	edits, exactly, within, invented, spoilt int
	same                                     int // copies said to be unedited though they are not
}

// ofText are the alterations that say that text was edited.
func ofText(said []dossier.Alteration) []dossier.Alteration {
	return slices.DeleteFunc(slices.Clone(said), func(a dossier.Alteration) bool {
		return a.Kind != dossier.TextEdited && a.Kind != dossier.TextRedacted && a.Kind != dossier.RedactedBadly
	})
}

func (c *anewTally) add(t *testing.T, of forge.Copy, pages int, said []dossier.Alteration) {
	c.copies++
	c.pages += pages
	if said != nil {
		c.found++
	}
	told := ofText(said)
	for _, made := range of.Truth {
		c.edits++
		holds := func(a dossier.Alteration) bool { return tells(a, made) }
		switch i := slices.IndexFunc(told, holds); {
		case i >= 0 && told[i].Before == made.Before && told[i].After == made.After:
			c.exactly++
		case i >= 0:
			c.within++
		case *qualityVerbose:
			t.Logf("%s of %s: MISSED p. %v %q to %q", of.Name, of.Original.Name, made.KnownPages, made.Before, made.After)
		}
	}
	before := c.invented
	for _, a := range told {
		if !slices.ContainsFunc(of.Truth, func(made dossier.Alteration) bool { return tells(a, made) }) {
			c.invented++
			if *qualityVerbose {
				t.Logf("%s of %s: INVENTED p. %v %s %q to %q (%s)", of.Name, of.Original.Name, a.KnownPages, a.Kind, a.Before, a.After, a.Basis)
			}
		}
	}
	if c.invented > before && len(of.Truth) == 0 {
		c.spoilt++
	}
	if len(told) == 0 && len(of.Truth) > 0 {
		c.same++
	}
}

func (c anewTally) row(name string) string {
	return fmt.Sprintf("%-34s %6d %6d %6d %6d %6d %6d %6d %6d %6d\n", name, c.copies, c.found, c.pages, c.edits, c.exactly, c.within, c.invented, c.spoilt, c.same)
}

func (c anewTally) plus(o anewTally) anewTally {
	return anewTally{c.copies + o.copies, c.pages + o.pages, c.found + o.found, c.edits + o.edits, c.exactly + o.exactly, c.within + o.within, c.invented + o.invented, c.spoilt + o.spoilt, c.same + o.same}
}

// anewTable measures what is said of pages set anew, and writes it down.
func anewTable(t *testing.T, of string, originals []forge.Document) string {
	a := alteringOf(t, originals)
	var b strings.Builder
	fmt.Fprintf(&b, `
What is said of pages set anew in another font, size or width, with or without page
numbers and a running head: copies of %d documents of 5 to 8 pages (%s).
Edits: a figure, a word, a word left out, "not" put in. Named: exactly, or within a longer
passage; invented: said and not made; spoilt: copies without edits said to have some;
same: copies with edits said to have none. Figures last: drawn after all else of a page.

%-34s %6s %6s %6s %6s %6s %6s %6s %6s %6s
`, len(originals), of, "", "copies", "found", "anew", "edits", "exact", "within", "INVENT", "SPOILT", "SAME")
	var copies []forge.Copy
	var pages [][]int
	edits := []int{0, 1, 5}
	for row := range len(anewPages) * len(edits) {
		set, n := anewPages[row/len(edits)], edits[row%len(edits)]
		for i := range anewCopies {
			r := rand.New(rand.NewPCG(qualityAnew, uint64(row*anewCopies+i)))
			d := a.originals[(row+i)%len(a.originals)]
			which := set.of(len(d.Pages), r)
			c := setAnew(d, fmt.Sprintf("%s, edits: %d", set.name, n), which, n, r)
			if set.figuresLast {
				c.Altered = c.Altered.FiguresLast(span(1, len(c.Altered.Pages)+1)...)
			}
			copies, pages = append(copies, c), append(pages, which)
		}
	}
	said := a.ask(copies)
	var total anewTally
	for from := 0; from < len(copies); from += anewCopies {
		var row anewTally
		for i := from; i < from+anewCopies; i++ {
			row.add(t, copies[i], len(pages[i]), said[i])
		}
		b.WriteString(row.row(copies[from].Name))
		total = total.plus(row)
	}
	b.WriteString(total.row("all of them"))
	fmt.Fprintf(&b, "%-34s %.3f of the edits named, %.3f invented on a page\n", "", float64(total.exactly+total.within)/float64(max(1, total.edits)), float64(total.invented)/float64(max(1, total.pages)))
	return b.String()
}

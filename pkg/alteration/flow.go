package alteration

import (
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	longestHunk  = 60 // words; more are a passage left out or put in, which the pages tell
	furnitureTop = 2  // lines at the head and at the foot of a page that may be furniture
	leastPages   = 3  // on which such a line stands
)

// CompareFlow compares the words of pages that are not one another's, since the text was
// set anew or is pasted text: as one flow, without headers and footers.
func CompareFlow(query, known []dossier.Page) *Flow {
	q, onQuery := flow(query)
	k, onKnown := flow(known)
	f := &Flow{}
	for _, p := range query {
		f.pages = append(f.pages, p.Number)
	}
	for _, p := range known {
		f.knownPages = append(f.knownPages, p.Number)
	}
	a := align(q, k)
	f.holds = mostlyPaired(onQuery, a.common, func(p wordPair) int { return p.query })
	f.held = mostlyPaired(onKnown, a.common, func(p wordPair) int { return p.known })
	for _, s := range a.hunks {
		gone, come := a.deletedText(s), a.insertedText(s)
		ends := s.previous < 0 || s.next >= len(a.common) // what is before and after a quote is not gone
		if ends || max(len(s.deleted), len(s.inserted)) > longestHunk || sameLetters(gone, come) && sameFigures(gone, come) {
			continue
		}
		lead, trail := a.context(s)
		f.found = append(f.found, dossier.Alteration{
			Kind: dossier.TextEdited, Before: gone, After: come, Lead: lead, Trail: trail,
			QueryPages: pagesOf(onQuery, s.inserted, a.common[s.previous].query), KnownPages: pagesOf(onKnown, s.deleted, a.common[s.previous].known),
			Basis: "the words differ; the text runs over other page breaks",
		})
	}
	return f
}

// A Flow is how two texts differ that run over different pages.
type Flow struct {
	pages, knownPages []int
	holds, held       map[int]bool // pages of the input, and known ones, most words of which the other has
	found             []dossier.Alteration
}

func (f *Flow) edits(kind dossier.Kind) []dossier.Alteration {
	if kind != dossier.TextEdited {
		return nil
	}
	return f.found
}

// relate says of whole pages what is known of their words.
func (f *Flow) relate(pairs []dossier.PagePair) {
	edited := map[int]bool{}
	for _, a := range f.found {
		for _, n := range a.QueryPages {
			edited[n] = true
		}
	}
	for i := range pairs {
		switch p := &pairs[i]; {
		case p.Relation != dossier.SamePage && p.Relation != dossier.Edited && p.Relation != dossier.Redacted:
		case edited[p.Query]:
			p.Relation = dossier.Edited
		default:
			p.Relation = dossier.SamePage
		}
	}
}

// mostlyPaired are the pages most words of which are in pairs.
func mostlyPaired(on []int, pairs []wordPair, side func(wordPair) int) map[int]bool {
	words, found, most := map[int]int{}, map[int]int{}, map[int]bool{}
	for _, page := range on {
		words[page]++
	}
	for _, p := range pairs {
		found[on[side(p)]]++
	}
	for page, n := range words {
		most[page] = 2*found[page] > n
	}
	return most
}

// whole finds pages that belong nowhere or are gone, which text that runs on to one more
// page, or to one less, only seems to.
func wholePages(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Flow == nil {
		return d.Match.Alterations
	}
	var found []dossier.Alteration
	for _, a := range d.Match.Alterations {
		if a.Kind == dossier.PageInserted {
			a.QueryPages = slices.DeleteFunc(slices.Clone(a.QueryPages), func(n int) bool { return d.Flow.holds[n] })
		}
		if a.Kind == dossier.PageRemoved {
			a.KnownPages = slices.DeleteFunc(slices.Clone(a.KnownPages), func(n int) bool { return d.Flow.held[n] })
		}
		if len(a.QueryPages)+len(a.KnownPages) > 0 {
			found = append(found, a)
		}
	}
	return found
}

// retypeset finds text set anew.
func retypeset(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Flow == nil || d.Match.Has(dossier.Retypeset) {
		return d.Match.Alterations
	}
	return []dossier.Alteration{{Kind: dossier.Retypeset, QueryPages: d.Flow.pages, KnownPages: d.Flow.knownPages, Basis: "the text runs over other lines"}}
}

// flow is the words of pages without furniture, and for each word its page.
func flow(pages []dossier.Page) (words []dossier.Word, on []int) {
	repeated := furniture(pages)
	for _, p := range pages {
		rows := strings.Split(p.Text, "\n")
		for i, row := range rows {
			if edge(i, len(rows)) && repeated[maskNumbers(strings.TrimSpace(row))] >= leastPages {
				continue
			}
			for text := range strings.FieldsSeq(row) {
				words, on = append(words, dossier.Word{Text: text}), append(on, p.Number)
			}
		}
	}
	return words, on
}

func edge(row, rows int) bool { return row < furnitureTop || row >= rows-furnitureTop }

// furniture counts the pages at the head or the foot of which a line stands.
func furniture(pages []dossier.Page) map[string]int {
	count := map[string]int{}
	for _, p := range pages {
		rows := strings.Split(p.Text, "\n")
		here := map[string]bool{}
		for i, row := range rows {
			if edge(i, len(rows)) {
				here[maskNumbers(strings.TrimSpace(row))] = true
			}
		}
		for row := range here {
			count[row]++
		}
	}
	return count
}

// pagesOf is the pages on which words stand, or on which the word before them does.
func pagesOf(on []int, words []int, before int) []int {
	var pages []int
	for _, w := range words {
		pages = append(pages, on[w])
	}
	if len(pages) == 0 {
		pages = []int{on[before]}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

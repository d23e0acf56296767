package alteration

import (
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

const (
	longestHunk = 60 // words; more are a passage left out or put in, which whole pages tell
	marginRows  = 2  // lines at the head and at the foot of a page that may be a running header or footer
	leastPages  = 3  // pages on which such a line stands
)

// A Flow is how two texts differ that run over different pages.
type Flow struct {
	queryPages, knownPages []int // in order
	// pairedQuery and pairedKnown are the pages most words of which the other text has.
	pairedQuery, pairedKnown map[int]bool
	edits                    []dossier.Alteration
}

// CompareFlow compares the words of pages that cannot be compared one by one, since the
// text was re-typeset or is pasted text: as one flow, without headers and footers.
func CompareFlow(query, known []dossier.Page) *Flow {
	q, k := flowOf(query), flowOf(known)
	a := align(q.words, k.words)
	f := &Flow{
		queryPages: q.pages, knownPages: k.pages,
		pairedQuery: q.mostlyPaired(a.common, func(p wordPair) int { return p.query }),
		pairedKnown: k.mostlyPaired(a.common, func(p wordPair) int { return p.known }),
	}
	for _, h := range a.hunks {
		before, after := a.deletedText(h), a.insertedText(h)
		atEnd := h.previous < 0 || h.next >= len(a.common) // what is before and after a quote is not deleted
		if atEnd || max(len(h.deleted), len(h.inserted)) > longestHunk || wording.SameLetters(before, after) && wording.SameDigits(before, after) {
			continue
		}
		lead, trail := a.context(h)
		f.edits = append(f.edits, dossier.Alteration{
			Kind: dossier.TextEdited, Before: before, After: after, Lead: lead, Trail: trail,
			QueryPages: q.pagesOf(h.inserted, a.common[h.previous].query), KnownPages: k.pagesOf(h.deleted, a.common[h.previous].known),
			Basis: "the words differ; the text runs over other page breaks",
		})
	}
	return f
}

// relate sets the relations of pairs of whole pages by what is known of their words.
func (f *Flow) relate(pairs []dossier.PagePair) {
	edited := map[int]bool{}
	for _, a := range f.edits {
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

// wholePages finds pages that were inserted or removed. Where the text is compared as a
// flow, pages whose words are on other pages of it are neither.
func wholePages(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Flow == nil {
		return d.Match.Alterations
	}
	var found []dossier.Alteration
	for _, a := range d.Match.Alterations {
		if a.Kind == dossier.PageInserted {
			a.QueryPages = without(a.QueryPages, d.Flow.pairedQuery)
		}
		if a.Kind == dossier.PageRemoved {
			a.KnownPages = without(a.KnownPages, d.Flow.pairedKnown)
		}
		if len(a.QueryPages)+len(a.KnownPages) > 0 {
			found = append(found, a)
		}
	}
	return found
}

// without returns the pages that are not in a set.
func without(pages []int, set map[int]bool) []int {
	return slices.DeleteFunc(slices.Clone(pages), func(n int) bool { return set[n] })
}

// retypeset finds text that was typeset anew.
func retypeset(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Flow == nil || d.Match.Has(dossier.Retypeset) {
		return d.Match.Alterations
	}
	return []dossier.Alteration{{Kind: dossier.Retypeset, QueryPages: d.Flow.queryPages, KnownPages: d.Flow.knownPages, Basis: "the text runs over other lines"}}
}

// flowing is the words of pages one after the other.
type flowing struct {
	pages []int // all of them
	words []dossier.Word
	on    []int // for each word, its page
}

// flowOf returns the words of pages without running headers and footers.
func flowOf(pages []dossier.Page) flowing {
	var f flowing
	running := runningLines(pages)
	for _, p := range pages {
		f.pages = append(f.pages, p.Number)
		rows := strings.Split(p.Text, "\n")
		for i, row := range rows {
			if inMargin(i, len(rows)) && running[lineKey(row)] >= leastPages {
				continue
			}
			for text := range strings.FieldsSeq(row) {
				f.words, f.on = append(f.words, dossier.Word{Text: text}), append(f.on, p.Number)
			}
		}
	}
	return f
}

// runningLines counts for each line, by lineKey, the pages at the head or the foot of
// which it stands.
func runningLines(pages []dossier.Page) map[string]int {
	count := map[string]int{}
	for _, p := range pages {
		rows := strings.Split(p.Text, "\n")
		here := map[string]bool{}
		for i, row := range rows {
			if inMargin(i, len(rows)) {
				here[lineKey(row)] = true
			}
		}
		for row := range here {
			count[row]++
		}
	}
	return count
}

// lineKey is the same for lines that differ at most in their numbers.
func lineKey(row string) string { return wording.MaskNumbers(strings.TrimSpace(row)) }

func inMargin(row, rows int) bool { return row < marginRows || row >= rows-marginRows }

// mostlyPaired returns the pages most words of which are in pairs.
func (f flowing) mostlyPaired(pairs []wordPair, side func(wordPair) int) map[int]bool {
	words, paired, most := map[int]int{}, map[int]int{}, map[int]bool{}
	for _, page := range f.on {
		words[page]++
	}
	for _, p := range pairs {
		paired[f.on[side(p)]]++
	}
	for page, n := range words {
		most[page] = 2*paired[page] > n
	}
	return most
}

// pagesOf returns the pages on which words stand, or, for none, on which the word before
// them does.
func (f flowing) pagesOf(words []int, before int) []int {
	if len(words) == 0 {
		words = []int{before}
	}
	var pages []int
	for _, w := range words {
		pages = append(pages, f.on[w])
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

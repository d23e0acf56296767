package alteration

import (
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// sameLines is the share of the lines of two texts that end with the same word from which
// the text was not set anew.
const sameLines = .8

// A Passage is text that runs over pages.
type Passage struct {
	Pages  []dossier.Page
	Around []dossier.Page // others of the document, by which running headers and footers are told
	Spaced bool           // white space is as written in the file, not told from gaps on a page
}

// Passages are two texts to compare as one flow each.
type Passages struct {
	Query, Known Passage
	Pairs        []dossier.PagePair // of their pages, in order
	Part         bool               // the query is a part of the known text: what stands before and after is not missing
	Reflowed     bool               // the text runs over other pages, so running headers and footers are no part of it
	Retypeset    bool               // the text was set anew...
	ByLines      bool               // ...unless its lines end with the same words
}

// A Flow is how two texts differ that are not compared page by page: they run over
// different pages or lines, or have no pages.
type Flow struct {
	Passages
	queryPages, knownPages []int // in order
	// pairedQuery and pairedKnown are the pages most words of which the other text has.
	pairedQuery, pairedKnown map[int]bool
	edits                    []dossier.Alteration
	marks                    []dossier.Mark
	changed                  int              // words of either text that are not in the other
	knownWords               map[int]int      // by known page, how many words it has
	untold                   map[int][]string // by known page, the words of it that may have been changed
	untoldAdded              map[int][]string // by the known page that they would follow, words that may have been put in
}

// CompareFlow compares the words of two passages.
func CompareFlow(p Passages) *Flow {
	spaced := p.Query.Spaced && p.Known.Spaced
	var running map[string]bool
	if p.Reflowed && !spaced {
		running = runningLines(p.Query, p.Known)
	}
	q, k := flowOf(p.Query, running), flowOf(p.Known, running)
	if p.Part {
		q.unquote()
	}
	common := alignFlows(k, q, p.Part)
	there := withRespaced(k, q, common)
	stray, gone := q.strayRows(there, ofQuery), k.strayRows(there, ofKnown)
	all, known := q, k
	if p.Reflowed && len(stray)+len(gone) > 0 {
		q, k = q.withoutRows(stray), k.withoutRows(gone)
		common = alignFlows(k, q, p.Part)
	}
	p.Retypeset = p.Retypeset && !(p.ByLines && endAlike(k, q, common))
	f := &Flow{
		Passages: p, queryPages: q.pages, knownPages: k.pages,
		pairedQuery: q.mostlyPaired(common, ofQuery),
		pairedKnown: k.mostlyPaired(common, ofKnown),
		knownWords:  map[int]int{}, untold: map[int][]string{}, untoldAdded: map[int][]string{},
	}
	for _, page := range k.on {
		f.knownWords[page]++
	}
	place := func(token int) dossier.MarkPlace {
		around := wording.Span{From: token - contextWords, To: token + contextWords + 1}
		return dossier.MarkPlace{Page: q.on[token], Text: q.text(around)}
	}
	f.marks = slices.DeleteFunc(wording.Marks(k.tokens, q.tokens, common, place), func(m dossier.Mark) bool {
		ofSpace := m.Class == dossier.MarkUnusualSpace || m.Class == dossier.MarkDoubledSpace
		return ofSpace && !spaced
	})
	for _, d := range wording.Differences(k.tokens, q.tokens, common) {
		if p.Part {
			d = withinPart(d, q, k, common)
		}
		if d.Class != "" && d.Class != dossier.ClassSpacing {
			f.changed += d.A.Len() + d.B.Len()
		}
		switch {
		case d.Class == "", f.onUnpairedPages(q, k, d):
		case d.Class == dossier.ClassSpacing:
			if spaced && d.B.Len() > 0 {
				f.marks = append(f.marks, dossier.Mark{Class: dossier.MarkJoinedWords, Count: 1, First: place(d.B.From)})
			}
		default:
			f.tell(q, k, d, common)
		}
	}
	f.marks = wording.MergeMarks(f.marks)
	if p.Reflowed {
		f.tellStray(all, stray, f.addedLine)
		f.tellStray(known, gone, f.removedLine)
	}
	f.Query.Pages, f.Query.Around, f.Known.Pages, f.Known.Around = nil, nil, nil, nil // no longer needed, and large
	return f
}

// A PlacedWord is a word of a passage and where it stands.
type PlacedWord struct {
	wording.Token
	Page int
	// Furniture is set of the words of running heads, running feet and page numbers, which
	// stand between two pages of text.
	Furniture bool
	// Cell is set of the first word of a cell that stands beside another.
	Cell bool
}

// Words returns the words of a passage, in order.
func Words(p Passage) []PlacedWord {
	running, labelled := runningLines(p), p.labelledNumbers()
	var words []PlacedWord
	for _, page := range p.Pages {
		for _, r := range rowsOf(page) {
			furniture := r.isRunning(running) || r.isPageNumber(labelled)
			for _, cell := range r.inCells() {
				for i, token := range wording.Tokens(cell) {
					words = append(words, PlacedWord{token, page.Number, furniture, i == 0 && len(r.cells) > 1})
				}
			}
			if n := len(words); n > 0 {
				words[n-1].LineEnd = true
			}
		}
	}
	return words
}

// ofQuery and ofKnown return the words of a pair.
func ofQuery(p wording.Pair) int { return p.B }
func ofKnown(p wording.Pair) int { return p.A }

// endAlike reports whether the lines of two texts end with the same words.
func endAlike(known, query flowing, common []wording.Pair) bool {
	both, either := 0, 0
	for _, p := range common {
		a, b := known.tokens[p.A].LineEnd, query.tokens[p.B].LineEnd
		if a || b {
			either++
		}
		if a && b {
			both++
		}
	}
	return float64(both) >= sameLines*float64(either)
}

// alignFlows pairs the words of two texts; A is known.
func alignFlows(known, query flowing, part bool) []wording.Pair {
	if !part {
		return wording.Align(wording.Keys(known.tokens), wording.Keys(query.tokens))
	}
	pairs := wording.AlignPart(wording.Keys(query.tokens), wording.Keys(known.tokens))
	for i, p := range pairs {
		pairs[i] = wording.Pair{A: p.B, B: p.A}
	}
	return pairs
}

// withRespaced returns pairs of words and those of places that differ in nothing but where words
// are set apart: the other text has them as well.
func withRespaced(known, query flowing, common []wording.Pair) []wording.Pair {
	all := slices.Clone(common)
	for _, d := range wording.Differences(known.tokens, query.tokens, common) {
		if d.Class != dossier.ClassSpacing {
			continue
		}
		for n := range max(d.A.Len(), d.B.Len()) {
			all = append(all, wording.Pair{A: min(d.A.From+n, d.A.To-1), B: min(d.B.From+n, d.B.To-1)})
		}
	}
	return all
}

// withinPart leaves out of a difference the known words before and after a part: only as
// many were replaced there as there are others.
func withinPart(d wording.Difference, q, k flowing, common []wording.Pair) wording.Difference {
	n := min(d.A.Len(), d.B.Len())
	switch {
	case d.Before < 0:
		d.A.From = d.A.To - n
	case d.Before == len(common)-1:
		d.A.To = d.A.From + n
	default:
		return d
	}
	d.Class = wording.Classify(k.key(d.A.From-1), k.tokens[d.A.From:d.A.To], q.tokens[d.B.From:d.B.To])
	if d.Class == dossier.ClassPunctuation && d.B.To == len(q.tokens) && d.B.Len() == 1 {
		d.Class = "" // the stop belongs to the sentence that quotes
	}
	return d
}

// quoteMarks are what a quote begins and ends with and does not quote.
const quoteMarks = "\"'“”„‟‘’‚‛«»‹›「」『』…"

// unquote takes the marks of quotation from the first and the last word.
func (f *flowing) unquote() {
	if len(f.tokens) == 0 {
		return
	}
	first, last := &f.tokens[0], &f.tokens[len(f.tokens)-1]
	for _, of := range []struct {
		token *wording.Token
		trim  func(s, cutset string) string
	}{{first, strings.TrimLeft}, {last, strings.TrimRight}} {
		if text := of.trim(of.token.Text, quoteMarks); text != "" {
			of.token.Text, of.token.Key = text, wording.Normalize(text)
		}
	}
}

// onUnpairedPages reports whether a difference is nothing but pages put in or left out,
// which are told as such: those that the match pairs with none.
func (f *Flow) onUnpairedPages(q, k flowing, d wording.Difference) bool {
	if f.Part || d.A.Len() > 0 && d.B.Len() > 0 {
		return false
	}
	for _, n := range q.on[d.B.From:d.B.To] {
		if f.pairedQuery[n] || slices.ContainsFunc(f.Pairs, func(p dossier.PagePair) bool { return p.Query == n }) {
			return false
		}
	}
	for _, n := range k.on[d.A.From:d.A.To] {
		if f.pairedKnown[n] || slices.ContainsFunc(f.Pairs, func(p dossier.PagePair) bool { return p.Known == n }) {
			return false
		}
	}
	return true
}

// tell adds a difference to the edits, or to what cannot be told where a machine read
// either text.
func (f *Flow) tell(q, k flowing, d wording.Difference, common []wording.Pair) {
	var beforeQ, beforeK int // the words that precede it
	if d.Before >= 0 {
		beforeQ, beforeK = common[d.Before].B, common[d.Before].A
	}
	a := dossier.Alteration{
		Kind: dossier.TextEdited, Class: d.Class, Before: k.text(d.A), After: q.text(d.B),
		Lead:       k.text(wording.Span{From: d.A.From - contextWords, To: d.A.From}),
		Trail:      k.text(wording.Span{From: d.A.To, To: d.A.To + contextWords}),
		QueryPages: q.pagesOf(d.B, beforeQ), KnownPages: k.pagesOf(d.A, beforeK),
		Basis: "the words differ; the text was compared as one flow",
	}
	switch {
	case wording.SameButUnsaid(a.Before, a.After):
		f.leaveUntold(q, k, d, a.KnownPages[0])
		return
	case q.anyRecognised(a.QueryPages) || k.anyRecognised(a.KnownPages):
		if d.Class != dossier.ClassPunctuation && d.Class != dossier.ClassLetters {
			f.leaveUntold(q, k, d, a.KnownPages[0])
		}
		return
	case isLabel(a.After), a.After == "" && !f.Query.Spaced && !f.Retypeset && f.redacted(a.KnownPages):
		a.Kind, a.Class, a.Basis = dossier.TextRedacted, "", "the words are gone; the text was compared as one flow"
	case d.Class == dossier.ClassOrder:
		a.Basis = "the same words stand in another order; the text was compared as one flow"
	}
	f.edits = append(f.edits, a)
}

// leaveUntold counts the words of a difference as untold.
func (f *Flow) leaveUntold(q, k flowing, d wording.Difference, page int) {
	for w := d.A.From; w < d.A.To; w++ {
		f.untold[k.on[w]] = append(f.untold[k.on[w]], k.tokens[w].Text)
	}
	if d.A.Len() > 0 {
		return
	}
	for w := d.B.From; w < d.B.To; w++ {
		f.untoldAdded[page] = append(f.untoldAdded[page], q.tokens[w].Text)
	}
}

// redacted reports whether the match found nothing but words gone on one of these known
// pages.
func (f *Flow) redacted(known []int) bool {
	return slices.ContainsFunc(f.Pairs, func(p dossier.PagePair) bool {
		return p.Relation == dossier.Redacted && slices.Contains(known, p.Known)
	})
}

// ChangedWords returns how many words of either text are not in the other.
func (f *Flow) ChangedWords() int { return f.changed }

// relate sets the relations of pairs of whole pages by what is known of their words.
func (f *Flow) relate(pairs []dossier.PagePair) {
	has := map[int]map[dossier.Kind]bool{}
	for _, a := range f.edits {
		for _, n := range a.QueryPages {
			if has[n] == nil {
				has[n] = map[dossier.Kind]bool{}
			}
			has[n][a.Kind] = true
		}
	}
	for i := range pairs {
		p := &pairs[i]
		if slices.Contains(f.queryPages, p.Query) && (p.Relation == dossier.SamePage || p.Relation == dossier.Edited || p.Relation == dossier.Redacted) {
			p.Relation = relationOf(has[p.Query])
		}
	}
}

// wholePages finds pages that were inserted or removed. Where the text is compared as a
// flow, pages whose words are on other pages of it are neither.
func wholePages(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, a := range d.Match.Alterations {
		for _, f := range d.Flows {
			if a.Kind == dossier.PageInserted {
				a.QueryPages = without(a.QueryPages, f.pairedQuery)
			}
			if a.Kind == dossier.PageRemoved {
				a.KnownPages = without(a.KnownPages, f.pairedKnown)
			}
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
	if slices.ContainsFunc(d.Flows, (*Flow).withoutLayout) {
		return nil
	}
	a := dossier.Alteration{Kind: dossier.Retypeset, Basis: "the text runs over other lines"}
	for _, of := range d.Match.Alterations {
		if of.Kind == dossier.Retypeset {
			a = of
		}
	}
	for _, f := range d.Flows {
		if f.Retypeset {
			a.QueryPages, a.KnownPages = union(a.QueryPages, f.queryPages), union(a.KnownPages, f.knownPages)
		}
	}
	if len(a.QueryPages) == 0 {
		return nil
	}
	slices.Sort(a.QueryPages)
	slices.Sort(a.KnownPages)
	return []dossier.Alteration{a}
}

// withoutLayout reports whether either text has no layout that could have been set anew.
func (f *Flow) withoutLayout() bool { return f.Query.Spaced || f.Known.Spaced }

// flowing is the words of pages one after the other.
type flowing struct {
	pages      []int // all of them
	rows       []row
	tokens     []wording.Token
	on         []int        // for each token, its page
	row        []int        // for each token, its line, by index
	recognised map[int]bool // pages that a machine read
}

// flowOf returns the words of pages without running headers and footers. Where lines of
// pages have a place, page numbers are left out as well.
func flowOf(p Passage, running map[string]bool) flowing {
	f := flowing{recognised: map[int]bool{}}
	labelled := p.labelledNumbers()
	for _, page := range p.Pages {
		f.pages = append(f.pages, page.Number)
		f.recognised[page.Number] = page.Recognised
		kept := slices.DeleteFunc(rowsOf(page), func(r row) bool {
			return r.isRunning(running) || running != nil && r.isPageNumber(labelled)
		})
		f.rows = append(f.rows, joinUnplaced(kept)...)
	}
	f.fill(nil)
	return f
}

// fill makes tokens of the lines but for some of them.
func (f *flowing) fill(without map[int]bool) {
	f.tokens, f.on, f.row = nil, nil, nil
	for i, r := range f.rows {
		if without[i] {
			continue
		}
		tokens := wording.Tokens(r.text)
		for _, token := range tokens {
			f.tokens, f.on, f.row = append(f.tokens, token), append(f.on, r.page), append(f.row, i)
		}
		if len(tokens) > 0 {
			f.tokens[len(f.tokens)-1].LineEnd = true
		}
	}
}

// withoutRows returns the words that are not on these lines.
func (f flowing) withoutRows(without map[int]bool) flowing {
	f.fill(without)
	return f
}

// text returns the words of a span, as far as there are any.
func (f flowing) text(s wording.Span) string {
	from, to := max(0, s.From), min(len(f.tokens), s.To)
	if from >= to {
		return ""
	}
	return wording.Text(f.tokens[from:to])
}

// key returns the key of a word, "" where there is none.
func (f flowing) key(token int) string {
	if token < 0 || token >= len(f.tokens) {
		return ""
	}
	return f.tokens[token].Key
}

// mostlyPaired returns the pages most words of which are in pairs.
func (f flowing) mostlyPaired(pairs []wording.Pair, side func(wording.Pair) int) map[int]bool {
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

func (f flowing) anyRecognised(pages []int) bool {
	return slices.ContainsFunc(pages, func(n int) bool { return f.recognised[n] })
}

// pagesOf returns the pages on which words stand, or, for none, on which the word before
// them does.
func (f flowing) pagesOf(words wording.Span, before int) []int {
	var pages []int
	for i := words.From; i < words.To; i++ {
		pages = append(pages, f.on[i])
	}
	if len(pages) == 0 && before < len(f.on) {
		pages = []int{f.on[before]}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

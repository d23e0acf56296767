package recognise

import (
	"cmp"
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/match"
)

// This file decides which pages are compared as drawn and which as a flow of text, and over
// which pages a flow runs.

// splitByText parts the pairs of pages whose text is compared as a flow from those that are
// compared as drawn: all text of which there is nothing to look at flows. broken are pairs
// of pages that hold parts of one another, over other page breaks.
func (c *copied) splitByText(ctx context.Context) (asText, asDrawn, broken []dossier.PagePair, err error) {
	drawn := c.bothDrawn()
	pageByPage := pageByPage(c.match.Pages)
	for _, p := range c.match.Pages {
		query, err := c.query.page(ctx, p.Query)
		if err != nil {
			return nil, nil, nil, err
		}
		known, err := c.known.page(ctx, p.Known)
		if err != nil {
			return nil, nil, nil, err
		}
		c.texts[match.Pair{Query: p.Query, Known: p.Known}] = newPairText(query.Text, known.Text)
		text := query.Text != "" && known.Text != ""
		switch {
		case text && !drawn:
			asText = append(asText, p)
		case slices.ContainsFunc(pageByPage, func(o dossier.PagePair) bool { return o.Query == p.Query && o.Known == p.Known }):
			asDrawn = append(asDrawn, p)
		case text && slices.Contains(p.Basis, dossier.ByText):
			broken = append(broken, p)
		}
	}
	return asText, asDrawn, broken, nil
}

// bothDrawn reports whether there is something to look at of both documents.
func (c *copied) bothDrawn() bool { return c.query.source.Data != nil && c.known.source.Data != nil }

// compareTexts compares the text of pairs of pages, as one flow each as far as they follow
// one another in both documents, or as one flow altogether if so fewer words differ: text
// without pages is cut into them anywhere.
func (c *copied) compareTexts(ctx context.Context, d *alteration.Differences, pairs []dossier.PagePair) error {
	changed := 0
	for _, run := range c.inPieces(runsOf(pairs, nil)) {
		flow, err := c.compareFlow(ctx, run, alteration.Passages{})
		if err != nil {
			return err
		}
		d.Flows = append(d.Flows, flow)
		changed += flow.ChangedWords()
	}
	if len(pairs) == 0 || changed == 0 && !slices.ContainsFunc(d.Match.Alterations, ofOrder) || !c.bothWithoutPages() || c.match.Has(dossier.Merged) || c.isPart(pairs) ||
		c.size(c.match.Pages) > mostUncut {
		return nil
	}
	p := alteration.Passages{Pairs: pairs}
	var err error
	if p.Query, err = c.passage(ctx, c.query, pageRun{1, c.query.facts().Pages}); err != nil {
		return err
	}
	if p.Known, err = c.passage(ctx, c.known, pageRun{1, c.known.facts().Pages}); err != nil {
		return err
	}
	if whole := alteration.CompareFlow(p); whole.ChangedWords() < changed || whole.ChangedWords() == 0 {
		d.Flows = []*alteration.Flow{whole}
		d.Match.Alterations = slices.DeleteFunc(slices.Clone(d.Match.Alterations), ofOrder)
	}
	return nil
}

// ofOrder reports whether an alteration is of the order in which pages stand, or of how
// often.
func ofOrder(a dossier.Alteration) bool {
	return a.Kind == dossier.PageMoved || a.Kind == dossier.PageDuplicated
}

// eitherWithoutPages reports whether one of the documents is text that was cut into pages.
func (c *copied) eitherWithoutPages() bool {
	return !drawable(c.query.facts().MediaType) || !drawable(c.known.facts().MediaType)
}

// bothWithoutPages reports whether both documents are text that was cut into pages.
func (c *copied) bothWithoutPages() bool {
	return !drawable(c.query.facts().MediaType) && !drawable(c.known.facts().MediaType)
}

// runsOf cuts pairs of pages where they do not follow one another in both documents, and
// where pages that are compared one by one stand between them.
func runsOf(pairs []dossier.PagePair, oneByOne []*alteration.Comparison) [][]dossier.PagePair {
	var runs [][]dossier.PagePair
	for i, p := range pairs {
		if i > 0 && follows(pairs[i-1], p) && !slices.ContainsFunc(oneByOne, func(o *alteration.Comparison) bool {
			return o.Pair().Query > pairs[i-1].Query && o.Pair().Query < p.Query
		}) {
			runs[len(runs)-1] = append(runs[len(runs)-1], p)
		} else {
			runs = append(runs, []dossier.PagePair{p})
		}
	}
	return runs
}

// follows reports whether in both documents a pair of pages comes after another, with few
// pages between them.
func follows(a, b dossier.PagePair) bool {
	return b.Known >= a.Known && b.Known <= a.Known+1+mostOver && b.Query <= a.Query+1+mostOver
}

// compareFlow compares the text of pairs of pages that follow one another; p says how.
func (c *copied) compareFlow(ctx context.Context, pairs []dossier.PagePair, p alteration.Passages) (*alteration.Flow, error) {
	texts, err := c.passages(ctx, pairs)
	if err != nil {
		return nil, err
	}
	texts.Retypeset, texts.ByLines = p.Retypeset, p.ByLines
	texts.Reflowed = p.Retypeset || len(pageByPage(pairs)) < len(pairs)
	return alteration.CompareFlow(texts), nil
}

// passages returns the text over which pairs of pages run.
func (c *copied) passages(ctx context.Context, pairs []dossier.PagePair) (alteration.Passages, error) {
	p := alteration.Passages{Pairs: pairs, Part: c.isPart(pairs)}
	query, known := c.runOf(pairs)
	var err error
	if p.Query, err = c.passage(ctx, c.query, query); err != nil {
		return p, err
	}
	p.Known, err = c.passage(ctx, c.known, known)
	return p, err
}

// isPart reports whether the pairs are of a lesser part of the known text, such as a quote.
func (c *copied) isPart(pairs []dossier.PagePair) bool {
	return c.match.Has(dossier.ExcerptTaken) || c.query.facts().Pages == 1 && pairs[0].Relation == dossier.Excerpt
}

// pageRun is pages from First to Last.
type pageRun struct{ First, Last int }

// mostOver is how many pages the text of a run may have more than those that are paired.
const mostOver = 2

// runOf returns the pages of either document over which the text of pairs runs: the first
// and the last lines may have pages of their own, on either side.
func (c *copied) runOf(pairs []dossier.PagePair) (query, known pageRun) {
	first, last := pairs[0], pairs[len(pairs)-1]
	query, known = pageRun{first.Query, last.Query}, pageRun{first.Known, last.Known}
	if c.match.Has(dossier.Merged) || c.isPart(pairs) {
		return query, known
	}
	paired := [2]map[int]bool{{}, {}}
	for _, p := range c.match.Pages {
		paired[0][p.Query], paired[1][p.Known] = true, true
	}
	return query.widened(paired[0], c.query.facts().Pages), known.widened(paired[1], c.known.facts().Pages)
}

// widened returns the run with the pages before and after it that are in no pair.
func (r pageRun) widened(paired map[int]bool, pages int) pageRun {
	for n := 0; n < mostOver && r.First > 1 && !paired[r.First-1]; n++ {
		r.First--
	}
	for n := 0; n < mostOver && r.Last < pages && !paired[r.Last+1]; n++ {
		r.Last++
	}
	return r
}

// pagesAround is how many pages before and after a passage show what its running headers
// and footers are.
const pagesAround = 3

// passage returns the text of pages. It has the places of its words if both documents can
// be looked at, or the other is text without pages: then the words stand in reading order.
func (c *copied) passage(ctx context.Context, s side, run pageRun) (alteration.Passage, error) {
	p := alteration.Passage{Spaced: !drawable(s.facts().MediaType)}
	if !c.bothDrawn() && !c.eitherWithoutPages() {
		s.source.Data = nil
	}
	s.dpi = 0 // words only
	var inside []int
	for n := max(1, run.First-pagesAround); n <= min(s.facts().Pages, run.Last+pagesAround); n++ {
		if n >= run.First && n <= run.Last {
			inside = append(inside, n)
			continue
		}
		page, err := s.page(ctx, n)
		if err != nil {
			return p, err
		}
		p.Around = append(p.Around, page.Page)
	}
	views, err := s.viewsOf(ctx, inside)
	if err != nil {
		return p, err
	}
	for _, n := range inside {
		page := views[n].Page
		page.Recognised = views[n].MachineRead()
		p.Pages = append(p.Pages, page)
	}
	return p, nil
}

// pageByPage returns the pairs of which each page of the query has but one, and stands on
// no other page in part: what was set anew on other page breaks is not compared.
func pageByPage(pairs []dossier.PagePair) []dossier.PagePair {
	query, known := map[int]int{}, map[int]int{}
	for _, p := range pairs {
		query[p.Query]++
		known[p.Known]++
	}
	var kept []dossier.PagePair
	for _, p := range pairs {
		part := p.Relation == dossier.Excerpt || p.Relation == dossier.Contains
		unclear := p.Relation == dossier.Near && p.Basis[0] == dossier.ByLayout
		alone := query[p.Query] == 1 || slices.Contains(p.Basis, dossier.ByLayout) && dossier.SideBySide(of(pairs, p.Query))
		if alone && (known[p.Known] == 1 || !part) && !unclear {
			kept = append(kept, p)
		}
	}
	return kept
}

// of returns the pairs of one page of the query.
func of(pairs []dossier.PagePair, query int) []dossier.PagePair {
	return slices.DeleteFunc(slices.Clone(pairs), func(p dossier.PagePair) bool { return p.Query != query })
}

// compareRetypeset compares the text of pages that were set anew as flows, and leaves the
// others in d.Pages. broken are pairs of pages over other page breaks.
func (c *copied) compareRetypeset(ctx context.Context, d *alteration.Differences, broken []dossier.PagePair) error {
	asDrawn, retypeset := splitRetypeset(d.Pages, broken)
	pairs := slices.DeleteFunc(slices.Clone(broken), func(p dossier.PagePair) bool {
		return slices.ContainsFunc(asDrawn, func(o *alteration.Comparison) bool { return sharePage(p, o.Pair()) })
	})
	certain := map[match.Pair]bool{} // to be set anew
	for _, p := range retypeset {
		pairs = append(pairs, p.Pair())
		certain[match.Pair{Query: p.Pair().Query, Known: p.Pair().Known}] = true
	}
	slices.SortFunc(pairs, func(a, b dossier.PagePair) int { return cmp.Or(a.Query-b.Query, a.Known-b.Known) })
	for _, run := range c.inPieces(runsOf(pairs, asDrawn)) {
		anyCertain := slices.ContainsFunc(run, func(p dossier.PagePair) bool { return certain[match.Pair{Query: p.Query, Known: p.Known}] })
		flow, err := c.compareFlow(ctx, run, alteration.Passages{Retypeset: true, ByLines: !anyCertain})
		if err != nil {
			return err
		}
		d.Flows = append(d.Flows, flow)
	}
	d.Pages = asDrawn
	return nil
}

// splitRetypeset parts the pages that hold their words in other places from the others.
// Where a third of the pages or more do, so may those that only begin alike, and so may
// those next to pages that do.
func splitRetypeset(pages []*alteration.Comparison, broken []dossier.PagePair) (asDrawn, retypeset []*alteration.Comparison) {
	count := len(broken)
	for _, p := range pages {
		if p.SetAnew() {
			count++
		}
	}
	widely := 3*count > len(pages)+len(broken)
	for _, p := range pages {
		if p.SetAnew() || widely && p.Readable() && !p.Unmoved() {
			retypeset = append(retypeset, p)
		} else {
			asDrawn = append(asDrawn, p)
		}
	}
	flowing := slices.Clone(broken)
	for _, p := range retypeset {
		flowing = append(flowing, p.Pair())
	}
	asDrawn = slices.DeleteFunc(asDrawn, func(p *alteration.Comparison) bool {
		joins := p.Readable() && !p.Unmoved() && slices.ContainsFunc(flowing, func(o dossier.PagePair) bool { return sharePage(o, p.Pair()) || nextTo(o, p.Pair()) })
		if joins {
			retypeset = append(retypeset, p)
		}
		return joins
	})
	return asDrawn, retypeset
}

// nextTo reports whether two pairs are of neighbouring pages, on both sides.
func nextTo(a, b dossier.PagePair) bool {
	query, known := a.Query-b.Query, a.Known-b.Known
	return query == known && (query == 1 || query == -1)
}

// sharePage reports whether two pairs are of one page, on either side.
func sharePage(a, b dossier.PagePair) bool { return a.Query == b.Query || a.Known == b.Known }

const (
	leastReflowed = 10 // words that differ on a page whose text may run over other pages
	reflowedShare = .25
)

// reflow compares runs of pages as a flow of text on which many words differ, if so far
// fewer of them do: their text begins or ends on other pages than that of the known
// document.
func (c *copied) reflow(ctx context.Context, d *alteration.Differences) error {
	var kept []*alteration.Comparison
	for from := 0; from < len(d.Pages); {
		to, changed := changedRun(d.Pages, from)
		run := d.Pages[from:to]
		from = to
		if pairs := c.pairsWithin(run); len(run) > 1 && c.size(pairs) <= mostUncut { // what leaves a page stands on another
			p, err := c.passages(ctx, pairs)
			if err != nil {
				return err
			}
			if float64(alteration.CompareFlow(p).ChangedWords()) < reflowedShare*float64(changed) {
				p.Retypeset, p.Reflowed = true, true
				d.Flows = append(d.Flows, alteration.CompareFlow(p))
				continue
			}
		}
		kept = append(kept, run...)
	}
	d.Pages = kept
	return nil
}

// changedRun returns the end of the pages from one on that follow one another and on each of
// which many words differ, at least one page, and how many words that are.
func changedRun(pages []*alteration.Comparison, from int) (to, changed int) {
	for to = from; to < len(pages); to++ {
		p := pages[to]
		if to > from && !follows(pages[to-1].Pair(), p.Pair()) || p.ChangedWords() < leastReflowed || !p.Readable() {
			break
		}
		changed += p.ChangedWords()
	}
	return max(to, from+1), changed
}

// pairsWithin returns the pairs of the match from the first page of a run to its last, on
// both sides.
func (c *copied) pairsWithin(run []*alteration.Comparison) []dossier.PagePair {
	first, last := run[0].Pair(), run[len(run)-1].Pair()
	var pairs []dossier.PagePair
	for _, p := range c.match.Pages {
		if p.Query >= first.Query && p.Query <= last.Query && p.Known >= first.Known && p.Known <= last.Known {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

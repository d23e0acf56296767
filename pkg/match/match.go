// Package match decides whether an input is a known document, which of its pages
// are which, and how sure that is.
//
// Two pages are compared by the collinear chain of the wording they share (chain.go,
// Rarity) or by their pictures (picture.go), two documents by the order in which
// their pages agree (align.go). A page may be told from its evidence alone
// (relation.go); weaker pages follow their neighbours, but only in a document that
// is established (established.go): shared boilerplate, even whole chapters copied
// in order, must never make another document the same.
package match

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A Known is a document of the corpus. Its pages are read as they are needed.
type Known struct {
	dossier.KnownDocument
	Page func(number int) (Subject, error) // 1-based
	// Looks reports which of the page pairs look the same when drawn (ink.SameInk). It
	// is asked about pages whose texts differ by a few characters, which may be no
	// more than a font that lost its encoding. May be nil: then text decides.
	Looks func(pairs []Pair) (map[Pair]bool, error)
}

// A Pair proposes that a query page may be a known page. Pages count from 1.
type Pair struct{ Query, Known int }

// A Candidate is a document that an input may be a copy of.
type Candidate struct {
	Known Known
	Pairs []Pair // page pairs to begin from, as the index proposed them
}

// A query is an input made ready for comparison with many documents.
type query struct {
	pages  pageList
	rarity Rarity
	usable int                            // pages that carry a fingerprint
	best   map[int]rival                  // by page: the best that any document offers
	alike  map[int]map[dossier.Digest]int // known pictures that look like the page, and their distance
	stock  bool                           // the input is one page that may come from anywhere
}

// A rival is the best known page for a query page.
type rival struct {
	weight float64
	whole  bool // the query page stands on a known page word for word
}

// Find compares an input, whose pages must be numbered 1, 2, 3 ..., with the
// candidates and returns those that it has something in common with, the likeliest
// original first. Passages shared with a document are left out where a copy found
// in another accounts for the page.
func Find(pages []Subject, rarity Rarity, candidates []Candidate) ([]dossier.Match, error) {
	q := &query{rarity: rarity, best: map[int]rival{}, alike: map[int]map[dossier.Digest]int{}}
	for _, p := range pages {
		q.pages = append(q.pages, newQuerySheet(p, rarity))
		if p.Print.Absent == "" {
			q.usable++
		}
	}
	var comparisons []*comparison
	for _, candidate := range candidates {
		c := &comparison{
			query: q, known: candidate.Known,
			sheets: map[int]*sheet{}, edges: map[Pair]edge{}, refused: map[Pair]bool{},
		}
		if err := c.findEdges(candidate.Pairs); err != nil {
			return nil, fmt.Errorf("comparing with %s: %w", candidate.Known.SHA256.Short(), err)
		}
		for _, e := range c.edges {
			b := q.best[e.q]
			q.best[e.q] = rival{max(b.weight, e.weight()), b.whole || c.whole(e)}
		}
		comparisons = append(comparisons, c)
	}
	q.stock = len(q.pages) == 1 && stockPhrase(comparisons)
	var matches []dossier.Match
	for _, c := range comparisons {
		m, err := c.decide()
		if err != nil {
			return nil, fmt.Errorf("comparing with %s: %w", c.known.SHA256.Short(), err)
		}
		matches = append(matches, m)
	}
	return rank(explain(matches)), nil
}

// A comparison holds one input against one document.
type comparison struct {
	*query
	known   Known
	sheets  map[int]*sheet
	edges   map[Pair]edge
	refused map[Pair]bool // compared, and not worth mentioning
}

// decide says what the document has to do with the input; None when nothing is shared.
func (c *comparison) decide() (dossier.Match, error) {
	order := c.order()
	straddles := c.straddles(order)
	established, err := c.established(order, straddles)
	if err != nil {
		return dossier.Match{}, err
	}
	if established {
		return c.copyOf(order, straddles)
	}
	return c.sharing(), nil
}

// order aligns the pages: first those that can be told by themselves, then the
// others as far as they agree with these, so that many pages of boilerplate do not
// outweigh a few true ones.
func (c *comparison) order() []edge {
	all := c.sorted()
	for i := range all {
		all[i].support = c.support(all[i])
	}
	var told []edge
	for _, e := range all {
		if claims(c.alone(e)) && c.contends(e) {
			told = append(told, e)
		}
	}
	return mainOrder(agreeing(all, mainOrder(told, c.known.Pages)), c.known.Pages)
}

// contends reports whether no other document has a much better page to offer.
func (c *comparison) contends(e edge) bool { return ties(e.weight(), c.best[e.q].weight) }

// ties reports whether a score is too close to the best to be told from it: within a
// tenth, or within the bits that a line found elsewhere may cost.
func ties(score, best float64) bool { return score >= min(tieShare*best, best-tieBits) }

// wins reports whether, besides, no other document has the page word for word while
// this one has not.
func (c *comparison) wins(e edge) bool { return c.contends(e) && (c.whole(e) || !c.best[e.q].whole) }

// whole reports whether the query page stands on the known page word for word.
func (c *comparison) whole(e edge) bool {
	return len(e.chain) == 1 && e.chain[0].n == len(c.pages.at(e.q).folded)
}

// sheet returns a known page.
func (c *comparison) sheet(k int) (*sheet, error) {
	if s := c.sheets[k]; s != nil {
		return s, nil
	}
	p, err := c.known.Page(k)
	if err != nil {
		return nil, err
	}
	c.sheets[k] = newSheet(p)
	return c.sheets[k], nil
}

// findEdges compares the proposed pairs, and from each that holds goes on to the
// pages before and after: the index may have been too busy with a common page to
// propose it.
func (c *comparison) findEdges(proposed []Pair) error {
	queue := slices.Clone(proposed)
	slices.Reverse(queue)
	equal := map[int]bool{} // query pages of which a word-for-word copy is found
	for len(queue) > 0 {
		p := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if _, done := c.edges[p]; done || c.refused[p] {
			continue
		}
		if !c.onPages(p) {
			continue
		}
		k, err := c.sheet(p.Known)
		if err != nil {
			return err
		}
		if equal[p.Query] && !slices.Equal(c.pages.at(p.Query).folded, k.folded) {
			continue // it cannot do better
		}
		e := c.compare(p, k)
		equal[p.Query] = equal[p.Query] || e.equal
		if e.score < contextScore {
			c.refused[p] = true
			continue
		}
		c.edges[p] = e
		if max(e.cq, e.cp) >= contextCover {
			queue = append(queue, c.beside(p, -1), c.beside(p, 1))
		}
	}
	return nil
}

// onPages reports whether both documents have the pages.
func (c *comparison) onPages(p Pair) bool {
	return c.pages.has(p.Query) && p.Known >= 1 && p.Known <= c.known.Pages
}

// beside is the pair before or after one, over query pages that carry no fingerprint:
// between pages that were blacked out stand others that neighbours vouch for.
func (c *comparison) beside(p Pair, step int) Pair {
	next := Pair{p.Query + step, p.Known + step}
	for c.pages.has(next.Query) && c.pages.at(next.Query).Print.Absent != "" {
		next = Pair{next.Query + step, next.Known + step}
	}
	return next
}

// compare weighs what two pages share. Where both carry text, that must agree with
// the picture: a page can hold the same photograph and other words.
func (c *comparison) compare(p Pair, k *sheet) edge {
	q := c.pages.at(p.Query)
	e := edge{q: p.Query, k: p.Known, evidence: compare(q, k)}
	e.chance = coincidences(e.score, len(q.folded), len(c.pages), c.rarity.Pages)
	e.told = alone(q, k, e.evidence, e.chance)
	e.from = dossier.ByText
	c.comparePictures(&e, q, k)
	c.compareLayouts(&e, q, k)
	return e
}

// comparePictures takes up the evidence of two pages that are each one picture.
func (c *comparison) comparePictures(e *edge, q, k *sheet) {
	l := comparePictures(q, k, c.rarity)
	if l.score == 0 {
		return
	}
	if c.alike[e.q] == nil {
		c.alike[e.q] = map[dossier.Digest]int{}
	}
	c.alike[e.q][l.known] = l.distance
	if bothText(q, k) && (min(e.cq, e.cp) < nearCover || !l.stream) {
		return
	}
	e.from, e.looks = dossier.ByImage, l
	c.weigh(e, evidence{score: max(l.score, e.score), cq: 1, cp: 1})
}

// compareLayouts takes up what the looks of two pages say where their wording does
// not settle it: of scans, of which at least one has no text or only what a machine
// read, of pages that may be the same form, and of pages with black on them.
func (c *comparison) compareLayouts(e *edge, q, k *sheet) {
	if e.looks.stream || e.equal && len(q.Print.Layout.Bars) == 0 {
		return
	}
	v := overlay(q, k)
	switch {
	case v.score < contextLayout:
		return
	case e.equal && v.blackened: // the words are still there, beneath
		e.view, e.told = v, dossier.Redacted
		return
	case e.equal:
		return
	}
	e.view = v
	if v.told == dossier.Form && claims(e.told) && (q.picture() != nil || k.picture() != nil) {
		e.told = dossier.Form // a machine has read the words of a scan, not those filled in by hand
	}
	if claims(e.told) || e.score > layoutBits*v.score {
		return
	}
	e.from = dossier.ByLayout
	c.weigh(e, evidence{score: layoutBits * v.score, cq: v.cq, cp: v.cp})
}

// weigh gives an edge evidence other than wording.
func (c *comparison) weigh(e *edge, found evidence) {
	e.evidence = found
	e.chance = coincidences(e.score, typicalLength, len(c.pages), c.rarity.Pages)
}

// bothText reports whether both pages carry text enough to tell them by.
func bothText(q, k *sheet) bool {
	return q.Print.Marks != nil && len(k.folded) >= fingerprint.MinLength
}

// sorted returns the edges by query page, then known page.
func (c *comparison) sorted() []edge {
	edges := make([]edge, 0, len(c.edges))
	for _, e := range c.edges {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.q-b.q, a.k-b.k) })
	return edges
}

// alone is the edge's relation by its own evidence.
func (c *comparison) alone(e edge) dossier.Relation {
	switch {
	case e.looks.stream:
		return dossier.SamePage
	case e.from == dossier.ByLayout:
		return e.view.told
	case e.byText():
		return e.told
	case e.looks.score >= sameLooks && e.looks.unmistakable(c.alike[e.q]):
		return dossier.SamePage
	}
	return dossier.Near
}

// inPlace is the relation of a pair that stands where it should in a document known
// to be a copy.
func (c *comparison) inPlace(e edge) dossier.Relation {
	switch {
	case e.byText():
		return inPlace(c.pages.at(e.q), c.sheets[e.k], e.evidence, e.told)
	case e.from == dossier.ByLayout:
		return e.view.placed
	}
	return c.alone(e)
}

// sharing is the answer for another document that shares text with the input: the
// best page for each of the input's, and for a lone one those that nearly tie.
func (c *comparison) sharing() dossier.Match {
	m := dossier.Match{Document: c.known.KnownDocument, Verdict: dossier.None, Grade: dossier.NoGrade}
	edges := c.sorted()
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Or(a.q-b.q, cmp.Compare(b.score, a.score)) })
	for i, e := range edges {
		first := i == 0 || edges[i-1].q != e.q
		tied := len(c.pages) == 1 && i < maxTies && ties(e.score, edges[0].score)
		if !first && !tied || e.chance > sharedChance || e.from == dossier.ByLayout && e.view.told == "" {
			continue
		}
		r := dossier.Passage
		byPicture := e.from == dossier.ByImage
		if byPicture && e.looks.score < sameLooks {
			continue // two pictures of the same kind
		}
		if byPicture || e.score >= sameScore && min(e.cq, e.cp) >= nearCover {
			r = dossier.Near
		}
		if c.alone(e) == dossier.Form {
			r = dossier.Form
		}
		m.Pages = append(m.Pages, c.pair(e, r))
		if first {
			m.Coverage.Query += e.cq / float64(max(1, c.usable))
		}
		m.Coverage.Known += e.cp / float64(c.known.Pages)
	}
	if len(m.Pages) > 0 {
		m.Verdict, m.Grade = dossier.Shared, bestGrade(m.Pages)
	}
	m.Coverage.Query = round(m.Coverage.Query, coverageStep)
	m.Coverage.Known = round(min(m.Coverage.Known, 1), coverageStep)
	return m
}

// pair puts an edge into words.
func (c *comparison) pair(e edge, r dossier.Relation) dossier.PagePair {
	p := dossier.PagePair{
		Query: e.q, Known: e.k, Relation: r, Basis: []dossier.Basis{e.from},
		Score: round(e.score, .1), Coincidences: e.chance,
		QueryCover: round(e.cq, coverStep), KnownCover: round(e.cp, coverStep),
	}
	if e.from == dossier.ByImage && e.looks.turn != pdq.Upright {
		p.Transform = e.looks.onto(c.pages.at(e.q), c.sheets[e.k]).Rounded()
	}
	if e.view.told != "" {
		if e.from != dossier.ByLayout {
			p.Basis = append(p.Basis, dossier.ByLayout)
		}
		p.Words = &e.view.words
		p.Transform = e.view.transform.Rounded()
	}
	return p
}

const (
	coverStep    = .001
	coverageStep = 1e-6 // a quote is a small share of a long document
)

// round rounds to a multiple of step: a finding's figures are no more exact than that.
func round(x, step float64) float64 { return math.Round(x/step) / math.Round(1/step) }

func bestGrade(pairs []dossier.PagePair) dossier.Grade {
	least := pairs[0].Coincidences
	for _, p := range pairs {
		if p.Basis[0] != dossier.ByPosition {
			least = min(least, p.Coincidences)
		}
	}
	return grade(least)
}

// Package match decides whether an input is a known document, which of its pages
// are which, and how sure that is.
//
// Two pages are compared by the collinear chain of the wording they share (chain.go,
// Rarity) or by their pictures (picture.go), two documents by the order in which
// their pages agree (align.go). A page may be told from its evidence alone
// (relation.go); weaker pages follow their neighbours, but only in a document that
// is established: shared boilerplate, even whole chapters copied in order, must
// never make another document the same. The thresholds are those of that rule.
package match

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A Known is a document of the corpus. Its pages are read as they are needed.
type Known struct {
	dossier.KnownDocument
	Page func(number int) (Page, error) // 1-based
	// Looks reports which of the page pairs look the same when drawn (SameInk). It
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
	pages  []*sheet
	rarity Rarity
	usable int                            // pages that carry a fingerprint
	best   map[int]rival                  // by page, counted from 0: the best that any document offers
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
func Find(pages []Page, rarity Rarity, candidates []Candidate) ([]dossier.Match, error) {
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

// established is how a document earns the name of a copy.
const (
	establishedShare = .5  // of the pages of either side belong to the other
	establishedRun   = 3   // or so many in a row are the same page by themselves
	straddleCover    = .95 // of a page that runs over page breaks
	pieceCover       = .2  // a page set against several must gain so much from each
	tieShare         = .9  // known pages whose scores are this close cannot be told apart
	tieBits          = 15  // nor are those
	furniture        = 100 // folded characters of header or footer that may stand between text running on
	maxTies          = 8   // text that stands on more pages of a document is a stock phrase
)

// A comparison holds one input against one document.
type comparison struct {
	*query
	known   Known
	sheets  map[int]*sheet
	edges   map[Pair]edge // pages counted from 0, as in edge
	refused map[Pair]bool // compared, and not worth mentioning
}

// decide says what the document has to do with the input; None when nothing is shared.
func (c *comparison) decide() (dossier.Match, error) {
	order := c.order()
	established, err := c.established(order)
	if err != nil {
		return dossier.Match{}, err
	}
	if established {
		return c.copyOf(order)
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
	return len(e.chain) == 1 && e.chain[0].n == len(c.pages[e.q].folded)
}

// sheet returns a known page, counted from 0.
func (c *comparison) sheet(k int) (*sheet, error) {
	if s := c.sheets[k]; s != nil {
		return s, nil
	}
	p, err := c.known.Page(k + 1)
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
	queue := make([]Pair, 0, len(proposed))
	for _, p := range slices.Backward(proposed) {
		queue = append(queue, Pair{p.Query - 1, p.Known - 1})
	}
	equal := map[int]bool{} // query pages of which a word-for-word copy is found
	for len(queue) > 0 {
		p := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if _, done := c.edges[p]; done || c.refused[p] {
			continue
		}
		if p.Query < 0 || p.Query >= len(c.pages) || p.Known < 0 || p.Known >= c.known.Pages {
			continue
		}
		k, err := c.sheet(p.Known)
		if err != nil {
			return err
		}
		if equal[p.Query] && !slices.Equal(c.pages[p.Query].folded, k.folded) {
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
			queue = append(queue, Pair{p.Query - 1, p.Known - 1}, Pair{p.Query + 1, p.Known + 1})
		}
	}
	return nil
}

// compare weighs what two pages share. Where both carry text, that must agree with
// the picture: a page can hold the same photograph and other words.
func (c *comparison) compare(p Pair, k *sheet) edge {
	q := c.pages[p.Query]
	e := edge{q: p.Query, k: p.Known, evidence: compare(q, k)}
	e.chance = coincidences(e.score, len(q.folded), len(c.pages), c.rarity.Pages)
	e.told = alone(q, k, e.evidence, e.chance)
	l := comparePictures(q, k, c.rarity)
	if l.score == 0 {
		return e
	}
	if c.alike[e.q] == nil {
		c.alike[e.q] = map[dossier.Digest]int{}
	}
	c.alike[e.q][l.known] = l.distance
	bothText := q.Print.Marks != nil && len(k.folded) >= fingerprint.MinLength
	if bothText && (min(e.cq, e.cp) < nearCover || !l.stream) {
		return e
	}
	e.looks = l
	e.evidence = evidence{score: max(l.score, e.score), cq: 1, cp: 1}
	e.chance = coincidences(e.score, typicalLength, len(c.pages), c.rarity.Pages)
	return e
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
	case e.byPicture() && e.looks.score >= sameLooks && e.looks.unmistakable(c.alike[e.q]):
		return dossier.SamePage
	case e.byPicture():
		return dossier.Near
	}
	return e.told
}

// support counts, of the six nearest places on a pair's diagonal, those where the
// pages agree; places counts those that there are.
func (c *comparison) support(e edge) (support support) {
	for d := -3; d <= 3; d++ {
		q, k := e.q+d, e.k+d
		if d == 0 || q < 0 || q >= len(c.pages) || k < 0 || k >= c.known.Pages || c.pages[q].Print.Absent != "" {
			continue
		}
		support.places++
		if n, ok := c.edges[Pair{q, k}]; ok && c.contends(n) && max(n.cq, n.cp) >= contextCover {
			support.agree++
		}
	}
	return support
}

// inContext reports whether the pages around a pair agree: of the six nearest
// places on its diagonal four, or all where the documents end before.
func (c *comparison) inContext(e edge) bool {
	s := e.support
	return max(e.cq, e.cp) >= contextCover && (s.agree >= 4 || s.places == 3 && s.agree == 3)
}

// straddles returns the edges of query pages whose text runs on from one known page
// to the next, as when it was set anew or a quote goes over a page break: the pages
// follow each other, the text reaches the end of the one and begins the other, and
// together they cover what neither does alone.
func (c *comparison) straddles(order []edge) map[Pair]bool {
	found := map[Pair]bool{}
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && order[j].q == order[i].q && order[j].k == order[j-1].k+1 && c.runsOn(order[j-1], order[j]) {
			j++
		}
		if chain := order[i:j]; j-i > 1 && !slices.ContainsFunc(chain, func(e edge) bool { return e.cq >= straddleCover }) {
			var covered []span
			for _, e := range chain {
				covered = append(covered, e.qs...)
			}
			if float64(total(union(covered))) >= straddleCover*float64(len(c.pages[order[i].q].folded)) && (len(c.pages) > 1 || c.unbroken(chain)) {
				for _, e := range chain {
					found[Pair{e.q, e.k}] = true
				}
			}
		}
		i = j
	}
	return found
}

// runsOn reports whether a query page's text goes on from the known page of a, to its
// end, into the known page of b, from its beginning; headers and footers aside.
func (c *comparison) runsOn(a, b edge) bool {
	if a.byPicture() || b.byPicture() || max(a.chance, b.chance) > sharedChance {
		return false
	}
	end := len(c.sheets[a.k].folded) - a.ks[len(a.ks)-1].to
	return end <= furniture && b.ks[0].from <= furniture && a.qs[0].from < b.qs[0].from
}

// unbroken reports whether a query page that stands alone runs over the page break
// word for word: with nothing else to go by, that is what tells a quote from a page
// of another document that copies the passage.
func (c *comparison) unbroken(chain []edge) bool {
	reached := 0
	for _, e := range chain {
		for _, a := range e.chain {
			if a.q <= reached {
				reached = max(reached, a.q+a.n)
			}
		}
	}
	return reached == len(c.pages[chain[0].q].folded)
}

// established reports whether the order makes the input a copy of the document or
// of a part of it, or the document a part of the input.
func (c *comparison) established(order []edge) (bool, error) {
	if c.stock {
		return false, nil
	}
	straddles := c.straddles(order)
	queries, knowns := map[int]bool{}, map[int]bool{}
	strict := map[Pair]bool{}
	for _, e := range order {
		r := c.alone(e)
		told := claims(r) && c.contends(e)
		if told || c.inContext(e) {
			queries[e.q], knowns[e.k] = true, true
		} else if straddles[Pair{e.q, e.k}] {
			queries[e.q] = true
		}
		strict[Pair{e.q, e.k}] = told && min(e.cq, e.cp) >= sameCover
	}
	if len(queries) == 0 {
		return false, nil
	}
	if float64(len(queries)) >= establishedShare*float64(c.usable) && mostOf(c.pages, queries) {
		return true, nil
	}
	if float64(len(knowns)) >= establishedShare*float64(c.known.Pages) {
		pages, err := c.allSheets()
		if err != nil || mostOf(pages, knowns) {
			return err == nil, err
		}
	}
	for p := range strict {
		run := 0
		for strict[Pair{p.Query + run, p.Known + run}] {
			run++
		}
		if run >= establishedRun {
			return true, nil
		}
	}
	return false, nil
}

// mostOf reports whether the chosen pages hold the better part of all that the pages
// hold: short ones, such as those for signatures, may be alike in any two documents.
func mostOf(pages []*sheet, chosen map[int]bool) bool {
	all, of := 0, 0
	for i, s := range pages {
		all += s.substance()
		if chosen[i] {
			of += s.substance()
		}
	}
	return float64(of) >= establishedShare*float64(all)
}

// allSheets returns every known page.
func (c *comparison) allSheets() ([]*sheet, error) {
	pages := make([]*sheet, c.known.Pages)
	for k := range pages {
		var err error
		if pages[k], err = c.sheet(k); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// stockPhrase reports whether a lone page cannot be placed: it stands equally well
// on many pages of one document, or nearly as well on one where only chance speaks
// against it.
func stockPhrase(comparisons []*comparison) bool {
	best := 0.
	for _, c := range comparisons {
		for _, e := range c.edges {
			if claims(c.alone(e)) && c.wins(e) {
				best = max(best, e.score)
			}
		}
	}
	for _, c := range comparisons {
		places := 0
		for _, e := range c.edges {
			switch {
			case !ties(e.score, best) || !c.wins(e):
			case claims(c.alone(e)):
				places++
			case isPart(c.pages[e.q], c.sheets[e.k], e.evidence) != "":
				return true
			}
		}
		if places > maxTies {
			return true
		}
	}
	return false
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
		if !first && !tied || e.chance > sharedChance {
			continue
		}
		r := dossier.Passage
		if e.byPicture() && e.looks.score < sameLooks {
			continue // two pictures of the same kind
		}
		if e.byPicture() || e.score >= sameScore && min(e.cq, e.cp) >= nearCover {
			r = dossier.Near
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
	basis := dossier.ByText
	if e.byPicture() {
		basis = dossier.ByImage
	}
	return dossier.PagePair{
		Query: e.q + 1, Known: e.k + 1, Relation: r, Basis: []dossier.Basis{basis},
		Score: round(e.score, .1), Coincidences: e.chance,
		QueryCover: round(e.cq, coverStep), KnownCover: round(e.cp, coverStep),
	}
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

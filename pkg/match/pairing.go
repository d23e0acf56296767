package match

import (
	"cmp"
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

const (
	pieceCover = .2  // share of a query page that a further known page must add to be paired with it
	placeCover = .60 // share of either page, in runs of shortRun, that pages at the same place must have in common
)

// A pairing is which pages of the input are which pages of an established document.
type pairing struct {
	pairs    []dossier.PagePair
	query    map[int]bool       // query pages that have a partner
	known    map[int]bool       // known pages that have one
	moved    []dossier.PagePair // of pairs, those out of order
	repeated []dossier.PagePair // of pairs, those of known pages that other query pages hold already
	tied     bool               // a lone page fits several known pages equally well
}

func (p *pairing) add(pair dossier.PagePair) {
	p.pairs = append(p.pairs, pair)
	p.query[pair.Query], p.known[pair.Known] = true, true
}

// copyOf is the match with a document that the input is a copy of, wholly or in part.
func (c *comparison) copyOf(alignment []edge, spanning map[Pair]bool) (dossier.Match, error) {
	p := &pairing{query: map[int]bool{}, known: map[int]bool{}}
	c.pairInOrder(p, alignment, spanning)
	p.dropCommonHeaders()
	c.pairOutOfOrder(p)
	if err := c.pairByPosition(p); err != nil {
		return dossier.Match{}, err
	}
	if len(p.pairs) == 0 {
		return c.sharedMatch(), nil
	}
	slices.SortFunc(p.pairs, func(a, b dossier.PagePair) int { return cmp.Or(a.Query-b.Query, a.Known-b.Known) })
	var err error
	if p.pairs, err = c.confirmDrawn(p.pairs); err != nil {
		return dossier.Match{}, err
	}
	m := dossier.Match{Document: c.known.KnownDocument, Pages: p.pairs, Grade: bestGrade(p.pairs), Clear: 1}
	m.Coverage = c.coverage(p.pairs)
	m.Alterations = c.alterations(p)
	m.Verdict = Judge(m.Alterations)
	return m, nil
}

// A placing is an edge of the alignment, seen among the others of its query page.
type placing struct {
	edge
	first   bool    // it is the heaviest
	gain    float64 // share of the query page that it covers and heavier edges do not
	tied    bool    // the query page is the only one, and its heaviest edge ties with this one
	beside  bool    // the query page is the only one, a picture, and shows this one beside its heaviest edge's
	claimed bool    // see comparison.claimed
	spans   bool    // it is one of the pieces of a query page that runs over page breaks
}

// pairInOrder pairs each query page with known pages that the alignment has for it: that
// of the heaviest edge, and those that add enough to it, tie with it, or are mostly on the
// query page and on no other so far.
func (c *comparison) pairInOrder(p *pairing, alignment []edge, spanning map[Pair]bool) {
	for _, edges := range byQueryPage(alignment) {
		heaviest := slices.SortedStableFunc(slices.Values(edges), heaviestFirst)
		for _, at := range c.placings(heaviest, spanning) {
			holdsMore := at.knownCover >= partCover && at.gain > 0 && !p.known[at.Known]
			if !at.first && at.gain < pieceCover && !at.tied && !at.beside && !holdsMore {
				continue
			}
			if r := c.relationInOrder(at); r != "" {
				p.tied = p.tied || at.tied && at.claimed
				p.add(c.pagePair(at.edge, r))
			}
		}
	}
}

// placings describes the edges of a query page, given heaviest first.
func (c *comparison) placings(edges []edge, spanning map[Pair]bool) []placing {
	length := float64(max(1, c.pages.of(edges[0].Query).length))
	all := make([]placing, len(edges))
	var covered []span
	for i, e := range edges {
		before := totalLen(covered)
		covered = union(append(covered, e.querySpans...))
		all[i] = placing{
			edge:    e,
			gain:    float64(totalLen(covered)-before) / length,
			first:   i == 0,
			tied:    i > 0 && i < maxTies && c.lone() && ties(e.score, edges[0].score) && !standsBeside(e, edges[0]),
			beside:  i > 0 && c.lone() && standsBeside(e, edges[0]),
			claimed: c.claimed(e),
			spans:   spanning[e.Pair],
		}
	}
	return all
}

// standsBeside reports whether a picture that two edges place shows both known pages.
func standsBeside(a, b edge) bool {
	return !a.byText() && !b.byText() && dossier.SideBySide([]dossier.PagePair{{QueryCover: a.queryCover}, {QueryCover: b.queryCover}})
}

// relationInOrder is the relation of a query page to a known page that the alignment has
// for it; "" if neither its own evidence nor the pages around it say that it belongs there.
func (c *comparison) relationInOrder(at placing) dossier.Relation {
	own := c.ownRelation(at.edge)
	switch {
	case (at.tied || at.beside) && at.claimed, at.spans && claims(own):
		return own
	case at.spans:
		return dossier.Excerpt
	case at.claimed && c.lone(): // nothing but the page itself to go by
		return own
	case at.claimed, at.inContext():
		return c.relationInPlace(at.edge)
	}
	return ""
}

// dropCommonHeaders drops pairs that have no more than a header in common, where another
// query page is the whole of the known page: that the pages stand side by side says
// nothing of what they are.
func (p *pairing) dropCommonHeaders() {
	whole := map[int]int{} // by known page, the query page that is the whole of it
	for _, pair := range p.pairs {
		if min(pair.QueryCover, pair.KnownCover) >= sameCover {
			whole[pair.Known] = pair.Query
		}
	}
	p.pairs = slices.DeleteFunc(p.pairs, func(pair dossier.PagePair) bool {
		by, ok := whole[pair.Known]
		drop := ok && by != pair.Query && pair.QueryCover < nearCover && pair.KnownCover < partCover
		if drop {
			delete(p.query, pair.Query)
		}
		return drop
	})
	for _, pair := range p.pairs { // a page that lost one pair may have another
		p.query[pair.Query] = true
	}
}

// pairOutOfOrder pairs query pages that have no partner yet with known pages by their own
// evidence, best first. Known pages that have no partner come before those that have.
func (c *comparison) pairOutOfOrder(p *pairing) {
	rest := slices.DeleteFunc(c.sortedEdges(), func(e edge) bool {
		return p.query[e.Query] || !c.claimed(e) || e.lesserCover() < nearCover
	})
	slices.SortStableFunc(rest, func(a, b edge) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, e := range rest {
		if !p.query[e.Query] && !p.known[e.Known] {
			pair := c.pagePair(e, c.ownRelation(e))
			p.add(pair)
			p.moved = append(p.moved, pair)
		}
	}
	for _, e := range rest {
		if e.byText() && e.lesserCover() < sameCover {
			continue // what is left of a redacted cover stands on other documents' covers too
		}
		if !p.query[e.Query] && p.known[e.Known] {
			pair := c.pagePair(e, c.ownRelation(e))
			p.add(pair)
			p.repeated = append(p.repeated, pair)
		}
	}
}

// pairByPosition pairs pages that carry too little to be told by (blank pages, bare
// titles, pages redacted to a line) with the known page at the same place if what they do
// carry stands there too. They follow a neighbour that has a partner.
func (c *comparison) pairByPosition(p *pairing) error {
	for _, step := range []int{1, -1} {
		stack := slices.Clone(p.pairs)
		for len(stack) > 0 {
			neighbour := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			at := Pair{neighbour.Query + step, neighbour.Known + step}
			if !c.exist(at) || p.query[at.Query] || p.known[at.Known] {
				continue
			}
			if _, err := c.read.get(at.Known); err != nil {
				return err
			}
			if pair, ok := c.byPosition(at); ok {
				p.add(pair)
				stack = append(stack, pair)
			}
		}
	}
	return nil
}

// byPosition pairs two pages that stand at the same place; ok is false if what they hold
// speaks against it.
func (c *comparison) byPosition(at Pair) (pair dossier.PagePair, ok bool) {
	q, k := c.both(at)
	pair = dossier.PagePair{
		Query: at.Query, Known: at.Known, Relation: dossier.SamePage,
		Basis: []dossier.Basis{dossier.ByPosition}, Coincidences: 1, QueryCover: 1, KnownCover: 1, Clear: 1,
	}
	switch {
	case len(q.folded) == 0 && len(k.folded) == 0:
		// Two black pages need not hide the same: only the same pictures will do.
		return pair, samePictures(q, k)
	case len(q.folded) == 0 || len(k.folded) == 0:
		return pair, false // a page that holds nothing may be any
	}
	pair.Basis = append(pair.Basis, dossier.ByText)
	if sameText(q, k) {
		return pair, true
	}
	e := compareWording(q, k)
	shared := lcsLen(newRunIndex(q.folded, shortRun).shared(k.folded))
	pair.Score = round(e.score, scoreStep)
	pair.QueryCover = round(float64(shared)/float64(len(q.folded)), coverStep)
	pair.KnownCover = round(float64(shared)/float64(len(k.folded)), coverStep)
	pair.Relation = relationOfCopy(q, k, e)
	return pair, max(pair.QueryCover, pair.KnownCover) >= placeCover
}

// samePictures reports whether two pages hold the same embedded pictures in the same
// order, by their digests.
func samePictures(q, k *preparedPage) bool {
	return slices.EqualFunc(q.Print.Images, k.Print.Images, func(a, b fingerprint.Image) bool {
		return a.Trimmed == b.Trimmed
	})
}

// coverage is the mean share of the pages of either side that the other holds. Query
// pages that have neither a fingerprint nor a partner do not count.
func (c *comparison) coverage(pairs []dossier.PagePair) dossier.Coverage {
	query, known := map[int]float64{}, map[int]float64{}
	for _, p := range pairs {
		query[p.Query] = min(1, query[p.Query]+p.QueryCover)
		known[p.Known] = min(1, known[p.Known]+p.KnownCover)
	}
	pages := len(query)
	for number, p := range c.pages.all() {
		if _, ok := query[number]; !ok && p.fingerprinted {
			pages++
		}
	}
	return dossier.Coverage{Query: mean(query, pages), Known: mean(known, c.known.Pages)}
}

// mean is the sum of covers by page number, divided by pages. It sums in order of page,
// since floating-point addition is not associative.
func mean(covers map[int]float64, pages int) float64 {
	sum := 0.0
	for _, number := range slices.Sorted(maps.Keys(covers)) {
		sum += covers[number]
	}
	return round(sum/float64(max(1, pages)), coverageStep)
}

package match

import "slices"

const (
	spanningCover  = .95 // of a query page that runs over page breaks
	spanningEdited = .80 // likewise, in a document that the input is known to be a copy of
	// furniture is the length of the header or footer, in folded characters, that may stand
	// between pieces of text that runs on.
	furniture = 100
)

// findSpanning returns the pairs of the alignment's query pages whose text runs on from
// one known page to the next, as when it was set anew or a quote goes over a page break:
// the known pages follow one another, the text reaches the end of each and goes on at the
// beginning of the next, and together they cover what none does alone. A lone page must
// besides run on word for word: with nothing else to go by, that is what tells a quote
// from a page of another document that copies the passage. cover is how much of the query
// page the pieces cover at least.
func (c *comparison) findSpanning(alignment []edge, cover float64) map[Pair]bool {
	found := map[Pair]bool{}
	for _, edges := range byQueryPage(alignment) {
		for len(edges) > 0 {
			n := 1
			for n < len(edges) && edges[n].Known == edges[n-1].Known+1 && c.runsOn(edges[n-1], edges[n]) {
				n++
			}
			if pieces := edges[:n]; n > 1 && c.spans(pieces, cover) {
				for _, e := range pieces {
					found[e.Pair] = true
				}
			}
			edges = edges[n:]
		}
	}
	return found
}

// runsOn reports whether a query page's text goes on from the known page of a, to its
// end, into the known page of b, from its beginning; headers and footers aside.
func (c *comparison) runsOn(a, b edge) bool {
	if !a.byText() || !b.byText() || max(a.coincidences, b.coincidences) > sharedChance {
		return false
	}
	rest := c.read.of(a.Known).length - a.knownSpans[len(a.knownSpans)-1].to
	return rest <= furniture && b.knownSpans[0].from <= furniture && a.querySpans[0].from < b.querySpans[0].from
}

// spans reports whether the query page consists of the pieces, edges of it with known
// pages in a row, and of none of them alone.
func (c *comparison) spans(pieces []edge, cover float64) bool {
	q := c.pages.at(pieces[0].Query)
	var covered []span
	for _, e := range pieces {
		covered = append(covered, e.querySpans...)
	}
	return !slices.ContainsFunc(pieces, func(e edge) bool { return e.queryCover >= spanningCover }) &&
		float64(totalLen(union(covered))) >= cover*float64(len(q.folded)) &&
		(!c.lone() || unbroken(q, pieces))
}

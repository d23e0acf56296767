package match

import (
	"cmp"
	"slices"
)

// reach is how far on either side of a pair its neighbourhood goes, in pages.
const reach = 3

// A neighbourhood is how far the pages around a pair agree, of the six nearest pairs on
// its diagonal: those one to three pages before and after in both documents.
type neighbourhood struct {
	places   int // pairs of existing pages, the query page with a fingerprint
	agreeing int // of these, edges that cover contextCover of a page and contend
}

func (c *comparison) neighbourhoodOf(p Pair) (n neighbourhood) {
	for step := -reach; step <= reach; step++ {
		beside := Pair{p.Query + step, p.Known + step}
		if step == 0 || !c.exist(beside) || !c.pages.of(beside.Query).fingerprinted {
			continue
		}
		n.places++
		if e, ok := c.edges[beside]; ok && c.contends(e) && e.greaterCover() >= contextCover {
			n.agreeing++
		}
	}
	return n
}

// agrees reports whether four of the six places agree, or all three where there are only
// three.
func (n neighbourhood) agrees() bool {
	return n.agreeing >= 4 || n.places == 3 && n.agreeing == 3
}

// inContext reports whether the pages around an edge of the alignment agree, and the
// edge is strong enough to be vouched for.
func (e edge) inContext() bool { return e.greaterCover() >= contextCover && e.agrees() }

// alignmentWeight is what an edge is worth in the alignment: of pages that are nearly the
// same, the one between pages that agree is meant.
func (e edge) alignmentWeight() float64 { return e.weight() * float64(4+e.agreeing) / 4 }

// align returns the edges that pair the pages of both documents in order: those that
// claim their pages by themselves are aligned first, the others as far as they agree with
// these, so that many pages of boilerplate do not outweigh a few true ones. The edges
// have their neighbourhood set and are sorted by query page, then known page.
func (c *comparison) align() []edge {
	all := c.sortedEdges()
	for i := range all {
		all[i].neighbourhood = c.neighbourhoodOf(all[i].Pair)
	}
	var claiming []edge
	for _, e := range all {
		if claims(c.ownRelation(e)) && c.contends(e) {
			claiming = append(claiming, e)
		}
	}
	return heaviestAlignment(compatible(all, heaviestAlignment(claiming, c.known.Pages)), c.known.Pages)
}

// heaviestAlignment returns the edges of the heaviest alignment in which neither
// document's pages run backwards: a weighted longest increasing subsequence in
// O(E log E) over a Fenwick tree of prefix maxima. A page may stand against several in a
// row, as when pages were joined or split or the text was set anew. edges are sorted by
// query page, then known page, and of known pages 1 to knownPages; the result is sorted
// alike.
func heaviestAlignment(edges []edge, knownPages int) []edge {
	if len(edges) == 0 {
		return nil
	}
	best := make([]float64, len(edges)) // weight of the heaviest alignment that ends with an edge
	previous := make([]int, len(edges)) // index of the edge before it there; -1 for none
	tree := make([]int, knownPages+1)   // 1 + index of the best edge that ends in a range of known pages
	last := 0
	for i, e := range edges {
		previous[i] = -1
		for at := e.Known; at > 0; at -= at & -at {
			if j := tree[at] - 1; j >= 0 && best[j] > best[i] {
				best[i], previous[i] = best[j], j
			}
		}
		best[i] += e.alignmentWeight()
		for at := e.Known; at <= knownPages; at += at & -at {
			if j := tree[at] - 1; j < 0 || best[i] > best[j] {
				tree[at] = i + 1
			}
		}
		if best[i] > best[last] {
			last = i
		}
	}
	var alignment []edge
	for i := last; i >= 0; i = previous[i] {
		alignment = append(alignment, edges[i])
	}
	slices.Reverse(alignment)
	return alignment
}

// compatible returns the edges that do not cross any edge of the alignment. An edge that
// chance may have made must besides lie on the diagonal of the alignment's edge before or
// after it. Both arguments are sorted by query page, and so is the result.
func compatible(edges, alignment []edge) []edge {
	var kept []edge
	at := 0 // how many of the alignment's edges lie before this query page
	for _, e := range edges {
		for at < len(alignment) && alignment[at].Query < e.Query {
			at++
		}
		next := at
		for next < len(alignment) && alignment[next].Query == e.Query {
			next++
		}
		crosses, onDiagonal := false, len(alignment) == 0
		if at > 0 {
			before := alignment[at-1]
			crosses = e.Known < before.Known
			onDiagonal = onDiagonal || e.diagonal() == before.diagonal()
		}
		if next < len(alignment) {
			after := alignment[next]
			crosses = crosses || e.Known > after.Known
			onDiagonal = onDiagonal || e.diagonal() == after.diagonal()
		}
		if !crosses && (onDiagonal || e.coincidences <= partChance) {
			kept = append(kept, e)
		}
	}
	return kept
}

// diagonal is by how many pages the known page is further on than the query page.
func (p Pair) diagonal() int { return p.Known - p.Query }

// byQueryPage splits edges sorted by query page into those of each query page.
func byQueryPage(edges []edge) [][]edge {
	var pages [][]edge
	for len(edges) > 0 {
		n := 1
		for n < len(edges) && edges[n].Query == edges[0].Query {
			n++
		}
		pages = append(pages, edges[:n:n])
		edges = edges[n:]
	}
	return pages
}

// heaviestFirst orders edges by what they are worth in the alignment.
func heaviestFirst(a, b edge) int { return cmp.Compare(b.alignmentWeight(), a.alignmentWeight()) }

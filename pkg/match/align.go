package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An edge says that a query page and a known page share text, a picture or their
// layout.
type edge struct {
	q, k int
	evidence
	from   dossier.Basis // what the evidence is: wording, a picture, or the layout
	looks  looks
	view   view
	chance float64          // expected number of coincidences
	told   dossier.Relation // by the wording of the two pages alone
	support
}

// support is how far the pages around a pair agree.
type support struct{ agree, places int }

// byText reports whether the evidence is wording, not a picture or the layout.
func (e edge) byText() bool { return e.from == dossier.ByText }

// weight is what an edge is worth by itself: the bits shared, less where they are a
// small part of both pages.
func (e edge) weight() float64 { return e.score * max(e.cq, e.cp) }

// inOrderWeight is what it is worth in the alignment: of pages that are nearly the
// same, the one between pages that agree is meant.
func (e edge) inOrderWeight() float64 { return e.weight() * float64(4+e.agree) / 4 }

// mainOrder returns the edges of the heaviest alignment in which neither document's
// pages run backwards: a weighted longest increasing subsequence in O(E log E) over a
// Fenwick tree of prefix maxima. One page may stand against several in a row, as
// when pages were merged, split or the text was set anew.
func mainOrder(edges []edge, knownPages int) []edge {
	if len(edges) == 0 {
		return nil
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.q-b.q, a.k-b.k) })
	best := make([]float64, len(edges))
	previous := make([]int, len(edges))
	tree := make([]int, knownPages+1) // 1 + index of the best edge ending in a range of known pages
	last := 0
	for i, e := range edges {
		previous[i] = -1
		for at := e.k; at > 0; at -= at & -at {
			if j := tree[at] - 1; j >= 0 && best[j] > best[i] {
				best[i], previous[i] = best[j], j
			}
		}
		best[i] += e.inOrderWeight()
		for at := e.k; at <= knownPages; at += at & -at {
			if j := tree[at] - 1; j < 0 || best[i] > best[j] {
				tree[at] = i + 1
			}
		}
		if best[i] > best[last] {
			last = i
		}
	}
	var order []edge
	for i := last; i >= 0; i = previous[i] {
		order = append(order, edges[i])
	}
	slices.Reverse(order)
	return order
}

// agreeing returns the edges, sorted by query page, that do not cross any edge of
// the order. Those that chance may have made must besides go on from the order's edge
// before or after them, page by page.
func agreeing(edges, order []edge) []edge {
	var kept []edge
	at := 0 // how many of the order's edges lie before this query page
	for _, e := range edges {
		for at < len(order) && order[at].q < e.q {
			at++
		}
		next := at
		for next < len(order) && order[next].q == e.q {
			next++
		}
		crosses, goesOn := false, len(order) == 0
		if at > 0 {
			before := order[at-1]
			crosses = e.k < before.k
			goesOn = goesOn || e.k-e.q == before.k-before.q
		}
		if next < len(order) {
			after := order[next]
			crosses = crosses || e.k > after.k
			goesOn = goesOn || e.k-e.q == after.k-after.q
		}
		if !crosses && (goesOn || e.chance <= partChance) {
			kept = append(kept, e)
		}
	}
	return kept
}

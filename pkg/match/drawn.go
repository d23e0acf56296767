package match

import (
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Programs that save a PDF anew now and then write fonts whose characters look as
// before but are read as others: ’ comes back as 9. Such a page was not altered.
const (
	slightShare = .02 // of both pages' text that may differ for drawing to decide
	mostDrawn   = 128 // pairs that are drawn; where more differ, something was changed
)

// confirmLayouts makes one page of those whose layouts are alike and whose texts are not,
// where Known.Looks says that they look the same when drawn: the font of one of them has lost
// its encoding. Of the known pages like one page of the input, it asks about the likeliest.
func (c *comparison) confirmLayouts() error {
	if c.known.Looks == nil {
		return nil
	}
	likeliest := map[int]edge{} // by query page
	for _, e := range c.sortedEdges() {
		if best, ok := likeliest[e.Query]; c.mayHaveLostText(e) && (!ok || e.weight() > best.weight()) {
			likeliest[e.Query] = e
		}
	}
	var doubtful []Pair
	for _, query := range slices.Sorted(maps.Keys(likeliest)) {
		doubtful = append(doubtful, likeliest[query].Pair)
	}
	if len(doubtful) == 0 || len(doubtful) > mostDrawn {
		return nil
	}
	same, err := c.known.Looks(doubtful)
	if err != nil {
		return err
	}
	for _, at := range doubtful {
		if e := c.edges[at]; same[at] {
			e.looksSame, e.queryCover, e.knownCover = true, 1, 1
			e.overlay.relation, e.overlay.relationInPlace = dossier.SamePage, dossier.SamePage
			c.edges[at] = e
		}
	}
	return nil
}

// mayHaveLostText reports whether only the layouts of two pages say that they are alike,
// though both are text and no scans.
func (c *comparison) mayHaveLostText(e edge) bool {
	q, k := c.both(e.Pair)
	return e.basis == dossier.ByLayout && e.overlay.relation != dossier.SamePage && len(q.folded) > 0 && len(k.folded) > 0 &&
		!q.Recognised && !k.Recognised && q.fullPagePicture() == nil && k.fullPagePicture() == nil
}

// confirmDrawn returns the pairs with those that are Edited, but barely, made SamePage
// where Known.Looks says that the pages look the same when drawn.
func (c *comparison) confirmDrawn(pairs []dossier.PagePair) ([]dossier.PagePair, error) {
	if c.known.Looks == nil {
		return pairs, nil
	}
	var doubtful []Pair
	for _, p := range pairs {
		if at := (Pair{p.Query, p.Known}); p.Relation == dossier.Edited && c.barelyDiffer(at) {
			doubtful = append(doubtful, at)
		}
	}
	if len(doubtful) == 0 || len(doubtful) > mostDrawn {
		return pairs, nil
	}
	same, err := c.known.Looks(doubtful)
	if err != nil {
		return nil, err
	}
	confirmed := slices.Clone(pairs)
	for i := range confirmed {
		if p := &confirmed[i]; same[Pair{p.Query, p.Known}] {
			p.Relation = dossier.SamePage
			p.Basis = append(slices.Clip(p.Basis), dossier.ByLooks)
		}
	}
	return confirmed, nil
}

// barelyDiffer reports whether the texts of two pages differ by little, or in nothing but
// order.
func (c *comparison) barelyDiffer(at Pair) bool {
	q, k := c.both(at)
	if wording.SameCharacters(q.folded, k.folded) {
		return true
	}
	e, ok := c.edges[at]
	if !ok { // paired by position
		e.evidence = compareWording(q, k)
	}
	added, lost := e.addedAndLost(q, k)
	return float64(added+lost) <= newText+float64(slightShare*float64(len(q.folded)+len(k.folded)))
}

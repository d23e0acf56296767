package match

import (
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

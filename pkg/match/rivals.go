package match

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// When another known page does as well.
const (
	tieShare = .9 // a score of at least this share of the best ties with it
	tieBits  = 15 // so does one lower by up to so many bits, which a line that is found elsewhere may cost
	maxTies  = 8  // text that stands on more pages of a document is a stock phrase

	rivalWord = 2 * foreignWord // a page whose longest stretch of its own is no longer may still be the right one

	mostTold = .5 // clear from which most words of a copy could be told
)

// ties reports whether a score is too close to the best to tell the pages apart by it.
func ties(score, best float64) bool { return score >= min(tieShare*best, best-tieBits) }

// An offer is the best that any document has for a page of the input.
type offer struct {
	weight   float64 // the greatest of an edge
	verbatim bool    // all of the page stands in one piece on a known page
}

// enterOffers lets the document's edges compete with those of other documents.
func (c *comparison) enterOffers() {
	for _, e := range c.edges {
		best := c.offers[e.Query]
		c.offers[e.Query] = offer{max(best.weight, e.weight()), best.verbatim || c.isVerbatim(e)}
	}
}

// contends reports whether no document has a much better page to offer.
func (c *comparison) contends(e edge) bool { return ties(e.weight(), c.offers[e.Query].weight) }

// wins reports whether, besides, no document has the query page verbatim unless this
// known page has.
func (c *comparison) wins(e edge) bool {
	return c.contends(e) && (c.isVerbatim(e) || !c.offers[e.Query].verbatim)
}

// isVerbatim reports whether all of the query page stands in one piece on the known page.
func (c *comparison) isVerbatim(e edge) bool { return e.verbatim(c.pages.at(e.Query)) }

// claimed reports whether an edge tells by itself that its pages belong together, and
// wins.
func (c *comparison) claimed(e edge) bool { return claims(c.ownRelation(e)) && c.wins(e) }

// stockPhrase reports whether a lone page cannot be placed, being a stock phrase: it fits
// more than maxTies pages of one document equally well, or it fits nearly as well a page
// that is not claimed only because chance could explain it or because it differs by a word
// more than a claim allows.
func stockPhrase(comparisons []*comparison) bool {
	best, samePage := 0., false // samePage: one of those claimed is the same page, not a part of it
	for _, c := range comparisons {
		for _, e := range c.edges {
			if c.claimed(e) {
				best = max(best, e.score)
				samePage = samePage || e.lesserCover() >= sameCover
			}
		}
	}
	for _, c := range comparisons {
		places := 0
		for _, e := range c.edges {
			switch {
			case !ties(e.score, best) || !c.wins(e):
			case claims(c.ownRelation(e)):
				places++
			case !samePage && c.nearlyPart(e):
				return true
			}
		}
		if places > maxTies {
			return true
		}
	}
	return false
}

// nearlyPart reports whether one page of an edge would be a part of the other if chance
// did not count and a word more of its own were allowed.
func (c *comparison) nearlyPart(e edge) bool {
	q, k := c.both(e.Pair)
	return e.byText() && partRelation(q, k, e.evidence, rivalWord) != ""
}

// Outshone reports of copies that were explained which are no more than the same printed form:
// their pages were placed by how they look, hardly half of their words could be told, and another
// document accounts for the same pages of the input, most words of which could be.
func Outshone(explained []dossier.Match) []bool {
	outshone := make([]bool, len(explained))
	for i, m := range explained {
		if !m.Verdict.Found() || m.Clear >= mostTold || slices.ContainsFunc(m.Pages, byText) {
			continue
		}
		outshone[i] = slices.ContainsFunc(explained, func(o dossier.Match) bool {
			return o.Verdict.Found() && o.Clear >= mostTold && accountsFor(o, m)
		})
	}
	return outshone
}

func byText(p dossier.PagePair) bool { return slices.Contains(p.Basis, dossier.ByText) }

// accountsFor reports whether a match pairs all pages of the input that another pairs.
func accountsFor(m, other dossier.Match) bool {
	pages := queryPages(m)
	return !slices.ContainsFunc(other.Pages, func(p dossier.PagePair) bool { return !pages[p.Query] })
}

// AsForm returns a match as one of a page that may be no more than the same printed form.
func AsForm(m dossier.Match) dossier.Match {
	m = asShared(m, dossier.FormOrPage)
	m.Marks, m.Clear = nil, 1
	for i := range m.Pages {
		m.Pages[i].Clear, m.Pages[i].Untold = 1, nil
	}
	return m
}

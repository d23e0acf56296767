package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Least evidence of an edge.
const (
	contextScore = 12. // bits: the least that makes an edge
	contextCover = .30 // share of either page from which an edge supports its neighbours
)

// An edge says that a page of the input and a known page share wording, a picture or
// their layout.
type edge struct {
	Pair
	evidence                       // the strongest, of the kind that basis names
	basis         dossier.Basis    // ByText, ByImage or ByLayout
	picture       pictureEvidence  // score 0 where the pages are not alike as pictures
	overlay       overlayResult    // score 0 where the pages were not laid over one another, or disagree
	looksSame     bool             // drawn, the pages look the same: see confirmLayouts
	coincidences  float64          // pairs expected to score so much by chance: see expectedCoincidences
	textRelation  dossier.Relation // by wording, as corrected by the overlay; "" for none
	neighbourhood                  // set by align; zero before
}

// byText reports whether the evidence is wording.
func (e edge) byText() bool { return e.basis == dossier.ByText }

// weight is what an edge is worth by itself: its score, less where the pages share a
// small part of both.
func (e edge) weight() float64 { return e.score * e.greaterCover() }

// findEdges compares the proposed pairs and, from each of which at least contextCover of
// a page is shared, goes on to the pages before and after: a page that stands in many
// documents may not have been proposed.
func (c *comparison) findEdges(proposed []Pair) error {
	stack := slices.Clone(proposed)
	slices.Reverse(stack)
	foldsAlike := map[int]bool{} // query pages of which a known page with the same folded text is found
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if _, done := c.edges[p]; done || c.refused[p] || !c.exist(p) {
			continue
		}
		known, err := c.read.get(p.Known)
		if err != nil {
			return err
		}
		if foldsAlike[p.Query] && !wording.SameFolded(c.pages.at(p.Query).folded, known.folded) {
			continue // it cannot do better
		}
		e := c.comparePair(p)
		foldsAlike[p.Query] = foldsAlike[p.Query] || e.equal
		if e.score < contextScore {
			c.refused[p] = true
			continue
		}
		c.edges[p] = e
		if e.greaterCover() >= contextCover {
			stack = append(stack, c.beside(p, -1), c.beside(p, 1))
		}
	}
	return nil
}

// beside is the pair one step before or after, passing over query pages without a
// fingerprint: next to blacked-out pages stand others that support their neighbours.
func (c *comparison) beside(p Pair, step int) Pair {
	next := Pair{p.Query + step, p.Known + step}
	for c.pages.has(next.Query) && !c.pages.of(next.Query).fingerprinted {
		next = Pair{next.Query + step, next.Known + step}
	}
	return next
}

// comparePair weighs what two pages share: their wording first, then what they look like
// as pictures, then their layouts. The known page must have been read.
func (c *comparison) comparePair(p Pair) edge {
	q, k := c.both(p)
	e := edge{Pair: p, evidence: compareWording(q, k), basis: dossier.ByText}
	e.coincidences = expectedCoincidences(e.score, len(q.folded), c.pages.count, c.rarity.Pages)
	e.textRelation = relationByWording(q, k, e.evidence, e.coincidences)
	c.weighPicture(&e)
	c.weighOverlay(&e)
	return e
}

// weighPicture compares an edge's pages as pictures. Where both carry text, the picture
// counts only if it is the same stream and the text agrees: a page can show the same
// photograph and other words.
func (c *comparison) weighPicture(e *edge) {
	q, k := c.both(e.Pair)
	found := comparePictures(q, k, c.rarity)
	if found.score == 0 {
		return
	}
	if c.lookAlikes[e.Query] == nil {
		c.lookAlikes[e.Query] = map[dossier.Digest]int{}
	}
	c.lookAlikes[e.Query][found.known] = found.distance
	if bothCarryText(q, k) && (e.lesserCover() < nearCover || !found.sameStream) {
		return
	}
	e.picture = found
	c.replaceEvidence(e, dossier.ByImage, evidence{score: max(found.score, e.score), queryCover: 1, knownCover: 1})
}

// weighOverlay lays an edge's pages over one another where their wording does not settle
// what they are: scans without text, or with text that a machine read; pages that may be
// the same form; pages with black on them.
func (c *comparison) weighOverlay(e *edge) {
	q, k := c.both(e.Pair)
	if e.picture.sameStream || e.equal && len(q.Print.Layout.Bars) == 0 {
		return
	}
	found := overlayPages(q, k)
	if found.score < contextLayout || e.equal && !found.blackened {
		return
	}
	e.overlay = found
	e.textRelation = correctedByOverlay(*e, q, k)
	if bits := layoutBits * found.score; !claims(e.textRelation) && e.score <= bits {
		c.replaceEvidence(e, dossier.ByLayout, evidence{score: bits, queryCover: found.queryCover, knownCover: found.knownCover})
	}
}

// replaceEvidence bases an edge on evidence other than wording.
func (c *comparison) replaceEvidence(e *edge, basis dossier.Basis, found evidence) {
	e.basis, e.evidence = basis, found
	e.coincidences = expectedCoincidences(e.score, typicalLength, c.pages.count, c.rarity.Pages)
}

// bothCarryText reports whether both pages carry text enough to be told by.
func bothCarryText(q, k *preparedPage) bool {
	return q.Print.Marks != nil && len(k.folded) >= fingerprint.MinLength
}

// sortedEdges returns the edges by query page, then known page.
func (c *comparison) sortedEdges() []edge {
	edges := make([]edge, 0, len(c.edges))
	for _, e := range c.edges {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.Query-b.Query, a.Known-b.Known) })
	return edges
}

// pagePair is an edge as a finding tells it.
func (c *comparison) pagePair(e edge, r dossier.Relation) dossier.PagePair {
	p := dossier.PagePair{
		Query: e.Query, Known: e.Known, Relation: r, Basis: []dossier.Basis{e.basis},
		Score: round(e.score, scoreStep), Coincidences: e.coincidences,
		QueryCover: round(e.queryCover, coverStep), KnownCover: round(e.knownCover, coverStep), Clear: 1,
	}
	if e.basis == dossier.ByImage && !e.picture.upright() {
		p.Transform = e.picture.onto(c.both(e.Pair)).Rounded()
	}
	if e.overlay.relation != "" {
		if e.basis != dossier.ByLayout {
			p.Basis = append(p.Basis, dossier.ByLayout)
		}
		p.Words = &e.overlay.words
		p.Transform = e.overlay.transform.Rounded()
		p.Mesh, p.Bent = e.overlay.mesh(), e.overlay.isBent(c.both(e.Pair))
	}
	if e.looksSame {
		p.Basis = append(p.Basis, dossier.ByLooks)
	}
	return p
}

package match

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// Where enough words agree for two pages to be one, but not enough to say that they are, their
// drawings decide: of paper that did not lie flat, and of photocopies that may be forms filled
// in otherwise. A copy shows the same in the place of every word; a form does not.
const (
	mostLaid       = 3    // known pages that are laid beneath a query page
	mostUnlike     = .043 // share of the words in view that may look otherwise on a copy...
	mostUnlikeBent = .05  // ...where a page did not lie flat
	mostScanned    = .05  // by which a scan is foreshortened at most; photographs taken by hand are by more
	mostUnlikeFew  = .02  // ...and where there are fewer words than fewestWords
	fewestWords    = 150
	leastToTell    = 20 // words; fewer tell nothing

	nearlyAll = .8  // of the words that are alike...
	unevenBy  = .12 // ...of which not all lie within so many char heights of their place

	tiesOfMesh     = 240 // points of a mesh that are told
	tieStep        = .1
	wholeSeenShare = .9 // of the known page's words: the page is seen as a whole
)

// An undecided overlay is one that the drawings decide on.
type undecided struct {
	registration layout.Registration
	query, known *layout.Layout
	bent         bool // one of the pages did not lie flat
}

// isBent reports whether what lay unevenly is paper that was bent: it was read as such, or a camera
// took it, or may have. Sheets in a scanner do not lie flat either, but by little.
func (o overlayResult) isBent(query, known *preparedPage) bool {
	return o.uneven != nil && (o.uneven.bent || query.PictureFile || known.PictureFile ||
		o.transform.Foreshortens(query.Width, query.Height) > mostScanned)
}

// ties returns where words that are alike on both pages begin and end on both, in points.
func (u *undecided) ties() [][4]float64 {
	var ties [][4]float64
	for _, p := range u.registration.Pairs {
		if !p.Alike() {
			continue
		}
		a, b := &u.query.Words[p.Query], &u.known.Words[p.Known]
		from, to := float64(a.X0), float64(a.X1)
		x, _ := u.registration.Transform.Apply(from, float64(a.Y0))
		if right, _ := u.registration.Transform.Apply(to, float64(a.Y0)); right < x {
			from, to = to, from // upside down, or mirrored
		}
		y, v := (float64(a.Y0)+float64(a.Y1))/2, (float64(b.Y0)+float64(b.Y1))/2
		for _, end := range [2][2]float64{{from, float64(b.X0)}, {to, float64(b.X1)}} {
			x1, y1 := u.query.OnPage(end[0], y)
			x2, y2 := u.known.OnPage(end[1], v)
			ties = append(ties, [4]float64{x1, y1, x2, y2})
		}
	}
	return ties
}

// isUneven reports whether a transform leaves words beside their place, as where paper did not
// lie flat.
func (u *undecided) isUneven() bool {
	r := u.registration
	var off []float64
	for _, p := range r.Pairs {
		if p.Alike() {
			a, b := &u.query.Words[p.Query], &u.known.Words[p.Known]
			x, y := r.Transform.Apply((float64(a.X0)+float64(a.X1))/2, (float64(a.Y0)+float64(a.Y1))/2)
			off = append(off, math.Hypot(x-(float64(b.X0)+float64(b.X1))/2, y-(float64(b.Y0)+float64(b.Y1))/2))
		}
	}
	slices.Sort(off)
	return len(off) > 0 && off[int(nearlyAll*float64(len(off)))] > unevenBy*u.known.CharHeight
}

// mesh returns points of the query page with those of the known page that lie there, where the
// pages lie unevenly.
func (o *overlayResult) mesh() [][4]float64 {
	if o.uneven == nil {
		return nil
	}
	ties := o.uneven.ties()
	var mesh [][4]float64
	n := min(len(ties), tiesOfMesh)
	for i := range n {
		var t [4]float64
		for j, x := range ties[i*len(ties)/n] {
			t[j] = round(x, tieStep)
		}
		mesh = append(mesh, t)
	}
	return mesh
}

// boxesOf returns the boxes, on its page, around the words of a layout; of one that was bent
// around those near words that are paired, since further away there may be anything but words.
func boxesOf(l *layout.Layout, near []int32) []dossier.Box {
	words := l.Words
	if l.Bend != nil && near != nil {
		words = nil
		for _, i := range near {
			words = append(words, l.Words[i])
		}
	}
	boxes := make([]dossier.Box, len(words))
	for i, w := range words {
		left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, corner := range [4][2]int16{{w.X0, w.Y0}, {w.X1, w.Y0}, {w.X0, w.Y1}, {w.X1, w.Y1}} {
			x, y := l.OnPage(float64(corner[0]), float64(corner[1]))
			left, top, right, bottom = min(left, x), min(top, y), max(right, x), max(bottom, y)
		}
		boxes[i] = dossier.Box{X: left, Y: top, W: right - left, H: bottom - top}
	}
	return boxes
}

// decideByLooks has the drawings decide on edges that nothing else does: on the likeliest known
// pages of all documents for each page of the input.
func decideByLooks(comparisons []*comparison) error {
	laid := map[int]int{} // by query page
	chosen := map[*comparison][]Laid{}
	for _, e := range undecidedEdges(comparisons) {
		if laid[e.Query]++; laid[e.Query] <= mostLaid && len(chosen[e.of]) < mostDrawn {
			u := e.overlay.undecided
			chosen[e.of] = append(chosen[e.of], Laid{e.Pair, u.ties(), boxesOf(u.query, u.registration.NearQuery), boxesOf(u.known, u.registration.NearKnown)})
		}
	}
	for _, c := range comparisons {
		if len(chosen[c]) == 0 || c.known.Resembles == nil {
			continue
		}
		found, err := c.known.Resembles(chosen[c])
		if err != nil {
			return fmt.Errorf("comparing with %s: %w", c.known.SHA256.Short(), err)
		}
		for at, r := range found {
			c.settle(at, r)
		}
	}
	return nil
}

// A rankedEdge is an edge of one of several documents.
type rankedEdge struct {
	edge
	of *comparison
	at int // which of the documents
}

// undecidedEdges returns the edges that the drawings are to decide on, likeliest first: those
// of query pages for which no known page has more to say by itself.
func undecidedEdges(comparisons []*comparison) (all []rankedEdge) {
	decided := map[int]float64{} // by query page
	for _, c := range comparisons {
		for _, e := range c.edges {
			if claims(c.ownRelation(e)) {
				decided[e.Query] = max(decided[e.Query], e.score)
			}
		}
	}
	for i, c := range comparisons {
		for _, e := range c.sortedEdges() {
			if e.overlay.undecided != nil && e.score > decided[e.Query] && !claims(c.ownRelation(e)) && c.picturesIn(e.Pair) {
				all = append(all, rankedEdge{e, c, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b rankedEdge) int {
		return cmp.Or(cmp.Compare(b.overlay.score, a.overlay.score), a.at-b.at)
	})
	return all
}

// picturesIn reports whether one of two pages is a picture of a page.
func (c *comparison) picturesIn(at Pair) bool {
	q, k := c.both(at)
	return q.fullPagePicture() != nil || k.fullPagePicture() != nil
}

// settle enters in an edge what laying the drawings on one another shows.
func (c *comparison) settle(at Pair, r Resemblance) {
	e := c.edges[at]
	o := &e.overlay
	if !o.resembles(r) {
		return
	}
	e.looksSame = true
	q, k := c.both(at)
	if own := relationByWording(q, k, e.evidence, e.coincidences); e.byText() && claims(own) {
		e.textRelation = own
	} else if e.byText() {
		c.replaceEvidence(&e, dossier.ByLayout, evidence{score: layoutBits * o.score, queryCover: o.queryCover, knownCover: o.knownCover})
	}
	if e.basis == dossier.ByLayout {
		e.queryCover, e.knownCover = o.queryCover, o.knownCover
	}
	c.edges[at] = e
}

// resembles makes the overlay that of a copy if the pages look alike, and reports whether they
// do.
func (o *overlayResult) resembles(r Resemblance) bool {
	most := mostUnlike
	switch {
	case r.Of < leastToTell:
		return false
	case r.Of < fewestWords:
		most = mostUnlikeFew
	case o.undecided.bent:
		most = mostUnlikeBent
	}
	if float64(r.Unlike) > most*float64(r.Of) {
		return false
	}
	o.relation = dossier.SamePage
	if float64(r.Shown) < wholeSeenShare*float64(r.Known) {
		o.relation = dossier.Excerpt
	}
	o.relationInPlace, o.uneven = o.relation, o.undecided
	o.words = dossier.WordsInPlace{InPlace: r.Of - r.Unlike, Of: r.Of}
	o.queryCover, o.knownCover = 1, float64(r.Shown)/float64(max(1, r.Known))
	return true
}

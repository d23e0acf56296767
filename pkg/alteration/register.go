package alteration

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

const (
	leastWords = 8  // words that must agree for a transform to be taken from them
	fitTries   = 96 // pairs of words from which a transform is guessed
	leastScore = 5  // score of a registration of pages that are known to be one
)

// register finds how the query page lies on the known page: the map of its points to the
// known page's; ok is false where it cannot be determined. In order of preference, it is taken
// from the words that the pages share, from the match, from the layout of their ink, and
// for pages of one size from nothing else: they are taken to lie as they are. The boxes
// of words that a machine read are inexact, so for those the match goes before the words.
func (p *Comparison) register(query, known *pdf.View) (toKnown layout.Homography, ok bool) {
	matched := p.pair.Transform
	hasMatched := len(matched) == len(toKnown)
	switch {
	case p.words.registered && !(hasMatched && p.eitherMachineRead()):
		return p.words.toKnown, true
	case hasMatched:
		return layout.Homography(matched), true
	case query.Raster == nil || known.Raster == nil:
		return toKnown, false
	}
	if h, ok := registerLayouts(query, known); ok {
		return h, true
	}
	if query.Width == known.Width && query.Height == known.Height && !p.Retypeset() {
		return identity, true
	}
	return toKnown, false
}

// registerLayouts returns the map of the query page's points to the known page's by what
// their words look like as drawn.
func registerLayouts(query, known *pdf.View) (toKnown layout.Homography, ok bool) {
	q, k := fingerprint.LayoutOf(query.Page, query.Raster), fingerprint.LayoutOf(known.Page, known.Raster)
	r, ok := layout.Register(layout.NewPlane(&q), layout.NewPlane(&k))
	if !ok || r.Score() < leastScore {
		return toKnown, false
	}
	toLayout, ok := q.ToPage.Inverse()
	if !ok {
		return toKnown, false
	}
	return toLayout.Homography().Then(r.Transform).Then(k.ToPage.Homography()), true
}

// fitTransform returns the map of the query page to the known page on which most of the
// paired words agree; ok is false where too few do, as when the text was re-typeset. A
// minority that an insertion pushed along does not spoil it.
func fitTransform(query, known []dossier.Word, pairs []wordPair) (best layout.Homography, ok bool) {
	var points [][4]float64
	for _, p := range pairs {
		q, k := query[p.query].Box, known[p.known].Box
		if q.W <= 0 || k.W <= 0 {
			continue
		}
		x, y := centre(q)
		u, v := centre(k)
		points = append(points, [4]float64{x, y, u, v})
	}
	n := len(points)
	if n < leastWords {
		return best, false
	}
	// Random sampling (Fischler, Bolles 1981) with a fixed sequence of samples: two words,
	// far from one another in reading order, give a similarity.
	most := 0
	for try := range fitTries {
		i := try * n / fitTries
		j := (i + n/2 + try*7) % n
		h, can := similarity(points[i], points[j])
		if !can {
			continue
		}
		if agree := agreeing(h, points); len(agree) > most {
			most, best = len(agree), h
		}
	}
	if most < leastWords || 2*most < n {
		return best, false
	}
	for range 3 {
		if h, can := layout.FitAffine(agreeing(best, points)); can {
			best = h
		}
	}
	return best, true
}

// similarity returns the map by turning, scaling and shifting that takes two points to
// two, each given as x, y on the query page and x, y on the known page; ok is false
// where they are too close to one another to tell.
func similarity(a, b [4]float64) (h layout.Homography, ok bool) {
	dx, dy, du, dv := b[0]-a[0], b[1]-a[1], b[2]-a[2], b[3]-a[3]
	d := float64(dx*dx) + float64(dy*dy)
	if d < 400 { // within 20 points the scale would be a guess
		return h, false
	}
	c, s := (float64(dx*du)+float64(dy*dv))/d, (float64(dx*dv)-float64(dy*du))/d
	return layout.Homography{
		c, -s, a[2] - float64(c*a[0]) + float64(s*a[1]),
		s, c, a[3] - float64(s*a[0]) - float64(c*a[1]),
		0, 0, 1,
	}, true
}

// agreeing returns the points that h maps to within inPlace of their counterparts.
func agreeing(h layout.Homography, points [][4]float64) [][4]float64 {
	var agree [][4]float64
	for _, p := range points {
		u, v := h.Apply(p[0], p[1])
		if math.Abs(u-p[2]) <= inPlace && math.Abs(v-p[3]) <= inPlace {
			agree = append(agree, p)
		}
	}
	return agree
}

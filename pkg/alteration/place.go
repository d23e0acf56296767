package alteration

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	leastWords = 8  // that must agree for a transform to be taken from words
	fitTries   = 96 // pairs of words from which a transform is guessed
)

// A paired is a word of the query page and the word of the known page that it is.
type paired struct{ query, known int }

// fitted is the map of the query page onto the known page that most of the paired words
// agree on; ok is false where too few do, as when a text was set anew. Words pushed
// along by an insertion do not spoil it.
func fitted(query, known []dossier.Word, pairs []paired) (best layout.Homography, ok bool) {
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

// similarity is the map by turning, scaling and shifting that takes two points to two.
func similarity(a, b [4]float64) (layout.Homography, bool) {
	dx, dy, du, dv := b[0]-a[0], b[1]-a[1], b[2]-a[2], b[3]-a[3]
	d := float64(dx*dx) + float64(dy*dy)
	if d < 400 { // within 20 points the scale would be a guess
		return layout.Homography{}, false
	}
	c, s := (float64(dx*du)+float64(dy*dv))/d, (float64(dx*dv)-float64(dy*du))/d
	return layout.Homography{
		c, -s, a[2] - float64(c*a[0]) + float64(s*a[1]),
		s, c, a[3] - float64(s*a[0]) - float64(c*a[1]),
		0, 0, 1,
	}, true
}

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

package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	inPlace    = 2.5 // points by which a word may lie off and still be where it was
	leastWords = 8   // that must agree for a transform to be taken from words
	fitTries   = 96  // pairs of words from which a transform is guessed
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

func centre(b dossier.Box) (x, y float64) { return b.X + b.W/2, b.Y + b.H/2 }

// mapped is the upright box around a box as h maps it.
func mapped(h layout.Homography, b dossier.Box) dossier.Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [4][2]float64{{b.X, b.Y}, {b.X + b.W, b.Y}, {b.X, b.Y + b.H}, {b.X + b.W, b.Y + b.H}} {
		x, y := h.Apply(corner[0], corner[1])
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return dossier.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// shared is the area that two boxes have in common, in square points.
func shared(a, b dossier.Box) float64 {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	return max(0, w) * max(0, h)
}

// covers reports whether most of b lies in a.
func covers(a, b dossier.Box) bool { return shared(a, b) >= .6*b.W*b.H && b.W*b.H > 0 }

// touches reports whether the boxes come within slack points of one another.
func touches(a, b dossier.Box, slack float64) bool {
	return a.X-slack <= b.X+b.W && b.X-slack <= a.X+a.W && a.Y-slack <= b.Y+b.H && b.Y-slack <= a.Y+a.H
}

// around is the box around boxes.
func around(boxes []dossier.Box) dossier.Box {
	if len(boxes) == 0 {
		return dossier.Box{}
	}
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, b := range boxes {
		x0, y0, x1, y1 = min(x0, b.X), min(y0, b.Y), max(x1, b.X+b.W), max(y1, b.Y+b.H)
	}
	return dossier.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// lines joins boxes that follow one another on a line, so that a passage is a box for
// each line of it.
func lines(boxes []dossier.Box) []dossier.Box {
	var joined []dossier.Box
	for _, b := range boxes {
		if n := len(joined); n > 0 {
			last := joined[n-1]
			_, y := centre(b)
			if y >= last.Y && y <= last.Y+last.H && b.X >= last.X && b.X-(last.X+last.W) <= 2*max(b.H, last.H) {
				joined[n-1] = around([]dossier.Box{last, b})
				continue
			}
		}
		joined = append(joined, b)
	}
	return joined
}

// onPage rounds boxes to a tenth of a point and puts them on a page.
func onPage(page int, boxes []dossier.Box) []dossier.PageBox {
	tenth := func(x float64) float64 { return math.Round(x*10) / 10 }
	var placed []dossier.PageBox
	for _, b := range boxes {
		if b.W <= 0 || b.H <= 0 {
			continue
		}
		placed = append(placed, dossier.PageBox{Page: page, Box: dossier.Box{X: tenth(b.X), Y: tenth(b.Y), W: tenth(b.W), H: tenth(b.H)}})
	}
	return slices.Clip(placed)
}

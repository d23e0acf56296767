package ink

import (
	"image"
	"math"
)

// A comparison is the ink of a word on both drawings.
type comparison struct {
	box    image.Rectangle // around the ink, on the one drawing
	dx, dy int             // how far from there it lies on the other
	m      moments         // of the two
}

// align finds where the other drawing is most like a word, up to some pixels to the side
// and some above or below.
func (s sides) align(box image.Rectangle, aside, above int) comparison {
	const still = .002 // what a pixel of displacement costs: flat ground has none
	best, score := comparison{box: box}, math.Inf(-1)
	for dy := -above; dy <= above; dy++ {
		for dx := -aside; dx <= aside; dx++ {
			moved := box.Add(image.Pt(dx, dy))
			if !moved.In(s.in.bounds()) {
				continue
			}
			var m moments
			for y := box.Min.Y; y < box.Max.Y; y++ {
				m.addRow(s.of.row(y)[box.Min.X:box.Max.X], s.in.row(y + dy)[moved.Min.X:moved.Max.X])
			}
			if r := m.correlation() - float64(still*float64(dx*dx+dy*dy)); r > score {
				best, score = comparison{box, dx, dy, m}, r
			}
		}
	}
	return best
}

// rows calls f with the rows of the word on both drawings.
func (k comparison) rows(s sides, f func(of, in []uint8)) {
	b := k.box
	for y := b.Min.Y; y < b.Max.Y; y++ {
		f(s.of.row(y)[b.Min.X:b.Max.X], s.in.row(y + k.dy)[b.Min.X+k.dx:b.Max.X+k.dx])
	}
}

// lost says what stands in the place of a word that is wholly lost, piece by piece, and
// Unclear of one that is covered in part; "" when it is there.
func (k comparison) lost(s sides) Fate {
	w, h := k.box.Dx(), k.box.Dy()
	pieces := max(1, (w+h/2)/h)
	gone, kept, covered := 0, 0, 0
	for i := range pieces {
		on, off := k.strokes(s, i*w/pieces, (i+1)*w/pieces)
		switch {
		case on.n == 0 || off.n == 0:
		case standsOut(on, off, s.gain):
			kept++
		case off.in() >= darkInk:
			covered++
			gone++
		default:
			gone++
		}
	}
	switch n := float64(k.m.n); {
	case gone == 0 || kept > pieces/8:
		if covered > 0 {
			return Unclear
		}
		return ""
	case math.Sqrt(max(0, k.m.varianceY())) > flatVariation*s.gain*math.Sqrt(max(0, k.m.varianceX())):
		return Changed
	case float64(k.m.y) >= flatShade*n:
		return Covered
	}
	return Blank
}

// strokes sums up some columns of a word: the pixels that have ink, and those between.
func (k comparison) strokes(s sides, from, to int) (on, off stroke) {
	mid := uint8(k.m.x / max(1, k.m.n))
	k.rows(s, func(of, in []uint8) {
		for x := from; x < to; x++ {
			if of[x] > mid {
				on.add(of[x], in[x])
			} else {
				off.add(of[x], in[x])
			}
		}
	})
	return on, off
}

// standsOut says whether ink is still there: whether it is darker than what is around it.
func standsOut(on, off stroke, gain float64) bool {
	return on.in()-off.in() >= goneContrast*gain*(on.of()-off.of())
}

// A stroke sums up pixels of a word, on both drawings.
type stroke struct{ n, ofSum, inSum int }

func (s *stroke) add(of, in uint8) { s.n, s.ofSum, s.inSum = s.n+1, s.ofSum+int(of), s.inSum+int(in) }
func (s *stroke) of() float64      { return float64(s.ofSum) / float64(s.n) }
func (s *stroke) in() float64      { return float64(s.inSum) / float64(s.n) }

// terms are what the ink of a word is explained by: that of the other drawing, its
// slopes (it is displaced by part of a pixel), its curvature (it is blurred, or its
// strokes are bolder), and the shade of the ground.
const terms = 5

// residue is how much of a word's ink the other drawing's does not explain, where that
// is most: in a window about as wide as a character, as a share of the contrast that
// a word has. A program that draws text may put every character on whole pixels, so
// each window may lie a little to the side.
func (k comparison) residue(s sides, most uint8) float64 {
	const (
		leastContrast = .12 // of the most ink, squared: the variance that a word has at least
		aside         = .4  // in the unit of the slopes: two pixels
	)
	w, h := k.box.Dx(), k.box.Dy()
	values, features := k.features(s)
	x := explain(values, features, s.gain)
	type sums struct{ rr, rs, ss float64 } // of the residue, the slope along the row, and their product
	columns := make([]sums, w)
	for i, f := range features {
		r := values[i]
		for j, v := range f {
			r -= float64(x[j] * v)
		}
		c := &columns[i%w]
		c.rr, c.rs, c.ss = c.rr+float64(r*r), c.rs+float64(r*f[1]), c.ss+float64(f[1]*f[1])
	}
	n := float64(k.m.n)
	variance := max(k.m.varianceX()/(n*n), leastContrast*float64(most)*float64(most))
	window := min(max(4, h*6/10), w)
	worst := 0.
	for from := range w - window + 1 {
		var t sums
		for _, c := range columns[from : from+window] {
			t.rr, t.rs, t.ss = t.rr+c.rr, t.rs+c.rs, t.ss+c.ss
		}
		if t.ss > 0 {
			d := min(max(t.rs/t.ss, -aside*x[0]), aside*x[0])
			t.rr += float64(d*d*t.ss) - float64(2*d*t.rs)
		}
		worst = max(worst, t.rr)
	}
	return worst / (x[0] * x[0] * variance * float64(window*h))
}

// features are the pixels of a word on the other drawing and what should explain them.
func (k comparison) features(s sides) (values []float64, features [][terms]float64) {
	for y := k.box.Min.Y; y < k.box.Max.Y; y++ {
		row := s.of.row(y)
		above, below := s.of.row(max(y-1, 0)), s.of.row(min(y+1, s.of.height-1))
		in := s.in.row(y + k.dy)
		for x := k.box.Min.X; x < k.box.Max.X; x++ {
			left, right := float64(row[max(x-1, 0)]), float64(row[min(x+1, s.of.width-1)])
			up, down, here := float64(above[x]), float64(below[x]), float64(row[x])
			features = append(features, [terms]float64{here, right - left, down - up, left + right + up + down - 4*here, 1})
			values = append(values, float64(in[x+k.dx]))
		}
	}
	return values, features
}

// explain fits values by features with least squares. The first coefficient is near the
// gain, others do no more than small displacements and blur do.
func explain(values []float64, features [][terms]float64, gain float64) [terms]float64 {
	var e [terms][terms + 1]float64
	for i, f := range features {
		for a, v := range f {
			for b := range a + 1 {
				e[a][b] += float64(v * f[b])
			}
			e[a][terms] += float64(v * values[i])
		}
	}
	for a := range terms {
		for b := range a {
			e[b][a] = e[a][b]
		}
		e[a][a] += float64(1e-6*e[0][0]) + float64(1e-3*float64(len(values))) // keeps what is flat at zero
	}
	x := solve(e)
	x[0] = min(max(x[0], .6*gain), 1.5*gain)
	for i := 1; i < terms-1; i++ {
		x[i] = min(max(x[i], -.5*x[0]), .5*x[0])
	}
	return x
}

// solve does Gaussian elimination. The equations are positive definite: no pivoting.
func solve(e [terms][terms + 1]float64) (x [terms]float64) {
	for i := range terms {
		for row := i + 1; row < terms; row++ {
			f := e[row][i] / e[i][i]
			for column := i; column <= terms; column++ {
				e[row][column] -= float64(f * e[i][column])
			}
		}
	}
	for i := terms - 1; i >= 0; i-- {
		rest := e[i][terms]
		for column := i + 1; column < terms; column++ {
			rest -= float64(e[i][column] * x[column])
		}
		x[i] = rest / e[i][i]
	}
	return x
}

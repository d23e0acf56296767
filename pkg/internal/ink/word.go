package ink

import (
	"image"
	"math"
)

// A wordMatch is a word of the source drawing and where the target is most like it.
type wordMatch struct {
	box     image.Rectangle // around the word's ink, on the source
	dx, dy  int             // how far from there it lies on the target
	moments                 // of the pixels of both
}

// locate finds where the target correlates best with a word of the source, up to some
// pixels to the side and some above or below (template matching).
func (p inkPair) locate(box image.Rectangle, aside, above int) wordMatch {
	const still = .002 // what a pixel of displacement costs, squared: on flat ground all correlate alike
	best, score := wordMatch{box: box}, math.Inf(-1)
	for dy := -above; dy <= above; dy++ {
		for dx := -aside; dx <= aside; dx++ {
			moved := box.Add(image.Pt(dx, dy))
			if !moved.In(p.target.bounds()) {
				continue
			}
			w := p.at(box, dx, dy)
			if r := w.correlation() - float64(still*float64(dx*dx+dy*dy)); r > score {
				best, score = w, r
			}
		}
	}
	return best
}

// at returns a box of the source and the one so far from there on the target, which it has.
func (p inkPair) at(box image.Rectangle, dx, dy int) wordMatch {
	w := wordMatch{box: box, dx: dx, dy: dy}
	w.rows(p, w.addRow)
	return w
}

// rows calls f with the rows of the word on both drawings.
func (w wordMatch) rows(p inkPair, f func(source, target []uint8)) {
	b := w.box
	for y := b.Min.Y; y < b.Max.Y; y++ {
		f(p.source.row(y)[b.Min.X:b.Max.X], p.target.row(y + w.dy)[b.Min.X+w.dx:b.Max.X+w.dx])
	}
}

// lost reports whether the ink of a word is gone from the target, and what is there
// instead. Nearly all of its pieces, each about as wide as high, have to be gone; a word
// that is covered in part is Unclear.
func (w wordMatch) lost(p inkPair) (instead Fate, isLost bool) {
	gone, kept, covered := w.countPieces(p)
	pieces := w.pieces()
	switch n := float64(w.n); {
	case gone == 0 || kept > pieces/8:
		return Unclear, covered > 0
	case math.Sqrt(max(0, w.varianceY())) > flatVariation*p.gain*math.Sqrt(max(0, w.varianceX())):
		return Changed, true
	case float64(w.y) >= flatShade*n:
		return Covered, true
	}
	return Blank, true
}

// pieces returns into how many pieces a word is cut.
func (w wordMatch) pieces() int {
	width, height := w.box.Dx(), w.box.Dy()
	return max(1, (width+height/2)/height)
}

// countPieces counts the pieces of a word whose ink is gone, of these the ones on dark
// ground, and the pieces that are kept. Pieces without strokes are none of these.
func (w wordMatch) countPieces(p inkPair) (gone, kept, covered int) {
	width, pieces := w.box.Dx(), w.pieces()
	for i := range pieces {
		strokes, ground := w.strokes(p, i*width/pieces, (i+1)*width/pieces)
		switch {
		case strokes.n == 0 || ground.n == 0:
		case standsOut(strokes, ground, p.gain):
			kept++
		case ground.target() >= darkInk:
			covered++
			gone++
		default:
			gone++
		}
	}
	return gone, kept, covered
}

// strokes sums up some columns of a word: the pixels that have ink on the source, and
// those between them.
func (w wordMatch) strokes(p inkPair, from, to int) (strokes, ground pixelSum) {
	mid := uint8(w.x / max(1, w.n))
	w.rows(p, func(source, target []uint8) {
		for x := from; x < to; x++ {
			if source[x] > mid {
				strokes.add(source[x], target[x])
			} else {
				ground.add(source[x], target[x])
			}
		}
	})
	return strokes, ground
}

// standsOut reports whether strokes are still darker on the target than the ground
// between them.
func standsOut(strokes, ground pixelSum, gain float64) bool {
	return strokes.target()-ground.target() >= goneContrast*gain*(strokes.source()-ground.source())
}

// A pixelSum sums up pixels on both drawings. Its means are NaN where n is 0.
type pixelSum struct{ n, sourceSum, targetSum int }

func (s *pixelSum) add(source, target uint8) {
	s.n, s.sourceSum, s.targetSum = s.n+1, s.sourceSum+int(source), s.targetSum+int(target)
}

func (s *pixelSum) source() float64 { return float64(s.sourceSum) / float64(s.n) }
func (s *pixelSum) target() float64 { return float64(s.targetSum) / float64(s.n) }

// terms is how many features explain the ink of a word on the target: its ink on the
// source, the slopes of that in both directions (it is displaced by part of a pixel), the
// curvature (it is blurred, or its strokes are bolder), and the shade of the ground.
const terms = 5

// residue returns how much of a word's ink on the target its ink on the source does not
// explain, in the window where that is most: a window about as wide as a character, the
// result a share of the contrast that a word has. darkest is the word's darkest pixel.
// Programs that draw text may put every character on whole pixels, so each window may lie
// a little to the side.
func (w wordMatch) residue(p inkPair, darkest uint8) float64 {
	const (
		leastContrast = .12 // of the most ink, squared: the variance that a word has at least
		aside         = .4  // in the unit of the slopes: two pixels
	)
	width, height := w.box.Dx(), w.box.Dy()
	values, features := w.features(p)
	x := fitFeatures(values, features, p.gain)
	type sums struct{ rr, rs, ss float64 } // of the residue, the slope along the row, and their product
	columns := make([]sums, width)
	for i, f := range features {
		r := values[i]
		for j, v := range f {
			r -= float64(x[j] * v)
		}
		c := &columns[i%width]
		c.rr, c.rs, c.ss = c.rr+float64(r*r), c.rs+float64(r*f[1]), c.ss+float64(f[1]*f[1])
	}
	n := float64(w.n)
	variance := max(w.varianceX()/(n*n), leastContrast*float64(darkest)*float64(darkest))
	window := min(max(4, height*6/10), width)
	worst := 0.
	for from := range width - window + 1 {
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
	return worst / (x[0] * x[0] * variance * float64(window*height))
}

// features returns the pixels of a word on the target, row by row, and for each what
// should explain it.
func (w wordMatch) features(p inkPair) (values []float64, features [][terms]float64) {
	values, features = make([]float64, 0, area(w.box)), make([][terms]float64, 0, area(w.box))
	for y := w.box.Min.Y; y < w.box.Max.Y; y++ {
		row := p.source.row(y)
		above, below := p.source.row(max(y-1, 0)), p.source.row(min(y+1, p.source.height-1))
		target := p.target.row(y + w.dy)
		for x := w.box.Min.X; x < w.box.Max.X; x++ {
			left, right := float64(row[max(x-1, 0)]), float64(row[min(x+1, p.source.width-1)])
			up, down, here := float64(above[x]), float64(below[x]), float64(row[x])
			features = append(features, [terms]float64{here, right - left, down - up, left + right + up + down - 4*here, 1})
			values = append(values, float64(target[x+w.dx]))
		}
	}
	return values, features
}

// fitFeatures fits values by features with least squares. The first coefficient is kept
// near the gain, the others to what small displacements and blur do.
func fitFeatures(values []float64, features [][terms]float64, gain float64) [terms]float64 {
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

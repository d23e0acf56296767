package layout

import (
	"math"
	"slices"
)

const (
	bendStep = 64 // pixels between the nodes of a Bend
	bendUnit = 8  // parts of a pixel in which it is kept
	maxNodes = 1 << 16
)

// A Bend is how a page lay that was not flat when a camera saw it: how far below each point of
// the straightened raster, on which lines of text are level, the same point is on the raster
// that was straightened. It is kept at nodes bendStep pixels apart, row after row, and is
// interpolated between them.
type Bend struct {
	Across, Down int
	Shifts       []int16 // in bendUnit parts of a pixel; Across times Down of them
}

// NewBend returns the bend of a straightened raster of width by height pixels. shift says how
// far below a point of it the same point is.
func NewBend(width, height int, shift func(x, y float64) float64) *Bend {
	b := &Bend{Across: max(0, width)/bendStep + 2, Down: max(0, height)/bendStep + 2}
	for j := range b.Down {
		for i := range b.Across {
			s := math.Round(bendUnit * shift(float64(i*bendStep), float64(j*bendStep)))
			b.Shifts = append(b.Shifts, int16(min(max(s, math.MinInt16), math.MaxInt16)))
		}
	}
	return b
}

// at returns how far below a point of the straightened raster the same point is; beyond the
// raster, as at its edge.
func (b *Bend) at(x, y float64) float64 {
	x = min(max(x/bendStep, 0), float64(b.Across-1))
	y = min(max(y/bendStep, 0), float64(b.Down-1))
	i, j := min(int(x), b.Across-2), min(int(y), b.Down-2)
	fx, fy := x-float64(i), y-float64(j)
	upper, lower := b.Shifts[j*b.Across+i:], b.Shifts[(j+1)*b.Across+i:]
	above := float64(upper[0]) + float64(fx*float64(int(upper[1])-int(upper[0])))
	below := float64(lower[0]) + float64(fx*float64(int(lower[1])-int(lower[0])))
	return (above + float64(fy*(below-above))) / bendUnit
}

// sound reports whether the figures belong together.
func (b *Bend) sound() bool {
	return b.Across >= 2 && b.Down >= 2 && b.Across <= maxNodes/b.Down && len(b.Shifts) == b.Across*b.Down
}

// OnPage maps a point of the straightened raster, as ToPage does, with the bend that the page
// had there.
func (l *Layout) OnPage(x, y float64) (float64, float64) {
	if l.Bend != nil {
		y += l.Bend.at(x, y)
	}
	return l.ToPage.Apply(x, y)
}

// BentBy is how far most words lie from where the plane would be that comes closest to them, in
// pixels of the straightened raster.
func (l *Layout) BentBy() float64 {
	if l.Bend == nil || len(l.Words) == 0 {
		return 0
	}
	samples := make([]sample, len(l.Words))
	for i, w := range l.Words {
		x, y := (float64(w.X0)+float64(w.X1))/2, (float64(w.Y0)+float64(w.Y1))/2
		samples[i] = sample{x, y, x, y + l.Bend.at(x, y), 1}
	}
	plane, ok := fitPlane(samples)
	if !ok {
		return 0
	}
	var off []float64
	for _, s := range samples {
		u, v := plane.Apply(s.x, s.y)
		off = append(off, math.Sqrt(square(u-s.u, v-s.v)))
	}
	slices.Sort(off)
	return off[len(off)*4/5]
}

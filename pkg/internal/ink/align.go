package ink

import (
	"math"
	"slices"
)

const (
	// cell is the step at which displacements are measured, in pixels, and windowCells
	// how many cells in a row are used for one.
	cell        = 32
	windowCells = 3

	farReach, nearReach = 6, 3 // pixels by which ink may be displaced, the first time and the second
	leastProfile        = .5   // correlation of profiles from which a displacement counts
	leastInk            = 1500 // sum of ink along a profile from which it is significant
	settled             = .3   // pixels: displacements below are left alone
	accurate            = 1.5  // pixels: those below are measured well enough the first time
)

// A field is by how many pixels the query's ink is displaced, at the middles of cells, row
// by row.
type field struct {
	dx, dy       []float64
	across, down int
}

// at returns the displacement at a point, interpolated between the middles of cells.
func (f field) at(x, y float64) (dx, dy float64) {
	x, y = x/cell-.5, y/cell-.5
	x, y = min(max(x, 0), float64(f.across-1)), min(max(y, 0), float64(f.down-1))
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	right, below := min(i+1, f.across-1), min(j+1, f.down-1)
	mix := func(v []float64) float64 {
		a, b, c, d := v[j*f.across+i], v[j*f.across+right], v[below*f.across+i], v[below*f.across+right]
		above := a + float64(fx*(b-a))
		return above + float64(fy*(c+float64(fx*(d-c))-above))
	}
	return mix(f.dx), mix(f.dy)
}

// greatest returns the greatest displacement along either axis.
func (f field) greatest() float64 {
	most := 0.
	for i := range f.dx {
		most = max(most, math.Abs(f.dx[i]), math.Abs(f.dy[i]))
	}
	return most
}

// displacements returns how far the query's ink lies from the known ink: around each cell,
// where their profiles along rows and along columns correlate best. What paper and lenses
// do to a page is smooth, so each is replaced by the median of those around it.
func displacements(known, query raster, reach int) field {
	f := field{across: (known.width + cell - 1) / cell, down: (known.height + cell - 1) / cell}
	rows := [2]profiles{rowProfiles(known), rowProfiles(query)}
	columns := [2]profiles{columnProfiles(known), columnProfiles(query)}
	dx, dy := make([]float64, f.across*f.down), make([]float64, f.across*f.down)
	for j := range f.down {
		for i := range f.across {
			dy[j*f.across+i] = displacement(rows[0].around(i), rows[1].around(i), j, reach)
			dx[j*f.across+i] = displacement(columns[0].around(j), columns[1].around(j), i, reach)
		}
	}
	f.dx, f.dy = f.smooth(dx), f.smooth(dy)
	return f
}

// smooth replaces each value by the median of the known ones around it, from further away
// where these are too few; 0 where they are too few everywhere. NaN is unknown.
func (f field) smooth(v []float64) []float64 {
	const enough = 6
	out := make([]float64, len(v))
	var near []float64
	for j := range f.down {
		for i := range f.across {
			for reach := 3; reach <= 12; reach *= 2 {
				near = near[:0]
				for y := max(j-reach, 0); y <= min(j+reach, f.down-1); y++ {
					for x := max(i-reach, 0); x <= min(i+reach, f.across-1); x++ {
						if d := v[y*f.across+x]; !math.IsNaN(d) {
							near = append(near, d)
						}
					}
				}
				if len(near) >= enough {
					slices.Sort(near)
					out[j*f.across+i] = near[len(near)/2]
					break
				}
			}
		}
	}
	return out
}

// profiles are the sums of ink across stripes one cell wide: for each stripe, one sum for
// each pixel along it.
type profiles [][]int32

func rowProfiles(r raster) profiles {
	p := make(profiles, (r.width+cell-1)/cell)
	for i := range p {
		p[i] = make([]int32, r.height)
		from, to := i*cell, min((i+1)*cell, r.width)
		for y := range p[i] {
			sum := int32(0)
			for _, v := range r.pix[y*r.width+from : y*r.width+to] {
				sum += int32(v)
			}
			p[i][y] = sum
		}
	}
	return p
}

func columnProfiles(r raster) profiles {
	p := make(profiles, (r.height+cell-1)/cell)
	for j := range p {
		p[j] = make([]int32, r.width)
		for y := j * cell; y < min((j+1)*cell, r.height); y++ {
			for x, v := range r.row(y) {
				p[j][x] += int32(v)
			}
		}
	}
	return p
}

// around returns the profiles of a stripe and of those next to it.
func (p profiles) around(i int) profiles {
	return p[max(i-windowCells/2, 0):min(i+windowCells/2+1, len(p))]
}

// displacement returns by how much the query's profile is displaced around a cell, to a
// part of a pixel: where the slopes of both correlate best. It is NaN where there is too
// little ink, or no maximum within reach.
func displacement(known, query profiles, at, reach int) float64 {
	n := len(known[0])
	from := max((at-windowCells/2)*cell, reach)
	to := min((at+windowCells/2+1)*cell, n-reach-1)
	if to-from < cell {
		return math.NaN()
	}
	k, q := known.slopes(from, to), query.slopes(from-reach, to+reach)
	energy := func(s []int64) (sum int64) {
		for _, v := range s {
			sum += v * v
		}
		return sum
	}
	ofKnown := energy(k)
	if ofKnown < leastInk*leastInk {
		return math.NaN()
	}
	best, score := -1, leastProfile
	correlation := make([]float64, 2*reach+1)
	for s := range correlation {
		part := q[s : s+len(k)]
		product := int64(0)
		for i, v := range k {
			product += v * part[i]
		}
		correlation[s] = float64(product) / math.Sqrt(float64(max(1, ofKnown))*float64(max(1, energy(part))))
		if correlation[s] > score {
			best, score = s, correlation[s]
		}
	}
	if best <= 0 || best == 2*reach {
		return math.NaN()
	}
	before, after := correlation[best-1], correlation[best+1]
	part := 0.
	if bend := 2*score - before - after; bend > 0 {
		part = (after - before) / (2 * bend)
	}
	return float64(best-reach) + part
}

// slopes returns the differences of neighbours in the sum of the profiles.
func (p profiles) slopes(from, to int) []int64 {
	s := make([]int64, to-from)
	for _, profile := range p {
		for i := range s {
			s[i] += int64(profile[from+i+1]) - int64(profile[from+i])
		}
	}
	return s
}

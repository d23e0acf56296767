package camera

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// of a picture made smaller by coarse.
var rough = shearing{steepest: 1, steps: 10, along: 15, reach: 8}

// mostTilted is the slope of most lines from which a picture is turned before it is read.
const mostTilted = .12

// tilt returns whether the lines of a picture run along its columns, and the slope that most
// of them have along the axis that they run along.
func tilt(print plane) (vertical bool, slope float64) {
	vertical = inColumns(piecesOf(print))
	small := print.averaged(coarse)
	if vertical {
		small = small.transposed()
	}
	sharp, slopes := rough.sharpest(small)
	return vertical, sharp.common(slopes)
}

// inColumns reports whether what is next to most pieces is above or below them rather than
// beside them: the gaps between letters are narrower than those between lines.
func inColumns(pieces []piece) bool {
	const likeness, reach, band, mostlyBelow = 1.6, 3, 64, 1.5 // one size to another, sizes of a piece, and pixels
	bands := map[int][]*piece{}
	for i := range pieces {
		p := &pieces[i]
		for b := p.y0 / band; b <= p.y1/band; b++ {
			bands[b] = append(bands[b], p)
		}
	}
	beside, below := 0, 0
	for i := range pieces {
		p := &pieces[i]
		size := max(p.x1-p.x0, p.y1-p.y0)
		nearestX, nearestY := reach*size, reach*size
		for b := (p.y0 - reach*size) / band; b <= (p.y1+reach*size)/band; b++ {
			near := bands[b]
			from, _ := slices.BinarySearchFunc(near, p.x0-reach*size, func(q *piece, x int) int { return q.x0 - x })
			for _, q := range near[from:] {
				if q.x0 > p.x1+reach*size {
					break
				}
				other := max(q.x1-q.x0, q.y1-q.y0)
				if q == p || float64(other) > likeness*float64(size) || float64(size) > likeness*float64(other) {
					continue
				}
				gapX, gapY := max(q.x0-p.x1, p.x0-q.x1), max(q.y0-p.y1, p.y0-q.y1)
				if gapY < 0 && gapX >= 0 {
					nearestX = min(nearestX, gapX)
				}
				if gapX < 0 && gapY >= 0 {
					nearestY = min(nearestY, gapY)
				}
			}
		}
		switch {
		case nearestX < nearestY:
			beside++
		case nearestY < nearestX:
			below++
		}
	}
	return float64(below) > mostlyBelow*float64(beside)
}

// sharpest returns how sharp the lines of a picture are around each square, and their slope.
func (s shearing) sharpest(p plane) (sharp cells, slopes []float64) {
	all, steps := s.sharpness(p)
	sharp = all[s.steps]
	slopes = make([]float64, len(sharp.values))
	for at := range sharp.values {
		for n := range all {
			if v := all[n].values[at]; v > sharp.values[at] {
				sharp.values[at], slopes[at] = v, steps[n]
			}
		}
	}
	return sharp, slopes
}

// common returns the slope that most squares have, by how sharp they are.
func (c cells) common(slopes []float64) float64 {
	const bins = 20 // to either side of 0
	votes, sums := make([]float64, 2*bins+3), make([]float64, 2*bins+3)
	for at, slope := range slopes {
		v := math.Sqrt(c.values[at])
		b := int(math.Round(slope/rough.steepest*bins)) + bins + 1
		votes[b] += v
		sums[b] += float64(v * slope)
	}
	around := func(of []float64, b int) float64 { return of[b-1] + of[b] + of[b+1] } // a slope between two shares its votes
	best := bins + 1
	for b := 1; b+1 < len(votes); b++ {
		if around(votes, b) > around(votes, best) {
			best = b
		}
	}
	if around(votes, best) == 0 {
		return 0
	}
	return around(sums, best) / around(votes, best)
}

// upright returns ink turned such that its lines run along rows, and the map from there to
// where it was.
func upright(ink plane) (turned plane, back layout.Affine) {
	vertical, slope := tilt(normalised(ink))
	back = layout.Affine{1, 0, 0, 0, 1, 0}
	if vertical {
		ink, back = ink.transposed(), layout.Affine{0, 1, 0, 1, 0, 0}
		// Transposing mirrors; upside down once more makes a quarter turn of it.
		for top, bottom := 0, ink.height-1; top < bottom; top, bottom = top+1, bottom-1 {
			a, b := ink.row(top), ink.row(bottom)
			for x := range a {
				a[x], b[x] = b[x], a[x]
			}
		}
		back = layout.Affine{1, 0, 0, 0, -1, float64(ink.height)}.Then(back)
		slope = -slope
	}
	if math.Abs(slope) < mostTilted {
		return ink, back
	}
	turned, toInk := rotated(ink, slope)
	return turned, toInk.Then(back)
}

// rotated returns a plane turned such that what had a slope is level, and the map back.
func rotated(p plane, slope float64) (turned plane, back layout.Affine) {
	cosine := roundOff(1 / math.Sqrt(1+float64(slope*slope)))
	sine := roundOff(slope * cosine)
	w, h := float64(p.width), float64(p.height)
	turned = newPlane(int(float64(w*cosine)+float64(h*math.Abs(sine))), int(float64(w*math.Abs(sine))+float64(h*cosine)))
	back = layout.Affine{cosine, -sine, 0, sine, cosine, 0}
	x, y := back.Apply(float64(turned.width)/2, float64(turned.height)/2)
	back[2], back[5] = w/2-x, h/2-y
	for v := range turned.height {
		row := turned.row(v)
		for u := range row {
			x, y := back.Apply(float64(u)+.5, float64(v)+.5)
			row[u] = uint8(p.at(x, y) + .5)
		}
	}
	return turned, back
}

// roundOff removes digits in which machines may differ.
func roundOff(v float64) float64 { return math.Round(v*(1<<32)) / (1 << 32) }

package camera

import (
	"cmp"
	"slices"
)

// A piece is connected print: a character, a part of one, or several that touch.
type piece struct {
	x0, y0, x1, y1 int // its box; x1 and y1 are outside it
	area           int
	char           float64 // the height of characters there
	half           float64 // of its height, less what it is taller because its line is aslant
	slope          float64 // of its line
}

func (p *piece) width() float64  { return float64(p.x1 - p.x0) }
func (p *piece) height() float64 { return float64(p.y1 - p.y0) }

func (p *piece) middle() (x, y float64) {
	return float64(p.x0+p.x1) / 2, float64(p.y0+p.y1) / 2
}

const mostPieces = 60_000 // more is a carpet

// piecesOf returns the connected pieces of print that may be characters, by x0.
func piecesOf(print plane) []piece {
	const lowest, highest, smallest, widest = 5, 90, 12, 400
	var found []piece
	for _, p := range connected(print) {
		w, h := p.x1-p.x0, p.y1-p.y0
		if h >= lowest && h < highest && p.area >= smallest && w < min(widest, 25*h) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b piece) int {
		return cmp.Or(a.x0-b.x0, a.y0-b.y0, a.x1-b.x1, a.y1-b.y1)
	})
	if len(found) > mostPieces {
		return nil
	}
	return found
}

// A stretch is print in one row, x1 outside it, with the label of what it is connected to.
type stretch struct{ x0, x1, label int }

// connected returns what is connected, diagonally too.
func connected(print plane) []piece {
	var all []piece
	var joined sets
	var above, here []stretch
	for y := range print.height {
		here = stretches(here[:0], print.row(y))
		from := 0
		for i := range here {
			s := &here[i]
			s.label = -1
			for from < len(above) && above[from].x1 < s.x0 {
				from++
			}
			for _, a := range above[from:] {
				if a.x0 > s.x1 {
					break
				}
				if s.label < 0 {
					s.label = joined.of(a.label)
				} else {
					s.label = joined.join(s.label, a.label)
				}
			}
			if s.label < 0 {
				s.label = joined.add()
				all = append(all, piece{x0: s.x0, y0: y, x1: s.x1, y1: y + 1})
			}
			p := &all[s.label]
			p.x0, p.x1, p.y1, p.area = min(p.x0, s.x0), max(p.x1, s.x1), y+1, p.area+s.x1-s.x0
		}
		above, here = here, above
	}
	for i := len(all) - 1; i >= 0; i-- {
		if of := joined.of(i); of != i {
			p, q := &all[of], all[i]
			p.x0, p.y0, p.x1, p.y1 = min(p.x0, q.x0), min(p.y0, q.y0), max(p.x1, q.x1), max(p.y1, q.y1)
			p.area += q.area
			all[i].area = 0
		}
	}
	return slices.DeleteFunc(all, func(p piece) bool { return p.area == 0 })
}

func stretches(dst []stretch, row []uint8) []stretch {
	for x := 0; x < len(row); x++ {
		if row[x] < isPrint {
			continue
		}
		from := x
		for x < len(row) && row[x] >= isPrint {
			x++
		}
		dst = append(dst, stretch{x0: from, x1: x})
	}
	return dst
}

// sets are disjoint sets of numbers, each represented by its least.
type sets []int

func (s *sets) add() int {
	*s = append(*s, len(*s))
	return len(*s) - 1
}

func (s sets) of(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) int {
	i, j = s.of(i), s.of(j)
	s[max(i, j)] = min(i, j)
	return min(i, j)
}

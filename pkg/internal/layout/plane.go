package layout

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

const (
	// unit is a pixel in the fixed-point coordinates that words are compared in:
	// they compare alike on every machine, and half pixels are exact.
	unit = 64

	// maxWords is how many words of a page are looked at. A dense newspaper page has
	// 6,000; what has more is dirt or an attack.
	maxWords = 8_000

	minCharHeight = 3   // in pixels; below it nothing is told apart
	maxCharHeight = 400 // above it, the page holds no text worth comparing
)

// A Plane is a layout prepared for registration. Its layout must not change any
// more. It may be used by several goroutines at a time.
type Plane struct {
	words  []Word
	width  float64 // of the straightened raster, in pixels
	height float64
	char   float64 // char height in pixels
	rows   rows
	hull   hull
	chains []chain // what an index keeps of the page
	bars   []Bar

	// asking is what only a page in question needs.
	asking func() *question
}

// NewPlane prepares a layout.
func NewPlane(l *Layout) *Plane {
	p := &Plane{words: l.usable(), width: float64(l.Width), height: float64(l.Height), char: l.CharHeight, bars: l.Bars}
	p.rows = newRows(p.words, p.char)
	p.hull = hullOf(p.words)
	p.chains, _ = chainsOf(p.words, p.char, &p.rows, sparseKnown)
	p.asking = sync.OnceValue(func() *question { return newQuestion(p) })
	return p
}

// usable is the words of a layout of text; none where the figures make no sense.
func (l *Layout) usable() []Word {
	if !(l.CharHeight >= minCharHeight && l.CharHeight <= maxCharHeight) {
		return nil
	}
	return l.Words[:min(len(l.Words), maxWords)]
}

// A hull is the box around all words of a page, in pixels.
type hull struct{ left, top, right, bottom float64 }

func hullOf(words []Word) hull {
	h := hull{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, w := range words {
		h.left, h.right = min(h.left, float64(w.X0)), max(h.right, float64(w.X1))
		h.top, h.bottom = min(h.top, float64(w.Y0)), max(h.bottom, float64(w.Y1))
	}
	return h
}

func (h hull) middle() (x, y float64) { return (h.left + h.right) / 2, (h.top + h.bottom) / 2 }

func (h hull) holds(x, y float64) bool {
	return x >= h.left && x <= h.right && y >= h.top && y <= h.bottom
}

// A place is where a word stands: its left and right edge and the middle of its
// height, in units.
type place struct {
	left, right, y int32
	word           int32
}

func placeOf(words []Word, i int) place {
	w := &words[i]
	return place{left: int32(w.X0) * unit, right: int32(w.X1) * unit, y: (int32(w.Y0) + int32(w.Y1)) * (unit / 2), word: int32(i)}
}

// middle is in pixels.
func (p place) middle() (x, y float64) {
	return float64(p.left+p.right) / (2 * unit), float64(p.y) / unit
}

// rows find words by where they stand: the places by row, within a row from left to
// right. A row is one char height high.
type rows struct {
	places []place
	start  []int32 // start[r] is the first place of row r; one more than there are rows
	height int32   // of a row, in units
	first  int32   // y of the top of row 0
}

func newRows(words []Word, char float64) rows {
	if len(words) == 0 {
		return rows{start: make([]int32, 1), height: unit}
	}
	r := rows{height: int32(char * unit)}
	highest, lowest := int32(math.MaxInt32), int32(math.MinInt32)
	for i := range words {
		y := placeOf(words, i).y
		highest, lowest = min(highest, y), max(lowest, y)
	}
	r.first = highest
	count := (lowest-highest)/r.height + 1
	r.start = make([]int32, count+1)
	for i := range words {
		r.start[r.of(placeOf(words, i).y)+1]++
	}
	for i := range count {
		r.start[i+1] += r.start[i]
	}
	next := slices.Clone(r.start)
	r.places = make([]place, len(words))
	for i := range words {
		p := placeOf(words, i)
		row := r.of(p.y)
		r.places[next[row]] = p
		next[row]++
	}
	for row := range count {
		slices.SortFunc(r.row(row), func(a, b place) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.word, b.word)) })
	}
	return r
}

// of is the row at y; outside the page, the nearest.
func (r *rows) of(y int32) int32 {
	return min(max(0, (y-r.first)/r.height), int32(len(r.start))-2)
}

func (r *rows) row(i int32) []place { return r.places[r.start[i]:r.start[i+1]] }

// from is the part of a row whose left edges are at or after x.
func from(row []place, x int32) []place {
	low, high := 0, len(row)
	for low < high {
		if middle := (low + high) / 2; row[middle].left < x {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return row[low:]
}

// nearest is the word whose edges and middle are each within reach of the place
// given and, summed up, nearest to it; of equals the first. It returns the sum too.
func (r *rows) nearest(at place, reach int32) (word, distance int32, ok bool) {
	if len(r.places) == 0 {
		return 0, 0, false
	}
	distance = math.MaxInt32
	for row := r.of(at.y - reach); row <= r.of(at.y+reach); row++ {
		for _, p := range from(r.row(row), at.left-reach) {
			if p.left > at.left+reach {
				break
			}
			dx, dy := abs(p.right-at.right), abs(p.y-at.y)
			if dx > reach || dy > reach {
				continue
			}
			if d := abs(p.left-at.left) + dx + dy; d < distance || d == distance && p.word < word {
				word, distance = p.word, d
			}
		}
	}
	return word, distance, distance < math.MaxInt32
}

// rightNeighbours is for each word the next to its right on the same line; -1 for none.
func (r *rows) rightNeighbours(words []Word, char float64) []int32 {
	const (
		reach   = 14 // in char heights: as far as a neighbour may stand
		overlap = .2 // in char heights: as far as it may begin before the word ends
	)
	neighbours := make([]int32, len(words))
	slack := int32(char * overlap * unit)
	for _, at := range r.places {
		neighbours[at.word] = -1
		nearest := int32(char * reach * unit)
		row := r.of(at.y)
		for i := max(0, row-1); i <= min(row+1, int32(len(r.start))-2); i++ {
			for _, p := range from(r.row(i), max(at.left+1, at.right-slack)) {
				if p.left-at.right >= nearest {
					break
				}
				if onOneLine(&words[at.word], &words[p.word]) {
					neighbours[at.word], nearest = p.word, p.left-at.right
					break
				}
			}
		}
	}
	return neighbours
}

// onOneLine says whether two words share .4 of the lower one's height.
func onOneLine(a, b *Word) bool {
	shared := int32(min(a.Y1, b.Y1)) - int32(max(a.Y0, b.Y0))
	return 10*shared >= 4*min(int32(a.Y1)-int32(a.Y0), int32(b.Y1)-int32(b.Y0))
}

// lowerNeighbours is for each word the one below it: of those that reach below its
// left part, on the next line that has any, the leftmost; -1 for none.
func (r *rows) lowerNeighbours(words []Word, char float64) []int32 {
	const reach = 6 // rows
	neighbours := make([]int32, len(words))
	height := int32(char * unit)
	for _, at := range r.places {
		neighbours[at.word] = -1
		var best place
		row := r.of(at.y)
		for i := row; i <= min(row+reach, int32(len(r.start))-2); i++ {
			for _, p := range r.row(i) {
				if p.left >= at.right {
					break
				}
				if p.right <= at.left+height/2 || p.y < at.y+height*3/4 {
					continue
				}
				if neighbours[at.word] < 0 || p.y < best.y-height/2 || p.y < best.y+height/2 && p.left < best.left {
					neighbours[at.word], best = p.word, p
				}
			}
			if neighbours[at.word] >= 0 && i > r.of(best.y) {
				break
			}
		}
	}
	return neighbours
}

func abs(a int32) int32 { return max(a, -a) }

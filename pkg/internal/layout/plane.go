package layout

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

const (
	// unit is how many units make a pixel. Places are compared in these fixed-point
	// coordinates, alike on every machine; half pixels are exact.
	unit = 64

	// maxWords is how many words of a page are looked at. A dense newspaper page has
	// 6,000; what has more is dirt or an attack.
	maxWords = 8_000

	minCharHeight = 3   // in pixels; lower words cannot be told apart
	maxCharHeight = 400 // in pixels; a page of higher ones holds no text worth comparing
)

// A Plane is a layout prepared for registration. It shares the memory of the layout, which
// must not change any more. It may be used by several goroutines at a time.
type Plane struct {
	words  []Word
	width  float64 // of the straightened raster, in pixels
	height float64
	char   float64 // char height in pixels
	rows   rows
	hull   hull
	chains []chain // those that an index stores
	bars   []Bar

	// probes is made when the page is first in question, as a query.
	probes func() *probeIndex
	bent   bool
	sides  [2]func() *side // as it is, and upside down; made when first needed
}

// side returns the words as they are matched one by one.
func (p *Plane) side(upsideDown bool) *side {
	if upsideDown {
		return p.sides[1]()
	}
	return p.sides[0]()
}

// NewPlane prepares a layout.
func NewPlane(l *Layout) *Plane {
	p := &Plane{words: l.usable(), width: float64(l.Width), height: float64(l.Height), char: l.CharHeight, bars: l.Bars, bent: l.Bend != nil}
	p.rows = newRows(p.words, p.char)
	p.hull = hullOf(p.words)
	p.chains, _ = chainsOf(p.words, p.char, &p.rows, sparseKnown)
	p.probes = sync.OnceValue(func() *probeIndex { return newProbeIndex(p) })
	for i := range p.sides {
		p.sides[i] = sync.OnceValue(func() *side { return newSide(p, i == 1) })
	}
	return p
}

// usable returns the words to be compared, maxWords at most; none where the height of
// characters is out of range.
func (l *Layout) usable() []Word {
	if !(l.CharHeight >= minCharHeight && l.CharHeight <= maxCharHeight) {
		return nil
	}
	return l.Words[:min(len(l.Words), maxWords)]
}

// InRows counts the words right behind which another of their height follows on the same line,
// as in print and hardly elsewhere.
func (l *Layout) InRows() (n int) {
	const nearest, level, alike, look = 1.5, .3, .25, 40 // char heights, shares of the height, and words
	for i, w := range l.Words {
		height := float64(w.Y1) - float64(w.Y0)
		follows := func(v Word) bool {
			gap := float64(v.X0) - float64(w.X1)
			return gap >= 0 && gap <= nearest*l.CharHeight && math.Abs(float64(v.Y0)-float64(w.Y0)) <= level*l.CharHeight &&
				math.Abs(float64(v.Y1)-float64(v.Y0)-height) <= alike*height
		}
		if slices.ContainsFunc(l.Words[max(0, i-look):min(len(l.Words), i+look)], follows) {
			n++
		}
	}
	return n
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

// rows is an index of words by place: by row and, within a row, from left to right. A row
// is one char height high.
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

// of returns the number of the row at y; outside the page, of the nearest.
func (r *rows) of(y int32) int32 {
	return min(max(0, (y-r.first)/r.height), int32(len(r.start))-2)
}

func (r *rows) row(i int32) []place { return r.places[r.start[i]:r.start[i+1]] }

// from returns the places of a row whose left edges are at x or to the right of it.
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

// nearest returns the word whose edges and middle are each within reach of the place
// given and, summed, nearest to it; of equally near ones the first. distance is the sum;
// ok is false if there is no such word.
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

// rightNeighbours returns for each word the next to its right on the same line; -1 for
// none.
func (r *rows) rightNeighbours(words []Word, char float64) []int32 {
	const (
		reach   = 14 // the greatest gap between the words, in char heights
		overlap = .2 // how far before the word's end its neighbour may begin, in char heights
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

// onOneLine reports whether two words overlap vertically by .4 of the lower one's height.
func onOneLine(a, b *Word) bool {
	shared := int32(min(a.Y1, b.Y1)) - int32(max(a.Y0, b.Y0))
	return 10*shared >= 4*min(int32(a.Y1)-int32(a.Y0), int32(b.Y1)-int32(b.Y0))
}

// lowerNeighbours returns for each word the one below it: the leftmost of those that
// overlap it horizontally, on the next line that has any; -1 for none.
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

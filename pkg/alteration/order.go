package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Programs draw words of another font, such as figures, after the rest of a page, and they
// are read in the order in which they are drawn.

const (
	mostOrdered  = 5000 // words of a page; more are left as they are
	mostDrawnOff = 3    // words in a row that are drawn apart from the rest of their line
	letterSlack  = .3   // of a line's height by which boxes of words may run into one another
	bandHeight   = 8.   // points
)

// inReadingOrder returns a page whose words are in reading order as far as that can be told
// by their places. What a machine read is left as it is.
func inReadingOrder(p *pdf.View) *pdf.View {
	order := readingOrder(p.Words)
	if p.Recognised || slices.IsSorted(order) {
		return p
	}
	ordered := *p
	ordered.Words = make([]dossier.Word, len(order))
	at := make([]int, len(order))
	for i, from := range order {
		ordered.Words[i], at[from] = p.Words[from], i
	}
	ordered.Hidden = renumbered(p.Hidden, at)
	ordered.Invisible = renumbered(p.Invisible, at)
	return &ordered
}

// renumbered returns words, given by index, as they are numbered in another order.
func renumbered(words, at []int) []int {
	again := make([]int, len(words))
	for i, w := range words {
		again[i] = at[w]
	}
	slices.Sort(again)
	return again
}

// readingOrder returns the words of a page, by index, in the order in which they are drawn,
// except that few words that were drawn later stand where they fit: in a gap of a line, or
// before its first or after its last word, no farther from it than the line is high.
func readingOrder(words []dossier.Word) []int {
	o := ordering{words: words, used: make([]bool, len(words)), bands: map[int][]int{}}
	if len(words) <= mostOrdered {
		for i, w := range words {
			if w.Box.W > 0 {
				_, y := centre(w.Box)
				o.bands[band(y)] = append(o.bands[band(y)], i)
			}
		}
	}
	for i := range words {
		if o.used[i] {
			continue
		}
		if n := len(o.order); n == 0 || !o.follows(o.order[n-1], i) {
			o.addBefore(i)
		}
		o.add(i)
		for o.addAfter(i) {
		}
	}
	return o.order
}

// An ordering puts words in order.
type ordering struct {
	words []dossier.Word
	used  []bool
	order []int
	bands map[int][]int // words by the height at which they stand
}

func band(y float64) int { return int(math.Floor(y / bandHeight)) }

func (o *ordering) add(words ...int) {
	for _, w := range words {
		o.used[w] = true
	}
	o.order = append(o.order, words...)
}

// follows reports whether b stands to the right of a on its line.
func (o *ordering) follows(a, b int) bool {
	return stepsOn(o.words[a], o.words[b])
}

// stepsOn reports whether a word stands to the right of another on its line.
func stepsOn(a, b dossier.Word) bool {
	return onOneLine(a, b) && b.Box.X >= a.Box.X+a.Box.W-letterSlack*max(a.Box.H, b.Box.H)
}

// adjoins reports whether b follows a without a gap to speak of.
func (o *ordering) adjoins(a, b int) bool {
	x, y := o.words[a].Box, o.words[b].Box
	return o.follows(a, b) && y.X-(x.X+x.W) <= max(x.H, y.H)
}

// addAfter adds words drawn later that adjoin the last word in the order; i is the last one
// in the order in which they are drawn.
func (o *ordering) addAfter(i int) bool {
	last := o.order[len(o.order)-1]
	next := i + 1
	for next < len(o.words) && o.used[next] {
		next++
	}
	limit := math.Inf(1)
	if next < len(o.words) && o.follows(last, next) {
		limit = o.words[next].Box.X + letterSlack*o.words[next].Box.H
	}
	run := o.drawnOff(next, last, func(run []int) bool {
		end := o.words[run[len(run)-1]].Box
		return o.adjoins(last, run[0]) && end.X+end.W <= limit
	})
	o.add(run...)
	return len(run) > 0
}

// addBefore adds words drawn later that the first word of a line adjoins.
func (o *ordering) addBefore(first int) {
	o.add(o.drawnOff(first, first, func(run []int) bool { return o.adjoins(run[len(run)-1], first) })...)
}

// drawnOff returns the first few words in a row that are drawn after a word, stand on a line
// with another and fit; none where there are none.
func (o *ordering) drawnOff(after, beside int, fits func(run []int) bool) []int {
	_, y := centre(o.words[beside].Box)
	for b := band(y) - 1; b <= band(y)+1; b++ {
		for _, w := range o.bands[b] {
			if w <= after || o.used[w] || !onOneLine(o.words[beside], o.words[w]) || !o.used[w-1] && o.adjoins(w-1, w) {
				continue
			}
			if run := o.runFrom(w); len(run) <= mostDrawnOff && fits(run) {
				return run
			}
		}
	}
	return nil
}

// runFrom returns words that are drawn one after the other and adjoin, at most one more
// than may be drawn apart from their line.
func (o *ordering) runFrom(w int) []int {
	run := []int{w}
	for next := w + 1; next < len(o.words) && len(run) <= mostDrawnOff && !o.used[next] && o.adjoins(next-1, next); next++ {
		run = append(run, next)
	}
	return run
}

// onOneLine reports whether two words stand on one line, in much the same size. Boxes are
// as high as what they show: that of a stop is low.
func onOneLine(a, b dossier.Word) bool {
	if a.Box.W <= 0 || b.Box.W <= 0 {
		return false
	}
	high, low := a, b
	if b.Box.H > a.Box.H {
		high, low = b, a
	}
	_, y := centre(low.Box)
	sameSize := high.Box.H <= 2.5*low.Box.H || !wording.HasLetters(low.Text)
	return sameSize && y >= high.Box.Y && y <= high.Box.Y+1.1*high.Box.H
}

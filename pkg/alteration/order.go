package alteration

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Programs draw words of another font, such as figures, after the rest of a page, and they
// are read in the order in which they are drawn.

const (
	mostOrdered  = 5000 // words of a page; more are left as they are
	mostDrawnOff = 3    // words in a row that are drawn apart from the rest of their line
	mostFigures  = 12   // likewise, of figures
	spaceWidth   = 1.5  // heights of a line, which is as high as its letters, that a space is wide at most
	labelWidth   = 6.   // likewise, from the beginning of a label to that of its text
	letterSlack  = .3   // of a line's height by which boxes of words may run into one another
	bandHeight   = 8.   // points
)

// inReadingOrder returns a page whose words are in reading order as far as that can be told
// by their places. What a machine read is left as it is.
func inReadingOrder(p *pdf.View) *pdf.View {
	words := inLines(p.Words)
	order := uprightOrder(words)
	if order == nil {
		order = readingOrder(words)
	}
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
// except that few words in a row that were drawn later stand where they belong: in a gap of
// a line, or next to its first or its last word. Columns stay whole, and so do rows of tables.
// Lines that are read from right to left stay as they are.
func readingOrder(words []dossier.Word) []int {
	o := ordering{words: words, used: make([]bool, len(words)), bands: map[int][]int{}, fromRight: inLinesFromRight(words)}
	sortable := len(words) <= mostOrdered && runsInLines(words)
	if sortable {
		for i, w := range words {
			if w.Box.W > 0 && !o.fromRight[i] {
				_, y := centre(w.Box)
				o.bands[band(y)] = append(o.bands[band(y)], i)
			}
		}
	}
	for i := range words {
		if o.used[i] {
			continue
		}
		if o.fromRight[i] {
			o.add(i)
			continue
		}
		if n := len(o.order); n == 0 || !o.follows(o.order[n-1], i) {
			o.addBefore(i)
		}
		o.add(i)
		for o.addAfter(i) {
		}
	}
	if sortable {
		return withTableRows(words, o.order)
	}
	return o.order
}

// runsInLines reports whether many words stand to the right of the one drawn before them:
// the page is not turned.
func runsInLines(words []dossier.Word) bool {
	steps := 0
	for i := 1; i < len(words); i++ {
		if stepsOn(words[i-1], words[i]) {
			steps++
		}
	}
	return 4*steps > len(words)
}

// An ordering puts words in order.
type ordering struct {
	words     []dossier.Word
	used      []bool
	order     []int
	bands     map[int][]int // words by the height at which they stand
	fromRight []bool        // words of lines that are read from right to left: they stay
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

// continuesLine reports whether a word goes on with a line of which another is the last so far.
func continuesLine(line string, last, next dossier.Word) bool {
	return stepsOn(last, next) || onOneLine(last, next) && (wording.FromRight(line) || wording.FromRight(next.Text))
}

// adjoins reports whether b follows a with no more than a space between them.
func (o *ordering) adjoins(a, b int) bool { return o.within(spaceWidth, a, b) }

// within reports whether b follows a, no farther than some heights of the line.
func (o *ordering) within(heights float64, a, b int) bool {
	x, y := o.words[a].Box, o.words[b].Box
	return o.follows(a, b) && y.X-(x.X+x.W) <= heights*max(x.H, y.H)
}

// addAfter adds words drawn later that stand next to the last word in the order: in the gap
// before the word that is drawn next, or at the end of its line. i is the last word in the
// order in which they are drawn.
func (o *ordering) addAfter(i int) bool {
	last := o.order[len(o.order)-1]
	next := i + 1
	for next < len(o.words) && o.used[next] {
		next++
	}
	run := o.drawnOff(next, last, func(w int) bool { return o.follows(last, w) })
	if len(run) == 0 {
		return false
	}
	fits := false
	if next < len(o.words) && o.follows(last, next) {
		fits = o.follows(run[len(run)-1], next)
	} else {
		fits = (o.adjoins(last, run[0]) || o.figuresOfRow(run)) && o.leftForLater(next, run)
	}
	if fits {
		o.add(run...)
	}
	return fits
}

// leftForLater reports whether words were not drawn in their turn, after the words from one
// on: what is drawn just before them is no lower, or text of their own column was drawn
// before. The next cell of a table is in turn, though it comes after the lower lines of the
// cell before it.
func (o *ordering) leftForLater(from int, run []int) bool {
	_, y := centre(o.words[run[0]-1].Box)
	if at := o.words[run[0]].Box; y <= at.Y+at.H {
		return true
	}
	for w := from; w < run[0]; w++ {
		if !o.areFigures([]int{w}) && slices.ContainsFunc(run, func(r int) bool { return o.inColumn(w, r) }) {
			return true
		}
	}
	return false
}

// addBefore adds words drawn later that the first word of a line adjoins, or that are its
// label.
func (o *ordering) addBefore(first int) {
	run := o.drawnOff(first, first, func(w int) bool { return o.within(labelWidth, w, first) })
	if n := len(run); n > 0 && (o.adjoins(run[n-1], first) || n == 1 && isItemLabel(o.words[run[0]].Text)) {
		o.add(run...)
	}
}

// isItemLabel reports whether a word is the label of a paragraph: "12." or "(a)".
func isItemLabel(text string) bool {
	return wording.HasLetters(text) && (strings.HasSuffix(text, ".") || strings.HasSuffix(text, ")"))
}

// figuresOfRow reports whether words are figures in a row of a table that is drawn row by
// row: the figures drawn before and after them do not stand in their column.
func (o *ordering) figuresOfRow(run []int) bool {
	first, last := run[0], run[len(run)-1]
	byColumn := func(w, other int) bool { return o.inColumn(w, other) && o.areFigures([]int{other}) }
	return o.areFigures(run) && !byColumn(first, first-1) && !byColumn(last, last+1)
}

// areFigures reports whether words are figures, labels with figures such as "B10", or signs.
func (o *ordering) areFigures(words []int) bool {
	return !slices.ContainsFunc(words, func(w int) bool {
		text := o.words[w].Text
		return strings.ContainsFunc(text, unicode.IsLetter) && !strings.ContainsFunc(text, unicode.IsDigit)
	})
}

// inColumn reports whether a word stands above or below another.
func (o *ordering) inColumn(w, other int) bool {
	if other < 0 || other >= len(o.words) {
		return false
	}
	a, b := o.words[w].Box, o.words[other].Box
	return a.X < b.X+b.W && b.X < a.X+a.W && !onOneLine(o.words[w], o.words[other])
}

// drawnOff returns the leftmost few words in a row that are drawn after a word, stand on a
// line with another and fit; none where there are none.
func (o *ordering) drawnOff(after, beside int, fits func(first int) bool) []int {
	_, y := centre(o.words[beside].Box)
	leftmost := -1
	for b := band(y) - 1; b <= band(y)+1; b++ {
		for _, w := range o.bands[b] {
			if w > after && !o.used[w] && (leftmost < 0 || o.words[w].Box.X < o.words[leftmost].Box.X) && fits(w) {
				leftmost = w
			}
		}
	}
	if leftmost < 0 || leftmost-1 > after && !o.used[leftmost-1] && o.adjoins(leftmost-1, leftmost) {
		return nil
	}
	run := o.runFrom(leftmost)
	if len(run) > mostDrawnOff && (len(run) > mostFigures || !o.areFigures(run)) {
		return nil
	}
	return run
}

// runFrom returns words that are drawn one after the other and adjoin, at most one more
// than may be drawn apart from their line.
func (o *ordering) runFrom(w int) []int {
	run := []int{w}
	for next := w + 1; next < len(o.words) && len(run) <= mostFigures && !o.used[next] && o.adjoins(next-1, next); next++ {
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

package alteration

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Rows of tables are read cell by cell in whatever order their words are drawn: from left to
// right, each cell with all its lines.

const (
	leastCells   = 4  // cells of a line that begins a row of a table
	leastFigures = 3  // of them, those that hold nothing but a figure
	cellSlack    = 2. // points by which the lines of a cell may begin apart
)

// A cell is words next to one another, by index, from left to right.
type cell struct {
	words []int
	box   dossier.Box
}

// A tableRow is cells from left to right.
type tableRow []cell

// withTableRows returns an order of words in which those of each row of a table follow one
// another, where the first of them stood.
func withTableRows(words []dossier.Word, order []int) []int {
	rowOf := map[int][]int{} // by word, those of its row
	for _, row := range tableRows(words) {
		var all []int
		for _, c := range row {
			all = append(all, c.words...)
		}
		for _, w := range all {
			rowOf[w] = all
		}
	}
	if len(rowOf) == 0 {
		return order
	}
	ordered, added := make([]int, 0, len(order)), map[int]bool{}
	for _, w := range order {
		switch row := rowOf[w]; {
		case added[w]:
		case row == nil:
			ordered = append(ordered, w)
		default:
			ordered = append(ordered, row...)
			for _, of := range row {
				added[of] = true
			}
		}
	}
	return ordered
}

// tableRows finds the rows of tables on a page. The lines below that of the figures belong to
// its row as far as they lie in columns of text.
func tableRows(words []dossier.Word) []tableRow {
	lines := linesOf(words)
	var rows []tableRow
	for n := 0; n < len(lines); {
		row := cellsOf(words, lines[n])
		n++
		if !isTableRow(words, row) {
			continue
		}
		last := row
		for n < len(lines) {
			more := cellsOf(words, lines[n])
			if isTableRow(words, more) || !row.goesOn(words, last, more) {
				break
			}
			for _, c := range more {
				at := row.columnOf(c)
				row[at].words = append(row[at].words, c.words...)
			}
			last = more
			n++
		}
		rows = append(rows, row)
	}
	return rows
}

// linesOf returns the words that stand on one line each, from the top.
func linesOf(words []dossier.Word) [][]int {
	var placed []int
	for i, w := range words {
		if w.Box.W > 0 {
			placed = append(placed, i)
		}
	}
	foot := func(i int) float64 { return words[i].Box.Y + words[i].Box.H }
	slices.SortStableFunc(placed, func(a, b int) int { return cmp.Compare(foot(a), foot(b)) })
	var lines [][]int
	for _, w := range placed {
		if n := len(lines); n > 0 && onOneLine(words[lines[n-1][0]], words[w]) {
			lines[n-1] = append(lines[n-1], w)
		} else {
			lines = append(lines, []int{w})
		}
	}
	return lines
}

// cellsOf cuts a line where more than a space is between words.
func cellsOf(words []dossier.Word, line []int) tableRow {
	slices.SortStableFunc(line, func(a, b int) int { return cmp.Compare(words[a].Box.X, words[b].Box.X) })
	var row tableRow
	for _, w := range line {
		b := words[w].Box
		if n := len(row); n > 0 && b.X-(row[n-1].box.X+row[n-1].box.W) <= spaceWidth*max(b.H, row[n-1].box.H) {
			row[n-1].words, row[n-1].box = append(row[n-1].words, w), bounds([]dossier.Box{row[n-1].box, b})
		} else {
			row = append(row, cell{[]int{w}, b})
		}
	}
	return row
}

// isTableRow reports whether a line is the first of a row of a table.
func isTableRow(words []dossier.Word, row tableRow) bool {
	figures := 0
	for _, c := range row {
		if c.isFigure(words) {
			figures++
		}
	}
	return len(row) >= leastCells && figures >= leastFigures
}

// isFigure reports whether a cell holds a figure and no letters.
func (c cell) isFigure(words []dossier.Word) bool {
	text := textOf(words, c.words)
	return strings.ContainsFunc(text, unicode.IsNumber) && !strings.ContainsFunc(text, unicode.IsLetter)
}

// goesOn reports whether the line after the last one of a row lies in its columns of text.
func (r tableRow) goesOn(words []dossier.Word, last, next tableRow) bool {
	lastBox, nextBox := last.bounds(), next.bounds()
	if nextBox.Y-(lastBox.Y+lastBox.H) > lineSpacing*max(lastBox.H, nextBox.H) {
		return false
	}
	return !slices.ContainsFunc(next, func(c cell) bool {
		at := r.columnOf(c)
		return at < 0 || r[at].isFigure(words) || at+1 < len(r) && c.box.X+c.box.W > r[at+1].box.X
	})
}

// columnOf returns the cell below which another begins, -1 for none.
func (r tableRow) columnOf(c cell) int {
	return slices.IndexFunc(r, func(o cell) bool { return math.Abs(o.box.X-c.box.X) <= cellSlack })
}

func (r tableRow) bounds() dossier.Box {
	boxes := make([]dossier.Box, len(r))
	for i, c := range r {
		boxes[i] = c.box
	}
	return bounds(boxes)
}

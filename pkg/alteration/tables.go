package alteration

import (
	"cmp"
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
	columns := figureColumns(words, lines)
	var rows []tableRow
	var last tableRow // the line before
	inRow := false    // it belongs to the last row
	for _, line := range lines {
		cells := cellsOf(words, line, columns)
		switch {
		case isTableRow(words, cells):
			rows, inRow = append(rows, cells), true
		case inRow && rows[len(rows)-1].goesOn(words, last, cells):
			rows[len(rows)-1].add(cells)
		default:
			inRow = false
		}
		last = cells
	}
	return rows
}

// A column is from where to where the figures of a table stand.
type column struct{ left, right float64 }

// figureColumns returns the columns of figures on a page, from left to right.
func figureColumns(words []dossier.Word, lines [][]int) []column {
	var all []column
	for _, line := range lines {
		if row := cellsOf(words, line, nil); isTableRow(words, row) {
			for _, c := range row {
				if c.isFigure(words) {
					all = append(all, column{c.box.X, c.box.X + c.box.W})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b column) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
	var columns []column
	for _, c := range all {
		if n := len(columns); n > 0 && c.left <= columns[n-1].right {
			columns[n-1].right = max(columns[n-1].right, c.right)
		} else {
			columns = append(columns, c)
		}
	}
	return columns
}

// columnOf returns the column in which a box stands, -1 for none.
func columnOf(columns []column, b dossier.Box) int {
	return slices.IndexFunc(columns, func(c column) bool { return b.X < c.right && c.left < b.X+b.W })
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

// cellsOf cuts a line where more than a space is between words, and about figures in columns.
func cellsOf(words []dossier.Word, line []int, columns []column) tableRow {
	slices.SortStableFunc(line, func(a, b int) int { return cmp.Compare(words[a].Box.X, words[b].Box.X) })
	var row tableRow
	last := -1 // the column of the word before
	for _, w := range line {
		b := words[w].Box
		at := columnOf(columns, b)
		if n := len(row); n > 0 && at == last && b.X-(row[n-1].box.X+row[n-1].box.W) <= spaceWidth*max(b.H, row[n-1].box.H) {
			row[n-1].words, row[n-1].box = append(row[n-1].words, w), bounds([]dossier.Box{row[n-1].box, b})
		} else {
			row = append(row, cell{[]int{w}, b})
		}
		last = at
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
		at := r.cellAbove(c)
		return at < 0 || r[at].isFigure(words) || at+1 < len(r) && c.box.X+c.box.W > r[at+1].box.X
	})
}

// add adds to the cells of a row the line below.
func (r tableRow) add(line tableRow) {
	for _, c := range line {
		at := r.cellAbove(c)
		r[at].words = append(r[at].words, c.words...)
	}
}

// cellAbove returns the last cell that begins no farther to the right than one below, -1 for
// none.
func (r tableRow) cellAbove(c cell) int {
	at := -1
	for i, o := range r {
		if o.box.X <= c.box.X+cellSlack {
			at = i
		}
	}
	return at
}

func (r tableRow) bounds() dossier.Box {
	boxes := make([]dossier.Box, len(r))
	for i, c := range r {
		boxes[i] = c.box
	}
	return bounds(boxes)
}

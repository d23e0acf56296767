package inspect

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Of lines that are set a little up or down to encode something.
const (
	leastLines  = 12  // at the usual distance from the one before, or about it
	leastShift  = .2  // points
	mostShift   = .15 // of the distance of lines
	mostRows    = 500 // looked at
	leastShifts = 4   // down, and as many up
	shiftedPart = .1  // of the lines that are, at least
	sameShift   = .12 // points by which shifts may differ that are one
)

// A row is a line of words and where its letters stand.
type row struct {
	base float64 // points from the top
	box  dossier.Box
}

// lineSteps finds lines that stand at one of two heights on an otherwise even grid: all lower ones by
// the same step, and always one line up after one down.
func lineSteps(_ *Subject, page pdf.View) []dossier.Item {
	if page.MachineRead() {
		return nil
	}
	rows := slices.DeleteFunc(rowsOf(page), func(r row) bool { return math.IsNaN(r.base) })
	rows = rows[:min(len(rows), mostRows)]
	distance := usualDistance(rows)
	if distance == 0 {
		return nil
	}
	code, shift := shifts(rows, distance)
	if code == "" {
		return nil
	}
	box := rows[0].box
	for _, r := range rows {
		box = box.Union(r.box)
	}
	return []dossier.Item{{
		Group: dossier.GroupMark, Kind: dossier.LineSpacing, Box: &box, Value: code,
		Basis: fmt.Sprintf("lines in columns of even lines, each 1 lower by %.2f points than each 0", shift),
	}}
}

// hanging are characters that reach below the line, or stand above it.
const hanging = "gjpqyQJ,;()[]{}|/_\\'\"’‘“”*^`-–—=+~§°$@&çşţ"

// rowsOf joins words that follow one another along a line.
func rowsOf(page pdf.View) []row {
	var rows []row
	var bases []float64
	flush := func() {
		if n := len(rows) - 1; n >= 0 {
			rows[n].base = math.NaN()
			if len(bases) > 0 {
				slices.Sort(bases)
				rows[n].base = bases[len(bases)/2]
			}
		}
		bases = nil
	}
	for _, w := range page.Words {
		n := len(rows) - 1
		if n < 0 || w.Box.X < rows[n].box.X+rows[n].box.W-w.Box.H || w.Box.Y > rows[n].box.Y+rows[n].box.H || w.Box.Y+w.Box.H < rows[n].box.Y {
			flush()
			rows = append(rows, row{box: w.Box})
			n++
		}
		rows[n].box = rows[n].box.Union(w.Box)
		if !strings.ContainsAny(w.Text, hanging) && letters(w.Text) > 1 {
			bases = append(bases, w.Box.Y+w.Box.H)
		}
	}
	flush()
	return rows
}

// usualDistance is the distance at which most rows stand from the next; 0 for too few rows.
func usualDistance(rows []row) float64 {
	var gaps []float64
	for i := 1; i < len(rows); i++ {
		if gap := rows[i].base - rows[i-1].base; gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) < leastLines {
		return 0
	}
	most, usual := 0, 0.
	slices.Sort(gaps)
	for _, gap := range gaps {
		alike := 0
		for _, other := range gaps {
			if math.Abs(other-gap) <= sameShift/2 {
				alike++
			}
		}
		if alike > most {
			most, usual = alike, gap
		}
	}
	return usual
}

// shifts reads the rows as lower ones, 1, and others, 0, columns set apart by spaces, and says by how
// much lower; "" where the rows do not stand at two heights.
func shifts(rows []row, distance float64) (code string, shift float64) {
	var columns [][]float64 // how much farther each row of a column is from the one before than usual
	open := false
	lines := 0
	var down, up []float64
	for i := 1; i < len(rows); i++ {
		more := rows[i].base - rows[i-1].base - distance
		if math.Abs(more) > mostShift*distance {
			open = false
			continue
		}
		if !open {
			columns, open = append(columns, nil), true
		}
		columns[len(columns)-1] = append(columns[len(columns)-1], more)
		lines++
		switch {
		case more >= leastShift:
			down = append(down, more)
		case more <= -leastShift:
			up = append(up, -more)
		case math.Abs(more) > sameShift:
			return "", 0
		}
	}
	if lines < leastLines || min(len(down), len(up)) < leastShifts || float64(len(down)) < shiftedPart*float64(lines) {
		return "", 0
	}
	slices.Sort(down)
	shift = down[len(down)/2]
	if slices.ContainsFunc(slices.Concat(down, up), func(s float64) bool { return math.Abs(s-shift) > sameShift }) {
		return "", 0
	}
	var parts []string
	for _, column := range columns {
		part, ok := heights(column)
		if !ok {
			return "", 0
		}
		parts = append(parts, part)
	}
	code = strings.Join(parts, " ")
	if periodic(strings.ReplaceAll(code, " ", "")) {
		return "", 0
	}
	return code, shift
}

// heights reads the rows of a column; false where one is lowered twice, or raised twice, in a row.
func heights(column []float64) (string, bool) {
	lower := false
	for _, more := range column {
		if math.Abs(more) >= leastShift {
			lower = more < 0 // what is raised first was lower
			break
		}
	}
	var b strings.Builder
	write := func() { b.WriteByte(map[bool]byte{false: '0', true: '1'}[lower]) }
	write()
	for _, more := range column {
		if math.Abs(more) >= leastShift {
			if lower == (more > 0) {
				return "", false
			}
			lower = more > 0
		}
		write()
	}
	return b.String(), true
}

// periodic reports whether a code repeats, as rounding makes it.
func periodic(code string) bool {
	for period := 2; period <= 5; period++ {
		differ := 0
		for i := period; i < len(code); i++ {
			if code[i] != code[i-period] {
				differ++
			}
		}
		if 10*differ <= len(code) {
			return true
		}
	}
	return false
}

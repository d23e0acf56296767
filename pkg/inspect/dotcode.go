package inspect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Yellow dots of which the code is published are read: that of Xerox DocuColor printers (EFF, DocuColor
// Tracking Dot Decoding Guide, w2.eff.org/Privacy/printers/docucolor). It is a block of 15 columns by 8
// rows of places for dots, repeated over the page. A block counts only where all its rows and columns
// hold an odd number of dots, as they must, and its values can be; nothing is corrected.

const (
	codeColumns  = 15
	codeRows     = 8
	separator    = 9     // the column, from 0, that has all dots
	codePitch    = 1.016 // millimetres from place to place
	pitchRange   = .06   // part by which scans differ in size
	mostTurned   = .08   // radians
	besidePlace  = .25   // of the pitch: how far a speck lies from its place
	firstReach   = 15.   // millimetres around the middle in which places are looked for at first
	mostPlaces   = 600   // columns and rows of places on a page
	mostRepeated = 40    // places from a block to its repetition
	leastBlocks  = 2     // that say the same
	shareOfCodes = .9    // of the blocks that can be read
)

// A dotCode is what a block of dots says, its values as they are printed.
type dotCode struct{ serial, minute, hour, day, month, year int }

func (c dotCode) String() string {
	return fmt.Sprintf("printer %06d or, where it has eight digits, %08d; printed on %d %s of the year %02d at %02d:%02d by its clock",
		c.serial%1_000_000, c.serial, c.day, time.Month(c.month), c.year, c.hour, c.minute)
}

// readDots reads the code of specks, their places in millimetres; false where no block of dots can be
// read, or others say something else. Words hide dots, and faint ones make no speck, so that what yellowAt
// says of all blocks is laid over one another first.
func readDots(specks []point, yellowAt func(point) (float64, bool)) (code dotCode, ok bool) {
	if len(specks) < leastSpecks {
		return code, false
	}
	places := latticeOf(specks).places(specks, yellowAt)
	if code, ok = places.together().said(); !ok {
		code, ok = places.said()
	}
	return code, ok
}

// said is what the blocks of dots say that can be read, whichever way the sheet was scanned; false where
// they are too few or do not agree.
func (p placing) said() (code dotCode, ok bool) {
	said := map[dotCode]int{}
	all := 0
	for range 4 {
		for _, found := range p.codes() {
			said[found]++
			all++
		}
		p = p.turned()
	}
	for found, n := range said {
		if n >= leastBlocks && float64(n) >= shareOfCodes*float64(all) {
			return found, true
		}
	}
	return code, false
}

// A lattice is where places for dots are: columns and rows a pitch apart, turned by an angle.
type lattice struct {
	angle, pitch float64
	x, y         float64 // of a place, in the turned frame
}

// turned is a point in the frame of the lattice.
func (l lattice) turned(p point) point {
	sin, cos := math.Sincos(l.angle)
	return point{p.x*cos + p.y*sin, p.y*cos - p.x*sin}
}

// latticeOf is the lattice on which most specks lie: found around their middle, then made more exact
// over ever more of the page.
func latticeOf(specks []point) lattice {
	var middle point
	for _, s := range specks {
		middle.x, middle.y = middle.x+s.x/float64(len(specks)), middle.y+s.y/float64(len(specks))
	}
	best := lattice{pitch: codePitch}
	turn, size := mostTurned, pitchRange
	for reach := firstReach; ; reach *= 2 {
		near := specks[:0:0]
		farthest := 0.
		for _, s := range specks {
			d := point{s.x - middle.x, s.y - middle.y}
			if farthest = max(farthest, d.length()); d.length() <= reach {
				near = append(near, d)
			}
		}
		step := codePitch / 5 / reach // by which the outermost specks move a fifth of the pitch
		best = best.refined(near, turn, size, step)
		if farthest <= reach {
			best.x, best.y = best.x+best.turned(middle).x, best.y+best.turned(middle).y
			return best
		}
		turn, size = step, step
	}
}

// refined is the lattice, of angles and pitches around this one, on which specks lie best.
func (l lattice) refined(specks []point, turn, size, step float64) lattice {
	best, most := l, -1.
	for angle := l.angle - turn; angle <= l.angle+turn+step/2; angle += step {
		for part := -size; part <= size+step/2; part += step {
			tried := lattice{angle: angle, pitch: l.pitch * (1 + part)}
			var columns, rows complex128
			for _, s := range specks {
				at := tried.turned(s)
				columns += turnOf(at.x / tried.pitch)
				rows += turnOf(at.y / tried.pitch)
			}
			if fit := cabs(columns) + cabs(rows); fit > most {
				tried.x, tried.y = tried.pitch*phase(columns), tried.pitch*phase(rows)
				best, most = tried, fit
			}
		}
	}
	return best
}

// turnOf is a part of a full turn as a point of the unit circle.
func turnOf(part float64) complex128 {
	sin, cos := math.Sincos(2 * math.Pi * part)
	return complex(cos, sin)
}

func cabs(c complex128) float64 { return math.Hypot(real(c), imag(c)) }

func phase(c complex128) float64 { return math.Atan2(imag(c), real(c)) / (2 * math.Pi) }

// A placing says, by row and column, what is on the places of a lattice.
type placing [][]onPlace

// onPlace is what is on a place.
type onPlace struct {
	dot    bool
	bare   bool    // it shows paper
	yellow float64 // levels
}

// places puts specks on the places that they lie close to.
func (l lattice) places(specks []point, yellowAt func(point) (float64, bool)) placing {
	type place struct{ column, row int }
	var on []place
	var from, to place
	for _, s := range specks {
		at := l.turned(s)
		x, y := (at.x-l.x)/l.pitch, (at.y-l.y)/l.pitch
		p := place{int(math.Round(x)), int(math.Round(y))}
		if math.Hypot(x-float64(p.column), y-float64(p.row)) > besidePlace {
			continue
		}
		if len(on) == 0 {
			from, to = p, p
		}
		on = append(on, p)
		from = place{min(from.column, p.column), min(from.row, p.row)}
		to = place{max(to.column, p.column), max(to.row, p.row)}
	}
	if len(on) == 0 || to.column-from.column > mostPlaces || to.row-from.row > mostPlaces {
		return nil
	}
	placed := make(placing, to.row-from.row+1)
	for row := range placed {
		placed[row] = make([]onPlace, to.column-from.column+1)
		for column := range placed[row] {
			on := &placed[row][column]
			on.yellow, on.bare = yellowAt(l.at(column+from.column, row+from.row))
		}
	}
	for _, p := range on {
		placed[p.row-from.row][p.column-from.column].dot = true
	}
	return placed
}

// at is where a place lies.
func (l lattice) at(column, row int) point {
	x, y := l.x+float64(column)*l.pitch, l.y+float64(row)*l.pitch
	sin, cos := math.Sincos(l.angle)
	return point{x*cos - y*sin, y*cos + x*sin}
}

// A step is the way from one place of a lattice to another.
type step struct{ columns, rows int }

// together are the places as all repetitions of the block have them together: those hold a dot that
// are on average at least half as yellow as the yellowest tenth. It is nil where nothing repeats.
func (p placing) together() placing {
	a, b, ok := p.repetition()
	if !ok {
		return nil
	}
	yellow, bare := map[step]float64{}, map[step]float64{}
	for row := range p {
		for column, on := range p[row] {
			if on.bare {
				at := folded(step{column, row}, a, b)
				bare[at]++
				yellow[at] += on.yellow
			}
		}
	}
	var means []float64
	for at, n := range bare {
		yellow[at] /= n
		means = append(means, yellow[at])
	}
	if len(means) == 0 {
		return nil
	}
	slices.Sort(means)
	least := means[len(means)*9/10] / 2
	sum := make(placing, len(p))
	for row := range p {
		sum[row] = make([]onPlace, len(p[row]))
		for column := range p[row] {
			sum[row][column].dot = yellow[folded(step{column, row}, a, b)] > least
		}
	}
	return sum
}

// folded is a place less as many steps a and b as keep it in their parallelogram.
func folded(at, a, b step) step {
	area := a.columns*b.rows - a.rows*b.columns
	i := floor(at.columns*b.rows-at.rows*b.columns, area)
	k := floor(a.columns*at.rows-a.rows*at.columns, area)
	return step{at.columns - i*a.columns - k*b.columns, at.rows - i*a.rows - k*b.rows}
}

// floor divides and rounds down.
func floor(n, by int) int {
	if by < 0 {
		n, by = -n, -by
	}
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}

// repetition are the two shortest steps, in different directions, after which dots come again.
func (p placing) repetition() (a, b step, ok bool) {
	shares := map[step]float64{}
	most := 0.
	var steps []step
	for rows := 0; rows <= mostRepeated; rows++ {
		for columns := -mostRepeated; columns <= mostRepeated; columns++ {
			s := step{columns, rows}
			if rows < codeRows && max(columns, -columns) < codeRows || rows == 0 && columns < 0 {
				continue
			}
			shares[s] = p.again(s)
			most = max(most, shares[s])
			steps = append(steps, s)
		}
	}
	steps = slices.DeleteFunc(steps, func(s step) bool { return shares[s] < .85*most })
	length := func(s step) int { return s.columns*s.columns + s.rows*s.rows }
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(length(a), length(b)) })
	for _, s := range steps {
		if s.columns*steps[0].rows != s.rows*steps[0].columns {
			return steps[0], s, true
		}
	}
	return a, b, false
}

// again is the share of dots that have another a step away.
func (p placing) again(s step) float64 {
	met, all := 0, 0
	for row := 0; row+s.rows < len(p); row++ {
		other := p[row+s.rows]
		for column, on := range p[row] {
			if to := column + s.columns; on.dot && to >= 0 && to < len(other) && (other[to].dot || other[to].bare) {
				all++
				if other[to].dot {
					met++
				}
			}
		}
	}
	if all < leastSpecks {
		return 0
	}
	return float64(met) / float64(all)
}

// turned is the placing on a sheet turned by a right angle.
func (p placing) turned() placing {
	if len(p) == 0 {
		return p
	}
	turned := make(placing, len(p[0]))
	for i := range turned {
		turned[i] = make([]onPlace, len(p))
		for k := range p {
			turned[i][k] = p[len(p)-1-k][i]
		}
	}
	return turned
}

// codes are those of all blocks that can be read.
func (p placing) codes() []dotCode {
	var found []dotCode
	for row := 0; row+codeRows <= len(p); row++ {
		for column := 0; column+codeColumns <= len(p[row]); column++ {
			if p.value(row, column+separator) != 1<<(codeRows-1)-1 || !p.odd(row, column) {
				continue
			}
			if code, ok := p.code(row, column); ok {
				found = append(found, code)
			}
		}
	}
	return found
}

// value is what a column of a block says, whose first row is of parity.
func (p placing) value(row, column int) int {
	value := 0
	for bit := 1; bit < codeRows; bit++ {
		value <<= 1
		if p[row+bit][column].dot {
			value++
		}
	}
	return value
}

// odd reports whether each column and, but for the first, each row of a block holds an odd number of
// dots.
func (p placing) odd(row, column int) bool {
	var rows [codeRows]int
	for c := range codeColumns {
		dots := 0
		for r := range codeRows {
			if p[row+r][column+c].dot {
				dots++
				rows[r]++
			}
		}
		if dots%2 == 0 {
			return false
		}
	}
	for _, dots := range rows[1:] {
		if dots%2 == 0 {
			return false
		}
	}
	return true
}

// code is what a block says; false where it says what cannot be.
func (p placing) code(row, column int) (code dotCode, ok bool) {
	at := func(n int) int { return p.value(row, column+n-1) } // columns as the guide numbers them
	code = dotCode{minute: at(2), hour: at(5), day: at(6), month: at(7), year: at(8)}
	for n := 14; n >= 11; n-- {
		if at(n) > 99 {
			return code, false
		}
		code.serial = 100*code.serial + at(n)
	}
	return code, code.minute < 60 && code.hour < 24 && code.day >= 1 && code.day <= 31 && code.month >= 1 && code.month <= 12 && code.year <= 99
}

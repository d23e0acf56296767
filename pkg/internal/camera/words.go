package camera

import (
	"math"
	"slices"
)

// A word is a word on a line that may be aslant.
type word struct {
	left, right float64 // its ends
	y           float64 // the middle of its height, halfway between its ends
	height      float64
	slope       float64
	char        float64 // height of characters
}

// Gaps between words, as shares of the height of characters.
const (
	widestGap, leastGap = .30, .12
	leastPixels         = 1.2
)

// wordsOf joins pieces of print into words along the slopes of lines.
func wordsOf(pieces []piece, width, height int, slopes cells) []word {
	local, typical := heights(pieces, width, height)
	pieces = letters(pieces, local)
	if len(pieces) < 2 {
		return nil
	}
	for i := range pieces {
		p := &pieces[i]
		p.slope = slopes.nearest(p.middle())
		p.half = math.Max(p.height()-float64(.8*math.Abs(p.slope)*p.width()), math.Min(p.height(), .5*p.char)) / 2
	}
	gaps := wordGaps(pieces, width, height)
	joined := join(pieces, gaps, int(4*typical)+1)
	return joinedWords(pieces, joined, slopes)
}

// letters keeps the pieces that may be characters, parts of them, or a few that touch.
func letters(pieces []piece, local cells) []piece {
	kept := slices.Clone(pieces)
	for i := range kept {
		kept[i].char = local.at(kept[i].middle())
	}
	return slices.DeleteFunc(kept, func(p piece) bool {
		w, h, area, char := p.width(), p.height(), float64(p.area), p.char
		return h > 3*char || w > 25*char || area < .03*char*char || // a picture, a frame, a trace
			h < .35*char && w > 2.5*char || // a rule
			h > 1.6*char && area > .85*w*h || // a block
			w < .12*char && h > 1.8*char || // an upright bar
			h < .3*char && w < .3*char // a speck
	})
}

// wordGaps returns the greatest gap between the letters of a word, as a share of the height of
// characters: less where blur has run letters together, so that pieces are wide.
func wordGaps(pieces []piece, width, height int) cells {
	widths := medians(pieces, width, height, 8, 2, func(p *piece) (value, weight float64) {
		return p.width() / p.char, p.width()
	})
	for i, w := range widths.values {
		widths.values[i] = min(max(.36-float64(.05*w), leastGap), widestGap)
	}
	return widths
}

// join joins pieces of one line with no more than a gap between them. Bands are as high as
// given.
func join(pieces []piece, gaps cells, band int) sets {
	var joined sets
	bands := map[int][]int{}
	for i := range pieces {
		joined.add()
		for b := pieces[i].y0 / band; b <= pieces[i].y1/band; b++ {
			bands[b] = append(bands[b], i) // by x0, as the pieces are
		}
	}
	for _, members := range bands { // the order does not matter
		for n, i := range members {
			p := &pieces[i]
			gap := math.Max(gaps.nearest(p.middle())*p.char, leastPixels)
			for _, j := range members[n+1:] {
				if float64(pieces[j].x0) > float64(p.x1)+gap {
					break
				}
				if inLine(p, &pieces[j]) {
					joined.join(i, j)
				}
			}
		}
	}
	return joined
}

// inLine reports whether two pieces overlap across their line by .4 of the lower one's height.
func inLine(p, q *piece) bool {
	px, py := p.middle()
	qx, qy := q.middle()
	qy -= float64(p.slope * (qx - px))
	return min(qy+q.half, py+p.half)-max(qy-q.half, py-p.half) >= .8*min(p.half, q.half)
}

// joinedWords returns the words that joined pieces make, as far as they are of a size that
// words have.
func joinedWords(pieces []piece, joined sets, slopes cells) []word {
	members := make([][]int, len(pieces))
	for i := range pieces {
		of := joined.of(i)
		members[of] = append(members[of], i)
	}
	var words []word
	for _, some := range members {
		if len(some) == 0 {
			continue
		}
		if w, ok := wordOf(pieces, some, slopes); ok {
			words = append(words, w)
		}
	}
	return words
}

func wordOf(pieces []piece, some []int, slopes cells) (w word, ok bool) {
	box := pieces[some[0]]
	var sum, weights float64
	var chars []float64
	for _, i := range some {
		p := &pieces[i]
		box.x0, box.y0, box.x1, box.y1 = min(box.x0, p.x0), min(box.y0, p.y0), max(box.x1, p.x1), max(box.y1, p.y1)
		_, y := p.middle()
		sum += float64(y * p.width())
		weights += p.width()
		chars = append(chars, p.char)
	}
	slices.Sort(chars)
	char := chars[len(chars)/2]
	if h := box.height(); h < .45*char || box.width() < .3*char || h > max(3.2*char, .6*box.width()) {
		return w, false
	}
	x, _ := box.middle()
	y := sum / weights
	w = word{left: float64(box.x0), right: float64(box.x1), slope: slopes.nearest(x, y), char: char}
	top, bottom := math.Inf(1), math.Inf(-1)
	for _, i := range some {
		p := &pieces[i]
		px, py := p.middle()
		off := py - y - float64(w.slope*(px-x))
		top, bottom = min(top, off-p.half), max(bottom, off+p.half)
	}
	w.y, w.height = y+(top+bottom)/2, bottom-top
	return w, true
}

// picture returns the ink of a word on a grid of 16 columns and 4 rows that lies along it.
func (w word) picture(ink plane) (picture [64]float64) {
	const columns, rows, samples = 16, 4, 4
	norm := math.Sqrt(1 + float64(w.slope*w.slope))
	downX, downY := -w.slope/norm, 1/norm
	for row := range rows * samples {
		across := ((float64(row)+.5)/(rows*samples) - .5) * w.height
		for column := range columns * samples {
			along := ((float64(column)+.5)/(columns*samples) - .5) * (w.right - w.left)
			x, y := (w.left+w.right)/2+along+float64(across*downX), w.y+float64(w.slope*along)+float64(across*downY)
			picture[row/samples*columns+column/samples] += ink.at(x, y)
		}
	}
	return picture
}

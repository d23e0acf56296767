package layout

// This file finds out how wide the gaps between the words of a page are. Letters of one word
// stand closer than words do, but how close depends on the script and the font. So the gaps of
// the page decide: few are as wide as what parts the two kinds. In scripts that set no words
// apart, few are as wide as what parts the characters of a clause from what follows a
// punctuation mark.

const (
	// In heights of a character.
	usualGap  = .32 // the greatest gap in a word where those of the page do not tell
	widestGap = 1.5 // wider gaps part columns
	leastGap  = .1  // letters stand as close as that in any word
	nearGap   = .6  // wider ones part clauses, of characters that stand closer
	joinedGap = .4  // wider gaps part words where letters are joined...
	joined    = 1.3 // ...so that the typical component is as wide, by the script or by blur

	mostFilled  = .8 // of the lower of the peaks on either side, a valley
	clearFilled = .5 // one that is taken though a deeper one follows; one beyond nearGap that is taken at all
	leastLeft   = .3 // of all gaps, those that are narrower than a valley...
	leastRight  = .02
)

// A valley is a range of widths that few gaps have, between two that many have.
type valley struct {
	gap    int     // in its middle, in pixels
	filled float64 // gaps of that width for each one of the width of the lower peak beside it
}

// wordGap returns the greatest gap, in pixels, that letters of a word may have between them: in
// the first clear valley, else in the deepest up to nearGap, else what is usual. h is the height
// of characters.
func (g *grouper) wordGap(h int) int {
	typical := g.typicalWidth(h)
	best := valley{usualWordGap(typical, h), 1}
	for _, v := range valleysOf(g.gaps(h), h) {
		far := float64(v.gap) > nearGap*float64(h)
		switch {
		case typical >= 10*joined && float64(v.gap) > joinedGap*float64(h):
		case far && best.filled < 1: // it parts more than words
		case v.filled <= clearFilled:
			return v.gap
		case !far && v.filled < best.filled:
			best = v
		}
	}
	return best.gap
}

// usualWordGap is the greatest gap between letters of a word, in pixels, where the gaps of the
// page do not tell: usualGap, less where blur has run letters together. There components are as
// high as words, from ascender to descender, and the gaps between words are narrower: half as
// wide where the typical component is four times as wide as high.
func usualWordGap(typicalWidth, h int) int {
	percent := 36 - typicalWidth/2
	return (min(max(16, percent), 100*usualGap)*h + 20) / 100 // rounds up from .8 of a pixel
}

// typicalWidth returns the median of how wide letters are, in tenths of the height of characters,
// each counted by its width.
func (g *grouper) typicalWidth(h int) int {
	var widths [81]int
	total := 0
	for _, c := range g.letters {
		widths[min(10*c.width()/h, len(widths)-1)] += c.width()
		total += c.width()
	}
	return quantile(widths[:], total, 1, 2)
}

// gaps returns how many letters have the next one of their line so many pixels to the right.
func (g *grouper) gaps(h int) []int {
	most := int(widestGap * float64(h))
	counts := make([]int, most+1)
	g.next = sized(g.next, len(g.letters))
	for i := range g.next {
		g.next[i] = int16(most) + 1
	}
	for y := range len(g.starts) - 2 {
		row := g.rows[g.starts[y]:g.starts[y+1]]
		for i, left := range row {
			a, next := &g.letters[left], &g.next[left]
			for _, right := range row[i+1:] {
				b := &g.letters[right]
				if b.x0-a.x1 >= *next {
					break
				}
				if inLine(a, b) {
					*next = max(0, b.x0-a.x1)
					break
				}
			}
		}
	}
	for _, gap := range g.next {
		if int(gap) <= most {
			counts[gap]++
		}
	}
	return counts
}

// valleysOf returns the valleys among gaps of so many pixels, the narrowest first.
func valleysOf(counts []int, h int) []valley {
	filled := fillings(counts, h)
	var found []valley
	for from := 0; from < len(filled); {
		to := from + 1
		for to < len(filled) && filled[to] == filled[from] {
			to++
		}
		falls := from == 0 || filled[from-1] > filled[from]
		rises := to == len(filled) || filled[to] > filled[from]
		if filled[from] <= mostFilled && falls && rises {
			found = append(found, valley{(from + to - 1) / 2, filled[from]})
		}
		from = to
	}
	return found
}

// fillings returns valley.filled for a cut behind each width but the last; 1 where too few gaps
// are on either side.
func fillings(counts []int, h int) []float64 {
	around := func(cut int) (n int) {
		reach := max(1, h/12)
		for _, c := range counts[max(0, cut-reach+1):min(cut+reach+1, len(counts))] {
			n += c
		}
		return n
	}
	total := 0
	peaks := make([]int, len(counts)+1) // the highest from each width on
	for cut := len(counts) - 1; cut >= 0; cut-- {
		total += counts[cut]
		peaks[cut] = max(peaks[cut+1], around(cut))
	}
	filled := make([]float64, len(counts)-1)
	left, peak := 0, 0
	for cut := range filled {
		left, peak = left+counts[cut], max(peak, around(cut))
		filled[cut] = 1
		enough := total > 0 && float64(left) >= leastLeft*float64(total) && float64(total-left) >= leastRight*float64(total)
		if enough && float64(cut) >= leastGap*float64(h) {
			filled[cut] = float64(around(cut)) / float64(max(1, min(peak, peaks[cut+1])))
		}
	}
	return filled
}

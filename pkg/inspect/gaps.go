package inspect

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Of words that are set a little closer together or wider apart to encode something. Gaps are compared
// within a line and after one letter: justified lines have gaps of their own, and fonts set some
// letters closer to a space than others.
const (
	leastStep        = .19 // points by which two gaps differ of which one is a step wider
	mostStep         = 2.5
	ofStep           = 5 // a pair that differs by a step may be so much of one off, as one part in so many
	ofNoise          = 8 // a step is so many times what gaps differ by that are the same
	leastSteps       = 8 // pairs of gaps that differ by one
	leastStepped     = 4 // lines that have some
	steppedPart      = .1
	otherPart        = .1 // of the pairs that differ, those that differ by something else
	leastCrossed     = .1 // of the pairs, those in which a letter follows the other gap than it mostly does
	mostGapPairs     = 20_000
	shortestGap      = 1. // points
	longestGap       = 15.
	offGrid          = .125 // of a step
	onGridPart       = .9   // of the words of a text whose places are rounded
	leastUneven      = .15  // of the lines of leastRead gaps that have steps, those that no rounding accounts for
	leastUnevenLines = 3
	leastRead        = 5
	kernedByPairs    = 3 // pairs from which it is told how much closer a letter stands to spaces
)

// A space is a gap between two words of letters.
type space struct {
	pdf.Gap
	before, after rune // the letters beside it
	box           dossier.Box
}

// A stepPair is two gaps of a line after the same letter.
type stepPair struct {
	line, wide, narrow int // indices; the wider one first
	more               float64
}

// wordSteps finds words that are set closer together or wider apart by a small step on otherwise even lines.
func wordSteps(_ *Subject, page pdf.View) []dossier.Item {
	if page.MachineRead() {
		return nil
	}
	lines := spacedLines(page)
	pairs := gapPairs(lines)
	step := stepOf(pairs)
	if step == 0 || !plainSteps(lines, pairs, step) || onGrid(lines, step) {
		return nil
	}
	codes, uneven, stepped := readGaps(lines, step)
	if uneven < leastUnevenLines || float64(uneven) < leastUneven*float64(stepped) {
		return nil
	}
	var box dossier.Box
	for i, l := range lines {
		for j, s := range l {
			if i+j == 0 {
				box = s.box
			}
			box = box.Union(s.box)
		}
	}
	return []dossier.Item{{
		Group: dossier.GroupMark, Kind: dossier.WordSpacing, Box: &box, Value: strings.Join(codes, " "),
		Basis: fmt.Sprintf("gaps between words, line by line, each 1 wider by %.2f points than each 0, after the same letter too", step),
	}}
}

// spacedLines are the gaps between words of letters, line by line.
func spacedLines(page pdf.View) [][]space {
	var lines [][]space
	var last pdf.Gap
	for _, g := range page.Gaps {
		if g.After < 0 || g.After+1 >= len(page.Words) {
			continue
		}
		a, b := page.Words[g.After], page.Words[g.After+1]
		s := space{Gap: g, box: a.Box.Union(b.Box)}
		s.before, _ = utf8.DecodeLastRuneInString(a.Text)
		s.after, _ = utf8.DecodeRuneInString(b.Text)
		if !unicode.IsLetter(s.before) || !unicode.IsLower(s.after) || g.Width < shortestGap || g.Width > longestGap {
			continue
		}
		if len(lines) == 0 || g.Style != last.Style || math.Abs(g.Base-last.Base) > leastShift/2 || g.To <= last.To {
			lines = append(lines, nil)
		}
		n := len(lines) - 1
		lines[n] = append(lines[n], s)
		last = g
	}
	return lines
}

// gapPairs are all pairs of gaps of one line after the same letter.
func gapPairs(lines [][]space) []stepPair {
	var pairs []stepPair
	for n, line := range lines {
		for i := range line {
			for j := i + 1; j < len(line) && len(pairs) < mostGapPairs; j++ {
				if line[i].before != line[j].before {
					continue
				}
				p := stepPair{n, i, j, line[i].Width - line[j].Width}
				if p.more < 0 {
					p = stepPair{n, j, i, -p.more}
				}
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}

// stepOf is by how much gaps differ that do; 0 where too few do, not by the same or by no more than those
// that are the same.
func stepOf(pairs []stepPair) float64 {
	var steps []float64
	square := 0.
	for _, p := range pairs {
		if p.more < leastStep {
			square += p.more * p.more
		} else {
			steps = append(steps, p.more)
		}
	}
	if len(steps) < leastSteps || float64(len(steps)) < steppedPart*float64(len(pairs)) {
		return 0
	}
	slices.Sort(steps)
	step := steps[len(steps)/2]
	even := len(pairs) - len(steps)
	if step > mostStep || even == 0 || math.Sqrt(square/float64(even)) > step/ofNoise {
		return 0
	}
	other := 0
	for _, s := range steps {
		if !isStep(s, step) && !isStep(s-step, step) { // a word moved aside makes one gap wider and one narrower
			other++
		}
	}
	if float64(other) > otherPart*float64(len(steps)) {
		return 0
	}
	return step
}

// isStep reports whether gaps differ by a step.
func isStep(more, step float64) bool { return math.Abs(more-step) <= step/ofStep }

// plainSteps reports whether enough lines have steps, and not just before certain letters, as kerning makes them.
func plainSteps(lines [][]space, pairs []stepPair, step float64) bool {
	stepped := map[int]bool{}
	type count struct{ wide, narrow int }
	letters := map[rune]count{}
	all := 0
	for _, p := range pairs {
		if !isStep(p.more, step) {
			continue
		}
		stepped[p.line] = true
		wide, narrow := lines[p.line][p.wide].after, lines[p.line][p.narrow].after
		if wide == narrow {
			continue
		}
		all++
		w, n := letters[wide], letters[narrow]
		w.wide++
		n.narrow++
		letters[wide], letters[narrow] = w, n
	}
	crossed := 0
	for _, c := range letters {
		crossed += min(c.wide, c.narrow)
	}
	return len(stepped) >= leastStepped && float64(crossed) >= 2*leastCrossed*float64(all)
}

// onGrid reports whether words stand a whole number of steps apart, as where places are rounded to the
// dots of a printer.
func onGrid(lines [][]space, step float64) bool {
	words, on := 0, 0
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			steps := (line[i].To - line[i-1].To) / step
			words++
			if math.Abs(steps-math.Round(steps)) <= offGrid {
				on++
			}
		}
	}
	return float64(on) >= onGridPart*float64(words)
}

// readGaps reads each line as gaps that are a step wider than its narrowest, 1, or two, 2, and others, 0; ?
// after letters that are too few. It counts lines with steps, and those that are uneven.
func readGaps(lines [][]space, step float64) (codes []string, uneven, stepped int) {
	closer := kerning(lines)
	for _, line := range lines {
		least := math.Inf(1)
		for _, s := range line {
			if k, known := closer[s.before]; known {
				least = min(least, s.Width-k)
			}
		}
		var code strings.Builder
		var steps []int
		for _, s := range line {
			k, known := closer[s.before]
			n := math.Round((s.Width - k - least) / step)
			if !known || n > 2 {
				code.WriteByte('?')
				continue
			}
			code.WriteByte('0' + byte(n))
			steps = append(steps, int(n))
		}
		codes = append(codes, code.String())
		if len(steps) >= leastRead && slices.Max(steps) > 0 {
			stepped++
			if !isRounded(steps) {
				uneven++
			}
		}
	}
	return codes, uneven, stepped
}

// kerning is how much wider gaps are after a letter than after the most frequent one.
func kerning(lines [][]space) map[rune]float64 {
	count := map[rune]int{}
	most := rune(0)
	for _, line := range lines {
		for _, s := range line {
			count[s.before]++
			if c := count[s.before]; c > count[most] || c == count[most] && s.before < most {
				most = s.before
			}
		}
	}
	beside := map[rune][]float64{}
	for _, line := range lines {
		for _, s := range line {
			for _, other := range line {
				if other.before == most {
					beside[s.before] = append(beside[s.before], s.Width-other.Width)
				}
			}
		}
	}
	wider := map[rune]float64{most: 0}
	for letter, differences := range beside {
		if letter != most && len(differences) >= kernedByPairs {
			slices.Sort(differences)
			wider[letter] = differences[len(differences)/2]
		}
	}
	return wider
}

// isRounded reports whether steps are such as rounding makes them: all wider gaps on one side, or spread evenly
// along the line.
func isRounded(steps []int) bool {
	sum := 0
	for _, s := range steps {
		sum += s
	}
	mean := float64(sum) / float64(len(steps))
	turns, off, most := 0, 0., 0.
	for i, s := range steps {
		if i > 0 && s != steps[i-1] {
			turns++
		}
		off += float64(s) - mean
		most = max(most, math.Abs(off))
	}
	return turns <= 1 || most < 1
}

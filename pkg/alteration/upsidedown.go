package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// leastLinesUp is how many lines, at least, stand one above the other on a page that is shown
// upside down.
const leastLinesUp = 3

// uprightOrder returns the words of a page that is shown upside down, by index, in the order
// in which they are read with the page turned round; nil for other pages. Package pdf gives the
// lines of such a page in order, and the words of each from the left, as they are shown: from
// the last to the first.
func uprightOrder(words []dossier.Word) []int {
	lines := drawnLines(words)
	up := 0
	for i := 1; i < len(lines); i++ {
		if words[lines[i][0]].Box.Y < words[lines[i-1][0]].Box.Y {
			up++
		}
	}
	if up < leastLinesUp || 4*up < 3*(len(lines)-1) || !runsInLines(words) {
		return nil
	}
	var order []int
	upright := make([]dossier.Word, len(words))
	for _, line := range lines {
		slices.Reverse(line)
		for _, w := range line {
			b := words[w].Box
			upright[len(order)] = dossier.Word{Text: words[w].Text, Box: dossier.Box{X: -b.X - b.W, Y: -b.Y - b.H, W: b.W, H: b.H}}
			order = append(order, w)
		}
	}
	read := readingOrder(upright)
	for i, at := range read {
		read[i] = order[at]
	}
	return read
}

// drawnLines cuts words where the next one does not stand to the right on the same line.
func drawnLines(words []dossier.Word) [][]int {
	var lines [][]int
	for i := range words {
		if i > 0 && stepsOn(words[i-1], words[i]) {
			lines[len(lines)-1] = append(lines[len(lines)-1], i)
		} else {
			lines = append(lines, []int{i})
		}
	}
	return lines
}

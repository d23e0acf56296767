package alteration

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// inLinesFromRight returns the words that stand in lines that are read from right to left:
// most letters of the line, and of the lines drawn before and after it, are. Package pdf has
// put their words in order.
func inLinesFromRight(words []dossier.Word) []bool {
	type line struct{ first, end, balance int }
	var lines []line
	for i, w := range words {
		if i == 0 || !onOneLine(words[i-1], w) {
			lines = append(lines, line{first: i})
		}
		last := &lines[len(lines)-1]
		last.end, last.balance = i+1, last.balance+wording.FromRightBalance(w.Text)
	}
	from := make([]bool, len(words))
	for i, l := range lines {
		balance := 0
		for _, near := range lines[max(0, i-1):min(len(lines), i+2)] {
			balance += near.balance
		}
		for w := l.first; w < l.end; w++ {
			from[w] = l.balance > 0 || balance > 0
		}
	}
	return from
}

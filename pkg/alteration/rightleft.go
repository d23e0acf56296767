package alteration

import (
	"golang.org/x/text/unicode/bidi"

	"github.com/leakprint/leakprint/pkg/dossier"
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
		last.end, last.balance = i+1, last.balance+fromRightBalance(w.Text)
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

// fromRightBalance returns how many letters more of a text are read from right to left than
// from left to right.
func fromRightBalance(text string) (balance int) {
	for _, r := range text {
		switch properties, _ := bidi.LookupRune(r); properties.Class() {
		case bidi.R, bidi.AL:
			balance++
		case bidi.L:
			balance--
		}
	}
	return balance
}

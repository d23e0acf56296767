package wording

import (
	"strings"
	"unicode"
)

const (
	// mostUnsaid is how many characters one glyph stands for at most of which a file does not
	// say what it is: a letter with its marks, or a ligature.
	mostUnsaid = 4
	// longestUnsaid is how many characters a text has at most that is compared so.
	longestUnsaid = 200
)

// SameButUnsaid reports whether two texts, white space aside, have the same wording but where
// one has U+FFFD: there the file does not say what a glyph stands for.
func SameButUnsaid(a, b string) bool {
	if !strings.ContainsRune(a+b, unicode.ReplacementChar) {
		return false
	}
	x, y := withoutSpace(Normalize(a)), withoutSpace(Normalize(b))
	if max(len(x), len(y)) > longestUnsaid {
		return false
	}
	// same tells, by where they begin, which ends of the two are the same.
	same := make([][]bool, len(x)+1)
	for i := len(x); i >= 0; i-- {
		same[i] = make([]bool, len(y)+1)
		for j := len(y); j >= 0; j-- {
			same[i][j] = i == len(x) && j == len(y) || i < len(x) && j < len(y) && x[i] == y[j] && same[i+1][j+1]
			for n := 0; n <= mostUnsaid && !same[i][j]; n++ {
				same[i][j] = i < len(x) && j+n <= len(y) && x[i] == unicode.ReplacementChar && same[i+1][j+n] ||
					j < len(y) && i+n <= len(x) && y[j] == unicode.ReplacementChar && same[i+n][j+1]
			}
		}
	}
	return same[0][0]
}

package wording

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// What a machine that reads a picture may take for something else.
const (
	mostAlike    = .5  // share of the letters of a word that are right at least where it was misread
	leastRead    = 3   // letters of a word that no machine makes up, or overlooks
	longestAlike = 200 // folded characters that are compared
)

// MayBeMisread reports whether a machine that reads one of two passages off a picture may take it
// for the other: most of their letters are the same, or one has only signs and single letters
// that the other has not. A word that negates is not made up.
func MayBeMisread(before, after string) bool {
	a, b := fingerprint.Fold(strings.ToLower(before)), fingerprint.Fold(strings.ToLower(after))
	longer := max(len(a), len(b))
	switch {
	case longer < leastRead:
		return true
	case longer > longestAlike, Negation(after) != "" && Negation(before) == "":
		return false
	}
	return float64(inCommon(a, b)) >= mostAlike*float64(longer)
}

// inCommon returns the length of the longest common subsequence of two texts.
func inCommon(a, b []rune) int {
	row := make([]int, len(b)+1)
	for _, r := range a {
		diagonal := 0
		for j, of := range b {
			above := row[j+1]
			if r == of {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

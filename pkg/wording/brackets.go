package wording

import (
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// The bidirectional algorithm of golang.org/x/text leaves out rule N0 of UAX 9: brackets that
// belong together have one direction.

const leftMark, rightMark = "\u200E", "\u200F"

// withDirections returns text of a paragraph from right to left with marks of direction, which
// show nothing, around the brackets to which rule N0 gives one.
func withDirections(text string) string {
	letters := []rune(text)
	partner := bracketPairs(letters)
	if len(partner) == 0 {
		return text
	}
	marks := map[int]string{} // by bracket
	var b strings.Builder
	last := bidi.R // the last strong direction so far
	for i, r := range letters {
		if closing, ok := partner[i]; ok {
			if mark := directionOf(letters[i+1:closing], last); mark != "" {
				marks[i], marks[closing] = mark, mark
			}
		}
		mark := marks[i]
		b.WriteString(mark + string(r) + mark)
		switch direction := strongDirection(r, last); {
		case mark == leftMark:
			last = bidi.L
		case mark == rightMark:
			last = bidi.R
		case direction != bidi.ON:
			last = direction
		}
	}
	return b.String()
}

// directionOf returns the mark of the direction of brackets around text in a paragraph from
// right to left, before being the last strong direction before them; "" where they have none
// of their own.
func directionOf(within []rune, before bidi.Class) string {
	fromLeft, last := false, before
	for _, r := range within {
		switch direction := strongDirection(r, last); direction {
		case bidi.R:
			return rightMark
		case bidi.L:
			fromLeft, last = true, direction
		}
	}
	switch {
	case !fromLeft:
		return ""
	case before == bidi.L:
		return leftMark
	}
	return rightMark
}

// strongDirection returns L or R for a character that has a direction, and ON for others. A
// number has that of the text before it (rules W7 and N0).
func strongDirection(r rune, last bidi.Class) bidi.Class {
	properties, _ := bidi.LookupRune(r)
	switch properties.Class() {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.AL, bidi.AN:
		return bidi.R
	case bidi.EN:
		return last
	}
	return bidi.ON
}

// mirrors are the brackets that rule N0 is about, opening and closing.
var mirrors = map[rune]rune{'(': ')', '[': ']', '{': '}'}

// bracketPairs returns the places of brackets that belong together, the closing one by the
// opening one (definition BD16).
func bracketPairs(letters []rune) map[int]int {
	pairs := map[int]int{}
	var open []int
	for i, r := range letters {
		if mirrors[r] != 0 {
			open = append(open, i)
			continue
		}
		for n := len(open) - 1; n >= 0; n-- {
			if mirrors[letters[open[n]]] == r {
				pairs[open[n]] = i
				open = open[:n]
				break
			}
		}
	}
	return pairs
}

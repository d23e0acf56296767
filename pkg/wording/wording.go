// Package wording is the one judge of text: whether two pieces of text say the same, and
// what differs where they do not, is decided here and nowhere else. It decides nothing
// about pages or documents. Values go in and come out.
//
// # Equal
//
// Two texts have the same wording (Equal) when they differ in no more than
//
//   - typographic twins, which Normalize gives one spelling (twins.go): curly and straight
//     quotation marks, dashes and the minus, ligatures, full-width and presentation forms,
//     composed and decomposed letters, characters that cannot be seen;
//   - where lines break, and words are hyphenated for it;
//   - where words are set apart, but for digits: "61 16" is not "6 116".
//
// Passages in text from right to left are the same, too, if they are seen as the same: where
// Latin words and figures stand among others, several orders are (seen.go).
//
// Nothing else is equal: a letter's case, an accent, a point, a sign count.
//
// # What differs
//
// Tokens cuts texts into words, Align pairs those that are the same (align.go), Differences
// lists what is left over in hunks, each with its class (class.go): figures, words,
// letters, punctuation, order are alterations of the text; spacing is none. What changes
// no wording and may still give a copy away is told by Marks (marks.go).
//
// A caller may know better than the characters do: that a machine misread them, or that a
// page drawn looks the same. It may overrule a difference, and has to say so.
//
// # Looser levels
//
// To find text again, not to say that it is the same, there are also
//
//	SameFolded       equal once folded (fingerprint.Fold): letters and digits alone, without
//	                 case and accents
//	SameCharacters   the same characters in any order: a page turned on its side is read in
//	                 another one
//	SameButNumbers   Normalize with every number masked: "Page 3 of 20" and "Page 12 of 20"
//	                 are one footer
//	SameButEncoding  differs in nothing but characters that fonts lose
//	SameButUnsaid    differs in nothing but what a file does not say (U+FFFD)
//
// The contents of annotations, document information and attachments are compared exactly,
// where they are read.
package wording

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// IsBlank reports whether text has nothing that Normalize keeps.
func IsBlank(text string) bool { return Normalize(text) == "" }

// SameFolded reports whether two folded texts are equal: 1.50 and 150 are the same here.
func SameFolded(a, b []rune) bool { return slices.Equal(a, b) }

// SameCharacters reports whether two folded texts consist of the same characters in any
// order.
func SameCharacters(a, b []rune) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// HasLetters reports whether text has a letter or a digit. Other signs, such as a dash,
// have too little ink to tell by it whether they are there.
func HasLetters(text string) bool { return CountLetters(text) > 0 }

// FromRight reports whether text has letters that are read from right to left.
func FromRight(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		properties, _ := bidi.LookupRune(r)
		return properties.Class() == bidi.R || properties.Class() == bidi.AL
	})
}

// FromRightBalance returns how many letters more of a text are read from right to left than
// from left to right.
func FromRightBalance(text string) (balance int) {
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

// CountLetters returns how many letters and digits text folds to.
func CountLetters(text string) int { return len(fingerprint.Fold(text)) }

// SameButNumbers reports whether two passages differ at most in their numbers.
func SameButNumbers(a, b string) bool { return MaskNumbers(a) == MaskNumbers(b) }

// MaskNumbers returns normalized text with each run of digits replaced by a single 0.
func MaskNumbers(text string) string {
	var b strings.Builder
	digits := false
	for _, r := range Normalize(text) {
		if unicode.IsDigit(r) {
			if !digits {
				b.WriteByte('0')
			}
			digits = true
			continue
		}
		digits = false
		b.WriteRune(r)
	}
	return b.String()
}

// SameButEncoding reports whether two texts as read, white space aside, differ in
// nothing but characters that a font loses when its encoding does: quotation marks,
// accented Latin letters and private-use characters, which come back as another
// character or as none. Letter case and punctuation count. A digit beside another digit
// is never taken for a lost character, since it makes another number.
func SameButEncoding(a, b string) bool {
	x, y := withoutSpace(a), withoutSpace(b)
	var last rune
	for len(x) > 0 && len(y) > 0 {
		dx, dy := 1, 1
		if x[0] != y[0] {
			switch lostX, lostY := isLost(x[0]), isLost(y[0]); {
			case !lostX && !lostY:
				return false
			case lostX && len(x) > 1 && x[1] == y[0]:
				dy = 0
			case lostY && len(y) > 1 && y[1] == x[0]:
				dx = 0
			case (unicode.IsDigit(x[0]) || unicode.IsDigit(y[0])) && (unicode.IsDigit(last) || digitAt(x, 1) || digitAt(y, 1)):
				return false
			}
		}
		last = x[0]
		x, y = x[dx:], y[dy:]
	}
	atMostOneLost := func(rest []rune) bool { return len(rest) == 0 || len(rest) == 1 && isLost(rest[0]) }
	return atMostOneLost(x) && atMostOneLost(y)
}

func digitAt(text []rune, i int) bool { return i < len(text) && unicode.IsDigit(text[i]) }

// isLost reports whether a character is of a kind that fonts lose.
func isLost(r rune) bool {
	if r == '\'' || r == '"' || r == unicode.ReplacementChar || unicode.In(r, unicode.Pi, unicode.Pf, unicode.Co) {
		return true
	}
	return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) && unicode.IsLetter(r)
}

func withoutSpace(s string) []rune { return []rune(strings.Join(strings.Fields(s), "")) }

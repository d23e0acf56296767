package wording

import (
	"strings"
	"unicode"
)

// A sameness is how two passages are the same.
type sameness struct {
	spaced int  // places where only one of them sets words apart
	digits bool // one of these places is between digits
}

// Equal reports whether two texts have the same wording: they differ in typographic twins
// (see Normalize), in where lines break and words are hyphenated for it, and in where words
// are set apart at most. Digits are never joined: "61 16" is not "6 116".
func Equal(a, b string) bool { return a == b || EqualTokens(Tokens(a), Tokens(b)) }

// EqualTokens is Equal of texts in tokens.
func EqualTokens(a, b []Token) bool {
	s, ok := compare(a, b)
	return ok && !s.digits
}

// compare walks along two passages; ok is false where they differ in more than spacing.
func compare(a, b []Token) (s sameness, ok bool) {
	x, y := lineOf(a), lineOf(b)
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		c, d := at(x, i), at(y, j)
		switch {
		case c == d, isGap(c) && isGap(d):
			i, j = i+1, j+1
		case dividesWord(x, i) && !isGap(d):
			i += 2
		case dividesWord(y, j) && !isGap(c):
			j += 2
		case dividesWord(x, i), dividesWord(y, j): // no hyphen in the other, but a gap
			return s, false
		case isGap(c):
			s.note(x, i)
			i++
		case isGap(d):
			s.note(y, j)
			j++
		default:
			return s, false
		}
	}
	return s, true
}

// note counts the gap at i unless a line that ends with a hyphen broke there.
func (s *sameness) note(text []rune, i int) {
	if text[i] == '\n' && at(text, i-1) == '-' {
		return
	}
	s.spaced++
	s.digits = s.digits || unicode.IsDigit(at(text, i-1)) && unicode.IsDigit(at(text, i+1))
}

// lineOf returns the keys of tokens in one line, with ' ' where words are set apart, and
// '\n' where a line breaks.
func lineOf(tokens []Token) []rune {
	var line []rune
	for i, t := range tokens {
		switch {
		case i == 0:
		case tokens[i-1].LineEnd:
			if strings.HasSuffix(tokens[i-1].Text, "\u00ad") { // a soft hyphen shows where a line ends
				line = append(line, '-')
			}
			line = append(line, '\n')
		case setApart(tokens[i-1], t):
			line = append(line, ' ')
		}
		line = append(line, []rune(t.Key)...)
	}
	return line
}

// dividesWord reports whether at i a word is hyphenated for the sake of the line. Between
// figures, units and currencies a hyphen is a sign.
func dividesWord(text []rune, i int) bool {
	if at(text, i) != '-' || at(text, i+1) != '\n' {
		return false
	}
	from, to := i, i+2
	for unicode.IsLetter(at(text, from-1)) {
		from--
	}
	for unicode.IsLetter(at(text, to)) {
		to++
	}
	head, tail := string(text[from:i]), string(text[min(i+2, len(text)):to])
	counts := unicode.IsNumber(at(text, from-1)) && countsSomething(head) || isFigureWord(head) && isFigureWord(tail) || isNumeral(head) && isNumeral(tail)
	return head != "" && tail != "" && !counts
}

func isGap(r rune) bool { return r == ' ' || r == '\n' }

// at returns the rune at i, 0 outside of text.
func at(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

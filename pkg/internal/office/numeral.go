package office

import (
	"strconv"
	"strings"
)

// A numeral is a way to write the number of a list item.
type numeral uint8

const (
	decimal      numeral = iota
	decimalZero          // 01 02
	lowerRoman           // i ii iii
	upperRoman           //
	lowerLetters         // a b ... z aa ab
	upperLetters         //
	lowerDoubled         // a b ... z aa bb
	upperDoubled         //
	lowerGreek           // α β γ
	ordinal              // 1st 2nd
	bullet               // the same sign for every item
	noNumeral
)

// bullets are the signs of items of unordered lists, by how deep the list is.
var bullets = []string{"•", "◦", "▪"}

// write writes n, in decimal where the numeral has no form for it.
func (f numeral) write(n int) string {
	written := ""
	switch f {
	case decimalZero:
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case lowerRoman:
		written = strings.ToLower(roman(n))
	case upperRoman:
		written = roman(n)
	case lowerLetters:
		written = letters(n, 'a')
	case upperLetters:
		written = letters(n, 'A')
	case lowerDoubled:
		written = doubled(n, 'a')
	case upperDoubled:
		written = doubled(n, 'A')
	case lowerGreek:
		if greek := []rune("αβγδεζηθικλμνξοπρστυφχψω"); n >= 1 && n <= len(greek) {
			written = string(greek[n-1])
		}
	case ordinal:
		return strconv.Itoa(n) + ordinalSuffix(n)
	case noNumeral:
		return ""
	}
	if written == "" {
		return strconv.Itoa(n)
	}
	return written
}

// roman returns "" for what Roman numerals cannot write.
func roman(n int) string {
	if n < 1 || n > 3999 {
		return ""
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

const alphabet = 26

// letters counts a, b ... z, aa, ab.
func letters(n int, first byte) string {
	s := ""
	for ; n > 0; n = (n - 1) / alphabet {
		s = string(first+byte((n-1)%alphabet)) + s
	}
	return s
}

// doubled counts a, b ... z, aa, bb; "" beyond what anybody would read.
func doubled(n int, first byte) string {
	const most = 30 * alphabet
	if n < 1 || n > most {
		return ""
	}
	return strings.Repeat(string(first+byte((n-1)%alphabet)), (n-1)/alphabet+1)
}

func ordinalSuffix(n int) string {
	if n%100/10 != 1 {
		switch n % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}

// counted bounds the number that a document gives an item.
func counted(s string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n > 1<<30 || n < -1<<30 {
		return otherwise
	}
	return n
}

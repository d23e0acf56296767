// Package wording is the one judge of text: whether two pieces of text say the same is
// decided here and nowhere else. It decides nothing about pages or documents.
//
// Each level of equality ignores more than the one above it:
//
//	Normalize        how a program writes a sign: NFKC, straight quotes, plain hyphens, no
//	                 invisible characters. Words are aligned by it.
//	SameWriting      also where words are separated.
//	SameLetters      also letter case, accents, everything that is neither letter nor digit,
//	                 and which of several look-alike letters is used (fingerprint.Fold).
//	SameFolded       the same of texts that are folded already.
//	SameCharacters   also the order of the characters: a page turned on its side is read in
//	                 another one.
//
// Beside these stand
//
//	SameNumbers      ignores all but numbers with their signs and currencies, and complements
//	                 folding, to which 1.50 and 150 are the same. Pages are held to it.
//	SameDigits       ignores all but digits, points, commas and percent signs. Passages are
//	                 held to it: a minus or a currency does not count.
//	SameButNumbers   Normalize with every number masked: "Page 3 of 20" and "Page 12 of 20"
//	                 are one footer.
//	SameButEncoding  differs in nothing but characters that fonts lose.
//	RunsOver         a text that ends one page and goes on at the beginning of the next.
//
// The contents of annotations, document information and attachments are compared exactly,
// where they are read.
package wording

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// Normalize returns text as far as it does not depend on the program that saved the file.
// Plain ASCII is returned as it is, except that ` becomes '.
func Normalize(text string) string {
	for _, r := range text {
		if r > unicode.MaxASCII || r == '`' {
			return plainSigns.Replace(norm.NFKC.String(text))
		}
	}
	return text
}

// plainSigns replaces signs that programs substitute for one another, and removes
// invisible characters.
var plainSigns = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "“", `"`, "”", `"`, "„", `"`, "‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-",
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u2060", "")

// IsBlank reports whether text has nothing that Normalize keeps.
func IsBlank(text string) bool { return Normalize(text) == "" }

// SameWriting reports whether two passages differ at most in where words are separated.
func SameWriting(a, b string) bool {
	joined := func(s string) string { return strings.Join(strings.Fields(Normalize(s)), "") }
	return joined(a) == joined(b)
}

// SameLetters reports whether two passages have the same letters and digits: hyphenation,
// quotation marks, case, accents and homoglyphs do not count.
func SameLetters(a, b string) bool {
	return string(fingerprint.Fold(a)) == string(fingerprint.Fold(b))
}

// SameFolded reports whether two folded texts are equal. Points, commas and signs of
// numbers are ignored: 1.50 and 150 are the same here.
func SameFolded(a, b []rune) bool { return slices.Equal(a, b) }

// SameCharacters reports whether two folded texts consist of the same characters in any
// order.
func SameCharacters(a, b []rune) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// HasLetters reports whether text has a letter or a digit. Other signs, such as a dash,
// have too little ink to tell by it whether they are there.
func HasLetters(text string) bool { return CountLetters(text) > 0 }

// CountLetters returns how many letters and digits text folds to.
func CountLetters(text string) int { return len(fingerprint.Fold(text)) }

// SameDigits reports whether two passages have the same digits, points, commas and percent
// signs in the same order; points and commas at the very end do not count.
func SameDigits(a, b string) bool {
	reduced := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || strings.ContainsRune(".,%", r) {
				return r
			}
			return -1
		}, strings.TrimRight(s, ".,"))
	}
	return reduced(a) == reduced(b)
}

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

// SameNumbers reports whether two texts write the same numbers. Of texts that fold
// alike, this tells those that differ in nothing but the signs of their numbers, which
// folding drops: 1.50 is not 150.
func SameNumbers(a, b string) bool { return a == b || Numbers(a) == Numbers(b) }

// Numbers reduces a text to its digits, the signs before, between and right after them
// (minus, decimal point, comma, colon, slash, percent), and currency signs. White
// space and everything else is dropped, so a sentence's full stop after a number is
// not a sign. Every dash counts as a minus.
func Numbers(text string) string {
	var b strings.Builder
	var before, sign rune // sign is written once a digit follows it
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			continue
		case unicode.IsDigit(r):
			if sign != 0 {
				b.WriteRune(sign)
			}
			b.WriteRune(r)
			sign = 0
		case unicode.Is(unicode.Pd, r) || r == '−':
			sign = '-'
		case unicode.IsDigit(before) && strings.ContainsRune(".,:/", r):
			sign = r
		case unicode.Is(unicode.Sc, r):
			b.WriteRune(r)
			sign = 0
		case unicode.IsDigit(before) && r == '%':
			b.WriteRune(r)
			sign = 0
		default:
			sign = 0
		}
		before = r
	}
	return b.String()
}

// RunsOver reports whether text can be cut in two such that the first part ends the
// page and the second begins the next, each within furniture bytes of the page break,
// where headers and footers stand.
func RunsOver(text, page, next string, furniture int) bool {
	longest := sort.Search(len(text), func(n int) bool { return !strings.Contains(page, text[:n+1]) })
	shortest := sort.Search(len(text), func(n int) bool { return strings.Contains(next, text[n:]) })
	for n := shortest; n <= longest; n++ {
		begin, rest := text[:n], text[n:]
		if strings.Contains(page[max(0, len(page)-n-furniture):], begin) &&
			strings.Contains(next[:min(len(next), len(rest)+furniture)], rest) {
			return true
		}
	}
	return false
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
	if r == '\'' || r == '"' || unicode.In(r, unicode.Pi, unicode.Pf, unicode.Co) {
		return true
	}
	return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) && unicode.IsLetter(r)
}

func withoutSpace(s string) []rune { return []rune(strings.Join(strings.Fields(s), "")) }

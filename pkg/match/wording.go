package match

import (
	"slices"
	"sort"
	"strings"
	"unicode"
)

// This file holds every answer of the package to the question whether two texts say
// the same. What each level compares, the loosest first:
//
//	sameLetters      the folded characters, in any order
//	sameFolded       the folded characters in order
//	verbatim         as sameFolded: all of a query page within one known page
//	unbroken         as sameFolded: all of a query page over several known pages
//	sameText         the folded characters in order, and the figures with their signs
//	quotedFrom       as sameText: all of a query page within a known page, or over two
//	sameButEncoding  the texts as read but for white space and characters that fonts lose
//
// Folded means fingerprint.Fold: letter case, accents, ligatures, hyphenation, white
// space, punctuation and the script of look-alike letters are ignored.

// sameLetters reports whether two folded texts consist of the same characters in any
// order: a page turned on its side is read in another order.
func sameLetters(q, k *preparedPage) bool {
	return slices.Equal(slices.Sorted(slices.Values(q.folded)), slices.Sorted(slices.Values(k.folded)))
}

// sameFolded reports whether two texts fold alike. Points, commas and signs of numbers
// are ignored: 1.50 and 150 are the same here.
func sameFolded(q, k *preparedPage) bool { return slices.Equal(q.folded, k.folded) }

// verbatim reports whether all of the query page's folded text stands in one piece on
// the known page that e compares it with.
func (e evidence) verbatim(q *preparedPage) bool {
	return len(e.bestChain) == 1 && e.bestChain[0].n == len(q.folded)
}

// unbroken reports whether all of the query page's folded text stands on several known
// pages in turn, each of them going on where the one before left off at the latest.
func unbroken(q *preparedPage, pieces []edge) bool {
	reached := 0
	for _, e := range pieces {
		for _, r := range e.bestChain {
			if r.q <= reached {
				reached = max(reached, r.q+r.n)
			}
		}
	}
	return reached == len(q.folded)
}

// sameText reports whether two texts fold alike and write their figures alike.
func sameText(q, k *preparedPage) bool { return sameFolded(q, k) && sameFigures(q.Text, k.Text) }

// sameFigures reports whether two texts write the same figures. Of texts that fold
// alike, this tells those that differ in nothing but the signs of their numbers, which
// folding drops: 1.50 is not 150.
func sameFigures(a, b string) bool { return a == b || figures(a) == figures(b) }

// figures reduces a text to its digits, the signs before, between and right after them
// (minus, decimal point, comma, colon, slash, percent), and currency signs. White
// space and everything else is dropped, so a sentence's full stop after a number is
// not a sign. Every dash counts as a minus.
func figures(text string) string {
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

// quotedFrom reports whether a query page stands on the known pages, given in order,
// word for word and figure for figure: in one piece on one of them, or running over from
// a page to the next, with up to furniture characters of footer and header between.
func quotedFrom(q *preparedPage, known []*preparedPage) bool {
	words, signs := string(q.folded), figures(q.Text)
	var last *preparedPage
	for _, k := range known {
		if strings.Contains(string(k.folded), words) && strings.Contains(figures(k.Text), signs) {
			return true
		}
		if last != nil && last.Number+1 == k.Number && runsOver(words, string(last.folded), string(k.folded)) &&
			runsOver(signs, figures(last.Text), figures(k.Text)) {
			return true
		}
		last = k
	}
	return false
}

// runsOver reports whether text can be cut in two such that the first part ends the
// page and the second begins the next, each within furniture bytes of the page break.
func runsOver(text, page, next string) bool {
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

// sameButEncoding reports whether two texts as read, white space aside, differ in
// nothing but characters that a font loses when its encoding does: quotation marks,
// accented Latin letters and private-use characters, which come back as another
// character or as none. Letter case and punctuation count. A digit beside another digit
// is never taken for a lost character, since it makes another number.
func sameButEncoding(a, b string) bool {
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

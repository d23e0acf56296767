package pdf

import (
	"cmp"
	"slices"
	"unicode"
)

// clusterOrder returns the glyphs of a line of a script that writes vowels around letters.
// They are in order but for marks that are drawn apart from the letter that they stand on.
func clusterOrder(line []glyph) []glyph {
	var placed, stray []glyph
	for _, g := range line {
		n := len(placed)
		switch {
		case !g.isMark() || n == 0:
			placed = append(placed, g)
		case !placed[n-1].under(g, nearMark*g.size) && letterAt(line, g) != nil:
			stray = append(stray, g)
		case placed[n-1].isSpace():
			placed = append(placed, g)
		default:
			placed[n-1].putOn(g)
			placed[n-1].end = max(placed[n-1].end, g.end)
		}
	}
	for _, g := range stray {
		on := letterAt(placed, g)
		on.putOn(g)
		sortMarks(on.text)
	}
	return spaced(placed, wideBetweenClusters)
}

// nearMark is how far beside a letter the middle of a mark may stand, in heights of the type,
// that is on it.
const nearMark = .1

// under reports whether a glyph stands where a mark does, or nearly so.
func (g *glyph) under(mark glyph, slack float64) bool {
	at := mark.middle()
	return at > g.left-slack && at < g.right+slack
}

// letterAt returns the letter that a mark stands on, or else that it stands beside; nil where
// there is none.
func letterAt(line []glyph, mark glyph) *glyph {
	for _, slack := range [...]float64{0, nearMark * mark.size} {
		for i := range line {
			if g := &line[i]; unicode.IsLetter(g.text[0]) && g.under(mark, slack) {
				return g
			}
		}
	}
	return nil
}

// wideBetweenClusters returns the gap after a letter from which it sets words apart, in
// heights of the type. The letters of some scripts of India hang from a line that joins them.
func wideBetweenClusters(g glyph) float64 {
	if c := g.text[0]; c >= 0x0900 && c <= 0x0A7F {
		return wideHanging
	}
	return wideInkGap
}

// sortMarks puts the marks on each letter of a text in the order in which they are typed. A letter
// that is drawn beneath another one, which a sign before it says, stays where it is.
func sortMarks(text []rune) {
	from := 0
	for i := range len(text) + 1 {
		if i == len(text) || unicode.IsLetter(text[i]) {
			slices.SortStableFunc(text[from:i], func(a, b rune) int { return cmp.Compare(markRank(a), markRank(b)) })
			from = i + 1
		}
	}
}

// markRank orders what is written of a letter: itself, then, of Thai and Lao, vowels, tones
// and other signs, as they are typed.
func markRank(c rune) int {
	if c >= 0x0E80 && c <= 0x0EFF { // Lao is laid out like Thai
		c -= 0x80
	}
	switch {
	case !unicode.Is(unicode.Mn, c):
		return 0
	case c >= 0x0E48 && c <= 0x0E4B:
		return 2
	case c == 0x0E4C:
		return 3
	}
	return 1
}

package pdf

import (
	"math"
	"slices"
	"unicode/utf16"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// longestLine is the number of UTF-16 units of a line from which it is left as it is.
const longestLine = 10_000

// letters are the text of a page as PDFium's UTF-16 units.
type letters struct {
	units []uint16
	chars []int // PDFium's number of the character that each unit is of, -1 for none; nil where that is to be asked
}

// text returns them as text. That of reordered pages is in canonical order (NFC).
func (l letters) text() string {
	text := cleanText(l.units)
	if l.chars != nil {
		return norm.NFC.String(text)
	}
	return text
}

// part returns the letters from one unit up to another.
func (l letters) part(first, end int) letters {
	of := letters{units: l.units[first:end]}
	if l.chars != nil {
		of.chars = l.chars[first:end]
	}
	return of
}

// add adds text, and says which characters it is of, one for one, if it is of any.
func (l *letters) add(text []rune, chars []int) {
	for i, r := range text {
		char := -1
		if i < len(chars) {
			char = chars[i]
		}
		l.units = utf16.AppendRune(l.units, r)
		for len(l.chars) < len(l.units) {
			l.chars = append(l.chars, char)
		}
	}
}

// A textLine is a line of PDFium's text, without what ends it.
type textLine struct {
	first, end int // units
	hyphen     bool
	fromLeft   int // how many letters are read from left to right
	fromRight  int // and from right to left
}

// inReadOrder returns the units of a page with its right-to-left lines in the order in which
// they are read; as they are where it has none.
func (r *pageReader) inReadOrder(text pointer, units []uint16) letters {
	if !slices.ContainsFunc(units, mayBeRightToLeft) {
		return letters{units: units}
	}
	lines := textLines(units)
	var all letters
	at := 0
	for i, line := range lines {
		for ; at < line.first; at++ {
			all.add([]rune{rune(units[at])}, nil)
		}
		fromRight := runsFromRight(lines, i)
		if (fromRight || line.fromRight > 0) && line.end-line.first <= longestLine {
			r.addReadOrder(&all, text, units, line, fromRight)
			at = line.end
			continue
		}
		for ; at < line.end; at++ {
			all.units = append(all.units, units[at])
			all.chars = append(all.chars, r.charOf(text, at))
		}
	}
	for ; at < len(units); at++ {
		all.add([]rune{rune(units[at])}, nil)
	}
	return all
}

// mayBeRightToLeft reports whether a unit is, or may be half of, a character that is read
// from right to left.
func mayBeRightToLeft(unit uint16) bool {
	return unit >= 0x0590 && (unit <= 0x08FF || unit >= 0xFB1D && unit <= 0xFDFF || unit >= 0xFE70 && unit <= 0xFEFC || unit == 0xD802 || unit == 0xD803 || unit == 0xD83A || unit == 0xD83B)
}

// textLines cuts text into lines.
func textLines(units []uint16) []textLine {
	var lines []textLine
	for i := 0; i < len(units); {
		if units[i] == '\r' || units[i] == '\n' {
			i++
			continue
		}
		line := textLine{first: i}
		for i < len(units) && units[i] != '\r' && units[i] != '\n' && !line.hyphen {
			line.hyphen = units[i] == lineHyphen
			i++
		}
		line.end = i
		for _, c := range utf16.Decode(units[line.first:line.end]) {
			switch class := classOf(c); {
			case isRightToLeft(class):
				line.fromRight++
			case class == bidi.L:
				line.fromLeft++
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// runsFromRight reports whether a line is read from right to left: most letters of it and of
// the lines next to it are.
func runsFromRight(lines []textLine, i int) bool {
	balance := 0
	for _, line := range lines[max(0, i-1):min(len(lines), i+2)] {
		balance += line.fromRight - line.fromLeft
	}
	return balance > 0
}

// addReadOrder adds a line in the order in which it is read.
func (r *pageReader) addReadOrder(all *letters, text pointer, units []uint16, line textLine, fromRight bool) {
	for i, glyphs := range sameBase(r.glyphs(text, units, line)) {
		if i > 0 {
			all.add([]rune{'\n'}, nil)
		}
		for _, g := range readOrder(glyphs, fromRight) {
			all.add(g.text, g.chars)
		}
	}
	if line.hyphen {
		all.add([]rune{'\n'}, nil)
	}
}

// sameBase cuts glyphs where the next one stands on another line.
func sameBase(glyphs []glyph) [][]glyph {
	var lines [][]glyph
	var last *glyph
	for i := range glyphs {
		g := &glyphs[i]
		if last == nil || !g.isMark() && math.Abs(g.base-last.base) > .7*max(g.size, last.size) {
			lines = append(lines, nil)
		}
		if last == nil || !g.isMark() {
			last = g
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], *g)
	}
	return lines
}

// glyphs returns the glyphs of a line in PDFium's order, without the spaces that it made up.
func (r *pageReader) glyphs(text pointer, units []uint16, line textLine) []glyph {
	var all []glyph
	for i := line.first; i < line.end; i++ {
		c := rune(units[i])
		char := r.charOf(text, i)
		if utf16.IsSurrogate(c) && i+1 < line.end {
			i++
			c = utf16.DecodeRune(c, rune(units[i]))
		}
		if c == lineHyphen && line.hyphen && i+1 == line.end {
			c = '-'
		}
		if dropped(c) && c != '\t' || char < 0 {
			continue
		}
		g := r.place(text, char)
		g.text, g.chars = plainLetter(c), []int{char}
		if g.isSpace() && g.right-g.left < .01*g.size {
			continue
		}
		all = append(all, g)
	}
	return apart(all)
}

// plainLetter returns the letters of a presentation form, and any other character as it is.
func plainLetter(c rune) []rune {
	if c >= 0xFB1D && c <= 0xFDFB || c >= 0xFE70 && c <= 0xFEFC {
		return slices.DeleteFunc([]rune(norm.NFKC.String(string(c))), func(r rune) bool { return r == ' ' })
	}
	return []rune{c}
}

// apart gives each letter of a ligature, which stands for several, a place of its own.
func apart(glyphs []glyph) []glyph {
	var all []glyph
	for i := 0; i < len(glyphs); {
		end := i + 1
		for end < len(glyphs) && sameGlyph(glyphs[i], glyphs[end]) {
			end++
		}
		var said []rune
		var chars []int
		for _, g := range glyphs[i:end] {
			said, chars = append(said, g.text...), append(chars, g.chars...)
		}
		if end == i+1 && len(said) == 1 || len(said) == 0 {
			all = append(all, glyphs[i:end]...)
		} else {
			all = append(all, divided(glyphs[i], lettersOf(said), chars)...)
		}
		i = end
	}
	return all
}

// sameGlyph reports whether two characters are drawn as one.
func sameGlyph(a, b glyph) bool {
	return a.origin == b.origin && a.base == b.base && a.left == b.left && a.right == b.right && !a.isSpace() && !b.isSpace()
}

// divided returns a ligature as letters beside one another.
func divided(whole glyph, said []rune, chars []int) []glyph {
	var all []glyph
	width := (whole.right - whole.left) / float64(len(said))
	fromRight := slices.ContainsFunc(said, func(r rune) bool { return isRightToLeft(classOf(r)) })
	for i, c := range said {
		g := whole
		at := i
		if fromRight {
			at = len(said) - 1 - i
		}
		g.left = whole.left + float64(at)*width
		g.right = g.left + width
		g.advance = max(g.right, whole.advance-float64(len(said)-1-at)*width)
		g.origin = whole.origin + float64(at)*width
		g.text, g.chars = []rune{c}, chars
		all = append(all, g)
	}
	return all
}

// charOf returns PDFium's number of the character that a unit is of, negative for none.
func (r *pageReader) charOf(text pointer, unit int) int {
	return r.integer("FPDFText_GetCharIndexFromTextIndex", text, uint64(unit))
}

// place returns where a character stands on its line.
func (r *pageReader) place(text pointer, char int) glyph {
	index := uint64(char)
	angle := r.float("FPDFText_GetCharAngle", text, index)
	size := r.double("FPDFText_GetFontSize", text, index)
	if r.call("FPDFText_GetMatrix", text, index, r.out) != 0 {
		size *= math.Hypot(float64(r.outFloat(0)), float64(r.outFloat(1)))
	}
	sin, cos := math.Sincos(angle)
	along := func(x, y float64) float64 { return x*cos + y*sin }
	var g glyph
	g.size = math.Abs(size)
	if r.call("FPDFText_GetCharOrigin", text, index, r.out, r.out+8) != 0 {
		x, y := r.outDouble(0), r.outDouble(1)
		g.origin, g.base = along(x, y), y*cos-x*sin
	}
	g.left, g.right, g.advance = g.origin, g.origin, g.origin
	widen := func(x1, x2, y1, y2 float64) {
		for _, at := range [...]float64{along(x1, y1), along(x1, y2), along(x2, y1), along(x2, y2)} {
			g.left, g.right = min(g.left, at), max(g.right, at)
		}
	}
	if r.call("FPDFText_GetCharBox", text, index, r.out, r.out+8, r.out+16, r.out+24) != 0 {
		g.left, g.right = math.Inf(1), math.Inf(-1)
		widen(r.outDouble(0), r.outDouble(1), r.outDouble(2), r.outDouble(3))
	}
	g.advance = g.right
	if r.call("FPDFText_GetLooseCharBox", text, index, r.out) != 0 { // of left, top, right, bottom
		ink := g
		widen(r.outFloat(0), r.outFloat(2), r.outFloat(1), r.outFloat(3))
		g.advance = g.right
		g.left, g.right = ink.left, ink.right
	}
	return g
}

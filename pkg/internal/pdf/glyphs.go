package pdf

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// A glyph is a letter, or another character, in its place on a line, with the marks that
// stand on it. Places are along the line as it is seen, from left to right.
type glyph struct {
	text        []rune
	chars       []int // PDFium's numbers of what it is made of
	box         pageBox
	left, right float64
	origin      float64 // where it is drawn from
	start, end  float64 // from where to where it takes room
	base, size  float64 // the height of the line, and of its type
	upright     bool    // read from left to right in a line that is read from right to left
}

func (g *glyph) middle() float64 { return (g.left + g.right) / 2 }
func (g *glyph) isSpace() bool   { return unicode.IsSpace(g.text[0]) }
func (g *glyph) isMark() bool    { return unicode.Is(unicode.Mn, g.text[0]) }

// A pageBox is a box in the space of the page; the zero value is none.
type pageBox struct{ left, bottom, right, top float64 }

func (b pageBox) union(c pageBox) pageBox {
	switch {
	case b == pageBox{}:
		return c
	case c == pageBox{}:
		return b
	}
	return pageBox{min(b.left, c.left), min(b.bottom, c.bottom), max(b.right, c.right), max(b.top, c.top)}
}

// along returns where a box begins and ends on a line at an angle.
func (b pageBox) along(angle float64) (from, to float64) {
	sin, cos := math.Sincos(angle)
	from, to = math.Inf(1), math.Inf(-1)
	for _, x := range [...]float64{b.left, b.right} {
		for _, y := range [...]float64{b.bottom, b.top} {
			at := x*cos + y*sin
			from, to = min(from, at), max(to, at)
		}
	}
	return from, to
}

// glyphs returns the glyphs of a line in PDFium's order, without the spaces that it made up.
func (r *pageReader) glyphs(text pointer, units []uint16, line textLine, spans spans) []glyph {
	var all []glyph
	for i := line.first; i < line.end; i++ {
		c := rune(units[i])
		char := r.charOf(text, i)
		if utf16.IsSurrogate(c) && i+1 < line.end {
			i++
			c = utf16.DecodeRune(c, rune(units[i]))
		}
		if c == lineHyphen && i+1 == line.end {
			c = '-'
		}
		if dropped(c) && c != '\t' || char < 0 {
			continue
		}
		g := r.place(text, char)
		g.text, g.chars = plainLetter(c), []int{char}
		if s := spans[r.call("FPDFText_GetTextObject", text, uint64(char))]; s != nil {
			if s.read {
				continue
			}
			s.read = true
			g = s.glyph(g, r.float("FPDFText_GetCharAngle", text, uint64(char)))
		}
		if len(g.text) > 0 && !(g.isSpace() && g.right-g.left < .01*g.size) {
			all = append(all, g)
		}
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
	g := glyph{size: math.Abs(size)}
	if r.call("FPDFText_GetCharOrigin", text, index, r.out, r.out+8) != 0 {
		g.origin, g.base = onLine(r.outDouble(0), r.outDouble(1), angle)
	}
	g.left, g.right, g.start = g.origin, g.origin, g.origin
	if r.call("FPDFText_GetCharBox", text, index, r.out, r.out+8, r.out+16, r.out+24) != 0 {
		g.box = pageBox{left: r.outDouble(0), right: r.outDouble(1), bottom: r.outDouble(2), top: r.outDouble(3)}
		g.left, g.right = g.box.along(angle)
	}
	g.end = g.right
	if r.call("FPDFText_GetLooseCharBox", text, index, r.out) != 0 {
		_, g.end = pageBox{left: r.outFloat(0), top: r.outFloat(1), right: r.outFloat(2), bottom: r.outFloat(3)}.along(angle)
	}
	return g
}

// onLine returns where a point is along a line at an angle, and how high.
func onLine(x, y, angle float64) (along, height float64) {
	sin, cos := math.Sincos(angle)
	return x*cos + y*sin, y*cos - x*sin
}

// apart gives each letter of a ligature, which stands for several, a place of its own.
func apart(glyphs []glyph) []glyph {
	var all []glyph
	for i := 0; i < len(glyphs); {
		whole := glyphs[i]
		end := i + 1
		for end < len(glyphs) && sameGlyph(glyphs[end-1], glyphs[end]) {
			g := glyphs[end]
			whole.text, whole.chars = append(slices.Clip(whole.text), g.text...), append(slices.Clip(whole.chars), g.chars...)
			whole.left, whole.right, whole.end = min(whole.left, g.left), max(whole.right, g.right), max(whole.end, g.end)
			whole.box = whole.box.union(g.box)
			end++
		}
		said := whole.text
		if end > i+1 {
			said = lettersOf(said, end >= len(glyphs) || glyphs[end].middle() <= whole.middle())
		}
		all = append(all, divided(whole, said)...)
		i = end
	}
	return all
}

// sameGlyph reports whether two characters are drawn as one: in one place, or, where the
// file says what the glyph stands for (ActualText), in parts of one place, as PDFium has it.
func sameGlyph(a, b glyph) bool {
	if a.origin != b.origin || a.base != b.base || a.isSpace() || b.isSpace() {
		return false
	}
	width, step := a.right-a.left, math.Abs(a.left-b.left)
	near := func(x, y float64) bool { return math.Abs(x-y) < .01*a.size }
	return near(width, b.right-b.left) && (step == 0 || near(step, width))
}

// divided returns what a glyph says in right-to-left letters as letters beside one another,
// each with its marks.
func divided(whole glyph, said []rune) []glyph {
	whole.text = said
	if !slices.ContainsFunc(said, isRightToLeft) {
		return []glyph{whole}
	}
	var all []glyph
	for _, c := range said {
		if n := len(all); n > 0 && unicode.Is(unicode.Mn, c) {
			all[n-1].text = append(all[n-1].text, c)
			continue
		}
		g := whole
		g.text = []rune{c}
		all = append(all, g)
	}
	width := (whole.right - whole.left) / float64(len(all))
	for i := range all {
		after := float64(i) // letters on its right
		before := float64(len(all)-1) - after
		g := &all[i]
		g.left += before * width
		g.right = g.left + width
		g.origin += before * width
		g.start += before * width
		g.end -= after * width
	}
	return all
}

package pdf

import (
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Gap is the room between two words that follow one another on a level line in one font and size,
// with nothing but a space between them, drawn in that font or not at all.
type Gap struct {
	After int     // index into Words of the word before
	Style int     // one number for each font and size of the page
	Base  float64 // height of the line, points from below
	To    float64 // where the word after is drawn from, points from the left
	Width float64 // up to there from where the room of the last letter before ends
}

// mostGaps is how many are read of a page.
const mostGaps = 20_000

// A typeface is a font at a size.
type typeface struct {
	font pointer
	size float64
}

// A gapReader reads the gaps of a page.
type gapReader struct {
	*pageReader
	text   pointer
	fonts  map[pointer]pointer // by the text object that uses them
	styles map[typeface]int
}

// gaps returns the gaps between the words of a page, each of which is the characters of its run.
func (r *pageReader) gaps(text pointer, words []dossier.Word, runs []run) []Gap {
	g := gapReader{pageReader: r, text: text, fonts: map[pointer]pointer{}, styles: map[typeface]int{}}
	var all []Gap
	for i := 1; i < len(words) && len(all) < mostGaps; i++ {
		before, after := runs[i-1], runs[i]
		if len(before) != 1 || len(after) != 1 || after[0].first != before[0].last+2 {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(words[i-1].Text)
		first, _ := utf8.DecodeRuneInString(words[i].Text)
		if isRightToLeft(last) || isRightToLeft(first) || unicode.IsMark(last) {
			continue
		}
		if gap, ok := g.between(before[0].last, after[0].first); ok {
			gap.After = i - 1
			all = append(all, gap)
		}
	}
	return all
}

// between is the gap between two characters with one between them.
func (g *gapReader) between(last, first int) (Gap, bool) {
	face := g.face(first)
	if face.font == 0 || face != g.face(last) {
		return Gap{}, false
	}
	if space := g.face(last + 1); space.font != 0 && space != face {
		return Gap{}, false
	}
	from, base, ok := g.origin(last)
	to, level, also := g.origin(first)
	if !ok || !also || math.Abs(level-base) > .01*face.size {
		return Gap{}, false
	}
	if g.call("FPDFText_GetLooseCharBox", g.text, uint64(last), g.out) == 0 {
		return Gap{}, false
	}
	end := g.outFloat(2)
	if end <= from || to <= from {
		return Gap{}, false
	}
	style, known := g.styles[face]
	if !known {
		style = len(g.styles)
		g.styles[face] = style
	}
	return Gap{Style: style, Base: base, To: to, Width: to - end}, true
}

// face is what a character is drawn in; none for one that is not.
func (g *gapReader) face(char int) typeface {
	object := g.call("FPDFText_GetTextObject", g.text, uint64(char))
	if object == 0 {
		return typeface{}
	}
	font, known := g.fonts[object]
	if !known {
		font = g.call("FPDFTextObj_GetFont", object)
		g.fonts[object] = font
	}
	return typeface{font, g.double("FPDFText_GetFontSize", g.text, uint64(char))}
}

// origin is where a character is drawn from.
func (g *gapReader) origin(char int) (x, y float64, ok bool) {
	ok = g.call("FPDFText_GetCharOrigin", g.text, uint64(char), g.out, g.out+8) != 0
	return g.outDouble(0), g.outDouble(1), ok
}

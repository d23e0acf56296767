package pdf

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// longestLine is the number of UTF-16 units of a line from which it is left as it is.
const longestLine = 2000

// letters are the text of a page as PDFium's UTF-16 units.
type letters struct {
	units []uint16
	// Where the page is put in order; else PDFium knows:
	chars []int     // the number of the character that each unit is of, -1 for none
	boxes []pageBox // where each unit stands; zero where PDFium is to be asked
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
		of.chars, of.boxes = l.chars[first:end], l.boxes[first:end]
	}
	return of
}

// add adds a glyph.
func (l *letters) add(g glyph) {
	for i, r := range g.text {
		char := -1
		switch {
		case i < len(g.chars):
			char = g.chars[i]
		case len(g.chars) > 0:
			char = g.chars[0]
		}
		l.units = utf16.AppendRune(l.units, r)
		for len(l.chars) < len(l.units) {
			l.chars, l.boxes = append(l.chars, char), append(l.boxes, g.box)
		}
	}
}

// A textLine is a line of PDFium's text, without what ends it.
type textLine struct {
	first, end int // units
	fromLeft   int // how many letters are read from left to right
	fromRight  int // and from right to left
	clusters   bool
}

// needsOrder reports whether the line has letters that are not read in the order in which PDFium
// gives them.
func (l textLine) needsOrder() bool { return l.clusters || l.fromRight > 0 }

// inReadOrder returns the units of a page with its right-to-left lines in the order in which
// they are read, and lines in one piece that PDFium broke between letters; as they are where it
// has none.
func (r *pageReader) inReadOrder(text pointer, units []uint16) letters {
	torn := isTorn(units)
	if !torn && !slices.ContainsFunc(units, needsOrder) {
		return letters{units: units}
	}
	lines := textLines(units)
	if !torn && !slices.ContainsFunc(lines, textLine.needsOrder) {
		return letters{units: units}
	}
	var all letters
	var seen []seenLine
	at := 0 // units up to here are done
	spans := r.spans()
	for i, line := range lines {
		fromRight := runsFromRight(lines, i)
		needed := fromRight || line.needsOrder()
		var parts []seenLine
		ordered := (torn || needed) && line.end-line.first <= longestLine
		if ordered {
			parts = r.seenLines(text, units, line, fromRight, spans)
			ordered = needed || len(parts) == 1
		}
		if !ordered {
			all.addLines(seen)
			seen = nil
			r.addAsIs(&all, text, units, at, line.end)
		} else {
			if seen == nil {
				r.addAsIs(&all, text, units, at, line.first)
			}
			seen = append(seen, parts...)
		}
		at = line.end
	}
	all.addLines(seen)
	r.addAsIs(&all, text, units, at, len(units))
	return all
}

// addAsIs adds units as PDFium gives them.
func (r *pageReader) addAsIs(all *letters, text pointer, units []uint16, first, end int) {
	for i := first; i < end; i++ {
		all.units = append(all.units, units[i])
		all.chars, all.boxes = append(all.chars, r.charOf(text, i)), append(all.boxes, pageBox{})
	}
}

// Of a page with little text PDFium may think that it is set vertically, and break its lines
// between letters. It shows in lines of hardly a letter each.
const (
	leastTorn  = 8 // lines of such a page
	mostOfTorn = 2 // units of most of them
)

// isTorn reports whether the lines of a text are broken between letters, unless they are short.
func isTorn(units []uint16) bool {
	lines, torn, length := 0, 0, 0
	for _, u := range units {
		if u != '\r' && u != '\n' {
			length++
			continue
		}
		if length > 0 {
			lines++
			if length <= mostOfTorn {
				torn++
			}
		}
		length = 0
	}
	return lines >= leastTorn && 2*torn > lines
}

// A seenLine is the glyphs of a line.
type seenLine struct {
	glyphs    []glyph
	fromRight bool // it is read from right to left, but for the parts of it that are not
	rightLeft bool // it has letters that are
	hyphen    bool // it ends in a hyphen at which a word is divided
}

// inOrder returns the glyphs in the order in which they are read.
func (l seenLine) inOrder() []glyph {
	if l.fromRight || l.rightLeft {
		return readOrder(l.glyphs, l.fromRight)
	}
	return clusterOrder(l.glyphs)
}

// addLines adds lines, in the order in which they are read.
func (l *letters) addLines(lines []seenLine) {
	for i, line := range joined(lines) {
		if i > 0 {
			l.add(glyph{text: []rune{'\n'}})
		}
		for _, g := range line.inOrder() {
			l.add(g)
		}
	}
	if n := len(lines); n > 0 && lines[n-1].hyphen {
		l.add(glyph{text: []rune{'\n'}})
	}
}

// joined puts parts of a line together that follow one another and adjoin: PDFium breaks some
// where the next part stands on the left.
func joined(lines []seenLine) []seenLine {
	var all []seenLine
	for _, line := range lines {
		if n := len(all); n > 0 && len(all[n-1].glyphs) < longestLine && adjoin(all[n-1].glyphs, line.glyphs) {
			all[n-1].glyphs = append(all[n-1].glyphs, line.glyphs...)
			all[n-1].fromRight = all[n-1].fromRight || line.fromRight
			all[n-1].rightLeft = all[n-1].rightLeft || line.rightLeft
			all[n-1].hyphen = line.hyphen
		} else {
			all = append(all, line)
		}
	}
	return all
}

// adjoin reports whether two parts of a line are apart by a space at most, and no letter of one
// stands where one of the other does, or the second is no more than marks and signs that belong
// between the letters of the first.
func adjoin(a, b []glyph) bool {
	first, second := onBase(a), onBase(b)
	size := min(first.size, second.size)
	if math.Abs(first.base-second.base) > .5*size {
		return false
	}
	leftA, rightA := extent(a)
	leftB, rightB := extent(b)
	gap := max(leftA-rightB, leftB-rightA)
	signs := !slices.ContainsFunc(b, func(g glyph) bool { return unicode.In(g.text[0], unicode.L, unicode.N) })
	return gap < size && (gap > -.5*size || signs || beside(a, b))
}

// beside reports whether the glyphs of two parts of a line stand beside one another where both
// have some, as those of one line do of which a sign was drawn early.
func beside(a, b []glyph) bool {
	leftA, rightA := extent(a)
	leftB, rightB := extent(b)
	from, to := max(leftA, leftB), min(rightA, rightB)
	type place struct {
		left, right float64
		second      bool
	}
	var places []place
	for i, part := range [...][]glyph{a, b} {
		for _, g := range part {
			if g.left < to && g.right > from && !g.isMark() && !g.isSpace() {
				places = append(places, place{g.left, g.right, i == 1})
			}
		}
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.left+a.right, b.left+b.right) })
	for i := 1; i < len(places); i++ {
		p, last := places[i], places[i-1]
		both := min(p.right, last.right) - max(p.left, last.left)
		if p.second != last.second && both > .5*min(p.right-p.left, last.right-last.left) {
			return false
		}
	}
	return true
}

// onBase returns a glyph that stands on the line, as marks need not.
func onBase(glyphs []glyph) glyph {
	if i := slices.IndexFunc(glyphs, func(g glyph) bool { return !g.isMark() }); i >= 0 {
		return glyphs[i]
	}
	return glyphs[0]
}

func extent(glyphs []glyph) (left, right float64) {
	left, right = math.Inf(1), math.Inf(-1)
	for _, g := range glyphs {
		left, right = min(left, g.left), max(right, g.right)
	}
	return left, right
}

// needsOrder reports whether a unit is, or may be half of, a character that is read from right
// to left, or of a script that writes vowels around letters.
func needsOrder(unit uint16) bool {
	switch {
	case unit < 0x0590:
		return false
	case unit <= 0x109F, unit >= 0x1780 && unit <= 0x17FF:
		return true
	case unit >= 0xFB1D && unit <= 0xFDFF, unit >= 0xFE70 && unit <= 0xFEFC:
		return true
	}
	return unit == 0xD802 || unit == 0xD803 || unit == 0xD83A || unit == 0xD83B
}

// isClustered reports whether a character is of a script that writes vowels around letters:
// those of India, Tibet, Burma, and South East Asia.
func isClustered(c rune) bool {
	return c >= 0x0900 && c <= 0x109F || c >= 0x1780 && c <= 0x17FF
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
		for i++; i < len(units) && units[i] != '\r' && units[i] != '\n' && units[i-1] != lineHyphen; {
			i++
		}
		line.end = i
		for _, c := range utf16.Decode(units[line.first:line.end]) {
			switch {
			case isRightToLeft(c):
				line.fromRight++
			case classOf(c) == bidi.L:
				line.fromLeft++
			}
			line.clusters = line.clusters || isClustered(c) && unicode.IsLetter(c)
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

// seenLines returns the glyphs of a line, in several parts where they stand on several lines.
func (r *pageReader) seenLines(text pointer, units []uint16, line textLine, fromRight bool, spans spans) []seenLine {
	var lines []seenLine
	var last *glyph
	glyphs := r.glyphs(text, units, line, spans)
	for i := range glyphs {
		g := &glyphs[i]
		if last == nil || !g.isMark() && math.Abs(g.base-last.base) > .7*max(g.size, last.size) {
			lines = append(lines, seenLine{fromRight: fromRight, rightLeft: line.fromRight > 0})
		}
		if last == nil || !g.isMark() {
			last = g
		}
		part := &lines[len(lines)-1]
		part.glyphs = append(part.glyphs, *g)
	}
	if n := len(lines); n > 0 {
		lines[n-1].hyphen = units[line.end-1] == lineHyphen
	}
	return lines
}

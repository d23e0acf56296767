package pdf

import (
	"encoding/binary"
	"unicode"
	"unicode/utf16"
)

// Limits of what a span says and of how many objects of a page are looked at for spans.
const (
	longestSpan    = 34 // bytes of UTF-16
	mostSpanned    = 100_000
	actualTextName = "ActualText\x00"
)

// A span is a cluster of glyphs of which the file itself says what they stand for
// (ActualText, ISO 32000-1, 14.9.4). PDFium gives that once for each piece of it that others
// are drawn between, in the place of that piece.
type span struct {
	text []rune
	box  pageBox // around all its pieces
	// Where the largest piece, which is that of the letter, is drawn from:
	x, y, area float64
	read       bool // the text is done
}

// spans are the spans of a page, by the text objects that draw them.
type spans map[pointer]*span

// glyph returns a span as one glyph, at an angle. like is one of its characters.
func (s *span) glyph(like glyph, angle float64) glyph {
	g := like
	g.text, g.box = s.text, s.box
	g.left, g.right = s.box.along(angle)
	g.origin, g.base = onLine(s.x, s.y, angle)
	g.start, g.end = min(g.left, g.origin), g.right
	return g
}

// spans finds the spans of a page, save for those in forms.
func (r *pageReader) spans() spans {
	found := spans{}
	key := r.malloc(uint64(len(actualTextName)))
	if key == 0 {
		return found
	}
	defer r.free(key)
	copy(r.bytes(key, uint64(len(actualTextName))), actualTextName)
	byMark := map[pointer]*span{}
	for i := range min(mostSpanned, r.integer("FPDFPage_CountObjects", r.handle)) {
		object := r.call("FPDFPage_GetObject", r.handle, uint64(i))
		if object == 0 || r.integer("FPDFPageObj_GetType", object) != objectText {
			continue
		}
		n := r.integer("FPDFPageObj_CountMarks", object)
		if n <= 0 {
			continue
		}
		mark := r.call("FPDFPageObj_GetMark", object, uint64(n-1)) // the innermost
		s, known := byMark[mark]
		if !known {
			if text := r.actualText(mark, key); text != nil {
				s = &span{text: text}
			}
			byMark[mark] = s
		}
		if s != nil {
			r.widen(s, object)
			found[object] = s
		}
	}
	return found
}

// actualText returns what a mark says that its content stands for; nil where it says nothing,
// or more than a cluster of letters.
func (r *pageReader) actualText(mark, key pointer) []rune {
	buffer := r.out + 8
	if r.call("FPDFPageObjMark_GetParamBlobValue", mark, key, buffer, outParams-8, r.out) == 0 {
		return nil
	}
	size := r.outUint(0)
	if size < 4 || size > longestSpan {
		return nil
	}
	raw := r.bytes(buffer, uint64(size))
	if len(raw) < 4 || raw[0] != 0xFE || raw[1] != 0xFF { // UTF-16, as for all but Latin text
		return nil
	}
	var units []uint16
	for i := 2; i+1 < len(raw); i += 2 {
		units = append(units, binary.BigEndian.Uint16(raw[i:]))
	}
	text := utf16.Decode(units)
	for _, c := range text {
		if !unicode.In(c, unicode.L, unicode.M, unicode.N, unicode.P, unicode.Cf) {
			return nil
		}
	}
	return text
}

// widen adds a text object to a span.
func (r *pageReader) widen(s *span, object pointer) {
	if r.call("FPDFPageObj_GetBounds", object, r.out, r.out+4, r.out+8, r.out+12) == 0 {
		return
	}
	box := pageBox{r.outFloat(0), r.outFloat(1), r.outFloat(2), r.outFloat(3)}
	s.box = s.box.union(box)
	area := (box.right - box.left) * (box.top - box.bottom)
	if area > s.area && r.call("FPDFPageObj_GetMatrix", object, r.out) != 0 {
		s.area, s.x, s.y = area, r.outFloat(4), r.outFloat(5)
	}
}

package pdf

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// lineHyphen is what PDFium puts for a hyphen at the end of a line, joining it
// with the next line without a break between them.
const lineHyphen = '\uFFFE'

// text reads the page's text and, when wanted, its words.
func (r *pageReader) text(wantWords bool) (string, []dossier.Word) {
	page := r.call("FPDFText_LoadPage", r.handle)
	if page == 0 {
		r.note("the text could not be read")
		return "", nil
	}
	defer r.call("FPDFText_ClosePage", page)
	count := r.integer("FPDFText_CountChars", page)
	if count <= 0 {
		return "", nil
	}
	// PDFium counts UTF-16 units, here and in its indexes. Room for twice as many
	// costs nothing and does not rest on that; one more ends the string.
	size := 2 * (2*uint64(count) + 1)
	buffer := r.malloc(size)
	if buffer == 0 {
		r.note("no memory for the text")
		return "", nil
	}
	written := r.integer("FPDFText_GetText", page, 0, uint64(count), buffer)
	raw := r.bytes(buffer, min(size, 2*uint64(max(written-1, 0))))
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	r.free(buffer)
	if !wantWords {
		return cleanText(units), nil
	}
	return cleanText(units), r.words(page, units)
}

// cleanText turns PDFium's text into lines: "\n" between them, a hyphen and
// "\n" where a word is divided, no control characters and no noncharacters.
func cleanText(units []uint16) string {
	raw := utf16.Decode(units)
	var b strings.Builder
	b.Grow(len(raw))
	for i, c := range raw {
		switch {
		case c == lineHyphen:
			b.WriteString("-\n")
		case c == '\r' && i+1 < len(raw) && raw[i+1] == '\n':
		case c == '\r':
			b.WriteByte('\n')
		case c == '\t':
			b.WriteByte(' ')
		case c == '\n' || !dropped(c):
			b.WriteRune(c)
		}
	}
	return b.String()
}

// dropped reports whether c is a control character or a noncharacter
// (Unicode 16, section 23.7).
func dropped(c rune) bool {
	return unicode.IsControl(c) || c&0xFFFE == 0xFFFE || 0xFDD0 <= c && c <= 0xFDEF
}

// words cuts the text at white space and at divided words, and finds where each
// piece stands.
func (r *pageReader) words(page pointer, units []uint16) []dossier.Word {
	var words []dossier.Word
	for i := 0; i < len(units); {
		if unicode.IsSpace(rune(units[i])) {
			i++
			continue
		}
		start := i
		for i < len(units) && !unicode.IsSpace(rune(units[i])) {
			i++
			if units[i-1] == lineHyphen {
				break
			}
		}
		text := strings.TrimSuffix(cleanText(units[start:i]), "\n")
		if text != "" {
			words = append(words, dossier.Word{Text: text, Box: r.textBox(page, start, i)})
		}
	}
	return words
}

// textBox is the box around the characters of the text from unit start up to
// end. Characters without place give an empty box.
func (r *pageReader) textBox(page pointer, start, end int) dossier.Box {
	first := r.integer("FPDFText_GetCharIndexFromTextIndex", page, uint64(start))
	last := r.integer("FPDFText_GetCharIndexFromTextIndex", page, uint64(end-1))
	if first < 0 || last < first {
		return dossier.Box{}
	}
	rects := r.integer("FPDFText_CountRects", page, uint64(first), uint64(last-first+1))
	left, bottom := math.Inf(1), math.Inf(1)
	right, top := math.Inf(-1), math.Inf(-1)
	for i := range rects {
		if r.integer("FPDFText_GetRect", page, uint64(i), r.out, r.out+8, r.out+16, r.out+24) == 0 {
			continue
		}
		left, top = min(left, r.outDouble(0)), max(top, r.outDouble(1))
		right, bottom = max(right, r.outDouble(2)), min(bottom, r.outDouble(3))
	}
	if left > right || bottom > top {
		return dossier.Box{}
	}
	return r.toView.box(left, bottom, right, top)
}

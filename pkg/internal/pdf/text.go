package pdf

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// lineHyphen is what PDFium puts for a hyphen at the end of a line, joining it
// with the next line without a break between them.
const lineHyphen = '\uFFFE'

// A run is characters of the page's text, in PDFium's count: stretches of them, mostly one.
// Characters without place are in none.
type run []stretch

type stretch struct{ first, last int }

// loadText opens the page's text, to be closed by closeText; 0 with a note when it
// cannot.
func (r *pageReader) loadText() pointer {
	text := r.call("FPDFText_LoadPage", r.handle)
	if text == 0 {
		r.note("the text could not be read")
	}
	return text
}

func (r *pageReader) closeText(text pointer) {
	if text != 0 {
		r.call("FPDFText_ClosePage", text)
	}
}

// text reads the page's text and, when wanted, its words, each with its run.
func (r *pageReader) text(text pointer, wantWords bool) (string, []dossier.Word, []run) {
	if text == 0 {
		return "", nil, nil
	}
	count := r.integer("FPDFText_CountChars", text)
	if count <= 0 {
		return "", nil, nil
	}
	// PDFium counts UTF-16 units, here and in its indexes. Room for twice as many
	// costs nothing and does not rest on that; one more ends the string.
	size := 2 * (2*uint64(count) + 1)
	buffer := r.malloc(size)
	if buffer == 0 {
		r.note("no memory for the text")
		return "", nil, nil
	}
	written := r.integer("FPDFText_GetText", text, 0, uint64(count), buffer)
	units := utf16Units(r.bytes(buffer, min(size, 2*uint64(max(written-1, 0)))))
	r.free(buffer)
	r.raiseDigits(text, units)
	all := r.inReadOrder(text, units)
	if !wantWords {
		return all.text(), nil, nil
	}
	words, runs := r.words(text, all)
	return all.text(), words, runs
}

// utf16Units reads little-endian UTF-16, as PDFium writes it.
func utf16Units(raw []byte) []uint16 {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return units
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
func (r *pageReader) words(text pointer, all letters) (words []dossier.Word, runs []run) {
	units := all.units
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
		if word := strings.TrimSuffix(all.part(start, i).text(), "\n"); word != "" {
			chars := r.run(text, all, start, i)
			words = append(words, dossier.Word{Text: word, Box: r.wordBox(text, all.part(start, i), chars)})
			runs = append(runs, chars)
		}
	}
	return words, runs
}

// run is the characters of the text from unit start up to end.
func (r *pageReader) run(text pointer, all letters, start, end int) run {
	if all.chars != nil {
		return stretches(all.chars[start:end])
	}
	first := r.charOf(text, start)
	last := r.charOf(text, end-1)
	if first < 0 || last < first {
		return nil
	}
	return run{{first, last}}
}

// stretches returns characters, in any order, as a run.
func stretches(chars []int) run {
	var of run
	sorted := slices.Sorted(slices.Values(chars))
	for _, c := range slices.Compact(sorted) {
		switch n := len(of); {
		case c < 0:
		case n > 0 && of[n-1].last == c-1:
			of[n-1].last = c
		default:
			of = append(of, stretch{c, c})
		}
	}
	return of
}

// wordBox is the box around a word: that of its glyphs where they are known.
func (r *pageReader) wordBox(text pointer, word letters, chars run) dossier.Box {
	var box pageBox
	for _, b := range word.boxes {
		box = box.union(b)
	}
	if box == (pageBox{}) {
		return r.runBox(text, chars)
	}
	return r.toView.box(box.left, box.bottom, box.right, box.top)
}

// runBox is the box around characters; empty for those without place.
func (r *pageReader) runBox(text pointer, chars run) dossier.Box {
	left, bottom := math.Inf(1), math.Inf(1)
	right, top := math.Inf(-1), math.Inf(-1)
	for _, part := range chars {
		rects := r.integer("FPDFText_CountRects", text, uint64(part.first), uint64(part.last-part.first+1))
		for i := range rects {
			if r.integer("FPDFText_GetRect", text, uint64(i), r.out, r.out+8, r.out+16, r.out+24) == 0 {
				continue
			}
			left, top = min(left, r.outDouble(0)), max(top, r.outDouble(1))
			right, bottom = max(right, r.outDouble(2)), min(bottom, r.outDouble(3))
		}
	}
	if left > right || bottom > top {
		return dossier.Box{}
	}
	return r.toView.box(left, bottom, right, top)
}

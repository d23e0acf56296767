package ocr

import (
	"image"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// minConfidence is the least at which a word counts: below are mostly the specks and
// hatching of scans.
const minConfidence = 30

// parse reads the words of a page of the size given, in pixels, from tesseract's TSV:
// a row for each page, block, paragraph, line and word. Rows that make no sense are
// left out.
func parse(tsv string, size image.Point, dpi float64) ([]Word, string) {
	points := func(pixels int) float64 { return float64(pixels) * 72 / dpi }
	var words []Word
	var text strings.Builder
	var last row
	for line := range strings.Lines(tsv) {
		r, ok := parseRow(strings.TrimRight(line, "\r\n"))
		if !ok || r.level != wordLevel || r.confidence < minConfidence || !r.within(size) {
			continue
		}
		switch {
		case len(words) == 0:
		case r.block != last.block || r.paragraph != last.paragraph:
			text.WriteString("\n\n")
		case r.line != last.line:
			text.WriteByte('\n')
		default:
			text.WriteByte(' ')
		}
		text.WriteString(r.text)
		box := dossier.Box{X: points(r.left), Y: points(r.top), W: points(r.width), H: points(r.height)}
		words = append(words, Word{dossier.Word{Text: r.text, Box: box}, r.confidence})
		last = r
	}
	return words, text.String()
}

// A row is one line of the TSV.
type row struct {
	level, page, block, paragraph, line, word int
	left, top, width, height                  int // pixels
	confidence                                float64
	text                                      string // without white space
}

const wordLevel = 5

// parseRow fails where a column is missing, a number is negative or none, or the text
// is not one word: rows above the level of words have none.
func parseRow(s string) (r row, ok bool) {
	numbers := []*int{&r.level, &r.page, &r.block, &r.paragraph, &r.line, &r.word, &r.left, &r.top, &r.width, &r.height}
	fields := strings.SplitN(s, "\t", len(numbers)+2)
	if len(fields) != len(numbers)+2 {
		return row{}, false
	}
	for i, number := range numbers {
		n, err := strconv.Atoi(fields[i])
		if err != nil || n < 0 {
			return row{}, false
		}
		*number = n
	}
	rate, err := strconv.ParseFloat(fields[len(numbers)], 64)
	if err != nil || !(rate >= 0 && rate <= 100) {
		return row{}, false
	}
	words := strings.Fields(fields[len(numbers)+1])
	if len(words) != 1 || !utf8.ValidString(words[0]) {
		return row{}, false
	}
	r.confidence, r.text = rate, words[0]
	return r, true
}

func (r row) within(size image.Point) bool {
	return r.width <= size.X-r.left && r.height <= size.Y-r.top
}

package alteration

import (
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file reads text that runs from top to bottom, in columns from the right: Chinese,
// Japanese and Korean may be set so.

// inLines returns words of a page with columns of vertical text as lines: turned by a quarter, so
// that what is read next stands on the right. Words of other pages are returned as they are.
func inLines(words []dossier.Word) []dossier.Word {
	if !isVertical(words) {
		return words
	}
	lines := make([]dossier.Word, len(words))
	for i, w := range words {
		b := w.Box
		w.Box = dossier.Box{X: b.Y, Y: -b.X - b.W, W: b.H, H: b.W}
		lines[i] = w
	}
	return lines
}

// isVertical reports whether most letters of a page are of a script that may be set vertically,
// and stand in words that are higher than wide.
func isVertical(words []dossier.Word) bool {
	vertical, all := 0, 0
	for _, w := range words {
		n := 0
		for _, r := range w.Text {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
				n++
			}
		}
		if n > 1 { // one by itself is as high as wide
			all += n
			if w.Box.H > w.Box.W {
				vertical += n
			}
		}
	}
	return 2*vertical > all
}

package alteration

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestLineNumbers(t *testing.T) {
	at := func(x, y, h float64) dossier.Word {
		return dossier.Word{Text: "word", Box: dossier.Box{X: x, Y: y, W: 30, H: h}}
	}
	text := []dossier.Word{at(72, 40, 10), at(72, 80, 10), at(110, 80, 10), at(145, 78, 5), at(72, 95, 10), at(110, 95, 10)}
	columns := append(text, at(300, 86, 10), at(300, 101, 10))
	for _, tt := range []struct {
		name  string
		words []dossier.Word
		word  int
		want  int
	}{
		{"a running head is a line", text, 0, 1},
		{"one word of a line", text, 2, 2},
		{"a note sign above it makes none", text, 5, 3},
		{"columns at other heights", columns, 5, 0},
	} {
		p := &Comparison{known: pageFacts{}, words: align(tt.words, tt.words)}
		if got := p.lineNumber(tt.words[tt.word].Box); got != tt.want {
			t.Errorf("%s: line %d, want %d", tt.name, got, tt.want)
		}
	}
}

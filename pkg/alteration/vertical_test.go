package alteration

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// inColumn is words of vertical text in a column, each by the number of the character of the column
// that it begins with.
func inColumn(x float64, words map[int]string) []dossier.Word {
	const size = 10
	var placed []dossier.Word
	for at := range 100 {
		if text, ok := words[at]; ok {
			n := float64(len([]rune(text)))
			placed = append(placed, dossier.Word{Text: text, Box: dossier.Box{X: x, Y: 50 + size*float64(at), W: size, H: size * n}})
		}
	}
	return placed
}

// Columns of vertical text are lines: read from the right, each from the top, what was drawn
// later in its place.
func TestVerticalText(t *testing.T) {
	words := inColumn(300, map[int]string{0: "人類社会のすべての", 10: "構成員の固有の"})
	words = append(words, inColumn(280, map[int]string{0: "尊厳と", 6: "平等で譲ることの"})...)
	words = append(words, inColumn(260, map[int]string{0: "できない権利"})...)
	words = append(words, inColumn(280, map[int]string{3: "12"})...) // drawn later
	var rows []string
	for _, r := range rowsOf(dossier.Page{Number: 1, Words: words}) {
		rows = append(rows, r.text)
	}
	const want = "人類社会のすべての 構成員の固有の|尊厳と 12 平等で譲ることの|できない権利"
	if got := strings.Join(rows, "|"); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	page := inReadingOrder(&pdf.View{Page: dossier.Page{Words: words}})
	if got := page.Words[3]; got.Text != "12" || got.Box != words[5].Box {
		t.Errorf("%+v", page.Words)
	}
}

func TestHorizontalTextIsNoVerticalText(t *testing.T) {
	for name, words := range map[string][]dossier.Word{
		"in lines":              {{Text: "人類社会の", Box: dossier.Box{W: 50, H: 10}}, {Text: "1", Box: dossier.Box{Y: 20, W: 5, H: 10}}},
		"Latin, on its side":    {{Text: "mankind", Box: dossier.Box{W: 10, H: 50}}},
		"a character by itself": {{Text: "人", Box: dossier.Box{W: 9, H: 10}}},
	} {
		if isVertical(words) {
			t.Error(name)
		}
	}
}

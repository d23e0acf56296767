package inspect

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// spacedPage is a page of 30 lines of words, with a gap after each but the last of its line, as wide as by says,
// and words as wide as width makes them.
func spacedPage(by func(line, gap int, before, after byte) float64, width func(x float64) float64) pdf.View {
	const letters = "estndyro"
	random := rand.New(rand.NewPCG(4, 7))
	var view pdf.View
	for line := range 30 {
		x := 40.
		for n := range 11 {
			word := string([]byte{letters[random.IntN(8)], 'a', letters[random.IntN(8)]})
			if n > 0 {
				before := view.Words[len(view.Words)-1]
				end := before.Box.X + before.Box.W
				x = end + by(line, n-1, before.Text[2], word[0])
				view.Gaps = append(view.Gaps, pdf.Gap{After: len(view.Words) - 1, Base: 700 - 12*float64(line), To: x, Width: x - end})
			}
			view.Words = append(view.Words, dossier.Word{Text: word, Box: dossier.Box{X: x, Y: 12 * float64(line), W: width(14 + random.Float64()), H: 8}})
		}
	}
	return view
}

// Steps between gaps are told where nothing else accounts for them.
func TestWordSteps(t *testing.T) {
	justified := func(line int) float64 { return 3 + float64(line%7)/5 }
	hidden := rand.New(rand.NewPCG(1, 2))
	noise := rand.New(rand.NewPCG(3, 2))
	exact := func(x float64) float64 { return x }
	widerIf := func(wider func(line, gap int, before, after byte) bool) func(line, gap int, before, after byte) float64 {
		return func(line, gap int, before, after byte) float64 {
			if wider(line, gap, before, after) {
				return justified(line) + .3
			}
			return justified(line)
		}
	}
	for _, c := range []struct {
		name  string
		by    func(line, gap int, before, after byte) float64
		width func(float64) float64
		told  bool
	}{
		{"bits of a number", widerIf(func(_, _ int, _, _ byte) bool { return hidden.IntN(2) == 0 }), exact, true},
		{"bits on some lines", widerIf(func(line, _ int, _, _ byte) bool { return line < 10 && hidden.IntN(2) == 0 }), exact, true},
		{"justified", widerIf(func(int, int, byte, byte) bool { return false }), exact, false},
		{"letters set closer to spaces", widerIf(func(_, _ int, before, _ byte) bool { return strings.IndexByte("yr", before) < 0 }), exact, false},
		{"spaces set closer to letters", widerIf(func(_, _ int, _, after byte) bool { return strings.IndexByte("yr", after) < 0 }), exact, false},
		{"what is left over in the first gaps", widerIf(func(line, gap int, _, _ byte) bool { return gap < 1+line%8 }), exact, false},
		{"what is left over spread", widerIf(func(line, gap int, _, _ byte) bool { return (gap*(1+line%8)+line)%10 < 1+line%8 }), exact, false},
		{"places on a grid", func(int, int, byte, byte) float64 { return 3 + .3*float64(hidden.IntN(2)) }, func(x float64) float64 { return .3 * math.Round(x/.3) }, false},
		{"uneven", func(line, _ int, _, _ byte) float64 { return justified(line) + .6*noise.Float64() }, exact, false},
	} {
		items := wordSteps(nil, spacedPage(c.by, c.width))
		if told := len(items) > 0; told != c.told {
			t.Errorf("%s: found %+v", c.name, items)
		}
	}
}

// A number hidden in the gaps of a page is read, line by line, from steps of a quarter point on.
func TestSpacedWords(t *testing.T) {
	for i, step := range []float64{.125, .25, .5} {
		number := uint32(0x9E37_79B9) * uint32(i+3)
		page := forge.Dossier(2)[0].Cut(4, 6).Retypeset(forge.Style{Width: 420, Height: 595, Margin: 40, Size: 9, Leading: 12, Justify: i%2 == 0}).Cut(1, 1)
		for name, marked := range map[string]forge.Document{"spaced": forge.SpacedWords(page, number, step), "shifted": forge.ShiftedWords(page, number, 2*step)} {
			data, err := marked.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			_, items := inspected(t, data)
			found := 0
			for _, item := range items {
				if item.Kind == dossier.WordSpacing && strings.Contains(item.Basis, map[float64]string{.125: ".25", .25: ".50", .5: "1.00"}[step]) {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%s by %v: found %d, want a step of %v: %+v", name, step, found, 2*step, items)
			}
		}
	}
}

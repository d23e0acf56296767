package ocr

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

// What tesseract 5.3.0 writes about a heading and two lines; the line after it is a
// speck that it took for a word.
const page = header +
	"1\t1\t0\t0\t0\t0\t0\t0\t1200\t400\t-1\t\n" +
	"2\t1\t1\t0\t0\t0\t100\t70\t200\t50\t-1\t\n" +
	"3\t1\t1\t1\t0\t0\t100\t70\t200\t50\t-1\t\n" +
	"4\t1\t1\t1\t1\t0\t100\t70\t200\t50\t-1\t\n" +
	"5\t1\t1\t1\t1\t1\t100\t70\t200\t50\t96.063751\tSECRET\n" +
	"2\t1\t2\t0\t0\t0\t100\t150\t600\t130\t-1\t\n" +
	"3\t1\t2\t1\t0\t0\t100\t150\t600\t130\t-1\t\n" +
	"4\t1\t2\t1\t1\t0\t100\t150\t600\t50\t-1\t\n" +
	"5\t1\t2\t1\t1\t1\t100\t150\t90\t50\t91\tThe\n" +
	"5\t1\t2\t1\t1\t2\t210\t150\t300\t50\t30\tdelegations\n" +
	"4\t1\t2\t1\t2\t0\t100\t230\t600\t50\t-1\t\n" +
	"5\t1\t2\t1\t2\t1\t100\t230\t300\t50\t88.5\tagreed.\n" +
	"2\t1\t3\t0\t0\t0\t900\t300\t10\t10\t-1\t\n" +
	"5\t1\t3\t1\t1\t1\t900\t300\t10\t10\t29.9\t~\n" +
	"5\t1\t4\t1\t1\t1\t0\t0\t1200\t400\t95\t \n"

func TestParse(t *testing.T) {
	words, text := parse(page, image.Pt(1200, 400), 300)
	if want := "SECRET\n\nThe delegations\nagreed."; text != want {
		t.Errorf("text is %q, want %q", text, want)
	}
	want := []Word{
		{dossier.Word{Text: "SECRET", Box: dossier.Box{X: 24, Y: 16.8, W: 48, H: 12}}, 96.063751},
		{dossier.Word{Text: "The", Box: dossier.Box{X: 24, Y: 36, W: 21.6, H: 12}}, 91},
		{dossier.Word{Text: "delegations", Box: dossier.Box{X: 50.4, Y: 36, W: 72, H: 12}}, 30},
		{dossier.Word{Text: "agreed.", Box: dossier.Box{X: 24, Y: 55.2, W: 72, H: 12}}, 88.5},
	}
	if !slices.Equal(words, want) {
		t.Errorf("words are\n%v, want\n%v", words, want)
	}
}

func TestParseLeavesOutWhatMakesNoSense(t *testing.T) {
	const good = "5\t1\t1\t1\t1\t1\t10\t10\t20\t20\t90\tgood\n"
	for name, damaged := range map[string]string{
		"empty":              "\n",
		"cut":                "5\t1\t1\t1\t1\t2\t10\t10\n",
		"without text":       "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\n",
		"empty text":         "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\t\n",
		"two words":          "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\tbad bad\n",
		"a column too many":  "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\tbad\tbad\n",
		"bytes, not text":    "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\t\xff\xfe\n",
		"no number":          "5\t1\t1\t1\tx\t2\t10\t10\t20\t20\t90\tbad\n",
		"negative":           "5\t1\t1\t1\t1\t2\t-10\t10\t20\t20\t90\tbad\n",
		"beyond integers":    "5\t1\t1\t1\t1\t2\t99999999999999999999\t10\t20\t20\t90\tbad\n",
		"greatest integers":  fmt.Sprintf("5\t1\t1\t1\t1\t2\t%d\t%[1]d\t%[1]d\t%[1]d\t90\tbad\n", math.MaxInt),
		"right of the page":  "5\t1\t1\t1\t1\t2\t81\t10\t20\t20\t90\tbad\n",
		"below the page":     "5\t1\t1\t1\t1\t2\t10\t81\t20\t20\t90\tbad\n",
		"no confidence":      "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\tnan\tbad\n",
		"endless confidence": "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\tinf\tbad\n",
		"too much of it":     "5\t1\t1\t1\t1\t2\t10\t10\t20\t20\t101\tbad\n",
		"a line, not a word": "4\t1\t1\t1\t1\t2\t10\t10\t20\t20\t90\tbad\n",
	} {
		words, text := parse(header+damaged+good+damaged, image.Pt(100, 100), 72)
		if len(words) != 1 || text != "good" || words[0].Box != (dossier.Box{X: 10, Y: 10, W: 20, H: 20}) {
			t.Errorf("%s: got %v, %q", name, words, text)
		}
	}
	if words, text := parse(strings.TrimSuffix(good, "\n"), image.Pt(100, 100), 72); len(words) != 1 || text != "good" {
		t.Errorf("without header and last line feed: got %v, %q", words, text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(page, 1200, 400, 300.0)
	f.Add("5\t1\t1\t1\t1\t1\t0\t0\t9223372036854775807\t1\t90\tx", 1, 1, 1.0)
	f.Fuzz(func(t *testing.T, tsv string, width, height int, dpi float64) {
		width, height = max(0, width%100_000), max(0, height%100_000)
		if !(dpi >= 1 && dpi <= maxDPI) {
			dpi = 300
		}
		words, text := parse(tsv, image.Pt(width, height), dpi)
		var written []string
		for _, w := range words {
			written = append(written, w.Text)
			right, bottom := (w.Box.X+w.Box.W)*dpi/72, (w.Box.Y+w.Box.H)*dpi/72
			if w.Box.X < 0 || w.Box.Y < 0 || right > float64(width)+1e-6 || bottom > float64(height)+1e-6 {
				t.Errorf("%q stands at %v, outside the page", w.Text, w.Box)
			}
			if !(w.Confidence >= minConfidence) {
				t.Errorf("%q has confidence %v", w.Text, w.Confidence)
			}
		}
		if !slices.Equal(strings.Fields(text), written) || !utf8.ValidString(text) {
			t.Errorf("the text %q is not that of the words %q", text, written)
		}
	})
}

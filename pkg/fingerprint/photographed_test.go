package fingerprint

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// pageOfWords is a page with lines of words that are made of strokes, dark on light.
func pageOfWords(width, height int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, width, height))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	r := rand.New(rand.NewPCG(9, 9))
	fill := func(x0, y0, x1, y1 int) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				page.Pix[y*page.Stride+x] = 20
			}
		}
	}
	for y := 150; y < height-150; y += 44 {
		for x := 150; x < width-350; x += 14 {
			for range 1 + r.IntN(9) {
				fill(x, y, x+4, y+22)
				if r.IntN(2) == 0 {
					fill(x, y, x+14, y+4)
				} else {
					fill(x, y+18, x+14, y+22)
				}
				x += 17
			}
		}
	}
	return page
}

func printOf(m *image.Gray) (Print, dossier.Page) {
	w, h := .72*float64(m.Rect.Dx()), .72*float64(m.Rect.Dy())
	page := dossier.Page{Number: 1, Width: w, Height: h, Images: []dossier.Image{{Box: dossier.Box{W: w, H: h}, Width: m.Rect.Dx(), Height: m.Rect.Dy()}}}
	return Of(page, []image.Image{m}, m), page
}

// What is kept of a photographed page is its layout as such, and of a flat one what it was.
func TestToKeep(t *testing.T) {
	flat := pageOfWords(1654, 2339)
	strong := forge.Photos()[3]
	for name, m := range map[string]*image.Gray{"flat": flat, strong.Note: strong.Alter(flat, rand.New(rand.NewPCG(2, 1)))} {
		plain, page := printOf(m)
		kept := ToKeep(plain, page, m)
		if isBent := kept.Layout.Bend != nil; isBent != (name != "flat") {
			t.Errorf("%s: kept as bent: %v", name, isBent)
		}
		if len(kept.Layout.Words) < len(plain.Layout.Words) {
			t.Errorf("%s: %d words are kept of %d", name, len(kept.Layout.Words), len(plain.Layout.Words))
		}
		for _, w := range kept.Layout.Words {
			if x, y := kept.Layout.OnPage(float64(w.X0), float64(w.Y0)); math.Abs(x) > 2*page.Width || math.Abs(y) > 2*page.Height {
				t.Fatalf("%s: a word lies at %v, %v of a page of %v by %v points", name, x, y, page.Width, page.Height)
			}
		}
		page.Text = "with text"
		if again := ToKeep(plain, page, m); again.Layout.Bend != nil {
			t.Errorf("%s: a page with text is kept as photographed", name)
		}
	}
}

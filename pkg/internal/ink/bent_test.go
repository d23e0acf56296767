package ink

import (
	"image"
	"math"
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// bentBy is where a point of a page lies, in points, on a picture of it bent: its lines are arcs
// and waves, by up to so many points.
func bentBy(by float64) func(x, y float64) (float64, float64) {
	return func(x, y float64) (float64, float64) {
		return x + by/3*math.Sin(y/90), y + by*math.Pow(2*x/pageWidth-1, 2) + by/4*math.Sin(x/70+y/200)
	}
}

// bent is a picture of a page, both drawn at a resolution, as place says.
func bent(page *image.Gray, dpi float64, place func(x, y float64) (float64, float64)) *image.Gray {
	from, k := rasterOf(page), dpi/72
	out := image.NewGray(page.Rect)
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			// The inverse, by iteration.
			px, py := (float64(x)+.5)/k, (float64(y)+.5)/k
			u, v := px, py
			for range 12 {
				a, b := place(u, v)
				u, v = u+px-a, v+py-b
			}
			out.Pix[y*out.Stride+x] = 200
			if u >= 0 && v >= 0 && u < pageWidth && v < pageHeight {
				out.Pix[y*out.Stride+x] = 255 - uint8(.8*float64(255-from.inkAt(u*k, v*k)))
			}
		}
	}
	return out
}

// tiesIn are ties at the ends of the words of a band of the page.
func tiesIn(words []word, top, bottom float64, place func(x, y float64) (float64, float64)) (ties []Tie) {
	for _, w := range words {
		if w.box.Y < top || w.box.Y > bottom {
			continue
		}
		for _, x := range []float64{w.box.X, w.box.X + w.box.W} {
			u, v := place(x, w.box.Y+w.box.H/2)
			ties = append(ties, Tie{Known: [2]float64{x, w.box.Y + w.box.H/2}, Query: [2]float64{u, v}})
		}
	}
	return ties
}

// From ties on a fifth of the page the rest of it is found, and what was changed there.
func TestCompareBent(t *testing.T) {
	changed := func(i int) bool { return i%17 == 5 }
	known, words := drawPage(t, 100, nil)
	drawn, _ := drawPage(t, 100, func(i int, text string) string {
		if changed(i) {
			return "4719208365"[:min(10, len(text))]
		}
		return text
	})
	place := bentBy(28)
	k := NewRendering(known, pageWidth, pageHeight)
	for name, page := range map[string]*image.Gray{"a copy": known, "edited": drawn} {
		q := NewRendering(bent(page, 100, place), pageWidth, pageHeight)
		c := CompareBent(q, k, tiesIn(words, 330, 470, place))
		got := fates(c, words, func(i int) bool { return !changed(i) })
		if share := float64(got[Same]) / float64(len(words)); share < .88 {
			t.Errorf("%s: %v of %d words", name, got, len(words))
		}
		n := c.Unlike(boxes(words))
		if n.Of < 9*len(words)/10 {
			t.Errorf("%s: %d of %d words are seen", name, n.Of, len(words))
		}
		if share := float64(n.Unlike) / float64(n.Of); (share > .03) != (name == "edited") {
			t.Errorf("%s: %d of %d words look otherwise", name, n.Unlike, n.Of)
		}
		x, y := place(words[7].box.X, words[7].box.Y)
		if at, ok := c.toKnown(dossier.Box{X: x, Y: y, W: 1, H: 1}); !ok || math.Hypot(at.X-words[7].box.X, at.Y-words[7].box.Y) > 3 {
			t.Errorf("%s: word 7 lies at %v, want %v", name, at, words[7].box)
		}
	}
}

// Words that only the query page has are unlike, which those of the known page do not tell.
func TestUnlikeOfQuery(t *testing.T) {
	blank := func(i int, text string) string {
		if i%5 == 0 {
			return ""
		}
		return text
	}
	filled, words := drawPage(t, 100, nil)
	form, _ := drawPage(t, 100, blank)
	place := bentBy(10)
	kept := slices.DeleteFunc(slices.Clone(words), func(w word) bool { return slices.Index(words, w)%5 == 0 })
	c := CompareBent(NewRendering(bent(filled, 100, place), pageWidth, pageHeight), NewRendering(form, pageWidth, pageHeight), tiesIn(kept, 200, 600, place))
	if n := c.Unlike(boxes(kept)); n.Unlike > n.Of/50 {
		t.Errorf("%d of %d words of the form look otherwise", n.Unlike, n.Of)
	}
	var there []dossier.Box
	for _, w := range words {
		x, y := place(w.box.X, w.box.Y)
		there = append(there, dossier.Box{X: x, Y: y, W: w.box.W, H: w.box.H})
	}
	if n := c.UnlikeOfQuery(there); 10*n.Unlike < n.Of || 3*n.Unlike > n.Of {
		t.Errorf("%d of %d words of what was filled in look otherwise, want a fifth", n.Unlike, n.Of)
	}
}

func TestCompareBentOfAnything(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	k := NewRendering(known, pageWidth, pageHeight)
	inf, one := math.Inf(1), Tie{Known: [2]float64{5, 5}, Query: [2]float64{5, 5}}
	for name, ties := range map[string][]Tie{
		"none": nil, "one": {one}, "one thrice": {one, one, one}, "far": {{[2]float64{1e9, 0}, [2]float64{0, 1e9}}, {[2]float64{0, 1e9}, [2]float64{1e9, 0}}, one},
		"infinite": {{[2]float64{inf, 0}, [2]float64{0, inf}}, one, one}, "nowhere": {{[2]float64{math.NaN(), 0}, [2]float64{0, math.NaN()}}, one, one},
	} {
		c := CompareBent(k, k, ties)
		if n := c.Unlike(boxes(words)); n.Of > len(words) {
			t.Errorf("%s: %v", name, n)
		}
		c.UnlikeOfQuery(boxes(words))
		c.Fates(boxes(words))
	}
	if n := CompareBent(&Rendering{}, k, tiesIn(words, 0, pageHeight, bentBy(0))).Unlike(boxes(words)); n.Of != 0 {
		t.Errorf("of nothing %d words are seen", n.Of)
	}
}

package layout

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	subpixel "golang.org/x/image/math/fixed"
)

// A drawnPage is a page of words and where they were drawn.
type drawnPage struct {
	*image.Gray
	words []image.Rectangle
}

// drawPage draws lines of made-up words, black on white, size pixels an em.
func drawPage(tb testing.TB, width, height int, size float64) drawnPage {
	tb.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		tb.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		tb.Fatal(err)
	}
	page := drawnPage{Gray: blank(width, height)}
	drawer := font.Drawer{Dst: page.Gray, Src: image.Black, Face: face}
	r := rand.New(rand.NewPCG(11, 12))
	margin := width / 10
	for y := margin; y < height-margin; y += int(1.6 * size) {
		drawer.Dot = subpixel.P(margin, y)
		for {
			word := madeWord(r)
			if drawer.Dot.X+drawer.MeasureString(word) > subpixel.I(width-margin) {
				break
			}
			b, _ := drawer.BoundString(word)
			page.words = append(page.words, image.Rect(b.Min.X.Floor(), b.Min.Y.Floor(), b.Max.X.Ceil(), b.Max.Y.Ceil()))
			drawer.DrawString(word)
			drawer.Dot.X += subpixel.Int26_6(64 * .45 * size)
		}
	}
	return page
}

// madeWord is a word of 3 to 10 letters without dots, which may stand apart from it.
func madeWord(r *rand.Rand) string {
	const letters = "abcdeghklmnopqrstuvwxyz"
	word := make([]byte, 3+r.IntN(8))
	for i := range word {
		word[i] = letters[r.IntN(len(letters))]
	}
	return string(word)
}

func blank(width, height int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	return m
}

func fill(m *image.Gray, x0, y0, x1, y1 int, v uint8) {
	draw.Draw(m, image.Rect(x0, y0, x1, y1), image.NewUniform(color.Gray{v}), image.Point{}, draw.Src)
}

// altered calls f for the value of every pixel.
func altered(m *image.Gray, f func(x, y int, v uint8) uint8) *image.Gray {
	out := image.NewGray(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = f(i%m.Stride, i/m.Stride, v)
	}
	return out
}

// mapped is an image seen through a map: to maps its points to the new image.
func mapped(m *image.Gray, width, height int, to Affine) *image.Gray {
	back, _ := to.Inverse()
	out := blank(width, height)
	at := func(x, y int) float64 {
		if !image.Pt(x, y).In(m.Rect) {
			return 255
		}
		return float64(m.GrayAt(x, y).Y)
	}
	for y := range height {
		for x := range width {
			u, v := back.Apply(float64(x)+.5, float64(y)+.5)
			column, row := math.Floor(u-.5), math.Floor(v-.5)
			i, j, fx, fy := int(column), int(row), u-.5-column, v-.5-row
			upper := at(i, j)*(1-fx) + at(i+1, j)*fx
			lower := at(i, j+1)*(1-fx) + at(i+1, j+1)*fx
			out.Pix[y*out.Stride+x] = uint8(upper*(1-fy) + lower*fy + .5)
		}
	}
	return out
}

// rotation turns clockwise, as seen, about x, y.
func rotation(degrees, x, y float64) Affine {
	sine, cosine := math.Sincos(degrees * math.Pi / 180)
	return Affine{cosine, -sine, x - cosine*x + sine*y, sine, cosine, y - sine*x - cosine*y}
}

// foundShare is the share of drawn words for which there is a word of the layout with
// its centre and its width right to tolerance. to maps the page as drawn to the image
// that was segmented.
func foundShare(l Layout, drawn []image.Rectangle, to Affine, tolerance float64) float64 {
	back, _ := to.Inverse()
	toDrawn := l.ToPage.Then(back)
	found := 0
	for _, d := range drawn {
		for _, w := range l.Words {
			x0, y0 := toDrawn.Apply(float64(w.X0), float64(w.Y0))
			x1, y1 := toDrawn.Apply(float64(w.X1), float64(w.Y1))
			centreX, centreY := (x0+x1)/2, (y0+y1)/2
			if math.Abs(centreX-float64(d.Min.X+d.Max.X)/2) <= tolerance &&
				math.Abs(centreY-float64(d.Min.Y+d.Max.Y)/2) <= tolerance &&
				math.Abs(math.Abs(x1-x0)-float64(d.Dx())) <= 2*tolerance {
				found++
				break
			}
		}
	}
	return float64(found) / float64(len(drawn))
}

func TestSegmentFindsWords(t *testing.T) {
	const width, height = 700, 900
	page := drawPage(t, width, height, 20)
	quarter := Affine{0, -1, height, 1, 0, 0}
	half := Affine{-1, 0, width, 0, -1, height}
	tests := []struct {
		name      string
		image     *image.Gray
		to        Affine
		tolerance float64
		extra     int // words that are not text
	}{
		{"as drawn", page.Gray, identity, 1.5, 0},
		{"light on dark", altered(page.Gray, func(x, y int, v uint8) uint8 { return 255 - v }), identity, 1.5, 0},
		{"turned by a quarter", mapped(page.Gray, height, width, quarter), quarter, 1.5, 0},
		{"turned by half", mapped(page.Gray, width, height, half), half, 1.5, 0},
		{"uneven light", altered(page.Gray, func(x, y int, v uint8) uint8 { return uint8(int(v) * (400 - x/4 - y/8) / 400) }), identity, 1.5, 0},
		{"gray on gray", altered(page.Gray, func(x, y int, v uint8) uint8 { return 90 + v/4 }), identity, 1.5, 0},
		{"noise", noisy(page.Gray, 12), identity, 1.5, 6},
		{"twice the size", mapped(page.Gray, 2*width, 2*height, Affine{2, 0, 0, 0, 2, 0}), Affine{2, 0, 0, 0, 2, 0}, 1.5, 0},
		{"five times the size", mapped(page.Gray, 5*width, 5*height, Affine{5, 0, 0, 0, 5, 0}), Affine{5, 0, 0, 0, 5, 0}, 1.5, 0},
		{"half the size", mapped(mapped(page.Gray, width, height, identity), width/2, height/2, Affine{.5, 0, 0, 0, .5, 0}), Affine{.5, 0, 0, 0, .5, 0}, 1.5, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := Segment(test.image)
			if share := foundShare(l, page.words, test.to, test.tolerance); share < .97 {
				t.Errorf("%.3f of %d words found", share, len(page.words))
			}
			if len(l.Words) > len(page.words)*102/100+test.extra {
				t.Errorf("%d words, of %d drawn", len(l.Words), len(page.words))
			}
			if l.Inverted != (test.name == "light on dark") {
				t.Errorf("inverted is %v", l.Inverted)
			}
		})
	}
}

func noisy(m *image.Gray, deviation float64) *image.Gray {
	r := rand.New(rand.NewPCG(5, 6))
	return altered(m, func(x, y int, v uint8) uint8 {
		return uint8(min(max(float64(v)+deviation*r.NormFloat64(), 0), 255))
	})
}

func TestSegmentTurnsBack(t *testing.T) {
	const width, height = 700, 900
	page := drawPage(t, width, height, 18)
	for _, degrees := range []float64{.2, .6, -1.4, 3, -4.7, 8.3, -11.2} {
		for _, quarter := range []bool{false, true} {
			// A larger canvas holds all of the page.
			to := Affine{1, 0, 150, 0, 1, 150}.Then(rotation(degrees, width/2+150, height/2+150))
			w, h := width+300, height+300
			if quarter {
				to, w, h = to.Then(Affine{0, -1, float64(h), 1, 0, 0}), h, w
			}
			l := Segment(mapped(page.Gray, w, h, to))
			if share := foundShare(l, page.words, to, 1.5); share < .97 {
				t.Errorf("%.1f degrees, turned %v: %.3f of %d words found", degrees, quarter, share, len(page.words))
			}
			angle := math.Atan2(l.ToPage[3], l.ToPage[0]) * 180 / math.Pi // of the rows
			if quarter {
				angle = math.Remainder(angle-90, 180)
			}
			if want := degrees; math.Abs(want) >= .3 && math.Abs(angle-want) > .15 {
				t.Errorf("%.1f degrees, turned %v: skew %.2f", degrees, quarter, angle)
			}
		}
	}
}

func TestSegmentIgnores(t *testing.T) {
	const width, height = 700, 900
	page := drawPage(t, width, height, 20)
	plain := Segment(page.Gray)
	marked := func(f func(m *image.Gray)) *image.Gray {
		m := altered(page.Gray, func(x, y int, v uint8) uint8 { return v })
		f(m)
		return m
	}
	tests := []struct {
		name   string
		image  *image.Gray
		hidden func(r image.Rectangle) bool // a word that is covered
	}{
		{"a black box", marked(func(m *image.Gray) { fill(m, 0, 304, width, 498, 0) }), // between lines
			func(r image.Rectangle) bool { return r.Max.Y > 304 && r.Min.Y < 498 }},
		{"a frame and rules", marked(func(m *image.Gray) {
			for _, x := range []int{20, width - 22} {
				fill(m, x, 20, x+2, height-20, 0)
			}
			for _, y := range []int{20, 40, height - 40, height - 22} {
				fill(m, 20, y, width-20, y+2, 0)
			}
		}), nil},
		{"specks", marked(func(m *image.Gray) {
			r := rand.New(rand.NewPCG(8, 8))
			for range 300 {
				x, y := r.IntN(width), r.IntN(60) // above the text
				fill(m, x, y, x+2, y+1, 0)
			}
		}), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var visible []image.Rectangle
			for _, w := range page.words {
				if test.hidden == nil || !test.hidden(w) {
					visible = append(visible, w)
				}
			}
			l := Segment(test.image)
			if share := foundShare(l, visible, identity, 1.5); share < .97 {
				t.Errorf("%.3f of %d words found", share, len(visible))
			}
			if most := len(plain.Words) - (len(page.words) - len(visible)) + 2; len(l.Words) > most {
				t.Errorf("%d words, want at most %d", len(l.Words), most)
			}
		})
	}
}

func TestSegmentMagnifiesSmallText(t *testing.T) {
	page := drawPage(t, 500, 400, 9)
	l := Segment(page.Gray)
	if l.Width < 600 || l.CharHeight < smallText {
		t.Errorf("straightened to %dx%d with characters %.0f high", l.Width, l.Height, l.CharHeight)
	}
	if share := foundShare(l, page.words, identity, 1); share < .9 {
		t.Errorf("%.3f of %d words found", share, len(page.words))
	}
}

func TestSegmentOfPart(t *testing.T) {
	page := drawPage(t, 700, 500, 20)
	frame := blank(800, 640)
	draw.Draw(frame, image.Rect(60, 90, 760, 590), page.Gray, image.Point{}, draw.Src)
	part := Segment(frame.SubImage(image.Rect(60, 90, 760, 590)).(*image.Gray))
	whole := Segment(page.Gray)
	if !reflect.DeepEqual(part.Words, whole.Words) {
		t.Error("the words of a part of an image differ from those of the same image whole")
	}
	if want := whole.ToPage.Then(Affine{1, 0, 60, 0, 1, 90}); part.ToPage != want {
		t.Errorf("ToPage %v, want %v", part.ToPage, want)
	}
}

func TestSegmentOfNothing(t *testing.T) {
	for name, m := range map[string]*image.Gray{
		"nil":       nil,
		"empty":     {},
		"a pixel":   image.NewGray(image.Rect(0, 0, 1, 1)),
		"a row":     image.NewGray(image.Rect(0, 0, 5000, 1)),
		"a column":  image.NewGray(image.Rect(-7, -7, -6, 5000)),
		"black":     image.NewGray(image.Rect(0, 0, 300, 300)),
		"white":     blank(300, 300),
		"two tones": altered(blank(300, 300), func(x, y int, v uint8) uint8 { return uint8(x / 150 * 90) }),
	} {
		l := Segment(m)
		if len(l.Words) != 0 {
			t.Errorf("%s: %d words", name, len(l.Words))
		}
		for _, l := range Alternatives(m) {
			if len(l.Words) != 0 {
				t.Errorf("%s: an alternative with %d words", name, len(l.Words))
			}
		}
	}
}

func TestSegmentIsDeterministic(t *testing.T) {
	page := noisy(drawPage(t, 700, 900, 16).Gray, 15)
	first := Segment(page)
	Segment(drawPage(t, 1300, 300, 40).Gray) // leaves other things in the buffers
	if !reflect.DeepEqual(Segment(page), first) {
		t.Error("a second segmentation differs")
	}
	if before := noisy(drawPage(t, 700, 900, 16).Gray, 15); !reflect.DeepEqual(before.Pix, page.Pix) {
		t.Error("the page was changed")
	}
}

func FuzzSegment(f *testing.F) {
	f.Add(uint16(40), uint16(30), uint8(3), []byte{0, 255, 255, 9, 140})
	f.Add(uint16(1), uint16(3000), uint8(0), []byte{0, 255})
	f.Add(uint16(300), uint16(200), uint8(1), []byte("a few words of text make patterns of their own"))
	f.Fuzz(func(t *testing.T, width, height uint16, margin uint8, pattern []byte) {
		w, h := int(width)%4000, int(height)%4000
		if len(pattern) == 0 || w*h > 1<<20 {
			return
		}
		whole := image.NewGray(image.Rect(0, 0, w+int(margin), h+int(margin)))
		for i := range whole.Pix {
			whole.Pix[i] = pattern[(i/8+i/whole.Stride/8)%len(pattern)]
		}
		m := whole.SubImage(image.Rect(int(margin), int(margin), w+int(margin), h+int(margin))).(*image.Gray)
		for _, l := range append(Alternatives(m), Segment(m)) {
			if len(l.Words) > MaxWords || l.Width > maxSide || l.Height > maxSide {
				t.Fatalf("%d words in %dx%d", len(l.Words), l.Width, l.Height)
			}
			for i, word := range l.Words {
				if word.X0 < 0 || word.Y0 < 0 || word.X0 >= word.X1 || word.Y0 >= word.Y1 || int(word.X1) > l.Width || int(word.Y1) > l.Height {
					t.Fatalf("word %v in %dx%d", word, l.Width, l.Height)
				}
				if i > 0 && (word.Y0 < l.Words[i-1].Y0 || word.Y0 == l.Words[i-1].Y0 && word.X0 < l.Words[i-1].X0) {
					t.Fatalf("word %d is out of order", i)
				}
			}
		}
	})
}

func BenchmarkSegment(b *testing.B) {
	page := drawPage(b, 827, 1169, 14)
	b.ReportMetric(float64(len(Segment(page.Gray).Words)), "words")
	for b.Loop() {
		Segment(page.Gray)
	}
}

func TestAlternatives(t *testing.T) {
	page := drawPage(t, 700, 900, 20)
	if others := Alternatives(page.Gray); len(others) != 0 {
		t.Errorf("a clean page has %d alternatives", len(others))
	}

	sparse := blank(700, 900)
	fill(sparse, 300, 100, 312, 120, 0)
	fill(sparse, 314, 100, 326, 120, 0)
	others := Alternatives(sparse)
	if len(others) == 0 || len(others[0].Words) == 0 || math.Abs(others[0].ToPage[1]) < .5 {
		t.Errorf("a page with two letters is not read along the other axis: %d alternatives", len(others))
	}

	// Strokes broken by thresholding what is faint and noisy.
	r := rand.New(rand.NewPCG(4, 4))
	broken := altered(page.Gray, func(x, y int, v uint8) uint8 {
		if v < 200 && r.IntN(100) < 45 {
			return 0
		}
		return 255
	})
	best := 0.0
	for _, l := range Alternatives(broken) {
		best = max(best, foundShare(l, page.words, identity, 3))
	}
	if usual := foundShare(Segment(broken), page.words, identity, 3); best <= usual {
		t.Errorf("of a broken scan, alternatives have %.2f of the words, the usual reading %.2f", best, usual)
	}
}

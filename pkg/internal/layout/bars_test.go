package layout

import (
	"image"
	"testing"
)

// A page with a line blacked out and a large box, as it is and laid askew.
func TestBarsCoverWhatIsBlack(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 800, 1000))
	for i := range page.Pix {
		page.Pix[i] = 245
	}
	fill := func(r image.Rectangle) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				page.Pix[y*page.Stride+x] = 12
			}
		}
	}
	fill(image.Rect(103, 205, 611, 221))
	fill(image.Rect(300, 500, 700, 800))
	fill(image.Rect(100, 300, 700, 303)) // a rule
	l := Segment(page)
	for _, tt := range []struct {
		x, y  float64
		black bool
	}{
		{110, 213, true}, {350, 213, true}, {604, 213, true}, {500, 650, true}, {305, 505, true},
		{90, 213, false}, {625, 213, false}, {350, 196, false}, {350, 232, false}, {400, 301, false}, {290, 650, false},
	} {
		if got := covers(l.Bars, tt.x, tt.y); got != tt.black {
			t.Errorf("%v, %v: black %v, want %v", tt.x, tt.y, got, tt.black)
		}
	}
	askew, ok := Affine{.999, .04, -10, -.04, .999, 15}.Inverse()
	if !ok {
		t.Fatal("no inverse")
	}
	turned := straightened(append([]Bar(nil), l.Bars...), askew)
	for _, b := range turned {
		if b.X1-b.X0 > 70 || b.Y1-b.Y0 > 14 {
			t.Fatalf("bar %v has grown", b)
		}
	}
	x, y := Affine{.999, .04, -10, -.04, .999, 15}.Apply(350, 213)
	if !covers(turned, x, y) {
		t.Errorf("%v, %v: not black askew", x, y)
	}
	if bars := Segment(image.NewGray(image.Rect(0, 0, 4000, 4000))).Bars; len(bars) > MaxBars {
		t.Errorf("a black page has %d bars", len(bars))
	}
}

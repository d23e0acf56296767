package layout

import "testing"

// inkOf is the ink of a raster without smoothing.
func inkOf(src raster) (raster, *ground) {
	var ink raster
	copyRaster(&ink, src)
	g := new(ground)
	g.measure(ink)
	g.toInk(ink)
	return ink, g
}

func TestInkIsIndependentOfLight(t *testing.T) {
	// A grid of strokes that take three quarters of the light, on paper that grows
	// darker from left to right.
	r := raster{make([]byte, 400*203), 400, 203, 400}
	isStroke := func(x, y int) bool { return x%20 < 3 && y%30 > 8 }
	for y := range r.height {
		for x := range r.width {
			paper := 250 - x/4
			if isStroke(x, y) {
				paper /= 4
			}
			r.pix[y*r.stride+x] = byte(paper)
		}
	}
	ink, _ := inkOf(r)
	for y := range r.height {
		for x := range r.width {
			got, low, high := ink.pixel(x, y), 0, 15
			if isStroke(x, y) {
				low, high = 185, 200
			}
			if got < low || got > high {
				t.Fatalf("%d,%d has ink %d, want %d to %d", x, y, got, low, high)
			}
		}
	}
}

func TestInkOfDarkAreas(t *testing.T) {
	r := raster{make([]byte, 400*400), 400, 400, 400}
	for i := range r.pix {
		r.pix[i] = 240
		if x, y := i%400, i/400; x >= 100 && x < 250 && y >= 100 && y < 200 {
			r.pix[i] = 10
		}
	}
	ink, _ := inkOf(r)
	for _, p := range [][3]int{{20, 20, 0}, {175, 150, 0}, {390, 390, 0}} {
		if got := ink.pixel(p[0], p[1]); got != p[2] {
			t.Errorf("%d,%d has ink %d, want %d", p[0], p[1], got, p[2])
		}
	}
	if ink, _ := inkOf(raster{make([]byte, 900), 30, 30, 30}); ink.pixel(15, 15) != 0 {
		t.Error("a black page has ink")
	}
}

func TestGroundIsTheBrightestNearby(t *testing.T) {
	for _, size := range oddSizes {
		r := randomRaster(size[0], size[1], 7)
		var padded raster
		copyRaster(&padded, r)
		g := new(ground)
		g.across, g.down = (r.width+7)/8, (r.height+7)/8
		g.brightest = make([]byte, g.across*g.down)
		for by := range g.down {
			g.brightestOfRow(by, padded)
			for bx := range g.across {
				want := 0
				for y := by * 8; y < min(by*8+8, r.height); y++ {
					for x := bx * 8; x < min(bx*8+8, r.width); x++ {
						want = max(want, r.pixel(x, y))
					}
				}
				if got := int(g.brightest[by*g.across+bx]); got != want {
					t.Fatalf("%v: block %d,%d is %d, want %d", size, bx, by, got, want)
				}
			}
		}
	}
}

func TestInkThresholdParts(t *testing.T) {
	tests := []struct {
		name             string
		strokes, texture byte
		least, most      int
	}{
		{"black text on coarse texture", 240, 60, 61, maxThreshold},
		{"gray text on coarse texture", 110, 50, 51, 110},
		{"faint text on clean paper", 60, 0, 45, 60},
	}
	for _, test := range tests {
		var ink raster
		ink.setSize(128, 64)
		for i := range ink.pix {
			ink.pix[i] = test.texture - min(test.texture, byte(i%4))
			if i%5 == 0 {
				ink.pix[i] = test.strokes - byte(i%7)
			}
		}
		if got := inkThreshold(ink); got < test.least-1 || got > test.most {
			t.Errorf("%s: %d, want %d to %d", test.name, got, test.least, test.most)
		}
	}
}

// A bar blacked out is blacker than a scan's gray strokes, and larger.
func TestInkThresholdHeedsStrokesBesideBars(t *testing.T) {
	var ink raster
	ink.setSize(400, 200)
	for y := 10; y < 75; y++ {
		for x := 20; x < 380; x += 5 {
			ink.row(y)[x], ink.row(y)[x+1] = byte(40+x%30), byte(90+x%30)
		}
	}
	for y := 80; y < 180; y++ {
		for x := 16; x < 384; x++ {
			ink.row(y)[x] = 250
		}
	}
	if threshold := inkThreshold(ink); threshold > 90 {
		t.Errorf("threshold %d, strokes have from 90", threshold)
	}
}

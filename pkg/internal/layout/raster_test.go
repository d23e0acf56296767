package layout

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomRaster is a raster of noise, the same for the same seed.
func randomRaster(width, height int, seed uint64) raster {
	r := rand.New(rand.NewPCG(seed, 1))
	m := raster{make([]byte, width*height), width, height, width}
	for i := range m.pix {
		m.pix[i] = byte(r.UintN(256))
	}
	return m
}

// pixel is the value at x, y, or the nearest inside.
func (r *raster) pixel(x, y int) int {
	return int(r.row(min(max(y, 0), r.height-1))[min(max(x, 0), r.width-1)])
}

var oddSizes = [][2]int{{1, 1}, {1, 9}, {9, 1}, {7, 7}, {8, 8}, {17, 5}, {64, 3}, {65, 20}, {130, 41}}

func TestBlur(t *testing.T) {
	kernel := [3]int{1, 2, 1}
	for _, size := range oddSizes {
		src := randomRaster(size[0], size[1], 1)
		var dst raster
		new(blurrer).blur(&dst, src)
		var inPlace raster
		copyRaster(&inPlace, src)
		new(blurrer).blur(&inPlace, inPlace)
		for y := range src.height {
			for x := range src.width {
				sum := 0
				for j, a := range kernel {
					for i, b := range kernel {
						sum += a * b * src.pixel(x+i-1, y+j-1)
					}
				}
				if want := (sum + 8) / 16; dst.pixel(x, y) != want || inPlace.pixel(x, y) != want {
					t.Fatalf("%v: at %d,%d %d, in place %d, want %d", size, x, y, dst.pixel(x, y), inPlace.pixel(x, y), want)
				}
			}
		}
	}
}

func TestShrink(t *testing.T) {
	for _, to := range [][2]int{{1, 1}, {3, 7}, {50, 40}, {99, 61}, {130, 83}} {
		src := randomRaster(130, 83, 2)
		var dst raster
		new(shrinker).shrink(&dst, src, to[0], to[1])
		for y := range to[1] {
			for x := range to[0] {
				want := meanOfArea(src, float64(x)*130/float64(to[0]), float64(y)*83/float64(to[1]), 130/float64(to[0]), 83/float64(to[1]))
				if got := float64(dst.pixel(x, y)); math.Abs(got-want) > 3 { // edges are rounded to 1/256
					t.Fatalf("%v: at %d,%d %.0f, want %.1f", to, x, y, got, want)
				}
			}
		}
	}
}

func meanOfArea(r raster, x0, y0, width, height float64) float64 {
	sum, area := 0.0, 0.0
	for y := range r.height {
		for x := range r.width {
			w := min(float64(x+1), x0+width) - max(float64(x), x0)
			h := min(float64(y+1), y0+height) - max(float64(y), y0)
			if w > 0 && h > 0 {
				sum += w * h * float64(r.pixel(x, y))
				area += w * h
			}
		}
	}
	return sum / area
}

func TestWarp(t *testing.T) {
	var src raster
	copyRaster(&src, randomRaster(70, 50, 4))
	var dst raster
	warp(&dst, src, 70, 50, identity)
	for y := range 50 {
		if !slices.Equal(dst.row(y), src.row(y)) {
			t.Fatalf("the identity changed row %d", y)
		}
	}
	warp(&dst, src, 50, 70, Affine{0, 1, 0, -1, 0, 50}) // row 0 is the left column from below
	for y := range 70 {
		for x := range 50 {
			if dst.pixel(x, y) != src.pixel(y, 49-x) {
				t.Fatalf("turned by a quarter, %d,%d is %d, want %d", x, y, dst.pixel(x, y), src.pixel(y, 49-x))
			}
		}
	}
	warp(&dst, src, 9, 9, Affine{1, 0, 1000, 0, 1, -1000})
	if dst.pixel(4, 4) != 0 {
		t.Fatal("outside is not 0")
	}
}

func TestNoiseLevel(t *testing.T) {
	if got := noiseLevel(raster{make([]byte, 100), 10, 10, 10}); got != 0 {
		t.Errorf("of a blank raster %d, want 0", got)
	}
	if got := noiseLevel(randomRaster(200, 200, 5)); got < 60 || got > 90 { // the median of |a-b| is 75
		t.Errorf("of random bytes %d, want about 75", got)
	}
}

func TestRasterOf(t *testing.T) {
	whole := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range whole.Pix {
		whole.Pix[i] = byte(i)
	}
	part := rasterOf(whole.SubImage(image.Rect(5, 7, 20, 30)).(*image.Gray))
	if part.width != 15 || part.height != 23 {
		t.Fatalf("a part is %dx%d", part.width, part.height)
	}
	for y := range part.height {
		for x := range part.width {
			if part.pixel(x, y) != int(whole.GrayAt(5+x, 7+y).Y) {
				t.Fatalf("%d,%d differs", x, y)
			}
		}
	}
	for name, m := range map[string]*image.Gray{
		"nil":       nil,
		"zero":      {},
		"negative":  {Pix: make([]byte, 9), Stride: 3, Rect: image.Rectangle{Min: image.Pt(3, 3)}},
		"too short": {Pix: make([]byte, 8), Stride: 3, Rect: image.Rect(0, 0, 3, 3)},
		"stride":    {Pix: make([]byte, 9), Stride: 1, Rect: image.Rect(0, 0, 3, 3)},
	} {
		if r := rasterOf(m); r.width != 0 {
			t.Errorf("%s: %dx%d, want an empty raster", name, r.width, r.height)
		}
	}
}

package picture

import (
	"image"
	"image/color"
	"testing"
)

// reference is the definition, pixel by pixel: BT.601 luma over white.
func reference(c color.Color) float64 {
	r, g, b, a := c.RGBA()
	over := func(v uint32) float64 { return float64(v+0xFFFF-a) / 257 }
	return 0.299*over(r) + 0.587*over(g) + 0.114*over(b)
}

func TestGrayIsLumaOnPaper(t *testing.T) {
	for name, img := range kindsOfPixels(image.Pt(9, 7)) {
		gray := Gray(img, 0)
		b := img.Bounds()
		if gray.Rect != image.Rect(0, 0, 9, 7) {
			t.Fatalf("%s: %v", name, gray.Rect)
		}
		for y := range 7 {
			for x := range 9 {
				got, want := float64(gray.GrayAt(x, y).Y), reference(img.At(b.Min.X+x, b.Min.Y+y))
				if ycbcr, ok := img.(*image.YCbCr); ok { // colours outside RGB are clipped, their luma is not
					want = float64(ycbcr.YCbCrAt(x, y).Y)
				}
				if got < want-1.5 || got > want+1.5 {
					t.Fatalf("%s at %d,%d: %v, want %v", name, x, y, got, want)
				}
			}
		}
	}
}

func TestGrayKeepsGray(t *testing.T) {
	for v := range 256 {
		c := color.NRGBA{uint8(v), uint8(v), uint8(v), 0xFF}
		nrgba := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		nrgba.Set(0, 0, c)
		for _, img := range []image.Image{nrgba, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{c}), image.NewUniform(c)} {
			if u, ok := img.(*image.Uniform); ok {
				img = cropped{u, image.Rect(4, 4, 5, 5)}
			}
			if got := Gray(img, 0).Pix[0]; int(got) != v {
				t.Errorf("%T of %d becomes %d", img, v, got)
			}
		}
	}
}

// cropped is an image of a kind that nobody knows.
type cropped struct {
	image.Image
	r image.Rectangle
}

func (c cropped) Bounds() image.Rectangle { return c.r }

func TestGrayAverages(t *testing.T) {
	img := image.NewGray(image.Rect(2, 3, 7, 6)) // 5 x 3
	copy(img.Pix, []byte{
		0, 10, 100, 200, 7,
		20, 30, 100, 100, 9,
		1, 3, 50, 60, 255,
	})
	for _, tt := range []struct {
		maxSide       int
		width, height int
		want          []byte
	}{
		{0, 5, 3, img.Pix},
		{5, 5, 3, img.Pix},
		{9, 5, 3, img.Pix},
		{4, 3, 2, []byte{15, 125, 8, 2, 55, 255}},
		{3, 3, 2, []byte{15, 125, 8, 2, 55, 255}},
		{2, 2, 1, []byte{35, 105}},
		{1, 1, 1, []byte{63}},
	} {
		gray := Gray(img, tt.maxSide)
		if gray.Rect != image.Rect(0, 0, tt.width, tt.height) || string(gray.Pix) != string(tt.want) {
			t.Errorf("at most %d: %v %v, want %d x %d %v", tt.maxSide, gray.Rect, gray.Pix, tt.width, tt.height, tt.want)
		}
	}
	if gray := Gray(image.NewGray(image.Rectangle{}), 8); !gray.Rect.Empty() {
		t.Errorf("nothing becomes %v", gray.Rect)
	}
}

func BenchmarkGray(b *testing.B) {
	r := image.Rect(0, 0, 4000, 3000)
	for name, img := range map[string]image.Image{
		"gray": image.NewGray(r), "ycbcr": image.NewYCbCr(r, image.YCbCrSubsampleRatio420), "rgba": image.NewRGBA(r),
		"nrgba": image.NewNRGBA(r), "cmyk": image.NewCMYK(r), "nrgba64": image.NewNRGBA64(r),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Gray(img, 1000)
			}
		})
	}
}

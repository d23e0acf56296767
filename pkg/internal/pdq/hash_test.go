package pdq

import (
	"image"
	"strings"
	"testing"
)

// What the reference implementation (facebook/ThreatExchange, pdq/cpp:
// pdqHash256FromFloatLuma, compiled without fused multiplication) yields for
// scene(width, height, shapes, seed).
var reference = []struct {
	width, height, shapes int
	seed                  uint32
	quality               int
	hash                  string
}{
	{64, 64, 5, 1, 100, "e3558c559c5b63342b55a8d52b55721c458af09c631473ac5caa57aae3f48dd3"},
	{5, 5, 40, 2, 100, "91a4749d6e5b9b26348d96a5348d6b5acb7264d991a4749d6e5b9b26348d94a5"},
	{40, 200, 1, 3, 28, "692d692d692d692d96d296d296d2692d692d692d692d692d96d296d296d2692d"},
	{100, 75, 2, 4, 55, "494bb6b449496b69b6b4494b094bf6b4494b9cc6b6b46b69949694966b69b6b4"},
	{127, 128, 3, 5, 80, "6a65f86d8bc9fa6d992b07c4f83b0bc599297874078274b6359207c6f8390fc5"},
	{129, 300, 2, 6, 54, "c6476c75999b6664999b6665c64799994646666499996666999b999966669999"},
	{512, 512, 2, 7, 18, "39ceca569a56ca52c639c72939c639cec729c62935ad39c63a56ce52c63035ad"},
	{500, 333, 2, 8, 85, "b56a4a954bc5f7c3bc3e63c1a7c2b52a4a954a356bc543c1583db43aa5c24bc5"},
	{413, 585, 40, 9, 100, "ede65e1dbdab72e4370f5982d70b6862f56ae1421c8ec06e10f4e31338f56078"},
	{827, 1169, 4, 10, 81, "a893536da992536ca99365449ab9265cae995669ac90566da89ba5565baba5d6"},
	{1024, 768, 3, 11, 53, "533452b5b56a294a94a552b5b56a294a5334d6b55376ad4a5a95d6a56adba94a"},
	{1300, 2000, 40, 12, 100, "fd2cb45d4a1726dbf9a09793e1cae2c89fb6a4b24a744b1d3e4cdda0c5a12246"},
	{63, 65, 1, 13, 2, "52d6ad29ad2952d6ad29ad2952d652d6ad29ad2952d652d6ad29ad2952d652d6"},
	{300, 300, 1, 40, 65, "455a455a755a455abaa5baa5455abaa5455a455abaa5baa5baa5baa5455a455a"},
}

func TestOfAgreesWithTheReference(t *testing.T) {
	for _, want := range reference {
		hash, quality := Of(scene(want.width, want.height, want.shapes, want.seed))
		if hash.String() != want.hash || quality != want.quality {
			t.Errorf("%dx%d: got %v of quality %d, want %s of %d", want.width, want.height, hash, quality, want.hash, want.quality)
		}
	}
}

func TestPicturesWithNothingInThemHaveNoQuality(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {4, 4}, {4, 3000}, {3000, 4}, {5, 5}, {64, 64}, {700, 5}, {5, 20000}, {641, 999}} {
		for _, gray := range []uint8{0, 1, 77, 255} {
			page := image.NewGray(image.Rectangle{Max: size})
			for i := range page.Pix {
				page.Pix[i] = gray
			}
			if hash, quality := Of(page); hash != (Hash{}) || quality != 0 {
				t.Errorf("%v all of %d has hash %v of quality %d", size, gray, hash, quality)
			}
			if hashes := Dihedral(page); hashes != [Turns]Hash{} {
				t.Errorf("%v all of %d has hashes %v when turned", size, gray, hashes)
			}
		}
	}
}

// One step from black to white, met 64 times: 6400 percent over 90.
func TestQualityOfAStep(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := 20; x < 64; x++ {
			page.Pix[y*page.Stride+x] = 0xff
		}
	}
	if _, quality := Of(page); quality != 71 {
		t.Errorf("quality is %d, want 71", quality)
	}
}

func TestPartOfAPictureHashesLikeItsCopy(t *testing.T) {
	page := scene(400, 300, 20, 1)
	part := page.SubImage(image.Rect(31, 17, 350, 300)).(*image.Gray)
	cut := image.NewGray(image.Rect(0, 0, part.Rect.Dx(), part.Rect.Dy()))
	for y := range cut.Rect.Dy() {
		for x := range cut.Rect.Dx() {
			cut.Set(x, y, part.At(part.Rect.Min.X+x, part.Rect.Min.Y+y))
		}
	}
	want, _ := Of(cut)
	if got, _ := Of(part); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if whole, _ := Of(page); whole.Distance(want) <= MaxDistance {
		t.Error("the part cannot be told from the whole")
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	for _, h := range []Hash{{}, {1}, {0, 0, 0, 1 << 63}, {0x0123456789abcdef, 2, 3, 4}} {
		if got, err := Parse(h.String()); got != h || err != nil {
			t.Errorf("%v reads back as %v, error %v", h, got, err)
		}
	}
	if got, want := (Hash{0x0123456789abcdef, 0, 0, 1 << 63}).String(), "8000000000000000"+strings.Repeat("0", 32)+"0123456789abcdef"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []string{"", "12", strings.Repeat("0", 63), strings.Repeat("0", 65), strings.Repeat("g", 64), "+" + strings.Repeat("0", 63), strings.Repeat("é", 32)} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q passes for a hash", bad)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	page := scene(827, 1169, 40, 1)
	for b.Loop() {
		Of(page)
	}
}

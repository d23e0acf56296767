package fingerprint

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/jpeg"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/corona10/goimagehash"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// scene draws boxes of random grays: a picture with plenty in it.
func scene(seed uint64, w, h int) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 0))
	p := image.NewGray(image.Rect(0, 0, w, h))
	for range 60 {
		x, y, g := r.IntN(w), r.IntN(h), uint8(r.IntN(256))
		for yy := y; yy < min(h, y+h/5); yy++ {
			for xx := x; xx < min(w, x+w/5); xx++ {
				p.SetGray(xx, yy, color.Gray{Y: g})
			}
		}
	}
	return p
}

func flat(w, h int, g uint8) *image.Gray {
	p := image.NewGray(image.Rect(0, 0, w, h))
	for i := range p.Pix {
		p.Pix[i] = g
	}
	return p
}

func TestQualityGate(t *testing.T) {
	nearlyEmpty := flat(400, 400, 255)
	for x := 190; x < 210; x++ {
		nearlyEmpty.SetGray(x, 200, color.Gray{})
	}
	for _, tt := range []struct {
		name   string
		pixels image.Image
		usable bool
	}{
		{"scene", scene(1, 300, 200), true},
		{"white", flat(300, 200, 255), false},
		{"black", flat(300, 200, 0), false},
		{"a dot on white", nearlyEmpty, false},
		{"icon", scene(1, 31, 31), false},
		{"transparent", image.NewNRGBA(image.Rect(0, 0, 200, 200)), false},
		{"not decoded", nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if q := OfPicture(dossier.Image{}, tt.pixels).Quality; (q >= MinQuality) != tt.usable {
				t.Errorf("quality %d, usable: want %v", q, tt.usable)
			}
		})
	}
}

func TestPictureHashesSurviveRecompression(t *testing.T) {
	original := scene(2, 320, 240)
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, original, &jpeg.Options{Quality: 40}); err != nil {
		t.Fatal(err)
	}
	again, err := jpeg.Decode(&jpg)
	if err != nil {
		t.Fatal(err)
	}
	a, b := OfPicture(dossier.Image{}, original), OfPicture(dossier.Image{}, again)
	other := OfPicture(dossier.Image{}, scene(3, 320, 240))
	if d := Distance256(a.PHash256, b.PHash256); d > 12 {
		t.Errorf("256-bit distance to its own JPEG is %d", d)
	}
	if d := Distance256(a.PHash256, other.PHash256); d < 60 {
		t.Errorf("256-bit distance to another picture is %d", d)
	}
	if d := bits.OnesCount64(a.PHash ^ b.PHash); d > 4 {
		t.Errorf("pHash distance to its own JPEG is %d", d)
	}
}

func TestLargePicturesHashAsSmallOnes(t *testing.T) {
	small := scene(5, 600, 800)
	large := image.NewGray(image.Rect(0, 0, 2400, 3200))
	for y := range 3200 {
		for x := range 2400 {
			large.SetGray(x, y, small.GrayAt(x/4, y/4))
		}
	}
	a, b := OfPicture(dossier.Image{}, small), OfPicture(dossier.Image{}, large)
	if a.Quality != b.Quality {
		t.Errorf("quality %d and %d", a.Quality, b.Quality)
	}
	if d := Distance256(a.PHash256, b.PHash256); d > 2 {
		t.Errorf("256-bit distance %d", d)
	}
}

func TestPerceptionHash256IsThatOfGoimagehash(t *testing.T) {
	for _, size := range []image.Point{{256, 256}, {37, 900}, {300, 200}, {620, 877}, {1, 1}} {
		for seed := range uint64(20) {
			gray := scene(seed, size.X, size.Y)
			h, err := goimagehash.ExtPerceptionHash(gray, 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			// A picture of one pixel has but noise beside its mean.
			if d := Distance256(perceptionHash256(gray), [4]uint64(h.GetHash())); d != 0 && size.X > 1 {
				t.Errorf("seed %d, %v: %d bits differ", seed, size, d)
			}
		}
	}
	if h := perceptionHash256(new(image.Gray)); h != [4]uint64{} {
		t.Errorf("of nothing: %x", h)
	}
}

func TestAverageReadsAllKindsOfPictureAlike(t *testing.T) {
	bounds := image.Rect(-3, 5, 98, 88)
	r := rand.New(rand.NewPCG(1, 0))
	random := func(pix []byte) {
		for i := range pix {
			pix[i] = byte(r.Uint32())
		}
	}
	gray, paletted, straight := image.NewGray(bounds), image.NewPaletted(bounds, palette.Plan9), image.NewNRGBA(bounds)
	video, plain := image.NewYCbCr(bounds, image.YCbCrSubsampleRatio420), image.NewRGBA(bounds)
	for _, pix := range [][]byte{gray.Pix, paletted.Pix, straight.Pix, video.Y, video.Cb, video.Cr} {
		random(pix)
	}
	draw.Draw(plain, bounds, straight, bounds.Min, draw.Src)
	part := image.Rect(11, 20, 60, 71)
	for _, pixels := range []image.Image{
		gray, paletted, straight, video, plain,
		gray.SubImage(part), paletted.SubImage(part), straight.SubImage(part), video.SubImage(part), plain.SubImage(part),
	} {
		for _, factor := range []int{1, 3, 50} {
			// A picture of no kind that is known is read point by point.
			want := average(struct{ image.Image }{pixels}, factor)
			if got := average(pixels, factor); got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("%T of %v, by %d: pixels differ", pixels, pixels.Bounds(), factor)
			}
		}
	}
	gray.SetGray(-3, 5, color.Gray{Y: 201})
	if got := average(gray, 1).Pix[0]; got != 201 {
		t.Errorf("gray 201 is %d", got)
	}
	if got := average(image.NewNRGBA(bounds), 2).Pix[0]; got != 255 {
		t.Errorf("transparent is %d", got)
	}
}

func TestOfSaysWhyThereIsNothing(t *testing.T) {
	pages := []struct {
		name   string
		page   dossier.Page
		pixels []image.Image
		drawn  *image.Gray
		want   dossier.Absence
	}{
		{"blank", dossier.Page{}, nil, nil, dossier.Blank},
		{"blank, drawn", dossier.Page{Width: 6, Height: 8}, nil, flat(600, 800, 255), dossier.Blank},
		{"black, drawn", dossier.Page{Width: 6, Height: 8}, nil, flat(600, 800, 3), dossier.BlackedOut},
		{"looks like something, drawn", dossier.Page{Width: 6, Height: 8}, nil, scene(4, 600, 800), dossier.Present},
		{"few words", dossier.Page{Text: "ANNEX 1"}, nil, nil, dossier.NearEmpty},
		{"black picture", dossier.Page{Images: make([]dossier.Image, 1)}, []image.Image{flat(600, 800, 0)}, nil, dossier.NothingSeen},
		{"broken", dossier.Page{Note: "bad stream"}, nil, nil, dossier.PartlyUnread},
		{"picture", dossier.Page{Images: make([]dossier.Image, 1)}, []image.Image{scene(4, 600, 800)}, nil, dossier.Present},
		{"text", dossier.Page{Text: "Each Party shall accord to the goods of the other Parties national treatment."}, nil, nil, dossier.Present},
	}
	for _, tt := range pages {
		t.Run(tt.name, func(t *testing.T) {
			if got := Of(tt.page, tt.pixels, tt.drawn).Absent; got != tt.want {
				t.Errorf("Absent = %q, want %q", got, tt.want)
			}
		})
	}
}

func BenchmarkOfPicture(b *testing.B) {
	gray := scene(6, 827, 1170)
	colored := image.NewNRGBA(gray.Rect)
	draw.Draw(colored, gray.Rect, gray, image.Point{}, draw.Src)
	for _, pixels := range []image.Image{gray, colored} {
		b.Run(fmt.Sprintf("%T", pixels), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				OfPicture(dossier.Image{}, pixels)
			}
		})
	}
}

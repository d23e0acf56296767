package extract

import (
	"image"
	"math"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

func TestRastersHaveThePixelsThatTheyClaim(t *testing.T) {
	gray := func(pixels, stride int, r image.Rectangle) *image.Gray {
		return &image.Gray{Pix: make([]byte, pixels), Stride: stride, Rect: r}
	}
	for _, sound := range []*image.Gray{nil, {}, image.NewGray(image.Rect(0, 0, 7, 9)), gray(20, 5, image.Rect(0, 0, 4, 4))} {
		if err := soundRaster(sound); err != nil {
			t.Errorf("%v: %v", sound, err)
		}
	}
	for name, unsound := range map[string]*image.Gray{
		"too few pixels":               gray(15, 4, image.Rect(0, 0, 4, 4)),
		"a product that overflows":     gray(0, 1<<32, image.Rect(0, 0, 1<<32, 1<<32)),
		"a stride that overflows":      gray(16, math.MaxInt/2+1, image.Rect(0, 0, 4, 4)),
		"a width that overflows":       gray(16, 4, image.Rectangle{Min: image.Pt(math.MinInt, 0), Max: image.Pt(math.MaxInt, 4)}),
		"away from the origin":         gray(16, 4, image.Rect(1, 1, 4, 4)),
		"a negative stride":            gray(16, -4, image.Rect(0, 0, 4, 4)),
		"a negative size":              gray(16, 4, image.Rectangle{Max: image.Pt(-4, -4)}),
		"rows without columns, beyond": gray(0, 0, image.Rectangle{Max: image.Pt(0, math.MaxInt)}),
	} {
		if soundRaster(unsound) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestViewsThatReadersCannotTrust(t *testing.T) {
	view := func(change func(*pdf.View)) *pdf.View {
		v := &pdf.View{Page: dossier.Page{Number: 3, Words: make([]dossier.Word, 2)}, Hidden: []int{1}, Invisible: []int{0}}
		change(v)
		return v
	}
	if err := soundView(view(func(*pdf.View) {}), 3); err != nil {
		t.Error(err)
	}
	for name, v := range map[string]*pdf.View{
		"none":                         nil,
		"another page":                 view(func(v *pdf.View) { v.Number = 4 }),
		"a hidden word beyond the end": view(func(v *pdf.View) { v.Hidden = []int{2} }),
		"an invisible word before all": view(func(v *pdf.View) { v.Invisible = []int{-1} }),
		"turned by half":               view(func(v *pdf.View) { v.Turn = 45 }),
		"an image less than nothing":   view(func(v *pdf.View) { v.Images = []dossier.Image{{Width: -1}} }),
		"no raster":                    view(func(v *pdf.View) { v.Raster = &image.Gray{Rect: image.Rect(0, 0, 9, 9), Stride: 9} }),
	} {
		if soundView(v, 3) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestPagesThatReadersCannotTrust(t *testing.T) {
	page := func(change func(*PageContent)) *PageContent {
		p := samplePage()
		change(&p)
		return &p
	}
	if err := soundPage(page(func(*PageContent) {}), 7, Want{Pictures: true}); err != nil {
		t.Error(err)
	}
	for name, p := range map[string]*PageContent{
		"none":                        nil,
		"another page":                page(func(p *PageContent) { p.Number = 8 }),
		"absent for a reason unknown": page(func(p *PageContent) { p.Print.Absent = "\x1b[2J" }),
		"more pictures than images":   page(func(p *PageContent) { p.Pictures = make([]Picture, 2) }),
		"more prints than images":     page(func(p *PageContent) { p.Print.Images = make([]fingerprint.Image, 2) }),
		"less text than none":         page(func(p *PageContent) { p.Print.Length = -1 }),
		"better than perfect":         page(func(p *PageContent) { p.Print.LooksQuality = 101 }),
		"a picture worse than none":   page(func(p *PageContent) { p.Print.Images[0].Quality = -1 }),
		"a layout less than nothing":  page(func(p *PageContent) { p.Print.Layout.Width = -1 }),
	} {
		if soundPage(p, 7, Want{Pictures: true}) == nil {
			t.Errorf("%s: passes", name)
		}
	}
	if soundPage(page(func(*PageContent) {}), 7, Want{}) == nil {
		t.Error("pictures that nobody asked for pass")
	}
}

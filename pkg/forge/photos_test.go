package forge

import (
	"hash/crc32"
	"image"
	"testing"
)

// goldenPhotos may change, knowingly, when a photo does.
var goldenPhotos = map[string]uint32{"flat": 0xba30f7bf, "light": 0x5e091cac, "medium": 0x67d3357e, "strong": 0xcbe52969}

func TestPhotos(t *testing.T) {
	page, untouched := testPage(), testPage()
	photos := Photos()
	if len(photos) != len(goldenPhotos) {
		t.Fatalf("%d photos, want %d", len(photos), len(goldenPhotos))
	}
	for _, p := range photos {
		got := p.Alter(page, seeded(3))
		if sum := crc32.ChecksumIEEE(got.Pix); sum != goldenPhotos[p.Name] || got.Rect != page.Rect || p.Note == "" {
			t.Errorf("%q: %#x, %v", p.Name, sum, got.Rect)
		}
		if equal(got, p.Alter(page, seeded(4))) {
			t.Errorf("%s is the same for another seed", p.Name)
		}
		if !equal(got, p.Alter(page, seeded(3))) {
			t.Errorf("%s differs between two runs", p.Name)
		}
		for _, corner := range []image.Point{{0, 0}, {page.Rect.Max.X - 1, page.Rect.Max.Y - 1}} {
			if v := got.GrayAt(corner.X, corner.Y).Y; v > 150 {
				t.Errorf("%s shows no desk at %v: %d", p.Name, corner, v)
			}
		}
		if share := inkShare(got, got.Rect.Inset(page.Rect.Dx()/3)); share < .05 {
			t.Errorf("%s shows no page", p.Name)
		}
	}
	if !equal(page, untouched) {
		t.Error("a photo changed the page that it was given")
	}
}

func TestPhotosOfAnyPage(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {2, 2}, {3, 1}, {1, 300}, {300, 1}, {41, 40}} {
		for _, p := range Photos() {
			if got := p.Alter(newSheet(size.X, size.Y, 255).Gray, seeded(2)); got.Rect.Size() != size {
				t.Errorf("%s makes %v of %v", p.Name, got.Rect, size)
			}
		}
	}
	for _, p := range Photos() {
		if got := p.Alter(nil, seeded(2)); !got.Rect.Empty() {
			t.Errorf("%s makes %v of nothing", p.Name, got.Rect)
		}
	}
}

// The more a sheet is bent, the further its lines are from level.
func TestPhotosAreBent(t *testing.T) {
	page := newSheet(600, 800, 255).Gray
	for _, s := range []sheetOfPaper{{}, {bend: 1}} {
		g := s.shape(600, 800, seeded(5))
		least, most := 0., 0.
		for _, p := range g.spots {
			least, most = min(least, p.z), max(most, p.z)
		}
		if depth := most - least; (depth > 60) != (s.bend > 0) {
			t.Errorf("bent by %v, a sheet %d wide is %.0f deep", s.bend, page.Rect.Dx(), depth)
		}
	}
}

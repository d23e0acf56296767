package picture

import (
	"bytes"
	"image"
	"image/jpeg"
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/forge"
)

func TestFacts(t *testing.T) {
	f := FactsOf(forge.PhotoAt(-33.8568, 151.2153))
	if !f.Located || f.Latitude > -33.856 || f.Latitude < -33.858 || f.Longitude < 151.215 || f.Longitude > 151.216 {
		t.Errorf("taken at %v, %v (%v)", f.Latitude, f.Longitude, f.Located)
	}
	for _, want := range []Tag{{"Make", "Varn Optics"}, {"Model", "V-1"}, {"Artist", "Ms Brandvold"}, {"SerialNumber", "VARN-0042"}} {
		if !slices.Contains(f.Tags, want) {
			t.Errorf("no %v in %v", want, f.Tags)
		}
	}
	if f.Tables.Quality != 85 || f.Tables.Optimised || f.Tables.Digest.IsZero() {
		t.Errorf("tables %+v, want those of quality 85", f.Tables)
	}
}

// Each quality is told by its tables, and none that was changed.
func TestQuality(t *testing.T) {
	for _, quality := range []int{10, 50, 75, 92, 100} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		if got := FactsOf(b.Bytes()).Tables.Quality; got != quality {
			t.Errorf("quality %d, want %d", got, quality)
		}
		b.Bytes()[bytes.Index(b.Bytes(), []byte{0xFF, 0xDB})+7] ^= 0x40
		if got := FactsOf(b.Bytes()).Tables.Quality; got != 0 {
			t.Errorf("changed tables are those of quality %d", got)
		}
	}
}

func FuzzFacts(f *testing.F) {
	f.Add(forge.PhotoAt(1, 2))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x05tEXta\x00b c\x00\x00\x00\x00"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { FactsOf(data) })
}

package forge

import (
	"bytes"
	"context"
	"hash/crc32"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// engine is the renderer of package pdf, one for all tests: it is slow to start.
var engine = sync.OnceValues(func() (*pdf.Engine, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return pdf.NewEngine(context.Background(), pdf.EngineOptions{CacheDir: filepath.Join(dir, "leakprint", "renderer")})
})

// read opens a PDF.
func read(t *testing.T, data []byte) *pdf.Document {
	t.Helper()
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	document, err := e.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(document.Close)
	return document
}

func TestScanned(t *testing.T) {
	upright := resize(testPage(), .5, areaWeights)
	pages := []*image.Gray{upright, quarterTurn(upright, nil), upright}
	data, err := Scanned(pages, 60, 90)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Scanned(pages, 60, 90); !bytes.Equal(data, again) {
		t.Error("the same pages give different bytes")
	}
	document := read(t, data)
	if document.NumPages() != len(pages) {
		t.Fatalf("%d pages, want %d", document.NumPages(), len(pages))
	}
	for i, want := range pages {
		page, err := document.Page(i+1, pdf.Want{DPI: 60})
		if err != nil {
			t.Fatal(err)
		}
		if page.Text != "" || len(page.Images) != 1 {
			t.Errorf("page %d holds the text %q and %d pictures, want no text and one", i+1, page.Text, len(page.Images))
		}
		if math.Abs(page.Width-float64(want.Rect.Dx())*1.2) > .01 || math.Abs(page.Height-float64(want.Rect.Dy())*1.2) > .01 {
			t.Errorf("page %d measures %v x %v points for %v at 60 dpi", i+1, page.Width, page.Height, want.Rect.Max)
		}
		if page.Raster.Rect != want.Rect {
			t.Fatalf("page %d is drawn as %v, want %v", i+1, page.Raster.Rect, want.Rect)
		}
		off := 0.0
		for k, p := range want.Pix {
			off += math.Abs(float64(p) - float64(page.Raster.Pix[k]))
		}
		if off /= float64(len(want.Pix)); off > 2 {
			t.Errorf("page %d as drawn differs from the picture by %.1f grays on average", i+1, off)
		}
	}
}

func TestScannedErrors(t *testing.T) {
	page := newSheet(10, 10, 200).Gray
	for _, c := range []struct {
		name  string
		pages []*image.Gray
		dpi   float64
		want  string
	}{
		{"no pages", nil, 100, "no pages"},
		{"nil page", []*image.Gray{page, nil}, 100, "page 2 has no pixels"},
		{"empty page", []*image.Gray{{}}, 100, "page 1 has no pixels"},
		{"too long", []*image.Gray{page, page, newSheet(1, 70_000, 0).Gray}, 100, "page 3"},
		{"no resolution", []*image.Gray{page}, 0, "0 dpi"},
		{"not a number", []*image.Gray{page}, math.NaN(), "NaN dpi"},
		{"infinite", []*image.Gray{page}, math.Inf(1), "+Inf dpi"},
	} {
		if _, err := Scanned(c.pages, c.dpi, 80); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// As for goldenLooks.
const (
	goldenRaster = 0xfcbdf341
	goldenScan   = 0xff4e39d1
)

func TestRasteriseAndScan(t *testing.T) {
	page := testPage()
	raster, scanned := Rasterise(page), Scan(page, seeded(1))
	if raster.Rect != image.Rect(0, 0, 600, 848) || scanned.Rect != image.Rect(0, 0, 750, 1061) {
		t.Errorf("sizes %v and %v", raster.Rect, scanned.Rect)
	}
	if got := crc32.ChecksumIEEE(raster.Pix); got != goldenRaster {
		t.Errorf("the raster's checksum is %#x, want %#x", got, uint32(goldenRaster))
	}
	if got := crc32.ChecksumIEEE(scanned.Pix); got != goldenScan {
		t.Errorf("the scan's checksum is %#x, want %#x", got, uint32(goldenScan))
	}
	if equal(scanned, Scan(page, seeded(2))) {
		t.Error("two sheets are scanned alike")
	}
	if !slices.Contains(raster.Pix[:6000], 255) || slices.Max(scanned.Pix[:7500]) < 240 || slices.Min(scanned.Pix[:7500]) == 255 {
		t.Error("paper is not white in the raster, or not nearly white in the scan")
	}
	for _, empty := range []*image.Gray{Rasterise(nil), Scan(nil, seeded(1))} {
		if !empty.Rect.Empty() {
			t.Errorf("no page becomes %v", empty.Rect)
		}
	}
}

func TestFOIRedact(t *testing.T) {
	page := testPage()
	for n, want := range []int{0, 0, 0, 1, 1, 1, 1, 2, 2} {
		released, black := FOIRedact(slices.Repeat([]*image.Gray{page}, n), rand.New(rand.NewPCG(1, 1)))
		if len(released) != n || len(black) != n {
			t.Fatalf("%d pages and %d marks of %d pages", len(released), len(black), n)
		}
		count := 0
		for i, p := range released {
			lines := linesWith(p, 1, isBlack)
			if black[i] {
				count++
				if slices.Max(p.Pix) != 0 {
					t.Errorf("page %d of %d is not wholly black", i+1, n)
				}
			} else if lines != testLines/2 || slices.Max(p.Pix) != 255 {
				t.Errorf("page %d of %d: %d of %d lines blacked out", i+1, n, lines, testLines)
			}
			if p.Rect != page.Rect {
				t.Errorf("page %d of %d becomes %v", i+1, n, p.Rect)
			}
		}
		if count != want {
			t.Errorf("%d of %d pages are black, want %d", count, n, want)
		}
	}
	if !equal(page, testPage()) {
		t.Error("the pages given were changed")
	}
}

package inspect

import (
	"bytes"
	"flag"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

var (
	dotsTable = flag.Int("dots", 0, "how many pages of each quality to print and look for printer dots on; prints a table")
	dotsPart  = flag.Float64("dots-part", .25, "the part of each page that is scanned, from its top")
)

// textPage is a drawn page of a made document at a resolution, the upper part of it where part is
// below 1.
func textPage(t *testing.T, dpi, part float64) *image.Gray {
	t.Helper()
	data, err := forge.Dossier(1)[0].Cut(3, 3).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	d, err := engine().Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	page, err := d.Page(1, pdf.Want{DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	upper := page.Raster.Rect
	upper.Max.Y = int(part * float64(upper.Max.Y))
	return page.Raster.SubImage(upper).(*image.Gray)
}

// dotsFound are the dots that are told of a scan as a JPEG.
func dotsFound(t *testing.T, scan image.Image, dpi float64, quality int) (dotting, bool) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scan, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	read, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return dotGrid(read, dpi/25.4)
}

// codeOf is a code by number.
func codeOf(n int) *forge.DotCode {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	return &forge.DotCode{Serial: r.Uint32N(100_000_000), Minute: r.IntN(60), Hour: r.IntN(24), Day: 1 + r.IntN(31), Month: 1 + r.IntN(12), Year: r.IntN(100)}
}

// says reports whether dots were read rightly.
func (d dotting) says(c *forge.DotCode) bool {
	return d.read && d.code == dotCode{int(c.Serial), c.Minute, c.Hour, c.Day, c.Month, c.Year}
}

func TestPrinterDots(t *testing.T) {
	const dpi = 300
	page := textPage(t, dpi, .12)
	r := rand.New(rand.NewPCG(1, 1))
	for _, quality := range []int{80, 95} {
		code := codeOf(quality)
		found, ok := dotsFound(t, forge.PrintedInColour(page, dpi, 1.5, code, r), dpi, quality)
		if !ok {
			t.Errorf("quality %d: no dots found", quality)
		}
		if quality == 95 && !found.says(code) || found.read && !found.says(code) {
			t.Errorf("quality %d: the dots are read as %v, %v, want %+v", quality, found.code, found.read, *code)
		}
		if _, ok := dotsFound(t, forge.PrintedInColour(page, dpi, 1.5, nil, r), dpi, quality); ok {
			t.Errorf("quality %d: dots found on a page without", quality)
		}
	}
}

// A scan in colour is told to be one where nothing is found on it: nothing is said to be clean.
func TestColourScanIsTold(t *testing.T) {
	scan := forge.PrintedInColour(image.NewGray(image.Rect(0, 0, 1300, 1725)), 150, 0, nil, rand.New(rand.NewPCG(1, 1)))
	view := pdf.View{Page: dossier.Page{Number: 1, Width: 612, Height: 792, Images: []dossier.Image{{Box: dossier.Box{W: 612, H: 792}, Width: 1300, Height: 1725}}}, Pictures: []pdf.Picture{{Pixels: scan}}}
	items, _ := Open(nil, "image/jpeg", nil, true).Page(view)
	if len(items) != 1 || items[0].Kind != dossier.ColourScan || items[0].Group.Telling() {
		t.Errorf("found %+v, want that it is a scan in colour", items)
	}
}

// The share of pages on which dots are found and read, by resolution and quality, each page with another
// code and turned otherwise, and of as many pages without.
func TestDotsTable(t *testing.T) {
	if *dotsTable == 0 {
		t.Skip("prints a table with -dots N")
	}
	for _, dpi := range []float64{200, 300, 600} {
		page := textPage(t, dpi, *dotsPart)
		for _, quality := range []int{60, 70, 80, 90, 95} {
			with, read, wrong, without := 0, 0, 0, 0
			for i := range *dotsTable {
				r := rand.New(rand.NewPCG(uint64(i), uint64(dpi)))
				turn := 6*r.Float64() - 3
				code := codeOf(i)
				found, ok := dotsFound(t, forge.PrintedInColour(page, dpi, turn, code, r), dpi, quality)
				switch {
				case found.says(code):
					read++
				case found.read:
					wrong++
				}
				if ok {
					with++
				}
				if _, ok := dotsFound(t, forge.PrintedInColour(page, dpi, turn, nil, r), dpi, quality); ok {
					without++
				}
			}
			t.Logf("%.0f dpi, quality %d: found on %d of %d with dots, read on %d, wrongly on %d; found on %d without", dpi, quality, with, *dotsTable, read, wrong, without)
		}
	}
}

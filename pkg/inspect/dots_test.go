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

var dotsTable = flag.Int("dots", 0, "how many pages of each quality to print and look for printer dots on; prints a table")

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

// dotsFound reports whether dots are told of a scan as a JPEG.
func dotsFound(t *testing.T, scan image.Image, dpi float64, quality int) bool {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scan, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	read, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	_, _, ok := dotGrid(read, dpi/25.4)
	return ok
}

func TestPrinterDots(t *testing.T) {
	const dpi = 300
	page := textPage(t, dpi, .12)
	r := rand.New(rand.NewPCG(1, 1))
	for _, quality := range []int{80, 95} {
		for _, dots := range []bool{true, false} {
			scan := forge.PrintedInColour(page, dpi, 1.5, dots, r)
			if got := dotsFound(t, scan, dpi, quality); got != dots {
				t.Errorf("quality %d: dots found %v, want %v", quality, got, dots)
			}
		}
	}
}

// A scan in colour is told to be one where nothing is found on it: nothing is said to be clean.
func TestColourScanIsTold(t *testing.T) {
	scan := forge.PrintedInColour(image.NewGray(image.Rect(0, 0, 1300, 1725)), 150, 0, false, rand.New(rand.NewPCG(1, 1)))
	view := pdf.View{Page: dossier.Page{Number: 1, Width: 612, Height: 792, Images: []dossier.Image{{Box: dossier.Box{W: 612, H: 792}, Width: 1300, Height: 1725}}}, Pictures: []pdf.Picture{{Pixels: scan}}}
	items, _ := Open(nil, "image/jpeg", nil, true).Page(view)
	if len(items) != 1 || items[0].Kind != dossier.ColourScan || items[0].Group.Telling() {
		t.Errorf("found %+v, want that it is a scan in colour", items)
	}
}

// The share of pages on which dots are found, by resolution and quality.
func TestDotsTable(t *testing.T) {
	if *dotsTable == 0 {
		t.Skip("prints a table with -dots N")
	}
	for _, dpi := range []float64{200, 300, 600} {
		page := textPage(t, dpi, .25)
		for _, quality := range []int{60, 70, 80, 90, 95} {
			with, without := 0, 0
			for i := range *dotsTable {
				r := rand.New(rand.NewPCG(uint64(i), uint64(dpi)))
				turn := 6*r.Float64() - 3
				if dotsFound(t, forge.PrintedInColour(page, dpi, turn, true, r), dpi, quality) {
					with++
				}
				if dotsFound(t, forge.PrintedInColour(page, dpi, turn, false, r), dpi, quality) {
					without++
				}
			}
			t.Logf("%.0f dpi, quality %d: found on %d of %d with dots, on %d without", dpi, quality, with, *dotsTable, without)
		}
	}
}

package inspect

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// codes are QR codes that a page shows (ISO/IEC 18004), one of several.
func codes(_ *Subject, page pdf.View) []dossier.Item {
	if page.Raster == nil || !finders(page.Raster) {
		return nil
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page.Raster)
	if err != nil {
		return nil
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return nil
	}
	return []dossier.Item{{Group: dossier.GroupMark, Kind: dossier.QRCode, Box: boxOf(read.GetResultPoints(), page), Value: read.GetText(), Basis: "QR code on the page as drawn"}}
}

// boxOf is the box around the points of a code that were found.
func boxOf(points []gozxing.ResultPoint, page pdf.View) *dossier.Box {
	if len(points) == 0 || page.Raster == nil {
		return nil
	}
	x, y := page.Width/float64(page.Raster.Rect.Dx()), page.Height/float64(page.Raster.Rect.Dy())
	box := dossier.Box{X: points[0].GetX() * x, Y: points[0].GetY() * y}
	for _, p := range points {
		box = box.Union(dossier.Box{X: p.GetX() * x, Y: p.GetY() * y})
	}
	return &box
}

// leastFinders is how many rows must show a corner of a code for one to be looked for: each corner
// takes three modules, and there are three.
const leastFinders = 4

// finders reports whether a drawing shows rows of dark and light in the proportions of the corners of
// codes, 1:1:3:1:1, so that few pages are looked at more closely.
func finders(drawn *image.Gray) bool {
	met := 0
	for y := range drawn.Rect.Dy() {
		row := drawn.Pix[y*drawn.Stride:][:drawn.Rect.Dx()]
		var runs [5]int
		dark := false
		for x := range row {
			if (row[x] < 128) != dark {
				if dark && isFinder(runs) {
					met++
					break
				}
				copy(runs[:], runs[1:])
				runs[4] = 0
				dark = !dark
			}
			runs[4]++
		}
	}
	return met >= leastFinders
}

// isFinder reports whether five runs, the last dark, are in proportion.
func isFinder(runs [5]int) bool {
	total := 0
	for _, n := range runs {
		if n == 0 {
			return false
		}
		total += n
	}
	if total < 14 {
		return false
	}
	module := float64(total) / 7
	for i, n := range runs {
		want := module
		if i == 2 {
			want = 3 * module
		}
		if d := float64(n) - want; d > want/2 || d < -want/2 {
			return false
		}
	}
	return true
}

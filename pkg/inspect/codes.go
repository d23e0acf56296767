package inspect

import (
	"cmp"
	"image"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// codes are QR codes that a page shows (ISO/IEC 18004), from the top down.
func codes(_ *Subject, page pdf.View) []dossier.Item {
	if page.Raster == nil {
		return nil
	}
	item := dossier.Item{Group: dossier.GroupMark, Kind: dossier.QRCode, Basis: "QR code on the page as drawn"}
	switch n := corners(page.Raster); {
	case n < cornersOfCode:
		return nil
	case n > mostCorners:
		item.Value, item.Basis = number(n, "corner")+" of QR codes", "more than are read one by one"
		return []dossier.Item{item}
	}
	var items []dossier.Item
	for _, read := range readCodes(page.Raster) {
		item.Box, item.Value = boxOf(read.GetResultPoints(), page), read.GetText()
		items = append(items, item)
	}
	slices.SortStableFunc(items, func(a, b dossier.Item) int {
		if a.Box == nil || b.Box == nil {
			return 0
		}
		return cmp.Or(cmp.Compare(a.Box.Y, b.Box.Y), cmp.Compare(a.Box.X, b.Box.X))
	})
	return slices.CompactFunc(items, func(a, b dossier.Item) bool {
		return a.Value == b.Value && a.Box != nil && b.Box != nil && *a.Box == *b.Box
	})
}

// readCodes reads all codes of a picture, or, where none is found so, one with more effort.
func readCodes(drawn *image.Gray) []*gozxing.Result {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
	if err != nil {
		return nil
	}
	harder := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	if all, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, harder); err == nil && len(all) > 0 {
		return all
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, harder)
	if err != nil {
		return nil
	}
	return []*gozxing.Result{read}
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

// How many corners a page shows that may be of codes: a code has three, and every three are tried.
const (
	cornersOfCode = 3
	mostCorners   = 60
	leastAcross   = 3 // rows of a corner: its middle is three modules wide
	sameCorner    = 2 // pixels by which rows of one may lie apart
)

// corners counts the places where rows of a drawing, one below the other, are dark and light in the
// proportions of the corners of codes, 1:1:3:1:1, so that few pages are looked at more closely.
func corners(drawn *image.Gray) int {
	type corner struct{ x, y, rows int }
	var all []corner
	met := func(x, y int) {
		for i := len(all) - 1; i >= 0 && len(all)-i <= mostOpen; i-- {
			if c := &all[i]; y-c.y <= sameCorner && max(x-c.x, c.x-x) <= sameCorner {
				if c.y != y {
					c.rows++
				}
				c.x, c.y = x, y
				return
			}
		}
		all = append(all, corner{x, y, 1})
	}
	for y := range drawn.Rect.Dy() {
		row := drawn.Pix[y*drawn.Stride:][:drawn.Rect.Dx()]
		var runs [5]int
		dark := false
		for x := range row {
			if (row[x] < 128) != dark {
				if dark && isFinder(runs) {
					met(x-(runs[4]+runs[3]+runs[2]/2), y)
				}
				copy(runs[:], runs[1:])
				runs[4] = 0
				dark = !dark
			}
			runs[4]++
		}
	}
	all = slices.DeleteFunc(all, func(c corner) bool { return c.rows < leastAcross })
	return len(all)
}

// mostOpen is how many of the last places a row is compared with.
const mostOpen = 1000

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

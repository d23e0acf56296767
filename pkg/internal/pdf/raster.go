package pdf

import (
	"image"
	"math"
)

const (
	maxRasterPixels = 25_000_000 // a larger raster is made at a lower resolution
	maxRasterSide   = 32_767

	bitmapGray = 1 // FPDFBitmap_Gray
	bitmapBGRA = 4 // FPDFBitmap_BGRA

	renderAnnotations = 0x01 // FPDF_ANNOT
	renderGrayscale   = 0x08 // FPDF_GRAYSCALE
)

// raster draws a page of width x height points.
func (r *pageReader) raster(width, height, dpi float64) *image.Gray {
	w, h := rasterSize(width, height, dpi)
	if w == 0 {
		r.note("the page has no size to draw it at")
		return nil
	}
	bitmap := r.call("FPDFBitmap_CreateEx", uint64(w), uint64(h), bitmapGray, 0, 0)
	if bitmap == 0 {
		r.note("no memory to draw the page")
		return nil
	}
	defer r.call("FPDFBitmap_Destroy", bitmap)
	r.call("FPDFBitmap_FillRect", bitmap, 0, 0, uint64(w), uint64(h), 0xFFFFFFFF)
	r.call("FPDF_RenderPageBitmap", bitmap, r.handle, 0, 0, uint64(w), uint64(h), 0, renderAnnotations|renderGrayscale)
	if r.fields != 0 {
		r.call("FPDF_FFLDraw", r.fields, bitmap, r.handle, 0, 0, uint64(w), uint64(h), 0, renderAnnotations|renderGrayscale)
	}
	img, _ := r.bitmapPixels(bitmap).(*image.Gray)
	return img
}

// nativeDPI is the resolution of the picture that a page consists of; 0 for other pages.
func nativeDPI(page View) float64 {
	for _, i := range page.Images {
		if page.FilledBy(i) && i.Box.W > 0 && i.Box.H > 0 {
			// A picture may be shown turned by a quarter.
			return 72 * math.Sqrt(float64(i.Width)*float64(i.Height)/(i.Box.W*i.Box.H))
		}
	}
	return 0
}

// rasterSize is the raster's size in pixels, within the limits and at least
// 1 x 1; 0, 0 when the page's size is no size.
func rasterSize(width, height, dpi float64) (w, h int) {
	x, y := width*dpi/72, height*dpi/72
	if !(x > 0 && y > 0) || math.IsInf(x*y, 0) {
		return 0, 0
	}
	shrink := max(1, math.Sqrt(x*y/maxRasterPixels), x/maxRasterSide, y/maxRasterSide)
	return max(1, int(math.Round(x/shrink))), max(1, int(math.Round(y/shrink)))
}

// bitmapBytes is how many bytes a pixel has in PDFium's formats: unknown, Gray,
// BGR, BGRx, BGRA.
var bitmapBytes = [...]int{0, 1, 3, 4, 4}

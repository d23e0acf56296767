package forge

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// writing is text as ink on a strip: 0 for none, 255 where all is covered.
type writing struct {
	ink      *image.Gray
	margin   int // columns before the text begins
	baseline int // row on which it stands
}

// write sets text, which the font must hold, at a size in pixels that is kept
// between 4 and 300. package opentype would draw it as well, but not with the
// same pixels on every machine: see trace.
func write(f Font, size int, text string) writing {
	size = max(4, min(300, size))
	parsed, em := must(sfnt.Parse(f.file())), fixed.I(size)
	var buffer sfnt.Buffer
	glyphs, width := make([]sfnt.GlyphIndex, 0, len(text)), fixed.Int26_6(0)
	for _, c := range text {
		glyph := must(parsed.GlyphIndex(&buffer, c))
		glyphs = append(glyphs, glyph)
		width += must(parsed.GlyphAdvance(&buffer, glyph, em, font.HintingNone))
	}
	w := writing{margin: size / 4, baseline: size}
	tile := image.Rect(0, 0, size*3/2, size*7/5) // holds any letter
	strip := image.NewAlpha(image.Rect(0, 0, width.Ceil()+tile.Dx(), tile.Dy()))
	pen := fixed.Int26_6(0)
	for _, glyph := range glyphs {
		// Tiles of up to 512 pixels are rasterised in whole numbers.
		raster := vector.NewRasterizer(tile.Dx(), tile.Dy())
		trace(raster, must(parsed.LoadGlyph(&buffer, glyph, em, nil)), pen&63+fixed.I(w.margin), fixed.I(w.baseline))
		raster.Draw(strip, tile.Add(image.Pt(pen.Floor(), 0)), image.Opaque, image.Point{})
		pen += must(parsed.GlyphAdvance(&buffer, glyph, em, font.HintingNone))
	}
	w.ink = &image.Gray{Pix: strip.Pix, Stride: strip.Stride, Rect: strip.Rect}
	return w
}

// trace draws a TrueType glyph's outline with its origin at x, y. It cuts curves
// into lines itself: where the rasteriser does, processors that fuse multiplying
// and adding cut elsewhere.
func trace(raster *vector.Rasterizer, outline sfnt.Segments, x, y fixed.Int26_6) {
	const pieces = 8 // of a curve
	line := func(p fixed.Point26_6) { raster.LineTo(float32(p.X+x)/64, float32(p.Y+y)/64) }
	var from fixed.Point26_6
	for _, s := range outline {
		end := s.Args[0]
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			raster.ClosePath()
			raster.MoveTo(float32(end.X+x)/64, float32(end.Y+y)/64)
		case sfnt.SegmentOpLineTo:
			line(end)
		case sfnt.SegmentOpQuadTo:
			end = s.Args[1]
			for i := fixed.Int26_6(1); i <= pieces; i++ {
				j := pieces - i
				at := func(a, b, c fixed.Int26_6) fixed.Int26_6 {
					return (j*j*a + 2*i*j*b + i*i*c) / (pieces * pieces)
				}
				line(fixed.Point26_6{X: at(from.X, s.Args[0].X, end.X), Y: at(from.Y, s.Args[0].Y, end.Y)})
			}
		}
		from = end
	}
	raster.ClosePath()
}

// on writes onto a page, the baseline beginning at x, y; what is beyond the page
// is lost.
func (w writing) on(page *image.Gray, x, y int, gray uint8) {
	offset := image.Pt(x-w.margin, y-w.baseline)
	area := w.ink.Rect.Add(offset).Intersect(page.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := page.Pix[page.PixOffset(area.Min.X, y):][:area.Dx()]
		for i, ink := range w.ink.Pix[w.ink.PixOffset(area.Min.X-offset.X, y-offset.Y):][:area.Dx()] {
			row[i] = uint8((int(row[i])*(255-int(ink)) + int(gray)*int(ink) + 127) / 255)
		}
	}
}

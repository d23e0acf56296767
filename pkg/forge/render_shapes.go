package forge

import (
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// or is the colour in fpdf's parts, that gray where it is black.
func (c Colour) or(gray uint8) (r, g, b int) {
	if c == (Colour{}) {
		return int(gray), int(gray), int(gray)
	}
	return int(c.R), int(c.G), int(c.B)
}

// strokes draws curves that are smooth where they pass their points (Catmull and Rom).
func (c *canvas) strokes(strokes []Stroke) {
	for _, s := range strokes {
		if len(s.Points) < 2 {
			continue
		}
		c.pdf.SetDrawColor(s.Colour.or(0))
		c.pdf.SetLineWidth(s.Width)
		c.pdf.SetLineCapStyle("round")
		at := func(i int) [2]float64 { return s.Points[max(0, min(len(s.Points)-1, i))] }
		c.pdf.MoveTo(at(0)[0], at(0)[1])
		for i := range len(s.Points) - 1 {
			before, from, to, after := at(i-1), at(i), at(i+1), at(i+2)
			c.pdf.CurveBezierCubicTo(
				from[0]+(to[0]-before[0])/6, from[1]+(to[1]-before[1])/6,
				to[0]-(after[0]-from[0])/6, to[1]-(after[1]-from[1])/6, to[0], to[1])
		}
		c.pdf.DrawPath("D")
		c.pdf.SetDrawColor(0, 0, 0)
	}
}

// outlines draws the shapes of an upright word's letters.
func (c *canvas) outlines(w Word) {
	parsed := must(sfnt.Parse(w.Font.file()))
	em := fixed.I(int(parsed.UnitsPerEm()))
	scale := w.Size / float64(em)
	stretch := w.stretch() / 100
	c.pdf.SetFillColor(w.Colour.or(w.Gray))
	var buffer sfnt.Buffer
	pen := fixed.Int26_6(0)
	for _, letter := range w.Text {
		glyph := must(parsed.GlyphIndex(&buffer, letter))
		at := func(p fixed.Point26_6) (x, y float64) {
			return w.X + float64(float64(p.X+pen)*scale*stretch), w.Y + float64(float64(p.Y)*scale)
		}
		c.outline(must(parsed.LoadGlyph(&buffer, glyph, em, nil)), at)
		pen += must(parsed.GlyphAdvance(&buffer, glyph, em, font.HintingNone))
	}
	c.pdf.SetFillColor(0, 0, 0)
}

// outline fills a TrueType glyph; at says where its points are.
func (c *canvas) outline(segments sfnt.Segments, at func(fixed.Point26_6) (x, y float64)) {
	if len(segments) == 0 {
		return
	}
	var x, y float64
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			x, y = at(s.Args[0])
			c.pdf.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			x, y = at(s.Args[0])
			c.pdf.LineTo(x, y)
		case sfnt.SegmentOpQuadTo: // as a cubic curve
			cx, cy := at(s.Args[0])
			toX, toY := at(s.Args[1])
			c.pdf.CurveBezierCubicTo(x+2*(cx-x)/3, y+2*(cy-y)/3, toX+2*(cx-toX)/3, toY+2*(cy-toY)/3, toX, toY)
			x, y = toX, toY
		}
	}
	c.pdf.DrawPath("F")
}

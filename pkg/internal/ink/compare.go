// Package ink says what became of the ink of a page: which words were hidden, what was
// put on, what was taken off, and whether a word still looks the same. Two drawings of
// what is one page are laid over one another and compared pixel by pixel.
//
// Positions are in points, 1/72 inch, from the top left corner of a page.
package ink

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A Comparison is a query page laid over a known one.
type Comparison struct {
	query, known *Sheet
	mesh         mesh
	outward      layout.Homography // points of the query page to points of the known page, about
	exact        bool              // drawn by the same program at the same size
	laid         raster            // the query's ink where the known page has it
	seen         visible           // what the query shows of the known sheet

	// For words, ink as sharp on one side as on the other.
	knownSoft, laidSoft raster
	fit                 fit

	added, removed []Region
}

// Compare lays query over known. toKnown maps points of the query page to points of the
// known page, to half the height of a character; the rest is found here.
func Compare(query, known *Sheet, toKnown layout.Homography) *Comparison {
	c := &Comparison{query: query, known: known, outward: toKnown}
	if query.empty() || known.empty() {
		return c
	}
	if drawnAlike(query.ink, known.ink) {
		c.exact, c.laid = true, query.ink
		c.mesh = newMesh(known.ink.width, known.ink.height, func(x, y float64) (float64, float64) { return x, y })
	} else if !c.lay(toKnown) {
		return c
	}
	c.seen = c.visible()
	c.soften()
	c.fit = c.measureFit()
	c.findRegions()
	return c
}

// nothing says that the pages could not be laid over one another.
func (c *Comparison) nothing() bool { return c.laid.width == 0 }

// drawnAlike says whether most of the ink of two rasters of one size is the same as
// it is: the same program drew both.
func drawnAlike(a, b raster) bool {
	const (
		segment   = 64
		tolerance = 4 // mean difference
	)
	if a.width != b.width || a.height != b.height {
		return false
	}
	alike, all := 0, 0
	for i := 0; i+segment <= len(a.pix); i += segment {
		p, q := a.pix[i:i+segment], b.pix[i:i+segment]
		difference, ink := 0, 0
		for j, v := range p {
			difference += max(int(v), int(q[j])) - min(int(v), int(q[j]))
			ink += int(v)
		}
		if ink < 10*segment {
			continue
		}
		all++
		if difference <= tolerance*segment {
			alike++
		}
	}
	return 10*alike >= 6*all
}

// lay finds where the query's ink lies on the known sheet.
func (c *Comparison) lay(toKnown layout.Homography) bool {
	toQuery, ok := pixelsBetween(c.query, c.known, toKnown)
	if !ok {
		return false
	}
	width, height := c.known.ink.width, c.known.ink.height
	c.mesh = newMesh(width, height, toQuery.Apply)
	ink := c.query.ink
	if k := toQuery.ScaleAt(float64(width)/2, float64(height)/2); k > finer && !math.IsInf(k, 0) {
		// Finer than the known sheet: what falls into one pixel of that is averaged.
		ink = ink.shrunk(max(1, int(math.Round(float64(ink.width)/k))), max(1, int(math.Round(float64(ink.height)/k))))
		c.mesh.scale(float64(ink.width)/float64(c.query.ink.width), float64(ink.height)/float64(c.query.ink.height))
	}
	c.laid = c.mesh.warp(ink, width, height)
	for _, reach := range [...]int{farReach, nearReach} {
		shift := displacements(c.known.ink, c.laid, reach)
		most := shift.greatest()
		if most < settled {
			break
		}
		c.mesh = c.mesh.moved(width, height, shift)
		c.laid = c.mesh.warp(ink, width, height)
		if most < accurate {
			break
		}
	}
	c.mesh.scale(float64(c.query.ink.width)/float64(ink.width), float64(c.query.ink.height)/float64(ink.height))
	return true
}

// toQuery maps points of the known page to points of the query page.
func (c *Comparison) toQuery(x, y float64) (float64, float64) {
	kx, ky := c.known.scale()
	qx, qy := c.query.scale()
	u, v := c.mesh.at(x*kx, y*ky)
	return u / qx, v / qy
}

// Seen is the box around the part of the known page that the query shows; the zero Box
// where it shows none.
func (c *Comparison) Seen() dossier.Box {
	var seen image.Rectangle
	for i, shown := range c.seen.tiles {
		if shown {
			x, y := i%c.seen.across*tile, i/c.seen.across*tile
			seen = seen.Union(image.Rect(x, y, x+tile, y+tile))
		}
	}
	if seen.Empty() {
		return dossier.Box{}
	}
	return c.known.box(seen.Intersect(c.laid.bounds()))
}

// toKnown is where a box of the query page lies on the known page; ok is false where it
// lies outside. Displacements are smooth, so the map is found by steps.
func (c *Comparison) toKnown(box dossier.Box) (dossier.Box, bool) {
	inverse := func(x, y float64) (float64, float64) {
		u, v := c.outward.Apply(x, y)
		for range 3 {
			x1, y1 := c.toQuery(u, v)
			dx, dy := c.outward.Apply(x1, y1)
			ex, ey := c.outward.Apply(x, y)
			u, v = u+ex-dx, v+ey-dy
		}
		return u, v
	}
	b := boxUnder(inverse, box)
	kw, kh := c.known.width, c.known.height
	return b, b.X < kw && b.Y < kh && b.X+b.W > 0 && b.Y+b.H > 0
}

// Package ink compares two drawings of one page: which words are still there, were hidden
// or look different, and what ink was added or removed.
//
// What goes in is two renderings of a page (NewRendering) and a rough map from one to the
// other. What comes out of Compare is asked of a Comparison: the Fate of a box, such as a
// word's, of the known page, or the Fates of all its words; the Origin of a box of the query
// page; the Added and Removed regions of ink; the Likeness of a picture. SameInk compares two pages that the same
// outlines were drawn on, more strictly and without a map.
//
// Compare goes these steps:
//
//  1. NewRendering shrinks a drawing to 100 dpi and turns brightness into ink: how much of
//     the light of the paper a pixel lacks (rendering.go, ground.go).
//  2. The query is warped onto the known rendering and moved to where its ink correlates
//     best, in cells, since paper and lenses bend (mesh.go, align.go).
//  3. The sharper one is blurred until both are alike, and how well the one follows the
//     other is measured (soften.go).
//  4. Tiles with more ink on one side become regions (regions.go).
//
// What became of the ink in a box is decided in judge.go, by what word.go measures; of all
// words of a page together, by what is usual of them in this picture, in page.go.
//
// Positions are in points, 1/72 inch, from the top left corner of a page; within the
// package, in pixels of the known rendering where nothing else is said.
package ink

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A Comparison is a query page compared with a known one.
type Comparison struct {
	query, known  *Rendering
	mesh          mesh
	coarseToKnown layout.Homography // points of the query page to points of the known page, roughly
	exact         bool              // drawn by the same program at the same size
	bent          bool              // a page did not lie flat: coarseToKnown is far off in places
	photographed  bool              // ...for being a photograph
	warped        raster            // the query's ink on the pixels of the known rendering; empty where they could not be registered
	visible       visibility        // what the query shows of the known page

	// The known ink and the warped ink, as sharp on one side as on the other.
	knownSoft, warpedSoft raster
	fit                   fit

	added, removed []Region
}

// Compare compares query with known. toKnown maps points of the query page to points of
// the known page, exact to half the height of a character. Where a rendering is empty, or
// toKnown has no inverse, every Fate is Unclear and there are no regions.
func Compare(query, known *Rendering, toKnown layout.Homography) *Comparison {
	c := &Comparison{query: query, known: known, coarseToKnown: toKnown}
	if query.empty() || known.empty() {
		return c
	}
	if drawnAlike(query.ink, known.ink) {
		c.exact, c.warped = true, query.ink
		c.mesh = newMesh(known.ink.width, known.ink.height, func(x, y float64) (float64, float64) { return x, y })
	} else if !c.register(toKnown) {
		return c
	}
	c.visible = c.findVisible()
	c.soften()
	c.fit = c.measureFit()
	c.added, c.removed = c.findRegions()
	return c
}

// failed reports whether the pages could not be registered.
func (c *Comparison) failed() bool { return c.warped.width == 0 }

// drawnAlike reports whether two rasters have one size and most of their ink is the same
// pixel by pixel: then the same program drew both.
func drawnAlike(a, b raster) bool {
	const (
		segment   = 64 // pixels that are compared as one
		tolerance = 4  // mean difference
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

// register finds where the query's ink lies on the known rendering, and warps it there. It
// returns false where toKnown has no inverse.
func (c *Comparison) register(toKnown layout.Homography) bool {
	toQuery, ok := pixelsBetween(c.query, c.known, toKnown)
	if !ok {
		return false
	}
	width, height := c.known.ink.width, c.known.ink.height
	c.mesh = newMesh(width, height, toQuery.Apply)
	ink := c.query.ink
	if k := toQuery.ScaleAt(float64(width)/2, float64(height)/2); k > finer && !math.IsInf(k, 0) {
		// Finer than the known rendering: what falls into one pixel of that is averaged.
		ink = ink.shrunk(max(1, int(math.Round(float64(ink.width)/k))), max(1, int(math.Round(float64(ink.height)/k))))
		c.mesh = c.mesh.scaled(float64(ink.width)/float64(c.query.ink.width), float64(ink.height)/float64(c.query.ink.height))
	}
	c.warped = c.mesh.warp(ink, width, height)
	for _, reach := range [...]int{farReach, nearReach} {
		shift := displacements(c.known.ink, c.warped, reach)
		most := shift.greatest()
		if most < settled {
			break
		}
		c.mesh = c.mesh.moved(width, height, shift)
		c.warped = c.mesh.warp(ink, width, height)
		if most < accurate {
			break
		}
	}
	c.mesh = c.mesh.scaled(float64(c.query.ink.width)/float64(ink.width), float64(c.query.ink.height)/float64(ink.height))
	return true
}

// toQuery maps points of the known page to points of the query page.
func (c *Comparison) toQuery(x, y float64) (float64, float64) {
	kx, ky := c.known.scale()
	qx, qy := c.query.scale()
	u, v := c.mesh.at(x*kx, y*ky)
	return u / qx, v / qy
}

// Seen returns the bounding box of the part of the known page that the query shows; the
// zero Box where it shows none.
func (c *Comparison) Seen() dossier.Box {
	var seen image.Rectangle
	for i, shown := range c.visible.tiles {
		if shown {
			x, y := i%c.visible.across*tile, i/c.visible.across*tile
			seen = seen.Union(image.Rect(x, y, x+tile, y+tile))
		}
	}
	if seen.Empty() {
		return dossier.Box{}
	}
	return c.known.box(seen.Intersect(c.warped.bounds()))
}

// toKnown returns where a box of the query page lies on the known page; ok is false where
// it lies outside. The map is the inverse of toQuery, found by iteration: displacements
// are smooth.
func (c *Comparison) toKnown(box dossier.Box) (dossier.Box, bool) {
	inverse := func(x, y float64) (float64, float64) {
		u, v := c.coarseToKnown.Apply(x, y)
		steps := 3
		if c.bent {
			steps = 8
		}
		for range steps {
			x1, y1 := c.toQuery(u, v)
			dx, dy := c.coarseToKnown.Apply(x1, y1)
			ex, ey := c.coarseToKnown.Apply(x, y)
			u, v = u+ex-dx, v+ey-dy
		}
		return u, v
	}
	b := boxUnder(inverse, box)
	kw, kh := c.known.width, c.known.height
	return b, b.X < kw && b.Y < kh && b.X+b.W > 0 && b.Y+b.H > 0
}

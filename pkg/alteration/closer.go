package alteration

import (
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// unmoved is by how many points a page may lie elsewhere to be compared as it is.
const unmoved = .3

// NeedsCloserLook reports whether words were read to differ that may look the same: a
// program that saves a PDF anew now and then writes fonts whose characters look as
// before but are read as others, and sets each on whole pixels.
func (p *Comparison) NeedsCloserLook() bool {
	return p.unmoved() && slices.ContainsFunc(p.changes, change.ofText)
}

// ofText reports whether a change is of words that were read.
func (c change) ofText() bool { return len(c.gone)+len(c.come) > 0 && !c.covered }

// unmoved reports whether the pages lie on one another as they are.
func (p *Comparison) unmoved() bool {
	if !p.placed || p.query.machineRead || len(p.words.query) == 0 {
		return false
	}
	for _, corner := range [][2]float64{{0, 0}, {p.known.Width, 0}, {0, p.known.Height}, {p.known.Width, p.known.Height}} {
		x, y := p.toKnown.Apply(corner[0], corner[1])
		if math.Abs(x-corner[0]) > unmoved || math.Abs(y-corner[1]) > unmoved {
			return false
		}
	}
	return true
}

// LookCloser drops changes of words in the place of which both pages, drawn at
// ink.LooksDPI, look the same.
func (p *Comparison) LookCloser(query, known *image.Gray) {
	if query == nil || known == nil {
		return
	}
	const scale = ink.LooksDPI / 72.
	p.changes = slices.DeleteFunc(p.changes, func(c change) bool {
		return c.ofText() && !slices.ContainsFunc(append(slices.Clone(c.boxes), c.queryBoxes...), func(b dossier.Box) bool {
			within := image.Rect(int(b.X*scale)-1, int(b.Y*scale)-1, int((b.X+b.W)*scale)+2, int((b.Y+b.H)*scale)+2)
			return !ink.SameInkIn(known, query, within)
		})
	})
}

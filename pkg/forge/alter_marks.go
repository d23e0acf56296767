package forge

import (
	"math/rand/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Watermark writes large gray words across every page, beneath what stands there or
// over it, so that it shows through.
func (d Document) Watermark(text string, over bool) Document {
	const gray, slant = 205, 52
	altered := d.clone()
	for i := range altered.Pages {
		p := &altered.Pages[i]
		length := 0.75 * p.Height
		size := hundredths(length / natural(Bold, 1, text))
		x, y := slanted(-natural(Bold, size, text)/2, size/3, slant)
		mark := diagonal(text, p.Width/2+x, p.Height/2+y, size, slant, gray)
		if over {
			for j := range mark {
				mark[j].Through = true
			}
			p.Words = append(p.Words, mark...)
		} else {
			p.Words = append(mark, p.Words...)
		}
	}
	return altered
}

// diagonal sets a line in bold type that rises from x, y.
func diagonal(text string, x, y, size, slant float64, gray uint8) []Word {
	line := furniture(text, 0, 0, size)
	at := 0.0
	for i := range line {
		w := &line[i]
		dx, dy := slanted(at, 0, slant)
		w.Font, w.Gray, w.Slant = Bold, gray, slant
		w.X, w.Y, w.Width = hundredths(x+dx), hundredths(y+dy), natural(Bold, size, w.Text)
		at += w.Width + natural(Bold, size, " ")
	}
	return line
}

// Stamp puts a stamp on page n where nothing stands, else into the corner: in a frame
// or, without one, a little askew. box is where.
func (d Document) Stamp(n int, text string, framed bool) (altered Document, box dossier.Box) {
	const size, gray, padding, thickness = 17, 60, 6, 2
	altered = d.clone()
	p := &altered.Pages[n-1]
	width := natural(Bold, size, text)
	if !framed {
		const slant = 9
		across, rise := slanted(width, 0, slant)
		lean, high := slanted(0, -0.8*size, slant)
		_, low := slanted(0, 0.2*size, slant)
		box = p.free(across-lean+0.2*size, low-high-rise)
		p.Words = append(p.Words, diagonal(text, box.X-lean, box.Y+box.H-low, size, slant, gray)...)
		return altered, box
	}
	box = p.free(width+2*padding, size+2*padding)
	p.Words = append(p.Words, diagonal(text, box.X+padding, box.Y+padding+0.8*size, size, 0, gray)...)
	for _, side := range []dossier.Box{
		{X: box.X, Y: box.Y, W: box.W, H: thickness},
		{X: box.X, Y: box.Y + box.H - thickness, W: box.W, H: thickness},
		{X: box.X, Y: box.Y, W: thickness, H: box.H},
		{X: box.X + box.W - thickness, Y: box.Y, W: thickness, H: box.H},
	} {
		p.Fills = append(p.Fills, Fill{Box: side, Gray: gray})
	}
	return altered, box
}

// free is a place of that size where nothing stands, sought from the top right corner
// line by line; the corner itself when there is none.
func (p Sheet) free(width, height float64) dossier.Box {
	const step, edge = 9, 30
	var taken []dossier.Box
	for _, w := range p.Words {
		taken = append(taken, w.Box())
	}
	for _, f := range p.Fills {
		taken = append(taken, f.Box)
	}
	for _, pic := range p.Pictures {
		taken = append(taken, pic.Box)
	}
	corner := dossier.Box{X: p.Width - edge - width, Y: edge, W: width, H: height}
	for y := corner.Y; y+height < p.Height-edge; y += step {
		for x := corner.X; x > edge; x -= step {
			place := dossier.Box{X: x, Y: y, W: width, H: height}
			if !meetsAny(place, taken) {
				return place
			}
		}
	}
	return corner
}

func meetsAny(b dossier.Box, others []dossier.Box) bool {
	for _, o := range others {
		if b.X < o.X+o.W && o.X < b.X+b.W && b.Y < o.Y+o.H && o.Y < b.Y+b.H {
			return true
		}
	}
	return false
}

// margin is the part of a page's height in which headers and footers stand.
const margin = 0.1

// WithoutHeader takes the header and its rule off every page. removed are the words,
// one Change for each page that had one.
func (d Document) WithoutHeader() (altered Document, removed []Change) {
	altered = d.clone()
	altered.dropFills(func(p Sheet, f Fill) bool { return f.Y < margin*p.Height && f.H < 1 })
	removed = altered.dropFurniture(func(p Sheet, w Word) bool { return w.Y < margin*p.Height })
	return altered, removed
}

// WithoutFooter takes the footer off every page and leaves the label. removed are the
// words, one Change for each page that had one.
func (d Document) WithoutFooter() (altered Document, removed []Change) {
	altered = d.clone()
	removed = altered.dropFurniture(func(p Sheet, w Word) bool { return w.Y > (1-margin)*p.Height && w.Size != labelSize })
	return altered, removed
}

func (d *Document) dropFills(drop func(Sheet, Fill) bool) {
	for i := range d.Pages {
		p := &d.Pages[i]
		var kept []Fill
		for _, f := range p.Fills {
			if !drop(*p, f) {
				kept = append(kept, f)
			}
		}
		p.Fills = kept
	}
}

// dropFurniture takes words that are no running text off the pages.
func (d *Document) dropFurniture(drop func(Sheet, Word) bool) []Change {
	var changes []Change
	for i := range d.Pages {
		p := &d.Pages[i]
		var kept, gone []Word
		var places []place
		for j, w := range p.Words {
			if w.Furniture && drop(*p, w) {
				gone, places = append(gone, w), append(places, place{i, j})
			} else {
				kept = append(kept, w)
			}
		}
		if len(gone) > 0 {
			changes = append(changes, Change{Kind: dossier.OverlayRemoved, Boxes: d.boxes(places), Before: textOf(gone)})
			p.Words = kept
		}
	}
	return changes
}

// Annotate puts an annotation on page n: a note in the margin, or a marker's line over
// words of the running text.
func (d Document) Annotate(n int, subtype, contents string, r *rand.Rand) (altered Document, box dossier.Box) {
	altered = d.clone()
	p := &altered.Pages[n-1]
	box = dossier.Box{X: p.Width - 40, Y: 60, W: 20, H: 20}
	if lines := p.body(); subtype == "Highlight" && len(lines) > 0 {
		line := lines[r.IntN(len(lines))]
		box = d.boxes(on(n-1, line))[0].Box
	}
	p.Annotations = append(p.Annotations, Annotation{Box: box, Subtype: subtype, Contents: contents})
	return altered, box
}

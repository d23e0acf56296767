package ink

import (
	"cmp"
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Region is ink that one page has and the other lacks.
type Region struct {
	Known, Query dossier.Box // around it, on either page
	Ink          float64     // square points, as if it were black
	Solid        bool        // a filled box, such as a redaction bar or a highlighter's stroke
	Gray         bool        // lighter than text, as a watermark is
}

const (
	leastShade  = 14 // excess of ink from which a tile may be part of a region
	uneven      = 6  // by how many times it has to exceed the unevenness of the paper
	nearInk     = 32 // ink beside which an excess has to be strong: it may be that of a bolder stroke
	strong      = 80
	bridgeReach = 2 // tiles: half of the gap that is bridged

	leastTiles = 7  // of a region
	faintTiles = 24 // of one that is faint
	faintShade = 80
	leastSpan  = 10 // pixels of a region in one direction
	edgeTiles  = 2  // at the edge of what is shown, which has shadows and borders
	edgeShare  = 16 // one part of the page, into which these reach
	grayShade  = .8 // of the darkest tenth of text

	leastTrust   = .35 // share of cells trusted below which no region is found
	fullTrust    = .8  // ...and from which ink that one page has in place of the other's is a region
	attachedInk  = 20  // times its ink that a region beside another one has, to have it as its rim
	attachedNear = 8.  // points between the two
	thinLine     = 6.5 // points
	thinRules    = .8  // ...that the ink of rules has along both sides of what is around them
)

// Added returns the ink of the query page that the known page lacks, where both are seen,
// in connected regions, the one with most ink first. Text that is only blurred, bolder,
// thinner or displaced a little is not among it, nor are specks and the borders that
// scanners leave. The caller must not change the slice.
func (c *Comparison) Added() []Region { return c.added }

// Removed returns the ink of the known page that the query page lacks, likewise. What a
// box covers is not among it.
func (c *Comparison) Removed() []Region { return c.removed }

// findRegions returns what was added and what was removed.
func (c *Comparison) findRegions() (added, removed []Region) {
	if c.fit.share < leastTrust || c.exact && c.known.ink.nearly(c.warped) {
		return nil, nil
	}
	known, inner := c.knownSoft.scaled(c.fit.gain), c.visible.inner(edgeTiles)
	wideKnown, wideWarped := c.widened(known, c.warpedSoft), c.widened(c.warpedSoft, known)
	of, gone := c.withoutStray(c.warpedSoft, known, wideKnown), c.withoutStray(known, c.warpedSoft, wideWarped)
	more, less := c.excess(of, wideKnown, inner), c.excess(gone, wideWarped, inner)
	text := grayShade * float64(known.darkestTenth())
	added = c.regions(difference{of, known, more, less, text})
	removed = c.regions(difference{gone, c.warpedSoft, less, more, text})
	removed = slices.DeleteFunc(removed, func(r Region) bool {
		// Copiers lose gray ground; in black and white, what is not black is lost, and thin lines.
		return r.Gray && r.Solid || c.query.bilevel && (r.Gray || r.isThin())
	})
	return unattached(added, removed), unattached(removed, added)
}

// isThin reports whether a region is a thin line, or thin lines that cross, as in a table.
func (r Region) isThin() bool {
	return min(r.Known.W, r.Known.H) <= thinLine || r.Ink <= thinRules*(r.Known.W+r.Known.H)
}

// unattached returns the regions that do not lie beside a much greater one, as the rim of
// a box does; others are the regions of the other page.
func unattached(regions, others []Region) []Region {
	return slices.DeleteFunc(slices.Clone(regions), func(r Region) bool {
		isRim := func(o Region) bool {
			return o.Ink > attachedInk*r.Ink &&
				r.Known.X < o.Known.X+o.Known.W+attachedNear && o.Known.X < r.Known.X+r.Known.W+attachedNear &&
				r.Known.Y < o.Known.Y+o.Known.H+attachedNear && o.Known.Y < r.Known.Y+r.Known.H+attachedNear
		}
		return slices.ContainsFunc(regions, isRim) || slices.ContainsFunc(others, isRim)
	})
}

// nearly reports whether no pixel differs by so much that it may be part of a region.
func (r raster) nearly(other raster) bool {
	for i, v := range r.pix {
		if d := int(v) - int(other.pix[i]); d >= leastShade || d <= -leastShade {
			return false
		}
	}
	return true
}

// scaled returns the raster with its ink multiplied.
func (r raster) scaled(by float64) raster {
	if by == 1 {
		return r
	}
	var table [256]uint8
	for v := range table {
		table[v] = uint8(min(255, float64(float64(v)*by)+.5))
	}
	out := newRaster(r.width, r.height)
	for i, v := range r.pix {
		out.pix[i] = table[v]
	}
	return out
}

// darkestTenth returns the ink that a tenth of the pixels that have some reach.
func (r raster) darkestTenth() int {
	var histogram [256]int
	for _, v := range r.pix {
		histogram[v]++
	}
	return darkestTenth(&histogram)
}

func darkestTenth(histogram *[256]int) int {
	all := 0
	for _, n := range histogram[leastShade:] {
		all += n
	}
	seen := 0
	for v := 255; v > leastShade; v-- {
		if seen += histogram[v]; 10*seen >= all {
			return v
		}
	}
	return leastShade
}

// A widened raster has its strokes made two pixels wider on each side, in the rows of tiles
// that differ from another raster; others have no ink.
type widened struct {
	raster
	differ []bool
}

func (c *Comparison) widened(target, source raster) widened {
	differ := c.differing(source, target)
	return widened{target.dilated(func(y int) bool { return differ[y/tile] }), differ}
}

// excess returns how much more ink source has than a widened target, the mean of each tile.
// Tiles that are not in inner have none.
func (c *Comparison) excess(source raster, wide widened, inner []bool) []int16 {
	excess := make([]int16, len(inner))
	sums := make([]int, c.visible.across)
	for j := range c.visible.down {
		if !wide.differ[j] {
			continue
		}
		clear(sums)
		for y := j * tile; y < min((j+1)*tile, source.height); y++ {
			q := wide.row(y)
			for x, v := range source.row(y) {
				d := int(v) - int(q[x])
				if q[x] >= nearInk {
					d = max(0, d-strong)
				}
				sums[x/tile] += d
			}
		}
		for i, sum := range sums {
			if at := j*c.visible.across + i; inner[at] {
				excess[at] = int16(sum / (tile * tile))
			}
		}
	}
	return excess
}

// differing returns which rows of tiles may have regions: all of them, or, where the same
// program drew both pages, those in which a pixel differs.
func (c *Comparison) differing(source, target raster) []bool {
	differ := make([]bool, c.visible.down)
	for j := range differ {
		from, to := j*tile*source.width, min((j+1)*tile, source.height)*source.width
		differ[j] = !c.exact || !raster{pix: source.pix[from:to]}.nearly(raster{pix: target.pix[from:to]})
	}
	return differ
}

// A difference is what one drawing has beyond the other.
type difference struct {
	source, target  raster
	excess, counter []int16 // by tile, of source over target and of target over source
	text            float64 // ink from which something is as dark as text
}

// shade returns the excess from which a tile is part of a region: beyond the unevenness
// of the paper.
func (d difference) shade() int16 {
	v := slices.Clone(d.excess)
	for i, e := range v {
		v[i] = max(e, -e)
	}
	slices.Sort(v)
	return max(leastShade, uneven*v[len(v)*6/10])
}

// A piece is a connected set of tiles.
type piece struct {
	tiles           []int
	on              int             // how many of them have an excess
	box             image.Rectangle // around those, in tiles
	excess, counter int             // their sums
}

// regions returns the tiles with an excess as connected regions.
func (c *Comparison) regions(d difference) []Region {
	shade := d.shade()
	on := make([]bool, len(d.excess))
	for i, e := range d.excess {
		on[i] = e >= shade
	}
	closed := c.visible.closed(on)
	var found []Region
	for i := range on {
		if !closed[i] {
			continue
		}
		p := piece{}
		c.visible.fill(closed, i, func(at int) {
			p.tiles = append(p.tiles, at)
			if on[at] {
				x, y := at%c.visible.across, at/c.visible.across
				p.on++
				p.box = p.box.Union(image.Rect(x, y, x+1, y+1))
				p.excess += int(d.excess[at])
				p.counter += int(max(0, d.counter[at]))
			}
		})
		if r, ok := c.region(p, d); ok {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b Region) int { return cmp.Compare(b.Ink, a.Ink) })
	return found
}

// fill clears the tiles of a mask that are connected with one, and calls f with each.
func (v visibility) fill(mask []bool, from int, f func(at int)) {
	queue := []int{from}
	mask[from] = false
	for len(queue) > 0 {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		f(at)
		v.near(at, 1, func(n int) {
			if mask[n] {
				mask[n] = false
				queue = append(queue, n)
			}
		})
	}
}

// near calls f with the tiles up to reach away from one, and that one.
func (v visibility) near(at, reach int, f func(at int)) {
	x, y := at%v.across, at/v.across
	for j := max(y-reach, 0); j <= min(y+reach, v.down-1); j++ {
		for i := max(x-reach, 0); i <= min(x+reach, v.across-1); i++ {
			f(j*v.across + i)
		}
	}
}

// closed returns the mask with gaps between tiles bridged (morphological closing).
func (v visibility) closed(mask []bool) []bool {
	grown := make([]bool, len(mask))
	for at, on := range mask {
		if on {
			v.near(at, bridgeReach, func(n int) { grown[n] = true })
		}
	}
	closed := slices.Clone(grown)
	for at, on := range grown {
		if on {
			v.near(at, bridgeReach, func(n int) { closed[at] = closed[at] && grown[n] })
		}
	}
	return closed
}

// region makes a region of a piece; ok is false where it is noise.
func (c *Comparison) region(p piece, d difference) (r Region, ok bool) {
	box := image.Rectangle{p.box.Min.Mul(tile), p.box.Max.Mul(tile)}.Intersect(d.source.bounds())
	if p.on < leastTiles || max(box.Dx(), box.Dy()) < leastSpan || c.atEdge(box) || c.border(box) {
		return r, false
	}
	if c.fit.share < fullTrust && 2*p.counter > p.excess {
		return r, false // the same ink, not quite in its place
	}
	var histogram [256]int
	filled, ink, n, shades := 0, 0, 0, 0
	drawn := newRaster(box.Dx(), box.Dy())
	for _, at := range p.tiles {
		x, y := at%c.visible.across*tile, at/c.visible.across*tile
		least := uint8(255)
		area := image.Rect(x, y, x+tile, y+tile).Intersect(box)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				v := d.source.row(y)[x]
				least = min(least, v)
				if more := int(v) - int(d.target.row(y)[x]); more > leastShade {
					drawn.row(y - box.Min.Y)[x-box.Min.X] = uint8(more)
					histogram[more]++
					ink, n, shades = ink+more, n+1, shades+int(v)
				}
			}
		}
		if least >= 2*leastShade {
			filled++
		}
	}
	if n == 0 || shades < faintShade*n && p.on < faintTiles || drawn.specks() {
		return r, false
	}
	kx, ky := c.known.scale()
	r = Region{
		Known: c.known.box(box),
		Ink:   float64(ink) / 255 / (kx * ky),
		Solid: 10*filled >= 7*len(p.tiles),
		Gray:  float64(darkestTenth(&histogram)) < d.text,
	}
	r.Query = boxUnder(c.toQuery, r.Known)
	return r, true
}

// specks reports whether most ink is in specks of dirt. It clears the raster.
func (r raster) specks() bool {
	const hairline = 5 // pixels, blurred, that a streak of a copier is wide at most
	ink := slices.Clone(r.pix)
	all, small := 0, 0
	r.eachPiece(func(pixels []image.Point, extent image.Rectangle) {
		sum := 0
		for _, p := range pixels {
			sum += int(ink[p.Y*r.width+p.X])
		}
		all += sum
		if long, short := max(extent.Dx(), extent.Dy()), min(extent.Dx(), extent.Dy()); long < dirt || short <= hairline && long < edgeSpan {
			small += sum
		}
	})
	return 2*small > all
}

// border reports whether a box is a long line beside the text, as the edges of paper,
// folders and glass leave it.
func (c *Comparison) border(box image.Rectangle) bool {
	const long, thin, wide = 5, 9, 40 // times its width; pixels
	outside := box.Intersect(c.fit.text).Empty()
	switch w, h := box.Dx(), box.Dy(); {
	case h > long*w:
		return w <= thin || outside && w <= wide
	case w > long*h:
		return outside && h <= thin
	}
	return false
}

// atEdge reports whether a box lies at the edge of what is shown and reaches little into it.
func (c *Comparison) atEdge(box image.Rectangle) bool {
	around, page := box.Inset(-2*tile), c.warped.bounds()
	inside := around.In(page) && c.visible.shows(around)
	return !inside && (box.Dx() < page.Dx()/edgeShare || box.Dy() < page.Dy()/edgeShare)
}

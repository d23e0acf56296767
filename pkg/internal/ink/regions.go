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
	leastShade = 14 // ink from which a tile may differ
	uneven     = 6  // by how many times it has to exceed the unevenness of the paper
	nearInk    = 32 // ink beside which other ink has to be strong: it may be that of a bolder stroke
	strong     = 80
	joined     = 2 // tiles: half of the gap that is bridged

	leastTiles = 7  // of a region
	faintTiles = 24 // of one that is faint
	faintShade = 80
	leastSpan  = 10 // pixels of a region in one direction
	edge       = 2  // tiles: where the edge of a page or picture ends, which has shadows and borders
	edgeShare  = 16 // one part of the page, into which they reach
	grayShade  = .8 // of the darkest tenth of text

	leastTrust = .35 // share of cells trusted; below, nothing is told of regions
	fullTrust  = .8  // from which ink that one page has in place of the other's is told
	attached   = 20  // by how many times what is beside a region exceeds it, so that it is part of that
	beside     = 8.  // points
	thinLine   = 6.5 // points
)

// Added is the ink of the query page that the known page lacks, where both are seen: in
// connected regions, the one with most ink first. Text that is blurred, bolder, thinner
// or displaced a little is none, nor are specks and the borders that scanners leave.
func (c *Comparison) Added() []Region { return c.added }

// Removed is the ink of the known page that the query page lacks, likewise. What a box
// covers is not among it.
func (c *Comparison) Removed() []Region { return c.removed }

// findRegions fills in what was added and what was removed.
func (c *Comparison) findRegions() {
	if c.fit.share < leastTrust {
		return
	}
	if c.exact && c.known.ink.nearly(c.laid) {
		return
	}
	known, inner := c.knownSoft.scaled(c.fit.gain), c.seen.inner(edge)
	more, less := c.excess(c.laidSoft, known, inner), c.excess(known, c.laidSoft, inner)
	text := grayShade * float64(known.darkestTenth())
	added := c.regions(difference{c.laidSoft, known, more, less, text})
	removed := c.regions(difference{known, c.laidSoft, less, more, text})
	removed = slices.DeleteFunc(removed, func(r Region) bool {
		// Copiers lose gray ground; in black and white, what is not black is lost, and thin lines.
		return r.Gray && r.Solid || c.query.bilevel && (r.Gray || min(r.Known.W, r.Known.H) <= thinLine)
	})
	c.added, c.removed = unattached(added, removed), unattached(removed, added)
}

// unattached leaves out regions that lie beside a much greater one, as the rim of a box.
func unattached(regions, others []Region) []Region {
	return slices.DeleteFunc(slices.Clone(regions), func(r Region) bool {
		isRim := func(o Region) bool {
			return o.Ink > attached*r.Ink &&
				r.Known.X < o.Known.X+o.Known.W+beside && o.Known.X < r.Known.X+r.Known.W+beside &&
				r.Known.Y < o.Known.Y+o.Known.H+beside && o.Known.Y < r.Known.Y+r.Known.H+beside
		}
		return slices.ContainsFunc(regions, isRim) || slices.ContainsFunc(others, isRim)
	})
}

// nearly says whether no pixel differs by what may be a region.
func (r raster) nearly(other raster) bool {
	for i, v := range r.pix {
		if d := int(v) - int(other.pix[i]); d >= leastShade || d <= -leastShade {
			return false
		}
	}
	return true
}

// scaled is the raster with its ink multiplied.
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

// darkestTenth is the ink that a tenth of the pixels that have some exceed.
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

// excess is what ink one drawing has beyond the other's, of which strokes count as two
// pixels wider on each side: the mean of each tile.
func (c *Comparison) excess(of, in raster, inner []bool) []int16 {
	differ := c.differing(of, in)
	wide := in.dilated(func(y int) bool { return differ[y/tile] })
	excess := make([]int16, len(inner))
	sums := make([]int, c.seen.across)
	for j := range c.seen.down {
		if !differ[j] {
			continue
		}
		clear(sums)
		for y := j * tile; y < min((j+1)*tile, of.height); y++ {
			q := wide.row(y)
			for x, v := range of.row(y) {
				d := int(v) - int(q[x])
				if q[x] >= nearInk {
					d = max(0, d-strong)
				}
				sums[x/tile] += d
			}
		}
		for i, sum := range sums {
			if at := j*c.seen.across + i; inner[at] {
				excess[at] = int16(sum / (tile * tile))
			}
		}
	}
	return excess
}

// differing says which rows of tiles may hold regions: where both were drawn by the same
// program, those in which a pixel differs.
func (c *Comparison) differing(of, in raster) []bool {
	differ := make([]bool, c.seen.down)
	for j := range differ {
		from, to := j*tile*of.width, min((j+1)*tile, of.height)*of.width
		differ[j] = !c.exact || !raster{pix: of.pix[from:to]}.nearly(raster{pix: in.pix[from:to]})
	}
	return differ
}

// A difference is one drawing against the other: the excess of either, and how dark what
// is as dark as text is.
type difference struct {
	of, in          raster
	excess, counter []int16
	text            float64
}

// shade is the excess from which a tile is part of a region: beyond the unevenness of
// the paper.
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
	on              int             // tiles with excess
	box             image.Rectangle // around those, in tiles
	excess, counter int
}

// regions joins tiles with excess to regions.
func (c *Comparison) regions(d difference) []Region {
	shade := d.shade()
	on := make([]bool, len(d.excess))
	for i, e := range d.excess {
		on[i] = e >= shade
	}
	closed := c.seen.closed(on)
	var found []Region
	for i := range on {
		if !closed[i] {
			continue
		}
		p := piece{}
		c.seen.fill(closed, i, func(at int) {
			p.tiles = append(p.tiles, at)
			if on[at] {
				x, y := at%c.seen.across, at/c.seen.across
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

// fill takes the tiles connected with one out of a mask, and calls f with each.
func (v visible) fill(mask []bool, from int, f func(at int)) {
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

// near calls f with the tiles up to reach away from one.
func (v visible) near(at, reach int, f func(at int)) {
	x, y := at%v.across, at/v.across
	for j := max(y-reach, 0); j <= min(y+reach, v.down-1); j++ {
		for i := max(x-reach, 0); i <= min(x+reach, v.across-1); i++ {
			f(j*v.across + i)
		}
	}
}

// closed bridges gaps between tiles: what is within reach of some is on, unless it is
// within reach of what is not.
func (v visible) closed(mask []bool) []bool {
	grown := make([]bool, len(mask))
	for at, on := range mask {
		if on {
			v.near(at, joined, func(n int) { grown[n] = true })
		}
	}
	closed := slices.Clone(grown)
	for at, on := range grown {
		if on {
			v.near(at, joined, func(n int) { closed[at] = closed[at] && grown[n] })
		}
	}
	return closed
}

// region makes a region of a piece; ok is false where it is noise.
func (c *Comparison) region(p piece, d difference) (r Region, ok bool) {
	box := image.Rectangle{p.box.Min.Mul(tile), p.box.Max.Mul(tile)}.Intersect(d.of.bounds())
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
		x, y := at%c.seen.across*tile, at/c.seen.across*tile
		least := uint8(255)
		area := image.Rect(x, y, x+tile, y+tile).Intersect(box)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				v := d.of.row(y)[x]
				least = min(least, v)
				if more := int(v) - int(d.in.row(y)[x]); more > leastShade {
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

// specks says whether most ink is in specks of dirt, and clears the raster.
func (r raster) specks() bool {
	const span = 9 // pixels: what is larger is no speck
	all, small := 0, 0
	var stack []image.Point
	for i := range r.pix {
		if r.pix[i] == 0 {
			continue
		}
		ink, extent := 0, image.Rectangle{}
		stack = append(stack[:0], image.Pt(i%r.width, i/r.width))
		for len(stack) > 0 {
			p := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			at := image.Rectangle{p, p.Add(image.Pt(1, 1))}
			v := &r.pix[p.Y*r.width+p.X]
			if *v == 0 {
				continue
			}
			ink += int(*v)
			*v = 0
			extent = extent.Union(at)
			near := at.Inset(-1).Intersect(r.bounds())
			for y := near.Min.Y; y < near.Max.Y; y++ {
				for x := near.Min.X; x < near.Max.X; x++ {
					if r.pix[y*r.width+x] != 0 {
						stack = append(stack, image.Pt(x, y))
					}
				}
			}
		}
		all += ink
		if max(extent.Dx(), extent.Dy()) < span {
			small += ink
		}
	}
	return 2*small > all
}

// border says whether a box is a long line beside the text, as the edges of paper, of
// folders and of glass leave it.
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

// atEdge says whether a box lies at the edge of what is seen and reaches little into it.
func (c *Comparison) atEdge(box image.Rectangle) bool {
	around, page := box.Inset(-2*tile), c.laid.bounds()
	inside := around.In(page) && c.seen.shows(around)
	return !inside && (box.Dx() < page.Dx()/edgeShare || box.Dy() < page.Dy()/edgeShare)
}

package ink

import (
	"cmp"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// This file lays a photograph of bent paper on the known page: from the words that were found
// on both it goes on, cell by cell, to where there are none. Where a cell lies on the query is
// predicted from the ties around it, and it becomes a tie itself where its ink is found there.

// A Tie says that a point of the known page lies at a point of the query page, in points.
type Tie struct{ Known, Query [2]float64 }

// Ties makes ties of points of the query page with those of the known page that lie there, as
// x, y, x, y.
func Ties(points [][4]float64) []Tie {
	ties := make([]Tie, len(points))
	for i, p := range points {
		ties[i] = Tie{Query: [2]float64{p[0], p[1]}, Known: [2]float64{p[2], p[3]}}
	}
	return ties
}

const (
	bentCell   = 28 // pixels of the known rendering: the step of cells
	bentHalf   = 28 // half the side of the window that is looked for
	bentReach  = 8  // pixels by which it may lie beside where it is predicted
	bentSettle = .5 // correlation from which it is found
	bentInk    = 4  // mean ink from which there is something to be found
	bentRounds = 24
	bentTries  = 3 // of a cell that is not found

	tieCells = 2  // cells about a point whose ties predict where it lies
	mostTies = 10 // by which that is
	tieReach = 28 // pixels at which a tie counts for half
	tieRidge = 130.
)

// CompareBent is Compare for paper that does not lie flat: where points of the known page lie on
// the query page is told by ties, exact to half the height of a character. Three at least must
// not be in a line; else it is as if a rendering were empty.
func CompareBent(query, known *Rendering, ties []Tie) *Comparison {
	c := &Comparison{query: query, known: known, bent: true}
	points := make([][4]float64, len(ties))
	for i, t := range ties {
		points[i] = [4]float64{t.Query[0], t.Query[1], t.Known[0], t.Known[1]}
	}
	var ok bool
	if c.coarseToKnown, ok = layout.FitPlane(points); !ok || query.empty() || known.empty() {
		return c
	}
	toQuery, ok := pixelsBetween(query, known, c.coarseToKnown)
	if !ok {
		return c
	}
	c.bend(toQuery, ties)
	c.visible = c.findVisible()
	c.soften()
	c.fit = c.measureFit()
	c.added, c.removed = c.findRegions()
	return c
}

// Photographed is c where a camera took one of the pages: it is not told that a word was changed
// which is small, or around which not nearly all are the same; and what is shaded is not highlighted
// unless that ends close by.
func (c *Comparison) Photographed() *Comparison {
	c.photographed = true
	return c
}

// bend is register for bent paper. plane is roughly where pixels of the known rendering lie.
func (c *Comparison) bend(plane layout.Homography, ties []Tie) {
	width, height := c.known.ink.width, c.known.ink.height
	ink, kx, ky := c.query.ink, 1., 1.
	if k := plane.ScaleAt(float64(width)/2, float64(height)/2); k > finer && !math.IsInf(k, 0) {
		ink = ink.shrunk(max(1, int(math.Round(float64(ink.width)/k))), max(1, int(math.Round(float64(ink.height)/k))))
		kx, ky = float64(ink.width)/float64(c.query.ink.width), float64(ink.height)/float64(c.query.ink.height)
	}
	b := newBentMap(c.known.ink, ink, plane.Then(layout.Affine{kx, 0, 0, 0, ky, 0}.Homography()))
	knownX, knownY := c.known.scale()
	queryX, queryY := c.query.scale()
	for _, t := range ties {
		b.tie(pixelTie{t.Known[0] * knownX, t.Known[1] * knownY, t.Query[0] * queryX * kx, t.Query[1] * queryY * ky})
	}
	b.grow()
	c.mesh = newMesh(width, height, b.at)
	c.warped = c.mesh.warp(ink, width, height)
	if shift := displacements(c.known.ink, c.warped, nearReach); shift.greatest() >= settled {
		c.mesh = c.mesh.moved(width, height, shift)
		c.warped = c.mesh.warp(ink, width, height)
	}
	c.mesh = c.mesh.scaled(1/kx, 1/ky)
}

// A pixelTie is a Tie in pixels: x, y of the known rendering, u, v of the query's.
type pixelTie struct{ x, y, u, v float64 }

// A bentMap maps pixels of the known rendering to those of the query's, by ties.
type bentMap struct {
	known, query raster // softened
	plane        layout.Homography
	across, down int
	cells        [][]pixelTie
	window       raster
	near         []nearTie
}

type nearTie struct {
	pixelTie
	distance float64 // squared
}

func newBentMap(known, query raster, plane layout.Homography) *bentMap {
	b := &bentMap{known: known.blurred(), query: query.blurred(), plane: plane}
	b.across, b.down = (known.width+bentCell-1)/bentCell, (known.height+bentCell-1)/bentCell
	b.cells = make([][]pixelTie, b.across*b.down)
	b.window = newRaster(2*(bentHalf+bentReach), 2*(bentHalf+bentReach))
	return b
}

func (b *bentMap) cell(x, y float64) (i, j int) {
	return min(max(int(x)/bentCell, 0), b.across-1), min(max(int(y)/bentCell, 0), b.down-1)
}

func (b *bentMap) tie(t pixelTie) {
	if !(math.Abs(t.u) < -nowhere && math.Abs(t.v) < -nowhere) {
		return
	}
	i, j := b.cell(t.x, t.y)
	b.cells[j*b.across+i] = append(b.cells[j*b.across+i], t)
}

// nearest sets near to the ties nearest to a point, of cells up to reach away. It reports
// whether there are any.
func (b *bentMap) nearest(x, y float64, reach int) bool {
	b.near = b.near[:0]
	i, j := b.cell(x, y)
	for row := max(0, j-reach); row <= min(b.down-1, j+reach); row++ {
		for column := max(0, i-reach); column <= min(b.across-1, i+reach); column++ {
			for _, t := range b.cells[row*b.across+column] {
				dx, dy := t.x-x, t.y-y
				b.near = append(b.near, nearTie{t, float64(dx*dx) + float64(dy*dy)})
			}
		}
	}
	slices.SortFunc(b.near, func(s, t nearTie) int {
		return cmp.Or(cmp.Compare(s.distance, t.distance), cmp.Compare(s.x, t.x), cmp.Compare(s.y, t.y), cmp.Compare(s.u, t.u), cmp.Compare(s.v, t.v))
	})
	b.near = b.near[:min(len(b.near), mostTies)]
	return len(b.near) > 0
}

// model returns the affine map, about a point, of the ties near it, held to the plane's where
// they say little.
func (b *bentMap) model(x, y float64) layout.Affine {
	points := make([][5]float64, len(b.near))
	for i, t := range b.near {
		points[i] = [5]float64{t.x, t.y, t.u, t.v, 1 / (1 + t.distance/(tieReach*tieReach))}
	}
	const eps = 4
	u, v := b.plane.Apply(x, y)
	ux, vx := b.plane.Apply(x+eps, y)
	uy, vy := b.plane.Apply(x, y+eps)
	return layout.FitLocal(points, layout.Affine{(ux - u) / eps, (uy - u) / eps, 0, (vx - v) / eps, (vy - v) / eps, 0}, tieRidge)
}

// at maps a point: by the ties around it, from further away where there are none nearer.
func (b *bentMap) at(x, y float64) (u, v float64) {
	for reach := tieCells; reach < 2*max(b.across, b.down); reach *= 2 {
		if b.nearest(x, y, reach) {
			return b.model(x, y).Apply(x, y)
		}
	}
	return b.plane.Apply(x, y)
}

// grow ties cells, from those that have ties near them outwards.
func (b *bentMap) grow() {
	todo := map[int]int{} // cells with ink by how often they were not found
	for at := range b.cells {
		x, y := b.middle(at)
		if x-bentHalf >= 0 && y-bentHalf >= 0 && x+bentHalf <= float64(b.known.width) && y+bentHalf <= float64(b.known.height) && b.inked(int(x), int(y)) {
			todo[at] = 0
		}
	}
	for range bentRounds {
		type found struct {
			at int
			pixelTie
		}
		var fresh []found
		for at := range b.cells { // in order
			if _, open := todo[at]; !open {
				continue
			}
			x, y := b.middle(at)
			if !b.nearest(x, y, tieCells) {
				continue
			}
			if t, ok := b.search(x, y, b.model(x, y)); ok {
				fresh = append(fresh, found{at, t})
			} else if todo[at]++; todo[at] == bentTries {
				delete(todo, at)
			}
		}
		if len(fresh) == 0 {
			return
		}
		for _, f := range fresh {
			delete(todo, f.at)
			b.tie(f.pixelTie)
		}
	}
}

func (b *bentMap) middle(at int) (x, y float64) {
	return (float64(at%b.across) + .5) * bentCell, (float64(at/b.across) + .5) * bentCell
}

func (b *bentMap) inked(x, y int) bool {
	sum := 0
	for row := y - bentHalf; row < y+bentHalf; row++ {
		for _, v := range b.known.row(row)[x-bentHalf : x+bentHalf] {
			sum += int(v)
		}
	}
	return sum >= bentInk*4*bentHalf*bentHalf
}

// search looks for the window about a point of the known rendering where a model puts it.
func (b *bentMap) search(x, y float64, model layout.Affine) (t pixelTie, ok bool) {
	const side = 2 * (bentHalf + bentReach)
	left, top := x-bentHalf-bentReach, y-bentHalf-bentReach
	for j := range side {
		row := b.window.row(j)
		u, v := model.Apply(left+.5, top+float64(j)+.5)
		for i := range row {
			row[i] = b.query.inkAt(u, v)
			u, v = u+model[0], v+model[3]
		}
	}
	best, dx, dy := 0., 0, 0
	try := func(i, j, step int) {
		if c := b.correlation(int(x)-bentHalf, int(y)-bentHalf, i, j, step); c > best {
			best, dx, dy = c, i, j
		}
	}
	for j := 0; j <= 2*bentReach; j += 2 {
		for i := 0; i <= 2*bentReach; i += 2 {
			try(i, j, 2)
		}
	}
	atX, atY := dx, dy
	best = 0
	for j := max(0, atY-1); j <= min(2*bentReach, atY+1); j++ {
		for i := max(0, atX-1); i <= min(2*bentReach, atX+1); i++ {
			try(i, j, 1)
		}
	}
	if best < bentSettle || dx == 0 || dy == 0 || dx == 2*bentReach || dy == 2*bentReach {
		return t, false
	}
	u, v := model.Apply(x+float64(dx-bentReach), y+float64(dy-bentReach))
	return pixelTie{x, y, u, v}, true
}

// correlation is that of the ink of the known rendering in a window with the ink of b.window,
// of every so many pixels.
func (b *bentMap) correlation(x, y, dx, dy, step int) float64 {
	var n, p, q, pp, qq, pq int
	for j := 0; j < 2*bentHalf; j += step {
		source, target := b.known.row(y + j)[x:x+2*bentHalf], b.window.row(dy + j)[dx:dx+2*bentHalf]
		for i := 0; i < 2*bentHalf; i += step {
			s, t := int(source[i]), int(target[i])
			n, p, q, pp, qq, pq = n+1, p+s, q+t, pp+s*s, qq+t*t, pq+s*t
		}
	}
	a, c := n*pp-p*p, n*qq-q*q
	if a <= 0 || c <= 0 {
		return 0
	}
	return float64(n*pq-p*q) / math.Sqrt(float64(a)*float64(c))
}

// inkAt is the ink at a point, interpolated; 0 outside.
func (r raster) inkAt(x, y float64) uint8 {
	x, y = x-.5, y-.5
	if !(x >= 0 && y >= 0 && x < float64(r.width-1) && y < float64(r.height-1)) {
		return 0
	}
	i, j := int(x), int(y)
	fx, fy := int((x-float64(i))*256), int((y-float64(j))*256)
	at := j*r.width + i
	above := int(r.pix[at])*(256-fx) + int(r.pix[at+1])*fx
	below := int(r.pix[at+r.width])*(256-fx) + int(r.pix[at+r.width+1])*fx
	return uint8((above*(256-fy) + below*fy) >> 16)
}

// A Count is how many words are in view on both pages, and how many of them look otherwise on
// the other page, or are not there. Two pictures of one page have few of those, whatever the
// camera or the copier did to it.
type Count struct{ Of, Unlike int }

// Unlike counts words of the known page, whose boxes these are.
func (c *Comparison) Unlike(known []dossier.Box) Count {
	if c.failed() {
		return Count{}
	}
	return c.count(inkPair{source: c.known.ink.blurred(), target: c.warped.blurred(), gain: 1}, known)
}

// UnlikeOfQuery counts words of the query page, whose boxes these are.
func (c *Comparison) UnlikeOfQuery(query []dossier.Box) Count {
	if c.failed() {
		return Count{}
	}
	var there []dossier.Box
	for _, box := range query {
		if on, ok := c.toKnown(box); ok {
			there = append(there, on)
		}
	}
	return c.count(inkPair{source: c.warped.blurred(), target: c.known.ink.blurred(), gain: 1}, there)
}

// count counts boxes of the known page that have ink on the source.
func (c *Comparison) count(p inkPair, boxes []dossier.Box) (n Count) {
	const (
		margin = 1  // pixels about a word
		reach  = 3  // pixels by which it may lie beside its place
		alike  = .5 // correlation from which a word is the same
		least  = 6  // pixels of the lesser side of a word
	)
	for _, word := range boxes {
		box := c.known.pixels(word).Inset(-margin)
		if min(box.Dx(), box.Dy()) < least || !box.Inset(-reach).In(c.warped.bounds()) || !c.visible.shows(box) {
			continue
		}
		if _, darkest := p.source.tight(box); darkest < faintest {
			continue
		}
		n.Of++
		if p.locate(box, reach, reach).correlation() < alike {
			n.Unlike++
		}
	}
	return n
}

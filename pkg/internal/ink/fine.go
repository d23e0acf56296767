package ink

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"image"
	"maps"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// FineDPI is the resolution at which pages of text are compared: there a changed digit leaves
// at least two dark pixels next to which the other page has not even a gray one, while
// the same outlines drawn by another program leave one at most.
const FineDPI = 200

// FinestDPI is the resolution at which a comma is told from a point: at FineDPI its tail may
// be a single pixel.
const FinestDPI = 400

// Shades of pixels, 0 for black.
const (
	dark    = 150
	grayInk = 200
	paper   = 240
	shade   = 16 // darker than the paper
)

// Lengths, in pixels.
const (
	cellSide   = 24 // of the cells in which ink may lie elsewhere on the other page: a letter, or half of one
	cellRim    = 4  // around a cell, which must agree as well
	aside      = 6  // how far along the line, at FineDPI: programs add up rounded widths of letters
	aboveBelow = 3
	speck      = 1 // of a spot that is none
	// shiftedShare is the share of the cells with ink that have strays where letters were placed otherwise.
	shiftedShare = .1
	// mostUnsettled is how many cells may differ wherever their ink is laid.
	mostUnsettled = 250

	patchSide   = 5 // of a patch of ground: letters that are bolder are so by less
	shadeWindow = 8
	shadedPart  = 40 // pixels of such a window, of its 64, from which it is shaded
)

// A Spot is a place where one of two drawings of a page has ink that the other lacks.
type Spot struct {
	Box   image.Rectangle // around that ink, in pixels
	Ink   int             // pixels
	Added bool            // the query page has it; else the known page
	Faint bool            // a light shade on bare paper, as a watermark or a highlight is
}

// Fine is two pages of one size drawn at FineDPI, or twice that, one laid on the other. It
// says where they do not look the same. The nil Fine has no spots.
type Fine struct {
	known, query *image.Gray
	scale        int  // pixels for one at FineDPI
	shifted      bool // much of the ink lies a little aside, as where another program placed the letters
	spots        []Spot
}

// CompareFine compares two pages drawn at so many dpi, pixel by pixel. A dark pixel is the
// same where the other page has a gray one at or next to it, or has where the ink around it
// lies a little aside. It returns nil where a page is nil, where they are of different sizes,
// and where so much lies elsewhere that the one cannot be laid on the other.
func CompareFine(known, query *image.Gray, dpi float64) *Fine {
	if known == nil || query == nil || known.Rect.Size() != query.Rect.Size() {
		return nil
	}
	f := &Fine{known: fromOrigin(known), query: fromOrigin(query), scale: max(1, int(dpi/FineDPI))}
	missing, added := lacking(f.known, f.query), lacking(f.query, f.known)
	cells := cellsOf(missing.stray, added.stray)
	f.shifted = f.isShifted(cells)
	stray, strayAdded, ok := f.resettled(cells)
	if !ok {
		return nil
	}
	f.add(stray, missing.shaded, false)
	f.add(strayAdded, added.shaded, true)
	most := mostOfSign * f.scale * f.scale
	f.addSigns(lostSigns(f.known, f.query, most), false)
	f.addSigns(lostSigns(f.query, f.known, most), true)
	return f
}

// addSigns adds the signs that are not among the spots.
func (f *Fine) addSigns(signs []Spot, added bool) {
	for _, s := range signs {
		if s.Added = added; f.SameIn(s.Box) {
			f.spots = append(f.spots, s)
		}
	}
}

// add adds the spots of stray pixels and of shaded windows.
func (f *Fine) add(stray, shaded []image.Point, added bool) {
	for _, s := range connected(stray) {
		if s.Added = added; s.Ink > speck && !f.isMoved(s) {
			f.spots = append(f.spots, s)
		}
	}
	for _, s := range connected(shaded) {
		s.Box = image.Rectangle{s.Box.Min.Mul(shadeWindow), s.Box.Max.Mul(shadeWindow)}
		s.Ink, s.Added, s.Faint = s.Ink*shadeWindow*shadeWindow, added, true
		f.spots = append(f.spots, s)
	}
}

// Spots returns where the pages differ: what is missing on the query page, from the top, then
// what was added, then signs close beside letters, likewise. The caller must not change the slice.
func (f *Fine) Spots() []Spot {
	if f == nil {
		return nil
	}
	return f.spots
}

// isMoved reports whether a spot is ink that lies a little aside, though what else its cell
// has does not.
func (f *Fine) isMoved(s Spot) bool {
	_, left := f.bestMove(s.Box, image.Point{})
	return left <= speck
}

// SameIn reports whether the pages look the same in a place.
func (f *Fine) SameIn(place image.Rectangle) bool {
	return !slices.ContainsFunc(f.spots, func(s Spot) bool { return s.Box.Overlaps(place) })
}

// StrictlySameIn reports whether characters that may look alike do in a place: each piece of it
// as wide as a letter, where it is or moved as the one before it or after it is. Only where
// much of the page lies a little aside may all of the place, moved alike.
func (f *Fine) StrictlySameIn(place image.Rectangle) bool {
	place = place.Intersect(f.known.Rect)
	if f.shifted && slices.ContainsFunc(smallMoves, func(by image.Point) bool { return f.strictlySame(place, by.Mul(f.scale)) }) {
		return true
	}
	width := cellSide * f.scale
	for x := place.Min.X; x < place.Max.X; x += width {
		piece := image.Rect(x, place.Min.Y, min(x+width, place.Max.X), place.Max.Y)
		if !f.strictlySame(piece, image.Point{}) && !f.movedAsBeside(piece, -width) && !f.movedAsBeside(piece, width) {
			return false
		}
	}
	return true
}

// movedAsBeside reports whether a piece of a line is the same when it is moved as the ink so far
// beside it is; where much of the page lies a little aside, to a pixel, since there every
// character is placed for itself.
func (f *Fine) movedAsBeside(piece image.Rectangle, aside int) bool {
	by, left := f.bestMove(piece.Add(image.Pt(aside, 0)), image.Point{})
	switch {
	case left > speck:
		return false
	case !f.shifted:
		return by != image.Point{} && f.strictlySame(piece, by)
	}
	for n := range 9 {
		if f.strictlySame(piece, by.Add(image.Pt(n%3-1, n/3-1).Mul(f.scale))) {
			return true
		}
	}
	return false
}

// strictlySame reports whether no window of a place, with the known page moved, has more than
// a speck of ink that either page lacks.
func (f *Fine) strictlySame(place image.Rectangle, by image.Point) bool {
	across := place.Dx()/shadeWindow + 1
	windows := make([]int, across*(place.Dy()/shadeWindow+1))
	same, last := true, image.Pt(-1, -1)
	f.eachStray(place, by, func(p image.Point, _ bool) bool {
		if p == last { // both pages lack something there
			return true
		}
		last = p
		window := &windows[(p.Y-place.Min.Y)/shadeWindow*across+(p.X-place.Min.X)/shadeWindow]
		*window++
		same = *window <= speck
		return same
	})
	return same
}

// Tone returns how much ink each page has in a place: black pixels count 255.
func (f *Fine) Tone(place image.Rectangle) (known, query int) {
	place = place.Intersect(f.known.Rect)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		known += toneOf(rowOf(f.known, y, place))
		query += toneOf(rowOf(f.query, y, place))
	}
	return known, query
}

// rowOf returns the pixels of a row of a place.
func rowOf(p *image.Gray, y int, place image.Rectangle) []byte {
	return p.Pix[y*p.Stride:][place.Min.X:place.Max.X]
}

func toneOf(row []byte) int {
	bare := 0
	for _, v := range row {
		bare += int(v)
	}
	return 255*len(row) - bare
}

// OtherGround reports whether a patch of bare paper of one page is darker on the other in a
// place, as beneath a highlight or a watermark: larger than what bolder letters take of it.
func (f *Fine) OtherGround(place image.Rectangle) bool {
	place = place.Intersect(f.known.Rect)
	return hasPatch(f.known, f.query, place, f.scale*patchSide) || hasPatch(f.query, f.known, place, f.scale*patchSide)
}

// hasPatch reports whether a square of a place, its side this long, has no ink on one page
// and is darker on the other, all of it.
func hasPatch(bare, other *image.Gray, place image.Rectangle, side int) bool {
	above := make([]int, place.Dx()+1) // the sides of the largest squares that end at each pixel of the row above
	for y := place.Min.Y; y < place.Max.Y; y++ {
		diagonal := 0
		for i := 1; i < len(above); i++ {
			at := place.Min.X + i - 1
			v, o := bare.Pix[y*bare.Stride+at], other.Pix[y*other.Stride+at]
			largest := 0
			if v >= grayInk && int(o)+shade <= int(v) {
				largest = min(above[i-1], above[i], diagonal) + 1
			}
			if largest >= side {
				return true
			}
			diagonal, above[i] = above[i], largest
		}
	}
	return false
}

// SameInk reports whether two pages drawn at FineDPI look the same, upright or turned by
// quarters. It is false where either is nil.
func SameInk(a, b *image.Gray) bool {
	if a == nil || b == nil {
		return false
	}
	for range 4 {
		if f := CompareFine(a, b, FineDPI); f != nil && len(f.spots) == 0 {
			return true
		}
		b = turned(b)
	}
	return false
}

// LaidOn returns a page as it lies on another whose pixels it is mapped to, each pixel the
// nearest one, so that outlines stay as sharp as they are; white where the page does not reach.
func LaidOn(other image.Rectangle, page *image.Gray, toOther layout.Homography) *image.Gray {
	laid := image.NewGray(image.Rectangle{Max: other.Size()})
	back, ok := toOther.Inverse()
	page = fromOrigin(page)
	for y := range laid.Rect.Dy() {
		row := laid.Pix[y*laid.Stride:][:laid.Rect.Dx()]
		for x := range row {
			row[x] = 255
			fromX, fromY := back.Apply(float64(x)+.5, float64(y)+.5)
			if at := image.Pt(floor(fromX), floor(fromY)); ok && at.In(page.Rect) {
				row[x] = page.Pix[page.PixOffset(at.X, at.Y)]
			}
		}
	}
	return laid
}

// turned returns a picture turned clockwise by a quarter.
func turned(p *image.Gray) *image.Gray {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	t := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			t.Pix[x*t.Stride+h-1-y] = p.Pix[y*p.Stride+x]
		}
	}
	return t
}

// fromOrigin returns the same pixels, the top left one at (0, 0).
func fromOrigin(p *image.Gray) *image.Gray {
	return &image.Gray{Pix: p.Pix, Stride: p.Stride, Rect: image.Rectangle{Max: p.Rect.Size()}}
}

// lacks is ink that another page lacks.
type lacks struct {
	stray  []image.Point // dark pixels with nothing gray at or next to them, row by row
	shaded []image.Point // windows of shadeWindow that are shaded, and bare paper there
}

// lacking returns what b lacks of the ink of a.
func lacking(a, b *image.Gray) lacks {
	var found lacks
	across := a.Rect.Dx()/shadeWindow + 1
	shaded := make([]uint8, across*(a.Rect.Dy()/shadeWindow+1)) // pixels of each window
	eachOther(a, b, func(p image.Point, v, other uint8) {
		if other >= paper && v+shade <= other && v >= dark && v < paper {
			shaded[p.Y/shadeWindow*across+p.X/shadeWindow]++
		}
		if isStray(a, b, p, p) {
			found.stray = append(found.stray, p)
		}
	})
	for i, n := range shaded {
		if n > shadedPart {
			found.shaded = append(found.shaded, image.Pt(i%across, i/across))
		}
	}
	return found
}

// eachOther calls use with each place in which two pages of one size are not the same, row by
// row, and the pixels there.
func eachOther(a, b *image.Gray, use func(p image.Point, v, other uint8)) {
	const at = 8 // pixels compared at once
	width := a.Rect.Dx()
	for y := range a.Rect.Dy() {
		row, other := rowOf(a, y, a.Rect), rowOf(b, y, a.Rect)
		for from := 0; from < width; from += at {
			if from+at <= width && binary.LittleEndian.Uint64(row[from:]) == binary.LittleEndian.Uint64(other[from:]) {
				continue
			}
			for x := from; x < min(from+at, width); x++ {
				if row[x] != other[x] {
					use(image.Pt(x, y), row[x], other[x])
				}
			}
		}
	}
}

// grayNear reports whether a pixel or one next to it is gray or darker.
func grayNear(p *image.Gray, x, y int) bool {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	for yy := max(0, y-1); yy <= min(h-1, y+1); yy++ {
		for _, v := range p.Pix[yy*p.Stride:][max(0, x-1) : min(w-1, x+1)+1] {
			if v < grayInk {
				return true
			}
		}
	}
	return false
}

// cellsOf returns the cells that have strays, row by row.
func cellsOf(strays ...[]image.Point) []image.Point {
	cells := map[image.Point]bool{}
	for _, p := range slices.Concat(strays...) {
		cells[p.Div(cellSide)] = true
	}
	return slices.SortedFunc(maps.Keys(cells), func(a, b image.Point) int { return cmp.Or(a.Y-b.Y, a.X-b.X) })
}

// isShifted reports whether cells with strays are many of those that have ink, all over the
// page.
func (f *Fine) isShifted(cells []image.Point) bool {
	if len(cells) == 0 {
		return false
	}
	inked, across := 0, f.known.Rect.Dx()/cellSide+1
	seen := make([]bool, across*(f.known.Rect.Dy()/cellSide+1))
	for y := range f.known.Rect.Dy() {
		for x, v := range f.known.Pix[y*f.known.Stride:][:f.known.Rect.Dx()] {
			if v < dark {
				if at := &seen[y/cellSide*across+x/cellSide]; !*at {
					*at = true
					inked++
				}
			}
		}
	}
	return float64(len(cells)) >= shiftedShare*float64(inked)
}

// resettled returns the stray pixels of either page that are left in these cells once the ink
// of each is laid where it agrees best; ok is false where that is nowhere for too many.
func (f *Fine) resettled(cells []image.Point) (missing, added []image.Point, ok bool) {
	var last image.Point // neighbours are displaced alike
	unsettled := 0
	for _, c := range cells {
		cell := image.Rectangle{c.Mul(cellSide), c.Add(image.Pt(1, 1)).Mul(cellSide)}
		var left int
		if last, left = f.bestMove(cell, last); left > speck {
			if unsettled++; unsettled > mostUnsettled {
				return nil, nil, false
			}
		}
		f.eachStray(cell, last, func(p image.Point, isAdded bool) bool {
			switch {
			case isAdded && isStray(f.query, f.known, p, p): // else it is in its place, and what is around it moved
				added = append(added, p)
			case !isAdded && isStray(f.known, f.query, p, p):
				missing = append(missing, p)
			}
			return true
		})
	}
	return missing, added, true
}

// bestMove returns by how much the known page has to be moved for the fewest strays in and
// around a cell, and how many these are; first is tried before all others.
func (f *Fine) bestMove(cell image.Rectangle, first image.Point) (best image.Point, fewest int) {
	around := cell.Inset(-cellRim)
	fewest = math.MaxInt
	try := func(by image.Point) (done bool) {
		n := 0
		f.eachStray(around, by, func(image.Point, bool) bool {
			n++
			return n < fewest
		})
		if n < fewest {
			fewest, best = n, by
		}
		return fewest <= speck
	}
	if try(first) {
		return best, fewest
	}
	for _, by := range smallMoves {
		if try(by.Mul(f.scale)) {
			break
		}
	}
	return best, fewest
}

// eachStray calls use with the stray pixels of either page in a place, once the known page is
// moved, until it returns false.
func (f *Fine) eachStray(place image.Rectangle, by image.Point, use func(p image.Point, added bool) bool) {
	place = place.Intersect(f.known.Rect)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		known, query := rowOf(f.known, y, place), rowOf(f.query, y, place)
		if by == (image.Point{}) && bytes.Equal(known, query) {
			continue
		}
		for i := range known {
			if known[i] >= dark && query[i] >= dark {
				continue
			}
			p := image.Pt(place.Min.X+i, y)
			if isStray(f.known, f.query, p, p.Add(by)) && !use(p, false) || isStray(f.query, f.known, p, p.Sub(by)) && !use(p, true) {
				return
			}
		}
	}
}

// isStray reports whether a page has a dark pixel and another nothing gray where that lies.
func isStray(page, other *image.Gray, at, there image.Point) bool {
	if page.Pix[at.Y*page.Stride+at.X] >= dark {
		return false
	}
	return !there.In(other.Rect) || !grayNear(other, there.X, there.Y)
}

// connected returns pixels as connected spots, in the order of their first ones.
func connected(pixels []image.Point) []Spot {
	left := make(map[image.Point]bool, len(pixels))
	for _, p := range pixels {
		left[p] = true
	}
	var found []Spot
	take := func(p image.Point) bool {
		taken := left[p]
		delete(left, p)
		return taken
	}
	for _, first := range pixels {
		if take(first) {
			found = append(found, spotFrom(first, take))
		}
	}
	return found
}

// spotFrom returns the spot of a pixel that was taken, of those next to it that take takes, of
// those next to these, and so on. take takes no pixel twice.
func spotFrom(first image.Point, take func(image.Point) bool) (s Spot) {
	stack := []image.Point{first}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		s.Ink, s.Box = s.Ink+1, s.Box.Union(image.Rectangle{p, p.Add(image.Pt(1, 1))})
		for n := range 9 {
			if next := p.Add(image.Pt(n%3-1, n/3-1)); take(next) {
				stack = append(stack, next)
			}
		}
	}
	return s
}

// smallMoves are the displacements that are tried, in pixels at FineDPI, the smallest first.
var smallMoves = func() []image.Point {
	var all []image.Point
	for dy := -aboveBelow; dy <= aboveBelow; dy++ {
		for dx := -aside; dx <= aside; dx++ {
			all = append(all, image.Pt(dx, dy))
		}
	}
	slices.SortStableFunc(all, func(a, b image.Point) int { return a.X*a.X + a.Y*a.Y - b.X*b.X - b.Y*b.Y })
	return all
}()

func floor(v float64) int { return int(math.Floor(v)) }

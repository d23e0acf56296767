package layout

import (
	"cmp"
	"slices"
)

// MaxWords is how many words of a page are kept, from its top.
const MaxWords = 4000

// A grouper joins components into words.
type grouper struct {
	letters  []component // by x0
	unsorted []component
	starts   []int32 // for sorting by x0, and where the letters of every row begin
	rows     []int32 // letters by row, then x0
	joined   sets    // of letters
	next     []int16 // by letter: how far away the next one of its line is
	bands    []uint32
}

// words returns the words made of components, by Y0, then X0. h is the height of
// characters.
func (g *grouper) words(components []component, ink raster, h int) []Word {
	g.sortLetters(components, ink.width, h)
	g.sortRows(ink.height, h)
	g.joinNeighbours(g.wordGap(h))
	boxes := g.boxes(h)
	slices.SortFunc(boxes, func(a, b component) int {
		return cmp.Or(cmp.Compare(a.y0, b.y0), cmp.Compare(a.x0, b.x0), cmp.Compare(a.y1, b.y1), cmp.Compare(a.x1, b.x1))
	})
	boxes = boxes[:min(len(boxes), MaxWords)]
	words := make([]Word, len(boxes))
	for i, b := range boxes {
		words[i] = Word{b.x0, b.y0, b.x1, b.y1, g.picture(ink, b)}
	}
	return words
}

// isLetter reports whether a component may be a character, a part of one, or a few that
// touch. h is the height of characters.
func isLetter(c component, h int) bool {
	height, width, area := 100*c.height(), 100*c.width(), 100*int(c.area)
	switch {
	case height > 300*h || width > 2500*h || area < 3*h*h:
		return false // a picture or a frame; a trace
	case height < 35*h && width > 250*h:
		return false // a rule
	case height > 160*h && area*100 > c.height()*c.width()*8500:
		return false // a solid block
	case width < 12*h && height > 180*h:
		return false // an upright bar
	}
	return height >= 30*h || width >= 30*h // or else a speck or a dot
}

// sortLetters sets letters to the components that isLetter holds for, sorted by x0; the
// order of equal ones stays.
func (g *grouper) sortLetters(components []component, width, h int) {
	g.starts = sized(g.starts, width+1)
	clear(g.starts)
	g.unsorted = g.unsorted[:0]
	for _, c := range components {
		if isLetter(c, h) {
			g.unsorted = append(g.unsorted, c)
			g.starts[c.x0+1]++
		}
	}
	for x := range width {
		g.starts[x+1] += g.starts[x]
	}
	g.letters = sized(g.letters, len(g.unsorted))
	for _, c := range g.unsorted {
		g.letters[g.starts[c.x0]] = c
		g.starts[c.x0]++
	}
}

// sortRows lists for each row of the page, as high as a character, the letters that reach
// into it: those of row y are rows[starts[y]:starts[y+1]].
func (g *grouper) sortRows(height, h int) {
	g.starts = sized(g.starts, height/h+3)
	clear(g.starts)
	for _, c := range g.letters {
		for y := int(c.y0) / h; y <= int(c.y1)/h; y++ {
			g.starts[y+2]++
		}
	}
	for y := range len(g.starts) - 2 {
		g.starts[y+2] += g.starts[y+1]
	}
	g.rows = sized(g.rows, int(g.starts[len(g.starts)-1]))
	for i, c := range g.letters {
		for y := int(c.y0) / h; y <= int(c.y1)/h; y++ {
			g.rows[g.starts[y+1]] = int32(i)
			g.starts[y+1]++
		}
	}
}

// joinNeighbours joins letters of one line with no more than so many pixels between them.
func (g *grouper) joinNeighbours(widest int) {
	gap := int16(widest)
	g.joined = g.joined[:0]
	for range g.letters {
		g.joined.add()
	}
	for y := range len(g.starts) - 2 {
		row := g.rows[g.starts[y]:g.starts[y+1]]
		for i, left := range row {
			a := &g.letters[left]
			for _, right := range row[i+1:] {
				b := &g.letters[right]
				if b.x0 > a.x1+gap {
					break
				}
				if inLine(a, b) {
					g.joined.join(left, right)
				}
			}
		}
	}
}

// inLine reports whether two boxes overlap vertically by .4 of the lower one's height.
func inLine(a, b *component) bool {
	overlap := int(min(a.y1, b.y1)) - int(max(a.y0, b.y0))
	return 5*overlap >= 2*min(a.height(), b.height())
}

// boxes returns the joined letters that are of a size that words have.
func (g *grouper) boxes(h int) []component {
	g.joined.flatten()
	for i, first := range g.joined {
		if int(first) != i {
			g.letters[first].include(g.letters[i])
		}
	}
	g.unsorted = g.unsorted[:0]
	for i, first := range g.joined {
		c := g.letters[i]
		if int(first) == i && 100*c.height() >= 45*h && 100*c.height() <= 320*h && 100*c.width() >= 30*h {
			g.unsorted = append(g.unsorted, c)
		}
	}
	return g.unsorted
}

const (
	pictureColumns = 16
	pictureRows    = 4
)

// picture is Word.Picture: which cells of a grid have more ink on average than the median
// cell. Pixels at the edges of cells count in part, so that a word turned upside down has
// the same picture, upside down.
func (g *grouper) picture(ink raster, box component) uint64 {
	var cells [pictureRows * pictureColumns]uint16 // in 1/256
	width, height := box.width(), box.height()
	g.bands = sized(g.bands, width+1)
	for row := range pictureRows {
		g.sumColumns(ink, box, row*height, (row+1)*height)
		left := uint64(0)
		for column := range pictureColumns {
			right := g.sumLeftOf((column + 1) * width)
			cells[row*pictureColumns+column] = uint16((right - left) << 8 / uint64(width*height))
			left = right
		}
	}
	median := lowerMedian(&cells)
	picture := uint64(0)
	for i, v := range cells {
		if v > median {
			picture |= 1 << i
		}
	}
	return picture
}

// sumColumns sets bands[x] to the ink of a box between the heights top and bottom and left
// of column x. Heights are in 1/pictureRows of a pixel, and so is the weight of a row.
func (g *grouper) sumColumns(ink raster, box component, top, bottom int) {
	sums := g.bands[:box.width()+1]
	clear(sums)
	for y := top / pictureRows; y*pictureRows < bottom; y++ {
		weight := uint32(min(bottom, (y+1)*pictureRows) - max(top, y*pictureRows))
		row := ink.row(int(box.y0) + y)[box.x0:box.x1]
		columns := sums[1:][:len(row)]
		for x, v := range row {
			columns[x] += weight * uint32(v)
		}
	}
	for x := 1; x < len(sums); x++ {
		sums[x] += sums[x-1]
	}
}

// sumLeftOf is the ink in the bands left of a place, which is in 1/pictureColumns of a
// pixel.
func (g *grouper) sumLeftOf(at int) uint64 {
	x, part := at/pictureColumns, uint64(at%pictureColumns)
	sum := uint64(g.bands[x]) * pictureColumns
	if part > 0 {
		sum += part * uint64(g.bands[x+1]-g.bands[x])
	}
	return sum
}

// PictureOf returns Word.Picture for the ink in the cells of the grid, row after row.
func PictureOf(cells *[pictureRows * pictureColumns]float64) uint64 {
	median := slices.Sorted(slices.Values(cells[:]))[len(cells)/2-1]
	picture := uint64(0)
	for i, v := range cells {
		if v > median {
			picture |= 1 << i
		}
	}
	return picture
}

// lowerMedian returns the 32nd smallest of 64 values, bit by bit: the greatest number that
// fewer than 32 values are below.
func lowerMedian(values *[64]uint16) uint16 {
	median := uint16(0)
	for bit := uint16(1 << 15); bit > 0; bit >>= 1 {
		below := 0
		for _, v := range values {
			if v < median|bit {
				below++
			}
		}
		if below < 32 {
			median |= bit
		}
	}
	return median
}

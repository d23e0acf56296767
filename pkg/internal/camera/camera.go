// Package camera finds the words of a page that somebody photographed: paper that is bent,
// creased and unevenly lit, tilted, with what it lies on around it.
//
// Read goes these steps:
//
//  1. The picture is brought to a size at which type can be told, and brightness becomes ink:
//     how much of the light of the ground around it a pixel lacks (ground.go).
//  2. It is turned such that most lines run along rows (turn.go).
//  3. Print begins at a share of the darkest ink around, so that faint print counts as much
//     as black; it falls into connected pieces (pieces.go), and the size of type is measured
//     everywhere (cells.go).
//  4. The slope of lines is found everywhere: the picture is sheared by one slope after the
//     other, and where lines have it, rows are sharp (slopes.go).
//  5. Pieces are joined to words along the slopes (words.go).
//  6. Lines are followed from the middle to either side, which says where each word lies
//     where lines are level (flat.go); its picture is cut along its slope.
package camera

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	workSide    = 2000 // pixels of the longer side at which a picture is read
	mostEnlarge = 3
	fewInRows   = 30 // words in rows: where a picture shows fewer, it may be light on dark...
	fewInverted = 3  // ...and is where it shows so many times more then
	leastSide   = 64 // pixels: less shows no page
)

// Read returns the words of a photographed page, in a layout whose Bend says how its lines run
// in the picture. A picture without text yields a layout without words.
func Read(picture *image.Gray) layout.Layout {
	given := planeOf(picture)
	if min(given.width, given.height) < leastSide {
		return layout.Layout{ToPage: layout.Affine{1, 0, 0, 0, 1, 0}}
	}
	k := min(mostEnlarge, workSide/float64(max(given.width, given.height)))
	work := given.resized(max(1, int(math.Round(float64(given.width)*k))), max(1, int(math.Round(float64(given.height)*k)))).softened()
	best := readPlane(work)
	if n := best.InRows(); n < fewInRows {
		if other := readPlane(work.inverted()); other.InRows() > fewInverted*n {
			best = other
			best.Inverted = true
		}
	}
	toGiven := layout.Affine{float64(given.width) / float64(work.width), 0, float64(picture.Rect.Min.X), 0, float64(given.height) / float64(work.height), float64(picture.Rect.Min.Y)}
	best.ToPage = best.ToPage.Then(toGiven)
	return best
}

// readPlane reads a picture, dark on light, of the size at which it is read.
func readPlane(p plane) layout.Layout {
	ink, back := upright(inkOf(p))
	print := normalised(ink)
	pieces := piecesOf(print)
	l := layout.Layout{Width: ink.width, Height: ink.height, ToPage: back}
	if len(pieces) < 2 {
		return l
	}
	slopes := slopesOf(print)
	words := wordsOf(pieces, ink.width, ink.height, slopes)
	flat := flatten(slopes, ink.width, ink.height)
	l.Height, l.Bend = flat.height, flat.bend(ink.width)
	var chars []float64
	for _, w := range words {
		l.Words = append(l.Words, flat.place(w, ink))
		chars = append(chars, w.char*flat.stretch((w.left+w.right)/2, w.y))
	}
	if len(chars) > 0 {
		slices.Sort(chars)
		l.CharHeight = chars[len(chars)/2]
	}
	slices.SortFunc(l.Words, func(a, b layout.Word) int {
		return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0), cmp.Compare(a.Y1, b.Y1), cmp.Compare(a.X1, b.X1))
	})
	l.Words = l.Words[:min(len(l.Words), layout.MaxWords)]
	return l
}

// place returns a word where lines are level.
func (f flattening) place(w word, ink plane) layout.Word {
	x := (w.left + w.right) / 2
	y, h := f.level.at(x, w.y), w.height*f.stretch(x, w.y)
	cut := w.picture(ink)
	return layout.Word{
		X0: int16(math.Round(w.left)), X1: int16(math.Round(w.right)),
		Y0: int16(math.Round(y - h/2)), Y1: int16(max(math.Round(y+h/2), math.Round(y-h/2)+1)),
		Picture: layout.PictureOf(&cut),
	}
}

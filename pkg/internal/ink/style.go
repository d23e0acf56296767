package ink

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// How letters are drawn in another style: slanted by so much of their height, and bolder by so
// many pixels at FineDPI on each side.
var (
	slants  = []float64{0, .1, .15, .2, .25, .3}
	weights = []int{0, 1, 2}
)

const (
	// strayShare is the share of the ink of a piece of a word that another style may leave
	// unexplained: less than a stroke by which one character differs from another.
	strayShare = .12
	fewStrays  = 4  // pixels that it may in any piece
	styled     = .5 // of the strays that upright letters leave, at most, those that letters of another style do
	styleReach = 6  // pixels by which the slanted letters may lie aside
)

// InOtherStyle reports whether a word that the known page has in one place is drawn with the same
// letters there on the query page, slanted or bolder: judged by its shape, each piece as wide as a
// letter for itself, so that no other character is taken for it. It is false where the letters
// are the same upright, and where much of the page lies a little aside.
func (f *Fine) InOtherStyle(place, there image.Rectangle) bool {
	place, there = place.Intersect(f.known.Rect), there.Intersect(f.known.Rect)
	if f.shifted || f.strictlySame(place, image.Point{}) {
		return false
	}
	margin := (cellRim + styleReach) * f.scale
	around := place.Inset(-margin).Intersect(f.known.Rect)
	query := slanted(f.query, around, there, 0)
	upright, least := math.MaxInt, math.MaxInt // strays
	for _, slant := range slants {
		letters := slanted(f.known, around, place, slant)
		for _, weight := range weights {
			other := &Fine{known: bolder(letters, weight*f.scale), query: query, scale: f.scale}
			for aside := -styleReach; aside <= styleReach; aside++ {
				strays, ok := other.explains(image.Pt(aside*f.scale, 0))
				switch {
				case slant == 0 && weight == 0:
					upright = min(upright, strays)
				case ok:
					least = min(least, strays)
				}
			}
		}
	}
	return upright > fewStrays && float64(least) <= styled*float64(upright)
}

// explains returns how much ink either drawing has that the other lacks when the known one is
// moved; ok is false where a piece, as wide as a letter, has much.
func (f *Fine) explains(by image.Point) (strays int, ok bool) {
	width := cellSide * f.scale
	ok = true
	for x := 0; x < f.known.Rect.Dx(); x += width {
		piece := image.Rect(x, 0, min(x+width, f.known.Rect.Dx()), f.known.Rect.Dy())
		most := max(fewStrays, int(strayShare*float64(min(inkIn(f.known, piece.Sub(by)), inkIn(f.query, piece)))))
		n := 0
		f.eachStray(piece, by, func(image.Point, bool) bool {
			n++
			return true
		})
		strays, ok = strays+n, ok && n <= most
	}
	return strays, ok
}

// inkIn counts the dark pixels in a place.
func inkIn(p *image.Gray, place image.Rectangle) (n int) {
	place = place.Intersect(p.Rect)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for _, v := range rowOf(p, y, place) {
			if v < dark {
				n++
			}
		}
	}
	return n
}

// slanted returns a word of a page, and nothing else, with what lies above its foot
// moved to the right.
func slanted(page *image.Gray, around, word image.Rectangle, slant float64) *image.Gray {
	alone := image.NewGray(image.Rectangle{Max: around.Size()})
	draw.Draw(alone, alone.Rect, image.White, image.Point{}, draw.Src)
	for y := word.Min.Y; y < word.Max.Y; y++ {
		aside := int(slant*float64(word.Max.Y-y) + .5)
		for x := word.Min.X; x < word.Max.X; x++ {
			at := image.Pt(x+aside, y).Sub(around.Min)
			if v := page.Pix[y*page.Stride+x]; at.In(alone.Rect) && v < 255 {
				alone.SetGray(at.X, at.Y, color.Gray{v})
			}
		}
	}
	return alone
}

// bolder returns a drawing with its strokes wider by some pixels to each side.
func bolder(p *image.Gray, by int) *image.Gray {
	wide := image.NewGray(p.Rect)
	for y := range p.Rect.Dy() {
		row, out := p.Pix[y*p.Stride:][:p.Rect.Dx()], wide.Pix[y*wide.Stride:][:p.Rect.Dx()]
		for x := range row {
			darkest := row[x]
			for near := max(0, x-by); near <= min(len(row)-1, x+by); near++ {
				darkest = min(darkest, row[near])
			}
			out[x] = darkest
		}
	}
	return wide
}

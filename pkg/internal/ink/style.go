package ink

import (
	"image"
	"image/color"
	"image/draw"
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
	styleReach = 6 // pixels by which the slanted letters may lie aside
)

// InOtherStyle reports whether a word of the known page in a place is drawn with the same
// letters on the query page, slanted or bolder: judged by its shape, each piece as wide as a
// letter for itself, so that no other character is taken for it.
func (f *Fine) InOtherStyle(place image.Rectangle) bool {
	margin := (cellRim + styleReach) * f.scale
	around := place.Inset(-margin).Intersect(f.known.Rect)
	query := cropped(f.query, around)
	for _, slant := range slants {
		slanted := f.slanted(around, place, slant)
		for _, weight := range weights {
			if slant == 0 && weight == 0 {
				continue
			}
			styled := &Fine{known: bolder(slanted, weight*f.scale), query: query, scale: f.scale}
			for aside := -styleReach; aside <= styleReach; aside++ {
				if styled.explainsAll(image.Pt(aside*f.scale, 0)) {
					return true
				}
			}
		}
	}
	return false
}

// explainsAll reports whether no piece of either drawing, as wide as a letter, has much ink that
// the other lacks when the known one is moved.
func (f *Fine) explainsAll(by image.Point) bool {
	width := cellSide * f.scale
	for x := 0; x < f.known.Rect.Dx(); x += width {
		piece := image.Rect(x, 0, min(x+width, f.known.Rect.Dx()), f.known.Rect.Dy())
		most := int(strayShare * float64(min(inkIn(f.known, piece.Sub(by)), inkIn(f.query, piece))))
		strays := 0
		f.eachStray(piece, by, func(image.Point, bool) bool {
			strays++
			return strays <= most+speck
		})
		if strays > most+speck {
			return false
		}
	}
	return true
}

// inkIn counts the dark pixels in a place.
func inkIn(p *image.Gray, place image.Rectangle) (n int) {
	place = place.Intersect(p.Rect)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for _, v := range p.Pix[y*p.Stride:][place.Min.X:max(place.Min.X, place.Max.X)] {
			if v < dark {
				n++
			}
		}
	}
	return n
}

// cropped returns a part of a page by itself.
func cropped(p *image.Gray, part image.Rectangle) *image.Gray {
	alone := image.NewGray(image.Rectangle{Max: part.Size()})
	draw.Draw(alone, alone.Rect, p, part.Min, draw.Src)
	return alone
}

// slanted returns a word of the known page, and nothing else, with what lies above its foot
// moved to the right.
func (f *Fine) slanted(around, word image.Rectangle, slant float64) *image.Gray {
	alone := image.NewGray(image.Rectangle{Max: around.Size()})
	draw.Draw(alone, alone.Rect, image.White, image.Point{}, draw.Src)
	word = word.Intersect(f.known.Rect)
	for y := word.Min.Y; y < word.Max.Y; y++ {
		aside := int(slant*float64(word.Max.Y-y) + .5)
		for x := word.Min.X; x < word.Max.X; x++ {
			at := image.Pt(x+aside, y).Sub(around.Min)
			if v := f.known.Pix[y*f.known.Stride+x]; at.In(alone.Rect) && v < 255 {
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

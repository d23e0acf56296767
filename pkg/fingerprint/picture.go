package fingerprint

import (
	"image"
	"math/bits"

	"github.com/corona10/goimagehash"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	minSide     = 32  // pixels: smaller pictures are bullets, rules and icons
	qualitySide = 64  // the grid that quality is measured on, as in PDQ
	hashSide    = 512 // pixels of the shorter side that perceptual hashes need at most
)

// OfPicture returns the fingerprint of an embedded picture. pixels may be nil
// when it could not be decoded: then only its digests count.
//
// The perceptual hashes are goimagehash's. A picture whose shorter side is twice
// hashSide and more is first averaged down to gray by the whole factor that leaves at
// least hashSide, since goimagehash would read all of it once for each hash; that
// changes them by a bit or two at most.
func OfPicture(meta dossier.Image, pixels image.Image) Image {
	picture := Image{Image: meta}
	if pixels == nil || pixels.Bounds().Empty() {
		return picture
	}
	shorter := min(pixels.Bounds().Dx(), pixels.Bounds().Dy())
	if factor := shorter / hashSide; factor > 1 {
		pixels = average(pixels, factor)
	}
	if shorter >= minSide {
		picture.Quality = quality(pixels)
	}
	// The only errors goimagehash returns are for nil images and sizes that are
	// no power of two.
	if h, err := goimagehash.PerceptionHash(pixels); err == nil {
		picture.PHash = h.GetHash()
	}
	if h, err := goimagehash.DifferenceHash(pixels); err == nil {
		picture.DHash = h.GetHash()
	}
	if h, err := goimagehash.AverageHash(pixels); err == nil {
		picture.AHash = h.GetHash()
	}
	if h, err := goimagehash.ExtPerceptionHash(pixels, 16, 16); err == nil {
		copy(picture.PHash256[:], h.GetHash())
	}
	return picture
}

// quality is PDQ's image-domain quality (Facebook, "The TMK+PDQF Video-Hashing
// Algorithm and the PDQ Image-Hashing Algorithm", 2019): the sum of the gradients
// of the shrunk picture, each in whole percent of the gray range, over 90, at most 100.
// Whole numbers throughout, so that every machine agrees.
func quality(pixels image.Image) int {
	cells := shrink(pixels)
	percent := func(a, b int) int { return max(a-b, b-a) * 100 / 0xffff }
	sum := 0
	for y := range qualitySide {
		for x := range qualitySide {
			if y+1 < qualitySide {
				sum += percent(cells[y][x], cells[y+1][x])
			}
			if x+1 < qualitySide {
				sum += percent(cells[y][x], cells[y][x+1])
			}
		}
	}
	return min(sum/90, 100)
}

// shrink averages the picture's luma (16 bits) over a grid of equal cells.
func shrink(pixels image.Image) (cells [qualitySide][qualitySide]int) {
	b := pixels.Bounds()
	for cy := range qualitySide {
		y0, y1 := b.Min.Y+cy*b.Dy()/qualitySide, b.Min.Y+(cy+1)*b.Dy()/qualitySide
		for cx := range qualitySide {
			x0, x1 := b.Min.X+cx*b.Dx()/qualitySide, b.Min.X+(cx+1)*b.Dx()/qualitySide
			cells[cy][cx] = meanLuma(pixels, image.Rect(x0, y0, max(x1, x0+1), max(y1, y0+1)))
		}
	}
	return cells
}

// average shrinks a picture by a whole factor; a rest at the right and bottom is cut.
func average(pixels image.Image, factor int) *image.Gray {
	b := pixels.Bounds()
	small := image.NewGray(image.Rect(0, 0, b.Dx()/factor, b.Dy()/factor))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			cell := image.Rect(0, 0, factor, factor).Add(b.Min).Add(image.Pt(x*factor, y*factor))
			small.Pix[y*small.Stride+x] = uint8(meanLuma(pixels, cell) >> 8)
		}
	}
	return small
}

// meanLuma is the mean of ITU-R BT.601 luma over r; transparent pixels count as
// white paper.
func meanLuma(pixels image.Image, r image.Rectangle) int {
	sum := 0
	if gray, ok := pixels.(*image.Gray); ok {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			row := gray.Pix[gray.PixOffset(r.Min.X, y):gray.PixOffset(r.Max.X, y)]
			for _, g := range row {
				sum += int(g)
			}
		}
		return sum * 0x101 / (r.Dx() * r.Dy())
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			cr, cg, cb, ca := pixels.At(x, y).RGBA() // premultiplied, 16 bits
			sum += int(299*cr+587*cg+114*cb)/1000 + int(0xffff-ca)
		}
	}
	return sum / (r.Dx() * r.Dy())
}

// Of returns a page's fingerprint. pictures are the pixels of page.Images, one
// for each, nil where one could not be decoded.
func Of(page dossier.Page, pictures []image.Image) Page {
	var fp Page
	fp.Length, fp.Marks = OfText(page.Text)
	usable := false
	for i, meta := range page.Images {
		picture := OfPicture(meta, pictures[i])
		usable = usable || picture.Quality >= MinQuality
		fp.Images = append(fp.Images, picture)
	}
	switch {
	case fp.Marks != nil || usable:
	case page.Note != "":
		fp.Absent = "page could not be read: " + page.Note
	case fp.Length == 0 && len(page.Images) == 0:
		fp.Absent = "blank page"
	case len(page.Images) == 0:
		fp.Absent = "near-empty page"
	default:
		fp.Absent = "no text, and no picture with enough in it"
	}
	return fp
}

// Distance256 is the number of bits, 0 to 256, in which two hashes differ.
func Distance256(a, b [4]uint64) int {
	d := 0
	for i := range a {
		d += bits.OnesCount64(a[i] ^ b[i])
	}
	return d
}

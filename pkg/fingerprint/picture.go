package fingerprint

import (
	"image"
	"math/bits"

	"github.com/corona10/goimagehash"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint/pdq"
)

const (
	minSide  = 32  // pixels: smaller pictures are bullets, rules and icons
	hashSide = 512 // pixels of the shorter side that perceptual hashes need at most
)

// OfPicture returns the fingerprint of an embedded picture. pixels may be nil
// when it could not be decoded: then only its digests count.
//
// The perceptual hashes are goimagehash's and PDQ, all of the picture in gray. One
// whose shorter side is twice hashSide and more is first averaged down by the whole
// factor that leaves at least hashSide, since each hash would read all of it; that
// changes them by a bit or two at most.
func OfPicture(meta dossier.Image, pixels image.Image) Image {
	picture := Image{Image: meta}
	if pixels == nil || pixels.Bounds().Empty() {
		return picture
	}
	shorter := min(pixels.Bounds().Dx(), pixels.Bounds().Dy())
	gray := average(pixels, max(1, shorter/hashSide))
	picture.PDQ, picture.Quality = pdq.Of(gray)
	if shorter < minSide {
		picture.Quality = 0
	}
	// The only errors goimagehash returns are for nil images and sizes that are
	// no power of two.
	if h, err := goimagehash.PerceptionHash(gray); err == nil {
		picture.PHash = h.GetHash()
	}
	if h, err := goimagehash.DifferenceHash(gray); err == nil {
		picture.DHash = h.GetHash()
	}
	if h, err := goimagehash.AverageHash(gray); err == nil {
		picture.AHash = h.GetHash()
	}
	if h, err := goimagehash.ExtPerceptionHash(gray, 16, 16); err == nil {
		copy(picture.PHash256[:], h.GetHash())
	}
	return picture
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

// Distance256 is the number of bits, 0 to 256, in which two hashes differ.
func Distance256(a, b [4]uint64) int {
	d := 0
	for i := range a {
		d += bits.OnesCount64(a[i] ^ b[i])
	}
	return d
}

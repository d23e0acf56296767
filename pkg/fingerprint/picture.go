package fingerprint

import (
	"image"
	"image/color"
	"math/bits"

	"github.com/corona10/goimagehash"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

const (
	minSide  = 32  // pixels of the shorter side: smaller pictures are bullets, rules and icons
	hashSide = 512 // pixels of the shorter side: more do not improve perceptual hashes
)

// OfPicture returns the fingerprint of an embedded picture. pixels is nil or empty if it
// could not be decoded; then it has its digests only.
//
// The perceptual hashes, goimagehash's and PDQ, are of the picture in gray. A picture whose
// shorter side is at least twice hashSide is first averaged down by the greatest whole
// factor that leaves hashSide, since each hash would read every pixel. That changes a hash
// by a bit or two at most.
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
	// The only errors goimagehash returns are for nil images.
	if h, err := goimagehash.PerceptionHash(gray); err == nil {
		picture.PHash = h.GetHash()
	}
	if h, err := goimagehash.DifferenceHash(gray); err == nil {
		picture.DHash = h.GetHash()
	}
	if h, err := goimagehash.AverageHash(gray); err == nil {
		picture.AHash = h.GetHash()
	}
	picture.PHash256 = perceptionHash256(gray)
	return picture
}

// average returns a picture in gray, shrunk by a whole factor. Pixels left over at the right
// and bottom are dropped.
func average(pixels image.Image, factor int) *image.Gray {
	b := pixels.Bounds()
	small := image.NewGray(image.Rect(0, 0, b.Dx()/factor, b.Dy()/factor))
	readRow := lumaRows(pixels)
	row := make([]uint16, b.Dx())
	if factor == 1 {
		for y := range small.Rect.Dy() {
			readRow(y, row)
			for x, luma := range row {
				small.Pix[y*small.Stride+x] = uint8(luma >> 8)
			}
		}
		return small
	}
	sums := make([]uint32, small.Rect.Dx()) // of 16-bit values: no picture is so large that they overflow
	for y := range small.Rect.Dy() {
		clear(sums)
		for i := range factor {
			readRow(y*factor+i, row)
			for x := range sums {
				for _, luma := range row[x*factor:][:factor] {
					sums[x] += uint32(luma)
				}
			}
		}
		for x, sum := range sums {
			small.Pix[y*small.Stride+x] = uint8(sum / uint32(factor*factor) >> 8)
		}
	}
	return small
}

// lumaRows returns a function that reads row y of the picture, counted from 0, as 16-bit
// ITU-R BT.601 luma, transparent pixels as white. Kinds of picture that PDFium and the
// decoders of picture files return are read without an interface call for each pixel.
func lumaRows(pixels image.Image) func(y int, row []uint16) {
	b := pixels.Bounds()
	switch pixels := pixels.(type) {
	case *image.Gray:
		return func(y int, row []uint16) {
			for x, gray := range pixels.Pix[y*pixels.Stride:][:len(row)] {
				row[x] = uint16(gray) * 0x101
			}
		}
	case *image.Paletted:
		var lumas [256]uint16
		for i, c := range pixels.Palette[:min(len(pixels.Palette), len(lumas))] {
			lumas[i] = luma(c.RGBA())
		}
		return func(y int, row []uint16) {
			for x, i := range pixels.Pix[y*pixels.Stride:][:len(row)] {
				row[x] = lumas[i]
			}
		}
	case *image.YCbCr:
		return func(y int, row []uint16) {
			for x := range row {
				row[x] = luma(pixels.YCbCrAt(b.Min.X+x, b.Min.Y+y).RGBA())
			}
		}
	case *image.RGBA:
		return func(y int, row []uint16) {
			for x := range row {
				p := pixels.Pix[y*pixels.Stride+4*x:][:4:4]
				row[x] = luma(color.RGBA{p[0], p[1], p[2], p[3]}.RGBA())
			}
		}
	case *image.NRGBA:
		return func(y int, row []uint16) {
			for x := range row {
				p := pixels.Pix[y*pixels.Stride+4*x:][:4:4]
				row[x] = luma(color.NRGBA{p[0], p[1], p[2], p[3]}.RGBA())
			}
		}
	}
	return func(y int, row []uint16) {
		for x := range row {
			row[x] = luma(pixels.At(b.Min.X+x, b.Min.Y+y).RGBA())
		}
	}
}

// luma returns the luma of a premultiplied 16-bit color on white.
func luma(r, g, b, a uint32) uint16 { return uint16((299*r+587*g+114*b)/1000 + 0xffff - a) }

// Distance256 is the number of bits, 0 to 256, in which two hashes differ.
func Distance256(a, b [4]uint64) int {
	d := 0
	for i := range a {
		d += bits.OnesCount64(a[i] ^ b[i])
	}
	return d
}

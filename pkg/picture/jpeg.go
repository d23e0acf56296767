package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
)

const (
	markerEOI = "\xff\xd9"
	markerSOS = "\xff\xda"
)

func decodeJPEG(data []byte) (image.Image, string, error) {
	pixels, err := jpeg.Decode(bytes.NewReader(data))
	if err == nil {
		return pixels, "", nil
	}
	if repaired, note := decodeCutJPEG(data); repaired != nil {
		return repaired, note, nil
	}
	return nil, "", err
}

// decodeCutJPEG decodes what there is of a JPEG that ends early; nil when that is
// nothing, or the damage lies elsewhere.
func decodeCutJPEG(data []byte) (image.Image, string) {
	// A progressive picture is all there after its first scan; later ones refine it.
	if scan := bytes.LastIndex(data, []byte(markerSOS)); scan > 0 {
		earlier := io.MultiReader(bytes.NewReader(data[:scan]), bytes.NewReader([]byte(markerEOI)))
		if pixels, err := jpeg.Decode(earlier); err == nil {
			return pixels, "the file ends early: fine detail is missing"
		}
	}
	pixels := decodePadded(data)
	if pixels == nil {
		return nil, ""
	}
	known := decodableRows(data, pixels)
	if known == 0 {
		return nil, ""
	}
	blankBelow(pixels, known)
	b := pixels.Bounds()
	if known == b.Dy() {
		return pixels, "the file ends early: the lower part may be missing"
	}
	return pixels, fmt.Sprintf("the file ends early: the lower part is missing, from row %d of %d on", known, b.Dy())
}

// decodePadded decodes data as if zeros followed, nil when that fails. Huffman
// codes of JPEG begin with that of all zeros (ITU-T T.81, annex C), so they are
// always decodable, to something.
func decodePadded(data []byte) image.Image {
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	const most = 4 * 4 // bytes for one pixel: a code and its value, for each of four components
	padding := io.LimitReader(zeros{}, most*int64(config.Width+16)*int64(config.Height+16))
	pixels, err := jpeg.Decode(io.MultiReader(bytes.NewReader(data), padding, bytes.NewReader([]byte(markerEOI))))
	if err != nil {
		return nil
	}
	return pixels
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// decodableRows returns how many rows of a padded picture show what the file
// holds: those which stay the same when a bit more of its end is cut off.
func decodableRows(data []byte, padded image.Image) int {
	const (
		cut = 16 // bytes
		mcu = 16 // rows of a minimum coded unit, mostly
	)
	shorter := decodePadded(data[:max(0, len(data)-cut)])
	if shorter == nil {
		return 0
	}
	a, b := Gray(padded, 0), Gray(shorter, 0)
	if len(a.Pix) != len(b.Pix) {
		return 0
	}
	for i := range a.Pix {
		if a.Pix[i] != b.Pix[i] {
			return i / a.Stride / mcu * mcu
		}
	}
	return a.Rect.Dy()
}

// blankBelow makes the rows from row on white paper.
func blankBelow(pixels image.Image, row int) {
	b := pixels.Bounds()
	if row >= b.Dy() {
		return
	}
	y := b.Min.Y + row
	fill := func(part []byte, value byte) {
		for i := range part {
			part[i] = value
		}
	}
	switch img := pixels.(type) {
	case *image.Gray:
		fill(img.Pix[img.PixOffset(b.Min.X, y):], 0xFF)
	case *image.RGBA:
		fill(img.Pix[img.PixOffset(b.Min.X, y):], 0xFF)
	case *image.CMYK:
		fill(img.Pix[img.PixOffset(b.Min.X, y):], 0)
	case *image.YCbCr:
		fill(img.Y[img.YOffset(b.Min.X, y):], 0xFF)
		fill(img.Cb[img.COffset(b.Min.X, y):], 0x80)
		fill(img.Cr[img.COffset(b.Min.X, y):], 0x80)
	}
}

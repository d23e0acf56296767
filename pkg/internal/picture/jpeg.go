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

// decodeCutJPEG decodes the rows that there are of a JPEG that ends early; nil when
// there are none, or the damage lies elsewhere.
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
	b := pixels.Bounds()
	upper, ok := pixels.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if known == b.Dy() || !ok {
		return pixels, "the file ends early: the lower part may be missing"
	}
	// White paper in place of what is missing would look like words taken out.
	b.Max.Y = b.Min.Y + known
	return upper.SubImage(b), fmt.Sprintf("the file ends early: the lower part is missing, from row %d of %d on", known, pixels.Bounds().Dy())
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

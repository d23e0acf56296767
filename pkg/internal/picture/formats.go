package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/bep/imagemeta"
	"github.com/gen2brain/avif"
	"golang.org/x/image/bmp"
)

// A format is one of those that hold a single page.
type format struct {
	config func(data []byte) (image.Config, error)
	decode func(data []byte) (pixels image.Image, note string, err error)
	exif   imagemeta.ImageFormat // where Exif data stand, noExif for nowhere
}

// noExif also stands for HEIC and AVIF: there the container's own rotation counts,
// which the decoders apply, and Exif repeats it (ISO/IEC 23008-12, A.2.1).
const noExif = imagemeta.ImageFormatAuto

var formats = map[string]format{
	"png":  {config(png.DecodeConfig), whole(png.Decode), imagemeta.PNG},
	"jpeg": {config(jpeg.DecodeConfig), decodeJPEG, imagemeta.JPEG},
	"bmp":  {config(bmp.DecodeConfig), whole(bmp.Decode), noExif},
	"gif":  {config(gif.DecodeConfig), decodeGIF, noExif},
	"webp": {configWebP, decodeWebP, imagemeta.WebP},
	"avif": {configAVIF, decodeAVIF, noExif},
}

func config(of func(io.Reader) (image.Config, error)) func([]byte) (image.Config, error) {
	return func(data []byte) (image.Config, error) { return of(bytes.NewReader(data)) }
}

func whole(decode func(io.Reader) (image.Image, error)) func([]byte) (image.Image, string, error) {
	return func(data []byte) (image.Image, string, error) {
		pixels, err := decode(bytes.NewReader(data))
		return pixels, "", err
	}
}

func animated(pictures int) string {
	if pictures < 2 {
		return ""
	}
	return fmt.Sprintf("animated: only the first of %d pictures was read", pictures)
}

func decodeGIF(data []byte) (image.Image, string, error) {
	pixels, err := gif.Decode(bytes.NewReader(data))
	return pixels, animated(countGIF(data)), err
}

// countGIF counts the pictures of a GIF, as far as its blocks are whole (GIF89a,
// appendix B), without decoding them.
func countGIF(data []byte) (pictures int) {
	const (
		header     = 13
		extension  = 0x21
		descriptor = 0x2C
	)
	tableSize := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	if len(data) < header {
		return 0
	}
	at := header + tableSize(data[10])
	for at < len(data) {
		switch data[at] {
		case extension:
			at += 2
		case descriptor:
			if at+10 > len(data) {
				return pictures
			}
			pictures++
			at += 11 + tableSize(data[at+9])
		default:
			return pictures
		}
		for at < len(data) && data[at] != 0 { // sub-blocks, each after its length
			at += 1 + int(data[at])
		}
		at++
	}
	return pictures
}

var errNativeAVIF = fmt.Errorf("%w: AVIF, where the libavif of this machine is in use: build with -tags nodynamic", ErrUnsupported)

func configAVIF(data []byte) (image.Config, error) {
	if avif.Dynamic() == nil {
		return image.Config{}, errNativeAVIF
	}
	return avif.DecodeConfig(bytes.NewReader(data))
}

func decodeAVIF(data []byte) (image.Image, string, error) {
	pixels, err := avif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, "", err
	}
	if !premultiplied(pixels) {
		return nil, "", fmt.Errorf("%w: no picture in it could be decoded", ErrDamaged)
	}
	note := ""
	if string(data[8:12]) == "avis" {
		note = "animated: only the first picture was read"
	}
	return pixels, note, nil
}

// premultiplied reports whether the pixels can be what the AVIF decoder made: some
// are not wholly transparent, and in none a colour exceeds alpha. Where it gets
// nothing out of the data it does not say so, and returns memory it used before.
func premultiplied(pixels image.Image) bool {
	img, ok := pixels.(image.RGBA64Image)
	if !ok {
		return false
	}
	shows := false
	b := pixels.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := img.RGBA64At(x, y)
			if max(c.R, c.G, c.B) > c.A {
				return false
			}
			shows = shows || c.A > 0
		}
	}
	return shows
}

// exifOrientation is the orientation that Exif data tell, upright where they do
// not or are damaged: they are not what the picture shows.
func exifOrientation(data []byte, where imagemeta.ImageFormat) orientation {
	found := upright
	_, err := imagemeta.Decode(imagemeta.Options{
		R:           bytes.NewReader(data),
		ImageFormat: where,
		Sources:     imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool {
			return tag.Tag == "Orientation" && tag.Namespace == "IFD0"
		},
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok {
				found = orientationOf(int(value))
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil && !errors.Is(err, imagemeta.ErrStopWalking) {
		return upright
	}
	return found
}

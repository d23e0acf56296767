package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"maps"
	"slices"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// The files below show the same: 160 x 96 pixels, white, the upper left quarter
// black. They were written by ImageMagick and libheif, for want of an encoder in Go.
const (
	cornerWebP = "UklGRl4AAABXRUJQVlA4IFIAAADwBgCdASqgAGAAPrVapk6nJSOiJX5oAOAWiWlu3QAQ/hgrcD5r3wnbA+a78Tw5VsCwIb9r" +
		"3Yh1Yt7sQ6sW9yAAAP715Vs+/KvgAi/mUAAAAAAA"
	cornerAVIF = "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA" +
		"AAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAANgAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAA" +
		"AAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAACgAAAA" +
		"YAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAAD5tZGF0EgAKBhgdp++wITIqEgACiiihQLSBsSMv80YH" +
		"/4nwnirAYvUosvpt9wBvxTvffeXIiIv480rA"
	cornerHEIC = "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA" +
		"AAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAsQAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAA" +
		"AAEAAGh2YzEAAAAAwmlwcnAAAACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAA" +
		"AAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoBQgYWW6kkprm4EBAwIAAAMAAgAAAwACECIAAQAHRAHBcrBiQAAAABRp" +
		"c3BlAAAAAAAAAKAAAABgAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAC5bWRhdAAAAK0oAa8TQigggDho" +
		"scH//81zScAnx2nurfvQKMlhRZkVJKkDzcRiwe8zbjKNi5M17Ni9Zt9dRah/Nt8+Jzaf0/2s5hD8Yn/VMBERmU/t5yi2v4GjFUvM" +
		"x9wJNe/LMFWLXq7XKOWm/uLhecKkr4MshEjZCSDLCQR5RZQrBdiBMbAI8yftyif2rZPmPM/iLOONCTgGswBuMdufyQwNOS0CzL+Q" +
		"wuewpgNQrIDmvnA7tw=="
	// in several scans that refine one another
	cornerProgressive = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdB" +
		"RkxOUlNSMj5aYVpQYEpRUk//wgALCABgAKABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcG/9oACAEBAAAAAcuAKeAJgAKeAJgA" +
		"KeAJgAKeAJgAKeAJgAKeAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAHD/2gAIAQEAAQUCcP/EABQQAQAAAAAA" +
		"AAAAAAAAAAAAAHD/2gAIAQEABj8CcP/EABQQAQAAAAAAAAAAAAAAAAAAAHD/2gAIAQEAAT8hcP/aAAgBAQAAABD/AMAP/AD/AMAP" +
		"/AD/AMAP/AAAAAAAAAAAAAAAAAAAAAD/xAAUEAEAAAAAAAAAAAAAAAAAAABw/9oACAEBAAE/EHD/2Q=="
	// not a file: the strip of a TIFF, in fax Group 4, white as zero
	cornerG4 = "26a0782ffffffffffffffffffffffffffffffffffff8ffffffffffff80080080"
)

const cornerWidth, cornerHeight = 160, 96

func fromBase64(t testing.TB, s string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// drawCorner draws what the files above show.
func drawCorner() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, cornerWidth, cornerHeight))
	for i := range img.Pix {
		if i%img.Stride >= cornerWidth/2 || i/img.Stride >= cornerHeight/2 {
			img.Pix[i] = 0xFF
		}
	}
	return img
}

// black tells which quarters of a picture are black, in the order of reading, as
// "#..." for the upper left; "?" is neither black nor white.
func black(img image.Image) string {
	gray := Gray(img, 0)
	var quarters []byte
	for _, at := range []image.Point{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		switch v := gray.GrayAt(at.X*gray.Rect.Dx()/4, at.Y*gray.Rect.Dy()/4).Y; {
		case v < 16:
			quarters = append(quarters, '#')
		case v > 239:
			quarters = append(quarters, '.')
		default:
			quarters = append(quarters, '?')
		}
	}
	return string(quarters)
}

// encoded holds the picture in every format.
func encoded(t testing.TB, img image.Image) map[string][]byte {
	t.Helper()
	var png1, jpeg1, gif1, bmp1, tiff1 bytes.Buffer
	for _, err := range []error{
		png.Encode(&png1, img), jpeg.Encode(&jpeg1, img, nil), gif.Encode(&gif1, img, nil), bmp.Encode(&bmp1, img), tiff.Encode(&tiff1, img, nil),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string][]byte{"png": png1.Bytes(), "jpeg": jpeg1.Bytes(), "gif": gif1.Bytes(), "bmp": bmp1.Bytes(), "tiff": tiff1.Bytes()}
}

func corners(t testing.TB) map[string][]byte {
	files := encoded(t, drawCorner())
	files["webp"] = fromBase64(t, cornerWebP)
	files["heic"] = fromBase64(t, cornerHEIC)
	files["avif"] = fromBase64(t, cornerAVIF)
	return files
}

// exif is an Exif structure that tells an orientation and nothing else.
func exif(orientation int) []byte {
	return tiffFile(binary.BigEndian, tiffPage{tagOrientation: uint32(orientation)})
}

func withExifJPEG(data []byte, orientation int) []byte {
	body := append([]byte("Exif\x00\x00"), exif(orientation)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(2+len(body)))
	return slices.Concat(data[:2], segment, body, data[2:])
}

func withExifPNG(data []byte, orientation int) []byte {
	const afterIHDR = 8 + 25
	return slices.Concat(data[:afterIHDR], pngChunk("eXIf", exif(orientation)), data[afterIHDR:])
}

func pngChunk(name string, body []byte) []byte {
	named := append([]byte(name), body...)
	c := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	return binary.BigEndian.AppendUint32(append(c, named...), crc32.ChecksumIEEE(named))
}

// extendedWebP is a WebP file of the chunks that follow a VP8X chunk with flags.
func extendedWebP(flags byte, chunks ...[]byte) []byte {
	header := []byte{flags, 0, 0, 0, cornerWidth - 1, 0, 0, cornerHeight - 1, 0, 0}
	return chunk("RIFF", slices.Concat([]byte("WEBP"), chunk("VP8X", header), slices.Concat(chunks...)))
}

func withExifWebP(data []byte, orientation int) []byte {
	return extendedWebP(0x08, data[12:], chunk("EXIF", exif(orientation)))
}

// A tiffPage is a directory's entries, each of one SHORT or LONG.
type tiffPage map[uint16]uint32

const (
	tagStripOffsets    = 273
	tagStripByteCounts = 279
)

// tiffFile is a TIFF file of these pages. Where strips stand is the caller's
// business, who appends them.
func tiffFile(order binary.AppendByteOrder, pages ...tiffPage) []byte {
	file := []byte("II*\x00")
	if order.String() == binary.BigEndian.String() {
		file = []byte("MM\x00*")
	}
	for _, p := range pages {
		file = order.AppendUint32(file, uint32(len(file)+4))
		file = order.AppendUint16(file, uint16(len(p)))
		for _, tag := range slices.Sorted(maps.Keys(p)) {
			const short, long = 3, 4
			file = order.AppendUint16(file, tag)
			if p[tag] > 0xFFFF {
				file = order.AppendUint16(file, long)
				file = order.AppendUint32(file, 1)
				file = order.AppendUint32(file, p[tag])
				continue
			}
			file = order.AppendUint16(file, short)
			file = order.AppendUint32(file, 1)
			file = order.AppendUint16(file, uint16(p[tag]))
			file = order.AppendUint16(file, 0)
		}
	}
	return order.AppendUint32(file, 0)
}

// faxed is a TIFF file of pages that all show the corner in Group 4, with their
// further entries.
func faxed(t testing.TB, pages ...tiffPage) []byte {
	t.Helper()
	strip, err := hex.DecodeString(cornerG4)
	if err != nil {
		t.Fatal(err)
	}
	const group4 = 4
	full := make([]tiffPage, len(pages))
	for i, p := range pages {
		full[i] = tiffPage{
			tagWidth: cornerWidth, tagLength: cornerHeight, tagCompression: group4, tagPhotometric: 0,
			tagStripOffsets: 0, tagStripByteCounts: uint32(len(strip)),
		}
		maps.Copy(full[i], p)
	}
	at := uint32(len(tiffFile(binary.LittleEndian, full...)))
	for _, p := range full {
		p[tagStripOffsets] = at
	}
	return append(tiffFile(binary.LittleEndian, full...), strip...)
}

// pngHeader is the beginning of a PNG of the given size, 8-bit gray.
func pngHeader(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = binary.BigEndian.AppendUint32(header, height)
	header = append(header, 8, 0, 0, 0, 0)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", header), pngChunk("IDAT", nil))
}

// quarters draws four colours, of which no two quarters share one.
func quarters(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	colours := [2][2]color.RGBA{
		{{0, 0, 0, 255}, {200, 40, 40, 255}},
		{{40, 200, 40, 255}, {255, 255, 255, 255}},
	}
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, colours[2*y/height][2*x/width])
		}
	}
	return img
}

// Package picture decodes untrusted picture files into pages: PNG, JPEG, WebP,
// TIFF, BMP, GIF, HEIC and AVIF, the right way up, and turns them into gray.
//
// What a file declares is checked against limits before a pixel is decoded. That
// bounds what honest files cost; a hostile one can still make a decoder work and
// allocate, so callers run this in a process that can be killed.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"github.com/hhrutter/tiff"
	"golang.org/x/image/bmp"
)

// Limits on what is decoded.
const (
	MaxPixels = 100_000_000 // of one page
	MaxPages  = 1000        // of one file; further ones are left out, see File.Note
)

// Why a picture, or one page of it, cannot be had.
var (
	ErrTooLarge    = errors.New("picture too large")
	ErrDamaged     = errors.New("damaged picture")
	ErrUnsupported = errors.New("unsupported kind of picture")
)

// A File is a picture file of which the header has been read.
type File struct {
	Format string // "png", "jpeg", "webp", "tiff", "bmp", "gif", "heic" or "avif"
	Note   string // what of the file is left out; "" for nothing
	pages  []page
}

type page struct {
	width, height int // as stored
	orientation   orientation
	decode        func() (pixels image.Image, note string, err error)
}

// Open reads the header of a picture file, which must not be changed while the
// File is in use. The error is ErrTooLarge, ErrDamaged or ErrUnsupported, with
// the reason. That one of several pages is too large is an error of Page only.
func Open(data []byte) (f *File, err error) {
	defer recoverDamage(&err)
	name := formatOf(data)
	if name == "tiff" {
		return openTIFF(data)
	}
	format, known := formats[name]
	if !known {
		return nil, fmt.Errorf("%w: not one of PNG, JPEG, WebP, TIFF, BMP, GIF, HEIC and AVIF", ErrUnsupported)
	}
	config, err := format.config(data)
	if err != nil {
		return nil, failure(err)
	}
	p := page{width: config.Width, height: config.Height, orientation: upright}
	if err := p.checkSize(); err != nil {
		return nil, err
	}
	if format.exif != noExif {
		p.orientation = exifOrientation(data, format.exif)
	}
	p.decode = func() (image.Image, string, error) { return format.decode(data) }
	return &File{Format: name, pages: []page{p}}, nil
}

// NumPages returns how many pages the file has: more than one in TIFF only.
func (f *File) NumPages() int { return len(f.pages) }

// Size returns the width and height in pixels of a page, numbered from 1, as
// Page returns it.
func (f *File) Size(n int) (width, height int) {
	p := f.pages[n-1]
	if p.orientation.swapsSides() {
		return p.height, p.width
	}
	return p.width, p.height
}

// Page decodes a page, numbered from 1. The orientation that Exif data tell is
// applied. The note says what could not be read of it, "" when all was: "animated:
// only the first of 12 pictures was read". The error is ErrTooLarge, ErrDamaged
// or ErrUnsupported, with the reason.
func (f *File) Page(n int) (pixels image.Image, note string, err error) {
	if n < 1 || n > len(f.pages) {
		return nil, "", fmt.Errorf("page %d of a picture of %d pages", n, len(f.pages))
	}
	defer recoverDamage(&err)
	p := f.pages[n-1]
	if err := p.checkSize(); err != nil {
		return nil, "", err
	}
	pixels, note, err = p.decode()
	if err != nil {
		return nil, "", failure(err)
	}
	if pixels.Bounds().Empty() {
		return nil, "", fmt.Errorf("%w: it has no pixels", ErrDamaged)
	}
	return p.orientation.apply(pixels), note, nil
}

func (p page) checkSize() error {
	switch {
	case p.width <= 0 || p.height <= 0:
		return fmt.Errorf("%w: it has no pixels", ErrDamaged)
	case p.width > MaxPixels/p.height:
		return fmt.Errorf("%w: %d x %d pixels, and the limit is %d million", ErrTooLarge, p.width, p.height, MaxPixels/1_000_000)
	}
	return nil
}

// recoverDamage turns a decoder's panic into an error. Decoders are many and their
// input is hostile; one bad page must not cost the others.
func recoverDamage(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: the decoder failed: %v", ErrDamaged, p)
	}
}

// failure says in this package's terms why a decoder gave up.
func failure(err error) error {
	for _, known := range []error{ErrTooLarge, ErrDamaged, ErrUnsupported} {
		if errors.Is(err, known) {
			return err
		}
	}
	_, isJPEG := errors.AsType[jpeg.UnsupportedError](err)
	_, isPNG := errors.AsType[png.UnsupportedError](err)
	_, isTIFF := errors.AsType[tiff.UnsupportedError](err)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the file ends early", ErrDamaged)
	case isJPEG, isPNG, isTIFF, errors.Is(err, bmp.ErrUnsupported):
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// formatOf tells the format by the first bytes; "" for none that is read.
func formatOf(data []byte) string {
	starts := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case starts("\x89PNG\r\n\x1a\n"):
		return "png"
	case starts("\xff\xd8\xff"):
		return "jpeg"
	case starts("GIF87a"), starts("GIF89a"):
		return "gif"
	case starts("BM"):
		return "bmp"
	case starts("II*\x00"), starts("MM\x00*"), starts("II+\x00"), starts("MM\x00+"):
		return "tiff"
	case starts("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return "webp"
	case len(data) >= 12 && string(data[4:8]) == "ftyp":
		return brandOf(data)
	}
	return ""
}

// brandOf tells HEIC from AVIF by the brands of the file type box (ISO/IEC
// 14496-12, 4.3): cameras name the container's, "mif1", first as often as the codec's.
func brandOf(data []byte) string {
	size := min(int(data[0])<<24|int(data[1])<<16|int(data[2])<<8|int(data[3]), len(data), 256)
	brands := string(data[8:max(12, size)])
	switch {
	case strings.Contains(brands, "avif"), strings.Contains(brands, "avis"):
		return "avif"
	case strings.Contains(brands, "hei"), strings.Contains(brands, "hev"):
		return "heic"
	}
	return ""
}

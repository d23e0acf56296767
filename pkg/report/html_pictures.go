package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A PageRef names a page that a report shows: of the input at place Input in the
// finding where Document is zero, else of that known document. Page is 1-based.
type PageRef struct {
	Input    int
	Document dossier.Digest
	Page     int
}

// A Picture is a page's picture as a report embeds it, encoded anew from pixels, so
// that nothing of the document's own bytes gets into the report.
type Picture struct {
	MediaType     string // "image/png" or "image/jpeg"
	Data          []byte
	Width, Height float64 // of the page, in points
}

// Illustrations are the pictures that a report shows. Its method Illustrate collects
// them while the answers are found.
type Illustrations struct {
	Thumbnails, Full map[PageRef]Picture
}

// NewIllustrations returns illustrations without pictures.
func NewIllustrations() *Illustrations {
	return &Illustrations{map[PageRef]Picture{}, map[PageRef]Picture{}}
}

// Illustrate draws the pages that a report shows of one answer. draw is called for each
// document with the numbers of its pages, ascending, and for the input with the zero
// digest; it calls page with each that can be drawn and its size in points. Illustrate may
// be called by several goroutines at once; place, with the place of the input in the
// finding, must be called by one at a time.
func (all *Illustrations) Illustrate(a dossier.InputFinding, draw func(doc dossier.Digest, numbers []int, page func(number int, raster *image.Gray, width, height float64) error) error) (place func(input int), err error) {
	thumbnails, full := Pictured(dossier.Finding{Inputs: []dossier.InputFinding{a}})
	numbers := map[dossier.Digest][]int{}
	for _, ref := range slices.Concat(thumbnails, full) {
		numbers[ref.Document] = append(numbers[ref.Document], ref.Page)
	}
	drawn := NewIllustrations()
	documents := []dossier.Digest{{}}
	for _, m := range a.Matches {
		documents = append(documents, m.Document.SHA256)
	}
	for _, doc := range documents {
		pages := slices.Compact(slices.Sorted(slices.Values(numbers[doc])))
		err := draw(doc, pages, func(n int, raster *image.Gray, width, height float64) (err error) {
			ref := PageRef{Document: doc, Page: n}
			if slices.Contains(thumbnails, ref) {
				if drawn.Thumbnails[ref], err = Thumbnail(raster, width, height); err != nil {
					return err
				}
			}
			if slices.Contains(full, ref) {
				drawn.Full[ref], err = FullPage(raster, width, height)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return func(input int) {
		take(all.Thumbnails, drawn.Thumbnails, input)
		take(all.Full, drawn.Full, input)
	}, nil
}

// take adds pictures, those of the input at its place.
func take(to, from map[PageRef]Picture, input int) {
	for ref, picture := range from {
		if ref.Document.IsZero() {
			ref.Input = input
		}
		to[ref] = picture
	}
}

const (
	thumbnailWidth = 120 // pixels
	fullWidth      = 850 // pixels: letter paper at 100 dpi
	tallest        = 3   // times its width that a picture may be high; what is taller gets narrower

	// A picture too large is encoded at the next lower quality, so that a report stays
	// within its bound however noisy its pages are.
	mostThumbnailBytes = 4 << 10
	mostFullBytes      = 80 << 10
)

// qualities are those of JPEG that are tried, best first.
var qualities = []int{60, 40, 25, 10}

// Thumbnail encodes a page, drawn at any resolution of 30 dpi or more, as a small
// picture. The page measures width by height points.
func Thumbnail(page *image.Gray, width, height float64) (Picture, error) {
	return encode(page, thumbnailWidth, mostThumbnailBytes, width, height)
}

// FullPage encodes a page, drawn at 100 dpi or more, as a picture to be read. The page
// measures width by height points.
func FullPage(page *image.Gray, width, height float64) (Picture, error) {
	return encode(page, fullWidth, mostFullBytes, width, height)
}

// encode takes the smaller of a PNG of 16 grays, which suits printed text, and a JPEG,
// which suits photographs and scans.
func encode(page *image.Gray, pixels, most int, width, height float64) (Picture, error) {
	if page.Rect.Empty() {
		return Picture{}, fmt.Errorf("encode page: a picture of %d by %d pixels", page.Rect.Dx(), page.Rect.Dy())
	}
	small := shrink(page, pixels)
	var best bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&best, sixteenGrays(small)); err != nil {
		return Picture{}, fmt.Errorf("encode page: %w", err)
	}
	picture := Picture{MediaType: "image/png", Data: best.Bytes(), Width: width, Height: height}
	for i, quality := range qualities {
		if i > 0 && len(picture.Data) <= most {
			break
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: quality}); err != nil {
			return Picture{}, fmt.Errorf("encode page: %w", err)
		}
		if b.Len() < len(picture.Data) {
			picture.MediaType, picture.Data = "image/jpeg", b.Bytes()
		}
	}
	return picture, nil
}

// shrink averages the page down to at most so many pixels across; it never enlarges.
func shrink(page *image.Gray, pixels int) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	across := min(w, pixels, max(1, tallest*pixels*w/h))
	down := max(1, h*across/w)
	small := image.NewGray(image.Rect(0, 0, across, down))
	for y := range down {
		top, bottom := band(y, down, h)
		for x := range across {
			left, right := band(x, across, w)
			sum := 0
			for row := top; row < bottom; row++ {
				for _, v := range page.Pix[row*page.Stride+left : row*page.Stride+right] {
					sum += int(v)
				}
			}
			small.Pix[y*small.Stride+x] = uint8(sum / ((bottom - top) * (right - left)))
		}
	}
	return small
}

// band is which of size source pixels make the ith of n, at least one.
func band(i, n, size int) (from, to int) {
	from = i * size / n
	return from, max(from+1, (i+1)*size/n)
}

// sixteenGrays is the picture in four bits a pixel.
func sixteenGrays(page *image.Gray) *image.Paletted {
	palette := make(color.Palette, 16)
	for i := range palette {
		palette[i] = color.Gray{Y: uint8(17 * i)}
	}
	reduced := image.NewPaletted(page.Rect, palette)
	for i, v := range page.Pix {
		reduced.Pix[i] = uint8((int(v) + 8) / 17)
	}
	return reduced
}

// Source is the picture as the src attribute of an img element. It is written as
// it is: base64 and two known media types hold nothing to escape.
func (p Picture) Source() (template.HTMLAttr, error) {
	if p.MediaType != "image/png" && p.MediaType != "image/jpeg" {
		return "", fmt.Errorf("a picture of type %q, want PNG or JPEG", p.MediaType)
	}
	return template.HTMLAttr(`src="data:` + p.MediaType + `;base64,` + base64.StdEncoding.EncodeToString(p.Data) + `"`), nil
}

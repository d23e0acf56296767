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
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A PageRef names a page that a report shows: of the known document Document or, if that is
// zero, of the finding's input at index Input. Page is 1-based.
type PageRef struct {
	Input    int
	Document dossier.Digest
	Page     int
}

// A Picture is a page's picture as a report embeds it, encoded from pixels so that none of the
// document's own bytes get into the report.
type Picture struct {
	MediaType     string // "image/png" or "image/jpeg"
	Data          []byte
	Width, Height float64 // of the page, in points
}

// Illustrations are the pictures that a report shows. Illustrate collects them while answers
// are found.
type Illustrations struct {
	Thumbnails, Full map[PageRef]Picture
	Crops            map[CropRef]Picture
}

// NewIllustrations returns illustrations without pictures.
func NewIllustrations() *Illustrations {
	return &Illustrations{map[PageRef]Picture{}, map[PageRef]Picture{}, map[CropRef]Picture{}}
}

// Illustrate draws the pages that a report shows for one answer. It calls draw for each document
// with the numbers of its pages, ascending, and for the input with the zero digest; draw must
// call page with each page that can be drawn and its size in points. Then call place with the
// index of the input in the finding, to add the pictures. Illustrate is safe for concurrent use;
// place is not.
func (all *Illustrations) Illustrate(a dossier.InputFinding, draw func(doc dossier.Digest, numbers []int, page func(number int, raster *image.Gray, width, height float64) error) error) (place func(input int), err error) {
	alone := dossier.Finding{Inputs: []dossier.InputFinding{a}}
	thumbnails, full := Pictured(alone)
	crops := map[PageRef][]CropRef{}
	numbers := map[dossier.Digest][]int{}
	for _, ref := range slices.Concat(thumbnails, full) {
		numbers[ref.Document] = append(numbers[ref.Document], ref.Page)
	}
	for _, ref := range Cropped(alone) {
		crops[ref.PageRef] = append(crops[ref.PageRef], ref)
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
				if drawn.Full[ref], err = FullPage(raster, width, height); err != nil {
					return err
				}
			}
			for _, c := range crops[ref] {
				if c.X >= width || c.Y >= height {
					continue
				}
				if drawn.Crops[c], err = Crop(raster, width, height, c.Box); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return func(input int) {
		take(all.Thumbnails, drawn.Thumbnails, input)
		take(all.Full, drawn.Full, input)
		for ref, picture := range drawn.Crops {
			if ref.Document.IsZero() {
				ref.Input = input
			}
			all.Crops[ref] = picture
		}
	}, nil
}

// take adds pictures; those of the input under its index.
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
	tallest        = 3   // greatest height of a picture, in widths; taller ones are made narrower

	// A picture over its limit is encoded at the next lower quality, so that the size of a
	// report is limited however noisy its pages are.
	mostThumbnailBytes = 4 << 10
	mostFullBytes      = 80 << 10
	mostCropBytes      = 24 << 10
)

// qualities are the JPEG qualities to try, best first.
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

// Crop encodes as much of a part of a page, drawn at 100 dpi or more, as lies on it. The page
// measures width by height points.
func Crop(page *image.Gray, width, height float64, part dossier.Box) (Picture, error) {
	part.W, part.H = min(part.W, width-part.X), min(part.H, height-part.Y)
	across, down := float64(page.Rect.Dx())/width, float64(page.Rect.Dy())/height
	at := image.Rect(
		page.Rect.Min.X+int(math.Floor(part.X*across)), page.Rect.Min.Y+int(math.Floor(part.Y*down)),
		page.Rect.Min.X+int(math.Ceil((part.X+part.W)*across)), page.Rect.Min.Y+int(math.Ceil((part.Y+part.H)*down)),
	)
	return encode(page.SubImage(at).(*image.Gray), fullWidth, mostCropBytes, part.W, part.H)
}

// encode returns the smaller of a PNG with 16 grays, which suits printed text, and a JPEG, which
// suits photographs and scans.
func encode(page *image.Gray, pixels, most int, width, height float64) (Picture, error) {
	if page.Rect.Empty() {
		return Picture{}, fmt.Errorf("encode page: a picture of %d by %d pixels", page.Rect.Dx(), page.Rect.Dy())
	}
	small := withoutSpecks(shrink(page, pixels))
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

// shrink averages the page down to at most pixels across. It never enlarges.
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

// withoutSpecks makes light specks on white paper white, which no reader sees: printers leave
// yellow ones that tell which printer a page is from, and when it was printed.
func withoutSpecks(page *image.Gray) *image.Gray {
	const paper, light = 252, 200 // grays from which a pixel is white, and no ink
	clean := image.NewGray(page.Rect)
	copy(clean.Pix, page.Pix)
	w, h := page.Rect.Dx(), page.Rect.Dy()
	for y := range h {
		for x := range w {
			if v := page.Pix[y*page.Stride+x]; v >= light && v < paper && speck(page, x, y, light, paper) {
				clean.Pix[y*clean.Stride+x] = 255
			}
		}
	}
	return clean
}

// speck reports whether no ink and hardly any gray is around a pixel, by two pixels.
func speck(page *image.Gray, x, y int, light, paper uint8) bool {
	gray := 0
	for row := max(0, y-2); row <= min(page.Rect.Dy()-1, y+2); row++ {
		for _, v := range page.Pix[row*page.Stride+max(0, x-2) : row*page.Stride+min(page.Rect.Dx(), x+3)] {
			if v < light {
				return false
			}
			if v < paper {
				gray++
			}
		}
	}
	return gray <= 6
}

// band returns the range of size source pixels, at least one, that makes the ith of n.
func band(i, n, size int) (from, to int) {
	from = i * size / n
	return from, max(from+1, (i+1)*size/n)
}

// sixteenGrays returns the picture with four bits per pixel.
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

// Source returns the picture as the src attribute of an img element. It needs no escaping:
// base64 and the two known media types hold nothing to escape. Other types are an error.
func (p Picture) Source() (template.HTMLAttr, error) {
	if p.MediaType != "image/png" && p.MediaType != "image/jpeg" {
		return "", fmt.Errorf("a picture of type %q, want PNG or JPEG", p.MediaType)
	}
	return template.HTMLAttr(`src="data:` + p.MediaType + `;base64,` + base64.StdEncoding.EncodeToString(p.Data) + `"`), nil
}

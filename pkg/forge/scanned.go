package forge

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"

	"golang.org/x/text/encoding/charmap"
)

// RasterDPI and ScanDPI are the resolutions of what Rasterise and Scan make of
// pages drawn at LooksDPI.
const (
	RasterDPI = 120
	ScanDPI   = 150
)

var (
	rasterise = chain(shrink(float64(RasterDPI)/LooksDPI), throughJPEG(60))
	redaction = chain(redactLines(.5, 0))
	blackened = chain(blacken)
)

// Rasterise is the page as programs draw it that turn pages into pictures, so
// that no text is left: at RasterDPI, a JPEG of quality 60.
func Rasterise(page *image.Gray) *image.Gray { return rasterise(page, nil) }

// Scan is the page as a good scanner sees it, at ScanDPI: askew by at most 1.5
// degrees, a little blurred, grey and noisy.
func Scan(page *image.Gray, r *rand.Rand) *image.Gray { return ScanAt(page, ScanDPI, r) }

// ScanAt is Scan at another resolution, at most LooksDPI. The finer it is, the more pixels
// the blur spans.
func ScanAt(page *image.Gray, dpi float64, r *rand.Rand) *image.Gray {
	return chain(shrink(dpi/LooksDPI), skew(1.5), blur(.7*(dpi/ScanDPI)), fade(.92, 14), addNoise(5))(page, r)
}

// FOIRedact is pages as an office releases them that has to: a quarter of them,
// rounded, wholly black, and on each of the others half of the lines of text
// blacked out, wholly or in part. black says which pages are black.
func FOIRedact(pages []*image.Gray, r *rand.Rand) (released []*image.Gray, black []bool) {
	released, black = make([]*image.Gray, len(pages)), make([]bool, len(pages))
	for _, i := range r.Perm(len(pages))[:(len(pages)+1)/4] {
		black[i] = true
	}
	for i, page := range pages {
		alter := redaction
		if black[i] {
			alter = blackened
		}
		released[i] = alter(page, r)
	}
	return released, black
}

func blacken(page *image.Gray, _ *rand.Rand) *image.Gray { return image.NewGray(page.Rect) }

// Scanned is a PDF whose pages are pictures of the pages given, as a scanner
// makes it: JPEGs of a quality from 1 to 100, drawn at a resolution, and no text.
// It does without Document, whose pictures may not be equally wide.
//
// Pages that have no pixels, or more along a side than a JPEG can have, are an
// error.
func Scanned(pages []*image.Gray, dpi float64, quality int) ([]byte, error) {
	return scanned(pages, dpi, quality, nil)
}

// Recognised is what Scanned makes, with the text that was recognised on each page: words
// at their places, invisible. Characters that Windows-1252 lacks become question marks.
func Recognised(pages []*image.Gray, dpi float64, quality int, text [][]Word) ([]byte, error) {
	if len(text) != len(pages) {
		return nil, fmt.Errorf("make a recognised document: text of %d pages for %d", len(text), len(pages))
	}
	return scanned(pages, dpi, quality, text)
}

// scanned is a document of pictures; text is nil or that of every page.
func scanned(pages []*image.Gray, dpi float64, quality int, text [][]Word) ([]byte, error) {
	if len(pages) == 0 {
		return nil, errors.New("make a scanned document: no pages")
	}
	if !(dpi >= 1 && dpi <= 1e6) {
		return nil, fmt.Errorf("make a scanned document: %v dpi is no resolution", dpi)
	}
	const perPage = 3 // objects: the page, what it draws, the picture
	var f scannedFile
	kids := make([]string, len(pages))
	for i := range pages {
		kids[i] = fmt.Sprintf("%d 0 R", 3+i*perPage)
	}
	f.begin()
	f.object("<</Type/Catalog/Pages 2 0 R>>")
	f.object(fmt.Sprintf("<</Type/Pages/Count %d/Kids%v>>", len(pages), kids))
	font := ""
	if text != nil {
		font = fmt.Sprintf("/Font<</OCR %d 0 R>>", 3+len(pages)*perPage)
	}
	for i, page := range pages {
		page = flat(page)
		if page.Rect.Empty() {
			return nil, fmt.Errorf("make a scanned document: page %d has no pixels", i+1)
		}
		var picture bytes.Buffer
		if err := jpeg.Encode(&picture, page, &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("make a scanned document: page %d: %w", i+1, err)
		}
		number, size := 3+i*perPage, page.Rect.Max
		width, height := float64(size.X)*72/dpi, float64(size.Y)*72/dpi
		f.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</Scan %d 0 R>>%s>>>>", width, height, number+1, number+2, font))
		content := fmt.Appendf(nil, "q %.2f 0 0 %.2f 0 0 cm /Scan Do Q", width, height)
		if text != nil {
			content = invisibly(content, text[i], height)
		}
		f.stream("", content)
		f.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", size.X, size.Y), picture.Bytes())
	}
	if text != nil {
		f.object("<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>")
	}
	return f.end(), nil
}

// invisibly adds words to a page's content that are neither filled nor stroked (ISO
// 32000-1, 9.3.6), in Courier, each letter of which is .6 of its size wide, stretched
// to their width.
func invisibly(content []byte, words []Word, height float64) []byte {
	content = append(content, "\nBT 3 Tr"...)
	for _, w := range words {
		letters := windows1252(w.Text)
		stretch := 100 * w.Width / (.6 * w.Size * float64(max(1, len(letters))))
		content = fmt.Appendf(content, "\n/OCR %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm <%X20> Tj", w.Size, stretch, w.X, height-w.Y, letters)
	}
	return append(content, "\nET"...)
}

func windows1252(s string) []byte {
	var b []byte
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			c = '?'
		}
		b = append(b, c)
	}
	return b
}

// A scannedFile is a PDF being written (ISO 32000-1, 7.5).
type scannedFile struct {
	b       bytes.Buffer
	offsets []int // of the objects, the first being number 1
}

// begin writes the header; its second line says that the file is not text.
func (f *scannedFile) begin() { f.b.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n") }

func (f *scannedFile) object(body string) {
	f.offsets = append(f.offsets, f.b.Len())
	fmt.Fprintf(&f.b, "%d 0 obj\n%s\nendobj\n", len(f.offsets), body)
}

func (f *scannedFile) stream(keys string, data []byte) {
	f.object(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", keys, len(data), data))
}

// end writes what the file says of itself, the cross-reference table and the trailer,
// and returns the file.
func (f *scannedFile) end() []byte {
	f.object("<</Producer(Scan Office 9)>>")
	start := f.b.Len()
	fmt.Fprintf(&f.b, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, offset := range f.offsets {
		fmt.Fprintf(&f.b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&f.b, "trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, len(f.offsets), start)
	return f.b.Bytes()
}

package inspect

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

// A small picture that a file keeps of a page, or of a picture, may be of an earlier state: it is
// compared with what it is of.

const (
	thumbnailCell   = 3          // pixels of a thumbnail that are compared together, each way
	otherLevel      = 64         // levels by which such a cell differs that shows something else
	leastOtherCells = 3          // of a thumbnail
	otherShare      = .01        // of its cells, at least
	sameProportions = .04        // by which width to height may differ
	maxThumbnail    = 1000       // pixels of a side
	thumbnailBytes  = 4 << 20    // of one, its filters undone
	framed          = 40         // levels that the frame around a thumbnail spans, at most
	comparedPixels  = 30_000_000 // of a picture that is compared with its thumbnail
)

// thumbnails are the small picture of a page that the file keeps beside it.
func thumbnails(s *Subject, page pdf.View) []dossier.Item {
	if page.Number > len(s.pages) {
		return nil
	}
	thumb := s.pages[page.Number-1].Key("Thumb")
	if !thumb.IsStream() {
		return nil
	}
	item := dossier.Item{Object: thumb.Number, Value: fmt.Sprintf("%.0f x %.0f pixels", thumb.Key("Width").Number64(), thumb.Key("Height").Number64())}
	seen := comparison{}
	if small := thumbnailPixels(thumb); small != nil && page.Raster != nil {
		seen = compareThumbnail(small, page.Raster)
	}
	return []dossier.Item{seen.item(item, "thumbnail of the page")}
}

// A comparison is of a thumbnail with what it is of.
type comparison struct {
	done  bool
	other float64 // the share of the thumbnail that shows something else
	whole bool    // the thumbnail shows more than the picture does
}

// item fills in what the comparison says of a thumbnail.
func (c comparison) item(item dossier.Item, what string) dossier.Item {
	item.Group, item.Kind = dossier.GroupOrigin, dossier.EarlierThumbnail
	switch {
	case !c.done:
		item.Basis = what + ", which could not be compared with it"
	case c.whole:
		item.Group, item.Basis = dossier.GroupEarlier, what+", which shows more than it does"
	case c.other > 0:
		item.Group = dossier.GroupEarlier
		item.Basis = fmt.Sprintf("%s, which shows something else on %.0f %% of its area", what, math.Ceil(100*c.other))
	default:
		item.Basis = what + ", which shows the same"
	}
	return item
}

// thumbnailPixels decodes a thumbnail (ISO 32000-1, 12.3.4); nil for one that cannot be.
func thumbnailPixels(thumb pdf.Value) *image.Gray {
	w, h := int(thumb.Key("Width").Number64()), int(thumb.Key("Height").Number64())
	if w <= 0 || h <= 0 || w > maxThumbnail || h > maxThumbnail {
		return nil
	}
	if filters := thumb.Key("Filter").Elements(); len(filters) == 1 && filters[0].Name() == "DCTDecode" {
		return decodedJPEG(thumb.Stored())
	}
	data := thumb.Content(thumbnailBytes)
	colours, palette := coloursOf(thumb.Key("ColorSpace"))
	if thumb.Key("BitsPerComponent").Number64() != 8 || colours == 0 || len(data) < w*h*colours {
		return nil
	}
	pixels := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		c := data[i*colours : (i+1)*colours]
		if palette != nil {
			at := 3 * int(c[0])
			if at+3 > len(palette) {
				return nil
			}
			c = palette[at : at+3]
		}
		pixels.SetRGBA(i%w, i/w, color.RGBA{c[0], c[len(c)/2], c[len(c)-1], 255})
	}
	return picture.Gray(pixels, 0)
}

// coloursOf is how many numbers make a pixel, 1 or 3, and the colours that they number, if they do so;
// 0 for others.
func coloursOf(space pdf.Value) (numbers int, palette []byte) {
	parts := space.Elements()
	if len(parts) == 0 {
		return 0, nil
	}
	switch name := parts[0].Name(); {
	case name == "DeviceGray" || name == "CalGray":
		return 1, nil
	case name == "DeviceRGB" || name == "CalRGB":
		return 3, nil
	case name == "ICCBased" && len(parts) > 1:
		if n := int(parts[1].Key("N").Number64()); n == 1 || n == 3 {
			return n, nil
		}
	case name == "Indexed" && len(parts) == 4:
		if base, nested := coloursOf(parts[1]); base == 3 && nested == nil {
			table := parts[3].Content(thumbnailBytes)
			if table == nil {
				table = []byte(parts[3].String())
			}
			return 1, table
		}
	}
	return 0, nil
}

// decodedJPEG is a JPEG of bearable size in gray; nil for none.
func decodedJPEG(data []byte) *image.Gray {
	size, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width > comparedPixels/max(1, size.Height) {
		return nil
	}
	decoded, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	return picture.Gray(decoded, 0)
}

// compareThumbnail compares a small picture with the large one that it is said to be of. A frame of one
// brightness, as cameras put around thumbnails of other proportions, is left out.
func compareThumbnail(small, large *image.Gray) comparison {
	if small.Rect.Empty() || large.Rect.Empty() {
		return comparison{}
	}
	inner := image.Rectangle{Max: small.Rect.Size()}
	proportions := float64(large.Rect.Dx()) / float64(large.Rect.Dy())
	switch is := float64(inner.Dx()) / float64(inner.Dy()); {
	case is > proportions*(1+sameProportions):
		cut := (inner.Dx() - int(math.Round(float64(inner.Dy())*proportions))) / 2
		inner.Min.X, inner.Max.X = cut, inner.Max.X-cut
	case is < proportions*(1-sameProportions):
		cut := (inner.Dy() - int(math.Round(float64(inner.Dx())/proportions))) / 2
		inner.Min.Y, inner.Max.Y = cut, inner.Max.Y-cut
	}
	if !plainAround(small, inner) {
		return comparison{done: true, whole: true}
	}
	cells, other := 0, 0
	columns, rows := inner.Dx()/thumbnailCell, inner.Dy()/thumbnailCell
	for row := range rows {
		for column := range columns {
			cells++
			a := mean(small, image.Rect(inner.Min.X+column*thumbnailCell, inner.Min.Y+row*thumbnailCell, inner.Min.X+(column+1)*thumbnailCell, inner.Min.Y+(row+1)*thumbnailCell))
			b := mean(large, image.Rect(column*large.Rect.Dx()/columns, row*large.Rect.Dy()/rows, (column+1)*large.Rect.Dx()/columns, (row+1)*large.Rect.Dy()/rows))
			if math.Abs(a-b) >= otherLevel {
				other++
			}
		}
	}
	c := comparison{done: cells > 0}
	if other >= leastOtherCells && float64(other) >= otherShare*float64(cells) {
		c.other = float64(other) / float64(cells)
	}
	return c
}

// plainAround reports whether a picture is of about one brightness outside of a part, or that is all of it.
func plainAround(img *image.Gray, inner image.Rectangle) bool {
	low, high := uint8(255), uint8(0)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if (image.Point{X: x, Y: y}).In(inner.Inset(-1)) {
				continue
			}
			level := img.Pix[y*img.Stride+x]
			low, high = min(low, level), max(high, level)
		}
	}
	return int(high)-int(low) <= framed
}

// mean is the mean brightness of a part of a picture.
func mean(img *image.Gray, part image.Rectangle) float64 {
	sum, n := 0, 0
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for _, level := range img.Pix[y*img.Stride+part.Min.X : y*img.Stride+part.Max.X] {
			sum += int(level)
			n++
		}
	}
	return float64(sum) / float64(max(1, n))
}

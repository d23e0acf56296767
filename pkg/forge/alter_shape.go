package forge

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Turn has viewers turn the numbered pages clockwise by a multiple of 90 degrees.
func (d Document) Turn(degrees int, numbers ...int) Document {
	altered := d.clone()
	for _, n := range numbers {
		p := &altered.Pages[n-1]
		p.Turn = (p.Turn + degrees) % 360
	}
	return altered
}

// Crop has viewers show a part of the numbered pages only; what lies beyond stays in the
// file.
func (d Document) Crop(part dossier.Box, numbers ...int) Document {
	altered := d.clone()
	for _, n := range numbers {
		altered.Pages[n-1].Crop = part
	}
	return altered
}

// Scale enlarges or shrinks pages and all that stands on them.
func (d Document) Scale(by float64) Document {
	altered := d.clone()
	for i := range altered.Pages {
		p := &altered.Pages[i]
		p.Width, p.Height, p.Crop = p.Width*by, p.Height*by, scaled(p.Crop, by)
		for j := range p.Words {
			w := &p.Words[j]
			w.X, w.Y, w.Width, w.Size = hundredths(w.X*by), hundredths(w.Y*by), w.Width*by, hundredths(w.Size*by)
		}
		for j := range p.Fills {
			p.Fills[j].Box = scaled(p.Fills[j].Box, by)
		}
		for j := range p.Pictures {
			p.Pictures[j].Box = scaled(p.Pictures[j].Box, by)
		}
		for j := range p.Annotations {
			p.Annotations[j].Box = scaled(p.Annotations[j].Box, by)
		}
		for j := range p.Fields {
			p.Fields[j].Box = scaled(p.Fields[j].Box, by)
		}
		for j := range p.Strokes {
			p.Strokes[j] = p.Strokes[j].scaled(by)
		}
	}
	return altered
}

func (s Stroke) scaled(by float64) Stroke {
	points := make([][2]float64, len(s.Points))
	for i, p := range s.Points {
		points[i] = [2]float64{hundredths(p[0] * by), hundredths(p[1] * by)}
	}
	return Stroke{Points: points, Width: s.Width * by, Colour: s.Colour}
}

func scaled(b dossier.Box, by float64) dossier.Box {
	return dossier.Box{X: b.X * by, Y: b.Y * by, W: b.W * by, H: b.H * by}
}

// ReEncode stores every picture anew as a JPEG of a quality from 1 to 100. changed are
// the pages with pictures.
func (d Document) ReEncode(quality int) (altered Document, changed []int) {
	altered = d.clone()
	for i := range altered.Pages {
		for j := range altered.Pages[i].Pictures {
			p := &altered.Pages[i].Pictures[j]
			var b bytes.Buffer
			if jpeg.Encode(&b, p.decode(), &jpeg.Options{Quality: quality}) == nil {
				p.Format, p.Data = "jpeg", b.Bytes()
			}
		}
		if len(altered.Pages[i].Pictures) > 0 {
			changed = append(changed, i+1)
		}
	}
	return altered, changed
}

// decode is the picture in grays; one that cannot be decoded is empty.
func (p Picture) decode() *image.Gray {
	img, _, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return newSheet(1, 1, 255).Gray
	}
	gray := image.NewGray(img.Bounds())
	draw.Draw(gray, gray.Rect, img, img.Bounds().Min, draw.Src)
	return gray
}

// ReplacePicture shows another picture in the place of the first on page n.
func (d Document) ReplacePicture(n int, r *rand.Rand) Document {
	altered := d.clone()
	p := &altered.Pages[n-1].Pictures[0]
	const narrower = 150 // pixels: pictures of a document differ in width
	width := max(200, p.decode().Rect.Dx()-narrower)
	other := chart(r, width, "Figures as revised", 1990+r.IntN(20))
	other.Box = p.Box
	*p = other
	return altered
}

// PaintPicture paints a patch over the first picture on page n.
func (d Document) PaintPicture(n int, r *rand.Rand) Document {
	altered := d.clone()
	p := &altered.Pages[n-1].Pictures[0]
	img := p.decode()
	width, height := img.Rect.Dx(), img.Rect.Dy()
	patch := image.Rect(0, 0, width/4, height/5).Add(image.Pt(width/8+r.IntN(width/2), height/5+r.IntN(height/2)))
	fill(img, patch, uint8(40+r.IntN(80)))
	painted := must(NewPicture(img, p.Format))
	painted.Box, painted.Lettering = p.Box, p.Lettering
	*p = painted
	return altered
}

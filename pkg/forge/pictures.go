package forge

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// NewPicture stores an image as "jpeg" or "png"; where it stands on a page is up
// to the caller (Picture.Box).
func NewPicture(img image.Image, format string) (Picture, error) {
	var b bytes.Buffer
	var err error
	switch format {
	case "jpeg":
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: 80})
	case "png":
		err = png.Encode(&b, img)
	default:
		err = fmt.Errorf("picture format %q: want jpeg or png", format)
	}
	return Picture{Format: format, Data: b.Bytes()}, err
}

// must is for pictures drawn here: encoding them to memory cannot fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// PicturePage is a page that is one picture and nothing else, as a scanner
// makes it: no text layer.
func PicturePage(width, height float64, p Picture) Sheet {
	p.X, p.Y, p.W, p.H = 0, 0, width, height
	return Sheet{Width: width, Height: height, Pictures: []Picture{p}}
}

// A sheet is drawn on. Its Gray is what is encoded: for any other type the
// encoders would write colours.
type sheet struct{ *image.Gray }

func newSheet(width, height int, gray uint8) sheet {
	s := sheet{image.NewGray(image.Rect(0, 0, width, height))}
	for i := range s.Pix {
		s.Pix[i] = gray
	}
	return s
}

func (s sheet) rect(x, y, w, h int, gray uint8) {
	for j := y; j < y+h; j++ {
		for i := x; i < x+w; i++ {
			s.SetGray(i, j, color.Gray{Y: gray})
		}
	}
}

// write draws text with its baseline at y and returns where it ends.
func (s sheet) write(face font.Face, x, y int, gray uint8, text string) int {
	d := font.Drawer{Dst: s, Src: image.NewUniform(color.Gray{Y: gray}), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
	return d.Dot.X.Round()
}

// face is a font at a size in pixels.
func face(f Font, pixels float64) font.Face {
	parsed := must(opentype.Parse(f.file()))
	return must(opentype.NewFace(parsed, &opentype.FaceOptions{Size: pixels, DPI: 72, Hinting: font.HintingFull}))
}

// speckle gives paper its grain and a scanner's dirt.
func (s sheet) speckle(r *rand.Rand, grain int) {
	for i, v := range s.Pix {
		s.Pix[i] = uint8(max(0, min(255, int(v)+r.IntN(2*grain+1)-grain)))
	}
	for range len(s.Pix) / 9000 {
		x, y := r.IntN(s.Rect.Dx()), r.IntN(s.Rect.Dy())
		s.rect(x, y, 1+r.IntN(3), 1+r.IntN(3), uint8(90+r.IntN(80)))
	}
}

// skew shifts rows and columns as a sheet laid askew on the glass, by one pixel
// in every `every`.
func (s sheet) skew(every int) sheet {
	out := newSheet(s.Rect.Dx(), s.Rect.Dy(), 236)
	for y := range s.Rect.Dy() {
		for x := range s.Rect.Dx() {
			p := image.Pt(x+(y-s.Rect.Dy()/2)/every, y-(x-s.Rect.Dx()/2)/every)
			if p.In(s.Rect) {
				out.SetGray(x, y, s.GrayAt(p.X, p.Y))
			}
		}
	}
	return out
}

// figureShape is the height of charts and maps by their width.
const figureShape = 0.54

// chart is a bar chart of two series over the years from first.
func chart(r *rand.Rand, width int, title string, first int) Picture {
	height := int(float64(width) * figureShape)
	s := newSheet(width, height, 255)
	small, large := face(Regular, float64(width)/42), face(Bold, float64(width)/30)
	s.write(large, width/14, height/10, 20, title)
	left, bottom, top := width/10, height*17/20, height/6
	for i := range 6 {
		y := bottom - i*(bottom-top)/5
		s.rect(left, y, width*17/20, 1, 170)
		s.write(small, width/40, y+width/120, 60, fmt.Sprint(i*20))
	}
	step := width * 17 / 20 / 9
	for i := range 9 {
		x := left + i*step + step/6
		for j, gray := range []uint8{70, 150} {
			h := (bottom - top) * (15 + r.IntN(85)) / 100
			s.rect(x+j*step/3, bottom-h, step/3-2, h, gray)
		}
		s.write(small, x, bottom+width/34, 60, fmt.Sprint(first+i))
	}
	p := must(NewPicture(s.Gray, "png"))
	p.Lettering = title
	return p
}

// region is a map of an invented coast: a random walk for the shore, hatched
// water, towns and a line between them.
func region(r *rand.Rand, width int, title string, towns []string) Picture {
	height := int(float64(width) * figureShape)
	s := newSheet(width, height, 250)
	shore := width / 2
	for y := range height {
		shore = max(width/4, min(width*3/4, shore+r.IntN(7)-3))
		for x := shore; x < width; x++ {
			gray := uint8(205)
			if (x+y)%9 == 0 {
				gray = 180
			}
			s.SetGray(x, y, color.Gray{Y: gray})
		}
		s.rect(shore-1, y, 3, 1, 40)
	}
	small, large := face(Italic, float64(width)/40), face(Bold, float64(width)/26)
	x := width/8 + r.IntN(width/10)
	for i, town := range towns {
		y := height/5 + i*height/(len(towns)+2)
		s.rect(x-4, y-4, 9, 9, 10)
		s.write(small, x+10, y-8, 20, town)
		next := width/8 + r.IntN(width/6)
		for k := range height / (len(towns) + 2) {
			if i < len(towns)-1 && k%12 < 7 {
				s.rect(x+(next-x)*k*(len(towns)+2)/height, y+k, 2, 1, 60)
			}
		}
		x = next
	}
	s.rect(0, height-height/7, width, height/7, 255)
	s.write(large, width/40, height-height/20, 10, title)
	p := must(NewPicture(s.Gray, "jpeg"))
	p.Lettering = title
	return p
}

// letter is a scanned letter: grain, dirt, laid askew. Its paragraphs are
// wrapped to the sheet; the label stands at its foot.
func letter(r *rand.Rand, width int, head string, paragraphs []string, signature string) Picture {
	height := width * 297 / 210
	s := newSheet(width, height, 236)
	em := float64(width) / 52
	body, bold := face(Regular, em), face(Bold, em*1.3)
	margin := width / 8
	y := height / 10
	lettering := head
	s.write(bold, margin, y, 30, head)
	s.rect(margin, y+width/60, width-2*margin, 3, 60)
	y += height / 14
	line := int(em * 1.55)
	for _, text := range slices.Concat(paragraphs, []string{signature}) {
		lettering += "\n" + text
		x := margin
		for _, w := range words(Regular, text) {
			advance := font.MeasureString(body, w.text+" ").Ceil()
			if x+advance > width-margin {
				x, y = margin, y+line
			}
			x = s.write(body, x, y, uint8(30+r.IntN(25)), w.text+" ")
		}
		y += line * 7 / 4
	}
	s.write(body, margin, height-height/24, 50, Label)
	s.speckle(r, 9)
	p := must(NewPicture(s.skew(70+r.IntN(60)).Gray, "jpeg"))
	p.Lettering = lettering + "\n" + Label
	return p
}

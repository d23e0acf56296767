package camera

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A paper is a page of made words: bars of letters that are rectangles.
type paper struct {
	*image.Gray
	words []image.Rectangle
}

// newPaper sets lines of words, letters high pixels high, dark on light.
func newPaper(seed uint64, width, height, high int) paper {
	r := rand.New(rand.NewPCG(seed, 3))
	p := paper{Gray: image.NewGray(image.Rect(0, 0, width, height))}
	for i := range p.Pix {
		p.Pix[i] = 225
	}
	for y := 4 * high; y < height-4*high; y += 2 * high {
		for x := 4 * high; ; {
			letters := 1 + r.IntN(9)
			end := x + letters*(high*3/4)
			if end > width-4*high {
				break
			}
			p.words = append(p.words, image.Rect(x, y, end-high/8, y+high))
			for ; x < end; x += high * 3 / 4 {
				p.letter(r, x, y, high)
			}
			x += high / 2
		}
	}
	return p
}

// letter draws strokes that touch.
func (p paper) letter(r *rand.Rand, x, y, high int) {
	w, stroke := high*5/8, max(2, high/6)
	fill := func(x0, y0, x1, y1 int) {
		for v := y0; v < y1; v++ {
			for u := x0; u < x1; u++ {
				p.SetGray(u, v, color.Gray{Y: 35})
			}
		}
	}
	fill(x, y, x+stroke, y+high)
	switch r.IntN(4) {
	case 0:
		fill(x, y, x+w, y+stroke)
	case 1:
		fill(x, y+high-stroke, x+w, y+high)
	case 2:
		fill(x, y+high/2, x+w, y+high/2+stroke)
	default:
		fill(x+w-stroke, y, x+w, y+high)
		fill(x, y, x+w, y+stroke)
	}
}

// seen is the paper where place says that each pixel of a picture comes from it; elsewhere the
// picture is dark. light dims it from left to right.
func (p paper) seen(width, height int, light float64, place func(x, y float64) (float64, float64)) *image.Gray {
	from := planeOf(p.Gray)
	out := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			u, v := place(float64(x)+.5, float64(y)+.5)
			value := 70.
			if u > 1 && v > 1 && u < float64(from.width-1) && v < float64(from.height-1) {
				value = from.at(u, v) * (1 - light*float64(x)/float64(width))
			}
			out.Pix[y*out.Stride+x] = uint8(value)
		}
	}
	return out
}

// arc places a paper whose lines are arcs, higher in the middle by so many pixels.
func arc(width int, by float64) func(x, y float64) (float64, float64) {
	return func(x, y float64) (float64, float64) {
		return x, y - by*math.Pow(2*x/float64(width)-1, 2)
	}
}

// found returns which share of the words, shown in a picture where there is a place for them,
// was found: within half their height of where they are.
func found(l layout.Layout, words []image.Rectangle, show func(x, y float64) (float64, float64)) float64 {
	n := 0
	for _, w := range words {
		left, top := show(float64(w.Min.X), float64(w.Min.Y+w.Max.Y)/2)
		right, bottom := show(float64(w.Max.X), float64(w.Min.Y+w.Max.Y)/2)
		reach := float64(w.Dy()) / 2
		for _, v := range l.Words {
			y := (float64(v.Y0) + float64(v.Y1)) / 2
			x0, y0 := l.OnPage(float64(v.X0), y)
			x1, y1 := l.OnPage(float64(v.X1), y)
			if math.Hypot(x0-left, y0-top) <= reach && math.Hypot(x1-right, y1-bottom) <= reach {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(words))
}

func TestReadFindsWordsOfBentPaper(t *testing.T) {
	const width, height = 1000, 1200
	p := newPaper(1, width, height, 12)
	for _, by := range []float64{0, 25, 60} {
		picture := p.seen(width, height+80, .6, arc(width, by))
		l := Read(picture)
		show := func(x, y float64) (float64, float64) { return x, y + by*math.Pow(2*x/width-1, 2) }
		if share := found(l, p.words, show); share < .9 {
			t.Errorf("bent by %v pixels: %.2f of the words are found", by, share)
		}
		if h := l.CharHeight * height / 2000; math.Abs(h-12) > 4 {
			t.Errorf("bent by %v pixels: characters are %.1f pixels high", by, h)
		}
		bent := 0.
		for _, s := range l.Bend.Shifts {
			bent = max(bent, math.Abs(float64(s)))
		}
		if by == 60 && bent < 60 || by == 0 && bent > 400 {
			t.Errorf("bent by %v pixels, it is said to be bent by %v eighths", by, bent)
		}
	}
}

// However a page is bent and lit, its words have the same pictures in the same places.
func TestReadingsOfOnePaperRegister(t *testing.T) {
	const width, height = 1000, 1200
	p := newPaper(2, width, height, 12)
	flat := Read(p.seen(width, height, 0, arc(width, 0)))
	known := layout.NewPlane(&flat)
	turn := func(degrees float64) func(x, y float64) (float64, float64) {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		return func(x, y float64) (float64, float64) {
			x, y = x-800, y-800
			return x*cos + y*sin + width/2, y*cos - x*sin + height/2
		}
	}
	for name, place := range map[string]func(x, y float64) (float64, float64){
		"bent": arc(width, 60), "tilted": turn(17), "turned right": turn(90), "turned left": turn(-90), "upside down": turn(180), "askew and turned": turn(100),
	} {
		l := Read(p.seen(1600, 1600, .5, place))
		r, _ := layout.Register(layout.NewPlane(&l), known)
		if r.Score() < 60 {
			t.Errorf("%s: score %.1f, %d of %d and %d words agree", name, r.Score(), r.Alike, len(l.Words), len(flat.Words))
		}
	}
	light := Read(&image.Gray{Pix: planeOf(p.seen(width, height, 0, arc(width, 30))).inverted().pix, Stride: width, Rect: image.Rect(0, 0, width, height)})
	if r, _ := layout.Register(layout.NewPlane(&light), known); r.Score() < 60 || !light.Inverted {
		t.Errorf("light on dark: score %.1f, seen to be so: %v", r.Score(), light.Inverted)
	}
	other := Read(newPaper(3, width, height, 12).seen(width, height, .5, arc(width, 60)))
	if r, _ := layout.Register(layout.NewPlane(&other), known); r.Score() >= 10 {
		t.Errorf("another paper: score %.1f", r.Score())
	}
}

func TestReadTwiceIsTheSame(t *testing.T) {
	picture := newPaper(4, 600, 800, 10).seen(600, 800, .5, arc(600, 30))
	if a, b := Read(picture), Read(picture); !reflect.DeepEqual(a, b) {
		t.Error("the same picture has two layouts")
	}
}

func TestReadOfNothing(t *testing.T) {
	checked := image.NewGray(image.Rect(0, 0, 500, 400))
	noise := image.NewGray(image.Rect(0, 0, 500, 400))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range checked.Pix {
		checked.Pix[i] = uint8(255 * (i & 1))
		noise.Pix[i] = uint8(r.IntN(256))
	}
	for name, m := range map[string]*image.Gray{
		"no picture": nil, "empty": {}, "contradictory": {Pix: make([]uint8, 3), Stride: 100, Rect: image.Rect(0, 0, 100, 100)},
		"thin": image.NewGray(image.Rect(0, 0, 3000, 1)), "black": image.NewGray(image.Rect(0, 0, 300, 400)), "checked": checked, "noise": noise,
		"a pixel": image.NewGray(image.Rect(5, 5, 6, 6)), "narrow": image.NewGray(image.Rect(0, 0, 64, 5000)),
	} {
		l := Read(m)
		if len(l.Words) > 2000 {
			t.Errorf("%s shows %d words", name, len(l.Words))
		}
		if _, err := l.MarshalBinary(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

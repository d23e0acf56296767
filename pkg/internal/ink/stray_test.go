package ink

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// scanned returns a page as a scanner sees it, with what was put on it first.
func scanned(t *testing.T, put func(page *image.Gray)) *image.Gray {
	t.Helper()
	page, _ := drawPage(t, forge.LooksDPI, nil)
	put(page)
	return forge.Scan(page, seeded())
}

// fill paints a part of a page drawn at forge.LooksDPI, in points.
func fill(page *image.Gray, x, y, w, h float64, gray uint8) {
	const k = forge.LooksDPI / 72.
	draw.Draw(page, image.Rect(int(x*k), int(y*k), int((x+w)*k), int((y+h)*k)), image.NewUniform(color.Gray{gray}), image.Point{}, draw.Src)
}

// frame draws the sides of a box.
func frame(page *image.Gray, x, y, w, h float64) {
	const pen = 2
	fill(page, x, y, w, pen, 20)
	fill(page, x, y+h-pen, w, pen, 20)
	fill(page, x, y, pen, h, 20)
	fill(page, x+w-pen, y, pen, h, 20)
}

func TestWhatCopiersLeaveIsNoOverlay(t *testing.T) {
	known, _ := drawPage(t, 100, nil)
	for name, leave := range map[string]func(*image.Gray){
		"the edge of a sheet": func(p *image.Gray) { fill(p, 562, 100, 6, 540, 20) },
		"the frame of a form": func(p *image.Gray) { frame(p, 43, 43, 525, 700) },
		"the corner of a sheet": func(p *image.Gray) {
			fill(p, 30, 600, 3, 153, 20)
			fill(p, 30, 750, 258, 3, 20)
		},
		"punched holes": func(p *image.Gray) {
			for _, y := range []float64{180, 396, 612} {
				fill(p, 8, y, 16, 16, 0)
			}
		},
		"dirt": func(p *image.Gray) {
			for i := range 400 {
				fill(p, 340+float64(i%40)*4, 735+float64(i/40)*3.5, 1.5, .8, 0)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			if added := registered(t, scanned(t, leave), known).Added(); len(added) != 0 {
				t.Errorf("%d regions were added, the first around %+v; want none", len(added), added[0].Known)
			}
		})
	}
}

func TestWhatPeopleDrawIsAnOverlay(t *testing.T) {
	known, _ := drawPage(t, 100, nil)
	for name, made := range map[string]func(*image.Gray){
		"a box around a paragraph": func(p *image.Gray) { frame(p, 66, 220, 480, 110) },
		"a mark at the foot":       func(p *image.Gray) { frame(p, 440, 732, 44, 30) },
	} {
		t.Run(name, func(t *testing.T) {
			if len(registered(t, scanned(t, made), known).Added()) == 0 {
				t.Error("nothing was added")
			}
		})
	}
}

func TestRowsOfSpecksAreNotTyped(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	specks := dossier.Box{X: 100, Y: 745, W: 120, H: 8}
	for x := range 16 {
		draw.Draw(known, image.Rect(140+10*x, 1040, 144+10*x, 1042), image.Black, image.Point{}, draw.Src)
	}
	blank := dossier.Box{X: 300, Y: 745, W: 60, H: 8}
	c := registered(t, known, known)
	typed := c.LooksTyped(append(boxes(words), specks, blank, dossier.Box{}))
	n := 0
	for _, is := range typed[:len(words)] {
		if is {
			n++
		}
	}
	if 20*n < 19*len(words) {
		t.Errorf("%d of %d words look typed", n, len(words))
	}
	for i, is := range typed[len(words):] {
		if is {
			t.Errorf("place %d beside the text looks typed", i)
		}
	}
}

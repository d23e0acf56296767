package ink

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// FineDPI is the resolution at which SameInk compares pages: there a changed digit leaves
// at least two dark pixels next to which the other page has not even a gray one, while
// the same outlines drawn by another program leave one at most.
const FineDPI = 200

// FinestDPI is the resolution at which a comma is told from a point: at FineDPI its tail may
// be a single pixel.
const FinestDPI = 400

const (
	dark      = 110
	grayInk   = 170
	inkWindow = 8 // pixels
	strayInk  = 1 // dark pixels in a window that may lack a counterpart

	// A watermark has no dark pixels: it is a light shade that fills windows of bare paper.
	paper      = 240
	shade      = 16 // darker than the paper
	shadedPart = 40 // pixels of a window
)

// SameInk reports whether two pages drawn at FineDPI look the same but for how edges fall
// on pixels, upright or turned by quarters. It is false where either is nil.
func SameInk(a, b *image.Gray) bool {
	if a == nil || b == nil {
		return false
	}
	for range 4 {
		if a.Rect.Size() == b.Rect.Size() && SameInkIn(a, b, image.Rectangle{Max: a.Rect.Size()}) {
			return true
		}
		b = turned(b)
	}
	return false
}

// SameInkIn reports whether two pages of one size, drawn at FineDPI or finer, look the same within
// a rectangle, whose origin is the pages' top left corner.
func SameInkIn(a, b *image.Gray, within image.Rectangle) bool {
	within = within.Intersect(image.Rectangle{Max: a.Rect.Size()})
	return a.Rect.Size() == b.Rect.Size() && inkHasCounterpart(a, b, within) && inkHasCounterpart(b, a, within)
}

// LaidOn returns a page as it lies on another whose pixels it is mapped to, each pixel the
// nearest one, so that outlines stay as sharp as they are; white where the page does not reach.
func LaidOn(other image.Rectangle, page *image.Gray, toOther layout.Homography) *image.Gray {
	laid := image.NewGray(image.Rectangle{Max: other.Size()})
	back, ok := toOther.Inverse()
	for y := range laid.Rect.Dy() {
		row := laid.Pix[y*laid.Stride:][:laid.Rect.Dx()]
		for x := range row {
			row[x] = 255
			fromX, fromY := back.Apply(float64(x)+.5, float64(y)+.5)
			if at := image.Pt(int(math.Floor(fromX)), int(math.Floor(fromY))); ok && at.In(page.Rect) {
				row[x] = page.Pix[page.PixOffset(at.X, at.Y)]
			}
		}
	}
	return laid
}

// turned returns a picture turned clockwise by a quarter.
func turned(p *image.Gray) *image.Gray {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	t := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			t.Pix[x*t.Stride+h-1-y] = p.Pix[y*p.Stride+x]
		}
	}
	return t
}

// inkHasCounterpart reports whether within a rectangle no window of a holds more dark
// pixels than strayInk with nothing gray at or next to them in b, and none is shaded
// that is bare paper in b.
func inkHasCounterpart(a, b *image.Gray, within image.Rectangle) bool {
	across := within.Dx()/inkWindow + 1
	windows := make([]struct{ stray, shaded int }, across*(within.Dy()/inkWindow+1))
	for y := within.Min.Y; y < within.Max.Y; y++ {
		row, other := a.Pix[y*a.Stride:], b.Pix[y*b.Stride:]
		for x := within.Min.X; x < within.Max.X; x++ {
			window := &windows[(y-within.Min.Y)/inkWindow*across+(x-within.Min.X)/inkWindow]
			if other[x] >= paper && row[x]+shade <= other[x] && row[x] < paper {
				window.shaded++
			}
			if row[x] < dark && !grayNear(b, x, y) {
				window.stray++
			}
			if window.stray > strayInk || window.shaded > shadedPart {
				return false
			}
		}
	}
	return true
}

// grayNear reports whether a pixel or one next to it is gray or darker.
func grayNear(p *image.Gray, x, y int) bool {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	for yy := max(0, y-1); yy <= min(h-1, y+1); yy++ {
		for xx := max(0, x-1); xx <= min(w-1, x+1); xx++ {
			if p.Pix[yy*p.Stride+xx] < grayInk {
				return true
			}
		}
	}
	return false
}

package picture

import (
	"image"
	"image/draw"
)

// orientation is how a picture was stored: the Exif and TIFF tag 274, 1 to 8
// (Exif 2.32, 4.6.4.A).
type orientation int

const upright orientation = 1

// orientationOf takes values that mean nothing for upright, as viewers do.
func orientationOf(value int) orientation {
	if value < 1 || value > 8 {
		return upright
	}
	return orientation(value)
}

// swapsSides reports whether the width as stored is the height as shown.
func (o orientation) swapsSides() bool { return o >= 5 }

// mirrors reports whether what is shown runs against what is stored, along the
// rows as shown and along the columns.
func (o orientation) mirrors() (x, y bool) {
	switch o {
	case 2:
		return true, false
	case 3:
		return true, true
	case 4:
		return false, true
	case 6:
		return true, false
	case 7:
		return true, true
	case 8:
		return false, true
	}
	return false, false
}

// apply turns a picture the right way up.
func (o orientation) apply(img image.Image) image.Image {
	if o == upright {
		return img
	}
	r := img.Bounds()
	shown := image.Rect(0, 0, r.Dx(), r.Dy())
	if o.swapsSides() {
		shown = image.Rect(0, 0, r.Dy(), r.Dx())
	}
	switch img := img.(type) {
	case *image.Gray:
		turned := image.NewGray(shown)
		o.turn(plane{turned.Pix, turned.Stride}, plane{img.Pix, img.Stride}, r.Size(), 1)
		return turned
	case *image.Paletted:
		turned := image.NewPaletted(shown, img.Palette)
		o.turn(plane{turned.Pix, turned.Stride}, plane{img.Pix, img.Stride}, r.Size(), 1)
		return turned
	case *image.RGBA:
		turned := image.NewRGBA(shown)
		o.turn(plane{turned.Pix, turned.Stride}, plane{img.Pix, img.Stride}, r.Size(), 4)
		return turned
	case *image.NRGBA:
		turned := image.NewNRGBA(shown)
		o.turn(plane{turned.Pix, turned.Stride}, plane{img.Pix, img.Stride}, r.Size(), 4)
		return turned
	case *image.YCbCr:
		if turned := o.turnYCbCr(img); turned != nil {
			return turned
		}
	}
	plain := image.NewRGBA(image.Rectangle{Max: r.Size()})
	draw.Draw(plain, plain.Rect, img, r.Min, draw.Src)
	return o.apply(plain)
}

// A plane is the pixels of a picture, row by row, stride bytes apart.
type plane struct {
	pix    []byte
	stride int
}

// turn copies pixels of n bytes from a picture of the given size as stored to one
// as shown.
func (o orientation) turn(to, from plane, size image.Point, n int) {
	alongX, alongY := n, from.stride // steps in from for one pixel right, one down in to
	width, height := size.X, size.Y
	if o.swapsSides() {
		alongX, alongY = alongY, alongX
		width, height = height, width
	}
	start := 0
	mirrorX, mirrorY := o.mirrors()
	if mirrorX {
		start += (width - 1) * alongX
		alongX = -alongX
	}
	if mirrorY {
		start += (height - 1) * alongY
		alongY = -alongY
	}
	for y := range height {
		row := to.pix[y*to.stride:]
		at := start + y*alongY
		for x := range width {
			copy(row[x*n:x*n+n], from.pix[at:at+n])
			at += alongX
		}
	}
}

// turnYCbCr turns the planes as they are, so that luma stays exactly what it was;
// nil where Go has no type for the result.
func (o orientation) turnYCbCr(img *image.YCbCr) *image.YCbCr {
	perX, perY := 1, 1 // pixels that share a sample of colour
	ratio := img.SubsampleRatio
	switch ratio {
	case image.YCbCrSubsampleRatio444:
	case image.YCbCrSubsampleRatio420:
		perX, perY = 2, 2
	case image.YCbCrSubsampleRatio422:
		perX = 2
		if o.swapsSides() {
			ratio = image.YCbCrSubsampleRatio440
		}
	case image.YCbCrSubsampleRatio440:
		perY = 2
		if o.swapsSides() {
			ratio = image.YCbCrSubsampleRatio422
		}
	default:
		return nil
	}
	r := img.Rect
	if r.Min.X%perX != 0 || r.Min.Y%perY != 0 {
		return nil
	}
	colour := image.Pt((r.Dx()+perX-1)/perX, (r.Dy()+perY-1)/perY)
	shown := r.Size()
	if o.swapsSides() {
		shown.X, shown.Y = shown.Y, shown.X
		perX, perY = perY, perX
	}
	// Mirrored, the pair that was cut at the far edge comes first: the rectangle
	// begins within it, at 1.
	var begin image.Point
	mirrorX, mirrorY := o.mirrors()
	if mirrorX {
		begin.X = shown.X % perX
	}
	if mirrorY {
		begin.Y = shown.Y % perY
	}
	turned := image.NewYCbCr(image.Rectangle{Min: begin, Max: begin.Add(shown)}, ratio)
	o.turn(plane{turned.Y, turned.YStride}, plane{img.Y[img.YOffset(r.Min.X, r.Min.Y):], img.YStride}, r.Size(), 1)
	first := img.COffset(r.Min.X, r.Min.Y)
	o.turn(plane{turned.Cb, turned.CStride}, plane{img.Cb[first:], img.CStride}, colour, 1)
	o.turn(plane{turned.Cr, turned.CStride}, plane{img.Cr[first:], img.CStride}, colour, 1)
	return turned
}

package picture

import (
	"image"
	"image/draw"
)

// Gray returns a picture as luma (ITU-R BT.601) on white paper, which is what
// transparent pixels show. If its longer side exceeds maxSide pixels, it is
// averaged down by the least whole factor that makes it fit; 0 is no limit. The
// result begins at 0, 0.
func Gray(img image.Image, maxSide int) *image.Gray {
	size := img.Bounds().Size()
	if img.Bounds().Empty() {
		return &image.Gray{}
	}
	readRow := lumaRows(img)
	if longer := max(size.X, size.Y); maxSide > 0 && longer > maxSide {
		return averaged(readRow, size, (longer-1)/maxSide+1)
	}
	gray := image.NewGray(image.Rectangle{Max: size})
	for y := range size.Y {
		readRow(y, gray.Pix[y*gray.Stride:][:size.X])
	}
	return gray
}

// averaged shrinks a picture by a whole factor. Cells at the right and bottom edge
// average what they have.
func averaged(readRow func(y int, row []byte), size image.Point, factor int) *image.Gray {
	gray := image.NewGray(image.Rect(0, 0, (size.X-1)/factor+1, (size.Y-1)/factor+1))
	row := make([]byte, size.X)
	sums := make([]uint64, gray.Rect.Dx())
	for top := 0; top < size.Y; top += factor {
		bottom := min(top+factor, size.Y)
		clear(sums)
		for y := top; y < bottom; y++ {
			readRow(y, row)
			for i := range sums {
				for _, v := range row[i*factor : min((i+1)*factor, size.X)] {
					sums[i] += uint64(v)
				}
			}
		}
		for i, sum := range sums {
			area := uint64(bottom-top) * uint64(min(factor, size.X-i*factor))
			gray.Pix[top/factor*gray.Stride+i] = uint8((sum + area/2) / area)
		}
	}
	return gray
}

// lumaRows returns what writes a row of the picture, counted from 0, as luma.
func lumaRows(img image.Image) func(y int, row []byte) {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.Gray:
		return func(y int, row []byte) { copy(row, img.Pix[y*img.Stride:]) }
	case *image.YCbCr: // of JFIF, so Y is the luma wanted
		return func(y int, row []byte) { copy(row, img.Y[y*img.YStride:]) }
	case *image.Paletted:
		var lumas [256]byte
		for i, c := range img.Palette[:min(len(img.Palette), len(lumas))] {
			r, g, b, a := c.RGBA()
			lumas[i] = onPaper(luma(r>>8, g>>8, b>>8), a>>8)
		}
		return func(y int, row []byte) {
			for x, i := range img.Pix[y*img.Stride:][:len(row)] {
				row[x] = lumas[i]
			}
		}
	case *image.RGBA:
		return func(y int, row []byte) { lumaOfRGBA(img.Pix[y*img.Stride:], row) }
	case *image.NRGBA:
		return func(y int, row []byte) {
			pixels := img.Pix[y*img.Stride:]
			for x := range row {
				p := pixels[4*x : 4*x+4 : 4*x+4]
				alpha := uint32(p[3])
				row[x] = onPaper((luma(uint32(p[0]), uint32(p[1]), uint32(p[2]))*alpha+127)/255, alpha)
			}
		}
	}
	plain := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	return func(y int, row []byte) {
		draw.Draw(plain, plain.Rect, img, b.Min.Add(image.Pt(0, y)), draw.Src)
		lumaOfRGBA(plain.Pix, row)
	}
}

func lumaOfRGBA(pixels, row []byte) {
	for x := range row {
		p := pixels[4*x : 4*x+4 : 4*x+4]
		row[x] = onPaper(luma(uint32(p[0]), uint32(p[1]), uint32(p[2])), uint32(p[3]))
	}
}

// luma weighs by 0.299, 0.587 and 0.114, in parts of 65536.
func luma(r, g, b uint32) uint32 { return (19595*r + 38470*g + 7471*b + 1<<15) >> 16 }

// onPaper lays luma, already multiplied by alpha, over white.
func onPaper(luma, alpha uint32) uint8 { return uint8(min(luma+255-alpha, 255)) }

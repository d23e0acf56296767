package forge

import (
	"image"
	"math"
	"math/rand/v2"
)

// What changes where things stand on a page: size, place, direction.
//
// Coordinates that depend on sines are rounded to 1/2^20 and pixels are read at
// multiples of 1/256 pixel, so the last bit of a sine does not show. Products
// are converted to float64 before they are added to: otherwise some processors
// would add without rounding them.

// shrink scales by factor, at most 1, each pixel the mean of the area that it
// covers.
func shrink(factor float64) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		return resize(page, factor, areaWeights)
	}
}

// narrow makes a page as many pixels wide. It never enlarges.
func narrow(width int) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		return resize(page, min(1, float64(width)/float64(page.Rect.Dx())), areaWeights)
	}
}

// crop keeps all but part of the area, as a rectangle of the page's proportions
// anywhere on it.
func crop(part float64) step {
	kept := math.Sqrt(1 - part)
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		return clip(page, somewhere(page, share(kept, page.Rect.Dx()), share(kept, page.Rect.Dy()), r))
	}
}

// somewhere is a rectangle of that size at a random place on the page, which is
// at least as large.
func somewhere(page *image.Gray, width, height int, r *rand.Rand) image.Rectangle {
	y, x := r.IntN(page.Rect.Dy()-height+1), r.IntN(page.Rect.Dx()-width+1)
	return image.Rect(x, y, x+width, y+height)
}

// screenshot shows a wide rectangle of part of the area, about as a screen does
// at 96 dpi. Of eight tries it is the one with most ink.
func screenshot(part float64) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		var best image.Rectangle
		most := -1.0
		for range 8 {
			width := between(.6, 1, r)
			tall := min(page.Rect.Dy(), share(part/width, page.Rect.Dy()))
			area := somewhere(page, share(width, page.Rect.Dx()), tall, r)
			if ink := inkShare(page, area); ink > most {
				best, most = area, ink
			}
		}
		return resize(clip(page, best), .48*between(.95, 1.4, r), areaWeights)
	}
}

// inkShare is the share of dark pixels in every fourth row of area.
func inkShare(page *image.Gray, area image.Rectangle) float64 {
	dark, all := 0, 0
	for y := area.Min.Y; y < area.Max.Y; y += 4 {
		for _, p := range page.Pix[page.PixOffset(area.Min.X, y):][:area.Dx()] {
			if p < 128 {
				dark++
			}
		}
		all += area.Dx()
	}
	return float64(dark) / float64(all)
}

// reprint puts the page, scaled by factor, on paper of its own size: somewhere on
// it when smaller, in the middle when larger, where its rim is lost.
func reprint(factor float64) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		width, height := page.Rect.Dx(), page.Rect.Dy()
		if factor > 1 {
			large := resize(page, factor, cubicWeights)
			middle := image.Rect(0, 0, width, height).Add(image.Pt((large.Rect.Dx()-width)/2, (large.Rect.Dy()-height)/2))
			return clip(large, middle)
		}
		small := resize(page, factor, areaWeights)
		out := newSheet(width, height, 255).Gray
		at := somewhere(page, small.Rect.Dx(), small.Rect.Dy(), r).Min
		for y := range small.Rect.Dy() {
			copy(out.Pix[out.PixOffset(at.X, at.Y+y):], small.Pix[y*small.Stride:][:small.Stride])
		}
		return out
	}
}

// quarterTurn turns the page to the left by 90 degrees.
func quarterTurn(page *image.Gray, _ *rand.Rand) *image.Gray {
	width, height := page.Rect.Dx(), page.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, height, width))
	for y := range height {
		for x, p := range page.Pix[y*width:][:width] {
			out.Pix[(width-1-x)*height+y] = p
		}
	}
	return out
}

// mirror swaps left and right.
func mirror(page *image.Gray, _ *rand.Rand) *image.Gray {
	out := image.NewGray(page.Rect)
	for y := range page.Rect.Dy() {
		row := out.Pix[y*out.Stride:][:out.Stride]
		for x, p := range page.Pix[y*page.Stride:][:page.Stride] {
			row[len(row)-1-x] = p
		}
	}
	return out
}

// rotate turns the page by degrees, to the left or to the right, on white.
func rotate(degrees float64) step {
	return either(turn(degrees), turn(-degrees))
}

// skew turns the page by at most as many degrees, as a sheet that lies askew in
// the feeder.
func skew(most float64) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		return turn(most*between(-1, 1, r))(page, r)
	}
}

// turn turns the page to the left by degrees around its middle, on white.
func turn(degrees float64) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		return warp(page, page.Rect.Dx(), page.Rect.Dy(), rotation(degrees, page.Rect.Max), 255)
	}
}

// A photo is how badly a page is photographed.
type photo struct {
	tilt  float64 // how far a corner moves inwards at most, in parts of the page's size
	turn  float64 // degrees at most
	shade float64 // brightness of the darkest corner
}

var photos = [...]photo{{.03, 2, .75}, {.07, 4, .55}, {.12, 6, .40}}

const desk = 90 // gray of what a photographed page lies on

// photograph takes a photo of the page on a desk: in perspective, slightly
// turned, and darker towards one side.
func photograph(p photo) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
		rim := min(page.Rect.Dx(), page.Rect.Dy()) / 20
		var corners [4]point // clockwise from the top left
		for i, inwards := range [4]point{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
			dx, dy := between(0, p.tilt, r), between(0, p.tilt, r)
			corners[i] = point{float64(inwards.x*(dx-.5)) * w, float64(inwards.y*(dy-.5)) * h}
		}
		sin, cos := sineCosine(between(-p.turn, p.turn, r))
		for i, c := range corners {
			corners[i] = point{
				float64(.92*cross(cos, sin, c.y, c.x)) + w/2 + float64(rim),
				float64(.92*cross(sin, -cos, c.y, c.x)) + h/2 + float64(rim),
			}
		}
		seen := warp(page, page.Rect.Dx()+2*rim, page.Rect.Dy()+2*rim, flatten(corners, w, h), desk)
		light(seen, p.shade, between(-1, 1, r), between(-1, 1, r))
		return seen
	}
}

// light darkens a picture evenly against the direction x, y: to shade in the
// darkest corner, to a little less than it was in the brightest.
func light(picture *image.Gray, shade, x, y float64) {
	const one = 1 << 24
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	fall := max(math.Abs(x)+math.Abs(y), 1e-6)
	scale := .95 * (1 - shade) / fall * one
	perColumn, perRow := int64(scale*x/float64(width)), int64(scale*y/float64(height))
	corner := int64(.95*shade*one) - min(0, perColumn*int64(width)) - min(0, perRow*int64(height))
	for row := range height {
		gain := corner + perRow*int64(row)
		line := picture.Pix[row*picture.Stride:][:width]
		for i, p := range line {
			line[i] = uint8(int64(p) * gain / one)
			gain += perColumn
		}
	}
}

type point struct{ x, y float64 }

// cross is a*d - b*c, rounded alike by every processor.
func cross(a, b, c, d float64) float64 { return float64(a*d) - float64(b*c) }

func sineCosine(degrees float64) (sin, cos float64) {
	const unit = 1 << 20
	sin, cos = math.Sincos(degrees * math.Pi / 180)
	return math.Round(sin*unit) / unit, math.Round(cos*unit) / unit
}

// A projection maps a point x, y to (x*m[0]+y*m[1]+m[2], x*m[3]+y*m[4]+m[5]),
// both divided by x*m[6]+y*m[7]+m[8].
type projection [9]float64

// rotation maps a point on a picture of that size, turned to the left around its
// middle, to where it was.
func rotation(degrees float64, size image.Point) projection {
	sin, cos := sineCosine(degrees)
	x, y := float64(size.X)/2, float64(size.Y)/2
	return projection{
		cos, -sin, x - cross(cos, sin, y, x),
		sin, cos, y - cross(sin, -cos, y, x),
		0, 0, 1,
	}
}

// flatten maps points within four corners, clockwise from the top left, to a
// page of that size. It is the inverse of the mapping of the unit square to a
// quadrilateral in Heckbert, "Fundamentals of texture mapping and image warping",
// 1989, section 2.2.3.
func flatten(corners [4]point, width, height float64) projection {
	p, q, s, t := corners[0], corners[1], corners[2], corners[3]
	one, other := point{q.x - s.x, q.y - s.y}, point{t.x - s.x, t.y - s.y}
	sum := point{p.x - q.x + s.x - t.x, p.y - q.y + s.y - t.y}
	area := cross(one.x, one.y, other.x, other.y)
	g := cross(sum.x, sum.y, other.x, other.y) / area
	h := cross(one.x, one.y, sum.x, sum.y) / area
	a, b, c := q.x-p.x+float64(g*q.x), t.x-p.x+float64(h*t.x), p.x
	d, e, f := q.y-p.y+float64(g*q.y), t.y-p.y+float64(h*t.y), p.y
	return projection{
		width * cross(e, f, h, 1), width * cross(c, b, 1, h), width * cross(b, c, e, f),
		height * cross(f, d, 1, g), height * cross(a, c, g, 1), height * cross(c, a, f, d),
		cross(d, e, g, h), cross(b, a, h, g), cross(a, b, d, e),
	}
}

// warp makes a picture of that size whose pixels are read from the page where
// the projection says, between pixels by bilinear interpolation. Around the page
// all is of one gray.
func warp(page *image.Gray, width, height int, m projection, around uint8) *image.Gray {
	const unit = 256
	out := image.NewGray(image.Rect(0, 0, width, height))
	w, h := page.Rect.Dx(), page.Rect.Dy()
	for row := range height {
		y := float64(row)
		u, v := unit*(float64(m[1]*y)+m[2]), unit*(float64(m[4]*y)+m[5])
		depth := float64(m[7]*y) + m[8]
		line := out.Pix[row*width:][:width]
		for i := range line {
			px, py := int(math.Floor(u/depth)), int(math.Floor(v/depth))
			x, y, fx, fy := px>>8, py>>8, px&255, py&255
			switch {
			case uint(x) < uint(w-1) && uint(y) < uint(h-1):
				upper := page.Pix[y*w+x:][:2]
				lower := page.Pix[y*w+w+x:][:2]
				a := int(upper[0])*(unit-fx) + int(upper[1])*fx
				b := int(lower[0])*(unit-fx) + int(lower[1])*fx
				line[i] = uint8((a*(unit-fy) + b*fy + unit*unit/2) / (unit * unit))
			case x < -1 || x >= w || y < -1 || y >= h:
				line[i] = around
			default:
				at := func(x, y int) int {
					if uint(x) < uint(w) && uint(y) < uint(h) {
						return int(page.Pix[y*w+x])
					}
					return int(around)
				}
				a := at(x, y)*(unit-fx) + at(x+1, y)*fx
				b := at(x, y+1)*(unit-fx) + at(x+1, y+1)*fx
				line[i] = uint8((a*(unit-fy) + b*fy + unit*unit/2) / (unit * unit))
			}
			u += unit * m[0]
			v += unit * m[3]
			depth += m[6]
		}
	}
	return out
}

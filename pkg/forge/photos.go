package forge

import (
	"image"
	"math"
	"math/rand/v2"
)

// Photos is the photographs by which recognition of paper that does not lie flat is measured:
// a sheet in space that is bent, wrinkled and creased, in uneven light, as a camera sees it.
// Pages are drawn at LooksDPI, as for Looks; what is here is no part of those.
func Photos() []Look {
	of := func(s sheetOfPaper) step { return chain(s.photograph, blur(.8), addNoise(4), throughJPEG(75)) }
	return []Look{
		{"flat", "flat", of(sheetOfPaper{})},
		{"light", "slightly bent and uneven", of(sheetOfPaper{bend: .16, wrinkles: .006, waves: 2})},
		{"medium", "bent, wrinkled, folded once", of(sheetOfPaper{bend: .48, wrinkles: .012, waves: 4, creases: 1, fold: .12})},
		{"strong", "strongly bent, folded twice", of(sheetOfPaper{bend: 1, wrinkles: .02, waves: 5, creases: 2, fold: .2})},
	}
}

// A sheetOfPaper is how a sheet lies in space. Lengths are parts of its width.
type sheetOfPaper struct {
	bend     float64 // angle, in radians, between its ends
	wrinkles float64 // height of the highest
	waves    int     // of wrinkles across it
	creases  int
	fold     float64 // slope, at most, of the paper to either side of a crease
}

// A spot is where a point of the sheet lies in space: x to the right, y down, z towards the
// camera. light is how much of the light it gets there.
type spot struct{ x, y, z, light float64 }

// knots is how many cells the sheet is made of along its longer side.
const knots = 96

// photograph sees the sheet lying on a desk, from about above.
func (s sheetOfPaper) photograph(page *image.Gray, r *rand.Rand) *image.Gray {
	w, h := page.Rect.Dx(), page.Rect.Dy()
	grid := s.shape(float64(w), float64(h), r)
	project(grid, 1.9*float64(max(w, h)), r)
	grid.fit(w, h)
	out := tabletop(w, h, r)
	grid.paint(out, page)
	light(out, between(.6, .9, r), between(-1, 1, r), between(-1, 1, r))
	return out
}

// A surface is the sheet as a grid of spots, row after row.
type surface struct {
	spots        []spot
	across, down int
}

// shape bends, wrinkles and creases the sheet.
func (s sheetOfPaper) shape(w, h float64, r *rand.Rand) surface {
	cell := max(w, h) / knots
	g := surface{across: int(math.Ceil(w/cell)) + 1, down: int(math.Ceil(h/cell)) + 1}
	turn := between(-30, 30, r)
	if r.IntN(3) == 0 {
		turn += 90 // bent from top to bottom
	}
	sin, cos := sineCosine(turn)
	angle := s.bend * between(.8, 1.2, r)
	uneven := between(-.5, .5, r) // one half is bent more than the other
	relief := newRelief(s.waves, r)
	folds := make([][4]float64, s.creases) // direction, place, slope
	for i := range folds {
		foldSin, foldCos := sineCosine(between(0, 180, r))
		folds[i] = [4]float64{foldCos, foldSin, between(-.25, .25, r) * h, between(.4, 1, r) * s.fold}
		if r.IntN(2) == 0 {
			folds[i][3] = -folds[i][3]
		}
	}
	for j := range g.down {
		for i := range g.across {
			x, y := w*(float64(i)/float64(g.across-1)-.5), h*(float64(j)/float64(g.down-1)-.5)
			along, across := float64(x*cos)+float64(y*sin), float64(y*cos)-float64(x*sin)
			u, z := arc(along, angle/w, uneven)
			z += s.wrinkles * w * relief.at(float64(i)/float64(g.across-1), float64(j)/float64(g.down-1))
			for _, f := range folds {
				z -= f[3] * math.Abs(float64(x*f[0])+float64(y*f[1])-f[2])
			}
			g.spots = append(g.spots, spot{float64(u*cos) - float64(across*sin), float64(u*sin) + float64(across*cos), z, 1})
		}
	}
	g.shade(between(-.6, .6, r), between(-.6, .6, r))
	return g
}

// arc follows a sheet along the direction in which it is bent, from its middle: how far it
// gets, and how far it sinks. Its slope grows by a rate, unevenly.
func arc(along, rate, uneven float64) (u, z float64) {
	const steps = 32
	for n := range steps {
		at := along * (float64(n) + .5) / steps
		slope := rate * at * (1 + float64(uneven*at*rate))
		sin, cos := sineCosine(slope * 180 / math.Pi)
		u, z = u+float64(cos*along)/steps, z-float64(sin*along)/steps
	}
	return u, z
}

// A relief is heights from -1 to 1 at the knots of a coarse grid.
type relief struct {
	heights []float64
	side    int
}

func newRelief(waves int, r *rand.Rand) relief {
	f := relief{side: waves + 3}
	most := 1e-9
	for range f.side * f.side {
		v := r.NormFloat64()
		f.heights = append(f.heights, v)
		most = max(most, math.Abs(v))
	}
	for i := range f.heights {
		f.heights[i] /= most
	}
	return f
}

// at is the height at a point of the unit square: a cubic B-spline of the knots, which has no
// kinks.
func (f relief) at(x, y float64) float64 {
	n := f.side - 3
	if n == 0 {
		return 0
	}
	x, y = min(x*float64(n), float64(n)-1e-9), min(y*float64(n), float64(n)-1e-9)
	i, j := int(x), int(y)
	wx, wy := spline(x-float64(i)), spline(y-float64(j))
	sum := 0.
	for a, v := range wy {
		for b, u := range wx {
			sum += float64(u * v * f.heights[(j+a)*f.side+i+b])
		}
	}
	return sum
}

func spline(t float64) [4]float64 {
	u := 1 - t
	return [4]float64{u * u * u / 6, (3*t*t*t - 6*t*t + 4) / 6, (3*u*u*u - 6*u*u + 4) / 6, t * t * t / 6}
}

// shade lights the sheet from a direction: what faces it is bright.
func (g surface) shade(lx, ly float64) {
	norm := math.Sqrt(1 + float64(lx*lx) + float64(ly*ly))
	for j := range g.down {
		for i := range g.across {
			left, right := g.spots[j*g.across+max(i-1, 0)], g.spots[j*g.across+min(i+1, g.across-1)]
			upper, lower := g.spots[max(j-1, 0)*g.across+i], g.spots[min(j+1, g.down-1)*g.across+i]
			sx, sy := (right.z-left.z)/max(1, right.x-left.x), (lower.z-upper.z)/max(1, lower.y-upper.y)
			facing := (1 - float64(sx*lx) - float64(sy*ly)) / math.Sqrt(1+float64(sx*sx)+float64(sy*sy)) / norm
			g.spots[j*g.across+i].light = min(1, max(.35, facing*1.1))
		}
	}
}

// project turns the sheet and sees it through a pinhole at a distance.
func project(g surface, distance float64, r *rand.Rand) {
	sinX, cosX := sineCosine(between(-12, 12, r))
	sinY, cosY := sineCosine(between(-12, 12, r))
	sinZ, cosZ := sineCosine(between(-4, 4, r))
	for i, p := range g.spots {
		x, y := cross(p.x, p.y, sinZ, cosZ), float64(p.x*sinZ)+float64(p.y*cosZ)
		y, z := cross(y, p.z, sinX, cosX), float64(y*sinX)+float64(p.z*cosX)
		x, z = float64(x*cosY)+float64(z*sinY), cross(z, x, sinY, cosY)
		depth := distance - z
		g.spots[i].x, g.spots[i].y, g.spots[i].z = distance*x/depth, distance*y/depth, z
	}
}

// fit makes what is seen fill a picture but for a rim, on a grid of sixteenths of a pixel.
func (g surface) fit(width, height int) {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range g.spots {
		left, top, right, bottom = min(left, p.x), min(top, p.y), max(right, p.x), max(bottom, p.y)
	}
	k := .94 * min(float64(width)/(right-left), float64(height)/(bottom-top))
	for i := range g.spots {
		p := &g.spots[i]
		p.x = math.Round(16*(float64(k*(p.x-(left+right)/2))+float64(width)/2)) / 16
		p.y = math.Round(16*(float64(k*(p.y-(top+bottom)/2))+float64(height)/2)) / 16
	}
}

// tabletop is a dark desk with a grain.
func tabletop(width, height int, r *rand.Rand) *image.Gray {
	out := newSheet(width, height, 0).Gray
	gray := between(60, 120, r)
	grain := newRelief(12, r)
	for y := range height {
		level := gray + float64(12*grain.at(.5, float64(y)/float64(height)))
		row := out.Pix[y*out.Stride:][:width]
		for x := range row {
			row[x] = uint8(level + float64(6*r.Float64()))
		}
	}
	return out
}

// paint paints the page on a picture, where its surface is seen: two triangles for each cell,
// those that are further away first.
func (g surface) paint(out, page *image.Gray) {
	w, h := float64(page.Rect.Dx()-1), float64(page.Rect.Dy()-1)
	corner := func(i, j int) vertex {
		return vertex{g.spots[j*g.across+i], w * float64(i) / float64(g.across-1), h * float64(j) / float64(g.down-1)}
	}
	depth := make([]float32, out.Rect.Dx()*out.Rect.Dy())
	for i := range depth {
		depth[i] = -math.MaxFloat32
	}
	for j := range g.down - 1 {
		for i := range g.across - 1 {
			a, b, c, d := corner(i, j), corner(i+1, j), corner(i, j+1), corner(i+1, j+1)
			triangle{a, b, c}.paint(out, page, depth)
			triangle{d, c, b}.paint(out, page, depth)
		}
	}
}

// A vertex is a spot with the point of the page that is there.
type vertex struct {
	spot
	u, v float64
}

type triangle [3]vertex

func (t triangle) paint(out, page *image.Gray, depth []float32) {
	a, b, c := t[0], t[1], t[2]
	area := cross(b.x-a.x, b.y-a.y, c.x-a.x, c.y-a.y)
	if area <= 0 {
		return // seen from behind
	}
	top, bottom := math.Floor(min(a.y, b.y, c.y)), math.Ceil(max(a.y, b.y, c.y))
	left, right := math.Floor(min(a.x, b.x, c.x)), math.Ceil(max(a.x, b.x, c.x))
	for y := max(0, int(top)); y < min(out.Rect.Dy(), int(bottom)+1); y++ {
		for x := max(0, int(left)); x < min(out.Rect.Dx(), int(right)+1); x++ {
			px, py := float64(x)+.5, float64(y)+.5
			p := cross(b.x-px, b.y-py, c.x-px, c.y-py) / area
			q := cross(c.x-px, c.y-py, a.x-px, a.y-py) / area
			s := 1 - p - q
			if p < 0 || q < 0 || s < 0 {
				continue
			}
			mix := func(of, at, to float64) float64 { return float64(p*of) + float64(q*at) + float64(s*to) }
			if z := float32(mix(a.z, b.z, c.z)); z >= depth[y*out.Rect.Dx()+x] {
				depth[y*out.Rect.Dx()+x] = z
				out.Pix[y*out.Stride+x] = uint8(.9 * mix(a.light, b.light, c.light) * float64(paperAt(page, mix(a.u, b.u, c.u), mix(a.v, b.v, c.v))))
			}
		}
	}
}

// paperAt is how bright the page is at a point, to 1/256 of a pixel.
func paperAt(page *image.Gray, x, y float64) int {
	px, py := int(math.Round(256*x)), int(math.Round(256*y))
	px, py = min(max(px, 0), (page.Rect.Dx()-1)<<8), min(max(py, 0), (page.Rect.Dy()-1)<<8)
	at, fx, fy := (py>>8)*page.Stride+px>>8, px&255, py&255
	right, under := 0, 0
	if fx > 0 {
		right = 1
	}
	if fy > 0 {
		under = page.Stride
	}
	above := int(page.Pix[at])*(256-fx) + int(page.Pix[at+right])*fx
	below := int(page.Pix[at+under])*(256-fx) + int(page.Pix[at+under+right])*fx
	return (above*(256-fy) + below*fy) >> 16
}

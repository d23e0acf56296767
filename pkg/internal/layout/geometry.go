package layout

import (
	"math"
	"strconv"
)

// Products are written float64(x*y) to keep compilers from fusing them with the sum that
// follows, so that every machine computes the same figures.

// Apply maps a point.
func (a Affine) Apply(x, y float64) (float64, float64) {
	return float64(a[0]*x) + float64(a[1]*y) + a[2], float64(a[3]*x) + float64(a[4]*y) + a[5]
}

// Foreshortens returns by how much of its size one corner of a rectangle from the origin comes out
// smaller than another, for being further away; 0 where nothing does, and at most 1.
func (h Homography) Foreshortens(width, height float64) float64 {
	near, far := math.Inf(1), math.Inf(-1)
	for _, corner := range [][2]float64{{0, 0}, {width, 0}, {0, height}, {width, height}} {
		depth := h.depth(corner[0], corner[1])
		near, far = min(near, depth), max(far, depth)
	}
	if !(near > 0) {
		return 1
	}
	return 1 - near/far
}

// Then returns the map that applies a and then b.
func (a Affine) Then(b Affine) Affine {
	h := a.Homography().Then(b.Homography())
	return Affine(h[:6])
}

// Inverse returns the inverse of a; ok is false when a maps the plane onto a line or a
// point.
func (a Affine) Inverse() (inverse Affine, ok bool) {
	h, ok := a.Homography().Inverse()
	return Affine(h[:6]), ok
}

// Homography returns the same map as a homography.
func (a Affine) Homography() Homography {
	return Homography{a[0], a[1], a[2], a[3], a[4], a[5], 0, 0, 1}
}

// Apply maps a point. One that is mapped to infinity yields infinities or NaN.
func (h Homography) Apply(x, y float64) (float64, float64) {
	w := h.depth(x, y)
	return (float64(h[0]*x) + float64(h[1]*y) + h[2]) / w, (float64(h[3]*x) + float64(h[4]*y) + h[5]) / w
}

func (h Homography) depth(x, y float64) float64 {
	return float64(h[6]*x) + float64(h[7]*y) + h[8]
}

// Then returns the map that applies h and then g.
func (h Homography) Then(g Homography) Homography {
	var p Homography
	for row := range 3 {
		for column := range 3 {
			for i := range 3 {
				p[3*row+column] += float64(g[3*row+i] * h[3*i+column])
			}
		}
	}
	return p.normalised()
}

// Scaled returns h for planes drawn larger: in pixels, of which there are so many to the unit.
func (h Homography) Scaled(by float64) Homography {
	h[2], h[5] = h[2]*by, h[5]*by
	h[6], h[7] = h[6]/by, h[7]/by
	return h
}

// Inverse returns the inverse of h; ok is false when h maps the plane onto a line or a
// point.
func (h Homography) Inverse() (inverse Homography, ok bool) {
	minor := func(a, b, c, d int) float64 { return float64(h[a]*h[d]) - float64(h[b]*h[c]) }
	adjugate := Homography{
		minor(4, 5, 7, 8), -minor(1, 2, 7, 8), minor(1, 2, 4, 5),
		-minor(3, 5, 6, 8), minor(0, 2, 6, 8), -minor(0, 2, 3, 5),
		minor(3, 4, 6, 7), -minor(0, 1, 6, 7), minor(0, 1, 3, 4),
	}
	determinant := float64(h[0]*adjugate[0]) + float64(h[1]*adjugate[3]) + float64(h[2]*adjugate[6])
	if !(math.Abs(determinant) > 1e-12) || math.IsInf(determinant, 0) {
		return Homography{}, false
	}
	for i := range adjugate {
		adjugate[i] /= determinant
	}
	return adjugate.normalised(), true
}

// Rounded returns the elements, scaled such that the last is 1, to six significant digits:
// machines may differ in further ones.
func (h Homography) Rounded() []float64 {
	rounded := make([]float64, len(h))
	for i, x := range h {
		x /= h[8]
		var err error
		if rounded[i], err = strconv.ParseFloat(strconv.FormatFloat(x, 'e', 5, 64), 64); err != nil {
			rounded[i] = x // no float64 fails to be read back
		}
	}
	return rounded
}

// normalised returns h scaled such that its last element is 1, or h as it is if the last
// element is nearly 0.
func (h Homography) normalised() Homography {
	if last := h[8]; math.Abs(last) > 1e-12 {
		for i := range h {
			h[i] /= last
		}
	}
	return h
}

// jacobian returns the derivative of h at x, y, row by row: how it maps small steps.
func (h Homography) jacobian(x, y float64) (a, b, c, d float64) {
	w := h.depth(x, y)
	u, v := h.Apply(x, y)
	return (h[0] - float64(u*h[6])) / w, (h[1] - float64(u*h[7])) / w, (h[3] - float64(v*h[6])) / w, (h[4] - float64(v*h[7])) / w
}

// ScaleAt is how many times larger h shows what is at x, y.
func (h Homography) ScaleAt(x, y float64) float64 {
	a, b, c, d := h.jacobian(x, y)
	return math.Sqrt(math.Abs(float64(a*d) - float64(b*c)))
}

// MirroredAt reports whether h mirrors what is at x, y.
func (h Homography) MirroredAt(x, y float64) bool {
	a, b, c, d := h.jacobian(x, y)
	return float64(a*d) < float64(b*c)
}

// AngleAt is by how many degrees h turns what is at x, y clockwise (y points down), to a
// thousandth. If h mirrors, it is taken to mirror left to right first and to turn then.
// The range is -179.9 to 180.1, so that what is upside down, give or take a tenth of a
// degree, is near 180.
func (h Homography) AngleAt(x, y float64) float64 {
	a, b, c, d := h.jacobian(x, y)
	if float64(a*d) < float64(b*c) {
		a, c = -a, -c
	}
	degrees := math.Round(math.Atan2(c-b, a+d)*180_000/math.Pi) / 1000
	if degrees <= -179.9 {
		degrees += 360
	}
	return degrees
}

// A sample says that the point x, y of one page is u, v on the other.
type sample struct{ x, y, u, v, weight float64 }

// FitAffine returns the affine map of least squared error for points given as x, y on one
// page and u, v on the other; ok is false where they do not determine one.
func FitAffine(points [][4]float64) (h Homography, ok bool) {
	samples := make([]sample, len(points))
	for i, p := range points {
		samples[i] = sample{p[0], p[1], p[2], p[3], 1}
	}
	return fitAffine(samples)
}

// fitAffine is the affine map of least squared error.
func fitAffine(samples []sample) (Homography, bool) { return fit(samples, 6) }

// fitHomography is the homography of least algebraic error (the direct linear
// transform; Hartley, Zisserman: "Multiple View Geometry", 2004, section 4.1).
func fitHomography(samples []sample) (Homography, bool) { return fit(samples, 8) }

// fit solves the normal equations for the first n of a homography's elements.
// Coordinates are centred and scaled first, without which they are ill-conditioned.
func fit(samples []sample, n int) (Homography, bool) {
	from, to, ok := frames(samples)
	if !ok {
		return Homography{}, false
	}
	var m moments
	for _, s := range samples {
		m.add((s.x-from.x)/from.size, (s.y-from.y)/from.size, (s.u-to.x)/to.size, (s.v-to.y)/to.size, s.weight)
	}
	system := m.equations()
	h := Homography{8: 1}
	if !solve(&system, n, h[:n]) {
		return Homography{}, false
	}
	into := Affine{1 / from.size, 0, -from.x / from.size, 0, 1 / from.size, -from.y / from.size}
	back := Affine{to.size, 0, to.x, 0, to.size, to.y}
	return into.Homography().Then(h).Then(back.Homography()), true
}

// A frame is the centre of points and their root mean square distance from it.
type frame struct{ x, y, size float64 }

func frames(samples []sample) (from, to frame, ok bool) {
	var total float64
	for _, s := range samples {
		from.x += float64(s.weight * s.x)
		from.y += float64(s.weight * s.y)
		to.x += float64(s.weight * s.u)
		to.y += float64(s.weight * s.v)
		total += s.weight
	}
	if !(total > 0) {
		return frame{}, frame{}, false
	}
	from.x, from.y, to.x, to.y = from.x/total, from.y/total, to.x/total, to.y/total
	for _, s := range samples {
		from.size += float64(s.weight * square(s.x-from.x, s.y-from.y))
		to.size += float64(s.weight * square(s.u-to.x, s.v-to.y))
	}
	from.size, to.size = math.Sqrt(from.size/total), math.Sqrt(to.size/total)
	return from, to, from.size > 0 && to.size > 0
}

func square(dx, dy float64) float64 { return float64(dx*dx) + float64(dy*dy) }

// moments are sums over samples of weight times 1, u, v and u²+v², each times x²,
// xy, x, y², y and 1: all that the normal equations are made of.
type moments [4][6]float64

func (m *moments) add(x, y, u, v, weight float64) {
	products := [6]float64{float64(x * x), float64(x * y), x, float64(y * y), y, 1}
	factors := [4]float64{weight, float64(weight * u), float64(weight * v), float64(weight * square(u, v))}
	for i, f := range factors {
		for j, p := range products {
			m[i][j] += float64(f * p)
		}
	}
}

// equations are eight linear equations, the right side in the last column.
func (m *moments) equations() (e [8][9]float64) {
	at := [3][3]int{{0, 1, 2}, {1, 3, 4}, {2, 4, 5}} // of x, y, 1 times x, y, 1 in the moments
	for i := range 3 {
		for j := range 3 {
			e[i][j], e[3+i][3+j] = m[0][at[i][j]], m[0][at[i][j]]
		}
		for j := range 2 {
			e[i][6+j], e[6+j][i] = -m[1][at[i][j]], -m[1][at[i][j]]
			e[3+i][6+j], e[6+j][3+i] = -m[2][at[i][j]], -m[2][at[i][j]]
		}
		e[i][8], e[3+i][8] = m[1][at[i][2]], m[2][at[i][2]]
	}
	for i := range 2 {
		for j := range 2 {
			e[6+i][6+j] = m[3][at[i][j]]
		}
		e[6+i][8] = -m[3][at[i][2]]
	}
	for i := range 8 {
		e[i][i] += float64(1e-9 * m[0][5]) // keeps unknowns that the samples leave open at zero
	}
	return e
}

// solve solves the first n equations for the first n unknowns by Gaussian elimination
// with pivoting. It overwrites e, and returns false when there is no unique solution.
func solve(e *[8][9]float64, n int, solution []float64) bool {
	for i := range n {
		pivot := i
		for row := i + 1; row < n; row++ {
			if math.Abs(e[row][i]) > math.Abs(e[pivot][i]) {
				pivot = row
			}
		}
		e[i], e[pivot] = e[pivot], e[i]
		if !(math.Abs(e[i][i]) > 1e-12) {
			return false
		}
		for row := i + 1; row < n; row++ {
			f := e[row][i] / e[i][i]
			for column := i; column < 9; column++ {
				e[row][column] -= float64(f * e[i][column])
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		rest := e[i][8]
		for column := i + 1; column < n; column++ {
			rest -= float64(e[i][column] * solution[column])
		}
		solution[i] = rest / e[i][i]
	}
	return true
}

package ink

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	// workDPI is the resolution at which pages are compared: what is drawn finer is
	// shrunk to it.
	workDPI = 100
	// finer is by what factor a raster may exceed it and still be used as it is.
	finer = 1.12
	// rowStep is the distance of the rows by which the kind of a picture is determined.
	rowStep = 4
	// longestSide bounds a rendering, in pixels, whatever the size of the page.
	longestSide = 2400
)

// A Rendering is a drawing of a page, prepared for comparison. It is immutable, and safe
// for concurrent use. The zero Rendering is empty: every comparison with it is unclear.
type Rendering struct {
	width, height float64 // of the page, in points
	gray          raster  // dark on light
	ink           raster  // 0 for the ground, 255 for black
	bilevel       bool    // drawn in black and white: what was gray is lost
	desk          []bool  // blocks that do not show the page but what it lies on; nil for none
	across        int     // blocks in a row of desk
}

// NewRendering prepares a raster of a page of width by height points. The raster may be
// light on dark, unevenly lit, or gray; it is not changed. The rendering is empty where
// the raster is nil or empty, or the page has no size.
func NewRendering(raster *image.Gray, width, height float64) *Rendering {
	gray := rasterOf(raster)
	if gray.width == 0 || !(width > 0 && height > 0) || math.IsInf(width*height, 0) {
		return &Rendering{}
	}
	s := &Rendering{width: width, height: height, gray: workSize(gray, width, height), bilevel: gray.bilevel()}
	smooth := s.gray
	if !s.gray.blank() {
		if lightOnDark(s.gray) {
			s.gray = s.gray.inverted()
			smooth = s.gray
		}
		if smooth.grainy() {
			smooth = smooth.blurred() // the brightest of speckles is not the ground
		}
	}
	brightest := brightestOf(smooth)
	s.ink = inkOf(s.gray, brightest)
	s.desk, s.across = brightest.desk(), brightest.across
	return s
}

// workSize returns a raster of a page of width by height points, shrunk where it is finer
// than needed.
func workSize(r raster, width, height float64) raster {
	density := math.Sqrt(float64(r.width) / width * float64(r.height) / height)
	k := 1.
	if dpi := 72 * density; dpi > finer*workDPI {
		k = workDPI / dpi
	}
	if side := k * float64(max(r.width, r.height)); side > longestSide {
		k *= longestSide / side
	}
	if k == 1 {
		return r
	}
	side := func(n int) int { return max(1, int(math.Round(k*float64(n)))) }
	return r.shrunk(side(r.width), side(r.height))
}

// empty reports whether there is nothing to be compared.
func (s *Rendering) empty() bool { return s.ink.width == 0 }

// scale returns how many pixels there are to a point along each axis.
func (s *Rendering) scale() (x, y float64) {
	return float64(s.ink.width) / s.width, float64(s.ink.height) / s.height
}

// lightOnDark reports whether writing is lighter than its ground: in most blocks that
// have contrast, the distribution of brightness is skewed towards the light.
func lightOnDark(r raster) bool {
	const (
		block    = 16
		contrast = 200 // variance
		majority = .15 // of all blocks with contrast, by which more are light on dark
	)
	light, dark, all := 0, 0, 0
	for top := 0; top+block <= r.height; top += block {
		for left := 0; left+block <= r.width; left += block {
			var sum, squares, cubes int64
			for y := top; y < top+block; y++ {
				for _, v := range r.row(y)[left : left+block] {
					p := int64(v)
					sum, squares, cubes = sum+p, squares+p*p, cubes+p*p*p
				}
			}
			const n = block * block
			if n*squares-sum*sum < contrast*n*n {
				continue
			}
			all++
			// n² times the sum of (p-mean)³.
			if skewness := n*n*cubes - 3*n*sum*squares + 2*sum*sum*sum; skewness > 0 {
				light++
			} else {
				dark++
			}
		}
	}
	return float64(light-dark) > majority*float64(all)
}

// shows reports whether a point, in pixels, lies on the page.
func (s *Rendering) shows(x, y float64) bool {
	if !(x >= 0 && y >= 0 && x < float64(s.ink.width) && y < float64(s.ink.height)) {
		return false
	}
	return s.desk == nil || !s.desk[int(y)/groundBlock*s.across+int(x)/groundBlock]
}

// box returns the box of the page that some pixels are.
func (s *Rendering) box(r image.Rectangle) dossier.Box {
	kx, ky := s.scale()
	return dossier.Box{X: float64(r.Min.X) / kx, Y: float64(r.Min.Y) / ky, W: float64(r.Dx()) / kx, H: float64(r.Dy()) / ky}
}

// bilevel reports whether hardly a pixel is neither black nor white.
func (r raster) bilevel() bool {
	const black, white, share = 32, 224, 400
	gray, all := 0, 0
	for y := 0; y < r.height; y += rowStep {
		for _, v := range r.row(y) {
			if v > black && v < white {
				gray++
			}
		}
		all += r.width
	}
	return share*gray < all
}

// blank reports whether most of a raster is pure white, as where a program drew it.
func (r raster) blank() bool {
	white, all := 0, 0
	for y := 0; y < r.height; y += rowStep {
		for _, v := range r.row(y) {
			if v == 255 {
				white++
			}
		}
		all += r.width
	}
	return 5*white > 3*all
}

// grainy reports whether most pixels differ from the one before them.
func (r raster) grainy() bool {
	different, all := 0, 0
	for y := 0; y < r.height; y += rowStep {
		row := r.row(y)
		for x, v := range row[1:] {
			if v != row[x] {
				different++
			}
		}
		all += r.width
	}
	return 2*different > all
}

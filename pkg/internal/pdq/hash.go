package pdq

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"math"
	"slices"
)

const (
	side    = 64 // of the raster that is transformed
	waves   = 16 // lowest frequencies kept in each direction, the constant left out
	minSide = 5  // pixels; the reference refuses what is smaller
)

// Of returns the hash of a picture and its quality, 0 to 100: how much there is to
// see in it. The hash of a picture of low quality, such as a blank page, says nothing
// (MinQuality). A picture of fewer than 5 pixels on a side has the zero hash and
// quality 0.
//
// Of gives the bits of the published reference (facebook/ThreatExchange, pdq/cpp) on
// the same luma; only a flat picture has the zero hash here, and noise there. The
// reference's command line first shrinks what is larger than 512 pixels on a side by
// picking pixels, while Of averages all of them, at any size.
func Of(page *image.Gray) (Hash, int) {
	raster, ok := shrink(page)
	if !ok {
		return Hash{}, 0
	}
	spectrum := transform(raster)
	return spectrum.hash(), quality(raster)
}

// String is the hash as the reference writes it: 64 hexadecimal digits, the bits
// numbered highest first.
func (h Hash) String() string {
	return fmt.Sprintf("%016x%016x%016x%016x", h[3], h[2], h[1], h[0])
}

// Parse reads what String writes.
func Parse(s string) (Hash, error) {
	var h Hash
	if len(s) != 64 {
		return h, fmt.Errorf("PDQ hash %q: want 64 hexadecimal digits", s)
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return h, fmt.Errorf("PDQ hash %q: %w", s, err)
	}
	for i := range h {
		h[len(h)-1-i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return h, nil
}

// A luma is a picture shrunk to 64x64, row by row, 0 to 255.
type luma [side][side]float32

// shrink blurs the page by two passes of a box filter in each direction, a tent
// (Jarosz: "Fast image convolutions", SIGGRAPH 2001), and takes every 64th part of it.
// Only the places taken are computed. Rounding to float32 removes the noise of
// summing: what is flat comes out flat.
func shrink(page *image.Gray) (*luma, bool) {
	width, height := page.Rect.Dx(), page.Rect.Dy()
	if width < minSide || height < minSide {
		return nil, false
	}
	rows, columns := tents(height), tents(width)
	blurred := make([]float64, width) // one row, blurred downwards
	var small luma
	for y, row := range rows {
		clear(blurred)
		for i, weight := range row.weights {
			start := (row.first + i) * page.Stride
			for x, v := range page.Pix[start : start+width] {
				blurred[x] += float64(weight * float64(v))
			}
		}
		for x, column := range columns {
			small[y][x] = float32(column.sum(blurred))
		}
	}
	return &small, true
}

// A tent says how much each of the pixels in a row from first on adds to a place.
type tent struct {
	first   int
	weights []float64 // sum to 1
}

func (t tent) sum(values []float64) float64 {
	sum := 0.0
	for i, weight := range t.weights {
		sum += float64(weight * values[t.first+i])
	}
	return sum
}

// tents returns the weights of n pixels at each of the 64 places. The boxes are
// narrower at the ends, where pixels are missing.
func tents(n int) *[side]tent {
	width := (n + 2*side - 1) / (2 * side) // of a box: half a 64th part, rounded up
	box := func(center int) (first, end int) {
		return max(0, center-(width-1)/2), min(n, center+width/2+1)
	}
	var places [side]tent
	for p := range places {
		outerFirst, outerEnd := box((2*p + 1) * n / (2 * side))
		first, _ := box(outerFirst)
		_, end := box(outerEnd - 1)
		// The boxes within the box are entered as steps up and down, then summed.
		weights := make([]float64, end-first+1)
		for center := outerFirst; center < outerEnd; center++ {
			innerFirst, innerEnd := box(center)
			share := 1 / float64((outerEnd-outerFirst)*(innerEnd-innerFirst))
			weights[innerFirst-first] += share
			weights[innerEnd-first] -= share
		}
		for i := range end - first - 1 {
			weights[i+1] += weights[i]
		}
		places[p] = tent{first, weights[:end-first]}
	}
	return &places
}

// quality sums the steps between neighbours, in whole percent of black to white so
// that faint ones do not count. The divisor is the reference's.
func quality(l *luma) int {
	sum := 0
	step := func(a, b float32) {
		percent := int(float64(a-b) * 100 / 255)
		sum += max(percent, -percent)
	}
	for y := range side {
		for x := range side {
			if y+1 < side {
				step(l[y][x], l[y+1][x])
			}
			if x+1 < side {
				step(l[y][x], l[y][x+1])
			}
		}
	}
	return min(100, sum/90)
}

// A spectrum holds the discrete cosine transform's coefficients of the frequencies 1
// to 16, downwards by across.
type spectrum [waves][waves]float64

// cosines is the DCT-II's matrix, 16 of 64 rows. It is rounded to float32 as the
// reference's is, so that it is the same on machines whose cosines differ in the last bit.
var cosines = func() (m [waves][side]float64) {
	for k := range m {
		for x := range m[k] {
			angle := math.Pi / (2 * side) * float64((k+1)*(2*x+1))
			m[k][x] = float64(float32(math.Sqrt(2.0/side) * math.Cos(angle)))
		}
	}
	return m
}()

func transform(l *luma) *spectrum {
	var s spectrum
	for i := range waves {
		var across [side]float64
		for y, weight := range cosines[i] {
			for x, v := range l[y] {
				across[x] += float64(weight * float64(v))
			}
		}
		for j := range waves {
			sum := 0.0
			for x, weight := range cosines[j] {
				sum += float64(weight * across[x])
			}
			s[i][j] = rounded(sum)
		}
	}
	return &s
}

// rounded removes the noise of summing, so that what is zero in a symmetrical picture
// is zero in the picture turned as well.
func rounded(coefficient float64) float64 { return math.Round(coefficient*4096) / 4096 }

// hash sets the bits of the coefficients above the median, the lower of the middle two.
func (s *spectrum) hash() Hash {
	var all [waves * waves]float64
	for i := range s {
		copy(all[i*waves:], s[i][:])
	}
	sorted := all
	slices.Sort(sorted[:])
	median := sorted[len(sorted)/2-1]
	var h Hash
	for i, coefficient := range all {
		if coefficient > median {
			h[i/64] |= 1 << (i % 64)
		}
	}
	return h
}

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
	side    = 64 // pixels of either side of the raster that is transformed
	waves   = 16 // lowest frequencies kept in each direction, without the constant
	minSide = 5  // pixels; the reference rejects smaller pictures
)

// Of returns the hash of a picture and its quality, 0 to 100, a measure of how much there
// is to see in it. The hash of a picture below MinQuality, such as a blank page, says
// nothing. A picture of fewer than 5 pixels on a side has the zero hash and quality 0.
//
// Of returns the same bits as the published reference (facebook/ThreatExchange, pdq/cpp) on
// the same luma, except that a flat picture has the zero hash here and noise there. The
// reference's command line shrinks pictures of more than 512 pixels on a side by picking
// pixels first; Of averages all pixels at any size.
func Of(page *image.Gray) (Hash, int) {
	raster, ok := shrink(page)
	if !ok {
		return Hash{}, 0
	}
	spectrum := transform(raster)
	return spectrum.hash(), quality(raster)
}

// String returns the hash as the reference writes it: 64 hexadecimal digits, the highest
// bits first.
func (h Hash) String() string {
	return fmt.Sprintf("%016x%016x%016x%016x", h[3], h[2], h[1], h[0])
}

// Parse reads what String writes. It returns an error unless s is 64 hexadecimal digits.
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

// shrink blurs the page by two passes of a box filter in each direction, which make a tent
// filter (Jarosz: "Fast image convolutions", SIGGRAPH 2001), and samples the result at 64
// by 64 places. Only these places are computed. Rounding to float32 removes the noise of
// summing, so that a flat picture stays flat. It returns false if the page is too small.
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

// A tent holds the weights of consecutive pixels, from first on, at a place.
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

// tents returns the weights of n pixels at each of the 64 places. The boxes are narrower
// near the ends, where pixels are missing.
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
		// Each inner box is entered as a step up and a step down; summing gives the weights.
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

// quality sums the differences of neighbouring pixels, in whole percent of black to white,
// so that faint ones do not count. The divisor is the reference's.
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

// A spectrum holds the coefficients of the discrete cosine transform for the frequencies 1
// to 16, vertical by horizontal.
type spectrum [waves][waves]float64

// cosines holds rows 1 to 16 of the DCT-II matrix. It is rounded to float32, as the
// reference's is, which makes it the same on machines whose cosines differ in the last bit.
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

// rounded removes the noise of summing, so that a coefficient that is zero in a symmetrical
// picture is zero in the turned picture as well.
func rounded(coefficient float64) float64 { return math.Round(coefficient*4096) / 4096 }

// hash sets the bits of the coefficients above the median, that is, above the lower of the
// middle two.
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

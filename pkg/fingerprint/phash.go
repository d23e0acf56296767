package fingerprint

import (
	"image"
	"math"
	"slices"

	"github.com/nfnt/resize"
)

const (
	phashSide  = 256 // pixels of the square that is transformed
	phashWaves = 16  // lowest frequencies kept in each direction, including the constant
)

// phashCosines holds the first 16 of 256 rows of the unscaled DCT-II matrix.
var phashCosines = func() (m [phashWaves][phashSide]float64) {
	for k := range m {
		for x := range m[k] {
			m[k][x] = math.Cos(math.Pi / (2 * phashSide) * float64(k*(2*x+1)))
		}
	}
	return m
}()

// perceptionHash256 returns the bits of goimagehash's ExtPerceptionHash of 16 x 16. It
// computes the 256 frequencies that are kept rather than all 65,536, which took half the
// time of reading a picture.
func perceptionHash256(gray *image.Gray) (hash [4]uint64) {
	square, ok := resize.Resize(phashSide, phashSide, gray, resize.Bilinear).(*image.Gray)
	if !ok || square.Rect.Empty() {
		return hash
	}
	var frequencies [phashWaves * phashWaves]float64
	for i := range phashWaves {
		var across [phashSide]float64
		for y, weight := range phashCosines[i] {
			for x, v := range square.Pix[y*square.Stride:][:phashSide] {
				across[x] += float64(weight * float64(v))
			}
		}
		for j := range phashWaves {
			sum := 0.0
			for x, weight := range phashCosines[j] {
				sum += float64(weight * across[x])
			}
			// Rounded, since machines differ in the last digits of the sum.
			frequencies[i*phashWaves+j] = math.Round(sum*4096) / 4096
		}
	}
	sorted := frequencies
	slices.Sort(sorted[:])
	median := sorted[len(sorted)/2-1]/2 + sorted[len(sorted)/2]/2
	for i, f := range frequencies {
		if f > median {
			hash[i/64] |= 1 << (63 - i%64)
		}
	}
	return hash
}

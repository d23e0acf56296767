package forge

import (
	"image"
	"math"
)

// weights says how the pixels of a row become those of another: pixel i is the
// sum of n pixels from first[i] on, each times its weight, of[i*n:]. The weights
// of a pixel add up to 1<<weightBits. Whole numbers: the same on every machine.
type weights struct {
	n     int
	first []int
	of    []int32
}

const weightBits = 14

// A tap is a pixel that is read, and its weight.
type tap struct{ at, weight int }

// weigh collects the weights of `to` pixels that are read from a row of `from`.
// Beyond the row's ends its last pixels stand. Where the taps' weights do not
// add up, the heaviest makes up for it.
func weigh(from, to int, taps func(i int) []tap) weights {
	all := make([][]tap, to)
	n := 1
	for i := range all {
		all[i] = taps(i)
		rest, heaviest := 1<<weightBits, 0
		for k := range all[i] {
			t := &all[i][k]
			t.at = max(0, min(from-1, t.at))
			rest -= t.weight
			if t.weight > all[i][heaviest].weight {
				heaviest = k
			}
		}
		all[i][heaviest].weight += rest
		n = max(n, all[i][len(all[i])-1].at-all[i][0].at+1)
	}
	w := weights{n: n, first: make([]int, to), of: make([]int32, to*n)}
	for i, taps := range all {
		w.first[i] = min(taps[0].at, from-n)
		for _, t := range taps {
			w.of[i*n+t.at-w.first[i]] += int32(t.weight)
		}
	}
	return w
}

// areaWeights give each pixel the mean of what it covers.
func areaWeights(from, to int) weights {
	return weigh(from, to, func(i int) []tap {
		begin, end := i*from, (i+1)*from // in units of 1/to pixel
		var taps []tap
		for at := begin / to; at*to < end; at++ {
			covered := min(end, (at+1)*to) - max(begin, at*to)
			taps = append(taps, tap{at, (covered << weightBits) / from})
		}
		return taps
	})
}

// cubicWeights interpolate by Catmull-Rom splines, at multiples of 1/256 pixel.
func cubicWeights(from, to int) weights {
	const unit = 256
	return weigh(from, to, func(i int) []tap {
		middle := (2*i+1)*from*unit/(2*to) - unit/2
		at, t := middle>>8, middle&(unit-1)
		t2, t3 := t*t*unit, t*t*t
		t *= unit * unit
		const half = 2 * unit * unit * unit >> weightBits // the spline's factor 1/2 included
		return []tap{
			{at - 1, (2*t2 - t3 - t) / half},
			{at, (3*t3 - 5*t2 + 2*unit*unit*unit) / half},
			{at + 1, (4*t2 - 3*t3 + t) / half},
			{at + 2, (t3 - t2) / half},
		}
	})
}

// gaussianWeights blur a row, up to three sigmas to either side.
func gaussianWeights(size int, sigma float64) weights {
	radius := int(math.Ceil(3 * sigma))
	bell := make([]float64, 2*radius+1)
	sum := 0.0
	for k := range bell {
		d := float64(k-radius) / sigma
		bell[k] = math.Exp(-d * d / 2)
		sum += bell[k]
	}
	return weigh(size, size, func(i int) []tap {
		taps := make([]tap, len(bell))
		for k, b := range bell {
			taps[k] = tap{i + k - radius, int(math.Round(b / sum * (1 << weightBits)))}
		}
		return taps
	})
}

// resize scales a page by factor, to at least one pixel.
func resize(page *image.Gray, factor float64, kind func(from, to int) weights) *image.Gray {
	side := func(n int) int { return max(1, int(math.Round(factor*float64(n)))) }
	width, height := page.Rect.Dx(), page.Rect.Dy()
	return resample(page, kind(width, side(width)), kind(height, side(height)))
}

// resample applies weights across and down.
func resample(page *image.Gray, across, down weights) *image.Gray {
	from, width, height := page.Rect.Dx(), len(across.first), len(down.first)
	out := image.NewGray(image.Rect(0, 0, width, height))
	sums := make([]int32, from)
	row := make([]uint8, from)
	for y, first := range down.first {
		const half = 1 << (weightBits - 1)
		for x := range sums {
			sums[x] = half
		}
		for k, weight := range down.of[y*down.n:][:down.n] {
			if weight == 0 {
				continue
			}
			for x, p := range page.Pix[(first+k)*from:][:from] {
				sums[x] += weight * int32(p)
			}
		}
		for x, s := range sums {
			row[x] = rounded(s)
		}
		line := out.Pix[y*width:][:width]
		for x, first := range across.first {
			sum := int32(half)
			pixels := row[first:][:across.n]
			for k, weight := range across.of[x*across.n:][:across.n] {
				sum += weight * int32(pixels[k])
			}
			line[x] = rounded(sum)
		}
	}
	return out
}

// rounded is the gray of a weighted sum that half a unit was added to.
func rounded(sum int32) uint8 { return uint8(max(0, min(255, sum>>weightBits))) }

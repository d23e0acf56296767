package forge

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"sync"
)

// What changes how black things are: compression, blur, noise, thresholds.

// throughJPEG compresses the page and reads it back. One with a side of more
// pixels than a JPEG can have stays as it is.
func throughJPEG(quality int) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, page, &jpeg.Options{Quality: quality}); err != nil {
			return page
		}
		decoded := must(jpeg.Decode(&b))
		return flat(decoded.(*image.Gray))
	}
}

// toned replaces each gray by another.
func toned(page *image.Gray, tone func(gray int) int) *image.Gray {
	var table [256]uint8
	for gray := range table {
		table[gray] = uint8(tone(gray))
	}
	out := image.NewGray(page.Rect)
	for i, p := range page.Pix {
		out.Pix[i] = table[p]
	}
	return out
}

func invert(page *image.Gray, _ *rand.Rand) *image.Gray {
	return toned(page, func(gray int) int { return 255 - gray })
}

// fade takes contrast away; black becomes lift.
func fade(contrast float64, lift int) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		return toned(page, func(gray int) int { return int(contrast*float64(gray)) + lift })
	}
}

// bilevel makes what is darker than a threshold black and all else white. The
// threshold is drawn from low to high-1.
func bilevel(low, high int) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		threshold := low + r.IntN(high-low)
		return toned(page, func(gray int) int {
			if gray < threshold {
				return 0
			}
			return 255
		})
	}
}

// blur is Gaussian; sigma is in pixels.
func blur(sigma float64) step {
	return func(page *image.Gray, _ *rand.Rand) *image.Gray {
		return resample(page, gaussianWeights(page.Rect.Dx(), sigma), gaussianWeights(page.Rect.Dy(), sigma))
	}
}

// addNoise adds normal noise to each pixel; sigma is in grays.
func addNoise(sigma float64) step {
	const unit = 1 << 16
	factor := int(math.Round(sigma / noiseSigma * unit))
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		out := image.NewGray(page.Rect)
		eachNoise(page, r, func(i int, noise []int16) {
			from, to := page.Pix[i:][:len(noise)], out.Pix[i:][:len(noise)]
			for k, n := range noise {
				to[k] = uint8(max(0, min(255, int(from[k])+(int(n)*factor+unit/2)>>16)))
			}
		})
		return out
	}
}

// dirt makes pixels black or white where normal noise is beyond so many sigmas.
func dirt(sigmas float64) step {
	limit := int16(sigmas * noiseSigma)
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		out := image.NewGray(page.Rect)
		copy(out.Pix, page.Pix)
		eachNoise(page, r, func(i int, noise []int16) {
			for k, n := range noise {
				switch {
				case n > limit:
					out.Pix[i+k] = 0
				case n < -limit:
					out.Pix[i+k] = 255
				}
			}
		})
		return out
	}
}

const (
	noiseSide = 2048 // of the noise plane
	// noiseBytes random bytes added up are near enough to a normal number, and
	// are the same whole number on every machine.
	noiseBytes = 16
)

// noiseSigma is the standard deviation of the noise plane.
var noiseSigma = math.Sqrt(noiseBytes * (256*256 - 1) / 12.)

// noisePlane is normal noise, drawn once: to draw it for each page would take
// longer than all else that is done to the page.
var noisePlane = sync.OnceValue(func() []int16 {
	r := rand.New(rand.NewPCG(1, 1))
	plane := make([]int16, noiseSide*noiseSide)
	for i := range plane {
		sum := 0
		for range noiseBytes / 8 {
			sum += sumBytes(r.Uint64())
		}
		plane[i] = int16(sum - noiseBytes*255/2)
	}
	return plane
})

// sumBytes adds up the eight bytes of v, side by side in four lanes first.
func sumBytes(v uint64) int {
	const lanes = 0x00FF00FF00FF00FF
	return int((v&lanes + v>>8&lanes) * 0x0001000100010001 >> 48)
}

// eachNoise gives every pixel of the page its noise, run by run: run gets the
// index of the first pixel and the noise of the pixels from there on. The noise
// begins at a random place of the plane, beyond the plane's edges it repeats.
func eachNoise(page *image.Gray, r *rand.Rand, run func(i int, noise []int16)) {
	plane := noisePlane()
	left, top := r.IntN(noiseSide), r.IntN(noiseSide)
	width := page.Rect.Dx()
	for y := range page.Rect.Dy() {
		row := plane[(top+y)%noiseSide*noiseSide:][:noiseSide]
		for x := 0; x < width; {
			noise := row[(left+x)%noiseSide:]
			noise = noise[:min(len(noise), width-x)]
			run(y*width+x, noise)
			x += len(noise)
		}
	}
}

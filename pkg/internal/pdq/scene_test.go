package pdq

import "image"

// scene draws overlapping rectangles in flat grays and gradients: a picture that
// every implementation can draw again.
func scene(width, height, shapes int, seed uint32) *image.Gray {
	random := func(n int) int { // Numerical Recipes' linear congruential generator
		seed = seed*1664525 + 1013904223
		return int(seed>>8) % n
	}
	page := image.NewGray(image.Rect(0, 0, width, height))
	for i := range page.Pix {
		page.Pix[i] = 0xff
	}
	for range shapes {
		x0, y0 := random(width), random(height)
		x1, y1 := min(width, x0+1+random(width/2+1)), min(height, y0+1+random(height/2+1))
		gray, slope := random(256), random(3)
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				page.Pix[y*width+x] = uint8(gray + slope*(x-x0+y-y0)*64/(width+height))
			}
		}
	}
	return page
}

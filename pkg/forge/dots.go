package forge

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// The published code of yellow dots (EFF, DocuColor Tracking Dot Decoding Guide): 15 columns by 8
// rows, about a millimetre apart, the first row and the first column of parity.
const (
	dotColumns = 15
	dotRows    = 8
	dotPitch   = 1.016 // millimetres
	dotSize    = .1    // likewise
)

// A DotCode is what a colour printer's yellow dots tell: its serial number, of eight digits, and when it
// printed.
type DotCode struct {
	Serial                         uint32
	Minute, Hour, Day, Month, Year int // the year without its century
}

// dots are the dots of the code by column and row: in columns 2 and 5 to 8 the time, in 11 to 14 the
// serial number, two digits each, the last ones first.
func (c DotCode) dots() [dotColumns][dotRows]bool {
	var dots [dotColumns][dotRows]bool
	values := map[int]int{1: c.Minute, 4: c.Hour, 5: c.Day, 6: c.Month, 7: c.Year, 9: 0x7F}
	for i, rest := 10, c.Serial; i < 14; i, rest = i+1, rest/100 {
		values[i] = int(rest % 100)
	}
	for column, value := range values {
		for bit := range dotRows - 1 {
			dots[column][bit+1] = value>>(dotRows-2-bit)&1 == 1
		}
	}
	for row := 1; row < dotRows; row++ { // an odd number in each row
		odd := false
		for column := range dotColumns {
			odd = odd != dots[column][row]
		}
		dots[0][row] = !odd
	}
	for column := range dotColumns { // and in each column
		odd := false
		for row := range dotRows {
			odd = odd != dots[column][row]
		}
		dots[column][0] = !odd
	}
	return dots
}

// PrintedInColour is a page as a colour printer prints it and a scanner sees it at a resolution:
// with the yellow dots of a code, if there is one, that repeat over the page, turned by some degrees
// and with noise.
func PrintedInColour(page *image.Gray, dpi, degrees float64, code *DotCode, r *rand.Rand) *image.RGBA {
	b := page.Bounds()
	scan := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	var yellow []float64 // how much of each pixel dots cover
	if code != nil {
		yellow = dotsOn(b.Dx(), b.Dy(), dpi/25.4, degrees, code.dots())
	}
	for i := range b.Dx() * b.Dy() {
		x, y := i%b.Dx(), i/b.Dx()
		paper := float64(page.GrayAt(b.Min.X+x, b.Min.Y+y).Y) * .97
		blue := paper
		if yellow != nil {
			blue *= 1 - .45*min(1, yellow[i])
		}
		noise := func() float64 { return 2.5 * r.NormFloat64() }
		scan.Set(x, y, color.RGBA{level(paper + noise()), level(paper + noise()), level(blue + noise()), 255})
	}
	return scan
}

func level(v float64) uint8 { return uint8(max(0, min(255, math.Round(v)))) }

// dotsOn says how much of each pixel the dots of a code cover that repeats over a page.
func dotsOn(width, height int, perMM, degrees float64, code [dotColumns][dotRows]bool) []float64 {
	covered := make([]float64, width*height)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	radius := dotSize / 2 * perMM
	reach := int(math.Hypot(float64(width), float64(height)) / perMM / dotPitch)
	for column := -reach; column <= reach; column++ {
		for line := -reach; line <= reach; line++ {
			row := mod(line, dotRows+2)
			block := mod((line-row)/(dotRows+2)*3+column, dotColumns+1) // each repetition a little aside
			if block >= dotColumns || row >= dotRows || !code[block][row] {
				continue
			}
			x, y := float64(column)*dotPitch*perMM, float64(line)*dotPitch*perMM
			softDot(covered, width, height, float64(width)/2+x*cos-y*sin, float64(height)/2+x*sin+y*cos, radius)
		}
	}
	return covered
}

func mod(a, n int) int { return (a%n + n) % n }

// softDot adds a soft dot.
func softDot(covered []float64, width, height int, x, y, radius float64) {
	for py := int(y - radius - 1); py <= int(y+radius+1); py++ {
		for px := int(x - radius - 1); px <= int(x+radius+1); px++ {
			if px < 0 || py < 0 || px >= width || py >= height {
				continue
			}
			if d := math.Hypot(float64(px)-x, float64(py)-y); d < radius+.5 {
				covered[py*width+px] += math.Min(1, radius+.5-d)
			}
		}
	}
}

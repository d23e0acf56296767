package inspect

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Colour printers leave yellow dots on paper, some tenths of a millimetre wide and about a
// millimetre apart, in a grid that repeats and tells the printer. What is looked for is any regular
// grid of yellow specks: makers differ in theirs.

// Of scans that are looked at.
const (
	dotsDPI      = 150 // at least
	dotsPages    = 20  // the first of a file
	mostPixels   = 40_000_000
	longSide     = 11.5 // inches that a picture of a page shows, where it does not say
	mostSpecks   = 60_000
	leastSpecks  = 60
	reach        = 4.  // millimetres between specks that are compared
	nearest      = .5  // millimetres: what lies closer is a screen of printing, no dots
	cell         = .1  // millimetres of a cell of the vectors between specks
	outstanding  = 8   // standard deviations by which a vector is more frequent than by chance
	shareOfGrid  = .03 // of the specks that have another at such a vector
	leastPairs   = 12  // specks that do
	leastYellow  = 2   // levels by which the colour of a speck is less blue than that of the paper around
	paperBright  = 140 // levels
	collinearity = .3  // radians between the two vectors of a grid, at least
)

// printerDots looks for a grid of yellow specks on a scan in colour.
func printerDots(s *Subject, page pdf.View) []dossier.Item {
	if page.Number > dotsPages {
		return nil
	}
	scan, dpi := s.colourScan(page)
	if scan == nil || dpi < dotsDPI {
		return nil
	}
	value := fmt.Sprintf("picture in colour at %.0f dpi", dpi)
	found, ok := dotGrid(scan, dpi/25.4)
	if !ok {
		return []dossier.Item{{Group: dossier.GroupOrigin, Kind: dossier.ColourScan, Value: value, Basis: "no grid of yellow specks was found at this quality, which does not mean that there is none"}}
	}
	items := []dossier.Item{{
		Group: dossier.GroupMark, Kind: dossier.PrinterDots,
		Value: fmt.Sprintf("%d yellow specks, many of them %.1f mm and %.1f mm apart in two directions", found.specks, found.grid[0].length(), found.grid[1].length()),
		Basis: value + ", its blue channel",
	}}
	if found.read {
		items = append(items, dossier.Item{
			Group: dossier.GroupMark, Kind: dossier.PrinterDots, Value: found.code.String(),
			Basis: "the dots, read by the published code of DocuColor printers (EFF), all parities right",
		})
	}
	return items
}

// colourScan is the picture in colour that fills a page, and its resolution; nil for none.
func (s *Subject) colourScan(page pdf.View) (image.Image, float64) {
	i := slices.IndexFunc(page.Images, page.FilledBy)
	if i < 0 || page.Images[i].Width > mostPixels/max(1, page.Images[i].Height) {
		return nil, 0
	}
	if s.family == inPicture {
		if len(page.Pictures) == 0 || page.Pictures[0].Pixels == nil || isGray(page.Pictures[0].Pixels) {
			return nil, 0
		}
		size := page.Pictures[0].Pixels.Bounds().Size()
		return page.Pictures[0].Pixels, float64(max(size.X, size.Y)) / longSide
	}
	if page.Images[i].Format != "jpeg" || page.Number > len(s.pages) || page.Images[i].Box.W <= 0 {
		return nil, 0
	}
	dpi := 72 * math.Sqrt(float64(page.Images[i].Width)*float64(page.Images[i].Height)/(page.Images[i].Box.W*page.Images[i].Box.H))
	objects := pdf.Inherited(s.pages[page.Number-1], "Resources", "Parent").Key("XObject")
	for _, key := range objects.Keys() {
		stored := objects.Key(key).Stored()
		if dossier.Sum(stored) != page.Images[i].SHA256 || dpi < dotsDPI {
			continue
		}
		decoded, err := jpeg.Decode(bytes.NewReader(stored))
		if err != nil || isGray(decoded) {
			return nil, 0
		}
		return decoded, dpi
	}
	return nil, 0
}

func isGray(img image.Image) bool {
	switch img.ColorModel() {
	case color.GrayModel, color.Gray16Model, color.CMYKModel:
		return true
	}
	return false
}

// A point is a place, or the way from one to another.
type point struct{ x, y float64 }

func (p point) length() float64 { return math.Hypot(p.x, p.y) }

// above are levels added to what a speck must stand out by, one after another: noise leaves specks of its
// own.
var above = []float64{0, 3, 8, 16}

// A dotting is a grid of yellow specks that was found and, where it could be read, what it says.
type dotting struct {
	specks int
	grid   [2]point
	code   dotCode
	read   bool
}

// dotGrid looks for a grid among the small spots that are yellower than the bright paper around them,
// the faintest first.
func dotGrid(scan image.Image, perMM float64) (found dotting, ok bool) {
	p := planeOf(scan)
	perMM *= float64(p.w) / float64(scan.Bounds().Dx())
	ground := boxMean(p.yellow, p.w, p.h, max(2, int(.6*perMM)))
	least := spread(p.yellow, ground)
	for _, more := range above {
		specks := p.specks(ground, least+more, perMM)
		grid, seen := gridOf(specks)
		if !seen {
			continue
		}
		if !ok {
			found, ok = dotting{specks: len(specks), grid: grid}, true
		}
		if found.code, found.read = readDots(specks, p.yellowAt(ground, perMM)); found.read {
			break
		}
	}
	return found, ok
}

// specks are the small spots that are yellower than the ground by more than a threshold, in
// millimetres.
func (p plane) specks(ground []int16, threshold, perMM float64) []point {
	marked := make([]bool, len(p.yellow))
	for i := range marked {
		marked[i] = p.bright[i] && float64(p.yellow[i]-ground[i]) > threshold
	}
	specks := spots(marked, p.yellow, p.w, p.h, int(.16*perMM*perMM)+2)
	for i := range specks {
		specks[i] = point{specks[i].x / perMM, specks[i].y / perMM}
	}
	return specks
}

// yellowAt says of a place in millimetres how much yellower than the ground it is, and whether the paper
// around it is bright.
func (p plane) yellowAt(ground []int16, perMM float64) func(point) (float64, bool) {
	return func(at point) (float64, bool) {
		x, y := int(math.Round(at.x*perMM)), int(math.Round(at.y*perMM))
		if x < 1 || y < 1 || x >= p.w-1 || y >= p.h-1 {
			return 0, false
		}
		sum := 0.
		for row := y - 1; row <= y+1; row++ {
			for i := row*p.w + x - 1; i <= row*p.w+x+1; i++ {
				if !p.bright[i] {
					return 0, false
				}
				sum += float64(p.yellow[i] - ground[i])
			}
		}
		return sum / 9, true
	}
}

// A plane is how yellow a picture is, and where it is bright, as finely as its colour is stored.
type plane struct {
	yellow []int16
	bright []bool
	w, h   int
}

func planeOf(scan image.Image) plane {
	b := scan.Bounds()
	stored, ok := scan.(*image.YCbCr)
	if !ok {
		p := plane{make([]int16, b.Dx()*b.Dy()), make([]bool, b.Dx()*b.Dy()), b.Dx(), b.Dy()}
		for i := range p.yellow {
			r, g, blue, _ := scan.At(b.Min.X+i%p.w, b.Min.Y+i/p.w).RGBA()
			y, cb, _ := color.RGBToYCbCr(uint8(r>>8), uint8(g>>8), uint8(blue>>8))
			p.yellow[i], p.bright[i] = 128-int16(cb), y >= paperBright
		}
		return p
	}
	w := stored.CStride
	h := len(stored.Cb) / max(1, w)
	p := plane{make([]int16, w*h), make([]bool, w*h), w, h}
	across, down := max(1, (b.Dx()+w/2)/max(1, w)), max(1, (b.Dy()+h/2)/max(1, h))
	for i := range p.yellow {
		x, y := i%w*across, i/w*down
		p.yellow[i] = 128 - int16(stored.Cb[i])
		p.bright[i] = x < b.Dx() && y < b.Dy() && stored.Y[y*stored.YStride+x] >= paperBright
	}
	return p
}

// spread is by how much a pixel must be yellower than its ground to stand out.
func spread(yellow, ground []int16) float64 {
	var counts [256]int
	total := 0
	for i := 0; i < len(yellow); i += 7 {
		d := yellow[i] - ground[i]
		counts[min(255, max(d, -d))]++
		total++
	}
	sum := 0
	for level, n := range counts {
		if sum += n; 100*sum >= 68*total {
			return max(leastYellow, 4.5*float64(level))
		}
	}
	return leastYellow
}

// boxMean is the mean of each pixel's surroundings.
func boxMean(values []int16, w, h, radius int) []int16 {
	sums := make([]int32, (w+1)*(h+1))
	for y := range h {
		var row int32
		for x := range w {
			row += int32(values[y*w+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	mean := make([]int16, w*h)
	for y := range h {
		top, bottom := max(0, y-radius), min(h, y+radius+1)
		for x := range w {
			left, right := max(0, x-radius), min(w, x+radius+1)
			sum := sums[bottom*(w+1)+right] - sums[top*(w+1)+right] - sums[bottom*(w+1)+left] + sums[top*(w+1)+left]
			mean[y*w+x] = int16(sum / int32((bottom-top)*(right-left)))
		}
	}
	return mean
}

// spots are the middles of connected pixels that are marked, of at most so many.
func spots(marked []bool, weight []int16, w, h, most int) []point {
	var found []point
	var stack []int
	for start := range marked {
		if !marked[start] || len(found) > mostSpecks {
			continue
		}
		marked[start] = false
		stack = append(stack[:0], start)
		var sum, sx, sy float64
		size := 0
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			size++
			x, y := i%w, i/w
			v := math.Max(1, float64(weight[i]))
			sum, sx, sy = sum+v, sx+v*float64(x), sy+v*float64(y)
			for dy := max(0, y-1); dy <= min(h-1, y+1); dy++ {
				for dx := max(0, x-1); dx <= min(w-1, x+1); dx++ {
					if n := dy*w + dx; marked[n] {
						marked[n] = false
						stack = append(stack, n)
					}
				}
			}
		}
		if size <= most {
			found = append(found, point{sx / sum, sy / sum})
		}
	}
	return found
}

// gridOf are two vectors, in millimetres, by which specks lie apart far more often than by chance;
// false where there are none.
func gridOf(specks []point) (grid [2]point, ok bool) {
	if len(specks) < leastSpecks || len(specks) > mostSpecks {
		return grid, false
	}
	side := 2*int(reach/cell) + 1
	counts := make([]int, side*side)
	total := 0
	slices.SortFunc(specks, func(a, b point) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) })
	for i, a := range specks {
		for _, b := range specks[i+1:] {
			v := point{b.x - a.x, b.y - a.y}
			if v.y > reach {
				break
			}
			if math.Abs(v.x) > reach || v.length() < nearest {
				continue
			}
			counts[int((v.y+reach)/cell+.5)*side+int((v.x+reach)/cell+.5)]++
			total++
		}
	}
	half := side * (side/2 + 1) // vectors point down, or right
	peaks := peaksOf(counts, side, float64(total)/float64(half), float64(len(specks)))
	for i, a := range peaks {
		for _, b := range peaks[i+1:] {
			angle := math.Abs(math.Atan2(a.x*b.y-a.y*b.x, a.x*b.x+a.y*b.y))
			if math.Min(angle, math.Pi-angle) >= collinearity {
				return [2]point{a, b}, true
			}
		}
	}
	return grid, false
}

// peaksOf are the vectors that are far more frequent than by chance, the most frequent first.
func peaksOf(counts []int, side int, chance, specks float64) []point {
	type peak struct {
		at point
		n  int
	}
	var peaks []peak
	expected := 9 * chance
	for y := 1; y < side-1; y++ {
		for x := 1; x < side-1; x++ {
			n, most := around(counts, side, x, y)
			if counts[y*side+x] == most && float64(n) > expected+outstanding*math.Sqrt(expected+1) && float64(n) > max(leastPairs, shareOfGrid*specks)+2*expected {
				peaks = append(peaks, peak{point{float64(x)*cell - reach, float64(y)*cell - reach}, n})
			}
		}
	}
	slices.SortStableFunc(peaks, func(a, b peak) int { return cmp.Compare(b.n, a.n) })
	found := make([]point, len(peaks))
	for i, p := range peaks {
		found[i] = p.at
	}
	return found
}

// around are the sum and the largest of a cell and those that touch it.
func around(counts []int, side, x, y int) (sum, most int) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			c := counts[(y+dy)*side+x+dx]
			sum += c
			most = max(most, c)
		}
	}
	return sum, most
}

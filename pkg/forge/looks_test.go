package forge

import (
	"bytes"
	"hash/crc32"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

const (
	testInk   = 40 // gray of the test page's words
	testLines = 56
	lineHigh  = 14 // pixels
)

// testLine is where line i of the test page stands.
func testLine(i int) image.Rectangle { return image.Rect(120, 100+i*22, 880, 100+i*22+lineHigh) }

// testPage is a page of 1000 x 1414 pixels whose words are bars, drawn without
// a font: each line reaches from 120 to 880, and every second word is shorter.
func testPage() *image.Gray {
	page := newSheet(1000, 1414, 255).Gray
	r := seeded(1)
	for i := range testLines {
		line := testLine(i)
		for x := line.Min.X; x < line.Max.X; {
			end := min(line.Max.X, x+20+r.IntN(80))
			if line.Max.X-end < 30 {
				end = line.Max.X
			}
			fill(page, image.Rect(x, line.Min.Y+3*r.IntN(2), end, line.Max.Y), testInk)
			x = end + 10
		}
		fill(page, image.Rect(line.Min.X, line.Min.Y, line.Min.X+12, line.Max.Y), testInk)
		fill(page, image.Rect(line.Max.X-12, line.Min.Y, line.Max.X, line.Max.Y), testInk)
	}
	return page
}

// look finds a look by its name.
func look(t *testing.T, name string) Look {
	t.Helper()
	i := slices.IndexFunc(Looks(), func(l Look) bool { return l.Name == name })
	if i < 0 {
		t.Fatalf("no look %q", name)
	}
	return Looks()[i]
}

func altered(t *testing.T, name string, page *image.Gray) *image.Gray {
	t.Helper()
	return look(t, name).Alter(page, seeded(3))
}

func equal(a, b *image.Gray) bool { return a.Rect == b.Rect && bytes.Equal(a.Pix, b.Pix) }

// goldenLooks may change, knowingly, when a look does; those of looks with
// letters or JPEG in them also with the Go fonts or Go's image/jpeg. They may
// not change between two runs or two machines.
var goldenLooks = []struct {
	name          string
	width, height int
	crc           uint32
}{
	{"ident", 750, 1061, 0x23226c92},
	{"jpeg30", 750, 1061, 0xaf14bc9c},
	{"jpeg10", 600, 848, 0x0a604e1c},
	{"w900", 900, 1273, 0x1cd649ed},
	{"w600", 600, 848, 0x851d7cff},
	{"w450", 450, 636, 0x6daced97},
	{"noiseblur0", 750, 1061, 0xb8c8ef9c},
	{"noiseblur1", 750, 1061, 0xeec74dee},
	{"noiseblur2", 750, 1061, 0xffda98e6},
	{"bilevel0", 1000, 1414, 0x9aeb255e},
	{"bilevel1", 500, 707, 0x4f4cdf13},
	{"bilevel2", 750, 1061, 0x47a8a7d0},
	{"rot0.5", 750, 1061, 0xd8c96244},
	{"rot2", 750, 1061, 0x657e4cc8},
	{"rot5", 750, 1061, 0x4336a7c7},
	{"crop5", 731, 1034, 0xcfd0791a},
	{"crop15", 691, 978, 0x7a4dadc2},
	{"crop40", 580, 821, 0x25dd4735},
	{"shot33", 396, 425, 0x1d3f7c9e},
	{"shot15", 396, 193, 0x21fbbb00},
	{"photo0", 824, 1135, 0xde7d409f},
	{"photo1", 824, 1135, 0x55874ba8},
	{"photo2", 824, 1135, 0x98cd1017},
	{"redact10", 750, 1061, 0xa2ea05e3},
	{"redact30", 750, 1061, 0x651f8e2d},
	{"redact60", 750, 1061, 0x01b0c393},
	{"redactwhite30", 750, 1061, 0xbb11e842},
	{"wm0", 750, 1061, 0xcc990bf0},
	{"wm1", 750, 1061, 0x9d3535aa},
	{"wm2", 750, 1061, 0x90ecf91c},
	{"stamp0", 750, 1061, 0xdd57a5dc},
	{"stamp1", 750, 1061, 0x98338d52},
	{"margin0.7", 750, 1061, 0x718080cc},
	{"margin0.85", 750, 1061, 0xe1f415ab},
	{"margin1.15", 750, 1061, 0xc54c65e1},
	{"rot90", 1061, 750, 0xdd70690b},
	{"rot180", 750, 1061, 0xcb8bacdd},
	{"mirror", 750, 1061, 0x067bea45},
	{"invert", 750, 1061, 0xda37fd12},
	{"hilite30", 750, 1061, 0xa2e55cac},
	{"printscan0", 1000, 1414, 0x01b62062},
	{"printscan1", 1000, 1414, 0x6937e5de},
	{"printscan2", 1000, 1414, 0xe53d7361},
	{"heavy0", 781, 1076, 0x1132970d},
	{"heavy1", 639, 880, 0xed5b6c93},
	{"heavy2", 532, 732, 0x89f7e170},
}

func TestLooks(t *testing.T) {
	page := testPage()
	untouched := testPage()
	looks := Looks()
	if len(looks) != len(goldenLooks) {
		t.Fatalf("%d looks, want %d", len(looks), len(goldenLooks))
	}
	for i, want := range goldenLooks {
		l := looks[i]
		if l.Name != want.name || l.Note == "" {
			t.Errorf("look %d is %q (%q), want %q and a note", i, l.Name, l.Note, want.name)
			continue
		}
		got := altered(t, l.Name, page)
		if sum := crc32.ChecksumIEEE(got.Pix); got.Rect != image.Rect(0, 0, want.width, want.height) || sum != want.crc {
			t.Errorf("{%q, %d, %d, %#x}, want %d, %d, %#x", l.Name, got.Rect.Dx(), got.Rect.Dy(), sum, want.width, want.height, want.crc)
		}
		if again := altered(t, l.Name, page); !equal(got, again) {
			t.Errorf("%s differs between two runs", l.Name)
		}
		if equal(got, page) {
			t.Errorf("%s leaves the page as it is", l.Name)
		}
	}
	if !equal(page, untouched) {
		t.Error("a look changed the page that it was given")
	}
}

// Looks that draw lots give other pictures for other seeds, the others do not.
func TestLooksSeeds(t *testing.T) {
	fixed := []string{"ident", "jpeg30", "jpeg10", "w900", "w600", "w450", "bilevel0", "rot90", "rot180", "mirror", "invert", "margin1.15"}
	page := clip(testPage(), image.Rect(100, 80, 700, 900))
	for _, l := range Looks() {
		first, differs := l.Alter(page, seeded(0)), false
		for seed := uint64(1); seed < 6 && !differs; seed++ {
			differs = !equal(first, l.Alter(page, seeded(seed)))
		}
		if differs == slices.Contains(fixed, l.Name) {
			t.Errorf("%s: other seeds, another picture: %v", l.Name, differs)
		}
	}
}

// Pages of any size and kind: no panic, and pictures no larger than the page.
func TestLooksAnyPage(t *testing.T) {
	pages := []*image.Gray{nil, {}, image.NewGray(image.Rect(0, 0, 0, 9)), image.NewGray(image.Rect(5, 5, 5, 5))}
	for _, size := range []image.Point{{1, 1}, {2, 2}, {3, 1}, {1, 700}, {700, 1}, {2, 90}, {41, 40}, {300, 7}} {
		black := image.NewGray(image.Rectangle{Max: size})
		pages = append(pages, black, newSheet(size.X, size.Y, 255).Gray)
	}
	for _, l := range Looks() {
		for _, page := range pages {
			got := l.Alter(page, seeded(2))
			size := flat(page).Rect.Max
			if all, most := got.Rect.Dx()*got.Rect.Dy(), size.X*size.Y; all > most || (all == 0) != (most == 0) || len(got.Pix) != all {
				t.Errorf("%s makes %v of %v", l.Name, got.Rect, size)
			}
		}
	}
}

// A part of a larger picture is altered as its copy is.
func TestLooksPartOfPicture(t *testing.T) {
	whole := testPage()
	part := whole.SubImage(image.Rect(100, 60, 900, 700)).(*image.Gray)
	alone := clip(whole, part.Rect)
	for _, l := range Looks() {
		if !equal(l.Alter(part, seeded(2)), l.Alter(alone, seeded(2))) {
			t.Errorf("%s differs for a part of a picture", l.Name)
		}
	}
}

func TestTurns(t *testing.T) {
	page := testPage()
	ident, left := altered(t, "ident", page), altered(t, "rot90", page)
	turned := ident
	for range 4 {
		turned = quarterTurn(turned, nil)
	}
	if !equal(turned, ident) {
		t.Error("four quarter turns do not give the page back")
	}
	if !equal(quarterTurn(left, nil), altered(t, "rot180", page)) {
		t.Error("rot90 and a quarter turn are not rot180")
	}
	if !equal(mirror(altered(t, "mirror", page), nil), ident) {
		t.Error("the mirror's mirror is not the page")
	}
	if !equal(invert(altered(t, "invert", page), nil), ident) {
		t.Error("inverted twice is not the page")
	}

	corner := newSheet(3, 2, 255).Gray
	corner.Pix[2] = 0 // top right
	if got := quarterTurn(corner, nil); got.Rect != image.Rect(0, 0, 2, 3) || got.Pix[0] != 0 {
		t.Errorf("a turn to the left does not bring the top right corner to the top left: %v", got.Pix)
	}
	if got := mirror(corner, nil); got.Pix[0] != 0 {
		t.Errorf("a mirror does not bring the top right corner to the top left: %v", got.Pix)
	}
}

// middle is the centre of what is darker than white, by weight.
func middle(picture *image.Gray) (x, y float64) {
	var sum float64
	for i, p := range picture.Pix {
		ink := float64(255 - p)
		sum += ink
		x += ink * float64(i%picture.Stride)
		y += ink * float64(i/picture.Stride)
	}
	return x / sum, y / sum
}

func TestTurn(t *testing.T) {
	page := newSheet(300, 200, 255).Gray
	fill(page, image.Rect(248, 98, 253, 103), 0) // around 250, 100: 100 to the right of the middle
	for _, degrees := range []float64{0, .5, -2, 5, 30} {
		x, y := middle(turn(degrees)(page, nil))
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		if wantX, wantY := 150+100*cos, 100-100*sin; math.Hypot(x-wantX, y-wantY) > .1 {
			t.Errorf("turned by %v degrees a dot is at %.2f, %.2f, want %.2f, %.2f", degrees, x, y, wantX, wantY)
		}
	}
	if !equal(turn(0)(page, nil), page) {
		t.Error("turned by nothing the page differs")
	}
}

func TestFlatten(t *testing.T) {
	corners := [4]point{{12, 30}, {310, -5}, {290, 420}, {-8, 380}}
	m := flatten(corners, 300, 400)
	for i, want := range []point{{0, 0}, {300, 0}, {300, 400}, {0, 400}} {
		c := corners[i]
		depth := m[6]*c.x + m[7]*c.y + m[8]
		x, y := (m[0]*c.x+m[1]*c.y+m[2])/depth, (m[3]*c.x+m[4]*c.y+m[5])/depth
		if math.Hypot(x-want.x, y-want.y) > 1e-6 {
			t.Errorf("corner %v maps to %v, %v, want %v", c, x, y, want)
		}
	}
}

// A photo shows the whole page: a frame near its rim is in it on all four sides.
func TestPhotograph(t *testing.T) {
	page := newSheet(600, 800, 255).Gray
	for i, p := range photos {
		for seed := range uint64(8) {
			got := photograph(p)(page, seeded(seed))
			if got.Rect != image.Rect(0, 0, 660, 860) {
				t.Fatalf("photo of %v", got.Rect)
			}
			lit := 0 // what is brighter than the desk can be
			for _, gray := range got.Pix {
				if gray > desk {
					lit++
				}
			}
			least := .92 * .92 * (1 - 2*p.tilt) * (1 - 2*p.tilt) * 600 * 800
			if float64(lit) < least || float64(lit) > .92*.92*600*800 {
				t.Errorf("photo%d, seed %d: the page covers %d pixels, want %.0f to %.0f", i, seed, lit, least, .92*.92*600*800)
			}
		}
	}
}

func TestLight(t *testing.T) {
	for _, d := range []point{{1, 0}, {0, -1}, {.3, .9}, {-.5, .5}, {0, 0}} {
		picture := newSheet(200, 300, 255).Gray
		light(picture, .4, d.x, d.y)
		darkest, brightest := slices.Min(picture.Pix), slices.Max(picture.Pix)
		if darkest < 95 || darkest > 97 || d != (point{}) && (brightest < 238 || brightest > 242) {
			t.Errorf("light from %v gives white the grays %d to %d", d, darkest, brightest)
		}
	}
}

func TestCrop(t *testing.T) {
	page := testPage()
	for name, part := range map[string]float64{"crop5": .05, "crop15": .15, "crop40": .40} {
		ident, got := altered(t, "ident", page).Rect.Max, altered(t, name, page).Rect.Max
		kept := float64(got.X*got.Y) / float64(ident.X*ident.Y)
		if math.Abs(kept-(1-part)) > .005 {
			t.Errorf("%s keeps %.3f of the area", name, kept)
		}
	}
	// Pixels that say in which column they are, and rows of one gray.
	picture := image.NewGray(image.Rect(0, 0, 200, 100))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i % 200)
	}
	got := crop(.5)(picture, seeded(4))
	for i, p := range got.Pix {
		if want := got.Pix[0] + uint8(i%got.Stride); p != want {
			t.Fatalf("pixel %d is of column %d, want %d", i, p, want)
		}
	}
}

func TestScreenshot(t *testing.T) {
	page := newSheet(1000, 1400, 255).Gray
	fill(page, image.Rect(0, 900, 1000, 1400), 0)
	for seed := range uint64(5) {
		got := screenshot(.15)(page, seeded(seed))
		if x, y := got.Rect.Dx(), got.Rect.Dy(); x < 600*45/100 || x > 1000*68/100 || x < y*3/2 {
			t.Errorf("seed %d: screenshot of %d x %d pixels", seed, x, y)
		}
		if slices.Min(got.Pix) != 0 {
			t.Errorf("seed %d: no ink in the screenshot", seed)
		}
	}
}

func TestReprint(t *testing.T) {
	page := newSheet(400, 600, 255).Gray
	fill(page, image.Rect(100, 200, 300, 500), 0)
	for _, factor := range []float64{.7, .85, 1.15} {
		got := reprint(factor)(page, seeded(1))
		if got.Rect != page.Rect {
			t.Errorf("printed at %v on paper of %v", factor, got.Rect)
		}
		ink := 0.0
		for _, p := range got.Pix {
			ink += float64(255-p) / 255
		}
		if want := 200 * 300 * factor * factor; math.Abs(ink/want-1) > .01 {
			t.Errorf("printed at %v there is ink on %.0f pixels, want %.0f", factor, ink, want)
		}
	}
}

func TestResample(t *testing.T) {
	four := image.NewGray(image.Rect(0, 0, 4, 2))
	copy(four.Pix, []uint8{0, 100, 20, 40, 100, 200, 60, 80})
	if got := resize(four, .5, areaWeights); !bytes.Equal(got.Pix, []uint8{100, 50}) {
		t.Errorf("means %v, want 100 and 50", got.Pix)
	}
	page := testPage()
	kinds := map[string]func(from, to int) weights{
		"area": areaWeights, "cubic": cubicWeights, "gaussian": func(from, _ int) weights { return gaussianWeights(from, 1.7) },
	}
	for name, kind := range kinds {
		if name != "gaussian" && !equal(resize(page, 1, kind), page) {
			t.Errorf("%s: resized by nothing the page differs", name)
		}
		for _, gray := range []uint8{0, 7, 128, 255} {
			for _, factor := range []float64{.1, .48, .75, 1, 1.15, 3} {
				for _, size := range []int{1, 2, 3, 50} {
					got := resize(newSheet(size, size, gray).Gray, factor, kind)
					if slices.Min(got.Pix) != gray || slices.Max(got.Pix) != gray {
						t.Errorf("%s: gray %d scaled by %v becomes %v", name, gray, factor, got.Pix)
					}
				}
			}
		}
	}
	// Between two pixels a cubic spline overshoots, where an edge is.
	edge := newSheet(40, 1, 200).Gray
	fill(edge, image.Rect(0, 0, 20, 1), 50)
	if got := resize(edge, 2, cubicWeights); slices.Min(got.Pix) >= 50 || slices.Max(got.Pix) <= 200 || got.Rect.Dx() != 80 {
		t.Errorf("an edge enlarged: %v", got.Pix)
	}
}

// A blurred point has the spread of the Gaussian.
func TestBlur(t *testing.T) {
	for _, sigma := range []float64{.8, 1.5, 2.3} {
		point := newSheet(61, 61, 255).Gray
		fill(point, image.Rect(26, 26, 35, 35), 0) // a square of side 9 has the variance (81-1)/12
		var sum, variance float64
		for i, p := range blur(sigma)(point, nil).Pix {
			d := float64(i%61 - 30)
			sum += float64(255 - p)
			variance += d * d * float64(255-p)
		}
		if want := 80./12 + sigma*sigma; math.Abs(variance/sum-want) > .03*want {
			t.Errorf("blurred by %v the square's variance is %.3f, want %.3f", sigma, variance/sum, want)
		}
	}
}

func TestNoise(t *testing.T) {
	for _, sigma := range []float64{3, 12, 25} {
		// Wider than the noise plane, which therefore repeats.
		got := addNoise(sigma)(newSheet(noiseSide+300, 200, 128).Gray, seeded(1))
		var sum, squares float64
		for _, p := range got.Pix {
			d := float64(p) - 128
			sum += d
			squares += d * d
		}
		n := float64(len(got.Pix))
		if mean, is := sum/n, math.Sqrt(squares/n); math.Abs(mean) > .2 || math.Abs(is/sigma-1) > .02 {
			t.Errorf("noise of sigma %v has mean %.3f and sigma %.3f", sigma, mean, is)
		}
	}
	gray := newSheet(900, 900, 128).Gray
	for sigmas, want := range map[float64]float64{2.6: .0047, 3.2: .0007} { // one tail of the normal distribution
		black, white := 0., 0.
		for _, p := range dirt(sigmas)(gray, seeded(1)).Pix {
			switch p {
			case 0:
				black++
			case 255:
				white++
			}
		}
		for _, is := range []float64{black / 810_000, white / 810_000} {
			if is < .7*want || is > 1.2*want {
				t.Errorf("dirt beyond %v sigmas on %.5f of the page, want about %.5f", sigmas, is, want)
			}
		}
	}
	if got := sumBytes(0x01FF0203FE0405FF); got != 1+255+2+3+254+4+5+255 {
		t.Errorf("sum of bytes %d", got)
	}
}

func TestThroughJPEG(t *testing.T) {
	page := clip(testPage(), image.Rect(100, 90, 403, 290)) // no multiple of 8
	last := -1.0
	for _, quality := range []int{95, 60, 30, 10} {
		got := throughJPEG(quality)(page, nil)
		if got.Rect != page.Rect || len(got.Pix) != len(page.Pix) {
			t.Fatalf("a JPEG of %v becomes %v", page.Rect, got.Rect)
		}
		loss := 0.0
		for i, p := range got.Pix {
			loss += math.Abs(float64(p) - float64(page.Pix[i]))
		}
		if loss <= last {
			t.Errorf("quality %d loses %.0f, no more than the quality above", quality, loss)
		}
		last = loss
	}
	if long := newSheet(70_000, 1, 9).Gray; !equal(throughJPEG(50)(long, nil), long) {
		t.Error("a picture that no JPEG can hold is altered")
	}
}

func TestBilevel(t *testing.T) {
	for _, name := range []string{"bilevel0", "bilevel1", "bilevel2"} {
		for i, p := range altered(t, name, testPage()).Pix {
			if p != 0 && p != 255 {
				t.Fatalf("%s: pixel %d is of gray %d", name, i, p)
			}
		}
	}
}

func TestTextLines(t *testing.T) {
	page := testPage()
	lines := textLines(page)
	if len(lines) != testLines {
		t.Fatalf("%d lines, want %d", len(lines), testLines)
	}
	for i, line := range lines {
		if line != testLine(i) {
			t.Errorf("line %d at %v, want %v", i, line, testLine(i))
		}
	}
	fill(page, image.Rect(50, 0, 53, 1414), 0) // a rule down the page
	fill(page, image.Rect(60, 1400, 900, 1403), 0)
	if got := textLines(page); len(got) != 0 {
		t.Errorf("%d lines beside a rule", len(got))
	}
}

// linesWith is how many lines of the test page, scaled, hold a pixel for which is
// is true.
func linesWith(page *image.Gray, scale float64, is func(gray uint8) bool) int {
	n := 0
	for i := range testLines {
		line := testLine(i)
		y := int(float64(line.Min.Y+line.Max.Y) / 2 * scale)
		from, to := int(float64(line.Min.X)*scale), int(float64(line.Max.X)*scale)
		if slices.ContainsFunc(page.Pix[y*page.Stride:][from:to], is) {
			n++
		}
	}
	return n
}

func isBlack(gray uint8) bool { return gray == 0 }

func TestRedactLines(t *testing.T) {
	page := testPage()
	for _, part := range []float64{0, .1, .3, .6, 1} {
		want := int(math.Round(part * testLines))
		if got := linesWith(redactLines(part, 0)(page, seeded(1)), 1, isBlack); got != want {
			t.Errorf("%v of the lines: %d of %d blacked out, want %d", part, got, testLines, want)
		}
	}
	for name, part := range map[string]float64{"redact10": .1, "redact30": .3, "redact60": .6} {
		got := float64(linesWith(altered(t, name, page), .75, isBlack)) / testLines
		block := 0.
		if part >= .3 {
			block = .4 * part // of the page's height, which the lines do not fill
		}
		if got < part-.01 || got > part+block+.01 {
			t.Errorf("%s blackens %.2f of the lines", name, got)
		}
	}
}

// Black boxes only darken, white ones only lighten.
func TestRedactionColours(t *testing.T) {
	page := testPage()
	ident := altered(t, "ident", page)
	for name, wrong := range map[string]func(was, is uint8) bool{
		"redact60":      func(was, is uint8) bool { return is > was },
		"redactwhite30": func(was, is uint8) bool { return is < was },
		"hilite30":      func(was, is uint8) bool { return is > was || int(is) < int(was)*72/100-2 },
		"wm0":           func(was, is uint8) bool { return is > was || int(is) < int(was)*75/100-1 },
		"wm2":           func(was, is uint8) bool { return is > was },
	} {
		got := altered(t, name, page)
		changed := 0
		for i, was := range ident.Pix {
			if wrong(was, got.Pix[i]) {
				t.Fatalf("%s turns gray %d into %d", name, was, got.Pix[i])
			}
			if was != got.Pix[i] {
				changed++
			}
		}
		if share := float64(changed) / float64(len(ident.Pix)); share < .005 || share > .6 {
			t.Errorf("%s changes %.3f of the page", name, share)
		}
	}
}

func TestHighlight(t *testing.T) {
	marked := func(gray uint8) bool { return gray == 255*72/100 }
	if got := linesWith(highlight(.25)(testPage(), seeded(1)), 1, marked); got != testLines/4 {
		t.Errorf("%d of %d lines marked, want %d", got, testLines, testLines/4)
	}
}

// Between head and foot a page with imprints is as it was but for the stamp.
func TestImprints(t *testing.T) {
	page := testPage()
	inked := func(p *image.Gray, from, to int) bool {
		return slices.ContainsFunc(p.Pix[from*p.Stride:to*p.Stride], func(gray uint8) bool { return gray < 128 })
	}
	printed := imprint(page, seeded(1))
	stamped := letterhead(printed, seeded(1))
	if !inked(printed, 0, 60) || !inked(printed, 1340, 1414) || !bytes.Equal(printed.Pix[90*1000:1330*1000], page.Pix[90*1000:1330*1000]) {
		t.Error("stamp0 does not add a line at the head and one at the foot, and nothing else")
	}
	if !inked(stamped, 0, 80) || inked(stamped, 1414*92/100, 1414) {
		t.Error("stamp1 does not replace head and foot")
	}
	if got := stamped.GrayAt(552, 175).Y; got != 60 {
		t.Errorf("the stamp's frame is of gray %d", got)
	}
	if below := 350; !bytes.Equal(stamped.Pix[below*1000:1290*1000], page.Pix[below*1000:1290*1000]) {
		t.Error("stamp1 changes what is below the stamp")
	}
}

func TestWatermarkStrength(t *testing.T) {
	white := newSheet(800, 1100, 255).Gray
	for strength, want := range map[float64]uint8{.25: 191, .5: 127, .9: 25} {
		got := watermark(strength)(white, rand.New(rand.NewPCG(1, 1)))
		if darkest := slices.Min(got.Pix); darkest < want-1 || darkest > want+1 {
			t.Errorf("watermark of strength %v makes white gray %d, want %d", strength, darkest, want)
		}
		// It lies across the page: in its middle and on both sides of it.
		for _, column := range []int{250, 400, 550} {
			ink := false
			for y := range 1100 {
				ink = ink || got.Pix[y*800+column] < 255
			}
			if !ink {
				t.Errorf("no watermark in column %d", column)
			}
		}
	}
}

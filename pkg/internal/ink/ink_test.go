package ink

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	pageWidth, pageHeight = 612., 792.
	pictureScale          = .72 // points to a picture's pixel
)

// prose has words of all lengths, and figures.
var prose = strings.Fields(`The Parties shall meet within 38 days of a request and decide by 14 May 2013 which 6 tariff
lines of Annex 31 are to be reduced from 17 per cent; a quota of 4308 tonnes applies to sugar, 1250 to rice and 960 to
cotton yarn. Each Party may within 25 years review the schedule in Chapter 3, provided that notice was given to others`)

// A word is a piece of text on the page, its box in points.
type word struct {
	text string
	box  dossier.Box
}

// drawPage draws words in lines at a resolution; edit says what to draw in place of a
// word, in its place.
func drawPage(t *testing.T, dpi float64, edit func(i int, text string) string) (*image.Gray, []word) {
	t.Helper()
	const size, line, margin = 11., 17., 72.
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: dpi})
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	k := dpi / 72
	page := image.NewGray(image.Rect(0, 0, int(pageWidth*k), int(pageHeight*k)))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: page, Src: image.Black, Face: face}
	var words []word
	r := rand.New(rand.NewPCG(11, 1))
	for x, y := margin, margin; y < pageHeight-margin; {
		text := prose[r.IntN(len(prose))]
		// Fitted to a grid, so that words stand alike at every resolution.
		width := math.Ceil(float64(len(text)) * size * .62)
		if x+width > pageWidth-margin {
			x, y = margin, y+line
			continue
		}
		drawn := text
		if edit != nil {
			drawn = edit(len(words), text)
		}
		pen.Dot = fixed.Point26_6{X: fixed.Int26_6(x * k * 64), Y: fixed.Int26_6(y * k * 64)}
		pen.DrawString(drawn)
		advance := float64(pen.MeasureString(text)) / 64 / k
		words = append(words, word{text, dossier.Box{X: x, Y: y - .8*size, W: advance, H: size}})
		x += width + 4
	}
	return page, words
}

// cover fills the box of a word, and a little around it.
func cover(page *image.Gray, dpi float64, b dossier.Box, gray uint8) {
	k := dpi / 72
	r := image.Rect(int((b.X-1.5)*k), int((b.Y-.5)*k), int((b.X+b.W+1.5)*k), int((b.Y+b.H+.5)*k))
	draw.Draw(page, r, image.NewUniform(color.Gray{gray}), image.Point{}, draw.Src)
}

// picture is the rendering of a page of which nothing but the picture is known.
func picture(p *image.Gray) (s *Rendering, width, height float64) {
	width, height = pictureScale*float64(p.Rect.Dx()), pictureScale*float64(p.Rect.Dy())
	return NewRendering(p, width, height), width, height
}

// found is the transform that registration finds, in points.
func found(t *testing.T, query, known *image.Gray) layout.Homography {
	t.Helper()
	q, k := layout.Segment(query), layout.Segment(known)
	r, ok := layout.Register(layout.NewPlane(&q), layout.NewPlane(&k))
	if !ok {
		t.Fatal("the pages cannot be registered")
	}
	back, ok := q.ToPage.Inverse()
	if !ok {
		t.Fatal("the query has no transform")
	}
	toPixels := layout.Affine{1 / pictureScale, 0, 0, 0, 1 / pictureScale, 0}.Homography()
	toPoints := layout.Affine{.72, 0, 0, 0, .72, 0}.Homography() // the known page is drawn at 100 dpi
	return toPixels.Then(back.Homography()).Then(r.Transform).Then(k.ToPage.Homography()).Then(toPoints)
}

var identity = layout.Homography{0: 1, 4: 1, 8: 1}

func seeded() *rand.Rand { return rand.New(rand.NewPCG(4, 2)) }

func look(t *testing.T, name string) func(*image.Gray) *image.Gray {
	t.Helper()
	for _, l := range forge.Looks() {
		if l.Name == name {
			return func(p *image.Gray) *image.Gray { return l.Alter(p, seeded()) }
		}
	}
	t.Fatalf("no look %s", name)
	return nil
}

// copies are ways in which a page drawn at forge.LooksDPI is copied without being altered.
func copies(t *testing.T) map[string]func(*image.Gray) *image.Gray {
	made := map[string]func(*image.Gray) *image.Gray{
		"rasterised": forge.Rasterise,
		"scanned":    func(p *image.Gray) *image.Gray { return forge.Scan(p, seeded()) },
	}
	for _, name := range []string{"photo1", "w600", "invert", "rot180", "noiseblur0", "printscan1", "shot33"} {
		made[name] = look(t, name)
	}
	return made
}

// registered compares a copy with the page that it is a copy of.
func registered(t *testing.T, query, known *image.Gray) *Comparison {
	t.Helper()
	q, _, _ := picture(query)
	return Compare(q, NewRendering(known, pageWidth, pageHeight), found(t, query, known))
}

func fates(c *Comparison, words []word, of func(i int) bool) map[Fate]int {
	n := map[Fate]int{}
	for i, w := range words {
		if of(i) {
			n[c.Fate(w.box)]++
		}
	}
	return n
}

func every(int) bool { return true }

func TestCopiesAreUnaltered(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	for name, alter := range copies(t) {
		t.Run(name, func(t *testing.T) {
			c := registered(t, alter(fine), known)
			if len(c.Added()) > 0 || len(c.Removed()) > 0 {
				t.Errorf("added %v, removed %v", c.Added(), c.Removed())
			}
			n := fates(c, words, every)
			if n[Blank]+n[Covered]+n[Changed] > 0 || 10*n[Same] < 7*(len(words)-n[Outside]) || n[Same] == 0 {
				t.Errorf("fates of %d words: %v", len(words), n)
			}
			if slices.Contains(c.Shaded(boxes(words)), true) {
				t.Error("words are highlighted")
			}
			for i, fate := range c.Fates(boxes(words)) {
				if fate != Same && fate != Unclear && fate != Outside {
					t.Errorf("judged with the others, %q is %s", words[i].text, fate)
				}
			}
		})
	}
}

func TestHiddenWords(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	hidden := func(i int) bool { return i%9 < 2 }
	visible := func(i int) bool { return !hidden(i) }
	for name, gray := range map[string]uint8{"black": 0, "gray": 128, "white": 255} {
		for _, way := range []string{"rasterised", "scanned", "photo1"} {
			t.Run(name+" "+way, func(t *testing.T) {
				fine, _ := drawPage(t, forge.LooksDPI, nil)
				for i, w := range words {
					if hidden(i) {
						cover(fine, forge.LooksDPI, w.box, gray)
					}
				}
				c := registered(t, copies(t)[way](fine), known)
				want := Covered
				if gray == 255 {
					want = Blank
				}
				lost, left := fates(c, words, hidden), fates(c, words, visible)
				if all := lost[want] + lost[Same] + lost[Changed] + lost[Unclear]; 10*lost[want] < 9*all {
					t.Errorf("hidden words: %v", lost)
				}
				if left[Blank]+left[Covered] > 0 {
					t.Errorf("visible words: %v", left)
				}
			})
		}
	}
}

func TestEditedFigure(t *testing.T) {
	edits := map[string]string{"38": "88", "14": "74", "31": "37", "4308": "4303", "960": "950", "3,": "8,", "25": "26", "1250": "7250", "6": "9"}
	known, words := drawPage(t, 100, nil)
	edited := func(i int) bool { return i%2 == 0 && edits[words[i].text] != "" }
	edit := func(i int, text string) string {
		if edited(i) {
			return edits[text]
		}
		return text
	}
	count := fates(&Comparison{}, words, edited)[Unclear]
	if count < 10 {
		t.Fatalf("only %d words are edited", count)
	}

	same, _ := drawPage(t, 100, edit)
	c := Compare(NewRendering(same, pageWidth, pageHeight), NewRendering(known, pageWidth, pageHeight), identity)
	if n := fates(c, words, edited); n[Changed] != count {
		t.Errorf("drawn by the same program: %d edited words are %v", count, n)
	}
	if n := fates(c, words, func(i int) bool { return !edited(i) }); n[Same] != len(words)-count {
		t.Errorf("drawn by the same program: other words are %v", n)
	}

	fine, _ := drawPage(t, forge.LooksDPI, edit)
	c = registered(t, forge.Scan(fine, seeded()), known)
	if n := fates(c, words, edited); n[Changed]+n[Unclear] != count {
		t.Errorf("scanned: %d edited words are %v", count, n)
	}
}

// boxes are where words are.
func boxes(words []word) []dossier.Box {
	var all []dossier.Box
	for _, w := range words {
		all = append(all, w.box)
	}
	return all
}

func TestFewChangedWords(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	for name, change := range map[string]func(string) string{
		"another digit":      func(s string) string { return s[:len(s)-1] + string('0'+(s[len(s)-1]-'0'+5)%10) },
		"longer":             func(s string) string { return s + "0" },
		"a point put to it":  func(s string) string { return s + ".5" },
		"a digit taken away": func(s string) string { return s[:len(s)-1] },
	} {
		changed := func(i int) bool { return i%29 == 3 && strings.Trim(words[i].text, "0123456789") == "" }
		fine, _ := drawPage(t, forge.LooksDPI, func(i int, text string) string {
			if changed(i) {
				return change(text)
			}
			return text
		})
		for _, way := range []string{"rasterised", "scanned", "photo1"} {
			t.Run(name+" "+way, func(t *testing.T) {
				c := registered(t, copies(t)[way](fine), known)
				n := 0
				for i, fate := range c.Fates(boxes(words)) {
					if changed(i) {
						n++
					}
					if fate != Outside && changed(i) != (fate == Changed || fate == Blank) {
						t.Errorf("%q is %s", words[i].text, fate)
					}
				}
				if n < 2 {
					t.Errorf("only %d words are changed", n)
				}
			})
		}
	}
}

func TestDrawnAlong(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	const every = 23
	lined := func(i int) bool { return i%every == 3 }
	other := func(i int) bool { return i%every == 14 && len(words[i].text) >= 3 }
	for name, height := range map[string]float64{"through": .55, "under": .95} {
		fine, _ := drawPage(t, forge.LooksDPI, func(i int, text string) string {
			if other(i) {
				return "of" + text[2:]
			}
			return text
		})
		for i, w := range words {
			if lined(i) {
				y := w.box.Y + height*w.box.H
				cover(fine, forge.LooksDPI, dossier.Box{X: w.box.X, Y: y, W: w.box.W, H: -.2}, 0)
			}
		}
		for _, way := range []string{"rasterised", "scanned", "photo1"} {
			t.Run(name+" "+way, func(t *testing.T) {
				c := registered(t, copies(t)[way](fine), known)
				right, all := 0, 0
				for i, w := range words {
					switch {
					case lined(i):
						all++
						if c.DrawnAlong(w.box) {
							right++
						}
					case c.DrawnAlong(w.box) && other(i):
						t.Errorf("%q was edited, not drawn over", w.text)
					}
				}
				if all < 5 || 10*right < 8*all {
					t.Errorf("%d of %d words are drawn over", right, all)
				}
			})
		}
	}
}

func TestShaded(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	marked := func(i int) bool { return i%40 >= 30 && i%40 < 34 }
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	for i, w := range words {
		if marked(i) {
			darken(fine, forge.LooksDPI, w.box, 230)
		}
	}
	for _, way := range []string{"rasterised", "scanned", "photo1"} {
		t.Run(way, func(t *testing.T) {
			c := registered(t, copies(t)[way](fine), known)
			right, all := 0, 0
			for i, shaded := range c.Shaded(boxes(words)) {
				switch {
				case marked(i) && len(words[i].text) > 2:
					all++
					if shaded {
						right++
					}
				case shaded && !marked(i):
					t.Errorf("%q is not highlighted", words[i].text)
				}
			}
			if all < 10 || 10*right < 9*all {
				t.Errorf("%d of %d words are highlighted", right, all)
			}
		})
	}
}

// A watermark as dark as the words that it crosses changes none of them.
func TestWordsUnderADarkWatermark(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	c := registered(t, look(t, "wm2")(fine), known)
	crossed := 0
	for i, fate := range c.Fates(boxes(words)) {
		switch fate {
		case Changed:
			t.Errorf("%q at %v is changed", words[i].text, words[i].box)
		case Unclear:
			crossed++
		}
	}
	if crossed == 0 {
		t.Error("no word is crossed by the watermark")
	}
}

// Black and white copies have no shades, and lose the rules of tables.
func TestBlackAndWhiteCopies(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	frame := dossier.Box{X: 60, Y: 200, W: 400, H: 80}
	for _, side := range []dossier.Box{
		{X: frame.X, Y: frame.Y, W: frame.W, H: .7}, {X: frame.X, Y: frame.Y, W: .7, H: frame.H},
	} {
		k := 100 / 72.
		at := image.Rect(int(side.X*k), int(side.Y*k), int((side.X+side.W)*k)+1, int((side.Y+side.H)*k)+1)
		draw.Draw(known, at, image.NewUniform(color.Gray{90}), image.Point{}, draw.Src)
	}
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	for _, name := range []string{"bilevel0", "bilevel1", "bilevel2"} {
		c := registered(t, look(t, name)(fine), known)
		if got := c.Removed(); len(got) > 0 {
			t.Errorf("%s: removed %+v", name, got)
		}
		if slices.Contains(c.Shaded(boxes(words)), true) {
			t.Errorf("%s: words are highlighted", name)
		}
	}
}

// Words on which a part of a watermark lies are the same, and words that were changed are not
// taken for such.
func TestWordsOnOtherGround(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	marked := func(i int) bool { return i%11 == 5 }
	changed := func(i int) bool { return i%29 == 3 && !marked(i) && len(words[i].text) >= 3 }
	fine, _ := drawPage(t, forge.LooksDPI, func(i int, text string) string {
		if changed(i) {
			return "WW" + text[2:]
		}
		return text
	})
	for i, w := range words {
		if marked(i) {
			darken(fine, forge.LooksDPI, dossier.Box{X: w.box.X, Y: w.box.Y - 2, W: w.box.W / 2, H: w.box.H + 4}, 195)
		}
	}
	for _, way := range []string{"rasterised", "scanned"} {
		t.Run(way, func(t *testing.T) {
			c := registered(t, copies(t)[way](fine), known)
			same, all := 0, 0
			for i, fate := range c.Fates(boxes(words)) {
				switch {
				case changed(i) && fate == Same:
					t.Errorf("%q was changed", words[i].text)
				case marked(i):
					all++
					if fate == Same {
						same++
					}
				}
			}
			if all < 10 || 10*same < 9*all {
				t.Errorf("%d of %d words on other ground are the same", same, all)
			}
		})
	}
}

// darken makes what is in the box of a word, and a little around it, no lighter than a gray.
func darken(page *image.Gray, dpi float64, b dossier.Box, gray uint8) {
	k := dpi / 72
	for y := int((b.Y - .5) * k); y < int((b.Y+b.H+.5)*k); y++ {
		for x := int((b.X - 1.5) * k); x < int((b.X+b.W+1.5)*k); x++ {
			page.SetGray(x, y, color.Gray{min(gray, page.GrayAt(x, y).Y)})
		}
	}
}

func TestRegions(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	withBar, _ := drawPage(t, forge.LooksDPI, nil)
	bar := dossier.Box{X: 150, Y: 300, W: 200, H: 40}
	cover(withBar, forge.LooksDPI, bar, 0)
	c := registered(t, forge.Rasterise(withBar), known)
	if len(c.Added()) != 1 || len(c.Removed()) != 0 {
		t.Fatalf("a bar: added %v, removed %v", c.Added(), c.Removed())
	}
	r := c.Added()[0]
	if !r.Solid || r.Gray || !near(r.Known, bar, 8) {
		t.Errorf("a bar at %v is %+v", bar, r)
	}

	c = registered(t, look(t, "stamp0")(fine), known)
	if got := c.Added(); len(got) != 2 || got[0].Solid || got[0].Gray || got[1].Gray || got[0].Ink < got[1].Ink || len(c.Removed()) != 0 {
		t.Errorf("lines at head and foot: added %+v, removed %+v", got, c.Removed())
	}
	c = registered(t, look(t, "wm0")(fine), known)
	if got := c.Added(); len(got) == 0 || !got[0].Gray || got[0].Solid || len(c.Removed()) != 0 {
		t.Errorf("a watermark: added %+v, removed %+v", got, c.Removed())
	}
	if n := fates(c, words, every); n[Blank]+n[Covered] > 0 {
		t.Errorf("words under a watermark: %v", n)
	}

	// The other way round, what was added is missing.
	stamped, fair := look(t, "stamp0")(fine), NewRendering(known, pageWidth, pageHeight)
	back, ok := found(t, stamped, known).Inverse()
	if !ok {
		t.Fatal("no inverse")
	}
	s, _, _ := picture(stamped)
	c = Compare(fair, s, back)
	if len(c.Removed()) != 2 || len(c.Added()) != 0 {
		t.Errorf("stamps missing: added %+v, removed %+v", c.Added(), c.Removed())
	}
}

// near reports whether two boxes differ by little on every side.
func near(a, b dossier.Box, by float64) bool {
	return math.Abs(a.X-b.X) <= by && math.Abs(a.Y-b.Y) <= by && math.Abs(a.X+a.W-b.X-b.W) <= by && math.Abs(a.Y+a.H-b.Y-b.H) <= by
}

func TestOrigin(t *testing.T) {
	full, words := drawPage(t, 100, nil)
	covered, _ := drawPage(t, 100, nil)
	cover(covered, 100, words[20].box, 0)
	cover(covered, 100, words[40].box, 255)
	c := Compare(NewRendering(full, pageWidth, pageHeight), NewRendering(covered, pageWidth, pageHeight), identity)
	for i, want := range map[int]Fate{20: Covered, 40: Blank, 60: Same} {
		if got := c.Origin(words[i].box); got != want {
			t.Errorf("word %d of the query comes from %s, want %s", i, got, want)
		}
	}
	if got := c.Origin(dossier.Box{X: 700, Y: 20, W: 30, H: 10}); got != Outside {
		t.Errorf("a box beside the page comes from %s", got)
	}
}

func TestSeenAndOutside(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	upper := known.SubImage(image.Rect(0, 0, known.Rect.Dx(), known.Rect.Dy()/2)).(*image.Gray)
	c := Compare(NewRendering(upper, pageWidth, pageHeight/2), NewRendering(known, pageWidth, pageHeight), identity)
	if want := (dossier.Box{W: pageWidth, H: pageHeight / 2}); !near(c.Seen(), want, 4) {
		t.Errorf("seen: %v, want %v", c.Seen(), want)
	}
	for _, w := range words {
		got := c.Fate(w.box)
		if below := w.box.Y > pageHeight/2+4; below && got != Outside || w.box.Y+w.box.H < pageHeight/2-4 && got != Same {
			t.Errorf("%s at %v is %s", w.text, w.box, got)
		}
	}
}

func TestLikeness(t *testing.T) {
	box := dossier.Box{X: 100, Y: 100, W: 300, H: 200}
	with := func(dpi, phase float64) *image.Gray {
		page, _ := drawPage(t, dpi, nil)
		k := dpi / 72
		for y := int(box.Y * k); y < int((box.Y+box.H)*k); y++ {
			for x := int(box.X * k); x < int((box.X+box.W)*k); x++ {
				u, v := float64(x)/k/30, float64(y)/k/40
				page.SetGray(x, y, color.Gray{uint8(128 + 60*math.Sin(u+phase*v) + 50*math.Cos(v*(1+phase)))})
			}
		}
		return page
	}
	known := with(100, 0)
	if got := registered(t, forge.Rasterise(with(forge.LooksDPI, 0)), known).Likeness(box); got < .97 {
		t.Errorf("the same picture, encoded anew: %.3f", got)
	}
	if got := registered(t, forge.Rasterise(with(forge.LooksDPI, 1.7)), known).Likeness(box); got > .6 {
		t.Errorf("another picture: %.3f", got)
	}
}

func TestSameTwice(t *testing.T) {
	known, words := drawPage(t, 100, nil)
	fine, _ := drawPage(t, forge.LooksDPI, nil)
	query := look(t, "heavy0")(fine)
	a, b := registered(t, query, known), registered(t, query, known)
	if diff := cmp.Diff([]any{a.Seen(), a.Added(), a.Removed(), fates(a, words, every)}, []any{b.Seen(), b.Added(), b.Removed(), fates(b, words, every)}); diff != "" {
		t.Error(diff)
	}
}

func TestAnyInput(t *testing.T) {
	page, words := drawPage(t, 50, nil)
	black := image.NewGray(image.Rect(0, 0, 90, 70))
	renderings := map[string]*Rendering{
		"nil":     NewRendering(nil, 612, 792),
		"pixels":  NewRendering(page, 0, math.NaN()),
		"point":   NewRendering(image.NewGray(image.Rect(0, 0, 1, 1)), 1, 1),
		"line":    NewRendering(image.NewGray(image.Rect(0, 0, 3000, 1)), 612, .1),
		"black":   NewRendering(black, 612, 792),
		"broken":  NewRendering(&image.Gray{Rect: image.Rect(0, 0, 50, 50), Stride: 50, Pix: make([]uint8, 9)}, 5, 5),
		"no rows": NewRendering(&image.Gray{Rect: image.Rect(0, 0, 50, 50)}, 5, 5),
		"page":    NewRendering(page, pageWidth, pageHeight),
	}
	transforms := []layout.Homography{identity, {}, {0: math.NaN()}, {0: 1e-9, 4: 1e9, 8: 1}, {0: 1, 4: 1, 6: .01, 7: -.01, 8: 1}, {0: -1, 2: 1e7, 4: 1, 8: 1}}
	boxes := []dossier.Box{words[3].box, {}, {X: math.Inf(1)}, {X: math.NaN(), W: math.NaN()}, {X: -1e300, W: 1e301, Y: -5, H: 1e9}, {W: 612, H: 792}}
	for a, query := range renderings {
		for b, known := range renderings {
			for _, h := range transforms {
				c := Compare(query, known, h)
				if (a == "nil" || b == "nil") && (c.Seen() != dossier.Box{} || c.Fate(boxes[0]) != Unclear || len(c.Added()) > 0) {
					t.Errorf("%s against %s: something is found on an empty page", a, b)
				}
				for _, box := range boxes {
					c.Fate(box)
					c.Origin(box)
					if l := c.Likeness(box); !(l >= -1.001 && l <= 1.001) {
						t.Errorf("%s against %s: likeness %v", a, b, l)
					}
				}
			}
		}
	}
}

func TestShrunkKeepsBrightness(t *testing.T) {
	r := raster{[]uint8{0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255}, 4, 3}
	for _, tt := range []struct {
		width, height int
		want          []uint8
	}{
		{2, 1, []uint8{0, 255}},
		{1, 1, []uint8{128}},
		{4, 1, []uint8{0, 0, 255, 255}},
	} {
		if diff := cmp.Diff(tt.want, r.shrunk(tt.width, tt.height).pix); diff != "" {
			t.Errorf("%d x %d: %s", tt.width, tt.height, diff)
		}
	}
}

func TestDeskIsNotThePage(t *testing.T) {
	b := blocks{make([]uint8, 100), 10, 10}
	for y := 2; y < 8; y++ {
		for x := 2; x < 8; x++ {
			b.v[10*y+x] = 230
		}
	}
	for i := 0; i < 20; i++ {
		b.v[10*(i/4+3)+i%4+3] = 240
	}
	b.v[55] = 10 // a box on the page
	desk := b.desk()
	if desk == nil || !desk[0] || desk[22] || desk[55] {
		t.Errorf("desk: %v", desk)
	}
}

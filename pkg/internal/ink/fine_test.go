package ink

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// drawn is a page with a line of text, its letters three pixels to the dot, which
// is what type of 10 points is at FineDPI; moved by some pixels.
func drawn(text string, dx, dy int) *image.Gray {
	const dot = 3
	line := image.NewGray(image.Rect(0, 0, 300, 20))
	draw.Draw(line, line.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: line, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(4, 14)}
	pen.DrawString(text)
	page := image.NewGray(image.Rect(0, 0, dot*300, dot*20))
	for y := range page.Rect.Dy() {
		for x := range page.Rect.Dx() {
			page.SetGray(x, y, color.Gray{0xff})
			if p := image.Pt((x-dx)/dot, (y-dy)/dot); p.In(line.Rect) {
				page.Set(x, y, line.At(p.X, p.Y))
			}
		}
	}
	return page
}

func TestSameInk(t *testing.T) {
	page := drawn("paid 41,500 crowns on 14 May", 0, 0)
	faint := drawn("paid 41,500 crowns on 14 May", 0, 0)
	for i, p := range faint.Pix {
		faint.Pix[i] = max(p, dark-10)
	}
	speck, blot := drawn("paid 41,500 crowns on 14 May", 0, 0), drawn("paid 41,500 crowns on 14 May", 0, 0)
	speck.SetGray(800, 5, color.Gray{})
	blot.SetGray(800, 5, color.Gray{})
	blot.SetGray(801, 5, color.Gray{})
	watermark := drawn("paid 41,500 crowns on 14 May", 0, 0)
	for y := range 40 {
		for x := 600; x < 640; x++ {
			watermark.SetGray(x, y, color.Gray{min(watermark.GrayAt(x, y).Y, 210)})
		}
	}
	tests := []struct {
		name  string
		other *image.Gray
		want  bool
	}{
		{"itself", page, true},
		{"moved by a pixel", drawn("paid 41,500 crowns on 14 May", 1, 1), true},
		{"moved by a letter's stroke", drawn("paid 41,500 crowns on 14 May", 4, 0), true},
		{"moved by a letter", drawn("paid 41,500 crowns on 14 May", 21, 0), false},
		{"fainter ink", faint, true},
		{"one digit other", drawn("paid 47,500 crowns on 14 May", 0, 0), false},
		{"3 for 4", drawn("paid 41,500 crowns on 13 May", 0, 0), false},
		{"a point for a comma", drawn("paid 41.500 crowns on 14 May", 0, 0), false},
		{"a word gone", drawn("paid 41,500 crowns on    May", 0, 0), false},
		{"a stray pixel", speck, true},
		{"two stray pixels together", blot, false},
		{"a light stripe", watermark, false},
		{"turned on its side", turned(page), true},
		{"upside down", turned(turned(page)), true},
		{"upside down, one digit other", turned(turned(drawn("paid 47,500 crowns on 14 May", 0, 0))), false},
		{"another size", image.NewGray(image.Rect(0, 0, 900, 61)), false},
		{"not drawn", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := SameInk(page, tt.other); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
			if got := SameInk(tt.other, page); got != tt.want {
				t.Errorf("turned round: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSameInkOfParts(t *testing.T) {
	page := drawn("paid 41,500 crowns", 0, 0)
	part := page.SubImage(image.Rect(30, 6, 200, 50)).(*image.Gray)
	copied := image.NewGray(part.Rect)
	draw.Draw(copied, copied.Rect, part, part.Rect.Min, draw.Src)
	if !SameInk(part, copied) {
		t.Error("a part of a page differs from its copy")
	}
}

func TestSameIn(t *testing.T) {
	page, other := drawn("paid 41,500 crowns on 14 May", 0, 0), drawn("paid 41,500 crowns on 13 May", 3, -1)
	fine := CompareFine(page, other, FineDPI)
	half := page.Rect.Dx() / 2
	if !fine.SameIn(image.Rect(0, 0, half, 60)) {
		t.Error("the half that was left alone differs")
	}
	if fine.SameIn(image.Rect(half, 0, page.Rect.Dx(), 60)) {
		t.Error("the half that was changed is the same")
	}
}

// A sign is compared where its line lies: what was moved with it is the same, and a comma is no
// stop there either.
func TestStrictlySameInMovedLine(t *testing.T) {
	page := drawn("paid 41,500 crowns on 14,5 May", 0, 0)
	half := image.Rect(page.Rect.Dx()/3, 0, page.Rect.Dx(), page.Rect.Dy())
	for text, want := range map[string]bool{"paid 41,500 crowns on 14,5 May": true, "paid 41,500 crowns on 14.5 May": false} {
		other, moved := drawn(text, 0, 0), drawn(text, 3, 0)
		draw.Draw(other, half, moved, half.Min, draw.Src)
		fine := CompareFine(page, other, FineDPI)
		fine.shifted = false
		if got := fine.StrictlySameIn(image.Rect(460, 0, 560, page.Rect.Dy())); got != want {
			t.Errorf("%s: same %v, want %v", text, got, want)
		}
	}
}

// What is missing and what was added are told apart, whatever lies a little aside.
func TestSpots(t *testing.T) {
	page := drawn("paid 41,500 crowns on 14 May", 0, 0)
	tests := []struct {
		name           string
		text           string
		missing, added bool
	}{
		{"nothing", "paid 41,500 crowns on 14 May", false, false},
		{"a digit gone", "paid 41, 00 crowns on 14 May", true, false},
		{"a comma gone", "paid 41 500 crowns on 14 May", true, false},
		{"a minus put in", "paid-41,500 crowns on 14 May", false, true},
		{"a digit for another", "paid 41,700 crowns on 14 May", true, true},
		{"made longer", "paid 41,500 crowns on 14 Mayo", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			missing, added := false, false
			for _, s := range CompareFine(page, drawn(tt.text, 2, 1), FineDPI).Spots() {
				missing, added = missing || !s.Added, added || s.Added
			}
			if missing != tt.missing || added != tt.added {
				t.Errorf("missing %v, added %v; want %v, %v", missing, added, tt.missing, tt.added)
			}
		})
	}
}

// A point between digits that stand next to it is missed where all ink around it is the same,
// and is not told from how outlines are drawn where that is not.
func TestSpotsOfSignsCloseBesideLetters(t *testing.T) {
	page := func(point bool, edge uint8) *image.Gray {
		p := image.NewGray(image.Rect(0, 0, 60, 40))
		draw.Draw(p, p.Rect, image.White, image.Point{}, draw.Src)
		for y := 10; y < 30; y++ {
			for x := 20; x < 24; x++ {
				p.SetGray(x, y, color.Gray{0})
				p.SetGray(x+8, y, color.Gray{0})
			}
			p.SetGray(24, y, color.Gray{edge})
			p.SetGray(27, y, color.Gray{180})
		}
		if point {
			draw.Draw(p, image.Rect(25, 28, 27, 30), image.Black, image.Point{}, draw.Src)
		}
		return p
	}
	tests := []struct {
		name         string
		known, query *image.Gray
		want         []Spot
	}{
		{"gone", page(true, 180), page(false, 180), []Spot{{Box: image.Rect(25, 28, 27, 30), Ink: 4}}},
		{"put in", page(false, 180), page(true, 180), []Spot{{Box: image.Rect(25, 28, 27, 30), Ink: 4, Added: true}}},
		{"as it was", page(true, 180), page(true, 180), nil},
		{"gone, and the letters drawn anew", page(true, 140), page(false, 100), nil},
	}
	for _, tt := range tests {
		if got := CompareFine(tt.known, tt.query, FineDPI).Spots(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestCompareFineOfOtherSizes(t *testing.T) {
	page := drawn("paid", 0, 0)
	for _, other := range []*image.Gray{nil, image.NewGray(image.Rect(0, 0, 900, 61))} {
		if CompareFine(page, other, FineDPI) != nil || CompareFine(other, page, FineDPI) != nil {
			t.Error("pages that cannot be laid on one another were compared")
		}
	}
}

// A page that is drawn a little smaller, and elsewhere, looks the same once laid on the other.
func TestLaidOn(t *testing.T) {
	page := drawn("paid 41,500 crowns on 14 May", 0, 0)
	smaller := layout.Homography{0: .995, 2: 24, 4: .995, 5: 12, 8: 1}
	back, _ := smaller.Inverse()
	for _, tt := range []struct {
		text string
		want bool
	}{{"paid 41,500 crowns on 14 May", true}, {"paid 47,500 crowns on 14 May", false}} {
		printed := LaidOn(page.Rect, drawn(tt.text, 0, 0), smaller)
		if SameInk(page, printed) {
			t.Errorf("%q looks the same where it lies", tt.text)
		}
		if got := SameInk(page, LaidOn(page.Rect, printed, back)); got != tt.want {
			t.Errorf("%q looks the same: %v, want %v", tt.text, got, tt.want)
		}
	}
}

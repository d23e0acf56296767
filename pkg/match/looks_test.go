package match

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// drawn is a page with a line of text, its letters three pixels to the dot, which
// is what type of 10 points is at LooksDPI; moved by some pixels.
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
		faint.Pix[i] = max(p, darkInk-10)
	}
	speck, blot := drawn("paid 41,500 crowns on 14 May", 0, 0), drawn("paid 41,500 crowns on 14 May", 0, 0)
	speck.SetGray(800, 5, color.Gray{})
	blot.SetGray(800, 5, color.Gray{})
	blot.SetGray(801, 5, color.Gray{})
	tests := []struct {
		name  string
		other *image.Gray
		want  bool
	}{
		{"itself", page, true},
		{"moved by a pixel", drawn("paid 41,500 crowns on 14 May", 1, 1), true},
		{"moved by a letter's stroke", drawn("paid 41,500 crowns on 14 May", 4, 0), false},
		{"fainter ink", faint, true},
		{"one digit other", drawn("paid 47,500 crowns on 14 May", 0, 0), false},
		{"3 for 4", drawn("paid 41,500 crowns on 13 May", 0, 0), false},
		{"a point for a comma", drawn("paid 41.500 crowns on 14 May", 0, 0), false},
		{"a word gone", drawn("paid 41,500 crowns on    May", 0, 0), false},
		{"a stray pixel", speck, true},
		{"two stray pixels together", blot, false},
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

// The pages' looks are asked about only where the texts differ slightly, and decide then.
func TestLooksDecide(t *testing.T) {
	base := treaties()[0]
	pages := pagesOf(base)
	slight := pagesOf(base)
	slight[4] = pageOf(5, slight[4].Text+" 9")
	replaced := pagesOf(base)
	replaced[4] = pageOf(5, replaced[4].Text[:400]+passage(1, 30)+replaced[4].Text[400:])
	for _, tt := range []struct {
		name  string
		query []Page
		alike bool // what drawing them says
		asked bool
		want  dossier.Verdict
	}{
		{"a character differs, the pages look the same", slight, true, true, dossier.Same},
		{"a character differs, the pages look different", slight, false, true, dossier.Altered},
		{"a passage differs: looks do not count", replaced, true, false, dossier.Altered},
		{"nothing differs", pages, false, false, dossier.Same},
	} {
		t.Run(tt.name, func(t *testing.T) {
			library := &library{}
			library.add("known.pdf", pages)
			asked := false
			library.known[0].Looks = func(pairs []Pair) (map[Pair]bool, error) {
				asked = true
				if len(pairs) != 1 || pairs[0] != (Pair{5, 5}) {
					t.Errorf("asked about %v", pairs)
				}
				return map[Pair]bool{{5, 5}: tt.alike}, nil
			}
			m := of(library.find(t, tt.query), "known.pdf")
			if m.Verdict != tt.want || asked != tt.asked {
				t.Errorf("%s, looks asked: %v; want %s, %v", m.Verdict, asked, tt.want, tt.asked)
			}
		})
	}
}

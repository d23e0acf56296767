package ink

import (
	"image"
	"image/color"
	"testing"
)

// sheared is a drawing with its upper part moved to the right, and its strokes wider.
func sheared(p *image.Gray, slant float64, wider int) *image.Gray {
	s := image.NewGray(p.Rect)
	for y := range p.Rect.Dy() {
		aside := int(slant * float64(48-y))
		for x := range p.Rect.Dx() {
			s.SetGray(x, y, color.Gray{255})
			for near := x - aside - wider; near <= x-aside+wider; near++ {
				if image.Pt(near, y).In(p.Rect) && p.GrayAt(near, y).Y < dark {
					s.SetGray(x, y, color.Gray{})
				}
			}
		}
	}
	return s
}

// Letters that are slanted or bolder are the same ones; a character that is another one is
// seen in any style.
func TestInOtherStyle(t *testing.T) {
	const text = "paid 41,500 crowns on 13 May"
	page := drawn(text, 0, 0)
	for name, tt := range map[string]struct {
		text  string
		slant float64
		wider int
		want  bool
	}{
		"slanted":                       {text, .2, 0, true},
		"bolder":                        {text, 0, 2, true},
		"slanted and bolder":            {text, .15, 1, true},
		"slanted, another digit":        {"paid 41,600 crowns on 13 May", .2, 0, false},
		"bolder, another digit":         {"paid 41,800 crowns on 13 May", 0, 2, false},
		"another digit":                 {"paid 41,600 crowns on 13 May", 0, 0, false},
		"slanted, a comma that is none": {"paid 41.500 crowns on 13 May", .2, 0, false},
		"slanted, a digit gone":         {"paid 41,50  crowns on 13 May", .2, 0, false},
	} {
		fine := &Fine{known: page, query: sheared(drawn(tt.text, 0, 0), tt.slant, tt.wider), scale: 1}
		word := image.Rect(12+5*21-3, 0, 12+11*21+3, 50)
		if got := fine.InOtherStyle(word, word); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

package layout

import (
	"math"
	"math/rand/v2"
	"testing"
)

// madeLines are boxes of characters in lines of text, turned by an angle in degrees
// about the middle of a page 1000 pixels wide and high.
func madeLines(degrees float64, vertical bool) []component {
	r := rand.New(rand.NewPCG(3, 3))
	sine, cosine := math.Sincos(degrees * math.Pi / 180)
	var made []component
	for line := range 40 {
		for x := -400.0; x < 400; x += 9 + float64(r.IntN(6)) {
			y := float64(line)*20 - 400
			at := func(u, v float64) component {
				return component{int16(u) - 3, int16(v) - 5, int16(u) + 4, int16(v) + 5, 40}
			}
			u, v := 500+cosine*x-sine*y, 500+sine*x+cosine*y
			if vertical { // the same turned by a quarter
				u, v = v, 1000-u
			}
			made = append(made, at(u, v))
		}
	}
	return made
}

func TestSkew(t *testing.T) {
	var f skewFinder
	for _, vertical := range []bool{false, true} {
		for _, degrees := range []float64{0, .4, -.7, 1.3, 3.8, -5.5, 9.1, -11.6} {
			found, other, doubtful := f.find(madeLines(degrees, vertical), 1000, 1000)
			if found.vertical != vertical || other.vertical == vertical || doubtful {
				t.Errorf("%.1f degrees, vertical %v: vertical %v, doubtful %v", degrees, vertical, found.vertical, doubtful)
			}
			if got := float64(f.refine(found).tenths) / 10; math.Abs(got-degrees) > .11 {
				t.Errorf("%.1f degrees, vertical %v: found %.1f", degrees, vertical, got)
			}
		}
	}
}

func TestSkewOfLittle(t *testing.T) {
	var f skewFinder
	few := madeLines(5, false)[:15]
	found, other, doubtful := f.find(few, 1000, 1000)
	if found != (orientation{}) || !other.vertical || !doubtful || f.refine(found) != found {
		t.Errorf("15 characters: %v, other %v, doubtful %v", found, other, doubtful)
	}
	var grid []component // characters in rows and columns alike
	for i := range int16(400) {
		x, y := 100+i%20*40, 100+i/20*40
		grid = append(grid, component{x, y, x + 10, y + 10, 60})
	}
	if _, _, doubtful := f.find(grid, 1000, 1000); !doubtful {
		t.Error("a square grid is not doubtful")
	}
}

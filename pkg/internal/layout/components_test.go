package layout

import (
	"cmp"
	"slices"
	"testing"
)

// floodFill finds components the plain way.
func floodFill(ink raster, threshold int) []component {
	seen := make([]bool, ink.width*ink.height)
	var found []component
	for y := range ink.height {
		for x := range ink.width {
			if seen[y*ink.width+x] || ink.pixel(x, y) < threshold {
				continue
			}
			seen[y*ink.width+x] = true
			c := component{int16(x), int16(y), int16(x + 1), int16(y + 1), 0}
			for todo := [][2]int{{x, y}}; len(todo) > 0; {
				p := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				c.include(component{int16(p[0]), int16(p[1]), int16(p[0] + 1), int16(p[1] + 1), 1})
				for j := max(0, p[1]-1); j <= min(ink.height-1, p[1]+1); j++ {
					for i := max(0, p[0]-1); i <= min(ink.width-1, p[0]+1); i++ {
						if !seen[j*ink.width+i] && ink.pixel(i, j) >= threshold {
							seen[j*ink.width+i] = true
							todo = append(todo, [2]int{i, j})
						}
					}
				}
			}
			found = append(found, c)
		}
	}
	return found
}

func sortComponents(c []component) {
	slices.SortFunc(c, func(a, b component) int {
		return cmp.Or(cmp.Compare(a.y0, b.y0), cmp.Compare(a.x0, b.x0), cmp.Compare(a.y1, b.y1), cmp.Compare(a.x1, b.x1), cmp.Compare(a.area, b.area))
	})
}

func TestComponents(t *testing.T) {
	var l labeller
	for _, size := range append(oddSizes, [2]int{200, 150}) {
		for _, threshold := range []int{1, 45, 100, 128} {
			for seed := range uint64(4) {
				var ink raster
				copyRaster(&ink, randomRaster(size[0], size[1], seed))
				for i, v := range ink.pix { // sparser: random bytes at 128 are one component
					if i%int(seed+1) != 0 {
						ink.pix[i] = v / 2
					}
				}
				for y := range ink.height {
					clear(ink.paddedRow(y)[ink.width:])
				}
				got, want := slices.Clone(l.find(ink, threshold)), floodFill(ink, threshold)
				sortComponents(got)
				sortComponents(want)
				if !slices.Equal(got, want) {
					t.Fatalf("%v, threshold %d, seed %d: %d components, want %d", size, threshold, seed, len(got), len(want))
				}
			}
		}
	}
}

func TestCharHeight(t *testing.T) {
	var text []component
	for i := range int16(50) {
		x := 10 * i
		text = append(text, component{x, 20, x + 8, 32, 50}, component{x, 15, x + 2, 17, 4})
	}
	text = append(text,
		component{0, 50, 500, 52, 1000},  // a rule
		component{0, 60, 300, 360, 4000}, // a picture
		component{0, 400, 60, 420, 1200}, // a black box
	)
	if h := charHeight(text, 1000); h != 12 {
		t.Errorf("%d, want 12", h)
	}
	if h := charHeight(nil, 1000); h != 0 {
		t.Errorf("%d without components, want 0", h)
	}
}

package layout

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// letter is a component filled by two thirds.
func letter(x0, y0, x1, y1 int16) component {
	return component{x0, y0, x1, y1, int32(x1-x0) * int32(y1-y0) * 2 / 3}
}

func TestWordsOfComponents(t *testing.T) {
	const h = 10
	solid := func(c component) component { c.area = int32(c.width() * c.height()); return c }
	tests := []struct {
		name  string
		given []component
		want  []component
	}{
		{"letters close by", []component{letter(10, 20, 16, 30), letter(19, 20, 25, 30), letter(28, 22, 34, 33)}, []component{{10, 20, 34, 33, 0}}},
		{"a gap", []component{letter(10, 20, 16, 30), letter(20, 20, 26, 30)}, []component{{10, 20, 16, 30, 0}, {20, 20, 26, 30, 0}}},
		{"two lines", []component{letter(10, 20, 16, 30), letter(10, 32, 16, 42)}, []component{{10, 20, 16, 30, 0}, {10, 32, 16, 42, 0}}},
		{"an accent joins", []component{letter(10, 20, 16, 30), letter(11, 18, 15, 22)}, []component{{10, 18, 16, 30, 0}}},
		{"rules", []component{letter(0, 50, 200, 53), letter(0, 60, 240, 61)}, nil},
		{"a frame", []component{letter(0, 0, 220, 31)}, nil},
		{"a long frame", []component{letter(0, 0, 260, 20)}, nil},
		{"a solid block", []component{solid(letter(0, 0, 60, 18))}, nil},
		{"a bar", []component{letter(10, 10, 11, 30)}, nil},
		{"specks", []component{letter(10, 20, 12, 22), letter(30, 20, 32, 22)}, nil},
		{"a dash is no word", []component{letter(10, 20, 18, 24)}, nil},
	}
	var ink raster
	ink.setSize(300, 100)
	clear(ink.pix)
	var g grouper
	for _, test := range tests {
		r := rand.New(rand.NewPCG(1, 2))
		for range 4 { // whatever the order
			r.Shuffle(len(test.given), func(i, j int) { test.given[i], test.given[j] = test.given[j], test.given[i] })
			var got []component
			for _, w := range g.words(test.given, ink, h) {
				got = append(got, component{w.X0, w.Y0, w.X1, w.Y1, 0})
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: %v, want %v", test.name, got, test.want)
			}
		}
	}
}

func TestMaxWords(t *testing.T) {
	var many []component
	for y := range int16(100) {
		for x := range int16(60) {
			many = append(many, letter(20*x, 20*y, 20*x+12, 20*y+10))
		}
	}
	var ink raster
	ink.setSize(1300, 2100)
	clear(ink.pix)
	words := new(grouper).words(many, ink, 10)
	if len(words) != MaxWords || words[MaxWords-1].Y0 != 20*(MaxWords/60) {
		t.Errorf("%d words, the last at row %d", len(words), words[len(words)-1].Y0)
	}
}

func TestPicture(t *testing.T) {
	var ink raster
	ink.setSize(200, 60)
	clear(ink.pix)
	want := uint64(0)
	for cell := range 64 { // half of the cells
		if cell*37%64 < 32 {
			want |= 1 << cell
			for y := range 5 {
				for x := range 4 {
					ink.pix[(10+cell/16*5+y)*ink.stride+20+cell%16*4+x] = byte(200 - x)
				}
			}
		}
	}
	if got := new(grouper).picture(ink, component{20, 10, 84, 30, 0}); got != want {
		t.Errorf("%064b, want %064b", got, want)
	}
	if got := new(grouper).picture(ink, component{150, 40, 153, 43, 0}); got != 0 {
		t.Errorf("of a box without ink, smaller than the grid: %064b, want 0", got)
	}
}

func TestLowerMedian(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range 200 {
		var v [64]uint16
		for i := range v {
			v[i] = uint16(r.UintN(1 + r.UintN(1<<16)))
		}
		sorted := slices.Sorted(slices.Values(v[:]))
		if got := lowerMedian(&v); got != sorted[31] {
			t.Fatalf("%d, want %d", got, sorted[31])
		}
	}
}

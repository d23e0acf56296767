package layout

import (
	"math"
	"reflect"
	"testing"
)

// arched is a layout of a page whose lines are arcs: higher in the middle by as many pixels.
func arched(l Layout, height float64) Layout {
	l.ToPage = identity
	l.Bend = NewBend(l.Width, l.Height, func(x, y float64) float64 {
		return height * math.Pow(2*x/float64(l.Width)-1, 2)
	})
	return l
}

func TestBendTellsWhereOnThePage(t *testing.T) {
	l := arched(printed(1, 52), 40)
	for _, at := range [][3]float64{{0, 300, 340}, {float64(l.Width) / 2, 300, 300}, {float64(l.Width), 500, 540}} {
		x, y := l.OnPage(at[0], at[1])
		u, v := l.ToPage.Apply(at[0], at[2])
		if math.Abs(x-u) > 1 || math.Abs(y-v) > 1 {
			t.Errorf("%v, %v lies at %.1f, %.1f, want %.1f, %.1f", at[0], at[1], x, y, u, v)
		}
	}
	if x, y := l.OnPage(-1e9, 1e9); x != -1e9 || math.Abs(y-1e9) > 50 {
		t.Errorf("far outside it is at %v, %v", x, y)
	}
}

func TestCodecKeepsBends(t *testing.T) {
	l := arched(printed(1, 52), -70)
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var got Layout
	if err := got.UnmarshalBinary(data); err != nil || !reflect.DeepEqual(got, l) {
		t.Fatalf("it comes back otherwise, error %v", err)
	}
	for n := range data {
		if err := new(Layout).UnmarshalBinary(data[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are a layout", n, len(data))
		}
	}
	for _, b := range []Bend{{Across: 2, Down: 2, Shifts: make([]int16, 3)}, {Across: 1, Down: 4, Shifts: make([]int16, 4)}, {Across: -2, Down: -2, Shifts: make([]int16, 4)}} {
		if _, err := (Layout{Bend: &b}).MarshalBinary(); err == nil {
			t.Errorf("a bend of %d x %d with %d nodes is encoded", b.Across, b.Down, len(b.Shifts))
		}
	}
}

func TestBentBy(t *testing.T) {
	flat := printed(1, 52)
	if by := flat.BentBy(); by != 0 {
		t.Errorf("a flat page is bent by %v", by)
	}
	tilted := flat
	tilted.Bend = NewBend(flat.Width, flat.Height, func(x, y float64) float64 { return x/10 - y/20 })
	if by := tilted.BentBy(); by > 1 {
		t.Errorf("a tilted page is bent by %v pixels", by)
	}
	bent := arched(flat, 60)
	if by := bent.BentBy(); by < 10 || by > 40 {
		t.Errorf("a page bent by 60 pixels is bent by %v", by)
	}
}

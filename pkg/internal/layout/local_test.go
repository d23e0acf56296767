package layout

import (
	"math"
	"slices"
	"testing"
)

// waved is a page the words of which lie off their lines and columns as on wavy paper: too far
// for any homography. It says that it was bent.
func waved(l Layout, by float64) Layout {
	l.Words = slices.Clone(l.Words)
	for i := range l.Words {
		w := &l.Words[i]
		dx := int16(math.Round(by * math.Sin(float64(w.Y0)/130)))
		dy := int16(math.Round(by * math.Sin(float64(w.X0)/170+1)))
		w.X0, w.X1, w.Y0, w.Y1 = w.X0+dx, w.X1+dx, w.Y0+dy, w.Y1+dy
	}
	slices.SortStableFunc(l.Words, func(a, b Word) int { return int(a.Y0) - int(b.Y0) })
	return arched(l, 0)
}

func TestRegisterBentPages(t *testing.T) {
	known := printed(3, 52)
	query := waved(known, 30)
	flat := query
	flat.Bend = nil
	if r, _ := Register(NewPlane(&flat), NewPlane(&known)); r.Score() > 60 {
		t.Fatalf("as if it lay flat it scores %.1f: it is not wavy enough to show anything", r.Score())
	}
	for name, q := range map[string]Layout{"as it is": query, "upside down": headOver(query)} {
		r, ok := Register(NewPlane(&q), NewPlane(&known))
		if !ok || !r.Local || 10*r.Alike < 9*len(known.Words) {
			t.Fatalf("%s: %d of %d words agree, one by one: %v", name, r.Alike, len(known.Words), r.Local)
		}
		for _, p := range r.Pairs {
			if q.Words[p.Query].Picture != known.Words[p.Known].Picture && name == "as it is" {
				t.Errorf("word %d is taken for %d", p.Query, p.Known)
			}
		}
		if len(r.NearQuery) != r.Query || len(r.NearKnown) != r.Known {
			t.Errorf("%s: %d and %d words are near, %d and %d are counted", name, len(r.NearQuery), len(r.NearKnown), r.Query, r.Known)
		}
		if angle := math.Abs(r.Angle()); (angle > 90) != (name == "upside down") {
			t.Errorf("%s it is turned by %v degrees", name, r.Angle())
		}
	}
}

func TestOtherBentPagesDoNotRegister(t *testing.T) {
	for seed := range uint64(6) {
		known, query := printed(seed, 52), waved(printed(seed+100, 52), 30)
		if r, _ := Register(NewPlane(&query), NewPlane(&known)); r.Score() >= 10 {
			t.Errorf("page %d scores %.1f on another", seed, r.Score())
		}
	}
}

func headOver(l Layout) Layout {
	l.Words = flipped(l.Words, true, true)
	for i := range l.Words {
		w := &l.Words[i]
		w.X0, w.X1, w.Y0, w.Y1 = w.X0+int16(l.Width), w.X1+int16(l.Width), w.Y0+int16(l.Height), w.Y1+int16(l.Height)
		w.Picture = upendedPicture(mirroredPicture(w.Picture))
	}
	return l
}

func TestFitLocalHoldsToThePrior(t *testing.T) {
	prior := Affine{2, 0, 0, 0, 2, 0}
	a := FitLocal([][5]float64{{10, 10, 100, 50, 1}}, prior, 5)
	if x, y := a.Apply(11, 10); math.Abs(x-102) > 1e-9 || math.Abs(y-50) > 1e-9 {
		t.Errorf("one point and a scale of 2 put 11, 10 at %v, %v", x, y)
	}
	var points [][5]float64
	for i := range 20 {
		x, y := float64(i%5)*40, float64(i/5)*40
		points = append(points, [5]float64{x, y, 3*x - y + 7, x + 3*y, 1})
	}
	if x, y := FitLocal(points, prior, 1e-3).Apply(50, 60); math.Abs(x-97) > .5 || math.Abs(y-230) > .5 {
		t.Errorf("many points put 50, 60 at %v, %v", x, y)
	}
}

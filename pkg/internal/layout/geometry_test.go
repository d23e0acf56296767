package layout

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestAffine(t *testing.T) {
	a, b := Affine{2, 0, 10, 0, 3, -5}, Affine{0, 1, 0, -1, 0, 7} // b is a quarter turn
	if x, y := a.Apply(4, 5); x != 18 || y != 10 {
		t.Errorf("4, 5 goes to %v, %v", x, y)
	}
	if x, y := a.Then(b).Apply(4, 5); x != 10 || y != -11 {
		t.Errorf("4, 5 then goes to %v, %v", x, y)
	}
	inverse, ok := a.Inverse()
	if x, y := inverse.Apply(18, 10); !ok || !near(x, 4, 1e-12) || !near(y, 5, 1e-12) {
		t.Errorf("18, 10 comes from %v, %v", x, y)
	}
	if x, y := a.Homography().Apply(4, 5); x != 18 || y != 10 {
		t.Errorf("as a homography, 4, 5 goes to %v, %v", x, y)
	}
	for _, flat := range []Affine{{}, {1, 2, 0, 2, 4, 0}, {math.NaN(), 0, 0, 0, 1, 0}, {math.Inf(1), 0, 0, 0, math.Inf(1), 0}} {
		if _, ok := flat.Inverse(); ok {
			t.Errorf("%v has an inverse", flat)
		}
	}
}

func TestHomographyInverse(t *testing.T) {
	inverse, ok := foreshort.Inverse()
	if !ok {
		t.Fatal("no inverse")
	}
	for _, p := range [][2]float64{{0, 0}, {850, 0}, {400, 1100}} {
		x, y := foreshort.Then(inverse).Apply(p[0], p[1])
		if !near(x, p[0], 1e-9) || !near(y, p[1], 1e-9) {
			t.Errorf("there and back, %v is %v, %v", p, x, y)
		}
	}
	if _, ok := (Homography{}).Inverse(); ok {
		t.Error("nothing has an inverse")
	}
}

func samplesOf(h Homography, points int) (samples []sample) {
	random := rand.New(rand.NewPCG(1, 8))
	for range points {
		x, y := random.Float64()*850, random.Float64()*1100
		u, v := h.Apply(x, y)
		samples = append(samples, sample{x, y, u, v, .1 + random.Float64()})
	}
	return samples
}

func TestFit(t *testing.T) {
	affine := Homography{.9, .02, 31, -.03, 1.1, -8, 0, 0, 1}
	for _, c := range []struct {
		name string
		fit  func([]sample) (Homography, bool)
		want Homography
	}{
		{"affine", fitAffine, affine},
		{"affine by homography", fitHomography, affine},
		{"homography", fitHomography, foreshort},
	} {
		got, ok := c.fit(samplesOf(c.want, 30))
		for _, p := range [][2]float64{{0, 0}, {850, 0}, {0, 1100}, {850, 1100}} {
			x, y := got.Apply(p[0], p[1])
			u, v := c.want.Apply(p[0], p[1])
			if !ok || !near(x, u, 1e-3) || !near(y, v, 1e-3) {
				t.Errorf("%s: %v goes to %v, %v, want %v, %v", c.name, p, x, y, u, v)
			}
		}
	}
}

func TestFitWeighs(t *testing.T) {
	samples := samplesOf(unmoved, 30)
	samples[0].u += 500
	samples[0].weight = 0
	if h, ok := fitAffine(samples); !ok || !near(h[2], 0, 1e-3) {
		t.Errorf("a sample without weight moves the fit by %v", h[2])
	}
}

func TestFitRefusesTooLittle(t *testing.T) {
	for name, samples := range map[string][]sample{
		"none":         nil,
		"one place":    {{1, 1, 2, 2, 1}, {1, 1, 2, 2, 1}},
		"weightless":   {{1, 1, 2, 2, 0}, {5, 7, 2, 9, 0}, {9, 1, 4, 2, 0}},
		"not a number": {{math.NaN(), 1, 2, 2, 1}, {5, 7, 2, 9, 1}, {9, 1, 4, 2, 1}},
	} {
		if h, ok := fitAffine(samples); ok {
			t.Errorf("%s: fits %v", name, h)
		}
		if h, ok := fitHomography(samples); ok {
			t.Errorf("%s: fits %v", name, h)
		}
	}
}

func TestForeshortens(t *testing.T) {
	for _, test := range []struct {
		h    Homography
		want float64
	}{
		{Affine{2, .1, 5, -.1, 2, 7}.Homography(), 0},
		{Homography{1, 0, 0, 0, 1, 0, .001, 0, 1}, 1 - 1/1.5},      // its right edge is further away
		{Homography{1, 0, 0, 0, 1, 0, .001, .001, 1}, 1 - 1/2.2},   // its lower right corner is
		{Homography{1, 0, 0, 0, 1, 0, -.001, .001, 1}, 1 - .5/1.7}, // one corner is, another nearer
		{Homography{1, 0, 0, 0, 1, 0, -.01, 0, 1}, 1},              // part of it lies behind the camera
	} {
		if got := test.h.Foreshortens(500, 700); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%v: %v, want %v", test.h, got, test.want)
		}
	}
}

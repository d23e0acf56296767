package report

import (
	"math"
	"testing"
)

// turned is the transform that turns by so many degrees clockwise (y grows downwards)
// about the origin.
func turned(degrees float64) []float64 {
	s, c := math.Sincos(degrees * math.Pi / 180)
	return []float64{c, -s, 0, s, c, 0, 0, 0, 1}
}

func TestStraightened(t *testing.T) {
	for _, tt := range []struct {
		transform []float64
		want      string
	}{
		{nil, ""},
		{turned(0), ""},
		{turned(.4), ""},
		{turned(-4), " after straightening by 4 degrees"},
		{turned(1.2), " after straightening by 1 degree"},
		{turned(90), " after turning by 90 degrees clockwise"},
		{turned(-90), " after turning by 90 degrees anticlockwise"},
		{turned(180), " after turning upside down"},
		{turned(-177), " after turning upside down and straightening by 3 degrees"},
		{[]float64{-1, 0, 600, 0, 1, 0, 0, 0, 1}, " after mirroring"},
		{[]float64{1, 0, 0, 0, -1, 800, 0, 0, 1}, " after mirroring and turning upside down"},
		{[]float64{.5, 0, 3, 0, .5, 7, 0, 0, 1}, ""}, // smaller, no more
	} {
		if got := straightened(tt.transform); got != tt.want {
			t.Errorf("transform %v: %q, want %q", tt.transform, got, tt.want)
		}
	}
}

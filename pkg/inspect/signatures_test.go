package inspect

import "testing"

func TestCovered(t *testing.T) {
	for _, test := range []struct {
		span []float64
		want string
	}{
		{[]float64{0, 100, 122, 78}, "covers the whole file"},
		{[]float64{0, 100, 123, 77}, "covers the whole file but for 1 byte beside the signature"},
		{[]float64{0, 100, 122, 28}, "covers the first 150 of 200 bytes: what was appended after it is not covered"},
		{[]float64{10, 90, 122, 78}, "covers bytes 10 to 200 of 200"},
	} {
		if got := covered(test.span, 200, 10); got != test.want {
			t.Errorf("%v: %s, want %s", test.span, got, test.want)
		}
	}
}

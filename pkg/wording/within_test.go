package wording

import "testing"

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		part, text string
		want       bool
	}{
		{"paid at once", "the sum was paid at\nonce, in cash", false}, // "once," is another word
		{"was paid at", "the sum was paid at\nonce", true},
		{"“paid” at", "it was \"paid\" at once", true},
		{"the sum", "the sum", true},
		{"the sum of it", "the sum", false},
		{"paid once", "paid at once", false},
		{"", "paid", false},
		{"", "", false},
	} {
		if got := Within(tt.part, tt.text); got != tt.want {
			t.Errorf("%q in %q: %v", tt.part, tt.text, got)
		}
	}
}

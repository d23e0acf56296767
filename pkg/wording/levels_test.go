package wording

import "testing"

func TestLevels(t *testing.T) {
	type levels struct{ normalized, writing, letters, figures, butForNumbers bool }
	all := levels{true, true, true, true, true}
	for _, tt := range []struct {
		name string
		a, b string
		want levels
	}{
		{"the same", "that 40,000 was paid", "that 40,000 was paid", all},
		{"signs of another program", "“co-operate” isn’t", `"co‑operate" isn't`, all},
		{"a ligature and a soft hyphen", "efficient", "e\ufb03\u00adcient", all},
		{"a space", "insulin", "in sulin", levels{false, true, true, true, false}},
		{"capitals and accents", "Cote", "côte", levels{false, false, true, true, false}},
		{"a look-alike letter", "paid", "pаid", levels{false, false, true, true, false}},
		{"punctuation", "paid, today.", "paid; today", levels{false, false, true, false, false}},
		{"a full stop", "paid 4.", "paid 4", levels{false, false, true, true, false}},
		{"a decimal point", "1.50", "150", levels{false, false, true, false, false}},
		{"a number", "Page 3 of 20", "Page 12 of 20", levels{false, false, false, false, true}},
		{"a word", "was paid", "was not paid", levels{false, false, false, true, false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := levels{Normalize(tt.a) == Normalize(tt.b), SameWriting(tt.a, tt.b), SameLetters(tt.a, tt.b), SameDigits(tt.a, tt.b), SameButNumbers(tt.a, tt.b)}
			if got != tt.want {
				t.Errorf("%q and %q: %+v, want %+v", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

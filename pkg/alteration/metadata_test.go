package alteration

import "testing"

func TestDiffering(t *testing.T) {
	known := map[string]string{"Author": "A. Clerk", "Producer": "Word", "Title": "Minutes"}
	for _, tt := range []struct {
		name          string
		after         map[string]string
		before, wants string
	}{
		{"the same", map[string]string{"Author": "A. Clerk", "Producer": "Word", "Title": "Minutes"}, "", ""},
		{"stripped", nil, "Author: A. Clerk; Producer: Word; Title: Minutes", ""},
		{"one changed, one added", map[string]string{"Author": "A. Clerk", "Creator": "x", "Producer": "Printer", "Title": "Minutes"},
			"Producer: Word", "Creator: x; Producer: Printer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after := differing(known, tt.after)
			if before != tt.before || after != tt.wants {
				t.Errorf("before %q, after %q; want %q and %q", before, after, tt.before, tt.wants)
			}
		})
	}
}

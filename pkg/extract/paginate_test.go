package extract

import (
	"strings"
	"testing"
)

func TestDivide(t *testing.T) {
	line := strings.Repeat("word ", 15) + "end\n"
	tests := []struct {
		name, text string
		pieces     int
	}{
		{"short", line, 1},
		{"two pages are one piece", strings.Repeat(line, 2*textPage/len(line)), 1},
		{"lines", strings.Repeat(line, 5*textPage/len(line)), 4},
		{"words without lines", strings.Repeat("word ", textPage), 4},
		{"no white space", strings.Repeat("x", 5*textPage), 1},
		{"empty", "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pieces := divide(tt.text)
			if strings.Join(pieces, "") != tt.text {
				t.Error("the pieces are not the text")
			}
			if len(pieces) != tt.pieces {
				t.Errorf("%d pieces, want %d", len(pieces), tt.pieces)
			}
			for _, p := range pieces[:len(pieces)-1] {
				if len(p) < textPage || !strings.HasSuffix(p, "\n") && !strings.HasSuffix(p, " ") {
					t.Errorf("a piece of %d bytes ends in %q", len(p), p[len(p)-1:])
				}
			}
		})
	}
}

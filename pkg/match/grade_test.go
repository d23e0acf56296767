package match

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestGradeFallsWithCoincidences(t *testing.T) {
	tests := []struct {
		score          float64
		queries, known int
		want           dossier.Grade
	}{
		{100, 1, 1000, dossier.VeryStrong},
		{60, 1, 1000, dossier.VeryStrong},
		{44, 1, 1000, dossier.Strong},
		{30, 1, 1000, dossier.Weak},
		{60, 500, 100_000, dossier.Weak},
		{100, 500, 100_000, dossier.VeryStrong},
	}
	for _, tt := range tests {
		n := expectedCoincidences(tt.score, typicalLength, tt.queries, tt.known)
		if got := gradeOf(n); got != tt.want {
			t.Errorf("%v bits, %d x %d pages: %v (%v), want %v", tt.score, tt.queries, tt.known, got, n, tt.want)
		}
	}
}

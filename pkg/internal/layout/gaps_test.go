package layout

import (
	"slices"
	"testing"
)

// The gaps of a page tell how wide those between its words are, whatever the font and the
// resolution.
func TestValleysOfGaps(t *testing.T) {
	tests := []struct {
		name   string
		counts []int // by pixels
		h      int
		want   []int // valleys
	}{
		{"letters close together", []int{30, 290, 150, 9, 2, 63, 42, 2, 0, 0, 0}, 10, []int{3}},
		{"letters set wide", []int{4, 39, 160, 340, 480, 400, 130, 0, 7, 7, 31, 65, 120, 112, 48, 10, 0, 1}, 18, []int{7}},
		{"clauses of characters", []int{228, 218, 267, 196, 129, 63, 30, 43, 23, 14, 3, 2, 2, 5, 2, 2, 1, 0, 7, 23, 11, 8}, 14, []int{11, 16}},
		{"one kind of gap", []int{5, 40, 120, 160, 120, 60, 30, 12, 5, 2, 0}, 10, nil},
		{"too few words", []int{30, 290, 150, 9, 0, 3, 2, 0, 0, 0, 0}, 10, nil},
		{"no gaps", make([]int, 10), 10, nil},
	}
	for _, tt := range tests {
		var got []int
		for _, v := range valleysOf(tt.counts, tt.h) {
			got = append(got, v.gap)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: valleys at %v, want %v", tt.name, got, tt.want)
		}
	}
}

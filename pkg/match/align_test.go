package match

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func edgeOf(q, k int, weight float64) edge {
	return edge{Pair: Pair{q, k}, evidence: evidence{score: weight, queryCover: 1, knownCover: 1}}
}

// heaviest is the weight of the heaviest alignment, by trying every one.
func heaviest(edges []edge) float64 {
	most := 0.0
	for set := range 1 << len(edges) {
		weight, fits := 0.0, true
		for i, a := range edges {
			if set>>i&1 == 0 {
				continue
			}
			weight += a.weight()
			for j, b := range edges[:i] {
				if set>>j&1 == 1 && (a.Query-b.Query)*(a.Known-b.Known) < 0 {
					fits = false
				}
			}
		}
		if fits {
			most = max(most, weight)
		}
	}
	return most
}

func TestHeaviestAlignmentAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		knownPages := 1 + r.IntN(5)
		taken := map[Pair]bool{}
		var edges []edge
		for range r.IntN(11) {
			if p := (Pair{1 + r.IntN(5), 1 + r.IntN(knownPages)}); !taken[p] {
				taken[p] = true
				edges = append(edges, edgeOf(p.Query, p.Known, float64(1+r.IntN(9))))
			}
		}
		slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.Query-b.Query, a.Known-b.Known) })
		want := heaviest(edges)
		got := 0.0
		last := edge{}
		for _, e := range heaviestAlignment(edges, knownPages) {
			if e.Query < last.Query || e.Known < last.Known {
				t.Errorf("pair %v after %v", e.Pair, last.Pair)
			}
			got += e.weight()
			last = e
		}
		if got != want {
			t.Errorf("edges %v: weight %v, want %v", edges, got, want)
		}
	}
}

func TestCompatible(t *testing.T) {
	alignment := []edge{edgeOf(2, 2, 9), edgeOf(5, 5, 9), edgeOf(5, 6, 9)}
	tests := []struct {
		name string
		q, k int
		want bool
	}{
		{"before both", 1, 1, true},
		{"page before, known page after", 1, 3, false},
		{"between", 3, 4, true},
		{"between, at the known page before", 3, 2, true},
		{"between, known page too early", 4, 1, false},
		{"between, known page too late", 4, 6, false},
		{"of the alignment itself", 5, 6, true},
		{"the same page, known page too early", 5, 1, false},
		{"after all", 7, 8, true},
		{"after all, known page too early", 7, 5, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept := compatible([]edge{edgeOf(tt.q, tt.k, 1)}, alignment)
			if (len(kept) == 1) != tt.want {
				t.Errorf("kept is %v, want %v", len(kept) == 1, tt.want)
			}
		})
	}
	if kept := compatible(alignment, alignment); len(kept) != len(alignment) {
		t.Errorf("an alignment is compatible with itself: kept %v", kept)
	}
}

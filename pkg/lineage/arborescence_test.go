package lineage

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomWeights are of a graph of n nodes beneath node 0, some edges missing.
func randomWeights(r *rand.Rand, n int) [][]float64 {
	weight := make([][]float64, n+1)
	for a := range weight {
		weight[a] = make([]float64, n+1)
		for b := range weight[a] {
			weight[a][b] = none
			if b > 0 && a != b && (a == 0 || r.IntN(4) > 0) {
				weight[a][b] = 6*r.Float64() - 3
			}
		}
	}
	return weight
}

// eachTree calls f with every tree of parents beneath node 0, and its weight.
func eachTree(weight [][]float64, f func(parent []int, sum float64)) {
	parent := make([]int, len(weight))
	parent[0] = -1
	var choose func(b int, sum float64)
	choose = func(b int, sum float64) {
		if b == len(weight) {
			if cycleIn(parent) == nil {
				f(parent, sum)
			}
			return
		}
		for a := range weight {
			if weight[a][b] != none {
				parent[b] = a
				choose(b+1, sum+weight[a][b])
			}
		}
		parent[b] = 0
	}
	choose(1, 0)
}

func TestArborescenceIsTheHeaviestTree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		weight := randomWeights(r, 1+r.IntN(5))
		best := none
		eachTree(weight, func(_ []int, sum float64) { best = max(best, sum) })
		parent := arborescence(weight)
		if cycleIn(parent) != nil {
			t.Fatalf("%v: a cycle in %v", weight, parent)
		}
		sum := 0.
		for b := 1; b < len(parent); b++ {
			sum += weight[parent[b]][b]
		}
		if math.Abs(sum-best) > 1e-9 {
			t.Fatalf("%v: the tree %v weighs %v, the heaviest %v", weight, parent, sum, best)
		}
	}
}

func TestMarginalsAreSharesOfAllTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		weight := randomWeights(r, 1+r.IntN(5))
		want := make([][]float64, len(weight))
		for a := range want {
			want[a] = make([]float64, len(weight))
		}
		all := 0.
		eachTree(weight, func(parent []int, sum float64) {
			all += math.Exp(sum)
			for b := 1; b < len(parent); b++ {
				want[parent[b]][b] += math.Exp(sum)
			}
		})
		got := marginals(weight)
		for a := range want {
			for b := range want[a] {
				if math.Abs(got[a][b]-want[a][b]/all) > 1e-4 {
					t.Fatalf("%v: edge %d to %d: %v, want %v", weight, a, b, got[a][b], want[a][b]/all)
				}
			}
		}
	}
}

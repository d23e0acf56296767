package lineage

import "math"

// none is the weight of an edge that there cannot be.
var none = math.Inf(-1)

// arborescence returns the parents that make the heaviest tree of all nodes beneath node 0:
// weight[a][b] is that of the edge from a to b, none where there can be none. Every node must be
// reachable from node 0. Of trees that are equally heavy it is the one whose parents come first.
// (Edmonds, Optimum branchings, 1967.)
func arborescence(weight [][]float64) []int {
	n := len(weight)
	parent := make([]int, n)
	for b := 1; b < n; b++ {
		parent[b] = heaviestInto(weight, b)
	}
	parent[0] = -1
	cycle := cycleIn(parent)
	if cycle == nil {
		return parent
	}
	return expand(weight, parent, cycle)
}

func heaviestInto(weight [][]float64, b int) int {
	best := 0
	for a := range weight {
		if a != b && weight[a][b] > weight[best][b] {
			best = a
		}
	}
	return best
}

// cycleIn marks the nodes of a cycle of parents; nil where there is none.
func cycleIn(parent []int) []bool {
	for start := range parent {
		seen := make([]bool, len(parent))
		at := start
		for at > 0 && !seen[at] {
			seen[at] = true
			at = parent[at]
		}
		if at <= 0 {
			continue
		}
		cycle := make([]bool, len(parent))
		for next := at; !cycle[next]; next = parent[next] {
			cycle[next] = true
		}
		return cycle
	}
	return nil
}

// expand makes one node of a cycle, solves that, and takes the cycle apart at the place where
// the tree enters it.
func expand(weight [][]float64, parent []int, cycle []bool) []int {
	var outside []int // nodes by their number in the smaller graph, the cycle being the last
	for v := range cycle {
		if !cycle[v] {
			outside = append(outside, v)
		}
	}
	c := len(outside)
	smaller := make([][]float64, c+1)
	enter, leave := make([]int, c), make([]int, c) // by which node of the cycle
	for i := range smaller {
		smaller[i] = make([]float64, c+1)
		smaller[i][i] = none
	}
	for i, v := range outside {
		for j, w := range outside {
			smaller[i][j] = weight[v][w]
		}
		smaller[i][c], smaller[c][i] = none, none
		enter[i], leave[i] = -1, -1
		for u := range cycle {
			if !cycle[u] {
				continue
			}
			if in := weight[v][u] - weight[parent[u]][u]; enter[i] < 0 || in > smaller[i][c] {
				smaller[i][c], enter[i] = in, u
			}
			if leave[i] < 0 || weight[u][v] > smaller[c][i] {
				smaller[c][i], leave[i] = weight[u][v], u
			}
		}
	}
	solved := arborescence(smaller)
	full := make([]int, len(parent))
	copy(full, parent)
	for j, v := range outside {
		switch {
		case solved[j] == c:
			full[v] = leave[j]
		case solved[j] >= 0:
			full[v] = outside[solved[j]]
		default:
			full[v] = -1
		}
	}
	full[enter[solved[c]]] = outside[solved[c]]
	return full
}

// lightest is how far below the heaviest edge into a node another counts for less and less: what is
// lighter would be lost beside it.
const lightest = -20.

// marginals returns for each edge how much of all trees beneath node 0 it has a part in, a tree
// counting as the product of the exponentials of its weights: by the matrix-tree theorem (Tutte
// 1948; Koo, Globerson, Carreras and Collins 2007).
func marginals(weight [][]float64) [][]float64 {
	n := len(weight) - 1 // without node 0
	scaled := make([][]float64, n+1)
	for a := range scaled {
		scaled[a] = make([]float64, n+1)
	}
	laplacian := make([][]float64, n)
	for i := range laplacian {
		laplacian[i] = make([]float64, n)
	}
	for b := 1; b <= n; b++ {
		top := weight[heaviestInto(weight, b)][b]
		for a := 0; a <= n; a++ {
			if a == b || weight[a][b] == none {
				continue
			}
			scaled[a][b] = math.Exp(max(weight[a][b]-top, lightest))
			laplacian[b-1][b-1] += scaled[a][b]
			if a > 0 {
				laplacian[a-1][b-1] -= scaled[a][b]
			}
		}
	}
	inverse := invert(laplacian)
	share := make([][]float64, n+1)
	for a := range share {
		share[a] = make([]float64, n+1)
	}
	for b := 1; b <= n; b++ {
		for a := 0; a <= n; a++ {
			if scaled[a][b] == 0 {
				continue
			}
			s := inverse[b-1][b-1]
			if a > 0 {
				s -= inverse[b-1][a-1]
			}
			share[a][b] = math.Round(1e4*max(0, min(1, scaled[a][b]*s))) / 1e4
		}
	}
	return share
}

// invert returns the inverse of a matrix, by elimination with pivots; what is singular is left as
// far as it goes. The matrix is changed.
func invert(m [][]float64) [][]float64 {
	n := len(m)
	inverse := make([][]float64, n)
	for i := range inverse {
		inverse[i] = make([]float64, n)
		inverse[i][i] = 1
	}
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[pivot][c]) {
				pivot = r
			}
		}
		if m[pivot][c] == 0 {
			continue
		}
		m[c], m[pivot] = m[pivot], m[c]
		inverse[c], inverse[pivot] = inverse[pivot], inverse[c]
		scale(m[c], inverse[c], 1/m[c][c])
		for r := range n {
			if r != c && m[r][c] != 0 {
				subtract(m[r], inverse[r], m[c], inverse[c], m[r][c])
			}
		}
	}
	return inverse
}

func scale(row, inverse []float64, by float64) {
	for i := range row {
		row[i] *= by
		inverse[i] *= by
	}
}

func subtract(row, inverse, of, ofInverse []float64, times float64) {
	for i := range row {
		row[i] -= times * of[i]
		inverse[i] -= times * ofInverse[i]
	}
}

package match

import (
	"cmp"
	"slices"
)

// A run is a stretch of n characters that two texts share, beginning at q in the first
// and at k in the second.
type run struct{ q, k, n int }

// A runIndex finds the runs that other texts share with its own.
type runIndex struct {
	text []rune
	n    int     // the shortest run it finds
	head []int32 // hash of n characters -> 1 + where they stand last; 0 for nowhere
	next []int32 // by place: 1 + the place before it with the same hash; 0 for none
}

// maxRepeats is how often n characters may stand in a text and still begin a run, and on
// how many known pages a picture may be and still tell one: repeated cells of a table say
// nothing about where they belong, nor does letter paper.
const maxRepeats = 16

func newRunIndex(text []rune, n int) *runIndex {
	size := 16
	for size < 2*len(text) {
		size *= 2
	}
	x := &runIndex{text: text, n: n, head: make([]int32, size), next: make([]int32, len(text))}
	eachHash(text, n, func(i int, h uint32) {
		slot := &x.head[h&uint32(size-1)]
		x.next[i], *slot = *slot, int32(i+1)
	})
	return x
}

// shared returns the maximal runs that the indexed text, q, shares with another text, k,
// in order of k and then of q.
func (x *runIndex) shared(other []rune) []run {
	var runs []run
	var starts []int
	reached := map[int]int{} // by diagonal q-k: how far into other it is covered
	eachHash(other, x.n, func(k int, h uint32) {
		starts = starts[:0]
		for at := x.head[h&uint32(len(x.head)-1)]; at > 0 && len(starts) <= maxRepeats; at = x.next[at-1] {
			if q := int(at - 1); slices.Equal(x.text[q:q+x.n], other[k:k+x.n]) {
				starts = append(starts, q)
			}
		}
		if len(starts) > maxRepeats {
			return
		}
		slices.Reverse(starts)
		for _, q := range starts {
			if reached[q-k] > k {
				continue
			}
			n := x.n
			for q+n < len(x.text) && k+n < len(other) && x.text[q+n] == other[k+n] {
				n++
			}
			runs = append(runs, run{q, k, n})
			reached[q-k] = k + n
		}
	})
	return runs
}

// eachHash calls f with the hash of every n characters in a row.
func eachHash(text []rune, n int, f func(at int, hash uint32)) {
	const prime = 0x01000193
	power := uint32(1)
	for range n {
		power *= prime
	}
	h := uint32(0)
	for i, r := range text {
		h = h*prime + uint32(r)
		if i >= n {
			h -= power * uint32(text[i-n])
		}
		if i >= n-1 {
			f(i-n+1, h^h>>15)
		}
	}
}

// lcsLen is the length of the longest common subsequence of two texts that uses
// characters of the given runs only. It takes O(C log C) for C characters in all runs
// (Hunt, Szymanski 1977), since tables make runs by the thousand.
func lcsLen(runs []run) int {
	type place struct{ q, k int }
	var alike []place
	for _, r := range runs {
		for i := range r.n {
			alike = append(alike, place{r.q + i, r.k + i})
		}
	}
	slices.SortFunc(alike, func(a, b place) int { return cmp.Or(a.k-b.k, b.q-a.q) })
	var ends []int // ends[n] is the first place in q where a subsequence of n+1 characters can end
	for _, p := range alike {
		if n, _ := slices.BinarySearch(ends, p.q); n < len(ends) {
			ends[n] = p.q
		} else {
			ends = append(ends, p.q)
		}
	}
	return len(ends)
}

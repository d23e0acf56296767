package custody

import (
	"fmt"
	"math/bits"
	"sort"

	"golang.org/x/mod/sumdb/tlog"
)

// hashes holds the hashes of a tree by place, as tlog.StoredHashIndex numbers them.
type hashes []tlog.Hash

// grow returns the hashes of the tree over leaves.
func grow(leaves []tlog.Hash) hashes {
	var h hashes
	for n, hash := range leaves {
		h = append(h, hash)
		for level := 0; n&1 == 1; level, n = level+1, n>>1 {
			hash = tlog.NodeHash(h[tlog.StoredHashIndex(level, int64(n-1))], hash)
			h = append(h, hash)
		}
	}
	return h
}

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(places []int64) ([]tlog.Hash, error) {
	read := make([]tlog.Hash, len(places))
	for i, place := range places {
		if place < 0 || place >= int64(len(h)) {
			return nil, fmt.Errorf("the log has no hash %d", place)
		}
		read[i] = h[place]
	}
	return read, nil
}

// over returns the hash over the records from lo to before hi, one or more, which are a
// subtree of the log; false if hashes are missing.
func (h hashes) over(lo, hi int64) (tlog.Hash, bool) {
	if !complete(lo, hi) {
		mid := split(lo, hi)
		left, hasLeft := h.over(lo, mid)
		right, hasRight := h.over(mid, hi)
		return tlog.NodeHash(left, right), hasLeft && hasRight
	}
	level := bits.TrailingZeros64(uint64(hi - lo))
	place := tlog.StoredHashIndex(level, lo>>level)
	if place >= int64(len(h)) {
		return tlog.Hash{}, false
	}
	return h[place], true
}

// leaves returns the number of records whose hashes are all stored.
func (h hashes) leaves() int64 {
	n := sort.Search(len(h), func(n int) bool { return tlog.StoredHashCount(int64(n)+1) > int64(len(h)) })
	return int64(n)
}

// complete reports whether the hash over the records from lo to before hi is a stored one.
// The others lie at the growing edge of the tree and are computed from stored ones.
func complete(lo, hi int64) bool { return (hi-lo)&(hi-lo-1) == 0 }

// split returns where the records from lo to before hi, two or more, are divided: the left
// side gets the greatest power of two smaller than their number (RFC 6962, section 2.1).
func split(lo, hi int64) int64 { return lo + 1<<(bits.Len64(uint64(hi-lo-1))-1) }

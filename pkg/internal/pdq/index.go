package pdq

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	bands    = 16 // of a hash, each the key of one table
	bandBits = 256 / bands
)

// An Index finds all hashes within a distance of another. It is multi-index hashing
// (Norouzi, Punjani, Fleet: "Fast search in Hamming space with multi-index hashing",
// CVPR 2012): of two hashes that differ in at most 31 bits, one of the 16 bands
// differs in at most one, so only hashes that share such a band are compared.
//
// The zero Index is empty and ready. Searches may run at the same time, but not
// while hashes are added. It takes 4 MiB and 104 bytes for each hash.
type Index struct {
	entries []entry
	heads   *[bands][1 << bandBits]uint32 // by the band's value: 1 + the entry added last; 0 for none
}

type entry struct {
	hash Hash
	id   int
	next [bands]uint32 // as in heads: the entry added before
}

// A Found is a hash within the radius of a search.
type Found struct {
	ID       int
	Distance int
}

// Add adds a hash under an id. An id may have several hashes: each is found.
func (x *Index) Add(h Hash, id int) {
	if x.heads == nil {
		x.heads = new([bands][1 << bandBits]uint32)
	}
	e := entry{hash: h, id: id}
	for b := range bands {
		head := &x.heads[b][h.band(b)]
		e.next[b], *head = *head, uint32(len(x.entries)+1)
	}
	x.entries = append(x.entries, e)
}

// Len is the number of hashes added.
func (x *Index) Len() int { return len(x.entries) }

// Search returns all hashes at a distance of at most radius, by distance and then id.
// A radius above 31 compares with every hash.
func (x *Index) Search(h Hash, radius int) []Found {
	if radius < 0 || len(x.entries) == 0 {
		return nil
	}
	var found []Found
	if reach := radius / bands; reach <= 1 {
		found = x.lookUp(h, radius, reach)
	} else {
		found = x.scan(h, radius)
	}
	slices.SortFunc(found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func (x *Index) scan(h Hash, radius int) (found []Found) {
	for i := range x.entries {
		e := &x.entries[i]
		if d := h.Distance(e.hash); d <= radius {
			found = append(found, Found{ID: e.id, Distance: d})
		}
	}
	return found
}

// lookUp compares with the hashes that differ in at most reach bits, 0 or 1, in a
// band. What several bands lead to is taken in the first of them.
func (x *Index) lookUp(h Hash, radius, reach int) (found []Found) {
	differences := oneBit[:1+reach*bandBits]
	for b := range bands {
		for _, difference := range differences {
			for at := x.heads[b][h.band(b)^difference]; at > 0; at = x.entries[at-1].next[b] {
				e := &x.entries[at-1]
				if d := h.Distance(e.hash); d <= radius && h.firstBand(e.hash, reach) == b {
					found = append(found, Found{ID: e.id, Distance: d})
				}
			}
		}
	}
	return found
}

// oneBit holds the values of a band that have no bit set, and then those that have one.
var oneBit = func() (values [1 + bandBits]uint16) {
	for bit := range bandBits {
		values[1+bit] = 1 << bit
	}
	return values
}()

func (h Hash) band(b int) uint16 { return uint16(h[b/4] >> (b % 4 * bandBits)) }

// firstBand is the first band in which the hashes differ in at most reach bits; bands
// when there is none.
func (h Hash) firstBand(other Hash, reach int) int {
	for b := range bands {
		if bits.OnesCount16(h.band(b)^other.band(b)) <= reach {
			return b
		}
	}
	return bands
}

package pdq

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	bands    = 16 // parts of a hash, each the key of a table
	bandBits = 256 / bands
)

// An Index finds all hashes within a distance of another. It is multi-index hashing
// (Norouzi, Punjani, Fleet: "Fast search in Hamming space with multi-index hashing",
// CVPR 2012): of two hashes that differ in at most 31 bits, one of the 16 bands
// differs in at most one, so only hashes that share such a band are compared.
//
// The zero Index is empty and ready for use. Searches may run concurrently with each other,
// but not with Add. It takes 4 MiB and 104 bytes for each hash.
type Index struct {
	entries []entry
	heads   *[bands][1 << bandBits]uint32 // by band and its value: 1 + the entry added last; 0 for none
}

type entry struct {
	hash Hash
	id   int
	next [bands]uint32 // by band: 1 + the entry added before with the same value; 0 for none
}

// A Found is a hash within the radius of a search.
type Found struct {
	ID       int
	Distance int
}

// Add adds a hash under an id. An id may have several hashes, each of which is found.
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

// Search returns all hashes at a distance of at most radius, by distance and then id. With
// a radius above 31 it compares every hash.
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

// lookUp compares the hashes that differ in at most reach bits, 0 or 1, in some band. A
// hash that several bands lead to is returned for the first of them only.
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

// oneBit holds the differences of a band in no bit and then those in one bit.
var oneBit = func() (values [1 + bandBits]uint16) {
	for bit := range bandBits {
		values[1+bit] = 1 << bit
	}
	return values
}()

func (h Hash) band(b int) uint16 { return uint16(h[b/4] >> (b % 4 * bandBits)) }

// firstBand returns the first band in which the hashes differ in at most reach bits; bands
// if there is none.
func (h Hash) firstBand(other Hash, reach int) int {
	for b := range bands {
		if bits.OnesCount16(h.band(b)^other.band(b)) <= reach {
			return b
		}
	}
	return bands
}

package memory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// postings are the ids of the pages that keys are on, ascending. Most keys are on one page only.
type postings[K uint32 | uint64] struct {
	one  map[K]uint32
	more map[K][]uint32 // of those on more than one, all
}

func newPostings[K uint32 | uint64]() postings[K] {
	return postings[K]{map[K]uint32{}, map[K][]uint32{}}
}

// add enters a page, which is none of those before the last, unless the key is on most pages already.
func (p postings[K]) add(key K, id uint32, most int) {
	first, known := p.one[key]
	on := p.more[key]
	switch {
	case !known:
		p.one[key] = id
	case len(on) == 0 && first != id:
		p.more[key] = []uint32{first, id}
	case len(on) > 0 && len(on) < most && on[len(on)-1] != id:
		p.more[key] = append(on, id)
	}
}

// on returns the pages that a key is on.
func (p postings[K]) on(key K) []uint32 {
	if on := p.more[key]; on != nil {
		return on
	}
	if id, known := p.one[key]; known {
		return []uint32{id}
	}
	return nil
}

// A snapshot is the postings of the pages that existed when it was taken.
type snapshot struct {
	store *Store
	pages []page
}

// Snapshot implements store.Postings.
func (s *Store) Snapshot(ctx context.Context) (store.Snapshot, error) {
	return snapshot{s, s.all()}, ctx.Err()
}

// Pages implements store.Snapshot.
func (v snapshot) Pages() int { return len(v.pages) }

// Page implements store.Snapshot.
func (v snapshot) Page(id uint32) (dossier.PageRef, int, error) {
	if id < 1 || int(id) > len(v.pages) {
		return dossier.PageRef{}, 0, fmt.Errorf("page %d belongs to no document", id)
	}
	p := v.pages[id-1]
	return p.ref, min(len(p.chains), math.MaxUint16), nil
}

// Marks implements store.Snapshot.
func (v snapshot) Marks(ctx context.Context, hashes []uint64, most, limit int, each func(hash uint64, pages []uint32, count int)) error {
	visit(v, v.store.marks, hashes, func(hash uint64, on []uint32) {
		if len(on) > most {
			each(hash, nil, min(len(on), limit))
		} else {
			each(hash, on, len(on))
		}
	})
	return ctx.Err()
}

// Chains implements store.Snapshot.
func (v snapshot) Chains(ctx context.Context, keys []uint32, each func(key uint32, pages []uint32)) error {
	visit(v, v.store.chains, keys, func(key uint32, on []uint32) {
		if len(on) <= store.HotChain {
			each(key, on)
		}
	})
	return ctx.Err()
}

// visit calls each with the pages of every distinct key that was on a page when the snapshot
// was taken.
func visit[K uint32 | uint64](v snapshot, all postings[K], keys []K, each func(key K, on []uint32)) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	v.store.mu.RLock()
	defer v.store.mu.RUnlock()
	for _, key := range slices.Compact(keys) {
		on := all.on(key)
		n, _ := slices.BinarySearch(on, uint32(len(v.pages)+1))
		if n > 0 {
			each(key, on[:n:n])
		}
	}
}

package memory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

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
func visit[K uint32 | uint64](v snapshot, postings map[K][]uint32, keys []K, each func(key K, on []uint32)) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	v.store.mu.RLock()
	defer v.store.mu.RUnlock()
	for _, key := range slices.Compact(keys) {
		on := postings[key]
		n, _ := slices.BinarySearch(on, uint32(len(v.pages)+1))
		if n > 0 {
			each(key, on[:n:n])
		}
	}
}

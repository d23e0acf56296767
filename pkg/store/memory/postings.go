package memory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// A posting is a page, by its id, that a key is on.
type posting[K uint32 | uint64] struct {
	key K
	id  uint32
}

// postings are all of them, in runs that are each at least twice as long as the next. The pages of a run
// come before those of the next.
type postings[K uint32 | uint64] []run[K]

// A run is postings, each once, ordered by key and page. It takes half of what a map would.
type run[K uint32 | uint64] struct {
	keys []K
	ids  []uint32
}

// add enters the pages of a document, which come after those before. It reorders them.
func (p *postings[K]) add(entered []posting[K]) {
	slices.SortFunc(entered, func(a, b posting[K]) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id)) })
	entered = slices.Compact(entered)
	last := newRun[K](len(entered))
	for _, e := range entered {
		last.append(e.key, e.id)
	}
	for n := len(*p); n > 0 && len((*p)[n-1].keys) < 2*len(last.keys); n-- {
		last = joined((*p)[n-1], last)
		*p = (*p)[:n-1]
	}
	*p = append(*p, last)
}

func newRun[K uint32 | uint64](length int) run[K] {
	return run[K]{make([]K, 0, length), make([]uint32, 0, length)}
}

func (r *run[K]) append(key K, id uint32) { r.keys, r.ids = append(r.keys, key), append(r.ids, id) }

// joined returns two runs, the pages of a before those of b, as one.
func joined[K uint32 | uint64](a, b run[K]) run[K] {
	all := newRun[K](len(a.keys) + len(b.keys))
	i := 0
	for j, key := range b.keys {
		for ; i < len(a.keys) && a.keys[i] <= key; i++ {
			all.append(a.keys[i], a.ids[i])
		}
		all.append(key, b.ids[j])
	}
	for ; i < len(a.keys); i++ {
		all.append(a.keys[i], a.ids[i])
	}
	return all
}

// on returns the pages that a key is on, ascending. They must not be changed.
func (p postings[K]) on(key K) []uint32 {
	var all []uint32
	for _, r := range p {
		first, _ := slices.BinarySearch(r.keys, key)
		end := first
		for end < len(r.keys) && r.keys[end] == key {
			end++
		}
		if all == nil {
			all = r.ids[first:end:end]
		} else {
			all = append(all, r.ids[first:end]...)
		}
	}
	return all
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
	visit(v, &v.store.marks, hashes, func(hash uint64, on []uint32) {
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
	visit(v, &v.store.chains, keys, func(key uint32, on []uint32) {
		if len(on) <= store.HotChain {
			each(key, on)
		}
	})
	return ctx.Err()
}

// visit calls each with the pages of every distinct key that was on a page when the snapshot
// was taken.
func visit[K uint32 | uint64](v snapshot, all *postings[K], keys []K, each func(key K, on []uint32)) {
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

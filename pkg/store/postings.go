package store

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// HotChain is the most pages that a chain key may be on and still be looked up. Stores need
// not keep more pages of a key, so raising HotChain takes a new schema.
const HotChain = 400

// Postings says which pages have the marks of a text and the chains of a layout.
type Postings interface {
	// Snapshot returns the postings as of now. It never shows what is added later, and need
	// not be released.
	Snapshot(ctx context.Context) (Snapshot, error)
}

// A Snapshot is the postings as of one moment. It numbers all pages from 1 to Pages(),
// document by document in the order they were added; these ids are the same in every
// snapshot of a store.
//
// Marks and Chains call each while they read, in no particular order. It must not call the
// store. It may keep pages but must not change them. If they return an error, each may have
// been called for some.
type Snapshot interface {
	// Pages is the number of pages.
	Pages() int
	// Page returns the page with an id and how many distinct chain keys its layout has,
	// counted up to math.MaxUint16. It makes no query. An error means that there is no
	// such page; for an id from this snapshot, that the store is damaged.
	Page(id uint32) (page dossier.PageRef, chains int, err error)
	// Marks looks up the hashes of marks (48 bits, see fingerprint.Mark). It calls each
	// once for every distinct hash that is on a page, with the number of such pages and, if
	// that is at most most, their ids in ascending order. If it is greater, pages is nil and
	// counting stops at limit.
	Marks(ctx context.Context, hashes []uint64, most, limit int, each func(hash uint64, pages []uint32, count int)) error
	// Chains calls each once for every distinct key that is on 1 to HotChain pages,
	// with their ids in ascending order.
	Chains(ctx context.Context, keys []uint32, each func(key uint32, pages []uint32)) error
}

// ChainKeys returns the distinct keys of a layout's chains, under which its page is found,
// ascending.
func ChainKeys(l *layout.Layout) []uint32 {
	var keys []uint32
	for _, c := range l.Chains() {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

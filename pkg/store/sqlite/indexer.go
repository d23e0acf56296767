package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"slices"

	"github.com/leakprint/leakprint/pkg/store"
)

// mostIndexed is how many postings and chains of a document wait to be inserted together: enough for
// nearly all documents to be inserted at once.
const mostIndexed = 1 << 20

func newIndexer(made indexes, first int64) *indexer {
	return &indexer{indexes: made, room: mostIndexed, next: first, counts: []byte{}}
}

// An indexer enters the pages of a document in the indexes, some at a time.
type indexer struct {
	indexes       // those to be made
	room    int   // how many postings and chains wait at most
	next    int64 // id of the next page

	postings []posting
	chained  []chained
	counts   []byte // as in documents.chains
}

// A posting says that a mark is on a page.
type posting struct{ hash, page int64 }

func (p posting) columns() (any, any) { return p.hash, p.page }

// A chained says that a layout has a chain.
type chained struct{ key, page uint32 }

// add enters a page.
func (x *indexer) add(ctx context.Context, tx *sql.Tx, p *store.KeptPage) error {
	if x.words {
		if err := putWords(tx, x.next, p.Text); err != nil {
			return err
		}
	}
	if x.indexes.postings {
		for _, m := range p.Print.Marks {
			x.postings = append(x.postings, posting{hashToColumn(m.Hash), x.next})
		}
	}
	if x.chains {
		keys := store.ChainKeys(&p.Print.Layout)
		for _, key := range keys {
			x.chained = append(x.chained, chained{key, uint32(x.next)})
		}
		x.counts = appendCount(x.counts, keys)
	}
	x.next++
	if len(x.postings)+len(x.chained) < x.room {
		return nil
	}
	return x.flush(ctx, tx)
}

// skipTo leaves out the pages before id, of which nothing is known.
func (x *indexer) skipTo(id int64) {
	for ; x.next < id; x.next++ {
		if x.chains {
			x.counts = appendCount(x.counts, nil)
		}
	}
}

// finish enters the rest, and how many chains the pages have.
func (x *indexer) finish(ctx context.Context, tx *sql.Tx, doc int64) error {
	if err := x.flush(ctx, tx); err != nil || !x.chains {
		return err
	}
	_, err := tx.Exec(setChainCounts, x.counts, doc)
	return err
}

// flush inserts what waits, in the order of the tables' keys, so that each part of a tree is visited
// once.
func (x *indexer) flush(ctx context.Context, tx *sql.Tx) error {
	slices.SortFunc(x.postings, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.page, b.page))
	})
	if err := putBulk(ctx, tx, insertPostings, "", slices.Compact(x.postings)); err != nil {
		return err
	}
	slices.SortFunc(x.chained, func(a, b chained) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.page, b.page))
	})
	if err := putBulk(ctx, tx, insertChains, extendChains, chainRows(x.chained)); err != nil {
		return err
	}
	x.postings, x.chained = x.postings[:0], x.chained[:0]
	return nil
}

// A chainRow is what some pages of a document add to a row of table chains.
type chainRow struct {
	key   uint32
	pages []byte
}

func (r chainRow) columns() (any, any) { return int64(r.key), r.pages }

// chainRows returns the rows for chains that are sorted by key and page.
func chainRows(sorted []chained) []chainRow {
	var rows []chainRow
	for i, c := range sorted {
		if i == 0 || c.key != sorted[i-1].key {
			rows = append(rows, chainRow{key: c.key})
		}
		row := &rows[len(rows)-1]
		if len(row.pages) <= store.HotChain*pageBytes {
			row.pages = binary.BigEndian.AppendUint32(row.pages, c.page)
		}
	}
	return rows
}

// appendCount appends how many keys a page has to a column documents.chains.
func appendCount(column []byte, keys []uint32) []byte {
	return binary.BigEndian.AppendUint16(column, uint16(min(len(keys), maxCount)))
}

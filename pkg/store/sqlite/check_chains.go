package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/leakprint/leakprint/pkg/store"
)

const selectAllChains = `SELECT key, pages FROM chains`

// mostPages is the greatest length of chains.pages in bytes: that of a key that is not too
// common yet, plus what one document adds to it.
const mostPages = (2*store.HotChain + 1) * pageBytes

// expectChains notes what the tables should hold for a page with these chain keys.
func (w *witness) expectChains(page int64, keys []uint32) {
	if len(keys) > 0 {
		w.counts[page] = min(len(keys), maxCount)
	}
	for _, key := range keys {
		if pages := w.chains[key]; len(pages) < mostPages {
			w.chains[key] = binary.BigEndian.AppendUint32(pages, uint32(page))
		}
	}
}

// compareChains finds chains that do not match the layouts.
func (w *witness) compareChains(ctx context.Context, tx *sql.Tx) error {
	if n := w.miscounted(); n > 0 {
		w.faults = append(w.faults, damaged(fmt.Sprintf("%d pages do not have as many chains as their layouts", n)))
	}
	n, err := w.misplaced(ctx, tx)
	if n > 0 {
		w.faults = append(w.faults, damaged(fmt.Sprintf("%d chains are not kept for the pages whose layouts have them", n)))
	}
	return err
}

// miscounted returns for how many pages the document records a wrong number of chains.
func (w *witness) miscounted() int {
	wrong := 0
	for _, d := range w.spans {
		for i := range len(d.chains) / countBytes {
			page := d.first + int64(i)
			if d.chainCount(page) != w.counts[page] && !w.unknown[page] {
				wrong++
			}
			delete(w.counts, page)
		}
	}
	return wrong + len(w.counts)
}

// misplaced returns how many keys are kept for the wrong pages, or not at all.
func (w *witness) misplaced(ctx context.Context, tx *sql.Tx) (int, error) {
	wrong := 0
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var key int64
		var pages sql.RawBytes
		if err := rows.Scan(&key, &pages); err != nil {
			return err
		}
		want := w.chains[uint32(key)]
		got := w.withoutUnknown(pages)
		hot := len(pages) > store.HotChain*pageBytes && bytes.HasPrefix(want, got)
		if len(pages) == 0 || !hot && !bytes.Equal(got, want) {
			wrong++
		}
		delete(w.chains, uint32(key))
		return nil
	}, selectAllChains)
	return wrong + len(w.chains), err
}

// withoutUnknown returns a column of chains without the pages that could not be read, as
// nobody can say whether they belong there.
func (w *witness) withoutUnknown(pages []byte) []byte {
	if len(w.unknown) == 0 {
		return pages
	}
	var known []byte
	for ; len(pages) >= pageBytes; pages = pages[pageBytes:] {
		if !w.unknown[int64(binary.BigEndian.Uint32(pages))] {
			known = append(known, pages[:pageBytes]...)
		}
	}
	return append(known, pages...)
}

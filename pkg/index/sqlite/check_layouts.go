package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"

	"github.com/leakprint/leakprint/pkg/fingerprint/layout"
	"github.com/leakprint/leakprint/pkg/index"
)

const (
	selectLayouts = `SELECT page, data FROM layouts ORDER BY page`

	selectAllChains = `SELECT key, pages FROM chains`
)

// checkLayouts decodes every layout, makes its chains anew and compares them with
// those that are kept.
func checkLayouts(ctx context.Context, db *sql.DB) ([]string, error) {
	tx, err := db.BeginTx(ctx, nil) // in which all is read as of one moment
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	expected, err := expectChains(ctx, tx)
	if err != nil {
		return nil, err
	}
	miscounted, err := expected.miscounted(ctx, tx)
	if err != nil {
		return nil, err
	}
	misplaced, err := expected.misplaced(ctx, tx)
	if err != nil {
		return nil, err
	}
	var faults []string
	if expected.unreadable > 0 {
		faults = append(faults, fmt.Sprintf("%d layouts cannot be read, the first of them: %v", expected.unreadable, expected.reason))
	}
	if miscounted > 0 {
		faults = append(faults, fmt.Sprintf("the chains of %d pages are not as many as their layouts have", miscounted))
	}
	if misplaced > 0 {
		faults = append(faults, fmt.Sprintf("%d chains are not kept for the pages whose layouts have them", misplaced))
	}
	return faults, nil
}

// An expectation is what the tables should hold of chains, by the layouts.
type expectation struct {
	unreadable int               // layouts
	reason     error             // of the first of them
	counts     map[int64]int     // of a page's chains, where it has any
	pages      map[uint32][]byte // of a key, as in the table, up to mostPages
	inflater   *inflater
}

// mostPages is how many bytes chains.pages has at most: those of a key that is not
// too common yet, and what one document adds to it.
const mostPages = (2*index.HotChain + 1) * pageBytes

func expectChains(ctx context.Context, tx *sql.Tx) (*expectation, error) {
	e := &expectation{counts: make(map[int64]int), pages: make(map[uint32][]byte), inflater: newInflater()}
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var page int64
		var packed sql.RawBytes
		if err := rows.Scan(&page, &packed); err != nil {
			return err
		}
		e.expect(page, packed)
		return nil
	}, selectLayouts)
	return e, err
}

// expect notes what should be there of a page with this layout.
func (e *expectation) expect(page int64, packed []byte) {
	var l layout.Layout
	data, err := e.inflater.expand(packed)
	if err == nil {
		err = l.UnmarshalBinary(data)
	}
	if err != nil {
		if e.unreadable == 0 {
			e.reason = err
		}
		e.unreadable++
		return
	}
	keys := chainKeys(&l)
	if len(keys) > 0 {
		e.counts[page] = min(len(keys), maxCount)
	}
	for _, key := range keys {
		if pages := e.pages[key]; len(pages) < mostPages {
			e.pages[key] = binary.BigEndian.AppendUint32(pages, uint32(page))
		}
	}
}

// miscounted returns how many pages have another number of chains beside their
// document.
func (e *expectation) miscounted(ctx context.Context, tx *sql.Tx) (int, error) {
	spans, err := query(ctx, tx, scanSpan, selectSpans, 0)
	if err != nil {
		return 0, err
	}
	wrong := 0
	for _, d := range spans {
		for i := range len(d.chains) / countBytes {
			page := d.first + int64(i)
			if d.chainCount(page) != e.counts[page] {
				wrong++
			}
			delete(e.counts, page)
		}
	}
	return wrong + len(e.counts), nil
}

// misplaced returns how many keys are kept for other pages, or not at all.
func (e *expectation) misplaced(ctx context.Context, tx *sql.Tx) (int, error) {
	wrong := 0
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var key int64
		var pages sql.RawBytes
		if err := rows.Scan(&key, &pages); err != nil {
			return err
		}
		want := e.pages[uint32(key)]
		hot := len(pages) > index.HotChain*pageBytes && bytes.HasPrefix(want, pages)
		if len(want) == 0 || !hot && !bytes.Equal(pages, want) {
			wrong++
		}
		delete(e.pages, uint32(key))
		return nil
	}, selectAllChains)
	return wrong + len(e.pages), err
}

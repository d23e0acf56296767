package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/store"
)

const (
	pageBytes  = 4 // of a page id in chains.pages
	countBytes = 2 // of a number in documents.chains

	// maxCount is the greatest number of chains that is recorded for a page.
	maxCount = math.MaxUint16
)

// selectChains finds the pages of each key in a JSON array.
const selectChains = `SELECT chains.key, pages FROM json_each(?) AS asked CROSS JOIN chains ON chains.key = asked.value`

// The rows inserted at once go between these two. || yields text with the same bytes, which
// CAST turns back into a blob.
var (
	insertChains = `INSERT INTO chains (key, pages) VALUES `
	extendChains = fmt.Sprintf(` ON CONFLICT DO UPDATE SET pages = CAST(pages || excluded.pages AS BLOB)
		WHERE length(pages) <= %d`, store.HotChain*pageBytes)
)

// Chains calls found with the pages of every key that is on 1 to HotChain pages.
func (v *snapshot) Chains(ctx context.Context, keys []uint32, found func(key uint32, pages []uint32)) error {
	pages := make([]uint32, 0, len(keys)) // of all keys, one after another
	err := each(ctx, v.db.read, func(rows *sql.Rows) error {
		var key int64
		var column sql.RawBytes
		if err := rows.Scan(&key, &column); err != nil {
			return err
		}
		begin := len(pages)
		pages = appendPages(pages, column, v.last)
		if n := len(pages) - begin; 0 < n && n <= store.HotChain {
			found(uint32(key), pages[begin:len(pages):len(pages)])
		}
		return nil
	}, selectChains, jsonArray(keyColumns(keys)))
	return v.db.failed(ctx, err)
}

// keyColumns returns the distinct keys as they are kept, ascending.
func keyColumns(keys []uint32) []int64 {
	kept := make([]int64, len(keys))
	for i, key := range keys {
		kept[i] = int64(key)
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// appendPages appends the page ids of a column up to last.
func appendPages(pages []uint32, column []byte, last int64) []uint32 {
	for ; len(column) >= pageBytes; column = column[pageBytes:] {
		page := binary.BigEndian.Uint32(column)
		if int64(page) > last {
			break
		}
		pages = append(pages, page)
	}
	return pages
}

// chainCount returns how many chain keys a page of the document has.
func (s span) chainCount(page int64) int {
	at := countBytes * int(page-s.first)
	if at+countBytes > len(s.chains) {
		return 0 // added before pages had chains
	}
	return int(binary.BigEndian.Uint16(s.chains[at:]))
}

package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// selectPostings finds the pages of each hash in a JSON array (?1), up to page ?2 and at most
// most+1 of them. A number in the statement is 5 % faster than a parameter.
func selectPostings(most int) string {
	return `SELECT value, (SELECT group_concat(page, ' ') FROM
	               (SELECT page FROM postings WHERE hash = value AND page <= ?2 LIMIT ` + strconv.Itoa(most+1) + `))
	        FROM json_each(?1)`
}

// selectFrequencies counts the pages of each hash in a JSON array (?1), up to page ?2 and up to
// a count of ?3.
const selectFrequencies = `
	SELECT value, (SELECT count(*) FROM
	               (SELECT 1 FROM postings WHERE hash = value AND page <= ?2 LIMIT ?3))
	FROM json_each(?1)`

// A snapshot is the postings of the pages that the spans hold. It ignores later pages.
type snapshot struct {
	db    *database
	spans []span
	last  int64 // the greatest page id
}

// Snapshot returns the postings as of now.
func (s *database) Snapshot(ctx context.Context) (store.Snapshot, error) {
	spans, err := s.docs.all(ctx, s.read)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	return &snapshot{s, spans, total(spans)}, nil
}

// Pages is the number of pages.
func (v *snapshot) Pages() int { return int(v.last) }

// Page returns the page with an id and its number of chain keys.
func (v *snapshot) Page(id uint32) (page dossier.PageRef, chains int, err error) {
	s, err := holder(v.spans, int64(id))
	if err != nil {
		return page, 0, err
	}
	return s.ref(int64(id)), s.chainCount(int64(id)), nil
}

// Marks calls found with the pages of every hash that is on a page.
func (v *snapshot) Marks(ctx context.Context, hashes []uint64, most, limit int, found func(hash uint64, pages []uint32, count int)) error {
	counts := v.db.hot.in(hotQuestion{v.last, most, limit})
	unknown := slices.DeleteFunc(columns(hashes), func(hash int64) bool {
		n, known := counts.Load(hash)
		if known {
			found(hashFromColumn(hash), nil, n.(int))
		}
		return known
	})
	tooMany, err := v.postings(ctx, unknown, most, found)
	if err == nil && len(tooMany) > 0 {
		err = v.count(ctx, tooMany, limit, func(hash int64, n int) {
			counts.Store(hash, n)
			found(hashFromColumn(hash), nil, n)
		})
	}
	return v.db.failed(ctx, err)
}

// postings calls found with the pages of each hash that is on 1 to most pages, and returns the
// hashes that are on more.
func (v *snapshot) postings(ctx context.Context, hashes []int64, most int, found func(hash uint64, pages []uint32, count int)) (tooMany []int64, err error) {
	pages := make([]uint32, 0, len(hashes)) // of all hashes, one after another
	err = each(ctx, v.db.read, func(rows *sql.Rows) error {
		var hash int64
		var list sql.RawBytes
		if err := rows.Scan(&hash, &list); err != nil {
			return err
		}
		begin := len(pages)
		if pages, err = appendIDs(pages, list); err != nil {
			return err
		}
		switch n := len(pages) - begin; {
		case n > most:
			tooMany = append(tooMany, hash)
			pages = pages[:begin]
		case n > 0:
			found(hashFromColumn(hash), pages[begin:len(pages):len(pages)], n)
		}
		return nil
	}, selectPostings(most), jsonArray(hashes), v.last)
	return tooMany, err
}

// count calls found with the number of pages, up to limit, that each hash is on.
func (v *snapshot) count(ctx context.Context, hashes []int64, limit int, found func(hash int64, n int)) error {
	return each(ctx, v.db.read, func(rows *sql.Rows) error {
		var hash int64
		var n int
		if err := rows.Scan(&hash, &n); err != nil {
			return err
		}
		found(hash, n)
		return nil
	}, selectFrequencies, jsonArray(hashes), v.last, limit)
}

// columns returns the distinct hashes as they are kept, in order.
func columns(hashes []uint64) []int64 {
	kept := make([]int64, len(hashes))
	for i, hash := range hashes {
		kept[i] = hashToColumn(hash)
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// distinct returns the distinct hashes of marks as they are kept, in order.
func distinct(marks []fingerprint.Mark) []int64 {
	hashes := make([]uint64, len(marks))
	for i, m := range marks {
		hashes[i] = m.Hash
	}
	return columns(hashes)
}

func jsonArray(numbers []int64) []byte {
	text := []byte{'['}
	for i, n := range numbers {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, n, 10)
	}
	return append(text, ']')
}

// appendIDs appends page ids that are separated by spaces.
func appendIDs(ids []uint32, list []byte) ([]uint32, error) {
	for field := range bytes.FieldsSeq(list) {
		id, err := strconv.ParseUint(string(field), 10, 32)
		if err != nil {
			return nil, fmt.Errorf("page %s belongs to no document", field)
		}
		ids = append(ids, uint32(id))
	}
	return ids, nil
}

// hotMarks caches the counts of marks that are on too many pages to list: they cost most to
// find, and every page of a dossier has the same ones. It holds those of the last question
// only.
type hotMarks struct {
	mu     sync.Mutex
	asked  hotQuestion
	counts *sync.Map // hash, as in the table, to int
}

// A hotQuestion is what the counts depend on. Documents are only ever appended, so with the
// same last page the corpus is the same.
type hotQuestion struct {
	last        int64 // page
	most, limit int   // as in store.Snapshot
}

// forget empties the cache.
func (h *hotMarks) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts = nil
}

// in returns the cached counts for a question, which the caller may add to.
func (h *hotMarks) in(q hotQuestion) *sync.Map {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.counts == nil || h.asked != q {
		h.asked, h.counts = q, new(sync.Map)
	}
	return h.counts
}

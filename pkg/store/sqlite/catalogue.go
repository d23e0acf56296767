package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A span is the page ids of one document.
type span struct {
	id           int64 // documents.id
	first, pages int64
	digest       dossier.Digest
	chains       []byte // as in the table
}

// A catalogue caches the spans of all documents, so that page ids are resolved without a query.
// Documents are only ever appended, so what it holds stays true, and it is complete up to the
// greatest document id it holds. Adopt, which changes chain counts, makes it forget.
type catalogue struct {
	mu       sync.Mutex
	spans    []span // by id, hence by first page
	byDigest map[dossier.Digest]span
}

const (
	selectNewest = `SELECT coalesce(max(id), 0) FROM documents`
	selectSpans  = `SELECT id, first_page, pages, sha256, chains FROM documents WHERE id > ? ORDER BY id`
)

// all returns the spans of all documents.
func (c *catalogue) all(ctx context.Context, db *sql.DB) ([]span, error) {
	var newest int64
	if err := db.QueryRowContext(ctx, selectNewest).Scan(&newest); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var known int64
	if n := len(c.spans); n > 0 {
		known = c.spans[n-1].id
	}
	if known < newest {
		fresh, err := query(ctx, db, scanSpan, selectSpans, known)
		if err != nil {
			return nil, err
		}
		if c.byDigest == nil {
			c.byDigest = make(map[dossier.Digest]span)
		}
		for _, s := range fresh {
			c.spans = append(c.spans, s)
			c.byDigest[s.digest] = s
		}
	}
	return c.spans, nil
}

func scanSpan(rows *sql.Rows) (s span, err error) {
	err = rows.Scan(&s.id, &s.first, &s.pages, digestColumn{&s.digest}, &s.chains)
	return s, err
}

// forget empties the cache.
func (c *catalogue) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spans, c.byDigest = nil, nil
}

// find returns the span of one document, or an error wrapping dossier.ErrNotFound.
func (c *catalogue) find(ctx context.Context, db *sql.DB, doc dossier.Digest) (span, error) {
	if s, ok := c.lookUp(doc); ok {
		return s, ctx.Err()
	}
	if _, err := c.all(ctx, db); err != nil {
		return span{}, err
	}
	s, ok := c.lookUp(doc)
	if !ok {
		return span{}, fmt.Errorf("document %s: %w", doc.Short(), dossier.ErrNotFound)
	}
	return s, nil
}

func (c *catalogue) lookUp(doc dossier.Digest) (span, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.byDigest[doc]
	return s, ok
}

// total returns the number of pages that the spans hold.
func total(spans []span) int64 {
	if len(spans) == 0 {
		return 0
	}
	last := spans[len(spans)-1]
	return last.first + last.pages - 1
}

// resolve names the page with this id.
func resolve(spans []span, page int64) (dossier.PageRef, error) {
	s, err := holder(spans, page)
	if err != nil {
		return dossier.PageRef{}, err
	}
	return s.ref(page), nil
}

// ref names a page of the document by its id.
func (s span) ref(page int64) dossier.PageRef {
	return dossier.PageRef{Document: s.digest, Number: int(page-s.first) + 1}
}

// holder returns the span that holds the page with this id.
func holder(spans []span, page int64) (span, error) {
	at, err := holding(spans, page)
	if err != nil {
		return span{}, err
	}
	return spans[at], nil
}

// holding returns which span holds the page with this id.
func holding(spans []span, page int64) (int, error) {
	// The last span that begins at or before the page; documents without pages
	// begin where the next one does, and come before it.
	i, _ := slices.BinarySearchFunc(spans, page+1, func(s span, first int64) int { return cmp.Compare(s.first, first) })
	if i == 0 || page >= spans[i-1].first+spans[i-1].pages {
		return 0, fmt.Errorf("page %d belongs to no document", page)
	}
	return i - 1, nil
}

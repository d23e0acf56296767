package sqlite

import (
	"context"
	"database/sql"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

const (
	selectIndexed = `SELECT (SELECT value FROM meta WHERE key = 'postings'), (SELECT value FROM meta WHERE key = 'chains')`

	setIndexed = `UPDATE meta SET value = CASE key WHEN 'postings' THEN ? ELSE ? END WHERE key IN ('postings', 'chains')`

	setChainCounts = `UPDATE documents SET chains = ? WHERE id = ?`
)

// indexes is a set of the two indexes: the postings of marks, made from the texts, and the
// chains, made from the layouts.
type indexes struct{ postings, chains bool }

func (x indexes) or(other indexes) indexes {
	return indexes{x.postings || other.postings, x.chains || other.chains}
}

// staleIndex returns which indexes another version of the program made.
func staleIndex(ctx context.Context, db querier) (stale indexes, err error) {
	err = each(ctx, db, func(rows *sql.Rows) error {
		var postings, chains int
		err := rows.Scan(&postings, &chains)
		stale = indexes{postings != fingerprint.Columns.Text, chains != fingerprint.Columns.Layout}
		return err
	}, selectIndexed)
	return stale, err
}

// reindex rebuilds stale indexes from all texts and layouts, including those of documents that
// could not be refreshed, because texts are found by the marks that this version makes.
func (s *database) reindex(ctx context.Context, tx *sql.Tx, stale indexes) error {
	if stale == (indexes{}) {
		return nil
	}
	for table, clear := range map[string]bool{"postings": stale.postings, "chains": stale.chains} {
		if !clear {
			continue
		}
		if _, err := tx.Exec("DELETE FROM " + table); err != nil {
			return err
		}
	}
	spans, err := query(ctx, tx, scanSpan, selectSpans, 0)
	if err != nil {
		return err
	}
	for _, d := range spans { // one after the other, as they were added
		if err := s.reindexDocument(ctx, tx, d, stale); err != nil {
			return err
		}
	}
	_, err = tx.Exec(setIndexed, fingerprint.Columns.Text, fingerprint.Columns.Layout)
	return err
}

// Reindex makes both indexes anew.
func (s *database) Reindex(ctx context.Context, entry custody.Entry) error {
	err := s.change(ctx, "repair corpus", func(tx *sql.Tx) error {
		if err := s.reindex(ctx, tx, indexes{true, true}); err != nil {
			return err
		}
		return s.appendEntries(ctx, tx, entry)
	})
	s.docs.forget() // chain counts may have changed
	s.hot.forget()
	return err
}

// pagesAtATime is how many pages are read together.
const pagesAtATime = 64

func (s *database) reindexDocument(ctx context.Context, tx *sql.Tx, d span, stale indexes) error {
	found := newIndexer(stale, d.first)
	for from, end := d.first, d.first+d.pages; from < end; from += pagesAtATime {
		pages, err := s.readPages(ctx, tx, from, min(from+pagesAtATime, end)-1)
		if err != nil {
			return err
		}
		if err := s.readLayouts(ctx, tx, pages); err != nil {
			return err
		}
		for _, p := range pages {
			if p.damage != nil {
				continue // Check says so
			}
			_, p.Print.Marks = fingerprint.OfText(p.Text)
			found.skipTo(p.id)
			if err := found.add(ctx, tx, &p.Print); err != nil {
				return err
			}
		}
	}
	found.skipTo(d.first + d.pages)
	return found.finish(ctx, tx, d.id)
}

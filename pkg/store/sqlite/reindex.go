package sqlite

import (
	"context"
	"database/sql"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/search"
)

const (
	selectIndexed = `
		SELECT (SELECT value FROM meta WHERE key = 'postings'), (SELECT value FROM meta WHERE key = 'chains'),
		       (SELECT value FROM meta WHERE key = 'words')`

	updateIndexed = `
		UPDATE meta SET value = CASE key WHEN 'postings' THEN ? WHEN 'chains' THEN ? ELSE ? END
		WHERE key IN ('postings', 'chains', 'words')`

	setChainCounts = `UPDATE documents SET chains = ? WHERE id = ?`
)

// indexes is a set of the indexes: the postings of marks and the words, made from the texts, and
// the chains, made from the layouts.
type indexes struct{ postings, chains, words bool }

var allIndexes = indexes{true, true, true}

func (x indexes) or(other indexes) indexes {
	return indexes{x.postings || other.postings, x.chains || other.chains, x.words || other.words}
}

// setIndexed records that this version made all indexes. condition is appended to the statement.
func setIndexed(tx *sql.Tx, condition string) error {
	_, err := tx.Exec(updateIndexed+condition, fingerprint.Columns.Text, fingerprint.Columns.Layout, search.Version)
	return err
}

// staleIndex returns which indexes another version of the program made.
func staleIndex(ctx context.Context, db querier) (stale indexes, err error) {
	err = each(ctx, db, func(rows *sql.Rows) error {
		var postings, chains, words int
		err := rows.Scan(&postings, &chains, &words)
		stale = indexes{postings != fingerprint.Columns.Text, chains != fingerprint.Columns.Layout, words != search.Version || postings != fingerprint.Columns.Text}
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
	for _, index := range []struct {
		stale bool
		clear string
	}{{stale.postings, `DELETE FROM postings`}, {stale.chains, `DELETE FROM chains`}, {stale.words, clearWords}} {
		if !index.stale {
			continue
		}
		if _, err := tx.Exec(index.clear); err != nil {
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
	return setIndexed(tx, "")
}

// Reindex makes all indexes anew.
func (s *database) Reindex(ctx context.Context, entry custody.Entry) error {
	err := s.change(ctx, "repair corpus", func(tx *sql.Tx) error {
		if err := s.reindex(ctx, tx, allIndexes); err != nil {
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
			if err := found.add(ctx, tx, &p.KeptPage); err != nil {
				return err
			}
		}
	}
	found.skipTo(d.first + d.pages)
	return found.finish(ctx, tx, d.id)
}

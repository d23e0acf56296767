package sqlite

import (
	"context"
	"database/sql"

	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
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

func (s *database) reindexDocument(ctx context.Context, tx *sql.Tx, d span, stale indexes) error {
	stored, err := s.readPages(ctx, tx, d.first, d.first+d.pages-1)
	if err != nil || len(stored) == 0 {
		return err
	}
	if err := s.readLayouts(ctx, tx, stored); err != nil {
		return err
	}
	pages := make([]store.KeptPage, len(stored))
	keys := make([][]uint32, len(stored))
	for i, p := range stored {
		if p.damage != nil {
			return p.damage
		}
		_, p.Print.Marks = fingerprint.OfText(p.Text)
		pages[i], keys[i] = p.KeptPage, store.ChainKeys(&p.Print.Layout)
	}
	if stale.postings {
		if err := putBulk(ctx, tx, insertPostings, "", postingsOf(d.first, pages)); err != nil {
			return err
		}
	}
	if !stale.chains {
		return nil
	}
	if _, err := tx.Exec(setChainCounts, chainCounts(keys), d.id); err != nil {
		return err
	}
	return putBulk(ctx, tx, insertChains, extendChains, chainRows(d.first, keys))
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	selectDocument = `
		SELECT sha256, sha512, name, dossier, media_type, size, pages, notes, metadata, sha1, attachments,
		       text_version, layout_version, pictures_version, looks_version, facts_version, purged
		FROM documents WHERE sha256 = ?`

	setPurged = `UPDATE documents SET purged = 1 WHERE id = ?`

	insertForgotten = `INSERT INTO forgotten (id, first_page, pages) VALUES (?, ?, ?)`

	// That something was purged and may still lie in the file.
	setUnerased    = `INSERT INTO meta (key, value) VALUES ('unerased', 1) ON CONFLICT DO NOTHING`
	deleteUnerased = `DELETE FROM meta WHERE key = 'unerased'`
	selectUnerased = `SELECT count(*) FROM meta WHERE key = 'unerased'`

	checkUnerased = `
		SELECT 'what was purged may still be read in the file: the next process that opens it for writing overwrites that'
		FROM meta WHERE key = 'unerased'`
)

// Purge takes out what is kept of a document's pages.
func (s *database) Purge(ctx context.Context, doc dossier.Digest, entry custody.Entry) error {
	return s.takeOut(ctx, doc, entry, func(tx *sql.Tx, at span) error {
		found, err := query(ctx, tx, func(rows *sql.Rows) (dossier.Document, error) {
			return scanDocument(rows, tolerant)
		}, selectDocument, doc[:])
		if err != nil {
			return err
		}
		purged, pages := store.Purged(found[0])
		deflate := newDeflater()
		for p := range pages {
			if p.Seal, err = store.Seal(p); err != nil {
				return err
			}
			if err := replacePage(tx, deflate, at.id, at.first+int64(p.Number)-1, p); err != nil {
				return err
			}
		}
		if err := replaceDocument(tx, at.id, purged, []byte{}); err != nil { // chains are counted by reindex
			return err
		}
		_, err = tx.Exec(setPurged, at.id)
		return err
	})
}

// Forget drops a document.
func (s *database) Forget(ctx context.Context, doc dossier.Digest, entry custody.Entry) error {
	return s.takeOut(ctx, doc, entry, func(tx *sql.Tx, at span) error {
		for _, of := range []string{`pages WHERE document = ?`, `sightings WHERE document = ?`, `documents WHERE id = ?`} {
			if _, err := tx.Exec(`DELETE FROM `+of, at.id); err != nil {
				return err
			}
		}
		_, err := tx.Exec(insertForgotten, at.id, at.first, at.pages)
		return err
	})
}

// takeOut deletes what other tables than documents and pages hold of a document, has replace do the rest, and
// makes the indexes anew.
func (s *database) takeOut(ctx context.Context, doc dossier.Digest, entry custody.Entry, replace func(tx *sql.Tx, at span) error) error {
	err := s.change(ctx, "purge", func(tx *sql.Tx) error {
		at := span{digest: doc}
		err := tx.QueryRow(`SELECT id, first_page, pages FROM documents WHERE sha256 = ?`, doc[:]).Scan(&at.id, &at.first, &at.pages)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("purge %s: %w", doc.Short(), dossier.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if err := clearPages(tx, at.first, at.first+at.pages-1); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM staged WHERE document = ?`, at.id); err != nil {
			return err
		}
		if err := replace(tx, at); err != nil {
			return err
		}
		if err := s.reindex(ctx, tx, allIndexes); err != nil {
			return err
		}
		if _, err := tx.Exec(setUnerased); err != nil {
			return err
		}
		return s.appendEntries(ctx, tx, entry)
	})
	s.docs.forget()
	s.hot.forget()
	return err
}

// clearPages deletes what other tables hold of pages.
func clearPages(tx *sql.Tx, first, last int64) error {
	for _, table := range perPage {
		if _, err := tx.Exec(fmt.Sprintf(`DELETE FROM %s WHERE page BETWEEN ? AND ?`, table), first, last); err != nil {
			return err
		}
	}
	return nil
}

// Erase overwrites what is no longer in any table.
func (s *database) Erase(ctx context.Context) error {
	if s.write == nil {
		return s.readOnly(OpErase)
	}
	return s.explain(OpErase, retryBusy(ctx, func() error { return s.erase(ctx) }))
}

// eraseLate does what Erase could not do earlier, unless other processes use the file.
func (s *database) eraseLate(ctx context.Context) error {
	var unerased int
	err := s.write.QueryRowContext(ctx, selectUnerased).Scan(&unerased)
	if err == nil && unerased > 0 {
		err = s.erase(ctx)
	}
	if code(err) == sqlite3.ErrBusy {
		return nil
	}
	return err
}

// erase writes the file anew and empties the write-ahead log. With secure_delete no page is written with what
// lay in its memory before. SQLite's copy meanwhile is a file without a name: it may be too large for
// memory.
func (s *database) erase(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // see transact
	_, err := s.write.ExecContext(ctx, `PRAGMA secure_delete = ON; PRAGMA temp_store = FILE; VACUUM`)
	if err == nil {
		err = s.emptyWAL(ctx)
	}
	if err == nil {
		_, err = s.write.ExecContext(ctx, deleteUnerased)
	}
	_, restored := s.write.ExecContext(ctx, `PRAGMA temp_store = MEMORY`)
	return errors.Join(err, restored)
}

// emptyWAL moves what is in the write-ahead log into the file, and cuts it to nothing.
func (s *database) emptyWAL(ctx context.Context) error {
	var busy, frames, moved int
	err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = sqlite3.Error{Code: sqlite3.ErrBusy}
	}
	return err
}

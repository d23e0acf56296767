package sqlite

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/gob"
	"errors"
	"fmt"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	stageDocument = `INSERT INTO staged (document, data) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`

	selectStaged = `SELECT data FROM staged ORDER BY document`

	selectStagedOf = `SELECT d.id, first_page, text_version, layout_version, data FROM staged JOIN documents AS d ON d.id = document WHERE sha256 = ?`

	updateDocument = `
		UPDATE documents SET notes = ?, metadata = ?, chains = ?, sha1 = ?, attachments = ?,
		       text_version = ?, layout_version = ?, pictures_version = ?, looks_version = ?, facts_version = ?
		WHERE id = ?`

	updatePage = `
		UPDATE pages SET width = ?, height = ?, text = ?, note = ?, length = ?, absent = ?, recognised = ?, seal = ?
		WHERE id = ? AND document = ?`
)

// perPage are the tables that hold something of a page beside its row.
var perPage = []string{"renders", "looks", "layouts", "images"}

// A stagedPage is a page whose layout stands by itself: the encoding of a layout without
// words cannot be read back.
type stagedPage struct {
	store.KeptPage
	Layout []byte // as Layout.MarshalBinary writes it; nil without words
}

// Stage keeps a document made anew beside what is there.
func (s *database) Stage(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error {
	fail := func(err error) error { return fmt.Errorf("stage %s: %w", doc.SHA256.Short(), err) }
	if err := numbered(doc, pages); err != nil {
		return fail(err)
	}
	data, err := packStaged(doc, pages)
	if err != nil {
		return fail(err)
	}
	return s.change(ctx, "refresh corpus", func(tx *sql.Tx) error {
		var id, kept int64
		err := tx.QueryRow(`SELECT id, pages FROM documents WHERE sha256 = ?`, doc.SHA256[:]).Scan(&id, &kept)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fail(dossier.ErrNotFound)
		case err != nil:
			return err
		case kept != int64(doc.Pages):
			return fail(fmt.Errorf("it has %d pages, not %d", kept, doc.Pages))
		}
		_, err = tx.Exec(stageDocument, id, data)
		return err
	})
}

// packStaged writes what a list of staged documents needs, then the pages.
func packStaged(doc dossier.Document, pages []store.KeptPage) ([]byte, error) {
	packed, seals := make([]stagedPage, len(pages)), make([]dossier.Digest, len(pages))
	for i, p := range pages {
		p.Columns = doc.Columns
		var err error
		if p.Seal, err = store.Seal(p); err != nil {
			return nil, fmt.Errorf("page %d: %w", p.Number, err)
		}
		if len(p.Print.Layout.Words) > 0 {
			if packed[i].Layout, err = p.Print.Layout.MarshalBinary(); err != nil {
				return nil, fmt.Errorf("page %d: %w", p.Number, err)
			}
		}
		p.Words, p.Page.Images, p.Print.Layout, p.Print.Marks = nil, nil, layout.Layout{}, nil
		packed[i].KeptPage, seals[i] = p, p.Seal
	}
	var plain bytes.Buffer
	to := gob.NewEncoder(&plain)
	err := to.Encode(store.StagedDocument{Document: doc, Seal: store.SealDocument(doc, seals)})
	if err := errors.Join(err, to.Encode(packed)); err != nil {
		return nil, err
	}
	return newDeflater().compress(plain.Bytes())
}

// unpackStaged reads what packStaged wrote, the pages only where they are wanted.
func unpackStaged(data []byte, wantPages bool) (doc store.StagedDocument, pages []stagedPage, err error) {
	from := gob.NewDecoder(flate.NewReader(bytes.NewReader(data)))
	if err = from.Decode(&doc); err == nil && wantPages {
		err = from.Decode(&pages)
	}
	for i := range pages {
		p := &pages[i]
		if p.Layout != nil && err == nil {
			err = p.Print.Layout.UnmarshalBinary(p.Layout)
		}
	}
	if err != nil {
		return doc, nil, fmt.Errorf("%w: what was made anew cannot be read: %w", dossier.ErrDamaged, err)
	}
	return doc, pages, nil
}

// Staged lists the documents that are staged.
func (s *database) Staged(ctx context.Context) ([]store.StagedDocument, error) {
	docs, err := query(ctx, s.read, func(rows *sql.Rows) (d store.StagedDocument, err error) {
		var packed sql.RawBytes
		if err := rows.Scan(&packed); err != nil {
			return d, err
		}
		d, _, err = unpackStaged(packed, false)
		return d, err
	}, selectStaged)
	return docs, s.failed(ctx, err)
}

// Adopt puts staged documents in the place of what is there.
func (s *database) Adopt(ctx context.Context, docs []dossier.Digest, entry custody.Entry) error {
	err := s.change(ctx, "refresh corpus", func(tx *sql.Tx) error {
		stale, err := staleIndex(ctx, tx)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			changed, err := adopt(tx, doc)
			if err != nil {
				return fmt.Errorf("refresh %s: %w", doc.Short(), err)
			}
			stale = stale.or(changed)
		}
		if _, err := tx.Exec(`DELETE FROM staged`); err != nil {
			return err
		}
		if err := s.reindex(ctx, tx, stale); err != nil {
			return err
		}
		return s.appendEntries(ctx, tx, entry)
	})
	s.docs.forget() // what is remembered of layouts
	s.hot.forget()
	return err
}

// adopt replaces what is kept of a document's pages, and says what that leaves stale.
func adopt(tx *sql.Tx, digest dossier.Digest) (stale indexes, err error) {
	var id, first int64
	var before dossier.Columns
	var packed []byte
	err = tx.QueryRow(selectStagedOf, digest[:]).Scan(&id, &first, &before.Text, &before.Layout, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return stale, dossier.ErrNotFound
	}
	if err != nil {
		return stale, err
	}
	doc, pages, err := unpackStaged(packed, true)
	if err != nil {
		return stale, err
	}
	after := doc.Columns
	stale = indexes{postings: before.Text != after.Text, chains: before.Layout != after.Layout}
	last := first + int64(len(pages)) - 1
	for _, table := range perPage {
		if _, err := tx.Exec(fmt.Sprintf(`DELETE FROM %s WHERE page BETWEEN ? AND ?`, table), first, last); err != nil {
			return stale, err
		}
	}
	deflate := newDeflater()
	keys := make([][]uint32, len(pages))
	for i, p := range pages {
		keys[i] = store.ChainKeys(&p.Print.Layout)
		if err := replacePage(tx, deflate, id, first+int64(i), p.KeptPage); err != nil {
			return stale, fmt.Errorf("page %d: %w", p.Number, err)
		}
	}
	return stale, replaceDocument(tx, id, doc.Document, chainCounts(keys))
}

func replaceDocument(tx *sql.Tx, id int64, doc dossier.Document, chains []byte) error {
	notes, metadata, attachments, err := lists(doc)
	if err != nil {
		return err
	}
	c := doc.Columns
	_, err = tx.Exec(updateDocument, notes, metadata, chains, doc.SHA1[:], attachments, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts, id)
	return err
}

func replacePage(tx *sql.Tx, deflate *deflater, doc, id int64, p store.KeptPage) error {
	packed, err := deflate.compress([]byte(p.Text))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(updatePage, p.Width, p.Height, packed, p.Note, p.Print.Length, p.Print.Absent, p.Recognised, p.Seal[:], id, doc); err != nil {
		return err
	}
	if err := putImages(tx, id, p.Print.Images); err != nil {
		return err
	}
	if err := putRender(tx, id, p.Render); err != nil {
		return err
	}
	if err := putLayout(tx, deflate, id, &p.Print); err != nil {
		return err
	}
	return putLooks(tx, id, &p.Print)
}

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	selectDocumentID = `SELECT id FROM documents WHERE sha256 = ?`

	insertDocument = `
		INSERT INTO documents (id, sha256, sha512, name, dossier, media_type, size, pages, first_page, notes, metadata, chains,
		                       sha1, attachments, text_version, layout_version, pictures_version, looks_version, facts_version)
		VALUES (max(coalesce((SELECT id FROM documents ORDER BY id DESC LIMIT 1), 0),
		            coalesce((SELECT id FROM forgotten ORDER BY id DESC LIMIT 1), 0)) + 1,
		        ?, ?, ?, ?, ?, ?, ?,
		        max(coalesce((SELECT first_page + pages FROM documents ORDER BY id DESC LIMIT 1), 1),
		            coalesce((SELECT first_page + pages FROM forgotten ORDER BY id DESC LIMIT 1), 1)), ?, ?, ?,
		        ?, ?, ?, ?, ?, ?, ?)
		RETURNING id, first_page`

	insertPage = `
		INSERT INTO pages (id, document, number, width, height, text, note, length, absent, recognised, language, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	insertLayout = `INSERT INTO layouts (page, data) VALUES (?, ?)`

	insertRender = `INSERT INTO renders (page, digest) VALUES (?, ?)`

	insertLooks = `INSERT INTO looks (page, quality, pdq) VALUES (?, ?, ?)`

	insertImage = `
		INSERT INTO images (page, place, x, y, w, h, width, height, format, sha256, trimmed, quality, phash, dhash, ahash, phash256, pdq)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	// The rows inserted at once follow; see putBulk.
	insertPostings = `INSERT INTO postings (hash, page) VALUES `

	insertSighting = `
		INSERT INTO sightings (document, place, seen, precision, claimed, shown_by, via, note, recorded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// bulk is how many rows of two values one statement inserts: enough to make the cost of
// the call negligible.
const bulk = 256

// Insert adds a document. Names and texts are kept byte for byte; notes and metadata are
// kept as JSON, in which bytes that are not UTF-8 become U+FFFD.
func (s *database) Insert(ctx context.Context, doc dossier.Document, pages iter.Seq2[store.KeptPage, error], seen dossier.Sighting, entry custody.Entry) error {
	return s.change(ctx, "add to corpus", func(tx *sql.Tx) error {
		err := tx.QueryRow(selectDocumentID, doc.SHA256[:]).Scan(new(int64))
		if err == nil {
			return fmt.Errorf("insert %s: %w", doc.SHA256.Short(), dossier.ErrExists)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		id, first, err := putDocument(tx, doc)
		if err != nil {
			return err
		}
		if err := putPages(ctx, tx, id, first, doc, pages); err != nil {
			return fmt.Errorf("insert %s: %w", doc.SHA256.Short(), err)
		}
		if err := putSighting(tx, id, seen); err != nil {
			return err
		}
		return s.appendEntries(ctx, tx, entry)
	})
}

// Sight records one more sighting.
func (s *database) Sight(ctx context.Context, doc dossier.Digest, seen dossier.Sighting, entry custody.Entry) error {
	return s.change(ctx, "record sighting in corpus", func(tx *sql.Tx) error {
		var id int64
		err := tx.QueryRow(selectDocumentID, doc[:]).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("sight %s: %w", doc.Short(), dossier.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if err := putSighting(tx, id, seen); err != nil {
			return err
		}
		return s.appendEntries(ctx, tx, entry)
	})
}

// Name changes the name of a document and its dossier.
func (s *database) Name(ctx context.Context, doc dossier.Digest, name, inDossier string, entry custody.Entry) error {
	return s.change(ctx, "name document of corpus", func(tx *sql.Tx) error {
		done, err := tx.Exec(`UPDATE documents SET name = ?, dossier = ? WHERE sha256 = ?`, name, inDossier, doc[:])
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("name %s: %w", doc.Short(), dossier.ErrNotFound))
		}
		return s.appendEntries(ctx, tx, entry)
	})
}

// change runs f in one transaction. It returns an error wrapping fs.ErrPermission if the store
// was opened read-only.
func (s *database) change(ctx context.Context, op string, f func(*sql.Tx) error) error {
	if s.write == nil {
		return s.readOnly(op)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.explain(op, s.transact(ctx, f))
}

func (s *database) readOnly(op string) error {
	return &dossier.Error{Op: op, Path: s.path, Err: fmt.Errorf("opened read-only: %w", fs.ErrPermission)}
}

func numbered(doc dossier.Document, pages []store.KeptPage) error {
	if len(pages) != doc.Pages {
		return fmt.Errorf("%d pages given, the document has %d", len(pages), doc.Pages)
	}
	for i, p := range pages {
		if p.Number != i+1 {
			return fmt.Errorf("page %d is numbered %d", i+1, p.Number)
		}
	}
	return nil
}

// putDocument inserts a document, of whose pages the chains are to be counted.
func putDocument(tx *sql.Tx, doc dossier.Document) (id, firstPage int64, err error) {
	notes, metadata, attachments, err := lists(doc)
	if err != nil {
		return 0, 0, err
	}
	c := doc.Columns
	err = tx.QueryRow(insertDocument, doc.SHA256[:], doc.SHA512[:], doc.Name, doc.Dossier, doc.MediaType,
		doc.Size, doc.Pages, notes, metadata, []byte{},
		doc.SHA1[:], attachments, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts).Scan(&id, &firstPage)
	return id, firstPage, err
}

// lists returns the columns of a document that are JSON.
func lists(doc dossier.Document) (notes, metadata, attachments string, err error) {
	for _, list := range []struct {
		of any
		to *string
	}{{doc.Notes, &notes}, {doc.Metadata, &metadata}, {doc.Attachments, &attachments}} {
		data, err := json.Marshal(list.of)
		if err != nil {
			return "", "", "", err
		}
		*list.to = string(data)
	}
	return notes, metadata, attachments, nil
}

// putPages inserts the pages of a document, which has the given id, as has its first page, and what
// is found by them.
func putPages(ctx context.Context, tx *sql.Tx, id, first int64, doc dossier.Document, pages iter.Seq2[store.KeptPage, error]) error {
	deflate, found := newDeflater(), newIndexer(allIndexes, first)
	for p, err := range pages {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		number := int(found.next-first) + 1
		if p.Number != number || number > doc.Pages {
			return fmt.Errorf("page %d of %d is numbered %d", number, doc.Pages, p.Number)
		}
		p.Columns = doc.Columns
		if err := putPage(tx, deflate, id, found.next, p); err != nil {
			return err
		}
		if err := found.add(ctx, tx, &p); err != nil {
			return err
		}
	}
	if n := int(found.next - first); n != doc.Pages {
		return fmt.Errorf("%d pages given, the document has %d", n, doc.Pages)
	}
	return found.finish(ctx, tx, id)
}

// putPage inserts a page with the given id, and everything kept of it in other tables.
func putPage(tx *sql.Tx, deflate *deflater, doc, id int64, p store.KeptPage) error {
	seal, err := store.Seal(p)
	if err != nil {
		return fmt.Errorf("page %d: %w", p.Number, err)
	}
	packed, err := deflate.compress([]byte(p.Text))
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertPage, id, doc, p.Number, p.Width, p.Height, packed, p.Note, p.Print.Length, p.Print.Absent, p.Recognised, p.Language, seal[:])
	if err != nil {
		return err
	}
	if err := putImages(tx, id, p.Print.Images); err != nil {
		return err
	}
	if err := putRender(tx, id, p.Render); err != nil {
		return err
	}
	if err := putLayout(tx, deflate, id, &p.Print); err != nil {
		return fmt.Errorf("page %d: %w", p.Number, err)
	}
	return putLooks(tx, id, &p.Print)
}

func putRender(tx *sql.Tx, page int64, digest dossier.Digest) error {
	if digest.IsZero() {
		return nil
	}
	_, err := tx.Exec(insertRender, page, digest[:])
	return err
}

// putLayout inserts the layout of a page that has one.
func putLayout(tx *sql.Tx, deflate *deflater, page int64, print *fingerprint.Print) error {
	if len(print.Layout.Words) == 0 {
		return nil
	}
	data, err := print.Layout.MarshalBinary()
	if err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	packed, err := deflate.compress(data)
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertLayout, page, packed)
	return err
}

// putLooks inserts the looks of a page that has some.
func putLooks(tx *sql.Tx, page int64, print *fingerprint.Print) error {
	if print.LooksQuality <= 0 {
		return nil
	}
	_, err := tx.Exec(insertLooks, page, print.LooksQuality, wordsToColumn(print.Looks))
	return err
}

func putImages(tx *sql.Tx, page int64, images []fingerprint.Image) error {
	for place, m := range images {
		_, err := tx.Exec(insertImage, page, place, m.Box.X, m.Box.Y, m.Box.W, m.Box.H,
			m.Width, m.Height, m.Format, m.SHA256[:], m.Trimmed[:], m.Quality,
			int64(m.PHash), int64(m.DHash), int64(m.AHash), wordsToColumn(m.PHash256), wordsToColumn(m.PDQ))
		if err != nil {
			return err
		}
	}
	return nil
}

// putBulk inserts rows of two values, many with each statement, which consists of before, the
// rows and after.
func putBulk[R interface{ columns() (any, any) }](ctx context.Context, tx *sql.Tx, before, after string, rows []R) error {
	full := before + tuples(bulk) + after
	args := make([]any, 0, 2*bulk)
	for chunk := range slices.Chunk(rows, bulk) {
		if err := ctx.Err(); err != nil {
			return err
		}
		args = args[:0]
		for _, row := range chunk {
			a, b := row.columns()
			args = append(args, a, b)
		}
		statement := full
		if len(chunk) < bulk {
			statement = before + tuples(len(chunk)) + after
		}
		if _, err := tx.Exec(statement, args...); err != nil {
			return err
		}
	}
	return nil
}

// tuples returns the text of n rows of two values.
func tuples(n int) string { return "(?,?)" + strings.Repeat(",(?,?)", n-1) }

func putSighting(tx *sql.Tx, doc int64, seen dossier.Sighting) error {
	_, err := tx.Exec(insertSighting, doc, seen.Where, timeToColumn(seen.When), string(seen.Precision), seen.Claimed,
		seen.By, seen.Via, seen.Note, timeToColumn(seen.Recorded))
	return err
}

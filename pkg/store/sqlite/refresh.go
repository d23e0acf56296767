package sqlite

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	stageDocument = `
		INSERT INTO staged (document, seal, signature, data) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET seal = excluded.seal, signature = excluded.signature, data = excluded.data`

	selectStaged = `SELECT sha256, seal, signature, data FROM staged JOIN documents AS d ON d.id = document ORDER BY document`

	selectStagedOf = `SELECT d.id, first_page, text_version, layout_version, data FROM staged JOIN documents AS d ON d.id = document WHERE sha256 = ?`

	updateDocument = `
		UPDATE documents SET sha512 = ?, media_type = ?, size = ?, notes = ?, metadata = ?, chains = ?, sha1 = ?, attachments = ?,
		       text_version = ?, layout_version = ?, pictures_version = ?, looks_version = ?, facts_version = ?
		WHERE id = ?`

	// A page may be missing if the file was damaged.
	replaceRow = `
		INSERT INTO pages (id, document, number, width, height, text, note, length, absent, recognised, language, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET document = excluded.document, number = excluded.number, width = excluded.width, height = excluded.height,
			text = excluded.text, note = excluded.note, length = excluded.length, absent = excluded.absent,
			recognised = excluded.recognised, language = excluded.language, seal = excluded.seal`
)

// perPage are the tables besides pages that hold data of a page.
var perPage = []string{"renders", "looks", "layouts", "images"}

// A stagedPage is a page with its layout apart, because the encoding of a layout without words
// cannot be read back.
type stagedPage struct {
	store.KeptPage
	Layout []byte // as Layout.MarshalBinary writes it; nil without words
}

// Stage keeps a new version of a document beside the current one.
func (s *database) Stage(ctx context.Context, doc dossier.Document, pages []store.KeptPage, sign func(store.StagedDocument) ([]byte, error)) (store.StagedDocument, error) {
	fail := func(err error) error { return fmt.Errorf("stage %s: %w", doc.SHA256.Short(), err) }
	staged := store.StagedDocument{SHA256: doc.SHA256}
	if err := numbered(doc, pages); err != nil {
		return staged, fail(err)
	}
	data, seal, err := packStaged(doc, pages)
	if err != nil {
		return staged, fail(err)
	}
	staged.Seal, staged.Data = seal, dossier.Sum(data)
	return staged, s.change(ctx, "refresh corpus", func(tx *sql.Tx) (err error) {
		if staged.Signature, err = sign(staged); err != nil {
			return fail(err)
		}
		var id, kept int64
		err = tx.QueryRow(`SELECT id, pages FROM documents WHERE sha256 = ?`, doc.SHA256[:]).Scan(&id, &kept)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fail(dossier.ErrNotFound)
		case err != nil:
			return err
		case kept != int64(doc.Pages):
			return fail(fmt.Errorf("it has %d pages, not %d", kept, doc.Pages))
		}
		_, err = tx.Exec(stageDocument, id, staged.Seal[:], staged.Signature, data)
		return err
	})
}

// stagedAtOnce is how many pages of a staged document are encoded at once. What is decoded may have more.
const stagedAtOnce = 64

// packStaged encodes a document and its pages, and returns the document's seal.
func packStaged(doc dossier.Document, pages []store.KeptPage) (data []byte, seal dossier.Digest, err error) {
	pages = slices.Clone(pages)
	if seal, err = sealPages(doc, pages); err != nil {
		return nil, seal, err
	}
	described, err := json.Marshal(doc) // which tells empty lists from nil, as seals do
	if err != nil {
		return nil, seal, err
	}
	var out bytes.Buffer
	deflated, _ := flate.NewWriter(&out, flate.DefaultCompression) // fails only for unknown levels
	to := gob.NewEncoder(deflated)
	if err := to.Encode(described); err != nil {
		return nil, seal, err
	}
	for some := range slices.Chunk(pages, stagedAtOnce) {
		packed, err := packPages(some)
		if err == nil {
			err = to.Encode(packed)
		}
		if err != nil {
			return nil, seal, err
		}
	}
	if err := deflated.Close(); err != nil {
		return nil, seal, err
	}
	return out.Bytes(), seal, nil
}

// packPages returns pages with their layouts as they are kept, and without what is not.
func packPages(pages []store.KeptPage) ([]stagedPage, error) {
	packed := make([]stagedPage, len(pages))
	for i, p := range pages {
		if len(p.Print.Layout.Words) > 0 {
			var err error
			if packed[i].Layout, err = p.Print.Layout.MarshalBinary(); err != nil {
				return nil, fmt.Errorf("page %d: %w", p.Number, err)
			}
		}
		p.Words, p.Page.Images, p.Print.Layout, p.Print.Marks = nil, nil, layout.Layout{}, nil
		packed[i].KeptPage = p
	}
	return packed, nil
}

// unpackStaged decodes what packStaged encoded, and returns the seal of what it read. Pass it
// only data whose signature has been checked: decoding other data could cost anything.
func unpackStaged(data []byte) (doc dossier.Document, pages []store.KeptPage, seal dossier.Digest, err error) {
	from := gob.NewDecoder(flate.NewReader(bytes.NewReader(data)))
	var described []byte
	if err = from.Decode(&described); err == nil {
		err = json.Unmarshal(described, &doc)
	}
	if err == nil {
		pages, err = unpackPages(from)
	}
	if err == nil {
		seal, err = sealPages(doc, pages)
	}
	if err != nil {
		return doc, nil, seal, fmt.Errorf("%w: what was staged cannot be read: %w", dossier.ErrDamaged, err)
	}
	return doc, pages, seal, nil
}

// unpackPages decodes all pages that are left.
func unpackPages(from *gob.Decoder) ([]store.KeptPage, error) {
	var pages []store.KeptPage
	for {
		var packed []stagedPage
		if err := from.Decode(&packed); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, err
		}
		for _, p := range packed {
			if p.Layout != nil {
				if err := p.Print.Layout.UnmarshalBinary(p.Layout); err != nil {
					return nil, err
				}
			}
			pages = append(pages, p.KeptPage)
		}
	}
}

// sealPages seals the pages of a document, and returns its own seal.
func sealPages(doc dossier.Document, pages []store.KeptPage) (dossier.Digest, error) {
	seals := make([]dossier.Digest, len(pages))
	for i := range pages {
		p := &pages[i]
		p.Columns = doc.Columns
		var err error
		if p.Seal, err = store.Seal(*p); err != nil {
			return dossier.Digest{}, fmt.Errorf("page %d: %w", p.Number, err)
		}
		seals[i] = p.Seal
	}
	return store.SealDocument(doc, seals), nil
}

// Staged lists what is staged.
func (s *database) Staged(ctx context.Context) ([]store.StagedDocument, error) {
	docs, err := query(ctx, s.read, func(rows *sql.Rows) (d store.StagedDocument, err error) {
		var seal, data sql.RawBytes
		err = rows.Scan(digestColumn{&d.SHA256}, &seal, &d.Signature, &data)
		copy(d.Seal[:], seal)
		d.Data = dossier.Sum(data)
		return d, err
	}, selectStaged)
	return docs, s.failed(ctx, err)
}

// Adopt replaces documents by what is staged of them.
func (s *database) Adopt(ctx context.Context, docs []store.StagedDocument, entry custody.Entry) error {
	err := s.change(ctx, "refresh corpus", func(tx *sql.Tx) error {
		stale, err := staleIndex(ctx, tx)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			changed, err := s.adopt(ctx, tx, doc)
			if err != nil {
				return fmt.Errorf("refresh %s: %w", doc.SHA256.Short(), err)
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
	s.docs.forget() // chain counts may have changed
	s.hot.forget()
	return err
}

// adopt replaces what is kept of a document's pages, and returns which indexes are then stale.
func (s *database) adopt(ctx context.Context, tx *sql.Tx, staged store.StagedDocument) (stale indexes, err error) {
	var id, first int64
	var before dossier.Columns
	var packed []byte
	err = tx.QueryRow(selectStagedOf, staged.SHA256[:]).Scan(&id, &first, &before.Text, &before.Layout, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return stale, dossier.ErrNotFound
	}
	if err != nil {
		return stale, err
	}
	if dossier.Sum(packed) != staged.Data {
		return stale, fmt.Errorf("%w: something else has been staged for it meanwhile", dossier.ErrDamaged)
	}
	doc, pages, seal, err := unpackStaged(packed)
	if err != nil {
		return stale, err
	}
	if doc.SHA256 != staged.SHA256 || seal != staged.Seal {
		return stale, fmt.Errorf("%w: what was staged is not what was sealed", dossier.ErrDamaged)
	}
	after := doc.Columns
	stale = indexes{postings: before.Text != after.Text, chains: before.Layout != after.Layout}
	last := first + int64(len(pages)) - 1
	if !stale.postings { // OCR may have read pages again
		if stale.postings, err = s.otherTexts(ctx, tx, first, pages); err != nil {
			return stale, err
		}
	}
	stale.words = stale.postings
	if err := clearPages(tx, first, last); err != nil {
		return stale, err
	}
	deflate := newDeflater()
	var counts []byte
	for i, p := range pages {
		counts = appendCount(counts, store.ChainKeys(&p.Print.Layout))
		if err := replacePage(tx, deflate, id, first+int64(i), p); err != nil {
			return stale, fmt.Errorf("page %d: %w", p.Number, err)
		}
	}
	return stale, replaceDocument(tx, id, doc, counts)
}

// otherTexts reports whether pages have other texts than those kept from the id first on.
func (s *database) otherTexts(ctx context.Context, tx *sql.Tx, first int64, pages []store.KeptPage) (bool, error) {
	kept, err := s.readPages(ctx, tx, first, first+int64(len(pages))-1)
	if err != nil || len(kept) != len(pages) {
		return true, err
	}
	for i, p := range kept {
		if p.Text != pages[i].Text {
			return true, nil
		}
	}
	return false, nil
}

func replaceDocument(tx *sql.Tx, id int64, doc dossier.Document, chains []byte) error {
	notes, metadata, attachments, err := lists(doc)
	if err != nil {
		return err
	}
	c := doc.Columns
	_, err = tx.Exec(updateDocument, doc.SHA512[:], doc.MediaType, doc.Size, notes, metadata, chains, doc.SHA1[:], attachments, c.Text, c.Layout, c.Pictures, c.Looks, c.Facts, id)
	return err
}

func replacePage(tx *sql.Tx, deflate *deflater, doc, id int64, p store.KeptPage) error {
	packed, err := deflate.compress([]byte(p.Text))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(replaceRow, id, doc, p.Number, p.Width, p.Height, packed, p.Note, p.Print.Length, p.Print.Absent, p.Recognised, p.Language, p.Seal[:]); err != nil {
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

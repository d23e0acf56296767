package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	selectSize = `SELECT count(*), coalesce(sum(pages), 0) FROM documents`

	selectDocuments = `
		SELECT sha256, sha512, name, dossier, media_type, size, pages, notes, metadata, sha1, attachments,
		       text_version, layout_version, pictures_version, looks_version, facts_version, purged
		FROM documents WHERE sha256 BETWEEN ? AND ? ORDER BY id`

	selectSeals = `SELECT coalesce(seal, zeroblob(32)) FROM pages WHERE id BETWEEN ? AND ? ORDER BY id`

	selectLayout = `SELECT data FROM layouts WHERE page = ?`

	selectLooks = `SELECT page, pdq FROM looks WHERE quality >= ? AND page <= ? ORDER BY page`

	selectImages = `SELECT d.sha256, number, ` + imageColumns + `
		FROM images AS i JOIN pages AS p ON p.id = page JOIN documents AS d ON d.id = document
		WHERE quality >= ? ORDER BY page, place`

	selectSightings = `
		SELECT place, seen, precision, claimed, shown_by, via, note, recorded
		FROM sightings WHERE document = ? ORDER BY id`
)

// Size returns how much the corpus holds.
func (s *database) Size(ctx context.Context) (store.Size, error) {
	var size store.Size
	err := s.read.QueryRowContext(ctx, selectSize).Scan(&size.Documents, &size.Pages)
	return size, s.failed(ctx, err)
}

// Documents lists the documents whose digest begins with prefix.
func (s *database) Documents(ctx context.Context, prefix string) ([]dossier.Document, error) {
	least, err := dossier.ParseDigest(padded(prefix, "0"))
	if err != nil || prefix != strings.ToLower(prefix) {
		return nil, nil // no digest begins with that
	}
	most, _ := dossier.ParseDigest(padded(prefix, "f"))
	docs, err := query(ctx, s.read, func(rows *sql.Rows) (dossier.Document, error) {
		return scanDocument(rows, strict)
	}, selectDocuments, least[:], most[:])
	return docs, s.failed(ctx, err)
}

// scanDocument scans a document. with, which is strict or tolerant, wraps the columns that may
// be malformed.
func scanDocument(rows *sql.Rows, with func(sql.Scanner) sql.Scanner) (d dossier.Document, err error) {
	var sha512, sha1 []byte
	err = rows.Scan(digestColumn{&d.SHA256}, &sha512, &d.Name, &d.Dossier, &d.MediaType, &d.Size, &d.Pages,
		with(jsonColumn{&d.Notes}), with(jsonColumn{&d.Metadata}), &sha1, with(jsonColumn{&d.Attachments}),
		&d.Columns.Text, &d.Columns.Layout, &d.Columns.Pictures, &d.Columns.Looks, &d.Columns.Facts, &d.Purged)
	copy(d.SHA512[:], sha512)
	copy(d.SHA1[:], sha1)
	return d, err
}

func padded(prefix, digit string) string {
	return prefix + strings.Repeat(digit, max(0, 2*len(dossier.Digest{})-len(prefix)))
}

// Pages returns pages first to last of a document.
func (s *database) Pages(ctx context.Context, doc dossier.Digest, first, last int) ([]store.KeptPage, error) {
	d, err := s.docs.find(ctx, s.read, doc)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	from := d.first + min(max(int64(first), 1), d.pages+1) - 1
	to := d.first + min(int64(last), d.pages) - 1
	stored, err := s.readPages(ctx, s.read, from, to)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	pages := make([]store.KeptPage, 0, len(stored))
	for _, p := range stored {
		if p.damage != nil {
			return nil, s.failed(ctx, fmt.Errorf("page %d of document %s: %w", p.Number, doc.Short(), p.damage))
		}
		pages = append(pages, p.KeptPage)
	}
	return pages, nil
}

// Seals returns the seals of a document's pages.
func (s *database) Seals(ctx context.Context, doc dossier.Digest) ([]dossier.Digest, error) {
	d, err := s.docs.find(ctx, s.read, doc)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	seals, err := query(ctx, s.read, func(rows *sql.Rows) (seal dossier.Digest, err error) {
		err = rows.Scan(digestColumn{&seal})
		return seal, err
	}, selectSeals, d.first, d.first+d.pages-1)
	return seals, s.failed(ctx, err)
}

// Layout returns a page's layout.
func (s *database) Layout(ctx context.Context, page dossier.PageRef) (layout.Layout, error) {
	l, err := s.layout(ctx, page)
	if err != nil {
		return layout.Layout{}, s.failed(ctx, err)
	}
	return l, nil
}

func (s *database) layout(ctx context.Context, page dossier.PageRef) (l layout.Layout, err error) {
	d, err := s.docs.find(ctx, s.read, page.Document)
	if err != nil {
		return l, err
	}
	if page.Number < 1 || int64(page.Number) > d.pages {
		return l, fmt.Errorf("page %d of document %s: %w", page.Number, page.Document.Short(), dossier.ErrNotFound)
	}
	var packed []byte
	err = s.read.QueryRowContext(ctx, selectLayout, d.first+int64(page.Number)-1).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	if err := s.inflate(packed, l.UnmarshalBinary); err != nil {
		return l, fmt.Errorf("layout of page %d of document %s: %w", page.Number, page.Document.Short(), err)
	}
	return l, nil
}

// Looks returns the looks of every page that can be matched by them.
func (s *database) Looks(ctx context.Context) ([]store.LooksRef, error) {
	spans, err := s.docs.all(ctx, s.read)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	looks, err := query(ctx, s.read, func(rows *sql.Rows) (l store.LooksRef, err error) {
		var page int64
		if err := rows.Scan(&page, wordsColumn{(*[4]uint64)(&l.Hash)}); err != nil {
			return l, err
		}
		l.PageRef, err = resolve(spans, page)
		return l, err
	}, selectLooks, pdq.MinQuality, total(spans))
	return looks, s.failed(ctx, err)
}

// Images returns every picture that can be matched by looks.
func (s *database) Images(ctx context.Context) ([]store.ImageRef, error) {
	images, err := query(ctx, s.read, func(rows *sql.Rows) (m store.ImageRef, err error) {
		err = scanImage(rows, &m.Image, digestColumn{&m.Document}, &m.Number)
		return m, err
	}, selectImages, fingerprint.MinQuality)
	return images, s.failed(ctx, err)
}

// Sightings lists the sightings of a document in the order they were recorded.
func (s *database) Sightings(ctx context.Context, doc dossier.Digest) ([]dossier.Sighting, error) {
	d, err := s.docs.find(ctx, s.read, doc)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	seen, err := query(ctx, s.read, func(rows *sql.Rows) (seen dossier.Sighting, err error) {
		err = rows.Scan(&seen.Where, timeColumn{&seen.When}, &seen.Precision, &seen.Claimed, &seen.By, &seen.Via, &seen.Note, timeColumn{&seen.Recorded})
		return seen, err
	}, selectSightings, d.id)
	return seen, s.failed(ctx, err)
}

// A querier is a connection pool or a transaction, which reads at one moment.
type querier interface {
	QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
}

// query returns all rows of a query.
func query[T any](ctx context.Context, db querier, scan func(*sql.Rows) (T, error), statement string, args ...any) ([]T, error) {
	var all []T
	err := each(ctx, db, func(rows *sql.Rows) error {
		row, err := scan(rows)
		all = append(all, row)
		return err
	}, statement, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// each calls row for each row of a query.
func each(ctx context.Context, db querier, row func(*sql.Rows) error, statement string, args ...any) error {
	rows, err := db.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// failed explains a read error. If ctx is done it returns the context's error.
func (s *database) failed(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return s.explain("read corpus", err)
}

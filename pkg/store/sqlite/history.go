package sqlite

import (
	"context"
	"database/sql"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

const selectAllSightings = `
	SELECT sha256, place, seen, precision, claimed, shown_by, via, note, recorded
	FROM sightings AS s JOIN documents AS d ON d.id = document ORDER BY s.id`

// History returns the log and what it can be compared with.
func (s *database) History(ctx context.Context) (store.History, error) {
	tx, err := s.read.BeginTx(ctx, nil) // so that all is read at one moment
	if err != nil {
		return store.History{}, s.failed(ctx, err)
	}
	defer tx.Rollback()
	h := store.History{Sightings: make(map[dossier.Digest][]dossier.Sighting)}
	if err := foreign(ctx, tx); err != nil { // reading a view in a table's place may never end
		return h, s.failed(ctx, err)
	}
	h.LogErr = s.explain("read corpus", historyLog(ctx, tx, &h))
	h.DocumentsErr = s.explain("read corpus", historyDocuments(ctx, tx, &h))
	h.SightingsErr = s.explain("read corpus", historySightings(ctx, tx, &h))
	return h, ctx.Err()
}

func historyLog(ctx context.Context, tx *sql.Tx, h *store.History) (err error) {
	h.Log, err = readLog(ctx, tx)
	return err
}

func historyDocuments(ctx context.Context, tx *sql.Tx, h *store.History) (err error) {
	var least, most dossier.Digest
	for i := range most {
		most[i] = 0xff
	}
	h.Documents, err = query(ctx, tx, func(rows *sql.Rows) (dossier.Document, error) {
		return scanDocument(rows, tolerant)
	}, selectDocuments, least[:], most[:])
	return err
}

func historySightings(ctx context.Context, tx *sql.Tx, h *store.History) error {
	return each(ctx, tx, func(rows *sql.Rows) error {
		var doc dossier.Digest
		var seen dossier.Sighting
		var claimed int64
		err := rows.Scan(digestColumn{&doc}, &seen.Where, tolerant(timeColumn{&seen.When}), &seen.Precision, &claimed, &seen.By, &seen.Via,
			&seen.Note, tolerant(timeColumn{&seen.Recorded}))
		seen.Claimed = claimed != 0
		h.Sightings[doc] = append(h.Sightings[doc], seen)
		return err
	}, selectAllSightings)
}

// tolerant wraps column so that a malformed value is left zero.
func tolerant(column sql.Scanner) sql.Scanner { return tolerantColumn{column} }

type tolerantColumn struct{ sql.Scanner }

// Scan implements sql.Scanner.
func (c tolerantColumn) Scan(value any) error {
	_ = c.Scanner.Scan(value)
	return nil
}

// strict returns column itself, for which a malformed value is an error.
func strict(column sql.Scanner) sql.Scanner { return column }

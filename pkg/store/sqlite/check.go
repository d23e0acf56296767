package sqlite

import (
	"context"
	"database/sql"

	"github.com/mattn/go-sqlite3"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	// One row, "ok", or one row for each fault, up to 100.
	checkIntegrity = `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`

	checkForeignKeys = `SELECT 'table ' || "table" || ', row ' || coalesce(rowid, '?') || ': its ' || parent || ' is missing' FROM pragma_foreign_key_check`

	// Other schema versions have been refused by then. SQLite's own tables, such as those
	// that ANALYZE leaves, do not affect what is read.
	selectSchema = `SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_stat%' ESCAPE '\' ORDER BY type, name`

	// Documents that miss pages, or whose page ids do not follow the previous
	// document's, which may be forgotten.
	checkPages = `
		SELECT coalesce('document ' || lower(hex(sha256)), 'a forgotten document') || ' has ' || found || ' of ' || pages || ' pages in place'
		FROM (SELECT sha256, pages, first_page,
		             (SELECT count(*) FROM pages AS p
		              WHERE p.id BETWEEN d.first_page AND d.first_page + d.pages - 1
		                AND p.document = d.id AND p.number = p.id - d.first_page + 1) AS found,
		             coalesce(lag(first_page + pages) OVER (ORDER BY id), 1) AS expected
		      FROM (SELECT id, sha256, pages, first_page FROM documents UNION ALL SELECT id, NULL, pages, first_page FROM forgotten) AS d)
		WHERE found <> iif(sha256 IS NULL, 0, pages) OR first_page <> expected`
)

// An examination returns what is wrong with a corpus. It may return findings along with an
// error.
type examination func(ctx context.Context, tx *sql.Tx) ([]dossier.Check, error)

// Check examines the whole file at one moment. It returns damage to the file itself and
// inconsistent rows; then pages that are not as recorded, in the order of the corpus; then
// pages whose postings do not match their text or layout. If nothing is wrong it returns one
// check that says so.
func (s *database) Check(ctx context.Context) ([]dossier.Check, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	defer tx.Rollback()
	if err := foreign(ctx, tx); err != nil { // its effect on other queries is unknown
		return []dossier.Check{damaged(err.Error())}, ctx.Err()
	}
	faults, err := checkSchema(ctx, tx)
	if err != nil {
		return nil, s.failed(ctx, err)
	}
	for _, examine := range []examination{told(checkIntegrity), told(checkForeignKeys), told(checkPages), told(checkUnerased), s.checkWholePages} {
		found, err := examine(ctx, tx)
		faults = append(faults, found...)
		if err != nil && (ctx.Err() != nil || !damage(err)) {
			return nil, s.failed(ctx, err)
		}
		if err != nil {
			faults = append(faults, damaged(err.Error()))
		}
	}
	if len(faults) == 0 {
		return []dossier.Check{{Of: dossier.OfDatabase, State: dossier.OK}}, nil
	}
	return faults, nil
}

// damage reports whether a read error means damage to the file: SQLite says so, a table or
// column is missing, or a value is malformed.
func damage(err error) bool {
	c := code(err)
	return c == sqlite3.ErrCorrupt || c == sqlite3.ErrNotADB || c == sqlite3.ErrError || c == 0
}

// damaged returns the check of an inconsistent database.
func damaged(detail string) dossier.Check {
	return dossier.Check{Of: dossier.OfDatabase, State: dossier.Damaged, Detail: detail}
}

// told returns an examination by a statement that selects what is wrong.
func told(statement string) examination {
	return func(ctx context.Context, tx *sql.Tx) ([]dossier.Check, error) {
		return query(ctx, tx, func(rows *sql.Rows) (dossier.Check, error) {
			var line string
			err := rows.Scan(&line)
			return damaged(line), err
		}, statement)
	}
}

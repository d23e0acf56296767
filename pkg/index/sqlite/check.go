package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/mattn/go-sqlite3"
)

const (
	// One row, "ok", or one row for each fault, up to 100.
	checkIntegrity = `SELECT integrity_check FROM pragma_integrity_check`

	checkForeignKeys = `SELECT 'table ' || "table" || ', row ' || coalesce(rowid, '?') || ': its ' || parent || ' is missing' FROM pragma_foreign_key_check`

	// Documents that miss pages, or whose page ids do not follow the previous
	// document's.
	checkPages = `
		SELECT 'document ' || lower(hex(sha256)) || ' has ' || found || ' of ' || pages || ' pages in place'
		FROM (SELECT sha256, pages, first_page,
		             (SELECT count(*) FROM pages AS p
		              WHERE p.id BETWEEN d.first_page AND d.first_page + d.pages - 1
		                AND p.document = d.id AND p.number = p.id - d.first_page + 1) AS found,
		             coalesce(lag(first_page + pages) OVER (ORDER BY id), 1) AS expected
		      FROM documents AS d)
		WHERE found <> pages OR first_page <> expected`

	checkPostings = `
		SELECT count(*) || ' postings belong to no page' FROM postings
		WHERE page NOT IN (SELECT id FROM pages) HAVING count(*) > 0`
)

// A check says what is wrong with a corpus; "ok" is nothing.
type check func(ctx context.Context, db *sql.DB) ([]string, error)

var checks = []check{told(checkIntegrity), told(checkForeignKeys), told(checkPages), told(checkPostings), checkLayouts}

// told is the check of a statement that selects what is wrong.
func told(statement string) check {
	return func(ctx context.Context, db *sql.DB) ([]string, error) {
		return query(ctx, db, func(rows *sql.Rows) (line string, err error) {
			err = rows.Scan(&line)
			return line, err
		}, statement)
	}
}

// Check looks at the whole file and fails with everything that is wrong with it:
// damage to the file itself, and rows that do not fit together.
func (s *Store) Check(ctx context.Context) error {
	var faults []error
	for _, check := range checks {
		lines, err := check(ctx, s.read)
		if c := code(err); c == sqlite3.ErrCorrupt || c == sqlite3.ErrNotADB {
			faults = append(faults, err)
			continue
		}
		if err != nil {
			return s.failed(ctx, err)
		}
		for _, line := range lines {
			if line != "ok" {
				faults = append(faults, errors.New(line))
			}
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &dossier.Error{Op: "check corpus", Path: s.path, Err: fmt.Errorf("damaged: %w", errors.Join(faults...)),
		Hint: "restore corpus.db from a backup, or add the originals to a new corpus"}
}

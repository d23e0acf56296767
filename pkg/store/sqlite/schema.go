package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// The tables are described where they are made: migrations/*.sql, one file per schema version.
//
//go:embed migrations/*.sql
var migrations embed.FS

const (
	// applicationID marks the file as a leakprint corpus ("LkPr" in the header's application
	// id, which file(1) shows), so that no other program's database is taken for one.
	applicationID = 0x4c6b5072

	// schemaVersion is the newest migration.
	//
	//	1: first
	//	2: pages have layouts and looks, pictures a PDQ hash
	//	3: a log; pages have seals; sightings say how they are known
	//	4: columns of pages have versions and can be refreshed; facts
	//	5: what is staged has a signature
	//	6: pages say in which language their text was recognised
	//	7: an index of the words of texts
	//	8: documents that were purged or forgotten
	schemaVersion = 8
)

// An identity is what a database says about itself.
type identity struct {
	application int64
	empty       bool  // holds no table
	schema      int64 // 0 before the first migration
	fingerprint int64 // 0 before it is recorded
}

func identify(ctx context.Context, db *sql.DB) (identity, error) {
	var id identity
	var versioned, described bool
	if err := db.QueryRowContext(ctx, `SELECT application_id FROM pragma_application_id`).Scan(&id.application); err != nil {
		return id, err
	}
	err := db.QueryRowContext(ctx, `
		SELECT count(*) = 0, coalesce(max(name = 'goose_db_version'), 0), coalesce(max(name = 'meta'), 0)
		FROM sqlite_schema`).Scan(&id.empty, &versioned, &described)
	if err != nil || id.application != applicationID {
		return id, err
	}
	if versioned {
		if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version`).Scan(&id.schema); err != nil {
			return id, err
		}
	}
	if described {
		err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'fingerprint'`).Scan(&id.fingerprint)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	return id, nil
}

// refuse returns why a database with this identity cannot be used in a mode; nil if it can.
func (id identity) refuse(path string, mode store.Mode) error {
	fail := func(format string, args ...any) error {
		return &dossier.Error{Op: openCorpus, Path: path, Err: fmt.Errorf(format, args...)}
	}
	fresh := id.application == 0 && id.empty
	switch {
	case fresh && mode == store.Create:
		return nil
	case fresh || id.application != applicationID:
		return fail("%w", ErrNotCorpus)
	case id.schema > schemaVersion:
		return fail("%w: schema %d, this one knows up to %d", ErrNewer, id.schema, schemaVersion)
	case id.fingerprint != 0 && id.fingerprint != fingerprint.Version:
		return fail("%w: fingerprint %d, this one makes %d", ErrFingerprint, id.fingerprint, fingerprint.Version)
	case mode == store.ReadOnly && (id.schema < schemaVersion || id.fingerprint == 0):
		return fail("%w: schema %d, needs %d", ErrOlder, id.schema, schemaVersion)
	}
	return nil
}

// prepare makes the tables of a database with this identity, or brings those of an older
// version up to date.
func (s *database) prepare(ctx context.Context, id identity) error {
	if id.application != applicationID {
		if err := s.claim(ctx); err != nil {
			return err
		}
	}
	if id.schema < schemaVersion {
		if err := s.migrate(ctx); err != nil {
			return err
		}
	}
	if err := s.eraseLate(ctx); err != nil {
		return err
	}
	// If the version is recorded already this writes nothing, but it fails on a file that
	// cannot be written: better now than after the first document.
	return s.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`INSERT INTO meta (key, value) VALUES ('fingerprint', ?) ON CONFLICT DO NOTHING`, fingerprint.Version); err != nil {
			return err
		}
		// Without documents all indexes are up to date.
		return setIndexed(tx, ` AND NOT EXISTS (SELECT 1 FROM documents)`)
	})
}

// claim turns an empty file into a leakprint database without tables.
func (s *database) claim(ctx context.Context) error {
	err := retryBusy(ctx, func() error {
		_, err := s.write.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
		return err
	})
	if err != nil {
		return err
	}
	return s.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(fmt.Sprintf(`PRAGMA application_id = %d`, applicationID))
		return err
	})
}

func (s *database) migrate(ctx context.Context) error {
	provider, err := s.migrator()
	if err != nil {
		return err
	}
	// Goose checks what is missing before it locks. If two processes make a corpus at once,
	// a migration of the later one fails as a whole because the tables exist; the next try
	// finds that one done, and may come too late for the next.
	for range schemaVersion + 1 {
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
	}
	return err
}

func (s *database) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, s.write, files,
		goose.WithExcludeNames([]string{"00003_log.sql"}),
		goose.WithGoMigrations(goose.NewGoMigration(3, &goose.GoFunc{RunTx: s.addLog}, nil)),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

package sqlite

import (
	"context"
	"database/sql"
	_ "embed"

	"github.com/leakprint/leakprint/pkg/store"
)

//go:embed migrations/00003_log.sql
var logTables string

const setSeal = `UPDATE pages SET seal = ? WHERE id = ?`

// addLog is the migration to schema 3. It is in Go because existing pages get their seals in
// the same transaction, so that no kill can leave a corpus of schema 3 with pages that were
// never sealed. A page that cannot be read gets no seal, and is reported by Check.
func (s *database) addLog(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, logTables); err != nil {
		return err
	}
	return s.eachWholePage(ctx, tx, selectPages3, func(p *storedPage) error {
		if p.damage != nil {
			return nil
		}
		seal, err := store.Seal(p.KeptPage)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, setSeal, seal[:], p.id)
		return err
	})
}

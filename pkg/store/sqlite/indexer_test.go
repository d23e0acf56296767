package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// Pages that are entered in the indexes a few at a time are entered as if all were at once.
func TestIndexerFewAtATime(t *testing.T) {
	doc, pages := newProse(1, 10).document(1, 3)
	dump := func(room int) (rows []string) {
		s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
		if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
			t.Fatal(err)
		}
		err := s.change(t.Context(), "index", func(tx *sql.Tx) error {
			if _, err := tx.Exec(`DELETE FROM postings; DELETE FROM chains; ` + clearWords + `; UPDATE documents SET chains = x''`); err != nil {
				return err
			}
			x := newIndexer(allIndexes, 1)
			x.room = room
			for i := range pages {
				if err := x.add(t.Context(), tx, &pages[i]); err != nil {
					return err
				}
			}
			return x.finish(t.Context(), tx, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err = query(t.Context(), s.read, func(rows *sql.Rows) (row string, err error) {
			err = rows.Scan(&row)
			return row, err
		}, `SELECT hash || ' ' || page FROM postings UNION ALL SELECT key || ' ' || hex(pages) FROM chains UNION ALL SELECT hex(chains) FROM documents`)
		if err != nil || len(rows) < 10 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		return rows
	}
	equal(t, "rows", dump(1), dump(mostIndexed))
}

// An error among the pages ends the insertion, and nothing of it is left.
func TestInsertOfPagesThatCannotBeRead(t *testing.T) {
	doc, pages := newProse(1, 10).document(1, 3)
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	gone := errors.New("the file is gone")
	failing := func(yield func(store.KeptPage, error) bool) {
		_ = yield(pages[0], nil) && yield(store.KeptPage{}, gone)
	}
	if err := s.Insert(t.Context(), doc, failing, dossier.Sighting{}, custody.Entry{}); !errors.Is(err, gone) {
		t.Errorf("error %v, want %v", err, gone)
	}
	if size, err := s.Size(t.Context()); err != nil || size != (store.Size{}) {
		t.Errorf("left %v, %v", size, err)
	}
	for _, n := range []int{len(pages) - 1, len(pages) + 1} {
		given := append(pages[:len(pages):len(pages)], store.KeptPage{Page: dossier.Page{Number: len(pages) + 1}})[:n]
		if err := s.Insert(t.Context(), doc, store.Listed(given...), dossier.Sighting{}, custody.Entry{}); err == nil {
			t.Error(fmt.Errorf("%d pages were inserted of a document of %d", n, len(pages)))
		}
	}
}

package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

// alike inserts a document whose pages all have this layout.
func alike(t *testing.T, s *database, n, pages int, l layout.Layout) {
	t.Helper()
	doc, all := newProse(1, 10).document(n, pages)
	for i := range all {
		all[i] = store.KeptPage{Page: dossier.Page{Number: i + 1}, Print: fingerprint.Print{Layout: l}}
	}
	if err := s.Insert(t.Context(), doc, store.Listed(all...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
}

// A posting of a page that cannot be is an error, not a page of another number.
func TestStrayedPosting(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	defer s.Close()
	alike(t, s, 1, 2, storetest.Layout(1))
	if _, err := s.write.Exec(`INSERT INTO postings VALUES (1, 2), (2, -4), (3, 9)`); err != nil {
		t.Fatal(err)
	}
	v, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[uint64]string{1: "[2]", 2: "page -4 belongs to no document", 3: ""} {
		got := ""
		if err := v.Marks(t.Context(), []uint64{hash}, 9, 9, func(_ uint64, pages []uint32, _ int) { got = fmt.Sprint(pages) }); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("mark %d: %q, want %q", hash, got, want)
		}
	}
}

// What is kept of a key on very many pages stays small, and in order.
func TestHotChains(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	defer s.Close()
	line := storetest.Layout(1)
	keys := len(store.ChainKeys(&line))
	for n, size := range []int{store.HotChain - 1, 3, 3 * store.HotChain, 5} {
		alike(t, s, n, size, line)
		sound(t, s)
	}
	var found, longest int
	if err := s.read.QueryRow(`SELECT count(*), max(length(pages)) FROM chains`).Scan(&found, &longest); err != nil {
		t.Fatal(err)
	}
	if found != keys || longest > mostPages {
		t.Errorf("%d keys of at most %d bytes, want %d of at most %d", found, longest, keys, mostPages)
	}
	if _, err := s.write.Exec(`UPDATE chains SET pages = CAST(substr(pages, 5) AS BLOB)`); err != nil {
		t.Fatal(err)
	}
	equal(t, "faults", faults(t, s), []string{fmt.Sprintf("database-damaged: %d chains are not kept for the pages whose layouts have them", keys)})
}

package sqlite

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

// A row is what is put into an older corpus.
type row struct {
	insert string
	values []any
}

// older makes a corpus of an older schema that holds these rows.
func older(t *testing.T, path string, schema int64, rows ...row) {
	t.Helper()
	s := &database{path: path, write: openWriter(path)}
	defer s.Close()
	if err := s.claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	provider, err := s.migrator()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	rows = append(rows, row{`INSERT INTO meta VALUES ('fingerprint', ?)`, []any{fingerprint.Version}})
	for _, r := range rows {
		if _, err := s.write.Exec(r.insert, r.values...); err != nil {
			t.Fatalf("%s: %v", r.insert, err)
		}
	}
}

// packed is data as it is kept.
func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	p, err := newDeflater().compress(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// schema1 makes a corpus of schema 1 with one document of two pages and a picture.
func schema1(t *testing.T, path string) dossier.Digest {
	t.Helper()
	doc := dossier.Sum([]byte("old"))
	text := packed(t, []byte("an old page"))
	older(t, path, 1,
		row{`INSERT INTO documents VALUES (1, ?, zeroblob(64), 'old.pdf', '', 'application/pdf', 5, 2, 1, 'null', 'null')`, []any{doc[:]}},
		row{`INSERT INTO pages VALUES (1, 1, 1, 595, 842, ?, '', 10, ''), (2, 1, 2, 595, 842, ?, '', 10, '')`, []any{text, text}},
		row{`INSERT INTO images VALUES (2, 0, 1, 2, 3, 4, 640, 480, 'jpeg', zeroblob(32), zeroblob(32), 90, 1, 2, 3, zeroblob(32))`, nil},
		row{`INSERT INTO sightings VALUES (1, 1, 'old', '2026-01-02T03:04:05Z')`, nil},
	)
	return doc
}

// A corpus of the first schema keeps what it holds and takes in what is new.
func TestMigrateFrom1(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	old := schema1(t, path)
	if told := refused(t, path, store.ReadOnly); !errors.Is(told, dossier.ErrVersion) {
		t.Errorf("read-only: %v, want ErrVersion", told)
	}
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	pages, err := s.Pages(t.Context(), old, 1, 2)
	if err != nil || len(pages) != 2 || pages[0].Text != "an old page" || pages[1].Print.LooksQuality != 0 {
		t.Errorf("old pages: %v, %v", pages, err)
	}
	images, err := s.Images(t.Context())
	if err != nil || len(images) != 1 || images[0].AHash != 3 || images[0].PDQ != (pdq.Hash{}) {
		t.Errorf("old pictures: %v, %v", images, err)
	}
	l, err := s.Layout(t.Context(), dossier.PageRef{Document: old, Number: 2})
	if err != nil || len(l.Words) != 0 {
		t.Errorf("layout of an old page: %v, %v", l, err)
	}
	doc, added := newProse(1, 10).document(1, 3)
	if err := s.Insert(t.Context(), doc, store.Listed(added...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	v, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range added {
		keys := store.ChainKeys(&p.Print.Layout)
		id, found := uint32(3+i), 0
		err := v.Chains(t.Context(), keys, func(_ uint32, pages []uint32) {
			if slices.Contains(pages, id) {
				found++
			}
		})
		page, chains, _ := v.Page(id)
		if err != nil || found != len(keys) || page != (dossier.PageRef{Document: doc.SHA256, Number: i + 1}) || chains != len(keys) {
			t.Errorf("page %d: %v, found by %d of %d keys, %v", i+1, page, found, len(keys), err)
		}
	}
	if page, chains, err := v.Page(2); err != nil || page != (dossier.PageRef{Document: old, Number: 2}) || chains != 0 {
		t.Errorf("an old page: %v with %d chains, %v; want none", page, chains, err)
	}
	sound(t, s)
}

// The texts of an older corpus are read until their index is made; what is added meanwhile is found as well.
func TestSearchOlderCorpus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	old := schema1(t, path)
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	doc, pages := newProse(1, 10).document(1, 1)
	pages[0].Text = "a newer page"
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	q, err := search.Parse("page")
	if err != nil {
		t.Fatal(err)
	}
	for _, indexed := range []bool{false, true} {
		var found []dossier.PageRef
		by, err := s.Search(t.Context(), q, func(dossier.Digest) bool { return true }, func(p store.PageText) error {
			if q.Find(p.Text) != nil {
				found = append(found, p.PageRef)
			}
			return nil
		})
		if err != nil || by != indexed {
			t.Errorf("by an index: %v, %v; want %v", by, err, indexed)
		}
		equal(t, "found", found, []dossier.PageRef{{Document: old, Number: 1}, {Document: old, Number: 2}, {Document: doc.SHA256, Number: 1}})
		if err := s.Reindex(t.Context(), custody.Entry{}); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, s)
}

// schema2 makes a corpus of schema 2 with a document of three pages, a picture, looks
// and three sightings. What is returned is what it holds.
func schema2(t *testing.T, path string, more ...row) (dossier.Digest, []store.KeptPage) {
	t.Helper()
	doc := dossier.Sum([]byte("old"))
	pages := []store.KeptPage{
		{Page: dossier.Page{Number: 1, Width: 595, Height: 842, Text: "an old page"}, Print: fingerprint.Print{Length: 9, Layout: storetest.Layout(1, 2)}},
		{Page: dossier.Page{Number: 2, Width: 842, Height: 595.5, Text: "another", Recognised: true, Note: "noted"}, Print: fingerprint.Print{Length: 7,
			Images: []fingerprint.Image{{Quality: 90, PHash: 1, DHash: 2, AHash: 3, PDQ: pdq.Hash{0, 0, 0, 9},
				Image: dossier.Image{Box: dossier.Box{X: 1, Y: 2, W: 3, H: 4}, Width: 640, Height: 480, Format: "jpeg"}}}}},
		{Page: dossier.Page{Number: 3, Width: 595, Height: 842}, Print: fingerprint.Print{Absent: "blank page", Looks: pdq.Hash{1, 2, 3, 4}, LooksQuality: 60}},
	}
	drawn, err := pages[0].Print.Layout.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	keys := store.ChainKeys(&pages[0].Print.Layout)
	rows := []row{
		{`INSERT INTO documents VALUES (1, ?, zeroblob(64), 'old.pdf', '', 'application/pdf', 5, 3, 1, 'null', 'null', ?)`,
			[]any{doc[:], appendCount(appendCount(appendCount(nil, keys), nil), nil)}},
		{`INSERT INTO pages VALUES (1, 1, 1, 595, 842, ?, '', 9, '', 0), (2, 1, 2, 842, 595.5, ?, 'noted', 7, '', 1), (3, 1, 3, 595, 842, ?, '', 0, 'blank page', 0)`,
			[]any{packed(t, []byte("an old page")), packed(t, []byte("another")), packed(t, nil)}},
		{`INSERT INTO images VALUES (2, 0, 1, 2, 3, 4, 640, 480, 'jpeg', zeroblob(32), zeroblob(32), 90, 1, 2, 3, zeroblob(32), ?)`,
			[]any{wordsToColumn([4]uint64{0, 0, 0, 9})}},
		{`INSERT INTO layouts VALUES (1, ?)`, []any{packed(t, drawn)}},
		{`INSERT INTO looks VALUES (3, 60, ?)`, []any{wordsToColumn([4]uint64{1, 2, 3, 4})}},
		{`INSERT INTO sightings VALUES (1, 1, 'a', '2026-01-02T03:04:05.5+02:00'), (2, 1, 'b', '2026-01-02T00:00:00Z'), (3, 1, 'c', '2026-01-02T00:00:00+02:00')`, nil},
	}
	var chains []chained
	for _, key := range keys {
		chains = append(chains, chained{key, 1})
	}
	for _, r := range chainRows(chains) {
		rows = append(rows, row{`INSERT INTO chains VALUES (?, ?)`, []any{r.key, r.pages}})
	}
	older(t, path, 2, append(rows, more...)...)
	return doc, pages
}

// A corpus of the second schema has its pages sealed as they are, and an empty log.
func TestMigrateFrom2(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	doc, want := schema2(t, path)
	if told := refused(t, path, store.ReadOnly); !errors.Is(told, dossier.ErrVersion) {
		t.Errorf("read-only: %v, want ErrVersion", told)
	}
	open(t, path, store.ReadWrite).Close()
	s := open(t, path, store.ReadWrite) // nothing is left to do
	defer s.Close()
	for i, p := range want {
		var err error
		if want[i].Seal, err = store.Seal(p); err != nil {
			t.Fatal(err)
		}
		want[i].Columns = dossier.Columns{Text: 1, Layout: 1, Pictures: 1, Looks: 1, Facts: 1}
	}
	got, err := s.Pages(t.Context(), doc, 1, len(want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(fingerprint.Print{}, "Layout")); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	seen, err := s.Sightings(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "sightings", seen, []dossier.Sighting{
		{Where: "a", When: time.Date(2026, 1, 2, 1, 4, 5, 5e8, time.UTC), Precision: dossier.ToTheSecond, Claimed: true},
		{Where: "b", When: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay, Claimed: true},
		{Where: "c", When: time.Date(2026, 1, 1, 22, 0, 0, 0, time.UTC), Precision: dossier.ToTheSecond, Claimed: true},
	})
	sound(t, s)
	entry, err := storetest.Entry(newKey(t), doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), entry); err != nil {
		t.Error(err)
	}
	checkLog(t, s, 1)
}

// What was staged in a corpus of the fourth schema carries no signature, and is dropped.
func TestMigrateFrom4(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	doc := dossier.Sum([]byte("old"))
	older(t, path, 4,
		row{`INSERT INTO documents (id, sha256, sha512, name, dossier, media_type, size, pages, first_page, notes, metadata, chains)
			VALUES (1, ?, zeroblob(64), 'old.pdf', '', 'application/pdf', 5, 1, 1, 'null', 'null', zeroblob(2))`, []any{doc[:]}},
		row{`INSERT INTO staged VALUES (1, x'00')`, nil})
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	docs, err := s.Documents(t.Context(), "")
	staged, stagedErr := s.Staged(t.Context())
	if err := errors.Join(err, stagedErr); err != nil || len(docs) != 1 || len(staged) > 0 {
		t.Errorf("%d documents, %d staged, %v; want one, and none", len(docs), len(staged), err)
	}
}

// A page that cannot be read any more is not sealed: it would vouch for the damage.
func TestMigrateDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	schema2(t, path, row{`UPDATE pages SET text = x'00' WHERE id = 2`, nil})
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	equal(t, "faults", faults(t, s), []string{
		"fingerprint-changed old.pdf 2: not as it was recorded: its text cannot be read: unexpected EOF"})
	var sealed int
	if err := s.read.QueryRow(`SELECT count(seal) FROM pages`).Scan(&sealed); err != nil || sealed != 2 {
		t.Errorf("%d pages are sealed, %v; want 2", sealed, err)
	}
}

// A migration that fails leaves the corpus as it was, to be tried again.
func TestMigrateFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	doc, _ := schema2(t, path, row{`CREATE TRIGGER refuse BEFORE UPDATE ON pages WHEN new.id = 3 BEGIN SELECT RAISE(ABORT, 'refused'); END`, nil})
	if s, err := Open(t.Context(), path, store.ReadWrite); err == nil {
		s.Close()
		t.Fatal("the migration did not fail: the test shows nothing")
	}
	db := openWriter(path)
	defer db.Close()
	id, err := identify(t.Context(), db)
	if err != nil || id.schema != 2 {
		t.Errorf("schema %d, %v; want 2", id.schema, err)
	}
	if _, err := db.Exec(`DROP TRIGGER refuse`); err != nil {
		t.Fatal(err)
	}
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	if _, err := s.Pages(t.Context(), doc, 1, 3); err != nil {
		t.Error(err)
	}
	sound(t, s)
}

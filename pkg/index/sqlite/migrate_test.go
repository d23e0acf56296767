package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/fingerprint/pdq"
	"github.com/leakprint/leakprint/pkg/index"
)

// schema1 makes a corpus of schema 1 with one document of two pages and a picture.
func schema1(t *testing.T, path string) dossier.Digest {
	t.Helper()
	s := &Store{path: path, write: openWriter(path)}
	defer s.Close()
	if err := s.claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	provider, err := s.migrator()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	doc := dossier.Sum([]byte("old"))
	text, err := newDeflater().compress([]byte("an old page"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		insert string
		values []any
	}{
		{`INSERT INTO meta VALUES ('fingerprint', ?)`, []any{fingerprint.Version}},
		{`INSERT INTO documents VALUES (1, ?, zeroblob(64), 'old.pdf', '', 'application/pdf', 5, 2, 1, 'null', 'null')`, []any{doc[:]}},
		{`INSERT INTO pages VALUES (1, 1, 1, 595, 842, ?, '', 10, ''), (2, 1, 2, 595, 842, ?, '', 10, '')`, []any{text, text}},
		{`INSERT INTO images VALUES (2, 0, 1, 2, 3, 4, 640, 480, 'jpeg', zeroblob(32), zeroblob(32), 90, 1, 2, 3, zeroblob(32))`, nil},
		{`INSERT INTO postings VALUES (7, 1), (7, 2)`, nil},
		{`INSERT INTO sightings VALUES (1, 1, 'old', '2026-01-02T03:04:05Z')`, nil},
	} {
		if _, err := s.write.Exec(row.insert, row.values...); err != nil {
			t.Fatalf("%s: %v", row.insert, err)
		}
	}
	return doc
}

// A corpus of the first schema keeps what it holds and takes in what is new.
func TestMigrateFrom1(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	old := schema1(t, path)
	if told := refused(t, path, ReadOnly); !errors.Is(told, dossier.ErrVersion) {
		t.Errorf("read-only: %v, want ErrVersion", told)
	}
	s := open(t, path, ReadWrite)
	defer s.Close()
	pages, err := s.Pages(t.Context(), old, 1, 2)
	if err != nil || len(pages) != 2 || pages[0].Text != "an old page" || pages[1].Print.LooksQuality != 0 {
		t.Errorf("old pages: %v, %v", pages, err)
	}
	images, err := s.Images(t.Context())
	if err != nil || len(images) != 1 || images[0].AHash != 3 || images[0].PDQ != (pdq.Hash{}) {
		t.Errorf("old pictures: %v, %v", images, err)
	}
	l, err := s.Layout(t.Context(), index.PageRef{Document: old, Number: 2})
	if err != nil || len(l.Words) != 0 {
		t.Errorf("layout of an old page: %v, %v", l, err)
	}
	doc, added := newProse(1, 10).document(1, 3)
	if err := s.Insert(t.Context(), doc, added, dossier.Sighting{}); err != nil {
		t.Fatal(err)
	}
	for i, p := range added {
		found, err := s.ProposeLayout(t.Context(), p.Print.Layout.Probes(false), 1)
		if err != nil || len(found) != 1 || found[0].PageRef != (index.PageRef{Document: doc.SHA256, Number: i + 1}) {
			t.Errorf("page %d: candidates %v, %v", i+1, found, err)
		}
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

package recognise

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
)

// A document and a copy of it that lacks its last page are compared alike,
// whether they are files or known.
func TestCompare(t *testing.T) {
	original := forge.Dossier(3)[0].Cut(2, 6)
	paths := [2]string{}
	for i, d := range []forge.Document{original, original.Cut(1, 4)} {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		paths[i] = filepath.Join(t.TempDir(), "document.pdf")
		if err := os.WriteFile(paths[i], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := newShelf(t)
	s.add(t, paths[0])
	s.add(t, paths[1])
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	files := [2]Document{read(t, paths[0], extract.Want{}), read(t, paths[1], extract.Want{})}
	known := [2]Document{Kept(s, reader(), docs[0]), Kept(s, reader(), docs[1])}
	for name, of := range map[string][2]Document{
		"both known":      known,
		"both files":      files,
		"the copy known":  {files[0], known[1]},
		"the copy a file": {known[0], files[1]},
	} {
		t.Run(name, func(t *testing.T) {
			m, _, err := Compare(t.Context(), reader(), of[1], of[0])
			if err != nil {
				t.Fatal(err)
			}
			if m.Document.SHA256 != docs[0].SHA256 || m.Verdict != dossier.Partial || len(m.Pages) != 4 || !m.Has(dossier.PageRemoved) {
				t.Errorf("verdict %s on %s, %d pages: %+v", m.Verdict, m.Document.Name, len(m.Pages), m.Alterations)
			}
		})
	}
	t.Run("another document", func(t *testing.T) {
		data, err := forge.Treaties(5, 1, 4)[0].Bytes()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "treaty.pdf")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, _, err := Compare(t.Context(), reader(), read(t, path, extract.Want{}), known[0])
		if err != nil || m.Verdict.Found() || m.Document.SHA256 != docs[0].SHA256 {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

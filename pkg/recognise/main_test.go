package recognise

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/extract/extracttest"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

func TestMain(m *testing.M) { extracttest.Main(m) }

var pool = extracttest.Pool

func reader() Reader { return Reader{Documents: pool(), Workers: 2} }

// read reads one file as a question does.
func read(t *testing.T, path string, want extract.Want) Reading {
	t.Helper()
	for in := range intake.Each(t.Context(), []string{path}, nil, intake.DefaultLimits()) {
		got := reader().Read(t.Context(), reader().Digest(t.Context(), in), want)
		if got.Err != nil {
			t.Fatal(got.Err)
		}
		return got
	}
	t.Fatalf("%s holds nothing", path)
	return Reading{}
}

// A shelf is a library for tests: an index of its own, and files where they lie.
type shelf struct {
	store.Store
	paths map[dossier.Digest]string
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &shelf{s, map[dossier.Digest]string{}}
}

// Original implements Library.
func (s *shelf) Original(doc dossier.Digest) (File, error) {
	file, err := os.Open(s.paths[doc])
	if err != nil {
		return nil, err
	}
	return file, nil
}

// add reads a file and puts it into the library.
func (s *shelf) add(t *testing.T, path string) {
	t.Helper()
	got := read(t, path, extract.Want{})
	s.insert(t, got)
	s.paths[got.SHA256] = path
}

func (s *shelf) insert(t *testing.T, got Reading) {
	t.Helper()
	if err := s.Insert(t.Context(), got.Document, got.Kept(), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
}

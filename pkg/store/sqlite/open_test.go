package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// made makes a corpus of one document at path, runs statements on it and closes it. Its
// second page shows a picture, and has looks.
func made(t *testing.T, path string, statements ...string) {
	t.Helper()
	s := open(t, path, store.Create)
	doc, pages := newProse(1, 10).document(1, 3)
	pages[1].Print.Images = []fingerprint.Image{{Quality: 90, PHash: 1, PHash256: [4]uint64{1, 2, 3, 4}}}
	pages[1].Print.Looks, pages[1].Print.LooksQuality = pdq.Hash{1, 2, 3, 4}, 90
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := s.write.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	foreign := func(t *testing.T, path string) {
		db := openWriter(path)
		if _, err := db.Exec(`CREATE TABLE cookies (name TEXT)`); err != nil {
			t.Fatal(err)
		}
		db.Close()
	}
	write := func(content string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	altered := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, path string) { made(t, path, statements...) }
	}
	all := []store.Mode{store.ReadOnly, store.ReadWrite, store.Create}
	for _, test := range []struct {
		name  string
		make  func(t *testing.T, path string)
		modes []store.Mode
		is    error // and what the program's advice goes by
		says  string
	}{
		{"missing", func(*testing.T, string) {}, []store.Mode{store.ReadOnly, store.ReadWrite}, ErrMissing, "does not exist"},
		{"missing folder", func(t *testing.T, path string) { os.Remove(filepath.Dir(path)) }, []store.Mode{store.ReadOnly, store.ReadWrite}, ErrMissing, "does not exist"},
		{"missing folder, to be made in", func(t *testing.T, path string) { os.Remove(filepath.Dir(path)) }, []store.Mode{store.Create}, ErrNoFolder, "no such file or directory"},
		{"pipe or device", func(t *testing.T, path string) { os.Symlink(os.DevNull, path) }, all, ErrIrregular, "not a regular file"},
		{"folder", func(t *testing.T, path string) { os.Mkdir(path, 0o700) }, all, ErrIsFolder, "is a folder"},
		{"empty file", write(""), []store.Mode{store.ReadOnly, store.ReadWrite}, ErrNotCorpus, "not a leakprint corpus, or damaged"},
		{"text", write(strings.Repeat("not a database\n", 500)), all, ErrNotCorpus, "not a leakprint corpus, or damaged"},
		{"short text", write("x"), all, ErrNotCorpus, "not a leakprint corpus, or damaged"},
		{"another program's", foreign, all, ErrNotCorpus, "not a leakprint corpus, or damaged"},
		{"newer schema", altered(fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, 1)`, schemaVersion+1)),
			all, ErrNewer, "schema"},
		{"other fingerprint", altered(fmt.Sprintf(`UPDATE meta SET value = %d`, fingerprint.Version+1)),
			all, ErrFingerprint, "fingerprint"},
		{"unfinished", altered(`DELETE FROM meta`), []store.Mode{store.ReadOnly}, ErrOlder, "schema"},
	} {
		for _, mode := range test.modes {
			t.Run(fmt.Sprintf("%s/%d", test.name, mode), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "corpus.db")
				test.make(t, path)
				before, _ := os.ReadFile(path)
				s, err := Open(t.Context(), path, mode)
				if err == nil {
					s.Close()
					t.Fatal("opened")
				}
				var told *dossier.Error
				if !errors.As(err, &told) || told.Path != path {
					t.Errorf("error for a person: %#v", err)
				}
				if !errors.Is(err, test.is) {
					t.Errorf("%v, want %v", err, test.is)
				}
				if !strings.Contains(err.Error(), test.says) {
					t.Errorf("%v, want %q", err, test.says)
				}
				if after, _ := os.ReadFile(path); string(after) != string(before) {
					t.Error("the file was changed")
				}
			})
		}
	}
}

// A process killed while it made a corpus leaves it unfinished, not lost.
func TestOpenFinishesCreation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	s := &database{path: path, write: openWriter(path)}
	if err := s.claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s = open(t, path, store.ReadWrite)
	defer s.Close()
	if _, err := s.Size(t.Context()); err != nil {
		t.Error(err)
	}
}

// An empty file may be made a corpus, as mktemp(1) leaves it.
func TestCreateInEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	made(t, path)
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	var mode string
	var pageSize int
	err := s.read.QueryRow(`SELECT journal_mode, page_size FROM pragma_journal_mode, pragma_page_size`).Scan(&mode, &pageSize)
	if err != nil || mode != "wal" || pageSize != 8192 {
		t.Errorf("journal mode %q, page size %d, %v; want wal, 8192", mode, pageSize, err)
	}
	checkReadOnly(t, s)
}

// No character of a path has a meaning to SQLite.
func TestOpenPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?mode=memory&x#y%41'\"é", "corpus.db")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	made(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, path, store.ReadOnly)
	checkReadOnly(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("reading changed the file")
	}
}

func checkReadOnly(t *testing.T, s *database) {
	t.Helper()
	size, err := s.Size(t.Context())
	if err != nil || size != (store.Size{Documents: 1, Pages: 3}) {
		t.Errorf("size: %v, %v", size, err)
	}
	doc, pages := newProse(2, 10).document(2, 1)
	for name, err := range map[string]error{
		"insert": s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}),
		"sight":  s.Sight(t.Context(), doc.SHA256, dossier.Sighting{}, custody.Entry{}),
	} {
		var told *dossier.Error
		if !errors.As(err, &told) || !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: %v, want fs.ErrPermission", name, err)
		}
	}
}

// A full disk is told as such, and what was there stays.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	if _, err := s.write.Exec(`PRAGMA max_page_count = 30`); err != nil {
		t.Fatal(err)
	}
	text := newProse(2, 1000)
	big, bigPages := text.document(2, 200)
	err := s.Insert(t.Context(), big, store.Listed(bigPages...), dossier.Sighting{}, custody.Entry{})
	var told *dossier.Error
	if !errors.As(err, &told) || !errors.Is(err, ErrFull) {
		t.Fatalf("insert on a full disk: %v", err)
	}
	sound(t, s)
	size, err := s.Size(t.Context())
	if err != nil || size != (store.Size{Documents: 1, Pages: 3}) {
		t.Errorf("size: %v, %v", size, err)
	}
	small, smallPages := text.document(3, 1)
	if err := s.Insert(t.Context(), small, store.Listed(smallPages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Errorf("insert of what fits: %v", err)
	}
}

// An expiring context is cancelled once it has been asked often enough.
type expiring struct {
	context.Context
	left int
}

func (c *expiring) Err() error {
	c.left--
	if c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever an insert is cancelled, nothing of it stays.
func TestInsertCancelled(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	defer s.Close()
	doc, pages := newProse(1, 100).document(1, 5)
	moments := 0
	for ; ; moments++ {
		err := s.Insert(&expiring{t.Context(), moments}, doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{})
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("moment %d: %v, want context.Canceled", moments, err)
		}
		if size, err := s.Size(t.Context()); err != nil || size != (store.Size{}) {
			t.Fatalf("moment %d: %v, %v", moments, size, err)
		}
	}
	if moments < len(pages) {
		t.Errorf("cancelled at %d moments only", moments)
	}
	if size, err := s.Size(t.Context()); err != nil || size != (store.Size{Documents: 1, Pages: len(pages)}) {
		t.Errorf("size: %v, %v", size, err)
	}
	sound(t, s)
}

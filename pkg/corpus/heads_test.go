package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// openRemembered opens a corpus whose log's head is remembered in a folder; told gets what it
// notifies of.
func openRemembered(t *testing.T, dir, heads string, mode Mode, told *[]error) (*Corpus, error) {
	t.Helper()
	c, err := Open(t.Context(), dir, Options{
		Mode: mode, Tool: tested, Reader: recognise.Reader{Documents: pool(), Workers: 1}, Now: clock, Heads: heads,
		Notify: func(err error) { *told = append(*told, err) },
	})
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

func mustOpen(t *testing.T, dir, heads string) *Corpus {
	t.Helper()
	var told []error
	c, err := openRemembered(t, dir, heads, Create, &told)
	if err != nil || len(told) > 0 {
		t.Fatal(err, told)
	}
	return c
}

// addText adds a short document.
func addText(t *testing.T, c *Corpus, name string) {
	t.Helper()
	add(t, c, AddOptions{NoOriginals: true}, save(t, name+".txt", []byte(strings.Repeat("The "+name+" was agreed to by both parties. ", 3))))
}

// remembers returns how many records the remembered head is of.
func remembers(t *testing.T, c *Corpus) int64 {
	t.Helper()
	_, records, err := c.RememberedHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestHeadIsRememberedAfterEveryChange(t *testing.T) {
	heads := filepath.Join(t.TempDir(), "state", "heads")
	c := mustOpen(t, t.TempDir(), heads)
	if n := remembers(t, c); n != 0 {
		t.Errorf("a log without records: %d are remembered", n)
	}
	addText(t, c, "agenda")
	docs, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := docs[0].SHA256.String()
	for i, change := range []func() error{
		func() error { return nil },
		func() error {
			_, err := c.Sight(t.Context(), id, dossier.Sighting{Where: "https://example.org"})
			return err
		},
		func() error { return c.RecordAudit(t.Context(), dossier.Audit{}) },
		func() error { return c.RecordExport(t.Context(), Exported{}) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		head, err := c.Checkpoint(t.Context())
		path, records, headErr := c.RememberedHead(t.Context())
		kept, readErr := os.ReadFile(path)
		if err := errors.Join(err, headErr, readErr); err != nil || records != int64(i+1) || string(kept) != string(head) {
			t.Errorf("after change %d: %d records in %q, want\n%q; %v", i, records, kept, head, err)
		}
	}
	for path, want := range map[string]fs.FileMode{heads: 0o700, c.heads.path(c.key.Verifier()): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if left := files(t, heads); len(left) != 1 {
		t.Errorf("files %q, want one", left)
	}
}

// Of two that write at once the one that is slower does not put the head back.
func TestTheLargerHeadIsRemembered(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	c := mustOpen(t, dir, folder)
	var signed [][]byte
	for i := range 6 {
		addText(t, c, fmt.Sprintf("item %d", i))
		head, err := c.Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		signed = append(signed, head)
	}
	other := heads{dir: t.TempDir()}
	var writers sync.WaitGroup
	for _, head := range signed {
		writers.Go(func() {
			if err := other.remember(head, c.key.Verifier()); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	for _, head := range [][]byte{signed[2], signed[5], signed[0]} {
		if err := other.remember(head, c.key.Verifier()); err != nil {
			t.Error(err)
		}
	}
	if kept, err := other.read(c.key.Verifier()); err != nil || string(kept) != string(signed[5]) {
		t.Errorf("remembered %q, %v, want %q", kept, err, signed[5])
	}

	// Two that have the corpus open at once.
	second := mustOpen(t, dir, folder)
	addText(t, second, "second")
	addText(t, c, "third")
	addText(t, second, "fourth")
	if n := remembers(t, c); n != 9 {
		t.Errorf("%d records are remembered, want 9", n)
	}
}

func TestAnOlderOrOtherLogIsNotWrittenTo(t *testing.T) {
	folder := t.TempDir()
	dir := t.TempDir()
	c := mustOpen(t, dir, folder)
	addText(t, c, "agenda")
	c.Close()
	database := filepath.Join(dir, databaseFile)
	older, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	c = mustOpen(t, dir, folder)
	addText(t, c, "minutes")
	c.Close()

	refused := func(what string, reason error, says string) {
		t.Helper()
		var told []error
		_, err := openRemembered(t, dir, folder, ReadWrite, &told)
		if e, ok := errors.AsType[*dossier.Error](err); !ok || e.Path != dir || !errors.Is(err, reason) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %v, %q", what, err, reason, says)
		}
		c, err := openRemembered(t, dir, folder, ReadOnly, &told) // which may be looked at
		if err != nil {
			t.Fatal(err)
		}
		audit, err := c.Verify(t.Context(), VerifyOptions{})
		if problems := audit.Problems(); err != nil || len(problems) != 1 || problems[0].Of != dossier.OfCheckpoint || problems[0].State != dossier.Rewritten {
			t.Errorf("%s: verified: %+v, %v", what, problems, err)
		}
		c.Close()
	}
	if err := os.WriteFile(database, older, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("an older state", ErrRolledBack, "this machine remembers 2 records")

	// It is continued where nothing is remembered of it, beyond what is here.
	c = mustOpen(t, dir, t.TempDir())
	addText(t, c, "annex")
	addText(t, c, "schedule")
	c.Close()
	refused("another log", ErrOtherLog, "does not begin with the 2 records")

	// On purpose it goes on under another key, and so it does for good.
	c, err = Open(t.Context(), dir, Options{Mode: Create, NewLog: true, Heads: folder, Now: clock, Reader: recognise.Reader{Documents: pool(), Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	addText(t, c, "statement")
	clean(t, c, VerifyOptions{})
	entries, key, err := c.Log(t.Context())
	if err != nil || len(entries) != 5 || entries[3].Event != custody.Begun || entries[3].Reason == "" || key != c.key.Verifier() {
		t.Errorf("%d records, %+v, key %s, %v", len(entries), entries[3], key, err)
	}
	if n := remembers(t, c); n != 5 {
		t.Errorf("%d records are remembered, want 5", n)
	}
	c.Close()
	mustOpen(t, dir, folder)
}

// What cannot be read or written of a head is told once, and nothing fails by it.
func TestAHeadThatCannotBeRememberedIsTold(t *testing.T) {
	file := save(t, "file", nil)
	var told []error
	c, err := openRemembered(t, t.TempDir(), filepath.Join(file, "heads"), Create, &told)
	if err != nil {
		t.Fatal(err)
	}
	addText(t, c, "agenda")
	addText(t, c, "minutes")
	if e, ok := errors.AsType[*dossier.Error](errors.Join(told...)); len(told) != 1 || !ok || e.Op != OpRemember {
		t.Errorf("told %v, want once that the head cannot be remembered", told)
	}
	audit := clean(t, c, VerifyOptions{})
	if len(audit.Notes) != 1 || !strings.Contains(audit.Notes[0], "not compared") {
		t.Errorf("notes %q", audit.Notes)
	}
}

// A key without its database is one whose log is gone.
func TestALogThatIsGoneIsNotBegunAgain(t *testing.T) {
	dir := t.TempDir()
	c := mustOpen(t, dir, "")
	addText(t, c, "agenda")
	c.Close()
	key, err := ReadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(dir, databaseFile)
	for what, lose := range map[string]func() error{
		"missing": func() error { return os.Remove(database) },
		"empty":   func() error { return os.WriteFile(database, nil, 0o600) },
	} {
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []Mode{ReadOnly, ReadWrite, Create} {
			_, err := Open(t.Context(), dir, Options{Mode: mode})
			if _, ok := errors.AsType[*dossier.Error](err); !ok || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), what) || !errors.Is(err, ErrDatabaseGone) {
				t.Errorf("%s, mode %d: %v", what, mode, err)
			}
		}
		if info, err := os.Stat(database); err == nil && info.Size() > 0 {
			t.Errorf("%s: a database was made", what)
		}
		if err := os.WriteFile(database, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err = Open(t.Context(), dir, Options{Mode: Create, NewLog: true, Now: clock, Reader: recognise.Reader{Documents: pool(), Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	entries, verifier, err := c.Log(t.Context())
	if err != nil || len(entries) != 1 || entries[0].Event != custody.Begun || !strings.Contains(entries[0].Reason, key.Verifier()) || verifier == key.Verifier() {
		t.Errorf("log %+v by %s, %v", entries, verifier, err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, keyFile+"-"+key.ID()))
	if err != nil || strings.TrimSpace(string(kept)) != key.Secret() {
		t.Errorf("the earlier key is not kept: %v", err)
	}
}

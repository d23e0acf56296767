//go:build unix

package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	readerEnv = "LEAKPRINT_TEST_READER" // folder
	nobody    = 65534
)

// TestReadOnlyFolder reads corpora in a folder where nothing may be made, as on a
// read-only medium. Permissions do not bind root, who asks as somebody else.
func TestReadOnlyFolder(t *testing.T) {
	folder := t.TempDir()
	made(t, filepath.Join(folder, "corpus.db"))
	if err := os.Chmod(filepath.Join(folder, "corpus.db"), 0o444); err != nil { // it is made for its owner alone
		t.Fatal(err)
	}
	copyOpen(t, filepath.Join(folder, "waiting.db"))
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, program, filepath.Join(folder, "test"), 0o555)
	for _, dir := range []string{filepath.Dir(folder), folder} {
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(dir, 0o755)
	}
	cmd := exec.Command(filepath.Join(folder, "test"), "-test.v", "-test.run=^TestAsReader$")
	cmd.Env = append(os.Environ(), readerEnv+"="+folder)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestAsReader") {
		t.Errorf("%v\n%s", err, out)
	}
}

// copyOpen leaves a copy of a corpus taken while it was open: its document is in
// the log only.
func copyOpen(t *testing.T, to string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "corpus.db")
	s := open(t, path, store.Create)
	defer s.Close()
	doc, pages := newProse(1, 10).document(1, 3)
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	copyFile(t, path, to, 0o444)
	copyFile(t, path+"-wal", to+"-wal", 0o444)
}

func copyFile(t *testing.T, from, to string, mode fs.FileMode) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, mode); err != nil {
		t.Fatal(err)
	}
}

// TestAsReader is the half of TestReadOnlyFolder that runs without permissions.
func TestAsReader(t *testing.T) {
	folder := os.Getenv(readerEnv)
	if folder == "" {
		t.Skip("run by TestReadOnlyFolder")
	}
	path := filepath.Join(folder, "corpus.db")
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	checkReadOnly(t, s)
	sound(t, s)
	for _, mode := range []store.Mode{store.ReadWrite, store.Create} {
		if told := refused(t, path, mode); !errors.Is(told, fs.ErrPermission) || !errors.Is(told, ErrReadonly) {
			t.Errorf("mode %d: %v, want fs.ErrPermission", mode, told)
		}
	}
	for _, mode := range []store.Mode{store.ReadOnly, store.ReadWrite, store.Create} {
		if told := refused(t, filepath.Join(folder, "waiting.db"), mode); !errors.Is(told, ErrWaiting) {
			t.Errorf("mode %d: %v, want %v", mode, told, ErrWaiting)
		}
	}
}

func refused(t *testing.T, path string, mode store.Mode) *dossier.Error {
	t.Helper()
	s, err := Open(t.Context(), path, mode)
	if err == nil {
		s.Close()
	}
	var told *dossier.Error
	if !errors.As(err, &told) {
		t.Fatalf("mode %d: %#v, want an error for a person", mode, err)
	}
	return told
}

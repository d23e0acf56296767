package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func content(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// holds fails the test unless a folder holds these files and this is in the one.
func holds(t *testing.T, path, text string, names ...string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || string(data) != text {
		t.Errorf("%q, %v; want %q", data, err, text)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	if err != nil || !slices.Equal(found, names) {
		t.Errorf("the folder holds %q, %v; want %q", found, err, names)
	}
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, text := range []string{"first", "second"} {
		if err := Replace(path, Options{Aside: "aside-*", Durable: true}, content(text)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text, "file")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	below := filepath.Join(dir, "below", "file")
	if err := os.Mkdir(filepath.Dir(below), 0o700); err != nil {
		t.Fatal(err)
	}
	var aside []string
	err := Replace(below, Options{Aside: "aside-*", Dir: dir, Mode: 0o400, Durable: true}, func(w io.Writer) error {
		aside, _ = filepath.Glob(filepath.Join(dir, "aside-*"))
		return content("third")(w)
	})
	if err != nil || len(aside) != 1 {
		t.Errorf("written aside at %q, %v; want one file in the folder above", aside, err)
	}
	holds(t, below, "third", "file")
	holds(t, path, "second", "below", "file")
	if info, err := os.Stat(below); err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("mode %v, %v; want 0400", info.Mode(), err)
	}
}

func TestWhatFailsLeavesNoTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := Replace(path, Options{Aside: "aside-*"}, content("there")); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	for name, put := range map[string]func(string, Options, func(io.Writer) error) error{"replace": Replace, "create": Create} {
		err := put(path, Options{Aside: "aside-*"}, func(w io.Writer) error {
			return errors.Join(content("half")(w), refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("%s: %v, want why it was not written", name, err)
		}
		holds(t, path, "there", "file")
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := Create(path, Options{Aside: "aside-*", Durable: true}, content("first")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "first", "file")
	if err := Create(path, Options{Aside: "aside-*"}, content("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v, want ErrExist", err)
	}
	holds(t, path, "first", "file")
}

func TestMakeFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b", "c")
	for range 2 {
		if err := MakeFolder(path); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{path, filepath.Dir(path)} {
		if info, err := os.Stat(made); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v; want 0700", made, info, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakeFolder(filepath.Join(dir, "file", "below")); err == nil {
		t.Error("a folder below a file")
	}
	nowhere := filepath.Join(dir, "nowhere")
	if err := os.Symlink(filepath.Join(dir, "missing"), nowhere); err == nil && MakeFolder(nowhere) == nil {
		t.Error("a link that leads nowhere passes for a folder")
	}
}

func TestShare(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	alone := 0
	share := func() io.Closer {
		lock, err := Share(path, func() error {
			alone++
			return nil
		})
		if errors.Is(err, ErrNoLocks) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		return lock
	}
	first := share()
	second := share() // of another open file, as in another process
	if alone != 1 {
		t.Errorf("%d alone, want the first", alone)
	}
	first.Close()
	third := share()
	if alone != 1 {
		t.Error("alone beside the second")
	}
	second.Close()
	third.Close()
	share().Close()
	if alone != 2 {
		t.Error("not alone after all have left")
	}
	refused := errors.New("refused")
	if _, err := Share(path, func() error { return refused }); !errors.Is(err, refused) {
		t.Errorf("%v, want %v", err, refused)
	}
	share().Close()
}

package manifest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestHash(t *testing.T) {
	dir := t.TempDir()
	files := tree{"large": strings.Repeat("large", bufferSize), "empty": ""}
	for i := range 20 {
		files[fmt.Sprint(i)] = fmt.Sprint("content ", i)
	}
	files.write(t, dir)
	var paths []string
	var want []File
	for name, content := range files { // in any order
		paths = append(paths, filepath.Join(dir, name))
		want = append(want, fileOf(filepath.Join(dir, name), content, SHA512, SHA256, SHA1, MD5))
	}
	paths = append(paths, filepath.Join(dir, "none"), dir)
	want = append(want, File{Path: paths[len(paths)-2], Err: os.ErrNotExist}, File{Path: dir, Err: errFolder})
	for _, workers := range []int{-1, 1, 3, 100} {
		var got []File
		err := Hash(t.Context(), paths, []Algorithm{MD5, SHA1, SHA256, SHA512}, workers, func(f File) error {
			got = append(got, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateErrors()); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
	}
}

func TestHashStops(t *testing.T) {
	dir := t.TempDir()
	tree{"a": "x", "b": "x", "c": "x"}.write(t, dir)
	paths, err := Walk(dir)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	for _, workers := range []int{1, 3} {
		calls := 0
		err := Hash(t.Context(), paths, bagAlgorithms, workers, func(f File) error {
			calls++
			return enough
		})
		if !errors.Is(err, enough) || calls != 1 {
			t.Errorf("done was called %d times: %v", calls, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Hash(ctx, paths, bagAlgorithms, 2, func(f File) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A meddler is a context that does something when it is first asked for an error: just
// before a file is read.
type meddler struct {
	context.Context
	meddle func() error
}

func (m *meddler) Err() error {
	meddle := m.meddle
	m.meddle = func() error { return nil }
	return meddle()
}

func TestHashNoticesChange(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	then := time.Unix(1000, 0)
	for name, meddle := range map[string]func() error{
		"longer, with the old time": func() error {
			return errors.Join(os.WriteFile(path, []byte("before and after"), 0o600), os.Chtimes(path, then, then))
		},
		"shorter, with the old time": func() error {
			return errors.Join(os.Truncate(path, 2), os.Chtimes(path, then, then))
		},
		"as long as before": func() error {
			return errors.Join(os.WriteFile(path, []byte("behind"), 0o600), os.Chtimes(path, then, then.Add(time.Hour)))
		},
	} {
		tree{"a": "before", "b": "before"}.write(t, dir)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		d := newDigester(bagAlgorithms)
		if f := d.file(&meddler{t.Context(), meddle}, path, make([]byte, 4)); !errors.Is(f.Err, errChanged) || f.Sums != (Sums{}) {
			t.Errorf("%s: %+v", name, f)
		}
		want := fileOf(filepath.Join(dir, "b"), "before", bagAlgorithms...)
		if diff := cmp.Diff(want, d.file(t.Context(), want.Path, make([]byte, 4))); diff != "" {
			t.Errorf("the file read next: %s", diff)
		}
	}
}

// link makes a symbolic link, or skips the test where that is not allowed.
func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skipf("NOT TESTED with links: %v", err)
	}
}

func TestWalk(t *testing.T) {
	dir := t.TempDir()
	tree{"root/b": "", "root/.hidden/x": "", "root/a/x": "", "root/a.txt": "", "outside/secret": ""}.write(t, dir)
	root := filepath.Join(dir, "root")
	link(t, filepath.Join(dir, "outside"), filepath.Join(root, "away"))
	link(t, filepath.Join(dir, "outside", "secret"), filepath.Join(root, "file"))
	link(t, "nowhere", filepath.Join(root, "dangling"))
	link(t, root, filepath.Join(dir, "named"))

	below := func(root string) []string {
		var paths []string
		for _, name := range []string{".hidden/x", "a.txt", "a/x", "away", "b", "dangling", "file"} {
			paths = append(paths, filepath.Join(root, name))
		}
		return paths
	}
	for _, root := range []string{root, filepath.Join(dir, "named")} {
		got, err := Walk(root)
		if diff := cmp.Diff(below(root), got); diff != "" || err != nil {
			t.Errorf("Walk(%s): %v %s", root, err, diff)
		}
	}
	for _, file := range []string{filepath.Join(root, "b"), filepath.Join(root, "dangling")} {
		if got, err := Walk(file); err != nil || !cmp.Equal(got, []string{file}) {
			t.Errorf("Walk(%s) = %v, %v", file, got, err)
		}
	}
	if _, err := Walk(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}

	var unread []string
	err := Hash(t.Context(), below(root), bagAlgorithms, 2, func(f File) error {
		if errors.Is(f.Err, errLink) {
			unread = append(unread, filepath.Base(f.Path))
		}
		return nil
	})
	if diff := cmp.Diff([]string{"away", "dangling", "file"}, unread); diff != "" || err != nil {
		t.Errorf("links: %v %s", err, diff)
	}
}

func TestUnreadableFolderIsTold(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("NOT TESTED: this user may read every folder")
	}
	dir := t.TempDir()
	tree{"shut/x": "", "a": ""}.write(t, dir)
	shut := filepath.Join(dir, "shut")
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(shut, 0o700)
	paths, err := Walk(dir)
	if diff := cmp.Diff([]string{filepath.Join(dir, "a"), shut}, paths); diff != "" || err != nil {
		t.Fatalf("%v %s", err, diff)
	}
	err = Hash(t.Context(), paths[1:], bagAlgorithms, 1, func(f File) error { return f.Err })
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("reading it: %v", err)
	}
}

// BenchmarkHash reads files from memory's cache by SHA-256 and by both digests of bags.
func BenchmarkHash(b *testing.B) {
	const files, size = 4, 8 << 20
	dir := b.TempDir()
	var paths []string
	for i := range files {
		path := filepath.Join(dir, string(rune('a'+i)))
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	for _, tt := range []struct {
		name       string
		algorithms []Algorithm
	}{
		{"sha256", []Algorithm{SHA256}},
		{"sha256+sha512", bagAlgorithms},
	} {
		b.Run(tt.name, func(b *testing.B) {
			b.SetBytes(files * size)
			for b.Loop() {
				err := Hash(b.Context(), paths, tt.algorithms, 1, func(f File) error { return f.Err })
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

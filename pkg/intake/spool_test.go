package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
)

// temporary makes a folder for temporary files that is looked into later.
func temporary(t *testing.T) (files func() int) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return func() int {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
}

func TestLargeMembers(t *testing.T) {
	files := temporary(t)
	large := noise(spoolInMemory + 1)
	archive := zipOf(t, file{"small", quote}, file{"limit", large[:spoolInMemory]}, file{"large", large})
	want := []struct {
		content string
		onDisk  bool
	}{{quote, false}, {large[:spoolInMemory], false}, {large, true}}
	n := 0
	for in := range Each(t.Context(), []string{"-"}, strings.NewReader(archive), Limits{}) {
		if got := in.spool.file != nil; got != want[n].onDisk {
			t.Errorf("%s on disk: %t", in.Name, got)
		}
		first, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		second, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		in.Release()
		in.Release()
		if _, err := in.Open(); err == nil {
			t.Errorf("%s can be opened after it was released", in.Name)
		}
		for _, content := range []Content{first, second} { // what was open goes on
			end := make([]byte, 4)
			if _, err := content.ReadAt(end, in.Size-4); err != nil || string(end) != want[n].content[in.Size-4:] {
				t.Errorf("%s ends in %q, %v", in.Name, end, err)
			}
			all, err := io.ReadAll(content)
			if err != nil || string(all) != want[n].content {
				t.Errorf("%s: %d bytes, %v", in.Name, len(all), err)
			}
			content.Close()
			content.Close()
		}
		if in.spool.users != 0 || in.spool.data != nil {
			t.Errorf("%s is still held", in.Name)
		}
		if in.spool.file != nil {
			if _, err := in.spool.file.Stat(); err == nil {
				t.Errorf("the file of %s is still open", in.Name)
			}
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d inputs", n)
	}
	if got := files(); got != 0 {
		t.Errorf("%d temporary files are left", got)
	}
}

// stored puts content into an archive without compressing it.
func stored(t *testing.T, name, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	member, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(member, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestNothingIsLeftBehind(t *testing.T) {
	large := noise(spoolInMemory + 1)
	inner := stored(t, "large", large)
	damaged := inner[:len(inner)/2] + "x" + inner[len(inner)/2+1:] // the checksum does not match
	tests := map[string]func(t *testing.T){
		"read to the end": func(t *testing.T) {
			for in := range Each(t.Context(), []string{"-"}, strings.NewReader(stored(t, "inner.zip", inner)), Limits{}) {
				if in.Path != "-!inner.zip!large" {
					t.Errorf("path %q", in.Path)
				}
				in.Release()
			}
		},
		"stopped by the consumer": func(t *testing.T) {
			for in := range Each(t.Context(), []string{"-"}, strings.NewReader(stored(t, "inner.zip", inner)), Limits{}) {
				in.Release()
				break
			}
		},
		"cancelled": func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			archive := zipOf(t, file{"first", quote}, file{"second", large}, file{"third", large})
			n := 0
			for in := range Each(ctx, []string{"-"}, strings.NewReader(archive), Limits{}) {
				in.Release()
				cancel()
				n++
			}
			if n != 1 {
				t.Errorf("%d inputs, want 1", n)
			}
		},
		"a damaged member": func(t *testing.T) {
			for in := range Each(t.Context(), []string{"-"}, strings.NewReader(damaged), Limits{}) {
				if in.Err == nil || in.spool != nil {
					t.Errorf("error %v", in.Err)
				}
				in.Release()
			}
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			files := temporary(t)
			test(t)
			if got := files(); got != 0 {
				t.Errorf("%d temporary files are left", got)
			}
		})
	}
}

func TestNoRoomForTemporaryFiles(t *testing.T) {
	t.Setenv("TMPDIR", "/does/not/exist")
	archive := packed(t, tarOf(t, file{"a", quote}, file{"b", strings.Repeat("x", spoolInMemory+1)}, file{"c", quote}), toGzip) // small itself
	want := []string{"-!a", "-!b: no such file or directory", "-!c"}
	n := 0
	for in := range Each(t.Context(), []string{"-"}, strings.NewReader(archive), Limits{}) {
		path, reason, bad := strings.Cut(want[n], ": ")
		if in.Path != path {
			t.Errorf("path %q, want %q", in.Path, path)
		}
		if bad {
			checkErr(t, in.Err, reason, false)
		} else if in.Err != nil {
			t.Error(in.Err)
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d inputs", n)
	}
}

// Large copies, of files and of members, lie in the folder named for them, and in no other.
func TestCopiesLieAside(t *testing.T) {
	aside := t.TempDir()
	large := strings.Repeat(quote, spoolInMemory/len(quote)+1)
	paths := []string{write(t, t.TempDir(), "large.txt", large), write(t, t.TempDir(), "x.zip", stored(t, "large", large))}
	t.Setenv("TMPDIR", aside+"/none")
	for in := range EachBy(t.Context(), here{}, aside, append(paths, "-"), strings.NewReader(large), Limits{}) {
		content, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		copied := in.spool
		if copied == nil {
			copied = in.held.copied
		}
		if copied.file == nil || copied.file.Folder != aside {
			t.Errorf("%s lies in %+v", in.Path, copied.file)
		}
		content.Close()
		in.Release()
	}
	if left, err := os.ReadDir(aside); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

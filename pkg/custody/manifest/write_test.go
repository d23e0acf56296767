package manifest

import (
	"bytes"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var awkward = tree{
	"d/a.pdf": "1", "d/ leading": "22", "d/*star": "333", "d/com,ma \"q\"": "4", "d/ü": "5", "d/Ü": "6",
	`d/back\slash`: "7", "d/#hash": "8", "d/(1) = x": "9", "d/sub/a.pdf": "10", "d/100%25": "",
}

// broken are names that only checksum lines can hold.
var broken = tree{"d/line\nfeed": "11", "d/return\r": "12", "d/both\r\nn\\n": "13"}

func TestWriteSHA256Sum(t *testing.T) {
	files := tree{"b": "x", "a\\\n": "y"}
	want := `\` + sha256Of("y") + `  a\\\n` + "\n" + sha256Of("x") + "  b\n"
	entries := files.entries()
	for range 2 {
		var got bytes.Buffer
		if err := WriteSHA256Sum(&got, append(entries, entries[0])); err != nil || got.String() != want {
			t.Errorf("got %q (%v), want %q", got.String(), err, want)
		}
		slices.Reverse(entries)
	}
}

func TestWrittenCanBeRead(t *testing.T) {
	all := maps.Clone(awkward)
	maps.Copy(all, broken)
	for _, tt := range []struct {
		format string
		write  func(io.Writer, []Entry) error
		files  tree
		size   bool
	}{
		{"sha256sum", WriteSHA256Sum, all, false},
		{"hashdeep", WriteHashdeep, awkward, true},
	} {
		var text bytes.Buffer
		if err := tt.write(&text, tt.files.entries()); err != nil {
			t.Fatal(err)
		}
		m, err := readText(t, text.String())
		if err != nil {
			t.Fatal(err)
		}
		want := tt.files.entries()
		sortEntries(want)
		if !tt.size {
			for i := range want {
				want[i].Size = -1
			}
		}
		if diff := cmp.Diff(want, m.Entries); diff != "" || m.Format != tt.format {
			t.Errorf("%s: format %s, %s", tt.format, m.Format, diff)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	x := sumsOf("x", SHA256)
	for _, tt := range []struct {
		name  string
		write func(io.Writer, []Entry) error
		entry Entry
		want  string
	}{
		{"no SHA-256", WriteSHA256Sum, Entry{"a", 1, sumsOf("x", MD5)}, "has no SHA-256"},
		{"no SHA-256 for hashdeep", WriteHashdeep, Entry{"a", 1, Sums{}}, "has no SHA-256"},
		{"SHA-256 cut short", WriteSHA256Sum, Entry{"a", 1, Sums{SHA256: "ab"}}, "has no SHA-256"},
		{"no size", WriteHashdeep, Entry{"a", -1, x}, "has no size"},
		{"line feed", WriteHashdeep, Entry{"a\nb", 1, x}, "cannot hold names with line breaks"},
		{"carriage return", WriteHashdeep, Entry{"a\r", 1, x}, "cannot hold names with line breaks"},
	} {
		if err := tt.write(io.Discard, []Entry{tt.entry}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// program returns a program's path, or skips the test, said loudly.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("NOT TESTED against %s: it is not installed", name)
	}
	return path
}

// run runs a program in dir and returns what it prints, and whether it was content.
func run(t *testing.T, dir, path string, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// inTree makes files in a new working directory and returns it.
func inTree(t *testing.T, files tree) string {
	t.Helper()
	dir := t.TempDir()
	files.write(t, dir)
	t.Chdir(dir)
	return dir
}

func TestSha256sumAgrees(t *testing.T) {
	sha256sum := program(t, "sha256sum")
	files := maps.Clone(awkward)
	maps.Copy(files, broken)
	dir := inTree(t, files)

	var ours bytes.Buffer
	if err := WriteSHA256Sum(&ours, files.entries()); err != nil {
		t.Fatal(err)
	}
	tree{"OURS": ours.String()}.write(t, dir)
	if out, ok := run(t, dir, sha256sum, "--strict", "-c", "OURS"); !ok {
		t.Errorf("sha256sum does not accept our manifest:\n%s", out)
	}
	for _, flags := range [][]string{{"--text"}, {"--binary"}, {"--tag"}} {
		theirs, ok := run(t, dir, sha256sum, append(flags, slices.Sorted(maps.Keys(files))...)...)
		if !ok {
			t.Fatal(theirs)
		}
		if slices.Contains(flags, "--text") && theirs != ours.String() {
			t.Errorf("sha256sum writes\n%s\nwe write\n%s", theirs, ours.String())
		}
		tree{"THEIRS": theirs}.write(t, dir)
		assertAllOK(t, "THEIRS", len(files), "d")
	}
}

func TestHashdeepAgrees(t *testing.T) {
	hashdeep := program(t, "hashdeep")
	dir := inTree(t, awkward)
	var ours bytes.Buffer
	if err := WriteHashdeep(&ours, awkward.entries()); err != nil {
		t.Fatal(err)
	}
	tree{"OURS": ours.String()}.write(t, dir)
	if out, ok := run(t, dir, hashdeep, "-a", "-vv", "-k", "OURS", "-r", "-l", "d"); !ok {
		t.Errorf("hashdeep does not accept our manifest:\n%s", out)
	}
	theirs, ok := run(t, dir, hashdeep, "-r", "-l", "d")
	if !ok {
		t.Fatal(theirs)
	}
	tree{"THEIRS": theirs}.write(t, dir)
	assertAllOK(t, "THEIRS", len(awkward), "d")
	if err := os.WriteFile(filepath.Join("d", "a.pdf"), []byte("0"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, ok := run(t, dir, hashdeep, "-a", "-k", "OURS", "-r", "-l", "d"); ok {
		t.Errorf("hashdeep accepts a changed file by our manifest:\n%s", out)
	}
}

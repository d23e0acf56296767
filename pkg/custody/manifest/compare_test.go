package manifest

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// fileOf is a file with content as Hash reads it.
func fileOf(path, content string, algorithms ...Algorithm) File {
	if len(algorithms) == 0 {
		algorithms = []Algorithm{SHA256}
	}
	return File{Path: path, Size: int64(len(content)), Sums: sumsOf(content, algorithms...)}
}

func entryOf(path, content string) Entry { return Entry{path, -1, sumsOf(content, SHA256)} }

func TestCompare(t *testing.T) {
	x, y, z := sha256Of("x"), sha256Of("y"), sha256Of("zz")
	type check = dossier.Check
	file := func(state dossier.State, path, expected, actual, detail string) check {
		return check{Of: dossier.OfFile, State: state, Path: path, Expected: expected, Actual: actual, Detail: detail}
	}
	for _, tt := range []struct {
		name    string
		entries []Entry
		files   []File
		want    []check
	}{
		{"nothing", nil, nil, nil},
		{"ok", []Entry{entryOf("./a", "x")}, []File{fileOf("a", "x")},
			[]check{file(dossier.OK, "./a", "", x, "")}},
		{"changed", []Entry{entryOf("a", "x")}, []File{fileOf("a", "y")},
			[]check{file(dossier.Changed, "a", x, y, "")}},
		{"changed in size", []Entry{{"a", 1, sumsOf("x", SHA256)}}, []File{fileOf("a", "zz")},
			[]check{file(dossier.Changed, "a", x, z, "size 2, not 1")}},
		{"size alone is wrong", []Entry{{"a", 7, sumsOf("x", SHA256)}}, []File{fileOf("a", "x")},
			[]check{file(dossier.Changed, "a", x, x, "size 1, not 7; the digests agree")}},
		{"strongest digest told", []Entry{{"a", -1, sumsOf("x", SHA512, MD5)}}, []File{fileOf("a", "y", SHA512, SHA256, MD5)},
			[]check{file(dossier.Changed, "a", sumsOf("x", SHA512)[SHA512], sumsOf("y", SHA512)[SHA512], "")}},
		{"one of two digests differs", []Entry{{"a", -1, Sums{SHA256: x, MD5: sumsOf("y", MD5)[MD5]}}}, []File{fileOf("a", "x", SHA256, MD5)},
			[]check{file(dossier.Changed, "a", sumsOf("y", MD5)[MD5], sumsOf("x", MD5)[MD5], "differs by md5 but not by sha256: the manifest is wrong or forged")}},
		{"an empty digest says nothing", []Entry{{"a", -1, Sums{SHA512: "", SHA256: x}}}, []File{fileOf("a", "x", SHA512, SHA256)},
			[]check{file(dossier.OK, "a", "", x, "")}},
		{"no digest in common", []Entry{{"a", -1, sumsOf("x", MD5)}}, []File{fileOf("a", "x")},
			[]check{file(dossier.NotRead, "a", "", "", "none of the manifest's digests was computed for it")}},
		{"missing", []Entry{entryOf("a", "x"), entryOf("b", "y"), entryOf("c/d", "zz")},
			[]File{{Path: "b", Err: &fs.PathError{Op: "lstat", Path: "b", Err: fs.ErrNotExist}}, {Path: "c/d", Err: syscall.ENOTDIR}},
			[]check{file(dossier.Missing, "a", x, "", ""), file(dossier.Missing, "b", y, "", ""), file(dossier.Missing, "c/d", z, "", "")}},
		{"new", []Entry{entryOf("a", "x")}, []File{fileOf("a", "x"), fileOf("b", "y")},
			[]check{file(dossier.OK, "a", "", x, ""), file(dossier.New, "b", "", y, "")}},
		{"unreadable", []Entry{entryOf("a", "x")}, []File{{Path: "a", Err: errLink}, {Path: "b", Err: &fs.PathError{Op: "open", Path: "b", Err: errors.New("no")}}},
			[]check{file(dossier.NotRead, "a", "", "", "is a link, which is not followed"), file(dossier.NotRead, "b", "", "", "no")}},
		{"moved", []Entry{entryOf("a", "x")}, []File{fileOf("b", "x")},
			[]check{file(dossier.Moved, "b", "a", x, "")}},
		{"moved by another size", []Entry{{"a", 7, sumsOf("x", SHA256)}}, []File{fileOf("b", "x")},
			[]check{file(dossier.Missing, "a", x, "", ""), file(dossier.New, "b", "", x, "")}},
		{"moved with weak digests agreeing only", []Entry{{"a", -1, Sums{SHA256: x, MD5: sumsOf("y", MD5)[MD5]}}}, []File{fileOf("b", "y", SHA256, MD5)},
			[]check{file(dossier.Missing, "a", x, "", ""), file(dossier.New, "b", "", y, "")}},
		{"moved, the name normalised", []Entry{entryOf("\u00e4", "x")}, []File{fileOf("a\u0308", "x")},
			[]check{file(dossier.Moved, "a\u0308", "\u00e4", x, "the names differ in Unicode normalisation only")}},
		{"moved, names kept", []Entry{entryOf("old/a", "x"), entryOf("old/b", "x")}, []File{fileOf("new/b", "x"), fileOf("new/c", "x")},
			[]check{file(dossier.Moved, "new/b", "old/b", x, ""), file(dossier.Moved, "new/c", "old/a", x, "")}},
		{"moved and copied", []Entry{entryOf("a", "x")}, []File{fileOf("b", "x"), fileOf("c", "x")},
			[]check{file(dossier.Moved, "b", "a", x, ""), file(dossier.Duplicate, "c", "a", x, "")}},
		{"duplicate", []Entry{entryOf("a", "x")}, []File{fileOf("b", "x"), fileOf("a", "x")},
			[]check{file(dossier.OK, "a", "", x, ""), file(dossier.Duplicate, "b", "a", x, "")}},
		{"two of which one is gone", []Entry{entryOf("a", "x"), entryOf("b", "x")}, []File{fileOf("a", "x"), fileOf("c", "x")},
			[]check{file(dossier.OK, "a", "", x, ""), file(dossier.Moved, "c", "b", x, "")}},
		{"empty files are not moved", []Entry{entryOf("a", ""), entryOf("b", "")}, []File{fileOf("a", ""), fileOf("c", "")},
			[]check{file(dossier.OK, "a", "", sha256Of(""), ""), file(dossier.Missing, "b", sha256Of(""), "", ""), file(dossier.New, "c", "", sha256Of(""), "")}},
		{"replaced, the former content kept", []Entry{entryOf("a", "x")}, []File{fileOf("a", "y"), fileOf("old", "x")},
			[]check{file(dossier.Changed, "a", x, y, ""), file(dossier.New, "old", "", x, "has the content that a should have")}},
		{"swapped", []Entry{{"a", 1, sumsOf("x", SHA256)}, entryOf("b", "zz")}, []File{fileOf("a", "zz"), fileOf("b", "x")},
			[]check{file(dossier.Changed, "a", x, z, "size 2, not 1; has the content of b"), file(dossier.Changed, "b", z, x, "has the content of a")}},
		{"moved over another", []Entry{entryOf("a", "x"), entryOf("b", "y")}, []File{fileOf("b", "x")},
			[]check{file(dossier.Missing, "a", x, "", ""), file(dossier.Changed, "b", y, x, "has the content of a")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 {
				if diff := cmp.Diff(tt.want, Compare(tt.entries, tt.files)); diff != "" {
					t.Error(diff)
				}
				slices.Reverse(tt.entries)
				slices.Reverse(tt.files)
			}
		})
	}
}

// Many files of one content must not be compared each with each.
func TestCompareManyAlike(t *testing.T) {
	const many = 20000
	var entries []Entry
	var files []File
	for i := range many {
		entries = append(entries, entryOf(fmt.Sprintf("old/%05d", i), "x"))
		files = append(files, fileOf(fmt.Sprintf("new/%05d", i), "x"))
	}
	checks := Compare(entries, files[1:])
	if len(checks) != many || checks[0].Path != "new/00001" || checks[0].Expected != "old/00001" || checks[many-1].State != dossier.Missing || checks[many-1].Path != "old/00000" {
		t.Errorf("%d checks, from %+v to %+v", len(checks), checks[0], checks[len(checks)-1])
	}
}

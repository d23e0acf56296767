package manifest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// told is what an audit finds, a line each: "moved new/a (old/a)".
func told(checks []dossier.Check) []string {
	var lines []string
	for _, c := range checks {
		line := string(c.State) + " " + c.Path
		switch c.State {
		case dossier.Moved, dossier.Duplicate:
			line += " (" + c.Expected + ")"
		case dossier.Damaged, dossier.NotRead:
			line += ": " + c.Detail
		}
		lines = append(lines, line)
	}
	return lines
}

func audit(t *testing.T, name string, paths ...string) ([]string, []string) {
	t.Helper()
	m, err := Read(name, 0)
	if err != nil {
		t.Fatal(err)
	}
	checks, notes, err := Audit(t.Context(), []Manifest{m}, paths, 2)
	if err != nil {
		t.Fatal(err)
	}
	return told(checks), notes
}

// assertAllOK audits paths and expects as many files as said, all well.
func assertAllOK(t *testing.T, name string, files int, paths ...string) {
	t.Helper()
	m, err := Read(name, 0)
	if err != nil {
		t.Fatal(err)
	}
	checks, _, err := Audit(t.Context(), []Manifest{m}, paths, 2)
	if problems := (dossier.Audit{Checks: checks}).Problems(); err != nil || len(problems) > 0 || len(checks) != files {
		t.Errorf("%d checks, want %d; %v; %v", len(checks), files, told(problems), err)
	}
}

func TestAudit(t *testing.T) {
	listed := tree{"docs/a": "a", "docs/b": "b", "docs/c": "c", "other/d": "d"}
	inDocs := tree{"a": "a", "b": "b"}
	for _, tt := range []struct {
		name     string
		files    tree
		manifest string // where it lies
		list     tree
		paths    []string
		want     []string
		notes    []string
	}{
		{"without paths, unlisted files are no concern", tree{"docs/a": "a", "docs/b": "B", "docs/c": "c", "docs/z": "z"}, "SUMS", listed, nil,
			[]string{"ok docs/a", "changed docs/b", "ok docs/c", "missing other/d"}, nil},
		{"a folder is to be as listed", tree{"docs/a": "a", "docs/moved": "b", "docs/again": "a", "docs/.z": "z"}, "SUMS", listed, []string{"docs"},
			[]string{"new docs/.z", "ok docs/a", "duplicate docs/again (docs/a)", "missing docs/c", "moved docs/moved (docs/b)"},
			[]string{"1 file of the manifest not examined: outside what was named"}},
		{"the manifest is not new", tree{"docs/a": "a", "docs/b": "b", "docs/c": "c", "other/d": "d"}, "docs/SUMS", listed, []string{"."},
			[]string{"ok docs/a", "ok docs/b", "ok docs/c", "ok other/d"}, nil},
		{"copies below do not stand for what is listed", tree{"docs/docs/a": "a", "docs/docs/b": "b", "docs/docs/c": "c", "docs/b": "B"}, "docs/SUMS",
			tree{"docs/a": "a", "docs/b": "b", "docs/c": "c"}, nil,
			[]string{"missing docs/a", "changed docs/b", "missing docs/c"}, nil},
		{"nor where folders are named", tree{"docs/docs/a": "a", "docs/docs/b": "b"}, "SUMS", tree{"docs/a": "a", "docs/b": "b"}, []string{"docs"},
			[]string{"moved docs/docs/a (docs/a)", "moved docs/docs/b (docs/b)"}, nil},
		{"a copy elsewhere", tree{"elsewhere/docs/a": "a", "elsewhere/docs/b": "B"}, "SUMS", tree{"docs/a": "a", "docs/b": "b"}, []string{"elsewhere/docs"},
			[]string{"ok elsewhere/docs/a", "changed elsewhere/docs/b"}, []string{"the manifest's paths are taken to be below elsewhere"}},
		{"one file", tree{"docs/a": "A", "docs/z": "z"}, "SUMS", listed, []string{"docs/a"},
			[]string{"changed docs/a"}, []string{"3 files of the manifest not examined: outside what was named"}},
		{"one file, not there", tree{"docs/b": "b"}, "SUMS", listed, []string{"docs/a"},
			[]string{"missing docs/a"}, []string{"3 files of the manifest not examined: outside what was named"}},
		{"one file, not listed: all are examined", tree{"docs/a": "a", "docs/b": "b", "docs/e": "c", "other/d": "d"}, "SUMS", listed, []string{"docs/e"},
			[]string{"ok docs/a", "ok docs/b", "moved docs/e (docs/c)", "ok other/d"}, nil},
		{"beside the manifest", tree{"docs/a": "a", "docs/b": "B"}, "docs/SUMS", inDocs, nil,
			[]string{"ok docs/a", "changed docs/b"}, []string{"the manifest's paths are taken to be below docs"}},
		{"below a folder named", tree{"docs/a": "a", "docs/z": "z"}, "SUMS", inDocs, []string{"docs/"},
			[]string{"ok docs/a", "missing docs/b", "new docs/z"}, []string{"the manifest's paths are taken to be below docs"}},
		{"a copy elsewhere, the original beside the manifest", tree{"a": "a", "b": "b", "copy/a": "a", "copy/b": "B"}, "SUMS", inDocs, []string{"copy"},
			[]string{"ok copy/a", "changed copy/b"}, []string{"the manifest's paths are taken to be below copy"}},
		{"all is gone", tree{"docs/.keep": ""}, "SUMS", inDocs, []string{"docs"},
			[]string{"new docs/.keep", "missing docs/a", "missing docs/b"}, []string{"the manifest's paths are taken to be below docs"}},
		{"paths spelled another way", tree{"docs/a": "a", "docs/b": "b"}, "SUMS", tree{"./docs//a": "a", "docs/../docs/b": "b"}, []string{"./docs", "docs/../docs"},
			[]string{"ok ./docs//a", "ok docs/../docs/b"}, nil},
		{"a file where a folder was", tree{"docs": "file"}, "SUMS", tree{"docs/a": "a"}, nil,
			[]string{"missing docs/a"}, nil},
		{"upwards, as sha256sum -c", tree{"a": "a", "sub/b": "b"}, "SUMS", tree{"sub/../a": "a"}, nil,
			[]string{"ok sub/../a"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := inTree(t, tt.files)
			tree{tt.manifest: tt.list.sha256sum()}.write(t, dir)
			got, notes := audit(t, tt.manifest, tt.paths...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every manifest is checked, in the order given, and a file that one of them lists is no
// stranger to the others.
func TestAuditBySeveralManifests(t *testing.T) {
	one, two := tree{"docs/a": "a", "docs/b": "b"}, tree{"docs/c": "c", "docs/d": "d"}
	for _, tt := range []struct {
		name  string
		files tree
		paths []string
		want  []string
		notes []string
	}{
		{"without paths", tree{"docs/a": "a", "docs/b": "B", "docs/c": "c", "docs/z": "z"}, nil,
			[]string{"ok docs/c", "missing docs/d", "ok docs/a", "changed docs/b"}, nil},
		{"a folder is to be as listed by all together", tree{"docs/a": "a", "docs/b": "b", "docs/c": "c", "docs/d": "d", "docs/z": "z"}, []string{"docs"},
			[]string{"ok docs/c", "ok docs/d", "new docs/z", "ok docs/a", "ok docs/b"}, nil},
		{"what one of them knows is not new to the other", tree{"docs/a": "a", "docs/b2": "b", "docs/c": "c", "docs/c2": "c", "docs/d": "d"}, []string{"docs"},
			[]string{"ok docs/c", "duplicate docs/c2 (docs/c)", "ok docs/d", "ok docs/a", "moved docs/b2 (docs/b)"}, nil},
		{"what one lists is neither moved nor a duplicate by the other", tree{"docs/a": "a", "docs/c": "b", "docs/d": "a"}, []string{"docs"},
			[]string{"changed docs/c", "changed docs/d", "ok docs/a", "missing docs/b"}, nil},
		{"the more that is said of a new file", tree{"docs/a": "A", "docs/b": "b", "docs/c": "c", "docs/d": "d", "docs/z": "a"}, []string{"docs"},
			[]string{"ok docs/c", "ok docs/d", "changed docs/a", "ok docs/b", "new docs/z"}, nil},
		{"a part of one", tree{"docs/a": "a", "docs/b": "b", "docs/c": "c", "docs/d": "d"}, []string{"docs/a", "docs/c"},
			[]string{"ok docs/c", "ok docs/a"},
			[]string{"TWO: 1 file of the manifest not examined: outside what was named", "ONE: 1 file of the manifest not examined: outside what was named"}},
		{"a place that only one of them lists, and is not there", tree{"docs/a": "a", "docs/c": "c", "docs/d": "d"}, []string{"docs/b", "docs/c"},
			[]string{"ok docs/c", "missing docs/b"},
			[]string{"TWO: 1 file of the manifest not examined: outside what was named", "ONE: 1 file of the manifest not examined: outside what was named"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := inTree(t, tt.files)
			tree{"ONE": one.sha256sum(), "TWO": two.sha256sum()}.write(t, dir)
			var manifests []Manifest
			for _, name := range []string{"TWO", "ONE"} {
				m, err := Read(name, 0)
				if err != nil {
					t.Fatal(err)
				}
				manifests = append(manifests, m)
			}
			checks, notes, err := Audit(t.Context(), manifests, tt.paths, 2)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told(checks)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A bag among other manifests is checked as a whole, and what is in it is its own.
func TestAuditOfABagAndAList(t *testing.T) {
	dir := inTree(t, smallBag)
	tree{"docs/a": "A", "docs/z": "z", "SUMS": tree{"docs/a": "A"}.sha256sum(), "bag/data/extra": "e"}.write(t, dir)
	var manifests []Manifest
	for _, name := range []string{"SUMS", "bag"} {
		m, err := Read(name, 0)
		if err != nil {
			t.Fatal(err)
		}
		manifests = append(manifests, m)
	}
	checks, _, err := Audit(t.Context(), manifests, []string{"."}, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"new docs/z", "new bag/data/extra"}
	if diff := cmp.Diff(want, told(slices.DeleteFunc((dossier.Audit{Checks: checks}).Problems(), func(c dossier.Check) bool { return c.State == dossier.Damaged }))); diff != "" {
		t.Error(diff)
	}
}

func TestAuditOfAbsolutePaths(t *testing.T) {
	dir := inTree(t, tree{"docs/a": "a", "docs/b": "b", "elsewhere/a": "a"})
	abs := func(name string) string { return filepath.Join(dir, name) }
	tree{"SUMS": tree{abs("docs/a"): "a", abs("docs/b"): "B"}.sha256sum()}.write(t, dir)
	for _, tt := range []struct {
		paths []string
		want  []string
	}{
		{nil, []string{"ok " + abs("docs/a"), "changed " + abs("docs/b")}},
		{[]string{"docs"}, []string{"ok " + abs("docs/a"), "changed " + abs("docs/b")}},
		{[]string{"elsewhere"}, []string{"ok " + abs("docs/a"), "changed " + abs("docs/b"), "duplicate elsewhere/a (" + abs("docs/a") + ")"}},
	} {
		if got, _ := audit(t, "SUMS", tt.paths...); !cmp.Equal(tt.want, got) {
			t.Error(cmp.Diff(tt.want, got))
		}
	}
}

func TestAuditDoesNotFollowLinks(t *testing.T) {
	dir := inTree(t, tree{"secret/a": "a", "docs/b": "b"})
	link(t, filepath.Join(dir, "secret", "a"), filepath.Join("docs", "a"))
	link(t, filepath.Join(dir, "secret"), filepath.Join("docs", "more"))
	tree{"SUMS": tree{"docs/a": "a", "docs/b": "b"}.sha256sum()}.write(t, dir)
	got, _ := audit(t, "SUMS", "docs")
	want := []string{"unreadable docs/a: is a link, which is not followed", "ok docs/b", "unreadable docs/more: is a link, which is not followed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAuditErrors(t *testing.T) {
	dir := inTree(t, tree{"a": "a"})
	tree{"SUMS": tree{"a": "a"}.sha256sum()}.write(t, dir)
	m, err := Read("SUMS", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = Audit(t.Context(), []Manifest{m}, []string{"typo"}, 1)
	if told, ok := errors.AsType[*dossier.Error](err); !ok || !errors.Is(err, os.ErrNotExist) || told.Path != "typo" || !errors.Is(err, ErrUnlisted) {
		t.Errorf("a path neither there nor listed: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Audit(ctx, []Manifest{m}, nil, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAuditIsTheSameInParallel(t *testing.T) {
	files, list := tree{}, tree{}
	for i := range 60 {
		name, content := fmt.Sprintf("docs/%02d", i), fmt.Sprint(i%20) // each content three times
		switch i % 4 {
		case 0:
			list[name] = content
		case 1:
			files[name] = content
		default:
			list[name], files[name] = content, content
		}
	}
	dir := inTree(t, files)
	tree{"SUMS": list.sha256sum()}.write(t, dir)
	m, err := Read("SUMS", 0)
	if err != nil {
		t.Fatal(err)
	}
	one, _, err := Audit(t.Context(), []Manifest{m}, []string{"docs"}, 1)
	if err != nil || len((dossier.Audit{Checks: one}).Problems()) < 15 {
		t.Fatalf("%v, %v", told(one), err)
	}
	for _, workers := range []int{2, 7, 64} {
		many, _, err := Audit(t.Context(), []Manifest{m}, []string{"docs"}, workers)
		if diff := cmp.Diff(one, many); diff != "" || err != nil {
			t.Errorf("%d workers: %v %s", workers, err, diff)
		}
	}
}

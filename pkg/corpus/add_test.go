package corpus

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/store"
)

func TestAdd(t *testing.T) {
	path, data := twoPages(t, 0)
	damaged := save(t, "damaged.pdf", []byte("%PDF-1.7\nand nothing else"))
	picture := save(t, "photo.jpg.pdf", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"))
	text := save(t, "quote.txt", []byte("Both parties agreed to keep the timetable as it stands."))
	dir := filepath.Join(t.TempDir(), "corpus")
	c := openCorpus(t, dir, Create, 2)
	leak := dossier.Sighting{
		Where: "https://example.org/leak", When: time.Date(2019, 10, 21, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay,
		Claimed: true, By: "@desk", Via: "Reddit", Note: "six files",
	}

	all := add(t, c, AddOptions{Dossier: "Minutes", Seen: leak}, path, damaged, picture, text)
	if len(all) != 4 {
		t.Fatalf("told of %d inputs, want 4", len(all))
	}
	for i, want := range []struct {
		path       string
		new, fails bool
		pages      int
	}{{path, true, false, 2}, {damaged, false, true, 0}, {picture, false, true, 0}, {text, true, false, 1}} {
		a := all[i]
		if a.Path != want.path || a.New != want.new || (a.Err != nil) != want.fails || a.Document.Pages != want.pages {
			t.Errorf("input %d: %+v, want %+v", i, a, want)
		}
	}
	if told, ok := errors.AsType[*dossier.Error](all[1].Err); !ok || told.Path != damaged || told.Hint == "" {
		t.Errorf("damaged file: %v, want the reason and a hint", all[1].Err)
	}

	digest := dossier.Sum(data)
	kept := filepath.Join(dir, "objects", digest.String()[:2], digest.String())
	if original, err := os.ReadFile(kept); err != nil || !bytes.Equal(original, data) {
		t.Errorf("the original kept differs from what was added (error %v)", err)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("original: %v, %v; want mode 0400", info.Mode(), err)
	}
	if objects := files(t, filepath.Join(dir, "objects")); len(objects) != 2 {
		t.Errorf("objects holds %v, want the two originals", objects)
	}

	again := dossier.Sighting{When: leak.When.AddDate(0, 0, -3), Precision: dossier.ToTheSecond}
	known := add(t, c, AddOptions{Dossier: "Another name", Seen: again}, path)
	if known[0].New || known[0].Err != nil || known[0].Document.Dossier != "Minutes" || known[0].Document.Pages != 2 {
		t.Errorf("added again: %+v, want it known as before", known[0])
	}
	shown, err := c.Show(t.Context(), strings.ToUpper(digest.String()[:8]))
	if err != nil {
		t.Fatal(err)
	}
	// Of a path, where nobody says where the file is from, no folder is told.
	again.Where, again.Recorded, leak.Recorded = filepath.Base(path), clock(), clock()
	wantSightings := []dossier.Sighting{again, leak} // earliest first
	if diff := cmp.Diff(wantSightings, shown.Sightings); diff != "" {
		t.Errorf("sightings: %s", diff)
	}
	if !shown.Original || len(shown.Pages) != 2 || shown.Pages[0].Marks == 0 || shown.Name != filepath.Base(path) || shown.MediaType != intake.PDF {
		t.Errorf("shown %+v", shown)
	}
	if size, err := c.Size(t.Context()); err != nil || size.Documents != 2 || size.Pages != 3 {
		t.Errorf("size %+v, %v", size, err)
	}
	if problems, err := c.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("corpus is unsound: %v", err)
	}
}

func TestAddWithoutOriginals(t *testing.T) {
	path, data := twoPages(t, 1)
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	add(t, c, AddOptions{NoOriginals: true}, path)
	if objects := files(t, filepath.Join(dir, "objects")); len(objects) > 0 {
		t.Errorf("kept %v", objects)
	}
	shown, err := c.Show(t.Context(), dossier.Sum(data).String())
	if err != nil || shown.Original {
		t.Errorf("original kept: %v, %v", shown.Original, err)
	}
}

// Two names of one file are one document seen twice, also when read side by side.
func TestAddTheSameFileTwiceAtOnce(t *testing.T) {
	path, data := twoPages(t, 2)
	copied := save(t, "copy.pdf", data)
	c := openCorpus(t, t.TempDir(), Create, 4)
	all := add(t, c, AddOptions{}, path, copied, path)
	var isNew []bool
	for _, a := range all {
		isNew = append(isNew, a.New)
	}
	if !slices.Equal(isNew, []bool{true, false, false}) {
		t.Errorf("new: %v", isNew)
	}
	shown, err := c.Show(t.Context(), dossier.Sum(data).String())
	if err != nil || len(shown.Sightings) != 3 {
		t.Errorf("%d sightings, %v; want 3", len(shown.Sightings), err)
	}
}

// A corpus whose disk fails while an original is written says so, and holds neither
// a part of the file nor a record of the document.
func TestAddToAFailingDisk(t *testing.T) {
	path, data := twoPages(t, 0)
	digest := dossier.Sum(data).String()
	for _, tt := range []struct {
		name string
		file string // stands where a folder ought to be
	}{{"objects is a file", "objects"}, {"its folder is a file", filepath.Join("objects", digest[:2])}} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			c := openCorpus(t, dir, Create, 1)
			inTheWay := filepath.Join(dir, tt.file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(inTheWay), 0o700), os.WriteFile(inTheWay, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
			err := c.Add(t.Context(), inputs(t, path), AddOptions{}, func(a Added) error {
				t.Errorf("told that it was added: %+v", a)
				return nil
			})
			told, ok := errors.AsType[*dossier.Error](err)
			if !ok || told.Op != OpKeepOriginal || told.Path != path {
				t.Errorf("error %v, want that the original cannot be kept", err)
			}
			if documents, err := c.List(t.Context()); err != nil || len(documents) > 0 {
				t.Errorf("the corpus lists %v, %v", documents, err)
			}
			if left := files(t, filepath.Join(dir, "objects")); !slices.Equal(left, []string{inTheWay}) {
				t.Errorf("left behind: %v", left)
			}
			if problems, err := c.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Error(err)
			}
			if err := os.Remove(inTheWay); err != nil {
				t.Fatal(err)
			}
			if all := add(t, c, AddOptions{}, path); !all[0].New {
				t.Errorf("with the disk in order: %+v", all[0])
			}
		})
	}
}

// An original is kept whole or not at all.
func TestObjectsPut(t *testing.T) {
	path, data := twoPages(t, 0)
	var in intake.Input
	for in = range inputs(t, path) {
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		digest dossier.Digest
	}{
		{"content of another digest", t.Context(), dossier.Sum([]byte("what it was before"))},
		{"interrupted", cancelled, dossier.Sum(data)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := objects{filepath.Join(t.TempDir(), "objects")}
			if _, err := o.put(tt.ctx, in, tt.digest); err == nil {
				t.Error("no error")
			}
			if left := files(t, o.dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if has, err := o.has(tt.digest); has || err != nil {
				t.Errorf("has it: %v, %v", has, err)
			}
		})
	}
	o := objects{filepath.Join(t.TempDir(), "objects")}
	for range 2 { // the second time it is there
		if _, err := o.put(t.Context(), in, dossier.Sum(data)); err != nil {
			t.Fatal(err)
		}
		o.settle(dossier.Sum(data))
	}
	if kept := files(t, o.dir); !slices.Equal(kept, []string{o.path(dossier.Sum(data))}) {
		t.Errorf("kept %v", kept)
	}
}

// A person who stops in the middle has a sound corpus of whole documents and can go on.
func TestAddCancelled(t *testing.T) {
	var paths []string
	for n := range 4 {
		path, _ := twoPages(t, n)
		paths = append(paths, path)
	}
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 2)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := 0
	err := c.Add(ctx, inputs(t, paths...), AddOptions{}, func(a Added) error {
		if a.Err != nil || !a.New {
			t.Errorf("told %+v", a)
		}
		told++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || told == 0 || told == len(paths) {
		t.Errorf("%d told, error %v", told, err)
	}
	if problems, err := c.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("corpus is unsound: %v", err)
	}
	documents, err := c.List(t.Context())
	if err != nil || len(documents) < told || len(documents) == len(paths) {
		t.Fatalf("%d documents, %v, after %d were told", len(documents), err, told)
	}
	for _, d := range documents {
		if shown, err := c.Show(t.Context(), d.SHA256.String()); err != nil || !shown.Original || len(shown.Pages) != 2 {
			t.Errorf("%s is not whole: %+v, %v", d.Name, shown, err)
		}
	}
	added := 0
	for _, a := range add(t, c, AddOptions{}, paths...) {
		if a.New {
			added++
		}
	}
	if added != len(paths)-len(documents) {
		t.Errorf("%d added afterwards, want %d", added, len(paths)-len(documents))
	}
}

func TestAddStopsWhenItCannotBeTold(t *testing.T) {
	path, _ := twoPages(t, 0)
	closed := errors.New("pipe closed")
	c := openCorpus(t, t.TempDir(), Create, 1)
	if err := c.Add(t.Context(), inputs(t, path), AddOptions{}, func(Added) error { return closed }); !errors.Is(err, closed) {
		t.Errorf("error %v, want %v", err, closed)
	}
}

func TestShowFindsByPrefix(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 1)
	a, b := dossier.Digest{0xab, 0xcd, 0xef, 0x01}, dossier.Digest{0xab, 0xcd, 0xef, 0x02}
	for _, d := range []dossier.Digest{a, b} {
		if err := c.store.Insert(t.Context(), dossier.Document{SHA256: d, Name: d.Short()}, store.Listed(), dossier.Sighting{Where: "here"}, custody.Entry{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		id   string
		is   error
		want dossier.Digest
	}{
		{"abcdef01", nil, a},
		{"ABCDEF02", nil, b},
		{"abcdef", dossier.ErrAmbiguous, dossier.Digest{}},
		{"abcde0", dossier.ErrNotFound, dossier.Digest{}},
	} {
		shown, err := c.Show(t.Context(), tt.id)
		if !errors.Is(err, tt.is) || shown.SHA256 != tt.want {
			t.Errorf("%s: %s, %v", tt.id, shown.Name, err)
		}
	}
	_, err := c.Show(t.Context(), "abc")
	if told, ok := errors.AsType[*dossier.Error](err); !ok || told.Op != OpFindDocument || !errors.Is(err, ErrNotID) {
		t.Errorf("too short: %v", err)
	}
}

// A corpus opened for reading only is not written.
func TestAddToAReadOnlyCorpus(t *testing.T) {
	dir := t.TempDir()
	openCorpus(t, dir, Create, 1)
	path, _ := twoPages(t, 0)
	c := openCorpus(t, dir, ReadOnly, 1)
	err := c.Add(t.Context(), inputs(t, path), AddOptions{NoOriginals: true}, func(Added) error { return nil })
	if err == nil {
		t.Error("no error")
	}
	if documents, err := c.List(t.Context()); err != nil || len(documents) > 0 {
		t.Errorf("the corpus lists %v, %v", documents, err)
	}
}

func TestAddingAgainRestoresTheOriginal(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	path, data := twoPages(t, 0)
	add(t, c, AddOptions{NoOriginals: true}, path)
	if kept, err := c.objects.has(dossier.Sum(data)); err != nil || kept {
		t.Fatalf("original kept: %v, error %v; want it left out", kept, err)
	}
	added := add(t, c, AddOptions{}, path)
	if added[0].New || added[0].Err != nil {
		t.Errorf("added anew: %+v", added[0])
	}
	if kept, err := c.objects.has(dossier.Sum(data)); err != nil || !kept {
		t.Errorf("original kept: %v, error %v; want it restored", kept, err)
	}
}

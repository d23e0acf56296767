package recognise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
)

// heavyPages are pages that are too much to be held.
func heavyPages(t *testing.T, folder string) (pages Pages, want []extract.PageContent) {
	t.Helper()
	pages = Pages{folder: folder}
	for n := 1; n <= 20; n++ {
		p := dossier.Page{Number: n, Width: 595, Height: 842, Text: strings.Repeat(fmt.Sprintf("Words of page %d. ", n), 1<<16), Note: fmt.Sprint("note ", n)}
		page := extract.PageContent{Page: p, Print: fingerprint.Print{Length: n, Marks: []fingerprint.Mark{{Hash: uint64(n), Pos: 1}}}}
		if err := pages.add(page); err != nil {
			t.Fatal(err)
		}
		want = append(want, page)
	}
	return pages, want
}

func pagesIn(t *testing.T, pages Pages) (all []extract.PageContent) {
	t.Helper()
	for p, err := range pages.All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// Pages that are too many to be held lie in a file without a name, and are read back as they were.
func TestPagesBeyondMemory(t *testing.T) {
	folder := t.TempDir()
	pages, want := heavyPages(t, folder)
	if pages.weight > mostHeld || pages.file == nil {
		t.Fatalf("%d bytes are held, in a file: %v", pages.weight, pages.file != nil)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("there is %v, %v", left, err)
	}
	if diff := cmp.Diff(want, pagesIn(t, pages)); diff != "" {
		t.Error(diff)
	}
	for i, p := range pages.Facts() {
		if p.Text != "" || p.Print.Marks != nil || p.Number != want[i].Number || p.Note != want[i].Note || p.Print.Length != want[i].Print.Length {
			t.Errorf("facts of page %d: %+v", i+1, p)
		}
	}
	changed := pages.changing()
	other := want[17]
	other.Text = "something else"
	if err := changed.put(other); err != nil {
		t.Fatal(err)
	}
	if p, err := changed.Page(18); err != nil || p.Text != other.Text {
		t.Errorf("the page put is %q, %v", p.Text, err)
	}
	if diff := cmp.Diff(want, pagesIn(t, pages)); diff != "" {
		t.Errorf("the pages changed with their copy: %s", diff)
	}
	pages.release()
	if _, err := pages.Page(20); err == nil {
		t.Error("a page was read after release")
	}
}

// A text of many pages is found as one that is held in memory is.
func TestAskOfPagesBeyondMemory(t *testing.T) {
	var b strings.Builder
	for n := range 4000 {
		fmt.Fprintf(&b, "In line %d of the register entry %d was made by clerk %d, and was read over to him %d times.\n", n, n*7919%1000003, n%89, n%17)
	}
	path := filepath.Join(t.TempDir(), "register.txt")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newShelf(t)
	s.add(t, path)
	got := read(t, path, extract.Want{Turned: true})
	q, err := newQuestion(t.Context(), reader(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := q.matches(t.Context(), got, false)
	if err != nil || len(want) != 1 || len(want[0].Pages) != got.Pages.Len() {
		t.Fatalf("%d matches, %v", len(want), err)
	}
	spilled := got
	spilled.Pages = Pages{weight: mostHeld}
	for _, p := range pagesIn(t, got.Pages) {
		if err := spilled.Pages.add(p); err != nil {
			t.Fatal(err)
		}
	}
	defer spilled.Release()
	found, err := q.matches(t.Context(), spilled, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
	if got.Input.Family() != intake.PlainText || spilled.Pages.file == nil {
		t.Error("the pages are held in memory")
	}
}

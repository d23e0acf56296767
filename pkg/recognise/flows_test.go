package recognise

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
)

// compared is what is said of a copy and its original.
func compared(t *testing.T, original, copied forge.Document) dossier.Match {
	t.Helper()
	m, _, err := Compare(t.Context(), reader(), readMade(t, copied, extract.Want{}), readMade(t, original, extract.Want{}))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// readMade reads a made document.
func readMade(t *testing.T, d forge.Document, want extract.Want) Reading {
	t.Helper()
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return read(t, path, want)
}

// Pages that were set anew over other page breaks are compared word by word, and no others
// are said to be set anew.
func TestSomePagesSetAnew(t *testing.T) {
	original := forge.Treaties(7, 1, 6)[0]
	pages := []int{4, 5, 6}
	edited := original.Pages[4].Words[30]
	altered := original.Cut(1, 6)
	altered.Pages[4].Words[30].Text = "9" + edited.Text
	small := forge.Style{Width: 612, Height: 792, Margin: 60, Size: 9, Leading: 12, Font: forge.Mono}
	m := compared(t, original, altered.RetypesetPages(small, pages...))
	for _, a := range m.Alterations {
		switch a.Kind {
		case dossier.TextEdited:
			if a.Before != edited.Text || a.After != "9"+edited.Text {
				t.Errorf("said to be edited: %q to %q", a.Before, a.After)
			}
		case dossier.Retypeset:
			if !slices.Equal(a.KnownPages, pages) {
				t.Errorf("said to be set anew: %v, want %v", a.KnownPages, pages)
			}
		case dossier.PageRemoved, dossier.PageInserted, dossier.OverlayAdded, dossier.OverlayRemoved, dossier.TextRedacted:
			t.Errorf("said: %+v", a)
		}
	}
	if !m.Has(dossier.TextEdited) || !m.Has(dossier.Retypeset) {
		t.Errorf("not said to be edited and set anew: %+v", m.Alterations)
	}
}

// Pages that are printed two on one are not set anew, and their words are compared.
func TestTwoPagesOnOne(t *testing.T) {
	original := forge.Treaties(7, 1, 6)[0]
	altered := original.Cut(1, 6)
	altered.Pages[3].Words[30].Text = "otherwise"
	m := compared(t, original, altered.Join(3))
	if m.Has(dossier.Retypeset) {
		t.Errorf("said to be set anew: %+v", m.Alterations)
	}
	if !slices.ContainsFunc(m.Alterations, func(a dossier.Alteration) bool {
		return a.Kind == dossier.TextEdited && a.Before == original.Pages[3].Words[30].Text && a.After == "otherwise"
	}) {
		t.Errorf("the edit is not said: %+v", m.Alterations)
	}
}

package recognise

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// writePDF writes a page of text to a PDF, and returns its path.
func writePDF(t *testing.T, path, page string) string {
	t.Helper()
	data, err := forge.Text{page}.In(forge.PDF)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A sign that ends a line leaves nothing moved when it goes, and is missed all the same.
func TestSignsAtTheEndOfALine(t *testing.T) {
	dir := t.TempDir()
	page := forge.Communique(7, 1)[0]
	write := func(name, passage string) string {
		return writePDF(t, filepath.Join(dir, name+".pdf"), page+"\nThe sum of it all was "+passage+" at the end of the year.")
	}
	for _, tt := range []struct {
		name, with string
		class      dossier.Class
	}{
		{"a dash after a word", "paid -\nin full", dossier.ClassPunctuation},
		{"a sign before a figure", "put at −\n45 crowns", dossier.ClassPunctuation},
		{"a hyphen", "non-\nbinding", dossier.ClassPunctuation},
		{"a hyphen after a figure", "5-\n10 crowns", dossier.ClassFigures},
		{"a sign at the beginning of a line", "put at\n-45 crowns", dossier.ClassFigures},
	} {
		t.Run(tt.name, func(t *testing.T) {
			with := write("with", tt.with)
			without := write("without", strings.NewReplacer(" -\n", "\n", " −\n", "\n", "-\n", "\n", "\n-", "\n").Replace(tt.with))
			for _, of := range [][2]string{{with, without}, {without, with}} {
				var said []dossier.Class
				for _, m := range askAbout(t, of[:1], of[1:])[0].Matches {
					for _, a := range m.Alterations {
						if a.Kind == dossier.TextEdited {
							said = append(said, a.Class)
						}
					}
				}
				if len(said) != 1 || said[0] != tt.class {
					t.Errorf("%s of %s: %q, want %q", filepath.Base(of[1]), filepath.Base(of[0]), said, tt.class)
				}
			}
		})
	}
}

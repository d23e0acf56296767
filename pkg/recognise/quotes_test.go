package recognise

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// A quote is a part of its page: what stands before and after it is not missing, and what
// it changes is told, and nothing else.
func TestQuotes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	minutes := forge.Communique(7, 4)
	words := strings.Fields(minutes[1])
	original := write("minutes.txt", strings.Join(minutes, "\f"))
	for _, tt := range []struct {
		name    string
		from    int // word of the page
		change  func(words []string)
		verdict dossier.Verdict
		class   dossier.Class
	}{
		{"verbatim", 150, func([]string) {}, dossier.Partial, ""},
		{"in quotation marks", 150, func(w []string) { w[0], w[len(w)-1] = "“"+w[0], w[len(w)-1]+"”" }, dossier.Partial, ""},
		{"in straight ones, cut short", 150, func(w []string) { w[0], w[len(w)-1] = `"…`+w[0], w[len(w)-1]+`..."` }, dossier.Partial, ""},
		{"with the stop of another sentence", 150, func(w []string) { w[len(w)-1] = strings.TrimRight(w[len(w)-1], ".,;:") + "." }, dossier.Partial, ""},
		{"a word in the middle", 150, func(w []string) { w[15] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"the first word", 150, func(w []string) { w[0] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"the last word", 150, func(w []string) { w[len(w)-1] = "suspended" }, dossier.Altered, dossier.ClassWords},
		{"a capital", 150, func(w []string) { w[10] = strings.ToUpper(w[10]) }, dossier.Altered, dossier.ClassLetters},
		{"a comma put in", 150, func(w []string) { w[10] += "," }, dossier.Altered, dossier.ClassPunctuation},
	} {
		t.Run(tt.name, func(t *testing.T) {
			quote := append([]string(nil), words[tt.from:tt.from+30]...)
			tt.change(quote)
			path := write(strings.ReplaceAll(tt.name, " ", "-")+".txt", strings.Join(quote, " "))
			in := askAbout(t, []string{original}, []string{path})[0]
			if len(in.Matches) != 1 {
				t.Fatalf("%d matches of %q", len(in.Matches), strings.Join(quote, " "))
			}
			m := in.Matches[0]
			var edits []string
			for _, a := range m.Alterations {
				if a.Kind == dossier.TextEdited {
					edits = append(edits, string(a.Class))
				}
			}
			want := []string(nil)
			if tt.class != "" {
				want = []string{string(tt.class)}
			}
			if m.Verdict != tt.verdict || fmt.Sprint(edits) != fmt.Sprint(want) {
				t.Errorf("%s, edits %v of %q; want %s, %v: %+v", m.Verdict, edits, strings.Join(quote, " "), tt.verdict, want, m.Alterations)
			}
		})
	}
}

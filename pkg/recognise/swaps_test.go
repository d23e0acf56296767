package recognise

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// What changed places on a page is said to stand in another order, and nothing else is said.
func TestSwapsOnAPage(t *testing.T) {
	dir := t.TempDir()
	lines := append(strings.Split(forge.Communique(7, 1)[0], "\n"),
		"It was Ms Ferrant who met Mr Oduya at the quay.",
		"Goods\tUnit\t2017\t2018\tShare", "Nails\tkg\t4,711\t6,919\t31", "Ropes\tkg\t2,407\t4,796\t30", "Sails\tm\t6,233\t3,728\t19",
		"(a) one side to write to the harbour master by 23 September;",
		"(b) the other side to draw up a new list of what it asks for, and to report on how it went;",
		"(c) both sides to meet again.",
		"Nothing of this holds before it was signed by all who took part in the talks of last autumn.",
		"The copy that was handed round has no force, though many read it at the time and took it for the last word on all of this matter.")
	write := func(name string, lines []string) string {
		return writePDF(t, filepath.Join(dir, name+".pdf"), strings.Join(lines, "\n"))
	}
	original := write("original", lines)
	for _, tt := range []struct{ name, a, b string }{
		{"names", "Ms Ferrant", "Mr Oduya"},
		{"cells", "4,711", "6,919"},
		{"rows", "Nails\tkg\t4,711\t6,919\t31", "Sails\tm\t6,233\t3,728\t19"},
		{"rows next to one another", "Nails\tkg\t4,711\t6,919\t31", "Ropes\tkg\t2,407\t4,796\t30"},
		{"list items", "one side to write to the harbour master by 23 September;", "the other side to draw up a new list of what it asks for, and to report on how it went;"},
		{"paragraphs", lines[len(lines)-2], lines[len(lines)-1]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			swapped := make([]string, len(lines))
			for i, line := range lines {
				swapped[i] = strings.NewReplacer(tt.a, tt.b, tt.b, tt.a).Replace(line)
			}
			m := askAbout(t, []string{original}, []string{write("copy", swapped)})[0].Matches[0]
			said := statement{match: m}.textual()
			if len(said) != 1 || said[0].Class != dossier.ClassOrder {
				t.Errorf("said: %+v", said)
			}
		})
	}
}

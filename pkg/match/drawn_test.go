package match

import (
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// The pages' looks are asked about only where the texts differ slightly, and decide then.
func TestDrawnPagesDecide(t *testing.T) {
	base := treaties()[0]
	pages := pagesOf(base)
	slight := pagesOf(base)
	slight[4] = pageOf(5, slight[4].Text+" 9")
	replaced := pagesOf(base)
	replaced[4] = pageOf(5, replaced[4].Text[:400]+passage(1, 30)+replaced[4].Text[400:])
	for _, tt := range []struct {
		name  string
		query []Subject
		alike bool // what drawing them says
		asked bool
		want  dossier.Verdict
	}{
		{"a character differs, the pages look the same", slight, true, true, dossier.Same},
		{"a character differs, the pages look different", slight, false, true, dossier.Altered},
		{"a passage differs: looks do not count", replaced, true, false, dossier.Altered},
		{"nothing differs", pages, false, false, dossier.Same},
	} {
		t.Run(tt.name, func(t *testing.T) {
			library := &library{}
			library.add("known.pdf", pages)
			asked := false
			library.known[0].Looks = func(pairs []Pair) (map[Pair]bool, error) {
				asked = true
				if len(pairs) != 1 || pairs[0] != (Pair{5, 5}) {
					t.Errorf("asked about %v", pairs)
				}
				return map[Pair]bool{{5, 5}: tt.alike}, nil
			}
			m := of(library.find(t, tt.query), "known.pdf")
			if m.Verdict != tt.want || asked != tt.asked {
				t.Errorf("%s, looks asked: %v; want %s, %v", m.Verdict, asked, tt.want, tt.asked)
			}
		})
	}
}

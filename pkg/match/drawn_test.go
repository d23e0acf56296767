package match

import (
	"slices"
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

// Pages of text that only their layouts say to be alike are one page if they look the same;
// scans are not asked about, and of several known pages the likeliest is.
func TestPagesWithoutTextInCommonAreDrawn(t *testing.T) {
	picture := scan{stream: "letter", kind: 1}.image()
	query := listed(prepare(pageOf(1, passage(1, 90))), prepare(pageOf(2, passage(2, 90))), prepare(scanned(3, passage(3, 90), picture)), prepare(pageOf(4, passage(4, 90))))
	known := listed(prepare(pageOf(1, passage(5, 90))), prepare(pageOf(2, passage(6, 90))), prepare(pageOf(3, passage(7, 90))), prepare(pageOf(4, passage(4, 90))))
	var asked []Pair
	c := &comparison{input: &input{pages: query}, read: known, edges: map[Pair]edge{}, known: Known{Looks: func(pairs []Pair) (map[Pair]bool, error) {
		asked = pairs
		return map[Pair]bool{{1, 1}: true}, nil
	}}}
	for _, e := range []struct {
		at    Pair
		score float64
		basis dossier.Basis
	}{{Pair{1, 1}, 300, dossier.ByLayout}, {Pair{1, 2}, 200, dossier.ByLayout}, {Pair{2, 2}, 300, dossier.ByLayout}, {Pair{3, 3}, 300, dossier.ByLayout}, {Pair{4, 4}, 300, dossier.ByText}} {
		c.edges[e.at] = edge{Pair: e.at, basis: e.basis, evidence: evidence{score: e.score, queryCover: .8, knownCover: .8}, overlay: overlayResult{relation: dossier.Near}}
	}
	if err := c.confirmLayouts(); err != nil {
		t.Fatal(err)
	}
	if want := []Pair{{1, 1}, {2, 2}}; !slices.Equal(asked, want) {
		t.Errorf("asked about %v, want %v", asked, want)
	}
	for at, e := range c.edges {
		want := dossier.Near
		if at == (Pair{1, 1}) {
			want = dossier.SamePage
		}
		if e.overlay.relation != want || e.looksSame != (want == dossier.SamePage) {
			t.Errorf("%v is %s, looks the same: %v", at, e.overlay.relation, e.looksSame)
		}
	}
}

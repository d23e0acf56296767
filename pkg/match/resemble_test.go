package match

import (
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

func TestWhatResemblesIsACopy(t *testing.T) {
	for _, tt := range []struct {
		name string
		r    Resemblance
		bent bool
		want dossier.Relation
	}{
		{"all alike", Resemblance{Of: 400, Shown: 200, Known: 200}, false, dossier.SamePage},
		{"few unlike", Resemblance{Of: 400, Unlike: 16, Shown: 200, Known: 200}, false, dossier.SamePage},
		{"a form", Resemblance{Of: 400, Unlike: 22, Shown: 200, Known: 200}, false, dossier.Form},
		{"bent paper", Resemblance{Of: 400, Unlike: 19, Shown: 200, Known: 200}, true, dossier.SamePage},
		{"another page, bent", Resemblance{Of: 400, Unlike: 22, Shown: 200, Known: 200}, true, dossier.Form},
		{"a short sheet", Resemblance{Of: 140, Unlike: 2, Shown: 70, Known: 70}, true, dossier.SamePage},
		{"a short form", Resemblance{Of: 140, Unlike: 3, Shown: 70, Known: 70}, true, dossier.Form},
		{"a few words", Resemblance{Of: 19, Shown: 10, Known: 10}, false, dossier.Form},
		{"part of a page", Resemblance{Of: 400, Shown: 160, Known: 300}, false, dossier.Excerpt},
	} {
		o := overlayResult{relation: dossier.Form, undecided: &undecided{bent: tt.bent}}
		if same := o.resembles(tt.r); o.relation != tt.want || same != claims(tt.want) || same != (o.uneven != nil) {
			t.Errorf("%s: %s, a copy: %v", tt.name, o.relation, same)
		}
	}
}

// The drawings of the three likeliest known pages are asked about, and those of no page for
// which another has more to say.
func TestDrawingsDecide(t *testing.T) {
	picture := scan{stream: "photo", kind: 1}.image()
	query := listed(prepare(scanned(1, "", picture)), prepare(scanned(2, "", picture)))
	known := listed(prepare(scanned(1, "", picture)), prepare(scanned(2, "", picture)), prepare(scanned(3, "", picture)), prepare(scanned(4, "", picture)))
	var comparisons []*comparison
	asked := map[int][]Pair{}
	for n := range 2 {
		c := &comparison{input: &input{pages: query}, read: known, edges: map[Pair]edge{}, known: Known{Resembles: func(pairs []Laid) (map[Pair]Resemblance, error) {
			found := map[Pair]Resemblance{}
			for _, p := range pairs {
				asked[n] = append(asked[n], p.Pair)
				found[p.Pair] = Resemblance{Of: 300, Unlike: 200, Shown: 150, Known: 150}
				if p.Pair == (Pair{1, 2}) {
					found[p.Pair] = Resemblance{Of: 300, Unlike: 1, Shown: 150, Known: 150}
				}
			}
			return found, nil
		}}}
		comparisons = append(comparisons, c)
	}
	enter := func(of int, at Pair, score float64, r dossier.Relation) {
		c := comparisons[of]
		l := &layout.Layout{}
		o := overlayResult{score: score, relation: r}
		if !claims(r) {
			o.undecided = &undecided{query: l, known: l, bent: true}
		}
		c.edges[at] = edge{Pair: at, basis: dossier.ByLayout, evidence: evidence{score: layoutBits * score}, overlay: o}
	}
	enter(0, Pair{1, 1}, 20, dossier.Form)
	enter(0, Pair{1, 2}, 30, dossier.Passage)
	enter(0, Pair{1, 3}, 15, dossier.Form)
	enter(1, Pair{1, 4}, 25, dossier.Form)
	enter(1, Pair{2, 1}, 40, dossier.SamePage)
	enter(1, Pair{2, 2}, 30, dossier.Form)
	if err := decideByLooks(comparisons); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(asked[0], []Pair{{1, 2}, {1, 1}}) || !slices.Equal(asked[1], []Pair{{1, 4}}) {
		t.Errorf("asked about %v", asked)
	}
	e, other := comparisons[0].edges[Pair{1, 2}], comparisons[0].edges[Pair{1, 1}]
	if comparisons[0].ownRelation(e) != dossier.SamePage || !e.looksSame || e.overlay.words.InPlace != 299 {
		t.Errorf("the copy is %s, with %v", comparisons[0].ownRelation(e), e.overlay.words)
	}
	if comparisons[0].ownRelation(other) != dossier.Form || other.looksSame {
		t.Errorf("the form is %s", comparisons[0].ownRelation(other))
	}
}

// A page that was not photographed flat has a mesh, one that was has none.
func TestUnevenPagesHaveAMesh(t *testing.T) {
	var flat, wavy layout.Layout
	var r layout.Registration
	for i := range int16(40) {
		x, y := 60*(i%8), 40*(i/8)
		flat.Words = append(flat.Words, layout.Word{X0: x, X1: x + 40, Y0: y, Y1: y + 10})
		wavy.Words = append(wavy.Words, layout.Word{X0: x + 4*(i%3), X1: x + 40 + 4*(i%3), Y0: y, Y1: y + 10})
		r.Pairs = append(r.Pairs, layout.Pair{Query: int32(i), Known: int32(i)})
	}
	flat.CharHeight, wavy.CharHeight = 10, 10
	flat.ToPage, wavy.ToPage = layout.Affine{1, 0, 0, 0, 1, 0}, layout.Affine{1, 0, 0, 0, 1, 0}
	r.Transform = layout.Homography{0: 1, 4: 1, 8: 1}
	same := undecided{registration: r, query: &flat, known: &flat}
	if same.isUneven() {
		t.Error("the same page lies unevenly on itself")
	}
	u := undecided{registration: r, query: &wavy, known: &flat}
	if !u.isUneven() {
		t.Error("a wavy page lies evenly")
	}
	o := overlayResult{uneven: &u}
	mesh := o.mesh()
	if len(mesh) != 80 || mesh[2] != [4]float64{64, 5, 60, 5} || mesh[3] != [4]float64{104, 5, 100, 5} {
		t.Errorf("the mesh has %d points: %v", len(mesh), mesh[:min(4, len(mesh))])
	}
	if o := (overlayResult{}); o.mesh() != nil {
		t.Error("a page that lies flat has a mesh")
	}
}

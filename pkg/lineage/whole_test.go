package lineage

import (
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Of a file that is made up of two others it is not told that it came from one of them, nor one of them
// from it.
func TestMadeUpOfOthers(t *testing.T) {
	a, b, both := made("a"), made("b"), made("both")
	for i := range b.Pages {
		b.Pages[i].Render = dossier.Sum([]byte{byte(i)})
		for j := range b.Traces.Pages[i].Units {
			b.Traces.Pages[i].Units[j] += 5000
		}
	}
	both.Pages = slices.Concat(a.Pages, b.Pages)
	both.Traces.Pages = slices.Concat(a.Traces.Pages, b.Traces.Pages)
	sorted := Sorted([]Copy{a, b, both})
	at := func(name string) int {
		return slices.IndexFunc(sorted, func(c Copy) bool { return c.Name == name+".pdf" })
	}
	all := Comparisons{}
	for part, first := range map[string]int{"a": 1, "b": 4} {
		var there, back dossier.Match
		for n := range 3 {
			there.Pages = append(there.Pages, dossier.PagePair{Query: first + n, Known: 1 + n, Relation: dossier.SamePage})
			back.Pages = append(back.Pages, dossier.PagePair{Query: 1 + n, Known: first + n, Relation: dossier.SamePage})
		}
		there.Verdict, back.Verdict = dossier.Altered, dossier.Partial
		all[[2]int{at(part), at("both")}], all[[2]int{at("both"), at(part)}] = there, back
	}
	l := Infer(sorted, all, Options{})
	if len(l.Edges) > 0 || len(l.Undecided) != 1 || len(l.Undecided[0].Nodes) != 3 || !strings.Contains(l.Undecided[0].Why, "put together") {
		t.Errorf("edges %+v, undecided %+v", l.Edges, l.Undecided)
	}

	only := Comparisons{}
	for _, p := range [][2]int{{at("a"), at("both")}, {at("both"), at("a")}} {
		only[p] = all[p]
	}
	if l := Infer(sorted, only, Options{}); len(l.Undecided) > 0 && strings.Contains(l.Undecided[0].Why, "put together") {
		t.Errorf("of one part: %+v", l.Undecided)
	}
}

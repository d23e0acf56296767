package match

import (
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestSplit(t *testing.T) {
	doc := minutes()[6] // of five pages
	for _, tt := range []struct {
		name  string
		parts [][]int
		want  bool
	}{
		{"two halves", [][]int{{1, 2}, {3, 4, 5}}, true},
		{"most of it", [][]int{{1, 2}, {3, 4}}, true},
		{"excerpts", [][]int{{1}, {3}}, false},
		{"a page twice", [][]int{{1, 2, 3}, {3, 4, 5}}, false},
		{"one part", [][]int{{1, 2, 3, 4}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var inputs []dossier.InputFinding
			for _, pages := range tt.parts {
				inputs = append(inputs, dossier.InputFinding{Matches: []dossier.Match{found(doc, dossier.Partial, 1, pages...)}})
			}
			Split(inputs)
			for i, in := range inputs {
				m := in.Matches[0]
				if m.Has(dossier.Split) != tt.want {
					t.Fatalf("part %d: split is %v, want %v", i, m.Has(dossier.Split), tt.want)
				}
				if tt.want && !slices.Equal(m.Alterations[0].KnownPages, tt.parts[i]) {
					t.Errorf("part %d: pages %v, want %v", i, m.Alterations[0].KnownPages, tt.parts[i])
				}
			}
		})
	}
}

// Copies of a match that the caller holds keep their alterations, though their slice has
// room for more.
func TestSplitWritesToNoOtherSlice(t *testing.T) {
	doc := minutes()[6]
	held := make([]dossier.Alteration, 0, 4)
	var inputs []dossier.InputFinding
	for _, pages := range [][]int{{1, 2}, {3, 4, 5}} {
		m := found(doc, dossier.Partial, 1, pages...)
		m.Alterations = held
		inputs = append(inputs, dossier.InputFinding{Matches: []dossier.Match{m}})
	}
	Split(inputs)
	if a := held[:1][0]; a.Kind != "" {
		t.Errorf("wrote %s to a slice held elsewhere", a.Kind)
	}
	if got := inputs[0].Matches[0].Alterations[0].KnownPages; !slices.Equal(got, []int{1, 2}) {
		t.Errorf("pages %v of the first piece, want 1 and 2", got)
	}
}

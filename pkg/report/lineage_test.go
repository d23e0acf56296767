package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func lineageOfThree() dossier.Lineage {
	node := func(id, name string) dossier.LineageNode {
		return dossier.LineageNode{ID: id, Copies: []dossier.LineageCopy{{SHA256: dossier.Sum([]byte(name)), Name: name}}}
	}
	l := dossier.Lineage{Schema: dossier.LineageSchema, Roots: []string{"n1"}}
	l.Nodes = []dossier.LineageNode{node("n1", "first.pdf"), node("n2", "\x1b[31m\"] evil.pdf"), node("n3", "third.pdf")}
	l.Nodes[1].Copies = append(l.Nodes[1].Copies, dossier.LineageCopy{SHA256: dossier.Sum([]byte("twin")), Name: "twin.pdf"})
	l.Nodes[0].Sightings = []dossier.Seen{{Where: "https://forum.example", When: time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay}}
	l.Edges = []dossier.Derivation{{Parent: "n1", Child: "n2", Probability: .97, HangsOn: "begins-with", Evidence: []dossier.LineageClue{
		{Rule: "begins-with", Says: "the copy begins with all bytes of the other and goes on", Strength: 4.2},
		{Rule: "same-dates", Says: "the dates in both are the same", Strength: 1.1, Forgeable: true},
		{Rule: "cropped", Says: "pages are cut off", Strength: -.6},
	}}}
	l.Undecided = []dossier.Undecided{{Nodes: []string{"n3", "n2"}, Why: "it differs too much"}}
	return l
}

func TestLineageText(t *testing.T) {
	var b bytes.Buffer
	if err := LineageText(&b, lineageOfThree(), Style{}); err != nil {
		t.Fatal(err)
	}
	const want = `n1 first.pdf  came from none of the others
   seen 2024-05-02  https://forum.example
└─ n2 \x1b[31m"] evil.pdf  97 %  the copy begins with all bytes of the other and goes on; the dates in both are the same (forgeable); hangs on this alone: begins-with
      = twin.pdf  the same content
n3 third.pdf

Cannot be told of n3, n2: it differs too much.

Derived earlier means neither published earlier nor authentic.
4 copies, 3 without counting those of the same content: 1 derivation told, 1 not
`
	if b.String() != want {
		t.Errorf("printed:\n%s\nwant:\n%s", b.String(), want)
	}
}

// A name breaks out of no graph's language.
func TestLineageGraphs(t *testing.T) {
	var dot, mermaid, prov bytes.Buffer
	l := lineageOfThree()
	if err := LineageDot(&dot, l); err != nil || !strings.Contains(dot.String(), `n2 [label="n2 \x1b[31m\"] evil.pdf and 1 of the same content"];`) {
		t.Errorf("%v, dot:\n%s", err, dot.String())
	}
	if err := LineageMermaid(&mermaid, l); err != nil || !strings.Contains(mermaid.String(), `n2["n2 \x1b[31m#quot;] evil.pdf and 1 of the same content"]`) {
		t.Errorf("%v, mermaid:\n%s", err, mermaid.String())
	}
	if err := LineageProv(&prov, l); err != nil {
		t.Fatal(err)
	}
	var read struct {
		WasDerivedFrom map[string]map[string]any
	}
	if err := json.Unmarshal(prov.Bytes(), &read); err != nil || read.WasDerivedFrom["_:n1-n2"]["prov:usedEntity"] != "sha256:"+dossier.Sum([]byte("first.pdf")).String() {
		t.Errorf("%v, PROV:\n%s", err, prov.String())
	}
}

package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// LineageDot writes a lineage in the language of Graphviz. What cannot be told is dotted.
func LineageDot(w io.Writer, l dossier.Lineage) error {
	var b strings.Builder
	b.WriteString("digraph lineage {\n  label=" + inQuotes(notPublished) + ";\n  node [shape=box];\n")
	for _, n := range l.Nodes {
		fmt.Fprintf(&b, "  %s [label=%s];\n", n.ID, inQuotes(n.ID+" "+plainName(n)))
	}
	for _, e := range l.Edges {
		fmt.Fprintf(&b, "  %s -> %s [label=%s];\n", e.Parent, e.Child, inQuotes(fmt.Sprintf("%.0f %%: %s", 100*e.Probability, strongestRule(e))))
	}
	for _, u := range l.Undecided {
		for _, other := range u.Nodes[1:] {
			fmt.Fprintf(&b, "  %s -> %s [style=dotted, dir=none, constraint=false];\n", other, u.Nodes[0])
		}
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// LineageMermaid writes a lineage in the language of Mermaid.
func LineageMermaid(w io.Writer, l dossier.Lineage) error {
	var b strings.Builder
	b.WriteString("%% " + notPublished + "\nflowchart TD\n")
	for _, n := range l.Nodes {
		fmt.Fprintf(&b, "  %s[\"%s\"]\n", n.ID, inMermaid(n.ID+" "+plainName(n)))
	}
	for _, e := range l.Edges {
		fmt.Fprintf(&b, "  %s -->|\"%s\"| %s\n", e.Parent, inMermaid(fmt.Sprintf("%.0f %%: %s", 100*e.Probability, strongestRule(e))), e.Child)
	}
	for _, u := range l.Undecided {
		for _, other := range u.Nodes[1:] {
			fmt.Fprintf(&b, "  %s -.- %s\n", other, u.Nodes[0])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func plainName(n dossier.LineageNode) string {
	name := nodeName(n)
	if more := len(n.Copies) - 1; more > 0 {
		name += fmt.Sprintf(" and %d of the same content", more)
	}
	return name
}

func strongestRule(e dossier.Derivation) string {
	if len(e.Evidence) == 0 {
		return ""
	}
	return e.Evidence[0].Rule
}

// inMermaid is text within quotation marks, where Mermaid knows HTML's entities, with "#" in place of
// "&", and nothing else ends it.
func inMermaid(s string) string {
	return mermaidEntities.Replace(Quote(s))
}

var mermaidEntities = strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;")

// LineageProv writes a lineage as W3C PROV in JSON (https://www.w3.org/submissions/prov-json/): copies
// are entities, copies of equal content alternates, and each derivation has its probability.
func LineageProv(w io.Writer, l dossier.Lineage) error {
	type attributes = map[string]any
	entity, derived, alternate := map[string]attributes{}, map[string]attributes{}, map[string]attributes{}
	first := map[string]string{} // copies, by node
	for _, n := range l.Nodes {
		for i, c := range n.Copies {
			id := "sha256:" + c.SHA256.String()
			entity[id] = attributes{"prov:label": Quote(c.Name)}
			if i == 0 {
				first[n.ID] = id
				continue
			}
			alternate[fmt.Sprintf("_:%s-%d", n.ID, i)] = attributes{"prov:alternate1": first[n.ID], "prov:alternate2": id}
		}
	}
	for _, e := range l.Edges {
		derived[fmt.Sprintf("_:%s-%s", e.Parent, e.Child)] = attributes{
			"prov:generatedEntity": first[e.Child], "prov:usedEntity": first[e.Parent],
			"leakprint:probability": attributes{"$": strconv.FormatFloat(e.Probability, 'f', -1, 64), "type": "xsd:double"},
		}
	}
	return JSON(w, map[string]any{
		"prefix": attributes{
			"prov": "http://www.w3.org/ns/prov#", "sha256": "urn:sha256:", "xsd": "http://www.w3.org/2001/XMLSchema#",
			"leakprint": "https://github.com/leakprint/leakprint/ns#",
		},
		"entity": entity, "wasDerivedFrom": derived, "alternateOf": alternate,
	})
}

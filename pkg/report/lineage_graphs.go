package report

import (
	"fmt"
	"html"
	"io"
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

// inMermaid is text within quotation marks, where Mermaid knows HTML's entities, by "#" in place of
// "&", and nothing else ends it.
func inMermaid(s string) string {
	escaped := html.EscapeString(strings.ReplaceAll(Quote(s), "#", "&num;"))
	escaped = strings.ReplaceAll(escaped, "&amp;num;", "&num;")
	return strings.ReplaceAll(escaped, "&", "#")
}

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// notPublished is what a lineage does not say.
const notPublished = "Derived earlier means neither published earlier nor authentic."

// LineageText prints a lineage for a person: a tree, each derivation with the strongest of what
// speaks for it.
func LineageText(w io.Writer, l dossier.Lineage, style Style) error {
	s := newSheet(style)
	tree := lineageTree{sheet: s, Lineage: l}
	for _, n := range l.Nodes {
		if tree.edgeInto(n.ID) == nil {
			tree.node(n, "", "")
		}
	}
	for _, u := range l.Undecided {
		s.WriteByte('\n')
		s.text(0, "Cannot be told of "+strings.Join(u.Nodes, ", ")+": "+u.Why+".")
	}
	for _, c := range l.Contradictions {
		s.WriteByte('\n')
		s.text(0, "CONTRADICTION between "+strings.Join(c.Nodes, " and ")+": "+c.Why+".")
	}
	for _, u := range l.Unread {
		s.WriteByte('\n')
		s.text(0, "CANNOT READ "+Show(u.Path)+": "+Quote(u.Why))
	}
	s.WriteByte('\n')
	s.text(0, notPublished)
	if l.Distrusted {
		s.text(0, "Dates, identifiers and other metadata were left out.")
	}
	s.text(0, lineageSum(l))
	_, err := io.WriteString(w, s.String())
	return err
}

// A lineageTree is printed.
type lineageTree struct {
	*sheet
	dossier.Lineage
}

func (t lineageTree) edgeInto(id string) *dossier.Derivation {
	for i := range t.Edges {
		if t.Edges[i].Child == id {
			return &t.Edges[i]
		}
	}
	return nil
}

// node prints a node and what came from it, behind what leads to it on its own line and on those
// below.
func (t lineageTree) node(n dossier.LineageNode, lead, below string) {
	line := lead + n.ID + " " + Show(nodeName(n))
	edge := t.edgeInto(n.ID)
	switch {
	case edge != nil:
		line += fmt.Sprintf("  %.0f %%  %s", 100*edge.Probability, reasonOf(*edge))
	case slices.Contains(t.Roots, n.ID):
		line += "  came from none of the others"
	}
	t.raw(0, line)
	for _, c := range n.Copies[min(1, len(n.Copies)):] {
		t.raw(0, below+"   = "+Show(c.Name)+"  the same content")
	}
	for _, seen := range n.Sightings {
		layout := time.RFC3339
		if seen.Precision == dossier.ToTheDay {
			layout = time.DateOnly
		}
		t.raw(0, below+"   seen "+seen.When.Format(layout)+"  "+Show(seen.Where))
	}
	children := slices.DeleteFunc(slices.Clone(t.Edges), func(e dossier.Derivation) bool { return e.Parent != n.ID })
	for i, e := range children {
		before, after := "├─ ", "│  "
		if i == len(children)-1 {
			before, after = "└─ ", "   "
		}
		child := t.Nodes[slices.IndexFunc(t.Nodes, func(n dossier.LineageNode) bool { return n.ID == e.Child })]
		t.node(child, below+before, below+after)
	}
}

// nodeName is what a node is called, as its file is, unquoted.
func nodeName(n dossier.LineageNode) string {
	if n.Unseen || len(n.Copies) == 0 {
		return "a copy that is not here"
	}
	return n.Copies[0].Name
}

// reasonOf is what speaks most for a derivation, in one line.
func reasonOf(e dossier.Derivation) string {
	var told []string
	for _, c := range e.Evidence {
		if c.Strength <= 0 || len(told) == 2 {
			break
		}
		says := c.Says
		if c.Forgeable {
			says += " (forgeable)"
		}
		told = append(told, says)
	}
	reason := strings.Join(told, "; ")
	if e.HangsOn != "" {
		reason += "; hangs on this alone: " + e.HangsOn
	}
	return reason
}

// lineageSum is a lineage in one line.
func lineageSum(l dossier.Lineage) string {
	copies := 0
	for _, n := range l.Nodes {
		copies += len(n.Copies)
	}
	if copies == 1 {
		return "1 copy: there is nothing to compare it with"
	}
	return fmt.Sprintf("%d copies, %s without counting those of the same content: %s told, %d not", copies, grouped(len(l.Nodes)), count(len(l.Edges), "derivation"), len(l.Undecided))
}

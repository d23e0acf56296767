package lineage

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// When a copy is made up of others.
const (
	fewestParts = 2
	madeUp      = .8 // share of its pages that the parts are, together
)

// findWholes returns the groups that are made up of others, whole ones that share no page of it,
// with all that it holds wholly.
func (g *graph) findWholes() map[int][]int {
	wholes := map[int][]int{}
	for whole := range g.groups {
		parts := g.partsOf(whole)
		apart, taken := 0, map[int]bool{} // parts that share no page, and the pages of the whole that they are
		for _, part := range parts {
			pages := g.pairs[[2]int{part, whole}].pages
			if slices.ContainsFunc(pages, func(of [2]int) bool { return taken[of[1]] }) {
				continue
			}
			apart++
			for _, of := range pages {
				taken[of[1]] = true
			}
		}
		if apart >= fewestParts && float64(len(taken)) >= madeUp*float64(len(g.first(whole).Pages)) {
			wholes[whole] = parts
		}
	}
	return wholes
}

// partsOf returns the groups all pages of which a group has beside others, those of most pages first.
func (g *graph) partsOf(whole int) []int {
	var parts []int
	for part := range g.groups {
		if p := g.pairs[[2]int{part, whole}]; p != nil && p.lostPages() == 0 && p.newPages() > 0 {
			parts = append(parts, part)
		}
	}
	slices.SortStableFunc(parts, func(a, b int) int { return len(g.first(b).Pages) - len(g.first(a).Pages) })
	return parts
}

func (g *graph) first(group int) *Copy { return &g.copies[g.groups[group][0]] }

// inWhole reports whether a group is a part of another that is made up of such.
func (g *graph) inWhole(group int) bool {
	for _, parts := range g.wholes {
		if slices.Contains(parts, group) {
			return true
		}
	}
	return false
}

func (g *graph) undecidedWhole(ids []string, whole int) dossier.Undecided {
	u := dossier.Undecided{Nodes: []string{ids[whole]}, Why: "the first is made up of others of these: it was put together from them, or they were taken out of it"}
	for _, part := range g.wholes[whole] {
		u.Nodes = append(u.Nodes, ids[part])
	}
	slices.Sort(u.Nodes[1:])
	return u
}

package forge

import (
	"errors"
	"math/rand/v2"
)

// A Grown copy is one of a tree of copies made from one another.
type Grown struct {
	Copy
	Parent int // which of the tree it was made from; -1 for the original
}

// mostTried is how many alterations are tried for a copy, of which some find nothing to alter.
const mostTried = 20

// Tree makes so many copies, an original and what was made from it and from one another, each by one
// alteration. A copy of which the pages became pictures, or of which the file alone was altered, is made
// from, but nothing is made from it.
func Tree(original Document, copies int, r *rand.Rand) ([]Grown, error) {
	tree := []Grown{{Copy: Copy{Name: "original", Original: original, Altered: original}, Parent: -1}}
	var ways []Alteration
	for _, way := range Alterations() {
		if way.Name != "merged" && way.Name != "re-typeset" {
			ways = append(ways, way)
		}
	}
	for tries := 0; len(tree) < copies && tries < mostTried*copies; tries++ {
		parent := r.IntN(len(tree))
		if tree[parent].reproduce != nil {
			continue
		}
		from := tree[parent].Altered.clone()
		for i := range from.Pages {
			from.Pages[i].From = []Origin{{Document: from.Name, Page: i + 1}}
		}
		grown, err := Alter([]Document{from}, 0, r, ways[r.IntN(len(ways))])
		if errors.Is(err, ErrNotThere) {
			continue
		}
		if err != nil {
			return nil, err
		}
		tree = append(tree, Grown{Copy: grown, Parent: parent})
	}
	return tree, nil
}

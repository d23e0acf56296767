package forge

import (
	"math/rand/v2"
	"testing"
)

func TestTreeGrowsFromOneOriginal(t *testing.T) {
	tree, err := Tree(Dossier(3)[0].Cut(1, 5), 12, rand.New(rand.NewPCG(7, 8)))
	if err != nil || len(tree) != 12 {
		t.Fatalf("%d copies, %v, want 12", len(tree), err)
	}
	deep := false
	for i, c := range tree {
		if c.Parent >= i || (c.Parent < 0) != (i == 0) {
			t.Errorf("copy %d was made from %d", i, c.Parent)
		}
		if i > 0 && tree[c.Parent].reproduce != nil {
			t.Errorf("copy %d was made from %d, of which nothing is made", i, c.Parent)
		}
		deep = deep || c.Parent > 0
	}
	if !deep {
		t.Error("all copies were made from the original")
	}
}

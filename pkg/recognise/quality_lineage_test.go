package recognise

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/lineage"
	"github.com/leakprint/leakprint/pkg/report"
)

var qualityTrees = flag.Int("quality-lineage-trees", 1, "of how many trees the table of lineage is made")

// Seed of the table of lineage. Nothing may be tuned on it.
var qualityLineage = flag.Uint64("quality-lineage-seed", 90417733, "of the trees of the table of lineage")

const (
	lineageTreeCopies = 6
	lineageTreePages  = 2
)

// A derivedScore counts what is told of trees that are known.
type derivedScore struct {
	edges, drawn, right        int // true derivations between unlike copies, those told, and of these right
	roots, trees               int
	ancestors, told, toldRight int
	bins, binsRight            [3]int // of derivations told: by probability, below .8, below .9, and from there
}

// lineageTable is how rightly lineage is told of trees that forge grew.
func lineageTable(t *testing.T) string {
	var with, without derivedScore
	for n := range *qualityTrees {
		r := rand.New(rand.NewPCG(*qualityLineage, uint64(n)))
		d := forge.Dossier(*qualityLineage + uint64(n))[n%4]
		tree, err := forge.Tree(d.Cut(2, 1+lineageTreePages), lineageTreeCopies, r)
		if err != nil {
			t.Fatal(err)
		}
		documents, parent := readTree(t, tree)
		copies, sorted, err := reader().copiesOf(t.Context(), documents, nil)
		if err != nil {
			t.Fatal(err)
		}
		compared, err := reader().compareCopies(t.Context(), copies, sorted)
		if err != nil {
			t.Fatal(err)
		}
		if *qualityVerbose {
			for i, c := range tree {
				fmt.Printf("tree %d: %02d.pdf from %02d by %s\n", n, i, c.Parent, c.Name)
			}
			if err := report.LineageText(os.Stdout, lineage.Infer(copies, compared, lineage.Options{}), report.Style{}); err != nil {
				t.Fatal(err)
			}
		}
		with.add(lineage.Infer(copies, compared, lineage.Options{}), parent)
		without.add(lineage.Infer(copies, compared, lineage.Options{Distrust: true}), parent)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nLineage: which copy came from which, of %s of %d copies (forge.Tree), each made from\nanother by one alteration. Copies of equal content are one. More: -quality-lineage-trees.\n\n", plural(*qualityTrees, "tree"), lineageTreeCopies)
	fmt.Fprintf(&b, "%-24s %6s %6s %6s %6s %9s %7s %7s %7s\n", "", "edges", "told", "right", "roots", "ancestry", "< .8", "< .9", ">= .9")
	for _, row := range []struct {
		name string
		of   derivedScore
	}{{"all evidence", with}, {"without metadata", without}} {
		s := row.of
		fmt.Fprintf(&b, "%-24s %6d %6d %6d %6s %9.2f", row.name, s.edges, s.drawn, s.right, fmt.Sprintf("%d/%d", s.roots, s.trees), 2*float64(s.toldRight)/float64(max(1, s.told+s.ancestors)))
		for i := range s.bins {
			fmt.Fprintf(&b, " %7s", fmt.Sprintf("%d/%d", s.binsRight[i], s.bins[i]))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// readTree reads the copies of a tree, and returns what each was made from, by its digest.
func readTree(t *testing.T, tree []forge.Grown) (documents []Document, parent map[dossier.Digest]dossier.Digest) {
	t.Helper()
	dir := t.TempDir()
	parent = map[dossier.Digest]dossier.Digest{}
	var digests []dossier.Digest
	for i, c := range tree {
		data, err := c.Bytes(func(data []byte) ([]*image.Gray, error) { return drawn(t, data) })
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%02d.pdf", i))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		documents = append(documents, read(t, path, extract.Want{RenderDigests: true}))
		digests = append(digests, dossier.Sum(data))
		if c.Parent >= 0 {
			parent[digests[i]] = digests[c.Parent]
		}
	}
	return documents, parent
}

func drawn(t *testing.T, data []byte) (pages []*image.Gray, err error) {
	var numbers []int
	for n := range bytes.Count(data, []byte("<</Type /Page\n")) {
		numbers = append(numbers, n+1)
	}
	s := extract.Source{Name: "drawn.pdf", Data: bytes.NewReader(data), Size: int64(len(data))}
	err = pool().Render(t.Context(), s, numbers, forge.LooksDPI, func(_ int, raster *image.Gray) error {
		pages = append(pages, raster)
		return nil
	})
	return pages, err
}

// add counts what was told of a tree.
func (s *derivedScore) add(told dossier.Lineage, parent map[dossier.Digest]dossier.Digest) {
	node := map[dossier.Digest]string{}
	for _, n := range told.Nodes {
		for _, c := range n.Copies {
			node[c.SHA256] = n.ID
		}
	}
	made := map[string][]string{}
	root := ""
	for _, n := range told.Nodes {
		for _, c := range n.Copies {
			from, derived := parent[c.SHA256]
			if !derived {
				root = n.ID
			} else if node[from] != n.ID {
				made[n.ID] = append(made[n.ID], node[from])
			}
		}
	}
	s.trees++
	if slices.Equal(told.Roots, []string{root}) {
		s.roots++
	}
	s.edges += len(made)
	up := map[string][]string{}
	for _, e := range told.Edges {
		up[e.Child] = []string{e.Parent}
		bin := cmp.Compare(e.Probability, .8) + cmp.Compare(e.Probability, .9)
		bin = max(0, min(2, (bin+2)/2))
		s.bins[bin]++
		s.drawn++
		if slices.Contains(made[e.Child], e.Parent) {
			s.right++
			s.binsRight[bin]++
		}
	}
	above := ancestry(made)
	s.ancestors += len(above)
	for pair := range ancestry(up) {
		s.told++
		if above[pair] {
			s.toldRight++
		}
	}
}

// ancestry is all pairs of nodes of which one came from the other, however far.
func ancestry(up map[string][]string) map[[2]string]bool {
	all := map[[2]string]bool{}
	var climb func(from, at string)
	climb = func(from, at string) {
		for _, above := range up[at] {
			if pair := [2]string{above, from}; above != from && !all[pair] {
				all[pair] = true
				climb(from, above)
			}
		}
	}
	for child := range up {
		climb(child, child)
	}
	return all
}

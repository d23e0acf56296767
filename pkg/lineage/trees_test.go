package lineage

import (
	"bytes"
	"encoding/gob"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

var (
	trees     = flag.String("trees", "", "folders of known trees, by commas, as package recognise read them (-lineage-trees)")
	countThem = flag.Bool("count", false, "print the rules' counts")
	loud      = flag.Bool("loud", false, "print what was told wrongly")
)

// A known tree is copies of which it is known what each was made from.
type known struct {
	dir      string
	Names    []string
	Copies   []Copy
	Parent   []int
	How      []string
	Compared map[string]struct{ Match dossier.Match }
}

func loadKnown(t *testing.T, dir string) *known {
	t.Helper()
	k := &known{dir: dir}
	file, err := os.Open(filepath.Join(dir, "facts.gob"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := gob.NewDecoder(file).Decode(k); err != nil {
		t.Fatal(err)
	}
	var content [][]byte
	for i := range k.Copies {
		data, err := os.ReadFile(filepath.Join(dir, k.Names[i]+".pdf"))
		if err != nil {
			t.Fatal(err)
		}
		content = append(content, data)
	}
	for i := range content {
		for j := range content {
			if len(content[i]) > len(content[j]) && bytes.HasPrefix(content[i], content[j]) {
				k.Copies[i].Extends = append(k.Copies[i].Extends, k.Copies[j].SHA256)
			}
		}
	}
	return k
}

func (k *known) comparisons() Comparisons {
	all := Comparisons{}
	for _, p := range Candidates(k.Copies) {
		if c, ok := k.Compared[k.Copies[p[0]].SHA256.Short()+k.Copies[p[1]].SHA256.Short()]; ok {
			all[p] = c.Match
		}
	}
	return all
}

// truth returns the group of each copy, and of each pair of groups of which one came from the other
// the copies by which it did.
func (k *known) truth() (group []int, edges map[[2]int][2]int) {
	group, edges = make([]int, len(k.Copies)), map[[2]int][2]int{}
	for g, members := range groupsOf(k.Copies) {
		for _, i := range members {
			group[i] = g
		}
	}
	for child, parent := range k.Parent {
		if parent >= 0 && group[parent] != group[child] {
			edges[[2]int{group[parent], group[child]}] = [2]int{parent, child}
		}
	}
	return group, edges
}

func TestKnownTrees(t *testing.T) {
	if *trees == "" {
		t.Skip("NOT TESTED: no trees named; see the flags of this test")
	}
	var all []*known
	for _, dir := range strings.Split(*trees, ",") {
		all = append(all, loadKnown(t, dir))
	}
	if *countThem {
		countRules(all)
		return
	}
	for _, distrust := range []bool{false, true} {
		var total score
		for _, k := range all {
			s := k.measure(distrust)
			total.add(s)
			fmt.Println(filepath.Base(k.dir), distrust, s)
		}
		fmt.Println("all", distrust, total)
	}
}

func countRules(all []*known) {
	var of counts
	held := make([]counts, len(rules))
	for _, k := range all {
		_, edges := k.truth()
		g := newGraph(k.Copies, k.comparisons(), false)
		for at, first := range g.pairs {
			a, b := at[0], at[1]
			parent, child := g.groups[a][0], g.groups[b][0]
			var into func(*counts) *int
			if e, ok := edges[[2]int{a, b}]; ok {
				parent, child = e[0], e[1]
				into = func(c *counts) *int { return &c.forward }
			} else if e, ok := edges[[2]int{b, a}]; ok {
				parent, child = e[1], e[0]
				into = func(c *counts) *int { return &c.backward }
			} else {
				into = func(c *counts) *int { return &c.apart }
			}
			*into(&of)++
			for _, r := range heard(first.of(&k.Copies[parent], &k.Copies[child]), false) {
				for i := range rules {
					if &rules[i] == r {
						*into(&held[i])++
					}
				}
			}
		}
	}
	fmt.Printf("COUNTED counts{forward: %d, backward: %d, apart: %d}\n", of.forward, of.backward, of.apart)
	for i, r := range rules {
		fmt.Printf("COUNT %s counts{%d, %d, %d}\n", r.name, held[i].forward, held[i].backward, held[i].apart)
	}
}

// A score counts.
type score struct {
	edges, drawn, right        int // true edges, those told, and of these right
	trees, roots               int
	rootsTold                  int
	ancestors, told, toldRight int
	bin, binRight              [5]int
	notCandidate               int
}

func (s *score) add(o score) {
	s.edges += o.edges
	s.drawn += o.drawn
	s.right += o.right
	s.trees += o.trees
	s.roots += o.roots
	s.rootsTold += o.rootsTold
	s.ancestors += o.ancestors
	s.told += o.told
	s.toldRight += o.toldRight
	s.notCandidate += o.notCandidate
	for i := range s.bin {
		s.bin[i] += o.bin[i]
		s.binRight[i] += o.binRight[i]
	}
}

func (s score) String() string {
	share := func(a, b int) float64 { return float64(a) / float64(max(1, b)) }
	p, r := share(s.toldRight, s.told), share(s.toldRight, s.ancestors)
	return fmt.Sprintf("edges %d, drawn %d (%.2f), right %d (%.2f), roots %d right of %d told of %d, ancestry P %.2f R %.2f F1 %.2f, bins %v of %v, not candidates %d",
		s.edges, s.drawn, share(s.drawn, s.edges), s.right, share(s.right, s.drawn), s.roots, s.rootsTold, s.trees, p, r, 2*p*r/max(1e-9, p+r), s.binRight, s.bin, s.notCandidate)
}

func (k *known) measure(distrust bool) score {
	group, edges := k.truth()
	compared := k.comparisons()
	g := newGraph(k.Copies, compared, distrust)
	g.parent, g.share = arborescence(g.weight), marginals(g.weight)
	s := score{trees: 1}
	children := map[int]bool{}
	for e := range edges {
		children[e[1]] = true
		if _, ok := compared[[2]int{g.groups[e[0]][0], g.groups[e[1]][0]}]; !ok {
			s.notCandidate++
			if *loud {
				a, b := g.groups[e[0]], g.groups[e[1]]
				d, related := distance(k.Copies[a[0]], k.Copies[b[0]])
				nearer := 0
				for _, c := range g.groups {
					if o, also := distance(k.Copies[c[0]], k.Copies[b[0]]); also && o < d {
						nearer++
					}
				}
				fmt.Println("  NOT COMPARED", k.How[edges[e][1]], k.How[edges[e][0]], d, related, nearer, len(g.groups))
			}
		}
	}
	s.edges = len(children)
	s.rootsTold, s.roots = k.rootsTold(g, group)
	for b := range g.groups {
		a := g.parent[b+1] - 1
		if a < 0 {
			continue
		}
		p := g.share[a+1][b+1]
		_, right := edges[[2]int{a, b}]
		bin := min(4, int(p*5))
		if p >= .9 {
			bin = 4
		} else {
			bin = min(3, bin)
		}
		s.bin[bin]++
		if right {
			s.binRight[bin]++
		}
		if *loud && !right {
			k.explain(g, group, a, b, p, g.drawn(b))
		}
		if g.drawn(b) {
			s.drawn++
			if right {
				s.right++
			}
		}
	}
	s.ancestry(g, edges)
	return s
}

// rootsTold counts the roots told, and of these the original.
func (k *known) rootsTold(g *graph, group []int) (told, right int) {
	root := -1
	for i, p := range k.Parent {
		if p < 0 {
			root = group[i]
		}
	}
	for b := range g.groups {
		if g.parent[b+1] != 0 || g.share[0][b+1] < leastRoot {
			continue
		}
		told++
		if *loud && b != root {
			fmt.Println("  ROOT", k.Names[g.groups[b][0]], k.How[g.groups[b][0]], "in place of", k.Names[g.groups[root][0]])
		}
		if b == root {
			right = 1
		}
	}
	return told, right
}

// ancestry counts which copies are told to have come from which, however far.
func (s *score) ancestry(g *graph, edges map[[2]int][2]int) {
	trueUp := map[int][]int{}
	for e := range edges {
		trueUp[e[1]] = append(trueUp[e[1]], e[0])
	}
	above := ancestorsOf(trueUp, len(g.groups))
	toldUp := map[int][]int{}
	for b := range g.groups {
		if g.drawn(b) {
			toldUp[b] = []int{g.parent[b+1] - 1}
		}
	}
	for p := range ancestorsOf(toldUp, len(g.groups)) {
		s.told++
		if above[p] {
			s.toldRight++
		}
	}
	s.ancestors = len(above)
}

func (k *known) explain(g *graph, group []int, a, b int, p float64, drawn bool) {
	fmt.Printf("  WRONG %s drawn=%v p=%.2f", k.Names[g.groups[b][0]], drawn, p)
	for i, parent := range k.Parent {
		if group[i] == b && parent >= 0 && group[parent] != b {
			at := [2]int{group[parent], b}
			fmt.Printf(" %s: true %s by %s (share %.2f)\n", k.Names[i], k.Names[parent], k.How[i], g.share[at[0]+1][b+1])
			fmt.Println("     true", describe(g.clues[at]))
		}
	}
	fmt.Println("     told", k.Names[g.groups[a][0]], k.How[g.groups[a][0]], describe(g.clues[[2]int{a, b}]))
}

func describe(clues []*rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.1f:", sum(clues))
	for _, r := range clues {
		fmt.Fprintf(&b, " %s%+.1f", r.name, r.strength())
	}
	return b.String()
}

func ancestorsOf(up map[int][]int, n int) map[[2]int]bool {
	all := map[[2]int]bool{}
	for b := range n {
		var visit func(at, depth int)
		visit = func(at, depth int) {
			for _, a := range up[at] {
				if a != b && depth < n {
					all[[2]int{a, b}] = true
					visit(a, depth+1)
				}
			}
		}
		visit(b, 0)
	}
	return all
}

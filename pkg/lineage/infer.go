package lineage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Options of Infer.
type Options struct {
	Tool dossier.Tool
	// Distrust leaves out what is easily forged: dates, identifiers and other metadata.
	Distrust bool
}

// Set on known trees, as the rules' counts.
const (
	// rootWeight is the weight of coming from none of the copies.
	rootWeight = -10.
	// leastDrawn is the probability from which a derivation is told.
	leastDrawn = .6
	// leastRoot is the probability from which a copy is told to have come from none of the others.
	leastRoot = .4
)

// A graph is the groups of copies and what is thought of them. Node 0 stands for what none of
// the copies is, node i+1 for group i.
type graph struct {
	copies []Copy
	groups [][]int
	pairs  map[[2]int]*pair // by group, of parent and child, as the copies that fit best
	clues  map[[2]int][]*rule
	weight [][]float64
	parent []int
	share  [][]float64
	// wholes holds, by group that is made up of others, those of which it has all pages: whether it was
	// put together from them, or they were taken out of it, cannot be told.
	wholes map[int][]int
}

// Infer says which copies came from which. The copies are as Sorted returns them, and compared as
// Candidates asks; what was not compared has nothing to do with one another.
func Infer(copies []Copy, compared Comparisons, opt Options) dossier.Lineage {
	g := newGraph(copies, compared, opt.Distrust)
	if len(g.groups) > 0 {
		g.parent = arborescence(g.weight)
		g.share = marginals(g.weight)
	}
	return g.told(opt)
}

func newGraph(copies []Copy, compared Comparisons, distrust bool) *graph {
	g := &graph{copies: copies, groups: groupsOf(copies), pairs: map[[2]int]*pair{}, clues: map[[2]int][]*rule{}}
	n := len(g.groups) + 1
	g.weight = make([][]float64, n)
	for a := range g.weight {
		g.weight[a] = make([]float64, n)
		for b := range g.weight[a] {
			g.weight[a][b] = none
			if a == 0 && b > 0 {
				g.weight[a][b] = rootWeight
			}
		}
	}
	for a := range g.groups {
		for b := range g.groups {
			i, j := g.groups[a][0], g.groups[b][0]
			there, ok := compared[[2]int{i, j}]
			if !ok || a == b {
				continue
			}
			if p := newPair(&copies[i], &copies[j], there, compared[[2]int{j, i}]); p != nil {
				g.pairs[[2]int{a, b}] = p
			}
		}
	}
	g.wholes = g.findWholes()
	for whole, parts := range g.wholes {
		for _, part := range parts {
			delete(g.pairs, [2]int{whole, part})
			delete(g.pairs, [2]int{part, whole})
		}
	}
	for at, p := range g.pairs {
		p.between = g.anyBetween(at)
	}
	for a := range g.groups {
		for b := range g.groups {
			if p := g.pairs[[2]int{a, b}]; p != nil {
				g.add(a, b, p, distrust)
			}
		}
	}
	return g
}

// anyBetween reports whether another group lies between two: one that what was done on the way from
// the first to the second can have passed through.
func (g *graph) anyBetween(at [2]int) bool {
	p := g.pairs[at]
	for c := range g.groups {
		to, from := g.pairs[[2]int{at[0], c}], g.pairs[[2]int{c, at[1]}]
		if to == nil || from == nil {
			continue
		}
		if to.content.onlyAdded() && from.content.onlyAdded() || to.steps > 0 && from.steps > 0 && to.steps+from.steps <= p.steps {
			return true
		}
	}
	return false
}

// add adds the edge between two groups: by those of their copies which fit best.
func (g *graph) add(a, b int, first *pair, distrust bool) {
	best := none
	for _, i := range g.groups[a] {
		for _, j := range g.groups[b] {
			p := first.of(&g.copies[i], &g.copies[j])
			clues := heard(p, distrust)
			if w := sum(clues); w > best {
				best = w
				g.pairs[[2]int{a, b}], g.clues[[2]int{a, b}] = p, clues
			}
		}
	}
	g.weight[a+1][b+1] = best
}

// of is the pair of other copies of the same content.
func (p *pair) of(parent, child *Copy) *pair {
	q := *p
	q.parent, q.child = parent, child
	q.info = compareSets(infoOf(parent), infoOf(child))
	return &q
}

func sum(clues []*rule) (s float64) {
	for _, r := range clues {
		s += r.strength()
	}
	return s
}

// drawn reports whether the edge of the tree into a group is told.
func (g *graph) drawn(b int) bool {
	return g.parent[b+1] > 0 && g.share[g.parent[b+1]][b+1] >= leastDrawn
}

// told writes the answer.
func (g *graph) told(opt Options) dossier.Lineage {
	l := dossier.Lineage{
		Schema: dossier.LineageSchema, Tool: opt.Tool, Distrusted: opt.Distrust,
		Nodes: []dossier.LineageNode{}, Edges: []dossier.Derivation{}, Roots: []string{},
		Contradictions: []dossier.Contradiction{}, Undecided: []dossier.Undecided{},
	}
	order := g.order()
	ids := make([]string, len(g.groups))
	for n, b := range order {
		ids[b] = fmt.Sprintf("n%d", n+1)
		l.Nodes = append(l.Nodes, g.node(ids[b], b))
	}
	for _, b := range order {
		switch {
		case g.drawn(b):
			l.Edges = append(l.Edges, g.derivation(ids, b))
			l.Contradictions = append(l.Contradictions, g.contradictions(ids, b)...)
		case len(g.wholes[b]) > 0:
			l.Undecided = append(l.Undecided, g.undecidedWhole(ids, b))
		case g.inWhole(b): // told of the whole
		case g.parent[b+1] == 0 && (g.share[0][b+1] >= leastRoot || !g.related(b)):
			l.Roots = append(l.Roots, ids[b])
		default:
			if u := g.undecided(ids, b); !slices.ContainsFunc(l.Undecided, sameNodes(u)) {
				l.Undecided = append(l.Undecided, u)
			}
		}
	}
	return l
}

// sameNodes reports whether another says the same of the same nodes.
func sameNodes(u dossier.Undecided) func(dossier.Undecided) bool {
	nodes := slices.Sorted(slices.Values(u.Nodes))
	return func(other dossier.Undecided) bool {
		return u.Why == other.Why && slices.Equal(nodes, slices.Sorted(slices.Values(other.Nodes)))
	}
}

// related reports whether a group has anything in common with another.
func (g *graph) related(b int) bool {
	for a := range g.groups {
		if g.weight[a+1][b+1] != none {
			return true
		}
	}
	return false
}

// order is the groups as a tree is told: each before what came from it.
func (g *graph) order() []int {
	var order []int
	var visit func(b int)
	visit = func(b int) {
		order = append(order, b)
		for c := range g.groups {
			if g.parent[c+1] == b+1 && g.drawn(c) {
				visit(c)
			}
		}
	}
	for _, roots := range []bool{true, false} {
		for b := range g.groups {
			if (g.parent[b+1] == 0) == roots && !g.drawn(b) {
				visit(b)
			}
		}
	}
	return order
}

func (g *graph) node(id string, b int) dossier.LineageNode {
	n := dossier.LineageNode{ID: id, Sightings: []dossier.Seen{}}
	for _, i := range g.groups[b] {
		n.Copies = append(n.Copies, dossier.LineageCopy{SHA256: g.copies[i].SHA256, Name: g.copies[i].Name})
		for _, s := range g.copies[i].Sightings {
			n.Sightings = append(n.Sightings, dossier.Seen(s))
		}
	}
	slices.SortStableFunc(n.Sightings, func(a, b dossier.Seen) int { return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Where, b.Where)) })
	return n
}

// leastTold is the strength from which a clue is told.
const leastTold = .3

func (g *graph) derivation(ids []string, b int) dossier.Derivation {
	a := g.parent[b+1] - 1
	d := dossier.Derivation{
		Parent: ids[a], Child: ids[b], Probability: round(g.share[a+1][b+1]),
		Pages: runs(g.pairs[[2]int{a, b}].pages), Evidence: []dossier.LineageClue{},
	}
	for _, r := range g.clues[[2]int{a, b}] {
		if s := r.strength(); math.Abs(s) >= leastTold {
			d.Evidence = append(d.Evidence, dossier.LineageClue{Rule: r.name, Says: r.says + g.pairs[[2]int{a, b}].done(r), Strength: s, Forgeable: r.forgeable})
		}
	}
	slices.SortStableFunc(d.Evidence, func(a, b dossier.LineageClue) int { return cmp.Compare(b.Strength, a.Strength) })
	d.HangsOn = g.hangsOn(a, b)
	return d
}

// mostKinds is how many kinds of alterations are named.
const mostKinds = 3

// done names what was done, behind a rule that says how many things it was.
func (p *pair) done(r *rule) string {
	if r.aspect != aspectSteps {
		return ""
	}
	var kinds []string
	for _, a := range p.there.Alterations {
		if kind := string(a.Kind); !slices.Contains(kinds, kind) && len(kinds) < mostKinds {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return ": " + strings.Join(kinds, ", ")
}

// hangsOn is the strongest rule without which the edge would not be told.
func (g *graph) hangsOn(a, b int) string {
	name, strongest := "", 0.
	before := g.weight[a+1][b+1]
	for _, r := range g.clues[[2]int{a, b}] {
		s := r.strength()
		if s <= strongest {
			continue
		}
		g.weight[a+1][b+1] = before - s
		if marginals(g.weight)[a+1][b+1] < leastDrawn {
			name, strongest = r.name, s
		}
	}
	g.weight[a+1][b+1] = before
	return name
}

// leastWorth is the probability from which another derivation is named where none is told.
const leastWorth = .1

func (g *graph) undecided(ids []string, b int) dossier.Undecided {
	u := dossier.Undecided{Nodes: []string{ids[b]}}
	mutual := false
	for a := range g.groups {
		if g.share[a+1][b+1] < leastWorth {
			continue
		}
		u.Nodes = append(u.Nodes, ids[a])
		mutual = mutual || g.share[b+1][a+1] >= leastWorth
	}
	switch {
	case len(u.Nodes) == 1:
		u.Why = "it differs too much from each of the others"
	case mutual:
		u.Why = "which of them was made from which cannot be told: what there is speaks about as much for the one as for the other"
	case g.share[0][b+1] >= leastWorth:
		u.Why = "the first may have been made from one of the others, or from a copy that is not here"
	default:
		u.Why = "the first may have been made from any of the others: they explain it about as well"
	}
	return u
}

// contradictions are between what is told of a group and what files or people claim.
func (g *graph) contradictions(ids []string, b int) []dossier.Contradiction {
	var all []dossier.Contradiction
	a := g.parent[b+1] - 1
	both := []string{ids[a], ids[b]}
	p := g.pairs[[2]int{a, b}]
	for _, r := range heard(p, false) {
		if r.name == "dated-before" || r.name == "made-before" {
			all = append(all, dossier.Contradiction{Nodes: both, Why: "the dates in the files say the opposite: what was made from the other is dated before it"})
		}
	}
	seen := g.node("", b).Sightings
	if made := p.parent.Traces.Created; made != 0 && len(seen) > 0 && seen[0].When.Before(time.Unix(made, 0).UTC().Truncate(24*time.Hour)) {
		all = append(all, dossier.Contradiction{Nodes: both, Why: fmt.Sprintf("seen on %s, before %s, when the copy that it came from says that it was made: one of the two is wrong",
			seen[0].When.Format(time.DateOnly), time.Unix(made, 0).UTC().Format(time.DateOnly))})
	}
	return all
}

// runs joins pages that were taken over in order.
func runs(pages [][2]int) []dossier.DerivedPages {
	sorted := slices.Clone(pages)
	slices.SortFunc(sorted, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	all := []dossier.DerivedPages{}
	for _, p := range sorted {
		if n := len(all) - 1; n >= 0 && all[n].Parent[1] == p[0] && all[n].Child[1] == p[1] {
			all[n].Parent[1], all[n].Child[1] = p[0]+1, p[1]+1
			continue
		}
		all = append(all, dossier.DerivedPages{Parent: [2]int{p[0] + 1, p[0] + 1}, Child: [2]int{p[1] + 1, p[1] + 1}})
	}
	return all
}

func round(v float64) float64 { return math.Round(v*100) / 100 }

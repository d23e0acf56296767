package pdf

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Bounds of what is digested of one document. The pages from which on one is exceeded
// have no digest.
const (
	maxDigestedBytes = 2 << 30  // of data, at each step of its filters, and of canonical forms
	maxFormBytes     = 64 << 20 // of canonical forms held at a time
	maxNodes         = 1 << 19  // objects, each role counted
)

// A graph is the objects of one document as pages lead to them. Each object is
// digested once, however many pages lead to it:
//
//   - An object that does not lead to itself has the digest of its canonical form, each
//     hole filled with the digest of the object that belongs there.
//   - Objects that lead to each other (a strongly connected component) are digested
//     together, as seen from the one that the component was entered by: its form and
//     those of the others in the order in which they are first referred to, each
//     hole filled with the place in that order, or the digest of an object outside.
//
// So two objects have the same digest only if all that they lead to is the same.
type graph struct {
	ctx  *model.Context
	file []byte

	pages  map[int]int  // page numbers by object number
	trunk  map[int]bool // the catalog, the nodes of the page tree and the pages, by object number
	layers map[int]int  // optional content groups, numbered from 1, by object number

	room, text int64 // what is left of maxDigestedBytes and maxFormBytes
	vertices   map[node]*vertex
	order      int // of the vertex found last
}

func newGraph(ctx *model.Context, file []byte) *graph {
	return &graph{
		ctx: ctx, file: file, room: maxDigestedBytes, text: maxFormBytes,
		pages: map[int]int{}, trunk: map[int]bool{}, layers: map[int]int{}, vertices: map[node]*vertex{},
	}
}

// A vertex is a node that was visited.
type vertex struct {
	form      *form
	err       error // why the node has no digest
	layered   bool  // it or what it leads to is
	digest    dossier.Digest
	component int  // order of the vertex by which the component was entered first
	cyclic    bool // the component is more than a node that does not lead to itself

	order, low int  // of Tarjan's algorithm
	open       bool // on its stack
}

// digest is the digest of a node, and whether it is layered.
func (g *graph) digest(of node) (dossier.Digest, bool, error) {
	if g.vertices[of] == nil {
		g.visit(of)
	}
	v := g.vertices[of]
	if v.err == nil && v.cyclic && v.digest.IsZero() {
		v.digest, v.err = g.enter(of)
	}
	return v.digest, v.layered, v.err
}

// visit finds the components of all that a node leads to, with Tarjan's algorithm
// (SIAM Journal on Computing 1, 1972), without recursion: files are hostile.
func (g *graph) visit(root node) {
	type frame struct {
		at   node
		next int // hole to look at
	}
	path, stack := []frame{{at: root}}, []node{root}
	g.discover(root)
	for len(path) > 0 {
		top := &path[len(path)-1]
		v := g.vertices[top.at]
		if v.form != nil && top.next < len(v.form.holes) {
			to := v.form.holes[top.next].to
			top.next++
			if w := g.vertices[to]; w == nil {
				g.discover(to)
				path, stack = append(path, frame{at: to}), append(stack, to)
			} else if w.open {
				v.low = min(v.low, w.order)
			}
			continue
		}
		if v.low == v.order {
			first := len(stack) - 1
			for stack[first] != top.at {
				first--
			}
			g.finish(stack[first:])
			stack = stack[:first]
		}
		if path = path[:len(path)-1]; len(path) > 0 {
			above := g.vertices[path[len(path)-1].at]
			above.low = min(above.low, v.low)
		}
	}
}

// discover makes the vertex of a node.
func (g *graph) discover(n node) {
	g.order++
	v := &vertex{order: g.order, low: g.order, open: true}
	g.vertices[n] = v
	if g.order > maxNodes {
		v.err = errTooMuch
		return
	}
	object, err := g.follow(n.at)
	if err != nil {
		v.err = err
		return
	}
	v.form = &form{}
	v.err = g.value(v.form, object, n.role)
}

// finish closes a component: all that it leads to has been closed.
func (g *graph) finish(component []node) {
	entered := g.vertices[component[0]]
	cyclic, layered := len(component) > 1, false
	var failed error
	for _, n := range component {
		g.vertices[n].component = entered.order
	}
	for _, n := range component {
		v := g.vertices[n]
		failed = cmp.Or(failed, v.err)
		if v.err != nil {
			continue
		}
		layered = layered || v.form.layered
		for _, hole := range v.form.holes {
			if w := g.vertices[hole.to]; w.component == v.component {
				cyclic = true
			} else {
				_, below, err := g.digest(hole.to)
				layered, failed = layered || below, cmp.Or(failed, err)
			}
		}
	}
	for _, n := range component {
		v := g.vertices[n]
		v.open, v.err, v.layered, v.cyclic = false, failed, layered, cyclic
	}
	if failed == nil && !cyclic {
		entered.digest, _, entered.err = g.fill(entered.form)
	}
	if failed != nil || !cyclic {
		for _, n := range component {
			g.drop(g.vertices[n].form)
			g.vertices[n].form = nil
		}
	}
}

// fill digests a form, its holes filled with digests, and tells whether it or
// anything that it leads to is layered.
func (g *graph) fill(f *form) (digest dossier.Digest, layered bool, err error) {
	hash, at := sha256.New(), 0
	layered = f.layered
	for _, hole := range f.holes {
		digest, below, err := g.digest(hole.to)
		if err != nil {
			return dossier.Digest{}, false, err
		}
		layered = layered || below
		hash.Write(f.text[at : hole.at+1])
		hash.Write(digest[:])
		at = hole.at + 1
	}
	hash.Write(f.text[at:])
	return dossier.Digest(hash.Sum(nil)), layered, nil
}

// enter digests a component as seen from one of its nodes.
func (g *graph) enter(from node) (dossier.Digest, error) {
	hash := sha256.New()
	places := map[node]int{from: 0}
	for queue, i := []node{from}, 0; i < len(queue); i++ {
		v, at := g.vertices[queue[i]], 0
		if g.room -= int64(len(v.form.text) + len(v.form.holes)*len(v.digest)); g.room < 0 {
			return dossier.Digest{}, errTooMuch
		}
		hash.Write([]byte{'@'})
		for _, hole := range v.form.holes {
			hash.Write(v.form.text[at:hole.at])
			at = hole.at + 1 // its mark becomes one of two
			if g.vertices[hole.to].component != v.component {
				digest, _, err := g.digest(hole.to)
				if err != nil {
					return dossier.Digest{}, err
				}
				hash.Write([]byte{'&'})
				hash.Write(digest[:])
				continue
			}
			place, met := places[hole.to]
			if !met {
				place = len(queue)
				places[hole.to] = place
				queue = append(queue, hole.to)
			}
			hash.Write(binary.BigEndian.AppendUint32([]byte{'@'}, uint32(place)))
		}
		hash.Write(v.form.text[at:])
	}
	return dossier.Digest(hash.Sum(nil)), nil
}

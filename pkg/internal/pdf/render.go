package pdf

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// renderVersion begins what is digested of a page. A change of what goes into it, or
// how, is another version.
const renderVersion = "leakprint/render/1"

// RenderDigests returns a digest for each page such that pages of equal digests, of one
// document or of two, are drawn and read the same; zero where there is none. That two
// digests differ does not mean that the pages do.
//
// A render digest is the SHA-256 of renderVersion and of four digests, the last three
// zero where they do not apply:
//
//  1. the page: its dictionary, with the attributes that it inherits and the defaults of
//     CropBox, Rotate and UserUnit filled in, and what its Contents draw;
//  2. of a page with annotations, the interactive form without its fields, of which
//     those on the page are annotations;
//  3. the output intents, by which some programs convert colours;
//  4. of a page of which something may depend on layers, these and their configuration
//     (OCProperties).
//
// All are digests of canonical forms (see form) of everything that they lead to (see
// graph), but for what the table of roles leaves out. Not covered are the logical
// structure (StructTreeRoot) and the document's scripts.
//
// The digest speaks of the file as pdfcpu reads it. There is none where other programs
// are known to read it otherwise: a page tree that is not what its nodes say, objects that
// pdfcpu passed over, streams of another length than their own, data in another file.
// But pdfcpu is lenient with malformed numbers, strings and names, of which programs
// make different things: what was made to mislead can have the digest of another page.
func (d *Document) RenderDigests() []dossier.Digest {
	if ctx, err := d.readObjects(); err == nil {
		if digests, err := newGraph(ctx, d.data).renderAll(d.pages); err == nil {
			return digests
		}
	}
	return make([]dossier.Digest, d.pages)
}

// renderAll digests the pages of a document that has as many as given; an error when
// no page has a digest.
func (g *graph) renderAll(pages int) (digests []dossier.Digest, err error) {
	defer recovered(&err)
	leaves, err := g.pageTree()
	if err != nil {
		return nil, fmt.Errorf("digest pages: %w", err)
	}
	if len(leaves) != pages {
		return nil, fmt.Errorf("digest pages: %w: %d pages, not %d", errUnlike, len(leaves), pages)
	}
	d := g.documentWide()
	for _, l := range leaves {
		digest, err := g.render(l, d)
		if err != nil {
			digest = dossier.Digest{}
		}
		digests = append(digests, digest)
	}
	return digests, nil
}

// maxTreeDepth is how many levels a page tree may have.
const maxTreeDepth = 100

// A leaf is a page with the nodes of the page tree above it, the nearest first.
type leaf struct {
	page  types.Dict
	above []types.Dict
}

// pageTree lists the pages and fills in g.pages and g.trunk. It returns an error
// wrapping errUnlike when programs might count or find pages differently.
func (g *graph) pageTree() ([]leaf, error) {
	root, ok := g.catalog()["Pages"].(types.IndirectRef)
	if !ok {
		return nil, fmt.Errorf("%w: no page tree", errUnlike)
	}
	leaves, err := g.branch(nil, root, nil, nil)
	g.trunk[g.ctx.Root.ObjectNumber.Value()] = true
	return leaves, err
}

// branch adds the pages at a place in the page tree to leaves.
func (g *graph) branch(leaves []leaf, at types.IndirectRef, above []types.Dict, parent *types.IndirectRef) ([]leaf, error) {
	number := at.ObjectNumber.Value()
	object, err := g.ctx.Dereference(at)
	if err != nil {
		return nil, err
	}
	dict, ok := object.(types.Dict)
	if !ok || len(above) > maxTreeDepth || parent != nil && dict["Parent"] != *parent {
		return nil, fmt.Errorf("%w: object %d does not fit the page tree", errUnlike, number)
	}
	if dict["Kids"] == nil {
		g.trunk[number] = true
		leaves = append(leaves, leaf{dict, above})
		if g.pages[number] == 0 {
			g.pages[number] = len(leaves)
		}
		return leaves, nil
	}
	if g.trunk[number] {
		return nil, fmt.Errorf("%w: object %d stands twice in the page tree", errUnlike, number)
	}
	kids, err := g.ctx.DereferenceArray(dict["Kids"])
	if err != nil {
		return nil, err
	}
	g.trunk[number] = true
	before := len(leaves)
	above = append([]types.Dict{dict}, above...)
	for _, kid := range kids {
		kid, ok := kid.(types.IndirectRef)
		if !ok {
			return nil, fmt.Errorf("%w: object %d holds a page directly", errUnlike, number)
		}
		if leaves, err = g.branch(leaves, kid, above, &at); err != nil {
			return nil, err
		}
	}
	if count, err := g.ctx.DereferenceInteger(dict["Count"]); err != nil || count == nil || count.Value() != len(leaves)-before {
		return nil, fmt.Errorf("%w: object %d counts other pages", errUnlike, number)
	}
	return leaves, nil
}

// catalog is the document's catalog; nil for none.
func (g *graph) catalog() types.Dict {
	if g.ctx.Root == nil {
		return nil
	}
	catalog, _ := g.ctx.DereferenceDict(*g.ctx.Root)
	return catalog
}

// A wide is a digest of something that concerns the whole document; zero for nothing.
type wide struct {
	digest  dossier.Digest
	layered bool
	err     error // why there is none, nor of any page that it concerns
}

// A documentWide is what pages depend on beside what they lead to.
type documentWide struct {
	form, intents, layers wide
}

func (g *graph) documentWide() documentWide {
	catalog := g.catalog()
	var d documentWide
	d.layers = g.wide(catalog["OCProperties"], plain, g.findLayers) // first: it numbers them
	d.form = g.wide(catalog["AcroForm"], formRole, nil)
	d.intents = g.wide(catalog["OutputIntents"], plain, nil)
	return d
}

// wide digests an entry of the catalog, before which begin may put something.
func (g *graph) wide(entry types.Object, as role, begin func(f *form, entry types.Object) error) wide {
	var w wide
	f := &form{}
	defer g.drop(f)
	object, err := g.follow(entry)
	if err != nil || object == nil {
		return wide{err: err}
	}
	if begin != nil {
		err = begin(f, object)
	}
	if err = cmp.Or(err, g.value(f, object, as)); err != nil {
		return wide{err: err}
	}
	w.digest, w.layered, w.err = g.fill(f)
	return w
}

// findLayers numbers the optional content groups (ISO 32000-1, 8.11.2) that the
// document's layer properties name and puts what they say of themselves. What else
// names them does so by number: two of the same name may be in different states.
func (g *graph) findLayers(f *form, properties types.Object) error {
	dict, ok := properties.(types.Dict)
	if !ok {
		return fmt.Errorf("%w: layer properties that are no dictionary", errUnlike)
	}
	listed, err := g.follow(dict["OCGs"])
	if err != nil {
		return err
	}
	groups := layerFinder{graph: g, seen: map[types.IndirectRef]bool{}}
	each, _ := listed.(types.Array)
	for _, group := range each {
		if reference, ok := group.(types.IndirectRef); ok {
			groups.add(reference)
		}
	}
	if err := groups.find(dict); err != nil {
		return err
	}
	for _, group := range groups.found {
		f.holes = append(f.holes, hole{len(f.text), node{group, plain}})
		if err := g.put(f, '&'); err != nil {
			return err
		}
	}
	for i, group := range groups.found {
		g.layers[group.ObjectNumber.Value()] = i + 1
	}
	return nil
}

// A layerFinder looks for optional content groups in the order of a canonical form.
type layerFinder struct {
	*graph
	seen  map[types.IndirectRef]bool
	found []types.IndirectRef
}

func (l *layerFinder) add(group types.IndirectRef) {
	if !l.seen[group] {
		l.seen[group] = true
		l.found = append(l.found, group)
	}
}

// find looks through an object and what it refers to.
func (l *layerFinder) find(object types.Object) error {
	for todo := []types.Object{object}; len(todo) > 0; {
		last := len(todo) - 1
		object, todo = todo[last], todo[:last]
		if reference, ok := object.(types.IndirectRef); ok {
			if l.seen[reference] {
				continue
			}
			to, err := l.follow(reference)
			if err != nil {
				return err
			}
			if dict, ok := to.(types.Dict); ok && dict["Type"] == types.Name("OCG") {
				l.add(reference)
				continue
			}
			l.seen[reference] = true
			object = to
		}
		switch held := object.(type) {
		case types.Array:
			for _, element := range slices.Backward(held) {
				todo = append(todo, element)
			}
		case types.Dict:
			for _, key := range slices.Backward(slices.Sorted(maps.Keys(held))) {
				todo = append(todo, held[key])
			}
		}
	}
	return nil
}

// render digests one page.
func (g *graph) render(l leaf, d documentWide) (dossier.Digest, error) {
	f := &form{}
	defer g.drop(f)
	page, err := g.effective(l)
	if err != nil {
		return dossier.Digest{}, err
	}
	if err := g.dict(f, page, pageRole, []string{"Contents"}); err != nil {
		return dossier.Digest{}, err
	}
	if err := g.content(f, page["Contents"]); err != nil {
		return dossier.Digest{}, err
	}
	digest, layered, err := g.fill(f)
	parts := []wide{{digest, layered, err}, {}, d.intents, {}}
	if page["Annots"] != nil {
		parts[1] = d.form
	}
	if parts[0].layered || parts[1].layered || parts[2].layered {
		parts[3] = d.layers
	}
	hash := sha256.New()
	hash.Write([]byte(renderVersion))
	for _, part := range parts {
		if part.err != nil {
			return dossier.Digest{}, part.err
		}
		hash.Write(part.digest[:])
	}
	return dossier.Digest(hash.Sum(nil)), nil
}

// effective is a page's dictionary with what it inherits (ISO 32000-1, table 30) and
// with the defaults of what a page may leave out; what matters not to the page is left out.
// Direct and indirect values are the same: programs move them when they fill them in.
func (g *graph) effective(l leaf) (types.Dict, error) {
	page := types.Dict{}
	for key, value := range l.page {
		if pageRole.entry(types.Name(key)) == omitted {
			continue
		}
		object, err := g.follow(value)
		if err != nil {
			return nil, err
		}
		if object != nil {
			page[key] = object
		}
	}
	for _, key := range []string{"Resources", "MediaBox", "CropBox", "Rotate"} {
		for _, above := range l.above {
			if page[key] != nil {
				break
			}
			object, err := g.follow(above[key])
			if err != nil {
				return nil, err
			}
			if object != nil {
				page[key] = object
			}
		}
	}
	for key, value := range map[string]types.Object{"CropBox": page["MediaBox"], "Rotate": types.Integer(0), "UserUnit": types.Integer(1)} {
		if page[key] == nil && value != nil {
			page[key] = value
		}
	}
	return page, nil
}

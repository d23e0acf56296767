package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	likePicture   = .9   // likeness from which two pictures show the same...
	likeScanned   = .6   // ...where one of them was scanned
	likeOverlaid  = .4   // ...where something goes over them
	leastPicture  = 12.  // points on the shorter side; less is a rule or a bullet
	explainedInk  = .5   // share of a region that must be accounted for
	leastDrawing  = 30.  // square points of ink below which a region is no overlay
	leastPaint    = 200. // ...and a scanned picture is not painted over
	leastOnScans  = 120. // ...where both pages were scanned
	leastExtent   = 6.   // points on the longer side
	mostDisplaced = .3   // share of the words that may lie elsewhere for drawings to be compared
)

// An imagePair is a picture of the known page and what the query page has in its place.
type imagePair struct {
	query, known dossier.Image
	box          dossier.Box // on the known page
	replaced     bool        // it shows something else
	stored       bool        // it shows the same and is stored anew
}

// comparePictures compares the pictures within the known page with what the query page
// has in their place. A picture that fills the page is the page itself.
func (p *Comparison) comparePictures() {
	if !p.placed || !p.query.drawn {
		return
	}
	told := p.accounted()
	for _, k := range p.known.Images {
		if min(k.Box.W, k.Box.H) < leastPicture {
			continue
		}
		whole := fillsPage(k.Box, p.known.Page)
		pair := imagePair{known: k, box: k.Box}
		i := slices.IndexFunc(p.query.Images, func(q dossier.Image) bool {
			at := mapBox(p.toKnown, q.Box)
			return overlap(at, k.Box) >= .8*max(k.Box.W*k.Box.H, at.W*at.H)
		})
		switch {
		case i >= 0:
			pair.query = p.query.Images[i]
			if pair.query.Trimmed == k.Trimmed || pair.query.SHA256 == k.SHA256 {
				continue
			}
			pair.replaced = !whole && p.ink != nil && (p.unlike(k.Box, told, likePicture) || p.drawnInto(k.Box, told, func(ink.Region) bool { return true }))
			pair.stored = !pair.replaced
		case p.query.isPicture && !whole && p.ink != nil:
			pair.replaced = p.unlike(k.Box, told, likeScanned) || p.drawnInto(k.Box, told, func(r ink.Region) bool { return r.Solid && !r.Gray && r.Ink >= leastPaint })
		}
		p.images = append(p.images, pair)
	}
}

// unlike reports whether a picture shows something else than what is in its place; where
// a watermark or the like goes over it, it has to be much else.
func (p *Comparison) unlike(box dossier.Box, told []dossier.Box, least float64) bool {
	over := slices.Clone(told)
	for _, r := range p.ink.Added() {
		if !covers(box, r.Known) {
			over = append(over, r.Known)
		}
	}
	if slices.ContainsFunc(over, func(b dossier.Box) bool { return overlapsBy(.05, b, box) }) {
		least = likeOverlaid
	}
	return p.ink.Likeness(box) < least
}

// drawnInto reports whether ink of a sort was added to or removed from a picture, other
// than by what is told already or goes beyond it.
func (p *Comparison) drawnInto(box dossier.Box, told []dossier.Box, sort func(ink.Region) bool) bool {
	return slices.ContainsFunc(append(slices.Clone(p.ink.Added()), p.ink.Removed()...), func(r ink.Region) bool {
		return covers(box, r.Known) && r.Ink >= leastDrawing && sort(r) && !accountsFor(told, r.Known)
	})
}

// compareDrawings makes changes of ink that nothing else accounts for: stamps, lines,
// handwriting, watermarks.
func (p *Comparison) compareDrawings() {
	if p.ink == nil || p.SetAnew() || p.reflowed() || p.misfit || p.otherForm {
		return
	}
	back, ok := p.toKnown.Inverse()
	if !ok {
		return
	}
	p.drawn = true
	known := p.accounted()
	added := change{spot: spot{previous: -1}, kind: dossier.OverlayAdded, basis: "ink where the known page has none"}
	removed := change{spot: spot{previous: -1}, kind: dossier.OverlayRemoved, basis: "ink of the known page is gone"}
	for _, r := range p.ink.Added() {
		if p.tooSmall(r) || accountsFor(known, r.Known) || p.newWords(r.Query) || r.Solid && p.redactedUnder(r.Known) || !(r.Solid && !r.Gray) && p.withinPicture(r.Known) {
			continue
		}
		if r.Solid && !r.Gray && p.pictureUnder(r.Known) {
			p.changes = append(p.changes, change{spot: spot{previous: -1}, kind: dossier.TextRedacted, boxes: []dossier.Box{r.Known}, queryBoxes: []dossier.Box{r.Query}, covered: true, basis: "a box stands over a picture"})
			continue
		}
		added.boxes, added.queryBoxes = append(added.boxes, r.Known), append(added.queryBoxes, r.Query)
	}
	for _, r := range p.ink.Removed() {
		if p.tooSmall(r) || accountsFor(known, r.Known) || p.goneWords(r.Known) || p.isText(r.Known) || p.withinPicture(r.Known) {
			continue
		}
		removed.boxes, removed.queryBoxes = append(removed.boxes, r.Known), append(removed.queryBoxes, mapBox(back, r.Known))
	}
	for _, c := range []change{added, removed} {
		if len(c.boxes) > 0 {
			p.changes = append(p.changes, c)
		}
	}
}

// reflowed reports whether much of the text lies elsewhere, so that ink cannot be told
// from ink displaced.
func (p *Comparison) reflowed() bool {
	n := 0
	for _, moved := range p.words.displaced {
		if moved {
			n++
		}
	}
	return float64(n) > mostDisplaced*float64(len(p.words.pairs))
}

// accounted is where on the known page ink differs for reasons that are told otherwise.
func (p *Comparison) accounted() []dossier.Box {
	var boxes []dossier.Box
	add := func(h layout.Homography, some ...dossier.Box) {
		for _, b := range some {
			boxes = append(boxes, grow(mapBox(h, b), 3))
		}
	}
	for _, c := range p.changes {
		add(identity, c.boxes...)
		add(p.toKnown, c.queryBoxes...)
	}
	for _, pair := range p.words.pairs {
		if p.words.displaced[pair.query] {
			add(identity, p.words.known[pair.known].Box)
			add(p.toKnown, p.words.query[pair.query].Box)
		}
		if p.query.hidden[pair.query] {
			add(identity, p.words.known[pair.known].Box)
		}
	}
	for _, a := range p.query.annotations {
		add(p.toKnown, a.Box)
	}
	for _, a := range p.known.annotations {
		add(identity, a.Box)
	}
	for _, i := range p.images {
		if i.replaced {
			add(identity, i.box)
		}
	}
	return boxes
}

// goneWords reports whether a region of the known page is the ink of words that are told
// to be gone or elsewhere; newWords the like of the query page.
func (p *Comparison) goneWords(region dossier.Box) bool {
	told := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range c.gone {
			told[w] = true
		}
	}
	for _, pair := range p.words.pairs {
		told[pair.known] = told[pair.known] || p.words.displaced[pair.query] || p.query.hidden[pair.query]
	}
	return mostlyTold(p.words.known, region, told)
}

func (p *Comparison) newWords(region dossier.Box) bool {
	told := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range c.come {
			told[w] = true
		}
	}
	for q, moved := range p.words.displaced {
		told[q] = told[q] || moved
	}
	return mostlyTold(p.words.query, region, told)
}

// mostlyTold reports whether words stand in a region and most of them are told.
func mostlyTold(words []dossier.Word, region dossier.Box, told map[int]bool) bool {
	n, of := 0, 0
	for i, w := range words {
		if covers(region, w.Box) {
			of++
			if told[i] {
				n++
			}
		}
	}
	return of > 0 && 10*n >= 3*of
}

// accountsFor reports whether boxes cover much of a region, or lie mostly in it: a bar
// over words is larger than they are.
func accountsFor(boxes []dossier.Box, region dossier.Box) bool {
	covered := 0.0
	for _, b := range boxes {
		covered += overlap(b, region)
	}
	return covered >= explainedInk*region.W*region.H
}

// withinPicture reports whether a region lies in a picture that is the same: shades and
// textures come out otherwise at another size.
func (p *Comparison) withinPicture(region dossier.Box) bool {
	return slices.ContainsFunc(p.known.Images, func(i dossier.Image) bool {
		return !fillsPage(i.Box, p.known.Page) && overlapsBy(.9, i.Box, region)
	})
}

// isText reports whether a region of the known page is that of words, which are looked
// at one by one.
func (p *Comparison) isText(region dossier.Box) bool {
	area := 0.0
	for _, w := range p.words.known {
		area += overlap(w.Box, region)
	}
	return area >= .35*region.W*region.H
}

// tooSmall reports whether a region is too small to be told. Photocopies have specks and
// streaks, and lose what is faint.
func (p *Comparison) tooSmall(r ink.Region) bool {
	least := leastDrawing
	if p.query.isPicture && p.known.isPicture {
		least = leastOnScans
	}
	return r.Ink < least || max(r.Known.W, r.Known.H) < leastExtent
}

// redactedUnder reports whether words lie under a box, which accounts for it however
// much larger it is.
func (p *Comparison) redactedUnder(box dossier.Box) bool {
	under := func(b dossier.Box) bool { return covers(box, b) }
	for _, c := range p.changes {
		if c.kind == dossier.TextRedacted && slices.ContainsFunc(c.boxes, under) {
			return true
		}
	}
	return slices.ContainsFunc(p.words.pairs, func(w paired) bool { return p.query.hidden[w.query] && under(p.words.known[w.known].Box) })
}

func (p *Comparison) pictureUnder(box dossier.Box) bool {
	for _, i := range p.known.Images {
		if overlapsBy(.5, i.Box, box) {
			return true
		}
	}
	return false
}

package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

const (
	explainedShare = .5   // share of a region's area that must be explained
	leastDrawing   = 30.  // square points of ink below which a region is no drawing
	leastOnScans   = 120. // ...where both pages were scanned
	leastExtent    = 6.   // points on the longer side
	mostDisplaced  = .3   // share of the words that may lie elsewhere for drawings to be compared
)

// compareDrawings makes changes of ink that nothing else explains: stamps, lines,
// handwriting, watermarks. Pages the text of which lies elsewhere, or was filled in
// differently, are not compared: there, new ink cannot be
// distinguished from ink displaced. Nor is paper that did not lie flat, on which folds and
// shadows would be drawings.
func (p *Comparison) compareDrawings() {
	if p.ink == nil || p.Retypeset() || p.reflowed() || p.linesShifted || p.otherForm || p.pair.Bent {
		return
	}
	toQuery, ok := p.toKnown.Inverse()
	if !ok {
		return
	}
	p.inkCompared = true
	explained := p.explainedBoxes()
	added := change{hunk: hunk{previous: -1}, kind: dossier.OverlayAdded, basis: "ink where the known page has none"}
	removed := change{hunk: hunk{previous: -1}, kind: dossier.OverlayRemoved, basis: "ink of the known page is gone"}
	for _, r := range p.ink.Added() {
		switch p.judgeAdded(r, explained) {
		case isRedaction: // at once: it explains smaller ones under it
			p.changes = append(p.changes, change{
				hunk: hunk{previous: -1}, kind: dossier.TextRedacted, boxes: []dossier.Box{r.Known}, queryBoxes: []dossier.Box{r.Query},
				covered: true, basis: "a box stands over a picture",
			})
		case isDrawing:
			if len(added.boxes) == 0 && isBar(r) {
				added.form = dossier.OverlayBox
			} else if !isBar(r) {
				added.form = ""
			}
			added.boxes, added.queryBoxes = append(added.boxes, r.Known), append(added.queryBoxes, r.Query)
		}
	}
	for _, r := range p.ink.Removed() {
		if p.judgeRemoved(r, explained) == isDrawing {
			removed.boxes, removed.queryBoxes = append(removed.boxes, r.Known), append(removed.queryBoxes, mapBox(toQuery, r.Known))
		}
	}
	for _, c := range []change{added, removed} {
		if len(c.boxes) > 0 {
			p.changes = append(p.changes, c)
		}
	}
}

// A regionKind is what a region of ink that only one page has is.
type regionKind int

const (
	isNothing   regionKind = iota // it is explained, or too small to count
	isRedaction                   // a box over a picture
	isDrawing
)

// judgeAdded says what ink is that only the query page has. The first case that holds
// decides.
func (p *Comparison) judgeAdded(r ink.Region, explained []dossier.Box) regionKind {
	switch {
	case p.tooSmall(r),
		isExplained(r.Known, explained),
		!isBar(r) && p.isOfWord(r.Known),
		p.isInsertedWords(r.Query),
		r.Solid && p.coversRedacted(r.Known),
		p.isBars(r),
		!isBar(r) && p.withinPicture(r.Known):
		return isNothing
	case isBar(r) && p.onPicture(r.Known) && !p.ink.Bare(r.Known):
		return isRedaction
	}
	return isDrawing
}

// judgeRemoved says what ink is that only the known page has.
func (p *Comparison) judgeRemoved(r ink.Region, explained []dossier.Box) regionKind {
	switch {
	case p.tooSmall(r),
		isExplained(r.Known, explained),
		p.isOfWord(r.Known),
		p.isDeletedWords(r.Known),
		p.isText(r.Known),
		p.withinPicture(r.Known):
		return isNothing
	}
	return isDrawing
}

// isBar reports whether a region is filled with ink as dark as text, as a redaction is.
func isBar(r ink.Region) bool { return r.Solid && !r.Gray }

// tooSmall reports whether a region is too small to count. Photocopies have specks and
// streaks, and lose what is faint.
func (p *Comparison) tooSmall(r ink.Region) bool {
	least := leastDrawing
	if p.query.isPicture && p.known.isPicture {
		least = leastOnScans
	}
	return r.Ink < least || max(r.Known.W, r.Known.H) < leastExtent
}

// reflowed reports whether much of the text lies elsewhere.
func (p *Comparison) reflowed() bool {
	n := 0
	for _, moved := range p.words.displaced {
		if moved {
			n++
		}
	}
	return float64(n) > mostDisplaced*float64(len(p.words.pairs))
}

// explainedBoxes returns where on the known page ink differs for reasons that are
// reported otherwise, or that change nothing: what was found so far, words that lie
// elsewhere or are hidden, annotations and pictures.
func (p *Comparison) explainedBoxes() []dossier.Box {
	var boxes []dossier.Box
	add := func(toKnown layout.Homography, some ...dossier.Box) {
		for _, b := range some {
			boxes = append(boxes, grow(mapBox(toKnown, b), 3))
		}
	}
	for _, c := range p.changes {
		add(identity, c.boxes...)
		add(p.toKnown, c.queryBoxes...)
	}
	for _, pair := range p.words.pairs {
		if p.words.displaced[pair.query] && !p.eitherMachineRead() { // ink is judged where it lies, whatever was read
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
	for _, c := range p.pictures {
		if c.replaced {
			add(identity, c.known)
		}
	}
	return boxes
}

// isExplained reports whether boxes cover much of a region. They may lie well within it:
// a bar is larger than the words under it.
func isExplained(region dossier.Box, boxes []dossier.Box) bool {
	covered := 0.0
	for _, b := range boxes {
		covered += b.Overlap(region)
	}
	return covered >= explainedShare*region.W*region.H
}

// isDeletedWords reports whether a region of the known page is the ink of words that are
// reported as deleted, or lie elsewhere, or are hidden.
func (p *Comparison) isDeletedWords(region dossier.Box) bool {
	explained := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range c.deleted {
			explained[w] = true
		}
	}
	for _, pair := range p.words.pairs {
		explained[pair.known] = explained[pair.known] || p.words.displaced[pair.query] || p.query.hidden[pair.query]
	}
	return hasManyOf(p.words.known, region, explained)
}

// isInsertedWords reports whether a region of the query page is the ink of words that are
// reported as inserted, or lie elsewhere.
func (p *Comparison) isInsertedWords(region dossier.Box) bool {
	explained := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range c.inserted {
			explained[w] = true
		}
	}
	for w, moved := range p.words.displaced {
		explained[w] = explained[w] || moved
	}
	return hasManyOf(p.words.query, region, explained)
}

// hasManyOf reports whether words lie in a region, and three tenths of them or more are
// of those chosen.
func hasManyOf(words []dossier.Word, region dossier.Box, chosen map[int]bool) bool {
	n, all := 0, 0
	for i, w := range words {
		if covers(region, w.Box) {
			all++
			if chosen[i] {
				n++
			}
		}
	}
	return all > 0 && 10*n >= 3*all
}

// isText reports whether much of a region of the known page is taken up by words, which
// are judged one by one.
func (p *Comparison) isText(region dossier.Box) bool {
	area := 0.0
	for _, w := range p.words.known {
		area += w.Box.Overlap(region)
	}
	return area >= .35*region.W*region.H
}

// coversRedacted reports whether words are hidden under a box, which they explain however
// much larger it is.
func (p *Comparison) coversRedacted(box dossier.Box) bool {
	under := func(b dossier.Box) bool { return covers(box, b) }
	for _, c := range p.changes {
		if c.kind == dossier.TextRedacted && slices.ContainsFunc(c.boxes, under) {
			return true
		}
	}
	return slices.ContainsFunc(p.words.pairs, func(w wordPair) bool { return p.query.hidden[w.query] && under(p.words.known[w.known].Box) })
}

// isBars reports whether the ink of a region is that of boxes over redacted or hidden words:
// boxes on lines that follow one another, of different length, are one region.
func (p *Comparison) isBars(r ink.Region) bool {
	const share = .3 // of the region
	var boxes []dossier.Box
	for _, c := range p.changes {
		if c.kind == dossier.TextRedacted {
			boxes = append(boxes, c.boxes...)
		}
	}
	for _, pair := range p.words.pairs {
		if p.query.hidden[pair.query] {
			boxes = append(boxes, p.words.known[pair.known].Box)
		}
	}
	covered := 0.
	for _, b := range boxes {
		covered += grow(b, 3).Overlap(r.Known)
	}
	return !r.Gray && covered >= r.Ink && covered >= share*r.Known.W*r.Known.H
}

// withinPicture reports whether a region lies in a picture on the known page, the shades
// and textures of which come out otherwise at another size.
func (p *Comparison) withinPicture(region dossier.Box) bool {
	return slices.ContainsFunc(p.known.Images, func(i dossier.Image) bool {
		return !p.known.FilledBy(i) && overlapsBy(.9, i.Box, region)
	})
}

// onPicture reports whether half of a region or more lies on a picture of the known page.
func (p *Comparison) onPicture(region dossier.Box) bool {
	return slices.ContainsFunc(p.known.Images, func(i dossier.Image) bool { return overlapsBy(.5, i.Box, region) })
}

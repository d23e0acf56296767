package alteration

import (
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

const (
	leastRepeated        = 2 // pages on which the same insertion or deletion is an overlay rather than an edit
	leastRepeatedLetters = 6 // characters that it has at least
)

// overlay returns the detector of what was put on pages, or of what was taken off them:
// watermarks, stamps, headers and footers. The same on many pages is one alteration.
func overlay(kind dossier.Kind) detector {
	return func(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
		var groups []overlayGroup
		add := func(a dossier.Alteration, c change) {
			if i := slices.IndexFunc(groups, func(g overlayGroup) bool { return sameOverlay(g.first, c) }); i >= 0 {
				groups[i] = groups[i].with(a)
			} else {
				groups = append(groups, newOverlayGroup(a, c))
			}
		}
		for _, p := range d.Pages {
			for _, c := range p.changes {
				if c.kind == kind {
					add(p.alteration(c), c)
				}
			}
		}
		for _, f := range d.Flows {
			for _, a := range f.edits {
				if a.Kind == kind {
					add(a, change{before: a.Before, after: a.After})
				}
			}
		}
		var found []dossier.Alteration
		for _, g := range groups {
			found = append(found, g.Alteration)
		}
		slices.SortStableFunc(found, byPages)
		return found
	}
}

// An overlayGroup is an overlay on one page or more.
type overlayGroup struct {
	dossier.Alteration
	first change // on the first page that has it
}

func newOverlayGroup(a dossier.Alteration, first change) overlayGroup {
	a.Lead, a.Trail = "", "" // an overlay stands beside the text
	return overlayGroup{a, first}
}

// with returns the overlay as it is on one page more.
func (g overlayGroup) with(a dossier.Alteration) overlayGroup {
	g.Boxes, g.QueryBoxes = slices.Concat(g.Boxes, a.Boxes), slices.Concat(g.QueryBoxes, a.QueryBoxes)
	g.QueryPages, g.KnownPages = union(g.QueryPages, a.QueryPages), union(g.KnownPages, a.KnownPages)
	return g
}

// union returns a and what of b is not in it.
func union(a, b []int) []int {
	return slices.Concat(a, slices.DeleteFunc(slices.Clone(b), func(n int) bool { return slices.Contains(a, n) }))
}

// sameOverlay reports whether two changes of one kind are one overlay on two pages: the
// same words but for numbers, or a drawing of one size in one place.
func sameOverlay(a, b change) bool {
	textA, textB := a.before+a.after, b.before+b.after
	if textA != "" || textB != "" {
		return wording.SameButNumbers(textA, textB)
	}
	return sameExtent(bounds(a.boxes), bounds(b.boxes))
}

// joinRepeated makes overlays of words that were inserted in, or deleted from, the same
// place of several pages.
func (d *Differences) joinRepeated() {
	for i, p := range d.Pages {
		for j, c := range p.changes {
			if !c.isOneSided() || len(wording.MaskNumbers(c.before+c.after)) < leastRepeatedLetters || d.pagesWith(c, i) < leastRepeated {
				continue
			}
			if c.before == "" {
				c.kind, c.basis = dossier.OverlayAdded, "the same words were added in the same place of several pages"
			} else {
				c.kind, c.basis = dossier.OverlayRemoved, "the same words are gone from the same place of several pages"
			}
			p.changes[j] = c
		}
	}
}

// pagesWith counts the pages that have a change of page own, that one included.
func (d *Differences) pagesWith(c change, own int) int {
	n := 1
	for i, p := range d.Pages {
		if i != own && slices.ContainsFunc(p.changes, func(o change) bool { return o.isOneSided() && c.repeats(o) }) {
			n++
		}
	}
	return n
}

// isOneSided reports whether words were only inserted, or only deleted without a box in
// their place.
func (c change) isOneSided() bool {
	switch c.kind {
	case dossier.TextEdited, dossier.OverlayAdded, dossier.OverlayRemoved:
		return (c.before == "") != (c.after == "")
	case dossier.TextRedacted:
		return !c.covered && c.after == ""
	}
	return false
}

// repeats reports whether two one-sided changes are of the same words at the same height.
func (c change) repeats(o change) bool {
	if !wording.SameButNumbers(c.before, o.before) || !wording.SameButNumbers(c.after, o.after) {
		return false
	}
	a, b := bounds(slices.Concat(c.boxes, c.queryBoxes)), bounds(slices.Concat(o.boxes, o.queryBoxes))
	return math.Abs(a.Y-b.Y) <= samePlace
}

// HasUnreadOverlay reports whether something was put on a page that nobody has read, and it is not
// known what it is. The caller may recognise the query page's words and call ReadOverlays.
func (p *Comparison) HasUnreadOverlay() bool {
	return len(p.query.Words) == 0 && slices.ContainsFunc(p.changes, change.isUnreadOverlay)
}

func (c change) isUnreadOverlay() bool {
	return c.kind == dossier.OverlayAdded && c.form == "" && c.before == "" && c.after == ""
}

// ReadOverlays tells what was put on the page by the words that a machine recognised on the query
// page where the known page has none. It changes nothing else.
func (p *Comparison) ReadOverlays(words []dossier.Word) {
	for i, c := range p.changes {
		if !c.isUnreadOverlay() {
			continue
		}
		var read []string
		for _, w := range words {
			if likeWord(w) && slices.ContainsFunc(c.queryBoxes, func(b dossier.Box) bool { return covers(grow(b, 2), w.Box) }) && !p.onKnownWords(w.Box) {
				read = append(read, w.Text)
			}
		}
		p.changes[i].after = strings.Join(read, " ")
	}
}

// onKnownWords reports whether a box of the query page lies on words of the known page.
func (p *Comparison) onKnownWords(b dossier.Box) bool {
	onKnown := mapBox(p.toKnown, b)
	return slices.ContainsFunc(p.words.known, func(w dossier.Word) bool { return w.Box.Overlap(onKnown) > 0 })
}

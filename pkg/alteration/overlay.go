package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// overlay finds what was put on pages, or what was taken off them: watermarks, stamps,
// headers and footers. The same on many pages is one alteration.
func overlay(kind dossier.Kind) detector {
	return func(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
		var found []dossier.Alteration
		var sorts []overlaid
		for _, p := range d.Pages {
			for _, c := range p.changes {
				if c.kind == kind {
					sorts = p.addOverlay(sorts, c)
				}
			}
		}
		for _, s := range sorts {
			found = append(found, s.Alteration)
		}
		slices.SortStableFunc(found, byPages)
		return found
	}
}

// An overlaid is an overlay and what it looks like on the first page that bears it.
type overlaid struct {
	dossier.Alteration
	first change
}

func (p *Comparison) addOverlay(sorts []overlaid, c change) []overlaid {
	one := p.alteration(c)
	i := slices.IndexFunc(sorts, func(s overlaid) bool { return sameOverlay(s.first, c) })
	if i < 0 {
		one.Lead, one.Trail = "", ""
		return append(sorts, overlaid{one, c})
	}
	a := &sorts[i].Alteration
	a.Boxes, a.QueryBoxes = append(a.Boxes, one.Boxes...), append(a.QueryBoxes, one.QueryBoxes...)
	for _, pages := range []struct {
		of  *[]int
		now int
	}{{&a.QueryPages, p.pair.Query}, {&a.KnownPages, p.pair.Known}} {
		if !slices.Contains(*pages.of, pages.now) {
			*pages.of = append(*pages.of, pages.now)
		}
	}
	return sorts
}

// sameOverlay reports whether two changes of one kind are one overlay on two pages:
// the same words but for numbers, or a drawing of one size in one place.
func sameOverlay(a, b change) bool {
	textA, textB := a.before+a.after, b.before+b.after
	if textA != "" || textB != "" {
		return sameButForNumbers(textA, textB)
	}
	return sameExtent(bounds(a.boxes), bounds(b.boxes))
}

const (
	leastRepeated = 2 // pages on which what is added or gone is a header rather than an edit
	sideBySide    = 6 // letters that it takes at least
)

// joinRepeated makes an overlay of words that were added to, or are gone from, the same
// place of several pages.
func (d *Differences) joinRepeated() {
	for i, p := range d.Pages {
		for j := range p.changes {
			c := &p.changes[j]
			if !c.oneSided() || len(maskNumbers(c.before+c.after)) < sideBySide {
				continue
			}
			pages := 1
			for other, q := range d.Pages {
				if other != i && slices.ContainsFunc(q.changes, func(o change) bool { return o.oneSided() && c.repeats(o) }) {
					pages++
				}
			}
			if pages < leastRepeated {
				continue
			}
			if c.before == "" {
				c.kind, c.basis = dossier.OverlayAdded, "the same words were added in the same place of several pages"
			} else {
				c.kind, c.basis = dossier.OverlayRemoved, "the same words are gone from the same place of several pages"
			}
		}
	}
}

// oneSided reports whether words were only added, or are only gone without a box in
// their place.
func (c *change) oneSided() bool {
	switch c.kind {
	case dossier.TextEdited, dossier.OverlayAdded, dossier.OverlayRemoved:
		return (c.before == "") != (c.after == "")
	case dossier.TextRedacted:
		return !c.covered && c.after == ""
	}
	return false
}

// repeats reports whether two one-sided changes are of the same words at the same height.
func (c *change) repeats(o change) bool {
	if !sameButForNumbers(c.before, o.before) || !sameButForNumbers(c.after, o.after) {
		return false
	}
	a, b := bounds(append(slices.Clone(c.boxes), c.queryBoxes...)), bounds(append(slices.Clone(o.boxes), o.queryBoxes...))
	return math.Abs(a.Y-b.Y) <= samePlace
}

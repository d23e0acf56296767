// Package alteration says how a copy differs from the known document that it is a copy
// of: what was changed, where, and what it was told by.
//
// The pages that belong together are compared one pair after the other (page.go): their
// words are aligned (words.go) and laid over one another (place.go), and what became of
// the ink is asked of package ink, so that what a machine misread or a font mangled is
// not taken for an edit. From that, and from what the two files say of themselves,
// detectors tell the alterations: one to a file, listed in detectors.
package alteration

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// A File is what is known of one of the two documents beside its pages.
type File struct {
	dossier.Document
	pdf.Structure
}

// Differences are what Explain tells an input and a known document apart by.
type Differences struct {
	Match        dossier.Match // as package match found it
	Query, Known File
	Extended     bool          // the input begins with the whole known file
	Pages        []*Comparison // of Match.Pages those that were compared, in order
	Flow         *Flow         // of the others; nil where there are none
}

// A detector finds the alterations of one kind. It may look at what was found before.
type detector func(d *Differences, found []dossier.Alteration) []dossier.Alteration

// detectors are all of them, in order of the weight that their findings have for a
// person who has to decide whether to publish.
var detectors = []struct {
	kind   dossier.Kind
	detect detector
}{
	{dossier.RedactedBadly, redactedBadly},
	{dossier.TextEdited, textEdited},
	{dossier.TextRedacted, redacted},
	{dossier.ImageReplaced, imageReplaced},
	{dossier.PageRemoved, whole},
	{dossier.PageInserted, whole},
	{dossier.PageMoved, matched},
	{dossier.PageDuplicated, matched},
	{dossier.ExcerptTaken, matched},
	{dossier.PageCropped, pageCropped},
	{dossier.OverlayAdded, overlay(dossier.OverlayAdded)},
	{dossier.OverlayRemoved, overlay(dossier.OverlayRemoved)},
	{dossier.AnnotationAdded, annotationAdded},
	{dossier.AttachmentAdded, attachmentAdded},
	{dossier.Retypeset, retypeset},
	{dossier.PageRotated, pageRotated},
	{dossier.PageScaled, pageScaled},
	{dossier.Merged, matched},
	{dossier.Rasterised, rasterised},
	{dossier.OCRLayerAdded, ocrLayerAdded},
	{dossier.ReEncoded, reEncoded},
	{dossier.Encrypted, encrypted},
	{dossier.IncrementalUpdate, incrementalUpdate},
	{dossier.MetadataChanged, metadata},
	{dossier.MetadataStripped, metadata},
	{dossier.ReSaved, reSaved},
}

// Explain returns the match with its alterations told in full, weightiest first, and
// the relations of its pages as they follow from these; notes say what could not be
// told. The verdict is left as it is (see match.Judge), but for what turns out to be
// printed forms filled in differently, which are no copies.
func Explain(d *Differences) (m dossier.Match, notes []string) {
	d.joinRepeated()
	m = d.Match
	m.Alterations = nil
	for _, of := range detectors {
		for _, a := range of.detect(d, m.Alterations) {
			if a.Kind == of.kind {
				m.Alterations = append(m.Alterations, a)
			}
		}
	}
	m.Pages = slices.Clone(d.Match.Pages)
	if d.Flow != nil {
		d.Flow.relate(m.Pages)
	}
	for _, p := range d.Pages {
		i := slices.IndexFunc(m.Pages, func(pair dossier.PagePair) bool { return pair.Query == p.pair.Query && pair.Known == p.pair.Known })
		m.Pages[i].Relation = p.relation()
		if p.placed && m.Pages[i].Transform == nil {
			m.Pages[i].Transform = p.toKnown.Rounded()
		}
		if p.drawn && m.Pages[i].Relation == dossier.SamePage && !slices.Contains(m.Pages[i].Basis, dossier.ByLooks) {
			m.Pages[i].Basis = append(slices.Clone(m.Pages[i].Basis), dossier.ByLooks)
		}
	}
	if d.otherForms() {
		m.Verdict, m.Alterations = dossier.Shared, nil
		return m, nil
	}
	return m, d.notes()
}

// otherForms reports whether what was taken for a copy is the same printed forms, filled
// in differently.
func (d *Differences) otherForms() bool {
	forms := 0
	for _, p := range d.Pages {
		if p.otherForm {
			forms++
		}
	}
	return 2*forms > len(d.Pages)
}

// matched are the alterations that package match told. What it says of words it says of
// pages as a whole, and for those that were compared the other detectors say it better.
func matched(d *Differences, _ []dossier.Alteration) []dossier.Alteration { return d.Match.Alterations }

// uncompared are the alterations of a kind that package match told, as far as they are of
// pages that could not be compared.
func (d *Differences) uncompared(kind dossier.Kind) []dossier.Alteration {
	if d.Flow != nil {
		return d.Flow.edits(kind)
	}
	query, known := map[int]bool{}, map[int]bool{}
	for _, p := range d.Pages {
		query[p.pair.Query], known[p.pair.Known] = true, true
	}
	var left []dossier.Alteration
	for _, a := range d.Match.Alterations {
		if a.Kind != kind {
			continue
		}
		a.QueryPages = slices.DeleteFunc(slices.Clone(a.QueryPages), func(n int) bool { return query[n] })
		a.KnownPages = slices.DeleteFunc(slices.Clone(a.KnownPages), func(n int) bool { return known[n] })
		if len(a.QueryPages)+len(a.KnownPages) > 0 {
			a.Basis += "; only their fingerprints were compared"
			left = append(left, a)
		}
	}
	return left
}

// alteration is a change as an alteration of its page.
func (p *Comparison) alteration(c change) dossier.Alteration {
	return dossier.Alteration{
		Kind: c.kind, QueryPages: []int{p.pair.Query}, KnownPages: []int{p.pair.Known},
		Boxes: pageBoxes(p.pair.Known, c.boxes), QueryBoxes: pageBoxes(p.pair.Query, c.queryBoxes),
		Before: c.before, After: c.after, Lead: c.lead, Trail: c.trail, Basis: c.basis,
	}
}

// changes are those of a kind, as alterations.
func (d *Differences) changes(kind dossier.Kind) []dossier.Alteration {
	var all []dossier.Alteration
	for _, p := range d.Pages {
		for _, c := range p.changes {
			if c.kind == kind {
				all = append(all, p.alteration(c))
			}
		}
	}
	return all
}

// pagesThat is one alteration of all pages for which holds is true; nil when it is of none.
func (d *Differences) pagesThat(kind dossier.Kind, basis string, holds func(*Comparison) bool) []dossier.Alteration {
	a := dossier.Alteration{Kind: kind, Basis: basis}
	for _, p := range d.Pages {
		if holds(p) {
			a.QueryPages, a.KnownPages = append(a.QueryPages, p.pair.Query), append(a.KnownPages, p.pair.Known)
		}
	}
	if len(a.QueryPages) == 0 {
		return nil
	}
	slices.Sort(a.KnownPages)
	a.KnownPages = slices.Compact(a.KnownPages)
	return []dossier.Alteration{a}
}

// relation is how the pages stand to one another after what was found.
func (p *Comparison) relation() dossier.Relation {
	switch p.pair.Relation {
	case dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Contains:
	default:
		return p.pair.Relation
	}
	if p.otherForm {
		return dossier.Form
	}
	weight := map[dossier.Kind]int{dossier.OverlayAdded: 1, dossier.OverlayRemoved: 2, dossier.TextRedacted: 3, dossier.TextEdited: 4}
	relation := []dossier.Relation{dossier.SamePage, dossier.Contains, dossier.Edited, dossier.Redacted, dossier.Edited}
	most := 0
	for _, c := range p.changes {
		most = max(most, weight[c.kind])
	}
	for _, i := range p.images {
		if i.replaced {
			most = max(most, weight[dossier.OverlayRemoved])
		}
	}
	if len(p.badlyHidden()) > 0 {
		most = max(most, weight[dossier.TextRedacted])
	}
	return relation[most]
}

// notes say of how many words cannot be told whether they were changed.
func (d *Differences) notes() []string {
	words, pages := 0, 0
	first := 0
	for _, p := range d.Pages {
		if n := p.unclear + p.changed; n > 0 {
			words += n
			pages++
			if first == 0 {
				first = p.pair.Query
			}
		}
	}
	switch {
	case words == 0:
		return nil
	case words == 1:
		return []string{fmt.Sprintf("p. %d: one word is too unclear, or looks too different, to say whether it was changed", first)}
	case pages == 1:
		return []string{fmt.Sprintf("p. %d: %d words are too unclear, or look too different, to say whether they were changed", first, words)}
	}
	return []string{fmt.Sprintf("%d words on %d pages, the first of them p. %d, are too unclear, or look too different, to say whether they were changed", words, pages, first)}
}

// byPages orders alterations by where they stand in the known document.
func byPages(a, b dossier.Alteration) int {
	return cmp.Or(slices.Compare(a.KnownPages, b.KnownPages), slices.Compare(a.QueryPages, b.QueryPages))
}

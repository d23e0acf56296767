// Package alteration explains how a copy differs from the known document that it is a
// copy of: what was changed, where, and on what evidence.
//
// # What goes in
//
// A Differences holds two files, the match that package match found between them, and a
// Comparison for each pair of pages that can be compared. Compare makes one of two pages
// as package pdf reads them: words with their boxes, what is hidden, annotations, and the
// page drawn. Text that runs over other lines or pages than the known one is compared as one
// flow instead, by CompareFlow, without running heads and page numbers (furniture.go).
//
// # What comes out
//
// Explain returns the match with its alterations, weightiest first, the relations of its
// pages as they follow from these, and notes on what could not be decided.
//
// # How two pages are compared
//
//  1. Their words are put into reading order (order.go) and aligned (words.go). What is in
//     no pair is in hunks: words that were deleted, inserted or replaced. Package wording
//     says what counts as the same text.
//  2. The pages are registered: it is found how the query page lies on the known page
//     (register.go).
//  3. Pages of text are compared pixel by pixel (closer.go): where they look the same, nothing
//     was changed, whatever their words are read as.
//  4. Words are judged. A hunk is judged by an ordered table of rules (rules.go), which
//     may ask package ink what became of the words, so that what a machine misread or a
//     font mangled is no edit. What was done in one place is one edit (inplace.go). A page
//     that nobody has read is judged by its ink alone (unread.go).
//  5. Fields of forms are compared (fields.go), pictures (pictures.go), and at last what ink is
//     left that nothing found before explains: large drawings (drawings.go), and on pages of
//     text the least spots, lines along words, other colours (spots.go, lines.go, restyled.go).
//
// The caller may draw pages again, finer still, where a comma may stand for a point.
//
// # How to add a kind of alteration
//
// Add its name to package dossier, a detector to a file of its own, and a row to
// detectors. A detector asks the comparisons, or what the files say of themselves. If the
// words of a page give it away, add a rule to a table in rules.go whose outcome is a
// change of the kind, and let the detector return d.changes(kind).
package alteration

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// A File is what is known of one of the two documents beside its pages.
type File struct {
	dossier.Document
	pdf.Structure
}

// Differences is what Explain tells an input and a known document apart by.
type Differences struct {
	Match        dossier.Match // as package match found it
	Query, Known File
	Extended     bool          // the input begins with the whole known file
	Pages        []*Comparison // those of Match.Pages that were compared, in order
	Flows        []*Flow       // the text of other pages, which were not compared one by one
}

// A detector finds the alterations of one kind. found is what earlier detectors found;
// it must not be changed. A detector may return alterations of other kinds, which are
// dropped.
type detector func(d *Differences, found []dossier.Alteration) []dossier.Alteration

// detectors are all of them, in order of the weight that their findings have for a
// person who has to decide whether to publish.
var detectors = []struct {
	kind   dossier.Kind
	detect detector
}{
	{dossier.RedactedBadly, redactedBadly},
	{dossier.TextEdited, textEdited},
	{dossier.TextRedacted, textRedacted},
	{dossier.HiddenTextAdded, hiddenTextAdded},
	{dossier.ImageReplaced, imageReplaced},
	{dossier.PageRemoved, wholePages},
	{dossier.PageInserted, wholePages},
	{dossier.PageMoved, fromMatch},
	{dossier.PageDuplicated, fromMatch},
	{dossier.ExcerptTaken, fromMatch},
	{dossier.PageCropped, pageCropped},
	{dossier.OverlayAdded, overlay(dossier.OverlayAdded)},
	{dossier.OverlayRemoved, overlay(dossier.OverlayRemoved)},
	{dossier.Restyled, restyled},
	{dossier.AnnotationAdded, annotationAdded},
	{dossier.AttachmentAdded, attachmentAdded},
	{dossier.Retypeset, retypeset},
	{dossier.PageRotated, pageRotated},
	{dossier.PageScaled, pageScaled},
	{dossier.Merged, fromMatch},
	{dossier.Rasterised, rasterised},
	{dossier.OCRLayerAdded, ocrLayerAdded},
	{dossier.ReEncoded, reEncoded},
	{dossier.Encrypted, encrypted},
	{dossier.IncrementalUpdate, incrementalUpdate},
	{dossier.MetadataChanged, metadata},
	{dossier.MetadataStripped, metadata},
	{dossier.ReSaved, reSaved},
}

// Explain returns d.Match with its alterations in full, weightiest first, and the
// relations of its pages as they follow from these; notes say what could not be decided.
// The verdict is left as it is (see match.Judged), except that of printed forms that turn
// out to be filled in differently: they are no copies, and have no alterations. Changes
// that repeat from page to page become overlays in d.Pages.
func Explain(d *Differences) (m dossier.Match, notes []string) {
	d.joinRepeated()
	m = d.Match
	m.Pages = d.explainedPages()
	if d.otherForms() {
		m.Verdict, m.Alterations = dossier.Shared, nil
		return m, nil
	}
	m = d.clear(m)
	m.Alterations = d.detect()
	m.Marks = d.marks()
	return m, append(untoldNotes(m.Pages), bentNotes(m.Pages)...)
}

// detect runs the detectors.
func (d *Differences) detect() []dossier.Alteration {
	var found []dossier.Alteration
	for _, of := range detectors {
		for _, a := range of.detect(d, found) {
			if a.Kind == of.kind {
				found = append(found, a)
			}
		}
	}
	return found
}

// explainedPages returns the pairs of pages as the comparisons explain them.
func (d *Differences) explainedPages() []dossier.PagePair {
	pairs := slices.Clone(d.Match.Pages)
	for _, f := range d.Flows {
		f.relate(pairs)
	}
	for _, p := range d.Pages {
		i := slices.IndexFunc(pairs, func(pair dossier.PagePair) bool { return pair.Query == p.pair.Query && pair.Known == p.pair.Known })
		pairs[i] = p.explained(pairs[i])
	}
	return pairs
}

// explained returns a pair of pages with its relation, and how it was registered, as the
// comparison found them.
func (p *Comparison) explained(pair dossier.PagePair) dossier.PagePair {
	pair.Relation = p.relation()
	if p.registered && pair.Transform == nil {
		pair.Transform = p.toKnown.Rounded()
	}
	if p.inkCompared && pair.Relation == dossier.SamePage && !slices.Contains(pair.Basis, dossier.ByLooks) {
		pair.Basis = append(slices.Clone(pair.Basis), dossier.ByLooks)
	}
	return pair
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

// fromMatch returns the alterations that package match found.
func fromMatch(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.Match.Alterations
}

// uncompared returns the alterations of words, of one kind, on pages that were not compared
// one by one: those of flows, and what package match found of a page as a whole.
func (d *Differences) uncompared(kind dossier.Kind) []dossier.Alteration {
	var found []dossier.Alteration
	query, known := map[int]bool{}, map[int]bool{}
	for _, p := range d.Pages {
		query[p.pair.Query], known[p.pair.Known] = true, true
	}
	for _, f := range d.Flows {
		for _, n := range f.queryPages {
			query[n] = true
		}
		for _, n := range f.knownPages {
			known[n] = true
		}
		for _, a := range f.edits {
			if a.Kind == kind {
				found = append(found, a)
			}
		}
	}
	for _, a := range d.Match.Alterations {
		if a.Kind != kind {
			continue
		}
		a.QueryPages = without(a.QueryPages, query)
		a.KnownPages = without(a.KnownPages, known)
		if len(a.QueryPages)+len(a.KnownPages) > 0 {
			a.Basis += "; only their fingerprints were compared"
			found = append(found, a)
		}
	}
	return found
}

// marks adds up the marks of all pages.
func (d *Differences) marks() []dossier.Mark {
	var all [][]dossier.Mark
	for _, p := range d.Pages {
		all = append(all, p.marks())
	}
	for _, f := range d.Flows {
		all = append(all, f.marks)
	}
	return wording.MergeMarks(all...)
}

// marks returns the marks of a page: characters that cannot be seen, gaps put in or closed,
// and words that are read as others and drawn alike. What a machine read has none.
func (p *Comparison) marks() []dossier.Mark {
	if p.eitherMachineRead() {
		return nil
	}
	place := func(words []dossier.Word, at int) dossier.MarkPlace {
		return dossier.MarkPlace{Page: p.pair.Query, Text: textAround(words, at)}
	}
	pairs := make([]wording.Pair, len(p.words.pairs))
	for i, pair := range p.words.pairs {
		pairs[i] = wording.Pair{A: pair.known, B: pair.query}
	}
	marks := wording.Marks(p.words.knownTokens, p.words.queryTokens, pairs, func(token int) dossier.MarkPlace {
		return place(p.words.query, token)
	})
	for _, h := range p.words.respaced {
		if p.words.movedLetters(h) {
			marks = append(marks, dossier.Mark{Class: dossier.MarkJoinedWords, Count: 1, First: place(p.words.query, h.inserted[0])})
		}
	}
	for _, c := range p.lookAlikes {
		if len(c.deleted) > 0 && len(c.inserted) > 0 {
			marks = append(marks, dossier.Mark{Class: dossier.MarkLookAlike, Count: 1, First: place(p.words.query, c.inserted[0])})
		}
	}
	return marks
}

// alteration returns a change as an alteration of its pages.
func (p *Comparison) alteration(c change) dossier.Alteration {
	line := 0
	if c.kind != dossier.OverlayAdded && c.kind != dossier.OverlayRemoved && len(c.boxes) > 0 {
		line = p.lineNumber(c.boxes[0])
	}
	return dossier.Alteration{
		Kind: c.kind, Class: c.classOfEdit(), Line: line, QueryPages: []int{p.pair.Query}, KnownPages: []int{p.pair.Known},
		Boxes: pageBoxes(p.pair.Known, c.boxes), QueryBoxes: pageBoxes(p.pair.Query, c.queryBoxes),
		Before: c.before, After: c.after, InPart: c.inPart, InkAdded: c.inkAdded, Form: c.formOf(), Lead: c.lead, Trail: c.trail, Basis: c.basis,
	}
}

// formOf returns the form of what was put on the page, as far as it is told.
func (c change) formOf() dossier.OverlayForm {
	if c.kind == dossier.OverlayAdded && c.form == "" && c.after != "" {
		return dossier.OverlayText
	}
	return c.form
}

// classOfEdit returns the class of words that were edited; "" for other changes.
func (c change) classOfEdit() dossier.Class {
	if c.kind == dossier.TextEdited {
		return c.class
	}
	return ""
}

// changes returns the changes of a kind on all pages, as alterations.
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

// pagesThat returns one alteration of all pages for which holds is true, or none.
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

// relations are what a page is to the known page by the changes on it: the first row of
// which it has a change decides. A page without any is the same.
var relations = []struct {
	kind     dossier.Kind
	relation dossier.Relation
}{
	{dossier.TextEdited, dossier.Edited},
	{dossier.TextRedacted, dossier.Redacted},
	{dossier.OverlayRemoved, dossier.Edited},
	{dossier.Restyled, dossier.Edited},
	{dossier.OverlayAdded, dossier.Contains},
}

// relation returns what the page is to the known page after what was found. Relations
// that match gave by how much of a page is there are kept.
func (p *Comparison) relation() dossier.Relation {
	switch p.pair.Relation {
	case dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Contains:
	default:
		return p.pair.Relation
	}
	if p.otherForm {
		return dossier.Form
	}
	has := map[dossier.Kind]bool{}
	for _, c := range p.changes {
		has[c.kind] = true
	}
	for _, c := range p.pictures {
		if c.replaced { // a picture of the known page is gone
			has[dossier.OverlayRemoved] = true
		}
	}
	if len(p.badlyHidden()) > 0 {
		has[dossier.TextRedacted] = true
	}
	if len(p.hiddenAdded()) > 0 {
		has[dossier.OverlayAdded] = true
	}
	return relationOf(has)
}

// relationOf returns what a page is that has changes of these kinds.
func relationOf(has map[dossier.Kind]bool) dossier.Relation {
	for _, r := range relations {
		if has[r.kind] {
			return r.relation
		}
	}
	return dossier.SamePage
}

// untoldNotes returns a sentence on words of which it could not be decided whether they were
// changed, if there are any.
func untoldNotes(pairs []dossier.PagePair) []string {
	words, pages, first := 0, map[int]bool{}, 0
	for _, p := range pairs {
		if p.Untold == nil {
			continue
		}
		words, pages[p.Query] = words+p.Untold.Words, true
		if first == 0 || p.Query < first {
			first = p.Query
		}
	}
	switch {
	case words == 0:
		return nil
	case words == 1:
		return []string{fmt.Sprintf("p. %d: one word is too unclear, or looks too different, to say whether it was changed", first)}
	case len(pages) == 1:
		return []string{fmt.Sprintf("p. %d: %d words are too unclear, or look too different, to say whether they were changed", first, words)}
	}
	return []string{fmt.Sprintf("%d words on %d pages, the first of them p. %d, are too unclear, or look too different, to say whether they were changed", words, len(pages), first)}
}

// bentNotes says on which pages of the query only words were compared.
func bentNotes(pairs []dossier.PagePair) []string {
	var pages []int
	for _, p := range pairs {
		if p.Bent && !slices.Contains(pages, p.Query) {
			pages = append(pages, p.Query)
		}
	}
	switch len(pages) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("p. %d: the paper did not lie flat; whether something was written or drawn on it, beside the known words, was not looked for", pages[0])}
	}
	return []string{fmt.Sprintf("the paper of %d pages, the first of them p. %d, did not lie flat; whether something was written or drawn on them, beside the known words, was not looked for", len(pages), slices.Min(pages))}
}

// byPages orders alterations by where they stand in the known document.
func byPages(a, b dossier.Alteration) int {
	return cmp.Or(slices.Compare(a.KnownPages, b.KnownPages), slices.Compare(a.QueryPages, b.QueryPages))
}

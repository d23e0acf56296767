package report

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// How much a report shows of all its inputs together. Within these limits it stays below 25 MB
// even if every page is a noisy scan.
const (
	mostFigures    = 60   // pairs of pages, large
	mostThumbnails = 2000 // pages, small
)

// Pictured returns the pages that HTML shows small and those that it shows large, each once, in
// the order in which they are shown.
func Pictured(f dossier.Finding) (thumbnails, full []PageRef) {
	for _, p := range plans(f) {
		for _, at := range p.thumbnails {
			thumbnails = append(thumbnails, p.pages(at)...)
		}
		for _, at := range p.figures {
			full = append(full, p.pages(at)...)
		}
	}
	return once(thumbnails), once(full)
}

// once returns list without repetitions.
func once[T comparable](list []T) []T {
	seen := make(map[T]bool)
	return slices.DeleteFunc(list, func(v T) bool {
		again := seen[v]
		seen[v] = true
		return again
	})
}

// A place is a page of the input and the known page that it is paired with; 0 stands for none.
type place struct{ query, known int }

// A plan is what a report shows for one match.
type plan struct {
	input      int // its index in the finding
	in         dossier.InputFinding
	match      dossier.Match
	pairs      []dossier.PagePair // in order of the input's pages
	changes    []located          // numbered from 1
	metadata   []dossier.Alteration
	strip      []cell
	thumbnails []place // parallel to the strip, perhaps shorter
	figures    []place // in the order of the known pages
	notShown   int     // pages with changes but no figure, because of the limit
}

// plans returns the plans of all matches, in the order in which they are shown.
func plans(f dossier.Finding) []plan {
	var all []plan
	figures, thumbnails := mostFigures, mostThumbnails
	for i, in := range f.Inputs {
		for _, m := range readingOrder(in.Matches) {
			p := plan{input: i, in: in, match: m, pairs: sorted(m.Pages)}
			if m.Verdict != dossier.Identical {
				p.choose(figures, thumbnails)
			}
			figures -= len(p.figures)
			for _, t := range p.thumbnails {
				thumbnails -= len(p.pages(t))
			}
			all = append(all, p)
		}
	}
	return all
}

// A located alteration is an alteration with the places where it can be seen.
type located struct {
	dossier.Alteration
	places []place
}

func (p *plan) choose(figures, thumbnails int) {
	for _, a := range worthTelling(p.in, p.match) {
		if isMetadata(a) && len(entries(a.Before))+len(entries(a.After)) > 0 {
			p.metadata = append(p.metadata, a)
		} else {
			p.changes = append(p.changes, located{a, p.placesOf(a)})
		}
	}
	wanted := p.wanted()
	p.figures = wanted[:min(len(wanted), figures)]
	p.notShown = len(wanted) - len(p.figures)
	p.sortByKnown(p.figures)
	if !p.match.Verdict.Found() || isQuote(p.in) || isPicture(p.in) {
		return
	}
	p.strip = cells(p.match)
	for _, c := range p.strip {
		t := p.placeOf(c)
		if thumbnails -= len(p.pages(t)); thumbnails < 0 {
			break
		}
		p.thumbnails = append(p.thumbnails, t)
	}
}

// wanted returns the places to be shown large, the weightiest first.
func (p *plan) wanted() []place {
	var wanted []place
	if isPicture(p.in) || isQuote(p.in) {
		for _, pair := range p.pairs {
			wanted = append(wanted, place{pair.Query, pair.Known})
		}
	}
	for _, c := range p.changes {
		wanted = append(wanted, c.places[:min(len(c.places), mostShown(c.Kind))]...)
	}
	for _, pair := range p.pairs {
		if p.match.Verdict.Found() && holds(pair) && pair.Relation != dossier.SamePage {
			wanted = append(wanted, place{pair.Query, pair.Known})
		}
	}
	return once(wanted)
}

// mostShown returns on how many pages an alteration of the kind is shown large: none if there is
// nothing to see, few if all look alike.
func mostShown(k dossier.Kind) int {
	switch k {
	case dossier.TextEdited, dossier.TextRedacted, dossier.RedactedBadly, dossier.Restyled, dossier.HiddenTextAdded, dossier.AnnotationAdded,
		dossier.ImageReplaced, dossier.PageInserted, dossier.PageRemoved:
		return mostFigures
	case dossier.OverlayAdded, dossier.OverlayRemoved, dossier.PageRotated, dossier.PageCropped, dossier.ExcerptTaken:
		return 3
	}
	return 0
}

// placesOf returns where an alteration can be seen, in order of the input's pages: nowhere if
// only the way that pages are stored was altered.
func (p *plan) placesOf(a dossier.Alteration) []place {
	if mostShown(a.Kind) == 0 {
		return nil
	}
	var at []place
	for _, pair := range p.pairs {
		query, known := slices.Contains(a.QueryPages, pair.Query), slices.Contains(a.KnownPages, pair.Known)
		// If it names pages of one side only, their partners are meant.
		if query && known || query && len(a.KnownPages) == 0 || known && len(a.QueryPages) == 0 {
			at = append(at, place{pair.Query, pair.Known})
		}
	}
	if len(at) > 0 {
		return at
	}
	for _, page := range a.KnownPages {
		at = append(at, place{known: page})
	}
	for _, page := range a.QueryPages {
		at = append(at, place{query: page})
	}
	return at
}

// placeOf returns the place of a cell of the strip.
func (p *plan) placeOf(c cell) place {
	if c.mark == added {
		return place{query: c.page}
	}
	for _, pair := range p.pairs {
		if pair.Known == c.page {
			return place{pair.Query, pair.Known}
		}
	}
	return place{known: c.page}
}

// sortByKnown sorts places in the order of the known document. Pages that the input adds come
// after the known page that they follow.
func (p *plan) sortByKnown(at []place) {
	order := func(at place) int {
		if at.known == 0 {
			return knownBefore(p.pairs, at.query)
		}
		return at.known
	}
	slices.SortFunc(at, func(a, b place) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(b.known, a.known), cmp.Compare(a.query, b.query))
	})
}

// pages returns the pages of a place that can have pictures, the known one first.
func (p *plan) pages(at place) []PageRef {
	var refs []PageRef
	if at.known > 0 {
		refs = append(refs, PageRef{Document: p.match.Document.SHA256, Page: at.known})
	}
	if at.query > 0 && !isQuote(p.in) {
		refs = append(refs, PageRef{Input: p.input, Page: at.query})
	}
	return refs
}

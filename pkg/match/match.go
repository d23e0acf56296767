// Package match decides whether an input is a copy of a known document, which of its
// pages are which, and how strong the evidence is.
//
// It reads and draws nothing itself. What goes in are the pages of the input as
// Subjects, how rare their wording is (Rarity), and a Candidate for each known document
// that an index proposes, with the page pairs to begin from. What comes out of Find is a
// dossier.Match for each document that has something in common with the input.
//
// # Stages
//
// Find first compares the input with every candidate, then decides on each of them,
// since whether a page belongs to a document depends on what the others offer for it.
//
//  1. Pages are prepared: text folded, indexed and weighed by Rarity (rarity.go), layouts
//     made ready (page.go).
//  2. Two pages are compared (edge.go) by the wording they share, in collinear chains of
//     runs (runs.go, chain.go), as pictures (picture.go), and by laying the words of one
//     over those of the other (layout.go). A pair that shares enough is an edge. How
//     likely chance is to do as well, and the grade: grade.go. Where pages may be one or the
//     same form, or did not lie flat, the drawings decide (resemble.go).
//  3. An edge's relation follows from its own evidence, or from that and the pages around
//     it (relation.go). When two texts say the same: wording.go. When another known page
//     does as well as this one: rivals.go.
//  4. The edges of a document are aligned, page after page (align.go). Text that runs over
//     page breaks is recognised (spanning.go).
//  5. The document is established as what the input is a copy of, or is not
//     (established.go): shared boilerplate and printed forms, even whole chapters copied
//     in order, must never make another document the same.
//  6. In an established document every page is paired that can be (pairing.go), which lets
//     weak pages follow their neighbours; pages whose texts barely differ are compared as
//     drawn (drawn.go); alterations of whole pages are listed (alterations.go). Any other
//     document gets the passages that it shares (shared.go).
//  7. Among all matches of an input, pages that belong to other documents found in it are
//     told from pages inserted (merged.go).
//
// A caller then explains and judges the copies found (see Find) and sums up: Overall for
// an input, Dossiers and Split for all inputs. Every verdict is made in verdict.go.
//
// # Where to add a rule
//
// A new kind of evidence is a field of edge that comparePair fills, and a case in
// ownRelation. A new relation, or another condition for one, is a case in relation.go,
// where the order of cases matters: the first that holds decides. An alteration that the
// order of pages shows is a row in alterations.go and, if it does not make a copy
// Altered, a row in effects (verdict.go). Another way in which texts are the same is a
// function in wording.go. Thresholds stand as constants in the file that applies them.
package match

import (
	"fmt"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Known is a known document whose pages are read when they are needed. Find calls its
// functions from the goroutine that called Find, never two at a time.
type Known struct {
	dossier.KnownDocument
	// Page returns the page of a number from 1 to Pages, with Number set to it. Find does
	// not modify what it gets, and may ask for a page again.
	Page func(number int) (Subject, error)
	// Looks reports for page pairs whether both pages, drawn, look the same (ink.SameInk);
	// a pair that the map lacks does not. Find calls it at most twice, each time with no more
	// than 128 pairs: of pages of text that only their layouts say to be alike, and of pages
	// whose texts barely differ. Re-saving a PDF can do that to a page that nobody altered,
	// by losing a font's encoding. Looks may be nil; then text and layout decide.
	Looks func(pairs []Pair) (map[Pair]bool, error)
	// Resembles lays drawings of pages on one another and says which words look alike there.
	// Find calls it at most once, of pages of which one is a picture, where words agree and it
	// is not clear whether that is for being one page: they did not lie flat, or may be the same
	// form. The map lacks pairs that cannot be drawn. It may be nil; then no such pages are one.
	Resembles func(pairs []Laid) (map[Pair]Resemblance, error)
}

// A Laid pair is pages with points of the query page and those of the known page that lie there,
// as x, y, x, y, and the boxes of the words of both.
type Laid struct {
	Pair
	Ties         [][4]float64
	Query, Known []dossier.Box
}

// A Resemblance is what laying a query page on a known page shows.
type Resemblance struct {
	Of     int // words of both pages where both are in view...
	Unlike int // ...and those of them in whose place the other page shows something else, or nothing
	Shown  int // words of the known page that are in view...
	Known  int // ...of so many
}

// A Pair is a page of the input and a page of a known document that may be the same.
// Pages count from 1.
type Pair struct{ Query, Known int }

// A Candidate is a known document that the input may be a copy of.
type Candidate struct {
	Known Known
	// Pairs are compared in this order, so the likeliest should come first. From pairs
	// that hold Find goes on to the pages before and after, so not all pairs need to be
	// proposed. Pairs of pages that do not exist are ignored.
	Pairs []Pair
}

// Find compares an input with the candidates and returns a match for each document that
// has something in common with it. pages are all pages of the input, numbered 1, 2, 3 and
// so on; rarity covers their marks, and the pictures of the known pages.
//
// The matches are in the order of Order; the order of the candidates does not matter. A document that merely shares passages is left out where copies found in
// others account for all of the input's pages concerned. The pages of a match are in
// order of Query and then, of copies, of Known; of other documents the best comes first.
//
// Verdicts and alterations of copies are provisional: Find sees which pages are gone,
// put in, moved or repeated, and on which the wording differs, but not what was altered
// within a page. A caller that can read both documents has package alteration explain
// each match that is found (dossier.Verdict.Found) and, where it still is after that, asks
// Judge for the verdict. Matches of verdict Shared are final.
//
// An error wraps what a candidate's Page, Looks or Resembles returned, says which document it was,
// and comes without matches. Find modifies none of its arguments, and the matches are
// the caller's.
func Find(pages Pages, rarity Rarity, candidates []Candidate) ([]dossier.Match, error) {
	return find(pages, rarity, candidates, newDesk(mostAtHand))
}

// find is Find with the pages at hand that there is room for on a desk.
func find(pages Pages, rarity Rarity, candidates []Candidate, desk *desk) (matches []dossier.Match, err error) {
	defer recovered(&err)
	in, err := newInput(pages, rarity, desk)
	if err != nil {
		return nil, err
	}
	var comparisons []*comparison
	for _, candidate := range candidates {
		c := newComparison(in, candidate.Known)
		if err := c.findEdges(candidate.Pairs); err != nil {
			return nil, fmt.Errorf("comparing with %s: %w", candidate.Known.SHA256.Short(), err)
		}
		if err := c.confirmLayouts(); err != nil {
			return nil, fmt.Errorf("comparing with %s: %w", candidate.Known.SHA256.Short(), err)
		}
		comparisons = append(comparisons, c)
	}
	if err := decideByLooks(comparisons); err != nil {
		return nil, err
	}
	for _, c := range comparisons {
		c.enterOffers()
	}
	in.stock = in.lone() && stockPhrase(comparisons)
	for _, c := range comparisons {
		m, err := c.decide()
		if err != nil {
			return nil, fmt.Errorf("comparing with %s: %w", c.known.SHA256.Short(), err)
		}
		matches = append(matches, m)
	}
	matches = separateMerged(dropAccountedFor(matches))
	Order(matches)
	return matches, nil
}

// An input is all pages in question, ready to be compared with many documents. Comparing fills offers
// and lookAlikes; deciding reads them, so all documents are compared first.
type input struct {
	pages         *pageList
	desk          *desk // of the pages of all documents
	rarity        Rarity
	fingerprinted int // how many of the pages are
	// offers holds, by query page, the best that any document has for it.
	offers map[int]offer
	// lookAlikes holds, by query page, the known pictures that look like the page, and
	// the distance of each.
	lookAlikes map[int]map[dossier.Digest]int
	stock      bool // the input is a lone page that cannot be placed: see stockPhrase
}

func newInput(pages Pages, rarity Rarity, desk *desk) (*input, error) {
	in := &input{rarity: rarity, offers: map[int]offer{}, lookAlikes: map[int]map[dossier.Digest]int{}, desk: desk}
	in.pages = newPageList(pages.Count, in.desk, func(number int) (*preparedPage, error) {
		p, err := pages.Page(number)
		if err != nil {
			return nil, err
		}
		return prepareQuery(p, rarity), nil
	})
	for number := 1; number <= pages.Count; number++ {
		page, err := in.pages.get(number)
		if err != nil {
			return nil, err
		}
		if page.fingerprinted() {
			in.fingerprinted++
		}
	}
	return in, nil
}

// lone reports whether the input is a single page, which has no neighbours to go by.
func (in *input) lone() bool { return in.pages.count == 1 }

// A comparison is the input against one known document.
type comparison struct {
	*input
	known   Known
	read    *pageList // the known pages
	edges   map[Pair]edge
	refused map[Pair]bool // compared, and no edge
}

func newComparison(in *input, known Known) *comparison {
	read := newPageList(known.Pages, in.desk, func(number int) (*preparedPage, error) {
		p, err := known.Page(number)
		if err != nil {
			return nil, err
		}
		return prepare(p), nil
	})
	return &comparison{input: in, known: known, read: read, edges: map[Pair]edge{}, refused: map[Pair]bool{}}
}

// readAll reads every known page.
func (c *comparison) readAll() error {
	for number := 1; number <= c.known.Pages; number++ {
		if _, read := c.read.facts[number]; read {
			continue
		}
		if _, err := c.read.get(number); err != nil {
			return err
		}
	}
	return nil
}

// both returns the two pages of an edge, which have been read.
func (c *comparison) both(p Pair) (query, known *preparedPage) {
	return c.pages.at(p.Query), c.read.at(p.Known)
}

// exist reports whether both documents have the pages of a pair.
func (c *comparison) exist(p Pair) bool {
	return c.pages.has(p.Query) && p.Known >= 1 && p.Known <= c.known.Pages
}

// decide says what the document has to do with the input: verdict None when nothing.
func (c *comparison) decide() (dossier.Match, error) {
	alignment := c.align()
	isCopy, err := c.established(alignment, c.findSpanning(alignment, spanningCover))
	if err != nil {
		return dossier.Match{}, err
	}
	if isCopy {
		return c.copyOf(alignment, c.findSpanning(alignment, spanningEdited))
	}
	return c.sharedMatch(), nil
}

package match

import (
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// alterations lists what the order and the relations of an established document's pages
// show. What was altered within a page is package alteration's to say.
func (c *comparison) alterations(p *pairing) []dossier.Alteration {
	var found alterationList
	for _, rule := range c.pairRules(p) {
		found.addPairs(rule.kind, rule.of(p.pairs), rule.basis)
	}
	found.addPairs(dossier.PageMoved, p.moved, "the same content stands out of order")
	found.addPairs(dossier.PageDuplicated, p.repeatedPairs(), "the known page stands in the input more than once")
	found.add(dossier.PageInserted, c.withoutPartner(p), nil, "on no page of the known document")
	c.addAbsent(&found, p)
	return found
}

// A pairRule names the alteration of the page pairs that it holds for.
type pairRule struct {
	kind  dossier.Kind
	basis string
	holds func(dossier.PagePair) bool
}

// of returns the pairs that the rule holds for.
func (r pairRule) of(pairs []dossier.PagePair) []dossier.PagePair {
	return slices.DeleteFunc(slices.Clone(pairs), func(pair dossier.PagePair) bool { return !r.holds(pair) })
}

// pairRules returns the rules in the order in which alterations are listed.
func (c *comparison) pairRules(p *pairing) []pairRule {
	retypeset, reworded := c.retypesetPages(p)
	inPlace := func(holds func(dossier.PagePair) bool) func(dossier.PagePair) bool {
		return func(pair dossier.PagePair) bool { return !retypeset[pair.Query] && holds(pair) }
	}
	return []pairRule{
		{dossier.Retypeset, "the text runs over other page breaks", func(pair dossier.PagePair) bool {
			return retypeset[pair.Query]
		}},
		{dossier.TextEdited, "words of the page are on none of the known pages", func(pair dossier.PagePair) bool {
			return reworded[pair.Query]
		}},
		{dossier.TextRedacted, "words of the known page are gone, none are new", inPlace(func(pair dossier.PagePair) bool {
			return pair.Relation == dossier.Redacted
		})},
		{dossier.TextEdited, "words differ from the known page", inPlace(func(pair dossier.PagePair) bool {
			return pair.Relation == dossier.Edited
		})},
		{dossier.TextEdited, "the page holds more than the known page", inPlace(func(pair dossier.PagePair) bool {
			return pair.Relation == dossier.Contains
		})},
	}
}

// An alterationList collects alterations of whole pages.
type alterationList []dossier.Alteration

// add appends an alteration unless it concerns no page.
func (l *alterationList) add(kind dossier.Kind, query, known []int, basis string) {
	if len(query)+len(known) > 0 {
		*l = append(*l, dossier.Alteration{Kind: kind, QueryPages: query, KnownPages: known, Basis: basis})
	}
}

// addPairs appends an alteration of the pages of some pairs.
func (l *alterationList) addPairs(kind dossier.Kind, pairs []dossier.PagePair, basis string) {
	l.add(kind, queryNumbers(pairs), knownNumbers(pairs), basis)
}

// retypesetPages returns the query pages that hold known text on other page breaks, if most
// pages paired by text are parts of known pages or hold more than one, none otherwise; and
// which of them hold something else besides.
func (c *comparison) retypesetPages(p *pairing) (retypeset, reworded map[int]bool) {
	covered, parts := map[int][]span{}, map[int]bool{}
	for _, pair := range p.pairs {
		e, ok := c.edges[Pair{pair.Query, pair.Known}]
		if !ok || !e.byText() {
			continue
		}
		covered[pair.Query] = append(covered[pair.Query], e.querySpans...)
		if pair.Relation == dossier.Excerpt || pair.Relation == dossier.Contains {
			parts[pair.Query] = true
		}
	}
	retypeset, reworded = map[int]bool{}, map[int]bool{}
	if len(parts) < 2 || 2*len(parts) < len(covered) {
		return retypeset, reworded
	}
	for number, spans := range covered {
		length, held := c.pages.of(number).length, totalLen(union(spans))
		whole := held >= min(length-furniture, int(spanningCover*float64(length)))
		retypeset[number] = whole || float64(held) >= spanningEdited*float64(length)
		reworded[number] = retypeset[number] && !whole
	}
	return retypeset, reworded
}

// repeatedPairs returns the pairs whose query page is a known page once more: those found
// to be when they were paired and, of several in order, all but the first.
func (p *pairing) repeatedPairs() []dossier.PagePair {
	again := slices.Clone(p.repeated)
	first := map[int]int{} // by known page, the first query page that is it
	for _, pair := range p.pairs {
		if min(pair.QueryCover, pair.KnownCover) < nearCover || pair.Basis[0] == dossier.ByPosition ||
			pair.Relation == dossier.Excerpt || pair.Relation == dossier.Contains {
			continue
		}
		if query, taken := first[pair.Known]; !taken {
			first[pair.Known] = pair.Query
		} else if query != pair.Query && !slices.ContainsFunc(again, func(a dossier.PagePair) bool { return a.Known == pair.Known }) {
			again = append(again, pair)
		}
	}
	return again
}

// withoutPartner returns the query pages that carry a fingerprint and belong nowhere.
func (c *comparison) withoutPartner(p *pairing) []int {
	var pages []int
	for number, page := range c.pages.all() {
		if page.fingerprinted && !p.query[number] {
			pages = append(pages, number)
		}
	}
	return pages
}

// addAbsent lists the known pages that the input lacks as removed or, where the input is
// the lesser part of the document in one piece, those that it has as an excerpt.
func (c *comparison) addAbsent(found *alterationList, p *pairing) {
	missing, inside := c.missing(p)
	lesserPart := float64(len(missing)) > establishedShare*float64(c.known.Pages)
	switch {
	case len(missing) == 0:
	case lesserPart && (c.lone() || !inside):
		basis := shareOfPages(len(p.known), c.known.Pages)
		if p.tied {
			basis = "the text stands on each of these pages"
		}
		found.add(dossier.ExcerptTaken, nil, knownNumbers(p.pairs), basis)
	default:
		found.add(dossier.PageRemoved, nil, missing, "no page of the input holds it")
	}
}

// shareOfPages is the basis of an excerpt.
func shareOfPages(held, of int) string { return fmt.Sprintf("%d of %d pages", held, of) }

// missing returns the known pages that the input lacks, and whether any of them stands
// between two that it has. Pages that may be there unread, or are there in parts, are not
// missing.
func (c *comparison) missing(p *pairing) (missing []int, inside bool) {
	first, last := c.known.Pages+1, 0
	unreadable, held := c.unreadable(p), c.heldInParts()
	for number := 1; number <= c.known.Pages; number++ {
		switch {
		case p.known[number]:
			first, last = min(first, number), max(last, number)
		case !unreadable[number] && !held[number]:
			missing = append(missing, number)
		}
	}
	return missing, slices.ContainsFunc(missing, func(number int) bool { return number > first && number < last })
}

// heldInParts returns the known pages much of which stands on pages of the input, paired
// or not: text that was set anew may hold them in part.
func (c *comparison) heldInParts() map[int]bool {
	held := map[int]bool{}
	for _, e := range c.edges {
		if e.knownCover >= nearCover && c.contends(e) {
			held[e.Known] = true
		}
	}
	return held
}

// unreadable returns the known pages in whose place the input has pages without a
// fingerprint: between two pairs, as many in the one document as in the other. Blacked
// out or blank, these may be the known pages.
func (c *comparison) unreadable(p *pairing) map[int]bool {
	found := map[int]bool{}
	var last Pair
	end := dossier.PagePair{Query: c.pages.count + 1, Known: c.known.Pages + 1}
	for _, pair := range append(slices.Clip(p.pairs), end) {
		next := Pair{pair.Query, pair.Known}
		if last.diagonal() == next.diagonal() {
			for d := 1; d < next.Query-last.Query; d++ {
				if number := last.Query + d; !c.pages.of(number).fingerprinted && !p.query[number] {
					found[last.Known+d] = true
				}
			}
		}
		last = next
	}
	return found
}

// queryNumbers and knownNumbers return the page numbers of pairs, each once, in order.
func queryNumbers(pairs []dossier.PagePair) []int {
	return uniqueNumbers(pairs, func(p dossier.PagePair) int { return p.Query })
}

func knownNumbers(pairs []dossier.PagePair) []int {
	return uniqueNumbers(pairs, func(p dossier.PagePair) int { return p.Known })
}

func uniqueNumbers(pairs []dossier.PagePair, side func(dossier.PagePair) int) []int {
	var numbers []int
	for _, p := range pairs {
		numbers = append(numbers, side(p))
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

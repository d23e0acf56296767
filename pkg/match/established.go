package match

import "slices"

// When the input is a copy of a document.
const (
	establishedShare = .5  // of the pages of either side belong to the other
	establishedRun   = 3   // or so many pages in a row are the same by themselves
	establishedText  = .85 // or so much of what the input holds is text of the document, wherever pages break
	leastOfText      = .55 // of the text of the pages of either side that belong to the other, what both have
)

// established reports whether the alignment makes the input a copy of the document or of
// a part of it, or the document a part of the input: either side's pages mostly belong to
// the other, by number and by what they hold, or several in a row are the same, or the
// document has nearly all that the input says.
func (c *comparison) established(alignment []edge, spanning map[Pair]bool) (bool, error) {
	if c.stock {
		return false, nil
	}
	s := c.standingOf(alignment, spanning)
	if len(s.queryPages) == 0 || c.mostlyOther(alignment, s) {
		return false, nil
	}
	if float64(len(s.queryPages)) >= establishedShare*float64(c.fingerprinted) && mostOf(c.pages, s.queryPages) {
		return true, nil
	}
	if float64(len(s.knownPages)) >= establishedShare*float64(c.known.Pages) {
		if err := c.readAll(); err != nil {
			return false, err
		}
		if mostOf(c.read, s.knownPages) {
			return true, nil
		}
	}
	return s.sameInARow() || c.saysAll(alignment), nil
}

// mostlyOther reports whether the pages that belong together, all of them by their text, hold
// other text for the most part, on both sides: so does a translation that leaves some of a document as it was.
func (c *comparison) mostlyOther(alignment []edge, s standing) bool {
	var query, known inCommon
	for _, e := range alignment {
		switch {
		case !s.queryPages[e.Query]:
		case !e.byText():
			return false // their looks may be in common, whatever their fonts say
		default:
			q, k := c.both(e.Pair)
			query.add(e.Query, len(q.folded), e.querySpans)
			known.add(e.Known, len(k.folded), e.knownSpans)
		}
	}
	return max(query.share(), known.share()) < leastOfText
}

// inCommon is what pages of one side have in common with the other: by number, the passages and
// the length.
type inCommon struct {
	spans  map[int][]span
	length map[int]int
}

func (t *inCommon) add(page, length int, spans []span) {
	if t.spans == nil {
		t.spans, t.length = map[int][]span{}, map[int]int{}
	}
	t.spans[page], t.length[page] = slices.Concat(t.spans[page], spans), length
}

// share is the share of the pages that is in common.
func (t *inCommon) share() float64 {
	covered, all := 0, 0
	for page, spans := range t.spans {
		covered, all = covered+totalLen(union(spans)), all+t.length[page]
	}
	return float64(covered) / float64(max(1, all))
}

// saysAll reports whether the document has nearly all that the input holds, in the order of
// its pages. A lone page has no order to go by.
func (c *comparison) saysAll(alignment []edge) bool {
	all, said := 0, 0
	for _, p := range c.pages.all() {
		all += p.substance
	}
	last := 0 // known page that the text has reached
	for _, edges := range byQueryPage(alignment) {
		var covered []span
		for _, e := range edges {
			if e.byText() && e.coincidences <= sharedChance && e.Known >= last {
				covered = append(covered, e.querySpans...)
				last = e.Known
			}
		}
		said += totalLen(union(covered))
	}
	return !c.lone() && float64(said) >= establishedText*float64(all)
}

// A standing is what an alignment says in favour of the input being a copy.
type standing struct {
	queryPages map[int]bool  // those that belong to the document
	knownPages map[int]bool  // those that belong to the input
	same       map[Pair]bool // pairs that claim to be one page and cover most of each other
}

func (c *comparison) standingOf(alignment []edge, spanning map[Pair]bool) standing {
	s := standing{queryPages: map[int]bool{}, knownPages: map[int]bool{}, same: map[Pair]bool{}}
	for _, e := range alignment {
		claimed := claims(c.ownRelation(e)) && c.contends(e)
		switch {
		case claimed, e.inContext():
			s.queryPages[e.Query], s.knownPages[e.Known] = true, true
		case spanning[e.Pair]:
			s.queryPages[e.Query] = true
		}
		s.same[e.Pair] = claimed && e.lesserCover() >= sameCover
	}
	return s
}

// sameInARow reports whether establishedRun pairs follow one another in both documents.
func (s standing) sameInARow() bool {
	for p := range s.same {
		inARow := 0
		for s.same[Pair{p.Query + inARow, p.Known + inARow}] {
			inARow++
		}
		if inARow >= establishedRun {
			return true
		}
	}
	return false
}

// mostOf reports whether the chosen pages hold establishedShare of all that the pages
// hold. Short pages, such as those for signatures, may be alike in any two documents.
func mostOf(pages *pageList, chosen map[int]bool) bool {
	all, of := 0, 0
	for number, p := range pages.all() {
		all += p.substance
		if chosen[number] {
			of += p.substance
		}
	}
	return float64(of) >= establishedShare*float64(all)
}

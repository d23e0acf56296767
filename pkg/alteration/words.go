package alteration

import (
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/wording"
)

// A hunk is a place where the words of two pages differ: words of the known page that
// were deleted, words of the query page that were inserted, or both. Words are given by
// index, in reading order.
type hunk struct {
	deleted, inserted []int
	// previous and next are the common words on either side, indices into
	// alignment.common; -1 and len(common) at the ends of the page.
	previous, next int
	reordered      bool // the words inserted are those deleted, and stand in another order
	misread        bool // what is read around it is wrong: a font has lost its encoding
}

// leastGap is by how much of the height of a line words that are set apart otherwise are
// wider or narrower: a space is a quarter of it.
const leastGap = .1

// A wordPair is a word of the query page and the word of the known page that it is.
type wordPair struct{ query, known int }

// An alignment says which words of two pages are the same, and where they differ.
type alignment struct {
	query, known []dossier.Word
	// queryTokens and knownTokens are their texts, word for word.
	queryTokens, knownTokens []wording.Token

	pairs    []wordPair // all words that are the same, ordered by known
	common   []wordPair // those that follow one another on both pages: the longest common subsequence
	hunks    []hunk     // what is in no pair
	respaced []hunk     // likewise, where nothing but the gaps between words differ

	registered   bool              // the pairs agree on how the query page lies on the known page
	toKnown      layout.Homography // query page to known page, where registered
	queryOnKnown []dossier.Word    // query, its boxes mapped to the known page where registered
	displaced    map[int]bool      // by word of the query: it is paired, but toKnown does not map it to its pair
}

// align pairs the words of two pages in reading order (wording.Align) and then, since
// programs save the parts of a page in orders of their own, those left over by their place.
func align(query, known []dossier.Word) *alignment {
	a := &alignment{query: query, known: known, queryTokens: tokensOf(query), knownTokens: tokensOf(known), displaced: map[int]bool{}}
	for _, p := range wording.Align(wording.Keys(a.knownTokens), wording.Keys(a.queryTokens)) {
		a.common = append(a.common, wordPair{p.B, p.A})
	}
	edits := a.edits()
	a.toKnown, a.registered = fitTransform(query, known, a.common)
	a.queryOnKnown = query
	if a.registered {
		a.queryOnKnown = make([]dossier.Word, len(query))
		for i, w := range query {
			a.queryOnKnown[i] = dossier.Word{Text: w.Text, Box: mapBox(a.toKnown, w.Box)}
		}
	}
	if a.unpairMisplaced() {
		edits = a.edits()
	}
	byPlace := a.pairByPlace(edits)
	a.pairs = slices.Concat(a.common, byPlace)
	slices.SortFunc(a.pairs, func(x, y wordPair) int { return x.known - y.known })
	if a.registered {
		for _, p := range a.pairs {
			a.displaced[p.query] = !a.inSamePlace(p)
		}
	}
	a.hunks = a.findHunks(edits, byPlace)
	return a
}

// tokensOf returns words as tokens. A line ends where the next word stands below.
func tokensOf(words []dossier.Word) []wording.Token {
	tokens := make([]wording.Token, len(words))
	for i, w := range words {
		tokens[i] = wording.NewToken(w.Text)
		tokens[i].LineEnd = i+1 < len(words) && words[i+1].Box.Y >= w.Box.Y+w.Box.H
	}
	return tokens
}

// An edit is a step from the known page's words to the query page's: a word that both
// have, or one that either has alone. The other is -1 then.
type edit struct{ query, known int }

// edits returns the steps in order, what is deleted before what is inserted.
func (a *alignment) edits() []edit {
	var steps []edit
	query, known := 0, 0
	upTo := func(p wordPair) {
		for ; known < p.known; known++ {
			steps = append(steps, edit{-1, known})
		}
		for ; query < p.query; query++ {
			steps = append(steps, edit{query, -1})
		}
	}
	for _, p := range a.common {
		upTo(p)
		steps = append(steps, edit(p))
		query, known = p.query+1, p.known+1
	}
	upTo(wordPair{len(a.query), len(a.known)})
	return steps
}

// inSamePlace reports whether both words of a pair stand in one place of the known page.
func (a *alignment) inSamePlace(p wordPair) bool {
	x, y := centre(a.queryOnKnown[p.query].Box)
	u, v := centre(a.known[p.known].Box)
	return math.Abs(x-u) <= inPlace && math.Abs(y-v) <= inPlace
}

// unpairMisplaced takes out of common the pairs of words in different places where a word
// in the same place has no partner: of two dashes, the one that is still there. It reports
// whether there were any.
func (a *alignment) unpairMisplaced() bool {
	if !a.registered {
		return false
	}
	freeQuery, freeKnown := a.unpaired()
	before := len(a.common)
	moved := a.amidMoved()
	a.common = slices.DeleteFunc(a.common, func(p wordPair) bool {
		key := a.queryTokens[p.query].Key
		return !a.inSamePlace(p) && !moved[p.query] &&
			(slices.ContainsFunc(freeKnown[key], func(k int) bool { return a.inSamePlace(wordPair{p.query, k}) }) ||
				slices.ContainsFunc(freeQuery[key], func(q int) bool { return a.inSamePlace(wordPair{q, p.known}) }))
	})
	return len(a.common) < before
}

// amidMoved returns the words of the query between two that moved as well: they are part of a
// passage that did.
func (a *alignment) amidMoved() map[int]bool {
	moved := map[int]bool{}
	for i := 1; i+1 < len(a.common); i++ {
		moved[a.common[i].query] = !a.inSamePlace(a.common[i-1]) && !a.inSamePlace(a.common[i+1])
	}
	return moved
}

// unpaired returns the words of either page that have no partner, by key.
func (a *alignment) unpaired() (query, known map[string][]int) {
	query, known = map[string][]int{}, map[string][]int{}
	for _, e := range a.edits() {
		switch {
		case e.known < 0:
			query[a.queryTokens[e.query].Key] = append(query[a.queryTokens[e.query].Key], e.query)
		case e.query < 0:
			known[a.knownTokens[e.known].Key] = append(known[a.knownTokens[e.known].Key], e.known)
		}
	}
	return query, known
}

// pairByPlace pairs words that the edits left over but that stand in the same place of
// both pages.
func (a *alignment) pairByPlace(edits []edit) []wordPair {
	if !a.registered {
		return nil
	}
	left := map[string][]int{}
	for _, e := range edits {
		if e.known < 0 {
			key := a.queryTokens[e.query].Key
			left[key] = append(left[key], e.query)
		}
	}
	var found []wordPair
	for _, e := range edits {
		if e.query >= 0 {
			continue
		}
		key := a.knownTokens[e.known].Key
		i := slices.IndexFunc(left[key], func(q int) bool { return a.inSamePlace(wordPair{q, e.known}) })
		if i >= 0 {
			found = append(found, wordPair{left[key][i], e.known})
			left[key] = slices.Delete(left[key], i, i+1)
		}
	}
	return found
}

// findHunks collects what is in no pair between one common word and the next, unless it
// is the same text with its words set apart elsewhere: a page has no spaces, only gaps.
func (a *alignment) findHunks(edits []edit, byPlace []wordPair) []hunk {
	pairedQuery, pairedKnown := map[int]bool{}, map[int]bool{}
	for _, p := range byPlace {
		pairedQuery[p.query], pairedKnown[p.known] = true, true
	}
	hunks := a.reordered(pairedQuery, pairedKnown)
	for _, h := range hunks { // are told already
		for _, w := range h.inserted {
			pairedQuery[w] = true
		}
		for _, w := range h.deleted {
			pairedKnown[w] = true
		}
	}
	previous := -1
	var deleted, inserted []int
	flush := func() {
		switch whole := (hunk{deleted: deleted, inserted: inserted, previous: previous, next: previous + 1}); a.class(whole) {
		case "":
		case dossier.ClassSpacing:
			a.respaced = append(a.respaced, whole)
		default:
			for _, h := range a.splitByPlace(deleted, inserted) {
				h.previous, h.next = previous, previous+1
				if a.differs(h) {
					hunks = append(hunks, h)
				}
			}
		}
		deleted, inserted = nil, nil
	}
	for _, e := range edits {
		switch {
		case e.query >= 0 && e.known >= 0:
			flush()
			previous++
		case e.query < 0 && !pairedKnown[e.known]:
			deleted = append(deleted, e.known)
		case e.known < 0 && !pairedQuery[e.query]:
			inserted = append(inserted, e.query)
		}
	}
	flush()
	slices.SortStableFunc(hunks, func(x, y hunk) int { return x.previous - y.previous })
	return hunks
}

// reordered returns the passages that stand in another order (wording.Differences), without
// words that were paired by their place: these were only drawn in another one.
func (a *alignment) reordered(pairedQuery, pairedKnown map[int]bool) []hunk {
	pairs := make([]wording.Pair, len(a.common))
	for i, p := range a.common {
		pairs[i] = wording.Pair{A: p.known, B: p.query}
	}
	var hunks []hunk
	for _, d := range wording.Differences(a.knownTokens, a.queryTokens, pairs) {
		if d.Class != dossier.ClassOrder {
			continue
		}
		h := hunk{deleted: wordsIn(d.A, pairedKnown), inserted: wordsIn(d.B, pairedQuery), previous: d.Before, reordered: true}
		h.next, _ = slices.BinarySearchFunc(a.common, d.A.To, func(p wordPair, known int) int { return p.known - known })
		if len(h.deleted) > 0 && len(h.deleted) == len(h.inserted) {
			hunks = append(hunks, h)
		}
	}
	return hunks
}

// wordsIn returns the words of a span, by index, but for those in a set.
func wordsIn(s wording.Span, without map[int]bool) []int {
	var words []int
	for w := s.From; w < s.To; w++ {
		if !without[w] {
			words = append(words, w)
		}
	}
	return words
}

// differs reports whether the words of a hunk differ in more than where they are set apart.
func (a *alignment) differs(h hunk) bool {
	class := a.class(h)
	return class != "" && class != dossier.ClassSpacing
}

// movedLetters reports whether words that are set apart otherwise take more or less room
// on their line: gaps were put in or closed, not merely read as others.
func (a *alignment) movedLetters(h hunk) bool {
	if !a.registered || len(h.deleted) == 0 || len(h.inserted) == 0 {
		return false
	}
	known, query := boundsOf(a.known, h.deleted), boundsOf(a.queryOnKnown, h.inserted)
	height := a.known[h.deleted[0]].Box.H
	oneLine := max(known.H, query.H) < 2*height
	return oneLine && math.Abs(known.W-query.W) > leastGap*height
}

// class says what differs in a hunk.
func (a *alignment) class(h hunk) dossier.Class {
	if h.reordered {
		return dossier.ClassOrder
	}
	lead := ""
	if h.previous >= 0 && h.previous < len(a.common) {
		lead = a.queryTokens[a.common[h.previous].query].Key
	}
	return wording.Classify(lead, tokensAt(a.knownTokens, h.deleted), tokensAt(a.queryTokens, h.inserted))
}

// tokensAt returns some of the tokens, by index.
func tokensAt(tokens []wording.Token, indices []int) []wording.Token {
	some := make([]wording.Token, len(indices))
	for i, w := range indices {
		some[i] = tokens[w]
	}
	return some
}

// splitByPlace separates words that follow one another in reading order and stand in
// different places of the page, such as a footer and the next header.
func (a *alignment) splitByPlace(deleted, inserted []int) []hunk {
	if len(deleted)+len(inserted) == 0 {
		return nil
	}
	if !a.registered {
		return []hunk{{deleted: deleted, inserted: inserted}}
	}
	var hunks []hunk
	for _, passage := range passages(a.known, deleted) {
		hunks = append(hunks, hunk{deleted: passage})
	}
	for _, passage := range passages(a.queryOnKnown, inserted) {
		at := boundsOf(a.queryOnKnown, passage)
		i := slices.IndexFunc(hunks, func(h hunk) bool {
			return len(h.deleted) > 0 && touches(at, boundsOf(a.known, h.deleted), lineSpacing*a.known[h.deleted[0]].Box.H)
		})
		if i >= 0 {
			hunks[i].inserted = append(hunks[i].inserted, passage...)
		} else {
			hunks = append(hunks, hunk{inserted: passage})
		}
	}
	return hunks
}

// passages cuts words in reading order where the next one stands elsewhere: more than a
// line above or below, far along the line, or in type of a very different size.
func passages(words []dossier.Word, indices []int) [][]int {
	var all [][]int
	for i, w := range indices {
		if i > 0 && continues(words[indices[i-1]], words[w]) {
			all[len(all)-1] = append(all[len(all)-1], w)
		} else {
			all = append(all, []int{w})
		}
	}
	return all
}

// continues reports whether a word stands where the passage of the word before it goes on.
func continues(a, b dossier.Word) bool {
	last, next := a.Box, b.Box
	gap := max(next.Y-(last.Y+last.H), last.Y-(next.Y+next.H))
	sameLine := gap < 0
	along := next.X - (last.X + last.W)
	if next.X < last.X && (wording.FromRight(a.Text) || wording.FromRight(b.Text)) {
		along = last.X - (next.X + next.W)
	}
	far := sameLine && math.Abs(along) > 12*max(last.H, next.H)
	return gap <= lineSpacing*max(last.H, next.H) && !far && max(last.H, next.H) <= 2.5*max(1, min(last.H, next.H))
}

// textOf returns the words of these indices, separated by spaces.
func textOf(words []dossier.Word, indices []int) string {
	text := make([]string, len(indices))
	for i, w := range indices {
		text[i] = words[w].Text
	}
	return strings.Join(text, " ")
}

// textAround returns a word with the words around it.
func textAround(words []dossier.Word, at int) string {
	from, to := max(0, at-contextWords), min(len(words), at+contextWords+1)
	text := make([]string, 0, to-from)
	for _, w := range words[from:to] {
		text = append(text, w.Text)
	}
	return strings.Join(text, " ")
}

func (a *alignment) deletedText(h hunk) string  { return textOf(a.known, h.deleted) }
func (a *alignment) insertedText(h hunk) string { return textOf(a.query, h.inserted) }

// contextWords is how many words are quoted on either side of a change.
const contextWords = 5

// context returns the words of the known page before and after a hunk.
func (a *alignment) context(h hunk) (lead, trail string) {
	first, next := len(a.known), 0
	switch {
	case len(h.deleted) > 0:
		first, next = slices.Min(h.deleted), slices.Max(h.deleted)+1
	case h.previous >= 0:
		first, next = a.common[h.previous].known+1, a.common[h.previous].known+1
	case h.next < len(a.common):
		first, next = a.common[h.next].known, a.common[h.next].known
	}
	text := func(from, to int) string {
		var words []int
		for i := max(0, from); i < min(len(a.known), to); i++ {
			words = append(words, i)
		}
		return textOf(a.known, words)
	}
	return text(first-contextWords, first), text(next, next+contextWords)
}

// wordsOf returns a page's words, without boxes where only its text is known.
func wordsOf(p dossier.Page) []dossier.Word {
	if len(p.Words) > 0 || p.Text == "" {
		return p.Words
	}
	var words []dossier.Word
	for text := range strings.FieldsSeq(p.Text) {
		words = append(words, dossier.Word{Text: text})
	}
	return words
}

package alteration

import (
	"math"
	"slices"
	"strings"

	"znkr.io/diff"

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
}

// A wordPair is a word of the query page and the word of the known page that it is.
type wordPair struct{ query, known int }

// An alignment says which words of two pages are the same, and where they differ.
type alignment struct {
	query, known []dossier.Word
	pairs        []wordPair // all words that are the same, ordered by known
	common       []wordPair // those that follow one another on both pages: the longest common subsequence
	hunks        []hunk     // what is in no pair

	registered   bool              // the pairs agree on how the query page lies on the known page
	toKnown      layout.Homography // query page to known page, where registered
	queryOnKnown []dossier.Word    // query, its boxes mapped to the known page where registered
	displaced    map[int]bool      // by word of the query: it is paired, but toKnown does not map it to its pair
}

// align pairs the words of two pages in reading order (the shortest edit script; Myers
// 1986) and then, since programs save the parts of a page in orders of their own, those
// left over by their place.
func align(query, known []dossier.Word) *alignment {
	a := &alignment{query: query, known: known, displaced: map[int]bool{}}
	edits := diff.Edits(normalized(known), normalized(query))
	for _, e := range edits {
		if e.Op == diff.Match {
			a.common = append(a.common, wordPair{e.PosY, e.PosX})
		}
	}
	a.toKnown, a.registered = fitTransform(query, known, a.common)
	a.queryOnKnown = query
	if a.registered {
		a.queryOnKnown = make([]dossier.Word, len(query))
		for i, w := range query {
			a.queryOnKnown[i] = dossier.Word{Text: w.Text, Box: mapBox(a.toKnown, w.Box)}
		}
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

// normalized returns the words' texts, normalized.
func normalized(words []dossier.Word) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = wording.Normalize(w.Text)
	}
	return texts
}

// inSamePlace reports whether both words of a pair stand in one place of the known page.
func (a *alignment) inSamePlace(p wordPair) bool {
	x, y := centre(a.queryOnKnown[p.query].Box)
	u, v := centre(a.known[p.known].Box)
	return math.Abs(x-u) <= inPlace && math.Abs(y-v) <= inPlace
}

// pairByPlace pairs words that the edit script left over but that stand in the same
// place of both pages.
func (a *alignment) pairByPlace(edits []diff.Edit[string]) []wordPair {
	if !a.registered {
		return nil
	}
	left := map[string][]int{}
	for _, e := range edits {
		if e.Op == diff.Insert {
			left[e.Y] = append(left[e.Y], e.PosY)
		}
	}
	var found []wordPair
	for _, e := range edits {
		if e.Op != diff.Delete {
			continue
		}
		i := slices.IndexFunc(left[e.X], func(q int) bool { return a.inSamePlace(wordPair{q, e.PosX}) })
		if i >= 0 {
			found = append(found, wordPair{left[e.X][i], e.PosX})
			left[e.X] = slices.Delete(left[e.X], i, i+1)
		}
	}
	return found
}

// findHunks collects what is in no pair between one match of the edit script and the
// next, unless it is the same text with its words separated elsewhere.
func (a *alignment) findHunks(edits []diff.Edit[string], byPlace []wordPair) []hunk {
	pairedQuery, pairedKnown := map[int]bool{}, map[int]bool{}
	for _, p := range byPlace {
		pairedQuery[p.query], pairedKnown[p.known] = true, true
	}
	var hunks []hunk
	previous := -1
	var deleted, inserted []int
	flush := func() {
		for _, h := range a.splitByPlace(deleted, inserted) {
			h.previous, h.next = previous, previous+1
			if !wording.SameWriting(a.deletedText(h), a.insertedText(h)) {
				hunks = append(hunks, h)
			}
		}
		deleted, inserted = nil, nil
	}
	for _, e := range edits {
		switch {
		case e.Op == diff.Match:
			flush()
			previous++
		case e.Op == diff.Delete && !pairedKnown[e.PosX]:
			deleted = append(deleted, e.PosX)
		case e.Op == diff.Insert && !pairedQuery[e.PosY]:
			inserted = append(inserted, e.PosY)
		}
	}
	flush()
	return hunks
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
func passages(words []dossier.Word, chosen []int) [][]int {
	var all [][]int
	for i, w := range chosen {
		if i > 0 && continues(words[chosen[i-1]].Box, words[w].Box) {
			all[len(all)-1] = append(all[len(all)-1], w)
		} else {
			all = append(all, []int{w})
		}
	}
	return all
}

// continues reports whether a word stands where the passage of the word before it goes on.
func continues(last, next dossier.Box) bool {
	gap := max(next.Y-(last.Y+last.H), last.Y-(next.Y+next.H))
	sameLine := gap < 0
	far := sameLine && math.Abs(next.X-(last.X+last.W)) > 12*max(last.H, next.H)
	return gap <= lineSpacing*max(last.H, next.H) && !far && max(last.H, next.H) <= 2.5*max(1, min(last.H, next.H))
}

// textOf returns the chosen words, separated by spaces.
func textOf(words []dossier.Word, chosen []int) string {
	text := make([]string, len(chosen))
	for i, w := range chosen {
		text[i] = words[w].Text
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

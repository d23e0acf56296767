package alteration

import (
	"math"
	"slices"
	"strings"

	"znkr.io/diff"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A spot is a place where the words of two pages differ: words of the known page that
// are gone, words of the query page that are new, or both.
type spot struct {
	gone, come []int // indices of words, in reading order
	// previous and next are the paired words on either side, indices into ordered; -1 and
	// len(ordered) at the ends of the page.
	previous, next int
}

// An alignment says which words of two pages are the same, and where they differ.
type alignment struct {
	query, known []dossier.Word
	laid         []dossier.Word // query where it lies on the known page
	pairs        []paired       // by known
	ordered      []paired       // those that follow one another on both pages
	spots        []spot
	toKnown      layout.Homography
	fits         bool         // toKnown is known
	displaced    map[int]bool // words of the query page that are paired and do not lie where toKnown has them
}

// align pairs the words of two pages in reading order (the shortest edit script; Myers
// 1986) and, since programs save the parts of a page in orders of their own, those left
// over by their place.
func align(query, known []dossier.Word) *alignment {
	a := &alignment{query: query, known: known, displaced: map[int]bool{}}
	edits := diff.Edits(keys(known), keys(query))
	for _, e := range edits {
		if e.Op == diff.Match {
			a.ordered = append(a.ordered, paired{e.PosY, e.PosX})
		}
	}
	a.toKnown, a.fits = fitted(query, known, a.ordered)
	a.laid = query
	if a.fits {
		a.laid = make([]dossier.Word, len(query))
		for i, w := range query {
			a.laid[i] = dossier.Word{Text: w.Text, Box: mapBox(a.toKnown, w.Box)}
		}
	}
	byPlace := a.pairByPlace(edits)
	a.pairs = append(slices.Clone(a.ordered), byPlace...)
	slices.SortFunc(a.pairs, func(x, y paired) int { return x.known - y.known })
	if a.fits {
		for _, p := range a.pairs {
			a.displaced[p.query] = !a.lieTogether(p)
		}
	}
	a.findSpots(edits, byPlace)
	return a
}

// keys is the words as far as they do not depend on the program that saved the file.
func keys(words []dossier.Word) []string {
	k := make([]string, len(words))
	for i, w := range words {
		k[i] = normalize(w.Text)
	}
	return k
}

func (a *alignment) lieTogether(p paired) bool {
	x, y := centre(a.laid[p.query].Box)
	u, v := centre(a.known[p.known].Box)
	return math.Abs(x-u) <= inPlace && math.Abs(y-v) <= inPlace
}

// pairByPlace pairs words that the reading order left over, but which stand on both
// pages in the same place.
func (a *alignment) pairByPlace(edits []diff.Edit[string]) []paired {
	if !a.fits {
		return nil
	}
	left := map[string][]int{}
	for _, e := range edits {
		if e.Op == diff.Insert {
			left[e.Y] = append(left[e.Y], e.PosY)
		}
	}
	var found []paired
	for _, e := range edits {
		if e.Op != diff.Delete {
			continue
		}
		i := slices.IndexFunc(left[e.X], func(q int) bool { return a.lieTogether(paired{q, e.PosX}) })
		if i >= 0 {
			found = append(found, paired{left[e.X][i], e.PosX})
			left[e.X] = slices.Delete(left[e.X], i, i+1)
		}
	}
	return found
}

// findSpots collects what is in no pair, between one pair and the next.
func (a *alignment) findSpots(edits []diff.Edit[string], byPlace []paired) {
	placedQuery, placedKnown := map[int]bool{}, map[int]bool{}
	for _, p := range byPlace {
		placedQuery[p.query], placedKnown[p.known] = true, true
	}
	pair := -1 // the last of ordered
	var gone, come []int
	flush := func() {
		for _, s := range a.apart(gone, come) {
			s.previous, s.next = pair, pair+1
			if !sameWriting(a.goneText(s), a.comeText(s)) {
				a.spots = append(a.spots, s)
			}
		}
		gone, come = nil, nil
	}
	for _, e := range edits {
		switch {
		case e.Op == diff.Match:
			flush()
			pair++
		case e.Op == diff.Delete && !placedKnown[e.PosX]:
			gone = append(gone, e.PosX)
		case e.Op == diff.Insert && !placedQuery[e.PosY]:
			come = append(come, e.PosY)
		}
	}
	flush()
}

// apart separates what stands at different places of the page though it follows one
// another in reading order, as a footer and the next header.
func (a *alignment) apart(gone, come []int) []spot {
	if len(gone)+len(come) == 0 {
		return nil
	}
	if !a.fits {
		return []spot{{gone: gone, come: come}}
	}
	var spots []spot
	for _, g := range passages(a.known, gone) {
		spots = append(spots, spot{gone: g})
	}
	for _, c := range passages(a.laid, come) {
		at := boundsOf(a.laid, c)
		i := slices.IndexFunc(spots, func(s spot) bool {
			return len(s.gone) > 0 && touches(at, boundsOf(a.known, s.gone), lineSpacing*a.known[s.gone[0]].Box.H)
		})
		if i >= 0 {
			spots[i].come = append(spots[i].come, c...)
		} else {
			spots = append(spots, spot{come: c})
		}
	}
	return spots
}

// passages cuts words in reading order where the next one stands elsewhere.
func passages(words []dossier.Word, chosen []int) [][]int {
	var all [][]int
	for i, w := range chosen {
		if i > 0 {
			last, next := words[chosen[i-1]].Box, words[w].Box
			gap := max(next.Y-(last.Y+last.H), last.Y-(next.Y+next.H))
			sameLine := gap < 0
			far := sameLine && math.Abs(next.X-(last.X+last.W)) > 12*max(last.H, next.H)
			if gap <= lineSpacing*max(last.H, next.H) && !far && max(last.H, next.H) <= 2.5*max(1, min(last.H, next.H)) {
				all[len(all)-1] = append(all[len(all)-1], w)
				continue
			}
		}
		all = append(all, []int{w})
	}
	return all
}

func textOf(words []dossier.Word, chosen []int) string {
	text := make([]string, len(chosen))
	for i, w := range chosen {
		text[i] = words[w].Text
	}
	return strings.Join(text, " ")
}

func (a *alignment) goneText(s spot) string { return textOf(a.known, s.gone) }
func (a *alignment) comeText(s spot) string { return textOf(a.query, s.come) }

// contextWords is how many words are quoted on either side of a change.
const contextWords = 5

// context is the words of the known page before and after a spot.
func (a *alignment) context(s spot) (lead, trail string) {
	first, next := len(a.known), 0
	switch {
	case len(s.gone) > 0:
		first, next = slices.Min(s.gone), slices.Max(s.gone)+1
	case s.previous >= 0:
		first, next = a.ordered[s.previous].known+1, a.ordered[s.previous].known+1
	case s.next < len(a.ordered):
		first, next = a.ordered[s.next].known, a.ordered[s.next].known
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

// wordsOf is a page's words; without boxes where only its text is known.
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

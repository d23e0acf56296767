package wording

import (
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Span is a range of tokens, To excluded.
type Span struct{ From, To int }

// Len returns the number of tokens.
func (s Span) Len() int { return s.To - s.From }

// A Difference is a place where two texts differ: tokens of A that stand as those of B in
// the other, either of which may be none. Tokens that were moved stand elsewhere there.
type Difference struct {
	A, B  Span
	Class dossier.Class
	// Before is the pair that precedes the tokens of A, by index: -1 at the beginning.
	Before int
}

// Limits of what is told as a change of order.
const (
	mostBetween = 60 // tokens between two passages that changed places
	leastMoved  = 3  // tokens of a passage that was moved
)

// Differences lists the places where two texts differ, in order of A. pairs are the tokens
// that are the same, as Align returns them. Places that differ in nothing but where words
// are set apart have class spacing.
func Differences(a, b []Token, pairs []Pair) []Difference {
	var found []Difference
	at := Pair{}
	for i := 0; i <= len(pairs); i++ {
		next := Pair{len(a), len(b)}
		if i < len(pairs) {
			next = pairs[i]
		}
		d := Difference{A: Span{at.A, next.A}, B: Span{at.B, next.B}, Before: i - 1}
		if d.A.Len()+d.B.Len() > 0 {
			lead := ""
			if d.A.From > 0 {
				lead = a[d.A.From-1].Key
			}
			if d.Class = Classify(lead, a[d.A.From:d.A.To], b[d.B.From:d.B.To]); d.Class != "" {
				found = append(found, d)
			}
		}
		at = Pair{next.A + 1, next.B + 1}
	}
	found = withoutSeenAlike(a, b, pairs, found)
	return joinMoved(a, b, joinSwapped(a, b, found))
}

// joinSwapped makes one difference of two between which passages changed places: "A and
// B", "B and A".
func joinSwapped(a, b []Token, found []Difference) []Difference {
	var joined []Difference
	for _, d := range found {
		if n := len(joined); n > 0 && joined[n-1].swapsWith(d, a, b) {
			last := &joined[n-1]
			last.A.To, last.B.To, last.Class = d.A.To, d.B.To, dossier.ClassOrder
			continue
		}
		joined = append(joined, d)
	}
	return joined
}

// swapsWith reports whether d and the next difference are two passages that changed places:
// what they take away is what they add, and neither was moved farther than it is long.
func (d Difference) swapsWith(next Difference, a, b []Token) bool {
	if d.Class == dossier.ClassSpacing || next.Class == dossier.ClassSpacing {
		return false
	}
	taken := slices.Concat(a[d.A.From:d.A.To], a[next.A.From:next.A.To])
	added := slices.Concat(b[d.B.From:d.B.To], b[next.B.From:next.B.To])
	if len(taken) == 0 || !swapped(taken, added) {
		return false
	}
	between := next.A.From - d.A.To
	replaced := d.A.Len() > 0 && d.B.Len() > 0
	return between <= max(leastMoved, len(taken)) || replaced && between <= mostBetween
}

// joinMoved makes one difference of a passage that is gone in one place and new in
// another, where its words may stand in another order: a label changes its side.
func joinMoved(a, b []Token, found []Difference) []Difference {
	added := map[string][]int{} // by its words, the places where a passage is new
	for i, d := range found {
		if d.A.Len() == 0 && d.B.Len() >= leastMoved {
			words := keyOf(b[d.B.From:d.B.To])
			added[words] = append(added[words], i)
		}
	}
	moved := map[int]bool{}
	for i := range found {
		d := &found[i]
		if d.B.Len() > 0 || d.A.Len() < leastMoved {
			continue
		}
		words := keyOf(a[d.A.From:d.A.To])
		if to := added[words]; len(to) > 0 {
			d.B, d.Class, moved[to[0]] = found[to[0]].B, dossier.ClassOrder, true
			added[words] = to[1:]
		}
	}
	var joined []Difference
	for i, d := range found {
		if !moved[i] {
			joined = append(joined, d)
		}
	}
	return joined
}

// keyOf is the same for passages of the same words.
func keyOf(tokens []Token) string {
	return strings.Join(slices.Sorted(slices.Values(Keys(tokens))), "\x00")
}

package wording

import (
	"slices"
	"unicode/utf8"

	"znkr.io/diff"

	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// A Pair is a token of one text and the token of another that it is, by index.
type Pair struct{ A, B int }

// Align pairs the tokens of two texts, given by their keys, in order: those that both have
// once are anchors (patience diff, Cohen 2008), the longest chain of which holds; between
// two of them the same is done again, and where nothing is unique the edit script is the
// shortest (Myers 1986). A lone pair amid replaced words is given up, so that a passage
// replaced is one difference.
func Align(a, b []string) []Pair {
	al := aligner{a: a, b: b}
	al.between(0, len(a), 0, len(b))
	return al.withoutStray()
}

// AlignPart is Align of a text with another of which it is a part: words are paired only
// near to where most of the part stands, never with a later occurrence.
func AlignPart(part, whole []string) []Pair {
	from, to := whereabouts(part, whole)
	pairs := withoutFarEnds(Align(part, whole[from:to]))
	for i := range pairs {
		pairs[i].B += from
	}
	return pairs
}

// withoutFarEnds drops words at the beginning and at the end of a part, fewer than make a
// cluster, that are paired with words farther away than they are long.
func withoutFarEnds(pairs []Pair) []Pair {
	far := func(a, b Pair, run int) bool {
		skipped := (b.B - a.B) - (b.A - a.A)
		return run < leastCluster && max(skipped, -skipped) >= run && skipped != 0
	}
	for i := 1; i < min(leastCluster, len(pairs)); i++ {
		if far(pairs[i-1], pairs[i], i) {
			return withoutFarEnds(pairs[i:])
		}
	}
	for i := 1; i < min(leastCluster, len(pairs)); i++ {
		if n := len(pairs); far(pairs[n-i-1], pairs[n-i], i) {
			return withoutFarEnds(pairs[:n-i])
		}
	}
	return pairs
}

type aligner struct {
	a, b  []string
	pairs []Pair
}

// between pairs a[a0:a1] with b[b0:b1]. What both end with comes first where they begin
// a text, since what is certain lies at their end.
func (al *aligner) between(a0, a1, b0, b1 int) {
	head, tail := 0, 0
	if a0 > 0 {
		head = al.commonHead(a0, a1, b0, b1)
	}
	for a0+head < a1-tail && b0+head < b1-tail && al.a[a1-tail-1] == al.b[b1-tail-1] {
		tail++
	}
	if a0 == 0 {
		head = al.commonHead(a0, a1-tail, b0, b1-tail)
	}
	al.addRun(a0, b0, head)
	al.inside(a0+head, a1-tail, b0+head, b1-tail)
	al.addRun(a1-tail, b1-tail, tail)
}

// inside pairs two ranges that neither begin nor end alike.
func (al *aligner) inside(a0, a1, b0, b1 int) {
	anchors := al.anchors(a0, a1, b0, b1)
	if len(anchors) == 0 {
		al.shortest(a0, a1, b0, b1)
		return
	}
	for _, p := range anchors {
		al.between(a0, p.A, b0, p.B)
		al.addRun(p.A, p.B, 1)
		a0, b0 = p.A+1, p.B+1
	}
	al.between(a0, a1, b0, b1)
}

// commonHead returns how many tokens two ranges begin with in common.
func (al *aligner) commonHead(a0, a1, b0, b1 int) int {
	n := 0
	for a0+n < a1 && b0+n < b1 && al.a[a0+n] == al.b[b0+n] {
		n++
	}
	return n
}

// addRun pairs n tokens from a0 with n from b0.
func (al *aligner) addRun(a0, b0, n int) {
	for i := range n {
		al.pairs = append(al.pairs, Pair{a0 + i, b0 + i})
	}
}

// anchors returns the longest chain of tokens that stand once in both ranges.
func (al *aligner) anchors(a0, a1, b0, b1 int) []Pair {
	if a0 == a1 || b0 == b1 {
		return nil
	}
	type place struct{ inA, inB, a, b int }
	places := map[string]*place{}
	for i := a0; i < a1; i++ {
		p := places[al.a[i]]
		if p == nil {
			p = &place{}
			places[al.a[i]] = p
		}
		p.inA++
		p.a = i
	}
	for i := b0; i < b1; i++ {
		if p := places[al.b[i]]; p != nil {
			p.inB++
			p.b = i
		}
	}
	var unique []Pair
	for i := a0; i < a1; i++ {
		if p := places[al.a[i]]; p.inA == 1 && p.inB == 1 {
			unique = append(unique, Pair{p.a, p.b})
		}
	}
	return longestChain(unique)
}

// longestChain returns the longest subsequence of pairs, given by A, that ascends in B
// (Fredman 1975).
func longestChain(pairs []Pair) []Pair {
	var ends []int // by length less one, the pair that ends the chain with the least B
	before := make([]int, len(pairs))
	for i, p := range pairs {
		at, _ := slices.BinarySearchFunc(ends, p.B, func(end, b int) int { return pairs[end].B - b })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	chain := make([]Pair, len(ends))
	for i, at := len(chain)-1, ends[len(ends)-1]; i >= 0; i, at = i-1, before[at] {
		chain[i] = pairs[at]
	}
	return chain
}

func (al *aligner) shortest(a0, a1, b0, b1 int) {
	if a0 == a1 || b0 == b1 {
		return
	}
	for _, e := range diff.Edits(al.a[a0:a1], al.b[b0:b1]) {
		if e.Op == diff.Match {
			al.pairs = append(al.pairs, Pair{a0 + e.PosX, b0 + e.PosY})
		}
	}
}

// Stray pairs: so many words in common between two replaced passages, each longer than
// they, say nothing.
const mostStray = 2

// withoutStray returns the pairs without runs of them that stand between two places where
// words are replaced by others, and are shorter than either.
func (al *aligner) withoutStray() []Pair {
	for {
		kept := al.dropStray()
		if len(kept) == len(al.pairs) {
			return kept
		}
		al.pairs = kept
	}
}

func (al *aligner) dropStray() []Pair {
	var kept []Pair
	lastA, lastB := -1, -1
	for from := 0; from < len(al.pairs); {
		to := from + 1
		for to < len(al.pairs) && al.pairs[to].A == al.pairs[to-1].A+1 && al.pairs[to].B == al.pairs[to-1].B+1 {
			to++
		}
		nextA, nextB := len(al.a), len(al.b)
		if to < len(al.pairs) {
			nextA, nextB = al.pairs[to].A, al.pairs[to].B
		}
		first, last, n := al.pairs[from], al.pairs[to-1], to-from
		around := min(first.A-lastA-1, first.B-lastB-1, nextA-last.A-1, nextB-last.B-1)
		within := n == 1 && plain.StandsAlone(firstRune(al.a[first.A])) &&
			amidOneWord(Pair{first.A - lastA - 1, first.B - lastB - 1}, Pair{nextA - last.A - 1, nextB - last.B - 1})
		if !within && (n > mostStray || around <= n) {
			kept = append(kept, al.pairs[from:to]...)
			lastA, lastB = last.A, last.B
		}
		from = to
	}
	return kept
}

// longestSolid is how many characters make a word of a script that does not set words apart.
const longestSolid = 3

// amidOneWord reports whether a character that two texts have in common stands within a word that
// was replaced by another, given how many characters differ before and after it: few on either
// side, on one of them in both texts, and not as many in the one as in the other.
func amidOneWord(before, after Pair) bool {
	replaced := min(before.A, before.B) > 0 || min(after.A, after.B) > 0
	differs := before.A+before.B > 0 && after.A+after.B > 0 && (before.A != before.B || after.A != after.B)
	return replaced && differs && max(before.A, before.B, after.A, after.B) <= longestSolid
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

const (
	// slack is how many words a part may have lost or gained at its ends, or between two
	// words of it that stand far apart in the whole.
	slack = 12
	// leastCluster is how many rare words must stand together to be a piece of a part.
	leastCluster = 3
)

// whereabouts returns the range of a whole in which a part stands, by the words that both
// have once.
func whereabouts(part, whole []string) (from, to int) {
	al := aligner{a: part, b: whole}
	clusters := al.clusters()
	if len(clusters) == 0 {
		return 0, len(whole)
	}
	first, last := clusters[0], clusters[len(clusters)-1]
	from = first[0].B - first[0].A - slack
	end := last[len(last)-1]
	to = end.B + len(part) - end.A + slack
	return max(0, from), min(len(whole), to)
}

// clusters returns the anchors of a part in groups that stand together; groups too small
// to say anything are left out, unless all are.
func (al *aligner) clusters() [][]Pair {
	anchors := al.anchors(0, len(al.a), 0, len(al.b))
	var all [][]Pair
	for i, p := range anchors {
		if i > 0 {
			skipped := (p.B - anchors[i-1].B) - (p.A - anchors[i-1].A)
			if max(skipped, -skipped) <= slack {
				all[len(all)-1] = append(all[len(all)-1], p)
				continue
			}
		}
		all = append(all, []Pair{p})
	}
	large := slices.DeleteFunc(slices.Clone(all), func(c []Pair) bool { return len(c) < leastCluster })
	if len(large) == 0 && len(all) > 0 {
		return [][]Pair{slices.MaxFunc(all, func(x, y []Pair) int { return len(x) - len(y) })}
	}
	return large
}

package match

import (
	"cmp"
	"slices"
)

// Chaining of exact matches follows the collinear chaining of sequence aligners
// (Abouelhoda, Ohlebusch 2005; Li: minimap2, 2018): shared runs in the same order
// on both pages count together, gaps cost, and the span of a chain, gaps included,
// is what the pages share. That span, unlike the number of shared runs, holds up
// under noise and tells a copy from shared boilerplate.
const (
	maxGap     = 300  // folded characters between two runs of one passage
	slackFixed = 8    // by how much the gaps on both pages may differ...
	slackShare = .2   // ...and by what share of the longer one
	driftCost  = .15  // bits per character by which the gaps differ
	gapCost    = .01  // bits per character of gap
	jumpCost   = 10.  // bits for going on with another passage, further on in both pages
	maxAnchors = 1000 // more (pages of repeated cells) are thinned to the longest
	maxChains  = 4    // passages in other order make chains of their own
	minChain   = 30.  // bits: the least that a further chain must be worth
	maxWindow  = 2000 // folded characters of a gap that are searched for short runs
	wordRun    = 4    // runs this long count when looking for words put in
	shortRun   = 6    // runs this long count inside a passage's gaps
	tinyRun    = 3    // runs this long count when telling what was added and what was lost
	wordGap    = 24   // a gap this long is a word or two replaced, not other text
	minFill    = .4   // longer gaps belong to the passage when so much of them is shared in short runs
)

// A span is a half-open range of folded characters.
type span struct{ from, to int }

func (s span) len() int { return max(0, s.to-s.from) }

func (s span) overlaps(o span) bool { return s.from < o.to && s.to > o.from }

// evidence is what the wording of two pages has in common.
type evidence struct {
	score  float64 // bits, of the best chain
	cq, cp float64 // share of the query page and of the known page that the other holds
	qs, ks []span  // where, on each
	chain  []run   // the best chain
	exact  []run   // the runs of all chains
	equal  bool    // the folded texts are the same
}

// compare finds what a query page and a known page share.
func compare(q, k *sheet) evidence {
	if len(q.folded) == 0 || len(k.folded) == 0 {
		return evidence{}
	}
	if slices.Equal(q.folded, k.folded) {
		n := len(q.folded)
		whole := []span{{0, n}}
		return evidence{score: q.bits(0, n), cq: 1, cp: 1, qs: whole, ks: whole, chain: []run{{0, 0, n}}, exact: []run{{0, 0, n}}, equal: true}
	}
	var e evidence
	remaining := anchors(q, k)
	for i := 0; i < maxChains && len(remaining) > 0; i++ {
		chain, score := bestChain(q, remaining)
		if i > 0 && score < minChain {
			break
		}
		if i == 0 { // later chains are worth less
			e.score, e.chain = score, chain
		}
		e.exact = append(e.exact, chain...)
		qs, ks := passages(q, k, chain)
		e.qs, e.ks = append(e.qs, qs...), append(e.ks, ks...)
		remaining = slices.DeleteFunc(remaining, func(a run) bool {
			return slices.ContainsFunc(qs, span{a.q, a.q + a.n}.overlaps) || slices.ContainsFunc(ks, span{a.k, a.k + a.n}.overlaps)
		})
	}
	e.qs, e.ks = union(e.qs), union(e.ks)
	e.cq = float64(total(e.qs)) / float64(len(q.folded))
	e.cp = float64(total(e.ks)) / float64(len(k.folded))
	return e
}

// anchors returns the runs of at least GramLen characters that the pages share.
func anchors(q, k *sheet) []run {
	runs := q.runs.shared(k.folded)
	if len(runs) > maxAnchors {
		slices.SortStableFunc(runs, func(a, b run) int { return b.n - a.n })
		runs = runs[:maxAnchors]
		slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.k-b.k, a.q-b.q) })
	}
	return runs
}

// bestChain returns the anchors of the chain worth most, in order, and its worth.
func bestChain(q *sheet, anchors []run) ([]run, float64) {
	score, previous := make([]float64, len(anchors)), make([]int, len(anchors))
	best := 0
	for i, a := range anchors {
		score[i], previous[i] = q.bits(a.q, a.q+a.n), -1
		for j := range i {
			b := anchors[j]
			overlap := max(0, b.q+b.n-a.q, b.k+b.n-a.k)
			if b.q >= a.q || b.k >= a.k || overlap >= a.n {
				continue
			}
			s := score[j] + q.bits(a.q+overlap, a.q+a.n) - stepCost(b, a)
			if s > score[i] {
				score[i], previous[i] = s, j
			}
		}
		if score[i] > score[best] {
			best = i
		}
	}
	var chain []run
	for i := best; i >= 0; i = previous[i] {
		chain = append(chain, anchors[i])
	}
	slices.Reverse(chain)
	return chain, score[best]
}

// stepCost is what it costs, in bits, to go from anchor a on to b.
func stepCost(a, b run) float64 {
	if !samePassage(a, b) {
		return jumpCost
	}
	gap, drift := gapAndDrift(a, b)
	// The conversions keep compilers from fusing the sum, which some machines round otherwise.
	return min(jumpCost, float64(driftCost*float64(drift))+float64(gapCost*float64(gap)))
}

func samePassage(a, b run) bool {
	gap, drift := gapAndDrift(a, b)
	return gap <= maxGap && float64(drift) <= slackFixed+float64(slackShare*float64(gap))
}

// gapAndDrift returns the longer of the gaps that two anchors leave on the two
// pages, and by how much they differ.
func gapAndDrift(a, b run) (gap, drift int) {
	dq, dk := b.q-a.q-a.n, b.k-a.k-a.n
	return max(dq, dk, 0), max(dq-dk, dk-dq)
}

// passages returns what the pages share along a chain: its anchors, and the gaps
// before, between and after them where the text is the same but for noise or a
// word or two. Each page is judged for itself, since a redaction takes from one only.
func passages(q, k *sheet, chain []run) (qs, ks []span) {
	begin := run{}
	end := run{q: len(q.folded), k: len(k.folded)}
	last := begin
	for i, a := range append(slices.Clip(chain), end) {
		gq, gk := span{last.q + last.n, a.q}, span{last.k + last.n, a.k}
		inside := i > 0 && i < len(chain) && samePassage(last, a)
		shared := 0
		if gq.len() > 0 && gk.len() > 0 {
			shared = inOrder(newRunIndex(near(q.folded, gq, i), shortRun).shared(near(k.folded, gk, i)))
		}
		if inside && gq.len() <= wordGap || float64(shared) >= minFill*float64(gq.len()) {
			qs = append(qs, gq)
		}
		if inside && gk.len() <= wordGap || float64(shared) >= minFill*float64(gk.len()) {
			ks = append(ks, gk)
		}
		if i < len(chain) {
			qs = append(qs, span{a.q, a.q + a.n})
			ks = append(ks, span{a.k, a.k + a.n})
		}
		last = a
	}
	return qs, ks
}

// near returns the text of a gap, at most maxWindow characters of it: its end before
// the first anchor, its beginning elsewhere.
func near(folded []rune, gap span, i int) []rune {
	if gap.len() > maxWindow {
		if i == 0 {
			gap.from = gap.to - maxWindow
		} else {
			gap.to = gap.from + maxWindow
		}
	}
	return folded[gap.from:gap.to]
}

// strange returns the longest stretch of each page's text of which the other page
// has nothing at the same place: a word replaced by another, a sentence put in.
// Misread characters leave short stretches only.
func (e evidence) strange(q, k *sheet) (ofQuery, ofKnown int) {
	qs, ks := runSpans(e.exact, 0, 0)
	last := run{}
	for _, a := range append(slices.Clip(e.chain), run{q: len(q.folded), k: len(k.folded)}) {
		gq, gk := span{last.q + last.n, a.q}, span{last.k + last.n, a.k}
		if gq.len() > 0 && gk.len() > 0 {
			alike := newRunIndex(q.folded[gq.from:gq.to], wordRun).shared(k.folded[gk.from:gk.to])
			inQ, inK := runSpans(alike, gq.from, gk.from)
			qs, ks = append(qs, inQ...), append(ks, inK...)
		}
		last = a
	}
	return longestHole(union(qs), len(q.folded)), longestHole(union(ks), len(k.folded))
}

// runSpans returns where runs stand in both texts, moved by an offset in each.
func runSpans(runs []run, q, k int) (qs, ks []span) {
	for _, r := range runs {
		qs = append(qs, span{q + r.q, q + r.q + r.n})
		ks = append(ks, span{k + r.k, k + r.k + r.n})
	}
	return qs, ks
}

// own counts the characters of each page that have no counterpart on the other
// along the chain: what was added and what was lost.
func (e evidence) own(q, k *sheet) (added, lost int) {
	last := run{}
	for _, a := range append(slices.Clip(e.chain), run{q: len(q.folded), k: len(k.folded)}) {
		gq, gk := span{last.q + last.n, a.q}, span{last.k + last.n, a.k}
		shared := 0
		if gq.len() > 0 && gk.len() > 0 {
			shared = inOrder(newRunIndex(q.folded[gq.from:gq.to], tinyRun).shared(k.folded[gk.from:gk.to]))
		}
		added += gq.len() - shared
		lost += gk.len() - shared
		last = a
	}
	return added, lost
}

// union joins spans that overlap or touch, in order.
func union(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	var joined []span
	for _, s := range spans {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
		} else if s.len() > 0 {
			joined = append(joined, s)
		}
	}
	return joined
}

// total is the number of characters that joined spans cover.
func total(joined []span) int {
	n := 0
	for _, s := range joined {
		n += s.len()
	}
	return n
}

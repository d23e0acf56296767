package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/wording"
)

// Chaining of exact matches follows the collinear chaining of sequence aligners
// (Abouelhoda, Ohlebusch 2005; Li: minimap2, 2018): shared runs in the same order
// on both pages count together, gaps cost, and the span of a chain, gaps included,
// is what the pages share. Unlike the number of shared runs, that span is stable
// under noise, and it tells a copy from shared boilerplate.
//
// Lengths and gaps are in letters of folded text (fingerprint.Letters).
const (
	maxGap     = 300  // between two runs of one passage
	slackFixed = 8    // by how much the gaps on both pages may differ...
	slackShare = .2   // ...and by what share of the longer one
	driftCost  = .15  // bits per character by which the gaps differ
	gapCost    = .01  // bits per character of gap
	jumpCost   = 10.  // bits for going on with another passage further down both pages
	maxAnchors = 1000 // of more, as pages of repeated cells have, the longest are kept
	maxChains  = 4    // passages in other order make chains of their own
	minChain   = 30.  // bits: the least that a further chain must be worth
	maxWindow  = 2000 // how much of a gap is searched for short runs
	shortRun   = 6    // the shortest run that counts inside a passage's gaps
	wordRun    = 4    // the shortest that counts when looking for words put in
	tinyRun    = 3    // the shortest that counts when adding up what was added and lost
	wordGap    = 24   // a gap up to this long is a word or two replaced, not other text
	minFill    = .4   // a longer gap belongs to the passage if so much of it is shared in short runs
)

// A span is a half-open range of folded characters.
type span struct{ from, to int }

func (s span) len() int { return max(0, s.to-s.from) }

func (s span) overlaps(o span) bool { return s.from < o.to && s.to > o.from }

// evidence is what two pages have in common. Evidence other than wording has a score
// and covers only.
type evidence struct {
	score                  float64 // bits; of wording, that of the best chain
	queryCover, knownCover float64 // share of each page that the other holds, 0 to 1
	querySpans, knownSpans []span  // the passages shared, on each page, joined and in order
	bestChain              []run   // in order on both pages
	runs                   []run   // of all chains, the best chain's first
	equal                  bool    // the folded texts are the same, and not empty
}

// lesserCover is the smaller of both covers.
func (e evidence) lesserCover() float64 { return min(e.queryCover, e.knownCover) }

// greaterCover is the larger of both covers: that of the page with less besides.
func (e evidence) greaterCover() float64 { return max(e.queryCover, e.knownCover) }

// compareWording finds the wording that a query page and a known page share.
func compareWording(q, k *preparedPage) evidence {
	if len(q.folded) == 0 || len(k.folded) == 0 {
		return evidence{}
	}
	if wording.SameFolded(q.folded, k.folded) {
		n := len(q.folded)
		whole := []span{{0, n}}
		return evidence{
			score: q.bits(0, n), queryCover: 1, knownCover: 1, querySpans: whole, knownSpans: whole,
			bestChain: []run{{0, 0, n}}, runs: []run{{0, 0, n}}, equal: true,
		}
	}
	var e evidence
	remaining := anchors(q, k)
	for i := 0; i < maxChains && len(remaining) > 0; i++ {
		chain, score := heaviestChain(q, remaining)
		if i > 0 && score < minChain {
			break
		}
		if i == 0 { // later chains are worth less
			e.score, e.bestChain = score, chain
		}
		e.runs = append(e.runs, chain...)
		qs, ks := passages(q, k, chain)
		e.querySpans, e.knownSpans = append(e.querySpans, qs...), append(e.knownSpans, ks...)
		remaining = slices.DeleteFunc(remaining, func(a run) bool {
			return slices.ContainsFunc(qs, span{a.q, a.q + a.n}.overlaps) || slices.ContainsFunc(ks, span{a.k, a.k + a.n}.overlaps)
		})
	}
	e.querySpans, e.knownSpans = union(e.querySpans), union(e.knownSpans)
	e.queryCover = float64(totalLen(e.querySpans)) / float64(len(q.folded))
	e.knownCover = float64(totalLen(e.knownSpans)) / float64(len(k.folded))
	return e
}

// anchors returns the runs of at least fingerprint.GramLen characters that the pages
// share, by place on the known page, then on the query page.
func anchors(q, k *preparedPage) []run {
	runs := q.index.shared(k.folded)
	if len(runs) > maxAnchors {
		slices.SortStableFunc(runs, func(a, b run) int { return b.n - a.n })
		runs = runs[:maxAnchors]
		slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.k-b.k, a.q-b.q) })
	}
	return runs
}

// heaviestChain returns the anchors of the chain worth most, in order, and its worth in
// bits.
func heaviestChain(q *preparedPage, anchors []run) ([]run, float64) {
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
// word or two. A gap may belong to the passage on one page and not on the other, since a
// redaction takes from one only.
func passages(q, k *preparedPage, chain []run) (qs, ks []span) {
	begin := run{}
	end := run{q: len(q.folded), k: len(k.folded)}
	last := begin
	for i, a := range append(slices.Clip(chain), end) {
		gq, gk := span{last.q + last.n, a.q}, span{last.k + last.n, a.k}
		inside := i > 0 && i < len(chain) && samePassage(last, a)
		shared := 0
		if gq.len() > 0 && gk.len() > 0 {
			shared = lcsLen(newRunIndex(window(q.folded, gq, i == 0), shortRun).shared(window(k.folded, gk, i == 0)))
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

// window returns the text of a gap, at most maxWindow characters of it that are nearest
// to an anchor: the end of the gap before the first anchor, the beginning of any other.
func window(folded []rune, gap span, beforeFirst bool) []rune {
	if gap.len() > maxWindow {
		if beforeFirst {
			gap.from = gap.to - maxWindow
		} else {
			gap.to = gap.from + maxWindow
		}
	}
	return folded[gap.from:gap.to]
}

// longestForeign returns the length of the longest stretch of each page's text of which
// the other page has nothing at the same place: a word replaced by another, a sentence
// put in. Misread characters leave short stretches only.
func (e evidence) longestForeign(q, k *preparedPage) (ofQuery, ofKnown int) {
	qs, ks := runSpans(e.runs, 0, 0)
	last := run{}
	for _, a := range append(slices.Clip(e.bestChain), run{q: len(q.folded), k: len(k.folded)}) {
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

// runSpans returns where runs stand in both texts. q and k are added to their places.
func runSpans(runs []run, q, k int) (qs, ks []span) {
	for _, r := range runs {
		qs = append(qs, span{q + r.q, q + r.q + r.n})
		ks = append(ks, span{k + r.k, k + r.k + r.n})
	}
	return qs, ks
}

// addedAndLost counts the characters of the query page that have no counterpart on the
// known page along the best chain, and those of the known page that have none on the
// query page.
func (e evidence) addedAndLost(q, k *preparedPage) (added, lost int) {
	last := run{}
	for _, a := range append(slices.Clip(e.bestChain), run{q: len(q.folded), k: len(k.folded)}) {
		gq, gk := span{last.q + last.n, a.q}, span{last.k + last.n, a.k}
		shared := 0
		if gq.len() > 0 && gk.len() > 0 {
			shared = lcsLen(newRunIndex(q.folded[gq.from:gq.to], tinyRun).shared(k.folded[gk.from:gk.to]))
		}
		added += gq.len() - shared
		lost += gk.len() - shared
		last = a
	}
	return added, lost
}

// union joins spans that overlap or touch, and returns them in order. It sorts its
// argument.
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

// totalLen is the number of characters that joined spans cover.
func totalLen(joined []span) int {
	n := 0
	for _, s := range joined {
		n += s.len()
	}
	return n
}

// holes counts the gaps between joined spans that are longer than a word or two: text
// cut out of the middle rather than left off at the ends.
func holes(joined []span) int {
	n := 0
	for i := 1; i < len(joined); i++ {
		if joined[i].from-joined[i-1].to > wordGap {
			n++
		}
	}
	return n
}

// longestHole is the length of the longest stretch of a text that joined spans leave
// uncovered, its ends included.
func longestHole(joined []span, length int) int {
	longest, reached := 0, 0
	for _, s := range joined {
		longest, reached = max(longest, s.from-reached), s.to
	}
	return max(longest, length-reached)
}

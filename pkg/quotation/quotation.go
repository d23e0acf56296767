// Package quotation finds what a text quotes of a known document, and says how faithfully.
//
// A text is a post: a quotation by itself, or one or several amid other words. Find works
// in these steps, a file each:
//
//	post.go     the text is cut into words, quotation marks, signs of omission, asides
//	chain.go    runs of words that the post shares with the known text are chained, in
//	            order: the heaviest chain is a quotation, parts left out between its links
//	extent.go   how far the quotation goes beyond its first and its last link
//	judge.go    what differs is judged by package wording; how people normally handle
//	            quotations is told apart from it
package quotation

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// A Word is a word of a known document and where it stands.
type Word struct {
	wording.Token
	Page int
	// Furniture is set of the words of running heads, running feet and page numbers, which
	// stand between two pages of text.
	Furniture bool
	// Cell is set of the first word of a cell that stands beside another.
	Cell bool
}

// A Quotation is a passage of a post that stands in a source.
type Quotation struct {
	Words wording.Span // of the post, by word: see Post.Words
	Score float64      // bits: the information in the words quoted, less what was left out
	// Letters is how many folded characters of the post it covers.
	Letters int
	// Edits are what was changed in it, those of text only, and the parts that were left
	// out with a sign for it.
	Edits    []dossier.Alteration
	Quoted   dossier.Quotation
	segments []segment
	chain    []run
}

// Verbatim reports whether nothing in it was changed; parts may be left out, with a sign.
func (q Quotation) Verbatim() bool {
	return !slices.ContainsFunc(q.Edits, func(a dossier.Alteration) bool { return a.Kind != dossier.Shortened })
}

const (
	// mostQuotations is how many quotations are told of one post and source.
	mostQuotations = 16
	// MostPlaces is how many further places of a passage are told.
	MostPlaces = 8
	// tieShare is the share of the best score from which a place does as well.
	tieShare = .95
	// leastScore is the least worth of a quotation, in bits: about two words.
	leastScore = 6.
)

// Find returns what the post quotes of a source, given by its words in order, the
// weightiest first. A word of the post is in two of them only where the source has the same
// passage in several places. Words that are taken, since another source has them in a run more
// than twice as long, are from none of it.
func (p *Post) Find(source []Word, taken []wording.Span) []Quotation {
	known := searchable(cut(source), p.whole)
	var found []Quotation
	runs := slices.DeleteFunc(p.shared(known), func(r run) bool { return p.isTaken(r.post(), taken) })
	for len(runs) > 0 && len(found) < mostQuotations {
		q, ok := p.best(known, runs)
		if !ok {
			break
		}
		found = append(found, q)
		found = append(found, p.elsewhere(known, q, runs)...)
		runs = slices.DeleteFunc(runs, func(r run) bool { return overlap(r.post(), q.Words) > 0 })
	}
	slices.SortStableFunc(found, func(a, b Quotation) int { return cmp.Compare(b.Score, a.Score) })
	return found
}

// isTaken reports whether a run lies within one that is more than twice as long.
func (p *Post) isTaken(run wording.Span, taken []wording.Span) bool {
	return slices.ContainsFunc(taken, func(t wording.Span) bool {
		return t.From <= run.From && run.To <= t.To && p.lettersIn(t) > 2*p.lettersIn(run)
	})
}

// Taken reports whether Find would find other quotations than these if such words were taken.
func (p *Post) Taken(quotations []Quotation, taken []wording.Span) bool {
	return slices.ContainsFunc(quotations, func(q Quotation) bool {
		return slices.ContainsFunc(q.Runs(), func(r wording.Span) bool { return p.isTaken(r, taken) })
	})
}

// Runs returns the words of the post that a quotation has word for word, in runs.
func (q Quotation) Runs() []wording.Span {
	runs := make([]wording.Span, len(q.chain))
	for i, r := range q.chain {
		runs[i] = r.post()
	}
	return runs
}

// best returns the quotation that the runs make, if any is worth telling.
func (p *Post) best(known searched, runs []run) (Quotation, bool) {
	if len(runs) == 0 {
		return Quotation{}, false
	}
	chain := p.dropStrayEnds(known, p.heaviest(known, runs))
	score := p.scoreOf(known, chain)
	if score < leastScore {
		return Quotation{}, false
	}
	p.endAtStops(known, chain)
	first, last := chain[0], chain[len(chain)-1]
	q := Quotation{Words: wording.Span{From: first.p, To: last.p + last.n}, Score: score, segments: p.segmentsOf(known, chain)}
	q.Letters = p.lettersIn(q.Words)
	q.chain = chain
	p.extend(known, q.segments)
	p.judge(&q, known)
	return q, true
}

// elsewhere returns the other places of a source in which a quotation stands as well.
func (p *Post) elsewhere(known searched, q Quotation, runs []run) []Quotation {
	var places []Quotation
	rest := slices.DeleteFunc(slices.Clone(runs), func(r run) bool { return overlap(r.post(), q.Words) == 0 })
	for last := q; len(places) < MostPlaces; {
		rest = slices.DeleteFunc(rest, func(r run) bool {
			return slices.ContainsFunc(last.chain, func(used run) bool { return overlap(r.known(), used.known()) > 0 })
		})
		next, ok := p.best(known, rest)
		if !ok || !next.Rivals(q) {
			break
		}
		places = append(places, next)
		last = next
	}
	return places
}

// Rivals reports whether a quotation accounts for the words of another as well as that
// does.
func (q Quotation) Rivals(best Quotation) bool {
	return q.Score >= tieShare*best.Score && (len(q.Edits) == 0 || len(best.Edits) > 0)
}

// mostlySame is the share of a quotation that stands in the source word for word at least,
// to be called one.
const mostlySame = .6

// MostlySame reports whether most of what the post quotes stands in the source word for
// word: else both texts only speak alike.
func (p *Post) MostlySame(q Quotation) bool {
	same, claimed := 0, 0
	for _, r := range q.chain {
		same += p.lettersIn(r.post())
	}
	for _, part := range q.segments {
		claimed += p.letters(part.post.From, part.post.To)
	}
	return float64(same) >= mostlySame*float64(claimed)
}

// Overlap returns how many words of the post are in both quotations.
func (q Quotation) Overlap(other Quotation) int { return overlap(q.Words, other.Words) }

func overlap(a, b wording.Span) int { return max(0, min(a.To, b.To)-max(a.From, b.From)) }

// Whole reports whether a quotation is all that the post says, or all that it says between
// a pair of quotation marks.
func (p *Post) Whole(q Quotation) bool {
	if q.Words.To-q.Words.From == len(p.words) {
		return true
	}
	first, last := q.segments[0].post, q.segments[len(q.segments)-1].post
	return slices.ContainsFunc(p.pairs, func(pair wording.Span) bool {
		return pair.From < first.From && last.To <= pair.To &&
			wordsIn(p.tokens, pair.From, first.From)+wordsIn(p.tokens, last.To, pair.To) == 0
	})
}

// lettersIn is how many folded characters words of the post have.
func (p *Post) lettersIn(words wording.Span) int {
	return p.offsets[words.To] - p.offsets[words.From]
}

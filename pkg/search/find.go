package search

import (
	"cmp"
	"slices"
	"strings"
)

// A Span is a piece of a text, in bytes.
type Span struct{ Start, End int }

// mostSpans is how many hits are told of a text.
const mostSpans = 1000

// Find returns where a text has what the query asks for, in order and not overlapping; nil if it
// does not satisfy the query.
func (q Query) Find(text string) []Span {
	words := split(text)
	var found []Span
	for _, t := range q.Terms {
		spans := t.find(words)
		if t.Not == (len(spans) > 0) {
			return nil
		}
		found = append(found, spans...)
	}
	return merged(found)
}

// find returns where a term stands.
func (t Term) find(words []word) []Span {
	var found []Span
	for _, way := range t.Ways {
		for i := range words {
			if n := t.at(words[i:], way); n > 0 {
				found = append(found, Span{words[i].start, words[i+n-1].end})
				if t.Not || len(found) == mostSpans {
					return found
				}
			}
		}
	}
	return found
}

// at returns how many words of a text a way of the term takes, if it stands at their beginning; else 0.
func (t Term) at(words []word, way []Word) int {
	at := 0
	for i, want := range way {
		if at == len(words) || want.close && words[at].before == apart {
			return 0
		}
		same := func(letters string) bool { return letters == want.Letters }
		if t.Prefix && i == len(way)-1 {
			same = func(letters string) bool { return strings.HasPrefix(letters, want.Letters) }
		}
		both, hyphen := joined(words, at)
		switch {
		case same(words[at].letters):
			at++
		case hyphen && same(both):
			at += 2
		default:
			return 0
		}
	}
	return at
}

// merged sorts spans, and joins those that overlap.
func merged(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && s.Start < kept[n-1].End {
			kept[n-1].End = max(kept[n-1].End, s.End)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

package recognise

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/match"
)

// search looks for an input. Pages that show words, carry no text and are found nowhere
// are searched for again in other layouts, then, where they are pictures, as photographs of
// paper, and then by the words recognised on them: a copy set anew looks like nothing known. A
// picture is asked again for the pages that it shows beside the one found.
// The reading returned has what was read for that.
func (q question) search(ctx context.Context, r Reading) (Reading, []dossier.Match, error) {
	brief := r.Pages.Len() <= fewPages
	matches, err := q.matches(ctx, r, brief)
	for _, read := range []readMore{q.readFlat, q.readPhotographed, q.ReadWords} {
		if err != nil {
			return r, nil, err
		}
		placed := placedPages(matches)
		missing := func(p extract.PageContent) bool { return p.Print.Wordless() && !placed[p.Number] }
		if !slices.ContainsFunc(r.Pages.Facts(), missing) {
			break
		}
		var more bool
		if r, more, err = read(ctx, r, missing); err != nil {
			return r, nil, err
		}
		if more || brief {
			brief = false
			matches, err = q.matches(ctx, r, brief)
		}
	}
	if err == nil {
		matches, err = q.besides(ctx, r, matches)
	}
	return r, matches, err
}

// A readMore reads more of the pages wanted than was read before, and reports whether there is
// any.
type readMore func(ctx context.Context, r Reading, wanted func(extract.PageContent) bool) (Reading, bool, error)

// matches proposes known pages for the pages of a document and has package match decide. A
// brief search compares pages that carry no text with outstanding candidates only, among
// which the right one nearly always is.
func (q question) matches(ctx context.Context, query Document, brief bool) ([]dossier.Match, error) {
	asked := subjects(ctx, query)
	proposals, rarity, err := q.propose(ctx, asked, brief)
	if err != nil {
		return nil, err
	}
	var candidates []match.Candidate
	for _, doc := range proposals.documents() {
		known := Kept(q.library, q.Reader, q.known[doc])
		candidates = append(candidates, match.Candidate{
			Known: match.Known{
				KnownDocument: named(q.known[doc]),
				Page:          func(n int) (match.Subject, error) { return known.subject(ctx, n) },
				Looks:         func(pairs []match.Pair) (map[match.Pair]bool, error) { return q.sameDrawn(ctx, query, known, pairs) },
				Resembles: func(pairs []match.Laid) (map[match.Pair]match.Resemblance, error) {
					return q.resemblances(ctx, query, known, pairs)
				},
			},
			Pairs: proposals[doc].pairs,
		})
	}
	return match.Find(asked, rarity, candidates)
}

package recognise

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
)

// How many candidates are worth comparing. Inputs of few pages have no neighbours to go
// by, so more of theirs are compared.
const (
	fewPages = 4
	// pageCandidates is how many known pages are proposed for a page: enough for the right
	// one to be among the versions and look-alikes of it.
	pageCandidates = 64
	// pairCandidates is how many of them are compared in one document, of those proposed
	// by layout layoutPairs; neighbours of pages that match are compared besides.
	pairCandidates = 8
	layoutPairs    = 24
	// documentCandidates is how many documents an input is compared with.
	documentCandidates = 24
	// leastVotes is the share of the best candidate's votes that another needs to be
	// compared at all, where there are neighbours to go by.
	leastVotes = .2
	// outstandingVotes is the share of the best candidate's votes that another needs to be
	// among the first that a picture of a page is compared with.
	outstandingVotes = .5
	// textShare is the share of a page's marks that one known page must have for its
	// wording to be enough: what a machine read from a scan has few marks right.
	textShare = .3
)

// propose returns the known pages that the pages asked about may be, and how rare their
// marks and pictures are. A brief search takes only the outstanding ones of pages without
// text.
func (q question) propose(ctx context.Context, asked match.Pages, brief bool) (proposals, match.Rarity, error) {
	rarity := match.Rarity{Pages: q.pages, Frequency: map[uint64]int{}}
	all, most := proposals{}, pairCandidates
	if asked.Count <= fewPages {
		most = pageCandidates
	}
	pictured := false
	for p, err := range asked.All() {
		if err != nil {
			return nil, rarity, err
		}
		pictured = pictured || len(p.Print.Images) > 0 || p.Turned != nil
		settled := false
		if len(p.Print.Marks) > 0 {
			proposed, frequency, err := proposeByMarks(ctx, q.library, p.Print.Marks, pageCandidates)
			if err != nil {
				return nil, rarity, err
			}
			maps.DeleteFunc(frequency, func(_ uint64, pages int) bool { return pages <= 1 }) // most marks; they weigh the same as absent ones
			maps.Copy(rarity.Frequency, frequency)
			all.add(p.Number, worthwhile(proposed, asked.Count), most)
			settled = accountFor(proposed, p.Print.Marks)
		}
		if settled {
			continue
		}
		proposed, err := q.proposeByLayout(ctx, p)
		if err != nil {
			return nil, rarity, err
		}
		if brief && p.Print.Wordless() {
			proposed = outstanding(proposed)
		}
		all.add(p.Number, worthwhile(proposed, asked.Count), max(most, layoutPairs))
	}
	if !pictured {
		return all, rarity, nil
	}
	pictures, err := q.pictures()
	if err != nil {
		return nil, rarity, err
	}
	rarity.Pictures = pictures.frequency
	for p, err := range asked.All() {
		if err != nil {
			return nil, rarity, err
		}
		all.add(p.Number, pictures.propose(p), most)
	}
	return all, rarity, nil
}

// proposeByMarks returns at most limit known pages that share rare marks with a page, and
// on how many known pages each of the marks stands.
func proposeByMarks(ctx context.Context, known store.Postings, marks []fingerprint.Mark, limit int) ([]match.Proposal, map[uint64]int, error) {
	snapshot, err := known.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	ballot := match.NewMarkBallot(marks, snapshot.Pages())
	if err := snapshot.Marks(ctx, ballot.Hashes(), match.HotMark, match.FrequencyCap, ballot.Add); err != nil {
		return nil, nil, err
	}
	proposed, err := ballot.Best(limit, snapshot.Page)
	return proposed, ballot.Frequency(), err
}

// proposeByChains returns at most limit known pages that share chains of words with a
// page of these probes.
func proposeByChains(ctx context.Context, known store.Postings, probes []layout.Probe, limit int) ([]match.Proposal, error) {
	snapshot, err := known.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	ballot := match.NewChainBallot(probes, snapshot.Pages())
	if err := snapshot.Chains(ctx, ballot.Keys(), ballot.Add); err != nil {
		return nil, err
	}
	return ballot.Best(limit, snapshot.Page)
}

// accountFor reports whether one of the known pages proposed has a good part of the
// page's marks.
func accountFor(proposed []match.Proposal, marks []fingerprint.Mark) bool {
	return slices.ContainsFunc(proposed, func(p match.Proposal) bool { return float64(p.Hits) >= textShare*float64(len(marks)) })
}

// proposeByLayout returns the known pages that share most chains of words with a page, in
// any of its layouts, upright or turned.
func (q question) proposeByLayout(ctx context.Context, p match.Subject) ([]match.Proposal, error) {
	best := map[dossier.PageRef]match.Proposal{}
	for _, l := range append([]layout.Layout{p.Print.Layout}, p.Readings...) {
		if len(l.Words) < fingerprint.MinWords {
			continue
		}
		probes := append(l.Probes(false), l.Probes(true)...)
		proposed, err := proposeByChains(ctx, q.library, probes, pageCandidates)
		if err != nil {
			return nil, err
		}
		for _, c := range proposed {
			if c.Votes > best[c.PageRef].Votes {
				best[c.PageRef] = c
			}
		}
	}
	all := slices.SortedFunc(maps.Values(best), func(a, b match.Proposal) int {
		return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(a.Document.String(), b.Document.String()), a.Number-b.Number)
	})
	return all[:min(pageCandidates, len(all))], nil
}

// worthwhile are the candidates, most votes first, that are worth comparing with one of
// so many pages.
func worthwhile(proposed []match.Proposal, pages int) []match.Proposal {
	if pages <= fewPages {
		return proposed
	}
	for i, p := range proposed {
		if p.Votes < leastVotes*proposed[0].Votes {
			return proposed[:i]
		}
	}
	return proposed
}

// outstanding are the candidates, most votes first, that are likely to be the page.
func outstanding(proposed []match.Proposal) []match.Proposal {
	for i, p := range proposed {
		if i >= pairCandidates && p.Votes < outstandingVotes*proposed[0].Votes {
			return proposed[:i]
		}
	}
	return proposed
}

// proposals are the known documents that an input may be, with the page pairs to compare
// first.
type proposals map[dossier.Digest]*proposal

type proposal struct {
	pairs []match.Pair
	votes float64 // each query page's best, summed
}

// add takes up the known pages proposed for a query page, most votes first, at most so
// many of one document.
func (all proposals) add(query int, proposed []match.Proposal, most int) {
	taken := map[dossier.Digest]int{}
	for _, p := range proposed {
		doc := all[p.Document]
		if doc == nil {
			doc = &proposal{}
			all[p.Document] = doc
		}
		if taken[p.Document] == 0 {
			doc.votes += p.Votes
		}
		if taken[p.Document] < most {
			doc.pairs = append(doc.pairs, match.Pair{Query: query, Known: p.Number})
		}
		taken[p.Document]++
	}
}

// documents returns those with the most votes, most first.
func (all proposals) documents() []dossier.Digest {
	docs := slices.SortedFunc(maps.Keys(all), func(a, b dossier.Digest) int {
		return cmp.Or(cmp.Compare(all[b].votes, all[a].votes), cmp.Compare(a.String(), b.String()))
	})
	return docs[:min(documentCandidates, len(docs))]
}

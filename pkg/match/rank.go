package match

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// This file ranks the known pages that share marks or chains of words with a query page,
// so that Find compares the best of them only. A store says on which pages each mark or
// chain stands; how much that counts is decided here. The ballots are filled by the
// store's visitors and depend on no store:
//
//	b := match.NewMarkBallot(page.Print.Marks, snapshot.Pages())
//	err := snapshot.Marks(ctx, b.Hashes(), match.HotMark, match.FrequencyCap, b.Add)
//	proposals, err := b.Best(limit, snapshot.Page)
//
// The result depends on what was added, not on the order in which it was.

const (
	// HotMark is the most pages that a mark may stand on and still vote. More common
	// marks cost most to look up and tell least: leaving them out costs at most 0.4
	// points of recall and saves half the time.
	HotMark = 128
	// FrequencyCap is where counting the pages of a mark may stop: one that stands on so
	// many says nothing.
	FrequencyCap = 1024
	// nearChain is the weight of the vote by a probe's near key, relative to its own key.
	nearChain = .7
	// minChains is the least number of chain keys that a page's votes are normalised by,
	// so that a chance hit or two do not lift a page of few words above a true candidate.
	minChains = 20
	// backgroundPages is the least number of pages that the rarity of a mark is judged
	// against: in a small corpus nearly every phrase looks unique.
	backgroundPages = 1024
)

// A Proposal is a known page that may be a given query page. Proposals come with most
// votes first, ties by document digest, then page number.
type Proposal struct {
	dossier.PageRef
	Hits  int     // votes cast for the page
	Votes float64 // their weights, summed; comparable among the proposals of one ballot only
}

// A PageFinder returns the page with an id and how many distinct chain keys its layout
// has.
type PageFinder func(id uint32) (page dossier.PageRef, chains int, err error)

// Rarity says how much it tells that two pages share a mark or a picture.
type Rarity struct {
	Pages     int                    // how many pages were searched
	Frequency map[uint64]int         // on how many of them a mark stands; absent means none
	Pictures  map[dossier.Digest]int // on how many a picture stands, by its trimmed digest
}

// Bits is the information in sharing a mark: its inverse document frequency, not below 0,
// to a 64th of a bit. Scores are sums of it, are compared with thresholds and are
// reported, so it is rounded to be the same where logarithms end differently.
//
// The vote of a mark is the same figure as it was computed. Votes order proposals and
// appear in no answer; rounded, candidates that are told apart now would tie, and ties
// go by digest.
func (r Rarity) Bits(hash uint64) float64 {
	return max(0, math.Round(64*inverseFrequency(r.Pages, max(1, r.Frequency[hash])))/64)
}

// inverseFrequency is log2(N/df) for a mark on df of the corpus's N pages.
func inverseFrequency(pages, frequency int) float64 {
	return math.Log2(float64(max(pages, backgroundPages)) / float64(frequency))
}

// A MarkBallot ranks pages by the rare marks that they share with a query page. Each mark
// on at most HotMark pages casts one vote for each of them, weighing its inverse document
// frequency.
type MarkBallot struct {
	marks  []fingerprint.Mark
	pages  int
	voters []markVoter
}

type markVoter struct {
	hash  uint64
	pages []uint32
	count int
}

// NewMarkBallot returns a ballot for a corpus of so many pages, in which these marks vote.
func NewMarkBallot(marks []fingerprint.Mark, pages int) *MarkBallot {
	return &MarkBallot{marks: marks, pages: pages, voters: make([]markVoter, 0, len(marks))}
}

// Hashes returns the hashes of the marks, which are to be looked up. Some may be repeated.
func (b *MarkBallot) Hashes() []uint64 {
	hashes := make([]uint64, len(b.marks))
	for i, m := range b.marks {
		hashes[i] = m.Hash
	}
	return hashes
}

// Add says that a mark stands on count pages, and keeps their ids. Where count exceeds
// HotMark the ids are not used. Each mark is added once; one that is not stands nowhere.
func (b *MarkBallot) Add(hash uint64, pages []uint32, count int) {
	b.voters = append(b.voters, markVoter{hash, pages, count})
}

// Frequency returns on how many pages each mark stands, for Rarity.
func (b *MarkBallot) Frequency() map[uint64]int {
	frequency := make(map[uint64]int, len(b.voters))
	for _, v := range b.voters {
		frequency[v.hash] = v.count
	}
	return frequency
}

// Best returns at most limit pages that have votes. It returns find's error, if any.
func (b *MarkBallot) Best(limit int, find PageFinder) ([]Proposal, error) {
	// Sums depend on the order of their terms in the last bit. This one is that of the
	// 48-bit hashes as signed numbers.
	slices.SortFunc(b.voters, func(v, w markVoter) int { return cmp.Compare(int64(v.hash<<16), int64(w.hash<<16)) })
	tallies := make(map[uint32]tally)
	for _, v := range b.voters {
		if v.count > HotMark {
			continue
		}
		weight := inverseFrequency(b.pages, v.count)
		for _, page := range v.pages {
			t := tallies[page]
			tallies[page] = tally{t.hits + 1, t.votes + weight}
		}
	}
	best := ranking{limit: limit}
	for id, t := range tallies {
		if !best.admits(t.votes) {
			continue
		}
		page, _, err := find(id)
		if err != nil {
			return nil, err
		}
		best.add(Proposal{page, t.hits, t.votes})
	}
	return best.proposals, nil
}

// A ChainBallot ranks pages by the chains of words that their layouts share with that of
// a query page.
//
// A key on df of the corpus's n pages weighs ln(1 + 2n/df), and nearChain times that where
// it is not its probe's own. Each probe casts one vote for a page, that of the heaviest
// of its keys there. The votes of a page are their sum over √max(minChains, distinct
// chain keys of the page), so that pages of many words are not proposed for everything.
type ChainBallot struct {
	probes []layout.Probe
	pages  int
	voters map[uint32]chainVoter
}

type chainVoter struct {
	pages  []uint32
	weight float64
}

// NewChainBallot returns a ballot for a corpus of so many pages, in which these probes
// vote.
func NewChainBallot(probes []layout.Probe, pages int) *ChainBallot {
	return &ChainBallot{probes: probes, pages: pages, voters: make(map[uint32]chainVoter)}
}

// Keys returns the keys of the probes, which are to be looked up. Some may be repeated.
func (b *ChainBallot) Keys() []uint32 {
	var keys []uint32
	for _, p := range b.probes {
		keys = append(keys, p.Keys...)
	}
	return keys
}

// Add says on which pages a key stands, and keeps their ids. Keys that are not added cast
// no vote.
func (b *ChainBallot) Add(key uint32, pages []uint32) {
	b.voters[key] = chainVoter{pages, chainWeight(b.pages, len(pages))}
}

// Best returns at most limit pages that have votes. It returns find's error, if any.
func (b *ChainBallot) Best(limit int, find PageFinder) ([]Proposal, error) {
	best := ranking{limit: limit}
	for id, t := range b.poll() {
		page, chains, err := find(id)
		if err != nil {
			return nil, err
		}
		votes := t.votes / math.Sqrt(float64(max(chains, minChains)))
		if best.admits(votes) {
			best.add(Proposal{page, t.hits, votes})
		}
	}
	return best.proposals, nil
}

// poll lets the probes vote, and returns what they say of each page by its id.
func (b *ChainBallot) poll() map[uint32]chainTally {
	tallies := make(map[uint32]chainTally)
	var ofProbe []chainVoter
	for i, probe := range b.probes {
		ofProbe = ofProbe[:0]
		for k, key := range probe.Keys {
			v := b.voters[key]
			if k > 0 {
				v.weight = float64(nearChain * v.weight)
			}
			ofProbe = append(ofProbe, v)
		}
		// Only a probe's first vote for a page counts, so the heaviest key comes first.
		slices.SortFunc(ofProbe, func(v, w chainVoter) int { return cmp.Compare(w.weight, v.weight) })
		for _, v := range ofProbe {
			for _, page := range v.pages {
				if t := tallies[page]; t.probe <= i {
					tallies[page] = chainTally{tally{t.hits + 1, t.votes + v.weight}, i + 1}
				}
			}
		}
	}
	return tallies
}

// chainWeight is the weight of a key on frequency of the corpus's pages. The last bits, in
// which logarithms of different machines may differ, are rounded away.
func chainWeight(pages, frequency int) float64 {
	const unit = 1 << 40
	return math.Round(unit*math.Log(1+2*float64(pages)/float64(frequency))) / unit
}

// A tally is the votes for one page.
type tally struct {
	hits  int
	votes float64
}

// A chainTally also holds which probe voted last, counted from 1.
type chainTally struct {
	tally
	probe int
}

// A ranking keeps the best of the proposals that are added to it, in order.
type ranking struct {
	limit     int
	proposals []Proposal
}

// admits reports whether a proposal with so many votes could be among the best.
func (r *ranking) admits(votes float64) bool {
	return len(r.proposals) < r.limit || r.limit > 0 && votes >= r.proposals[r.limit-1].Votes
}

func (r *ranking) add(p Proposal) {
	at, _ := slices.BinarySearchFunc(r.proposals, p, byVotes)
	r.proposals = slices.Insert(r.proposals, at, p)
	r.proposals = r.proposals[:min(len(r.proposals), r.limit)]
}

// byVotes is the order of proposals.
func byVotes(a, b Proposal) int {
	return cmp.Or(
		cmp.Compare(b.Votes, a.Votes),
		bytes.Compare(a.Document[:], b.Document[:]),
		cmp.Compare(a.Number, b.Number),
	)
}

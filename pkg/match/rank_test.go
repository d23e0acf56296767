package match

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// A shelf is the pages that ids name, beginning with id 1.
type shelf []shelved

type shelved struct {
	page   dossier.PageRef
	chains int
}

// shelve returns pages 1 to n of the documents of these names, one document after another.
func shelve(n int, names ...string) (s shelf) {
	for _, name := range names {
		for number := range n {
			s = append(s, shelved{page: dossier.PageRef{Document: dossier.Sum([]byte(name)), Number: number + 1}})
		}
	}
	return s
}

var errStrayed = errors.New("no such page")

// find is a PageFinder.
func (s shelf) find(id uint32) (dossier.PageRef, int, error) {
	if id < 1 || int(id) > len(s) {
		return dossier.PageRef{}, 0, errStrayed
	}
	return s[id-1].page, s[id-1].chains, nil
}

// sorted returns pages in the order of ties.
func (s shelf) sorted() []dossier.PageRef {
	var pages []dossier.PageRef
	for _, p := range s {
		pages = append(pages, p.page)
	}
	slices.SortFunc(pages, func(a, b dossier.PageRef) int {
		return cmp.Or(strings.Compare(a.Document.String(), b.Document.String()), cmp.Compare(a.Number, b.Number))
	})
	return pages
}

func pagesIn(proposals []Proposal) (pages []dossier.PageRef) {
	for _, p := range proposals {
		pages = append(pages, p.PageRef)
	}
	return pages
}

// ids is the ids 1 to n.
func ids(n int) (ids []uint32) {
	for id := range n {
		ids = append(ids, uint32(id+1))
	}
	return ids
}

func best(t *testing.T, b interface {
	Best(int, PageFinder) ([]Proposal, error)
}, limit int, s shelf) []Proposal {
	t.Helper()
	proposals, err := b.Best(limit, s.find)
	if err != nil {
		t.Fatal(err)
	}
	return proposals
}

func same(t *testing.T, what string, got, want any, options ...gocmp.Option) {
	t.Helper()
	if diff := gocmp.Diff(want, got, append(options, cmpopts.EquateEmpty())...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// nearly forgives the last bits of sums that are made in another order.
var nearly = cmpopts.EquateApprox(0, 1e-9)

func TestMarkVotes(t *testing.T) {
	s := shelve(5, "a")
	ballot := func() *MarkBallot {
		b := NewMarkBallot(nil, len(s))
		b.Add(3, []uint32{1, 2, 5}, 3)
		b.Add(1, []uint32{1}, 1)
		b.Add(2, []uint32{1, 5}, 2)
		return b
	}
	one, two, three := 10.0, 9.0, math.Log2(1024.0/3)
	want := []Proposal{
		{s[0].page, 3, one + two + three},
		{s[4].page, 2, two + three},
		{s[1].page, 1, three},
	}
	for _, limit := range []int{0, 1, 2, 3, 4, math.MaxInt} {
		same(t, fmt.Sprintf("best %d", limit), best(t, ballot(), limit, s), want[:min(limit, len(want))], nearly)
	}
	same(t, "frequency", ballot().Frequency(), map[uint64]int{1: 1, 2: 2, 3: 3})
	asked := []fingerprint.Mark{{Hash: 3, Pos: 1}, {Hash: 1, Pos: 2}, {Hash: 3, Pos: 9}}
	same(t, "hashes", NewMarkBallot(asked, 9).Hashes(), []uint64{3, 1, 3})
	same(t, "no marks", best(t, NewMarkBallot(nil, 5), 9, s), []Proposal{})
}

// Rarity is judged against the corpus's own size once that is more than the background.
func TestMarkVotesInLargeCorpus(t *testing.T) {
	s := shelve(1, "a")
	for pages, want := range map[int]float64{0: 10, 1: 10, 1024: 10, 1034: math.Log2(1034), 1 << 20: 20} {
		b := NewMarkBallot(nil, pages)
		b.Add(7, ids(1), 1)
		same(t, fmt.Sprint(pages, " pages"), best(t, b, 9, s), []Proposal{{s[0].page, 1, want}})
	}
}

// A mark on too many pages casts no vote; how many is known all the same.
func TestHotMarks(t *testing.T) {
	s := shelve(HotMark+1, "a")
	b := NewMarkBallot(nil, len(s))
	b.Add(1, ids(HotMark), HotMark)
	if n := len(best(t, b, math.MaxInt, s)); n != HotMark {
		t.Errorf("a warm mark proposes %d pages, want %d", n, HotMark)
	}
	for _, listed := range [][]uint32{nil, ids(HotMark + 1)} {
		b := NewMarkBallot(nil, len(s))
		b.Add(2, listed, HotMark+1)
		b.Add(4, nil, FrequencyCap)
		b.Add(3, []uint32{9}, 1)
		same(t, "proposals", best(t, b, math.MaxInt, s), []Proposal{{s[8].page, 1, 10}})
		same(t, "frequency", b.Frequency(), map[uint64]int{2: HotMark + 1, 3: 1, 4: FrequencyCap})
	}
}

// Bits are the same information as votes, in 64ths and never below 0.
func TestBitsAndVotes(t *testing.T) {
	for frequency := 1; frequency <= HotMark; frequency++ {
		r := Rarity{Pages: 3000, Frequency: map[uint64]int{1: frequency}}
		vote := inverseFrequency(3000, frequency)
		if got := r.Bits(1); math.Abs(got-vote) > 1./128 || got != math.Round(64*got)/64 {
			t.Errorf("%d of 3000 pages: %v bits, a vote of %v", frequency, got, vote)
		}
	}
	if got := (Rarity{Pages: 10, Frequency: map[uint64]int{1: 2000}}).Bits(1); got != 0 {
		t.Errorf("a mark on more pages than were searched is worth %v bits", got)
	}
	if got := (Rarity{}).Bits(1); got != 10 {
		t.Errorf("an unknown mark is worth %v bits, want 10", got)
	}
}

// Pages of the same votes come in the order of digest and number.
func TestTies(t *testing.T) {
	s := shelve(3, "0", "1", "2", "3", "4", "5", "6", "7", "8")
	for i := range s {
		s[i].chains = 30
	}
	want := s.sorted()
	marks, chains := NewMarkBallot(nil, len(s)), NewChainBallot(exact(1, 2), len(s))
	for _, n := range []uint32{1, 2} {
		marks.Add(uint64(n), ids(len(s)), len(s))
		chains.Add(n, ids(len(s)))
	}
	for limit := range len(want) + 2 {
		first := want[:min(limit, len(want))]
		same(t, fmt.Sprintf("first %d by marks", limit), pagesIn(best(t, marks, limit, s)), first)
		same(t, fmt.Sprintf("first %d by chains", limit), pagesIn(best(t, chains, limit, s)), first)
	}
}

// A question is what a store answers for one page: on which pages its keys stand, which
// serve as marks and as chains.
type question struct {
	shelf
	keys   []uint32
	pages  map[uint32][]uint32
	probes []layout.Probe
}

// ask makes a question by chance, of so many keys.
func ask(r *rand.Rand, keys int) *question {
	q := &question{shelf: shelve(60, "a", "b"), pages: map[uint32][]uint32{}}
	for range keys {
		key := r.Uint32()
		pages := ids(len(q.shelf))
		r.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
		pages = pages[:1+r.IntN(len(pages))]
		slices.Sort(pages)
		q.keys, q.pages[key] = append(q.keys, key), pages
		q.probes = append(q.probes, layout.Probe{Keys: []uint32{key, key ^ 1}})
	}
	return q
}

func (q *question) byMarks() ([]Proposal, error) {
	b := NewMarkBallot(nil, len(q.shelf))
	for _, key := range q.keys {
		b.Add(uint64(key)<<16, q.pages[key], len(q.pages[key])) // of either sign in 48 bits
	}
	return b.Best(50, q.find)
}

func (q *question) byChains() ([]Proposal, error) {
	b := NewChainBallot(q.probes, len(q.shelf))
	for _, key := range q.keys {
		b.Add(key, q.pages[key])
	}
	return b.Best(50, q.find)
}

// Votes are the same to the last bit, in whatever order a store returns postings.
func TestVotesInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	q := ask(r, 200)
	for name, answer := range map[string]func() ([]Proposal, error){"marks": q.byMarks, "chains": q.byChains} {
		want, err := answer()
		if err != nil || len(want) != 50 || want[0].Hits < 100 {
			t.Fatalf("%s: %d proposals, %v: the test shows nothing", name, len(want), err)
		}
		for range 10 {
			r.Shuffle(len(q.keys), func(i, j int) { q.keys[i], q.keys[j] = q.keys[j], q.keys[i] })
			got, err := answer()
			if err != nil {
				t.Fatal(err)
			}
			same(t, name, got, want)
		}
	}
}

func BenchmarkRank(b *testing.B) {
	q := ask(rand.New(rand.NewPCG(1, 2)), 1000)
	for name, answer := range map[string]func() ([]Proposal, error){"marks": q.byMarks, "chains": q.byChains} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := answer(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A page that nobody can name is an error where it is among the best.
func TestStrayedPage(t *testing.T) {
	s := shelve(1, "a")
	marks := NewMarkBallot(nil, 1)
	marks.Add(1, []uint32{1, 2}, 2)
	chains := NewChainBallot(exact(1), 1)
	chains.Add(1, []uint32{1, 2})
	for name, b := range map[string]interface {
		Best(int, PageFinder) ([]Proposal, error)
	}{"marks": marks, "chains": chains} {
		if proposals, err := b.Best(9, s.find); !errors.Is(err, errStrayed) || proposals != nil {
			t.Errorf("%s: %v, %v; want the finder's error", name, proposals, err)
		}
	}
}

// exact asks for each key by itself.
func exact(keys ...uint32) []layout.Probe {
	var probes []layout.Probe
	for _, key := range keys {
		probes = append(probes, layout.Probe{Keys: []uint32{key}})
	}
	return probes
}

// A chainModel works out the votes page by page, as ChainBallot describes them.
type chainModel struct {
	shelf
	keys      []map[uint32]bool // of each page
	frequency map[uint32]int
}

func newChainModel(pages ...[]uint32) *chainModel {
	m := &chainModel{shelf: shelve(len(pages), "a"), frequency: map[uint32]int{}}
	for i, keys := range pages {
		of := map[uint32]bool{}
		for _, key := range keys {
			if !of[key] {
				m.frequency[key]++
			}
			of[key] = true
		}
		m.shelf[i].chains = len(of)
		m.keys = append(m.keys, of)
	}
	return m
}

// ballot is filled as a store would.
func (m *chainModel) ballot(probes []layout.Probe) *ChainBallot {
	b := NewChainBallot(probes, len(m.shelf))
	keys := b.Keys()
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		var pages []uint32
		for i, of := range m.keys {
			if of[key] {
				pages = append(pages, uint32(i+1))
			}
		}
		if len(pages) > 0 {
			b.Add(key, pages)
		}
	}
	return b
}

func (m *chainModel) proposals(probes []layout.Probe) []Proposal {
	var all []Proposal
	for i, page := range m.shelf {
		p := Proposal{PageRef: page.page}
		for _, probe := range probes {
			if vote := m.vote(m.keys[i], probe); vote > 0 {
				p.Hits++
				p.Votes += vote
			}
		}
		if p.Hits > 0 {
			p.Votes /= math.Sqrt(float64(max(page.chains, minChains)))
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { // pages are in the order of ties
		return cmp.Compare(math.Round(1e9*b.Votes), math.Round(1e9*a.Votes))
	})
	return all
}

// vote is the vote of a probe for a page of these keys.
func (m *chainModel) vote(page map[uint32]bool, p layout.Probe) float64 {
	greatest := 0.0
	for i, key := range p.Keys {
		if !page[key] {
			continue
		}
		weight := math.Log(1 + 2*float64(len(m.keys))/float64(m.frequency[key]))
		if i > 0 {
			weight *= .7
		}
		greatest = max(greatest, weight)
	}
	return greatest
}

// Pages that share keys, have many or few, or none.
func TestChainVotes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var pages [][]uint32
	for range 8 {
		for _, size := range []int{0, 3, 4, 8, 13, 21, 34, 55, 89, 144} {
			keys := make([]uint32, size)
			for i := range keys {
				keys[i] = r.Uint32N(300)
			}
			pages = append(pages, keys)
		}
	}
	m := newChainModel(pages...)
	for name, size := range map[string]int{"long": 150, "short": 4, "one": 1, "none": 0} {
		probes := make([]layout.Probe, size)
		for i := range probes {
			for range 1 + r.IntN(8) {
				probes[i].Keys = append(probes[i].Keys, r.Uint32N(400)) // a quarter is unknown
			}
		}
		want := m.proposals(probes)
		if len(want) == 0 && size > 0 {
			t.Errorf("%s: nothing is to be found: the test shows nothing", name)
		}
		for _, limit := range []int{0, 1, 2, 10, math.MaxInt} {
			same(t, fmt.Sprintf("%s: best %d", name, limit), best(t, m.ballot(probes), limit, m.shelf), want[:min(limit, len(want))], nearly)
		}
	}
}

// Probes whose votes are known, in a corpus of three pages.
func TestNearChains(t *testing.T) {
	const only, other1, other2, common, unknown = 1, 2, 3, 4, 5
	many := []uint32{only, common}
	for key := range uint32(78) {
		many = append(many, 100+key)
	}
	m := newChainModel(many, []uint32{other1, other2, common}, []uint32{common})
	few := math.Sqrt(20)
	page := func(number, hits int, votes float64) Proposal {
		return Proposal{m.shelf[number-1].page, hits, votes}
	}
	rare, frequent := math.Log(1+2*3), math.Log(1+2)
	for _, tt := range []struct {
		name   string
		probes []layout.Probe
		want   []Proposal
	}{
		{"exact, on a page of 80 keys", exact(only), []Proposal{page(1, 1, rare/math.Sqrt(80))}},
		{"exact, on a page of three", exact(other1), []Proposal{page(2, 1, rare/few)}},
		{"unknown", exact(unknown), nil},
		{"near", []layout.Probe{{Keys: []uint32{unknown, other1}}}, []Proposal{page(2, 1, .7*rare/few)}},
		{"no key", []layout.Probe{{}}, nil},
		{"one vote a probe, the heaviest", []layout.Probe{{Keys: []uint32{other1, other2}}}, []Proposal{page(2, 1, rare/few)}},
		{"near but rare", []layout.Probe{{Keys: []uint32{common, unknown, other2}}}, []Proposal{
			page(2, 1, .7*rare/few), page(3, 1, frequent/few), page(1, 1, frequent/math.Sqrt(80))}},
		{"two probes of a key", exact(other1, other1), []Proposal{page(2, 2, 2*rare/few)}},
	} {
		same(t, tt.name, best(t, m.ballot(tt.probes), 10, m.shelf), tt.want, nearly)
	}
	same(t, "keys", NewChainBallot([]layout.Probe{{Keys: []uint32{3, 1}}, {}, {Keys: []uint32{3}}}, 1).Keys(), []uint32{3, 1, 3})
}

// A key that is not added, for it stands on too many pages, leaves the votes of the others
// as they are.
func TestHotChains(t *testing.T) {
	s := shelve(3, "a")
	with, without := NewChainBallot(exact(1, 2), 3), NewChainBallot(exact(2), 3)
	with.Add(2, []uint32{3})
	without.Add(2, []uint32{3})
	same(t, "proposals", best(t, with, 9, s), best(t, without, 9, s))
	if got := pagesIn(best(t, with, 9, s)); len(got) != 1 || got[0] != s[2].page {
		t.Errorf("pages %v, want the third", got)
	}
}

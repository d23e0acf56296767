package layout

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	alikeBits = 18 // of 64: pictures that differ in no more are taken to show the same word

	// Seeds.
	plausibleBits = 22  // of 64: chains whose pictures differ by more on average give no seed
	maxRepeats    = 32  // chains of the query that are tried for a chain of the known page
	maxSeeds      = 150 // the rarest seeds, whose support is counted
	maxGrown      = 4   // the best supported seeds, which are grown
	minScale      = .15
	maxScale      = 8

	minAlike = 3 // words; with fewer there is no registration
)

// A Pair is a word of the query that lies on a word of the known page: its left and right
// edges and the middle of its height are each within half a char height of the other's.
type Pair struct {
	Query, Known int32 // indices into the Words of each
	Bits         int   // of 64, by which their pictures differ
}

// Alike reports whether the pictures show the same word, as far as they can tell.
func (p Pair) Alike() bool { return p.Bits <= alikeBits }

// A Registration is how the words of one page, the query, lie on those of another, the
// known page. Words are indices into Layout.Words.
type Registration struct {
	Transform     Homography // the query's straightened raster to the known page's
	Pairs         []Pair     // by Query
	Alike         int        // how many of Pairs
	Query, Known  int        // words of each page where the pages overlap, without those that black has cut
	UnpairedQuery []int32    // those of Query in no pair and not Uncovered
	UnpairedKnown []int32    // those of Known in no pair and not Covered
	// Missing counts words of UnpairedKnown that have nothing in their place on the query,
	// Replaced those that have other words there, and Added words of UnpairedQuery that have
	// nothing in their place on the known page. A redacted page has words missing; a printed
	// form filled in differently has words replaced.
	Missing, Replaced, Added int
	// Covered are words of the known page that lie under black on the query, Uncovered words
	// of the query that lie under black on the known page. None of the above contains them.
	Covered, Uncovered []int32
	// Local says that the words were matched one by one, since a page did not lie flat. Pairs
	// are alike then, Query and Known count NearQuery and NearKnown, Transform is what comes
	// closest, and nothing is said of unpaired words.
	Local bool
	// NearQuery and NearKnown are words next to those paired, and these.
	NearQuery, NearKnown []int32

	x, y float64 // the middle of the paired words, in the query's straightened raster
}

// Score is Alike² over the lesser of Query and Known, that being counted as 8 at least.
// Pages that share nothing stay below 10. It does not matter which of the pages holds more
// or is redacted.
func (r Registration) Score() float64 {
	return score(r.Alike, r.Query, r.Known)
}

// Scale is how many times larger the words are on the known page's straightened raster.
func (r Registration) Scale() float64 { return r.Transform.ScaleAt(r.x, r.y) }

// Mirrored reports whether one of the pages is mirrored.
func (r Registration) Mirrored() bool { return r.Transform.MirroredAt(r.x, r.y) }

// Angle is by how many degrees the query has to be turned to lie on the known page:
// see Homography.AngleAt.
func (r Registration) Angle() float64 { return r.Transform.AngleAt(r.x, r.y) }

// Register finds how the query lies on the known page, from chains of words that both
// have; where one of them was bent, also by words matched one by one, and the higher score
// counts. ok is false if fewer than three words in place look alike. It may be called
// concurrently, also with the same planes.
func Register(query, known *Plane) (Registration, bool) {
	r, ok := registerFlat(query, known)
	if query.bent || known.bent {
		if local, okLocal := registerLocally(query, known); okLocal && local.Score() > r.Score() {
			return local, true
		}
	}
	return r, ok
}

func registerFlat(query, known *Plane) (Registration, bool) {
	g := newGrowth(query, known)
	for _, s := range strongestSeeds(g.seeds(), 1.5*known.char) {
		if g.alreadyFound(&s) {
			continue
		}
		if transform, ok := g.grow(s.transform(), s.x, s.y); ok {
			g.keep(transform)
		}
		if g.convincing() {
			break
		}
	}
	return g.registration()
}

// A probeIndex finds chains of a page in question, in both directions, by any of the keys
// that they may have on the known page.
type probeIndex struct {
	chains   []chain
	reversed int         // chains from this one on are reversed
	pictures [4][]uint64 // of the words as they are, and flipped: see flips
	entries  []entry     // by the upper bits of the key
	start    []int32     // of each bucket in entries
	shift    int         // 32 less the number of upper bits
}

type entry struct {
	key   uint32
	chain int32
}

// flips numbers the four ways in which a page may be seen: mirrored left to right or
// not, top to bottom or not; both make a turn by 180 degrees.
func flips(leftRight, topBottom bool) (n int) {
	if leftRight {
		n++
	}
	if topBottom {
		n += 2
	}
	return n
}

func newProbeIndex(p *Plane) *probeIndex {
	q := &probeIndex{chains: probeChains(p.words, p.char, false)}
	q.reversed = len(q.chains)
	q.chains = append(q.chains, probeChains(p.words, p.char, true)...)
	q.index(doubtOf(p.bent, p.char))
	for n := range q.pictures {
		q.pictures[n] = make([]uint64, len(p.words))
	}
	for i := range p.words {
		upright := p.words[i].Picture
		mirrored := mirroredPicture(upright)
		q.pictures[flips(false, false)][i], q.pictures[flips(true, false)][i] = upright, mirrored
		q.pictures[flips(false, true)][i], q.pictures[flips(true, true)][i] = upendedPicture(upright), upendedPicture(mirrored)
	}
	return q
}

// index sorts the keys, given the error of a length that they allow for, into buckets by their
// upper bits, about one to a bucket.
func (q *probeIndex) index(off int32) {
	var unsorted []entry
	keys := make([]uint32, 0, 1<<maxDoubts)
	for i := range q.chains {
		keys = q.chains[i].appendKeys(keys[:0], off)
		for _, k := range keys {
			unsorted = append(unsorted, entry{k, int32(i)})
		}
	}
	q.shift = 32 - bits.Len(uint(len(unsorted)))
	q.start = make([]int32, 1<<(32-q.shift)+1)
	for _, e := range unsorted {
		q.start[e.key>>q.shift+1]++
	}
	for i := 1; i < len(q.start); i++ {
		q.start[i] += q.start[i-1]
	}
	next := slices.Clone(q.start)
	q.entries = make([]entry, len(unsorted))
	for _, e := range unsorted {
		at := &next[e.key>>q.shift]
		q.entries[*at] = e
		*at++
	}
	for b := range len(q.start) - 1 {
		slices.SortFunc(q.entries[q.start[b]:q.start[b+1]], func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.chain, b.chain))
		})
	}
}

// having returns entries of which the first are those of the key, if there are any.
func (q *probeIndex) having(key uint32) []entry {
	b := key >> q.shift
	bucket := q.entries[q.start[b]:q.start[b+1]]
	first, _ := slices.BinarySearchFunc(bucket, key, func(e entry, key uint32) int { return cmp.Compare(e.key, key) })
	return bucket[first:]
}

// mirroredPicture is a picture seen in a mirror: each row of 16 bits reversed.
func mirroredPicture(p uint64) uint64 { return upendedPicture(bits.Reverse64(p)) }

// upendedPicture has the rows in reverse order.
func upendedPicture(p uint64) uint64 {
	return p>>48 | p>>16&0xFFFF_0000 | p&0xFFFF_0000<<16 | p<<48
}

// A seed is a chain of the query that may be a chain of the known page, and the transform
// that follows from it: a scale, the same along both axes but for the sign, and the middle
// of both chains.
type seed struct {
	scale, flipX, flipY    float64
	x, y, u, v             float64
	queryChain, knownChain int32 // of the query and of the known page
	bits                   int   // in which the pictures of its words differ, on average, times 60
	repeats                int   // how many seeds its chain of the known page has
	support                int
}

func (s *seed) transform() Homography {
	a, d := s.scale*s.flipX, s.scale*s.flipY
	return Homography{a, 0, s.u - float64(a*s.x), 0, d, s.v - float64(d*s.y), 0, 0, 1}
}

// seeds returns the chains that both pages have, as far as their words look alike.
func (g *growth) seeds() []seed {
	q := g.query.probes()
	var seeds []seed
	for k := range g.known.chains {
		chain := &g.known.chains[k]
		begin := len(seeds)
		for repeats, e := range q.having(chain.key) {
			if e.key != chain.key || repeats == maxRepeats {
				break
			}
			if q.chains[e.chain].kind != chain.kind {
				continue // a collision
			}
			if s, ok := g.seed(q, &q.chains[e.chain], chain, int(e.chain) >= q.reversed); ok {
				s.queryChain, s.knownChain = e.chain, int32(k)
				seeds = append(seeds, s)
			}
		}
		for i := begin; i < len(seeds); i++ {
			seeds[i].repeats = len(seeds) - begin
		}
	}
	return seeds
}

func (g *growth) seed(q *probeIndex, asked, chain *chain, reversed bool) (s seed, ok bool) {
	upright := g.bits(q.pictures[flips(reversed, false)], asked, chain)
	upended := g.bits(q.pictures[flips(reversed, true)], asked, chain)
	s = seed{flipX: 1, flipY: 1, bits: min(upright, upended)}
	if s.bits > plausibleBits*60 {
		return s, false
	}
	if reversed {
		s.flipX = -1
	}
	if upended < upright {
		s.flipY = -1
	}
	var from, to float64
	from, s.x, s.y = extent(g.query.words, asked.all())
	to, s.u, s.v = extent(g.known.words, chain.all())
	s.scale = to / from
	return s, s.scale >= minScale && s.scale <= maxScale
}

// bits is in how many bits the pictures of two chains' words differ, times 60 and
// divided by the number of words.
func (g *growth) bits(pictures []uint64, asked, chain *chain) (n int) {
	words := chain.all()
	for i, w := range words {
		n += bits.OnesCount64(pictures[asked.words[i]] ^ g.known.words[w].Picture)
	}
	return n * (60 / len(words))
}

// extent is the width of a chain and its middle.
func extent(words []Word, chain []int32) (width, x, y float64) {
	left, right, sum := int32(math.MaxInt32), int32(math.MinInt32), int32(0)
	for _, i := range chain {
		p := placeOf(words, int(i))
		left, right, sum = min(left, p.left), max(right, p.right), sum+p.y
	}
	return float64(max(1, right-left)) / unit, float64(left+right) / (2 * unit), float64(sum) / float64(len(chain)*unit)
}

// strongestSeeds returns the seeds to be grown, best first: those that agree with most
// others, each contradicting the ones before it. It sorts its argument. slack is as in
// agrees.
func strongestSeeds(seeds []seed, slack float64) []seed {
	byRarity := func(a, b seed) int {
		return cmp.Or(cmp.Compare(a.repeats, b.repeats), cmp.Compare(a.bits, b.bits), cmp.Compare(a.knownChain, b.knownChain), cmp.Compare(a.queryChain, b.queryChain))
	}
	slices.SortFunc(seeds, byRarity)
	seeds = seeds[:min(len(seeds), maxSeeds)]
	for i := range seeds {
		for j := range seeds[:i] {
			if seeds[i].agrees(&seeds[j], slack) {
				seeds[i].support++
				seeds[j].support++
			}
		}
	}
	slices.SortFunc(seeds, func(a, b seed) int { return cmp.Or(cmp.Compare(b.support, a.support), byRarity(a, b)) })
	var best []seed
	for i := range seeds {
		if !slices.ContainsFunc(best, func(s seed) bool { return s.agrees(&seeds[i], slack) }) {
			if best = append(best, seeds[i]); len(best) == maxGrown {
				break
			}
		}
	}
	return best
}

// agrees reports whether two seeds may belong to one transform: their scales are within a
// factor of 1.22, and either maps the other's chain to where that lies, within slack (in
// pixels of the known page) plus 8 % of the distance.
func (s *seed) agrees(t *seed, slack float64) bool {
	if s.flipX != t.flipX || s.flipY != t.flipY || s.scale > 1.22*t.scale || t.scale > 1.22*s.scale {
		return false
	}
	scale := math.Sqrt(s.scale * t.scale)
	dx, dy := t.x-s.x, t.y-s.y
	slack += float64(.08 * scale * math.Sqrt(square(dx, dy)))
	du, dv := t.u-s.u-float64(scale*s.flipX*dx), t.v-s.v-float64(scale*s.flipY*dy)
	return math.Abs(du) <= slack && math.Abs(dv) <= slack
}

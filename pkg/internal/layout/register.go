package layout

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	alikeBits = 18 // of 64: pictures that differ in no more are of the same word

	// Seeds.
	plausibleBits = 22  // a chain whose words differ by more on average is not taken up
	maxRepeats    = 32  // chains of the query that are tried for one of the known page
	maxSeeds      = 150 // whose support is counted
	maxGrown      = 4   // that are grown
	minScale      = .15
	maxScale      = 8

	minAlike = 3 // words; less is no registration
)

// A Pair is a word of the query that lies on a word of the known page: both edges
// and the middle of its height are within half a char height.
type Pair struct {
	Query, Known int32 // indices into the Words of each
	Bits         int   // of 64, by which their pictures differ
}

// Alike says whether the pictures are of the same word, as far as they can tell.
func (p Pair) Alike() bool { return p.Bits <= alikeBits }

// A Registration says how the words of one page lie on those of another.
type Registration struct {
	Transform     Homography // the query's straightened raster to the known page's
	Pairs         []Pair     // by Query
	Alike         int        // how many of Pairs
	Query, Known  int        // words of each page where the pages overlap, but those cut by black
	UnpairedQuery []int32    // those of Query in no pair and not Uncovered
	UnpairedKnown []int32    // those of Known in no pair and not Covered
	// Of UnpairedKnown, Missing have nothing in their place on the query, and Replaced
	// have other words there. Of UnpairedQuery, Added have nothing in their place on the
	// known page. A page redacted loses words on one side; a printed form filled in
	// differently has others instead.
	Missing, Replaced, Added int
	// Covered are words of the known page that lie under black on the query, and
	// Uncovered words of the query that lie under black on the known page. They are in
	// none of the above.
	Covered, Uncovered []int32

	x, y float64 // the middle of the paired words, in the query's straightened raster
}

// Score is Alike² over the lesser of Query and Known, at least 8. Pages that share
// nothing stay below 10. Either page may hold more or be the redacted one.
func (r Registration) Score() float64 {
	return float64(r.Alike*r.Alike) / float64(max(8, min(r.Query, r.Known)))
}

// Scale is how many times larger the known page's straightened raster shows the words.
func (r Registration) Scale() float64 { return r.Transform.ScaleAt(r.x, r.y) }

// Mirrored says whether one page is seen in a mirror.
func (r Registration) Mirrored() bool { return r.Transform.MirroredAt(r.x, r.y) }

// Angle is by how many degrees the query has to be turned to lie on the known page:
// see Homography.AngleAt.
func (r Registration) Angle() float64 { return r.Transform.AngleAt(r.x, r.y) }

// Register finds how the query lies on the known page, by the chains of words that
// both hold; ok is false when not even three words in place look alike.
func Register(query, known *Plane) (Registration, bool) {
	g := newGrowth(query, known)
	for _, s := range chosen(g.seeds(), 1.5*known.char) {
		if g.explained(&s) {
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

// A question is what a plane needs to be asked about: its chains in both
// directions, to be found by the keys that they may have.
type question struct {
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

func newQuestion(p *Plane) *question {
	q := &question{chains: asked(p.words, p.char, false)}
	q.reversed = len(q.chains)
	q.chains = append(q.chains, asked(p.words, p.char, true)...)
	q.index()
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

// index sorts the keys into buckets by their upper bits, about one to a bucket.
func (q *question) index() {
	var unsorted []entry
	keys := make([]uint32, 0, 1<<maxDoubts)
	for i := range q.chains {
		keys = q.chains[i].appendKeys(keys[:0])
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

// having returns the entries that begin with those of the key.
func (q *question) having(key uint32) []entry {
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

// A seed is a chain of the query that may be one of the known page: a scale, the
// same in both directions but for the sign, and the middle of both chains.
type seed struct {
	scale, flipX, flipY float64
	x, y, u, v          float64
	asked, chain        int32 // of the query and of the known page
	bits                int   // in which the pictures of its words differ, on average, times 60
	repeats             int   // how many seeds its chain of the known page has
	support             int
}

func (s *seed) transform() Homography {
	a, d := s.scale*s.flipX, s.scale*s.flipY
	return Homography{a, 0, s.u - float64(a*s.x), 0, d, s.v - float64(d*s.y), 0, 0, 1}
}

// seeds are the chains that both pages hold, of words that look alike.
func (g *growth) seeds() []seed {
	q := g.query.asking()
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
				s.asked, s.chain = e.chain, int32(k)
				seeds = append(seeds, s)
			}
		}
		for i := begin; i < len(seeds); i++ {
			seeds[i].repeats = len(seeds) - begin
		}
	}
	return seeds
}

func (g *growth) seed(q *question, asked, chain *chain, reversed bool) (s seed, ok bool) {
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

// chosen is the seeds to be grown, best first: those that most others support, each
// contradicting the ones before it.
func chosen(seeds []seed, slack float64) []seed {
	byRarity := func(a, b seed) int {
		return cmp.Or(cmp.Compare(a.repeats, b.repeats), cmp.Compare(a.bits, b.bits), cmp.Compare(a.chain, b.chain), cmp.Compare(a.asked, b.asked))
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

// agrees says whether two seeds may belong to one transform: their scales are within
// a factor of 1.22 and the one puts the other where it is, within slack, in pixels of
// the known page, and 8 % of the distance.
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

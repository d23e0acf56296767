package layout

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// This file lays pages over one another that no homography does: bent and creased paper. From
// a seed, three words in a row that look alike on both pages, it goes on from word to word;
// where the next one lies on the known page is predicted by an affine map of the words
// matched around it.

const (
	seedBits    = 20      // of 64: words of a seed differ in no more
	seedBitsSum = 48      // all three together
	seedStretch = 1.35    // one ratio of widths to another
	mostTriples = 2000    // of a page that are tried for seeds
	mostSeeds   = 12      // that are grown...
	mostFound   = 1 << 16 // ...of so many that are found
	leastPatch  = 4       // words alike; with fewer a patch is nothing

	mostRounds = 60
	mostFailed = 4  // rounds in which a word finds no partner before it is given up
	nearPairs  = 8  // matched words by which the place of another is predicted
	localReach = .6 // char heights of the known page by which the ends of a word may be off

	// A word is next to another, in char heights: the gap between them, and how much lower or
	// higher it is.
	besideReach, belowReach = 3., 3.2
	predictReach            = 8. // how far away words are by which a place is predicted
	ridge                   = 1.5
)

// A side is the words of one page as they are matched one by one.
type side struct {
	left, right, y []float64 // in pixels
	pictures       []uint64
	next           []int32 // the word to the right; -1 for none
	char           float64
	grid           grid
}

// newSide returns the side of a plane, or of the plane turned upside down.
func newSide(p *Plane, upsideDown bool) *side {
	words := p.words
	if upsideDown {
		words = flipped(words, true, true)
	}
	s := &side{char: p.char}
	for i := range words {
		w := &words[i]
		s.left, s.right = append(s.left, float64(w.X0)), append(s.right, float64(w.X1))
		s.y = append(s.y, (float64(w.Y0)+float64(w.Y1))/2)
		picture := w.Picture
		if upsideDown {
			picture = upendedPicture(mirroredPicture(picture))
		}
		s.pictures = append(s.pictures, picture)
	}
	r := newRows(words, p.char)
	s.next = r.rightNeighbours(words, p.char)
	s.grid = newGrid(s, 4*p.char)
	return s
}

func (s *side) middle(i int32) (x, y float64) { return (s.left[i] + s.right[i]) / 2, s.y[i] }
func (s *side) width(i int32) float64         { return s.right[i] - s.left[i] }

// apart returns how far two words are from one another, in char heights: along the line, from
// end to beginning, and across it.
func (s *side) apart(i, j int32) (along, across float64) {
	a, b := s.left[i]-s.right[j], s.left[j]-s.right[i]
	return max(0, a, b) / s.char, math.Abs(s.y[i]-s.y[j]) / s.char
}

// triples are the words that have two more to the right of them.
func (s *side) triples() (firsts []int32) {
	for i := range s.next {
		if s.next[i] >= 0 && s.next[s.next[i]] >= 0 {
			firsts = append(firsts, int32(i))
		}
	}
	return firsts[:min(len(firsts), mostTriples)]
}

// mostCells is how many cells a grid has along either axis.
const mostCells = 512

// A grid finds words by place.
type grid struct {
	size         float64
	x0, y0       float64
	across, down int
	start        []int32
	words        []int32
}

func newGrid(s *side, size float64) grid {
	g := grid{size: size, x0: math.Inf(1), y0: math.Inf(1)}
	x1, y1 := math.Inf(-1), math.Inf(-1)
	for i := range s.y {
		x, y := s.middle(int32(i))
		g.x0, g.y0, x1, y1 = min(g.x0, x), min(g.y0, y), max(x1, x), max(y1, y)
	}
	if len(s.y) == 0 {
		return grid{size: size, across: 1, down: 1, start: make([]int32, 2)}
	}
	g.size = max(size, (x1-g.x0)/mostCells, (y1-g.y0)/mostCells)
	g.across, g.down = int((x1-g.x0)/g.size)+1, int((y1-g.y0)/g.size)+1
	g.start = make([]int32, g.across*g.down+1)
	for i := range s.y {
		g.start[g.cell(s.middle(int32(i)))+1]++
	}
	for i := range len(g.start) - 1 {
		g.start[i+1] += g.start[i]
	}
	next := slices.Clone(g.start)
	g.words = make([]int32, len(s.y))
	for i := range s.y {
		c := g.cell(s.middle(int32(i)))
		g.words[next[c]] = int32(i)
		next[c]++
	}
	return g
}

func (g *grid) column(x float64) int { return int(min(max((x-g.x0)/g.size, 0), float64(g.across-1))) }
func (g *grid) row(y float64) int    { return int(min(max((y-g.y0)/g.size, 0), float64(g.down-1))) }

func (g *grid) cell(x, y float64) int { return g.row(y)*g.across + g.column(x) }

// around calls use with words whose middles lie about a point: all that are within reach of it,
// and some beyond.
func (g *grid) around(x, y, reachX, reachY float64, use func(i int32)) {
	if !(math.Abs(x) < 1e9 && math.Abs(y) < 1e9) {
		return
	}
	for r := g.row(y - reachY); r <= g.row(y+reachY); r++ {
		from, to := r*g.across+g.column(x-reachX), r*g.across+g.column(x+reachX)
		for _, i := range g.words[g.start[from]:g.start[to+1]] {
			use(i)
		}
	}
}

// A localSeed is three words in a row on both pages that look alike.
type localSeed struct {
	query, known [3]int32
	cost         int
}

func localSeeds(q, k *side) []localSeed {
	var seeds []localSeed
	ofKnown := k.triples()
	for _, i := range q.triples() {
		for _, j := range ofKnown {
			if bits.OnesCount64(q.pictures[i]^k.pictures[j]) > seedBits {
				continue
			}
			if s, ok := newLocalSeed(q, k, i, j); ok && len(seeds) < mostFound {
				seeds = append(seeds, s)
			}
		}
	}
	slices.SortFunc(seeds, func(a, b localSeed) int {
		return cmp.Or(a.cost-b.cost, cmp.Compare(a.query[0], b.query[0]), cmp.Compare(a.known[0], b.known[0]))
	})
	return seeds
}

func newLocalSeed(q, k *side, i, j int32) (s localSeed, ok bool) {
	s.query = [3]int32{i, q.next[i], q.next[q.next[i]]}
	s.known = [3]int32{j, k.next[j], k.next[k.next[j]]}
	least, most, widths := math.Inf(1), 0., 0.
	for n := range s.query {
		differ := bits.OnesCount64(q.pictures[s.query[n]] ^ k.pictures[s.known[n]])
		if differ > seedBits {
			return s, false
		}
		s.cost += differ
		ratio := k.width(s.known[n]) / q.width(s.query[n])
		least, most = min(least, ratio), max(most, ratio)
		widths += q.width(s.query[n])
	}
	if s.cost > seedBitsSum || most > seedStretch*least {
		return s, false
	}
	// Long words are rarer than short ones.
	s.cost += int(60*math.Log(most/least)) - int(1.5*widths/q.char)
	return s, true
}

// transform is the similarity that maps the ends of a seed. Lines are level on both pages.
func (s *localSeed) transform(q, k *side) Affine {
	qx, qy := q.right[s.query[2]]-q.left[s.query[0]], q.y[s.query[2]]-q.y[s.query[0]]
	kx, ky := k.right[s.known[2]]-k.left[s.known[0]], k.y[s.known[2]]-k.y[s.known[0]]
	n := square(qx, qy)
	re, im := (float64(qx*kx)+float64(qy*ky))/n, (float64(qx*ky)-float64(qy*kx))/n
	a := Affine{re, -im, 0, im, re, 0}
	x, y := (q.left[s.query[0]]+q.right[s.query[2]])/2, (q.y[s.query[0]]+q.y[s.query[2]])/2
	u, v := a.Apply(x, y)
	a[2] = (k.left[s.known[0]]+k.right[s.known[2]])/2 - u
	a[5] = (k.y[s.known[0]]+k.y[s.known[2]])/2 - v
	return a
}

// FitLocal returns the affine map of least weighted squared error for points given as x, y on
// one page, u, v on the other, and a weight. Where they say little it is held to the linear
// part of a prior, the more so the greater the ridge.
func FitLocal(points [][5]float64, prior Affine, ridge float64) Affine {
	var sum, x, y, u, v float64
	for _, p := range points {
		sum += p[4]
		x, y = x+float64(p[4]*p[0]), y+float64(p[4]*p[1])
		u, v = u+float64(p[4]*p[2]), v+float64(p[4]*p[3])
	}
	x, y, u, v = x/sum, y/sum, u/sum, v/sum
	held := ridge * sum
	xx, xy, yy := held, 0., held
	ux, uy, vx, vy := float64(held*prior[0]), float64(held*prior[1]), float64(held*prior[3]), float64(held*prior[4])
	for _, p := range points {
		dx, dy, du, dv := p[0]-x, p[1]-y, float64(p[4]*(p[2]-u)), float64(p[4]*(p[3]-v))
		xx, xy, yy = xx+float64(p[4]*float64(dx*dx)), xy+float64(p[4]*float64(dx*dy)), yy+float64(p[4]*float64(dy*dy))
		ux, uy, vx, vy = ux+float64(du*dx), uy+float64(du*dy), vx+float64(dv*dx), vy+float64(dv*dy)
	}
	d := float64(xx*yy) - float64(xy*xy)
	a := Affine{
		(float64(ux*yy) - float64(uy*xy)) / d, (float64(uy*xx) - float64(ux*xy)) / d, 0,
		(float64(vx*yy) - float64(vy*xy)) / d, (float64(vy*xx) - float64(vx*xy)) / d, 0,
	}
	au, av := a.Apply(x, y)
	a[2], a[5] = u-au, v-av
	return a
}

// A patch is what grew from one seed.
type patch struct {
	matches []Pair // alike, by query word
	// Words of each page next to those matched, and these.
	query, known map[int32]bool
}

func (p *patch) score() float64 { return score(len(p.matches), len(p.query), len(p.known)) }

func score(alike, query, known int) float64 {
	return float64(alike*alike) / float64(max(8, min(query, known)))
}

// A localGrowth matches words of the query with words of the known page, one by one.
type localGrowth struct {
	q, k    *side
	partner []int32 // by query word: its partner, alike; -1 for none
	taken   []bool  // by known word
	failed  []int8  // by query word: rounds in which it found no partner that is alike
	models  map[int32]Affine
	matched []int32 // query words that have partners
	points  [][5]float64
	near    []nearWord
}

type nearWord struct {
	distance float64
	word     int32
}

func newLocalGrowth(q, k *side) *localGrowth {
	return &localGrowth{q: q, k: k, partner: make([]int32, len(q.y)), taken: make([]bool, len(k.y)), failed: make([]int8, len(q.y)), models: map[int32]Affine{}}
}

// grow returns the patch of a seed.
func (g *localGrowth) grow(s *localSeed) patch {
	for i := range g.partner {
		g.partner[i] = -1
	}
	clear(g.taken)
	clear(g.failed)
	clear(g.models)
	g.matched = g.matched[:0]
	first := s.transform(g.q, g.k)
	for n, i := range s.query {
		g.match(i, s.known[n], first)
	}
	for round := range mostRounds {
		fresh := 0
		for _, i := range g.frontier() {
			if g.extend(i) {
				fresh++
			}
		}
		if fresh == 0 || round > 3 && len(g.matched) <= leastPatch {
			break
		}
	}
	return g.patch()
}

func (g *localGrowth) match(query, known int32, model Affine) {
	g.partner[query], g.taken[known], g.models[query] = known, true, model
	g.matched = append(g.matched, query)
}

// frontier returns the words of the query that have no partner and are next to one that has.
func (g *localGrowth) frontier() (words []int32) {
	seen := make([]bool, len(g.q.y))
	for _, m := range g.matched {
		g.q.eachBeside(m, func(i int32) {
			if !seen[i] && g.partner[i] < 0 && g.failed[i] < mostFailed {
				seen[i] = true
				words = append(words, i)
			}
		})
	}
	slices.Sort(words)
	return words
}

// eachBeside calls use with the words next to one.
func (s *side) eachBeside(m int32, use func(i int32)) {
	x, y := s.middle(m)
	s.grid.around(x, y, s.width(m)/2+12*s.char, belowReach*s.char, func(i int32) {
		if along, across := s.apart(i, m); i != m && along < besideReach && across < belowReach {
			use(i)
		}
	})
}

// extend looks for the partner of a word where the words matched around it say. It reports
// whether it found one that looks alike.
func (g *localGrowth) extend(i int32) bool {
	if !g.nearest(i) {
		return false
	}
	q, k := g.q, g.k
	g.points = g.points[:0]
	for _, n := range g.near {
		p := g.partner[n.word]
		w := 1 / (1 + float64(n.distance*n.distance))
		g.points = append(g.points,
			[5]float64{q.left[n.word], q.y[n.word], k.left[p], k.y[p], w}, [5]float64{q.right[n.word], q.y[n.word], k.right[p], k.y[p], w})
	}
	prior := g.models[g.near[0].word]
	held := float64(ridge*q.char) * q.char
	model := FitLocal(g.points, prior, held)
	at, off, ok := g.lies(i, model)
	if !ok || off > localReach || bits.OnesCount64(q.pictures[i]^k.pictures[at]) > alikeBits {
		g.failed[i]++
		return false
	}
	g.points = append(g.points, [5]float64{q.left[i], q.y[i], k.left[at], k.y[at], 1}, [5]float64{q.right[i], q.y[i], k.right[at], k.y[at], 1})
	g.match(i, at, FitLocal(g.points, prior, held))
	return true
}

// nearest sets near to the matched words nearest to one; false if there are none.
func (g *localGrowth) nearest(i int32) bool {
	g.near = g.near[:0]
	x, y := g.q.middle(i)
	reach := predictReach * g.q.char
	g.q.grid.around(x, y, reach+g.q.width(i)/2, reach, func(j int32) {
		if g.partner[j] >= 0 {
			along, across := g.q.apart(i, j)
			g.near = append(g.near, nearWord{math.Sqrt(square(along, across)), j})
		}
	})
	slices.SortFunc(g.near, func(a, b nearWord) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	g.near = g.near[:min(len(g.near), nearPairs)]
	return len(g.near) > 0
}

// lies returns the known word, without a partner so far, nearest to where a model puts a word,
// and how far its ends are off, in char heights.
func (g *localGrowth) lies(i int32, model Affine) (at int32, off float64, ok bool) {
	k := g.k
	lx, ly := model.Apply(g.q.left[i], g.q.y[i])
	rx, ry := model.Apply(g.q.right[i], g.q.y[i])
	off = math.Inf(1)
	k.grid.around((lx+rx)/2, (ly+ry)/2, 2*k.char, 2*k.char, func(j int32) {
		if g.taken[j] {
			return
		}
		d := math.Sqrt(max(square(k.left[j]-lx, k.y[j]-ly), square(k.right[j]-rx, k.y[j]-ry))) / k.char
		if d < off || d == off && j < at {
			at, off, ok = j, d, true
		}
	})
	return at, off, ok
}

// patch is what has been matched.
func (g *localGrowth) patch() patch {
	p := patch{query: map[int32]bool{}, known: map[int32]bool{}}
	for i, j := range g.partner {
		if j < 0 {
			if g.failed[i] > 0 {
				p.query[int32(i)] = true
			}
			continue
		}
		p.query[int32(i)], p.known[j] = true, true
		p.matches = append(p.matches, Pair{Query: int32(i), Known: j, Bits: bits.OnesCount64(g.q.pictures[i] ^ g.k.pictures[j])})
		g.k.eachBeside(j, func(n int32) { p.known[n] = true })
	}
	return p
}

// registerLocally finds how two pages lie on one another by patches that agree.
func registerLocally(query, known *Plane) (Registration, bool) {
	k := known.side(false)
	var best Registration
	for _, upsideDown := range [...]bool{false, true} {
		q := query.side(upsideDown)
		r := newRegistration(q, k, join(q, k, patchesOf(q, k)), upsideDown)
		if r.Score() > best.Score() {
			best = r
		}
		if best.Score() >= convincingScore {
			break
		}
	}
	return best, best.Alike >= minAlike
}

// convincingScore is a Score that no two pages reach that share nothing.
const convincingScore = 12

// patchesOf grows patches from the likeliest seeds, best first.
func patchesOf(q, k *side) []patch {
	var patches []patch
	in := map[int32]int32{} // by query word: the known word that a patch matches it with
	g := newLocalGrowth(q, k)
	tried := 0
	for _, s := range localSeeds(q, k) {
		if at, ok := in[s.query[1]]; ok && at == s.known[1] {
			continue
		}
		if tried++; tried > mostSeeds {
			break
		}
		p := g.grow(&s)
		if len(p.matches) < leastPatch {
			continue
		}
		for _, m := range p.matches {
			if _, ok := in[m.Query]; !ok {
				in[m.Query] = m.Known
			}
		}
		patches = append(patches, p)
	}
	slices.SortStableFunc(patches, func(a, b patch) int { return cmp.Compare(b.score(), a.score()) })
	return patches
}

// join adds to the first of the patches those that agree with it.
func join(q, k *side, patches []patch) patch {
	if len(patches) == 0 {
		return patch{}
	}
	all := patches[0]
	usedQuery, usedKnown := map[int32]bool{}, map[int32]bool{}
	use := func(matches []Pair) {
		for _, m := range matches {
			usedQuery[m.Query], usedKnown[m.Known] = true, true
		}
	}
	use(all.matches)
	for _, p := range patches[1:] {
		fresh := slices.DeleteFunc(slices.Clone(p.matches), func(m Pair) bool { return usedQuery[m.Query] || usedKnown[m.Known] })
		if len(fresh) < leastPatch || !agree(q, k, all.matches, fresh) {
			continue
		}
		use(fresh)
		all.matches = append(slices.Clip(all.matches), fresh...)
		maps.Copy(all.query, p.query)
		maps.Copy(all.known, p.known)
	}
	slices.SortFunc(all.matches, func(a, b Pair) int { return cmp.Compare(a.Query, b.Query) })
	return all
}

// agree reports whether most matches lie about where the affine map of others puts them: the
// further from these, the more freely.
func agree(q, k *side, others, fresh []Pair) bool {
	const most, slack, perDistance = .8, 3, .12
	points := make([][5]float64, len(others))
	for i, m := range others {
		x, y := q.middle(m.Query)
		u, v := k.middle(m.Known)
		points[i] = [5]float64{x, y, u, v, 1}
	}
	model := FitLocal(points, identity, 1)
	good := 0
	for _, m := range fresh {
		u, v := model.Apply(q.middle(m.Query))
		x, y := k.middle(m.Known)
		nearest := math.Inf(1)
		for _, p := range points {
			nearest = min(nearest, square(p[2]-x, p[3]-y))
		}
		if math.Sqrt(square(u-x, v-y)) <= slack*k.char+float64(perDistance*math.Sqrt(nearest)) {
			good++
		}
	}
	return float64(good) >= most*float64(len(fresh))
}

// newRegistration makes a registration of what was matched. Its transform is the homography,
// or affine map, that comes closest.
func newRegistration(q, k *side, p patch, upsideDown bool) Registration {
	r := Registration{
		Pairs: p.matches, Alike: len(p.matches), Query: len(p.query), Known: len(p.known),
		Local: true, NearQuery: slices.Sorted(maps.Keys(p.query)), NearKnown: slices.Sorted(maps.Keys(p.known)),
	}
	if len(p.matches) < minAlike {
		return Registration{}
	}
	var samples []sample
	for _, m := range p.matches {
		x, y := q.middle(m.Query)
		u, v := k.middle(m.Known)
		if upsideDown {
			x, y = -x, -y
		}
		r.x, r.y = r.x+x, r.y+y
		samples = append(samples, sample{x, y, u, v, 1})
	}
	r.x, r.y = r.x/float64(len(samples)), r.y/float64(len(samples))
	var ok bool
	if r.Transform, ok = fitPlane(samples); !ok {
		return Registration{}
	}
	return r
}

// FitPlane returns the homography of least error for points given as x, y on one page and u, v
// on the other, or the affine map where there are few; ok is false where they determine none.
func FitPlane(points [][4]float64) (h Homography, ok bool) {
	samples := make([]sample, len(points))
	for i, p := range points {
		samples[i] = sample{p[0], p[1], p[2], p[3], 1}
	}
	return fitPlane(samples)
}

func fitPlane(samples []sample) (h Homography, ok bool) {
	if len(samples) >= pairsForHomography {
		if h, ok := fitHomography(samples); ok && h.keepsSides(samples) {
			return h, true
		}
	}
	return fitAffine(samples)
}

// keepsSides reports whether no sample lies beyond the horizon, nor much nearer than another.
func (h Homography) keepsSides(samples []sample) bool {
	nearest, farthest := math.Inf(1), math.Inf(-1)
	for _, s := range samples {
		d := h.depth(s.x, s.y)
		nearest, farthest = min(nearest, d), max(farthest, d)
	}
	return nearest > 0 && farthest <= maxForeshorten*nearest
}

package layout

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

const (
	// Words pair if their places differ by no more than so many char heights of the known
	// page: looseReach while a transform is being found, finalReach in the end.
	looseReach = .8
	finalReach = .5

	// Growing stops if, from the third ring on, a smaller share of the words that should lie
	// on the known page look like words there.
	leastAlike = .08

	// A homography is fitted to no fewer pairs, and not before this ring.
	pairsForHomography = 20
	ringForHomography  = 40

	maxStretch     = 1.5 // one direction against the other
	maxForeshorten = 2.5 // one corner against another
)

// rings are the distances from the seed within which words are paired, in char heights of
// the query, one after the other. After the last ring all words are.
var rings = [...]float64{8, 14, 24, 40, 70}

// A growth is the search for one registration. Not for concurrent use.
type growth struct {
	query, known *Plane
	pictures     [4][]uint64 // of the query's words, flipped: see flips
	best         Registration

	// Buffers.
	matches []wordMatch
	samples []sample
	claims  []int32 // for each word of the known page 1 + the index of the match nearest to it; 0 for none
}

// A wordMatch is a word of the query that lies on a word of the known page.
type wordMatch struct {
	query, known int32
	distance     int32 // between their edges and middles, summed, in units
	bits         int   // of 64, by which their pictures differ
}

func newGrowth(query, known *Plane) *growth {
	return &growth{query: query, known: known, pictures: query.probes().pictures}
}

// A window is the part of the query that is looked at, in pixels.
type window struct{ left, top, right, bottom float64 }

func around(x, y, reach float64) window { return window{x - reach, y - reach, x + reach, y + reach} }

func (w window) contains(h hull) bool {
	return w.left <= h.left && w.right >= h.right && w.top <= h.top && w.bottom >= h.bottom
}

// everything holds all words, whose coordinates are 16 bits wide.
var everything = around(0, 0, math.MaxInt16+1)

// matchWords finds the words of the query in the window that lie on words of the known page
// under a transform, within reach of char heights. It returns how many words of the
// window lie within the known page's hull, and how many of the matches are alike.
func (g *growth) matchWords(t Homography, w window, reach float64) (inside, alike int) {
	q, k := g.query, g.known
	g.matches = slices.Grow(g.matches[:0], len(q.words))
	pictures := g.pictures[t.flips(q.hull.middle())]
	limit := int32(reach * k.char * unit)
	for row := q.rows.of(inUnits(w.top)); row <= q.rows.of(inUnits(w.bottom)); row++ {
		for _, p := range from(q.rows.row(row), inUnits(w.left)) {
			if p.left > inUnits(w.right) {
				break
			}
			at, ok := t.mapPlace(p)
			if !ok || !k.hull.holds(at.middle()) {
				continue
			}
			inside++
			word, distance, ok := k.rows.nearest(at, limit)
			if !ok {
				continue
			}
			m := wordMatch{query: p.word, known: word, distance: distance}
			if m.bits = bits.OnesCount64(pictures[p.word] ^ k.words[word].Picture); m.bits <= alikeBits {
				alike++
			}
			g.matches = append(g.matches, m)
		}
	}
	return inside, alike
}

// flips returns how the transform flips what is at x, y, as the function flips numbers it.
func (h Homography) flips(x, y float64) int {
	a, _, _, d := h.jacobian(x, y)
	return flips(a < 0, d < 0)
}

// mapPlace maps a place. It returns false if that leaves the range of coordinates.
func (h Homography) mapPlace(p place) (place, bool) {
	y := float64(p.y) / unit
	x0, y0 := h.Apply(float64(p.left)/unit, y)
	x1, y1 := h.Apply(float64(p.right)/unit, y)
	if y = (y0 + y1) / 2; !(math.Abs(x0) <= math.MaxInt16 && math.Abs(x1) <= math.MaxInt16 && math.Abs(y) <= math.MaxInt16) {
		return place{}, false
	}
	return place{left: inUnits(min(x0, x1)), right: inUnits(max(x0, x1)), y: inUnits(y), word: p.word}, true
}

// inUnits rounds a coordinate to units; one out of range becomes the nearest in it.
func inUnits(x float64) int32 {
	return int32(math.Floor(max(-math.MaxInt16-1, min(x, math.MaxInt16+1))*unit + .5))
}

// grow refines a transform that holds at x, y of the query, ring after ring. It returns
// false if too few words agree with it further out.
func (g *growth) grow(t Homography, x, y float64) (Homography, bool) {
	char := g.query.char
	for i, ring := range rings {
		w := around(x, y, ring*char)
		if w.contains(g.query.hull) {
			break
		}
		inside, alike := g.matchWords(t, w, looseReach)
		if i > 0 && alike < minAlike || i > 1 && float64(alike) < leastAlike*float64(inside) {
			return t, false
		}
		if len(g.matches) < minAlike {
			continue
		}
		g.sample()
		// Samples at the corners of the ring keep the transform stable where words are few.
		held := .6 * ring * char
		for _, corner := range [4][2]float64{{-held, -held}, {held, -held}, {-held, held}, {held, held}} {
			u, v := t.Apply(x+corner[0], y+corner[1])
			g.samples = append(g.samples, sample{x + corner[0], y + corner[1], u, v, .7})
		}
		refined, ok := g.fit(ring >= ringForHomography)
		if !ok {
			return t, false
		}
		t = refined
	}
	return g.settle(t, looseReach, looseReach, finalReach)
}

// settle refines a transform by all words, once for each reach.
func (g *growth) settle(t Homography, reaches ...float64) (Homography, bool) {
	for _, reach := range reaches {
		if _, alike := g.matchWords(t, everything, reach); alike < minAlike {
			return t, false
		}
		g.sample()
		refined, ok := g.fit(true)
		if !ok {
			return t, false
		}
		t = refined
	}
	return t, true
}

// sample turns the matches into samples: the middle of each word, since boxes of
// slanting words have no edges to go by. Words that look alike count more.
func (g *growth) sample() {
	g.samples = slices.Grow(g.samples[:0], len(g.matches)+4)
	for _, m := range g.matches {
		weight := .3
		if m.bits <= alikeBits {
			weight = 1
		}
		x, y := placeOf(g.query.words, int(m.query)).middle()
		u, v := placeOf(g.known.words, int(m.known)).middle()
		g.samples = append(g.samples, sample{x, y, u, v, weight})
	}
}

// fit returns the transform of the samples: a homography if wanted, determined by enough
// matches, and sane; an affine map otherwise. It returns false if that is not sane either.
func (g *growth) fit(homography bool) (Homography, bool) {
	if homography && len(g.matches) >= pairsForHomography {
		if t, ok := fitHomography(g.samples); ok && g.sane(t) {
			return t, true
		}
	}
	t, ok := fitAffine(g.samples)
	return t, ok && g.sane(t)
}

// sane reports whether straightened pages can lie like this: neither folded nor far from
// upright, and distorted by no more than maxStretch and maxForeshorten.
func (g *growth) sane(t Homography) bool {
	h := g.query.hull
	nearest, farthest := math.Inf(1), math.Inf(-1)
	for _, depth := range [4]float64{t.depth(h.left, h.top), t.depth(h.right, h.top), t.depth(h.left, h.bottom), t.depth(h.right, h.bottom)} {
		nearest, farthest = min(nearest, depth), max(farthest, depth)
	}
	if !(nearest > 0 && farthest <= maxForeshorten*nearest) {
		return false
	}
	a, b, c, d := t.jacobian(h.middle())
	area := math.Abs(float64(a*d) - float64(b*c))
	return area >= minScale*minScale && area <= maxScale*maxScale &&
		square(a, b)+square(c, d) <= area*(maxStretch+1/maxStretch) &&
		2*math.Abs(b) <= math.Abs(a) && 2*math.Abs(c) <= math.Abs(d)
}

// keep makes the transform the best one if its score exceeds the best.
func (g *growth) keep(t Homography) {
	r := Registration{Transform: t}
	r.Query, _ = g.matchWords(t, everything, finalReach)
	g.eachKnownInView(t, func(int32) { r.Known++ })
	r.Pairs = g.pairs()
	for _, p := range r.Pairs {
		if p.Alike() {
			r.Alike++
		}
	}
	if r.Score() > g.best.Score() {
		g.best = r
	}
}

// eachKnownInView calls f with the words of the known page that lie within the query's raster.
func (g *growth) eachKnownInView(t Homography, f func(known int32)) {
	inverse, ok := t.Inverse()
	if !ok {
		return
	}
	for i := range g.known.words {
		p := placeOf(g.known.words, i)
		x, y := inverse.Apply(p.middle())
		if x >= 0 && y >= 0 && x <= g.query.width && y <= g.query.height {
			f(p.word)
		}
	}
}

// pairs returns one match for each word of the known page: the nearest and, of equally
// near ones, that of the first word of the query. The order of matches does not matter.
func (g *growth) pairs() []Pair {
	if g.claims == nil {
		g.claims = make([]int32, len(g.known.words))
	}
	clear(g.claims)
	for i, m := range g.matches {
		claim := &g.claims[m.known]
		if *claim == 0 {
			*claim = int32(i + 1)
			continue
		}
		if rival := g.matches[*claim-1]; m.distance < rival.distance || m.distance == rival.distance && m.query < rival.query {
			*claim = int32(i + 1)
		}
	}
	pairs := make([]Pair, 0, len(g.matches))
	for i, m := range g.matches {
		if g.claims[m.known] == int32(i+1) {
			pairs = append(pairs, Pair{Query: m.query, Known: m.known, Bits: m.bits})
		}
	}
	slices.SortFunc(pairs, func(a, b Pair) int { return cmp.Compare(a.Query, b.Query) })
	return pairs
}

// convincing reports whether the best transform explains so much of what the pages can
// share that no other will do better, even on a page that repeats a paragraph.
func (g *growth) convincing() bool {
	r := &g.best
	return r.Alike >= 12 && 5*r.Alike >= 4*min(r.Query, r.Known)
}

// alreadyFound reports whether the best transform maps a seed to where the seed does.
func (g *growth) alreadyFound(s *seed) bool {
	if g.best.Alike == 0 {
		return false
	}
	u, v := g.best.Transform.Apply(s.x, s.y)
	return max(math.Abs(u-s.u), math.Abs(v-s.v)) <= 1.5*g.known.char
}

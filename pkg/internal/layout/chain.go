package layout

import (
	"cmp"
	"math"
	"slices"
)

// A Chain is five words in a row, keyed by the proportions of their widths. Pages with few
// of those also have chains of three words, in a row or around a corner, keyed by widths
// and offsets.
type Chain struct {
	First, Last int32 // indices into Words
	Key         uint32
}

// A Probe is a chain of a page in question with all keys that the same chain may have on
// the known page, where a width near the edge of its bin may fall into the next.
type Probe struct {
	First, Last int32
	Keys        []uint32 // Keys[0] is its own
}

const (
	// logarithmUnit is how many units make 1 in natural logarithms. They are whole numbers,
	// so that proportions fall into the same bins on every machine.
	logarithmUnit = 50_000
	// step is the width of a bin of proportions: a factor of e^.125. Finer bins lose more
	// recall to noise than they gain in precision; with coarser ones it is the reverse.
	step = logarithmUnit / 8
	// doubt is the error of a length that probes allow for: .6 pixels, in logarithmUnits
	// times pixels; as many times that as type is higher than usualChar where a page was bent,
	// since it is read larger than sharp.
	doubt     = logarithmUnit * 6 / 10
	usualChar = 10
	// maxDoubts is how many lengths of a chain may be off at a time, so that a probe has at
	// most 8 keys.
	maxDoubts = 3

	// A page with fewer chains of five words than sparseKnown has chains of the other kinds
	// too. A page in question has them below sparseAsked, since of such a page it may show
	// more, less, and noise.
	sparseKnown = 100
	sparseAsked = 180
)

// Chains returns the chains that an index keeps for the page.
func (l *Layout) Chains() []Chain {
	words := l.usable()
	r := newRows(words, l.CharHeight)
	found, _ := chainsOf(words, l.CharHeight, &r, sparseKnown)
	chains := make([]Chain, len(found))
	for i := range found {
		c := &found[i]
		chains[i] = Chain{First: c.words[0], Last: c.last(), Key: c.key}
	}
	return chains
}

// Probes returns what to look up in an index to find the page: its chains as they are or,
// reversed, as they would be on the page turned upside down or mirrored.
func (l *Layout) Probes(reversed bool) []Probe {
	words := l.usable()
	found := probeChains(words, l.CharHeight, reversed)
	probes := make([]Probe, len(found))
	keys := make([]uint32, 0, len(found)<<maxDoubts)
	for i := range found {
		c := &found[i]
		begin := len(keys)
		keys = c.appendKeys(keys, l.doubt())
		probes[i] = Probe{First: c.words[0], Last: c.last(), Keys: keys[begin:len(keys):len(keys)]}
	}
	return probes
}

// probeChains returns the chains of a page in question, as they are or reversed.
func probeChains(words []Word, char float64, reversed bool) []chain {
	if !reversed {
		r := newRows(words, char)
		found, _ := chainsOf(words, char, &r, sparseAsked)
		return found
	}
	mirrored := flipped(words, true, false)
	r := newRows(mirrored, char)
	found, sparse := chainsOf(mirrored, char, &r, sparseAsked)
	if sparse {
		// Corners, unlike runs, differ between upside down and mirrored.
		turned := flipped(words, true, true)
		r := newRows(turned, char)
		found = appendCorners(found, turned, r.rightNeighbours(turned, char), r.lowerNeighbours(turned, char))
	}
	return found
}

// flipped returns the words mirrored left to right, top to bottom or both, about the origin.
func flipped(words []Word, leftRight, topBottom bool) []Word {
	out := slices.Clone(words)
	for i := range out {
		w := &out[i]
		if leftRight {
			w.X0, w.X1 = -w.X1, -w.X0
		}
		if topBottom {
			w.Y0, w.Y1 = -w.Y1, -w.Y0
		}
	}
	return out
}

// A kind of chain. Chains of different kinds never have the same key but by collision.
type kind uint8

const (
	fiveRun  kind = iota // five words of a line, by their widths
	threeRun             // three words of a line, by their widths and how far apart they begin
	corner               // a word, the next, and the one below, by widths and offsets
)

// A chain is some words of a page and the lengths that its key is made of.
type chain struct {
	words   [5]int32
	lengths [6]int32 // in pixels
	kind    kind
	key     uint32
}

func newChain(kind kind, words [5]int32, lengths [6]int32) chain {
	c := chain{kind: kind, words: words, lengths: lengths}
	c.key = finish(c.bins().sum(kind))
	return c
}

// sizes holds how many words and how many lengths chains of each kind have.
var sizes = [...]struct{ words, lengths int }{fiveRun: {5, 5}, threeRun: {3, 5}, corner: {3, 6}}

func (c *chain) last() int32 { return c.words[sizes[c.kind].words-1] }

func (c *chain) all() []int32 { return c.words[:sizes[c.kind].words] }

// chainsOf returns the chains of a page: runs of five words and, if there are fewer than
// enough of them, which makes the page sparse, those of the other kinds.
func chainsOf(words []Word, char float64, r *rows, enough int) (chains []chain, sparse bool) {
	right := r.rightNeighbours(words, char)
	chains = make([]chain, 0, len(words))
	for i := range words {
		var run [5]int32
		if !follow(int32(i), right, run[:]) {
			continue
		}
		var lengths [6]int32
		for j, w := range run {
			lengths[j] = between(words[w].X0, words[w].X1)
		}
		chains = append(chains, newChain(fiveRun, run, lengths))
	}
	if len(chains) >= enough {
		return chains, false
	}
	chains = appendThrees(chains, words, right)
	return appendCorners(chains, words, right, r.lowerNeighbours(words, char)), true
}

// follow fills run with words, from the first on to the right. It returns false if there
// are too few.
func follow(first int32, right []int32, run []int32) bool {
	for i := range run {
		if first < 0 {
			return false
		}
		run[i] = first
		first = right[first]
	}
	return true
}

func appendThrees(chains []chain, words []Word, right []int32) []chain {
	for i := range words {
		var run [5]int32
		if !follow(int32(i), right, run[:3]) {
			continue
		}
		a, b, c := &words[run[0]], &words[run[1]], &words[run[2]]
		chains = append(chains, newChain(threeRun, run, [6]int32{
			between(a.X0, a.X1), between(a.X0, b.X0), between(b.X0, b.X1), between(b.X0, c.X0), between(c.X0, c.X1),
		}))
	}
	return chains
}

func appendCorners(chains []chain, words []Word, right, lower []int32) []chain {
	for i := range words {
		if right[i] < 0 || lower[i] < 0 {
			continue
		}
		a, b, c := &words[i], &words[right[i]], &words[lower[i]]
		chains = append(chains, newChain(corner, [5]int32{int32(i), right[i], lower[i]}, [6]int32{
			between(a.X0, a.X1), between(a.X0, b.X0), between(b.X0, b.X1), between(a.X0, c.X1), between(c.X0, c.X1), between(a.Y1, c.Y1),
		}))
	}
	return chains
}

// between is the length from a to b, at least a pixel.
func between(a, b int16) int32 { return max(1, int32(b)-int32(a)) }

// logarithms of the lengths that words have; longer ones are computed.
var logarithms = func() (table [2048]int32) {
	for i := range table {
		table[i] = newLogarithm(int32(i))
	}
	return table
}()

// logarithm is the natural logarithm of a length of at least 1, in logarithmUnits.
func logarithm(length int32) int32 {
	if int(length) < len(logarithms) {
		return logarithms[length]
	}
	return newLogarithm(length)
}

func newLogarithm(length int32) int32 {
	return int32(math.Round(math.Log(float64(max(1, length))) * logarithmUnit))
}

// proportions are the n lengths of a chain, each over their geometric mean: the bin that
// it falls into, and how far into the bin it lies. Both are in logarithmUnits times n, so
// that the mean needs no division: a bin is n*step wide.
type proportions struct {
	bin, within [6]int32
	n           int32
}

// bins returns the proportions of the chain's lengths. A bin is centred on the proportion
// 1, since equal widths are common.
func (c *chain) bins() (p proportions) {
	n := sizes[c.kind].lengths
	p.n = int32(n)
	var logs [6]int32
	var sum int32
	for i, l := range c.lengths[:n] {
		logs[i] = logarithm(l)
		sum += logs[i]
	}
	width := p.n * step
	for i, l := range logs[:n] {
		x := p.n*l - sum + width/2
		bin := x / width
		if x < bin*width {
			bin--
		}
		p.bin[i], p.within[i] = bin, x-bin*width
	}
	return p
}

// multipliers are odd and random.
var multipliers = [6]uint64{0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0xABC98388FB8FAC03, 0x8CB92BA72F3D8DD7, 0xF58F0E0B2C5B4C6D, 0xC2B2AE3D27D4EB4F}

func (p proportions) sum(kind kind) uint64 {
	sum := uint64(kind+1) << 56
	for i, bin := range p.bin[:p.n] {
		sum += multipliers[i] * uint64(int64(bin))
	}
	return sum
}

// doubt is the error of a length that probes of the page allow for.
func (l *Layout) doubt() int32 { return doubtOf(l.Bend != nil, l.CharHeight) }

func doubtOf(bent bool, char float64) int32 {
	if !bent {
		return doubt
	}
	return int32(doubt * min(max(1, char/usualChar), 4))
}

// appendKeys appends the key of the chain, and then those that it would have if up to
// maxDoubts of its lengths were off by so much.
func (c *chain) appendKeys(keys []uint32, off int32) []uint32 {
	type doubtful struct {
		distance int32  // to the next bin, in logarithmUnits times pixels
		change   uint64 // of the sum
	}
	var doubts [6]doubtful
	n := 0
	p := c.bins()
	for i, within := range p.within[:p.n] {
		d := doubtful{within, -multipliers[i]}
		if beyond := p.n*step - within; beyond < within {
			d = doubtful{beyond, multipliers[i]}
		}
		if d.distance *= c.lengths[i]; d.distance <= p.n*off {
			doubts[n] = d
			n++
		}
	}
	slices.SortStableFunc(doubts[:n], func(a, b doubtful) int { return cmp.Compare(a.distance, b.distance) })
	n = min(n, maxDoubts)
	base := p.sum(c.kind)
	for chosen := range 1 << n {
		sum := base
		for i := range n {
			if chosen>>i&1 == 1 {
				sum += doubts[i].change
			}
		}
		keys = append(keys, finish(sum))
	}
	return keys
}

// finish is the finaliser of MurmurHash3, cut to 32 bits.
func finish(h uint64) uint32 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return uint32(h >> 32)
}

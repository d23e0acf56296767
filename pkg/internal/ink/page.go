package ink

import (
	"image"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file judges the words of a page together. On one page nearly all are unaltered: how
// much of them is not explained says what blur, noise and compression do in this picture,
// and a word was changed where it is far more.

const (
	fewestWords = 24 // from which it is known what is usual

	// Times the residue that most words have at most up to which a word is the same, and from
	// which it was changed; and times the one that nearly all words have at most, since on bad
	// paper some words have much more than others.
	mostWords, nearlyAllWords           = .90, .97
	sameTimes, changedTimes             = 3.5, 7
	sameOfNearlyAll, changedOfNearlyAll = 1.5, 3
	leastSame, leastChanged             = .03, .06

	// Heights of a word by which its place goes on where the line does not, and ends before
	// the next word.
	sideReach, besideNext = 1.5, .3
	beneath               = .3 // of its height that it goes on below
	inLine                = .5 // of its height by which a word overlaps another in its line

	// A word may be longer or shorter than the words around it by so many steps; on paper that is
	// bent by more.
	stretchStep       = .03
	mostStretched     = 2
	mostStretchedBent = 8

	// On photographs of bent paper: words of less than this part of the height of most are too small;
	// so many words up to so many heights away, and such a share of them, are the same.
	smallType           = .75
	nearby, fewestNear  = 2, 3
	sameNear            = .75
	changedOnPhotograph = .25 // residue

	touched = 2    // pixels by which the edge of something reaches into what is beside it
	crowded = 5000 // words of a page, beyond which nobody looks beside them
	loosely = 2    // pixels by which a place may be displaced; a word further from it stands elsewhere
)

// Fates returns what became on the query page of the words of the known page, whose boxes
// these are, as Fate does, but judged by what is usual of all of them; and a word is the
// same only if nothing stands right beside it where the known page is bare. An empty box
// has the fate "".
func (c *Comparison) Fates(words []dossier.Box) []Fate {
	fates := make([]Fate, len(words))
	var places []place
	if !c.failed() {
		places = c.places(words)
	}
	p := c.onQuery()
	usual, enough := usualOf(places)
	for i, b := range words {
		switch {
		case !(b.W > 0):
		case c.failed():
			fates[i] = Unclear
		case enough && places[i].measured:
			fates[i] = c.judgeWithOthers(p, c.known.pixels(b), places[i], usual)
			if (fates[i] == Changed || fates[i] == Blank) && c.photographed && !tellsOnPhotograph(places, i, usual) {
				fates[i] = Unclear
			}
		default:
			fates[i] = c.judge(p, c.known.pixels(b), c.judgeKept(p))
		}
	}
	return fates
}

// Inked returns the part of a box of the known page that has its ink; ok is false where it has
// none.
func (c *Comparison) Inked(box dossier.Box) (inked dossier.Box, ok bool) {
	if c.failed() {
		return box, false
	}
	at, _ := c.known.ink.tight(c.known.pixels(box))
	return c.known.box(at), !at.Empty()
}

// A place is a word with what is bare beside it.
type place struct {
	measured bool
	box      image.Rectangle
	height   int     // of the word
	dx, dy   int     // how far from there it lies on the target
	darkest  uint8   // its ink, or that of most words if they are darker
	residue  float64 // as a share of that, of a window as high as the word
}

// places measures the places of words. Those that stand out are measured once more where
// they may lie as well: a dash is not located well.
func (c *Comparison) places(words []dossier.Box) []place {
	all := make([]place, len(words))
	if c.exact {
		return all
	}
	p := c.onQuery()
	typical := c.typicalInk(p, words)
	var residues []float64
	for i, room := range rooms(words) {
		if at, ok := c.placeOf(p, words[i], room); ok {
			at.darkest = max(at.darkest, typical)
			all[i] = at.measuredAt(p, at.dx, at.dy)
			residues = append(residues, all[i].residue)
		}
	}
	if len(residues) < fewestWords {
		return all
	}
	slices.Sort(residues)
	out := max(leastSame, sameTimes*residues[int(mostWords*float64(len(residues)))])
	for i, at := range all {
		for n := 0; n < (2*loosely+1)*(2*loosely+1) && all[i].residue > out; n++ {
			near := at.measuredAt(p, n%(2*loosely+1)-loosely, n/(2*loosely+1)-loosely)
			if near.residue < all[i].residue {
				all[i] = near
			}
		}
	}
	return all
}

// placeOf returns the place of a word, and where it lies on the target; ok is false where the
// word is not seen, or is no word.
func (c *Comparison) placeOf(p inkPair, word, room dossier.Box) (at place, ok bool) {
	box := c.known.pixels(word).Intersect(p.source.bounds())
	inked, darkest := p.source.tight(box)
	if inked.Empty() || area(box) > largest || !c.visible.shows(box) {
		return at, false
	}
	wide := p.bareAround(box, c.known.pixels(room).Intersect(p.source.bounds()))
	if area(wide) > largest || !c.visible.showsAround(wide) {
		wide = box
	}
	w := p.locate(c.outlined(p, inked), c.reach(), c.reach())
	at = place{true, wide, box.Dy(), w.dx, w.dy, darkest, math.Inf(1)}
	return at, wide.Add(image.Pt(w.dx, w.dy)).In(p.target.bounds())
}

// measuredAt returns the place with its residue where it lies so far away on the target, which
// is infinite beyond its edge.
func (at place) measuredAt(p inkPair, dx, dy int) place {
	at.dx, at.dy, at.residue = dx, dy, math.Inf(1)
	if at.box.Add(image.Pt(dx, dy)).In(p.target.bounds()) {
		at.residue = p.at(at.box, dx, dy).residue(p, at.darkest) * float64(at.box.Dy()) / float64(at.height)
	}
	return at
}

// typicalInk returns the darkest ink of the middle one of the words.
func (c *Comparison) typicalInk(p inkPair, words []dossier.Box) uint8 {
	var all []uint8
	for _, b := range words {
		if _, darkest := p.source.tight(c.known.pixels(b)); b.W > 0 && darkest >= faintest {
			all = append(all, darkest)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// rooms returns, for each word, its box with what there is of its line up to the next word;
// where there is none, up to sideReach; on crowded pages its box alone. What is between two
// words is room of the one before.
func rooms(words []dossier.Box) []dossier.Box {
	if len(words) > crowded {
		return words
	}
	all := make([]dossier.Box, len(words))
	for i, b := range words {
		left, right := b.X-sideReach*b.H, b.X+b.W+sideReach*b.H
		for j, o := range words {
			if j == i || !(o.W > 0) || min(o.Y+o.H, b.Y+b.H)-max(o.Y, b.Y) < inLine*min(o.H, b.H) {
				continue
			}
			if o.X+o.W/2 >= b.X+b.W/2 {
				right = min(right, o.X-besideNext*b.H)
			} else {
				left = max(left, o.X+o.W+sideReach*b.H)
			}
		}
		left, right = min(left, b.X), max(right, b.X+b.W)
		all[i] = dossier.Box{X: left, Y: b.Y, W: right - left, H: b.H + beneath*b.H}
	}
	return all
}

// bareAround returns the box of a word as high as its room, and as wide as the source is bare
// there; right at the word is the blur of its own ink.
func (p inkPair) bareAround(box, room image.Rectangle) image.Rectangle {
	const rim = 2 // pixels
	isBare := func(x int) bool {
		_, darkest := p.source.tight(image.Rect(x, box.Min.Y, x+1, box.Max.Y))
		return darkest < faintest
	}
	wide := image.Rect(box.Min.X, box.Min.Y, box.Max.X, max(box.Max.Y, room.Max.Y))
	for x := box.Min.X - 1; x >= room.Min.X && (x >= box.Min.X-rim || isBare(x)); x-- {
		wide.Min.X = x
	}
	for x := box.Max.X; x < room.Max.X && (x < box.Max.X+rim || isBare(x)); x++ {
		wide.Max.X = x + 1
	}
	return wide
}

// A usual residue is that up to which a word is the same on a page, that from which it was
// changed, and that of the middle one of the words; and the height of that in the middle.
type usual struct{ same, changed, middle, height float64 }

// isClear reports whether the middle one of the words of a page is so much the same that the
// picture is not blurred: else what is beneath a word cannot be told from its own ink.
func (u usual) isClear() bool { return sameTimes*u.middle < sameResidue }

// usualOf returns what is usual of these places; ok is false where they are too few to say.
func usualOf(places []place) (u usual, ok bool) {
	var all, heights []float64
	for _, at := range places {
		if at.measured {
			all, heights = append(all, at.residue), append(heights, float64(at.height))
		}
	}
	if len(all) < fewestWords {
		return u, false
	}
	slices.Sort(all)
	most, nearlyAll := all[int(mostWords*float64(len(all)))], all[int(nearlyAllWords*float64(len(all)))]
	return usual{
		same:    min(max(leastSame, sameTimes*most, sameOfNearlyAll*nearlyAll), sameResidue),
		changed: min(max(leastChanged, changedTimes*most, changedOfNearlyAll*nearlyAll), changedResidue),
		middle:  all[len(all)/2],
		height:  median(heights),
	}, true
}

// judgeWithOthers judges a word whose place was measured. At the edge of what the query shows
// part of it may be cut off, what is faint may be lost in the noise, and what something larger was
// put over cannot be told.
func (c *Comparison) judgeWithOthers(p inkPair, box image.Rectangle, at place, u usual) Fate {
	fate := c.judge(p, box, c.judgePlace(p, at, u))
	switch {
	case (fate == Changed || fate == Blank) && (at.residue < u.changed || !c.visible.showsAround(box)),
		fate == Changed && c.isCrossed(box.Inset(-touched)):
		return Unclear
	}
	return fate
}

// tellsOnPhotograph reports whether it can be told of a word on a photograph of bent paper that it
// was changed: it is no smaller than most, and nearly all words around it are the same, which says
// where it lies.
func tellsOnPhotograph(places []place, i int, u usual) bool {
	at := places[i]
	around := at.box.Inset(-nearby * at.height)
	all, same := 0, 0
	for j, o := range places {
		if j != i && o.measured && o.box.Overlaps(around) {
			if all++; o.residue <= u.same {
				same++
			}
		}
	}
	return float64(at.height) >= smallType*u.height && at.residue >= changedOnPhotograph && same >= fewestNear && float64(same) >= sameNear*float64(all)
}

// judgePlace returns how a word in its place is judged, or others in its place.
func (c *Comparison) judgePlace(p inkPair, at place, u usual) func(w wordMatch, darkest uint8) Fate {
	return func(w wordMatch, _ uint8) Fate {
		if at.residue <= u.same || u.isClear() && p.sameOnGround(at, u.same) {
			return Same
		}
		if c.isTouched(w.box) {
			return Unclear
		}
		switch elsewhere := c.residueElsewhere(p, w.box, at, u.same); {
		case elsewhere <= u.same:
			return Same
		case min(at.residue, elsewhere) < u.changed:
			return Unclear
		}
		return Changed
	}
}

// residueElsewhere returns the least residue of a word, with nothing else beside it, that stands
// close to its place, longer or shorter as paper that is bent shows it, or the first that is enough:
// where words are few, at the edges of a page, the fit is loose. It is infinite where none stands
// there.
func (c *Comparison) residueElsewhere(p inkPair, inked image.Rectangle, at place, enough float64) float64 {
	least := math.Inf(1)
	if tooLarge(inked) {
		return least
	}
	most := mostStretched
	if c.photographed {
		most = mostStretchedBent
	}
	for i := 0; i <= 2*most && least > enough; i++ {
		k := (i + 1) / 2 * (1 - 2*(i%2)) // outwards: 0, -1, 1, -2
		q, away := p.stretched(inked.Union(at.box), 1+stretchStep*float64(k))
		w := q.locate(inked.Sub(away), nearbyReach, nearbyReach)
		if _, isLost := w.lost(q); isLost || w.correlation() < legible {
			continue
		}
		there := at
		there.box = at.box.Sub(away)
		least = min(least, there.measuredAt(q, w.dx, w.dy).residue)
	}
	return least
}

// stretched returns what lies around a box, up to nearbyReach away, and where that begins: the
// target is shorter by a factor along the line, about the middle of the box.
func (p inkPair) stretched(box image.Rectangle, by float64) (near inkPair, begins image.Point) {
	window := box.Inset(-nearbyReach).Intersect(p.source.bounds())
	near = inkPair{newRaster(window.Dx(), window.Dy()), newRaster(window.Dx(), window.Dy()), p.gain}
	middle := float64(box.Min.X+box.Max.X) / 2
	for y := range window.Dy() {
		copy(near.source.row(y), p.source.row(window.Min.Y + y)[window.Min.X:window.Max.X])
		for x, row := 0, near.target.row(y); x < len(row); x++ {
			from := float64(window.Min.X+x) + .5
			row[x] = p.target.inkAt(middle+float64((from-middle)*by), float64(window.Min.Y+y)+.5)
		}
	}
	return near, window.Min
}

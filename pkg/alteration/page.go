package alteration

import (
	"bytes"
	"image"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

const (
	reflowWords = 12 // paired words after a spot by which is told whether they moved
)

// A change is what became of one spot.
type change struct {
	spot
	kind        dossier.Kind
	boxes       []dossier.Box // on the known page, one for each line
	queryBoxes  []dossier.Box
	before      string // words
	after       string
	lead, trail string
	basis       string
	covered     bool // a box stands over the words
}

// A Comparison is a pair of pages that are one, compared.
type Comparison struct {
	pair         dossier.PagePair
	query, known pageFacts
	toKnown      layout.Homography // query page to known page, in points
	placed       bool              // toKnown is known
	words        *alignment
	ink          *ink.Comparison // nil where one of the pages was not drawn
	changes      []change
	images       []imagePair
	cut          []int // words of the known page that are outside what the query shows
	otherForm    bool  // the same printed form, filled in differently
	misfit       bool  // lines of a page that nobody has read lie elsewhere
	drawn        bool  // all that is drawn was compared
	changed      int   // words that look changed and were not read: too little to say so
	unclear      int   // words of which cannot be told whether they are the same
}

// pageFacts are what a detector asks of one page beside its words and its ink.
type pageFacts struct {
	dossier.Page
	annotations []pdf.Annotation
	hidden      map[int]bool // words that cannot be seen
	invisible   int          // words that are invisible by their nature
	drawn       bool
	isPicture   bool // one picture fills the page, or it is a picture
	machineRead bool // the words were recognised by a machine: some may be misread
	shows       bool // it shows words as text
}

func factsOf(p *pdf.View) pageFacts {
	f := pageFacts{Page: p.Page, annotations: p.Annotations, hidden: map[int]bool{}, invisible: len(p.Invisible), drawn: p.Raster != nil}
	for _, w := range p.Hidden {
		f.hidden[w] = true
	}
	for _, i := range p.Images {
		f.isPicture = f.isPicture || fillsPage(i.Box, p.Page)
	}
	f.machineRead = p.Recognised || 2*f.invisible > len(p.Words)
	f.shows = len(p.Words) > f.invisible+len(p.Hidden) && !p.Recognised
	return f
}

// Compare lays a query page over the known page that it is.
func Compare(pair dossier.PagePair, query, known *pdf.View) *Comparison {
	p := &Comparison{pair: pair, query: factsOf(query), known: factsOf(known)}
	p.words = align(wordsOf(query.Page), wordsOf(known.Page))
	p.place(query, known)
	switch {
	case sameRaster(query.Raster, known.Raster): // what differs cannot be seen
		p.drawn = true
		p.comparePictures()
	case p.placed && query.Raster != nil && known.Raster != nil:
		p.ink = ink.Compare(ink.NewSheet(query.Raster, query.Width, query.Height), ink.NewSheet(known.Raster, known.Width, known.Height), p.toKnown)
		fallthrough
	default:
		p.compareWords()
		p.comparePictures()
		p.compareDrawings()
	}
	for _, pair := range p.words.pairs {
		if p.query.hidden[pair.query] && p.offPage(pair.query) {
			p.cut = append(p.cut, pair.known)
		}
	}
	slices.Sort(p.cut)
	p.ink = nil // holds both pages as drawn
	return p
}

func sameRaster(a, b *image.Gray) bool {
	return a != nil && b != nil && a.Rect == b.Rect && a.Stride == b.Stride && bytes.Equal(a.Pix, b.Pix)
}

// compareWords judges the words in which the pages differ. Where matching found two pages
// to look the same, their words differ in how a font encodes them.
func (p *Comparison) compareWords() {
	switch {
	case slices.Contains(p.pair.Basis, dossier.ByLooks) || p.SetAnew():
	case p.ink != nil && (p.known.machineRead || p.query.machineRead || len(p.words.query) == 0):
		p.judgeUnread()
		if !p.known.machineRead { // two bad readings of one page differ in every line
			p.judgeReading()
		}
	case len(p.words.query) > 0:
		for _, s := range p.words.spots {
			p.judge(s)
		}
		p.joinRedactions()
	}
}

// joinRedactions makes one of redactions that follow one another without a word between
// them: a page blacked out is one.
func (p *Comparison) joinRedactions() {
	var joined []change
	for _, c := range p.changes {
		if n := len(joined); n > 0 {
			last := &joined[n-1]
			if c.kind == dossier.TextRedacted && last.kind == c.kind && last.previous == c.previous &&
				(last.covered == c.covered || !hasLetters(c.before)) {
				last.gone, last.come = append(last.gone, c.gone...), append(last.come, c.come...)
				last.before, last.after = join(last.before, c.before), join(last.after, c.after)
				last.boxes, last.queryBoxes = append(last.boxes, c.boxes...), append(last.queryBoxes, c.queryBoxes...)
				last.lead, last.trail = p.words.context(last.spot)
				continue
			}
		}
		joined = append(joined, c)
	}
	p.changes = joined
}

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }

// place finds how the query lies on the known page: by their words, else as they were
// matched, else by the layout of their words; two pages of one size that were paired
// by their place are taken to lie as they are. Words that a machine read do not lie
// exactly where they are.
func (p *Comparison) place(query, known *pdf.View) {
	t := p.pair.Transform
	registered := len(t) == len(p.toKnown)
	switch {
	case p.words.fits && !(registered && (p.query.machineRead || p.known.machineRead)):
		p.toKnown, p.placed = p.words.toKnown, true
		return
	case registered:
		p.toKnown, p.placed = layout.Homography(t), true
		return
	}
	if query.Raster == nil || known.Raster == nil {
		return
	}
	q, k := fingerprint.LayoutOf(query.Page, query.Raster), fingerprint.LayoutOf(known.Page, known.Raster)
	if r, ok := layout.Register(layout.NewPlane(&q), layout.NewPlane(&k)); ok && r.Score() >= leastScore {
		if back, ok := q.ToPage.Inverse(); ok {
			p.toKnown, p.placed = back.Homography().Then(r.Transform).Then(k.ToPage.Homography()), true
			return
		}
	}
	if query.Width == known.Width && query.Height == known.Height && !p.SetAnew() {
		p.toKnown, p.placed = identity, true
	}
}

// leastScore is the score of a registration of pages that are known to be one.
const leastScore = 5

// SetAnew reports whether the pages hold the same words in other places.
func (p *Comparison) SetAnew() bool {
	return !p.words.fits && len(p.words.pairs) >= leastWords && p.words.query[0].Box.W > 0 && p.words.known[0].Box.W > 0
}

// judge says what became of the words at a spot.
func (p *Comparison) judge(s spot) {
	a := p.words
	if p.pair.Relation == dossier.Excerpt && len(a.query) > 0 && a.query[0].Box.W == 0 {
		s = s.quoted(len(a.ordered))
	}
	s.come = slices.DeleteFunc(slices.Clone(s.come), func(w int) bool { return p.query.hidden[w] })
	gone, come := a.goneText(s), a.comeText(s)
	if sameWriting(gone, come) {
		return
	}
	fates := p.fates(s.gone)
	origins := p.origins(s.come)
	readable := !p.query.machineRead && !p.known.machineRead
	c := change{spot: s, before: gone, after: come}
	switch {
	case len(s.gone) > 0 && fates.mostly(ink.Outside):
		p.cut = append(p.cut, s.gone...)
		return
	case len(s.gone) > 0 && len(s.come) == 0 || isLabel(come):
		switch {
		case fates.mostly(ink.Covered) || isLabel(come):
			c.kind, c.covered, c.basis = dossier.TextRedacted, true, "a box stands where the known page has these words"
		case fates.mostly(ink.Same):
			return // they can be seen still, though not as text
		case readable && p.closedUp(s):
			c.kind, c.basis = dossier.TextEdited, "the words are gone and the text has closed up"
		case readable && p.ink == nil && p.pair.Relation != dossier.Redacted:
			c.kind, c.basis = dossier.TextEdited, "the words are gone"
		case readable && !fates.mostly(ink.Unclear) && p.furniture(s):
			c.kind, c.basis = dossier.OverlayRemoved, "the first or the last line of the page is gone"
		case readable && p.ink == nil, fates.mostly(ink.Blank):
			c.kind, c.basis = dossier.TextRedacted, "the words are gone and their place is empty"
		case readable && hasLetters(gone) && 2*(fates[ink.Blank]+fates[ink.Covered]+fates[ink.Changed]) > fates.total():
			c.kind, c.basis = dossier.TextRedacted, "the words are gone and what stands in their place is no text"
		default:
			p.unclear += len(s.gone)
			return
		}
	case len(s.gone) == 0:
		switch {
		case origins.mostly(ink.Same):
			return // the known page shows them as well, though not as text
		case !readable && !origins.mostly(ink.Blank):
			p.unclear += len(s.come)
			return
		case p.inText(s):
			c.kind, c.basis = dossier.TextEdited, "words of the input are not on the known page"
		default:
			c.kind, c.basis = dossier.OverlayAdded, "words stand where the known page has none"
		}
	default:
		switch {
		case fates.only(ink.Same):
			return // misread by a machine, or by a font that lost its encoding
		case fates.mostly(ink.Covered):
			c.kind, c.covered, c.basis = dossier.TextRedacted, true, "a box stands where the known page has these words"
		case (sameLetters(gone, come) || !hasLetters(gone+come)) && (p.ink != nil || sameFigures(gone, come)) && !fates.mostly(ink.Changed):
			return
		case !readable && !hasLetters(gone+come):
			return // dust
		case !readable && !fates.mostly(ink.Changed):
			p.unclear += len(s.gone)
			return
		default:
			c.kind, c.basis = dossier.TextEdited, "other words stand in their place"
		}
	}
	if c.kind == dossier.TextEdited && !readable {
		c.basis += ", as far as a machine could read them; they look different as well"
	}
	p.note(c)
}

// quoted is a spot of a quote: of what stands before its beginning and after its end as
// many words count as there are in their place.
func (s spot) quoted(pairs int) spot {
	n := min(len(s.come), len(s.gone))
	switch {
	case s.previous < 0:
		s.gone = s.gone[len(s.gone)-n:]
	case s.next >= pairs:
		s.gone = s.gone[:n]
	}
	return s
}

// Pair is the pair of pages that was compared.
func (p *Comparison) Pair() dossier.PagePair { return p.pair }

// NeedsReading reports whether words of the page look changed while nobody has read what
// stands there now: it should be compared again with the words that a machine reads.
func (p *Comparison) NeedsReading() bool { return p.changed > 0 }

// note adds a change, its boxes and the words around it.
func (p *Comparison) note(c change) {
	c.boxes = lineBoxes(boxesOf(p.words.known, c.gone))
	c.queryBoxes = lineBoxes(boxesOf(p.words.query, c.come))
	c.lead, c.trail = p.words.context(c.spot)
	p.changes = append(p.changes, c)
}

// labels are what is written on redactions: exemptions of the US Freedom of Information
// Act and the like, and blocks or signs that stand for letters.
var labels = regexp.MustCompile(`(?i)^[\[(]?\s*(redacted|deleted|withheld|classified|exempt\w*|removed|blacked out|geschwärzt|caviardé)\s*[\])]?$|^([(]?b[)]?\s?\(\d\)[\s,;/]*(\([A-F]\))?[\s,;/]*)+$|^[█▇■▮▓▒░_xX*.…\[\]\s-]{3,}$`)

func isLabel(text string) bool { return labels.MatchString(text) }

// fates counts what became of the ink of words.
type fates map[ink.Fate]int

func (f fates) total() (n int) {
	for _, count := range f {
		n += count
	}
	return n
}

func (f fates) mostly(fate ink.Fate) bool { return 2*f[fate] > f.total() }
func (f fates) only(fate ink.Fate) bool   { return f[fate] > 0 && f[fate] == f.total() }

// ofType reports whether a box is that of a word set in type rather than across the page:
// the box of a watermark holds much else.
func ofType(b dossier.Box) bool { return b.W > 0 && min(b.W, b.H) <= 40 }

// fates is what became of words of the known page; empty where the pages were not drawn.
func (p *Comparison) fates(known []int) fates {
	return p.askInk((*ink.Comparison).Fate, p.words.known, known)
}

// origins is what the known page has in place of words of the query page.
func (p *Comparison) origins(query []int) fates {
	return p.askInk((*ink.Comparison).Origin, p.words.query, query)
}

func (p *Comparison) askInk(ask func(*ink.Comparison, dossier.Box) ink.Fate, words []dossier.Word, chosen []int) fates {
	f := fates{}
	if p.ink == nil {
		return f
	}
	for _, w := range chosen {
		if b := words[w].Box; ofType(b) {
			f[ask(p.ink, b)]++
		}
	}
	return f
}

// closedUp reports whether the words on one side of a spot moved with respect to those on
// the other.
func (p *Comparison) closedUp(s spot) bool {
	a := p.words
	if !a.fits {
		return false
	}
	moved := func(from, to int) bool {
		n, of := 0, 0
		for i := max(0, from); i < min(len(a.ordered), to); i++ {
			of++
			if a.displaced[a.ordered[i].query] {
				n++
			}
		}
		return of > 0 && 3*n >= of
	}
	return moved(s.next, s.next+reflowWords) || moved(s.previous-reflowWords+1, s.previous+1)
}

// furniture reports whether what is gone is the first or the last line of the page, apart
// from the others: a header or a footer.
func (p *Comparison) furniture(s spot) bool {
	at := boundsOf(p.words.known, s.gone)
	top, bottom, height := true, true, at.H
	gone := map[int]bool{}
	for _, spot := range p.words.spots { // a line may be gone in pieces
		for _, w := range spot.gone {
			gone[w] = true
		}
	}
	for i, w := range p.words.known {
		if !gone[i] && hasLetters(w.Text) {
			top = top && w.Box.Y >= at.Y+at.H+height
			bottom = bottom && w.Box.Y+w.Box.H <= at.Y-height
		}
	}
	return height > 0 && height < 30 && top != bottom
}

// inText reports whether new words stand in the running text: on a line of it, in place
// of which other words moved, or below its last line as one more.
func (p *Comparison) inText(s spot) bool {
	a := p.words
	if !a.fits {
		return true
	}
	if p.closedUp(s) {
		return true
	}
	at := boundsOf(a.laid, s.come)
	height := a.laid[s.come[0]].Box.H
	for _, i := range []int{s.previous, s.next} {
		if i < 0 || i >= len(a.ordered) {
			continue
		}
		beside := a.laid[a.ordered[i].query].Box
		_, y := centre(beside)
		gap := max(at.X-(beside.X+beside.W), beside.X-(at.X+at.W))
		if beside.H > 1.6*height || height > 1.6*beside.H {
			continue
		}
		sameLine := y > at.Y && y < at.Y+at.H && gap < height
		below := at.Y - (beside.Y + beside.H)
		nextLine := i == s.previous && below > 0 && below < lineSpacing*height && at.X < beside.X
		if sameLine || nextLine {
			return true
		}
	}
	return false
}

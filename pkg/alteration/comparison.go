package alteration

import (
	"bytes"
	"image"
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// A change is a difference between two pages that is to be reported.
type change struct {
	hunk                      // its words; none where ink changed that is not text
	kind        dossier.Kind  // what was done
	class       dossier.Class // what of the words differs
	boxes       []dossier.Box // on the known page, one for each line
	queryBoxes  []dossier.Box // on the query page
	before      string        // the words deleted
	after       string        // the words inserted
	lead, trail string        // the words around
	basis       string        // the evidence, for people
	covered     bool          // a box stands over the words
	inPart      bool          // of each word some ink is left
	inkAdded    dossier.InkAdded
	form        dossier.OverlayForm // of what was put on the page
	along       []int               // words of the known page, still there, that a line goes along
}

// A Comparison is a query page compared with its matched known page.
type Comparison struct {
	pair         dossier.PagePair
	query, known pageFacts
	words        *alignment
	registered   bool              // it is known how the query page lies on the known page
	toKnown      layout.Homography // query page to known page, in points, where registered
	ink          *ink.Comparison   // while Compare runs; nil where a page was not drawn or not registered
	fine         *ink.Fine         // likewise; nil where the pages cannot be compared pixel by pixel

	changes []change
	// lookAlikes are words that are read as others and seem to be drawn alike: nothing was
	// changed there unless LookCloser finds that it was.
	lookAlikes []change
	pictures   []pictureChange
	cutOff     []int        // words of the known page outside of what the query shows
	replaced   map[int]bool // hidden words of the query page that others stand in place of

	otherForm     bool  // the same printed form, filled in differently
	linesShifted  bool  // the lines of a page that nobody has read lie higher or lower
	otherType     bool  // letters may have other shapes
	alike         bool  // the pages look the same, whatever their words are read as
	inkCompared   bool  // all ink was compared, not only that of words
	unreadChanges int   // words that look different where nobody has read what stands there now
	encodingLost  bool  // a font of either page has lost its encoding: what is read is wrong
	untold        []int // words of the known page of which it cannot be told, in any order
	untoldAdded   []int // words of the query page of which it cannot be told whether they were put in
	inView        int   // words in view of a page that is Unchanged
}

// pageFacts is what is asked of one page beside its words and its ink.
type pageFacts struct {
	dossier.Page
	annotations []pdf.Annotation
	fields      []pdf.Field
	hidden      map[int]bool // words that cannot be seen
	invisible   map[int]bool // words that are invisible by their nature, such as a layer of recognised text
	rendered    bool
	isPicture   bool // a picture fills the page
	machineRead bool // the words were recognised by a machine: some may be misread
	showsText   bool // it shows words as text
	substituted bool // some of them are in fonts that are not in the file
}

func factsOf(p *pdf.View) pageFacts {
	f := pageFacts{Page: p.Page, annotations: p.Annotations, fields: p.Fields, hidden: map[int]bool{}, invisible: map[int]bool{}, rendered: p.Raster != nil}
	for _, w := range p.Hidden {
		f.hidden[w] = true
	}
	for _, w := range p.Invisible {
		f.invisible[w] = true
	}
	f.isPicture = slices.ContainsFunc(p.Images, p.FilledBy)
	f.machineRead, f.substituted = p.MachineRead(), p.Substituted
	f.showsText = len(p.Words) > len(p.Invisible)+len(p.Hidden) && !p.Recognised
	return f
}

// Compare compares a query page with its matched known page. Pages without a raster are
// compared by their words alone, pages without words by their ink alone. It does not
// keep the rasters.
func Compare(pair dossier.PagePair, query, known *pdf.View) *Comparison {
	query, known = inReadingOrder(query), inReadingOrder(known)
	p := &Comparison{pair: pair, query: factsOf(query), known: factsOf(known), replaced: map[int]bool{}}
	p.words = align(wordsOf(query.Page), wordsOf(known.Page))
	p.toKnown, p.registered = p.register(query, known)
	if p.drawnAlike(query.Raster, known.Raster) {
		p.alike, p.inkCompared = true, true
		p.readAlike()
		p.compareFields()
		p.comparePictures()
		restyled, _ := p.otherStyles(nil)
		p.changes = append(p.changes, restyled...)
	} else {
		p.ink = p.compareInk(query, known)
		p.compareWords()
		p.compareFields()
		p.comparePictures()
		p.compareDrawings()
		p.compareSpots()
	}
	p.ink, p.fine = nil, nil
	for _, pair := range p.words.pairs {
		if p.query.hidden[pair.query] && p.offPage(pair.query) {
			p.cutOff = append(p.cutOff, pair.known)
		}
	}
	slices.Sort(p.cutOff)
	return p
}

// Unchanged returns the comparison of a pair of pages that are known to be drawn and read the
// same, as the known page is. It keeps no words: most pages of a long document are unchanged.
func Unchanged(pair dossier.PagePair, known dossier.Page) *Comparison {
	facts := factsOf(&pdf.View{Page: known})
	read := Comparison{known: facts, words: &alignment{known: wordsOf(known)}}
	facts.Text, facts.Words = "", nil
	return &Comparison{
		pair: pair, query: facts, known: facts, words: &alignment{}, replaced: map[int]bool{},
		toKnown: identity, registered: true, alike: true, inkCompared: true, inView: read.clarity().words,
	}
}

// drawnAlike reports whether the pages look the same: how their words differ cannot be seen
// then. It keeps the finer comparison that says so. Pictures, whose shades it does not
// compare, must be the same too.
func (p *Comparison) drawnAlike(query, known *image.Gray) bool {
	if query != nil && known != nil && query.Rect == known.Rect && query.Stride == known.Stride && bytes.Equal(query.Pix, known.Pix) {
		return true
	}
	p.fine = p.compareFinely(query, known, ink.FineDPI)
	p.unhideSeen()
	p.otherType = p.query.substituted != p.known.substituted || p.inOtherShapes()
	differs := func(h hunk) bool { return !p.looksTheSame(p.fine, ink.FineDPI, h) }
	return p.fine != nil && len(p.fine.Spots()) == 0 && !slices.ContainsFunc(p.words.hunks, differs) && !slices.ContainsFunc(p.known.Images, func(k dossier.Image) bool {
		q, found := p.pictureAt(k.Box)
		return !found || !samePicture(q, k)
	}) && len(p.query.Images) == len(p.known.Images)
}

// compareInk compares the ink of the pages. It returns nil where they were not drawn or
// not registered.
func (p *Comparison) compareInk(query, known *pdf.View) *ink.Comparison {
	if !p.registered || query.Raster == nil || known.Raster == nil {
		return nil
	}
	q, k := ink.NewRendering(query.Raster, query.Width, query.Height), ink.NewRendering(known.Raster, known.Width, known.Height)
	if len(p.pair.Mesh) > 0 {
		laid := ink.CompareBent(q, k, ink.Ties(p.pair.Mesh))
		if p.pair.Bent {
			laid = laid.Photographed()
		}
		return laid
	}
	return ink.Compare(q, k, p.toKnown)
}

// compareWords judges the words in which the pages differ. Where the match found the
// pages to look the same, their words differ only in how a font encodes them; but of pages that
// lie unevenly it found no more than that nearly all words do.
func (p *Comparison) compareWords() {
	switch {
	case p.setAnew(), p.Retypeset() && !p.Readable(): // compared as a flow, or not word by word
	case slices.Contains(p.pair.Basis, dossier.ByLooks) && len(p.pair.Mesh) == 0:
		p.readAlike()
	case p.ink != nil && (p.eitherMachineRead() || len(p.words.query) == 0):
		p.judgeUnread()
		if !p.known.machineRead { // two bad readings of one page differ in every line
			p.judgeReading()
		}
	case len(p.words.query) > 0:
		var hunks []hunk
		for _, h := range p.words.hunks {
			hunks = append(hunks, p.partedByLooks(h)...)
		}
		p.encodingLost = slices.ContainsFunc(hunks, func(h hunk) bool { return h.misread })
		for _, h := range hunks {
			if c, ok := p.apply(p.judge(h)); ok {
				p.changes = append(p.changes, c)
			}
		}
		p.changes = p.joinRedactions(withinRedactions(p.changes))
		p.joinInPlace()
	default: // neither words nor ink to compare
		p.untold = p.allWords()
	}
}

// readAlike takes the words in which pages differ that were found to look the same for
// characters that are drawn alike. Words without a place are not drawn.
func (p *Comparison) readAlike() {
	if p.eitherMachineRead() {
		return
	}
	noPlace := func(w dossier.Word) bool { return w.Box.W <= 0 }
	for _, h := range p.words.hunks {
		h.deleted = slices.DeleteFunc(slices.Clone(h.deleted), func(w int) bool { return noPlace(p.words.known[w]) })
		h.inserted = slices.DeleteFunc(slices.Clone(h.inserted), func(w int) bool { return noPlace(p.words.query[w]) })
		if len(h.deleted)+len(h.inserted) == 0 {
			continue
		}
		f := p.gather(h)
		if o := f.decideBut(looksAlike); o.verdict == altered {
			p.lookAlikes = append(p.lookAlikes, p.located(f.changeAs(o)))
		}
	}
}

// joinRedactions makes one redaction of those that follow one another without a word
// between them, so that a page blacked out is one.
func (p *Comparison) joinRedactions(changes []change) []change {
	var joined []change
	for _, c := range changes {
		if n := len(joined); n > 0 && joined[n-1].continuedBy(c) {
			joined[n-1] = p.join(joined[n-1], c)
		} else {
			joined = append(joined, c)
		}
	}
	return joined
}

// continuedBy reports whether c is the rest of the same redaction.
func (last change) continuedBy(c change) bool {
	return c.kind == dossier.TextRedacted && last.kind == c.kind && last.previous == c.previous &&
		(last.covered == c.covered || !wording.HasLetters(c.before))
}

// join returns a and b, which follows it, as one change.
func (p *Comparison) join(a, b change) change {
	words := func(a, b string) string { return strings.TrimSpace(a + " " + b) }
	a.deleted, a.inserted = slices.Concat(a.deleted, b.deleted), slices.Concat(a.inserted, b.inserted)
	a.before, a.after = words(a.before, b.before), words(a.after, b.after)
	a.boxes, a.queryBoxes = slices.Concat(a.boxes, b.boxes), slices.Concat(a.queryBoxes, b.queryBoxes)
	a.lead, a.trail = p.words.context(a.hunk)
	return a
}

// ChangedWords returns how many words of either page are not on the other: none where the
// pages look the same.
func (p *Comparison) ChangedWords() (n int) {
	if p.alike {
		return 0
	}
	for _, h := range p.words.hunks {
		n += len(h.deleted) + len(h.inserted)
	}
	return n
}

// Readable reports whether both pages are text that no machine had to recognise.
func (p *Comparison) Readable() bool {
	return p.query.showsText && p.known.showsText && !p.eitherMachineRead()
}

// located returns a change of words with its boxes and the words around it.
func (p *Comparison) located(c change) change {
	c.boxes = lineBoxes(boxesOf(p.words.known, c.deleted))
	c.queryBoxes = lineBoxes(boxesOf(p.words.query, c.inserted))
	c.lead, c.trail = p.words.context(c.hunk)
	return c
}

// Pair returns the pair of pages that was compared.
func (p *Comparison) Pair() dossier.PagePair { return p.pair }

// Retypeset reports whether the pages have the same words in other places.
func (p *Comparison) Retypeset() bool {
	return !p.words.registered && len(p.words.pairs) >= leastWords && p.words.query[0].Box.W > 0 && p.words.known[0].Box.W > 0
}

// fewChanged is fewer words than differ on a page that only begins as the known page does.
const fewChanged = 10

// Unmoved reports whether it can be told that the page was not set anew: its words stand
// where they stand on the known page, but for few.
func (p *Comparison) Unmoved() bool {
	paired := 2*len(p.words.pairs) >= min(len(p.words.query), len(p.words.known))
	return (p.words.registered || p.inkCompared) && p.ChangedWords() < fewChanged && paired
}

// SetAnew reports whether the pages have the same words in other places for all that is
// known of how they lie on one another, or in other type, and as text that can be compared
// word by word.
func (p *Comparison) SetAnew() bool {
	return !p.alike && p.setAnew()
}

func (p *Comparison) setAnew() bool {
	return p.Retypeset() && (!p.registered || p.Readable() && !(p.canLay() && p.mostlyInPlace())) || p.Readable() && (p.inOtherType() || p.onOtherLines())
}

// onOtherLines reports whether pages in a script that does not set words apart have most of their
// text in common, and few lines: what is drawn without a space is one word.
func (p *Comparison) onOtherLines() bool {
	query, known := p.words.query, p.words.known
	if 3*len(p.words.pairs) > min(len(query), len(known)) {
		return false
	}
	a, b := charactersOf(query), charactersOf(known)
	solid := 0
	for _, t := range a {
		if t.StandsAlone() {
			solid++
		}
	}
	return 2*solid > len(a) && 2*len(wording.Align(wording.Keys(a), wording.Keys(b))) > min(len(a), len(b))
}

// charactersOf returns the words of a page as tokens: of scripts that do not set words apart, its
// characters.
func charactersOf(words []dossier.Word) []wording.Token {
	text := make([]string, len(words))
	for i, w := range words {
		text[i] = w.Text
	}
	return wording.Tokens(strings.Join(text, " "))
}

const (
	longWord   = 6   // letters of a word, at least, by whose width type is told
	otherWidth = .04 // of its width by which a word of other type is wider or narrower
)

// inOtherType reports whether most words are wider or narrower than on the known page, though
// many stand in one place: pages set anew may begin their lines alike.
func (p *Comparison) inOtherType() bool {
	if !p.words.registered {
		return false
	}
	other, all := 0, 0
	for _, pair := range p.words.pairs {
		known, query := p.words.known[pair.known], p.words.queryOnKnown[pair.query]
		if wording.CountLetters(known.Text) < longWord || known.Box.W <= known.Box.H {
			continue
		}
		all++
		if math.Abs(query.Box.W-known.Box.W) > otherWidth*known.Box.W {
			other++
		}
	}
	return all >= leastWords && 2*other > all
}

// mostlyInPlace reports whether half of the words stand in one place of both pages, to a
// few points, though they are read in another order.
func (p *Comparison) mostlyInPlace() bool {
	const inSpot = 3 // points
	type spot struct {
		key    string
		column int
		row    int
	}
	spotOf := func(key string, b dossier.Box) spot {
		x, y := centre(b)
		return spot{key, int(math.Floor(x / inSpot)), int(math.Floor(y / inSpot))}
	}
	known := map[spot]bool{}
	for i, w := range p.words.known {
		known[spotOf(p.words.knownTokens[i].Key, w.Box)] = true
	}
	found := 0
	for i, w := range p.words.query {
		at := spotOf(p.words.queryTokens[i].Key, mapBox(p.toKnown, w.Box))
		near := false
		for n := range 9 {
			near = near || known[spot{at.key, at.column + n%3 - 1, at.row + n/3 - 1}]
		}
		if near {
			found++
		}
	}
	return 2*found >= len(p.words.query)
}

// NeedsReading reports whether words of the known page look different on the query page,
// of which nobody has read what stands there now. The caller may recognise the query
// page's text and compare the pages again.
func (p *Comparison) NeedsReading() bool { return p.unreadChanges > 0 }

// eitherMachineRead reports whether the words of either page were recognised by a machine.
func (p *Comparison) eitherMachineRead() bool { return p.query.machineRead || p.known.machineRead }

// offPage reports whether a word of the query page lies beyond its edge.
func (p *Comparison) offPage(w int) bool {
	x, y := centre(p.words.query[w].Box)
	return x < 0 || y < 0 || x > p.query.Width || y > p.query.Height
}

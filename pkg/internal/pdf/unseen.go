package pdf

import (
	"cmp"
	"image"
	"math"
	"slices"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// What nobody can see is told by drawing the page without it: a word in whose place
// nothing changes was not to be seen. Drawing is dear, so it is done only for words
// about which one look at the page, and at what lies over what, leaves doubts.

const (
	flatRange   = 32   // gray levels that a place spans in which a word may well be hidden
	coveredPart = .25  // of a word's box, under another thing, from which it may be hidden
	thinnest    = 2    // points: a thinner thing is a rule, and covers no word
	maxCovers   = 1000 // things looked at that may lie over words; those drawn last
	maxCrossing = 64   // words looked at that may lie over a word
	maxLooks    = 16   // times the area of the page that words may fill together
	inkSide     = 256  // pixels of the longer side at which a text object is drawn alone
)

// Text rendering modes (ISO 32000-1, table 106) that leave no ink.
const (
	renderFill      = 0 // FPDF_TEXTRENDERMODE_FILL
	renderInvisible = 3 // FPDF_TEXTRENDERMODE_INVISIBLE
	renderClip      = 7 // FPDF_TEXTRENDERMODE_CLIP
)

// A search is one for the words of a page that cannot be seen.
type search struct {
	*pageReader
	page   *View
	text   pointer
	layers []layer
	area   image.Rectangle // the page as drawn to see what can be seen
	drawn  *image.Gray     // likewise

	// Parallel to page.Words:
	runs    []run
	objects [][]pointer       // the text objects that draw the word; none for one not to be judged
	places  []image.Rectangle // where it is shown in area

	crowded bool // whether too many words lie over one another to look at all
}

// unseen returns the indices of the words that are hidden, and of those that are
// invisible by their nature. drawn is the page as displayed, at seenDPI or more.
func (s *search) unseen(annotations []Annotation, drawn *image.Gray) (hidden, invisible []int) {
	if drawn == nil || !s.locate() {
		return nil, nil
	}
	page := s.page
	covered := s.covered(annotations)
	scanned := nativeDPI(*page) > 0
	var doubtful []int
	leavesInk := remembered(s.leavesInk)
	for i, word := range page.Words {
		switch {
		case len(s.objects[i]) == 0:
		case !slices.ContainsFunc(s.objects[i], leavesInk):
			invisible = append(invisible, i)
		case s.places[i].Empty():
			hidden = append(hidden, i)
		case covered[i] || flat(drawn, pixels(word.Box, *page, drawn.Rect)):
			doubtful = append(doubtful, i)
		}
	}
	for _, i := range s.leftOut(doubtful) {
		// On a scan that shows something in the place of a word that it hides, the
		// word is what a machine read there, laid beneath the picture.
		if scanned && !flat(drawn, pixels(page.Words[i].Box, *page, drawn.Rect)) {
			invisible = append(invisible, i)
		} else {
			hidden = append(hidden, i)
		}
	}
	if s.crowded {
		s.note("too many words lie over one another to tell which are hidden")
	}
	draws := remembered(s.draws)
	hidden = slices.DeleteFunc(hidden, func(i int) bool { return !slices.ContainsFunc(s.objects[i], draws) })
	slices.Sort(hidden)
	slices.Sort(invisible)
	return hidden, invisible
}

// locate finds where each word is shown and what draws it; false where the page has
// no size.
func (s *search) locate() bool {
	dpi := min(seenDPI, 72*math.Sqrt(seenPixels/(s.page.Width*s.page.Height)))
	s.area.Max.X, s.area.Max.Y = rasterSize(s.page.Width, s.page.Height, dpi)
	if s.area.Empty() {
		return false
	}
	s.objects = make([][]pointer, len(s.page.Words))
	s.places = make([]image.Rectangle, len(s.page.Words))
	looks := maxLooks * s.area.Dx() * s.area.Dy()
	for i, word := range s.page.Words {
		s.places[i] = pixels(word.Box, *s.page, s.area)
		if looks -= s.places[i].Dx() * s.places[i].Dy(); looks < 0 {
			s.crowded = true
			break
		}
		if word.Box.W > 0 && word.Box.H > 0 && legible(word.Text) {
			s.objects[i] = s.textObjects(s.runs[i])
		}
	}
	return true
}

// legible reports whether a word has a character that leaves ink of its own: marks lie on
// letters of other words, or on none.
func legible(word string) bool {
	for _, c := range word {
		if unicode.IsGraphic(c) && !unicode.IsSpace(c) && !unicode.Is(unicode.M, c) {
			return true
		}
	}
	return false
}

// pixels is where a box of the page is on a drawing of it; empty when it is off the page.
func pixels(b dossier.Box, page View, drawing image.Rectangle) image.Rectangle {
	if b.X >= page.Width || b.Y >= page.Height || b.X+b.W <= 0 || b.Y+b.H <= 0 {
		return image.Rectangle{}
	}
	span := func(from, size, whole float64, end int) (int, int) {
		first := int(math.Round(max(from, 0) * float64(end) / whole))
		last := int(math.Round(min(from+size, whole) * float64(end) / whole))
		first = min(first, end-1)
		return first, max(last, first+1)
	}
	x1, x2 := span(b.X, b.W, page.Width, drawing.Dx())
	y1, y2 := span(b.Y, b.H, page.Height, drawing.Dy())
	return image.Rect(x1, y1, x2, y2)
}

// textObjects are those that draw the characters, each once.
func (s *search) textObjects(chars run) []pointer {
	object := func(i int) pointer { return s.call("FPDFText_GetTextObject", s.text, uint64(i)) }
	if len(chars) == 1 { // as most are
		if first := object(chars[0].first); first != 0 && first == object(chars[0].last) {
			return []pointer{first}
		}
	}
	var objects []pointer
	for _, part := range chars {
		for i := part.first; i <= part.last; i++ {
			if o := object(i); o != 0 { // a hyphen that PDFium put has none
				objects = append(objects, o)
			}
		}
	}
	slices.Sort(objects)
	return slices.Compact(objects)
}

// leavesInk reports whether a text object is drawn, be it in the colour of what is
// behind it: it is not in a mode without ink, nor wholly transparent.
func (s *search) leavesInk(object pointer) bool {
	switch s.integer("FPDFTextObj_GetTextRenderMode", object) {
	case renderInvisible, renderClip:
		return false
	case renderFill:
		return s.call("FPDFPageObj_GetFillColor", object, s.out, s.out+4, s.out+8, s.out+12) == 0 || s.outUint(3) > 0
	}
	return true
}

// remembered asks once of each object what is asked of it for each of its words.
func remembered(ask func(pointer) bool) func(pointer) bool {
	answers := make(map[pointer]bool)
	return func(object pointer) bool {
		answer, known := answers[object]
		if !known {
			answer = ask(object)
			answers[object] = answer
		}
		return answer
	}
}

// substituted reports whether a text object is in a font that is not in the file.
func (r *pageReader) substituted(layers []layer) bool {
	embedded := remembered(func(font pointer) bool { return r.integer("FPDFFont_GetIsEmbedded", font) != 0 })
	return slices.ContainsFunc(layers, func(l layer) bool {
		if l.kind != objectText {
			return false
		}
		font := r.call("FPDFTextObj_GetFont", l.object)
		return font != 0 && !embedded(font)
	})
}

// draws reports whether a text object drawn alone shows anything: its font may have
// nothing for its characters. Of one that is clipped that cannot be told.
func (s *search) draws(object pointer) bool {
	if clip := s.call("FPDFPageObj_GetClipPath", object); clip != 0 && s.integer("FPDFClipPath_CountPaths", clip) > 0 {
		return true
	}
	if s.call("FPDFPageObj_GetBounds", object, s.out, s.out+4, s.out+8, s.out+12) == 0 {
		return false
	}
	side := max(s.outFloat(2)-s.outFloat(0), s.outFloat(3)-s.outFloat(1))
	if !(side > 0) || math.IsInf(side, 0) {
		return false
	}
	bitmap := s.call("FPDFTextObj_GetRenderedBitmap", s.document, s.handle, object, float32Bits(inkSide/side))
	if bitmap == 0 {
		return false
	}
	defer s.call("FPDFBitmap_Destroy", bitmap)
	alone, ok := s.bitmapPixels(bitmap).(*image.NRGBA)
	if !ok {
		return false
	}
	for i := 3; i < len(alone.Pix); i += 4 {
		if alone.Pix[i] > 0 {
			return true
		}
	}
	return false
}

// flat reports whether a drawing is of about one brightness in a place. The rim does
// not count: a box need not cover all of a word, and rules run close to words. Where ink fills a
// thin place, as a dash does, its surroundings count too.
func flat(drawn *image.Gray, place image.Rectangle) bool {
	const thin, dark = 8, 128 // pixels; a gray level
	inner := place
	if rim := place.Dy() / 5; place.Dy() >= thin && place.Dx() > 4*rim {
		inner = place.Inset(rim)
	}
	if !even(drawn, inner, flatRange) {
		return false
	}
	filled := min(place.Dx(), place.Dy()) < thin && drawn.GrayAt(inner.Min.X, inner.Min.Y).Y < dark
	return !filled || even(drawn, place.Inset(-thin/2).Intersect(drawn.Rect), flatRange)
}

// even reports whether the gray levels of a place span so many at most.
func even(drawn *image.Gray, place image.Rectangle, most int) bool {
	low, high := uint8(255), uint8(0)
	// From the middle, where most words have ink, to the end and on from the top.
	for i := range place.Dy() {
		y := place.Min.Y + (i+place.Dy()/2)%place.Dy()
		for _, level := range drawn.Pix[drawn.PixOffset(place.Min.X, y):][:place.Dx()] {
			low, high = min(low, level), max(high, level)
		}
		if int(high)-int(low) > most {
			return false
		}
	}
	return true
}

// A cover is a thing that may lie over words.
type cover struct {
	box   dossier.Box
	depth int // the more, the later it is drawn
}

// covered says of each word whether another thing lies over it, or another word
// where it is.
func (s *search) covered(annotations []Annotation) []bool {
	covered := make([]bool, len(s.page.Words))
	s.coveredByThings(covered, annotations)
	s.coveredByWords(covered)
	return covered
}

func (s *search) coveredByThings(covered []bool, annotations []Annotation) {
	covers := s.covers()
	for _, a := range annotations {
		covers = append(covers, cover{a.Box, len(s.layers)})
	}
	if len(covers) == 0 {
		return
	}
	depth := make(map[pointer]int)
	for i, l := range s.layers {
		if l.kind == objectText {
			depth[l.object] = i
		}
	}
	for i, word := range s.page.Words {
		for _, c := range covers {
			if c.box.Overlap(word.Box) >= coveredPart*word.Box.W*word.Box.H &&
				slices.ContainsFunc(s.objects[i], func(o pointer) bool { return depth[o] < c.depth }) {
				covered[i] = true
				break
			}
		}
	}
}

// covers are the things drawn above any text that are large enough to cover words.
func (s *search) covers() []cover {
	var covers []cover
	first := slices.IndexFunc(s.layers, func(l layer) bool { return l.kind == objectText })
	for i := len(s.layers) - 1; first >= 0 && i > first && len(covers) < maxCovers; i-- {
		l := s.layers[i]
		if l.kind == objectText || l.kind == objectPath && !s.fills(l.object) {
			continue
		}
		if box := s.layerBox(l); min(box.W, box.H) >= thinnest {
			covers = append(covers, cover{box, i})
		}
	}
	return covers
}

// fills reports whether a path is filled, not only stroked.
func (s *search) fills(path pointer) bool {
	return s.call("FPDFPath_GetDrawMode", path, s.out, s.out+4) != 0 && s.outUint(0) != 0
}

// layerBox is where a layer is drawn; empty where that is unknown.
func (s *search) layerBox(l layer) dossier.Box {
	if s.call("FPDFPageObj_GetBounds", l.object, s.out, s.out+4, s.out+8, s.out+12) == 0 {
		return dossier.Box{}
	}
	return l.toView.box(s.outFloat(0), s.outFloat(1), s.outFloat(2), s.outFloat(3))
}

func (s *search) coveredByWords(covered []bool) {
	words := s.page.Words
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(words[a].Box.Y, words[b].Box.Y) })
	for at, i := range order {
		a := words[i].Box
		for _, j := range order[at+1 : min(at+1+maxCrossing, len(order))] {
			b := words[j].Box
			if b.Y >= a.Y+a.H {
				break
			}
			if shared := a.Overlap(b); shared > 0 && shared >= coveredPart*min(a.W*a.H, b.W*b.H) {
				covered[i], covered[j] = true, true
			}
		}
	}
}

package pdf

import (
	"image"
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Concealment says why a word that the page draws cannot be seen.
type Concealment int

// The concealments. A word for which several hold has the first.
const (
	OffPage Concealment = iota + 1
	LayerOff
	ClippedAway
	UnderAnnotation
	UnderPicture
	UnderBox
	UnderOther
	InGroundColour
	// Invisible words are drawn without ink where no such word is seen: they are no text that a
	// machine read from a picture.
	DrawnWithoutInk
)

// A Concealed is a word that nobody sees, by its index into View.Words.
type Concealed struct {
	Word    int
	How     Concealment
	Crossed bool // UnderBox: lines aslant are drawn over it, as a hatching is
}

// An Outside is something drawn wholly or partly beyond what viewers show of the page: a picture or a
// drawing.
type Outside struct {
	Picture bool
	Box     dossier.Box
	Part    *Part // of a picture of which some is shown
}

// A Part is how much is shown of a picture that is clipped, or lies partly off the page.
type Part struct {
	Box           dossier.Box
	Share         float64 // of the picture's pixels
	Width, Height int     // of the whole picture, in pixels
}

// concealments says of each word that unseen found why it cannot be seen.
func (s *search) concealments(page *View, annotations []Annotation) []Concealed {
	if s.objects == nil {
		return nil
	}
	covers := s.covers()
	for _, a := range annotations {
		covers = append(covers, cover{a.Box, len(s.layers)})
	}
	depth := make(map[pointer]int)
	for i, l := range s.layers {
		depth[l.object] = i
	}
	off := remembered(s.inLayer)
	var found []Concealed
	for _, i := range page.Hidden {
		how := s.reason(i, covers, depth, off)
		found = append(found, Concealed{i, how, how == UnderBox && s.crossed(i, depth)})
	}
	for _, i := range page.Invisible {
		if !s.readFromPicture(page, i) {
			found = append(found, Concealed{Word: i, How: DrawnWithoutInk})
		}
	}
	return found
}

func (s *search) reason(word int, covers []cover, depth map[pointer]int, off func(pointer) bool) Concealment {
	switch {
	case s.places[word].Empty() || s.mostlyOff(s.page.Words[word].Box):
		return OffPage
	case slices.ContainsFunc(s.objects[word], off):
		return LayerOff
	case slices.ContainsFunc(s.objects[word], func(o pointer) bool { return s.clipped(o, s.page.Words[word].Box, depth) }):
		return ClippedAway
	}
	box := s.page.Words[word].Box
	top := -1
	for _, c := range covers {
		if c.box.Overlap(box) >= coveredPart*box.W*box.H && c.depth > top &&
			slices.ContainsFunc(s.objects[word], func(o pointer) bool { return depth[o] < c.depth }) {
			top = c.depth
		}
	}
	switch {
	case top == len(s.layers):
		return UnderAnnotation
	case top < 0:
		return s.byColour(word)
	}
	switch s.layers[top].kind {
	case objectImage:
		return UnderPicture
	case objectPath:
		return UnderBox
	}
	return UnderOther
}

// mostlyOff reports whether most of a box lies off the page.
func (s *search) mostlyOff(box dossier.Box) bool {
	return box.Overlap(dossier.Box{W: s.page.Width, H: s.page.Height}) < box.W*box.H/2
}

// byColour is the reason for a word with nothing over it but other words, if any.
func (s *search) byColour(word int) Concealment {
	box := s.page.Words[word].Box
	for i, other := range s.page.Words {
		if i != word && other.Box.Overlap(box) >= coveredPart*box.W*box.H {
			return UnderOther
		}
	}
	return InGroundColour
}

// inLayer reports whether a text object belongs to an optional layer: one that hides it is off.
func (s *search) inLayer(object pointer) bool {
	marks := min(s.integer("FPDFPageObj_CountMarks", object), maxMarks)
	for i := 0; i < marks; i++ {
		mark := s.call("FPDFPageObj_GetMark", object, uint64(i))
		if mark == 0 || s.call("FPDFPageObjMark_GetName", mark, s.out+8, outParams-8, s.out) == 0 {
			continue
		}
		length := min(uint64(s.outUint(0)), outParams-8)
		if name := string(utf16Text(s.bytes(s.out+8, length))); name == "OC" {
			return true
		}
	}
	return false
}

// blankRange is how many gray levels a place spans, at most, in which nothing is drawn: scans are
// pale, and noisy.
const blankRange = 12

const (
	maxMarks    = 100 // of a text object
	clippedPart = .5  // of a word's box, outside its clip
)

func utf16Text(raw []byte) string {
	text := cleanText(utf16Units(raw))
	return strings.TrimRight(text, "\x00")
}

// clipped reports whether most of a box lies outside the clip path of an object
// itself, or outside what the forms show that contain it.
func (s *search) clipped(object pointer, box dossier.Box, depth map[pointer]int) bool {
	at, known := depth[object]
	if !known {
		return false
	}
	clips := s.clips(object, s.layers[at].toView)
	if within := s.layers[at].within; within != nil {
		clips = append(clips, *within)
	}
	return slices.ContainsFunc(clips, func(shown dossier.Box) bool {
		return shown.Overlap(box) < (1-clippedPart)*box.W*box.H
	})
}

// readFromPicture reports whether a word drawn without ink is what a machine read there: in its
// place the page shows something, and no other word.
func (s *search) readFromPicture(page *View, word int) bool {
	box := page.Words[word].Box
	if s.places[word].Empty() || s.drawn == nil || blank(s.drawn, pixels(box, *page, s.drawn.Rect)) {
		return false
	}
	for i, other := range page.Words {
		if i == word || other.Box.Overlap(box) < coveredPart*box.W*box.H || slices.Contains(page.Invisible, i) || slices.Contains(page.Hidden, i) {
			continue
		}
		if lettersAlone(other.Text) != lettersAlone(page.Words[word].Text) {
			return false
		}
	}
	return true
}

// blank reports whether nothing is drawn in a place, not even dots at its rim.
func blank(drawn *image.Gray, place image.Rectangle) bool { return even(drawn, place, blankRange) }

// lettersAlone are the letters and digits of a word, in lower case.
func lettersAlone(word string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, word)
}

// outside lists what is drawn beyond what viewers show of a page, and is no text.
func (s *search) outside() []Outside {
	var found []Outside
	looks := clippedLooks
	for _, l := range s.layers {
		if l.kind == objectText || len(found) == maxCovers {
			continue
		}
		box := s.layerBox(l)
		beyond := box.X >= s.page.Width || box.Y >= s.page.Height || box.X+box.W <= 0 || box.Y+box.H <= 0
		switch {
		case beyond && box.Overlap(s.page.Media) > 0:
			found = append(found, Outside{Picture: l.kind == objectImage, Box: box})
		case !beyond && l.kind == objectImage:
			if part := s.partShown(l, box, &looks); part != nil {
				found = append(found, Outside{true, box, part})
			}
		}
	}
	return found
}

package pdf

import (
	"bytes"
	"image"
	"iter"
	"slices"
)

const (
	seenDPI    = 100  // at which pages are drawn to see what can be seen,
	seenPixels = 8e6  // or at as much less as makes them no larger
	seenChange = 6    // levels of a colour by which a pixel changes for people to see it
	peepArea   = .15  // of a word's place, and
	peepSide   = .34  // of its rows or its columns: what changes no more only peeps out from under a box
	maxGroups  = 8    // times a page is drawn with words left out
	maxSilent  = 1000 // text objects of no word that are looked at

	bitmapBGRx = 3 // FPDFBitmap_BGRx
)

// A unit is the words that can be left out of a page only together, for they share
// text objects.
type unit struct {
	objects []pointer
	words   []int // of which some are doubtful
}

// A group is units that do not touch, so that what changes when all are left out
// tells of each.
type group struct {
	taken   []bool // the pixels of its words
	objects []pointer
	words   []int
}

// leftOut returns those of the doubtful words in whose places nothing changes when
// they are left out of the page. Words that lie over one another are left out one
// after the other: of a label on a box and the word beneath, one is seen.
func (s *search) leftOut(doubtful []int) []int {
	if len(doubtful) == 0 {
		return nil
	}
	doubt := make([]bool, len(s.page.Words))
	for _, i := range doubtful {
		doubt[i] = true
	}
	groups := s.groups(s.units(doubtful))
	silent := s.silent()
	bitmap := s.call("FPDFBitmap_CreateEx", uint64(s.area.Dx()), uint64(s.area.Dy()), bitmapBGRx, 0, 0)
	if bitmap == 0 {
		s.note("no memory to look for hidden words")
		return nil
	}
	defer s.call("FPDFBitmap_Destroy", bitmap)
	whole := bytes.Clone(s.draw(bitmap))
	var unseen []int
	for _, g := range groups {
		words := slices.DeleteFunc(g.words, func(i int) bool { return !doubt[i] })
		objects := append(g.objects, s.silentAt(silent, words)...)
		s.setActive(objects, 0)
		without := s.draw(bitmap)
		if len(whole) > 0 && len(without) == len(whole) {
			for _, i := range words {
				if !s.changed(whole, without, i) {
					unseen = append(unseen, i)
				}
			}
		}
		s.setActive(objects, 1)
	}
	return unseen
}

// units joins doubtful words that share text objects, and adds what other words
// these objects draw.
func (s *search) units(doubtful []int) []unit {
	above := make(map[pointer]pointer) // the text object that stands for another, up to that of the unit
	top := func(o pointer) pointer {
		for above[o] != o {
			above[o] = above[above[o]] // keeps the ways up short
			o = above[o]
		}
		return o
	}
	for _, i := range doubtful {
		for _, o := range s.objects[i] {
			if _, known := above[o]; !known {
				above[o] = o
			}
			above[top(o)] = top(s.objects[i][0])
		}
	}
	var units []unit
	number := make(map[pointer]int)
	for i, objects := range s.objects {
		for _, o := range objects {
			if _, known := above[o]; !known {
				continue
			}
			n, known := number[top(o)]
			if !known {
				n = len(units)
				number[top(o)] = n
				units = append(units, unit{})
			}
			u := &units[n]
			u.objects = append(u.objects, o)
			if len(u.words) == 0 || u.words[len(u.words)-1] != i {
				u.words = append(u.words, i)
			}
		}
	}
	return units
}

// groups puts each unit into the first group in which it touches no other. What
// finds no place in maxGroups is not looked at.
func (s *search) groups(units []unit) []group {
	var groups []group
	for _, u := range units {
		g := 0
		for g < len(groups) && slices.ContainsFunc(u.words, func(i int) bool { return s.touches(groups[g], i) }) {
			g++
		}
		if g == maxGroups {
			s.crowded = true
			continue
		}
		if g == len(groups) {
			groups = append(groups, group{taken: make([]bool, s.area.Dx()*s.area.Dy())})
		}
		into := &groups[g]
		into.objects = append(into.objects, u.objects...)
		into.words = append(into.words, u.words...)
		for _, i := range u.words {
			for from, to := range s.rows(s.places[i]) {
				for x := from; x < to; x++ {
					into.taken[x] = true
				}
			}
		}
	}
	return groups
}

// touches reports whether a word's place is taken in the group.
func (s *search) touches(g group, word int) bool {
	for from, to := range s.rows(s.places[word]) {
		if slices.Contains(g.taken[from:to], true) {
			return true
		}
	}
	return false
}

// rows are the runs of pixels, counted over the whole page, that make up a place.
func (s *search) rows(place image.Rectangle) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for y := place.Min.Y; y < place.Max.Y; y++ {
			if from := y*s.area.Dx() + place.Min.X; !yield(from, from+place.Dx()) {
				return
			}
		}
	}
}

// A mute is a text object of which no word is known, and where it is drawn.
type mute struct {
	object pointer
	place  image.Rectangle
}

// silent are the text objects that draw no word. PDFium leaves out of the text what
// is drawn a second time in its place, as for bold: a word is not left out of the
// page before that is.
func (s *search) silent() []mute {
	speaks := make(map[pointer]bool)
	for _, objects := range s.objects {
		for _, o := range objects {
			speaks[o] = true
		}
	}
	var silent []mute
	for _, l := range s.layers {
		if l.kind == objectText && !speaks[l.object] && len(silent) < maxSilent {
			silent = append(silent, mute{l.object, pixels(s.layerBox(l), *s.page, s.area)})
		}
	}
	return silent
}

// silentAt are those drawn where words are.
func (s *search) silentAt(silent []mute, words []int) []pointer {
	var objects []pointer
	for _, m := range silent {
		if slices.ContainsFunc(words, func(i int) bool { return m.place.Overlaps(s.places[i]) }) {
			objects = append(objects, m.object)
		}
	}
	return objects
}

// setActive leaves objects out of the page, or puts them back.
func (s *search) setActive(objects []pointer, active uint64) {
	for _, o := range objects {
		s.call("FPDFPageObj_SetIsActive", o, active)
	}
}

// draw draws the page as displayed, in colour. The pixels are void after the next call.
func (s *search) draw(bitmap pointer) []byte {
	w, h := uint64(s.area.Dx()), uint64(s.area.Dy())
	s.call("FPDFBitmap_FillRect", bitmap, 0, 0, w, h, 0xFFFFFFFF)
	s.call("FPDF_RenderPageBitmap", bitmap, s.handle, 0, 0, w, h, 0, renderAnnotations)
	return s.bytes(s.call("FPDFBitmap_GetBuffer", bitmap), 4*w*h)
}

// changed reports whether people see that a word is gone. What only peeps out from
// under a box, as the tails of letters may, does not count.
func (s *search) changed(whole, without []byte, word int) bool {
	size := s.places[word].Size()
	pixels, rows, columns := 0, make([]bool, 0, size.Y), make([]bool, size.X)
	for from, to := range s.rows(s.places[word]) {
		before := pixels
		for i := from; i < to; i++ {
			if recoloured(whole[4*i:], without[4*i:]) {
				pixels++
				columns[i-from] = true
			}
		}
		rows = append(rows, pixels > before)
	}
	few := float64(pixels) <= peepArea*float64(size.X*size.Y)
	return pixels > 0 && !(few && (share(rows) <= peepSide || share(columns) <= peepSide))
}

// recoloured reports whether people see that a pixel has another colour: blue, green, red.
func recoloured(a, b []byte) bool {
	for c := range 3 {
		if max(a[c], b[c])-min(a[c], b[c]) > seenChange {
			return true
		}
	}
	return false
}

// share is the part of the marks that are set.
func share(marks []bool) float64 {
	set := 0
	for _, m := range marks {
		if m {
			set++
		}
	}
	return float64(set) / float64(len(marks))
}

package inspect

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Of text that lies across what pages say, as watermarks do that nothing calls so.
const (
	acrossPages   = 20  // looked at, the first
	leastRepeated = 2   // pages that have it, in one place
	acrossPart    = .9  // of the pages with words
	leastTiled    = 3   // times on a page, where there is but one
	samePlace     = 3   // points
	largeWord     = 1.8 // times as high as most words of the page
	leastCovered  = 3   // words that a large one lies across
)

// An across is text that lies across a page.
type across struct {
	text, how string
	box       dossier.Box
	pages     []int
	times     int // on the first of them
}

// repeatedAcross are texts that lie across the pages of a file, the same on all.
func repeatedAcross(s *Subject) []dossier.Item {
	if s.document == nil {
		return nil
	}
	var all []across
	looked := 0
	for n := 1; n <= min(s.document.NumPages(), acrossPages); n++ {
		page, err := s.document.Page(n, pdf.Want{Words: true, Aslant: true})
		if err != nil || len(page.Words) == 0 {
			continue
		}
		looked++
		for _, a := range acrossOf(page) {
			all = noteAcross(all, a, n)
		}
	}
	var items []dossier.Item
	for _, a := range all {
		everywhere := len(a.pages) >= leastRepeated && float64(len(a.pages)) >= acrossPart*float64(looked)
		if !everywhere && !(looked == 1 && a.times >= leastTiled) {
			continue
		}
		basis := fmt.Sprintf("%s, in one place on %d of the first %s with words", a.how, len(a.pages), number(looked, "page"))
		if looked == 1 {
			basis = fmt.Sprintf("%s, %d times on the page", a.how, a.times)
		}
		box := a.box
		items = append(items, dossier.Item{Group: dossier.GroupMark, Kind: dossier.Watermark, Page: a.pages[0], Box: &box, Value: a.text, Basis: basis})
	}
	return distinct(items)
}

// noteAcross adds a text of a page to those met before.
func noteAcross(all []across, a across, page int) []across {
	for i := range all {
		known := &all[i]
		last := known.pages[len(known.pages)-1]
		switch {
		case known.text != a.text || known.how != a.how:
		case last == page && page == known.pages[0]:
			known.times++
			return all
		case last != page && near(known.box, a.box):
			known.pages = append(known.pages, page)
			return all
		}
	}
	a.pages, a.times = []int{page}, 1
	return append(all, a)
}

func near(a, b dossier.Box) bool {
	return max(math.Abs(a.X-b.X), math.Abs(a.Y-b.Y), math.Abs(a.X+a.W-b.X-b.W), math.Abs(a.Y+a.H-b.Y-b.H)) <= samePlace
}

// acrossOf are the texts of a page that lie across it: those at a slant, and large words over others.
func acrossOf(page pdf.View) []across {
	var all []across
	for _, a := range page.Aslant {
		if letters(a.Text) > 1 {
			all = append(all, across{text: a.Text, how: fmt.Sprintf("at a slant of %.0f degrees", a.Angle), box: a.Box})
		}
	}
	usual := usualHeight(page.Words)
	for i := 0; i < len(page.Words); i++ {
		w := page.Words[i]
		if w.Box.H < largeWord*usual {
			continue
		}
		row := across{text: w.Text, how: "large and across other text", box: w.Box}
		for i+1 < len(page.Words) && page.Words[i+1].Box.H >= largeWord*usual && sameRow(w.Box, page.Words[i+1].Box) {
			i++
			row.text += " " + page.Words[i].Text
			row.box = row.box.Union(page.Words[i].Box)
		}
		if letters(row.text) > 1 && crosses(row, page) {
			all = append(all, row)
		}
	}
	return all
}

func sameRow(a, b dossier.Box) bool { return math.Abs(a.Y+a.H/2-b.Y-b.H/2) < a.H/2 }

// usualHeight is the height that half of the words exceed.
func usualHeight(words []dossier.Word) float64 {
	var heights []float64
	for _, w := range words {
		heights = append(heights, w.Box.H)
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}

// crosses reports whether a text lies over enough smaller words, and is not one of those that are aslant.
func crosses(a across, page pdf.View) bool {
	if slices.ContainsFunc(page.Aslant, func(s pdf.Aslant) bool { return strings.Contains(s.Text, a.text) }) {
		return false
	}
	crossed := 0
	for _, w := range page.Words {
		shared := a.box.Overlap(w.Box)
		if w.Box.H < a.box.H/largeWord && shared > w.Box.W*w.Box.H/2 {
			crossed++
		}
	}
	return crossed >= leastCovered
}

package inspect

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// concealments are the kinds of hidden text by why it cannot be seen.
var concealments = map[pdf.Concealment]struct {
	kind  dossier.ItemKind
	basis string
}{
	pdf.OffPage:         {dossier.TextOffPage, "drawn outside of what viewers show of the page"},
	pdf.LayerOff:        {dossier.TextLayerOff, "in a layer that is switched off"},
	pdf.ClippedAway:     {dossier.TextClipped, "clipped away"},
	pdf.UnderAnnotation: {dossier.TextUnderAnnotation, "under an annotation: without the words no pixel changes"},
	pdf.UnderPicture:    {dossier.TextUnderPicture, "under a picture: without the words no pixel changes"},
	pdf.UnderBox:        {dossier.TextUnderBox, "under a drawing: without the words no pixel changes"},
	pdf.UnderOther:      {dossier.TextBehind, "behind something else: without the words no pixel changes"},
	pdf.InGroundColour:  {dossier.TextInGroundColour, "in the colour of what is behind: without the words no pixel changes"},
	pdf.DrawnWithoutInk: {dossier.TextInvisible, "drawn without ink where no such words are seen, so no text layer of a scan"},
}

// unseenText are the words of a page that cannot be seen, those together that stand together.
func unseenText(_ *Subject, page pdf.View) []dossier.Item {
	unseen := concealed(page)
	runs := passages(page, func(i int) (pdf.Concealment, bool) {
		c, ok := unseen[i]
		return c.How, ok
	})
	var items []dossier.Item
	for _, r := range runs {
		if r.key == pdf.DrawnWithoutInk && misread(page, r.text) {
			continue
		}
		said := concealments[r.key]
		box := r.box
		item := dossier.Item{Group: dossier.GroupHidden, Kind: said.kind, Box: &box, Value: r.text, Basis: said.basis}
		item.Form = formOf(r.key, unseen[r.first].Crossed, page.Annotations, box)
		items = append(items, item)
	}
	return items
}

// concealed are the words of a page that are told to be unseen, by number. Signs alone, and what is less
// than a point wide or high, may be lost between pixels.
func concealed(page pdf.View) map[int]pdf.Concealed {
	unseen := map[int]pdf.Concealed{}
	for _, c := range page.Concealed {
		word := page.Words[c.Word]
		if c.How != pdf.InGroundColour || letters(word.Text) > 0 && min(word.Box.W, word.Box.H) >= tinyHeight {
			unseen[c.Word] = c
		}
	}
	return unseen
}

// formOf is how words were hidden, where redactions fail in that form.
func formOf(how pdf.Concealment, crossed bool, annotations []pdf.Annotation, box dossier.Box) dossier.HidingForm {
	switch {
	case how == pdf.UnderBox && crossed:
		return dossier.FormCrossHatch
	case how == pdf.UnderBox:
		return dossier.FormRectangle
	case how == pdf.UnderPicture:
		return dossier.FormPicture
	case how == pdf.UnderAnnotation:
		if slices.ContainsFunc(annotations, func(a pdf.Annotation) bool { return a.Subtype == "Highlight" && shared(box, a.Box) >= .5 }) {
			return dossier.FormDarkHighlight
		}
		return dossier.FormAnnotation
	}
	return ""
}

// misread reports whether words drawn without ink are specks that a machine read for words: few and
// short, on a page whose other words without ink are what a machine read.
func misread(page pdf.View, text string) bool {
	alone := 0
	for _, c := range page.Concealed {
		if c.How == pdf.DrawnWithoutInk {
			alone++
		}
	}
	if len(page.Invisible) < 2*alone || len(page.Invisible) == alone {
		return false
	}
	words := 0
	for _, word := range strings.Fields(text) {
		if letters(word) >= 3 {
			words++
		}
	}
	return words < 3
}

// tinyHeight is the size in points below which nobody reads letters.
const tinyHeight = 1

// tinyText are words that are drawn too small to be read.
func tinyText(_ *Subject, page pdf.View) []dossier.Item {
	unseen := concealed(page)
	runs := passages(page, func(i int) (bool, bool) {
		w := page.Words[i]
		_, already := unseen[i]
		perLetter := max(w.Box.W, w.Box.H) / float64(max(1, len([]rune(w.Text)))) // lines may run down
		tiny := w.Box.H > 0 && min(w.Box.W, w.Box.H, 2*perLetter) < tinyHeight
		return true, tiny && letters(w.Text) >= 2 && !already && !slices.Contains(page.Invisible, i)
	})
	var items []dossier.Item
	for _, r := range runs {
		if letters(r.text) < 4 {
			continue
		}
		box := r.box
		items = append(items, dossier.Item{Group: dossier.GroupHidden, Kind: dossier.TextTiny, Box: &box, Value: r.text, Basis: "letters less than a point high"})
	}
	return items
}

// A passage is words that stand together and have something in common.
type passage[K comparable] struct {
	key   K
	first int // word
	text  string
	box   dossier.Box
}

// passages joins words of a page, in reading order, for which key says the same.
func passages[K comparable](page pdf.View, key func(word int) (K, bool)) []passage[K] {
	var runs []passage[K]
	last := -2
	for i, word := range page.Words {
		k, ok := key(i)
		if !ok {
			continue
		}
		if n := len(runs) - 1; last == i-1 && runs[n].key == k && together(page.Words[last].Box, word.Box) {
			runs[n].text += " " + word.Text
			runs[n].box = runs[n].box.Union(word.Box)
		} else {
			runs = append(runs, passage[K]{k, i, word.Text, word.Box})
		}
		last = i
	}
	return runs
}

// together reports whether two words that follow one another stand on the same or the next line.
func together(a, b dossier.Box) bool {
	return math.Abs(b.Y+b.H/2-a.Y-a.H/2) <= 3*max(a.H, b.H)
}

// shared is the part of a box that lies in another.
func shared(of, in dossier.Box) float64 {
	w := min(of.X+of.W, in.X+in.W) - max(of.X, in.X)
	h := min(of.Y+of.H, in.Y+in.H) - max(of.Y, in.Y)
	if w <= 0 || h <= 0 || of.W*of.H <= 0 {
		return 0
	}
	return w * h / (of.W * of.H)
}

// rounded is a box in hundredths of a point.
func rounded(b dossier.Box) dossier.Box {
	r := func(v float64) float64 { return math.Round(v*100) / 100 }
	return dossier.Box{X: r(b.X), Y: r(b.Y), W: r(b.W), H: r(b.H)}
}

// letters counts the letters and digits of a text.
func letters(text string) int {
	n := 0
	for _, c := range text {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// wordsIn are the words of a page of which most lies in a box.
func wordsIn(page pdf.View, box dossier.Box) string {
	var words []string
	for _, w := range page.Words {
		if shared(w.Box, box) >= .5 {
			words = append(words, w.Text)
		}
	}
	return strings.Join(words, " ")
}

// unappliedRedactions are areas that somebody marked to be redacted, whose text is still there.
func unappliedRedactions(_ *Subject, page pdf.View) []dossier.Item {
	var items []dossier.Item
	for _, a := range page.Annotations {
		if a.Subtype != "Redact" {
			continue
		}
		box := a.Box
		items = append(items, dossier.Item{
			Group: dossier.GroupHidden, Kind: dossier.RedactionUnapplied, Form: dossier.FormUnapplied, Box: &box, Value: wordsIn(page, box), Basis: "marked to be redacted, and not redacted",
		})
	}
	return items
}

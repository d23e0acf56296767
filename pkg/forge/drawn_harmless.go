package forge

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Harmless is a way of making a PDF anew that shows and says the same.
type Harmless struct {
	Name string
	// ShapesOnly is set where no text is left in the file.
	ShapesOnly bool
	rewrite    func(Document) Document
}

// Apply makes the document so.
func (h Harmless) Apply(d Document) Document { return h.rewrite(d.clone()) }

// HarmlessWays are the ways of making a PDF anew.
func HarmlessWays() []Harmless {
	return []Harmless{
		{Name: "uncompressed, another version", rewrite: contained(Container{Version: "1.6", Uncompressed: true, OpenFitted: true})},
		{Name: "encrypted, metadata stripped", rewrite: func(d Document) Document {
			d.Meta, d.Container.Encrypted = Meta{}, true
			return d
		}},
		{Name: "letter by letter", rewrite: eachWordOf(letters)},
		{Name: "words in two pieces", rewrite: eachWordOf(halves)},
		{Name: "lines in one piece", rewrite: eachSheet(wholeLines)},
		{Name: "from the last word to the first", rewrite: eachSheet(func(p *Sheet) { slices.Reverse(p.Words) })},
		{Name: "on a white sheet", rewrite: eachSheet(onWhite)},
		{Name: "shapes of letters", ShapesOnly: true, rewrite: eachWordOf(func(w Word) []Word {
			w.Outlined = true
			return []Word{w}
		})},
		{Name: "shapes, the text invisible", rewrite: eachWordOf(func(w Word) []Word {
			shape := w
			shape.Outlined, w.Invisible = true, true
			return []Word{shape, w}
		})},
	}
}

func contained(c Container) func(Document) Document {
	return func(d Document) Document {
		d.Container = c
		d.Meta.Producer = "PDF Studio 12"
		return d
	}
}

func eachSheet(rewrite func(*Sheet)) func(Document) Document {
	return func(d Document) Document {
		for i := range d.Pages {
			rewrite(&d.Pages[i])
		}
		return d
	}
}

// eachWordOf writes other words in place of each that is upright.
func eachWordOf(rewrite func(Word) []Word) func(Document) Document {
	return eachSheet(func(p *Sheet) {
		var words []Word
		for _, w := range p.Words {
			if w.Slant != 0 {
				words = append(words, w)
				continue
			}
			words = append(words, rewrite(w)...)
		}
		p.Words = words
	})
}

// letters are the letters of a word, each placed for itself.
func letters(w Word) []Word {
	var all []Word
	for from, letter := range w.Text {
		all = append(all, piece(w, from, from+len(string(letter))))
	}
	all[len(all)-1].End = w.End
	return all
}

func halves(w Word) []Word {
	middle := 0
	for at := range w.Text {
		if at <= len(w.Text)/2 {
			middle = at
		}
	}
	if middle == 0 {
		return []Word{w}
	}
	first, second := piece(w, 0, middle), piece(w, middle, len(w.Text))
	second.End = w.End
	return []Word{first, second}
}

// wholeLines draws words together that stand as far apart as a space is wide.
func wholeLines(p *Sheet) {
	const exact = .06 // points
	var words []Word
	for i, w := range p.Words {
		if i > 0 && p.Words[i-1].End == Space && w.Slant == 0 && w.stretch() == 100 {
			line, before := &words[len(words)-1], p.Words[i-1]
			gap := w.X - before.X - before.Width
			if before.Y == w.Y && before.Font == w.Font && before.Size == w.Size && before.stretch() == 100 && math.Abs(gap-natural(w.Font, w.Size, " ")) < exact {
				line.Text, line.Width, line.End = line.Text+" "+w.Text, w.X+w.Width-line.X, w.End
				continue
			}
		}
		words = append(words, w)
	}
	p.Words = words
}

func onWhite(p *Sheet) {
	p.Fills = slices.Insert(p.Fills, 0, Fill{Box: dossier.Box{W: p.Width, H: p.Height}, Gray: 255})
}

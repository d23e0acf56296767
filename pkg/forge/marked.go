package forge

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Marking is a way to hide a number of 32 bits in a document, so that copies can be told apart.
type Marking struct {
	Name string
	Kind dossier.ItemKind // as what it is told
	Mark func(d Document, number uint32) Document
}

// Markings are the ways, each for documents of enough running text on the first page.
func Markings() []Marking {
	return []Marking{
		{"characters without width", dossier.ZeroWidth, func(d Document, number uint32) Document {
			return d.marked(number, inLatinLetters, func(w *Word, bit bool) {
				if bit {
					w.Text += "\u200b"
				} else {
					w.Text += "\u200c"
				}
			})
		}},
		{"letters that look alike", dossier.Homoglyph, func(d Document, number uint32) Document {
			return d.marked(number, func(w Word) bool { return inLatinLetters(w) && strings.ContainsRune(w.Text, 'o') }, func(w *Word, bit bool) {
				if bit {
					w.Text = strings.Replace(w.Text, "o", "о", 1)
				}
			})
		}},
		{"lines that are shifted", dossier.LineSpacing, shiftedLines},
		{"gaps between words", dossier.WordSpacing, func(d Document, number uint32) Document { return SpacedWords(d, number, .25) }},
		{"words that are shifted", dossier.WordSpacing, func(d Document, number uint32) Document { return ShiftedWords(d, number, .5) }},
	}
}

// DoubledSpaces marks a text by doubling 32 of its spaces, those between words of letters alone, one for each bit that is set.
func DoubledSpaces(text string, number uint32) string {
	words := strings.Fields(text)
	var b strings.Builder
	bit := 0
	for i, w := range words {
		b.WriteString(w)
		if i == len(words)-1 {
			break
		}
		b.WriteByte(' ')
		if lettersAlone(w) && lettersAlone(words[i+1]) && bit < 32 {
			if number>>bit&1 == 1 {
				b.WriteByte(' ')
			}
			bit++
		}
	}
	return b.String()
}

// lettersAlone reports whether a word has letters and what joins them alone.
func lettersAlone(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-'’", r) })
}

// inLatinLetters reports whether a word is of Latin letters alone.
func inLatinLetters(w Word) bool {
	return len(w.Text) > 2 && !w.Furniture && strings.Trim(w.Text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// marked changes 32 words of the first page that fit, one for each bit.
func (d Document) marked(number uint32, fits func(Word) bool, mark func(*Word, bool)) Document {
	d.Pages = slices.Clone(d.Pages)
	page := &d.Pages[0]
	page.Words = slices.Clone(page.Words)
	bit := 0
	for i := range page.Words {
		if bit < 32 && fits(page.Words[i]) {
			mark(&page.Words[i], number>>bit&1 == 1)
			bit++
		}
	}
	return d
}

// shiftedLines sets the lines of the first page by half a point lower, one for each bit that is set.
func shiftedLines(d Document, number uint32) Document {
	d.Pages = slices.Clone(d.Pages)
	page := &d.Pages[0]
	page.Words = slices.Clone(page.Words)
	line, last := -1, -1.
	for i := range page.Words {
		w := &page.Words[i]
		if w.Furniture {
			continue
		}
		if w.Y != last {
			line, last = line+1, w.Y
		}
		if number>>(line%32)&1 == 1 {
			w.Y += .5
		}
	}
	return d
}

// SpacedWords sets the words of the first page wider apart, by as many points as step, or closer together,
// one gap for each bit of a number, again and again.
func SpacedWords(d Document, number uint32, step float64) Document {
	moved := 0.
	return d.aside(func(gap int, first bool) float64 {
		switch {
		case first:
			moved = 0
		case number>>(gap%32)&1 == 1:
			moved += step
		default:
			moved -= step
		}
		return moved
	})
}

// ShiftedWords sets every second word of the lines of the first page aside, by as many points as step, where a
// bit of a number is set, again and again.
func ShiftedWords(d Document, number uint32, step float64) Document {
	return d.aside(func(gap int, first bool) float64 {
		if first || gap%2 == 1 || number>>(gap/2%32)&1 == 0 {
			return 0
		}
		return step
	})
}

// aside moves the words of the first page to the right. by says how far, given how many gaps within lines there
// are before, and whether a word is the first of its line.
func (d Document) aside(by func(gap int, first bool) float64) Document {
	d.Pages = slices.Clone(d.Pages)
	page := &d.Pages[0]
	page.Words = slices.Clone(page.Words)
	gap, last := 0, -1.
	for i := range page.Words {
		w := &page.Words[i]
		if w.Furniture {
			continue
		}
		first := w.Y != last
		last = w.Y
		w.X = hundredths(w.X + by(gap, first))
		if !first {
			gap++
		}
	}
	return d
}

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

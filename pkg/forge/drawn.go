package forge

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A DrawnChange is a way in which what a page of a PDF shows, or holds, is changed in one
// place, as a tool does it that knows nothing of the text.
type DrawnChange struct {
	Name  string // "minus sign patched white, taken out"
	Class DrawnClass
	Kinds []dossier.Kind // any of them names the change rightly
	// HeldOut is not to be looked at while rules are made, as in SingleChange.
	HeldOut bool
	// FileOnly is set where gray pictures of the page do not show the change, or show the same
	// as another of the list.
	FileOnly bool

	draw func(*drawing) bool
}

// A DrawnClass is a sort of drawn changes.
type DrawnClass string

// The classes.
const (
	EditedInPlace DrawnClass = "edited in place" // what stood there is painted over, other words on it
	OtherLength   DrawnClass = "longer or shorter at the right"
	PatchedWhite  DrawnClass = "patched white"
	LineDrawn     DrawnClass = "line, frame or highlight"
	RestyledWords DrawnClass = "colour or weight"
	FieldFilled   DrawnClass = "field of a form"
	HiddenAdded   DrawnClass = "hidden text added"
	MarkPut       DrawnClass = "stamp, writing or remark"
)

// DrawnClasses are all classes, in the order of DrawnChanges.
func DrawnClasses() []DrawnClass {
	return []DrawnClass{EditedInPlace, OtherLength, PatchedWhite, LineDrawn, RestyledWords, FieldFilled, HiddenAdded, MarkPut}
}

// A DrawnCopy is a page changed so.
type DrawnCopy struct {
	// Known is the original: what Apply was given, and what had to be on it to be changed.
	Known, Copy Document
	// Before are the words that stand in the place in the original, After those that are to
	// be read there in the copy; each is empty where there are none.
	Before, After string
	Boxes         []dossier.PageBox // the place
}

// Apply changes one page of a document. It reports false where no page has what is to be
// changed.
func (c DrawnChange) Apply(d Document, r *rand.Rand) (DrawnCopy, bool) {
	for _, n := range r.Perm(len(d.Pages)) {
		w := drawing{r: r, number: n + 1, known: d.Pages[n].clone(), copy: d.Pages[n].clone()}
		if !c.draw(&w) {
			continue
		}
		made := DrawnCopy{Known: d.clone(), Copy: d.clone(), Before: w.before, After: w.after, Boxes: w.boxes}
		made.Known.Pages[n], made.Copy.Pages[n] = w.known, w.copy
		made.Copy.Meta.Producer = "PDF Studio 12"
		return made, true
	}
	return DrawnCopy{}, false
}

// DrawnChanges are the ways in which pages are changed, by class. New ones go to the end of
// their class, so that those held out stay the same.
func DrawnChanges() []DrawnChange {
	const everyThird = 3
	var all []DrawnChange
	for i, changes := range [][]DrawnChange{
		editsInPlace(), otherLengths(), whitePatches(), linesDrawn, wordsRestyled, fieldsFilled, hiddenAdded, marksPut,
	} {
		for j, c := range changes {
			c.Class, c.HeldOut = DrawnClasses()[i], j%everyThird == everyThird-1
			all = append(all, c)
		}
	}
	return all
}

// A drawing is a page being changed.
type drawing struct {
	r             *rand.Rand
	number        int // of the page
	known, copy   Sheet
	before, after string
	boxes         []dossier.PageBox
}

// at says where the change is.
func (w *drawing) at(boxes ...dossier.Box) {
	for _, b := range boxes {
		b.X, b.Y, b.W, b.H = hundredths(b.X), hundredths(b.Y), hundredths(b.W), hundredths(b.H)
		w.boxes = append(w.boxes, dossier.PageBox{Page: w.number, Box: b})
	}
}

// word is the index of a word of the running text that fits, and is no part of a
// hyphenated one; -1 where there is none.
func (w *drawing) word(fits func(Word) bool) int {
	var all []int
	for i, word := range w.copy.Words {
		rest := i > 0 && w.copy.Words[i-1].End == Hyphen
		if !word.Furniture && !rest && word.End != Hyphen && word.Slant == 0 && fits(word) {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return -1
	}
	return all[w.r.IntN(len(all))]
}

// run is the indices of so many words of a line, or of a whole line where n is 0; nil where
// none is so long. One alone is no mere sign.
func (w *drawing) run(n int) []int {
	if n == 1 {
		if i := w.word(func(word Word) bool { return len(word.Text) >= 3 && editable(word.Text) }); i >= 0 {
			return []int{i}
		}
		return nil
	}
	const fewest = 4 // words of a line
	lines := slices.DeleteFunc(w.copy.body(), func(line []int) bool {
		if len(line) < max(fewest, n) {
			return true
		}
		last := w.copy.Words[line[len(line)-1]].End
		first := w.copy.Words[line[0]]
		return last == Hyphen || slices.ContainsFunc(line[1:], func(i int) bool {
			return w.copy.Words[i].X < w.copy.Words[i-1].X || w.copy.Words[i].Y != first.Y
		})
	})
	if len(lines) == 0 {
		return nil
	}
	line := lines[w.r.IntN(len(lines))]
	if n == 0 {
		return line
	}
	first := w.r.IntN(len(line) - n + 1)
	return line[first : first+n]
}

// around is the box of words of one line, and what they say.
func (w *drawing) around(run []int) (box dossier.Box, said string) {
	first, last := w.copy.Words[run[0]], w.copy.Words[run[len(run)-1]]
	box = first.Box()
	box.W = last.X + last.Width - first.X
	var words []string
	for _, i := range run {
		words = append(words, w.copy.Words[i].Text)
	}
	return box, strings.Join(words, " ")
}

// part is where the letters from..to-1 (bytes) of a word stand.
func part(word Word, from, to int) dossier.Box {
	all := float64(max(1, measure(word.Font, word.Text)))
	left, right := float64(measure(word.Font, word.Text[:from]))/all, float64(measure(word.Font, word.Text[:to]))/all
	b := word.Box()
	b.X, b.W = hundredths(b.X+float64(left*b.W)), hundredths((right-left)*b.W)
	return b
}

// piece is a part of a word as a word. No space is written after it, as after the last word
// of a line.
func piece(word Word, from, to int) Word {
	b := part(word, from, to)
	word.Text, word.X, word.Width, word.End = word.Text[from:to], b.X, b.W, Line
	return word
}

// replacingIn is a text with the first match of a pattern replaced; false where that
// makes no difference.
func replacingIn(text string, re *regexp.Regexp, template string) (string, bool) {
	at := re.FindStringSubmatchIndex(text)
	if at == nil {
		return "", false
	}
	after := text[:at[0]] + string(re.ExpandString(nil, template, text, at)) + text[at[1]:]
	return after, after != text
}

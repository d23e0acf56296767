package forge

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// insertable are lines that fit the measure of every style.
var insertable = []string{
	"No minute was kept of the second session.",
	"The figures were not shown to either side.",
	"One delegate left the room before the vote.",
	"This paragraph was agreed by telephone.",
	"The annex was handed over in a sealed cover.",
}

// InsertLine puts a paragraph of one line after a paragraph of a page, and pushes down
// what follows on that page. The box is that of the word after which it stands. Documents without paragraphs stay as they are.
func (d Document) InsertLine(r *rand.Rand) (Document, []Change) {
	all := slices.DeleteFunc(d.paragraphs(1), func(b block) bool { return d.Pages[b.page].Words[b.from].Font != Regular })
	if len(all) == 0 {
		return d, nil
	}
	altered := d.clone()
	above := all[r.IntN(len(all))]
	p := &altered.Pages[above.page]
	last := p.Words[above.to-1]
	pitch := hundredths(1.4 * last.Size)
	p.shift(last.Y, pitch)
	line := furniture(insertable[r.IntN(len(insertable))], p.Words[above.from].X, last.Y+pitch, last.Size)
	for i := range line {
		line[i].Furniture = false
	}
	p.Words = slices.Insert(p.Words, above.to, line...)
	return altered, []Change{{
		Kind:  dossier.TextEdited,
		Boxes: []dossier.PageBox{{Page: above.page + 1, Box: last.Box()}},
		After: textOf(line),
	}}
}

// DeleteSentence takes a sentence out of a paragraph of several lines and sets the rest
// of it anew, as an editor does: what follows on the page moves up. Documents without
// such a paragraph stay as they are.
func (d Document) DeleteSentence(r *rand.Rand) (Document, []Change) {
	type choice struct {
		block
		span // of its words
	}
	var choices []choice
	for _, p := range d.paragraphs(3) {
		t := text{}
		for _, w := range d.Pages[p.page].Words[p.from:p.to] {
			t.words, t.stops = append(t.words, w.Text), append(t.stops, w.End == Paragraph)
		}
		for _, s := range t.sentences(8) {
			if s.to-s.from < len(t.words) {
				choices = append(choices, choice{p, s})
			}
		}
	}
	if len(choices) == 0 {
		return d, nil
	}
	altered := d.clone()
	c := choices[r.IntN(len(choices))]
	gone := on(c.page, indices(c.block.from+c.span.from, c.block.from+c.span.to))
	p := &altered.Pages[c.page]
	words := p.Words[c.block.from:c.block.to]
	rest := slices.Concat(words[:c.span.from], words[c.span.to:])
	change := Change{Kind: dossier.TextEdited, Boxes: d.boxes(gone), Before: textOf(words[c.span.from:c.span.to])}
	lines := baselines(words)
	set := reset(rest, lines, words)
	freed := lines[len(lines)-1] - set[len(set)-1].Y
	p.Words = slices.Replace(p.Words, c.block.from, c.block.to, set...)
	p.shift(lines[len(lines)-1], -freed)
	return altered, []Change{change}
}

// A block is a paragraph of a page: words from..to-1 of it, without its number.
type block struct{ page, from, to int }

// paragraphs finds the paragraphs of running text of at least so many lines on each
// page. Rows of tables are none.
func (d Document) paragraphs(lines int) []block {
	var all []block
	for i, p := range d.Pages {
		first, from, cells := 0, 0, 0
		for j, w := range p.Words {
			switch {
			case w.Furniture:
				first, from, cells = j+1, j+1, 0
			case w.End == Cell && j == first:
				from = j + 1 // the paragraph's number
			case w.End == Cell:
				cells++
			case w.End == Paragraph:
				if cells == 0 && len(baselines(p.Words[from:j+1])) >= lines {
					all = append(all, block{i, from, j + 1})
				}
				first, from, cells = j+1, j+1, 0
			}
		}
	}
	return all
}

// baselines are the heights of the lines on which words stand, from the top.
func baselines(words []Word) []float64 {
	var lines []float64
	for _, w := range words {
		if n := len(lines); n == 0 || lines[n-1] != w.Y {
			lines = append(lines, w.Y)
		}
	}
	return lines
}

// reset sets words, ragged right, onto these lines within the measure of the words that
// stood there.
func reset(words []Word, lines []float64, before []Word) []Word {
	left, right := before[0].X, 0.0
	for _, w := range before {
		left, right = min(left, w.X), max(right, w.X+w.Width)
	}
	var set []Word
	for _, w := range words {
		if n := len(set); n > 0 && set[n-1].End == Hyphen {
			set[n-1].Text = strings.TrimSuffix(set[n-1].Text, "-") + w.Text
			set[n-1].End = w.End
			continue
		}
		set = append(set, w)
	}
	x, line := left, 0
	for i := range set {
		w := &set[i]
		w.Width = natural(w.Font, w.Size, w.Text)
		if x > left && x+w.Width > right && line+1 < len(lines) {
			set[i-1].End = Line
			x, line = left, line+1
		}
		w.X, w.Y, w.End = hundredths(x), lines[line], Space
		x += w.Width + natural(w.Font, w.Size, " ")
	}
	set[len(set)-1].End = Paragraph
	return set
}

// shift moves all that stands below a height, save header and footer.
func (p *Sheet) shift(below, by float64) {
	for i := range p.Words {
		if w := &p.Words[i]; !w.Furniture && w.Y > below {
			w.Y = hundredths(w.Y + by)
		}
	}
	for i := range p.Fills {
		if f := &p.Fills[i]; f.Y > below {
			f.Y += by
		}
	}
	for i := range p.Pictures {
		if pic := &p.Pictures[i]; pic.Y > below {
			pic.Y += by
		}
	}
}

// textOf is words with a space between any two, hyphenated ones in one.
func textOf(words []Word) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case w.End == Hyphen && i < len(words)-1:
			b.WriteString(strings.TrimSuffix(w.Text, "-"))
		case i < len(words)-1:
			b.WriteString(w.Text + " ")
		default:
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

// indices lists the numbers from first up to but not last.
func indices(first, last int) []int {
	var all []int
	for i := first; i < last; i++ {
		all = append(all, i)
	}
	return all
}

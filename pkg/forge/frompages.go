package forge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// FromPages makes a model of a document that was read from a file: its words in
// the boxes they were read in, in the Go font, squeezed or stretched to their
// width. Line ends and paragraph ends are inferred from the boxes. Pictures are
// known by their digests only and are left out; add them to Page.Pictures.
func FromPages(name string, meta Meta, pages []dossier.Page) Document {
	d := Document{Name: name, Meta: meta, Pages: make([]Sheet, len(pages))}
	for i, p := range pages {
		d.Pages[i] = fromPage(p)
	}
	return d.original()
}

func fromPage(p dossier.Page) Sheet {
	page := Sheet{Width: p.Width, Height: p.Height}
	lines := linesOf(p.Words)
	pitch := usualPitch(lines)
	right := 0.0
	for _, w := range p.Words {
		right = max(right, w.Box.X+w.Box.W)
	}
	for i, line := range lines {
		top, bottom := extent(line)
		size := max(1, min(72, hundredths(bottom-top)))
		for _, w := range line {
			page.Words = append(page.Words, Word{
				Text: w.Text, X: hundredths(w.Box.X), Y: hundredths(bottom - 0.2*size), Width: w.Box.W, Size: size,
			})
		}
		last := &page.Words[len(page.Words)-1]
		last.End = Line
		if i == len(lines)-1 {
			// The last line of a page may go on overleaf: only a full stop ends it.
			if endsSentence(last.Text) {
				last.End = Paragraph
			}
			break
		}
		next, _ := extent(lines[i+1])
		first, _ := utf8.DecodeRuneInString(lines[i+1][0].Text)
		switch {
		case strings.HasSuffix(last.Text, "-") && len(last.Text) > 2 && unicode.IsLower(first):
			last.End = Hyphen
		case next-top > 1.25*pitch || next < top || last.X+last.Width < 0.8*right:
			last.End = Paragraph
		}
	}
	return page
}

// linesOf cuts words where one does not stand to the right of the one before, at
// its height.
func linesOf(words []dossier.Word) [][]dossier.Word {
	var lines [][]dossier.Word
	for i, w := range words {
		if i > 0 {
			b, a := words[i-1].Box, w.Box
			middle := a.Y + a.H/2
			if middle > b.Y && middle < b.Y+b.H && a.X >= b.X {
				lines[len(lines)-1] = append(lines[len(lines)-1], w)
				continue
			}
		}
		lines = append(lines, []dossier.Word{w})
	}
	return lines
}

func extent(line []dossier.Word) (top, bottom float64) {
	top, bottom = line[0].Box.Y, line[0].Box.Y+line[0].Box.H
	for _, w := range line[1:] {
		top, bottom = min(top, w.Box.Y), max(bottom, w.Box.Y+w.Box.H)
	}
	return top, bottom
}

// usualPitch is the median distance of one line from the next below it.
func usualPitch(lines [][]dossier.Word) float64 {
	var pitches []float64
	for i := 1; i < len(lines); i++ {
		a, _ := extent(lines[i-1])
		if b, _ := extent(lines[i]); b > a {
			pitches = append(pitches, b-a)
		}
	}
	if len(pitches) == 0 {
		return 0
	}
	slices.Sort(pitches)
	return pitches[len(pitches)/2]
}

package forge

import (
	"math/rand/v2"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Noise spoils the running text as Noise does plain text.
func (d Document) Noise(rate float64, r *rand.Rand) Document {
	altered, _ := d.edit(noise(rate, r))
	return altered
}

// EditWords replaces words of the running text with probability rate.
func (d Document) EditWords(rate float64, r *rand.Rand) (Document, []Change) {
	return d.edit(editRate(rate, r))
}

// EditExactly replaces n words of the running text.
func (d Document) EditExactly(n int, r *rand.Rand) (Document, []Change) {
	return d.edit(editExactly(n, r))
}

// EditFigures replaces n words of the running text that hold digits by others: one
// digit of each changes.
func (d Document) EditFigures(n int, r *rand.Rand) (Document, []Change) {
	return d.edit(editFigures(n, r))
}

// EditSentences changes words in n sentences of the running text.
func (d Document) EditSentences(n int, r *rand.Rand) (Document, []Change) {
	return d.edit(editSentences(n, r))
}

// Homoglyphs replaces a share of the letters by look-alikes.
func (d Document) Homoglyphs(share float64, r *rand.Rand) Document {
	altered, _ := d.edit(homoglyphs(share, r))
	return altered
}

// A place is a word of a document: page and word index, from 0.
type place struct{ page, word int }

// running is a document's running text and where each word of it stands.
func (d Document) running() (text, []place) {
	var t text
	var places []place
	for i, p := range d.Pages {
		for j, w := range p.Words {
			if !w.Furniture {
				t.words = append(t.words, w.Text)
				t.stops = append(t.stops, w.End == Paragraph)
				places = append(places, place{i, j})
			}
		}
	}
	return t, places
}

// prose is the document's paragraphs of running text, unbroken, an empty line
// between them.
func (d Document) prose() string {
	var b strings.Builder
	for _, p := range d.Pages {
		for _, w := range p.Words {
			switch {
			case w.Furniture:
			case w.End == Hyphen:
				b.WriteString(strings.TrimSuffix(w.Text, "-"))
			case w.End == Paragraph:
				b.WriteString(w.Text + "\n\n")
			default:
				b.WriteString(w.Text + " ")
			}
		}
	}
	return b.String()
}

// edit applies an editor to the running text. A line whose words no longer fit
// is squeezed to the width it had.
func (d Document) edit(e editor) (Document, []Change) {
	t, places := d.running()
	altered := d.clone()
	var changes []Change
	for _, e := range e(t) {
		at := places[e.at : e.at+len(e.after)]
		changes = append(changes, Change{
			Kind:   dossier.TextEdited,
			Boxes:  d.boxes(at),
			Before: strings.Join(t.words[e.at:e.at+len(e.after)], " "),
			After:  strings.Join(e.after, " "),
		})
		for i, p := range at {
			w := &altered.Pages[p.page].Words[p.word]
			if w.Text = e.after[i]; w.End == Hyphen && !strings.HasSuffix(w.Text, "-") {
				w.End = Line
			}
		}
	}
	for i := range altered.Pages {
		altered.Pages[i].refit(d.Pages[i].Words)
	}
	return altered, changes
}

// refit sets the words that changed at their natural widths and shifts what
// follows them within the line or the cell; before is how the words stood.
func (p *Sheet) refit(before []Word) {
	for from := 0; from < len(p.Words); {
		to, changed := from, false
		for {
			changed = changed || p.Words[to].Text != before[to].Text
			to++
			if to == len(p.Words) || before[to-1].End != Space {
				break
			}
		}
		if changed {
			refitLine(p.Words[from:to], before[from:to])
		}
		from = to
	}
}

func refitLine(words, before []Word) {
	last := before[len(before)-1]
	room := last.X + last.Width - before[0].X
	x := before[0].X
	for i := range words {
		w, b := &words[i], before[i]
		if w.Text != b.Text {
			w.Width = natural(w.Font, w.Size, w.Text)
		}
		w.X = x
		x += w.Width
		if i+1 < len(before) {
			x += before[i+1].X - b.X - b.Width
		}
	}
	if width := x - before[0].X; width > room {
		for i := range words {
			words[i].X = before[0].X + (words[i].X-before[0].X)*room/width
			words[i].Width *= room / width
		}
	}
	for i := range words {
		words[i].X = hundredths(words[i].X)
	}
}

// boxes are the boxes around words, one for each stretch of a line.
func (d Document) boxes(places []place) []dossier.PageBox {
	var boxes []dossier.PageBox
	for i, p := range places {
		w := d.Pages[p.page].Words[p.word]
		b := w.Box()
		if i > 0 && places[i-1] == (place{p.page, p.word - 1}) && d.Pages[p.page].Words[p.word-1].End < Cell {
			last := &boxes[len(boxes)-1].Box
			last.W = b.X + b.W - last.X
			continue
		}
		boxes = append(boxes, dossier.PageBox{Page: p.page + 1, Box: b})
	}
	return boxes
}

// Redact blacks out lines of each page's running text until rate of its words
// are gone: the text is removed, a box stands in its place.
func (d Document) Redact(rate float64, r *rand.Rand) (Document, []Change) {
	var gone [][]place
	for i, p := range d.Pages {
		lines := p.body()
		lengths := make([]int, len(lines))
		for j, line := range lines {
			lengths[j] = len(line)
		}
		for j, hide := range redacted(lengths, rate, r) {
			if hide {
				gone = append(gone, on(i, lines[j]))
			}
		}
	}
	return d.hide(gone, blackBoxes)
}

func on(page int, words []int) []place {
	places := make([]place, len(words))
	for i, w := range words {
		places[i] = place{page, w}
	}
	return places
}

// RedactPassages blacks out n passages, each a sentence: the text is removed.
func (d Document) RedactPassages(n int, r *rand.Rand) (Document, []Change) {
	return d.hide(d.passages(n, r), blackBoxes)
}

// ErasePassages removes the text of n passages and leaves gaps.
func (d Document) ErasePassages(n int, r *rand.Rand) (Document, []Change) {
	return d.hide(d.passages(n, r), gaps)
}

// LabelPassages removes the text of n passages and puts boxes in its place that say
// why.
func (d Document) LabelPassages(n int, label string, r *rand.Rand) (Document, []Change) {
	return d.hide(d.passages(n, r), hiding{removes: true, boxes: true, gray: 225, label: label})
}

// CoverPassages draws black boxes over n passages and leaves the text beneath.
func (d Document) CoverPassages(n int, r *rand.Rand) (Document, []Change) {
	return d.hide(d.passages(n, r), hiding{boxes: true})
}

// passages picks n sentences of the running text, in order.
func (d Document) passages(n int, r *rand.Rand) [][]place {
	t, places := d.running()
	all := t.sentences(8)
	keep := make([]bool, len(all))
	for _, i := range r.Perm(len(all))[:min(n, len(all))] {
		keep[i] = true
	}
	var picked [][]place
	for i, s := range all {
		if keep[i] {
			picked = append(picked, places[s.from:s.to])
		}
	}
	return picked
}

// A hiding is how words are hidden.
type hiding struct {
	removes bool // the words; else they stay beneath the boxes
	boxes   bool
	gray    uint8  // of the boxes
	label   string // what stands on them, where it fits
}

var (
	blackBoxes = hiding{removes: true, boxes: true}
	gaps       = hiding{removes: true}
)

// hide hides words.
func (d Document) hide(passages [][]place, manner hiding) (Document, []Change) {
	altered := d.clone()
	gone := map[place]bool{}
	var changes []Change
	for _, places := range passages {
		c := Change{Kind: dossier.TextRedacted, Boxes: d.boxes(places), After: manner.label}
		words := make([]string, len(places))
		for i, p := range places {
			words[i] = d.Pages[p.page].Words[p.word].Text
			gone[p] = manner.removes
		}
		c.Before = strings.Join(words, " ")
		if !manner.removes {
			c.Kind, c.After = dossier.RedactedBadly, c.Before
		}
		changes = append(changes, c)
	}
	for i := range altered.Pages {
		p := &altered.Pages[i]
		kept := p.Words[:0]
		for j, w := range p.Words {
			if !gone[place{i, j}] {
				kept = append(kept, w)
			} else if n := len(kept); n > 0 && kept[n-1].Y == w.Y {
				kept[n-1].End = max(kept[n-1].End, w.End)
			}
		}
		p.Words = kept
	}
	if manner.boxes {
		for _, c := range changes {
			for _, b := range c.Boxes {
				altered.Pages[b.Page-1].box(b.Box, manner)
			}
		}
	}
	return altered, changes
}

// box puts a redaction's box on the page, with its label where that fits.
func (p *Sheet) box(b dossier.Box, manner hiding) {
	const size = 7
	p.Fills = append(p.Fills, Fill{Box: b, Gray: manner.gray, Over: manner.label == ""})
	width := natural(Regular, size, manner.label)
	if manner.label == "" || width > b.W {
		return
	}
	p.Words = append(p.Words, furniture(manner.label, b.X+(b.W-width)/2, b.Y+b.H/2+0.3*size, size)...)
}

// BlackOut removes all running text and pictures of the numbered pages and
// covers each page's body with one box.
func (d Document) BlackOut(numbers ...int) (Document, []Change) {
	altered := d.clone()
	var changes []Change
	for _, n := range numbers {
		p := &altered.Pages[n-1]
		body := dossier.Box{X: p.Width * 0.1, Y: p.Height * 0.08, W: p.Width * 0.8, H: p.Height * 0.84}
		var kept []Word
		var before []string
		for _, w := range p.Words {
			if w.Furniture {
				kept = append(kept, w)
			} else {
				before = append(before, w.Text)
			}
		}
		p.Words, p.Pictures = kept, nil
		p.Fills = append(p.Fills, Fill{Box: body, Over: true})
		changes = append(changes, Change{
			Kind: dossier.TextRedacted, Boxes: []dossier.PageBox{{Page: n, Box: body}}, Before: strings.Join(before, " "),
		})
	}
	return altered, changes
}

package forge

import (
	"bytes"
	"image/png"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Lines, colours, fields, hidden words and marks put on a page.

var (
	black  = Colour{}
	red    = Colour{R: 200, G: 20, B: 20}
	blue   = Colour{R: 20, G: 40, B: 160}
	yellow = Colour{R: 255, G: 240, B: 90}
)

var linesDrawn = []DrawnChange{
	{Name: "black line through words", Kinds: kinds(dossier.OverlayAdded), draw: lined(3, .27, .7, black)},
	{Name: "red line through words", Kinds: kinds(dossier.OverlayAdded), draw: lined(2, .27, .9, red)},
	{Name: "line through a whole line", Kinds: kinds(dossier.OverlayAdded), draw: lined(0, .27, .5, black)},
	{Name: "underline", Kinds: kinds(dossier.OverlayAdded), draw: lined(3, -.14, .6, black)},
	{Name: "red underline", Kinds: kinds(dossier.OverlayAdded), draw: lined(4, -.14, .8, red)},
	{Name: "frame around words", Kinds: kinds(dossier.OverlayAdded), draw: framed},
	{Name: "highlight over words", Kinds: kinds(dossier.OverlayAdded), draw: highlighted(3, true)},
	{Name: "highlight beneath a line", Kinds: kinds(dossier.OverlayAdded), draw: highlighted(0, false)},
	{Name: "thin line through one word", Kinds: kinds(dossier.OverlayAdded), draw: lined(1, .27, .4, black)},
}

// lined draws a line along words, at a height over the baseline in parts of their size.
func lined(words int, height, thickness float64, c Colour) func(*drawing) bool {
	return func(w *drawing) bool {
		run := w.run(words)
		if run == nil {
			return false
		}
		box, said := w.around(run)
		first := w.copy.Words[run[0]]
		line := dossier.Box{X: box.X - 1, Y: hundredths(first.Y - height*first.Size), W: box.W + 2, H: thickness}
		w.copy.Fills = append(w.copy.Fills, Fill{Box: line, Colour: c, Over: true})
		w.before, w.after = said, said
		w.at(box)
		return true
	}
}

func framed(w *drawing) bool {
	const thickness = .8
	run := w.run(3)
	if run == nil {
		return false
	}
	box, said := w.around(run)
	b := dossier.Box{X: box.X - 1.5, Y: box.Y - 1, W: box.W + 3, H: box.H + 1.5}
	for _, side := range []dossier.Box{
		{X: b.X, Y: b.Y, W: b.W, H: thickness}, {X: b.X, Y: b.Y + b.H, W: b.W, H: thickness},
		{X: b.X, Y: b.Y, W: thickness, H: b.H}, {X: b.X + b.W, Y: b.Y, W: thickness, H: b.H + thickness},
	} {
		w.copy.Fills = append(w.copy.Fills, Fill{Box: side, Colour: red, Over: true})
	}
	w.before, w.after = said, said
	w.at(b)
	return true
}

func highlighted(words int, over bool) func(*drawing) bool {
	return func(w *drawing) bool {
		run := w.run(words)
		if run == nil {
			return false
		}
		box, said := w.around(run)
		w.copy.Fills = append(w.copy.Fills, Fill{Box: box, Colour: yellow, Over: over, Through: over})
		w.before, w.after = said, said
		w.at(box)
		return true
	}
}

var wordsRestyled = []DrawnChange{
	{Name: "three words red", Kinds: kinds(dossier.Restyled), FileOnly: true, draw: restyling(3, func(w *Word) { w.Colour = red })},
	{Name: "a word bold", Kinds: kinds(dossier.Restyled), draw: restyling(1, func(w *Word) { w.Font = Bold })},
	{Name: "three words gray", Kinds: kinds(dossier.Restyled), draw: restyling(3, func(w *Word) { w.Gray = 150 })},
	{Name: "a line bold", Kinds: kinds(dossier.Restyled), draw: restyling(0, func(w *Word) { w.Font = Bold })},
	{Name: "a word red", Kinds: kinds(dossier.Restyled), FileOnly: true, draw: restyling(1, func(w *Word) { w.Colour = red })},
	{Name: "three words in italics", Kinds: kinds(dossier.Restyled), draw: restyling(3, func(w *Word) { w.Font = Italic })},
}

// restyling sets words in another way, as wide as they were.
func restyling(words int, style func(*Word)) func(*drawing) bool {
	return func(w *drawing) bool {
		run := w.run(words)
		if run == nil {
			return false
		}
		box, said := w.around(run)
		for _, i := range run {
			style(&w.copy.Words[i])
		}
		w.before, w.after = said, said
		w.at(box)
		return true
	}
}

var fieldsFilled = []DrawnChange{
	{Name: "amount", Kinds: kinds(dossier.TextEdited), draw: filled("4,500", "9,500")},
	{Name: "answer", Kinds: kinds(dossier.TextEdited), draw: filled("Agreed", "Refused")},
	{Name: "date", Kinds: kinds(dossier.TextEdited), draw: filled("12 May 2017", "12 May 2019")},
	{Name: "amount put in", Kinds: kinds(dossier.TextEdited), draw: filled("", "7,250")},
}

// filled puts a field onto the page and fills it in otherwise.
func filled(before, after string) func(*drawing) bool {
	return func(w *drawing) bool {
		box, ok := w.blank(96, 18)
		if !ok {
			return false
		}
		w.known.Fields = append(w.known.Fields, Field{Box: box, Name: "entry", Value: before})
		w.copy.Fields = append(w.copy.Fields, Field{Box: box, Name: "entry", Value: after})
		w.before, w.after = before, after
		w.at(box)
		return true
	}
}

// blank is a place of that size where nothing stands; false where there is none.
func (w *drawing) blank(width, height float64) (dossier.Box, bool) {
	box := w.copy.free(width, height)
	var taken []dossier.Box
	for _, word := range w.copy.Words {
		taken = append(taken, word.Box())
	}
	return box, !meetsAny(box, taken)
}

const secret = "INTERNAL NOTE: not for release to the press"

var hiddenAdded = []DrawnChange{
	{Name: "invisible", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: hidden(9, func(w *Word) { w.Invisible = true })},
	{Name: "white on white", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: hidden(9, func(w *Word) { w.Gray = 255 })},
	{Name: "one point high", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: hidden(1, func(*Word) {})},
	{Name: "beyond the page's edge", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: beyondEdge},
	{Name: "behind a picture", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: behindPicture},
	{Name: "nearly white", Kinds: kinds(dossier.HiddenTextAdded), FileOnly: true, draw: hidden(8, func(w *Word) { w.Gray = 254 })},
}

// hidden writes words where nothing stands so that nobody sees them.
func hidden(size float64, hide func(*Word)) func(*drawing) bool {
	return func(w *drawing) bool {
		box, ok := w.blank(natural(Regular, size, secret), size)
		if !ok {
			return false
		}
		w.note(box, size, hide)
		return true
	}
}

// note writes the secret into a box.
func (w *drawing) note(box dossier.Box, size float64, hide func(*Word)) {
	note := furniture(secret, box.X, box.Y+.8*size, size)
	for i := range note {
		hide(&note[i])
	}
	w.copy.Words = append(w.copy.Words, note...)
	w.after = secret
	w.at(box)
}

func beyondEdge(w *drawing) bool {
	const size, beyond = 9, 12
	w.note(dossier.Box{X: w.copy.Width + beyond, Y: .4 * w.copy.Height, W: natural(Regular, size, secret), H: size}, size, func(*Word) {})
	return true
}

// behindPicture writes beneath a picture that the original shows as well.
func behindPicture(w *drawing) bool {
	const size, height = 8, 36
	width := natural(Regular, size, secret) + 8
	box, ok := w.blank(width, height)
	if !ok {
		return false
	}
	shield := Picture{Box: box, Format: "png", Data: shades(int(width), height)}
	w.known.Pictures, w.copy.Pictures = append(w.known.Pictures, shield), append(w.copy.Pictures, shield)
	w.note(dossier.Box{X: box.X + 4, Y: box.Y + 10, W: width - 8, H: size}, size, func(word *Word) { word.Depth = Beneath })
	return true
}

// shades is a PNG of shades of gray in a frame.
func shades(width, height int) []byte {
	s := newSheet(width, height, 200)
	s.rect(0, 0, width, 2, 60)
	s.rect(0, height-2, width, 2, 60)
	for x := 8; x+8 < width; x += 16 {
		s.rect(x, 8, 8, height-16, uint8(120+x%64))
	}
	var b bytes.Buffer
	if err := png.Encode(&b, s.Gray); err != nil {
		panic(err) // a buffer takes whatever is written to it
	}
	return b.Bytes()
}

var marksPut = []DrawnChange{
	{Name: "stamp in a frame", Kinds: kinds(dossier.OverlayAdded), draw: stamped("RECEIVED", true)},
	{Name: "signature", Kinds: kinds(dossier.OverlayAdded), draw: handwritten(110, 26, 14)},
	{Name: "stamp askew", Kinds: kinds(dossier.OverlayAdded), draw: stamped("VOID", false)},
	{Name: "remark in the margin", Kinds: kinds(dossier.OverlayAdded, dossier.TextEdited), draw: remarked},
	{Name: "tick in the margin", Kinds: kinds(dossier.OverlayAdded), draw: handwritten(20, 14, 3)},
	{Name: "line of text at a blank place", Kinds: kinds(dossier.OverlayAdded, dossier.TextEdited), draw: added},
	{Name: "writing over words", Kinds: kinds(dossier.OverlayAdded), draw: scribbled},
}

func stamped(text string, inFrame bool) func(*drawing) bool {
	return func(w *drawing) bool {
		stamped, box := Document{Pages: []Sheet{w.copy}}.Stamp(1, text, inFrame)
		w.copy, w.after = stamped.Pages[0], text
		w.at(box)
		return true
	}
}

// handwritten writes a wobbly line where nothing stands.
func handwritten(width, height float64, turns int) func(*drawing) bool {
	return func(w *drawing) bool {
		box, ok := w.blank(width, height)
		if ok {
			w.scribble(box, turns)
		}
		return ok
	}
}

// scribbled writes a wobbly line over words.
func scribbled(w *drawing) bool {
	run := w.run(4)
	if run == nil {
		return false
	}
	box, said := w.around(run)
	w.scribble(box, 9)
	w.before, w.after = said, said
	return true
}

func (w *drawing) scribble(box dossier.Box, turns int) {
	var points [][2]float64
	for i := range 2*turns + 1 {
		along := float64(i) / float64(2*turns)
		swing := .5 + .5*math.Pow(-1, float64(i))*between(.3, 1, w.r)
		points = append(points, [2]float64{
			hundredths(box.X + box.W*min(1, max(0, along+between(-.04, .04, w.r)))), hundredths(box.Y + box.H*swing),
		})
	}
	w.copy.Strokes = append(w.copy.Strokes, Stroke{Points: points, Width: 1.1, Colour: blue})
	w.at(box)
}

// remarked writes a remark into the right margin, word by word.
func remarked(w *drawing) bool {
	const size, edge = 6.5, 5
	remark := furniture("see our letter", 0, 0, size)
	top := between(.3, .6, w.r) * w.copy.Height
	box := dossier.Box{X: w.copy.Width, Y: hundredths(top - size), H: 4 * size}
	for i := range remark {
		word := &remark[i]
		word.X = hundredths(w.copy.Width - edge - word.Width)
		word.Y, word.Colour, word.End = hundredths(top+float64(i)*1.2*size), red, Line
		box.X, box.W = min(box.X, word.X), max(box.W, word.Width)
	}
	var taken []dossier.Box
	for _, word := range w.copy.Words {
		taken = append(taken, word.Box())
	}
	if meetsAny(box, taken) {
		return false
	}
	w.copy.Words = append(w.copy.Words, remark...)
	w.after = textOf(remark)
	w.at(box)
	return true
}

// added writes words where nothing stands, as those of the page are written.
func added(w *drawing) bool {
	const text, size = "Approved by the Minister", 9
	box, ok := w.blank(natural(Regular, size, text), size)
	if !ok {
		return false
	}
	line := furniture(text, box.X, box.Y+.8*size, size)
	w.copy.Words = append(w.copy.Words, line...)
	w.after = text
	w.at(box)
	return true
}

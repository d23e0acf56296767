package forge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Style is how pages are set.
type Style struct {
	Width, Height, Margin float64 // points
	Size, Leading         float64 // of body text, points
	Justify, Hyphenate    bool
	Font                  Font // of text that is set anew and was in the regular font
	// Header and Footer say what stands at the head and the foot of page n; ""
	// for nothing.
	Header, Footer func(n int) string
	Label          string // at the foot of every page; "" for none
}

type align int

const (
	flush  align = iota // justified where the style says so, else ragged right
	ragged              // never justified
	centre
)

// A token is a word before it is set.
type token struct {
	text string
	font Font
	from []Origin
}

// A paragraph is running text before it is set.
type paragraph struct {
	label  string  // stands to the left of the text: "12.", "(a)"
	hang   float64 // from the label to the text
	indent float64 // of the text
	tokens []token
	size   float64 // 0 for the style's
	before float64 // space above, dropped at the head of a page
	align  align
	keep   bool // must not be the last thing on a page
}

// words makes tokens of text.
func words(f Font, text string) []token {
	fields := strings.Fields(text)
	tokens := make([]token, len(fields))
	for i, w := range fields {
		tokens[i] = token{text: w, font: f}
	}
	return tokens
}

// A setter sets paragraphs, tables and pictures onto pages, one below the other.
type setter struct {
	style Style
	pages []Sheet
	y     float64 // how far the current page is filled
}

func newSetter(style Style) *setter {
	s := &setter{style: style}
	s.newPage()
	return s
}

func (s *setter) newPage() {
	s.pages = append(s.pages, Sheet{Width: s.style.Width, Height: s.style.Height})
	s.y = s.style.Margin
}

func (s *setter) page() *Sheet { return &s.pages[len(s.pages)-1] }

func (s *setter) bottom() float64 { return s.style.Height - s.style.Margin }

func (s *setter) width() float64 { return s.style.Width - 2*s.style.Margin }

// fresh reports whether nothing stands on the current page yet.
func (s *setter) fresh() bool {
	p := s.page()
	return len(p.Words) == 0 && len(p.Pictures) == 0
}

// need starts a new page unless height is still free on this one.
func (s *setter) need(height float64) {
	if s.y+height > s.bottom() && !s.fresh() {
		s.newPage()
	}
}

func (s *setter) space(height float64) {
	if !s.fresh() {
		s.y += height
	}
}

// set flows a paragraph onto this page and those that follow.
func (s *setter) set(p paragraph) {
	size, leading := s.style.Size, s.style.Leading
	if p.size != 0 {
		leading *= p.size / size
		size = p.size
	}
	s.space(p.before)
	if p.keep {
		s.need(3 * s.style.Leading)
	}
	width := s.width() - p.indent
	rest := p.tokens
	for first := true; len(rest) > 0; first = false {
		s.need(leading)
		s.y += leading
		var line []token
		var end End
		line, rest, end = s.breakLine(rest, size, width, p.align == flush)
		if first && p.label != "" {
			s.place(Word{
				Text: p.label, X: s.style.Margin + p.indent - p.hang, Y: s.baseline(size, leading), Size: size,
				Width: natural(Regular, size, p.label), End: Cell,
			}, line[0].from)
		}
		s.line(line, s.style.Margin+p.indent, width, size, leading, p.align, end)
	}
}

// baseline is where letters stand in a line that ends at s.y.
func (s *setter) baseline(size, leading float64) float64 {
	return s.y - (leading-size)/2 - 0.22*size
}

// breakLine takes as many tokens as fit, hyphenating the one that does not when
// much room would be left.
func (s *setter) breakLine(tokens []token, size, width float64, hyphenate bool) (line, rest []token, end End) {
	avail := int(width * 1000 / size)
	used := 0
	for i, t := range tokens {
		w := measure(t.font, t.text)
		gap := 0
		if i > 0 {
			gap = measure(t.font, " ")
		}
		if used+gap+w <= avail {
			used += gap + w
			continue
		}
		if s.style.Hyphenate && hyphenate && avail-used > avail/9 {
			if head, tail, ok := hyphenation(t, avail-used-gap); ok {
				line = append(slices.Clone(tokens[:i]), head)
				rest = append([]token{tail}, tokens[i+1:]...)
				return line, rest, Hyphen
			}
		}
		if i == 0 {
			i = 1 // wider than the line: it is squeezed
		}
		if i == len(tokens) {
			break
		}
		return tokens[:i], tokens[i:], Line
	}
	return tokens, nil, Paragraph
}

// hyphenation cuts a long word before a consonant that stands between vowels,
// the cut nearest to the end that fits avail thousandths of the font's size.
func hyphenation(t token, avail int) (head, tail token, ok bool) {
	if at := hyphenPoint(t.text, func(head string) bool { return measure(t.font, head) <= avail }); at > 0 {
		head, tail = t, t
		head.text, tail.text = t.text[:at]+"-", t.text[at:]
		return head, tail, true
	}
	return t, t, false
}

// hyphenPoint is the last place in a plain word of at least seven letters where
// it may be cut and fits accepts what stands before the cut, hyphen included; 0
// when there is none.
func hyphenPoint(word string, fits func(string) bool) int {
	for i := range len(word) {
		if word[i] >= 0x80 || !unicode.IsLetter(rune(word[i])) && i < len(word)-1 {
			return 0
		}
	}
	vowel := func(i int) bool { return strings.IndexByte("aeiouy", word[i]|0x20) >= 0 }
	for at := len(word) - 4; at >= 3; at-- {
		if vowel(at-1) && !vowel(at) && vowel(at+1) && fits(word[:at]+"-") {
			return at
		}
	}
	return 0
}

// line places tokens on the line that ends at s.y.
func (s *setter) line(tokens []token, x, width, size, leading float64, a align, end End) {
	total, gaps := 0.0, float64(len(tokens)-1)
	for _, t := range tokens {
		total += natural(t.font, size, t.text)
	}
	gap := natural(tokens[0].font, size, " ")
	squeeze := 1.0
	switch {
	case total+gaps*gap > width:
		squeeze = width / (total + gaps*gap)
	case a == centre:
		x += (width - total - gaps*gap) / 2
	case a == flush && s.style.Justify && end != Paragraph && gaps > 0:
		gap = (width - total) / gaps
	}
	y := s.baseline(size, leading)
	for i, t := range tokens {
		w := Word{Text: t.text, X: hundredths(x), Y: hundredths(y), Size: size, Font: t.font}
		w.Width = natural(t.font, size, t.text) * squeeze
		if i == len(tokens)-1 {
			w.End = end
		}
		s.place(w, t.from)
		x += w.Width + gap*squeeze
	}
}

// hundredths rounds to what fpdf writes, so that the model says what the file says.
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }

func (s *setter) place(w Word, from []Origin) {
	p := s.page()
	p.Words = append(p.Words, w)
	for _, f := range from {
		if !slices.Contains(p.From, f) {
			p.From = append(p.From, f)
		}
	}
}

// rule draws a thin line across the measure.
func (s *setter) rule(thickness float64) {
	s.fill(s.style.Margin, s.y+2, s.width(), thickness, 0)
}

func (s *setter) fill(x, y, w, h float64, gray uint8) {
	p := s.page()
	p.Fills = append(p.Fills, Fill{Box: dossier.Box{X: x, Y: y, W: w, H: h}, Gray: gray})
}

// table sets rows of cells; the first row is the head and is repeated on every
// page. shares are the columns' parts of the measure.
func (s *setter) table(shares []float64, rows [][]string, size float64) {
	s.space(8)
	s.need(6 * s.style.Leading)
	s.row(shares, rows[0], size, Bold)
	for _, row := range rows[1:] {
		if s.y+s.rowHeight(shares, row, size, Regular) > s.bottom() {
			s.newPage()
			s.row(shares, rows[0], size, Bold)
		}
		s.row(shares, row, size, Regular)
	}
	s.space(8)
}

const cellPadding = 3.0

// cells breaks each cell of a row into lines.
func (s *setter) cells(shares []float64, row []string, size float64, f Font) (cells [][][]token, lines int) {
	for i, cell := range row {
		width := s.width()*shares[i] - 2*cellPadding
		var broken [][]token
		for rest := words(f, cell); len(rest) > 0; {
			var line []token
			line, rest, _ = s.breakLine(rest, size, width, false)
			broken = append(broken, line)
		}
		cells = append(cells, broken)
		lines = max(lines, len(broken))
	}
	return cells, lines
}

func (s *setter) rowHeight(shares []float64, row []string, size float64, f Font) float64 {
	_, lines := s.cells(shares, row, size, f)
	return float64(lines)*size*1.25 + 5
}

func (s *setter) row(shares []float64, row []string, size float64, f Font) {
	leading := size * 1.25
	height := s.rowHeight(shares, row, size, f)
	if f == Bold {
		s.fill(s.style.Margin, s.y+2, s.width(), height, 225)
	}
	cells, _ := s.cells(shares, row, size, f)
	top, x := s.y+2, s.style.Margin
	for i, lines := range cells {
		s.y = top + 1.5
		for j, line := range lines {
			s.y += leading
			end := Line
			if j == len(lines)-1 {
				end = Cell
			}
			s.line(line, x+cellPadding, s.width()*shares[i]-2*cellPadding, size, leading, ragged, end)
		}
		x += s.width() * shares[i]
	}
	if p := s.page(); len(p.Words) > 0 {
		p.Words[len(p.Words)-1].End = Paragraph
	}
	s.y = top + height - 2
	s.rule(0.4)
}

// figure sets a chart or a map across the measure, with a caption.
func (s *setter) figure(p Picture, caption string) {
	height := s.width() * figureShape
	s.space(8)
	s.need(height + 2*s.style.Leading)
	p.Box = dossier.Box{X: s.style.Margin, Y: s.y + 4, W: s.width(), H: height}
	s.page().Pictures = append(s.page().Pictures, p)
	s.y += height + 6
	s.set(paragraph{tokens: words(Italic, caption), size: s.style.Size * 0.85, align: centre})
	s.space(6)
}

// finish adds headers and footers, save to pages that are a picture and nothing
// else, and returns the pages.
func (s *setter) finish() []Sheet {
	for i := range s.pages {
		if p := &s.pages[i]; len(p.Words) > 0 || len(p.Pictures) == 0 {
			p.furnish(s.style, i+1)
		}
	}
	return s.pages
}

const labelSize = 7

// furnish puts the style's header, footer and label on page n.
func (p *Sheet) furnish(style Style, n int) {
	if style.Header != nil {
		if text := style.Header(n); text != "" {
			y := style.Margin * 0.6
			p.Words = append(furniture(text, style.Margin, y, 8.5), p.Words...)
			p.Fills = append(p.Fills, Fill{Box: dossier.Box{X: style.Margin, Y: y + 4, W: style.Width - 2*style.Margin, H: 0.5}})
		}
	}
	y := style.Height - style.Margin*0.55
	if style.Footer != nil {
		p.Words = append(p.Words, furniture(style.Footer(n), style.Margin, y, 8.5)...)
	}
	x := style.Width - style.Margin - natural(Regular, labelSize, style.Label)
	p.Words = append(p.Words, furniture(style.Label, x, y, labelSize)...)
}

// furniture sets one line of text that is no running text, from x rightwards.
func furniture(text string, x, y, size float64) []Word {
	var line []Word
	for _, t := range words(Regular, text) {
		w := Word{Text: t.text, X: hundredths(x), Y: hundredths(y), Size: size, Furniture: true}
		w.Width = natural(Regular, size, t.text)
		line = append(line, w)
		x += w.Width + natural(Regular, size, " ")
	}
	if len(line) > 0 {
		line[len(line)-1].End = Paragraph
	}
	return line
}

// pageNumber is the commonest footer.
func pageNumber(n int) string { return fmt.Sprintf("Page %d", n) }

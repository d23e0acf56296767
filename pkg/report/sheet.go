package report

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Style says how text is laid out.
type Style struct {
	Width   int  // columns; 0 stands for 80
	Color   bool // whether to use colour, which only emphasises what the words say
	Compare bool // whether two files were compared, without a corpus
	Plain   bool // whether to use words in place of signs and columns, as for a screen reader
}

const (
	defaultWidth = 80
	indent       = 2 // of an answer below the name of its input
	indentMore   = 4 // of details of an answer
	indentItem   = 6
	labelWidth   = 7  // of "p. 4" and the space after it, before a change
	indentHang   = 15 // of a change that does not fit on a line
	leastColumns = 20 // for words, however narrow the terminal
)

// A sheet is text being laid out. Words that are wider than a line, such as paths, are not broken
// so that they can be copied.
type sheet struct {
	strings.Builder
	width   int
	color   bool
	compare bool
	plain   bool
}

func newSheet(style Style) *sheet {
	return &sheet{width: cmp.Or(style.Width, defaultWidth), color: style.Color, compare: style.Compare, plain: style.Plain}
}

// raw adds a line as it is, but for text that runs from right to left, which is enclosed.
func (s *sheet) raw(indent int, line string) { s.put(indent, isolated([]string{line})[0]) }

// put adds a line of a paragraph that was laid out.
func (s *sheet) put(indent int, line string) {
	s.WriteString(strings.Repeat(" ", indent))
	s.WriteString(line)
	s.WriteByte('\n')
}

// text adds a paragraph.
func (s *sheet) text(indent int, paragraph string) { s.hang(indent, "", paragraph) }

// hang adds a paragraph that begins with a label and is indented beside it.
func (s *sheet) hang(indent int, label, paragraph string) {
	s.list(indent, label, unbroken(paragraph), " ")
}

// list is like hang for parts that must not be broken, with gap between them.
func (s *sheet) list(indent int, label string, parts []string, gap string) {
	for i, line := range isolated(wrap(parts, gap, s.width-indent-lipgloss.Width(label), 0)) {
		if i > 0 {
			label = strings.Repeat(" ", lipgloss.Width(label))
		}
		s.put(indent, label+line)
	}
}

// headline adds emphasised text.
func (s *sheet) headline(tone lipgloss.Style, text string) {
	for i, line := range isolated(wrap(unbroken(text), " ", s.width-indentMore, 0)) {
		by := indent
		if i > 0 {
			by = indentMore
		}
		if s.color {
			line = tone.Render(line)
		}
		s.put(by, line)
	}
}

// unbroken splits text at spaces, but not between "p." and the page number.
func unbroken(text string) []string {
	var parts []string
	for _, word := range strings.Split(text, " ") {
		if n := len(parts); n > 0 && strings.TrimLeft(parts[n-1], "(") == "p." {
			parts[n-1] += " " + word
		} else {
			parts = append(parts, word)
		}
	}
	return parts
}

// change lays out a change beside its label, which is empty if the previous change has the same.
// Continuation lines are indented further. Words wider than a line, as in scripts without
// spaces, are broken.
func (s *sheet) change(label, words string) []string {
	if s.plain {
		lines := isolated(wrap(unbroken(label+": "+words), " ", s.width-indentItem, 0))
		for i, line := range lines {
			lines[i] = strings.Repeat(" ", indentItem) + line
		}
		return lines
	}
	rest := max(s.width-indentHang, leastColumns)
	parts := unbroken(label)
	parts[len(parts)-1] += strings.Repeat(" ", max(labelWidth-1-lipgloss.Width(label), 1))
	for _, word := range unbroken(words) {
		if lipgloss.Width(word) <= rest {
			parts = append(parts, word)
		} else {
			parts = append(parts, broken(word, rest)...)
		}
	}
	lines := wrap(parts, " ", rest, indentHang-indentItem)
	for i, line := range lines {
		by := indentHang
		if i == 0 {
			by = indentItem
		}
		lines[i] = strings.Repeat(" ", by) + strings.TrimRight(line, " ")
	}
	return isolated(lines)
}

// broken cuts a word that is wider than a line. Characters with their marks stay whole.
func broken(word string, width int) []string {
	if unspaced(word) {
		return strings.Split(ansi.Hardwrap(word, width, true), "\n")
	}
	return strings.Split(lipgloss.Wrap(word, width, ""), "\n")
}

// wrap joins parts into lines of at most width columns if it can. The first line may be longer
// by longer columns.
func wrap(parts []string, gap string, width, longer int) []string {
	var lines []string
	for _, part := range parts {
		n := len(lines)
		if n == 2 {
			longer = 0
		}
		if n > 0 && lipgloss.Width(lines[n-1]+gap+part) <= width+longer {
			lines[n-1] += gap + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

// cut shortens text to at most most characters, at a space if there is one, and marks that it
// did.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	text = headOf(text, most)
	if space := strings.LastIndexByte(text, ' '); space > len(text)/2 {
		text = text[:space]
	}
	return text + " ..."
}

// cutMiddle shortens text to about most characters by leaving out its middle, at spaces if there
// are any.
func cutMiddle(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	head, tail := headOf(text, most/2), tailOf(text, most/2)
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 && i < len(tail)/2 {
		tail = tail[i+1:]
	}
	return head + " ... " + tail
}

// grouped returns n with commas: 1,460.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// count returns n with its noun: "1 page", "1,460 pages".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

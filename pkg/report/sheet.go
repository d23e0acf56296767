package report

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// Style says how text is laid out.
type Style struct {
	Width int  // columns; 0 stands for 80
	Color bool // whether to emphasise by colour; the words say the same without it
}

const (
	defaultWidth = 80
	indent       = 2 // of an answer below the name of its input
	indentMore   = 4 // of what belongs to an answer
	indentItem   = 6
)

// A sheet is text being laid out. Words that are wider than a line, such as
// paths, are left whole so that they can be copied.
type sheet struct {
	strings.Builder
	width int
	color bool
}

// raw adds a line as it is.
func (s *sheet) raw(indent int, line string) {
	s.WriteString(strings.Repeat(" ", indent))
	s.WriteString(line)
	s.WriteByte('\n')
}

// text adds a paragraph.
func (s *sheet) text(indent int, paragraph string) { s.hang(indent, "", paragraph) }

// hang adds a paragraph that begins with a label and is set in beside it.
func (s *sheet) hang(indent int, label, paragraph string) {
	s.list(indent, label, unbroken(paragraph), " ")
}

// list is hang for parts that must not be broken, with a gap between them.
func (s *sheet) list(indent int, label string, parts []string, gap string) {
	for i, line := range wrap(parts, gap, s.width-indent-lipgloss.Width(label)) {
		if i > 0 {
			label = strings.Repeat(" ", lipgloss.Width(label))
		}
		s.raw(indent, label+line)
	}
}

// headline adds a line or more that stand out.
func (s *sheet) headline(tone lipgloss.Style, text string) {
	for i, line := range wrap(unbroken(text), " ", s.width-indentMore) {
		by := indent
		if i > 0 {
			by = indentMore
		}
		if s.color {
			line = tone.Render(line)
		}
		s.raw(by, line)
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

// wrap joins parts to lines of at most width columns where it can.
func wrap(parts []string, gap string, width int) []string {
	var lines []string
	for _, part := range parts {
		if n := len(lines); n > 0 && lipgloss.Width(lines[n-1]+gap+part) <= width {
			lines[n-1] += gap + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

// cut shortens text to at most that many characters, at a space where there is
// one, and says that it did.
func cut(text string, most int) string {
	n := 0
	for i := range text {
		if n == most {
			text = text[:i]
			if space := strings.LastIndexByte(text, ' '); space > i/2 {
				text = text[:space]
			}
			return text + " ..."
		}
		n++
	}
	return text
}

// grouped writes n with commas: 1,460.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// count writes n with its noun: "1 page", "1,460 pages".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

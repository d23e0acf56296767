package report

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Unicode's marks around text whose direction is its own (UAX #9, 2.4). Text of documents is
// quoted, so that it holds none.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// An isolator encloses text that runs from right to left in the lines of a paragraph, so that
// it cannot reorder what is said of it: of what stands between quotation marks the whole and,
// within that, what was changed; of other text the runs of such characters. Lines without such
// characters stay as they are.
type isolator struct{ quoted, changed bool }

// isolated returns the lines of a paragraph with text that runs from right to left enclosed.
func isolated(lines []string) []string {
	if !strings.ContainsFunc(strings.Join(lines, ""), rightToLeft) {
		return lines
	}
	var z isolator
	enclosed := make([]string, len(lines))
	for i, line := range lines {
		text := strings.TrimLeft(line, " ")
		enclosed[i] = line[:len(line)-len(text)] + z.line(text)
	}
	return enclosed
}

func (z *isolator) line(text string) string {
	var b strings.Builder
	for {
		end := quotationMark(text)
		part, rest := text, ""
		if end >= 0 {
			part, rest = text[:end], text[end+1:]
		}
		if z.quoted {
			part = z.quote(part)
		} else {
			part = isolateRuns(part)
		}
		b.WriteString(part)
		if end < 0 {
			return b.String()
		}
		b.WriteByte('"')
		z.quoted, text = !z.quoted, rest
	}
}

// quotationMark returns where the next quotation mark stands that is not escaped; -1 for none.
func quotationMark(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// quote encloses what stands on one line between quotation marks.
func (z *isolator) quote(text string) string {
	var b strings.Builder
	if z.changed { // on the line before
		b.WriteString(firstStrongIsolate)
	}
	for i := 0; i < len(text); {
		two := text[i:min(i+2, len(text))]
		switch {
		case two == "[-" || two == "{+":
			if z.changed { // its end was broken off
				b.WriteString(popIsolate)
			}
			b.WriteString(two + firstStrongIsolate)
			z.changed = true
		case (two == "-]" || two == "+}") && z.changed:
			b.WriteString(popIsolate + two)
			z.changed = false
		case two[0] == '\\':
			b.WriteString(two)
		default:
			two = two[:1]
			b.WriteString(two)
		}
		i += len(two)
	}
	if z.changed {
		b.WriteString(popIsolate)
	}
	if !strings.ContainsFunc(text, rightToLeft) {
		return text
	}
	return firstStrongIsolate + b.String() + popIsolate
}

// isolateRuns encloses each run of text that runs from right to left, up to its last such
// character before the next letter that does not.
func isolateRuns(text string) string {
	var b strings.Builder
	done, start, end := 0, -1, 0
	enclose := func() {
		if start >= 0 {
			b.WriteString(text[done:start] + firstStrongIsolate + text[start:end] + popIsolate)
			done, start = end, -1
		}
	}
	for i, r := range text {
		switch {
		case rightToLeft(r) || start >= 0 && end == i && unicode.Is(unicode.M, r):
			if start < 0 {
				start = i
			}
			end = i + len(string(r))
		case unicode.IsLetter(r):
			enclose()
		}
	}
	enclose()
	return b.String() + text[done:]
}

// rightToLeft reports whether a character runs from right to left, or numbers do that begin
// with it.
func rightToLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	properties, _ := bidi.LookupString(string(r))
	class := properties.Class()
	return class == bidi.R || class == bidi.AL || class == bidi.AN
}

// Show is Quote for a line on a terminal: text that runs from right to left cannot reorder what
// stands around it.
func Show(s string) string {
	s = Quote(s)
	if !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	return firstStrongIsolate + s + popIsolate
}

// inBDI makes of the marks around enclosed text what HTML has for them.
var inBDI = strings.NewReplacer(firstStrongIsolate, "<bdi>", popIsolate, "</bdi>")

// withBDI returns text, in which that of documents is quoted, as HTML, with what runs from right
// to left enclosed.
func withBDI(text string) template.HTML {
	return template.HTML(inBDI.Replace(template.HTMLEscapeString(isolated([]string{text})[0])))
}

// startsRightToLeft reports whether the first letter of a text runs from right to left.
func startsRightToLeft(text string) bool {
	i := strings.IndexFunc(text, unicode.IsLetter)
	r, _ := utf8.DecodeRuneInString(text[max(i, 0):])
	return i >= 0 && rightToLeft(r)
}

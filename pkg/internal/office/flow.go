package office

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A flow puts a document's text in order. What stands within a paragraph, and is
// not part of its line, is an aside: a text box, a note.
type flow struct {
	levels    []*level // the main text, then the asides that are open
	notes     []string // of the page that is open
	pageBegun bool     // something is on the page that is open
	hidden    *concealed
}

type level struct {
	text   []byte
	boxes  []string // to follow the paragraph that is open
	joined bool     // the paragraph that is open goes on in the next one
	goesOn bool     // the paragraph that is open is the rest of the one before
	spaced bool     // a space is due before the next word
	marker string   // the number of a list item, due before what it holds
	script script   // raised or lowered text, written once it is whole
	raised raised   // the raised text that was written last
}

// A script is raised or lowered text.
type script struct {
	shift shift
	text  string
}

// raised is where raised text was written: it may be the numerator of a fraction.
type raised struct {
	start, end int
	text       string
}

// newFlow returns an empty flow that puts hidden text aside into hidden.
func newFlow(hidden *concealed) *flow { return &flow{levels: []*level{{}}, hidden: hidden} }

func (f *flow) top() *level { return f.levels[len(f.levels)-1] }

// show writes text as it looks, or puts it aside where it cannot be seen.
func (f *flow) show(l look, s string) {
	if l.hidden != "" {
		f.hidden.add(l.hidden, s)
		return
	}
	s = l.apply(s)
	if l.shift == onLine || strings.TrimSpace(s) == "" {
		f.write(s)
		return
	}
	level := f.top()
	if level.script.shift != l.shift {
		level.settle()
		level.script.shift = l.shift
	}
	level.begin()
	level.script.text += s
	f.written(s)
}

// write writes text of the line.
func (f *flow) write(s string) {
	level := f.top()
	level.settle()
	level.begin()
	level.text = append(level.text, s...)
	f.written(s)
}

// written takes note that something was written.
func (f *flow) written(s string) {
	f.top().spaced = false
	f.hidden.end()
	f.pageBegun = f.pageBegun || strings.TrimSpace(s) != ""
}

// begin writes the number that is due.
func (l *level) begin() {
	l.text = append(l.text, l.marker...)
	l.marker = ""
}

// settle writes the raised or lowered text that is whole now. One over another, with a
// slash between, is a fraction.
func (l *level) settle() {
	held := l.script
	l.script = script{}
	switch {
	case held.text == "":
	case held.shift == lowered && l.raised.text != "" && isSlash(l.text[l.raised.end:]):
		l.text = l.text[:l.raised.start]
		if before, _ := utf8.DecodeLastRune(l.text); unicode.IsDigit(before) { // 2 1/2
			l.text = append(l.text, ' ')
		}
		l.text = append(l.text, fraction(l.raised.text, held.text)...)
		l.raised = raised{}
	default:
		start := len(l.text)
		l.text = append(l.text, scripted(held.shift, held.text)...)
		l.raised = raised{}
		if held.shift == superscript {
			l.raised = raised{start, len(l.text), held.text}
		}
	}
}

func isSlash(b []byte) bool {
	return string(b) == "/" || string(b) == "\u2044" || string(b) == "\u2215"
}

// mark sets the number of a list item, which is written before whatever comes next.
func (f *flow) mark(l look, s string) {
	if s == "" {
		return
	}
	if l.hidden != "" {
		f.hidden.add(l.hidden, s+" ")
		return
	}
	f.top().marker += l.apply(s) + " "
}

// endMark writes the number of a list item that holds nothing.
func (f *flow) endMark() {
	if f.top().marker != "" {
		f.write("")
		f.pageBegun = true
	}
}

// showCollapsed is show with white space as XML and HTML mean it: any amount stands for
// one space, and none begins or ends a line.
func (f *flow) showCollapsed(l look, s string) {
	if l.hidden != "" {
		f.show(l, s)
		return
	}
	for s != "" {
		word := s
		if end := strings.IndexFunc(s, isSpace); end >= 0 {
			word = s[:end]
		}
		if word == "" {
			f.top().spaced = true
			s = strings.TrimLeftFunc(s, isSpace)
			continue
		}
		if f.top().spaced && f.inLine() {
			f.space(l)
		}
		f.show(l, word)
		s = s[len(word):]
	}
}

// showApart writes what a form field shows: it stands apart from the text around it.
func (f *flow) showApart(l look, s string) {
	if s == "" {
		return
	}
	if l.hidden == "" && f.inLine() {
		f.write(" ")
	}
	f.show(l, s)
	f.top().spaced = true
}

// space writes a space, within raised or lowered text where the text goes on.
func (f *flow) space(l look) {
	if held := &f.top().script; held.text != "" && held.shift == l.shift {
		held.text += " "
		return
	}
	f.write(" ")
}

// inLine reports whether the line that is open holds anything.
func (f *flow) inLine() bool {
	l := f.top()
	return l.script.text != "" || len(l.text) > 0 && !bytes.HasSuffix(l.text, []byte("\n")) && !bytes.HasSuffix(l.text, []byte("\f"))
}

// isSpace leaves out U+00A0, which keeps words together and is not collapsed.
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// endParagraph ends the line, and lets the text boxes within the paragraph follow.
func (f *flow) endParagraph() {
	l := f.top()
	l.goesOn = l.joined
	if l.joined {
		l.joined = false
		return
	}
	f.write("\n")
	f.placeBoxes()
}

func (f *flow) placeBoxes() {
	l := f.top()
	for _, box := range l.boxes {
		f.breakLine()
		f.write(box)
	}
	l.boxes = nil
}

// breakLine ends the line unless it is empty.
func (f *flow) breakLine() {
	f.hidden.end()
	if f.inLine() {
		f.write("\n")
	}
}

// beginPage ends the page that is open. Nothing happens in an aside, nor on a page
// that is still empty: word processors mark one break in several ways.
func (f *flow) beginPage() {
	if len(f.levels) > 1 || !f.pageBegun {
		return
	}
	marker := f.top().marker
	f.top().marker = ""
	f.endPage()
	f.write("\f")
	f.pageBegun = false
	f.top().marker = marker
}

// endPage lets the notes of the page follow its text.
func (f *flow) endPage() {
	if len(f.notes) == 0 {
		return
	}
	f.breakLine()
	for _, note := range f.notes {
		f.write(note)
	}
	f.notes = nil
}

func (f *flow) openAside() { f.levels = append(f.levels, &level{}) }

// closeAside returns the text of the aside opened last, "" where none is open: what
// ends an aside in damaged files need not have begun one.
func (f *flow) closeAside() string {
	if len(f.levels) == 1 {
		return ""
	}
	f.endMark()
	f.breakLine()
	f.placeBoxes()
	s := string(f.top().text)
	f.levels = f.levels[:len(f.levels)-1]
	return s
}

// closeBox ends a text box.
func (f *flow) closeBox() {
	box := f.closeAside()
	f.top().boxes = append(f.top().boxes, box)
}

// finish returns all of the text.
func (f *flow) finish() string {
	for len(f.levels) > 1 {
		f.closeBox()
	}
	f.endMark()
	f.placeBoxes()
	f.endPage()
	f.top().settle()
	return string(f.top().text)
}

package office

import "strings"

// A flow puts a document's text in order. What stands within a paragraph, and is
// not part of its line, is an aside: a text box, a note.
type flow struct {
	levels    []*level // the main text, then the asides that are open
	notes     []string // of the page that is open
	pageBegun bool     // something is on the page that is open
}

type level struct {
	strings.Builder
	boxes  []string // to follow the paragraph that is open
	joined bool     // the paragraph that is open goes on in the next one
	spaced bool     // a space is due before the next word
}

func newFlow() *flow { return &flow{levels: []*level{{}}} }

func (f *flow) top() *level { return f.levels[len(f.levels)-1] }

func (f *flow) write(s string) {
	l := f.top()
	l.WriteString(s)
	l.spaced = false
	f.pageBegun = f.pageBegun || strings.TrimSpace(s) != ""
}

// writeCollapsed writes s with white space as XML and HTML mean it: any amount
// stands for one space, and none begins or ends a line.
func (f *flow) writeCollapsed(s string) {
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
			f.write(" ")
		}
		f.write(word)
		s = s[len(word):]
	}
}

// inLine reports whether the line that is open holds anything.
func (f *flow) inLine() bool {
	s := f.top().String()
	return s != "" && !strings.HasSuffix(s, "\n") && !strings.HasSuffix(s, "\f")
}

// isSpace leaves out U+00A0, which keeps words together and is not collapsed.
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// endParagraph ends the line, and lets the text boxes within the paragraph follow.
func (f *flow) endParagraph() {
	l := f.top()
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
	f.endPage()
	f.write("\f")
	f.pageBegun = false
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

// closeAside returns the text of the aside opened last.
func (f *flow) closeAside() string {
	f.breakLine()
	f.placeBoxes()
	s := f.top().String()
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
	f.placeBoxes()
	f.endPage()
	return f.top().String()
}

package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Snippet is what stands around hits of a text, in one line.
type Snippet struct {
	Text string
	Hits [][2]int // in characters of Text: the first, and the one after the last
}

const (
	// mostAround is how many characters of a sentence are shown before a hit and after it.
	mostAround = 120

	// mostSentences is how many sentences are shown of a text.
	mostSentences = 3

	// leftOut stands for what is left out of a text.
	leftOut = "…"
)

// Around returns the sentences of a text in which its hits stand, the first ones of them. Hits
// are what Find returned for it.
func Around(text string, hits []Span) Snippet {
	var s Snippet
	for n := 0; n < mostSentences && len(hits) > 0; n++ {
		at := sentence(text, hits[0])
		within := 1
		for within < len(hits) && hits[within].Start < at.End {
			at.End = max(at.End, hits[within].End)
			within++
		}
		if n > 0 {
			s.Text += " " + leftOut + " "
		}
		s.append(text, at, hits[:within])
		hits = hits[within:]
	}
	return s
}

// append appends a piece of a text, in which the hits stand.
func (s *Snippet) append(text string, piece Span, hits []Span) {
	line := func(from, to int) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return ' '
			}
			return r
		}, text[from:to])
	}
	at := piece.Start
	for _, hit := range hits {
		s.Text = squeezed(s.Text + line(at, hit.Start))
		begin := utf8.RuneCountInString(s.Text)
		s.Text += squeezed(line(hit.Start, hit.End))
		s.Hits = append(s.Hits, [2]int{begin, utf8.RuneCountInString(s.Text)})
		at = hit.End
	}
	s.Text = squeezed(s.Text + line(at, piece.End))
}

// squeezed returns a line with one space where there are several.
func squeezed(line string) string {
	for strings.Contains(line, "  ") {
		line = strings.ReplaceAll(line, "  ", " ")
	}
	return line
}

// sentence returns the sentence in which a hit stands, at most mostAround characters of it on either
// side, cut between words where there are spaces.
func sentence(text string, hit Span) Span {
	return Span{begin(text, hit.Start), hit.End + ahead(text[hit.End:])}
}

// begin returns where the sentence begins in which a hit starts.
func begin(text string, hit int) int {
	at, space := hit, hit
	for n := 0; at > 0 && n < mostAround; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if ends(r, text[at:]) {
			return at + leading(text[at:])
		}
		if unicode.IsSpace(r) {
			space = at
		}
		at -= size
	}
	switch {
	case at == 0:
		return leading(text)
	case space < hit:
		return space
	}
	return at
}

// leading returns how many bytes of white space a text begins with.
func leading(text string) int { return len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace)) }

// ahead returns how many bytes at the beginning of a text belong to its first sentence.
func ahead(text string) int {
	space, n := 0, 0
	for at, r := range text {
		after := at + utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size := utf8.DecodeRuneInString(text[at:])
			after = at + size
		}
		switch {
		case ends(r, text[after:]) && unicode.IsSpace(r): // a blank line
			return at
		case ends(r, text[after:]):
			return after
		case n >= mostAround && space > 0:
			return space
		case n >= mostAround:
			return at
		case unicode.IsSpace(r):
			space = at
		}
		n++
	}
	return len(strings.TrimRightFunc(text, unicode.IsSpace))
}

// ends reports whether a sentence ends with a character, before the text after it.
func ends(r rune, after string) bool {
	switch {
	case slices.Contains([]rune("。！？｡।॥؟۔።"), r):
		return true
	case slices.Contains([]rune(".!?"), r):
		next, _ := utf8.DecodeRuneInString(after)
		return after == "" || unicode.IsSpace(next)
	case r == '\n':
		return strings.HasPrefix(strings.TrimLeft(after, " \t\r"), "\n")
	}
	return r == '\f'
}

package quotation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/wording"
)

// This file tells what stands between two pages, in other cells of a table, and in notes from the
// text that runs over them.

// continuous returns the tokens of a source that a quotation runs over, without what stands
// between two pages: running heads, page numbers and footnotes, unless they are quoted.
func (q *Quotation) continuous(known searched, s wording.Span) []token {
	var tokens []token
	for i := s.From; i < s.To; i++ {
		t := known.tokens[i]
		if !q.quotes(known, i) && (t.Furniture || i >= known.footnotes(i, s.From) && known.pageEnds(i, s.To)) {
			continue
		}
		tokens = append(tokens, t)
	}
	return tokens
}

// quotes reports whether a token of the source is in one of the runs quoted.
func (q *Quotation) quotes(known searched, token int) bool {
	for _, r := range q.chain {
		if token >= known.words[r.k].From && token < known.words[r.k+r.n-1].To {
			return true
		}
	}
	return false
}

// wholeCells reports whether tokens of a source are nothing but whole cells of a table: who
// quotes one column leaves those of others out.
func (s searched) wholeCells(gone wording.Span) bool {
	begins := func(i int) bool {
		return i == 0 || i == len(s.tokens) || s.tokens[i].Cell || s.tokens[i-1].LineEnd || s.tokens[i-1].Page != s.tokens[i].Page
	}
	beside := slices.ContainsFunc(s.tokens[gone.From:min(gone.To+1, len(s.tokens))], func(t token) bool { return t.Cell })
	return gone.Len() > 0 && beside && begins(gone.From) && begins(gone.To)
}

// pageEnds reports whether the page of a token ends before another one.
func (s searched) pageEnds(token, before int) bool {
	return s.tokens[token].Page != s.tokens[before-1].Page
}

// footnotes returns the first token from which a line that begins as footnotes do goes
// down to the end of the page of a token; one past the token where there is none.
func (s searched) footnotes(token, from int) int {
	for i := token; i >= from && s.tokens[i].Page == s.tokens[token].Page; i-- {
		begins := i == 0 || s.tokens[i-1].LineEnd || s.tokens[i-1].Page != s.tokens[i].Page
		if begins && isNoteSign(s.tokens[i].Text) {
			return i
		}
	}
	return token + 1
}

// isOfNote reports whether what differs is the number of a note after a figure of the source, on the
// line, as programs copy what is raised, or left out.
func (s searched) isOfNote(gone, put []token) bool {
	if len(put) != 1 || len(gone) != 1 {
		return false
	}
	before, number, ok := wording.RaisedNumber(gone[0].Text)
	said := put[0].Text
	return ok && (wording.SameButAfter(before+number, said) || wording.SameButAfter(before, said)) && s.hasFootnote(gone[0].Page, number)
}

// hasFootnote reports whether a line of a page begins with the number of a note.
func (s searched) hasFootnote(page int, number string) bool {
	for i, t := range s.tokens {
		begins := i > 0 && (s.tokens[i-1].LineEnd || s.tokens[i-1].Page != page)
		_, sign, _ := wording.RaisedNumber(t.Text)
		if t.Page == page && begins && (wording.Equal(t.Text, number) || sign == number) {
			return true
		}
	}
	return false
}

// isNoteSign reports whether a line that begins with a word is a footnote: its sign is a
// number by itself, which that of a paragraph is not, or is raised.
func isNoteSign(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.No, r) || strings.ContainsRune("*†‡", r) || strings.Trim(word, "0123456789") == ""
}

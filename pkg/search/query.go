// Package search says what a query asks for, and where a text has it.
//
// A query is words. All of them must stand on a page, in any order; "words in quotation marks" one
// after another; prefix* stands for any word that begins so; and none of -those must stand there.
//
// Words are compared by their letters and digits as fingerprint.Fold has them, without case,
// accents, ligatures and what nobody sees. A word that a hyphen breaks is found whole, and one with a
// hyphen with and without it. Scripts that do not set words apart are searched for characters that
// follow one another.
//
// [Query.Find] alone judges what a page has. An index may propose pages by [Stems]: a page
// on which Find finds something has, for one way of each term, the stems of all words, with
// at most Between others from one to the next.
package search

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reasons why a query cannot be understood.
var (
	ErrNoWord  = errors.New("there is no word to look for")
	ErrQuote   = errors.New("a quotation mark is not closed")
	ErrStar    = errors.New("a * stands at the end of a word, and nowhere else")
	ErrTooLong = fmt.Errorf("it has more than %d words", mostWords)
)

// mostWords is how many words a query has at most.
const mostWords = 200

// A Query is what to look for. The zero Query finds nothing.
type Query struct {
	Terms []Term // all must be found, save those that must not
}

// A Term is a word or a phrase.
type Term struct {
	Ways   [][]Word // in which it may be written, none of them empty: words one after another
	Prefix bool     // the last word of each way may go on
	Not    bool     // it must not stand on the page
}

// A Word is a word of a term.
type Word struct {
	Letters string // folded
	close   bool   // no punctuation mark stands between it and the one before
}

// Parse reads a query. It returns an error wrapping ErrNoWord, ErrQuote, ErrStar or ErrTooLong if
// it cannot be understood.
func Parse(text string) (Query, error) {
	var q Query
	wanted, words := false, 0
	for rest := text; ; {
		var part piece
		var err error
		if part, rest, err = next(rest); err != nil {
			return Query{}, err
		}
		if part.end {
			break
		}
		term, err := part.term()
		if err != nil {
			return Query{}, err
		}
		if len(term.Ways) == 0 {
			continue // a sign, as in "R & D"
		}
		words += len(term.Ways[0])
		wanted = wanted || !term.Not
		q.Terms = append(q.Terms, term)
	}
	switch {
	case !wanted:
		return Query{}, ErrNoWord
	case words > mostWords:
		return Query{}, ErrTooLong
	}
	return q, nil
}

// A piece is a term as it is written.
type piece struct {
	text string
	not  bool
	end  bool // there is none
}

// next returns the first piece of a query, and what follows it.
func next(text string) (p piece, rest string, err error) {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	if text == "" {
		return piece{end: true}, "", nil
	}
	text, p.not = strings.CutPrefix(text, "-")
	opening, size := utf8.DecodeRuneInString(text)
	if closing := closings[opening]; closing != "" {
		text = text[size:]
		end := strings.IndexAny(text, closing)
		if end < 0 {
			return p, "", ErrQuote
		}
		_, size = utf8.DecodeRuneInString(text[end:])
		p.text = text[:end]
		return p, text[end+size:], nil
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || closings[r] != "" })
	if end < 0 {
		end = len(text)
	}
	p.text = text[:end]
	return p, text[end:], nil
}

// closings are the quotation marks that end a phrase, by the one that begins it.
var closings = map[rune]string{'"': `"`, '\u201c': "\u201d", '\u201e': "\u201c\u201d", '\u00ab': "\u00bb"}

// term returns what a piece asks for. It has no ways if the piece has no words.
func (p piece) term() (Term, error) {
	text, prefix := strings.CutSuffix(p.text, "*")
	words := split(text)
	if strings.Contains(text, "*") || prefix && (len(words) == 0 || words[len(words)-1].end != len(text)) {
		return Term{}, ErrStar
	}
	t := Term{Prefix: prefix, Not: p.not}
	if len(words) == 0 {
		return t, nil
	}
	t.Ways = append(t.Ways, wordsOf(words, text))
	if whole := withoutHyphens(words); len(whole) < len(words) {
		t.Ways = append(t.Ways, wordsOf(whole, text))
	}
	return t, nil
}

func wordsOf(words []word, text string) []Word {
	of := make([]Word, len(words))
	for i, w := range words {
		of[i].Letters = w.letters
		if i > 0 && words[i-1].end == w.start {
			of[i].close = w.alone || words[i-1].alone
		}
	}
	return of
}

// withoutHyphens joins the words that a hyphen joins.
func withoutHyphens(words []word) []word {
	var whole []word
	for _, w := range words {
		if n := len(whole); n > 0 && w.before == hyphened {
			whole[n-1].letters += w.letters
			whole[n-1].end = w.end
			continue
		}
		whole = append(whole, w)
	}
	return whole
}

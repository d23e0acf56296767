package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// A gap is what stands between a word and the one before.
type gap int

const (
	spaced gap = iota // white space, or nothing
	hyphened
	apart // a punctuation mark or another sign
)

// A word is a run of letters and digits, or a single character of a script that does not set
// words apart, with its marks.
type word struct {
	letters    string // folded: fingerprint.Fold
	start, end int    // in the text, in bytes
	alone      bool   // of a script that does not set words apart
	before     gap
}

// A splitter takes a text apart.
type splitter struct {
	text  string
	words []word

	letters []byte // of the word that is being read
	start   int    // of that word
	end     int    // of the last one of its characters
	gap     gap    // since the last word, as far as it was read
	blank   bool   // the gap has white space
	hyphens int    // in the gap
}

// split returns the words of a text.
func split(text string) []word {
	s := splitter{text: text, words: make([]word, 0, len(text)/6)}
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r < utf8.RuneSelf {
			s.ascii(r, at)
		} else {
			r, size = cluster(text[at:])
			s.other(r, at, at+size)
		}
		at += size
	}
	s.finish(false)
	return s.words
}

// cluster returns the first character of a text that is none of ASCII, and how many bytes it and
// the marks on it have.
func cluster(text string) (first rune, size int) {
	first, size = utf8.DecodeRuneInString(text)
	for size < len(text) && text[size] >= utf8.RuneSelf {
		r, n := utf8.DecodeRuneInString(text[size:])
		if !unicode.Is(unicode.M, r) && r != halfVoiced && r != halfSemiVoiced {
			break
		}
		size += n
	}
	return first, size
}

// Marks of Japanese that are written as letters of their own.
const (
	halfVoiced     = '\uFF9E'
	halfSemiVoiced = '\uFF9F'
	longVowel      = '\u30FC'
	halfLongVowel  = '\uFF70'
)

// ascii reads a character of ASCII.
func (s *splitter) ascii(r rune, at int) {
	switch {
	case 'A' <= r && r <= 'Z':
		s.letter(at, byte(r)+'a'-'A')
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		s.letter(at, byte(r))
	default:
		s.between(r)
	}
}

func (s *splitter) letter(at int, c byte) {
	if len(s.letters) == 0 {
		s.start = at
	}
	s.letters, s.end = append(s.letters, c), at+1
}

// other reads a character with its marks.
func (s *splitter) other(r rune, start, end int) {
	folded := string(fingerprint.Fold(s.text[start:end]))
	alone := plain.StandsAlone(r) || r == longVowel || r == halfLongVowel
	switch {
	case folded == "" && unseen(r):
		return
	case folded == "":
		s.between(r)
		return
	case alone:
		s.finish(false)
	}
	if len(s.letters) == 0 {
		s.start = start
	}
	s.letters, s.end = append(s.letters, folded...), end
	if alone {
		s.finish(true)
	}
}

// unseen reports whether a character that is no letter leaves a word whole.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.M, unicode.Lm, unicode.Other_Default_Ignorable_Code_Point)
}

// between reads a character that ends a word.
func (s *splitter) between(r rune) {
	s.finish(false)
	switch {
	case unicode.IsSpace(r):
		s.blank = true
	case strings.ContainsRune(hyphens, r) && s.hyphens == 0 && !s.blank:
		s.hyphens++
		s.gap = max(s.gap, hyphened)
	default:
		s.gap = apart
	}
}

// hyphens join what stands on either side, as apostrophes do.
const hyphens = "-\u2010\u2011'\u2019"

// finish ends the word that is being read, if there is one.
func (s *splitter) finish(alone bool) {
	if len(s.letters) == 0 {
		return
	}
	w := word{letters: string(s.letters), start: s.start, end: s.end, alone: alone, before: s.gap}
	if n := len(s.words); n > 0 && w.before == hyphened && isDigit(s.words[n-1].letters) && isDigit(w.letters) {
		w.before = apart // as in 10-21, which is not 1021
	}
	s.words = append(s.words, w)
	s.letters, s.gap, s.blank, s.hyphens = s.letters[:0], spaced, false, 0
}

func isDigit(letters string) bool {
	return strings.Trim(letters, "0123456789") == ""
}

// joined returns the word that two become where a hyphen alone stands between them.
func joined(words []word, i int) (string, bool) {
	if i+1 >= len(words) || words[i+1].before != hyphened {
		return "", false
	}
	return words[i].letters + words[i+1].letters, true
}

// Version is that of Stems, without the folding, which fingerprint.Columns.Text stands for. An
// index of another version is made anew.
//
//	1: first
const Version = 1

// mostIndexed is how many characters of a word are indexed.
const mostIndexed = 32

// Stem returns what is indexed of a word: its first letters.
func Stem(letters string) string {
	n := 0
	for at := range letters {
		if n == mostIndexed {
			return letters[:at]
		}
		n++
	}
	return letters
}

// Stems returns what is to be indexed of a text, in order: the stem of each word and, after the
// second of two that a hyphen joins, that of both as one. So between the stems of words that
// follow one another there are at most Between others.
func Stems(text string) []string {
	words := split(text)
	stems := make([]string, 0, len(words))
	for i, w := range words {
		stems = append(stems, Stem(w.letters))
		if i > 0 {
			if both, ok := joined(words, i-1); ok {
				stems = append(stems, Stem(both))
			}
		}
	}
	return stems
}

// Between is how many stems stand at most between those of two words that follow one another.
const Between = 4

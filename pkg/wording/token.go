package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// A Token is a word as written, with the punctuation that touches it; of scripts that do
// not set words apart, a character.
type Token struct {
	Text    string // as written
	Key     string // Text, normalized: tokens with the same key are the same
	Space   string // the white space before it, as written, with characters that cannot be seen
	LineEnd bool   // a line break follows
}

// NewToken returns a word as a token.
func NewToken(text string) Token { return Token{Text: text, Key: Normalize(text)} }

// Tokens cuts a text at its white space, and after signs that stand in its place.
func Tokens(text string) []Token {
	var tokens []Token
	space := 0 // where the white space before the next token begins
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			if isLineBreak(r) && len(tokens) > 0 {
				tokens[len(tokens)-1].LineEnd = true
			}
			at += size
			continue
		}
		end := at + wordLength(text[at:])
		if token := NewToken(text[at:end]); token.Key != "" {
			token.Space = text[space:at]
			tokens = append(tokens, token)
			space = end
		}
		at = end
	}
	return tokens
}

// wordLength returns the length in bytes of the word that text begins with, or of the
// character with its marks where that stands alone.
func wordLength(text string) int {
	alone := false
	for i, r := range text {
		switch {
		case i == 0:
			alone = plain.StandsAlone(r)
		case unicode.IsSpace(r), plain.StandsAlone(r), dividesWords(text[:i]), alone && !unicode.Is(unicode.M, r) && !isInvisible(r):
			return i
		}
	}
	return len(text)
}

// dividesWords reports whether a text ends with a sign that is written between words in place of
// a space: Ethiopic writes a colon, Tibetan a dot after each syllable.
func dividesWords(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return r == '\u1361' || r == '\u0F0B'
}

func isLineBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\f' || r == '\v' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// StandsAlone reports whether a token is of a script that does not set words apart.
func (t Token) StandsAlone() bool {
	r, _ := utf8.DecodeRuneInString(t.Text)
	return plain.StandsAlone(r)
}

// Keys returns the keys of tokens.
func Keys(tokens []Token) []string {
	keys := make([]string, len(tokens))
	for i, t := range tokens {
		keys[i] = t.Key
	}
	return keys
}

// Text returns tokens as text, with a single space where words are set apart.
func Text(tokens []Token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && setApart(tokens[i-1], t) && !t.RunsOn(tokens[i-1]) {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// RunsOn reports whether a line ends between a token and the one before it for want of space only:
// text in ideographs or kana breaks anywhere.
func (t Token) RunsOn(before Token) bool {
	last, _ := utf8.DecodeLastRuneInString(before.Text)
	first, _ := utf8.DecodeRuneInString(t.Text)
	return before.LineEnd && unicode.In(last, breaksAnywhere...) && unicode.In(first, breaksAnywhere...)
}

var breaksAnywhere = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, {R16: []unicode.Range16{
	{Lo: 0x3000, Hi: 0x303F, Stride: 1}, // punctuation
	{Lo: 0xFF01, Hi: 0xFF60, Stride: 1}, // full-width forms
}}}

// setApart reports whether white space stands between two tokens that follow one another.
// Tokens that were made from words have no space of their own, and always stand apart
// unless a line of text without spaces is cut into characters.
func setApart(a, b Token) bool {
	if b.Space != "" || a.LineEnd {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(a.Text)
	first, _ := utf8.DecodeRuneInString(b.Text)
	return !plain.StandsAlone(last) && !plain.StandsAlone(first) && !dividesWords(a.Text)
}

package fingerprint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	dashesFrom = '\u2010' // dashes, quotation marks, bullets and leaders
	dotsTo     = '\u2026'
)

// Fold reduces text to what survives retyping, typesetting and disguise: its letters and
// digits, in lower case. It serves to find text again, never to judge whether two texts say
// the same.
//
//   - Compatibility forms and ligatures are taken apart (Unicode NFKD), and digits of every
//     script become those of ASCII.
//   - Marks that writers may leave out go: accents, the points of Hebrew and of Arabic. Marks
//     that spell the word stay, on a letter: vowel signs, tones and viramas of the scripts of Asia, voicing
//     marks of kana, the breve of й.
//   - Letters that look like Latin letters or digits become these (Unicode UTS 39). Forms of
//     an Arabic letter that are written for one another become one.
//   - Hyphens, spaces and line ends go, so a hyphenated word folds to the whole one, and so
//     does what nobody sees.
//
// Lengths of folded text are in letters of English, in every script: a character that tells
// as much as several letters is repeated so often (see weights), and a Hangul syllable is
// spelt in its two or three letters.
func Fold(text string) []rune {
	folded := make([]rune, 0, len(text))
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			folded = appendASCII(folded, rune(c))
			i++
			continue
		}
		if r, size := utf8.DecodeRuneInString(text[i:]); r >= dashesFrom && r <= dotsTo { // most of what English has
			i += size
			continue
		}
		end := i + 1
		for end < len(text) && text[end] >= utf8.RuneSelf {
			end++
		}
		folded = foldOther(folded, text[i:end])
		i = end
	}
	return folded
}

// Letters returns how much a text tells, as the number of letters of English that tell as
// much: 16 Chinese characters tell what 48 letters do. It is the length of the folded text,
// and what MinLength and all lengths in Prints are measured in.
func Letters(text string) int { return len(Fold(text)) }

// foldOther appends what text outside ASCII folds to.
func foldOther(folded []rune, text string) []rune {
	letter := rune(0) // that marks are put on; 0 for one of ASCII, or none
	if n := len(folded); n > 0 && folded[n-1] >= utf8.RuneSelf {
		letter = folded[n-1]
	}
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, "\uFFFD")) {
		if r < utf8.RuneSelf {
			folded, letter = appendASCII(folded, r), 0
			continue
		}
		f := foldings.of(r)
		switch {
		case turns(letter, r):
			folded[len(folded)-1] = turned(r)
		case f.mark && letter != 0:
			folded = append(folded, f.letters...)
		case !f.mark && len(f.letters) > 0:
			folded, letter = append(folded, f.letters...), r
		}
	}
	return folded
}

// turns reports whether a mark turns a letter into another one. It takes the place of the
// letter's last repetition, so that が is as long as か.
func turns(letter, mark rune) bool {
	switch mark {
	case breve:
		return letter == 'и' || letter == 'И'
	case voiced, semiVoiced:
		return unicode.In(letter, unicode.Hiragana, unicode.Katakana)
	}
	return false
}

// turned is what takes the place of a letter that a mark turns into another one.
func turned(mark rune) rune {
	if mark == breve {
		return 'й'
	}
	return mark
}

func appendASCII(folded []rune, r rune) []rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return append(folded, r)
	case r >= 'A' && r <= 'Z':
		return append(folded, r+'a'-'A')
	}
	return folded
}

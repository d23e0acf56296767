package fingerprint

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// Fold reduces text to what survives retyping, typesetting and disguise. It keeps letters
// and digits only, in lower case; takes compatibility forms and ligatures apart and strips
// marks (Unicode NFKD); and replaces letters of any script that look like Latin letters or
// digits by these (Unicode UTS 39). Hyphens and line ends are dropped, so a hyphenated word
// folds to the whole one. Letters that look like no Latin one stay themselves, in lower
// case.
func Fold(text string) []rune {
	folded := make([]rune, 0, len(text))
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			folded = append(folded, r)
		case r >= 'A' && r <= 'Z':
			folded = append(folded, r+'a'-'A')
		case r >= 0x80:
			folded = foldRune(folded, r)
		}
	}
	return folded
}

// foldRune appends what r, a rune outside ASCII, folds to.
func foldRune(folded []rune, r rune) []rune {
	for _, part := range norm.NFKD.String(string(r)) {
		if part < 0x80 {
			folded = appendASCII(folded, part)
			continue
		}
		if !unicode.IsLetter(part) && !unicode.IsDigit(part) {
			continue
		}
		latin := latinLookalike(part)
		if string(latin) == "l" { // UTS 39 maps capital I to l as well; the small letter tells which it is
			latin = latinLookalike(unicode.ToLower(part))
		}
		if latin != nil {
			folded = append(folded, latin...)
		} else if latin := latinLookalike(unicode.ToLower(part)); latin != nil {
			folded = append(folded, latin...)
		} else {
			folded = append(folded, unicode.ToLower(part))
		}
	}
	return folded
}

// UTS 39 maps small letters of other scripts that are drawn like capitals (the Cyrillic and
// Greek ones for b, h, k, m, t) to Latin small capitals. These are taken for the letter, so
// that both cases of it fold alike.
const (
	smallCapitals     = "ʙᴄᴅᴇꜰɢʜɪᴊᴋĸʟᴍʍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
	smallCapitalsFold = "bcdefghijkklmmnoprstuvwyz"
)

// latinLookalike returns the ASCII letters and digits, folded, that r looks like; nil when
// what it looks like is not all ASCII but for marks.
func latinLookalike(r rune) []rune {
	var latin []rune
	for _, part := range norm.NFKD.String(confusable.GetReplacement(r)) {
		if i := strings.IndexRune(smallCapitals, part); i >= 0 {
			part = rune(smallCapitalsFold[utf8.RuneCountInString(smallCapitals[:i])])
		}
		switch {
		case part < 0x80:
			latin = appendASCII(latin, part)
		case !unicode.Is(unicode.Mn, part):
			return nil
		}
	}
	return latin
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

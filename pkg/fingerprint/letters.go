package fingerprint

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// This file holds which characters are letters of a word, what each folds to, and how much
// it counts.

const (
	breve        = '\u0306'
	voiced       = '\u3099' // the voicing mark that turns か into が
	semiVoiced   = '\u309A'
	tatweel      = '\u0640' // lengthens Arabic words on the line
	radicalsFrom = '\u2E80' // radicals that fonts show for whole Han characters
	radicalsTo   = '\u2EFF'
)

// A folding is what a character in NFKD folds to.
type folding struct {
	letters []rune
	mark    bool
}

// foldings are made when first needed, 256 in a row.
var foldings foldingTable

type foldingTable [(unicode.MaxRune + 1) / 256]atomic.Pointer[[256]folding]

func (t *foldingTable) of(r rune) folding {
	row := t[r/256].Load()
	if row == nil {
		row = new([256]folding)
		for i := range row {
			row[i] = fold(r/256*256 + rune(i))
		}
		t[r/256].Store(row) // whoever else made it made the same
	}
	return row[r%256]
}

// fold is what a character in NFKD folds to.
func fold(r rune) folding {
	f := folding{mark: unicode.Is(unicode.M, r)}
	if spells(r) {
		f.letters = appendFolded(nil, r)
	}
	return f
}

// pointed are the scripts whose marks a writer may leave out.
var pointed = []*unicode.RangeTable{
	unicode.Inherited, unicode.Common, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Coptic,
	unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Samaritan,
}

// spells reports whether a character in NFKD is a letter, a digit, or a mark that spells.
func spells(r rune) bool {
	switch {
	case r == tatweel, unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		return false
	case unicode.In(r, unicode.Mn, unicode.Mc):
		return !unicode.In(r, pointed...)
	}
	return unicode.In(r, unicode.L, unicode.Nd, unicode.Nl, unicode.Han)
}

// weights are how many letters of English a character tells as much as, by script. They make
// translations of one text about equally long. Characters of other scripts count one each.
var weights = []struct {
	script  *unicode.RangeTable
	letters int
}{
	{unicode.Han, 3}, {unicode.Yi, 3}, {unicode.Tangut, 3}, // a word, or a syllable with its tone
	{unicode.Hiragana, 2}, {unicode.Katakana, 2}, {unicode.Ethiopic, 2}, // a consonant and a vowel
	{unicode.Arabic, 2}, {unicode.Hebrew, 2}, // a consonant whose vowel is seldom written
}

// commonLetters are letters of Arabic and Hebrew that count one: those that stand for
// vowels in one language or another, and the commonest consonants, which tell least.
const commonLetters = "اويېەۆۇۈلمنرد" + "אועיהלמםנןר"

// weight is how often a character is written into the folded text; 0 for those of scripts
// that weights does not list.
func weight(r rune) int {
	if strings.ContainsRune(commonLetters, r) {
		return 1
	}
	for _, w := range weights {
		if unicode.Is(w.script, r) {
			return w.letters
		}
	}
	return 0
}

// alike are letters that search takes for others.
var alike = map[rune]rune{'ٱ': 'ا', 'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ڪ': 'ك', '⻑': '長'}

// likeOthers is the letter that search takes a letter for: a Han radical is the character
// that it looks like.
func likeOthers(r rune) rune {
	if same, ok := alike[r]; ok {
		return same
	}
	if r >= radicalsFrom && r <= radicalsTo {
		if whole, _ := utf8.DecodeRuneInString(confusable.GetReplacement(r)); unicode.Is(unicode.Han, whole) {
			return whole
		}
	}
	return r
}

// appendFolded appends what a letter, a digit or a mark that spells folds to.
func appendFolded(folded []rune, r rune) []rune {
	lower := unicode.ToLower(r)
	switch {
	case unicode.Is(unicode.Nd, r):
		return append(folded, '0'+digit(r))
	case lower == 'ß':
		return append(folded, 's', 's')
	}
	r = likeOthers(r)
	if n := weight(r); n > 0 {
		for range n {
			folded = append(folded, r)
		}
		return folded
	}
	latin := latinLookalike(r)
	if latin == nil || string(latin) == "l" { // UTS 39 maps capital I to l as well; the small letter tells which it is
		latin = latinLookalike(lower)
	}
	if latin == nil {
		return append(folded, lower)
	}
	return append(folded, latin...)
}

// digit is the value of a decimal digit: they come in tens, in order.
func digit(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return (r - zero) % 10
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

package fingerprint

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// Fold reduces text to what survives retyping, typesetting and disguise: its letters and
// digits, in lower case. It serves to find text again, never to judge whether two texts say
// the same.
//
//   - Compatibility forms and ligatures are taken apart (Unicode NFKD), and digits of every
//     script become those of ASCII.
//   - Marks that writers may leave out go: accents, the points of Hebrew and of Arabic. Marks
//     that spell the word stay: vowel signs, tones and viramas of the scripts of Asia, voicing
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
	letter := rune(0) // that marks are put on; 0 for none
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(text, "\uFFFD")) {
		switch {
		case r < utf8.RuneSelf:
			folded, letter = appendASCII(folded, r), 0
		case turns(letter, r) && r == breve:
			folded[len(folded)-1] = 'й'
		case turns(letter, r):
			folded[len(folded)-1] = r
		default:
			f := foldings.of(r)
			folded = append(folded, f.letters...)
			if len(f.letters) > 0 && !f.mark {
				letter = r
			} else if !f.mark {
				letter = 0
			}
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

const (
	dashesFrom   = '\u2010' // dashes, quotation marks, bullets and leaders
	dotsTo       = '\u2026'
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
	if string(latin) == "l" { // UTS 39 maps capital I to l as well; the small letter tells which it is
		latin = latinLookalike(lower)
	}
	if latin == nil {
		latin = latinLookalike(lower)
	}
	if latin == nil {
		return append(folded, lower)
	}
	return append(folded, latin...)
}

// digit is the value of a decimal digit: they come in tens, in order.
func digit(r rune) rune {
	value := rune(0)
	for value < 9 && unicode.Is(unicode.Nd, r-value-1) {
		value++
	}
	return value
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

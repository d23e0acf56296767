package wording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Normalize returns text with one spelling for each set of typographic twins: ways of
// writing one sign that programs substitute for one another. Text is composed (NFC);
// quotation marks are straight, dashes and the minus are hyphens; ligatures, full-width
// and presentation forms are the plain letters; a vulgar fraction is written out; and
// characters that cannot be seen are gone. Superscripts, subscripts and accents stay:
// 10⁵ is not 105. Plain ASCII is returned as it is, except that ` becomes '.
func Normalize(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	digit := false // before r stands a digit
	for _, r := range norm.NFC.String(text) {
		switch {
		case isInvisible(r):
			continue
		case unicode.In(r, vulgarFractions):
			if digit {
				b.WriteRune(invisiblePlus)
			}
			b.WriteString(strings.ReplaceAll(norm.NFKC.String(string(r)), "⁄", "/"))
		case unicode.In(r, twinForms):
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteString(plainSign(r))
		}
		digit = unicode.IsDigit(r)
	}
	return norm.NFC.String(tonesFirst.Replace(b.String())) // letters that ligatures were made of may compose
}

// tonesFirst puts the tones of Thai and Lao before the sign above of am, in whose place they
// stand when it is written as one.
var tonesFirst = strings.NewReplacer(
	"\u0E4D\u0E48", "\u0E48\u0E4D", "\u0E4D\u0E49", "\u0E49\u0E4D", "\u0E4D\u0E4A", "\u0E4A\u0E4D", "\u0E4D\u0E4B", "\u0E4B\u0E4D",
	"\u0ECD\u0EC8", "\u0EC8\u0ECD", "\u0ECD\u0EC9", "\u0EC9\u0ECD", "\u0ECD\u0ECA", "\u0ECA\u0ECD", "\u0ECD\u0ECB", "\u0ECB\u0ECD",
)

// invisiblePlus keeps 3½ apart from 31/2.
const invisiblePlus = '\u2064'

// isPlain reports whether text is its own normal form, as far as ASCII tells.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 || text[i] == '`' {
			return false
		}
	}
	return true
}

// plainSign returns the plain spelling of a quotation mark, dash or fraction slash, and
// any other character as it is.
func plainSign(r rune) string {
	switch r {
	case '’', '‘', '‚', '‛', '`', 'ʼ':
		return "'"
	case '“', '”', '„', '‟':
		return `"`
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return "-"
	case '⁄', '∕':
		return "/"
	case 'µ': // the micro sign
		return "μ"
	case 'Ω':
		return "Ω"
	}
	return string(r)
}

// twinForms are characters that Unicode encodes for the sake of how a font or an older
// encoding writes others: their compatibility decomposition is what they say. Characters
// whose form has a meaning, such as superscripts, are not among them.
var twinForms = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0132, 0x0133, 1}, // Dutch ij
		{0x01C4, 0x01CC, 1}, // Croatian digraphs
		{0x01F1, 0x01F3, 1},
		{0x0E33, 0x0E33, 1}, // Thai and Lao am, a sign above and a letter
		{0x0EB3, 0x0EB3, 1},
		{0x2024, 0x2026, 1}, // one to three dots
		{0x2033, 0x2034, 1}, // primes
		{0x2160, 0x2188, 1}, // Roman numerals
		{0x2E9F, 0x2E9F, 1}, // radicals
		{0x2EF3, 0x2EF3, 1},
		{0x2F00, 0x2FD5, 1},
		{0x3131, 0x318E, 1}, // Hangul compatibility letters
		{0xF900, 0xFAFF, 1}, // ideographs
		{0xFB00, 0xFDFB, 1}, // ligatures, Hebrew and Arabic forms
		{0xFE10, 0xFE19, 1}, // vertical forms
		{0xFE30, 0xFE4F, 1},
		{0xFE50, 0xFE6B, 1}, // small forms
		{0xFE70, 0xFEFC, 1}, // Arabic forms
		{0xFF01, 0xFFEE, 1}, // full and half width
	},
	R32: []unicode.Range32{
		{0x1D400, 0x1D7FF, 1}, // letters and digits of mathematical fonts
		{0x2F800, 0x2FA1D, 1}, // ideographs
	},
}

var vulgarFractions = &unicode.RangeTable{
	R16: []unicode.Range16{{0x00BC, 0x00BE, 1}, {0x2150, 0x215E, 1}, {0x2189, 0x2189, 1}},
}

// isInvisible reports whether r is a character that a page does not show by itself.
func isInvisible(r rune) bool {
	class := MarkOf(r)
	return class != "" && class != dossier.MarkUnusualSpace
}

// MarkOf returns the class of mark that a character is; "" for ordinary ones.
func MarkOf(r rune) dossier.MarkClass {
	switch {
	case r < 0x80:
		return ""
	case r == '\u00ad':
		return dossier.MarkSoftHyphen
	case r >= 0x200B && r <= 0x200D, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0x180E, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return dossier.MarkZeroWidth
	case r == 0x200E, r == 0x200F, r == 0x061C, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x206F:
		return dossier.MarkDirection
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE01EF:
		return dossier.MarkTag
	case unicode.IsSpace(r) && r != 0x85 && r != 0x2028 && r != 0x2029:
		return dossier.MarkUnusualSpace
	}
	return ""
}

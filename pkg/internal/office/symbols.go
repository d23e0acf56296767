package office

import "strings"

// Fonts of symbols show other signs than the characters that stand in the file, which are
// of one byte, or moved to the private use area by privateUse.
const privateUse = 0xF000

// symbolFonts maps the characters of such fonts to the signs that they show. What is not
// listed is kept in the private use area: two signs that differ stay different.
var symbolFonts = map[string]map[rune]rune{
	"wingdings": {
		0x6C: '●', 0x6D: '❍', 0x6E: '■', 0x6F: '☐', 0x70: '☐', 0x71: '❑', 0x72: '❒', 0x73: '⬧', 0x74: '⧫', 0x75: '◆', 0x76: '❖', 0x77: '⬥', 0x78: '☒',
		0x9E: '·', 0x9F: '•', 0xA0: '▪', 0xA1: '○', 0xA2: '○', 0xA4: '◉', 0xA5: '◎', 0xA7: '▪', 0xA8: '☐', 0xAA: '✦', 0xAB: '★',
		0xD8: '➢', 0xDC: '➲', 0xDF: '←', 0xE0: '→', 0xE1: '↑', 0xE2: '↓', 0xE8: '➔', 0xEF: '⇦', 0xF0: '⇨', 0xF1: '⇧', 0xF2: '⇩',
		0xFB: '✗', 0xFC: '✓', 0xFD: '☒', 0xFE: '☑', 0x21: '✏', 0x22: '✂', 0x28: '☎', 0x29: '✆', 0x2A: '✉', 0x36: '⌛',
		0x41: '✌', 0x43: '👍', 0x44: '👎', 0x45: '☜', 0x46: '☞', 0x47: '☝', 0x48: '☟', 0x4A: '☺', 0x4B: '😐', 0x4C: '☹',
		0x80: '⓪', 0x81: '①', 0x82: '②', 0x83: '③', 0x84: '④', 0x85: '⑤', 0x86: '⑥', 0x87: '⑦', 0x88: '⑧', 0x89: '⑨', 0x8A: '⑩',
		0x8B: '⓿', 0x8C: '❶', 0x8D: '❷', 0x8E: '❸', 0x8F: '❹', 0x90: '❺', 0x91: '❻', 0x92: '❼', 0x93: '❽', 0x94: '❾', 0x95: '❿',
	},
	"wingdings 2": {
		0x4F: '✗', 0x50: '✓', 0x51: '☒', 0x52: '☑', 0x53: '☒', 0x54: '☒', 0x56: '⊗', 0x96: '•', 0x97: '●', 0x98: '●', 0x99: '○', 0x9A: '○', 0x9C: '◉', 0x9D: '◎',
		0xA0: '■', 0xA1: '■', 0xA2: '☐', 0xA3: '☐', 0xA4: '☐', 0xA5: '☐',
	},
	"wingdings 3": {
		0x66: '←', 0x67: '→', 0x68: '↑', 0x69: '↓', 0x7D: '▶', 0x7E: '▼', 0x7C: '◀', 0x7B: '▲', 0x70: '▲', 0x71: '▼', 0x74: '◀', 0x75: '▶',
	},
	"webdings": {0x61: '✓', 0x72: '✗', 0x63: '☐', 0x67: '■', 0x6E: '●', 0x3D: '•', 0x33: '◀', 0x34: '▶', 0x35: '▲', 0x36: '▼'},
	"symbol": pairs("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\"$'*-@\\^~"+
		"\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00ab\u00ac\u00ad\u00ae\u00af\u00b0\u00b1\u00b2\u00b3\u00b4\u00b5\u00b6\u00b7\u00b8\u00b9\u00ba\u00bb\u00bc"+
		"\u00c4\u00c5\u00c6\u00c7\u00c8\u00c9\u00ca\u00cb\u00cc\u00cd\u00ce\u00cf\u00d0\u00d1\u00d2\u00d3\u00d4\u00d5\u00d6\u00d7\u00d8\u00d9\u00da\u00db\u00dc\u00dd\u00de\u00df\u00e5\u00f2",
		"ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ∀∃∋∗−≅∴⊥∼"+
			"ϒ′≤⁄∞ƒ↔←↑→↓°±″≥×∝∂•÷≠≡≈…"+
			"⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓∑∫"),
}

// symbols returns the signs that a font shows for characters.
func symbols(font, s string) string {
	signs := symbolFonts[strings.ToLower(font)]
	if signs == nil {
		return s
	}
	isText := strings.EqualFold(font, "symbol") // its digits and plain signs are themselves
	return strings.Map(func(r rune) rune {
		code := r
		if code >= privateUse && code <= privateUse+0xFF {
			code -= privateUse
		}
		sign, known := signs[code]
		switch {
		case known:
			return sign
		case code <= ' ', code == 0xA0, code > 0xFF, isText && code < 0x7F:
			return code
		}
		return privateUse + code
	}, s)
}

// bulletSign is the sign of a list's items as a reader sees it.
func bulletSign(font, s string) string {
	sign := symbols(font, s)
	switch {
	case sign == "" || strings.ContainsFunc(sign, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF }):
		return bullets[0]
	case sign == "o": // the circle of Courier
		return bullets[1]
	}
	return sign
}

package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote makes every character of s visible: control characters, escape
// sequences, bidirectional overrides, invisible characters and bytes that are
// not UTF-8 are written as Go escapes (\x1b, \u202e), a backslash as \\. The
// result is one line; two strings that differ look different, but for letters
// of different scripts that look alike.
func Quote(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\\':
			b.WriteString(`\\`)
		case visible(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		s = s[size:]
	}
	return b.String()
}

// inQuotes is Quote in quotation marks, of which s cannot break out.
func inQuotes(s string) string { return `"` + escaped(s) + `"` }

// escaped is Quote for text that is to stand between quotation marks.
func escaped(s string) string { return strings.ReplaceAll(Quote(s), `"`, `\"`) }

// visible reports whether r shows as a character of its own, or is a space.
// Some letters show as nothing: Unicode lists them as default ignorable.
func visible(r rune) bool {
	return unicode.IsPrint(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		r != '\u2800' // an empty Braille cell
}

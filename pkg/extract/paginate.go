package extract

import (
	"strings"
	"unicode"
)

// textPage is the length in bytes of the pages that text without form feeds is cut into: about
// that of a printed page.
const textPage = 3000

// Paginate cuts text into pages. A form feed ends a page, as in the output of pdftotext. Long
// text without form feeds is cut into pages of about textPage bytes; cut reports that.
func Paginate(text string) (pages []string, cut bool) {
	pages = strings.Split(strings.TrimRight(text, "\f \r\n\t"), "\f")
	if len(pages) == 1 && len(text) > 2*textPage {
		return divide(text), true
	}
	return pages, false
}

// divide cuts text into pieces of at least textPage bytes that end at the end of a line, or of a
// word if no line ends within another textPage bytes.
func divide(text string) []string {
	var parts []string
	for len(text) > 2*textPage {
		at := strings.IndexByte(text[textPage:2*textPage], '\n')
		if at < 0 {
			at = strings.IndexFunc(text[textPage:2*textPage], unicode.IsSpace)
		}
		if at < 0 {
			break // no white space: not prose
		}
		parts = append(parts, text[:textPage+at+1])
		text = text[textPage+at+1:]
	}
	return append(parts, text)
}

package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// Quote makes every character of s visible: control characters, escape sequences, bidirectional
// overrides, invisible characters and bytes that are not UTF-8 become Go escapes (\x1b, \u202e),
// a backslash becomes \\. So does the first character of what the systems that run jobs would take
// for a command at the beginning of a line, wherever it may come to stand there. The result is one
// line. Two strings that differ look different, except for letters of different scripts that look
// alike.
func Quote(s string) string {
	var b strings.Builder
	begins := true // a word
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == ':' && begins && colonCommand.MatchString(s), r == '#' && hashCommand.MatchString(s):
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case r == '\\':
			b.WriteString(`\\`)
		case plain.Visible(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		begins = unicode.IsSpace(r)
		s = s[size:]
	}
	return b.String()
}

// The commands of GitHub's and Gitea's runners ("::error::", at the beginning of a line), and of
// GitHub's of old, Azure's and TeamCity's ("##[error]", "##vso[", "##teamcity[", anywhere).
var (
	colonCommand = regexp.MustCompile(`^::[A-Za-z]`)
	hashCommand  = regexp.MustCompile(`^##[A-Za-z]*\[`)
)

// inQuotes returns Quote(s) in quotation marks, which s cannot break out of.
func inQuotes(s string) string { return `"` + escaped(s) + `"` }

// escaped is like Quote, for text between quotation marks.
func escaped(s string) string { return strings.ReplaceAll(Quote(s), `"`, `\"`) }

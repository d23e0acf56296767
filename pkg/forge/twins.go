package forge

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A Twin is a way of writing a text that says the same, as other programs do it: what a
// comparison with the original must not call altered.
type Twin struct {
	Name    string // "curly quotation marks straight"
	HeldOut bool   // see SingleChange
	rewrite func(Text) Text
}

// Apply rewrites the text. It reports false where that makes no difference.
func (w Twin) Apply(t Text) (Text, bool) {
	rewritten := w.rewrite(t)
	return rewritten, !slices.Equal(t, rewritten)
}

// Retyped is the text with its lines broken elsewhere and signs as keyboards have them.
func (t Text) Retyped() Text {
	typed := strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "‘", "'", "…", "...")
	return eachPage(func(page string) string { return broken(typed.Replace(page), 76, "") })(t)
}

func eachPage(f func(page string) string) func(Text) Text {
	return func(t Text) Text {
		rewritten := make(Text, len(t))
		for n, page := range t {
			rewritten[n] = f(page)
		}
		return rewritten
	}
}

// Twins are the ways of writing a text in another way.
func Twins() []Twin {
	const everyThird = 3
	all := slices.Clone(twins)
	for i := range all {
		all[i].HeldOut = i%everyThird == everyThird-1
	}
	return all
}

var twins = []Twin{
	{Name: "curly quotation marks straight", rewrite: replaced("“", `"`, "”", `"`, "’", "'", "‘", "'")},
	{Name: "ligatures", rewrite: replaced("ffi", "ﬃ", "ff", "ﬀ", "fi", "ﬁ", "fl", "ﬂ")},
	{Name: "letters and accents apart", rewrite: eachPage(norm.NFD.String)},
	{Name: "full-width digits", rewrite: fullWidth(unicode.IsDigit)},
	{Name: "hyphens as U+2010", rewrite: pattern(`([a-z])-([a-z])`, "$1\u2010$2")},
	{Name: "hyphens as U+2011", rewrite: pattern(`([a-z])-([a-z])`, "$1\u2011$2")},
	{Name: "minus as U+2212", rewrite: pattern(` -([0-9])`, " \u2212$1")},
	{Name: "lines broken elsewhere", rewrite: lines(70, "")},
	{Name: "lines broken with hyphens", rewrite: lines(66, "-")},
	{Name: "lines broken with soft hyphens", rewrite: lines(62, "\u00ad")},
	{Name: "runs of spaces", rewrite: pattern(`([a-z,]) ([a-z])`, "$1   $2")},
	{Name: "lines ended by CR and LF", rewrite: replaced("\n", "\r\n")},
	{Name: "spaces before line ends", rewrite: replaced("\n", "  \n")},
	{Name: "Arabic presentation forms", rewrite: replaced("سلام", "ﺳﻼﻡ")},
	{Name: "ellipsis as three points", rewrite: replaced("…", "...")},
	{Name: "dashes of ranges", rewrite: pattern(`([0-9])-([0-9])`, "$1–$2")},
	{Name: "no-break spaces before units", rewrite: pattern(`([0-9]) ([a-z%])`, "$1\u00a0$2")},
	{Name: "empty lines", rewrite: replaced("\n", "\n\n")},
	{Name: "lines indented", rewrite: replaced("\n", "\n    ")},
	{Name: "full-width letters of a word", rewrite: pattern(`\bArticles\b`, "Ａｒｔｉｃｌｅｓ")},
	{Name: "micro as Greek mu", rewrite: replaced("µ", "μ")},
	{Name: "byte order mark at the beginning", rewrite: func(t Text) Text { return append(Text{"\ufeff" + t[0]}, t[1:]...) }},
	{Name: "dashes long", rewrite: replaced(" – ", " — ")},
	{Name: "retyped", rewrite: Text.Retyped},
	{Name: "lines broken after hyphens", rewrite: pattern(`([a-z])-([a-z])`, "$1-\n$2")},
	{Name: "cells parted by spaces", rewrite: replaced("\t", "    ")},
	{Name: "cells on lines of their own", rewrite: replaced("\t", "\n")},
	{Name: "a half with a fraction slash", rewrite: replaced("½", "1⁄2")},
	{Name: "Roman number as one character", rewrite: replaced("IV", "Ⅳ", "XII", "Ⅻ")},
	{Name: "ring as in the sign for ångström", rewrite: replaced("Å", "\u212b")},
	{Name: "apostrophes as letters", rewrite: replaced("’", "ʼ")},
	{Name: "lines broken short", rewrite: lines(34, "")},
	{Name: "page breaks earlier", rewrite: pagesBrokenEarlier},
	{Name: "no page breaks", rewrite: func(t Text) Text { return Text{strings.Join(t, "\n")} }},
	{Name: "page breaks after each half", rewrite: inHalves},
	{Name: "tabs after the labels of a list", rewrite: pattern(`(\n\([a-z]\)) `, "$1\t")},
	{Name: "spaces before units dropped", rewrite: pattern(`([0-9]) (%|km|mg|kW|m\b)`, "$1$2")},
	{Name: "spaces before semicolons and colons", rewrite: pattern(`([a-z])([;:]) `, "$1\u202f$2 ")},
	{Name: "soft hyphens in long words", rewrite: pattern(`\b([a-z]{4})([a-z]{4,})\b`, "$1\u00ad$2")},
	{Name: "zero-width spaces after slashes", rewrite: replaced("/", "/\u200b")},
	{Name: "variation selectors after signs", rewrite: replaced("☑", "☑\ufe0e", "☐", "☐\ufe0e", "©", "©\ufe0e", "®", "®\ufe0e")},
	{Name: "thin spaces everywhere", rewrite: replaced(" ", "\u2009")},
	{Name: "lines joined", rewrite: pattern(`\n([^\t\n]*)`, " $1")},
	{Name: "page breaks earlier, retyped", rewrite: func(t Text) Text { return pagesBrokenEarlier(t.Retyped()) }},
	{Name: "no page breaks, lines with hyphens", rewrite: func(t Text) Text { return lines(58, "-")(Text{strings.Join(t, "\n")}) }},
}

// inHalves breaks pages in the middle as well.
func inHalves(t Text) Text {
	var halves Text
	for _, page := range t {
		first, second := halved(page)
		halves = append(halves, first, second)
	}
	return halves
}

// Repaged is the text with its pages broken elsewhere.
func (t Text) Repaged() Text { return pagesBrokenEarlier(t) }

// pagesBrokenEarlier moves the second half of each page to the next.
func pagesBrokenEarlier(t Text) Text {
	var moved Text
	rest := ""
	for _, page := range t {
		first, second := halved(page)
		moved = append(moved, rest+first)
		rest = second + "\n"
	}
	return append(moved, strings.TrimSuffix(rest, "\n"))
}

// halved cuts a page after about half of its lines.
func halved(page string) (first, second string) {
	lines := strings.Split(page, "\n")
	middle := (len(lines) + 1) / 2
	return strings.Join(lines[:middle], "\n"), strings.Join(lines[middle:], "\n")
}

func lines(width int, hyphen string) func(Text) Text {
	return eachPage(func(page string) string { return broken(page, width, hyphen) })
}

func replaced(pairs ...string) func(Text) Text {
	return eachPage(strings.NewReplacer(pairs...).Replace)
}

func pattern(re, template string) func(Text) Text {
	compiled := regexp.MustCompile(re)
	return eachPage(func(page string) string { return compiled.ReplaceAllString(page, template) })
}

// fullWidth writes ASCII characters of a kind as wide as Chinese ones.
func fullWidth(is func(rune) bool) func(Text) Text {
	return eachPage(func(page string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < unicode.MaxASCII && is(r) {
				return r - '!' + '！'
			}
			return r
		}, page)
	})
}

// broken breaks lines that are longer than width characters, with hyphen within words
// where it is not empty.
func broken(page string, width int, hyphen string) string {
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		if !strings.Contains(line, "\t") {
			lines[i] = brokenLine(line, width, hyphen)
		}
	}
	return strings.Join(lines, "\n")
}

func brokenLine(line string, width int, hyphen string) string {
	var b strings.Builder
	column := 0
	for i, w := range strings.Split(line, " ") {
		n := len([]rune(w))
		switch {
		case i == 0:
		case column+1+n <= width:
			b.WriteByte(' ')
			column++
		default:
			if at := hyphenPoint(w, func(head string) bool { return column+len(head) <= width }); hyphen != "" && at > 0 {
				b.WriteString(" " + w[:at] + hyphen)
				w, n = w[at:], len(w)-at
			}
			b.WriteByte('\n')
			column = 0
		}
		b.WriteString(w)
		column += n
	}
	return b.String()
}

package forge

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Change is one place where an alteration touched the words.
type Change struct {
	Kind          dossier.Kind
	Boxes         []dossier.PageBox // where the words stood; empty for plain text
	Before, After string
}

// Noise spoils text as optical character recognition does: each character that
// is no white space is, with probability rate, mistaken for another, lost, or
// doubled by a stray one. A word never vanishes wholly.
func Noise(text string, rate float64, r *rand.Rand) string {
	altered, _ := edited(text, noise(rate, r))
	return altered
}

// EditWords replaces each word, with probability rate, by another that might
// stand there; numbers by other numbers.
func EditWords(text string, rate float64, r *rand.Rand) string {
	altered, _ := edited(text, editRate(rate, r))
	return altered
}

// EditExactly replaces n words, or all when there are fewer, and says which.
func EditExactly(text string, n int, r *rand.Rand) (string, []Change) {
	return edited(text, editExactly(n, r))
}

// EditSentences changes words in n sentences of at least eight words, numbers
// first, and says which. There are fewer changes when there are fewer sentences.
func EditSentences(text string, n int, r *rand.Rand) (string, []Change) {
	return edited(text, editSentences(n, r))
}

// Homoglyphs replaces the given share of the letters that have Cyrillic or Greek
// look-alikes by these.
func Homoglyphs(text string, share float64, r *rand.Rand) string {
	altered, _ := edited(text, homoglyphs(share, r))
	return altered
}

// RedactText removes passages, whole lines of text that has lines and runs of
// ten words otherwise, until rate of the words are gone.
func RedactText(text string, rate float64, r *rand.Rand) string {
	var runs [][]string
	for _, line := range strings.Split(text, "\n") {
		runs = append(runs, strings.Fields(line))
	}
	separator := "\n"
	if len(runs) < 4 {
		separator = " "
		words := strings.Fields(text)
		for runs = nil; len(words) > 0; {
			n := min(10, len(words))
			runs = append(runs, words[:n])
			words = words[n:]
		}
	}
	lengths := make([]int, len(runs))
	for i, run := range runs {
		lengths[i] = len(run)
	}
	var kept []string
	for i, gone := range redacted(lengths, rate, r) {
		if !gone {
			kept = append(kept, strings.Join(runs[i], " "))
		}
	}
	return strings.Join(kept, separator)
}

// ExcerptWords is n consecutive words of text, or all when there are fewer.
func ExcerptWords(text string, n int, r *rand.Rand) string {
	words := strings.Fields(text)
	if len(words) <= n {
		return strings.Join(words, " ")
	}
	from := r.IntN(len(words) - n + 1)
	return strings.Join(words[from:from+n], " ")
}

// ExcerptParagraph is a passage of text that begins and ends where a sentence
// does and is at least 60 words long, where text has that many. Extracted text
// does not say where paragraphs end; sentences can be told.
func ExcerptParagraph(text string, r *rand.Rand) string {
	const enough = 60
	t := cut(text)
	all := t.sentences(1)
	if len(all) == 0 {
		return ExcerptWords(text, enough, r)
	}
	first := r.IntN(len(all))
	for first > 0 && all[len(all)-1].to-all[first].from < enough {
		first--
	}
	last := first
	for last < len(all)-1 && all[last].to-all[first].from < enough {
		last++
	}
	return strings.Join(t.words[all[first].from:all[last].to], " ")
}

// Reflow breaks the lines of text elsewhere: line ends are undone, hyphenation
// too, and lines of another length are made, with words hyphenated at their ends.
func Reflow(text string, r *rand.Rand) string {
	width := 45 + r.IntN(45)
	words := strings.Fields(strings.ReplaceAll(text, "-\n", ""))
	var b strings.Builder
	column := 0
	for _, w := range words {
		n := utf8.RuneCountInString(w)
		switch {
		case column == 0:
		case column+1+n <= width:
			b.WriteByte(' ')
			column++
		default:
			if at := hyphenPoint(w, func(head string) bool { return column+1+len(head) <= width }); at > 0 {
				b.WriteString(" " + w[:at] + "-")
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

// HeaderFooter puts a line above and a line below text, as whoever passes a copy
// on stamps it.
func HeaderFooter(text string, r *rand.Rand) string {
	header, footer := Stamp(r)
	return header + "\n" + text + "\n" + footer
}

// Stamp is a header and a footer as sites and offices put on copies.
func Stamp(r *rand.Rand) (header, footer string) {
	w := writer{r: r, rules: stamps}
	return w.write("{header}"), w.write("{footer}")
}

var stamps = grammar{
	"header": {"RELEASED IN PART - request {#100-9999}/{#2017-2019}", "Posted by {site}, copy {#2-900}", "DRAFT {#2-19} - NOT FOR CIRCULATION", "{site} archive - item {#1000-99999}"},
	"footer": {"Downloaded from {site} on {#1-28}/{#1-12}/2019, sheet {#1-400}", "Bundle {#1-40}, folio {#1-900}", "Received {#1-28} November 2019 - {site}", "[{#100-999}]"},
	"site":   {"harbourwatch", "openquay", "the paper boat", "tradeleaks mirror", "publicshelf"},
}

// A text is text cut into words, so that words can be replaced where they stand.
type text struct {
	words []string
	gaps  []string // white space before each word, and after the last
	stops []bool   // a paragraph ends after the word
}

func cut(s string) text {
	var t text
	for {
		start := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
		if start < 0 {
			t.gaps = append(t.gaps, s)
			return t
		}
		t.gaps = append(t.gaps, s[:start])
		if n := len(t.stops); n > 0 {
			t.stops[n-1] = strings.Count(s[:start], "\n") > 1
		}
		s = s[start:]
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		t.words, t.stops = append(t.words, s[:end]), append(t.stops, false)
		s = s[end:]
	}
}

func (t text) String() string {
	var b strings.Builder
	for i, w := range t.words {
		b.WriteString(t.gaps[i])
		b.WriteString(w)
	}
	b.WriteString(t.gaps[len(t.words)])
	return b.String()
}

// edited applies an editor to plain text.
func edited(s string, e editor) (string, []Change) {
	t := cut(s)
	edits := e(t)
	var changes []Change
	for _, e := range edits {
		changes = append(changes, Change{
			Kind:   dossier.TextEdited,
			Before: strings.Join(t.words[e.at:e.at+len(e.after)], " "),
			After:  strings.Join(e.after, " "),
		})
	}
	for _, e := range edits {
		copy(t.words[e.at:], e.after)
	}
	return t.String(), changes
}

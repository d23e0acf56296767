package wording

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Latin text and figures amid text from right to left are written in one order and seen in
// another (UAX 9), and marks of direction, which show nothing, change it. What a page shows
// does not tell in which of several ways it was written. So two such passages have the same
// wording if they are seen as the same.

// Limits of what is looked at for it.
const (
	mostAround  = 12   // tokens on either side of a difference
	longestSeen = 1000 // bytes of a passage
)

// withoutSeenAlike takes out the differences in passages that are seen as the same. Where words
// are set apart otherwise that can be seen: it stays.
func withoutSeenAlike(a, b []Token, pairs []Pair, found []Difference) []Difference {
	return slices.DeleteFunc(found, func(d Difference) bool {
		before, after, ok := d.between(a, b, pairs)
		if !ok || d.Class == dossier.ClassSpacing {
			return false
		}
		return seenAlike(a[before.A:after.A], b[before.B:after.B]) || seenAlikeInLines(a, b, pairs, before, after)
	})
}

// seenAlikeInLines reports whether two passages are seen as the same line by line, if the second
// were broken where lines of the first end: each line is put in order by itself.
func seenAlikeInLines(a, b []Token, pairs []Pair, from, to Pair) bool {
	lines := 0
	for i := from.A; i < to.A; i++ {
		end := to
		if i+1 < to.A {
			if !a[i].LineEnd {
				continue
			}
			end.A = i + 1
			if next := slices.IndexFunc(pairs, func(p Pair) bool { return p.A > i }); next >= 0 {
				end.B = max(from.B, min(pairs[next].B, to.B))
			}
		}
		x, y := a[from.A:end.A], b[from.B:end.B]
		if !EqualTokens(x, y) && !seenAlike(x, y) {
			return false
		}
		from = end
		lines++
	}
	return lines > 1
}

// between returns where the passage around a difference begins in both texts, and where it
// ends: at words that are read from right to left and are the same.
func (d Difference) between(a, b []Token, pairs []Pair) (before, after Pair, ok bool) {
	after = Pair{len(a), len(b)}
	first, last := d.Before, d.Before+1
	for first >= 0 && d.A.From-pairs[first].A <= mostAround && !isFromRight(a[pairs[first].A]) {
		first--
	}
	for last < len(pairs) && pairs[last].A-d.A.To <= mostAround && !isFromRight(a[pairs[last].A]) {
		last++
	}
	if first >= 0 {
		before, ok = pairs[first], isFromRight(a[pairs[first].A])
	}
	if last < len(pairs) {
		after = Pair{pairs[last].A + 1, pairs[last].B + 1}
		ok = ok || isFromRight(a[pairs[last].A])
	}
	return before, after, ok && after.A-before.A <= 4*mostAround && after.B-before.B <= 4*mostAround
}

// isFromRight reports whether a word is read from right to left, all of it.
func isFromRight(t Token) bool {
	return FromRight(t.Text) && !strings.ContainsFunc(t.Text, func(r rune) bool {
		properties, _ := bidi.LookupRune(r)
		return properties.Class() == bidi.L || properties.Class() == bidi.EN || properties.Class() == bidi.AN
	})
}

// seenAlike reports whether two passages from right to left are seen as the same, spaces aside.
func seenAlike(a, b []Token) bool {
	x, y := Text(a), Text(b)
	if len(x) > longestSeen || len(y) > longestSeen || !FromRight(x) {
		return false
	}
	seenX, okX := seen(x)
	seenY, okY := seen(y)
	return okX && okY && seenX == seenY
}

// seen returns a passage of a paragraph from right to left as it is seen, from left to right,
// with spaces between figures only; ok is false where it embeds or isolates text.
func seen(text string) (order string, ok bool) {
	const embeds = "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"
	if strings.ContainsAny(text, embeds) {
		return "", false
	}
	text = withDirections(strings.Join(strings.Fields(text), " "))
	var p bidi.Paragraph
	if _, err := p.SetString(text, bidi.DefaultDirection(bidi.RightToLeft)); err != nil {
		return "", false
	}
	runs, err := p.Order()
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for i := runs.NumRuns() - 1; i >= 0; i-- {
		run := runs.Run(i)
		if run.Direction() == bidi.RightToLeft {
			b.WriteString(bidi.ReverseString(run.String()))
		} else {
			b.WriteString(run.String())
		}
	}
	return joinWords(Normalize(b.String())), true
}

// joinWords takes out spaces, but for those between figures.
func joinWords(text string) string {
	var b strings.Builder
	figure := false // before the space
	for _, word := range strings.Fields(text) {
		first, _ := utf8.DecodeRuneInString(word)
		if figure && unicode.IsDigit(first) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		figure = unicode.IsDigit(last)
	}
	return b.String()
}

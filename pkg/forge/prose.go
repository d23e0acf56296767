package forge

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A grammar maps a name to the phrases it may stand for. In a phrase, {name}
// stands for one of that name's phrases, {Name} for the same with a capital, and
// {#2-40} for a whole number from 2 to 40.
type grammar map[string][]string

// A writer writes sentences by a grammar.
type writer struct {
	r     *rand.Rand
	rules grammar
	local grammar // comes before rules: names of one meeting, words of one topic
}

// write expands a phrase and starts it with a capital letter.
func (w writer) write(phrase string) string {
	var b strings.Builder
	w.expand(&b, phrase)
	return capital(b.String())
}

func (w writer) expand(b *strings.Builder, phrase string) {
	for {
		head, rest, found := strings.Cut(phrase, "{")
		b.WriteString(head)
		if !found {
			return
		}
		var name string
		name, phrase, _ = strings.Cut(rest, "}")
		switch {
		case name[0] == '#':
			b.WriteString(w.number(name[1:]))
		case name[0] >= 'A' && name[0] <= 'Z':
			var inner strings.Builder
			w.expand(&inner, w.choose(strings.ToLower(name[:1])+name[1:]))
			b.WriteString(capital(inner.String()))
		default:
			w.expand(b, w.choose(name))
		}
	}
}

func (w writer) choose(name string) string {
	phrases := w.local[name]
	if phrases == nil {
		phrases = w.rules[name]
	}
	return phrases[w.r.IntN(len(phrases))]
}

// number is a random number of a range, "2-40", thousands set apart by commas.
func (w writer) number(span string) string {
	from, to, _ := strings.Cut(span, "-")
	low, _ := strconv.Atoi(from)
	high, _ := strconv.Atoi(to)
	n := low + w.r.IntN(high-low+1)
	if n >= 10000 {
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return strconv.Itoa(n)
}

// capital is s with its first letter in upper case.
func capital(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// distinct picks n different phrases of a name, fewer when there are fewer.
func (w writer) distinct(name string, n int) []string {
	phrases := w.rules[name]
	picked := make([]string, 0, n)
	for _, i := range w.r.Perm(len(phrases))[:min(n, len(phrases))] {
		picked = append(picked, w.write(phrases[i]))
	}
	return picked
}

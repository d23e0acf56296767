package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// contextClusters is how many characters are shown around a change in a script that does not
// set words apart.
const contextClusters = 12

// clusters cuts text into characters as readers see them, with their marks (UAX #29). A
// subscript letter of Khmer or Burmese stays with the one that it is written below.
func clusters(text string) []string {
	var list []string
	for state := -1; text != ""; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		if n := len(list); n > 0 && (strings.HasSuffix(list[n-1], "\u17D2") || strings.HasSuffix(list[n-1], "\u1039")) {
			list[n-1] += cluster
		} else {
			list = append(list, cluster)
		}
	}
	return list
}

// unspaced reports whether text has characters of a script that does not set words apart.
func unspaced(text string) bool { return strings.ContainsFunc(text, plain.StandsAlone) }

// units cuts text into what a reader compares: words, spaces, and the characters of scripts
// that do not set words apart.
func units(text string) []string {
	var list []string
	within := false // a word
	for _, cluster := range clusters(strings.Join(strings.Fields(text), " ")) {
		base, _ := utf8.DecodeRuneInString(cluster)
		inWord := cluster != " " && !plain.StandsAlone(base)
		if within && inWord {
			list[len(list)-1] += cluster
		} else {
			list = append(list, cluster)
		}
		within = inWord
	}
	return list
}

// A shownEdit is an edit of text as it is shown.
type shownEdit struct {
	lead, before, after, trail string
	leadGap, trailGap          string // what stands between what changed and the rest
}

// narrowed returns an edit of text in a script that does not set words apart with no more than
// the words and characters that differ, and a few around them: files give such text by the line.
func narrowed(a dossier.Alteration) shownEdit {
	e := shownEdit{lead: strings.TrimSpace(a.Lead), before: a.Before, after: a.After, trail: strings.TrimSpace(a.Trail)}
	e.leadGap, e.trailGap = gap(a.Lead, cmp.Or(a.Before, a.After)), gap(cmp.Or(a.After, a.Before), a.Trail)
	if unspaced(a.Before) && unspaced(a.After) {
		e = e.narrow()
	}
	if lead := clusters(e.lead); unspaced(e.lead) && len(lead) > contextClusters {
		e.lead = strings.Join(lead[len(lead)-contextClusters:], "")
	}
	if trail := clusters(e.trail); unspaced(e.trail) && len(trail) > contextClusters {
		e.trail = strings.Join(trail[:contextClusters], "")
	}
	return e
}

// narrow counts what both texts begin and end with as unchanged.
func (e shownEdit) narrow() shownEdit {
	before, after := units(e.before), units(e.after)
	i, j := alike(before, after)
	before, head, after := before[i:], after[:j], after[j:]
	slices.Reverse(before)
	slices.Reverse(after)
	k, l := alike(before, after)
	if k == len(before) && l == len(after) {
		return e // nothing but spaces differs
	}
	slices.Reverse(before)
	slices.Reverse(after)
	tail := after[len(after)-l:]
	before, after = before[:len(before)-k], after[:len(after)-l]
	if len(head) > 0 {
		text := strings.Join(head, "")
		e.lead, e.leadGap = e.lead+gap(e.lead, text)+text, spaceIf(startsSpaced(before) || startsSpaced(after))
	}
	if len(tail) > 0 {
		text := strings.Join(tail, "")
		e.trail, e.trailGap = text+gap(text, e.trail)+e.trail, spaceIf(endsSpaced(before) || endsSpaced(after))
	}
	e.before, e.after = strings.Join(before, ""), strings.Join(after, "")
	return e
}

func startsSpaced(units []string) bool { return len(units) > 0 && units[0] == " " }

func endsSpaced(units []string) bool { return len(units) > 0 && units[len(units)-1] == " " }

func spaceIf(spaced bool) string {
	if spaced {
		return " "
	}
	return ""
}

// alike returns how many units of either text they begin with alike, but for spaces, which
// may stand where a line ends.
func alike(a, b []string) (i, j int) {
	x, y := 0, 0
	for {
		for x < len(a) && a[x] == " " {
			x++
		}
		for y < len(b) && b[y] == " " {
			y++
		}
		if x == len(a) && y == len(b) {
			return x, y
		}
		if x == len(a) || y == len(b) || a[x] != b[y] {
			return i, j
		}
		x, y = x+1, y+1
		i, j = x, y
	}
}

// gap returns what belongs between two pieces of text: nothing where one is in a script there
// that does not set words apart, and the other is too, or has no letter or digit.
func gap(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	last := lastBase(a)
	first, _ := utf8.DecodeRuneInString(b)
	word := func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !plain.StandsAlone(r) }
	adjoin := (plain.StandsAlone(last) || plain.StandsAlone(first)) && !word(last) && !word(first)
	return spaceIf(!adjoin)
}

// lastBase returns the last character of a text without its marks.
func lastBase(text string) rune {
	list := clusters(text)
	if len(list) == 0 {
		return 0
	}
	base, _ := utf8.DecodeRuneInString(list[len(list)-1])
	return base
}

// headOf returns as much of the beginning of a text as has at most so many code points, and
// tailOf of the end, in whole characters.
func headOf(text string, most int) string {
	head, n := "", 0
	for _, c := range clusters(string(firstRunes(text, most+longestCluster))) {
		if n += utf8.RuneCountInString(c); n > most {
			break
		}
		head += c
	}
	return head
}

func tailOf(text string, most int) string {
	runes := []rune(text)
	list := clusters(string(runes[max(0, len(runes)-most-longestCluster):]))
	tail, n := "", 0
	for i := len(list) - 1; i >= 0; i-- {
		if n += utf8.RuneCountInString(list[i]); n > most {
			break
		}
		tail = list[i] + tail
	}
	return tail
}

// longestCluster is how many code points beyond a limit are looked at.
const longestCluster = 32

func firstRunes(text string, n int) []rune {
	runes := []rune(text)
	return runes[:min(n, len(runes))]
}

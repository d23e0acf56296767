package wording

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Marks counts by class the places in which a text carries other marks than the known
// text: characters that cannot be seen, unusual and doubled spaces, and words joined or
// split. known and query are the tokens and pairs those that are the same (A is known); at
// returns where a token of the query stands.
func Marks(known, query []Token, pairs []Pair, at func(token int) dossier.MarkPlace) []dossier.Mark {
	var m markCount
	for _, place := range MarkPlaces(known, query, pairs) {
		m.add(place.Class, place.Pair.B, at)
	}
	return MergeMarks(m.marks)
}

// A MarkPlace is a place in which a text carries other marks than the known text: in or before the
// tokens of the pair.
type MarkPlace struct {
	Class dossier.MarkClass
	Pair  Pair
}

// MarkPlaces lists the places that Marks counts, in order.
func MarkPlaces(known, query []Token, pairs []Pair) []MarkPlace {
	var places []MarkPlace
	add := func(p Pair, classes map[dossier.MarkClass]bool) {
		for _, class := range slices.Sorted(maps.Keys(classes)) {
			places = append(places, MarkPlace{class, p})
		}
	}
	for i, p := range pairs {
		q, k := query[p.B], known[p.A]
		if q.Text != k.Text {
			add(p, differentMarks(q.withoutLineHyphen(), k.withoutLineHyphen()))
		}
		if i > 0 && pairs[i-1] == (Pair{p.A - 1, p.B - 1}) {
			add(p, differentSpaces(q.Space, k.Space))
		}
	}
	return places
}

// withoutLineHyphen returns a token's text without the soft hyphen at which a line breaks.
func (t Token) withoutLineHyphen() string {
	if t.LineEnd {
		return strings.TrimSuffix(t.Text, "\u00ad")
	}
	return t.Text
}

// A markCount adds marks up.
type markCount struct{ marks []dossier.Mark }

func (m *markCount) add(class dossier.MarkClass, token int, place func(int) dossier.MarkPlace) {
	i := slices.IndexFunc(m.marks, func(of dossier.Mark) bool { return of.Class == class })
	if i < 0 {
		m.marks = append(m.marks, dossier.Mark{Class: class, First: place(token)})
		i = len(m.marks) - 1
	}
	m.marks[i].Count++
}

// MergeMarks adds up the marks of several passages, in order of class.
func MergeMarks(of ...[]dossier.Mark) []dossier.Mark {
	var merged []dossier.Mark
	for _, marks := range of {
		for _, mark := range marks {
			i := slices.IndexFunc(merged, func(m dossier.Mark) bool { return m.Class == mark.Class })
			if i < 0 {
				merged = append(merged, mark)
			} else {
				merged[i].Count += mark.Count
			}
		}
	}
	slices.SortFunc(merged, func(a, b dossier.Mark) int { return cmp.Compare(a.Class, b.Class) })
	return merged
}

// differentMarks returns the classes of characters that cannot be seen of which one word
// has others than the other.
func differentMarks(a, b string) map[dossier.MarkClass]bool {
	marksOf := func(text string) map[dossier.MarkClass]string {
		marks := map[dossier.MarkClass]string{}
		for _, r := range text {
			if class := MarkOf(r); class != "" {
				marks[class] += string(r)
			}
		}
		return marks
	}
	return differing(marksOf(a), marksOf(b))
}

// differentSpaces returns the classes of white space between two words of which one text
// has others than the other. Where either breaks the line, spaces are no marks.
func differentSpaces(a, b string) map[dossier.MarkClass]bool {
	if a == b {
		return nil
	}
	different := differentMarks(a, b)
	if strings.ContainsFunc(a+b, isLineBreak) {
		return different
	}
	for class, piece := range map[dossier.MarkClass]string{dossier.MarkDoubledSpace: "  ", dossier.MarkUnusualSpace: "\t"} {
		if strings.Contains(a, piece) != strings.Contains(b, piece) {
			different[class] = true
		}
	}
	return different
}

func differing(a, b map[dossier.MarkClass]string) map[dossier.MarkClass]bool {
	different := map[dossier.MarkClass]bool{}
	for class, text := range a {
		if b[class] != text {
			different[class] = true
		}
	}
	for class, text := range b {
		if a[class] != text {
			different[class] = true
		}
	}
	return different
}

package wording

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Marks counts by class the places in which a text carries other marks than the known
// text: characters that cannot be seen, unusual and doubled spaces, and words joined or
// split. known and query are the tokens and pairs those that are the same (A is known); place
// returns where a token of the query stands.
func Marks(known, query []Token, pairs []Pair, place func(token int) dossier.MarkPlace) []dossier.Mark {
	var m markCount
	for i, p := range pairs {
		q, k := query[p.B], known[p.A]
		if q.Text != k.Text {
			for class := range differentMarks(q.withoutLineHyphen(), k.withoutLineHyphen()) {
				m.add(class, p.B, place)
			}
		}
		if i > 0 && pairs[i-1] == (Pair{p.A - 1, p.B - 1}) {
			for class := range differentSpaces(q.Space, k.Space) {
				m.add(class, p.B, place)
			}
		}
	}
	return MergeMarks(m.marks)
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
			if class := markOf(r); class != "" {
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

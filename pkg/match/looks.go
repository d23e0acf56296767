package match

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Programs that save a PDF anew now and then write fonts whose characters look as
// before but are read as others: ’ comes back as 9. Such a page was not altered.
const (
	slightShare = .02 // of a page's text that may differ for its looks to be asked
	mostLooks   = 128 // pairs that are drawn; where more differ, something was changed
)

// confirmLooks makes edited pairs the same where the texts differ slightly and the
// pages, drawn, do not.
func (c *comparison) confirmLooks(pairs []dossier.PagePair) error {
	if c.known.Looks == nil {
		return nil
	}
	var slight []Pair
	for _, p := range pairs {
		if p.Relation == dossier.Edited && c.slight(p) {
			slight = append(slight, Pair{p.Query, p.Known})
		}
	}
	if len(slight) == 0 || len(slight) > mostLooks {
		return nil
	}
	same, err := c.known.Looks(slight)
	if err != nil {
		return err
	}
	for i := range pairs {
		if p := &pairs[i]; same[Pair{p.Query, p.Known}] {
			p.Relation = dossier.SamePage
			p.Basis = append(p.Basis, dossier.ByLooks)
		}
	}
	return nil
}

// slight reports whether the texts of a pair differ by little, or in nothing but
// order: a page turned on its side is read in another one.
func (c *comparison) slight(p dossier.PagePair) bool {
	q, k := c.pages.at(p.Query), c.sheets[p.Known]
	if slices.Equal(slices.Sorted(slices.Values(q.folded)), slices.Sorted(slices.Values(k.folded))) {
		return true
	}
	e, ok := c.edges[Pair{p.Query, p.Known}]
	if !ok { // paired by place
		e.evidence = compare(q, k)
	}
	added, lost := e.own(q, k)
	return float64(added+lost) <= newText+float64(slightShare*float64(len(q.folded)+len(k.folded)))
}

// sameButEncoding reports whether two texts, white space aside, differ in nothing
// but characters that such fonts lose: quotation marks, accented Latin letters and
// private-use characters, which come back as another character or as none. A digit
// next to another is never taken for such a character: it makes another number.
func sameButEncoding(a, b string) bool {
	x, y := withoutSpace(a), withoutSpace(b)
	var last rune
	for len(x) > 0 && len(y) > 0 {
		dx, dy := 1, 1
		if x[0] != y[0] {
			switch lostX, lostY := isLost(x[0]), isLost(y[0]); {
			case !lostX && !lostY:
				return false
			case lostX && len(x) > 1 && x[1] == y[0]:
				dy = 0
			case lostY && len(y) > 1 && y[1] == x[0]:
				dx = 0
			case (unicode.IsDigit(x[0]) || unicode.IsDigit(y[0])) && (unicode.IsDigit(last) || digitAt(x, 1) || digitAt(y, 1)):
				return false
			}
		}
		last = x[0]
		x, y = x[dx:], y[dy:]
	}
	lost := func(rest []rune) bool { return len(rest) == 0 || len(rest) == 1 && isLost(rest[0]) }
	return lost(x) && lost(y)
}

func digitAt(text []rune, i int) bool { return i < len(text) && unicode.IsDigit(text[i]) }

func isLost(r rune) bool {
	if r == '\'' || r == '"' || unicode.In(r, unicode.Pi, unicode.Pf, unicode.Co) {
		return true
	}
	return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) && unicode.IsLetter(r)
}

func withoutSpace(s string) []rune { return []rune(strings.Join(strings.Fields(s), "")) }

package match

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Thresholds of the rules. Score is in bits, coverage a share of the page.
const (
	sameScore     = 60.
	sameCover     = .80  // both pages
	partCover     = .85  // the page that is a part of the other, nothing strange in it
	partChance    = 1e-2 // the most coincidences with which a part may be claimed
	strangeWord   = 12   // folded characters: a longer stretch of its own and it is no part
	nearCover     = .50  // both pages
	sharedChance  = .1   // the most that is worth mentioning
	contextScore  = 12.  // the least that counts when the pages around agree...
	contextCover  = .30  // ...of either page
	placeCover    = .60  // either page, in runs of shortRun, when it stands at the right place
	newText       = 3    // folded characters and...
	newTextShare  = .01  // ...share of a page that may differ without counting as added or lost
	typicalLength = 1000 // folded characters of a page
)

// coincidences is the number of page pairs, among all that were compared, expected
// to reach the score by chance. Over unrelated pages the best score falls off as
// 2^(-S/2), not 2^-S: phrases are not independent. A query page shorter than typical
// has fewer chances. To two digits.
func coincidences(score float64, length, queryPages, knownPages int) float64 {
	chances := float64(max(1, queryPages)) * float64(max(1, knownPages)) * min(1, float64(length)/typicalLength)
	return significant(chances*math.Exp2(-score/2), 2)
}

// significant rounds to so many significant decimal digits.
func significant(x float64, digits int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x // no float64 fails to be read back
	}
	return rounded
}

// grade turns the expected number of coincidences into words.
func grade(coincidences float64) dossier.Grade {
	switch {
	case coincidences <= 1e-6:
		return dossier.VeryStrong
	case coincidences <= 1e-2:
		return dossier.Strong
	default:
		return dossier.Weak
	}
}

// alone is the relation of two pages judged with nothing but themselves in view.
// chance is the expected number of coincidences.
func alone(q, k *sheet, e evidence, chance float64) dossier.Relation {
	if e.score >= sameScore && min(e.cq, e.cp) >= sameCover {
		return samePage(q, k, e)
	}
	if part := isPart(q, k, e, strangeWord); part != "" && chance <= partChance {
		return part
	}
	if e.score >= sameScore && min(e.cq, e.cp) >= nearCover {
		return dossier.Near
	}
	if chance <= sharedChance {
		return dossier.Passage
	}
	return ""
}

// isPart is the relation of two pages of which one has nothing that the other lacks,
// stretches of so many folded characters aside; "" for others.
func isPart(q, k *sheet, e evidence, strange int) dossier.Relation {
	if max(e.cq, e.cp) < partCover {
		return ""
	}
	ofQuery, ofKnown := e.strange(q, k)
	switch {
	case e.cq >= partCover && ofQuery <= strange && holes(e.ks) > 0:
		return dossier.Redacted
	case e.cq >= partCover && ofQuery <= strange:
		return dossier.Excerpt
	case e.cp >= partCover && ofKnown <= strange:
		return dossier.Contains
	}
	return ""
}

// claims reports whether a relation says that the pages belong together, as
// against sharing text.
func claims(r dossier.Relation) bool {
	switch r {
	case dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Excerpt, dossier.Contains:
		return true
	}
	return false
}

// inPlace is the relation of two pages that stand at the same place in two
// documents already known to be one; told is what they are judged alone.
func inPlace(q, k *sheet, e evidence, told dossier.Relation) dossier.Relation {
	switch {
	case claims(told) && told != dossier.Excerpt:
		return told
	case e.cp >= partCover && e.cq < sameCover:
		return dossier.Contains
	}
	return samePage(q, k, e)
}

// samePage tells how a page differs from the known page that it is a copy of.
func samePage(q, k *sheet, e evidence) dossier.Relation {
	if e.equal && sameFigures(q.Text, k.Text) {
		return dossier.SamePage
	}
	if sameButEncoding(q.Text, k.Text) {
		return dossier.SamePage
	}
	added, lost := e.own(q, k)
	if (q.Recognised || k.Recognised) && holes(e.qs)+holes(e.ks) == 0 {
		return dossier.SamePage // what differs may be misread, or a header that was not read
	}
	if added <= allowance(q) && lost > allowance(k) && longestHole(e.ks, len(k.folded)) > wordGap {
		return dossier.Redacted
	}
	return dossier.Edited
}

func allowance(s *sheet) int { return newText + int(newTextShare*float64(len(s.folded))) }

// holes counts the stretches longer than a word or two that are missing between
// the covered ones: text cut out of the middle rather than left off at the ends.
func holes(covered []span) int {
	n := 0
	for i := 1; i < len(covered); i++ {
		if covered[i].from-covered[i-1].to > wordGap {
			n++
		}
	}
	return n
}

// longestHole is the longest stretch not covered, ends included.
func longestHole(covered []span, length int) int {
	longest, reached := 0, 0
	for _, s := range covered {
		longest, reached = max(longest, s.from-reached), s.to
	}
	return max(longest, length-reached)
}

// sameFigures reports whether two texts that fold alike also write their numbers
// alike: folding drops points, commas and percent signs, and 1.50 is not 150.
func sameFigures(a, b string) bool { return a == b || figures(a) == figures(b) }

// figures is the text's digits with the signs that stand before, between or right
// after them, and its currency signs, white space ignored.
func figures(text string) string {
	var b strings.Builder
	var before, sign rune
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			continue
		case unicode.IsDigit(r):
			if sign != 0 {
				b.WriteRune(sign)
			}
			b.WriteRune(r)
			sign = 0
		case unicode.Is(unicode.Pd, r) || r == '−': // every dash may be a minus
			sign = '-'
		case unicode.IsDigit(before) && strings.ContainsRune(".,:/", r):
			sign = r
		case unicode.Is(unicode.Sc, r):
			b.WriteRune(r)
			sign = 0
		case unicode.IsDigit(before) && r == '%':
			b.WriteRune(r)
			sign = 0
		default:
			sign = 0
		}
		before = r
	}
	return b.String()
}

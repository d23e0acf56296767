package match

import (
	"math"
	"strconv"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Steps to which a finding's figures are rounded: they are no more exact than that.
const (
	scoreStep    = .1
	coverStep    = .001
	coverageStep = 1e-6 // a quote is a small share of a long document
)

// round rounds to a multiple of step.
func round(x, step float64) float64 { return math.Round(x/step) / math.Round(1/step) }

// typicalLength is the length of a page, in folded characters.
const typicalLength = 1000

// expectedCoincidences is the number of page pairs, among all that were compared,
// expected to reach a score (in bits) by chance, to two significant digits. Over
// unrelated pages the best score falls off as 2^(-S/2), not 2^-S: phrases are not
// independent. A query page shorter than typicalLength has fewer chances.
func expectedCoincidences(score float64, length, queryPages, knownPages int) float64 {
	chances := float64(max(1, queryPages)) * float64(max(1, knownPages)) * min(1, float64(length)/typicalLength)
	return significant(chances*math.Exp2(-score/2), 2)
}

// significant rounds to so many significant decimal digits.
func significant(x float64, digits int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x // cannot happen: what FormatFloat writes ParseFloat reads
	}
	return rounded
}

// gradeOf is the grade of evidence that so many coincidences are expected to equal.
func gradeOf(coincidences float64) dossier.Grade {
	switch {
	case coincidences <= 1e-6:
		return dossier.VeryStrong
	case coincidences <= 1e-2:
		return dossier.Strong
	default:
		return dossier.Weak
	}
}

// bestGrade is the grade of the pair that chance explains least. Pairs by position have
// no evidence of their own. pairs must not be empty.
func bestGrade(pairs []dossier.PagePair) dossier.Grade {
	least := pairs[0].Coincidences
	for _, p := range pairs {
		if p.Basis[0] != dossier.ByPosition {
			least = min(least, p.Coincidences)
		}
	}
	return gradeOf(least)
}

// gradeOrder ranks grades, the strongest first.
var gradeOrder = map[dossier.Grade]int{
	dossier.GradeIdentical: 0, dossier.VeryStrong: 1, dossier.Strong: 2, dossier.Weak: 3, dossier.NoGrade: 4,
}

// stronger returns the stronger of two grades.
func stronger(a, b dossier.Grade) dossier.Grade {
	if gradeOrder[b] < gradeOrder[a] {
		return b
	}
	return a
}

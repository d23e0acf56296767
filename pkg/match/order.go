package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file holds in which order an answer is given: of the matches of one input, and of the
// alterations of one match.

// strength ranks verdicts. A part and an altered copy are ranked by how much of them was
// found: a page that is wholly of one document is no altered page of another.
var strength = map[dossier.Verdict]int{
	dossier.Identical: 0, dossier.Same: 1,
	dossier.Partial: 2, dossier.Altered: 2, dossier.Unclear: 2,
	dossier.Shared: 3, dossier.None: 4, dossier.Unreadable: 5,
}

// leastAltered ranks verdicts of equal strength.
var leastAltered = map[dossier.Verdict]int{dossier.Partial: 0, dossier.Altered: 1, dossier.Unclear: 2}

// Order sorts the matches of one input by what was verified: by strength of verdict, altered
// quotes first, then by the coverage of both sides added up, greatest first, then those without
// alterations first, then by grade and by SHA-256.
func Order(matches []dossier.Match) {
	slices.SortStableFunc(matches, func(a, b dossier.Match) int {
		return cmp.Or(verified(a, b), cmp.Compare(a.Document.SHA256.String(), b.Document.SHA256.String()))
	})
}

func verified(a, b dossier.Match) int {
	return cmp.Or(
		cmp.Compare(strength[a.Verdict], strength[b.Verdict]),
		cmp.Compare(quotedRank(a), quotedRank(b)),
		cmp.Compare(b.Coverage.Query+b.Coverage.Known, a.Coverage.Query+a.Coverage.Known),
		cmp.Compare(leastAltered[a.Verdict], leastAltered[b.Verdict]),
		cmp.Compare(gradeOrder[a.Grade], gradeOrder[b.Grade]),
	)
}

// quotedRank is 0 of an altered quote, and 1 of others: of what a text quotes one is no better
// a source than another.
func quotedRank(m dossier.Match) int {
	if len(m.Quotations) > 0 && m.Verdict == dossier.Altered {
		return 0
	}
	return 1
}

// Tied returns how many copies found of ordered matches, beside the first, fit the input as
// well as that: they hold as much of it, on pages or in words that it holds too, with as many
// alterations.
func Tied(ordered []dossier.Match) int {
	tied := 0
	for _, m := range ordered[min(1, len(ordered)):] {
		first := ordered[0]
		if first.Verdict.Found() && first.Verdict == m.Verdict && math.Abs(first.Coverage.Query-m.Coverage.Query) < coverStep &&
			len(first.Alterations) == len(m.Alterations) && sameOfInput(first, m) {
			tied++
		}
	}
	return tied
}

// LeftOut counts the ordered matches after the first top.
func LeftOut(ordered []dossier.Match, top int) *dossier.LeftOut {
	n := &dossier.LeftOut{}
	for _, m := range ordered[top:] {
		switch {
		case m.Part:
			n.Parts++
		case m.Verdict.Found():
			n.Others++
		default:
			n.Shared++
		}
	}
	return n
}

// WithParts returns ordered matches with their Part.
func WithParts(ordered []dossier.Match) []dossier.Match {
	marked := slices.Clone(ordered)
	for i, m := range marked {
		earlier := slices.ContainsFunc(marked[:i], func(e dossier.Match) bool { return e.Part && sameOfInput(e, m) })
		marked[i].Part = m.Verdict.Found() && !earlier
	}
	return marked
}

// sameOfInput reports whether two matches are about the same of the input: the words that they
// say are quoted or, of others, a page.
func sameOfInput(a, b dossier.Match) bool {
	if len(a.Quotations) == 0 || len(b.Quotations) == 0 {
		return shareAPage(queryPages(a), queryPages(b))
	}
	return slices.ContainsFunc(a.Quotations, func(q dossier.Quotation) bool {
		return slices.ContainsFunc(b.Quotations, func(r dossier.Quotation) bool {
			return wording.Within(q.Text, r.Text) || wording.Within(r.Text, q.Text)
		})
	})
}

// meanings ranks kinds of alteration by what they mean to a reader. Edits of text come first,
// by their class; see meaning.
var meanings = map[dossier.Kind]int{
	dossier.TextEdited:      1,
	dossier.Shortened:       2, // with a negation it counts as words
	dossier.ImageReplaced:   2,
	dossier.RedactedBadly:   3,
	dossier.TextRedacted:    4,
	dossier.PageRemoved:     5,
	dossier.HiddenTextAdded: 6,
	dossier.OverlayAdded:    7,
	dossier.AnnotationAdded: 7,
	dossier.PageInserted:    7,
	dossier.AttachmentAdded: 7,
	dossier.Restyled:        8,
	dossier.OverlayRemoved:  8,
	dossier.PageDuplicated:  9,
	dossier.PageMoved:       9,
	dossier.ExcerptTaken:    10,
	dossier.PageCropped:     10,
	// Stamps and running heads of several pages: furniture.
	dossier.Retypeset:         12,
	dossier.PageRotated:       13,
	dossier.PageScaled:        13,
	dossier.Merged:            14,
	dossier.Split:             14,
	dossier.Rasterised:        15,
	dossier.OCRLayerAdded:     15,
	dossier.ReEncoded:         15,
	dossier.Encrypted:         15,
	dossier.IncrementalUpdate: 15,
	dossier.ReSaved:           15,
	dossier.MetadataStripped:  16,
	dossier.MetadataChanged:   16,
}

const (
	ofFurniture = 11 // the meaning of what stands alike on several pages
	ofOthers    = 10 // of kinds that are not listed
)

// meaning is the rank of an alteration: figures and negations first.
func meaning(a dossier.Alteration) int {
	overlay := a.Kind == dossier.OverlayAdded || a.Kind == dossier.OverlayRemoved
	rank, listed := meanings[a.Kind]
	switch {
	case a.Kind == dossier.TextEdited && (a.Class == dossier.ClassFigures || a.Negation != ""):
		return 0
	case a.Kind == dossier.Shortened && a.Negation != "":
		return rank - 1
	case overlay && len(a.KnownPages)+len(a.QueryPages) > 2:
		return ofFurniture
	case !listed:
		return ofOthers
	}
	return rank
}

// byMeaning returns alterations in order of what they mean, those of equal meaning in the order
// given, and edits with the negation that they take away or put in.
func byMeaning(alterations []dossier.Alteration) []dossier.Alteration {
	ordered := slices.Clone(alterations)
	for i, a := range ordered {
		if a.Kind == dossier.TextEdited && a.Negation == "" {
			ordered[i].Negation = wording.NegationChanged(a.Before, a.After)
		}
	}
	slices.SortStableFunc(ordered, func(a, b dossier.Alteration) int { return cmp.Compare(meaning(a), meaning(b)) })
	return ordered
}

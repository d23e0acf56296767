package match

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// This file weighs quotations, which package quotation finds.

// TextBits returns a function that tells the information, in bits, in a stretch of a folded
// text of so many characters, by how rare its marks are. Marks that stand nowhere say
// nothing; without any, each character weighs as it does in a mark that stands once.
func TextBits(length int, marks []fingerprint.Mark, rarity Rarity) func(from, to int) float64 {
	var known []fingerprint.Mark
	for _, m := range marks {
		if rarity.Frequency[m.Hash] > 0 {
			known = append(known, m)
		}
	}
	if len(known) == 0 {
		each := inverseFrequency(rarity.Pages, 1) / fingerprint.GramLen
		return func(from, to int) float64 { return each * float64(to-from) }
	}
	sum := cumulativeBits(length, known, rarity)
	return func(from, to int) float64 { return sum[to] - sum[from] }
}

// A Quoted is a passage of an input that stands on known pages.
type Quoted struct {
	Query, Known []int   // the pages that it stands on, in order
	Score        float64 // bits
	Letters      int     // folded characters of it
	Of           int     // folded characters of the input
	OfKnown      int     // folded characters of the known pages
}

// QuotedPairs returns the pairs of pages that a passage of an input of so many pages makes.
// Chance is judged against backgroundPages at least: few words may stand in any document,
// also where only few documents are known.
func QuotedPairs(q Quoted, queryPages int, rarity Rarity) []dossier.PagePair {
	var pairs []dossier.PagePair
	for _, query := range q.Query {
		for _, known := range q.Known {
			pairs = append(pairs, dossier.PagePair{
				Query: query, Known: known, Relation: dossier.Excerpt, Basis: []dossier.Basis{dossier.ByText},
				Score:        round(q.Score, scoreStep),
				Coincidences: expectedCoincidences(q.Score, q.Letters, queryPages, max(rarity.Pages, backgroundPages)),
				QueryCover:   round(min(1, float64(q.Letters)/float64(max(1, q.Of))), coverStep),
				KnownCover:   round(min(1, float64(q.Letters)/float64(max(1, q.OfKnown))), coverStep),
				Clear:        1,
			})
		}
	}
	return pairs
}

// amidChance is the most coincidences with which a quotation is claimed that was found amid
// other words, with nothing to say where it begins and ends: any words of the input may stand
// in a document by chance, and phrases of a language do so more than by chance.
const amidChance = 1e-5

// Evident reports whether what pairs of a quotation show is more than chance explains;
// delimited says that the input shows where the quotation begins and ends.
func Evident(pairs []dossier.PagePair, delimited bool) bool {
	if len(pairs) == 0 {
		return false
	}
	if delimited {
		return pairs[0].Coincidences <= partChance
	}
	return pairs[0].Coincidences <= amidChance*pairs[0].QueryCover
}

// Unquoted returns a match of a text of less than a page, of which no passage is evidently quoted,
// with pages that have words of it in places: as one that shares words, unless they are more than
// chance explains amid others.
func Unquoted(m dossier.Match) dossier.Match {
	if !m.Verdict.Found() || slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return Evident([]dossier.PagePair{p}, false) }) {
		return m
	}
	m.Grade = bestGrade(m.Pages)
	return asShared(m, dossier.Passage)
}

// QuotedFrom is the match of an input with the document that it quotes, by its pairs of
// pages and how the quotations differ.
func QuotedFrom(of dossier.KnownDocument, pairs []dossier.PagePair, quotations []dossier.Quotation, edits []dossier.Alteration) dossier.Match {
	m := dossier.Match{Document: of, Grade: bestGrade(pairs), Clear: 1, Pages: pairs, Quotations: quotations}
	m.Alterations = append([]dossier.Alteration{{Kind: dossier.ExcerptTaken, Basis: "the input is part of a page"}}, edits...)
	m.Verdict, m.Alterations = Judge(m.Alterations), byMeaning(m.Alterations)
	m.Coverage = quotedCoverage(of, pairs)
	return m
}

// TooShort is the match of an input that stands word for word in a document, on these pairs
// of pages, and is too short to tell anything by.
func TooShort(of dossier.KnownDocument, pairs []dossier.PagePair, quotations []dossier.Quotation) dossier.Match {
	return dossier.Match{
		Document: of, Verdict: dossier.Shared, Grade: dossier.Weak, Reason: dossier.TooShort,
		Coverage: quotedCoverage(of, pairs), Clear: 1, Pages: pairs, Quotations: quotations, Alterations: []dossier.Alteration{},
	}
}

// quotedCoverage returns how much of either side quotations are, at least.
func quotedCoverage(of dossier.KnownDocument, pairs []dossier.PagePair) dossier.Coverage {
	var c dossier.Coverage
	for _, p := range pairs {
		c.Query = max(c.Query, p.QueryCover)
		c.Known = max(c.Known, p.KnownCover/float64(max(1, of.Pages)))
	}
	c.Known = round(c.Known, coverageStep)
	return c
}

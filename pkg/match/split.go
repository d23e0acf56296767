package match

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// splitShare is the share of a document's pages that pieces of it hold together when it
// was split, rather than quoted from.
const splitShare = .8

// Split finds inputs that are the pieces of one document: two or more hold parts of it,
// no page twice, and together four fifths of its pages. Call it last, when all matches
// have been explained and judged.
//
// Split changes inputs in place: it appends to the Alterations of each match with a piece
// one of kind dossier.Split, which names the known pages of the piece. The slice is copied
// first, so copies of the match that the caller holds keep theirs. Verdicts stay.
func Split(inputs []dossier.InputFinding) {
	for _, pieces := range piecesOf(inputs) {
		if !makeDocument(pieces) {
			continue
		}
		for _, p := range pieces {
			p.match.Alterations = append(slices.Clip(p.match.Alterations), dossier.Alteration{
				Kind: dossier.Split, KnownPages: p.pages, Basis: "other inputs hold the other pages of the document",
			})
		}
	}
}

// A piece is a match with a part of a document, and the known pages of it.
type piece struct {
	match *dossier.Match
	pages []int
}

// piecesOf returns the pieces of each document, in order of first appearance.
func piecesOf(inputs []dossier.InputFinding) [][]piece {
	place := map[dossier.Digest]int{}
	var documents [][]piece
	for i := range inputs {
		for j := range inputs[i].Matches {
			m := &inputs[i].Matches[j]
			mayBePart := m.Verdict == dossier.Partial || m.Verdict == dossier.Altered || m.Verdict == dossier.Unclear
			if !mayBePart || m.Has(dossier.Merged) {
				continue
			}
			at, seen := place[m.Document.SHA256]
			if !seen {
				at = len(documents)
				place[m.Document.SHA256] = at
				documents = append(documents, nil)
			}
			documents[at] = append(documents[at], piece{m, knownNumbers(m.Pages)})
		}
	}
	return documents
}

// makeDocument reports whether several pieces of a document hold no page twice and
// together most of it.
func makeDocument(pieces []piece) bool {
	seen := map[int]bool{}
	for _, p := range pieces {
		for _, number := range p.pages {
			if seen[number] {
				return false
			}
			seen[number] = true
		}
	}
	return len(pieces) > 1 && float64(len(seen)) >= splitShare*float64(pieces[0].match.Document.Pages)
}

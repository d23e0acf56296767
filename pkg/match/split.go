package match

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// splitShare is the share of a document's pages that pieces of it hold together when it
// was split, rather than quoted from.
const splitShare = .8

// Split tells inputs that are the pieces of one document: several hold parts of it, no
// page twice, and together most of it. Each gets the alteration; their verdicts stay.
func Split(inputs []dossier.InputFinding) {
	type piece struct {
		match *dossier.Match
		pages []int
	}
	pieces := map[dossier.Digest][]piece{}
	var order []dossier.Digest
	for i := range inputs {
		for j := range inputs[i].Matches {
			m := &inputs[i].Matches[j]
			if m.Verdict != dossier.Partial && m.Verdict != dossier.Altered || m.Has(dossier.Merged) {
				continue
			}
			_, pages := numbers(m.Pages, nil)
			doc := m.Document.SHA256
			if pieces[doc] == nil {
				order = append(order, doc)
			}
			pieces[doc] = append(pieces[doc], piece{m, pages})
		}
	}
	for _, doc := range order {
		var all []int
		for _, p := range pieces[doc] {
			all = append(all, p.pages...)
		}
		slices.Sort(all)
		of := float64(pieces[doc][0].match.Document.Pages)
		if len(pieces[doc]) < 2 || len(slices.Compact(slices.Clone(all))) < len(all) || float64(len(all)) < splitShare*of {
			continue
		}
		for _, p := range pieces[doc] {
			p.match.Alterations = append(p.match.Alterations, dossier.Alteration{
				Kind: dossier.Split, KnownPages: p.pages, Basis: "other inputs hold the other pages of the document",
			})
		}
	}
}

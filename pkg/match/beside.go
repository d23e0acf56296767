package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Beside returns the matches of a picture with one of what was left of it when what they account
// for was taken away: it shows these pages too. share is the part of the picture's words that was
// left. ok is false where the match says nothing new.
func Beside(matches []dossier.Match, rest dossier.Match, share float64) (with []dossier.Match, ok bool) {
	rest.Pages = slices.Clone(rest.Pages)
	for i := range rest.Pages {
		rest.Pages[i].QueryCover = round(share*rest.Pages[i].QueryCover, coverStep)
	}
	rest.Coverage.Query = round(share*rest.Coverage.Query, coverageStep)
	with = slices.Clone(matches)
	at := slices.IndexFunc(with, func(m dossier.Match) bool { return m.Document.SHA256 == rest.Document.SHA256 && m.Verdict.Found() })
	if at < 0 {
		return append(with, rest), true
	}
	if slices.ContainsFunc(with[at].Pages, func(p dossier.PagePair) bool {
		return slices.ContainsFunc(rest.Pages, func(r dossier.PagePair) bool { return r.Known == p.Known })
	}) {
		return matches, false
	}
	with[at] = joined(with[at], rest)
	return with, true
}

// joined returns one match of two with other pages of the same document.
func joined(a, b dossier.Match) dossier.Match {
	a.Pages = slices.Concat(a.Pages, b.Pages)
	slices.SortStableFunc(a.Pages, func(p, q dossier.PagePair) int { return cmp.Or(p.Query-q.Query, p.Known-q.Known) })
	a.Grade = stronger(a.Grade, b.Grade)
	a.Coverage.Query = min(1, round(a.Coverage.Query+b.Coverage.Query, coverageStep))
	a.Coverage.Known = min(1, round(a.Coverage.Known+b.Coverage.Known, coverageStep))
	isExcerpt := func(a dossier.Alteration) bool { return a.Kind == dossier.ExcerptTaken }
	a.Alterations = slices.DeleteFunc(slices.Concat(a.Alterations, b.Alterations), isExcerpt)
	if pages := knownNumbers(a.Pages); len(pages) < a.Document.Pages {
		a.Alterations = append(a.Alterations, dossier.Alteration{
			Kind: dossier.ExcerptTaken, KnownPages: pages, Basis: shareOfPages(len(pages), a.Document.Pages),
		})
	}
	a.Verdict = Judge(a.Alterations)
	return a
}

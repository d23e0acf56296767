package match

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// sharedMatch is the match with a document that the input is no copy of: for each query
// page the known page that has most in common with it, for a lone one up to maxTies that
// tie. Its verdict is Shared, or None where nothing is worth mentioning.
func (c *comparison) sharedMatch() dossier.Match {
	m := dossier.Match{Document: c.known.KnownDocument, Verdict: dossier.None, Grade: dossier.NoGrade, Clear: 1}
	edges := c.sortedEdges()
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Or(a.Query-b.Query, cmp.Compare(b.score, a.score)) })
	for i, e := range edges {
		best := i == 0 || edges[i-1].Query != e.Query
		tied := c.lone() && i < maxTies && ties(e.score, edges[0].score)
		r := c.relationWhenShared(e)
		if r == "" || !best && !tied {
			continue
		}
		m.Pages = append(m.Pages, c.pagePair(e, r))
		if best {
			m.Coverage.Query += e.queryCover / float64(max(1, c.fingerprinted))
		}
		m.Coverage.Known += e.knownCover / float64(c.known.Pages)
	}
	if len(m.Pages) > 0 {
		m.Verdict, m.Grade = dossier.Shared, bestGrade(m.Pages)
	}
	m.Coverage.Query = round(m.Coverage.Query, coverageStep)
	m.Coverage.Known = round(min(m.Coverage.Known, 1), coverageStep)
	return m
}

// asShared returns a match with a copy as one of a document that only has something in common with
// the input, and its pages this.
func asShared(m dossier.Match, common dossier.Relation) dossier.Match {
	m.Verdict, m.Alterations, m.Pages = dossier.Shared, nil, slices.Clone(m.Pages)
	for i := range m.Pages {
		m.Pages[i].Relation = common
	}
	return m
}

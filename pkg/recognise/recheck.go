package recognise

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Recheck compares the answers to one question, asked at two times, statement by
// statement. Inputs are the same by their path, documents by their digest; a document
// that was not named before counts only where it is likelier than the last one that was,
// for the earlier answer may have been cut short.
func Recheck(before, after dossier.Finding) dossier.Recheck {
	r := dossier.Recheck{Schema: dossier.RecheckSchema, Before: before.Standpoint(), After: after.Standpoint()}
	for _, was := range before.Inputs {
		at := slices.IndexFunc(after.Inputs, func(in dossier.InputFinding) bool { return in.Path == was.Path })
		if at < 0 {
			r.Changes = append(r.Changes, dossier.StatementChange{Path: was.Path, Statement: dossier.OfInput, Before: was.SHA256.String()})
			continue
		}
		r.Changes = append(r.Changes, recheckInput(was, after.Inputs[at])...)
	}
	return r
}

func recheckInput(was, is dossier.InputFinding) []dossier.StatementChange {
	c := changes{path: was.Path}
	if was.SHA256 != is.SHA256 {
		c.differ(dossier.OfInput, was.SHA256.String(), is.SHA256.String())
		return c.found // another file: nothing of what is said of it compares
	}
	c.differ(dossier.OfVerdict, string(was.Verdict), string(is.Verdict))
	c.differ(dossier.OfGrade, string(was.Grade), string(is.Grade))
	byDocument := func(of dossier.KnownDocument) func(dossier.Match) bool {
		return func(m dossier.Match) bool { return m.Document.SHA256 == of.SHA256 }
	}
	for _, m := range was.Matches {
		now := dossier.Match{Verdict: dossier.None, Grade: dossier.NoGrade}
		if at := slices.IndexFunc(is.Matches, byDocument(m.Document)); at >= 0 {
			now = is.Matches[at]
		}
		c.match(m.Document, m, now)
	}
	for _, m := range is.Matches[:min(len(is.Matches), max(1, len(was.Matches)))] {
		if !slices.ContainsFunc(was.Matches, byDocument(m.Document)) {
			c.match(m.Document, dossier.Match{Verdict: dossier.None, Grade: dossier.NoGrade}, m)
		}
	}
	return c.found
}

// changes collects those of one input.
type changes struct {
	path     string
	document *dossier.KnownDocument
	found    []dossier.StatementChange
}

func (c *changes) add(s dossier.StatementChange) {
	s.Path, s.Document = c.path, c.document
	c.found = append(c.found, s)
}

func (c *changes) differ(of dossier.Statement, before, after string) {
	if before != after {
		c.add(dossier.StatementChange{Statement: of, Before: before, After: after})
	}
}

// match compares what is said of one document.
func (c *changes) match(of dossier.KnownDocument, before, after dossier.Match) {
	c.document = &of
	c.differ(dossier.OfVerdict, string(before.Verdict), string(after.Verdict))
	c.differ(dossier.OfGrade, string(before.Grade), string(after.Grade))
	c.pages(before.Pages, after.Pages)
	c.alterations(before.Alterations, after.Alterations)
	c.marks(before.Marks, after.Marks)
}

// marks compares how many marks of each class there are.
func (c *changes) marks(before, after []dossier.Mark) {
	inBrief := func(marks []dossier.Mark, class dossier.MarkClass) string {
		for _, m := range marks {
			if m.Class == class {
				return fmt.Sprintf("%s: %d", class, m.Count)
			}
		}
		return ""
	}
	classes := map[dossier.MarkClass]bool{}
	for _, m := range slices.Concat(before, after) {
		if !classes[m.Class] {
			classes[m.Class] = true
			c.differ(dossier.OfMarks, inBrief(before, m.Class), inBrief(after, m.Class))
		}
	}
}

// pages compares the relations of pages.
func (c *changes) pages(before, after []dossier.PagePair) {
	type pair struct{ query, known int }
	relations := map[pair][2]dossier.Relation{}
	for i, pages := range [][]dossier.PagePair{before, after} {
		for _, p := range pages {
			of := relations[pair{p.Query, p.Known}]
			of[i] = p.Relation
			relations[pair{p.Query, p.Known}] = of
		}
	}
	var changed []pair
	for p, of := range relations {
		if of[0] != of[1] {
			changed = append(changed, p)
		}
	}
	slices.SortFunc(changed, func(a, b pair) int { return cmp.Or(a.query-b.query, a.known-b.known) })
	for _, p := range changed {
		c.add(dossier.StatementChange{
			Statement: dossier.OfPage, QueryPages: []int{p.query}, KnownPages: []int{p.known},
			Before: string(relations[p][0]), After: string(relations[p][1]),
		})
	}
}

// alterations compares alterations; how they were told, and the words around them, are no
// part of the statement.
func (c *changes) alterations(before, after []dossier.Alteration) {
	statement := func(a dossier.Alteration) string {
		return fmt.Sprintf("%s %v %v %q %q", a.Kind, a.QueryPages, a.KnownPages, a.Before, a.After)
	}
	left := map[string]int{}
	for _, a := range after {
		left[statement(a)]++
	}
	for _, a := range before {
		if left[statement(a)] > 0 {
			left[statement(a)]--
			continue
		}
		c.add(dossier.StatementChange{Statement: dossier.OfAlteration, QueryPages: a.QueryPages, KnownPages: a.KnownPages, Before: inBrief(a)})
	}
	for _, a := range slices.Backward(after) { // the last of several alike is the new one
		if left[statement(a)] == 0 {
			continue
		}
		left[statement(a)]--
		c.add(dossier.StatementChange{Statement: dossier.OfAlteration, QueryPages: a.QueryPages, KnownPages: a.KnownPages, After: inBrief(a)})
	}
}

// inBrief is an alteration as a change of statements names it.
func inBrief(a dossier.Alteration) string {
	if a.Before == "" && a.After == "" {
		return string(a.Kind)
	}
	return fmt.Sprintf("%s [-%s-]{+%s+}", a.Kind, a.Before, a.After)
}

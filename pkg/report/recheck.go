package report

import (
	"cmp"
	"fmt"
	"io"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// RecheckText writes, for a person to read, which statements of a finding changed. The last line
// counts them.
func RecheckText(w io.Writer, r dossier.Recheck, style Style) error {
	s := newSheet(style)
	input := ""
	for i, c := range r.Changes {
		if i == 0 || c.Path != input {
			input = c.Path
			s.raw(0, title(dossier.InputFinding{Path: c.Path}))
		}
		if s.plain {
			s.text(indent, changedStatement(c)+": was "+said(c, c.Before)+", is now "+said(c, c.After))
			continue
		}
		s.hang(indent, changedStatement(c)+"  ", said(c, c.Before)+" -> "+said(c, c.After))
	}
	if r.Before.Rules != r.After.Rules || r.Before.Tool != r.After.Tool {
		s.text(0, fmt.Sprintf("Asked then with leakprint %s, rules %s; now with %s, rules %s.",
			Quote(r.Before.Tool.Version), rulesOf(r.Before), Quote(r.After.Tool.Version), rulesOf(r.After)))
	}
	if r.Before.Corpus != r.After.Corpus {
		s.text(0, fmt.Sprintf("The corpus held %s then and holds %s now.", count(r.Before.Corpus.Documents, "document"), count(r.After.Corpus.Documents, "document")))
	}
	switch n := len(r.Changes); n {
	case 0:
		s.raw(0, "Every statement stands.")
	case 1:
		s.raw(0, "1 statement changed.")
	default:
		s.raw(0, fmt.Sprintf("%d statements changed.", n))
	}
	return writeReport(w, s.String())
}

func rulesOf(s dossier.Standpoint) string {
	if s.Rules == 0 {
		return "not recorded"
	}
	return fmt.Sprint(s.Rules)
}

// changedStatement names a statement: `"plenary.pdf": verdict`.
func changedStatement(c dossier.StatementChange) string {
	of := ""
	if c.Document != nil {
		of = inQuotes(c.Document.Name) + ": "
	}
	switch c.Statement {
	case dossier.OfInput:
		return of + "file"
	case dossier.OfPage:
		return of + fmt.Sprintf("p. %d as p. %d", c.QueryPages[0], c.KnownPages[0])
	case dossier.OfAlteration:
		return of + cmp.Or(where(dossier.Alteration{QueryPages: c.QueryPages, KnownPages: c.KnownPages}), "the file")
	}
	return of + string(c.Statement)
}

// said returns what a statement says, or that it is not made. A digest is shortened.
func said(c dossier.StatementChange, what string) string {
	switch {
	case what == "":
		return "(not said)"
	case c.Statement == dossier.OfInput:
		return Quote(what[:min(len(what), len(dossier.Digest{}.Short()))])
	}
	return Quote(what)
}

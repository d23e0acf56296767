package report

import (
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Change returns an alteration in one line: its page, what was done, and the words before and
// after.
func Change(a dossier.Alteration) string {
	plain := sheet{}
	words := plain.changeWords(a)
	if pages := where(a); pages != "" {
		return pages + ": " + words
	}
	return words
}

// ExplainAudit returns the audit with the changes to changed files put in words.
func ExplainAudit(a dossier.Audit) dossier.Audit {
	if !slices.ContainsFunc(a.Checks, func(c dossier.Check) bool { return len(c.Copies) > 0 }) {
		return a
	}
	a.Checks = slices.Clone(a.Checks)
	for i, c := range a.Checks {
		for _, in := range c.Copies {
			a.Checks[i].Changes = append(a.Checks[i].Changes, changesOf(in, c.Document)...)
		}
	}
	return a
}

// changesOf says what was changed in a copy of a document.
func changesOf(in dossier.InputFinding, doc dossier.Digest) []string {
	at := slices.IndexFunc(in.Matches, func(m dossier.Match) bool { return m.Document.SHA256 == doc })
	switch {
	case in.Verdict == dossier.Unreadable:
		return in.Notes
	case at >= 0:
		var changes []string
		for _, a := range in.Matches[at].Alterations {
			changes = append(changes, Change(a))
		}
		return changes
	case in.Verdict.Found():
		other := in.Matches[0]
		return []string{fmt.Sprintf("%s as %q (%s) instead", other.Verdict, other.Document.Name, other.Document.SHA256.Short())}
	}
	return nil
}

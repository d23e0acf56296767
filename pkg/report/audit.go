package report

import (
	"fmt"
	"io"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// indentCheck is where the words about a check begin, right of the longest state.
const indentCheck = indent + len("UNREADABLE") + 1

// AuditText writes an audit for a person to read: every problem under a heading, then what
// was not examined. The last line has the counts and the verdict; if all is well it is the
// only one.
func AuditText(w io.Writer, a dossier.Audit, style Style) error {
	s := newSheet(style)
	for _, g := range groups(a.Problems(), func(t thing) string { return t.heading }) {
		s.raw(0, g.name)
		for _, c := range g.checks {
			s.problem(c)
		}
	}
	for _, note := range a.Notes {
		s.hang(0, "NOTE  ", Quote(note))
	}
	s.raw(0, totalOf(a.Checks).line())
	return writeReport(w, s.String())
}

// problem adds a check that found something: its state and subject, what is wrong (on the same
// line if there is room), and what was changed.
func (s *sheet) problem(c dossier.Check) {
	state := strings.ToUpper(Quote(string(c.State)))
	label := state + strings.Repeat(" ", max(indentCheck-indent-lipgloss.Width(state), 1))
	if s.color {
		label = stateTone(c.State).Render(state) + label[len(state):]
	}
	name, words := listedName(c), problemWords(c)
	if oneLine := label + name + "   " + words; indent+lipgloss.Width(oneLine) <= s.width {
		s.raw(indent, oneLine)
	} else {
		s.raw(indent, label+name)
		s.text(indentCheck, words)
	}
	if beside := besideOriginal(c.Verdict); beside != "" {
		if len(c.Changes) > 0 {
			beside += ":"
		}
		s.text(indentCheck, beside)
	}
	for _, change := range c.Changes {
		s.hang(indentCheck+indent, "", Quote(change))
	}
}

// stateTone returns the colour of a state: yellow if nothing is lost, else red.
func stateTone(s dossier.State) lipgloss.Style {
	bold := lipgloss.NewStyle().Bold(true)
	switch s {
	case dossier.New, dossier.Moved, dossier.Duplicate:
		return bold.Foreground(lipgloss.Color(yellow))
	}
	return bold.Foreground(lipgloss.Color(red))
}

// AuditChecksums writes a line for each check as sha256sum -c of the GNU coreutils does:
// "docs/a.pdf: OK", "docs/a.pdf: FAILED", or "docs/a.pdf: FAILED open or read" for a file
// that is not there under its name or cannot be read. A name with a line end or a backslash
// is escaped and its line begins with a backslash, as in the manifests of sha256sum. Checks
// without a path are named in words: "log record 7: FAILED".
func AuditChecksums(w io.Writer, a dossier.Audit) error {
	var b strings.Builder
	for _, c := range a.Checks {
		name := listedPath(c)
		if escaped := escapeLines.Replace(name); escaped != name {
			name = `\` + escaped
		}
		result := "FAILED"
		switch c.State {
		case dossier.OK:
			result = "OK"
		case dossier.NotRead, dossier.Missing, dossier.Moved:
			result = "FAILED open or read"
		}
		fmt.Fprintf(&b, "%s: %s\n", name, result)
	}
	return writeReport(w, b.String())
}

var escapeLines = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// listedPath returns the path at which sha256sum would look for a file, which is the old one if
// it was moved, or words for a check without a path.
func listedPath(c dossier.Check) string {
	switch {
	case c.State == dossier.Moved && c.Expected != "":
		return c.Expected
	case c.Path != "" && (c.Of == dossier.OfFile || c.Of == dossier.OfOriginal):
		return c.Path
	}
	return fullName(c)
}

package recognise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/forge"
)

// Seed of the table of scripts. Nothing may be tuned on it.
const qualityScripts = 29470518

// scriptMedia are those in which texts of a script are written.
func scriptMedia(s forge.Script) []medium {
	chosen := map[string]bool{"txt": true, "html": true, "docx": true, "odt": true, "pdf": s.Drawn, "pdf: txt": s.Drawn}
	return slices.DeleteFunc(slices.Clone(allMedia), func(m medium) bool { return !chosen[m.name] })
}

// scriptsTable measures what is said of texts in other scripts, changed in one place and
// written in another way, and writes it down.
func scriptsTable(t *testing.T) string {
	byLanguage := map[string][]statement{}
	for _, s := range forge.Scripts() {
		for _, m := range scriptMedia(s) {
			made, _ := statementsOf([]forge.Text{s.Record(qualityScripts, 1)}, m, 1, s.Changes(), s.Twins())
			askStatements(t, m, made)
			byLanguage[s.Language] = append(byLanguage[s.Language], made...)
		}
		if *qualityVerbose {
			t.Log(s.Language)
			tellFailures(t, byLanguage[s.Language])
		}
	}
	changed := func(s statement) bool { return s.class != "" }
	told := func(s statement) bool { return changed(s) && s.match.Verdict.Found() && !s.same() }
	rows := func(of, holds func(statement) bool) string {
		var b strings.Builder
		for _, s := range forge.Scripts() {
			for _, heldOut := range []bool{false, true} {
				b.WriteString(statementRow(s.Language, heldOut, allMediaOfScripts(), byLanguage[s.Language], of, holds))
			}
		}
		return b.String()
	}
	head := fmt.Sprintf("%-34s", "")
	for _, m := range allMediaOfScripts() {
		head += fmt.Sprintf(" %11s", m.name)
	}
	return fmt.Sprintf(`
What is said of texts in other scripts: invented (forge.Scripts), a page each. Copies changed
by one letter, vowel sign, figure or word, and twins, unaltered and written in another way
(composed or decomposed, presentation forms, full width, broken lines). One of three kinds is
held out. Both files are of the format named, or the copy is of the second and retyped.

Changed or not, and not recognised.

%s
%s
Said the same though changed.

%s
%s
Of changes told, those of which the class is not said.

%s
%s
Of changes told, those told with alterations that were not made.

%s
%s
Said altered though unaltered.

%s
%s`, head, rows(func(statement) bool { return true }, func(s statement) bool { return !s.match.Verdict.Found() }),
		head, rows(changed, statement.same),
		head, rows(told, func(s statement) bool { return !s.rightly() }),
		head, rows(told, statement.beside),
		head, rows(func(s statement) bool { return !changed(s) }, func(s statement) bool { return s.match.Verdict.Found() && !s.same() }))
}

// allMediaOfScripts are those of any script.
func allMediaOfScripts() []medium { return scriptMedia(forge.Script{Drawn: true}) }

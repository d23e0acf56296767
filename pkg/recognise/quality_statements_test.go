package recognise

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/match"
)

// Seeds of the table of statements. Nothing may be tuned on them.
var qualityStatements = []uint64{50938127, 93126640}

// How many pages the texts have: pages that are drawn take longer to compare.
const (
	statementPages = 4
	drawnPages     = 1

	// Of real documents.
	partsOfRealTexts   = 12
	realStatementsEach = 3 // of each kind
)

// A medium is the formats of the original and of the copy, and how else they differ.
type medium struct {
	name          string
	known, copied forge.Format
	rewrite       func(forge.Text) forge.Text // of the copy, beside what was changed; nil for none
	back          bool                        // the original was changed, and the copy was not
}

// textMedia are those in which nothing is drawn.
var textMedia = []medium{
	{name: "txt", known: forge.TXT, copied: forge.TXT},
	{name: "html", known: forge.HTML, copied: forge.HTML},
	{name: "docx", known: forge.DOCX, copied: forge.DOCX},
	{name: "odt", known: forge.ODT, copied: forge.ODT},
	{name: "txt back", known: forge.TXT, copied: forge.TXT, back: true},
	{name: "repaged", known: forge.TXT, copied: forge.TXT, rewrite: forge.Text.Repaged},
	{name: "docx: txt", known: forge.DOCX, copied: forge.TXT, rewrite: forge.Text.Retyped},
}

// allMedia are those that texts are written in.
var allMedia = append(slices.Clip(textMedia),
	medium{name: "pdf", known: forge.PDF, copied: forge.PDF},
	medium{name: "pdf: txt", known: forge.PDF, copied: forge.TXT, rewrite: forge.Text.Retyped},
)

// madeStatements are invented texts that hold something of everything.
func madeStatements(m medium) []forge.Text {
	pages := statementPages
	if m.known == forge.PDF {
		pages = drawnPages
	}
	var all []forge.Text
	for _, seed := range qualityStatements {
		all = append(all, forge.Communique(seed, pages))
	}
	return all
}

// realStatements are parts of real documents, at even steps.
func realStatements(docs texts) []forge.Text {
	var all []forge.Text
	for _, pages := range docs {
		usable := slices.DeleteFunc(slices.Clone(pages), func(p string) bool { return len(strings.Fields(p)) < leastOriginalWords })
		parts := min(partsOfRealTexts, len(usable)/statementPages)
		for n := range parts {
			first := n * (len(usable) - statementPages) / max(1, parts-1)
			all = append(all, usable[first:first+statementPages])
		}
	}
	return all
}

// A statement is what is asked about a copy, and what is said of it.
type statement struct {
	name    string
	medium  medium
	class   dossier.Class            // what was changed; "" where nothing was
	fits    func(dossier.Class) bool // whether a class that is said is right
	places  int                      // in how many the texts differ
	heldOut bool

	known        forge.Text // the original
	base, copied forge.Text // as the copy writes them: unaltered, and altered

	match dossier.Match // with the original; its verdict is None where there is none
}

// textual are the alterations of what the pages say.
func (s statement) textual() []dossier.Alteration {
	return slices.DeleteFunc(slices.Clone(s.match.Alterations), func(a dossier.Alteration) bool {
		return a.Kind == dossier.Retypeset || match.Judge([]dossier.Alteration{a}) == dossier.Same
	})
}

// isMark reports whether the change is one that no reader notices.
func (s statement) isMark() bool {
	return s.class == dossier.ClassSpacing || s.class == dossier.ClassMarks
}

// same reports whether it is said that nothing was changed. Text set anew says nothing
// else for that.
func (s statement) same() bool {
	return s.match.Verdict.Found() && len(s.textual()) == 0 && (len(s.match.Marks) == 0 || !s.isMark())
}

// rightly reports whether the class is said of which the change is.
func (s statement) rightly() bool {
	if s.isMark() {
		return slices.ContainsFunc(s.match.Marks, func(m dossier.Mark) bool { return s.fits(classOfMark(m)) })
	}
	return slices.ContainsFunc(s.textual(), func(a dossier.Alteration) bool { return s.fits(a.Class) })
}

func classOfMark(m dossier.Mark) dossier.Class {
	if m.Class == dossier.MarkJoinedWords || m.Class == dossier.MarkDoubledSpace {
		return dossier.ClassSpacing
	}
	return dossier.ClassMarks
}

// beside reports whether more alterations are said than were made. Spacing and marks are
// no alterations.
func (s statement) beside() bool {
	if s.isMark() {
		return len(s.textual()) > 0
	}
	return len(s.textual()) > s.places
}

// statementsOf makes the copies: of each kind as many as each says, each of one text, the
// first of those from the nth on that has what is to be changed. It also returns how many
// could not be made.
func statementsOf(docs []forge.Text, m medium, each int, changes []forge.SingleChange, twins []forge.Twin) (all []statement, skipped int) {
	add := func(n int, s statement, apply func(forge.Text) (forge.Text, bool)) {
		made := 0
		for i := 0; i < len(docs) && made < each; i++ {
			s.medium, s.known = m, m.known.Kept(docs[(n+i)%len(docs)])
			changed, ok := apply(s.known)
			if !ok {
				continue
			}
			s.base, s.copied = s.known, changed
			if m.back {
				s.known, s.base, s.copied = changed, changed, s.known
			}
			if m.rewrite != nil {
				s.base, s.copied = m.rewrite(s.base), m.rewrite(s.copied)
			}
			if m.copied.Tells(s.base, s.copied) {
				all = append(all, s)
				made++
			}
		}
		skipped += each - made
	}
	for n, c := range changes {
		fits := func(class dossier.Class) bool { return c.Fits(class, m.copied) }
		add(n, statement{name: c.Name, class: c.ClassIn(m.copied), fits: fits, places: c.Places, heldOut: c.HeldOut}, c.Apply)
	}
	for n, w := range twins {
		add(n, statement{name: w.Name, heldOut: w.HeldOut}, w.Apply)
	}
	return all, skipped
}

// askStatements compares the copies with their originals, each original by itself.
func askStatements(t *testing.T, m medium, all []statement) {
	t.Helper()
	var order []string
	copies := map[string][]int{} // by the original's text
	for i, s := range all {
		text := strings.Join(s.known, "\f")
		if copies[text] == nil {
			order = append(order, text)
		}
		copies[text] = append(copies[text], i)
	}
	for _, text := range order {
		askCopies(t, m, all, copies[text])
	}
}

// askCopies compares copies of one original with it.
func askCopies(t *testing.T, m medium, all []statement, chosen []int) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text forge.Text, f forge.Format) string {
		data, err := text.In(f)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name+"."+string(f))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	original := []string{write("original", all[chosen[0]].known, m.known)}
	var copies []string
	for _, i := range chosen {
		copies = append(copies, write(fmt.Sprintf("copy-%03d", i), all[i].copied, m.copied))
	}
	for n, in := range askAbout(t, original, copies) {
		all[chosen[n]].match.Verdict = dossier.None
		if len(in.Matches) > 0 {
			all[chosen[n]].match = in.Matches[0]
		}
	}
}

// askAbout asks of files what they are of known ones, and returns an answer for each.
func askAbout(t *testing.T, known, asked []string) []dossier.InputFinding {
	t.Helper()
	each := func(paths []string) func(func(intake.Input) bool) {
		return intake.Each(t.Context(), paths, nil, intake.DefaultLimits())
	}
	finding, err := AskOf(t.Context(), reader(), each(known), each(asked), Options{})
	if err != nil || len(finding.Inputs) != len(asked) {
		t.Fatalf("%d answers to %d questions: %v", len(finding.Inputs), len(asked), err)
	}
	return finding.Inputs
}

// classRows is a row for each class, and one for those of it held out: of how many copies
// something holds, by medium.
func classRows(media []medium, all []statement, of func(statement) bool, holds func(statement) bool) string {
	var b strings.Builder
	for _, class := range []dossier.Class{
		dossier.ClassFigures, dossier.ClassWords, dossier.ClassLetters, dossier.ClassPunctuation, dossier.ClassOrder, dossier.ClassSpacing, dossier.ClassMarks,
	} {
		for _, heldOut := range []bool{false, true} {
			b.WriteString(statementRow(string(class), heldOut, media, all, func(s statement) bool { return s.class == class && of(s) }, holds))
		}
	}
	return b.String()
}

func statementRow(name string, heldOut bool, media []medium, all []statement, of, holds func(statement) bool) string {
	if heldOut {
		name += ", held out"
	}
	row := fmt.Sprintf("%-34s", name)
	for _, m := range media {
		n, k := 0, 0
		for _, s := range all {
			if s.medium.name == m.name && s.heldOut == heldOut && of(s) {
				n++
				if holds(s) {
					k++
				}
			}
		}
		row += fmt.Sprintf(" %4d of %-3d", k, n)
	}
	return strings.TrimRight(row, " ") + "\n"
}

// statementsTable measures what is said of copies changed in one place, and of copies
// written in another way, and writes it down.
func statementsTable(t *testing.T, of string, docs func(medium) []forge.Text, media []medium, each int) string {
	var all []statement
	head := fmt.Sprintf("%-34s", "")
	skips := fmt.Sprintf("%-34s", "not made: nothing of the kind")
	for _, m := range media {
		made, skipped := statementsOf(docs(m), m, each, forge.SingleChanges(), forge.Twins())
		askStatements(t, m, made)
		all = append(all, made...)
		head += fmt.Sprintf(" %11s", m.name)
		skips += fmt.Sprintf(" %4d", skipped) + "       "
	}
	if *qualityVerbose {
		tellFailures(t, all)
	}
	changed := func(s statement) bool { return s.class != "" }
	told := func(s statement) bool { return changed(s) && !s.same() }
	var b strings.Builder
	fmt.Fprintf(&b, `
What is said of texts: %s. Copies changed in one place
(forge.SingleChanges), and twins, unaltered and written in another way (forge.Twins); one
of three kinds of each is held out. Spacing and marks are no alterations, and are to be
told as marks. Both files are of the format named, or the copy is of the second and retyped;
repaged: the copy's pages are broken elsewhere; back: the original is the one changed.

Said the same though changed.

%s
%s%s

Of changes told, those of which the class is not said.

%s
%s
Of changes told, those told with alterations that were not made.

%s
%s
Said altered though unaltered.

%s
`, of, head, classRows(media, all, changed, statement.same), strings.TrimRight(skips, " "),
		head, classRows(media, all, told, func(s statement) bool { return !s.rightly() }),
		head, classRows(media, all, told, statement.beside), head)
	for _, heldOut := range []bool{false, true} {
		b.WriteString(statementRow("twins", heldOut, media, all, func(s statement) bool { return !changed(s) }, func(s statement) bool { return !s.same() }))
	}
	return b.String()
}

// failure says what is wrong with what is said; "" for nothing.
func (s statement) failure() string {
	switch {
	case s.class == "" && !s.same():
		return "SAID ALTERED"
	case s.class == "" || s.class != "" && !s.same() && s.rightly() && !s.beside():
		return ""
	case s.same():
		return "SAID THE SAME"
	case s.rightly():
		return "others that were not made"
	case s.beside():
		return "other class, and others that were not made"
	}
	return "other class"
}

// tellFailures tells of statements that fail, of those that are alike once. Of kinds held
// out nobody is to know which.
func tellFailures(t *testing.T, all []statement) {
	var order []string
	alike := map[string][]statement{}
	for _, s := range all {
		if failure := s.failure(); failure != "" && !s.heldOut {
			key := failure + ": " + s.name
			if alike[key] == nil {
				order = append(order, key)
			}
			alike[key] = append(alike[key], s)
		}
	}
	for _, key := range order {
		var media []string
		for _, s := range alike[key] {
			if !slices.Contains(media, s.medium.name) {
				media = append(media, s.medium.name)
			}
		}
		s := alike[key][0]
		before, after := difference(strings.Join(s.base, "\f"), strings.Join(s.copied, "\f"))
		said := fmt.Sprintf("%s (%s), in %s\n\t%q\n\t%q\n\tsaid: %s", key, s.class, strings.Join(media, "; "), before, after, s.match.Verdict)
		for _, a := range s.textual() {
			said += fmt.Sprintf("\n\t%s, %s: %q to %q (%s)", a.Kind, a.Class, a.Before, a.After, a.Basis)
		}
		for _, m := range s.match.Marks {
			said += fmt.Sprintf("\n\t%d %s: page %d, %q", m.Count, m.Class, m.First.Page, m.First.Text)
		}
		t.Log(said)
	}
}

// difference is what differs between two texts, with some of what stands about it.
func difference(a, b string) (inA, inB string) {
	const about, most = 24, 300
	x, y := []rune(a), []rune(b)
	from := 0
	for from < min(len(x), len(y)) && x[from] == y[from] {
		from++
	}
	end := 0
	for end < min(len(x), len(y))-from && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	part := func(s []rune) string {
		piece := s[max(0, from-about):min(len(s), len(s)-end+about)]
		return string(piece[:min(len(piece), most)])
	}
	return part(x), part(y)
}

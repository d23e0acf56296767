package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Text writes a finding for a person to read: a block for each input, how much of each dossier
// was found in all of them, what the answer does not show, and the verdict as the last line.
func Text(w io.Writer, f dossier.Finding, style Style) error {
	s := newSheet(style)
	for _, in := range f.Inputs {
		s.input(in, f.Corpus)
		s.WriteByte('\n')
	}
	if len(f.Inputs) > 1 && len(f.Dossiers) > 0 {
		s.raw(0, "All inputs together")
		for _, d := range f.Dossiers {
			s.dossier(d, f.Inputs...)
		}
		s.WriteByte('\n')
	}
	if stale := staleWords(f.Corpus); stale != "" {
		s.text(0, stale)
	}
	s.closing(f.Inputs)
	return writeReport(w, s.String())
}

// writeReport writes a finished report.
func writeReport(w io.Writer, report string) error {
	if _, err := io.WriteString(w, report); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (s *sheet) input(in dossier.InputFinding, corpus dossier.CorpusSize) {
	s.list(0, "", slices.DeleteFunc([]string{title(in), describe(in)}, func(part string) bool { return part == "" }), "  ")
	s.text(indent, inOneSentence(in, corpus, s.compare))
	switch in.Verdict {
	case dossier.Unreadable:
		s.headline(tone(in.Verdict), unreadable)
		for _, note := range in.Notes {
			s.text(indentMore, Quote(note))
		}
		return
	case dossier.None:
		words := searched(corpus)
		if s.compare {
			words = fmt.Sprintf("Nothing of it in the other file (%s).", count(corpus.Pages, "page"))
		}
		s.headline(tone(in.Verdict), noMatch(s.compare))
		s.text(indentMore, words)
	}
	for _, d := range in.Dossiers {
		if d.Documents.Matched > 1 && slices.ContainsFunc(in.Matches, merged) {
			s.dossier(d, in)
		}
	}
	for _, m := range readingOrder(in.Matches) {
		s.match(in, m)
	}
	if words := unquotedWords(in); words != "" {
		s.text(indent, words)
	}
	if m, ok := closest(in); ok {
		s.text(indent, fmt.Sprintf("Closest known copy: %s (%s).", inQuotes(m.Document.Name), m.Document.SHA256.Short()))
	}
	if words := leftOutWords(in); words != "" {
		s.text(indent, words)
	}
	s.notes(in.Notes)
	if words := HiddenWords(in.Hidden); words != "" {
		s.text(indent, words)
	}
}

// closest returns the known document that the input has most in common with; false unless it is
// a copy of several and one is closer than the others. Matches are sorted by closeness.
func closest(in dossier.InputFinding) (dossier.Match, bool) {
	found := slices.DeleteFunc(slices.Clone(in.Matches), func(m dossier.Match) bool { return !m.Verdict.Found() })
	if len(found) < 2 || isQuote(in) || isPicture(in) || slices.ContainsFunc(found, merged) {
		return dossier.Match{}, false
	}
	first, second := found[0], found[1]
	return first, first.Verdict != second.Verdict || first.Coverage != second.Coverage
}

// leftOutWords says how many matches are not shown; "" if all are.
func leftOutWords(in dossier.InputFinding) string {
	out := in.LeftOut
	if out == nil {
		return ""
	}
	var parts []string
	for _, of := range []struct {
		n    int
		what string
	}{
		{out.Parts, "found in other parts of this file"},
		{out.Others, "that fit it too"},
		{out.Shared, "with passages in common"},
	} {
		if of.n > 0 {
			parts = append(parts, count(of.n, "known document")+" "+of.what)
		}
	}
	return "Not shown here: " + strings.Join(parts, ", ") + "; --top 0 shows all."
}

// merged reports whether the input also holds other known documents.
func merged(m dossier.Match) bool { return m.Has(dossier.Merged) }

// readingOrder sorts documents that are merged into one input in the order of the input.
func readingOrder(matches []dossier.Match) []dossier.Match {
	if !slices.ContainsFunc(matches, merged) {
		return matches
	}
	first := func(m dossier.Match) int {
		if !m.Verdict.Found() || len(m.Pages) == 0 {
			return math.MaxInt
		}
		return queryPages(m.Pages)[0]
	}
	return slices.SortedStableFunc(slices.Values(matches), func(a, b dossier.Match) int {
		return cmp.Compare(first(a), first(b))
	})
}

func title(in dossier.InputFinding) string {
	if in.Path == "-" {
		return "standard input"
	}
	return Quote(in.Path)
}

// describe says what an input is: "PDF, 23 pages, 3f9c2a1b0d4e".
func describe(in dossier.InputFinding) string {
	var parts []string
	switch in.MediaType {
	case "":
	case "application/pdf":
		parts = append(parts, "PDF")
	case "text/plain":
		parts = append(parts, "text")
	default:
		parts = append(parts, kindOfFile(in.MediaType))
	}
	if in.Pages > 0 && !isQuote(in) && !isPicture(in) {
		parts = append(parts, count(in.Pages, "page"))
	}
	if !in.SHA256.IsZero() {
		parts = append(parts, in.SHA256.Short())
	}
	return strings.Join(parts, ", ")
}

// kindOfFile names a media type in words.
func kindOfFile(mediaType string) string {
	switch mediaType {
	case "text/html":
		return "web page"
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return "Word document"
	case "application/vnd.oasis.opendocument.text":
		return "OpenDocument text"
	}
	if format, ok := strings.CutPrefix(mediaType, "image/"); ok {
		return strings.ToUpper(Quote(format)) + " picture"
	}
	return Quote(mediaType)
}

// isQuote reports whether the input is pasted text rather than a document.
func isQuote(in dossier.InputFinding) bool { return in.MediaType == "text/plain" }

// staleWords says how many documents were searched as an earlier version read them; "" if none
// were.
func staleWords(corpus dossier.CorpusSize) string {
	if corpus.Stale == 0 {
		return ""
	}
	return fmt.Sprintf("Searched as an earlier version of leakprint read them: %d of %s.", corpus.Stale, count(corpus.Documents, "document"))
}

func searched(corpus dossier.CorpusSize) string {
	if corpus.Documents == 0 {
		return "The corpus is empty."
	}
	return fmt.Sprintf("Nothing like it in %s (%s).", count(corpus.Documents, "document"), count(corpus.Pages, "page"))
}

func (s *sheet) match(in dossier.InputFinding, m dossier.Match) {
	s.headline(tone(m.Verdict), headline(in, m))
	for _, sentence := range facts(in, m) {
		s.text(indentMore, sentence)
	}
	if m.Verdict == dossier.Identical {
		return
	}
	if m.Verdict.Found() && !isQuote(in) && !isPicture(in) {
		s.strip(m)
	}
	s.changes(in, m)
	s.marks(m.Marks)
	s.unsure(indentMore, cannotTell(in, m))
}

// unreadable is the headline for an input that could not be read.
const unreadable = "CANNOT READ"

// noMatch returns the headline for an input that was found nowhere.
func noMatch(compare bool) string {
	if compare {
		return "NOT THE SAME"
	}
	return "NO MATCH"
}

// headline returns the headline of a match.
func headline(in dossier.InputFinding, m dossier.Match) string {
	return verdictWords(in, m) + " " + name(in, m)
}

// name returns the known document in words.
func name(in dossier.InputFinding, m dossier.Match) string {
	named := inQuotes(m.Document.Name)
	if (isQuote(in) || isPicture(in)) && len(m.Pages) > 0 {
		named += ", p. " + ranges(knownPages(m.Pages))
	}
	return named + whichDocument(m.Document.SHA256, m.Document.Dossier)
}

// whichDocument says after a document's name which one it is.
func whichDocument(digest dossier.Digest, of string) string {
	which := " (" + digest.Short() + ")"
	if of != "" {
		which += ", dossier " + inQuotes(of)
	}
	return which
}

// documentLine begins what is told of a document of the corpus.
func (s *sheet) documentLine(d dossier.FoundDocument) {
	s.headline(lipgloss.NewStyle().Bold(true), inQuotes(d.Name)+whichDocument(d.SHA256, d.Dossier))
}

// notes adds what else there is to know about an input.
func (s *sheet) notes(notes []string) {
	for _, note := range notes {
		s.hang(indent, s.label("NOTE  ", "Note: "), Quote(note))
	}
}

// marks lists differences that change no word but may show whose copy this is.
func (s *sheet) marks(marks []dossier.Mark) {
	if len(marks) == 0 {
		return
	}
	s.raw(indentMore, "MARKS")
	s.text(indentItem, "These change no word. They may be traces of a program, or tell whose copy it is.")
	for _, words := range marksWords(marks) {
		s.hang(indentItem, s.label("- ", ""), words)
	}
}

func (s *sheet) unsure(indent int, notes []string) {
	if len(notes) == 0 {
		return
	}
	s.raw(indent, "CANNOT TELL")
	for _, note := range notes {
		s.hang(indent+2, s.label("? ", ""), Quote(note))
	}
}

// dossier sums up how much of a dossier the inputs hold.
func (s *sheet) dossier(d dossier.DossierMatch, inputs ...dossier.InputFinding) {
	s.headline(toneOf(d), dossierWords(d, len(inputs) == 1))
	found := dossierFacts(d)
	if len(inputs) > 1 {
		found += ", found in " + count(holders(inputs, d.Name), "input")
	}
	s.text(indentMore, found+". "+evidenceWords(d.Grade)+".")
}

// holders returns how many inputs hold something of the dossier.
func holders(inputs []dossier.InputFinding, name string) int {
	n := 0
	for _, in := range inputs {
		if slices.ContainsFunc(in.Matches, func(m dossier.Match) bool { return m.Document.Dossier == name && m.Verdict.Found() }) {
			n++
		}
	}
	return n
}

// closing adds what the verdicts do not show, and counts them.
func (s *sheet) closing(inputs []dossier.InputFinding) {
	matched, shared, short, none, unreadable := 0, 0, 0, 0, 0
	for _, in := range inputs {
		switch {
		case in.Verdict.Found():
			matched++
		case tooShort(in):
			short++
		case in.Verdict == dossier.Shared:
			shared++
		case in.Verdict == dossier.None:
			none++
		default:
			unreadable++
		}
	}
	if matched+shared > 0 {
		s.text(0, "A match shows shared content.")
		s.text(0, "It does not show who altered it or which copy is authentic.")
	}
	switch {
	case none > 0 && s.compare:
		s.text(0, "Nothing in common was found. That does not mean they are unrelated.")
	case none > 0:
		s.text(0, "No match in this corpus. That does not mean it is new.")
	}
	if s.compare && len(inputs) == 1 {
		s.text(0, comparedWords(inputs[0]))
		return
	}
	shares := "share passages only"
	if shared == 1 {
		shares = "shares passages only"
	}
	var parts []string
	for _, part := range []struct {
		n    int
		word string
	}{
		{matched, "matched"},
		{shared, shares},
		{short, "too short to tell"},
		{none, "not matched"},
		{unreadable, "could not be read"},
	} {
		switch {
		case part.n == 1 && len(inputs) == 1:
			parts = append(parts, part.word)
		case part.n > 0:
			parts = append(parts, grouped(part.n)+" "+part.word)
		}
	}
	if len(parts) == 0 {
		s.text(0, "No inputs.")
		return
	}
	s.text(0, count(len(inputs), "input")+": "+strings.Join(parts, ", ")+".")
}

// toneOf returns the colour of what was found of a dossier.
func toneOf(d dossier.DossierMatch) lipgloss.Style {
	if d.Altered > 0 {
		return tone(dossier.Altered)
	}
	return tone(d.Verdict)
}

// The terminal's own colours, by number.
const red, green, yellow = "1", "2", "3"

// tone returns the colour of a headline.
func tone(v dossier.Verdict) lipgloss.Style {
	bold := lipgloss.NewStyle().Bold(true)
	switch {
	case v == dossier.Altered:
		return bold.Foreground(lipgloss.Color(yellow))
	case v.Found():
		return bold.Foreground(lipgloss.Color(green))
	case v == dossier.Unreadable:
		return bold.Foreground(lipgloss.Color(red))
	}
	return bold
}

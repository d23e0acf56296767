package report

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// HTMLOptions says what a report on a web page shows besides the finding.
type HTMLOptions struct {
	// Thumbnails and Full are the pictures of the pages that Pictured lists. Pages without
	// one are shown as not drawn. If both are empty the report has no pictures.
	Thumbnails, Full map[PageRef]Picture
	Crops            map[CropRef]Picture // the changes that Cropped lists, enlarged
	Command          string              // the command that makes the report again; "" if not known
	Made             string              // when the report was made; "" if that is not told
	Notes            []string            // what else was left out of the report, and why
	Compare          bool                // whether two files were compared, without a corpus
}

//go:embed html/report.html
var reportTemplate string

var webPage = newWebPage("report", reportTemplate)

// HTML writes a finding as one self-contained web page: it uses no script, no other file and no
// network, as its Content Security Policy (W3C CSP Level 3) enforces. It shows nothing of a
// finding that could identify a source: see publishable. The same finding and options give the
// same bytes.
func HTML(w io.Writer, f dossier.Finding, opt HTMLOptions) error {
	return writePage(w, webPage, newDocument(publishable(f), opt))
}

// HTMLFile writes the page of HTML to a file that only its owner may read, wholly or not at
// all. It replaces an existing file.
func HTMLFile(path string, f dossier.Finding, opt HTMLOptions) error {
	return pageFile(path, func(w io.Writer) error { return HTML(w, f, opt) })
}

// A document is the report as its template sees it. Strings that come from files are quoted
// here or, where the template calls quote, there.
type document struct {
	pageHead
	Tool     dossier.Tool
	Schema   string
	Scope    string // what was compared with what
	Answers  []answer
	Dossiers []dossierSum // over all inputs
	Command  string
	Made     string
	Notes    []string
	Files    []file
}

// Several reports whether there is more than one input.
func (d document) Several() bool { return len(d.Answers) > 1 }

// An answer is what is shown for one input.
type answer struct {
	ID, Name, Description string
	Sentence              string // the answer
	Tone                  string
	Verdict               string       // in words, short
	Explanation           string       // of the verdict, if there is no match
	Dossiers              []dossierSum // those of which it holds several documents
	LeftOut               string       // how many matches are not shown
	Notes                 []string     // moved to the first section, if there is one
	Unquoted              string       // words of a text that quotes that are from no document found
	Hidden                string       // text that the file does not show
	Sections              []section
}

// A dossierSum sums up how much of a dossier was found.
type dossierSum struct{ Tone, Verdict, Found string }

// A file is a file whose digest a person can check.
type file struct {
	Role, Name string
	Digest     dossier.Digest
}

func newDocument(f dossier.Finding, opt HTMLOptions) document {
	d := document{
		pageHead: newPageHead(count(len(f.Inputs), "file")+": leakprint report", styleSheet),
		Tool:     f.Tool, Schema: f.Schema,
		Scope:    scope(f, opt.Compare),
		Dossiers: dossierSums(f.Dossiers, false),
		Command:  opt.Command,
		Made:     Quote(opt.Made),
	}
	if strings.ContainsFunc(opt.Command, func(r rune) bool { return !plain.Visible(r) }) {
		d.Command = Quote(opt.Command)
	}
	if len(f.Inputs) == 1 {
		d.Title = title(f.Inputs[0]) + ": leakprint report"
	}
	for i, in := range f.Inputs {
		d.Answers = append(d.Answers, newAnswer(in, fmt.Sprintf("f%d", i+1), f.Corpus, opt.Compare))
		d.addFile(file{"Examined", title(in), in.SHA256})
	}
	leftOut := 0
	for _, p := range plans(f) {
		a := &d.Answers[p.input]
		section := newSection(p, fmt.Sprintf("%sm%d", a.ID, len(a.Sections)+1), opt)
		section.Notes, a.Notes = a.Notes, nil
		a.Sections = append(a.Sections, section)
		leftOut += len(p.strip) - len(p.thumbnails)
		d.addFile(file{"Known", inQuotes(p.match.Document.Name), p.match.Document.SHA256})
	}
	d.Notes = leftOutNotes(opt, leftOut)
	return d
}

func scope(f dossier.Finding, compare bool) string {
	if compare {
		return "Two files compared"
	}
	return fmt.Sprintf("%s compared with %s (%s)", count(len(f.Inputs), "file"),
		count(f.Corpus.Documents, "known document"), count(f.Corpus.Pages, "page"))
}

func newAnswer(in dossier.InputFinding, id string, corpus dossier.CorpusSize, compare bool) answer {
	a := answer{
		ID: id, Name: title(in), Description: describe(in), Tone: toneName(in.Verdict), Notes: in.Notes,
		Sentence: inOneSentence(in, corpus, compare), LeftOut: leftOutWords(in), Unquoted: unquotedWords(in), Hidden: hiddenHeld(in.Hidden),
	}
	switch {
	case in.Verdict == dossier.Unreadable:
		a.Verdict, a.Explanation, a.Notes = "CANNOT READ", Quote(strings.Join(in.Notes, "; ")), nil
	case several(in):
		a.Verdict = partsVerdict(in)
	case len(in.Matches) > 0:
		a.Verdict = verdictWords(in, in.Matches[0]) + " " + inQuotes(in.Matches[0].Document.Name)
	case compare:
		a.Verdict, a.Explanation = "NOT THE SAME", fmt.Sprintf("Nothing of it in the other file (%s).", count(corpus.Pages, "page"))
	default:
		a.Verdict, a.Explanation = "NO MATCH", searched(corpus)
	}
	if slices.ContainsFunc(in.Matches, merged) {
		several := slices.DeleteFunc(slices.Clone(in.Dossiers), func(d dossier.DossierMatch) bool { return d.Documents.Matched < 2 })
		a.Dossiers = dossierSums(several, true)
	}
	return a
}

func dossierSums(list []dossier.DossierMatch, merged bool) []dossierSum {
	var sums []dossierSum
	for _, d := range list {
		sums = append(sums, dossierSum{
			Tone: dossierTone(d), Verdict: dossierWords(d, merged), Found: dossierFacts(d) + ". " + evidenceWords(d.Grade) + ".",
		})
	}
	return sums
}

// dossierTone returns the style class of what was found of a dossier.
func dossierTone(d dossier.DossierMatch) string {
	if d.Altered > 0 {
		return toneName(dossier.Altered)
	}
	return toneName(d.Verdict)
}

// addFile lists a file unless it is listed already.
func (d *document) addFile(f file) {
	if !f.Digest.IsZero() && !slices.Contains(d.Files, f) {
		d.Files = append(d.Files, f)
	}
}

// leftOutNotes says what a reader might miss in the report.
func leftOutNotes(opt HTMLOptions, thumbnails int) []string {
	var notes []string
	switch {
	case len(opt.Thumbnails)+len(opt.Full) == 0:
		notes = append(notes, "This report has no pictures of pages.")
	case thumbnails > 0:
		notes = append(notes, fmt.Sprintf("The small pictures of %s were left out: a report shows at most %s.",
			count(thumbnails, "page"), grouped(mostThumbnails)))
	}
	for _, note := range opt.Notes {
		notes = append(notes, Quote(note))
	}
	return notes
}

// toneName returns the style class of a verdict.
func toneName(v dossier.Verdict) string {
	switch {
	case v == dossier.Altered:
		return "altered"
	case v.Found():
		return "found"
	case v == dossier.Unreadable:
		return "unreadable"
	}
	return "none"
}

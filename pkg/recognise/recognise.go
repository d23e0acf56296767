// Package recognise answers the question that leakprint exists for: is this input a copy
// of a known document, which page is which, and what was changed?
//
// A question travels through the files of this package in this order:
//
//	reader.go    an input becomes a Reading: its pages, each with its fingerprint
//	propose.go   the index proposes known pages for each page, by wording and by layout
//	pictures.go  and by what pictures, and pages of few words, look like
//	search.go    package match compares the proposed pages and decides; pages placed
//	             nowhere are searched for once more, in other layouts, as photographs
//	             and by OCR
//	drawn.go     pages whose texts hardly differ are drawn and compared, and pictures of
//	             pages that may be one, or a form of one kind
//	explain.go   package alteration says how each copy differs, match.Judged what that makes it
//
// Documents are reached through three small interfaces: Documents reads and draws them,
// Library holds the known ones, Document is either side of a comparison. So a rule of
// search can be tested without a renderer, and without a database.
package recognise

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
)

// A Library holds the known documents. It may be used by many goroutines at once.
type Library interface {
	// Documents lists those whose digest begins with prefix, "" for all, in the order in
	// which they were added.
	Documents(ctx context.Context, prefix string) ([]dossier.Document, error)
	store.Pages
	store.Postings
	// Original opens the file of a document. It returns an error wrapping fs.ErrNotExist
	// where only fingerprints are kept.
	Original(doc dossier.Digest) (File, error)
}

// A File is the open file of a document.
type File interface {
	io.ReaderAt
	io.Closer
}

// Options say what is answered. The zero value asks for everything but drawings.
type Options struct {
	Tool dossier.Tool // this program, for the finding
	Top  int          // the most matches given for each input; 0 for all
	// Illustrate is called with each answer and a function that draws pages for it, from
	// several goroutines at once. The function that it returns is called with the place
	// of the input in the finding, in order. Nil for no drawings.
	Illustrate func(a dossier.InputFinding, draw Draw) (place func(input int), err error)
}

// Draw draws pages of a known document, or of the input for the zero digest, at
// fingerprint.DPI, and calls page with each and its size in points. Pages that cannot be
// drawn are left out.
type Draw func(doc dossier.Digest, numbers []int, page func(number int, raster *image.Gray, width, height float64) error) error

// Ask looks for the inputs among the known documents. Inputs that cannot be read are in
// the finding as unreadable; Ask returns an error only if the library cannot be read,
// Illustrate fails or ctx is done.
func Ask(ctx context.Context, r Reader, known Library, inputs iter.Seq[intake.Input], opt Options) (dossier.Finding, error) {
	q, err := newQuestion(ctx, r, known, opt)
	if err != nil {
		return dossier.Finding{}, err
	}
	finding := dossier.Finding{
		Schema: dossier.FindingSchema, Tool: opt.Tool, Rules: Rules,
		Corpus: dossier.CorpusSize{Documents: len(q.documents), Pages: q.pages, Stale: q.stale},
	}
	var all [][]dossier.Match
	err = ordered.Do(ctx, inputs, r.Workers, q.answerTo, func(a answer) error {
		if a.err != nil {
			return a.err
		}
		if a.place != nil {
			a.place(len(finding.Inputs))
		}
		all = append(all, a.all)
		finding.Inputs = append(finding.Inputs, a.InputFinding)
		return nil
	})
	match.Split(finding.Inputs)
	finding.Dossiers = match.Dossiers(q.documents, all...)
	return finding, err
}

// An answer is what was found for one input; err is no fault of the input.
type answer struct {
	dossier.InputFinding
	all   []dossier.Match // also those beyond the number asked for
	place func(input int) // of Illustrate
	err   error
}

// A question is what all inputs are asked of.
type question struct {
	Reader
	library   Library
	documents []dossier.Document // the known ones
	known     map[dossier.Digest]dossier.Document
	pages     int // of all of them
	stale     int // documents kept as an earlier version read them
	pictures  func() (*pictures, error)
	folded    *foldedTexts
	opt       Options
}

func newQuestion(ctx context.Context, r Reader, known Library, opt Options) (question, error) {
	q := question{
		Reader: r, library: known, known: map[dossier.Digest]dossier.Document{}, opt: opt,
		folded:   &foldedTexts{kept: map[dossier.Digest][]string{}},
		pictures: sync.OnceValues(func() (*pictures, error) { return readPictures(ctx, known) }),
	}
	var err error
	if q.documents, err = known.Documents(ctx, ""); err != nil {
		return question{}, err
	}
	for _, d := range q.documents {
		q.known[d.SHA256] = d
		q.pages += d.Pages
		if d.ReadBefore(fingerprint.Columns) {
			q.stale++
		}
	}
	return q, nil
}

// answerTo answers one input, which it releases.
func (q question) answerTo(ctx context.Context, in intake.Input) answer {
	defer in.Release()
	reading, a := q.find(ctx, q.Digest(ctx, in))
	defer func() { reading.Pages.release() }()
	if ctx.Err() != nil {
		return answer{err: ctx.Err()}
	}
	if a.Verdict != dossier.Unreadable {
		a.Verdict, a.Grade = match.Overall(a.Matches)
	}
	a.Matches = match.WithParts(a.Matches)
	a.Dossiers, a.all = match.Dossiers(q.documents, a.Matches), a.Matches
	a.Tied = match.Tied(a.Matches)
	if top := q.opt.Top; top > 0 && top < len(a.Matches) {
		a.LeftOut = match.LeftOut(a.Matches, top)
		a.Matches = a.Matches[:top]
	}
	if q.opt.Illustrate != nil && a.err == nil && a.Verdict != dossier.Unreadable {
		a.place, a.err = q.opt.Illustrate(a.InputFinding, q.drawing(ctx, reading))
	}
	return a
}

// find looks for an input whose digests are known. It returns the input as it was read
// for that.
func (q question) find(ctx context.Context, r Reading) (Reading, answer) {
	if doc, ok := q.known[r.SHA256]; ok && r.Err == nil {
		r.Document.Pages = doc.Pages
		a := unanswered(r)
		a.Matches = []dossier.Match{identical(doc)}
		return r, a
	}
	r = q.Read(ctx, r, extract.Want{Turned: true, RenderDigests: true})
	if r.Err == nil {
		r.Err = r.nothingSeen()
	}
	a := unanswered(r)
	if r.Err != nil || ctx.Err() != nil {
		return r, a
	}
	r, a.Matches, a.Unquoted, a.err = q.recognise(ctx, r)
	a.Notes = append(r.Notes, unknownPages(r.Pages.Facts(), a.Matches)...)
	a.Recognised = recognisedPages(r.Pages.Facts())
	return r, a
}

// recognise returns what known documents have to do with an input, in full, and, of a text
// that quotes, the words that are from none of them. The reading returned has what was read,
// and noted, for it.
func (q question) recognise(ctx context.Context, r Reading) (Reading, []dossier.Match, []string, error) {
	r, matches, err := q.search(ctx, r)
	if err != nil {
		return r, nil, nil, err
	}
	quotes, err := q.quotes(ctx, r, matches)
	if err != nil {
		return r, nil, nil, err
	}
	if len(quotes.matches) > 0 {
		return r, quotes.matches, quotes.unquoted, nil
	}
	if quotes.nothing {
		for i := range matches {
			matches[i] = match.Unquoted(matches[i])
		}
	}
	r, matches, err = q.explain(ctx, r, matches)
	return r, matches, nil, err
}

// unanswered is the answer for an input before anything was found.
func unanswered(r Reading) answer {
	a := answer{InputFinding: dossier.InputFinding{
		Path: r.Input.Path, SHA256: r.SHA256, MediaType: r.MediaType, Pages: r.Document.Pages,
		Verdict: dossier.None, Grade: dossier.NoGrade, Notes: r.Notes, Hidden: r.Hidden,
	}}
	if r.Err != nil {
		a.Verdict, a.Notes = dossier.Unreadable, Reasons(r.Err)
	}
	return a
}

// Reasons says why an input could not be read, and what can be done about it.
func Reasons(err error) []string {
	if e, ok := errors.AsType[*dossier.Error](err); ok {
		if e.Hint != "" {
			return []string{e.Err.Error(), e.Hint}
		}
		return []string{e.Err.Error()}
	}
	return []string{err.Error()}
}

// identical is the match of a file with itself.
func identical(doc dossier.Document) dossier.Match {
	m := dossier.Match{
		Document: named(doc), Verdict: dossier.Identical, Grade: dossier.GradeIdentical,
		Coverage: dossier.Coverage{Query: 1, Known: 1}, Clear: 1,
	}
	for n := 1; n <= doc.Pages; n++ {
		m.Pages = append(m.Pages, dossier.PagePair{
			Query: n, Known: n, Relation: dossier.SamePage, Basis: []dossier.Basis{dossier.ByBytes}, QueryCover: 1, KnownCover: 1, Clear: 1,
		})
	}
	return m
}

// named is a document as a finding names it.
func named(d dossier.Document) dossier.KnownDocument {
	return dossier.KnownDocument{SHA256: d.SHA256, Name: d.Name, Dossier: d.Dossier, Pages: d.Pages}
}

// unknownPages notes the pages of a merged input that belong to no known document.
func unknownPages(pages []extract.PageContent, matches []dossier.Match) []string {
	if !slices.ContainsFunc(matches, func(m dossier.Match) bool { return m.Has(dossier.Merged) }) {
		return nil
	}
	placed := placedPages(matches)
	runs := pageRuns(pages, func(p extract.PageContent) bool { return p.Print.Absent == dossier.Present && !placed[p.Number] })
	if runs == "" {
		return nil
	}
	return []string{"p. " + runs + ": in no known document"}
}

// placedPages are the pages of the input that were found in a known document.
func placedPages(matches []dossier.Match) map[int]bool {
	placed := map[int]bool{}
	for _, m := range matches {
		if m.Verdict.Found() {
			for _, p := range m.Pages {
				placed[p.Query] = true
			}
		}
	}
	return placed
}

// pageRuns writes the numbers of the pages that hold as "2-3, 6".
func pageRuns(pages []extract.PageContent, holds func(extract.PageContent) bool) string {
	var runs []string
	for i := 0; i < len(pages); i++ {
		if !holds(pages[i]) {
			continue
		}
		first := i
		for i+1 < len(pages) && holds(pages[i+1]) {
			i++
		}
		run := fmt.Sprint(pages[first].Number)
		if i > first {
			run += fmt.Sprintf("-%d", pages[i].Number)
		}
		runs = append(runs, run)
	}
	return strings.Join(runs, ", ")
}

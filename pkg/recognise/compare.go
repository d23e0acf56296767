package recognise

import (
	"context"
	"fmt"
	"io/fs"
	"iter"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/memory"
)

// Compare says what one document has to do with another: which of its pages are which,
// and how they differ. Neither need be in a library, and both may be (see Kept). The
// verdict is None where they have nothing in common. The notes say what could not be told.
//
// A document that is a Reading is searched for as in Ask, in other layouts and by OCR too,
// where its pages are found nowhere.
func Compare(ctx context.Context, r Reader, query, known Document) (dossier.Match, []string, error) {
	of := known.facts()
	none := dossier.Match{Document: named(of), Verdict: dossier.None, Grade: dossier.NoGrade, Clear: 1}
	library := single{memory.New(), known}
	if err := library.Add(ctx, of, keptPages(ctx, known)); err != nil {
		return none, nil, err
	}
	q, err := newQuestion(ctx, r, library, Options{})
	if err != nil {
		return none, nil, err
	}
	if reading, ok := query.(Reading); ok {
		noted := len(reading.Notes)
		reading, matches, _, err := q.recognise(ctx, reading)
		if err != nil || len(matches) == 0 {
			return none, nil, err
		}
		return matches[0], reading.Notes[noted:], nil
	}
	matches, err := q.matches(ctx, query, false)
	if err != nil || len(matches) == 0 {
		return none, nil, err
	}
	if !matches[0].Verdict.Found() {
		return matches[0], nil, nil
	}
	return q.explainCopy(ctx, matches[0], query, known, func(func(extract.PageContent) bool) (Document, bool, error) { return query, false, nil })
}

// subjects are the pages of a document with all that can be searched for. Marks are made
// anew where a library does not keep them with the page.
func subjects(ctx context.Context, d Document) match.Pages {
	return match.Pages{Count: d.facts().Pages, Page: func(number int) (match.Subject, error) {
		p, err := d.subject(ctx, number)
		if err == nil && p.Print.Marks == nil {
			_, p.Print.Marks = fingerprint.OfText(p.Text)
		}
		return p, err
	}}
}

// keptPages yields the pages of a document as a store keeps them.
func keptPages(ctx context.Context, d Document) iter.Seq2[store.KeptPage, error] {
	return func(yield func(store.KeptPage, error) bool) {
		for p, err := range subjects(ctx, d).All() {
			if !yield(store.KeptPage{Page: p.Page, Print: p.Print}, err) {
				return
			}
		}
	}
}

// A single is a library of one document.
type single struct {
	*memory.Store
	document Document
}

// Original implements Library.
func (s single) Original(dossier.Digest) (File, error) { return s.document.file() }

// A shelved library holds the originals of AskOf.
type shelved struct {
	*memory.Store
	readings map[dossier.Digest]Reading
}

// Original implements Library.
func (s shelved) Original(doc dossier.Digest) (File, error) {
	got, ok := s.readings[doc]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return got.file()
}

// AskOf is Ask where the known documents are these originals. An original that cannot be
// read is in the finding as an unreadable input, before the others; where none can be
// read nothing is said of the inputs.
func AskOf(ctx context.Context, r Reader, originals, inputs iter.Seq[intake.Input], opt Options) (dossier.Finding, error) {
	known := shelved{memory.New(), map[dossier.Digest]Reading{}}
	defer func() {
		for _, got := range known.readings {
			got.Release()
		}
	}()
	var unread []dossier.InputFinding
	read := func(ctx context.Context, in intake.Input) Reading {
		got := r.Read(ctx, r.Digest(ctx, in), extract.Want{RenderDigests: true})
		if got.Err == nil {
			got, got.Err = r.ReadMissingWords(ctx, got)
		}
		return got
	}
	err := ordered.Do(ctx, originals, r.Workers, read, func(got Reading) error {
		if got.Err != nil {
			got.Release()
			unread = append(unread, dossier.InputFinding{
				Path: got.Input.Path, SHA256: got.SHA256, MediaType: got.MediaType,
				Verdict: dossier.Unreadable, Grade: dossier.NoGrade, Notes: Reasons(got.Err),
			})
			return ctx.Err()
		}
		if _, twice := known.readings[got.SHA256]; twice {
			got.Release()
			return nil
		}
		known.readings[got.SHA256] = got
		return known.Add(ctx, got.Document, got.Kept())
	})
	if err != nil {
		return dossier.Finding{}, fmt.Errorf("read the original: %w", err)
	}
	if len(known.readings) == 0 {
		inputs = func(func(intake.Input) bool) {} // there is nothing to say of them
	}
	finding, err := Ask(ctx, r, known, inputs, opt)
	finding.Inputs = append(unread, finding.Inputs...)
	return finding, err
}

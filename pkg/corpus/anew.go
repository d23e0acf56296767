package corpus

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

// sampleBytes limits the total size of the documents in a sample: reading one page takes the
// whole document.
const sampleBytes = 128 << 20

// samplePages chooses n pages of documents whose originals are intact, by seed; fewer if
// their documents are large, and all if n is negative. The pages of each document ascend.
// Page counts and sizes are taken from the log.
func samplePages(told ledger, docs []dossier.Document, intact map[dossier.Digest]bool, n int, seed dossier.Digest) map[dossier.Digest][]int {
	var pages []dossier.PageRef
	sizes := make(map[dossier.Digest]int64)
	for _, doc := range docs {
		a := told[doc.SHA256]
		if !intact[doc.SHA256] || a == nil || a.acquired == nil {
			continue
		}
		sizes[doc.SHA256] = a.acquired.Size
		for number := range a.acquired.Pages {
			pages = append(pages, dossier.PageRef{Document: doc.SHA256, Number: number + 1})
		}
	}
	all := n < 0
	if !all {
		random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:]), binary.BigEndian.Uint64(seed[8:])))
		random.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	}
	chosen := make(map[dossier.Digest][]int)
	total := int64(0)
	for _, page := range pages {
		size := sizes[page.Document]
		if chosen[page.Document] != nil {
			size = 0 // it is already counted
		}
		switch {
		case !all && n == 0:
			continue
		case !all && len(chosen) > 0 && total+size > sampleBytes:
			continue
		}
		n--
		total += size
		chosen[page.Document] = append(chosen[page.Document], page.Number)
	}
	for _, numbers := range chosen {
		slices.Sort(numbers)
	}
	return chosen
}

// verifyFingerprints reads pages again from their originals and compares the results with
// what is kept, byte for byte.
func (c *Corpus) verifyFingerprints(ctx context.Context, docs []dossier.Document, chosen map[dossier.Digest][]int) ([]dossier.Check, error) {
	var checks []dossier.Check
	some := func(yield func(dossier.Document) bool) {
		for _, doc := range docs {
			if len(chosen[doc.SHA256]) > 0 && !yield(doc) {
				return
			}
		}
	}
	read := func(ctx context.Context, doc dossier.Document) recognise.Reading {
		want := extract.Want{ToKeep: true, RenderDigests: true, Pages: chosen[doc.SHA256]}
		if len(want.Pages) == doc.Pages {
			want.Pages = nil // with their render digests
		}
		got := c.reader.Read(ctx, c.original(ctx, doc), want)
		got.Document = doc // not the file's name, and not the number of pages read
		return got
	}
	err := ordered.Do(ctx, some, c.reader.Workers, read, func(got recognise.Reading) error {
		defer got.Release()
		if got.Err != nil {
			checks = append(checks, dossier.Check{
				Of: dossier.OfFingerprint, State: dossier.NotRead, Document: got.SHA256, Name: got.Name, Detail: got.Err.Error(),
			})
			return ctx.Err()
		}
		for p, err := range got.Pages.All() {
			if err != nil {
				return err
			}
			if !slices.Contains(chosen[got.SHA256], p.Number) {
				continue // text is read as a whole
			}
			check, err := c.verifyPage(ctx, got.Document, p)
			if err != nil {
				return err
			}
			checks = append(checks, check...)
		}
		return nil
	})
	return checks, err
}

// original returns a kept original as an input. Its type and size are those of the file,
// not those in the database.
func (c *Corpus) original(ctx context.Context, doc dossier.Document) recognise.Reading {
	for in := range c.Inputs(ctx, []string{c.objects.path(doc.SHA256)}, nil, intake.DefaultLimits()) {
		doc.MediaType, doc.Size = in.MediaType, in.Size
		return recognise.Reading{Input: in, Document: doc, Err: in.Err}
	}
	return recognise.Reading{Document: doc, Err: ctx.Err()}
}

// verifyPage compares a page as just read with what is kept. Text that OCR recognised is
// taken as kept: another version of tesseract may read other words.
func (c *Corpus) verifyPage(ctx context.Context, doc dossier.Document, p extract.PageContent) ([]dossier.Check, error) {
	pages, err := c.store.Pages(ctx, doc.SHA256, p.Number, p.Number)
	if err != nil || len(pages) == 0 {
		return nil, ctx.Err() // the check of the database says why
	}
	check := dossier.Check{Of: dossier.OfFingerprint, State: dossier.OK, Document: doc.SHA256, Name: doc.Name, Page: p.Number}
	kept := pages[0]
	if kept.Print.Absent == dossier.Unread || p.Print.Absent == dossier.Unread {
		check.Detail = "it could not be read" // within a page's limits, which depend on the machine
		return []dossier.Check{check}, nil
	}
	if kept.Render.IsZero() { // none could be made then, as where the worker ended
		p.Render = dossier.Digest{}
	}
	if kept.Recognised {
		check.Detail = "except for its text, which was recognised on the page"
	}
	if kept.Print.Layout, err = c.store.Layout(ctx, dossier.PageRef{Document: doc.SHA256, Number: p.Number}); err != nil {
		return nil, ctx.Err() // likewise
	}
	seal, err := store.Seal(currentColumns(kept.Columns).of(p, kept))
	if err != nil {
		return nil, err
	}
	if seal != kept.Seal {
		check.State, check.Expected, check.Actual = dossier.Changed, kept.Seal.String(), seal.String()
		check.Detail = "made again from the original, it differs"
	}
	return []dossier.Check{check}, nil
}

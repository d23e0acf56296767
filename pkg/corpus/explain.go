package corpus

import (
	"context"
	"errors"
	"image"
	"io"
	"io/fs"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/match"
)

// explainedAtOnce is how many pairs of pages are in memory: a page drawn takes 1 MB, one of
// a scan up to 4 and as much again while it is compared.
const explainedAtOnce = 10

// explain tells in full how the copies found differ from the known documents, and judges
// them by that.
func (m matcher) explain(ctx context.Context, got *reading, matches []dossier.Match) error {
	for i, found := range matches {
		if !found.Verdict.Found() || found.Verdict == dossier.Identical {
			continue
		}
		d := &alteration.Differences{Match: found, Query: alteration.File{Document: got.Document, Structure: got.structure}}
		if err := m.compareWith(ctx, got, d); err != nil {
			return err
		}
		explained, notes := alteration.Explain(d)
		if explained.Verdict.Found() {
			explained.Verdict = match.Judge(explained.Alterations)
		}
		matches[i] = explained
		got.Notes = append(got.Notes, notes...)
	}
	return nil
}

// compareWith compares the pages that were matched, and the files, as far as the known
// original is kept; where it is not, by the text that the corpus has of it.
func (m matcher) compareWith(ctx context.Context, got *reading, d *alteration.Differences) error {
	known := m.known[d.Match.Document.SHA256]
	d.Known.Document = known
	query, err := viewsOf(m.reader, got)
	if err != nil {
		return err
	}
	defer query.Close()
	original, err := m.knownViews(ctx, known)
	if err != nil {
		return err
	}
	defer original.Close()
	if original.source.Data != nil && known.MediaType == intake.PDF {
		structure, err := m.reader.Pool.Structure(ctx, original.source)
		if err := passable(ctx, err); err != nil {
			return err
		}
		d.Known.Structure = structure
		if d.Extended, err = extends(query.source, original.source); err != nil {
			return err
		}
	}
	d.Known.Info = known.Metadata // read when it was added, and had also where the original is not kept
	pairs := pageByPage(d.Match.Pages)
	if len(pairs) < len(d.Match.Pages) && d.Match.Has(dossier.Retypeset) {
		d.Flow, err = compareFlow(*got, original, d.Match)
		return err
	}
	if d.Pages, err = comparePages(ctx, *got, pairs, query, original); err != nil {
		return err
	}
	if mostlySetAnew(d.Pages) {
		d.Pages = nil
		d.Flow, err = compareFlow(*got, original, d.Match)
		return err
	}
	if err := m.lookCloser(ctx, d, query, original); err != nil {
		return err
	}
	return m.readChanged(ctx, got, d, query, original)
}

// comparePages compares pairs of pages, some at a time.
func comparePages(ctx context.Context, got reading, pairs []dossier.PagePair, query, known views) ([]*alteration.Comparison, error) {
	// At a low resolution, letters are drawn on whole pixels, which those of pictures are not.
	finer := known
	finer.dpi = ink.FineDPI
	drawn, others := splitPairs(pairs, func(p dossier.PagePair) bool {
		page, err := known.text(p.Known)
		return isPicture(got.pages[p.Query-1]) && err == nil && page.Text != "" && !page.Recognised
	})
	var pages []*alteration.Comparison
	for _, of := range []struct {
		pairs []dossier.PagePair
		known views
	}{{others, known}, {drawn, finer}} {
		for some := range slices.Chunk(of.pairs, explainedAtOnce) {
			compared, err := comparePairs(ctx, some, query, of.known)
			if err != nil {
				return nil, err
			}
			pages = append(pages, compared...)
		}
	}
	slices.SortFunc(pages, func(a, b *alteration.Comparison) int { return a.Pair().Query - b.Pair().Query })
	return pages, nil
}

// mostlySetAnew reports whether a third of the pages or more hold their words in other
// places: the text was set anew, even where its pages begin alike.
func mostlySetAnew(pages []*alteration.Comparison) bool {
	anew := 0
	for _, p := range pages {
		if p.Retypeset() {
			anew++
		}
	}
	return 3*anew > len(pages)
}

// mostCloser is how many pages are drawn again; where more differ, something was changed.
const mostCloser = 128

// lookCloser draws pages again whose words were read to differ and may look the same.
func (m matcher) lookCloser(ctx context.Context, d *alteration.Differences, query, known views) error {
	if query.source.Data == nil || known.source.Data == nil {
		return nil
	}
	doubtful := map[match.Pair]*alteration.Comparison{}
	var pairs []match.Pair
	for _, p := range d.Pages {
		if p.NeedsCloserLook() && len(pairs) < mostCloser {
			pair := match.Pair{Query: p.Pair().Query, Known: p.Pair().Known}
			doubtful[pair] = p
			pairs = append(pairs, pair)
		}
	}
	return m.eachDrawn(ctx, query.source, known.source, pairs, func(pair match.Pair, query, known *image.Gray) {
		doubtful[pair].LookCloser(query, known)
	})
}

// mostRead is how many pages are read by a machine to say what stands in the place of
// words that look changed: each takes a second or two.
const mostRead = 20

// readChanged compares pages anew whose words look changed and that nobody has read.
func (m matcher) readChanged(ctx context.Context, got *reading, d *alteration.Differences, query, known views) error {
	unread := map[int]bool{}
	var pairs []dossier.PagePair
	for _, p := range d.Pages {
		if p.NeedsReading() && len(pairs) < mostRead {
			unread[p.Pair().Query] = true
			pairs = append(pairs, p.Pair())
		}
	}
	read, err := m.reader.recognise(ctx, got, func(p extract.PageContent) bool { return unread[p.Number] })
	if err != nil || !read {
		return err
	}
	known.dpi = ink.FineDPI
	again, err := comparePairs(ctx, pairs, query, known)
	if err != nil {
		return err
	}
	for _, p := range again {
		i := slices.IndexFunc(d.Pages, func(old *alteration.Comparison) bool { return old.Pair().Query == p.Pair().Query })
		d.Pages[i] = p
	}
	return nil
}

// compareFlow compares text that runs over other pages than the known one.
func compareFlow(got reading, known views, m dossier.Match) (*alteration.Flow, error) {
	var query, original []dossier.Page
	first, last := m.Document.Pages, 1
	belongs := map[int]bool{}
	for _, p := range m.Pages {
		belongs[p.Query] = true
		first, last = min(first, p.Known), max(last, p.Known)
	}
	if !m.Has(dossier.Merged) { // the last lines may have a page of their own, on either side
		for _, a := range m.Alterations {
			if a.Kind == dossier.PageInserted {
				for _, n := range a.QueryPages {
					belongs[n] = true
				}
			}
			if a.Kind == dossier.PageRemoved && slices.Contains(a.KnownPages, last+1) {
				last++
			}
		}
	}
	for _, p := range got.pages {
		if belongs[p.Number] {
			query = append(query, p.Page)
		}
	}
	for n := first; n <= last; n++ {
		p, err := known.text(n)
		if err != nil {
			return nil, err
		}
		original = append(original, p)
	}
	return alteration.CompareFlow(query, original), nil
}

// pageByPage are the pairs of which each page of the input has but one, and stands on no
// other page in part: what was set anew on other page breaks is not compared.
func pageByPage(pairs []dossier.PagePair) []dossier.PagePair {
	query, known := map[int]int{}, map[int]int{}
	for _, p := range pairs {
		query[p.Query]++
		known[p.Known]++
	}
	var chosen []dossier.PagePair
	for _, p := range pairs {
		part := p.Relation == dossier.Excerpt || p.Relation == dossier.Contains
		unclear := p.Relation == dossier.Near && p.Basis[0] == dossier.ByLayout
		if query[p.Query] == 1 && (known[p.Known] == 1 || !part) && !unclear {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// splitPairs parts the pairs that hold from the others.
func splitPairs(pairs []dossier.PagePair, holds func(dossier.PagePair) bool) (held, others []dossier.PagePair) {
	for _, p := range pairs {
		if holds(p) {
			held = append(held, p)
		} else {
			others = append(others, p)
		}
	}
	return held, others
}

// isPicture reports whether a page is a picture of one.
func isPicture(p extract.PageContent) bool {
	const whole = .8 // of the page
	return wordless(p) || slices.ContainsFunc(p.Images, func(i dossier.Image) bool { return i.Box.W*i.Box.H >= whole*p.Width*p.Height })
}

// comparePairs compares pairs of pages side by side.
func comparePairs(ctx context.Context, pairs []dossier.PagePair, query, known views) ([]*alteration.Comparison, error) {
	queries, err := query.pages(ctx, pairs, func(p dossier.PagePair) int { return p.Query })
	if err != nil {
		return nil, err
	}
	knowns, err := known.pages(ctx, pairs, func(p dossier.PagePair) int { return p.Known })
	if err != nil {
		return nil, err
	}
	compared := make([]*alteration.Comparison, len(pairs))
	var group errgroup.Group
	group.SetLimit(max(1, query.reader.Workers))
	for i, p := range pairs {
		q, k := queries[p.Query], knowns[p.Known]
		if q == nil || k == nil {
			continue
		}
		group.Go(func() error {
			compared[i] = alteration.Compare(p, q, k)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(compared, func(p *alteration.Comparison) bool { return p == nil }), nil
}

// views gives the pages of one document as they are compared.
type views struct {
	reader Reader
	source extract.Source // Data is nil where there is no file to look at
	dpi    float64        // at which pages are drawn; scans at their own resolution
	file   io.Closer
	text   func(number int) (dossier.Page, error) // what is known of a page without looking at it
}

func (v views) Close() error {
	if v.file == nil {
		return nil
	}
	return v.file.Close()
}

// pages are the pages of one side of the pairs, by number. What cannot be looked at is
// compared by its text.
func (v views) pages(ctx context.Context, pairs []dossier.PagePair, side func(dossier.PagePair) int) (map[int]*pdf.View, error) {
	var numbers []int
	found := map[int]*pdf.View{}
	for _, p := range pairs {
		n := side(p)
		if found[n] != nil {
			continue
		}
		text, err := v.text(n)
		if err != nil {
			return nil, err
		}
		found[n] = &pdf.View{Page: text}
		numbers = append(numbers, n)
	}
	if v.source.Data == nil {
		return found, nil
	}
	slices.Sort(numbers)
	err := v.reader.Pool.Views(ctx, v.source, numbers, v.dpi, func(n int, page pdf.View) error {
		if page.Raster == nil && page.Text == "" {
			return nil
		}
		if known := found[n]; len(page.Words) == 0 && known.Recognised {
			page.Words, page.Text, page.Recognised = known.Words, known.Text, true
		}
		found[n] = &page
		return nil
	})
	return found, passable(ctx, err)
}

// viewsOf gives the pages of an input.
func viewsOf(r Reader, got *reading) (views, error) {
	v := views{reader: r, dpi: fingerprint.DPI, text: func(n int) (dossier.Page, error) { return got.pages[n-1].Page, nil }}
	if f := got.input.Family(); f != intake.Document && f != intake.Picture {
		return v, nil
	}
	content, err := got.input.Open()
	if err != nil {
		return v, err
	}
	v.source, v.file = got.source(content), content
	return v, nil
}

// knownViews gives the pages of a known document.
func (m matcher) knownViews(ctx context.Context, known dossier.Document) (views, error) {
	v := views{reader: m.reader, dpi: fingerprint.DPI, text: func(n int) (dossier.Page, error) {
		pages, err := m.store.Pages(ctx, known.SHA256, n, n)
		if err != nil {
			return dossier.Page{}, err
		}
		p := pages[0]
		return dossier.Page{Number: n, Width: p.Width, Height: p.Height, Text: p.Text, Recognised: p.Recognised}, nil
	}}
	if f := (intake.Input{MediaType: known.MediaType}).Family(); f != intake.Document && f != intake.Picture {
		return v, nil
	}
	original, err := m.objects.open(known.SHA256)
	if errors.Is(err, fs.ErrNotExist) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.source, v.file = extract.Source{Name: known.Name, MediaType: known.MediaType, Data: original, Size: known.Size}, original
	return v, nil
}

// extends reports whether the query begins with the whole known file.
func extends(query, known extract.Source) (bool, error) {
	if query.Data == nil || query.Size <= known.Size {
		return false, nil
	}
	const piece = 1 << 16
	a, b := make([]byte, piece), make([]byte, piece)
	for at := int64(0); at < known.Size; at += piece {
		n := int(min(piece, known.Size-at))
		for _, side := range []struct {
			of  extract.Source
			buf []byte
		}{{query, a}, {known, b}} {
			if _, err := side.of.Data.ReadAt(side.buf[:n], at); err != nil && !errors.Is(err, io.EOF) {
				return false, err
			}
		}
		if string(a[:n]) != string(b[:n]) {
			return false, nil
		}
	}
	return true, nil
}

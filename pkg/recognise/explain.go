package recognise

import (
	"cmp"
	"context"
	"errors"
	"image"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/match"
)

const (
	// pairsAtOnce is how many pairs of pages are in memory: a page drawn takes up to 4 MB, and
	// as much again while it is compared.
	pairsAtOnce = 4
	// mostCloser is how many pages are drawn again; where more differ, something was changed.
	mostCloser = 128
	// mostRead is how many pages are read by OCR to say what stands in the place of words
	// that look changed: each takes a second or two.
	mostRead = 20
	// mostNamed is how many pages something was put on are read to say what; where more were, it
	// is furniture.
	mostNamed = 5
)

// explain says in full how the copies found differ from the known documents, and judges
// them by that. The reading returned has what was read, and noted, for it.
func (q question) explain(ctx context.Context, r Reading, matches []dossier.Match) (Reading, []dossier.Match, error) {
	explained, noted := slices.Clone(matches), make([][]string, len(matches))
	for i, found := range matches {
		if !found.Verdict.Found() || found.Verdict == dossier.Identical {
			continue
		}
		readWords := func(wanted func(extract.PageContent) bool) (Document, bool, error) {
			var more bool
			var err error
			r, more, err = q.ReadWords(ctx, r, wanted)
			return r, more, err
		}
		m, notes, err := q.explainCopy(ctx, found, r, Kept(q.library, q.Reader, q.known[found.Document.SHA256]), readWords)
		if err != nil {
			return r, nil, err
		}
		explained[i], noted[i] = m, notes
	}
	for i, isOutshone := range match.Outshone(explained) {
		if isOutshone {
			explained[i], noted[i] = match.AsForm(explained[i]), nil
		}
		r.Notes = append(r.Notes, noted[i]...)
	}
	match.Order(explained)
	return r, explained, nil
}

// A wordReader returns the query with the words that OCR recognises on the pages wanted, and
// reports whether there are any.
type wordReader func(wanted func(extract.PageContent) bool) (query Document, more bool, err error)

// explainCopy says how the query differs from the known document that it was found to be
// a copy of. Pages are compared as far as both files are there to look at, else by their
// text. It returns the match judged by what differs, and notes on what cannot be told.
func (r Reader) explainCopy(ctx context.Context, found dossier.Match, query, known Document, read wordReader) (dossier.Match, []string, error) {
	c := copied{Reader: r, match: found, readWords: read, texts: map[match.Pair]pairText{}}
	var file io.Closer
	var err error
	if c.query, file, err = r.openSide(query); err != nil {
		return found, nil, err
	}
	defer file.Close()
	if c.known, file, err = r.openSide(known); err != nil {
		return found, nil, err
	}
	defer file.Close()
	d, err := c.differences(ctx)
	if err != nil {
		return found, nil, err
	}
	explained, notes := alteration.Explain(d)
	if explained.Verdict.Found() {
		explained = match.Judged(explained)
	}
	return explained, append(notes, c.notes...), nil
}

// A copied document is open beside the known one.
type copied struct {
	Reader
	match        dossier.Match
	query, known side
	readWords    wordReader
	texts        map[match.Pair]pairText // of the pairs of pages
	notes        []string                // on what was not compared
}

// differences compares the files and the pages that were matched.
func (c *copied) differences(ctx context.Context) (*alteration.Differences, error) {
	d := &alteration.Differences{Match: c.match}
	var err error
	for _, of := range []struct {
		side side
		file *alteration.File
	}{{c.query, &d.Query}, {c.known, &d.Known}} {
		of.file.Document = of.side.facts()
		if of.file.Structure, err = of.side.readStructure(ctx, of.side.source); err != nil {
			return nil, err
		}
	}
	if c.known.facts().MediaType == intake.PDF {
		if d.Extended, err = extends(c.query.source, c.known.source); err != nil {
			return nil, err
		}
	}
	asText, asDrawn, broken, err := c.splitByText(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.compareTexts(ctx, d, asText); err != nil {
		return nil, err
	}
	if d.Pages, err = c.comparePages(ctx, asDrawn); err != nil {
		return nil, err
	}
	if err := c.compareRetypeset(ctx, d, broken); err != nil {
		return nil, err
	}
	if err := c.reflow(ctx, d); err != nil {
		return nil, err
	}
	if err := c.lookCloser(ctx, d.Pages); err != nil {
		return nil, err
	}
	d.Pages, err = c.readChanged(ctx, d.Pages)
	return d, err
}

// comparePages compares pairs of pages, some at a time. Pages that are drawn the same need
// not be.
func (c *copied) comparePages(ctx context.Context, pairs []dossier.PagePair) ([]*alteration.Comparison, error) {
	pages, pairs, err := c.splitUnchanged(ctx, pairs)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(pairs, pairsAtOnce) {
		compared, err := c.comparePairs(ctx, some)
		if err != nil {
			return nil, err
		}
		pages = append(pages, compared...)
	}
	slices.SortStableFunc(pages, func(a, b *alteration.Comparison) int { return cmp.Compare(a.Pair().Query, b.Pair().Query) })
	return pages, nil
}

// comparePairs compares pairs of pages side by side.
func (c *copied) comparePairs(ctx context.Context, pairs []dossier.PagePair) ([]*alteration.Comparison, error) {
	queries, err := c.query.views(ctx, pairs, func(p dossier.PagePair) int { return p.Query })
	if err != nil {
		return nil, err
	}
	knowns, err := c.known.views(ctx, pairs, func(p dossier.PagePair) int { return p.Known })
	if err != nil {
		return nil, err
	}
	compared := make([]*alteration.Comparison, len(pairs))
	var group errgroup.Group
	group.SetLimit(max(1, c.Workers))
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

// lookCloser draws pages again of which words are read as others and look the same, so that
// a trifle may have been missed.
func (c *copied) lookCloser(ctx context.Context, pages []*alteration.Comparison) error {
	if c.query.source.Data == nil || c.known.source.Data == nil {
		return nil
	}
	doubtful := map[match.Pair]*alteration.Comparison{}
	var pairs []match.Pair
	for _, p := range pages {
		if p.NeedsClosestLook() && len(pairs) < mostCloser {
			pair := match.Pair{Query: p.Pair().Query, Known: p.Pair().Known}
			doubtful[pair] = p
			pairs = append(pairs, pair)
		}
	}
	return c.eachDrawn(ctx, c.query.source, c.known.source, pairs, ink.FinestDPI, func(pair match.Pair, query, known *image.Gray) {
		doubtful[pair].LookCloser(query, known, ink.FinestDPI)
	})
}

// readChanged compares pages anew whose words look changed and that nobody has read, and reads
// what was put on others.
func (c *copied) readChanged(ctx context.Context, pages []*alteration.Comparison) ([]*alteration.Comparison, error) {
	changed := firstOf(pages, mostRead, (*alteration.Comparison).NeedsReading)
	drawnOn := firstOf(pages, mostNamed+1, func(p *alteration.Comparison) bool { return p.HasUnreadOverlay() && !p.NeedsReading() })
	if len(drawnOn) > mostNamed {
		drawnOn = nil
	}
	unread := map[int]bool{}
	for _, p := range slices.Concat(changed, drawnOn) {
		unread[p.Query] = true
	}
	query, more, err := c.readWords(func(p extract.PageContent) bool { return unread[p.Number] })
	if err != nil || !more {
		return pages, err
	}
	c.query.Document = query
	read, err := c.query.views(ctx, drawnOn, func(p dossier.PagePair) int { return p.Query })
	if err != nil {
		return nil, err
	}
	again, err := c.comparePairs(ctx, changed)
	if err != nil {
		return nil, err
	}
	pages = slices.Clone(pages)
	for i, p := range pages {
		if view := read[p.Pair().Query]; view != nil {
			p.ReadOverlays(view.Words)
		}
		if at := slices.IndexFunc(again, func(a *alteration.Comparison) bool {
			return a.Pair().Query == p.Pair().Query && a.Pair().Known == p.Pair().Known
		}); at >= 0 {
			pages[i] = again[at]
		}
	}
	return pages, nil
}

// firstOf returns the pairs of the first pages that are such, as many as most.
func firstOf(pages []*alteration.Comparison, most int, such func(*alteration.Comparison) bool) []dossier.PagePair {
	var pairs []dossier.PagePair
	for _, p := range pages {
		if len(pairs) < most && such(p) {
			pairs = append(pairs, p.Pair())
		}
	}
	return pairs
}

// extends reports whether the query begins with the whole known file and goes on.
func extends(query, known extract.Source) (bool, error) {
	if query.Data == nil || known.Data == nil || query.Size <= known.Size {
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

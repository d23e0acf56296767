package recognise

import (
	"context"
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/match"
)

// drawnAtOnce is how many pairs of rasters at ink.FineDPI are in memory: each takes 4 MB.
const drawnAtOnce = 8

// sameDrawn draws pairs of pages of two PDFs and reports which look the same. It returns
// none if either file is no PDF or is not kept; a page that cannot be drawn looks
// different.
func (r Reader) sameDrawn(ctx context.Context, query, known Document, pairs []match.Pair) (map[match.Pair]bool, error) {
	if query.facts().MediaType != intake.PDF || known.facts().MediaType != intake.PDF {
		return nil, nil
	}
	k, file, err := r.openSide(known)
	if err != nil || k.source.Data == nil {
		return nil, err
	}
	defer file.Close()
	q, file, err := r.openSide(query)
	if err != nil || q.source.Data == nil {
		return nil, err
	}
	defer file.Close()
	same := map[match.Pair]bool{}
	err = r.eachDrawn(ctx, q.source, k.source, pairs, ink.FineDPI, func(p match.Pair, query, known *image.Gray) {
		same[p] = ink.SameInk(query, known)
	})
	return same, err
}

// eachDrawn draws pairs of pages at a resolution and calls use with each; nil for a page
// that cannot be drawn.
func (r Reader) eachDrawn(ctx context.Context, query, known extract.Source, pairs []match.Pair, dpi float64, use func(p match.Pair, query, known *image.Gray)) error {
	finer := dpi / ink.FineDPI
	for some := range slices.Chunk(pairs, max(1, int(drawnAtOnce/(finer*finer)))) {
		queries, err := r.draw(ctx, query, some, dpi, func(p match.Pair) int { return p.Query })
		if err != nil {
			return err
		}
		knowns, err := r.draw(ctx, known, some, dpi, func(p match.Pair) int { return p.Known })
		if err != nil {
			return err
		}
		for _, p := range some {
			use(p, queries[p.Query], knowns[p.Known])
		}
	}
	return nil
}

// draw returns the rasters of one side of the pairs, by page number. A document that
// cannot be drawn has none.
func (r Reader) draw(ctx context.Context, s extract.Source, pairs []match.Pair, dpi float64, numberOf func(match.Pair) int) (map[int]*image.Gray, error) {
	var numbers []int
	for _, p := range pairs {
		numbers = append(numbers, numberOf(p))
	}
	rasters := map[int]*image.Gray{}
	err := r.Documents.Render(ctx, s, numbers, dpi, func(n int, raster *image.Gray) error {
		rasters[n] = raster
		return nil
	})
	return rasters, unlessDocuments(ctx, err)
}

// resemblances draws pairs of pages, lays one on the other where their ties say, and counts the
// words that look otherwise there. It returns none if either file is not kept, or cannot be
// drawn.
func (r Reader) resemblances(ctx context.Context, query, known Document, pairs []match.Laid) (map[match.Pair]match.Resemblance, error) {
	q, file, err := r.openSide(query)
	if err != nil || q.source.Data == nil {
		return nil, err
	}
	defer file.Close()
	k, file, err := r.openSide(known)
	if err != nil || k.source.Data == nil {
		return nil, err
	}
	defer file.Close()
	q.dpi, k.dpi = fingerprint.DPI, fingerprint.DPI
	found := map[match.Pair]match.Resemblance{}
	for _, p := range pairs {
		queries, err := q.viewsOf(ctx, []int{p.Pair.Query})
		if err != nil {
			return nil, err
		}
		knowns, err := k.viewsOf(ctx, []int{p.Pair.Known})
		if err != nil {
			return nil, err
		}
		laid := ink.CompareBent(rendered(queries[p.Pair.Query]), rendered(knowns[p.Pair.Known]), ink.Ties(p.Ties))
		ofKnown, ofQuery := laid.Unlike(p.Known), laid.UnlikeOfQuery(p.Query)
		found[p.Pair] = match.Resemblance{
			Of: ofKnown.Of + ofQuery.Of, Unlike: ofKnown.Unlike + ofQuery.Unlike, Shown: ofKnown.Of, Known: len(p.Known),
		}
	}
	return found, nil
}

func rendered(v *pdf.View) *ink.Rendering { return ink.NewRendering(v.Raster, v.Width, v.Height) }

package corpus

import (
	"context"
	"errors"
	"image"
	"io/fs"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/match"
)

// looks draws pairs of pages and reports which look the same. None does when the
// known original is not kept or a page cannot be drawn: then text decides.
func (m matcher) looks(ctx context.Context, got reading, doc dossier.Digest, pairs []match.Pair) (map[match.Pair]bool, error) {
	if got.MediaType != intake.PDF || m.known[doc].MediaType != intake.PDF {
		return nil, nil
	}
	original, err := m.objects.open(doc)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer original.Close()
	content, err := got.input.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()

	same := map[match.Pair]bool{}
	known := extract.Source{Name: m.known[doc].Name, Data: original, Size: m.known[doc].Size}
	err = m.eachDrawn(ctx, got.source(content), known, pairs, func(p match.Pair, query, known *image.Gray) {
		same[p] = ink.SameInk(query, known)
	})
	return same, err
}

// eachDrawn draws pairs of pages at ink.FineDPI and calls f with each; nil for a page
// that cannot be drawn.
func (m matcher) eachDrawn(ctx context.Context, query, known extract.Source, pairs []match.Pair, f func(p match.Pair, query, known *image.Gray)) error {
	for some := range slices.Chunk(pairs, drawnAtOnce) {
		queries, err := m.draw(ctx, query, some, func(p match.Pair) int { return p.Query })
		if err != nil {
			return err
		}
		knowns, err := m.draw(ctx, known, some, func(p match.Pair) int { return p.Known })
		if err != nil {
			return err
		}
		for _, p := range some {
			f(p, queries[p.Query], knowns[p.Known])
		}
	}
	return nil
}

// drawnAtOnce is how many pairs of rasters are in memory: each takes 4 MB.
const drawnAtOnce = 8

// draw returns the rasters of one side of the pairs by page number. A document that
// cannot be drawn is the same as one that looks different, not a failure.
func (m matcher) draw(ctx context.Context, s extract.Source, pairs []match.Pair, side func(match.Pair) int) (map[int]*image.Gray, error) {
	var numbers []int
	for _, p := range pairs {
		numbers = append(numbers, side(p))
	}
	rasters := map[int]*image.Gray{}
	err := m.reader.Pool.Render(ctx, s, numbers, ink.FineDPI, func(n int, raster *image.Gray) error {
		rasters[n] = raster
		return nil
	})
	return rasters, passable(ctx, err)
}

package corpus

import (
	"context"
	"errors"
	"image"
	"io/fs"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
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

	// Batches keep few rasters in memory: they are 4 MB each.
	const batch = 8
	same := map[match.Pair]bool{}
	for len(pairs) > 0 {
		some := pairs[:min(batch, len(pairs))]
		pairs = pairs[len(some):]
		queries, err := m.draw(ctx, got.source(content), some, func(p match.Pair) int { return p.Query })
		if err != nil {
			return nil, err
		}
		knowns, err := m.draw(ctx, extract.Source{Name: m.known[doc].Name, Data: original, Size: m.known[doc].Size}, some, func(p match.Pair) int { return p.Known })
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			same[p] = match.SameInk(queries[p.Query], knowns[p.Known])
		}
	}
	return same, nil
}

// draw returns the rasters of one side of the pairs by page number. A document that
// cannot be drawn is the same as one that looks different, not a failure.
func (m matcher) draw(ctx context.Context, s extract.Source, pairs []match.Pair, side func(match.Pair) int) (map[int]*image.Gray, error) {
	var numbers []int
	for _, p := range pairs {
		numbers = append(numbers, side(p))
	}
	rasters := map[int]*image.Gray{}
	err := m.reader.Pool.Render(ctx, s, numbers, match.LooksDPI, func(n int, raster *image.Gray) error {
		rasters[n] = raster
		return nil
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if _, documents := errors.AsType[*dossier.Error](err); documents {
		return rasters, nil
	}
	return rasters, err
}

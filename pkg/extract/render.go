package extract

import (
	"context"
	"errors"
	"image"

	"github.com/leakprint/leakprint/pkg/fingerprint/layout"
)

// Render draws pages of one document in gray at dpi dots to the inch, annotations
// included, and calls page with each, in the order of numbers. Pictures come in the
// resolution that they have. A page that cannot be drawn is passed as nil. Errors are
// those of Read.
func (p *Pool) Render(ctx context.Context, s Source, numbers []int, dpi float64, page func(number int, raster *image.Gray) error) error {
	return again(ctx, p, "draw", s, numbers, func(w *worker, n int) (*image.Gray, error) { return w.render(n, dpi) }, page)
}

// Readings calls page with the other layouts that pages may have which are hard to
// read (fingerprint.Readings), in the order of numbers. Errors are those of Read.
func (p *Pool) Readings(ctx context.Context, s Source, numbers []int, page func(number int, readings []layout.Layout) error) error {
	return again(ctx, p, "read", s, numbers, (*worker).readings, page)
}

// again opens a document once more to get something of some of its pages; the zero T
// for a page of which it cannot be had.
func again[T any](ctx context.Context, p *Pool, op string, s Source, numbers []int, get func(*worker, int) (T, error), page func(int, T) error) error {
	var stopped error
	err := p.turn(ctx)
	if err == nil {
		err = p.lend(ctx, func(w *worker) error {
			if _, err := p.open(w, s); err != nil {
				return err
			}
			defer w.guard(p.budget(s, len(numbers)))()
			for _, n := range numbers {
				got, err := get(w, n)
				if _, cannot := errors.AsType[*failure](err); cannot {
					err = nil
				}
				if err != nil {
					return err
				}
				if stopped = page(n, got); stopped != nil {
					return stopped
				}
			}
			return w.close()
		})
	}
	if err != nil {
		return failed(ctx, op, s.Name, err, stopped)
	}
	return nil
}

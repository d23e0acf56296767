package extract

import (
	"context"
	"errors"
	"image"
	"io"
)

// Render draws pages of one document in gray at dpi dots to the inch, annotations
// included, and calls page with each, in the order of numbers. A page that cannot be
// drawn is passed as nil. Errors are those of Read.
func (p *Pool) Render(ctx context.Context, name string, data io.ReaderAt, size int64, numbers []int, dpi float64, page func(number int, raster *image.Gray) error) error {
	var stopped error
	err := p.render(ctx, source{data, size}, numbers, dpi, func(n int, raster *image.Gray) error {
		stopped = page(n, raster)
		return stopped
	})
	if err != nil {
		return failed(ctx, "draw", name, err, stopped)
	}
	return nil
}

func (p *Pool) render(ctx context.Context, s source, numbers []int, dpi float64, page func(int, *image.Gray) error) error {
	if err := p.turn(ctx); err != nil {
		return err
	}
	return p.lend(ctx, func(w *worker) error {
		if _, err := p.open(w, s); err != nil {
			return err
		}
		defer w.guard(p.budget(s, len(numbers)))()
		for _, n := range numbers {
			raster, err := w.render(n, dpi)
			if _, failed := errors.AsType[*failure](err); failed {
				raster, err = nil, nil
			}
			if err == nil {
				err = page(n, raster)
			}
			if err != nil {
				return err
			}
		}
		return w.close()
	})
}

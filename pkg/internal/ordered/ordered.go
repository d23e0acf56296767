// Package ordered works on many things at once and hands on the results in their order.
package ordered

import (
	"context"
	"iter"

	"golang.org/x/sync/errgroup"
)

// Do runs work on each item, at most limit at once, and hands the results to done one
// at a time in the order of the items, whatever order they finish in. It stops at the
// first error of done, which it returns, and returns ctx's error when ctx is done. When
// it returns, no work is left running.
func Do[T, R any](ctx context.Context, items iter.Seq[T], limit int, work func(context.Context, T) R, done func(R) error) error {
	limit = max(1, limit)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(limit + 2) // besides the two below
	results := make(chan chan R, limit)
	group.Go(func() error {
		defer close(results)
		for item := range items {
			result := make(chan R, 1)
			select {
			case results <- result:
			case <-ctx.Done():
				return ctx.Err()
			}
			group.Go(func() error {
				result <- work(ctx, item)
				return nil
			})
		}
		return ctx.Err()
	})
	group.Go(func() error {
		for result := range results {
			select {
			case r := <-result:
				if err := done(r); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

package extract

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
)

// A sharing says how the pages of a document are shared among workers.
type sharing struct {
	from int // pages from which idle workers help
	span int // pages that a worker reads at a time
	room int // of these, how many it may read ahead of those that are awaited
}

// A span is a run of pages that one worker reads. A worker ahead of the others need
// not wait to be heard while its channel has room.
type span[T any] struct {
	numbers []int
	read    chan T
}

// inOrder gets something of each page with w, where the document is open, and with
// idle workers, and delivers it in the order of numbers. get must call its function
// with what it gets of each page in turn.
func inOrder[T any](ctx context.Context, p *Pool, w *worker, s Source, numbers []int, share sharing,
	get func(w *worker, numbers []int, each func(T) error) error, deliver func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)

	var spans []span[T]
	for part := range slices.Chunk(numbers, share.span) {
		spans = append(spans, span[T]{part, make(chan T, share.room)})
	}
	helpers := 0
	if len(numbers) >= share.from {
		for helpers+1 < len(spans) && p.tryTurn() {
			helpers++
		}
	}

	// At most two spans for each worker are under way or wait for delivery.
	todo := make(chan span[T])
	ahead := make(chan struct{}, 2*(helpers+1))
	group.Go(func() error {
		defer close(todo)
		for _, sp := range spans {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case todo <- sp:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	work := func(w *worker) error {
		defer w.guard(p.budget(s, len(numbers)))()
		for sp := range todo {
			err := get(w, sp.numbers, func(got T) error {
				select {
				case sp.read <- got:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	group.Go(func() error {
		defer w.killOn(ctx)()
		return work(w)
	})
	for range helpers {
		group.Go(func() error {
			return p.lend(ctx, func(w *worker) error {
				if _, err := p.open(w, s); err != nil {
					return err
				}
				if err := work(w); err != nil {
					return err
				}
				return w.close()
			})
		})
	}

	err := deliverSpans(ctx, spans, ahead, deliver)
	if err != nil {
		cancel()
	}
	return cmp.Or(group.Wait(), err)
}

// deliverSpans calls deliver with the pages of each span in turn.
func deliverSpans[T any](ctx context.Context, spans []span[T], ahead <-chan struct{}, deliver func(T) error) error {
	for _, sp := range spans {
		for range sp.numbers {
			select {
			case got := <-sp.read:
				if err := deliver(got); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		<-ahead
	}
	return nil
}

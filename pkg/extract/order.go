package extract

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"
)

// A sharing says how the pages of a document are divided among workers.
type sharing struct {
	from int // least number of pages for idle workers to help
	span int // pages that a worker reads at a time
	room int // how many of a span's pages may wait for delivery
}

// A span is a run of pages that one worker reads. The worker can read ahead while the channel
// has room.
type span[T any] struct {
	numbers []int
	read    chan T
}

// A pageJob gets something from pages of a document, and delivers it in the order of numbers.
type pageJob[T any] struct {
	pool    *Pool
	source  Source
	numbers []int
	share   sharing
	get     func(w *worker, numbers []int, each func(T) error) error // calls each once per page, in order
	deliver func(T) error
}

// run does the job with w, which has the document open, and with idle workers.
func (j pageJob[T]) run(ctx context.Context, w *worker) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)

	var spans []span[T]
	for part := range slices.Chunk(j.numbers, j.share.span) {
		spans = append(spans, span[T]{part, make(chan T, j.share.room)})
	}
	helpers := j.helpers(len(spans))
	// At most two spans per worker are being read or waiting for delivery.
	todo := make(chan span[T])
	ahead := make(chan struct{}, 2*(helpers+1))
	group.Go(func() error { return handOut(ctx, spans, todo, ahead) })
	group.Go(func() error {
		defer w.killOn(ctx)()
		return j.work(ctx, w, todo)
	})
	for range helpers {
		group.Go(func() error { return j.help(ctx, todo) })
	}

	err := deliverSpans(ctx, spans, ahead, j.deliver)
	if err != nil {
		cancel()
	}
	return cmp.Or(group.Wait(), err)
}

// helpers takes a turn for each idle worker that can help with the spans, and returns their
// number.
func (j pageJob[T]) helpers(spans int) int {
	n := 0
	if len(j.numbers) >= j.share.from {
		for n+1 < spans && j.pool.tryTurn() {
			n++
		}
	}
	return n
}

// help does part of the job with an idle worker, whose turn has been taken.
func (j pageJob[T]) help(ctx context.Context, todo <-chan span[T]) error {
	return j.pool.lend(ctx, func(w *worker) error {
		if _, err := j.pool.open(w, j.source); err != nil {
			return err
		}
		if err := j.work(ctx, w, todo); err != nil {
			return err
		}
		return w.close()
	})
}

// work reads spans with w, which has the document open, until none are left.
func (j pageJob[T]) work(ctx context.Context, w *worker, todo <-chan span[T]) error {
	defer w.guard(j.pool.budget(j.source, len(j.numbers)))()
	for sp := range todo {
		err := j.get(w, sp.numbers, func(got T) error {
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

// handOut sends the spans to todo, each as soon as ahead has room for it.
func handOut[T any](ctx context.Context, spans []span[T], todo chan<- span[T], ahead chan<- struct{}) error {
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
}

// deliverSpans calls deliver with the pages of all spans in order.
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

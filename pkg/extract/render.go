package extract

import (
	"context"
	"errors"
	"image"

	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Views calls view with pages of one document as a comparison needs them, in the
// order of numbers: text, words, marks, what is known of images, and the page drawn in
// gray, annotations included, at dpi dots to the inch, or a scan at its own
// resolution up to twice that. Pictures come in the resolution that they have; text
// pages of office documents are not drawn and have text only. A page that cannot be
// read has its Number and a Note that says why. Errors are those of Read.
func (p *Pool) Views(ctx context.Context, s Source, numbers []int, dpi float64, view func(number int, page pdf.View) error) error {
	want := pdf.Want{Words: true, Marks: true, DPI: dpi, Native: true}
	return visit[pdf.View]{pool: p, op: "read", source: s, numbers: numbers, get: viewing(want), page: view}.run(ctx)
}

// Render draws pages of one document in gray at dpi dots to the inch, annotations
// included, and calls page with each, in the order of numbers. Pictures come in the
// resolution that they have. A page that cannot be drawn is passed as nil. Errors are
// those of Read.
func (p *Pool) Render(ctx context.Context, s Source, numbers []int, dpi float64, page func(number int, raster *image.Gray) error) error {
	draw := viewing(pdf.Want{DPI: dpi})
	return visit[pdf.View]{pool: p, op: "draw", source: s, numbers: numbers, get: draw, page: func(number int, drawn pdf.View) error {
		return page(number, drawn.Raster)
	}}.run(ctx)
}

// viewing is how a worker is asked for pages.
func viewing(want pdf.Want) func(*worker, int) (pdf.View, error) {
	return func(w *worker, n int) (pdf.View, error) { return w.view(n, want) }
}

// Readings calls page with the other layouts that pages may have which are hard to
// read (fingerprint.Readings), in the order of numbers. Errors are those of Read.
func (p *Pool) Readings(ctx context.Context, s Source, numbers []int, page func(number int, readings []layout.Layout) error) error {
	return visit[[]layout.Layout]{pool: p, op: "read", source: s, numbers: numbers, get: (*worker).readings, page: page}.run(ctx)
}

// pageByPage is how pages that are drawn are shared: each costs much, and so few of
// them, two to a worker, are held that their rasters fill little memory.
var pageByPage = sharing{from: 16, span: 1, room: 1}

// A visit opens a document once more to get something of some of its pages; the zero T for
// a page of which it cannot be had.
type visit[T any] struct {
	pool    *Pool
	op      string // what is being done, for a person
	source  Source
	numbers []int
	get     func(w *worker, number int) (T, error)
	page    func(number int, got T) error
}

func (v visit[T]) run(ctx context.Context) error {
	var stopped error
	delivered := 0
	job := pageJob[T]{v.pool, v.source, v.numbers, pageByPage, eachPage(v.get), func(got T) error {
		delivered++
		stopped = v.page(v.numbers[delivered-1], got)
		return stopped
	}}
	err := v.pool.turn(ctx)
	if err == nil {
		err = v.pool.lend(ctx, func(w *worker) error {
			if _, err := v.pool.open(w, v.source); err != nil {
				return err
			}
			if err := job.run(ctx, w); err != nil {
				return err
			}
			return w.close()
		})
	}
	if err != nil {
		return failed(ctx, v.op, v.source.Name, err, stopped)
	}
	return nil
}

// eachPage makes a pageJob's get of one that gets something of one page. A page of which it
// cannot be had counts as the zero T.
func eachPage[T any](get func(*worker, int) (T, error)) func(*worker, []int, func(T) error) error {
	return func(w *worker, numbers []int, each func(T) error) error {
		for _, n := range numbers {
			got, err := get(w, n)
			if _, cannot := errors.AsType[*failure](err); err != nil && !cannot {
				return err
			}
			if err := each(got); err != nil {
				return err
			}
		}
		return nil
	}
}

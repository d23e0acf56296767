package extract

import (
	"context"
	"errors"
	"image"

	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Views calls view with pages of one document as needed for a comparison, in the order of
// numbers: text, words, marks, facts about images, and the page drawn in gray, annotations
// included, at dpi dots per inch, or a scan at its own resolution up to twice that.
// Pictures come at their own resolution; text pages of office documents are not drawn and
// have only text. A page that cannot be read has only its Number and a Note that says why.
// Errors are those of Read.
func (p *Pool) Views(ctx context.Context, s Source, numbers []int, dpi float64, view func(number int, page pdf.View) error) error {
	want := pdf.Want{Words: true, Marks: true, DPI: dpi, Native: true}
	return visit[pdf.View]{pool: p, op: "read", source: s, numbers: numbers, get: viewing(want), page: view}.run(ctx)
}

// Render draws pages of one document in gray at dpi dots per inch, annotations included,
// and calls page with each, in the order of numbers. Pictures come at their own resolution.
// For a page that cannot be drawn, raster is nil. Errors are those of Read.
func (p *Pool) Render(ctx context.Context, s Source, numbers []int, dpi float64, page func(number int, raster *image.Gray) error) error {
	draw := viewing(pdf.Want{DPI: dpi})
	return visit[pdf.View]{pool: p, op: "draw", source: s, numbers: numbers, get: draw, page: func(number int, drawn pdf.View) error {
		return page(number, drawn.Raster)
	}}.run(ctx)
}

// viewing returns a function that asks a worker for a page.
func viewing(want pdf.Want) func(*worker, int) (pdf.View, error) {
	return func(w *worker, n int) (pdf.View, error) { return w.view(n, want) }
}

// A Manner is how pages are looked at that are hard to read.
type Manner uint8

const (
	Flat         Manner = iota // as drawings and scans: fingerprint.Readings
	Photographed               // as by a camera: fingerprint.Photographed
)

// Readings calls page with the alternative layouts of pages that are hard to read, looked at in
// a manner, in the order of numbers. Errors are those of Read.
func (p *Pool) Readings(ctx context.Context, s Source, numbers []int, how Manner, page func(number int, readings []layout.Layout) error) error {
	get := func(w *worker, n int) ([]layout.Layout, error) { return w.readings(n, how) }
	return visit[[]layout.Layout]{pool: p, op: "read", source: s, numbers: numbers, get: get, page: page}.run(ctx)
}

// pageByPage is how drawn pages are divided: each is costly, and only two per worker are held,
// so that their rasters take little memory.
var pageByPage = sharing{from: 16, span: 1, room: 1}

// A visit opens a document again to get something from some of its pages; the zero T from a
// page that fails.
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

// eachPage turns a function for one page into a pageJob's get. A page that fails gives the zero
// T.
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

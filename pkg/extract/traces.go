package extract

import (
	"context"
	"errors"
	"fmt"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/traces"
)

// maxTracesFrame is the most that the traces of a document take, in bytes.
const maxTracesFrame = 64 << 20

// Traces reads what the making of a document left in it; nothing of one that is no PDF. Errors
// are those of Read.
func (p *Pool) Traces(ctx context.Context, s Source) (found traces.File, err error) {
	get := func(w *worker, _ int) (traces.File, error) { return w.traces() }
	err = visit[traces.File]{pool: p, op: "read", source: s, numbers: []int{1}, get: get, page: func(_ int, got traces.File) error {
		found = got
		return nil
	}}.run(ctx)
	return found, err
}

// traces asks for the traces of the open document.
func (w *worker) traces() (traces.File, error) {
	if err := w.ask(request{Op: opTraces}); err != nil {
		return traces.File{}, err
	}
	r, err := w.answer(maxTracesFrame)
	if err != nil {
		return traces.File{}, err
	}
	if err := soundTraces(r.Traces); err != nil {
		return traces.File{}, w.broken(fmt.Errorf("%w: %w", errFrame, err))
	}
	return *r.Traces, nil
}

// soundTraces returns an error if an answer holds no traces, or such as no file has.
func soundTraces(found *traces.File) error {
	if found == nil || found.Objects < 0 {
		return errors.New("no traces")
	}
	for _, p := range found.Pages {
		for _, i := range p.Images {
			if i.Width < 0 || i.Height < 0 || i.Quality < 0 || i.Quality > 100 {
				return fmt.Errorf("an image of %d x %d pixels, quality %d", i.Width, i.Height, i.Quality)
			}
		}
	}
	return nil
}

// sendTraces answers opTraces.
func sendTraces(c *conn, doc document) error {
	var found traces.File
	if paged, ok := doc.(*pdf.Document); ok {
		found = traces.Of(paged)
	}
	return sendWithin(c, reply{Traces: &found}, maxTracesFrame)
}

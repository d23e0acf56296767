package extract

import (
	"context"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Structure reads the structure of a document. Its Problem says what could not be read. Errors
// are those of Read.
func (p *Pool) Structure(ctx context.Context, s Source) (structure pdf.Structure, err error) {
	get := func(w *worker, _ int) (pdf.Structure, error) { return w.structure() }
	err = visit[pdf.Structure]{pool: p, op: "read", source: s, numbers: []int{1}, get: get, page: func(_ int, got pdf.Structure) error {
		structure = got
		return nil
	}}.run(ctx)
	return structure, err
}

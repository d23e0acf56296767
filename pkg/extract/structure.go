package extract

import (
	"context"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Structure reads what a document says of itself beside its pages; Problem says what of
// it could not be read. Errors are those of Read.
func (p *Pool) Structure(ctx context.Context, s Source) (structure pdf.Structure, err error) {
	err = again(ctx, p, "read", s, []int{1}, func(w *worker, _ int) (pdf.Structure, error) { return w.structure() },
		func(_ int, got pdf.Structure) error {
			structure = got
			return nil
		})
	return structure, err
}

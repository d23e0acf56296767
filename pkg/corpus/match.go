package corpus

import (
	"context"
	"iter"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

// Match looks for inputs among the known documents. Inputs that cannot be read are in the
// finding as unreadable; Match returns an error only if the corpus cannot be read or ctx is
// done. The finding names the tool that the corpus was opened with, whatever opt says.
func (c *Corpus) Match(ctx context.Context, inputs iter.Seq[intake.Input], opt recognise.Options) (dossier.Finding, error) {
	opt.Tool = c.tool
	return recognise.Ask(ctx, c.reader, library{c.store, c.objects}, inputs, opt)
}

// A library is the corpus as package recognise asks it.
type library struct {
	store.Store
	objects
}

// Original implements recognise.Library.
func (l library) Original(doc dossier.Digest) (recognise.File, error) {
	file, err := l.open(doc)
	if err != nil {
		return nil, err
	}
	return file, nil
}

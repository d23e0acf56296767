package corpus

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// Inspect says of each input what its readers do not see, and stores nothing. known, which may be
// nil, is a corpus by which attached files are recognised.
func Inspect(ctx context.Context, r recognise.Reader, known *Corpus, inputs iter.Seq[intake.Input], tool dossier.Tool) (dossier.Inspection, error) {
	all := dossier.Inspection{Schema: dossier.InspectionSchema, Tool: tool}
	type inspected struct {
		files []dossier.Inspected
		err   error
	}
	read := func(ctx context.Context, in intake.Input) inspected {
		defer in.Release()
		files, err := r.Inspect(ctx, r.Digest(ctx, in))
		return inspected{files, err}
	}
	err := ordered.Do(ctx, inputs, r.Workers, read, func(of inspected) error {
		if of.err != nil {
			return of.err
		}
		if known != nil {
			if err := known.recogniseAttached(ctx, of.files); err != nil {
				return err
			}
		}
		all.Inputs = append(all.Inputs, of.files...)
		return nil
	})
	return all, err
}

// recogniseAttached names the known documents among files that are attached to others: by their
// bytes.
func (c *Corpus) recogniseAttached(ctx context.Context, files []dossier.Inspected) error {
	for i := range files {
		items := files[i].Items
		for n := range items {
			if items[n].Kind != dossier.AttachedFile || items[n].SHA256 == nil {
				continue
			}
			docs, err := c.store.Documents(ctx, items[n].SHA256.String())
			if err != nil {
				return err
			}
			if len(docs) > 0 {
				items[n].Known = docs[0].Name
			}
		}
	}
	return nil
}

// InspectDocument is Inspect of a document that the corpus keeps, named by the beginning of its
// digest, and calls it by its name. It returns an error wrapping fs.ErrNotExist if its original is not
// kept.
func (c *Corpus) InspectDocument(ctx context.Context, id string) (dossier.Inspection, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return dossier.Inspection{}, err
	}
	if kept, err := c.objects.has(doc.SHA256); err != nil || !kept {
		if err == nil {
			err = fmt.Errorf("its original is not kept: %w", fs.ErrNotExist)
		}
		return dossier.Inspection{}, &dossier.Error{Op: "inspect", Path: doc.Name, Err: err}
	}
	path := c.objects.path(doc.SHA256)
	all, err := Inspect(ctx, c.reader, c, c.Inputs(ctx, []string{path}, nil, intake.Limits{}), c.tool)
	for i := range all.Inputs {
		all.Inputs[i].Path = doc.Name + strings.TrimPrefix(all.Inputs[i].Path, path)
	}
	return all, err
}

package corpus

import (
	"context"
	"errors"
	"iter"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/lineage"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// Lineage says which of the inputs, and of the documents chosen from known, came from which. known may
// be nil where nothing is chosen; what it knows of an input, such as where that was seen, is told. Inputs
// that cannot be read are named and take no part.
func Lineage(ctx context.Context, r recognise.Reader, known *Corpus, inputs iter.Seq[intake.Input], chosen *Selection, opt lineage.Options) (dossier.Lineage, error) {
	var group kin
	defer group.release()
	if chosen != nil {
		if err := known.addChosen(ctx, r, *chosen, &group); err != nil {
			return dossier.Lineage{}, err
		}
	}
	unread := []dossier.UnreadCopy{}
	read := func(ctx context.Context, in intake.Input) recognise.Reading {
		got := r.Read(ctx, r.Digest(ctx, in), extract.Want{RenderDigests: true})
		if got.Err == nil {
			got, got.Err = r.ReadMissingWords(ctx, got)
		}
		return got
	}
	err := ordered.Do(ctx, inputs, r.Workers, read, func(got recognise.Reading) error {
		group.readings = append(group.readings, got)
		if got.Err != nil {
			unread = append(unread, dossier.UnreadCopy{Path: got.Input.Path, Why: recognise.Reasons(got.Err)[0]})
			return ctx.Err()
		}
		var seen []dossier.Sighting
		if known != nil {
			var err error
			if seen, err = known.store.Sightings(ctx, got.SHA256); err != nil && !errors.Is(err, dossier.ErrNotFound) {
				return err
			}
		}
		group.add(got, seen)
		return nil
	})
	if err != nil {
		return dossier.Lineage{}, err
	}
	told, err := r.Lineage(ctx, group.documents, group.sightings, opt)
	told.Unread = unread
	return told, err
}

// A kin is documents of which some may have come from others.
type kin struct {
	documents []recognise.Document
	sightings [][]dossier.Sighting
	readings  []recognise.Reading // to be released
}

func (k *kin) add(d recognise.Document, seen []dossier.Sighting) {
	k.documents, k.sightings = append(k.documents, d), append(k.sightings, seen)
}

func (k *kin) release() {
	for _, got := range k.readings {
		got.Release()
	}
}

func (c *Corpus) addChosen(ctx context.Context, r recognise.Reader, chosen Selection, to *kin) error {
	docs, err := c.chosen(ctx, chosen)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		seen, err := c.store.Sightings(ctx, doc.SHA256)
		if err != nil {
			return err
		}
		to.add(recognise.Kept(library{c.store, c.objects}, r, doc), seen)
	}
	return nil
}

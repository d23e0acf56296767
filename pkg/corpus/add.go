package corpus

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
)

// AddOptions say how documents are added.
type AddOptions struct {
	Dossier     string    // the dossier they belong to; "" for none
	Source      string    // where they were seen; their own path when ""
	Seen        time.Time // when
	NoOriginals bool      // keep fingerprints and text, not the file
}

// An Added says what became of one input.
type Added struct {
	Path     string
	Document dossier.Document // as the corpus holds it; what is known of the input when Err is set
	New      bool             // false when it was there already and only the sighting was recorded
	Err      error            // why it could not be read
}

// Add adds inputs, and calls done with what became of each, in order. What cannot
// be read does not stop the rest; an error is returned when the corpus cannot
// be written, ctx is done, or done fails.
func (c *Corpus) Add(ctx context.Context, inputs iter.Seq[intake.Input], opt AddOptions, done func(Added) error) error {
	read := func(ctx context.Context, in intake.Input) reading {
		got := c.reader.digest(ctx, in)
		if got.err != nil {
			return got
		}
		if known, err := c.store.Documents(ctx, got.SHA256.String()); err != nil || len(known) > 0 {
			got.err = err
			return got // known: insert finds out again, and only records the sighting
		}
		got = c.reader.pagesOf(ctx, got, extract.Want{})
		if got.err == nil {
			_, got.err = c.reader.recognise(ctx, &got, wordless)
		}
		return got
	}
	return ordered(ctx, inputs, c.reader.Workers, read, func(got reading) error {
		defer got.input.Release()
		added, err := c.insert(ctx, got, opt)
		if err != nil {
			return err
		}
		return done(added)
	})
}

// insert stores a reading. The original goes first: without its record it is an
// unused file, while a record without its original would be a promise broken.
func (c *Corpus) insert(ctx context.Context, got reading, opt AddOptions) (Added, error) {
	added := Added{Path: got.input.Path, Document: got.Document, Err: got.err}
	if got.err != nil {
		return added, ctx.Err()
	}
	seen := dossier.Sighting{Where: opt.Source, When: opt.Seen}
	if seen.Where == "" {
		seen.Where = got.input.Path
	}
	known, err := c.store.Documents(ctx, got.SHA256.String())
	if err != nil {
		return added, err
	}
	if !opt.NoOriginals { // also of a known document, whose original may not have been kept or be lost
		if err := c.objects.put(ctx, got.input, got.SHA256); err != nil {
			return added, err
		}
	}
	if len(known) > 0 {
		added.Document = known[0]
		return added, c.store.Sight(ctx, got.SHA256, seen)
	}
	added.Document.Dossier = opt.Dossier
	err = c.store.Insert(ctx, added.Document, indexPages(got.pages), seen)
	if errors.Is(err, dossier.ErrExists) { // another process was quicker
		return added, c.store.Sight(ctx, got.SHA256, seen)
	}
	added.New = err == nil
	return added, err
}

package corpus

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

// AddOptions say how documents are added.
type AddOptions struct {
	Dossier     string           // the dossier they belong to; may be empty
	Seen        dossier.Sighting // where and when they were seen; by default their own path, and now
	NoOriginals bool             // keep fingerprints and text, not the file
	method      string           // for the log
}

// An Added says what became of one input.
type Added struct {
	Path     string
	Document dossier.Document          // as the corpus holds it; if Err is set, what is known of the input
	Attached []AttachedFile            // files within the input
	Related  []dossier.RelatedDocument // of a new one: what other documents have of its text, as a sample tells
	Hidden   []dossier.Hidden          // text that the input holds and does not show; it is not kept
	New      bool                      // false if it was already known and only the sighting was recorded
	Err      error                     // why it could not be read
}

// Add adds inputs and calls done with what became of each, in order. An input that cannot
// be read does not stop the rest. Add returns an error only if the corpus cannot be written,
// ctx is done, or done fails. It releases each input before the next call of done.
func (c *Corpus) Add(ctx context.Context, inputs iter.Seq[intake.Input], opt AddOptions, done func(Added) error) error {
	opt.method = cmp.Or(opt.method, "add")
	read := func(ctx context.Context, in intake.Input) recognise.Reading {
		got := c.reader.Digest(ctx, in)
		if got.Err != nil {
			return got
		}
		if known, err := c.store.Documents(ctx, got.SHA256.String()); err != nil || len(known) > 0 {
			got.Err = err
			return got // known; insert checks again and only records the sighting
		}
		got = c.reader.Read(ctx, got, extract.Want{ToKeep: true, RenderDigests: true})
		if key, err := isKey(got); err != nil {
			got.Err = err
		} else if key {
			got.Err = &dossier.Error{Op: "add", Path: in.Path, Err: ErrSecretKey}
		}
		if got.Err == nil {
			got, got.Err = c.reader.ReadMissingWords(ctx, got)
		}
		return got
	}
	return ordered.Do(ctx, inputs, c.reader.Workers, read, func(got recognise.Reading) error {
		defer got.Release()
		added, err := c.insert(ctx, got, opt)
		if err != nil {
			return err
		}
		return done(added)
	})
}

// isKey reports whether an input is the secret key of a log. A corpus must not keep one as a
// document, because documents are exported.
func isKey(got recognise.Reading) (bool, error) {
	if got.Err != nil || got.Input.Family() != intake.PlainText || got.Pages.Len() == 0 {
		return false, nil
	}
	first, err := got.Pages.Page(1)
	return strings.HasPrefix(first.Text, custody.SecretPrefix), err
}

// insert stores a reading. The original is written before its record: an original without a
// record is an unused file, but a record without its original is a broken promise.
func (c *Corpus) insert(ctx context.Context, got recognise.Reading, opt AddOptions) (Added, error) {
	added := Added{Path: got.Input.Path, Document: got.Document, Hidden: got.Hidden, Err: got.Err}
	if got.Err != nil {
		return added, ctx.Err()
	}
	seen := opt.Seen
	if seen.Where == "" {
		seen.Where = whereFound(got.Input)
	}
	known, err := c.store.Documents(ctx, got.SHA256.String())
	if err != nil {
		return added, err
	}
	if added.Attached, err = c.attachedTo(ctx, got.Document); err != nil {
		return added, err
	}
	if len(known) > 0 && known[0].Purged {
		opt.NoOriginals = true // it stays purged
	}
	stored := false
	if !opt.NoOriginals { // even if the document is known: its original may be missing
		if stored, err = c.objects.put(ctx, got.Input, got.SHA256); err != nil {
			return added, err
		}
	}
	added.Document.Dossier = opt.Dossier
	if len(known) > 0 {
		added.Document = known[0]
		err = c.sight(ctx, got.Document, seen, opt.method, !opt.NoOriginals)
	} else {
		err = c.acquire(ctx, added.Document, got.Kept(), seen, opt)
		if added.New = err == nil; errors.Is(err, dossier.ErrExists) { // another process was quicker
			err = c.sight(ctx, added.Document, seen, opt.method, !opt.NoOriginals)
		}
	}
	if added.New {
		added.Related, err = c.relatedToAdded(ctx, added.Document, got.Pages)
	}
	switch {
	case stored && err == nil:
		c.objects.settle(got.SHA256)
	case stored:
		c.takeBack(ctx, got.SHA256)
	}
	return added, err
}

// takeBack removes an original that could not be entered, unless the log says that it is kept
// because another process has entered it in the meantime. If that cannot be told, the next process
// does so.
func (c *Corpus) takeBack(ctx context.Context, digest dossier.Digest) {
	told, err := c.ledger(context.WithoutCancel(ctx))
	if err != nil {
		return
	}
	if a := told[digest]; a != nil && a.original || c.objects.remove(digest) == nil {
		c.objects.settle(digest)
	}
}

// acquire inserts a document and enters it in the log.
func (c *Corpus) acquire(ctx context.Context, doc dossier.Document, pages iter.Seq2[store.KeptPage, error], seen dossier.Sighting, opt AddOptions) error {
	var seals []dossier.Digest
	for p, err := range pages {
		if err != nil {
			return err
		}
		seal, err := store.Seal(p)
		if err != nil {
			return fmt.Errorf("page %d of %s: %w", p.Number, doc.Name, err)
		}
		seals = append(seals, seal)
	}
	r := c.record(custody.Acquired, opt.method)
	r.Document = acquired(doc, seals, !opt.NoOriginals)
	seen = complete(seen, r)
	r.Sighting = logged(seen)
	entry, err := c.entry(r)
	if err != nil {
		return err
	}
	if err := c.store.Insert(ctx, doc, pages, seen, entry); err != nil {
		return err
	}
	c.remember(ctx)
	return nil
}

// acquired describes a document as in the record of its acquisition.
func acquired(doc dossier.Document, seals []dossier.Digest, original bool) *custody.Document {
	d := identified(doc)
	d.Dossier, d.MediaType, d.Pages, d.Original, d.Seal = doc.Dossier, doc.MediaType, doc.Pages, original, store.SealDocument(doc, seals)
	return d
}

// identified describes a document as in every record.
func identified(doc dossier.Document) *custody.Document {
	return &custody.Document{SHA256: doc.SHA256, SHA512: hex.EncodeToString(doc.SHA512[:]), Size: doc.Size, Name: doc.Name}
}

// enrolment returns the records for the documents of a corpus that was made before corpora
// had logs.
func (c *Corpus) enrolment(ctx context.Context) ([]custody.Record, error) {
	docs, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	var records []custody.Record
	for _, doc := range docs {
		sightings, err := c.store.Sightings(ctx, doc.SHA256)
		if err != nil {
			return nil, err
		}
		original, err := c.objects.has(doc.SHA256)
		if err != nil {
			return nil, err
		}
		seals, err := c.store.Seals(ctx, doc.SHA256)
		if err != nil {
			return nil, err
		}
		for i, seen := range sightings {
			r := c.record(custody.Seen, custody.Upgrade)
			r.Document = identified(doc)
			if i == 0 {
				r.Event, r.Document = custody.Acquired, acquired(doc, seals, original)
			}
			seen.When = seen.When.Truncate(time.Second)
			r.Sighting = logged(seen)
			records = append(records, r)
		}
	}
	return records, nil
}

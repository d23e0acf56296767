package corpus

import (
	"context"
	"fmt"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// Purge takes out all that the corpus keeps of a document, and overwrites it in its files: the original, text,
// fingerprints, notes and metadata. What stays is its digests, by which the same file is recognised, its name, its
// dossier, its extent and its sightings; with forget, nothing. The log stays whole: its records name the
// document as before, and one more says that it was purged and why. Purge may be called again to overwrite
// what it could not the first time, or to forget. It returns an error if the log is not sound, because the record
// would vouch for it.
func (c *Corpus) Purge(ctx context.Context, id, reason string, forget bool) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	if _, err := c.toldBySoundLog(ctx, OpPurge); err != nil {
		return doc, err
	}
	// As with Remove, the record goes first, and the next process removes an original that is announced.
	if err := c.objects.announce(doc.SHA256); err != nil {
		return doc, &dossier.Error{Op: OpPurge, Path: c.objects.path(doc.SHA256), Err: err}
	}
	defer c.objects.settle(doc.SHA256)
	if !doc.Purged || forget {
		if err := c.takeOut(ctx, doc, reason, forget); err != nil {
			return doc, err
		}
		c.remember(ctx)
	}
	if err := c.objects.remove(doc.SHA256); err != nil {
		return doc, &dossier.Error{Op: OpRemove, Path: c.objects.path(doc.SHA256), Err: err}
	}
	return doc, c.store.Erase(ctx)
}

// takeOut takes a document out of the database, with a record.
func (c *Corpus) takeOut(ctx context.Context, doc dossier.Document, reason string, forget bool) error {
	r := c.record(custody.Purged, "remove")
	r.Schema, r.Document, r.Reason = custody.PurgeSchema, identified(doc), reason
	do := c.store.Forget
	if !forget {
		do = c.store.Purge
		var err error
		if r.Document.Seal, err = sealPurged(doc); err != nil {
			return err
		}
	}
	entry, err := c.entry(r)
	if err != nil {
		return err
	}
	return do(ctx, doc.SHA256, entry)
}

// sealPurged returns the seal of a document once it is purged.
func sealPurged(doc dossier.Document) (dossier.Digest, error) {
	doc, pages := store.Purged(doc)
	seals := make([]dossier.Digest, 0, doc.Pages)
	for p := range pages {
		seal, err := store.Seal(p)
		if err != nil {
			return dossier.Digest{}, err
		}
		seals = append(seals, seal)
	}
	return store.SealDocument(doc, seals), nil
}

// purges says which documents a log says were purged, a line each.
func purges(log custody.Log) []string {
	_, records := recordsOf(log, func(r custody.Record) bool { return r.Event == custody.Purged })
	var notes []string
	for _, r := range records {
		kept := "its digest is kept"
		if r.Document.Seal.IsZero() {
			kept = "the log alone names its digest"
		}
		notes = append(notes, fmt.Sprintf("%s %s was purged, and %s: %s", r.Document.SHA256.Short(), r.Document.Name, kept, r.Reason))
	}
	return notes
}

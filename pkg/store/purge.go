package store

import (
	"context"
	"iter"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A Purger takes out what is kept of documents.
type Purger interface {
	// Purge replaces a document and its pages by what Purged makes of them, and drops what is staged
	// of it. It returns an error wrapping dossier.ErrNotFound if the document is unknown.
	Purge(ctx context.Context, doc dossier.Digest, entry custody.Entry) error
	// Forget drops a document with its pages and sightings. The ids of its pages (Snapshot) are not
	// used again. It returns an error wrapping dossier.ErrNotFound if the document is unknown.
	Forget(ctx context.Context, doc dossier.Digest, entry custody.Entry) error
	// Erase overwrites whatever the files of the store still hold of what was purged or forgotten. It
	// is tried again when the store is next opened for writing; until it is done, Check says so. It
	// returns an error if other processes use the store meanwhile.
	Erase(ctx context.Context) error
}

// Purged returns a document of which nothing but its digests, its name, its dossier, its type and its extent
// is kept, and its pages.
func Purged(doc dossier.Document) (dossier.Document, iter.Seq2[KeptPage, error]) {
	doc.Notes, doc.Metadata, doc.Attachments, doc.Columns, doc.Purged = nil, nil, nil, fingerprint.Columns, true
	return doc, func(yield func(KeptPage, error) bool) {
		for n := range doc.Pages {
			page := KeptPage{Page: dossier.Page{Number: n + 1}, Columns: doc.Columns}
			page.Print.Absent = dossier.Purged
			if !yield(page, nil) {
				return
			}
		}
	}
}

package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Refresher puts what was made anew of documents in the place of what is kept. That is
// staged first, a document at a time, and changes no answer; then all of it is adopted at
// once. What was staged stays until then, so that work which was cut short goes on.
type Refresher interface {
	// Stage keeps what was made anew of a known document beside what is there, in the place
	// of what was staged of it before. doc.Columns are its versions; the pages are all of
	// the document's, as Insert takes them, and are sealed. It returns an error wrapping
	// dossier.ErrNotFound where the document is unknown.
	Stage(ctx context.Context, doc dossier.Document, pages []KeptPage) error
	// Staged lists the documents that are staged as they would be then, in the order they
	// were added, each with its seal (see SealDocument).
	Staged(ctx context.Context) ([]StagedDocument, error)
	// Adopt puts what is staged of these documents in the place of what is there, and drops
	// whatever else is staged. It is one transaction, with the entry in the log. It returns
	// an error wrapping dossier.ErrNotFound, and changes nothing, where one is not staged.
	Adopt(ctx context.Context, docs []dossier.Digest, entry custody.Entry) error
}

// A StagedDocument is a document as it will be.
type StagedDocument struct {
	dossier.Document
	Seal dossier.Digest
}

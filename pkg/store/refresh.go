package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Refresher puts what was made anew of documents in the place of what is kept. That is
// staged first, a document at a time, and changes no answer; then all of it is adopted at
// once. What was staged stays until then, so that work which was cut short goes on. It may
// have been tampered with meanwhile: each has a signature, which the caller makes and
// checks, and Adopt takes nothing over that is not what the caller checked.
type Refresher interface {
	// Stage keeps what was made anew of a known document beside what is there, in the place
	// of what was staged of it before, with the signature that sign gives it. doc.Columns
	// are its versions; the pages are all of the document's, as Insert takes them. It returns
	// an error wrapping dossier.ErrNotFound where the document is unknown.
	Stage(ctx context.Context, doc dossier.Document, pages []KeptPage, sign func(StagedDocument) ([]byte, error)) (StagedDocument, error)
	// Staged lists what is staged of known documents, in the order they were added. It is
	// hashed and not read: whatever stands there is no error.
	Staged(ctx context.Context) ([]StagedDocument, error)
	// Adopt puts what is staged of these documents in the place of what is there, and drops
	// whatever else is staged. It is one transaction, with the entry in the log. It changes
	// nothing, and returns an error wrapping dossier.ErrNotFound, where one is not staged, or
	// dossier.ErrDamaged, where other bytes are staged of one, or bytes of another seal.
	Adopt(ctx context.Context, docs []StagedDocument, entry custody.Entry) error
}

// A StagedDocument says what is staged of a document.
type StagedDocument struct {
	SHA256    dossier.Digest // of the document
	Seal      dossier.Digest // of all that is staged of it: see SealDocument
	Data      dossier.Digest // of the bytes that it is staged as
	Signature []byte
}

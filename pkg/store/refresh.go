package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Refresher replaces what is kept of documents by new versions. They are staged first,
// one document at a time, which changes no answer, and then adopted all at once. Whatever
// is staged stays until then, so that interrupted work can continue. As it may be tampered
// with in the meantime, each has a signature, which the caller makes and checks, and Adopt
// takes over only what the caller checked.
type Refresher interface {
	// Stage keeps a new version of a known document beside the current one, with the
	// signature that sign returns. It replaces what was staged of the document before.
	// doc.Columns are the new versions; pages are all of its pages, as for Insert. It returns
	// an error wrapping dossier.ErrNotFound if the document is unknown.
	Stage(ctx context.Context, doc dossier.Document, pages []KeptPage, sign func(StagedDocument) ([]byte, error)) (StagedDocument, error)
	// Staged lists what is staged of known documents, in the order they were added. It hashes
	// the data but does not decode it, so malformed data is not an error.
	Staged(ctx context.Context) ([]StagedDocument, error)
	// Adopt replaces these documents by what is staged of them, and drops whatever else is
	// staged, in one transaction with the entry in the log. It changes nothing and returns
	// an error wrapping dossier.ErrNotFound if one is not staged, or dossier.ErrDamaged if
	// its staged bytes or their seal differ from those given.
	Adopt(ctx context.Context, docs []StagedDocument, entry custody.Entry) error
}

// A StagedDocument identifies what is staged of a document.
type StagedDocument struct {
	SHA256    dossier.Digest // of the document
	Seal      dossier.Digest // of all that is staged of it: see SealDocument
	Data      dossier.Digest // of the staged bytes
	Signature []byte
}

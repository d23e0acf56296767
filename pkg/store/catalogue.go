package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// Size is how much a store holds.
type Size struct{ Documents, Pages int }

// A History is the log and everything it can be compared with, read at one moment.
type History struct {
	Log       custody.Log
	Documents []dossier.Document // in the order they were added
	Sightings map[dossier.Digest][]dossier.Sighting
	// Why one of these could not be read, and so is incomplete. A malformed value is left
	// zero and does not fail the read, because comparing with the log shows it.
	LogErr, DocumentsErr, SightingsErr error
}

// A Catalogue lists documents and their sightings.
type Catalogue interface {
	Size(ctx context.Context) (Size, error)
	// Documents lists the documents whose SHA-256 begins with prefix (lower-case
	// hexadecimal; "" for all) in the order they were added.
	Documents(ctx context.Context, prefix string) ([]dossier.Document, error)
	// Sightings lists the sightings of a document in the order they were recorded. It
	// returns an error wrapping dossier.ErrNotFound if the document is unknown.
	Sightings(ctx context.Context, doc dossier.Digest) ([]dossier.Sighting, error)
	// History returns the log with everything it can be compared with. An error means
	// that none of it could be read.
	History(ctx context.Context) (History, error)
}

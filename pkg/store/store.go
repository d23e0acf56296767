// Package store defines what a corpus is kept in. It holds documents with their
// fingerprints and answers exact questions about them; it has no opinion on what
// matches. Package match ranks the pages that a store finds, and verifies them.
//
// A [Store] is made of small interfaces, so that a caller can ask for no more than it
// uses and an implementation can offer a part:
//
//   - [Catalogue]: which documents there are, and where copies of them were seen
//   - [Pages]: what is kept of each page (text, layout, pictures, looks, seal)
//   - [Postings]: on which pages a mark or a chain of words stands
//   - [Log]: the signed log of what was done
//   - [Writer]: the changes to documents, each with its entry in the log
//   - [Refresher]: pages made anew by a newer version, all at once
//   - [Checker]: whether what is kept is as it was written
//
// Documents are only ever appended, and their pages change only when they are made anew by
// a newer version ([Refresher]). All methods may be called by many goroutines at once. A method whose context is
// done returns the context's error.
//
// Every change ([Writer], Log.Record and Log.Begin) is one transaction: it is done
// wholly, with its entries in the log, or not at all. The first entry settles which key
// signs the log. An entry signed with another key is refused (ErrOtherKey), and so is every
// entry while the log is damaged (ErrLogDamaged). The zero custody.Entry leaves the log as
// it is.
//
// Implementations live in folders below this one: store/sqlite keeps a corpus in one
// file, store/memory holds the pages of a few documents. To add one, implement the
// interfaces and call the matching suite of store/storetest from its test: Run for a
// whole Store, RunPages or RunPostings for a part.
package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Store is everything that a corpus is kept in, its originals excepted. Close it.
type Store interface {
	Catalogue
	Pages
	Postings
	Log
	Writer
	Refresher
	Checker
	Close() error
}

// A Mode says what a store is opened for.
type Mode int

// The modes.
const (
	ReadOnly  Mode = iota // changes fail with fs.ErrPermission; works on a read-only medium
	ReadWrite             // the store must exist and be writable
	Create                // as ReadWrite; makes the store where there is none
)

// A Writer changes what is known of documents.
type Writer interface {
	// Insert adds a document with all its pages, their seals (see Seal) and its first
	// sighting. It returns an error wrapping dossier.ErrExists, and changes nothing,
	// where the document's SHA-256 is known. There must be doc.Pages pages, numbered
	// from 1 in order; one that could not be read is included, with its Note.
	Insert(ctx context.Context, doc dossier.Document, pages []KeptPage, seen dossier.Sighting, entry custody.Entry) error
	// Sight records one more sighting of a document. It returns an error wrapping
	// dossier.ErrNotFound where the document is unknown.
	Sight(ctx context.Context, doc dossier.Digest, seen dossier.Sighting, entry custody.Entry) error
}

// A Checker examines what it keeps.
type Checker interface {
	// Check examines everything as of one moment and returns what is wrong; where
	// nothing is, one check that says so. An error means that the examination could not
	// be finished. Whether the log is sound, and agrees with the documents, is not
	// examined: see History.
	Check(ctx context.Context) ([]dossier.Check, error)
}

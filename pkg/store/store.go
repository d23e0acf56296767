// Package store defines where a corpus is kept. A store holds documents with their
// fingerprints and answers exact questions about them. It has no opinion on what matches:
// package match ranks the pages that a store finds, and verifies them.
//
// A [Store] consists of small interfaces, so that a caller can ask for only what it uses and an
// implementation can offer only a part:
//
//   - [Catalogue]: which documents there are, and where copies of them were seen
//   - [Pages]: what is kept of each page (text, layout, pictures, looks, seal)
//   - [Postings]: which pages have a mark or a chain of words
//   - [Searcher]: which pages a query may find something on
//   - [Log]: the signed log of what was done
//   - [Writer]: the changes to documents, each with its entry in the log
//   - [Refresher]: replacing pages by those of a newer version, all at once
//   - [Purger]: taking out what is kept of documents
//   - [Checker]: whether what is kept is as it was written
//
// Documents are only ever appended, and their pages change only when a newer version remakes
// them ([Refresher]) or they are taken out ([Purger]). All methods are safe for concurrent use.
// A method whose context is done returns the context's error.
//
// Every change ([Writer], Log.Record and Log.Begin) is one transaction: it is done wholly, with
// its entries in the log, or not at all. The first entry determines which key signs the log. A
// change returns an error wrapping ErrOtherKey if its entry is signed with another key, and
// ErrLogDamaged if the log is damaged. The zero custody.Entry leaves the log unchanged.
//
// Implementations live in folders below this one: store/sqlite keeps a corpus in one
// file, store/memory holds the pages of a few documents. To add one, implement the
// interfaces and call the matching suite of store/storetest from its test: Run for a
// whole Store, RunPages, RunPostings or RunSearch for a part.
package store

import (
	"context"
	"iter"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Store keeps everything of a corpus except its originals. The caller must close it.
type Store interface {
	Catalogue
	Pages
	Postings
	Searcher
	Log
	Writer
	Refresher
	Purger
	Checker
	Close() error
}

// A Mode says what a store is opened for.
type Mode int

// The modes.
const (
	ReadOnly  Mode = iota // changes fail with fs.ErrPermission; works on a read-only medium
	ReadWrite             // the store must exist and be writable
	Create                // like ReadWrite, but makes the store if there is none
)

// A Writer changes what is known of documents.
type Writer interface {
	// Insert adds a document with all its pages, their seals (see Seal) and its first
	// sighting. It returns an error wrapping dossier.ErrExists, and changes nothing, if the
	// document's SHA-256 is known. There must be doc.Pages pages, numbered from 1 in order,
	// including those that could not be read, which have a Note. They are read once, one after
	// another, while the store is being changed; an error among them ends the change.
	Insert(ctx context.Context, doc dossier.Document, pages iter.Seq2[KeptPage, error], seen dossier.Sighting, entry custody.Entry) error
	// Sight records one more sighting of a document. It returns an error wrapping
	// dossier.ErrNotFound if the document is unknown.
	Sight(ctx context.Context, doc dossier.Digest, seen dossier.Sighting, entry custody.Entry) error
	// Name changes the name of a document and its dossier. It returns an error wrapping
	// dossier.ErrNotFound if the document is unknown.
	Name(ctx context.Context, doc dossier.Digest, name, inDossier string, entry custody.Entry) error
	// Reindex makes the indexes (Postings, Searcher) anew from the texts and layouts that are
	// kept, leaving out pages that cannot be read.
	Reindex(ctx context.Context, entry custody.Entry) error
}

// A Checker examines what it keeps.
type Checker interface {
	// Check examines everything at one moment and returns what is wrong, or one check that
	// says that nothing is. An error means that the examination could not be finished. It
	// does not examine whether the log is sound and agrees with the documents: see History.
	Check(ctx context.Context) ([]dossier.Check, error)
}

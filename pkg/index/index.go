// Package index keeps fingerprints and proposes candidates: known pages that
// may be a given page. It decides nothing; package match verifies what it
// proposes. Implementations live below this folder (index/sqlite) and pass the
// conformance suite in index/indextest.
package index

import (
	"context"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A Page is one page of a document as the index keeps it. Print.Marks is not
// read back: fingerprint.OfText(Text) gives it again.
type Page struct {
	Number        int // 1-based
	Width, Height float64
	Text          string // as read, unfolded
	Note          string
	Print         fingerprint.Page
}

// A PageRef names a known page.
type PageRef struct {
	Document dossier.Digest
	Number   int // 1-based
}

// A Candidate is a known page that shares marks with a query page.
type Candidate struct {
	PageRef
	Hits  int     // shared marks that are rare enough to count
	Votes float64 // their rarity, summed: bits
}

// A Proposal is what the index says of one query page.
type Proposal struct {
	// Frequency holds, for each distinct mark hash asked, on how many known pages
	// it stands, counted up to FrequencyCap.
	Frequency  map[uint64]int
	Candidates []Candidate // most votes first; ties by document digest, then page number
}

// An ImageRef is a known picture.
type ImageRef struct {
	PageRef
	fingerprint.Image
}

// Limits of what is counted and proposed.
const (
	// FrequencyCap is where counting stops: a mark on that many pages says nothing.
	FrequencyCap = 1024
	// HotMark is the frequency above which a mark proposes no candidates: it costs
	// most and tells least (research: at most 0.4 points of recall for half the time).
	HotMark = 128
)

// Size says how much an index holds.
type Size struct{ Documents, Pages int }

// A Reader answers questions. It may be used by many goroutines at once.
type Reader interface {
	Size(ctx context.Context) (Size, error)
	// Documents lists the documents whose digest begins with prefix (lower-case
	// hexadecimal; "" for all), in the order they were added.
	Documents(ctx context.Context, prefix string) ([]dossier.Document, error)
	// Pages returns the pages of a document numbered from first to last
	// inclusive, in order. ErrNotFound when there is no such document.
	Pages(ctx context.Context, doc dossier.Digest, first, last int) ([]Page, error)
	// Propose returns at most limit candidates for a page with these marks.
	Propose(ctx context.Context, marks []fingerprint.Mark, limit int) (Proposal, error)
	// Images returns every known picture of at least fingerprint.MinQuality, in the
	// order the documents were added, then by page and place on the page.
	Images(ctx context.Context) ([]ImageRef, error)
	// Sightings of a document, in the order they were recorded.
	Sightings(ctx context.Context, doc dossier.Digest) ([]dossier.Sighting, error)
}

// A Writer changes an index. Each call is one transaction: wholly done or not at all.
type Writer interface {
	// Insert adds a document with all its pages and its first sighting;
	// dossier.ErrExists when its digest is known, and then nothing changes.
	// The pages are doc.Pages in number, numbered from 1 and in order: one that
	// could not be read is there with its Note.
	Insert(ctx context.Context, doc dossier.Document, pages []Page, seen dossier.Sighting) error
	// Sight records one more sighting; dossier.ErrNotFound for an unknown document.
	Sight(ctx context.Context, doc dossier.Digest, seen dossier.Sighting) error
}

// A Store is a whole index.
type Store interface {
	Reader
	Writer
	Close() error
}

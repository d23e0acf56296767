// Package store keeps fingerprints and proposes candidates: known pages that
// may be a given page. It decides nothing; package match verifies what it
// proposes. Implementations live below this folder (store/sqlite) and pass the
// conformance suite in storetest.
package store

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A KeptPage is one page of a document as the index keeps it. Print.Marks and
// Print.Layout are not read back: fingerprint.OfText(Text) gives the one again,
// Reader.Layout the other. Print.Looks is kept where its quality is above 0.
type KeptPage struct {
	dossier.Page // its Words and Images are not kept; Print.Images has the latter
	Print        fingerprint.Print
	// Seal is what the function Seal gave when the page was inserted: Insert calls it
	// itself. It is zero where nothing was recorded.
	Seal dossier.Digest
}

// A PageRef names a known page.
type PageRef struct {
	Document dossier.Digest
	Number   int // 1-based
}

// A Candidate is a known page that shares marks, or chains of words, with a query page.
type Candidate struct {
	PageRef
	Hits  int     // shared marks that are rare enough to count, or probes that found it
	Votes float64 // their rarity, summed: of marks in bits, of chains as ProposeLayout says
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

// A LooksRef is what a known page looks like as a whole.
type LooksRef struct {
	PageRef
	Hash pdq.Hash
}

// Limits of what is counted and proposed.
const (
	// FrequencyCap is where counting stops: a mark on that many pages says nothing.
	FrequencyCap = 1024
	// HotMark is the frequency above which a mark proposes no candidates: it costs
	// most and tells least (research: at most 0.4 points of recall for half the time).
	HotMark = 128
	// HotChain is the frequency above which the key of a chain proposes no
	// candidates. An index need not keep more of its pages: raising HotChain takes
	// a new schema.
	HotChain = 400
)

// How chains of words vote; see Reader.ProposeLayout.
const (
	// NearChain is what a near key's vote counts, against an exact key's.
	NearChain = .7
	// MinChains is the number of chains that a page's votes are divided by at
	// least, beneath the root: a chance hit or two on a page of few words must
	// not lift it above a true candidate.
	MinChains = 20
)

// Size says how much an index holds.
type Size struct{ Documents, Pages int }

// A History is what an index holds of its documents and of what was done with them, as
// of one moment.
type History struct {
	Log       custody.Log
	Documents []dossier.Document // in the order they were added
	Sightings map[dossier.Digest][]dossier.Sighting
	// Why one of these could not be read, and is left out. A single value that is none is
	// no reason: it is zero, and differs from what the log says.
	LogErr, DocumentsErr, SightingsErr error
}

// A Reader answers questions. It may be used by many goroutines at once.
type Reader interface {
	Size(ctx context.Context) (Size, error)
	// Documents lists the documents whose digest begins with prefix (lower-case
	// hexadecimal; "" for all), in the order they were added.
	Documents(ctx context.Context, prefix string) ([]dossier.Document, error)
	// Pages returns the pages of a document numbered from first to last
	// inclusive, in order. dossier.ErrNotFound when there is no such document.
	Pages(ctx context.Context, doc dossier.Digest, first, last int) ([]KeptPage, error)
	// Propose returns at most limit candidates for a page with these marks.
	Propose(ctx context.Context, marks []fingerprint.Mark, limit int) (Proposal, error)
	// ProposeLayout returns at most limit known pages that share chains of words
	// with a page in question, most votes first, ties as in Proposal.
	//
	// A key that stands on df of the corpus's n pages, df <= HotChain, is worth
	// ln(1 + 2n/df), NearChain times that where it is not its probe's first. A probe
	// gives each page one vote, the worthiest of its keys on that page. The votes of a
	// page are their sum over √max(MinChains, distinct chain keys of the page), so
	// that long pages are not found everywhere.
	ProposeLayout(ctx context.Context, probes []layout.Probe, limit int) ([]Candidate, error)
	// Layout returns a known page's layout, without words where it has none;
	// dossier.ErrNotFound when there is no such page.
	Layout(ctx context.Context, page PageRef) (layout.Layout, error)
	// Looks returns every known page whose looks are of at least pdq.MinQuality, in
	// the order of Images.
	Looks(ctx context.Context) ([]LooksRef, error)
	// Images returns every known picture of at least fingerprint.MinQuality, in the
	// order the documents were added, then by page and place on the page.
	Images(ctx context.Context) ([]ImageRef, error)
	// Sightings of a document, in the order they were recorded.
	Sightings(ctx context.Context, doc dossier.Digest) ([]dossier.Sighting, error)
	// Log returns the whole log as of one moment, as it is kept: custody.Log.Check
	// says whether it is sound. A hash that is missing is zero.
	Log(ctx context.Context) (custody.Log, error)
	// Seals returns the seals of a document's pages as recorded, in order, zero where a page
	// has none; dossier.ErrNotFound when there is no such document.
	Seals(ctx context.Context, doc dossier.Digest) ([]dossier.Digest, error)
	// History returns all that the log can be compared with.
	History(ctx context.Context) (History, error)
	// Head returns the signed head of the log and the public key it is signed with;
	// nothing for a log without records.
	Head(ctx context.Context) (head []byte, verifier string, err error)
	// Root returns the root of the Merkle tree over the first size records, by the hashes
	// that are kept, of which it reads as many as size has binary digits;
	// dossier.ErrNotFound when the log holds fewer records.
	Root(ctx context.Context, size int64) (tlog.Hash, error)
}

// A Writer changes an index and its log. Each call is one transaction: wholly done, with
// its entries in the log, or not at all. The first entry settles by which key a log is
// signed; an entry of another key is refused, and so is any while the log is damaged.
// The zero Entry leaves the log as it is.
type Writer interface {
	// Insert adds a document with all its pages, their seals and its first sighting;
	// dossier.ErrExists when its digest is known, and then nothing changes.
	// The pages are doc.Pages in number, numbered from 1 and in order: one that
	// could not be read is there with its Note.
	Insert(ctx context.Context, doc dossier.Document, pages []KeptPage, seen dossier.Sighting, entry custody.Entry) error
	// Sight records one more sighting; dossier.ErrNotFound for an unknown document.
	Sight(ctx context.Context, doc dossier.Digest, seen dossier.Sighting, entry custody.Entry) error
	// Record appends entries to the log, in order, and changes nothing else.
	Record(ctx context.Context, entries ...custody.Entry) error
	// Begin is Record for a log that has no record yet; dossier.ErrExists, and nothing
	// changes, when it has.
	Begin(ctx context.Context, entries ...custody.Entry) error
	// Renew is Record with another key, by which the log is signed from then on.
	Renew(ctx context.Context, entries ...custody.Entry) error
}

// A Store is a whole index.
type Store interface {
	Reader
	Writer
	Close() error
}

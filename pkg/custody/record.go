// Package custody keeps the evidence: what was collected, when, by whom and how, in a log
// that cannot be rewritten unnoticed.
//
// An event is a [Record], written as canonical JSON (RFC 8785) by [Record.Canonical] and
// read by [ParseRecord], which accepts nothing else. Records are the leaves of a Merkle tree
// (RFC 6962, as in golang.org/x/mod/sumdb/tlog). Its head is signed (Ed25519, RFC 8032) and
// written as a checkpoint (C2SP tlog-checkpoint).
//
// To append, a store calls [Entry.Append] with the number of records and its stored hashes,
// and keeps the hashes and the head that it returns, in the transaction of the change that
// the record tells of. [Log.Check] examines a whole log and returns a check for each problem;
// [Log.Against] compares it with a checkpoint that was kept elsewhere; [Log.Prove] makes a
// [Proof] that records are in the log, which [Proof.Check] examines without the log.
// [WritePROV] writes records as W3C PROV.
//
// What the log cannot show by itself: whoever can write to a corpus can put an earlier state
// of the log in its place, or another log with another key; whoever has the key, another log
// with the same. The public key known from elsewhere shows the second; only a checkpoint kept
// outside of the corpus shows all three.
package custody

import (
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// The JSON forms of a Record. Records are read for good, so a new field is a new schema
// beside the earlier ones.
//
//	1: first
//	2: with Refresh; of Refreshed alone
const (
	RecordSchema  = "leakprint/custody/1"
	RefreshSchema = "leakprint/custody/2"
)

// An Event is what a record tells of.
type Event string

// The events.
const (
	Acquired Event = "acquired" // a document came into the corpus
	Seen     Event = "seen"     // it was seen again
	Exported Event = "exported" // something of the corpus was given out
	Verified Event = "verified" // the corpus was examined
	Removed  Event = "removed"  // a document's original was deleted
	Begun    Event = "begun"    // a new log was begun on purpose, after the records before this one

	Refreshed Event = "refreshed" // what is kept of documents was made anew from their originals
)

// Upgrade is the method of a record that was made when a corpus from before there were
// logs was brought up to date: it tells of something earlier.
const Upgrade = "upgrade"

// The clocks of a record's time: that of the machine which wrote it, and what the machine
// says of it. Nobody else vouches for it.
const (
	SystemClock         = "system"
	SynchronisedClock   = "system, synchronised"     // by NTP or the like
	UnsynchronisedClock = "system, not synchronised" // it may be wrong by any amount
)

// A Record is one event. A time is UTC and to the second.
type Record struct {
	Schema   string       `json:"schema"`
	Event    Event        `json:"event"`
	Time     time.Time    `json:"time"`               // when the record was written
	Clock    string       `json:"clock"`              // by which clock
	Operator string       `json:"operator,omitempty"` // as configured, never taken from the system
	Method   string       `json:"method"`             // the command, or Upgrade
	Tool     dossier.Tool `json:"tool"`
	Document *Document    `json:"document,omitempty"` // acquired, seen and removed
	Sighting *Sighting    `json:"sighting,omitempty"` // acquired and seen
	Export   *Export      `json:"export,omitempty"`
	Audit    *Outcome     `json:"audit,omitempty"`  // verified
	Reason   string       `json:"reason,omitempty"` // removed and begun
	Refresh  *Refresh     `json:"refresh,omitempty"`
}

// Keeps reports whether the corpus keeps the original of the record's document after the
// event; told is false where the record does not say.
func (r Record) Keeps() (original, told bool) {
	switch {
	case r.Document == nil:
		return false, false
	case r.Event == Seen: // without the file it says nothing of whether that is there
		return true, r.Document.Original
	}
	return r.Document.Original, r.Event == Acquired || r.Event == Removed
}

// A Document is what a record says of a document. What follows Name stands in records of
// an acquisition only.
type Document struct {
	SHA256    dossier.Digest `json:"sha256"`
	SHA512    string         `json:"sha512,omitempty"` // hexadecimal
	Size      int64          `json:"size,omitempty"`   // bytes
	Name      string         `json:"name"`             // as it was called then
	Dossier   string         `json:"dossier,omitempty"`
	MediaType string         `json:"media_type,omitempty"`
	Pages     int            `json:"pages,omitempty"`
	Original  bool           `json:"original"`      // whether the file came into the corpus with this event
	Seal      dossier.Digest `json:"seal,omitzero"` // of all that the index keeps of it: store.SealDocument
}

// A Sighting is a dossier.Sighting in a record.
type Sighting struct {
	Where     string            `json:"where"`
	When      time.Time         `json:"when"`
	Precision dossier.Precision `json:"precision"`
	Claimed   bool              `json:"claimed"`
	By        string            `json:"by,omitempty"`
	Via       string            `json:"via,omitempty"`
	Note      string            `json:"note,omitempty"`
}

// An Export is what was given out.
type Export struct {
	Format string         `json:"format"` // "sha256sum", "hashdeep", "bag", "prov"
	Files  int            `json:"files"`
	SHA256 dossier.Digest `json:"sha256"` // of the manifest
}

// A Refresh is what was made anew.
type Refresh struct {
	Columns   dossier.Columns     `json:"columns"`   // the versions that are kept from then on
	Documents []RefreshedDocument `json:"documents"` // in the order they were added
}

// A RefreshedDocument is a document as it is kept from then on.
type RefreshedDocument struct {
	SHA256 dossier.Digest `json:"sha256"`
	Seal   dossier.Digest `json:"seal"` // store.SealDocument
}

// An Outcome is what an audit found.
type Outcome struct {
	Checks   int `json:"checks"`
	Problems int `json:"problems"`
}

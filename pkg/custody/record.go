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
// the record describes. [Log.Check] examines a whole log and returns a check for each problem;
// [Log.Against] compares it with a checkpoint that was kept elsewhere; [Log.Prove] makes a
// [Proof] that records are in the log, which [Proof.Check] examines without the log.
// [WritePROV] writes records as W3C PROV.
//
// Three attacks do not show in the log itself. Whoever can write to a corpus can replace the
// log by an earlier state, or by another log with another key; whoever has the key can
// replace it by another log with the same key. A public key kept elsewhere reveals the second;
// only a checkpoint kept outside the corpus reveals all three.
package custody

import (
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// The JSON forms of a Record. Old records must stay readable for ever, so a new field means a
// new schema beside the earlier ones.
//
//	1: first
//	2: adds Refresh; used by Refreshed only
//	3: adds the event Repaired, and is used by it only
//	4: adds the event Purged, and is used by it only
//	5: adds the event Named, and is used by it only
const (
	RecordSchema  = "leakprint/custody/1"
	RefreshSchema = "leakprint/custody/2"
	RepairSchema  = "leakprint/custody/3"
	PurgeSchema   = "leakprint/custody/4"
	NameSchema    = "leakprint/custody/5"
)

// An Event is the kind of event that a record describes.
type Event string

// The events.
const (
	Acquired Event = "acquired" // a document came into the corpus
	Seen     Event = "seen"     // a known document was seen again
	Exported Event = "exported" // something was exported from the corpus
	Verified Event = "verified" // the corpus was examined
	Removed  Event = "removed"  // a document's original was deleted
	Purged   Event = "purged"   // what was kept of a document was taken out, with its original if that was there
	Named    Event = "named"    // a document was called otherwise, or put in another dossier
	Begun    Event = "begun"    // a new log was deliberately begun after the records before this one

	Refreshed Event = "refreshed" // what is kept of documents was remade from their originals
	Repaired  Event = "repaired"  // something that was damaged was mended, as Reason says
)

// Upgrade is the method of a record that was made when a corpus from before there were logs
// was brought up to date: it describes something earlier.
const Upgrade = "upgrade"

// The clocks of a record's time: always that of the machine that wrote it, with what the
// machine says about it. Nobody else vouches for it.
const (
	SystemClock         = "system"
	SynchronisedClock   = "system, synchronised"     // by NTP or the like
	UnsynchronisedClock = "system, not synchronised" // it may be wrong by any amount
)

// A Record is one event. Times are in UTC, to the second.
type Record struct {
	Schema   string       `json:"schema"`
	Event    Event        `json:"event"`
	Time     time.Time    `json:"time"`               // when the record was written
	Clock    string       `json:"clock"`              // one of those above
	Operator string       `json:"operator,omitempty"` // as configured, never taken from the system
	Method   string       `json:"method"`             // the command, or Upgrade
	Tool     dossier.Tool `json:"tool"`
	Document *Document    `json:"document,omitempty"` // acquired, seen, removed, purged and named
	Sighting *Sighting    `json:"sighting,omitempty"` // acquired and seen
	Export   *Export      `json:"export,omitempty"`
	Audit    *Outcome     `json:"audit,omitempty"`   // verified
	Reason   string       `json:"reason,omitempty"`  // removed, purged, begun and repaired
	Refresh  *Refresh     `json:"refresh,omitempty"` // refreshed, and repaired if documents were remade
}

// Keeps reports whether the corpus keeps the original of the record's document after the
// event; told is false if the record does not say.
func (r Record) Keeps() (original, told bool) {
	switch {
	case r.Document == nil:
		return false, false
	case r.Event == Seen: // not adding the file says nothing about whether it is there
		return true, r.Document.Original
	}
	return r.Document.Original, r.Event == Acquired || r.Event == Removed || r.Event == Purged
}

// A Document is what a record says of a document. Of the fields after Name, outside acquisitions
// only these are set: Original; Dossier where it was named, as it has been from then on; and Seal
// where it was purged, zero if the database does not even keep its digest.
type Document struct {
	SHA256    dossier.Digest `json:"sha256"`
	SHA512    string         `json:"sha512,omitempty"` // hexadecimal
	Size      int64          `json:"size,omitempty"`   // bytes
	Name      string         `json:"name"`             // at the time of the event
	Dossier   string         `json:"dossier,omitempty"`
	MediaType string         `json:"media_type,omitempty"`
	Pages     int            `json:"pages,omitempty"`
	Original  bool           `json:"original"`      // whether the file came into the corpus with this event
	Seal      dossier.Digest `json:"seal,omitzero"` // of all that the database keeps of it: store.SealDocument
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

// An Export is what was exported.
type Export struct {
	Format string         `json:"format"` // "sha256sum", "hashdeep", "bag", "prov"
	Files  int            `json:"files"`
	SHA256 dossier.Digest `json:"sha256"` // of the manifest
}

// A Refresh is what was refreshed.
type Refresh struct {
	Columns   dossier.Columns     `json:"columns"`   // the versions kept from then on
	Documents []RefreshedDocument `json:"documents"` // in the order they were added
}

// A RefreshedDocument is a document as kept from then on.
type RefreshedDocument struct {
	SHA256 dossier.Digest `json:"sha256"`
	Seal   dossier.Digest `json:"seal"` // store.SealDocument
}

// An Outcome is what an audit found.
type Outcome struct {
	Checks   int `json:"checks"`
	Problems int `json:"problems"`
}

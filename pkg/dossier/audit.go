package dossier

import "slices"

// AuditSchema names the JSON form of an Audit.
const AuditSchema = "leakprint/verify/1"

// An Audit says whether what is kept is what was collected: every check that was made,
// those that hold and those that do not.
type Audit struct {
	Schema  string   `json:"schema"`
	Tool    Tool     `json:"tool"`
	Subject string   `json:"subject"` // what was examined: a corpus's folder, or files by a manifest
	Checks  []Check  `json:"checks"`  // in the order of what was examined
	Notes   []string `json:"notes"`   // what was not examined, and why
}

// A Thing is what a check examines.
type Thing string

// The things.
const (
	OfOriginal    Thing = "original"    // a file in the corpus
	OfFile        Thing = "file"        // a file of a manifest
	OfDocument    Thing = "document"    // what the corpus says of a document
	OfFingerprint Thing = "fingerprint" // of one page, or of all pages of a document
	OfDatabase    Thing = "database"
	OfRecord      Thing = "record"     // of the log
	OfTree        Thing = "tree"       // the log's hashes
	OfSignature   Thing = "signature"  // of the log's head
	OfCheckpoint  Thing = "checkpoint" // a head of the log that was kept elsewhere
	OfSighting    Thing = "sighting"
)

// A State is what a check found.
type State string

// The states. All but OK are findings; Unreadable leaves the audit incomplete.
const (
	OK        State = "ok"
	Changed   State = "changed"
	Missing   State = "missing"
	New       State = "new"       // nobody said that it should be there
	Moved     State = "moved"     // the same content under another name
	Duplicate State = "duplicate" // the same content a second time
	Damaged   State = "damaged"   // what is kept does not fit together
	Invalid   State = "invalid"   // of a signature
	Rewritten State = "rewritten" // the log is not the one of which the checkpoint was taken
	NotRead   State = "unreadable"
)

// A Check is one thing examined.
type Check struct {
	Of       Thing    `json:"of"`
	State    State    `json:"state"`
	Path     string   `json:"path,omitempty"`     // the file, as the manifest or the command line names it
	Document Digest   `json:"document,omitzero"`  // the document it is about
	Name     string   `json:"name,omitempty"`     // the document's
	Page     int      `json:"page,omitempty"`     // 1-based
	Record   *int64   `json:"record,omitempty"`   // number in the log, from 0
	Expected string   `json:"expected,omitempty"` // a digest, or where a moved file should be
	Actual   string   `json:"actual,omitempty"`
	Verdict  Verdict  `json:"verdict,omitempty"` // of a changed file beside its original
	Changes  []string `json:"changes,omitempty"` // what was changed in it, in words: report.ExplainAudit
	Detail   string   `json:"detail,omitempty"`  // in words

	// Copies are the answers to what a changed file, or what is in it, is a copy of.
	Copies []InputFinding `json:"-"`
}

// Rule names a kind of finding: "original-changed".
func (c Check) Rule() string { return string(c.Of) + "-" + string(c.State) }

// Problems returns the checks that found something.
func (a Audit) Problems() []Check {
	count := 0
	for _, c := range a.Checks {
		if c.State != OK {
			count++
		}
	}
	problems := slices.Grow([]Check(nil), count)
	for _, c := range a.Checks {
		if c.State != OK {
			problems = append(problems, c)
		}
	}
	return problems
}

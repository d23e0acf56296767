package custody

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"golang.org/x/mod/sumdb/tlog"
)

// An Entry is a record to append, and the key to sign the new head with. The zero Entry
// appends nothing.
type Entry struct {
	Record []byte // as Canonical wrote it
	Key    *Key
}

// Append returns what a store must keep when the entry is appended to a log of size
// records: the added hashes, whose places begin at tlog.StoredHashCount(size), and the new
// signed head. From stored it reads about as many hashes as size has binary digits.
func (e Entry) Append(size int64, stored tlog.HashReader) (added []tlog.Hash, head []byte, err error) {
	if e.Record == nil {
		return nil, nil, nil
	}
	if e.Key == nil {
		return nil, nil, errors.New("append to the log: no key to sign with")
	}
	if size < 0 || size >= maxInteger {
		return nil, nil, fmt.Errorf("append to the log: no log has %d records", size)
	}
	added, err = tlog.StoredHashes(size, e.Record, stored)
	if err != nil {
		return nil, nil, fmt.Errorf("append to the log: %w", err)
	}
	first := tlog.StoredHashCount(size)
	root, err := tlog.TreeHash(size+1, tlog.HashReaderFunc(func(places []int64) ([]tlog.Hash, error) {
		// The places ascend, so those of added hashes come last.
		n, _ := slices.BinarySearch(places, first)
		read, err := stored.ReadHashes(places[:n])
		if err != nil {
			return nil, err
		}
		read = slices.Clip(read) // the slice may be the reader's own
		for _, place := range places[n:] {
			read = append(read, added[place-first])
		}
		return read, nil
	}))
	if err != nil {
		return nil, nil, fmt.Errorf("append to the log: %w", err)
	}
	head, err = e.Key.sign(size+1, root)
	if err != nil {
		return nil, nil, fmt.Errorf("sign the log: %w", err)
	}
	return added, head, nil
}

// A Log is a whole log as stored, perhaps tampered with.
type Log struct {
	Records  []LogRecord // in order of number
	Hashes   []tlog.Hash // by place: tlog.StoredHashIndex
	Head     []byte      // the newest signed head; nil for an empty log
	Verifier string      // public key in note's form; "" before the first record
}

// A LogRecord is a record as stored.
type LogRecord struct {
	Number int64 // from 0
	Data   []byte
}

// Check examines the whole log: its records against the stored hashes, those against the
// head, and the head's signature against key, the public key in note's form that was kept
// elsewhere, or "" for the log's own. What the signature vouches for decides whether a
// record or a hash was changed. Check returns a check for every problem: records by number,
// then the tree, then the signature. If they hold, records and tree share one check and the
// signature has another. With a key given, an empty log is a problem.
func (l Log) Check(key string) []dossier.Check {
	if strings.TrimSpace(key) == "" && len(l.Records) == 0 && len(l.Hashes) == 0 && len(l.Head) == 0 && l.Verifier == "" {
		return []dossier.Check{{Of: dossier.OfTree, State: dossier.OK, Detail: "no records"}}
	}
	head, signature := l.signature(strings.TrimSpace(key))
	checks := examine(l, head)
	if len(checks) == 0 {
		checks = append(checks, dossier.Check{Of: dossier.OfTree, State: dossier.OK, Detail: count(int64(len(l.Records)), "record")})
	}
	return append(checks, signature...)
}

// signature checks the head's signature. The head it returns is nil if nothing vouches for it.
func (l Log) signature(key string) (*Checkpoint, []dossier.Check) {
	var checks []dossier.Check
	found := func(state dossier.State, detail string) {
		checks = append(checks, dossier.Check{Of: dossier.OfSignature, State: state, Detail: detail})
	}
	if l.Verifier == "" {
		found(dossier.Missing, "the log has no public key")
	}
	if len(l.Head) == 0 {
		found(dossier.Missing, "the log has no signed head")
	}
	verifier := cmp.Or(key, l.Verifier)
	if len(l.Head) == 0 || verifier == "" {
		return nil, checks
	}
	head, err := OpenCheckpoint(l.Head, verifier)
	switch {
	case err != nil:
		found(dossier.Invalid, err.Error())
		return nil, checks
	case l.Verifier != "" && l.Verifier != verifier:
		found(dossier.Invalid, "the public key in the log is not the one given, which signed the head")
	case len(checks) == 0:
		found(dossier.OK, "signed by "+head.Origin)
	}
	return &head, checks
}

// Against checks that the log continues the one that the checkpoint, kept elsewhere, was
// taken of. It recomputes the tree from the records, because whoever rewrites records may
// leave the stored hashes unchanged. The key is as in Check.
func (l Log) Against(checkpoint []byte, key string) dossier.Check {
	check := dossier.Check{Of: dossier.OfCheckpoint, State: dossier.Invalid}
	verifier := cmp.Or(strings.TrimSpace(key), l.Verifier)
	if verifier == "" {
		check.Detail = "the log has no public key to check it by"
		return check
	}
	c, err := OpenCheckpoint(checkpoint, verifier)
	if err != nil {
		check.Detail = err.Error()
		return check
	}
	if err := l.continues(c); err != nil {
		check.State, check.Detail = dossier.Rewritten, err.Error()
		return check
	}
	check.State, check.Detail = dossier.OK, "the log begins with its "+count(c.Size, "record")
	return check
}

// continues returns an error unless the log continues the one that the checkpoint was taken
// of.
func (l Log) continues(c Checkpoint) error {
	leaves := l.beginning(c.Size)
	if held := int64(len(leaves)); held < c.Size {
		if held < int64(len(l.Records)) {
			return fmt.Errorf("record %d of the checkpoint's %d is missing from the log", held, c.Size)
		}
		return fmt.Errorf("the log was rolled back: it holds %s, the checkpoint %d", count(held, "record"), c.Size)
	}
	root, err := tlog.TreeHash(c.Size, grow(leaves))
	if err != nil {
		return err
	}
	if root != c.Root {
		return fmt.Errorf("the log was rewritten: its first %s are not those of the checkpoint", count(c.Size, "record"))
	}
	return nil
}

// clocksApart is by how much the time of a record may lie before that of the one before it without
// being told: records are dated before they are entered, and wait for one another.
const clocksApart = 2 * time.Minute

// TimesBack returns, for a person, which records are dated before the ones before them. Clocks are
// set back now and then; but so are dates, to have something look older than it is.
func (l Log) TimesBack() []string {
	const most = 3 // named one by one
	var told []string
	var before Record
	more := 0
	for i, kept := range l.Records {
		r, err := ParseRecord(kept.Data)
		if err != nil {
			continue // told by Check
		}
		if i > 0 && r.Time.Before(before.Time.Add(-clocksApart)) {
			if len(told) < most {
				told = append(told, fmt.Sprintf("record %d is dated %s, before an earlier record of %s: a clock was set back, or the date is not true",
					kept.Number, r.Time.Format(time.RFC3339), before.Time.Format(time.RFC3339)))
			} else {
				more++
			}
		}
		if r.Time.After(before.Time) {
			before = r
		}
	}
	if more > 0 {
		told = append(told, count(int64(more), "more record")+" dated before earlier ones")
	}
	return told
}

// beginning returns the leaves of the first size records; it stops at the first one missing.
func (l Log) beginning(size int64) []tlog.Hash {
	var leaves []tlog.Hash
	for _, r := range l.Records {
		n := int64(len(leaves))
		if n == size || r.Number != n {
			break
		}
		leaves = append(leaves, tlog.RecordHash(r.Data))
	}
	return leaves
}

// count returns a number with its noun: "1 record", "2 records".
func count(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

package corpus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// A LogEntry is one record of the log.
type LogEntry struct {
	Number int64
	custody.Record
	Err error // why the record cannot be read
}

// Log returns the records of the log in order, and its public key. It does not check them;
// Verify does.
func (c *Corpus) Log(ctx context.Context) (entries []LogEntry, key string, err error) {
	log, err := c.store.Log(ctx)
	if err != nil {
		return nil, "", err
	}
	for _, data := range log.Records {
		entry := LogEntry{Number: data.Number}
		entry.Record, entry.Err = custody.ParseRecord(data.Data)
		entries = append(entries, entry)
	}
	return entries, log.Verifier, nil
}

// Checkpoint returns the signed head of the log, to be kept elsewhere. It returns an error
// wrapping ErrNoRecords if the log is empty.
func (c *Corpus) Checkpoint(ctx context.Context) ([]byte, error) {
	head, _, err := c.store.Head(ctx)
	if err == nil && head == nil {
		err = &dossier.Error{Op: "read the log", Path: c.dir, Err: ErrNoRecords}
	}
	return head, err
}

// PublicKey returns the key by which the log's signatures are checked.
func (c *Corpus) PublicKey(ctx context.Context) (string, error) {
	_, public, err := c.store.Head(ctx)
	if err != nil || public != "" {
		return public, err
	}
	key, err := ReadKey(c.dir) // it exists before the first record does
	if err != nil {
		return "", err
	}
	return key.Verifier(), nil
}

// Prove proves that records are in the log as of the checkpoint, or as it is now if
// checkpoint is nil: all records of the document that id names, or the record whose number
// id is ("#12"). It returns an error wrapping ErrNoSuchRecord if the log has no record of
// that number.
func (c *Corpus) Prove(ctx context.Context, id string, checkpoint []byte) (custody.Proof, error) {
	log, err := c.store.Log(ctx)
	if err != nil {
		return custody.Proof{}, err
	}
	if number, ok := strings.CutPrefix(id, "#"); ok {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 0 || n >= int64(len(log.Records)) {
			return custody.Proof{}, &dossier.Error{Op: "prove record", Path: id, Err: fmt.Errorf("%w, it holds %d", ErrNoSuchRecord, len(log.Records))}
		}
		return log.Prove([]int64{n}, checkpoint)
	}
	doc, err := c.find(ctx, id)
	if err != nil {
		return custody.Proof{}, err
	}
	numbers, _ := recordsOf(log, about(doc))
	return log.Prove(numbers, checkpoint)
}

// recordsOf returns the wanted records of a log and their numbers.
func recordsOf(log custody.Log, wanted func(custody.Record) bool) (numbers []int64, records []custody.NumberedRecord) {
	for _, data := range log.Records {
		if r, err := custody.ParseRecord(data.Data); err == nil && wanted(r) {
			numbers, records = append(numbers, data.Number), append(records, custody.NumberedRecord{Number: data.Number, Record: r})
		}
	}
	return numbers, records
}

// about selects the records that name one of the documents.
func about(docs ...dossier.Document) func(custody.Record) bool {
	wanted := make(map[dossier.Digest]bool)
	for _, doc := range docs {
		wanted[doc.SHA256] = true
	}
	return func(r custody.Record) bool { return r.Document != nil && wanted[r.Document.SHA256] }
}

// Remove deletes a document's original and records why. Fingerprints, sightings and the log
// stay. It returns an error with a *NotKeptError if there is no original.
func (c *Corpus) Remove(ctx context.Context, id, reason string) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	kept, err := c.objects.has(doc.SHA256)
	if err != nil {
		return doc, err
	}
	if !kept {
		return doc, &dossier.Error{Op: OpRemove, Path: id, Err: &NotKeptError{doc.SHA256.Short()}}
	}
	r := c.record(custody.Removed, "remove")
	r.Document, r.Reason = identified(doc), reason
	// The record goes first, so that no original disappears without one. If the process ends there,
	// the next one removes the original.
	if err := c.objects.announce(doc.SHA256); err != nil {
		return doc, &dossier.Error{Op: OpRemove, Path: c.objects.path(doc.SHA256), Err: err}
	}
	defer c.objects.settle(doc.SHA256)
	if err := c.append(ctx, r); err != nil {
		return doc, err
	}
	if err := c.objects.remove(doc.SHA256); err != nil {
		return doc, &dossier.Error{Op: OpRemove, Path: c.objects.path(doc.SHA256), Err: err}
	}
	return doc, nil
}

// append appends records that change nothing else in the corpus.
func (c *Corpus) append(ctx context.Context, records ...custody.Record) error {
	entries, err := c.entries(records)
	if err != nil {
		return err
	}
	if err := c.store.Record(ctx, entries...); err != nil {
		return err
	}
	c.remember(ctx)
	return nil
}

// entries encodes records for appending.
func (c *Corpus) entries(records []custody.Record) ([]custody.Entry, error) {
	entries := make([]custody.Entry, len(records))
	for i, r := range records {
		var err error
		if entries[i], err = c.entry(r); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// MayRecord reports whether an audit of a corpus may be entered in its log. It may not if
// something is wrong with the log or the database, or if the log does not know a document:
// the next signed head would vouch for what is there now.
func MayRecord(audit dossier.Audit) bool {
	return !slices.ContainsFunc(audit.Problems(), func(c dossier.Check) bool {
		switch c.Of {
		case dossier.OfRecord, dossier.OfTree, dossier.OfSignature, dossier.OfCheckpoint, dossier.OfDatabase:
			return true
		case dossier.OfDocument:
			return c.State == dossier.New
		}
		return false
	})
}

// RecordAudit enters an audit of the corpus in its log. It returns an error and changes
// nothing if MayRecord does not hold.
func (c *Corpus) RecordAudit(ctx context.Context, audit dossier.Audit) error {
	if !MayRecord(audit) {
		return &dossier.Error{Op: "enter the audit in the log", Path: c.dir, Err: errors.New("the next signature would vouch for what was found")}
	}
	r := c.record(custody.Verified, "verify")
	r.Audit = &custody.Outcome{Checks: len(audit.Checks), Problems: len(audit.Problems())}
	return c.append(ctx, r)
}

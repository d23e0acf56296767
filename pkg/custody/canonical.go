package custody

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"
)

// maxInteger is the greatest integer that every reader of JSON reads exactly
// (RFC 7493, section 2.2); RFC 8785 writes all numbers as doubles. No log has
// more records.
const maxInteger = 1<<53 - 1

// Canonical returns the record as it is logged: JSON by RFC 8785. Bytes that are not UTF-8
// become U+FFFD. It returns an error for a record that ParseRecord would not accept.
func (r Record) Canonical() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	plain, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	canonical, err := jcs.Transform(plain)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return canonical, nil
}

// ParseRecord reads a record in the form that Canonical writes, and no other. An unknown
// field, other white space or another way to write a number is an error, so that a record
// as shown is all that was logged.
func ParseRecord(data []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(data, &r); err != nil {
		return Record{}, fmt.Errorf("record: %w", err)
	}
	canonical, err := r.Canonical()
	if err != nil {
		return Record{}, err
	}
	if !bytes.Equal(canonical, data) {
		return Record{}, errors.New("record: not in canonical form")
	}
	return r, nil
}

// schema returns the schema of the records of an event.
func (e Event) schema() string {
	switch e {
	case Refreshed:
		return RefreshSchema
	case Repaired:
		return RepairSchema
	case Purged:
		return PurgeSchema
	case Named:
		return NameSchema
	}
	return RecordSchema
}

// check returns an error if the record cannot be logged.
func (r Record) check() error {
	want := r.Event.schema()
	switch {
	case r.Schema != want:
		return fmt.Errorf("its schema is %q, not %q", r.Schema, want)
	case r.Refresh != nil && r.Event != Refreshed && r.Event != Repaired:
		return fmt.Errorf("a record of %s cannot say what was refreshed", r.Event)
	}
	var lacks bool
	switch r.Event {
	case Acquired, Seen, Removed, Named:
		lacks = r.Document == nil
	case Purged:
		lacks = r.Document == nil || r.Reason == ""
	case Exported:
		lacks = r.Export == nil
	case Verified:
		lacks = r.Audit == nil
	case Begun, Repaired:
		lacks = r.Reason == ""
	case Refreshed:
		lacks = r.Refresh == nil
	default:
		return fmt.Errorf("unknown event %q", r.Event)
	}
	if lacks {
		return fmt.Errorf("it does not say what was %s", r.Event)
	}
	times, integers := []time.Time{r.Time}, []int64{int64(r.Tool.Fingerprint)}
	if r.Document != nil {
		integers = append(integers, r.Document.Size, int64(r.Document.Pages))
	}
	if r.Sighting != nil {
		times = append(times, r.Sighting.When)
	}
	if r.Export != nil {
		integers = append(integers, int64(r.Export.Files))
	}
	if r.Audit != nil {
		integers = append(integers, int64(r.Audit.Checks), int64(r.Audit.Problems))
	}
	if r.Refresh != nil {
		c := r.Refresh.Columns
		integers = append(integers, int64(c.Text), int64(c.Layout), int64(c.Pictures), int64(c.Looks), int64(c.Facts))
	}
	for _, t := range times {
		if t.Location() != time.UTC || t.Nanosecond() != 0 {
			return fmt.Errorf("time %s is not UTC to the second", t.Format(time.RFC3339Nano))
		}
	}
	for _, n := range integers {
		if n < 0 || n > maxInteger {
			return fmt.Errorf("number %d is out of range", n)
		}
	}
	return nil
}

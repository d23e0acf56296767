package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// Entry returns an entry of a log: the document was seen again.
func Entry(key *custody.Key, doc dossier.Digest) (custody.Entry, error) {
	record, err := custody.Record{
		Schema: custody.RecordSchema, Event: custody.Seen, Time: time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC), Clock: custody.SystemClock,
		Method: "test", Document: &custody.Document{SHA256: doc},
	}.Canonical()
	return custody.Entry{Record: record, Key: key}, err
}

// RunLog tests the Log of a store.
func RunLog(t *testing.T, open Opener) {
	runAll(t, open, []test[Opener]{
		{"Log", log},
		{"NotLogged", notLogged},
		{"Together", logTogether},
		{"Begins", logBegins},
		{"Renewed", logRenewed},
		{"Roots", roots},
	})
}

func newKey(t *testing.T) *custody.Key {
	t.Helper()
	key, err := custody.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// entry returns an entry about the document of this name.
func entry(t *testing.T, key *custody.Key, name string) custody.Entry {
	t.Helper()
	e, err := Entry(key, dossier.Sum([]byte(name)))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// readLog returns the log, which must be sound.
func readLog(t *testing.T, s store.Log) custody.Log {
	t.Helper()
	l, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := unsound(l); err != nil {
		t.Error(err)
	}
	return l
}

// unsound returns what is wrong with a log; nil if nothing is.
func unsound(l custody.Log) error {
	for _, c := range l.Check("") {
		if c.State != dossier.OK {
			return fmt.Errorf("log of %d records: %s: %s", len(l.Records), c.Rule(), c.Detail)
		}
	}
	return nil
}

// told compares the records of a log with those of entries.
func told(t *testing.T, l custody.Log, want ...custody.Entry) {
	t.Helper()
	var got, records []string
	for i, r := range l.Records {
		if r.Number != int64(i) {
			t.Errorf("record %d is numbered %d", i, r.Number)
		}
		got = append(got, string(r.Data))
	}
	for _, e := range want {
		records = append(records, string(e.Record))
	}
	equal(t, "records", got, records)
}

func log(t *testing.T, open Opener) {
	place := t.TempDir()
	s := open(t, place)
	if l := readLog(t, s); len(l.Records)+len(l.Hashes)+len(l.Head)+len(l.Verifier) > 0 {
		t.Errorf("the log of a new store is %v", l)
	}
	key := newKey(t)
	a, aPages := document("a", marked(1))
	b, bPages := document("b")
	entries := []custody.Entry{entry(t, key, "a"), entry(t, key, "a again"), entry(t, key, "x"), entry(t, key, "y"), entry(t, key, "b")}
	for i, err := range []error{
		s.Insert(t.Context(), a, store.Listed(aPages...), dossier.Sighting{}, entries[0]),
		s.Sight(t.Context(), a.SHA256, dossier.Sighting{}, entries[1]),
		s.Sight(t.Context(), a.SHA256, dossier.Sighting{}, custody.Entry{}),
		s.Record(t.Context(), entries[2], custody.Entry{}, entries[3]),
		s.Record(t.Context()),
		s.Insert(t.Context(), b, store.Listed(bPages...), dossier.Sighting{}, entries[4]),
	} {
		if err != nil {
			t.Errorf("change %d: %v", i, err)
		}
	}
	before := readLog(t, s)
	told(t, before, entries...)
	equal(t, "verifier", before.Verifier, key.Verifier())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, place)
	defer s.Close()
	equal(t, "log opened again", readLog(t, s), before)
	// The log continues the head that it had before.
	more := entry(t, key, "more")
	if err := s.Record(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	after := readLog(t, s)
	told(t, after, append(entries, more)...)
	if c := after.Against(before.Head, ""); c.State != dossier.OK {
		t.Errorf("against the head before: %s: %s", c.State, c.Detail)
	}
}

// notLogged makes changes that fail: nothing is appended to the log, and if the log cannot be
// appended to, nothing else is changed.
func notLogged(t *testing.T, open Opener) {
	s := fresh(t, open)
	key, other := newKey(t), newKey(t)
	a, aPages := document("a", marked(1))
	if err := s.Insert(t.Context(), a, store.Listed(aPages...), dossier.Sighting{}, entry(t, key, "a")); err != nil {
		t.Fatal(err)
	}
	before := readLog(t, s)
	b, bPages := document("b", marked(2))
	misnumbered := append([]store.KeptPage{}, bPages...)
	misnumbered[0].Number = 2
	unlike := func(err error) bool {
		_, ok := errors.AsType[*dossier.Error](err)
		return ok && errors.Is(err, store.ErrOtherKey)
	}
	for name, test := range map[string]struct {
		err error
		as  func(error) bool
	}{
		"known":             {s.Insert(t.Context(), a, store.Listed(aPages...), dossier.Sighting{}, entry(t, key, "b")), is(dossier.ErrExists)},
		"misnumbered":       {s.Insert(t.Context(), b, store.Listed(misnumbered...), dossier.Sighting{}, entry(t, key, "b")), failed},
		"unknown":           {s.Sight(t.Context(), b.SHA256, dossier.Sighting{}, entry(t, key, "b")), is(dossier.ErrNotFound)},
		"no key":            {s.Insert(t.Context(), b, store.Listed(bPages...), dossier.Sighting{}, custody.Entry{Record: entry(t, key, "b").Record}), failed},
		"other key, insert": {s.Insert(t.Context(), b, store.Listed(bPages...), dossier.Sighting{}, entry(t, other, "b")), unlike},
		"other key, sight":  {s.Sight(t.Context(), a.SHA256, dossier.Sighting{}, entry(t, other, "a")), unlike},
		"other key, record": {s.Record(t.Context(), entry(t, key, "b"), entry(t, other, "b")), unlike},
	} {
		if !test.as(test.err) {
			t.Errorf("%s: %v", name, test.err)
		}
	}
	equal(t, "log", readLog(t, s), before)
	if size, err := s.Size(t.Context()); err != nil || size != (store.Size{Documents: 1, Pages: 1}) {
		t.Errorf("size: %v, %v", size, err)
	}
	if seen, err := s.Sightings(t.Context(), a.SHA256); err != nil || len(seen) != 1 {
		t.Errorf("sightings: %v, %v", seen, err)
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func failed(err error) bool { return err != nil }

// logTogether appends from many goroutines concurrently.
func logTogether(t *testing.T, open Opener) {
	s := fresh(t, open)
	key := newKey(t)
	known, pages := document("known")
	insert(t, s, known, pages)
	const writers, each = 3, 7
	want := make(map[string]bool)
	var running sync.WaitGroup
	for w := range writers {
		for n := range each {
			want[string(entry(t, key, fmt.Sprint(w, n)).Record)] = true
		}
		running.Go(func() {
			for n := range each {
				name := fmt.Sprint(w, n)
				doc, pages := document(name, marked(uint64(n)))
				e, err := Entry(key, doc.SHA256)
				if err == nil {
					err = [writers]func() error{
						func() error { return s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, e) },
						func() error { return s.Sight(t.Context(), known.SHA256, dossier.Sighting{}, e) },
						func() error { return s.Record(t.Context(), e) },
					}[w]()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	l := readLog(t, s)
	if len(l.Records) != len(want) {
		t.Errorf("%d records, want %d", len(l.Records), len(want))
	}
	for _, r := range l.Records {
		if !want[string(r.Data)] {
			t.Errorf("record %d is unknown or comes twice", r.Number)
		}
		delete(want, string(r.Data))
	}
}

// logBegins begins a log, which can be done once.
func logBegins(t *testing.T, open Opener) {
	s := fresh(t, open)
	if head, verifier, err := s.Head(t.Context()); err != nil || head != nil || verifier != "" {
		t.Errorf("head of no log: %q by %q, %v", head, verifier, err)
	}
	key := newKey(t)
	entries := []custody.Entry{entry(t, key, "a"), entry(t, key, "b")}
	if err := s.Begin(t.Context(), entries...); err != nil {
		t.Fatal(err)
	}
	if err := s.Begin(t.Context(), entries...); !errors.Is(err, dossier.ErrExists) {
		t.Errorf("beginning again: %v, want ErrExists", err)
	}
	l := readLog(t, s)
	told(t, l, entries...)
	head, verifier, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "head", head, l.Head)
	equal(t, "verifier", verifier, key.Verifier())
}

// logRenewed continues a log under another key.
func logRenewed(t *testing.T, open Opener) {
	s := fresh(t, open)
	one, other := newKey(t), newKey(t)
	a, b, c := entry(t, one, "a"), entry(t, other, "b"), entry(t, other, "c")
	for i, err := range []error{s.Record(t.Context(), a), s.Renew(t.Context(), b), s.Record(t.Context(), c)} {
		if err != nil {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if err := s.Record(t.Context(), a); err == nil {
		t.Error("the earlier key still signs")
	}
	l := readLog(t, s)
	told(t, l, a, b, c)
	equal(t, "verifier", l.Verifier, other.Verifier())
	empty := fresh(t, open)
	if err := empty.Renew(t.Context(), b); err != nil {
		t.Errorf("a log without records: %v", err)
	}
	told(t, readLog(t, empty), b)
}

// roots compares the roots of a log with the heads that it had.
func roots(t *testing.T, open Opener) {
	s := fresh(t, open)
	key := newKey(t)
	var heads []custody.Checkpoint
	for i := range 9 {
		if err := s.Record(t.Context(), entry(t, key, fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		signed, verifier, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		head, err := custody.OpenCheckpoint(signed, verifier)
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head)
	}
	for _, head := range heads {
		if root, err := s.Root(t.Context(), head.Size); err != nil || root != head.Root {
			t.Errorf("root of %d records: %v, %v, want %v", head.Size, root, err, head.Root)
		}
	}
	for _, size := range []int64{10, 16, 1 << 40} {
		if root, err := s.Root(t.Context(), size); !errors.Is(err, dossier.ErrNotFound) {
			t.Errorf("root of %d records: %v, %v, want ErrNotFound", size, root, err)
		}
	}
}

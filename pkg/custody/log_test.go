package custody

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leakprint/leakprint/pkg/dossier"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// made returns the same key every time it is asked for one of a number.
func made(t testing.TB, number byte) *Key {
	t.Helper()
	seed := bytes.Repeat([]byte{number}, ed25519.SeedSize)
	name := fmt.Sprintf("leakprint/%016x", number)
	verifier, err := note.NewEd25519VerifierKey(name, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	hash := strings.SplitN(verifier, "+", 3)[1]
	key, err := ParseKey("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	if err != nil {
		t.Fatal(err)
	}
	if key.Verifier() != verifier {
		t.Fatalf("public key %s, want %s", key.Verifier(), verifier)
	}
	return key
}

// record returns the record of a number in the logs made here.
func record(t testing.TB, number int64) []byte {
	t.Helper()
	r := seen()
	r.Sighting.Note = fmt.Sprintf("no. %d", number)
	data, err := r.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// logOf returns a log of so many records, and its head after each of them.
func logOf(t testing.TB, size int64, key *Key) (Log, [][]byte) {
	t.Helper()
	var l Log
	var heads [][]byte
	for range size {
		heads = append(heads, push(t, &l, record(t, int64(len(l.Records))), key))
	}
	return l, heads
}

// push appends a record to the log as a store does, and returns the head.
func push(t testing.TB, l *Log, data []byte, key *Key) []byte {
	t.Helper()
	size := int64(len(l.Records))
	if place := tlog.StoredHashCount(size); place != int64(len(l.Hashes)) {
		t.Fatalf("hashes for %d records: %d, want %d", size, len(l.Hashes), place)
	}
	added, head, err := Entry{Record: data, Key: key}.Append(size, hashes(l.Hashes))
	if err != nil {
		t.Fatal(err)
	}
	l.Records = append(l.Records, LogRecord{Number: size, Data: data})
	l.Hashes = append(l.Hashes, added...)
	l.Head, l.Verifier = head, key.Verifier()
	return head
}

func TestTimesThatGoBackAreTold(t *testing.T) {
	begin := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	key := made(t, 1)
	dated := func(minutes ...int) Log {
		var l Log
		for _, m := range minutes {
			r := seen()
			r.Time = begin.Add(time.Duration(m) * time.Minute)
			data, err := r.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			push(t, &l, data, key)
		}
		return l
	}
	if got := dated(0, 5, 4, 5, 90).TimesBack(); len(got) > 0 {
		t.Errorf("records that waited for one another: %q", got)
	}
	got := dated(0, 60, 30, 61).TimesBack()
	if len(got) != 1 || got[0] != "record 2 is dated 2024-05-01T12:30:00Z, before an earlier record of 2024-05-01T13:00:00Z: a clock was set back, or the date is not true" {
		t.Errorf("one goes back: %q", got)
	}
	if got := dated(60, 0, 1, 2, 3, 4).TimesBack(); len(got) != 4 || got[3] != "2 more records dated before earlier ones" {
		t.Errorf("five go back: %q", got)
	}
}

// told returns the rules of checks, and the records that they are about.
func told(checks []dossier.Check) []string {
	var said []string
	for _, c := range checks {
		s := c.Rule()
		if c.Record != nil {
			s += fmt.Sprintf(" %d", *c.Record)
		}
		said = append(said, s)
	}
	return said
}

func TestNothingIsAppendedForTheZeroEntry(t *testing.T) {
	added, head, err := Entry{}.Append(3, nil)
	if added != nil || head != nil || err != nil {
		t.Errorf("Append = %v, %q, %v, want nothing", added, head, err)
	}
}

func TestAppendRefuses(t *testing.T) {
	key, data := made(t, 1), record(t, 0)
	for _, tt := range []struct {
		name   string
		entry  Entry
		size   int64
		stored hashes
		want   string
	}{
		{"no key", Entry{Record: data}, 0, nil, "no key"},
		{"a negative size", Entry{data, key}, -1, nil, "-1 records"},
		{"a huge size", Entry{data, key}, 1<<63 - 1, nil, "no log has"},
		{"hashes that are missing", Entry{data, key}, 6, make(hashes, 4), "no hash"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, err := tt.entry.Append(tt.size, tt.stored); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestAppendLeavesTheReadersHashesAlone(t *testing.T) {
	key := made(t, 1)
	l, _ := logOf(t, 3, key)
	kept := slices.Clone(l.Hashes)
	reader := tlog.HashReaderFunc(func(places []int64) ([]tlog.Hash, error) {
		if len(places) == 0 {
			return nil, nil
		}
		return kept[places[0]:][:len(places)], nil
	})
	if _, _, err := (Entry{record(t, 9), key}).Append(2, reader); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.Hashes, kept); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The roots are those of the test vectors of RFC 6962 as given by the implementations
// of Certificate Transparency: the leaves are these eight.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	leaves := []string{"", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43", "\x50\x51\x52\x53\x54\x55\x56\x57", "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"}
	key := made(t, 1)
	var l Log
	var roots []string
	for _, leaf := range leaves {
		head, err := OpenCheckpoint(push(t, &l, []byte(leaf), key), key.Verifier())
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, fmt.Sprintf("%x", head.Root[:4]))
	}
	want := []string{"6e340b9c", "fac54203", "aeb6bcfe", "d37ee418", "4e3bbb1f", "76e67dad", "ddb89be4", "5dc9da79"}
	if diff := cmp.Diff(want, roots); diff != "" {
		t.Errorf("roots (-want +got)\n%s", diff)
	}
}

func TestAWholeLogIsFoundWhole(t *testing.T) {
	key := made(t, 1)
	for size := int64(1); size <= 20; size++ {
		l, heads := logOf(t, size, key)
		want := []dossier.Check{
			{Of: dossier.OfTree, State: dossier.OK, Detail: count(size, "record")},
			{Of: dossier.OfSignature, State: dossier.OK, Detail: "signed by leakprint/0000000000000001"},
		}
		for _, outside := range []string{"", key.Verifier(), key.Verifier() + "\n"} {
			if diff := cmp.Diff(want, l.Check(outside)); diff != "" {
				t.Errorf("%d records (-want +got)\n%s", size, diff)
			}
		}
		for i, head := range heads {
			if got := l.Against(head, ""); got.State != dossier.OK {
				t.Errorf("%d records against the head of %d: %s, %s", size, i+1, got.Rule(), got.Detail)
			}
		}
	}
}

func TestAnEmptyLogIsFoundWhole(t *testing.T) {
	want := []dossier.Check{{Of: dossier.OfTree, State: dossier.OK, Detail: "no records"}}
	if diff := cmp.Diff(want, Log{}.Check("")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// flip changes one bit of a hash that is stored.
func flip(l *Log, level int, n int64) { l.Hashes[tlog.StoredHashIndex(level, n)][7] ^= 1 }

// regrow makes the hashes anew of the records as they are.
func regrow(l *Log) {
	var leaves []tlog.Hash
	for _, r := range l.Records {
		leaves = append(leaves, tlog.RecordHash(r.Data))
	}
	l.Hashes = grow(leaves)
}

func TestTamperingIsFoundAndNamed(t *testing.T) {
	key, other := made(t, 1), made(t, 2)
	alter := func(l *Log, n int) {
		l.Records[n].Data = bytes.Replace(l.Records[n].Data, []byte("no."), []byte("No."), 1)
	}
	for _, tt := range []struct {
		name   string
		tamper func(l *Log)
		key    string
		want   []string // problems
		detail string   // of one of them
	}{
		{name: "a byte of a record", tamper: func(l *Log) { l.Records[4].Data[9] ^= 1 }, want: []string{"record-changed 4"}},
		{name: "a byte of the last record", tamper: func(l *Log) { l.Records[10].Data[9] ^= 1 }, want: []string{"record-changed 10"}},
		{name: "two records", tamper: func(l *Log) { alter(l, 8); alter(l, 3) }, want: []string{"record-changed 3", "record-changed 8"}},
		{name: "two records swapped", tamper: func(l *Log) { l.Records[1].Data, l.Records[2].Data = l.Records[2].Data, l.Records[1].Data }, want: []string{"record-changed 1", "record-changed 2"}},
		{name: "a record emptied", tamper: func(l *Log) { l.Records[5].Data = nil }, want: []string{"record-changed 5"}},
		{name: "a record is missing", tamper: func(l *Log) { l.Records = slices.Delete(l.Records, 4, 5) }, want: []string{"record-missing 4"}},
		{name: "the first record is missing", tamper: func(l *Log) { l.Records = l.Records[1:] }, want: []string{"record-missing 0"}},
		{name: "the last records are missing", tamper: func(l *Log) { l.Records = l.Records[:8] }, want: []string{"record-missing 8", "record-missing 9", "record-missing 10"}},
		{name: "all records are missing", tamper: func(l *Log) { l.Records = nil },
			want: []string{"record-missing 0", "record-missing 1", "record-missing 2", "record-missing 3", "record-missing 4", "record-missing 5", "record-missing 6", "record-missing 7", "record-missing 8", "record-missing 9", "record-missing 10"}},
		{name: "a record is missing, another changed", tamper: func(l *Log) { alter(l, 6); l.Records = slices.Delete(l.Records, 7, 8) }, want: []string{"record-changed 6", "record-missing 7"}},
		{name: "rolled back, the head left", tamper: func(l *Log) { l.Records, l.Hashes = l.Records[:10], l.Hashes[:tlog.StoredHashCount(10)] },
			want: []string{"record-missing 10", "tree-damaged"}, detail: "18 hashes are stored, 11 records have 19"},
		{name: "a record too many", tamper: func(l *Log) { l.Records = append(l.Records, LogRecord{11, record(t, 11)}) }, want: []string{"record-new 11"}},
		{name: "a record twice", tamper: func(l *Log) { l.Records = slices.Insert(l.Records, 4, l.Records[4]) }, want: []string{"record-new 4"}},
		{name: "a negative number", tamper: func(l *Log) { l.Records = append(l.Records, LogRecord{-7, nil}) }, want: []string{"record-new -7"}},
		{name: "the greatest number", tamper: func(l *Log) { l.Records[10].Number = 1<<63 - 1 }, want: []string{"record-missing 10", "record-new 9223372036854775807"}},
		{name: "a record too many, with its hashes", tamper: func(l *Log) { head := l.Head; push(t, l, record(t, 11), key); l.Head = head },
			want: []string{"record-new 11", "tree-damaged"}, detail: "22 hashes are stored, 11 records have 19"},
		{name: "the hash of a record", tamper: func(l *Log) { flip(l, 0, 5) }, want: []string{"tree-damaged"}, detail: "the stored hash of record 5 was changed"},
		{name: "the hash of the last record", tamper: func(l *Log) { flip(l, 0, 10) }, want: []string{"tree-damaged"}, detail: "the stored hash of record 10 was changed"},
		{name: "a hash of four records", tamper: func(l *Log) { flip(l, 2, 1) }, want: []string{"tree-damaged"}, detail: "the stored hash of records 4 to 7 was changed"},
		{name: "a hash at the edge", tamper: func(l *Log) { flip(l, 3, 0) }, want: []string{"tree-damaged"}, detail: "the stored hash of records 0 to 7 was changed"},
		{name: "a record and a hash far from it", tamper: func(l *Log) { alter(l, 1); flip(l, 1, 4) }, want: []string{"record-changed 1", "tree-damaged"}, detail: "the stored hash of records 8 to 9 was changed"},
		{name: "a record and its neighbour's hash", tamper: func(l *Log) { alter(l, 6); flip(l, 0, 7) }, want: []string{"record-changed 6", "tree-damaged"}, detail: "the stored hash of record 7 was changed"},
		{name: "a record and its hash", tamper: func(l *Log) { alter(l, 6); l.Hashes[tlog.StoredHashIndex(0, 6)] = tlog.RecordHash(l.Records[6].Data) },
			want: []string{"tree-damaged"}, detail: "neither the records nor the hashes beneath match the stored hash of records 6 to 7"},
		{name: "a record and all hashes", tamper: func(l *Log) { alter(l, 6); regrow(l) }, want: []string{"tree-damaged"},
			detail: "neither the records nor the hashes beneath match the signed head of 11 records"},
		{name: "the last hash is missing", tamper: func(l *Log) { l.Hashes = l.Hashes[:18] }, want: []string{"tree-damaged"}, detail: "18 hashes are stored, 11 records have 19"},
		{name: "all hashes are missing", tamper: func(l *Log) { l.Hashes = nil }, want: []string{"tree-damaged"}, detail: "0 hashes are stored"},
		{name: "hashes too many", tamper: func(l *Log) { l.Hashes = append(l.Hashes, tlog.Hash{}) }, want: []string{"tree-damaged"}, detail: "20 hashes are stored"},
		{name: "a byte of the head", tamper: func(l *Log) { l.Head[30] ^= 1 }, want: []string{"signature-invalid"}},
		{name: "the head's size", tamper: func(l *Log) { l.Head = bytes.Replace(l.Head, []byte("\n11\n"), []byte("\n10\n"), 1) }, want: []string{"signature-invalid"}, detail: "does not match what is signed"},
		{name: "the signature", tamper: func(l *Log) { l.Head[len(l.Head)-6] ^= 1 }, want: []string{"signature-invalid"}},
		{name: "the head, and a record", tamper: func(l *Log) { l.Head[30] ^= 1; alter(l, 2) }, want: []string{"record-changed 2", "signature-invalid"}},
		{name: "the head, and a hash", tamper: func(l *Log) { l.Head[30] ^= 1; flip(l, 0, 2) }, want: []string{"tree-damaged", "signature-invalid"}, detail: "the stored hash of record 2 was changed"},
		{name: "no head", tamper: func(l *Log) { l.Head = nil }, want: []string{"signature-missing"}, detail: "the log has no signed head"},
		{name: "no public key", tamper: func(l *Log) { l.Verifier = "" }, want: []string{"signature-missing"}, detail: "the log has no public key"},
		{name: "no public key, one given", tamper: func(l *Log) { l.Verifier = "" }, key: key.Verifier(), want: []string{"signature-missing"}},
		{name: "records alone", tamper: func(l *Log) { l.Head, l.Hashes, l.Verifier = nil, nil, "" }, want: []string{"tree-damaged", "signature-missing", "signature-missing"}},
		{name: "a public key that is none", tamper: func(l *Log) { l.Verifier = "leakprint" }, want: []string{"signature-invalid"}, detail: "public key: malformed verifier id"},
		{name: "another public key in the log", tamper: func(l *Log) { l.Verifier = other.Verifier() }, key: key.Verifier(), want: []string{"signature-invalid"}, detail: "is not the one given"},
		{name: "another key made the log", tamper: func(l *Log) { *l, _ = logOf(t, 11, other) }, key: key.Verifier(), want: []string{"signature-invalid"}, detail: "signed by leakprint/0000000000000002"},
		{name: "the head of an older log", tamper: func(l *Log) { older, _ := logOf(t, 8, key); l.Head = older.Head },
			want: []string{"record-new 8", "record-new 9", "record-new 10", "tree-damaged"}, detail: "19 hashes are stored, 8 records have 15"},
		{name: "a record that says nothing", tamper: func(l *Log) { push(t, l, []byte("{}"), key) }, want: []string{"record-damaged 11"}, detail: "schema"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := logOf(t, 11, key)
			tt.tamper(&l)
			checks := l.Check(tt.key)
			problems := dossier.Audit{Checks: checks}.Problems()
			if diff := cmp.Diff(tt.want, told(problems)); diff != "" {
				t.Errorf("problems (-want +got)\n%s", diff)
			}
			if !slices.ContainsFunc(problems, func(c dossier.Check) bool { return strings.Contains(c.Detail, tt.detail) }) {
				t.Errorf("none of %+v says %q", problems, tt.detail)
			}
		})
	}
}

// Whatever byte of whatever is stored is changed, it is found.
func TestEveryByteIsWatched(t *testing.T) {
	key := made(t, 1)
	l, _ := logOf(t, 5, key)
	find := func(what string, at int) {
		if len(dossier.Audit{Checks: l.Check("")}.Problems()) == 0 {
			t.Errorf("byte %d of %s was changed unnoticed", at, what)
		}
	}
	for i := range l.Hashes {
		for j := range l.Hashes[i] {
			l.Hashes[i][j] ^= 0x20
			find(fmt.Sprint("hash ", i), j)
			l.Hashes[i][j] ^= 0x20
		}
	}
	for what, data := range map[string][]byte{"record 0": l.Records[0].Data, "record 4": l.Records[4].Data, "the head": l.Head} {
		for j := range data {
			data[j] ^= 1
			find(what, j)
			data[j] ^= 1
		}
	}
}

func TestAHugeHeadIsNotCounted(t *testing.T) {
	key := made(t, 1)
	l, _ := logOf(t, 3, key)
	head, err := key.sign(maxInteger, tlog.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	l.Head = head
	l.Records[1].Data = record(t, 100)
	l.Records = append(l.Records, LogRecord{Number: 1 << 40, Data: record(t, 3)})
	problems := dossier.Audit{Checks: l.Check("")}.Problems()
	if want := 1 + mostMissing + 2; len(problems) != want {
		t.Fatalf("%d problems, want %d", len(problems), want)
	}
	if got, want := told(problems[:2]), []string{"record-changed 1", "record-missing 3"}; !slices.Equal(got, want) {
		t.Errorf("problems begin with %q, want %q", got, want)
	}
	if got, want := problems[len(problems)-2].Detail, "9007199254740987 records are missing; the first 1000 are named"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := l.Against(head, "").Rule(), "checkpoint-rewritten"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAgainst(t *testing.T) {
	key, other := made(t, 1), made(t, 2)
	full, heads := logOf(t, 9, key)
	short, _ := logOf(t, 5, key)
	regrown, _ := logOf(t, 5, key)
	for n := int64(5); n < 12; n++ {
		push(t, &regrown, record(t, n+100), key)
	}
	changed, _ := logOf(t, 9, key)
	changed.Records[2].Data = record(t, 77)
	gap, _ := logOf(t, 9, key)
	gap.Records = slices.Delete(gap.Records, 2, 3)
	foreign, foreignHeads := logOf(t, 9, other)
	nothing, err := key.sign(0, tlog.Hash{1})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name       string
		log        Log
		checkpoint []byte
		key        string
		want       string
		detail     string
	}{
		{"its newest head", full, heads[8], "", "checkpoint-ok", "its 9 records"},
		{"an older head", full, heads[3], "", "checkpoint-ok", "its 4 records"},
		{"the key given", full, heads[0], key.Verifier(), "checkpoint-ok", "its 1 record"},
		{"rolled back", short, heads[8], "", "checkpoint-rewritten", "it holds 5 records, the checkpoint 9"},
		{"rolled back and regrown", regrown, heads[8], "", "checkpoint-rewritten", "its first 9 records are not those of the checkpoint"},
		{"regrown after the checkpoint", regrown, heads[4], "", "checkpoint-ok", "its 5 records"},
		{"a record changed, hashes left", changed, heads[8], "", "checkpoint-rewritten", "rewritten"},
		{"a record changed after the checkpoint", changed, heads[1], "", "checkpoint-ok", "its 2 records"},
		{"a record missing", gap, heads[8], "", "checkpoint-rewritten", "record 2 of the checkpoint's 9 is missing"},
		{"no records left", Log{}, heads[8], key.Verifier(), "checkpoint-rewritten", "it holds 0 records"},
		{"no log and no key", Log{}, heads[8], "", "checkpoint-invalid", "no public key"},
		{"another log's", full, foreignHeads[8], "", "checkpoint-invalid", "signed by leakprint/0000000000000002"},
		{"the same records, signed by another key", foreign, heads[8], key.Verifier(), "checkpoint-ok", ""},
		{"altered", full, bytes.Replace(heads[8], []byte("\n9\n"), []byte("\n8\n"), 1), "", "checkpoint-invalid", "does not match"},
		{"not a checkpoint", full, []byte("hello"), "", "checkpoint-invalid", "not a checkpoint"},
		{"empty", full, nil, "", "checkpoint-invalid", "not a checkpoint"},
		{"a false root of nothing", full, nothing, "", "checkpoint-rewritten", "first 0 records"},
		{"a key that is none", full, heads[8], "key", "checkpoint-invalid", "public key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.log.Against(tt.checkpoint, tt.key)
			if got.Rule() != tt.want || !strings.Contains(got.Detail, tt.detail) {
				t.Errorf("%s: %s, want %s with %q", got.Rule(), got.Detail, tt.want, tt.detail)
			}
		})
	}
}

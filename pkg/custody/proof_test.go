package custody

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// carried returns the proof as it is after it was written, with indents, and read.
func carried(t testing.TB, p Proof) Proof {
	t.Helper()
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	var read Proof
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestEveryRecordIsProvenByEveryHead(t *testing.T) {
	key := made(t, 1)
	l, heads := logOf(t, 20, key)
	for i, head := range heads {
		for n := range int64(i + 1) {
			proof, err := l.Prove([]int64{n}, head)
			if err != nil {
				t.Fatal(err)
			}
			checks, err := carried(t, proof).Check(key.Verifier(), head)
			if err != nil {
				t.Fatal(err)
			}
			if problems := (dossier.Audit{Checks: checks}).Problems(); len(problems) > 0 || len(checks) != 3 {
				t.Errorf("record %d by the head of %d: %+v", n, i+1, checks)
			}
		}
	}
}

func TestAProofByTheNewestHead(t *testing.T) {
	key := made(t, 1)
	l, _ := logOf(t, 6, key)
	proof, err := l.Prove([]int64{4, 1, 4}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if proof.Checkpoint != string(l.Head) || proof.Key != key.Verifier() || proof.Schema != "leakprint/proof/1" {
		t.Errorf("proof %+v is not by the log's key and newest head", proof)
	}
	checks, err := carried(t, proof).Check("", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"record-ok 1", "record-ok 4", "signature-ok"}
	if diff := cmp.Diff(want, told(checks)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, r := range carried(t, proof).Records {
		if r.Number == 1 && !strings.Contains(string(r.Record), "no. 1") {
			t.Errorf("record 1 is %s", r.Record)
		}
	}
}

func TestProofsHaveOneForm(t *testing.T) {
	l, _ := logOf(t, 3, made(t, 1))
	proof, err := l.Prove([]int64{1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	good := string(written)
	read, err := ParseProof(written)
	if diff := cmp.Diff(carried(t, proof), read); err != nil || diff != "" {
		t.Fatalf("%v, %s", err, diff)
	}
	for name, data := range map[string]string{
		"records twice":                      strings.Replace(good, `"records"`, `"records": [], "records"`, 1),
		"records twice, in other letters":    strings.Replace(good, `"records"`, `"Records": [], "records"`, 1),
		"a key in other letters":             strings.Replace(good, `"records"`, `"RECORDS"`, 1),
		"a key of a record twice":            strings.Replace(good, `"event"`, `"event": "x", "event"`, 1),
		"a number of a record twice":         strings.Replace(good, `"number"`, `"number": 7, "number"`, 1),
		"a key that proofs do not have":      strings.Replace(good, `"key"`, `"note": "a", "key"`, 1),
		"something after it":                 good + "{}",
		"nested more deeply than any memory": strings.Repeat("[", 1<<20),
		"cut short":                          good[:len(good)-3],
	} {
		if data == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := ParseProof([]byte(data)); err == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestProveRefuses(t *testing.T) {
	key, other := made(t, 1), made(t, 2)
	l, _ := logOf(t, 6, key)
	longer, heads := logOf(t, 9, key)
	push(t, &longer, []byte("{}"), key)
	_, foreign := logOf(t, 6, other)
	changed, _ := logOf(t, 6, key)
	changed.Records[5].Data = record(t, 50)
	for _, tt := range []struct {
		name       string
		log        Log
		number     int64
		checkpoint []byte
		want       string
		is         error // nil for others
	}{
		{"a record that is not there", l, 6, nil, "record 6 is not among the 6 records", ErrOldCheckpoint},
		{"a negative number", l, -1, nil, "record -1", ErrOldCheckpoint},
		{"a record after the checkpoint", l, 3, heads[2], "record 3 is not among the 3 records", ErrOldCheckpoint},
		{"a checkpoint of a longer log", l, 0, heads[8], "rolled back", ErrLogChanged},
		{"a checkpoint of another log", l, 0, foreign[5], "signed by", ErrOtherCheckpoint},
		{"an empty checkpoint", l, 0, []byte{}, "not a checkpoint", ErrOtherCheckpoint},
		{"a log that was changed", changed, 0, nil, "rewritten", ErrLogChanged},
		{"a record that says nothing", longer, 9, nil, "schema", nil},
		{"an empty log", Log{}, 0, nil, "public key", ErrLogChanged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			proof, err := tt.log.Prove([]int64{tt.number}, tt.checkpoint)
			if _, ok := errors.AsType[*dossier.Error](err); !ok || !strings.Contains(err.Error(), tt.want) || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("Prove = %+v, %v, want a dossier.Error with %q", proof, err, tt.want)
			}
		})
	}
	if proof, err := l.Prove(nil, nil); err == nil {
		t.Errorf("a proof of no records: %+v", proof)
	}
}

func TestAFalseProofIsFoundOut(t *testing.T) {
	key, other := made(t, 1), made(t, 2)
	l, heads := logOf(t, 11, key)
	longer, _ := logOf(t, 12, key)
	fork, _ := logOf(t, 10, key)
	push(t, &fork, record(t, 99), key)
	foreign, _ := logOf(t, 11, other)
	sound := []string{"record-ok 3", "record-ok 10", "signature-ok"}
	unsigned := []string{"record-invalid 3", "record-invalid 10", "signature-invalid"}
	for _, tt := range []struct {
		name    string
		falsify func(p *Proof)
		key     string
		against []byte
		want    []string
		detail  string
	}{
		{name: "nothing", want: sound},
		{name: "the key given", key: key.Verifier() + "\n", want: sound},
		{name: "the head given", against: l.Head, want: append(slices.Clone(sound), "checkpoint-ok")},
		{name: "a record", falsify: func(p *Proof) { p.Records[0].Record = record(t, 4) }, want: []string{"record-invalid 3", "record-ok 10", "signature-ok"}, detail: "not record 3 of the 11"},
		{name: "a number", falsify: func(p *Proof) { p.Records[0].Number = 2 }, want: []string{"record-invalid 2", "record-ok 10", "signature-ok"}},
		{name: "a number beyond", falsify: func(p *Proof) { p.Records[0].Number = 1 << 62 }, want: []string{"record-invalid 4611686018427387904", "record-ok 10", "signature-ok"}},
		{name: "a negative number", falsify: func(p *Proof) { p.Records[0].Number = -3 }, want: []string{"record-invalid -3", "record-ok 10", "signature-ok"}},
		{name: "a hash of the path", falsify: func(p *Proof) { p.Records[1].Path[0] = p.Records[0].Path[0] }, want: []string{"record-ok 3", "record-invalid 10", "signature-ok"}},
		{name: "a path that is none", falsify: func(p *Proof) { p.Records[1].Path[0] = "hello" }, want: []string{"record-ok 3", "record-invalid 10", "signature-ok"}, detail: `"hello" is not a hash`},
		{name: "a path too short", falsify: func(p *Proof) { p.Records[1].Path = nil }, want: []string{"record-ok 3", "record-invalid 10", "signature-ok"}},
		{name: "a path too long", falsify: func(p *Proof) { p.Records[1].Path = append(p.Records[1].Path, p.Records[0].Path...) }, want: []string{"record-ok 3", "record-invalid 10", "signature-ok"}},
		{name: "no record", falsify: func(p *Proof) { p.Records[0].Record = nil }, want: []string{"record-invalid 3", "record-ok 10", "signature-ok"}},
		{name: "a field twice", falsify: func(p *Proof) {
			p.Records[0].Record = []byte(strings.Replace(string(p.Records[0].Record), "{", `{"clock":"system",`, 1))
		}, want: []string{"record-invalid 3", "record-ok 10", "signature-ok"}, detail: "Duplicate"},
		{name: "the head's size", falsify: func(p *Proof) { p.Checkpoint = strings.Replace(p.Checkpoint, "\n11\n", "\n12\n", 1) }, want: unsigned, detail: "does not match"},
		{name: "no head", falsify: func(p *Proof) { p.Checkpoint = "" }, want: unsigned, detail: "not a checkpoint"},
		{name: "no head, one given", falsify: func(p *Proof) { p.Checkpoint = "" }, against: l.Head, want: append(slices.Clone(unsigned), "checkpoint-invalid")},
		{name: "another head", falsify: func(p *Proof) { p.Checkpoint = string(heads[9]) }, want: []string{"record-invalid 3", "record-invalid 10", "signature-ok"}},
		{name: "another key in the proof", falsify: func(p *Proof) { p.Key = other.Verifier() }, want: unsigned, detail: "signed by leakprint/0000000000000001"},
		{name: "another key given", key: other.Verifier(), want: []string{"record-ok 3", "record-ok 10", "signature-invalid"}, detail: "not by the key given"},
		{name: "made whole by another", falsify: func(p *Proof) { *p, _ = foreign.Prove([]int64{3, 10}, nil) }, key: key.Verifier(), want: []string{"record-ok 3", "record-ok 10", "signature-invalid"}},
		{name: "a newer head given", against: longer.Head, want: append(slices.Clone(sound), "checkpoint-invalid"), detail: "of 11 records: it has 12"},
		{name: "a fork's head given", against: fork.Head, want: append(slices.Clone(sound), "checkpoint-rewritten"), detail: "heads of one log with 11 records"},
		{name: "another log's key and head given", key: other.Verifier(), against: foreign.Head, want: []string{"record-ok 3", "record-ok 10", "signature-invalid", "checkpoint-invalid"}, detail: "the proof is of leakprint/0000000000000001"},
		{name: "another log's head given", against: foreign.Head, want: append(slices.Clone(sound), "checkpoint-invalid")},
		{name: "an empty head given", against: []byte{}, want: append(slices.Clone(sound), "checkpoint-invalid")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			proof, err := l.Prove([]int64{3, 10}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.falsify != nil {
				tt.falsify(&proof)
			}
			checks, err := proof.Check(tt.key, tt.against)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told(checks)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !slices.ContainsFunc(checks, func(c dossier.Check) bool { return strings.Contains(c.Detail, tt.detail) }) {
				t.Errorf("none of %+v says %q", checks, tt.detail)
			}
		})
	}
}

func TestWhatIsNoProof(t *testing.T) {
	l, _ := logOf(t, 2, made(t, 1))
	proof, err := l.Prove([]int64{0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	other, empty := proof, proof
	other.Schema, empty.Records = "leakprint/proof/2", nil
	for _, p := range []Proof{{}, other, empty} {
		if checks, err := p.Check("", nil); err == nil {
			t.Errorf("%+v was checked: %+v", p, checks)
		}
	}
}

// A proof of a few bytes for each value could take a hundred times its size.
func TestProofOfTooManyValues(t *testing.T) {
	data := `{"schema":"leakprint/proof/1","records":[{"record":[` + strings.Repeat("0,", maxProofValues) + `0]}]}`
	if _, err := ParseProof([]byte(data)); !errors.Is(err, dossier.ErrTooMuchJSON) {
		t.Errorf("error %v", err)
	}
}

func FuzzProofCheck(f *testing.F) {
	l, heads := logOf(f, 5, made(f, 1))
	for n := range int64(5) {
		proof, err := l.Prove([]int64{n}, nil)
		if err != nil {
			f.Fatal(err)
		}
		data, err := json.Marshal(proof)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"schema":"leakprint/proof/1","records":[{"number":-1,"record":{},"path":[""]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParseProof(data)
		if err != nil {
			return
		}
		checks, err := p.Check(l.Verifier, heads[4])
		if err != nil || len((dossier.Audit{Checks: checks}).Problems()) > 0 {
			return
		}
		for _, r := range p.Records {
			if proof, err := l.Prove([]int64{r.Number}, nil); err != nil || len(proof.Records) != 1 {
				t.Errorf("a proof of what is not in the log: %s", data)
			}
		}
	})
}

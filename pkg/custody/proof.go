package custody

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gowebpki/jcs"
	"github.com/leakprint/leakprint/pkg/dossier"
	"golang.org/x/mod/sumdb/tlog"
)

// ProofSchema names the JSON form of a Proof.
const ProofSchema = "leakprint/proof/1"

// A Proof shows that records are in the log that a checkpoint was signed of. To check it
// takes nothing else except the public key, to know whose log it is.
type Proof struct {
	Schema     string         `json:"schema"`
	Key        string         `json:"key"`        // public key in note's form
	Checkpoint string         `json:"checkpoint"` // signed
	Records    []ProvenRecord `json:"records"`    // by number
}

// A ProvenRecord is a record and its audit path (RFC 6962, section 2.1.1).
type ProvenRecord struct {
	Number int64           `json:"number"`
	Record json.RawMessage `json:"record"`
	Path   []string        `json:"path"` // hashes in base64, from the record upwards
}

// maxProofValues is how many JSON values a proof may have: those of thousands of records. Each takes
// some 200 bytes while it is brought into canonical form.
const maxProofValues = 300_000

// ParseProof reads a proof as JSON. It returns an error unless every byte of data that matters is
// part of the proof: no key twice, by which others may read another proof, no key that proofs do
// not have or in other letters, and nothing after it.
func ParseProof(data []byte) (Proof, error) {
	if err := dossier.CheckJSON(data, maxProofValues, maxProofValues); err != nil {
		return Proof{}, fmt.Errorf("not a proof: %w", err)
	}
	var p Proof
	if err := json.Unmarshal(data, &p); err != nil { // which bounds how deeply it is nested
		return Proof{}, fmt.Errorf("this is not a proof: %w", err)
	}
	if err := p.isOne(); err != nil {
		return Proof{}, err
	}
	read, err := json.Marshal(p)
	if err != nil {
		return Proof{}, err
	}
	want, err := jcs.Transform(data)
	if err != nil {
		return Proof{}, fmt.Errorf("not a proof: %w", err)
	}
	if got, err := jcs.Transform(read); err != nil || !bytes.Equal(got, want) {
		return Proof{}, errors.New("not a proof: it holds more than one does, or a key in other letters")
	}
	return p, nil
}

// Reasons that an error of Prove wraps, for callers to tell apart.
var (
	ErrOtherCheckpoint = errors.New("the checkpoint given is not of this log")
	ErrOldCheckpoint   = errors.New("the checkpoint was taken before the record")
	ErrLogChanged      = errors.New("the log does not continue its head, or the checkpoint given")
)

// Prove makes a proof of records by number against a checkpoint taken of the log earlier,
// or its newest head if nil. It returns a *dossier.Error wrapping ErrOtherCheckpoint if the
// checkpoint is not of this log, ErrLogChanged if the log does not continue it, or
// ErrOldCheckpoint if a record is not in it.
func (l Log) Prove(numbers []int64, checkpoint []byte) (Proof, error) {
	refuse := func(err error) (Proof, error) {
		return Proof{}, &dossier.Error{Op: "prove records", Err: err}
	}
	unlike := ErrOtherCheckpoint
	if checkpoint == nil {
		checkpoint, unlike = l.Head, ErrLogChanged
	}
	head, err := OpenCheckpoint(checkpoint, l.Verifier)
	if err != nil {
		return refuse(dossier.WithReason(err, unlike))
	}
	if err := l.continues(head); err != nil {
		return refuse(dossier.WithReason(err, ErrLogChanged))
	}
	if len(numbers) == 0 {
		return refuse(errors.New("no records are named"))
	}
	proof := Proof{Schema: ProofSchema, Key: l.Verifier, Checkpoint: string(checkpoint), Records: []ProvenRecord{}}
	tree := grow(l.beginning(head.Size))
	for _, n := range slices.Compact(slices.Sorted(slices.Values(numbers))) {
		path, err := tlog.ProveRecord(head.Size, n, tree)
		if err != nil {
			err := fmt.Errorf("record %d is not among the %s of the checkpoint", n, count(head.Size, "record"))
			return refuse(dossier.WithReason(err, ErrOldCheckpoint))
		}
		data := l.Records[n].Data
		if _, err := ParseRecord(data); err != nil {
			return refuse(fmt.Errorf("record %d: %w", n, err))
		}
		proven := ProvenRecord{Number: n, Record: data, Path: []string{}}
		for _, hash := range path {
			proven.Path = append(proven.Path, hash.String())
		}
		proof.Records = append(proof.Records, proven)
	}
	return proof, nil
}

// Check verifies the proof by itself: that each record is well-formed and in the tree of
// the checkpoint, and that the checkpoint is signed by key, which must be the proof's own.
// If key is "" the proof's own is used, which shows only that the proof is consistent:
// whose key it is, others have to say. If against is not nil, it is a checkpoint from
// elsewhere that must be the same head. White space within a record does not matter. Check
// returns an error if p is not a proof at all.
func (p Proof) Check(key string, against []byte) ([]dossier.Check, error) {
	if err := p.isOne(); err != nil {
		return nil, err
	}
	key = strings.TrimSpace(key)
	head, err := OpenCheckpoint([]byte(p.Checkpoint), p.Key)

	var checks []dossier.Check
	for _, r := range p.Records {
		check := dossier.Check{Of: dossier.OfRecord, State: dossier.OK, Record: &r.Number}
		if err != nil {
			check.State, check.Detail = dossier.Invalid, "no signed head vouches for it"
		} else if err := r.in(head); err != nil {
			check.State, check.Detail = dossier.Invalid, err.Error()
		}
		checks = append(checks, check)
	}
	signature := dossier.Check{Of: dossier.OfSignature, State: dossier.Invalid}
	switch {
	case err != nil:
		signature.Detail = err.Error()
	case key != "" && key != p.Key:
		signature.Detail = fmt.Sprintf("signed by %s, not by the key given", p.Key)
	default:
		signature.State, signature.Detail = dossier.OK, "signed by "+head.Origin
	}
	checks = append(checks, signature)
	if against != nil {
		checks = append(checks, head.same(against, cmp.Or(key, p.Key)))
	}
	return checks, nil
}

// isOne returns an error unless p is a proof, true or false.
func (p Proof) isOne() error {
	if p.Schema != ProofSchema {
		return fmt.Errorf("not a proof: its schema is %q, not %q", p.Schema, ProofSchema)
	}
	if len(p.Records) == 0 {
		return errors.New("not a proof: it has no records")
	}
	return nil
}

// in returns an error unless the record is in the tree that the checkpoint was taken of.
func (r ProvenRecord) in(head Checkpoint) error {
	canonical, err := jcs.Transform(r.Record)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if _, err := ParseRecord(canonical); err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, text := range r.Path {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return fmt.Errorf("path: %q is not a hash", text)
		}
		path = append(path, hash)
	}
	if tlog.CheckRecord(path, head.Size, head.Root, r.Number, tlog.RecordHash(canonical)) != nil {
		return fmt.Errorf("it is not record %d of the %d in the checkpoint's tree", r.Number, head.Size)
	}
	return nil
}

// same checks that a signed checkpoint from elsewhere is the head c; a zero c stands for no
// head.
func (c Checkpoint) same(signed []byte, verifier string) dossier.Check {
	check := dossier.Check{Of: dossier.OfCheckpoint, State: dossier.Invalid}
	other, err := OpenCheckpoint(signed, verifier)
	switch {
	case err != nil:
		check.Detail = err.Error()
	case c == Checkpoint{}:
		check.Detail = "the proof has no signed head to compare"
	case other == c:
		check.State, check.Detail = dossier.OK, "the proof is against this head"
	case other.Origin != c.Origin:
		check.Detail = fmt.Sprintf("of the log %s; the proof is of %s", other.Origin, c.Origin)
	case other.Size == c.Size:
		check.State, check.Detail = dossier.Rewritten, fmt.Sprintf("two different heads of one log with %s are signed", count(c.Size, "record"))
		check.Expected, check.Actual = other.Root.String(), c.Root.String()
	default:
		check.Detail = fmt.Sprintf("the proof is against another head, of %s: it has %d", count(c.Size, "record"), other.Size)
	}
	return check
}

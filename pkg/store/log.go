package store

import (
	"context"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/leakprint/leakprint/pkg/custody"
)

// Reasons why an entry is not appended to the log, wrapped by a *dossier.Error.
var (
	ErrLogDamaged = errors.New("the log is damaged")
	ErrOtherKey   = errors.New("signed with another key")
)

// A Log is the signed log of what was done with a corpus.
type Log interface {
	// Log returns the whole log, read at one moment and not checked: custody.Log.Check says
	// whether it is sound. A missing hash is zero.
	Log(ctx context.Context) (custody.Log, error)
	// Head returns the signed head of the log and the public key it is signed with; nil
	// and "" for a log without records.
	Head(ctx context.Context) (head []byte, verifier string, err error)
	// Root returns the root of the Merkle tree over the first size records. It computes that
	// from about as many stored hashes as size has binary digits. It returns an error
	// wrapping dossier.ErrNotFound if the log holds fewer records.
	Root(ctx context.Context, size int64) (tlog.Hash, error)
	// Record appends entries in order and changes nothing else.
	Record(ctx context.Context, entries ...custody.Entry) error
	// Begin is Record for a log without records. It returns an error wrapping
	// dossier.ErrExists, and changes nothing, if the log has any.
	Begin(ctx context.Context, entries ...custody.Entry) error
	// Renew is Record with another key, which signs the log from then on.
	Renew(ctx context.Context, entries ...custody.Entry) error
}

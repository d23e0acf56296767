package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// databaseFile holds everything in a corpus except originals, its log included.
const databaseFile = "corpus.db"

// keyFile holds the key that the heads of a corpus's log are signed with.
const keyFile = "signing.key"

// writeLog is the Op of errors when a record cannot be entered.
const writeLog = "write to the log"

// ReadKey reads a corpus's signing key. It returns a *dossier.Error wrapping ErrNoKey,
// ErrKeyUnread or, if the file holds no key, ErrOtherKey.
func ReadKey(dir string) (*custody.Key, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &dossier.Error{Op: writeLog, Path: path, Err: ErrNoKey}
	case err != nil:
		return nil, &dossier.Error{Op: writeLog, Path: path, Err: dossier.WithReason(err, ErrKeyUnread)}
	}
	key, err := custody.ParseKey(string(text))
	if err != nil {
		return nil, &dossier.Error{Op: writeLog, Path: path, Err: dossier.WithReason(err, ErrOtherKey)}
	}
	return key, nil
}

// ignored is the .gitignore line that keeps the key out of a repository.
const ignored = "/" + keyFile + "*\n"

// WriteKey writes a corpus's signing key, readable by its owner only. It returns an error
// wrapping fs.ErrExist, and changes nothing, if there is one already.
func WriteKey(dir string, key *custody.Key) error {
	if err := ignore(filepath.Join(dir, ".gitignore")); err != nil { // first, so that the key is never unprotected
		return err
	}
	return atomicfile.Create(filepath.Join(dir, keyFile), atomicfile.Options{Aside: keyFile + "-*", Durable: true}, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, key.Secret())
		return err
	})
}

// ignore adds the key to a .gitignore.
func ignore(path string) error {
	there, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if strings.Contains("\n"+string(there), "\n"+ignored) {
		return nil
	}
	if len(there) > 0 && there[len(there)-1] != '\n' {
		there = append(there, '\n')
	}
	return os.WriteFile(path, append(there, "# The key that signs this corpus's log is not for others.\n"+ignored...), 0o600)
}

// refuseLost returns an error wrapping ErrDatabaseGone if a corpus has a key but no
// database, which must have been lost: the database is made first. A new log under the same
// key would pass for the lost one.
func refuseLost(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, keyFile)); err != nil {
		return nil
	}
	what := ""
	switch info, err := os.Stat(filepath.Join(dir, databaseFile)); {
	case errors.Is(err, fs.ErrNotExist):
		what = "missing"
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		what = "empty"
	default:
		return nil
	}
	return &dossier.Error{Op: "open corpus", Path: dir, Err: fmt.Errorf("%w: %s is here, and %s is %s", ErrDatabaseGone, keyFile, databaseFile, what)}
}

// openLog reads the key that the log is written with and checks that the log continues the
// remembered head. If there is no log yet it makes a key, and enters documents that were
// added before corpora had logs.
func (c *Corpus) openLog(ctx context.Context) error {
	_, verifier, err := c.store.Head(ctx)
	if err != nil {
		return err
	}
	if verifier == "" {
		if err := c.beginLog(ctx); err != nil {
			return err
		}
		if _, verifier, err = c.store.Head(ctx); err != nil {
			return err
		}
	}
	if c.key, err = ReadKey(c.dir); err != nil {
		return err
	}
	if verifier != "" && verifier != c.key.Verifier() {
		return &dossier.Error{Op: writeLog, Path: filepath.Join(c.dir, keyFile), Err: ErrOtherKey}
	}
	head := c.remembered(ctx)
	if head.err != nil {
		c.tellOnce(head.err)
	}
	_, err = c.continues(ctx, head)
	return err
}

// restoreLog begins a new log after the records of a backup, if this machine remembers more of them.
func (c *Corpus) restoreLog(ctx context.Context) error {
	remembered := c.remembered(ctx)
	if remembered.err != nil {
		return remembered.err
	}
	_, err := c.continues(ctx, remembered)
	if err == nil {
		return &dossier.Error{Op: "restore corpus", Path: c.dir, Err: ErrNotRolledBack}
	}
	if !errors.Is(err, ErrRolledBack) {
		return err
	}
	head, err := custody.OpenCheckpoint(remembered.signed, remembered.verifier)
	if err != nil {
		return err
	}
	log, err := c.store.Log(ctx)
	if err != nil {
		return err
	}
	return c.renewLog(ctx, fmt.Sprintf("a backup was put back, which holds %d of the %s that this machine remembers, whose head is %s", len(log.Records), plural(head.Size), head.Root))
}

// renewLog deliberately begins a new log after the existing records. why begins what its first record
// says.
func (c *Corpus) renewLog(ctx context.Context, why string) (err error) {
	_, verifier, err := c.store.Head(ctx)
	if err != nil {
		return err
	}
	earlier, err := ReadKey(c.dir)
	if err != nil && !errors.Is(err, ErrNoKey) {
		return err
	}
	records := []custody.Record{c.begun(why, verifier, earlier)}
	if verifier == "" { // there may still be documents
		entered, err := c.enrolment(ctx)
		if err != nil {
			return err
		}
		records = append(records, entered...)
	}
	if c.key, err = custody.NewKey(); err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	entries, err := c.entries(records)
	if err != nil {
		return err
	}
	undo, err := c.replaceKey(earlier)
	if err != nil {
		return &dossier.Error{Op: OpKeepKey, Path: c.dir, Err: dossier.WithReason(err, ErrKeyInPlace)}
	}
	if err := c.store.Renew(ctx, entries...); err != nil {
		if verifier != "" { // otherwise the earlier key would start a second log
			err = errors.Join(err, undo())
		}
		return err
	}
	c.keyMade = true
	c.remember(ctx)
	return nil
}

// begun returns the record that begins a new log, for the reason why. It names the key that signed the log
// before: verifier, or the earlier key if no record of that log is left.
func (c *Corpus) begun(why, verifier string, earlier *custody.Key) custody.Record {
	r := c.record(custody.Begun, "init")
	r.Reason = why + "; "
	switch {
	case verifier != "":
		r.Reason += "the records before this one were signed by " + verifier
	case earlier != nil:
		r.Reason += "the one before it is not here, and was signed by " + earlier.Verifier()
	default:
		r.Reason += "there was none before it"
	}
	return r
}

// replaceKey writes the corpus's new key. The earlier one, if not nil, is kept beside it
// under the name of its log. undo reverts that.
func (c *Corpus) replaceKey(earlier *custody.Key) (undo func() error, err error) {
	path := filepath.Join(c.dir, keyFile)
	aside := path
	if earlier != nil {
		aside += "-" + earlier.ID()
		if err := os.Rename(path, aside); err != nil {
			return nil, err
		}
	}
	undo = func() error {
		if earlier == nil {
			return os.Remove(path)
		}
		return os.Rename(aside, path)
	}
	if err := WriteKey(c.dir, c.key); err != nil {
		if earlier != nil {
			err = errors.Join(err, undo())
		}
		return nil, err
	}
	return undo, nil
}

// beginLog makes the key of a corpus that has no record yet, and enters any documents that
// it already holds.
func (c *Corpus) beginLog(ctx context.Context) error {
	size, err := c.store.Size(ctx)
	if err != nil {
		return err
	}
	_, err = os.Lstat(filepath.Join(c.dir, keyFile))
	switch {
	case err == nil && size.Documents > 0:
		return c.mustHaveBegun(ctx)
	case err == nil:
		return nil
	}
	records, err := c.enrolment(ctx)
	if err != nil {
		return err
	}
	key, err := custody.NewKey()
	if err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	err = WriteKey(c.dir, key)
	if errors.Is(err, fs.ErrExist) { // another process is making the log
		return nil
	}
	if err != nil {
		return &dossier.Error{Op: OpKeepKey, Path: c.dir, Err: err}
	}
	c.keyMade, c.key = true, key
	if len(records) == 0 {
		return nil
	}
	entries, err := c.entries(records)
	if err == nil {
		err = c.store.Begin(ctx, entries...)
	}
	if err == nil {
		c.remember(ctx)
	}
	if err != nil && !errors.Is(err, dossier.ErrExists) {
		// A corpus with a key but no log would look like one whose log is gone.
		return errors.Join(err, os.Remove(filepath.Join(c.dir, keyFile)))
	}
	return nil
}

// mustHaveBegun waits for the log of a corpus that holds documents and a key, which another
// process may be making. If none appears it was deleted, and mustHaveBegun returns an error
// wrapping ErrLogGone: what is there now must not be vouched for.
func (c *Corpus) mustHaveBegun(ctx context.Context) error {
	for range 50 {
		if _, verifier, err := c.store.Head(ctx); err != nil || verifier != "" {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return &dossier.Error{Op: writeLog, Path: c.dir, Err: fmt.Errorf("%w: there are documents and a key, but no record", ErrLogGone)}
}

// record returns a record with the fields that every record has.
func (c *Corpus) record(event custody.Event, method string) custody.Record {
	return custody.Record{
		Schema: custody.RecordSchema, Event: event, Time: c.now().UTC().Truncate(time.Second), Clock: clockSource(),
		Operator: c.operator, Method: method, Tool: c.tool,
	}
}

// entry encodes a record for appending.
func (c *Corpus) entry(r custody.Record) (custody.Entry, error) {
	data, err := r.Canonical()
	return custody.Entry{Record: data, Key: c.key}, err
}

package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// keyFile holds the key that the heads of a corpus's log are signed with. The file
// .gitignore beside it keeps it out of a repository that holds the corpus.
const keyFile = "signing.key"

// ErrNoKey says that a corpus's signing key is not with it: it can be read and
// verified, and nothing can be added to its log.
var ErrNoKey = errors.New("the corpus's signing key is not here")

// ReadKey reads a corpus's signing key.
func ReadKey(dir string) (*custody.Key, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &dossier.Error{Op: "write to the log", Path: path, Err: ErrNoKey,
			Hint: "leakprint key import FILE puts it back from a backup"}
	case err != nil:
		return nil, &dossier.Error{Op: "write to the log", Path: path, Err: err, Hint: "check who may read the file"}
	}
	key, err := custody.ParseKey(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, &dossier.Error{Op: "write to the log", Path: path, Err: err,
			Hint: "leakprint key import FILE puts it back from a backup"}
	}
	return key, nil
}

// WriteKey keeps a corpus's signing key, for its owner's eyes only. One that is there
// already is left alone: fs.ErrExist.
func WriteKey(dir string, key *custody.Key) error {
	// Written aside and linked, so that the key is there wholly or not at all, and so
	// that of two processes one makes it.
	file, err := os.CreateTemp(dir, keyFile+"-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = fmt.Fprintln(file, key)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), filepath.Join(dir, keyFile)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("# The key that signs this corpus's log is not for others.\n/"+keyFile+"*\n"), 0o600)
}

// openLog finds the key that the log is written with, and makes it where there is no
// log yet. Documents that were added before corpora had logs are entered.
func (c *Corpus) openLog(ctx context.Context) error {
	log, err := c.store.Log(ctx)
	if err != nil {
		return err
	}
	if log.Verifier == "" {
		if err := c.mayBegin(ctx); err != nil {
			return err
		}
		key, err := custody.NewKey()
		if err != nil {
			return fmt.Errorf("make a signing key: %w", err)
		}
		err = WriteKey(c.dir, key)
		c.keyMade = err == nil
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return &dossier.Error{Op: "keep the signing key", Path: c.dir, Err: err, Hint: "choose another place with --corpus"}
		}
	}
	if c.key, err = ReadKey(c.dir); err != nil {
		return err
	}
	if log.Verifier != "" && log.Verifier != c.key.Verifier() {
		return &dossier.Error{Op: "write to the log", Path: filepath.Join(c.dir, keyFile), Err: errors.New("this is not the key that its log is signed with"),
			Hint: "leakprint key import FILE puts the right one back from a backup"}
	}
	if len(log.Records) > 0 {
		return nil
	}
	return c.enrol(ctx)
}

// mayBegin refuses to begin a log where there was one: whoever deletes it must not have
// what is there now vouched for.
func (c *Corpus) mayBegin(ctx context.Context) error {
	size, err := c.store.Size(ctx)
	if err != nil || size.Documents == 0 {
		return err
	}
	path := filepath.Join(c.dir, keyFile)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil // it is from before there were logs
	}
	return &dossier.Error{Op: "write to the log", Path: c.dir, Err: errors.New("its log is gone: there are documents and a key, but no record"),
		Hint: "restore corpus.db from a backup; if it was being brought up to date and that was cut short, delete " + keyFile + " and try again"}
}

// record begins a record of the log.
func (c *Corpus) record(event custody.Event, method string) custody.Record {
	return custody.Record{
		Schema: custody.RecordSchema, Event: event, Time: c.now().UTC().Truncate(time.Second), Clock: clockSource(),
		Operator: c.operator, Method: method, Tool: c.tool,
	}
}

// entry makes a record ready to be appended.
func (c *Corpus) entry(r custody.Record) (custody.Entry, error) {
	data, err := r.Canonical()
	return custody.Entry{Record: data, Key: c.key}, err
}

package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// heads are the newest signed heads of logs, remembered in a folder outside the corpora:
// one file per key, named by the SHA-256 of its public half, that holds the checkpoint.
// They show what nothing inside a corpus can: that its log was rolled back, or replaced by
// another one.
type heads struct {
	dir string // "" remembers nothing

	mu sync.Mutex
}

// path returns the file of the key's head; "" if no heads are remembered.
func (h *heads) path(verifier string) string {
	if h.dir == "" || verifier == "" {
		return ""
	}
	return filepath.Join(h.dir, dossier.Sum([]byte(verifier)).String())
}

// read returns the signed head of the key's log, unchecked; nil if none is remembered.
func (h *heads) read(verifier string) ([]byte, error) {
	path := h.path(verifier)
	if path == "" {
		return nil, nil
	}
	head, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, notRemembered(path, err)
	}
	return head, nil
}

// remember keeps a head unless a newer one of the same log is there, which another process
// may have written in the meantime.
func (h *heads) remember(head []byte, verifier string) error {
	path := h.path(verifier)
	if path == "" {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now, err := custody.OpenCheckpoint(head, verifier)
	if err != nil {
		return notRemembered(path, err)
	}
	before, err := h.read(verifier)
	if err != nil {
		return err
	}
	if was, err := custody.OpenCheckpoint(before, verifier); err == nil && was.Size >= now.Size {
		return nil
	}
	err = atomicfile.MakeFolder(h.dir)
	if err == nil {
		err = atomicfile.Replace(path, atomicfile.Options{Aside: ".new-*", Durable: true}, func(w io.Writer) error {
			_, err := w.Write(head)
			return err
		})
	}
	if err != nil {
		return notRemembered(path, err)
	}
	return nil
}

func notRemembered(path string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return &dossier.Error{Op: OpRemember, Path: path, Err: err}
}

// remember keeps the log's head after a change. If it cannot, the change still stands and
// Options.Notify is told, once.
func (c *Corpus) remember(ctx context.Context) {
	if c.heads.dir == "" {
		return
	}
	head, verifier, err := c.store.Head(context.WithoutCancel(ctx))
	if err == nil {
		err = c.heads.remember(head, verifier)
	}
	if err != nil {
		c.tellOnce(err)
	}
}

// tellOnce passes the first error of heads to Options.Notify.
func (c *Corpus) tellOnce(err error) {
	c.notifyOnce.Do(func() {
		if c.notify != nil {
			c.notify(err)
		}
	})
}

// A rememberedHead is what is remembered of a log.
type rememberedHead struct {
	signed   []byte // nil if none
	verifier string // the key that it is remembered by
	err      error  // why it could not be read
}

// remembered returns what is remembered of the corpus's log, by the key that signs it or
// else by the key in the corpus. Call it before reading the log, which another process may
// continue in the meantime. If the log cannot be read it returns nothing; whoever reads the
// log gets the error.
func (c *Corpus) remembered(ctx context.Context) (r rememberedHead) {
	_, verifier, err := c.store.Head(ctx)
	if err != nil {
		return r
	}
	r.verifier = verifier
	if r.signed, r.err = c.heads.read(r.verifier); r.signed != nil || r.err != nil {
		return r
	}
	if key, err := ReadKey(c.dir); err == nil {
		r.verifier = key.Verifier()
		r.signed, r.err = c.heads.read(r.verifier)
	}
	return r
}

// continues returns how many records the remembered head covers; 0 if there is none or it
// cannot be read. It returns a *dossier.Error wrapping ErrRolledBack, ErrOtherLog or
// ErrHeadChanged unless the log continues that head, by its hashes; Verify compares the
// records themselves.
func (c *Corpus) continues(ctx context.Context, r rememberedHead) (records int64, err error) {
	if r.err != nil || r.signed == nil {
		return 0, nil
	}
	refuse := func(path, format string, args ...any) (int64, error) {
		return 0, &dossier.Error{Op: "compare the log", Path: path, Err: fmt.Errorf(format, args...)}
	}
	head, err := custody.OpenCheckpoint(r.signed, r.verifier)
	if err != nil {
		return refuse(c.heads.path(r.verifier), "%w: %w", ErrHeadChanged, err)
	}
	switch root, err := c.store.Root(ctx, head.Size); {
	case errors.Is(err, dossier.ErrNotFound):
		return refuse(c.dir, "%w: this machine remembers %s, but the log holds fewer", ErrRolledBack, plural(head.Size))
	case err != nil:
		return 0, err
	case root != head.Root:
		return refuse(c.dir, "%w: it does not begin with the %s that this machine remembers", ErrOtherLog, plural(head.Size))
	}
	return head.Size, nil
}

func plural(records int64) string {
	if records == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", records)
}

// RememberedHead returns the file in which the head of the corpus's log is or would be
// remembered, and how many records it covers; 0 if there is none. It returns a
// *dossier.Error unless the log continues that head.
func (c *Corpus) RememberedHead(ctx context.Context) (path string, records int64, err error) {
	r := c.remembered(ctx)
	records, err = c.continues(ctx, r)
	return c.heads.path(r.verifier), records, err
}

// compare adds a check to an audit if the log does not continue the remembered head. It
// adds nothing if it does, so that the audit of a sound corpus is the same on every
// machine.
func (r rememberedHead) compare(log custody.Log, audit *dossier.Audit) {
	switch {
	case r.err != nil:
		audit.Notes = append(audit.Notes, "the log was not compared with what this machine remembers of it: "+r.err.Error())
	case r.signed != nil:
		if check := log.Against(r.signed, r.verifier); check.State != dossier.OK {
			check.Detail = "as this machine remembers it: " + check.Detail
			audit.Checks = append(audit.Checks, check)
		}
	}
}

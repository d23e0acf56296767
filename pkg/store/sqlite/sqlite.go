// Package sqlite is a store.Store in one SQLite file.
//
// The tables are described in migrations/*.sql. The file is in WAL mode: one connection of
// one process writes at a time, and any number read meanwhile, each query as of one
// moment. Every change is one transaction, so a kill or a full disk leaves each document
// wholly in or wholly out.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// A database is a store in one file. It may be used by many goroutines at once.
type database struct {
	path  string
	read  *sql.DB
	write *sql.DB // nil when read-only

	docs      catalogue
	hot       hotMarks
	inflaters sync.Pool // of *inflater, which are large
}

// Open opens the corpus file at path. It returns a *dossier.Error, and leaves the file as
// it is, where the file is not a corpus or not one that this version can use
// (dossier.ErrVersion). A missing file is fs.ErrNotExist unless mode is store.Create,
// which makes the file but no folder.
func Open(ctx context.Context, path string, mode store.Mode) (store.Store, error) {
	s, err := openDatabase(ctx, path, mode)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func openDatabase(ctx context.Context, path string, mode store.Mode) (*database, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &dossier.Error{Op: "open corpus", Path: path, Err: err}
	}
	s := &database{path: path}
	if err := s.open(ctx, mode); err != nil {
		s.Close()
		return nil, s.explain("open corpus", err)
	}
	return s, nil
}

func (s *database) open(ctx context.Context, mode store.Mode) error {
	exists, err := s.stat(mode)
	if err != nil {
		return err
	}
	id := identity{empty: true}
	if exists {
		if id, err = s.connect(ctx); err != nil {
			return err
		}
	}
	if err := id.refuse(s.path, mode); err != nil {
		return err
	}
	if mode != store.ReadOnly {
		s.write = openWriter(s.path)
		if err := s.prepare(ctx, id); err != nil {
			return err
		}
		if s.read == nil {
			s.read = openReaders(s.path)
		}
	}
	return nil
}

// stat reports whether there is a file, and fails when it cannot be a corpus. It
// must not open the file: closing it would drop the locks, which POSIX keeps per
// process, of any other store on it.
func (s *database) stat(mode store.Mode) (exists bool, err error) {
	fail := func(err error, hint string) (bool, error) {
		return false, &dossier.Error{Op: "open corpus", Path: s.path, Err: err, Hint: hint}
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mode == store.Create:
		if _, err := os.Stat(filepath.Dir(s.path)); err != nil {
			return fail(err, "make its folder first")
		}
		return false, nil
	case errors.Is(err, fs.ErrNotExist):
		return fail(fs.ErrNotExist, "make it with leakprint init or leakprint add, or name another with --corpus")
	case err != nil:
		return fail(err, "check who may read the file and its folder")
	case info.IsDir():
		return fail(errors.New("is a folder, not a file"), "move the folder away")
	case !info.Mode().IsRegular():
		return fail(errors.New("is not a regular file"), "name another corpus with --corpus")
	case 0 < info.Size() && info.Size() < leastPage:
		return false, notACorpus(s.path)
	}
	return true, nil
}

// leastPage is the least size of a database in bytes: one page. What is shorter
// SQLite takes for an empty file, and would overwrite.
const leastPage = 512

// connect opens the file for reading and says what it is.
func (s *database) connect(ctx context.Context) (identity, error) {
	s.read = openReaders(s.path)
	id, err := identify(ctx, s.read)
	if c := code(err); c != sqlite3.ErrCantOpen && c != sqlite3.ErrReadonly {
		return id, err
	}
	// In WAL mode readers make small files beside the corpus. Where they cannot,
	// as on a read-only medium, the file may be read as one that nobody changes,
	// provided that no transactions wait outside it.
	if wal, statErr := os.Stat(s.path + "-wal"); statErr == nil && wal.Size() > 0 {
		return id, &dossier.Error{Op: "open corpus", Path: s.path, Err: err,
			Hint: "changes wait in " + s.path + "-wal; copy both files to a folder that can be written"}
	}
	s.read.Close()
	s.read = openReaders(s.path, "immutable=1")
	return identify(ctx, s.read)
}

func notACorpus(path string) error {
	return &dossier.Error{Op: "open corpus", Path: path, Err: fmt.Errorf("not a leakprint corpus, or %w", dossier.ErrDamaged),
		Hint: "name another corpus with --corpus, or restore the file from a backup"}
}

// Close closes the store. The last to close a corpus moves what the log still
// holds into the file, and removes the log.
func (s *database) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// explain says of a failure of SQLite what a person can do about it. Other errors,
// which say what they mean, it leaves alone.
func (s *database) explain(op string, err error) error {
	var told *dossier.Error
	var e sqlite3.Error
	if errors.As(err, &told) || !errors.As(err, &e) {
		return err
	}
	hint := ""
	switch {
	case e.Code == sqlite3.ErrFull || e.SystemErrno == syscall.ENOSPC:
		err, hint = fmt.Errorf("no space left (%w)", err), "free some space and run the command again; the corpus is sound"
	case e.Code == sqlite3.ErrReadonly || e.Code == sqlite3.ErrCantOpen:
		err, hint = fmt.Errorf("%w (%w)", fs.ErrPermission, err), "check who may write the file and its folder"
	case e.Code == sqlite3.ErrBusy:
		err, hint = fmt.Errorf("another process is writing to it (%w)", err), "wait for it to finish"
	case e.Code == sqlite3.ErrNotADB:
		return notACorpus(s.path)
	case e.Code == sqlite3.ErrCorrupt, e.Code == sqlite3.ErrError: // the latter where a table is not there
		err, hint = fmt.Errorf("%w (%w)", dossier.ErrDamaged, err), "run leakprint verify; restore the file from a backup"
	}
	return &dossier.Error{Op: op, Path: s.path, Err: err, Hint: hint}
}

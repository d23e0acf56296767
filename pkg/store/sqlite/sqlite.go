// Package sqlite implements store.Store in one SQLite file.
//
// The tables are described in migrations/*.sql. The file is in WAL mode: one connection of
// one process writes at a time while any number read, each query at one moment. Every change
// is one transaction, so a kill or a full disk leaves each document wholly in or wholly out.
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

// A database is a store in one file. It is safe for concurrent use.
type database struct {
	path  string
	read  *sql.DB
	write *sql.DB // nil if read-only

	docs      catalogue
	hot       hotMarks
	inflaters sync.Pool // of *inflater, which are large
}

// Open opens the corpus file at path. It returns a *dossier.Error, and leaves the file
// unchanged, if the file is not a corpus (ErrNotCorpus) or one that this version cannot use
// (dossier.ErrVersion), or is missing (fs.ErrNotExist). With store.Create a missing file, but
// not its folder, is made. The caller must close the store.
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
		return nil, &dossier.Error{Op: openCorpus, Path: path, Err: err}
	}
	s := &database{path: path}
	if err := s.open(ctx, mode); err != nil {
		s.Close()
		return nil, s.explain(openCorpus, err)
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
		if !exists {
			if err := makeFile(s.path); err != nil {
				return &dossier.Error{Op: openCorpus, Path: s.path, Err: err}
			}
		}
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

// stat reports whether there is a file, and returns an error if it cannot be a corpus. It must
// not open the file: closing it would drop the locks of any other store on it, which POSIX
// keeps per process.
func (s *database) stat(mode store.Mode) (exists bool, err error) {
	fail := func(err error) (bool, error) {
		return false, &dossier.Error{Op: openCorpus, Path: s.path, Err: err}
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mode == store.Create:
		if _, err := os.Stat(filepath.Dir(s.path)); err != nil {
			return fail(dossier.WithReason(err, ErrNoFolder))
		}
		return false, nil
	case errors.Is(err, fs.ErrNotExist):
		return fail(ErrMissing)
	case err != nil:
		return fail(dossier.WithReason(err, ErrUnreadable))
	case info.IsDir():
		return fail(ErrIsFolder)
	case !info.Mode().IsRegular():
		return fail(ErrIrregular)
	case 0 < info.Size() && info.Size() < leastPage:
		return fail(ErrNotCorpus)
	}
	return true, nil
}

// makeFile makes an empty file for its owner alone, unless another process is quicker: SQLite would
// make one that others may read, and the files beside it are made like it.
func makeFile(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// leastPage is the least size of a database in bytes: one page. SQLite takes a shorter file for
// an empty one, and would overwrite it.
const leastPage = 512

// connect opens the file for reading and returns its identity.
func (s *database) connect(ctx context.Context) (identity, error) {
	s.read = openReaders(s.path)
	id, err := identify(ctx, s.read)
	if c := code(err); c != sqlite3.ErrCantOpen && c != sqlite3.ErrReadonly {
		return id, err
	}
	// In WAL mode readers make small files beside the corpus. If they cannot, as on a
	// read-only medium, the file may be read as one that nobody changes, provided that no
	// transactions wait in the write-ahead log.
	if wal, statErr := os.Stat(s.path + "-wal"); statErr == nil && wal.Size() > 0 {
		return id, &dossier.Error{Op: openCorpus, Path: s.path, Err: dossier.WithReason(err, ErrWaiting)}
	}
	s.read.Close()
	s.read = openReaders(s.path, "immutable=1")
	return identify(ctx, s.read)
}

// Close closes the store. The last to close a corpus moves the contents of the write-ahead log
// into the file, and removes that log.
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

// explain turns an error of SQLite into a *dossier.Error that says what it means. It returns
// other errors unchanged.
func (s *database) explain(op string, err error) error {
	var told *dossier.Error
	var e sqlite3.Error
	if errors.As(err, &told) || !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Code == sqlite3.ErrFull || e.SystemErrno == syscall.ENOSPC:
		err = fmt.Errorf("%w (%w)", ErrFull, err)
	case e.Code == sqlite3.ErrReadonly || e.Code == sqlite3.ErrCantOpen:
		err = fmt.Errorf("%w (%w)", ErrReadonly, err)
	case e.Code == sqlite3.ErrBusy:
		err = fmt.Errorf("%w (%w)", ErrBusy, err)
	case e.Code == sqlite3.ErrNotADB:
		op, err = openCorpus, ErrNotCorpus
	case e.Code == sqlite3.ErrCorrupt, e.Code == sqlite3.ErrError: // the latter where a table is not there
		err = fmt.Errorf("%w (%w)", ErrCorrupt, err)
	}
	return &dossier.Error{Op: op, Path: s.path, Err: err}
}

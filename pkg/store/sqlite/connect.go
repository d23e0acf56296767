package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Pragmas of every connection. A schema is data from a file, so its triggers
// and views are not trusted to run functions with side effects.
const commonPragmas = `
	PRAGMA foreign_keys = ON;
	PRAGMA trusted_schema = OFF;
	PRAGMA temp_store = MEMORY;`

// Pragmas of the one connection that writes. page_size applies only while the file is empty.
// With WAL, synchronous = FULL puts each transaction on the disk before it ends: what others
// remember of the log, such as its signed head, must not outlive the log in a power cut.
const writerPragmas = commonPragmas + `
	PRAGMA page_size = 8192;
	PRAGMA synchronous = FULL;
	PRAGMA journal_size_limit = 67108864;
	PRAGMA cache_size = -65536;` // KiB

// Pragmas of each of the connections that read.
const readerPragmas = commonPragmas + `
	PRAGMA query_only = ON;
	PRAGMA cache_size = -16384;` // KiB

const (
	busyTimeout = time.Second      // how long SQLite itself waits for a lock, which cannot be cancelled
	writerWait  = 60 * time.Second // how long to wait for other processes to finish writing
	busyPause   = 10 * time.Millisecond
	maxReaders  = 4  // connections, each with its own cache
	statements  = 24 // prepared statements that a connection keeps: all of them
)

// A connector opens connections to one file. With it pragmas can be set without registering a
// driver for the whole process, as sql.Open would need.
type connector struct {
	dsn     string
	pragmas string
}

// Driver returns the SQLite driver, which sets the pragmas on every connection.
func (c connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec(c.pragmas, nil)
		return err
	}}
}

// Connect opens one connection.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	return c.Driver().Open(c.dsn)
}

// uri returns the file as an SQLite URI, so that no character of path is special. Options whose
// names begin with _ are the driver's.
func uri(path string, options ...string) string {
	query := url.Values{
		"_busy_timeout":    {strconv.FormatInt(busyTimeout.Milliseconds(), 10)},
		"_stmt_cache_size": {strconv.Itoa(statements)},
	}
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		query.Set(name, value)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	return u.String()
}

func openWriter(path string) *sql.DB {
	db := sql.OpenDB(connector{uri(path, "_txlock=immediate"), writerPragmas})
	db.SetMaxOpenConns(1)
	return db
}

// openReaders does not ask for mode=ro, with which the last to close could not remove the
// write-ahead log. SQLite falls back to it if the file cannot be written.
func openReaders(path string, options ...string) *sql.DB {
	db := sql.OpenDB(connector{uri(path, append(options, "mode=rw")...), readerPragmas})
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	return db
}

// retryBusy calls f until it no longer fails because of another process's lock, for up to
// writerWait.
func retryBusy(ctx context.Context, f func() error) error {
	for begin := time.Now(); ; {
		err := f()
		if code(err) != sqlite3.ErrBusy || time.Since(begin) > writerWait {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(busyPause):
		}
	}
}

// transact runs f in one transaction, which holds the write lock from its beginning so that
// what f reads stays true. Statements run without ctx, because the driver would interrupt the
// connection; f should check ctx instead.
func (s *database) transact(ctx context.Context, f func(*sql.Tx) error) error {
	var tx *sql.Tx
	err := retryBusy(ctx, func() (err error) {
		tx, err = s.write.BeginTx(context.WithoutCancel(ctx), nil)
		return err
	})
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	if err := f(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return tx.Commit()
}

// code returns SQLite's primary result code for err; 0 if err is not SQLite's.
func code(err error) sqlite3.ErrNo {
	var e sqlite3.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

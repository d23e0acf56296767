package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	selectRecords = `SELECT number, record FROM log ORDER BY number`

	selectHashes = `SELECT place, hash FROM log_hashes ORDER BY place`

	selectHash = `SELECT hash FROM log_hashes WHERE place = ?`

	selectHead = `
		SELECT coalesce((SELECT value FROM meta WHERE key = 'log_head'), ''),
		       coalesce((SELECT value FROM meta WHERE key = 'log_key'), '')`

	// How many records and hashes there are, the first of each and the last.
	selectLogSize = `
		SELECT (SELECT count(*) FROM log), (SELECT coalesce(min(number), 0) FROM log), (SELECT coalesce(max(number), -1) FROM log),
		       (SELECT count(*) FROM log_hashes), (SELECT coalesce(min(place), 0) FROM log_hashes), (SELECT coalesce(max(place), -1) FROM log_hashes)`

	insertRecord = `INSERT INTO log (number, record) VALUES (?, ?)`

	insertHash = `INSERT INTO log_hashes (place, hash) VALUES (?, ?)`

	putHead = `INSERT INTO meta (key, value) VALUES ('log_head', ?), ('log_key', ?) ON CONFLICT DO UPDATE SET value = excluded.value`
)

const writeLog = "write to the log"

// Record appends entries to the log and changes nothing else.
func (s *database) Record(ctx context.Context, entries ...custody.Entry) error {
	return s.change(ctx, writeLog, func(tx *sql.Tx) error { return s.appendEntries(ctx, tx, entries...) })
}

// Begin appends the first entries of a log.
func (s *database) Begin(ctx context.Context, entries ...custody.Entry) error {
	return s.change(ctx, writeLog, func(tx *sql.Tx) error {
		end, err := s.endOfLog(tx)
		if err != nil {
			return err
		}
		if end.size > 0 {
			return fmt.Errorf("begin the log: %w", dossier.ErrExists)
		}
		return s.appendEntries(ctx, tx, entries...)
	})
}

// Renew appends entries to the log that are signed with a new key.
func (s *database) Renew(ctx context.Context, entries ...custody.Entry) error {
	return s.change(ctx, writeLog, func(tx *sql.Tx) error {
		end, err := s.endOfLog(tx)
		if err != nil {
			return err
		}
		end.key = "" // the next entry settles it
		return end.appendAll(ctx, entries)
	})
}

// appendEntries appends entries to the log, in the transaction of the change that they
// describe. An entry without a record is ignored, even if the log is damaged.
func (s *database) appendEntries(ctx context.Context, tx *sql.Tx, entries ...custody.Entry) error {
	if !slices.ContainsFunc(entries, func(e custody.Entry) bool { return e.Record != nil }) {
		return nil
	}
	end, err := s.endOfLog(tx)
	if err != nil {
		return err
	}
	return end.appendAll(ctx, entries)
}

// A logEnd is the end of a log, where entries are appended.
type logEnd struct {
	tx   *sql.Tx
	path string // of the corpus
	size int64  // records
	key  string // verifier of the key that signs the log, "" before the first record
}

// endOfLog returns the end of the log. It returns an error wrapping store.ErrLogDamaged if the
// log does not match its signed head, because a new head would conceal that.
func (s *database) endOfLog(tx *sql.Tx) (*logEnd, error) {
	end := &logEnd{tx: tx, path: s.path}
	var head string
	if err := tx.QueryRow(selectHead).Scan(&head, &end.key); err != nil {
		return nil, err
	}
	var first, last, hashes, firstHash, lastHash int64
	if err := tx.QueryRow(selectLogSize).Scan(&end.size, &first, &last, &hashes, &firstHash, &lastHash); err != nil {
		return nil, err
	}
	damaged := func(format string, args ...any) error {
		return &dossier.Error{Op: writeLog, Path: s.path, Err: fmt.Errorf("%w: %w", store.ErrLogDamaged, fmt.Errorf(format, args...))}
	}
	switch want := tlog.StoredHashCount(end.size); {
	case first != 0 || last != end.size-1:
		return nil, damaged("it has %d records, numbered from %d to %d", end.size, first, last)
	case hashes != want || firstHash != 0 || lastHash != want-1:
		return nil, damaged("it has %d hashes, at places %d to %d, but needs %d", hashes, firstHash, lastHash, want)
	case end.size == 0 && head == "" && end.key == "":
		return end, nil
	}
	signed, err := custody.OpenCheckpoint([]byte(head), end.key)
	if err != nil {
		return nil, damaged("%w", err)
	}
	root, err := tlog.TreeHash(end.size, end)
	if err != nil {
		return nil, damaged("%w", err)
	}
	if signed.Size != end.size || signed.Root != root {
		return nil, damaged("its signed head is of other records")
	}
	return end, nil
}

func (e *logEnd) appendAll(ctx context.Context, entries []custody.Entry) error {
	for _, entry := range entries {
		if entry.Record == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := e.append(entry); err != nil {
			return err
		}
	}
	return nil
}

func (e *logEnd) append(entry custody.Entry) error {
	hashes, head, err := entry.Append(e.size, e)
	if err != nil {
		return err
	}
	if key := entry.Key.Verifier(); e.key != key {
		if e.key != "" {
			return &dossier.Error{Op: writeLog, Path: e.path, Err: store.ErrOtherKey}
		}
		e.key = key
	}
	if _, err := e.tx.Exec(insertRecord, e.size, entry.Record); err != nil {
		return err
	}
	for i, hash := range hashes {
		if _, err := e.tx.Exec(insertHash, tlog.StoredHashCount(e.size)+int64(i), hash[:]); err != nil {
			return err
		}
	}
	e.size++
	_, err = e.tx.Exec(putHead, string(head), e.key)
	return err
}

// ReadHashes implements tlog.HashReader.
func (e *logEnd) ReadHashes(places []int64) ([]tlog.Hash, error) {
	return readHashes(places, func(place int64) *sql.Row { return e.tx.QueryRow(selectHash, place) })
}

func readHashes(places []int64, hash func(place int64) *sql.Row) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(places))
	for i, place := range places {
		if err := hash(place).Scan(digestColumn{(*dossier.Digest)(&hashes[i])}); err != nil {
			return nil, fmt.Errorf("hash %d: %w", place, err)
		}
	}
	return hashes, nil
}

// Root returns the root of the tree over the first records.
func (s *database) Root(ctx context.Context, size int64) (tlog.Hash, error) {
	root, err := tlog.TreeHash(size, tlog.HashReaderFunc(func(places []int64) ([]tlog.Hash, error) {
		return readHashes(places, func(place int64) *sql.Row { return s.read.QueryRowContext(ctx, selectHash, place) })
	}))
	if errors.Is(err, sql.ErrNoRows) {
		return root, fmt.Errorf("%w: %w", dossier.ErrNotFound, err)
	}
	return root, s.failed(ctx, err)
}

// Head returns the signed head of the log, and the public key.
func (s *database) Head(ctx context.Context) (head []byte, verifier string, err error) {
	var text string
	if err := s.read.QueryRowContext(ctx, selectHead).Scan(&text, &verifier); err != nil {
		return nil, "", s.failed(ctx, err)
	}
	if text != "" {
		head = []byte(text)
	}
	return head, verifier, nil
}

// Log returns the whole log.
func (s *database) Log(ctx context.Context) (custody.Log, error) {
	l, err := s.log(ctx)
	if err != nil {
		return custody.Log{}, s.failed(ctx, err)
	}
	return l, nil
}

func (s *database) log(ctx context.Context) (custody.Log, error) {
	tx, err := s.read.BeginTx(ctx, nil) // in which all is read as of one moment
	if err != nil {
		return custody.Log{}, err
	}
	defer tx.Rollback()
	return readLog(ctx, tx)
}

func readLog(ctx context.Context, tx *sql.Tx) (l custody.Log, err error) {
	var head string
	if err := tx.QueryRowContext(ctx, selectHead).Scan(&head, &l.Verifier); err != nil {
		return l, err
	}
	if head != "" {
		l.Head = []byte(head)
	}
	l.Records, err = query(ctx, tx, func(rows *sql.Rows) (r custody.LogRecord, err error) {
		err = rows.Scan(&r.Number, &r.Data)
		return r, err
	}, selectRecords)
	if err != nil {
		return l, err
	}
	l.Hashes, err = hashesByPlace(ctx, tx, tlog.StoredHashCount(int64(len(l.Records))))
	return l, err
}

// hashesByPlace returns the hashes of a log that should have count of them: each at its place,
// zero if missing. Hashes at other places, which may be absurdly far off, follow.
func hashesByPlace(ctx context.Context, db querier, count int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, count)
	err := each(ctx, db, func(rows *sql.Rows) error {
		var place int64
		var data sql.RawBytes
		if err := rows.Scan(&place, &data); err != nil {
			return err
		}
		var hash tlog.Hash
		if len(data) == len(hash) {
			copy(hash[:], data)
		}
		if 0 <= place && place < count {
			hashes[place] = hash
		} else {
			hashes = append(hashes, hash)
		}
		return nil
	}, selectHashes)
	return hashes, err
}

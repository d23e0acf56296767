package sqlite

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// The 48 bits of a mark's hash are kept as a signed integer, in six bytes.
func hashToColumn(hash uint64) int64   { return int64(hash<<16) >> 16 }
func hashFromColumn(hash int64) uint64 { return uint64(hash) & (1<<48 - 1) }

// digestColumn scans a SHA-256.
type digestColumn struct{ *dossier.Digest }

// Scan implements sql.Scanner.
func (c digestColumn) Scan(value any) error { return scanBytes(c.Digest[:], value) }

func scanBytes(dst []byte, value any) error {
	if b, ok := value.([]byte); ok && copy(dst, b) == len(dst) && len(b) == len(dst) {
		return nil
	}
	return fmt.Errorf("want %d bytes", len(dst))
}

// wordsColumn scans a 256-bit hash.
type wordsColumn struct{ to *[4]uint64 }

// Scan implements sql.Scanner.
func (c wordsColumn) Scan(value any) error {
	var b [32]byte
	if err := scanBytes(b[:], value); err != nil {
		return err
	}
	for i := range c.to {
		c.to[i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return nil
}

func wordsToColumn(words [4]uint64) []byte {
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint64(b, w)
	}
	return b
}

// jsonColumn scans what json.Marshal wrote.
type jsonColumn struct{ to any }

// Scan implements sql.Scanner.
func (c jsonColumn) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return errors.New("want text")
	}
	return json.Unmarshal([]byte(text), c.to)
}

// timeColumn scans what timeToColumn wrote.
type timeColumn struct{ *time.Time }

// Scan implements sql.Scanner.
func (c timeColumn) Scan(value any) error {
	*c.Time = time.Time{}
	text, ok := value.(string)
	if ok && text == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	*c.Time = t.UTC()
	return err
}

// timeToColumn formats a time as RFC 3339, and the zero time as "".
func timeToColumn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

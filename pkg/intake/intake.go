// Package intake turns what a person names (files, folders, standard input)
// into inputs of known type. The type is told by content, never by the name.
// What cannot be read becomes an input too, with the reason, so that the rest
// of a batch goes on.
package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An Input is one file, or what came in on standard input.
type Input struct {
	Path      string // as the user named it; in a folder, the folder's path and the path below it
	Name      string // base name, "stdin" for standard input
	MediaType string // by content; "" when the content could not be read
	Size      int64  // bytes
	// Err is a *dossier.Error saying why the input cannot be used, else nil.
	// It is ErrUnsupported when the content is fine but of a kind not read; it can
	// be opened all the same.
	Err error

	modified time.Time // of a file, to notice a change while it is being read
	data     []byte    // of standard input
}

// ErrUnsupported tells a file that leakprint does not read from one that it
// reads but could not: errors.Is(input.Err, ErrUnsupported). In a folder such
// files are to be passed over with a note.
var ErrUnsupported = errors.New("leakprint does not read this kind of file")

var (
	errEmpty   = errors.New("the file is empty")
	errChanged = errors.New("it changed while it was being read")
)

// Limits on the size of one input in bytes. A field that is zero stands for
// the same field of DefaultLimits.
type Limits struct {
	File  int64
	Stdin int64 // standard input is held in memory
}

// DefaultLimits hold where the caller sets none.
func DefaultLimits() Limits { return Limits{File: 1 << 30, Stdin: 256 << 20} }

// A Content is what an input holds.
type Content interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// Open returns the content, exactly Size bytes. Reading it through ends in an
// error when the file is no longer what it was when the Input was made.
func (in Input) Open() (Content, error) {
	if in.MediaType == "" {
		return nil, in.Err
	}
	if in.data != nil {
		return held{bytes.NewReader(in.data)}, nil
	}
	file, err := os.Open(in.Path)
	if err != nil {
		return nil, fail(in.Path, err, "")
	}
	return &steadyFile{file: file, of: in, left: in.Size}, nil
}

// Digests returns the SHA-256 and the SHA-512 (FIPS 180-4) of the content.
func (in Input) Digests(ctx context.Context) (dossier.Digest, [sha512.Size]byte, error) {
	var short dossier.Digest
	var long [sha512.Size]byte
	content, err := in.Open()
	if err != nil {
		return short, long, err
	}
	defer content.Close()
	h256, h512 := sha256.New(), sha512.New()
	if _, err := io.Copy(io.MultiWriter(h256, h512), cancellable{ctx, content}); err != nil {
		return short, long, err
	}
	h256.Sum(short[:0])
	h512.Sum(long[:0])
	return short, long, nil
}

// A steadyFile reads as many bytes as the file had when it was recognised and
// then checks that it still has that size and time of change. A file that
// grows without end is thus read once, and refused.
type steadyFile struct {
	file *os.File
	of   Input
	left int64
}

func (f *steadyFile) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, f.unchanged()
	}
	n, err := f.file.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	switch {
	case err == io.EOF:
		return n, fail(f.of.Path, errChanged, "")
	case err != nil:
		return n, fail(f.of.Path, err, "")
	}
	return n, nil
}

// ReadAt reads at any place, the parts that were there at first.
func (f *steadyFile) ReadAt(p []byte, off int64) (int, error) {
	return io.NewSectionReader(f.file, 0, f.of.Size).ReadAt(p, off)
}

func (f *steadyFile) Close() error { return f.file.Close() }

// held is standard input's content.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }

func (f *steadyFile) unchanged() error {
	info, err := f.file.Stat()
	if err != nil {
		return fail(f.of.Path, err, "")
	}
	if info.Size() != f.of.Size || !info.ModTime().Equal(f.of.modified) {
		return fail(f.of.Path, errChanged, "try again when nothing writes to it")
	}
	return io.EOF
}

// A cancellable reader stops when its context is done.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func fail(path string, err error, hint string) error {
	return &dossier.Error{Op: "read", Path: path, Err: reason(err), Hint: hint}
}

// reason is err without the path, which stands in dossier.Error already.
func reason(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

func tooLarge(size, limit int64) error {
	return fmt.Errorf("%s, more than the limit of %s", bytesInWords(size), bytesInWords(limit))
}

func bytesInWords(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

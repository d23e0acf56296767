// Package intake turns what a person names (files, folders, standard input) into inputs of
// known type. Types are recognised by content, never by name. Archives and mail, like folders,
// stand for what they hold; an Unpacker unpacks them in another process. A file that cannot be read becomes an input with the reason, so
// that the rest of a batch goes on.
package intake

import (
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An Input is one file, one member of an archive or of a message, or what came
// in on standard input.
type Input struct {
	// Path is as the user named it; in a folder, the folder's path and the path below it;
	// in an archive, "archive!member", or "a.zip!b.tar!c.pdf" if nested. A member's name is
	// whatever the archive says: it may hold any bytes, need not be unique, and is not the
	// path of a file. It never begins with "..".
	Path      string
	File      string // the file that it is or is in, a prefix of Path; "" for standard input
	Name      string // base name, "stdin" for standard input
	MediaType string // by content; "" if the content could not be read
	Size      int64  // bytes
	// Err is nil or a *dossier.Error that says why the input cannot be used. It wraps
	// ErrUnsupported if the content is of a kind that is not read; Open still works then.
	Err error

	info  fs.FileInfo // of a file, to detect changes while it is being read
	spool *spool      // the content, if it is not a file of its own
	held  *held       // the copy of a file's content, once it is made
}

// ErrUnsupported says that leakprint does not read files of this kind, as opposed to failing
// to read one: errors.Is(input.Err, ErrUnsupported). In a folder, skip such files with a note.
var ErrUnsupported = errors.New("leakprint does not read this kind of file")

var (
	errEmpty    = errors.New("the file is empty")
	errChanged  = errors.New("it changed while it was being read")
	errReleased = errors.New("its content has been released")
)

// Limits on what is read. For a zero field, that of DefaultLimits applies.
type Limits struct {
	File  int64 // bytes of one file or one member of an archive
	Stdin int64 // bytes of standard input

	// The following apply to each outermost archive or message with everything nested in it.
	Members  int   // files, folders and whatever else it lists
	Unpacked int64 // bytes unpacked from it
	Depth    int   // how many archives and messages may be nested, the outermost included
	// Ratio is how many times its own size an archive may unpack to, and a member its packed
	// size. It applies from 64 MiB on, because short text may well be packed that tightly.
	// It applies to nested archives as well.
	Ratio int64
}

// DefaultLimits returns the limits that apply if the caller sets none.
func DefaultLimits() Limits {
	return Limits{File: 1 << 30, Stdin: 256 << 20, Members: 10_000, Unpacked: 4 << 30, Depth: 3, Ratio: 200}
}

// orDefaults returns l with defaults for zero fields.
func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	return Limits{
		File: cmp.Or(l.File, d.File), Stdin: cmp.Or(l.Stdin, d.Stdin),
		Members: cmp.Or(l.Members, d.Members), Unpacked: cmp.Or(l.Unpacked, d.Unpacked),
		Depth: cmp.Or(l.Depth, d.Depth), Ratio: cmp.Or(l.Ratio, d.Ratio),
	}
}

// A Content is what an input holds.
type Content interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// Open returns the content, exactly Size bytes. It may be called any number of times until the
// input is released, and returns the same bytes each time: those of a file are copied the first
// time, which fails if it has changed since the Input was made. The content of a file whose kind is
// not read is not copied; there, reading it to its end fails instead. The caller must close the
// content.
func (in Input) Open() (Content, error) { return in.openWithin(context.Background()) }

// openWithin is Open, which ctx may end while a file is being copied.
func (in Input) openWithin(ctx context.Context) (Content, error) {
	switch {
	case in.MediaType == "":
		return nil, in.Err
	case in.held != nil:
		content, err := in.held.open(ctx, in)
		if err != nil && ctx.Err() == nil {
			err = failUnpacking(in.Path, err)
		}
		return content, err
	}
	return in.open()
}

// Release frees the memory or temporary file that holds the content. Whoever takes an input from
// Each must call it when done. Contents that are still open can be read to their end. Release may
// be called on any input, and more than once.
func (in Input) Release() {
	if in.spool != nil {
		in.spool.release()
	}
	if in.held != nil {
		in.held.release()
	}
}

func (in Input) open() (Content, error) {
	if in.spool != nil {
		content, err := in.spool.open()
		if err != nil {
			return nil, fail(in.Path, err, "")
		}
		return content, nil
	}
	file, err := os.Open(in.Path)
	if err != nil {
		return nil, fail(in.Path, err, "")
	}
	return &steadyFile{file: file, of: in, left: in.Size}, nil
}

// Digests are the digests of one content (FIPS 180-4).
type Digests struct {
	SHA256 dossier.Digest
	SHA512 [sha512.Size]byte
	// SHA1 is for looking files up in others' catalogues. It is no evidence, because different
	// files with the same SHA-1 can be made.
	SHA1 [sha1.Size]byte
}

// Digests reads the content once and returns its digests.
func (in Input) Digests(ctx context.Context) (Digests, error) {
	content, err := in.openWithin(ctx)
	if err != nil {
		return Digests{}, err
	}
	defer content.Close()
	h256, h512, h1 := sha256.New(), sha512.New(), sha1.New()
	if _, err := io.Copy(io.MultiWriter(h256, h512, h1), cancellable{ctx, content}); err != nil {
		return Digests{}, err
	}
	var d Digests
	h256.Sum(d.SHA256[:0])
	h512.Sum(d.SHA512[:0])
	h1.Sum(d.SHA1[:0])
	return d, nil
}

// A steadyFile reads as many bytes as the file had when it was recognised, then checks that
// its size and the times when its content and anything of it changed are still the same; the latter
// nobody can set back. So a file that grows without end is read
// only up to there, and refused.
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

// ReadAt reads within the file's original size. It does not check for changes.
func (f *steadyFile) ReadAt(p []byte, off int64) (int, error) {
	return io.NewSectionReader(f.file, 0, f.of.Size).ReadAt(p, off)
}

func (f *steadyFile) Close() error { return f.file.Close() }

func (f *steadyFile) unchanged() error {
	info, err := f.file.Stat()
	if err != nil {
		return fail(f.of.Path, err, "")
	}
	if info.Size() != f.of.Size || !info.ModTime().Equal(f.of.info.ModTime()) || changeTime(info) != changeTime(f.of.info) {
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

// reason returns err without its path, which dossier.Error already has.
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

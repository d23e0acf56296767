// Package intake turns what a person names (files, folders, standard input)
// into inputs of known type. The type is told by content, never by the name.
// Archives and mail stand for what they hold, as folders do. What cannot be
// read becomes an input too, with the reason, so that the rest of a batch goes
// on.
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
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An Input is one file, one member of an archive or of a message, or what came
// in on standard input.
type Input struct {
	// Path is as the user named it; in a folder, the folder's path and the path
	// below it; in an archive, "archive!member", or "a.zip!b.tar!c.pdf" for one
	// within another. A member's name is whatever the archive says: it may hold any
	// bytes, names no file, and may stand for several members. No ".." leads it.
	Path      string
	File      string // the file that it is or is in, as Path begins; "" for standard input
	Name      string // base name, "stdin" for standard input
	MediaType string // by content; "" when the content could not be read
	Size      int64  // bytes
	// Err is a *dossier.Error saying why the input cannot be used, else nil.
	// It is ErrUnsupported when the content is fine but of a kind not read; it can
	// be opened all the same.
	Err error

	modified time.Time // of a file, to notice a change while it is being read
	spool    *spool    // the content, when it is no file; nil otherwise
}

// ErrUnsupported tells a file that leakprint does not read from one that it
// reads but could not: errors.Is(input.Err, ErrUnsupported). In a folder such
// files are to be passed over with a note.
var ErrUnsupported = errors.New("leakprint does not read this kind of file")

var (
	errEmpty    = errors.New("the file is empty")
	errChanged  = errors.New("it changed while it was being read")
	errReleased = errors.New("its content was given back already")
)

// Limits on what is read. A field that is zero stands for the same field of
// DefaultLimits.
type Limits struct {
	File  int64 // bytes of one file or one member of an archive
	Stdin int64 // bytes of standard input, which is held in memory

	// The following hold for each archive and message outside any other, with all
	// that is nested in it.
	Members  int   // files, folders and whatever else it lists
	Unpacked int64 // bytes that come out of it
	Depth    int   // how many archives and messages may be nested, the outermost included
	// Ratio is how many times its own size an archive may unpack to, and a member
	// its packed size. It matters from 64 MiB on: little text may well be packed that
	// tightly. It holds for nested archives as well.
	Ratio int64
}

// DefaultLimits hold where the caller sets none.
func DefaultLimits() Limits {
	return Limits{File: 1 << 30, Stdin: 256 << 20, Members: 10_000, Unpacked: 4 << 30, Depth: 3, Ratio: 200}
}

// orDefaults puts the default where the caller set no limit.
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

// Open returns the content, exactly Size bytes, any number of times until the
// input is released. Reading a file through ends in an error when it is no longer
// what it was when the Input was made.
func (in Input) Open() (Content, error) {
	if in.MediaType == "" {
		return nil, in.Err
	}
	return in.open()
}

// Release gives back the memory or the temporary file that holds the content of
// a member of an archive or of standard input. Who takes an input from Each calls
// it when done with it; contents that are open still may be read to their end. It
// may be called on any input, and again.
func (in Input) Release() {
	if in.spool != nil {
		in.spool.release()
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

// Digests are those of one content (FIPS 180-4).
type Digests struct {
	SHA256 dossier.Digest
	SHA512 [sha512.Size]byte
	// SHA1 is for joining with others' catalogues, not evidence: whoever wants two
	// files with one SHA-1 can make them.
	SHA1 [sha1.Size]byte
}

// Digests reads the content once and returns its digests.
func (in Input) Digests(ctx context.Context) (Digests, error) {
	content, err := in.Open()
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

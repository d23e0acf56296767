package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An Unpacker unpacks archives and messages where a hostile one can do no harm: in another process.
// UnpackHere is what that does.
type Unpacker interface {
	// Unpack calls each with the members of a container, in order, and those of containers in it,
	// and last with the container itself (Entry.Path "") if something is wrong with it, or if it is
	// a document. Content is nil if there is none, and is read before each returns. Errors are
	// those of each, ctx's, and *dossier.Error of why it cannot be unpacked at all.
	Unpack(ctx context.Context, c Container, limits Limits, each func(e Entry, content io.Reader) error) error
}

// A Container is an archive or a message.
type Container struct {
	Path string // for errors
	Name string
	Data io.ReaderAt
	Size int64
}

// An Entry is what an Unpacker says of a member.
type Entry struct {
	Path        string // from the container on, as in Input.Path: "!member", "!b.tar!c.pdf"
	Name        string
	MediaType   string
	Size        int64
	Reason      string // why it cannot be used; "" if it can
	Hint        string // what to do about that
	Unsupported bool   // the reason is that leakprint does not read its kind
}

// EachBy is Each with containers unpacked by another. Copies too large to be held in memory lie in the
// folder aside, in files without a name; where that is "", or cannot be written to, in the folder for
// temporary files.
func EachBy(ctx context.Context, by Unpacker, aside string, paths []string, stdin io.Reader, limits Limits) iter.Seq[Input] {
	return each(walk{ctx: ctx, limits: limits.orDefaults(), unpacker: by, aside: aside}, paths, stdin)
}

// errStopped says that nobody wants more inputs.
var errStopped = errors.New("no more inputs are wanted")

// unpackElsewhere gives the members of c, and c itself if the unpacker does, or fails. What it says
// is as hostile as c: limits hold here as well.
func (w *walk) unpackElsewhere(c Input) {
	content, err := c.openWithin(w.ctx)
	if err != nil {
		c.Err = failUnpacking(c.Path, err)
		w.give(c)
		return
	}
	defer content.Close()
	outermost, self, members := &unpacking{Input: c}, c, 0
	err = w.unpacker.Unpack(w.ctx, Container{Path: c.Path, Name: c.Name, Data: content, Size: c.Size}, w.limits, func(e Entry, r io.Reader) error {
		if members++; w.done() || members > w.limits.Members+1 {
			return errStopped
		}
		if e.Path == "" {
			self.MediaType, self.Err = e.MediaType, e.failure(c.Path)
			w.give(self)
			self = Input{}
			return nil
		}
		in := Input{Path: c.Path + e.Path, File: c.File, Name: e.Name, MediaType: e.MediaType, Size: max(0, e.Size), Err: e.failure(c.Path + e.Path)}
		if r != nil {
			spool, err := fill(w.aside, &meter{walk: w, of: outermost, r: r, left: w.limits.File, over: tooLarge(in.Size, w.limits.File)})
			if err != nil {
				return err
			}
			in.spool, in.Size = spool, spool.size
		}
		w.give(in)
		return nil
	})
	switch {
	case self.Path == "": // given
	case err != nil && !errors.Is(err, errStopped) && w.ctx.Err() == nil:
		self.Err = failUnpacking(c.Path, err)
		w.give(self)
	default:
		self.Release()
	}
}

// failure returns why the entry cannot be used, for Input.Err.
func (e Entry) failure(path string) error {
	switch {
	case e.Reason == "" && e.MediaType == "":
		return fail(path, errEmpty, "")
	case e.Reason == "":
		return nil
	case e.Unsupported:
		return fail(path, unsupported(e.Reason), e.Hint)
	}
	return fail(path, errors.New(e.Reason), e.Hint)
}

// UnpackHere does what an Unpacker does, of a container in memory and in this process. Members are
// held in memory, one at a time, and with each the containers that it lies in.
func UnpackHere(ctx context.Context, name string, data []byte, limits Limits, each func(e Entry, content Content) error) error {
	var failed error
	w := walk{ctx: ctx, limits: limits.orDefaults(), memoryOnly: true}
	w.yield = func(in Input) bool {
		defer in.Release()
		var content Content
		if in.Path != "" && in.MediaType != "" {
			if content, failed = in.Open(); failed != nil {
				return false
			}
			defer content.Close()
		}
		failed = each(entryOf(in), content)
		return failed == nil
	}
	in := recognised(Input{Name: name, Size: int64(len(data)), spool: inMemory(data)})
	w.found(in)
	return failed
}

// entryOf says of an input what another process needs to know.
func entryOf(in Input) Entry {
	e := Entry{Path: in.Path, Name: in.Name, MediaType: in.MediaType, Size: in.Size}
	if in.Err != nil {
		e.Reason, e.Hint = reasonAndHint(in.Err)
		e.Unsupported = errors.Is(in.Err, ErrUnsupported)
	}
	return e
}

// memorySpool is the largest member that is unpacked in memory, in bytes: no larger document is read.
const memorySpool = 300 << 20

// fillMemory reads r to its end into a new spool.
func fillMemory(r io.Reader) (*spool, error) {
	var b blocks
	if _, err := io.Copy(&b, io.LimitReader(r, memorySpool+1)); err != nil {
		return nil, err
	}
	if b.size > memorySpool {
		return nil, &refusal{fmt.Errorf("more than the limit of %s within an archive", bytesInWords(memorySpool)), hintUnpack}
	}
	return &spool{size: b.size, at: &b, users: 1}, nil
}

// blocks are bytes in memory that are never copied to grow.
type blocks struct {
	all  [][]byte // all full but the last
	size int64
}

const blockSize = 1 << 20

func (b *blocks) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		last := len(b.all) - 1
		if last < 0 || len(b.all[last]) == blockSize {
			room := blockSize
			if last < 0 {
				room = min(blockSize, max(len(p), 4<<10)) // most members are small
			}
			b.all = append(b.all, make([]byte, 0, room))
			last++
		}
		block := b.all[last]
		n := min(len(p), blockSize-len(block))
		b.all[last] = append(block, p[:n]...)
		p = p[n:]
	}
	b.size += int64(written)
	return written, nil
}

func (b *blocks) ReadAt(p []byte, off int64) (int, error) {
	read := 0
	for read < len(p) && off < b.size {
		n := copy(p[read:], b.all[off/blockSize][off%blockSize:])
		read, off = read+n, off+int64(n)
	}
	if read < len(p) {
		return read, io.EOF
	}
	return read, nil
}

// reasonAndHint takes apart an error of fail.
func reasonAndHint(err error) (reason, hint string) {
	told, ok := errors.AsType[*dossier.Error](err)
	if !ok {
		return err.Error(), ""
	}
	return strings.TrimSpace(told.Err.Error()), told.Hint
}

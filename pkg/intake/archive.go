package intake

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An unpacker steps through the members of a container. It counts the bytes that its decoders
// pass to one another, and the memory that they take, in the flow.
type unpacker func(Input, *io.SectionReader, flow) (nextMember, error)

// unpackers is by media type.
var unpackers = map[string]unpacker{
	typeZip:   zipMembers,
	typeTar:   func(_ Input, r *io.SectionReader, _ flow) (nextMember, error) { return tarMembers(r), nil },
	typeGzip:  compressed(gunzip),
	typeBzip2: compressed(bunzip2),
	typeXZ:    compressed(unxz),
	typeZstd:  compressed(unzstd),
	type7z:    sevenZipMembers,
	typeRAR:   rarMembers,
	typeMail:  mailMembers,
}

// nextMember returns the next member of a container, io.EOF after the last. A member in a
// stream must be read before the next call.
type nextMember func() (member, error)

// A member of an archive, or a part of a message.
type member struct {
	name     string
	notAFile bool                          // a folder, a link, a blank message body: skipped
	inStream bool                          // later members can be reached only by reading it
	size     int64                         // declared bytes; -1 if not known
	packed   int64                         // bytes in the archive; 0 if not known
	refused  error                         // why it cannot be read, known before trying
	open     func() (io.ReadCloser, error) // in a stream, a second call continues the first
}

// An unpacking is an archive or a message whose members are being given.
type unpacking struct {
	Input
	outer    *unpacking // the one that holds it; nil for the outermost
	depth    int        // 1 for the outermost
	members  int        // counted only in the outermost
	unpacked int64      // bytes unpacked from it and from what is nested in it
	flowed   int64      // bytes that flowed within them (see flow)
	given    bool       // it had a member to give
}

// A refusal says that a member or an archive exceeds a limit or cannot be unpacked by
// leakprint. Later members may still be readable.
type refusal struct {
	why  error
	hint string
}

func (r *refusal) Error() string { return r.why.Error() }
func (r *refusal) Unwrap() error { return r.why }

// exceeded is the refusal of a whole container, which ends it and everything nested in it.
type exceeded struct {
	refusal *refusal
	of      *unpacking
}

func (e *exceeded) Error() string { return e.refusal.Error() }
func (e *exceeded) Unwrap() error { return e.refusal }

const (
	hintUnpack   = "unpack it and name the folder"
	hintPassword = "unpack it with the password and name the folder"
)

var errEncrypted = errors.New("it is encrypted")

// ratioMatters is how many bytes must be unpacked before the compression ratio counts.
const ratioMatters = 64 << 20

func isContainer(in Input) bool {
	_, ok := unpackers[in.MediaType]
	return ok && in.Err == nil
}

// unpack gives the members of c and then, if something went wrong, c itself. It returns an
// error only if a container around c exceeded a limit: that container's *exceeded.
func (w *walk) unpack(c *unpacking) error {
	err := w.members(c)
	if over, ok := errors.AsType[*exceeded](err); ok && over.of != c {
		c.Release()
		return err
	}
	if err == nil && !c.given {
		err = &refusal{errors.New("it holds no files"), ""}
	}
	if err == nil {
		c.Release()
		return nil
	}
	c.Err = failUnpacking(c.Path, err)
	w.give(c.Input)
	return nil
}

// failUnpacking returns the error, in words for a person, of a container or member that cannot
// be read.
func failUnpacking(path string, err error) error {
	if told, ok := errors.AsType[*dossier.Error](err); ok {
		return told
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return fail(path, r.why, r.hint)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(path, errors.New("it is cut short"), "get a whole copy of it")
	}
	return fail(path, fmt.Errorf("it is damaged: %w", reason(err)), "if another program can unpack it, do so and name the folder")
}

func (w *walk) members(c *unpacking) error {
	if c.depth > w.limits.Depth {
		return &refusal{fmt.Errorf("archives and messages nested more than %d deep", w.limits.Depth), hintUnpack}
	}
	content, err := c.openWithin(w.ctx)
	if err != nil {
		return err
	}
	defer content.Close()
	within := flow{w, c}
	source := io.NewSectionReader(within.readerAt(content), 0, c.Size)
	next, err := guarded(func() (nextMember, error) { return unpackers[c.MediaType](c.Input, source, within) })
	if err != nil {
		return err
	}
	for !w.done() {
		m, err := guarded(next)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.count(c); err != nil {
			return err
		}
		if err := w.member(c, m); err != nil {
			return err
		}
	}
	return nil
}

// member gives one member of c. It returns an error only if the rest of c cannot be read.
func (w *walk) member(c *unpacking, m member) error {
	name := label(m.name)
	if m.notAFile || isHiddenPath(name) {
		return w.passOver(c, m)
	}
	c.given = true
	in := Input{Path: c.Path + "!" + name, File: c.File, Name: path.Base(name), Size: max(0, m.size)}
	content, err := w.fetch(c, m)
	if err != nil {
		return w.missed(c, m, in, err)
	}
	in.spool, in.Size = content, content.size
	if in.Size == 0 {
		in.Err = fail(in.Path, errEmpty, "")
	} else {
		in = recognised(in)
	}
	if isContainer(in) {
		return w.unpack(&unpacking{Input: in, outer: c, depth: c.depth + 1})
	}
	w.give(in)
	return nil
}

// missed gives a member whose content could not be fetched, unless the error ends c.
func (w *walk) missed(c *unpacking, m member, in Input, err error) error {
	if _, ok := errors.AsType[*exceeded](err); ok {
		return err
	}
	if _, ok := errors.AsType[*refusal](err); !ok && m.inStream {
		return err // so what follows is damaged too
	}
	in.Err = failUnpacking(in.Path, err)
	w.give(in)
	return w.passOver(c, m)
}

// refuse returns the reason why m must not be read, judging by what the archive declares.
func (w *walk) refuse(m member) error {
	switch {
	case m.refused != nil:
		return m.refused
	case m.size > w.limits.File:
		return &refusal{tooLarge(m.size, w.limits.File), ""}
	case m.size > w.mostOf(m):
		return w.tooTight()
	}
	return nil
}

// mostOf returns how many bytes m may unpack to, given its packed size.
func (w *walk) mostOf(m member) int64 {
	if m.packed <= 0 || m.packed > w.limits.File/w.limits.Ratio {
		return w.limits.File
	}
	return min(w.limits.File, max(ratioMatters, m.packed*w.limits.Ratio))
}

func (w *walk) tooTight() *refusal {
	return &refusal{fmt.Errorf("it unpacks to more than %d times its size, as archive bombs do", w.limits.Ratio),
		"if you trust it, " + hintUnpack}
}

// fetch reads the content of m.
func (w *walk) fetch(c *unpacking, m member) (*spool, error) {
	if err := w.refuse(m); err != nil {
		return nil, err
	}
	most := w.mostOf(m)
	over := &refusal{fmt.Errorf("more than the limit of %s", bytesInWords(most)), ""}
	if most < w.limits.File {
		over = w.tooTight()
	}
	return guarded(func() (*spool, error) {
		r, err := m.open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		metered := &meter{walk: w, of: c, r: r, left: most, over: over}
		if w.memoryOnly {
			return fillMemory(metered)
		}
		return fill(w.aside, metered)
	})
}

// passOver skips m. In a stream it reads what is left of m to reach the next member.
func (w *walk) passOver(c *unpacking, m member) error {
	if !m.inStream || m.refused != nil {
		return nil
	}
	_, err := guarded(func() (int64, error) {
		r, err := m.open()
		if err != nil {
			return 0, err
		}
		defer r.Close()
		return io.Copy(io.Discard, &meter{walk: w, of: c, r: r, left: math.MaxInt64})
	})
	return err
}

// A meter counts the bytes unpacked, and fails once a limit is exceeded or the context is done.
type meter struct {
	*walk
	of   *unpacking
	r    io.Reader
	left int64
	over error // returned when more than left is read
}

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	over := m.cameOut(m.of, int64(n))
	if m.left -= int64(n); m.left < 0 {
		over = m.over
	}
	if over != nil {
		return 0, over
	}
	return n, err
}

// cameOut counts n bytes unpacked from c, and so from everything that c lies in. If several
// limits are exceeded it returns the outermost.
func (w *walk) cameOut(c *unpacking, n int64) error {
	var err error
	for ; c != nil; c = c.outer {
		c.unpacked += n
		err = cmp.Or(w.exceeds(c, c.unpacked), err)
	}
	return err
}

// exceeds returns an *exceeded if n bytes are more than c may unpack to, else nil.
func (w *walk) exceeds(c *unpacking, n int64) error {
	switch {
	case n > ratioMatters && n/w.limits.Ratio >= c.Size:
		return &exceeded{w.tooTight(), c}
	case c.outer == nil && n > w.limits.Unpacked:
		return &exceeded{&refusal{fmt.Errorf("it unpacks to more than the limit of %s", bytesInWords(w.limits.Unpacked)), hintUnpack}, c}
	}
	return nil
}

// A flow counts the bytes that flow within a container: those read from it, those that one
// of its decoders passes to another, and the memory that decoders take. All of these can
// grow without a byte being unpacked: a few hundred bytes can hold more empty blocks than
// all disks have bytes. So they have limits of their own, and reading them checks the
// context.
type flow struct {
	*walk
	of *unpacking
}

// flowing is how many bytes may flow for each that may be unpacked. An archive is read once or
// twice, unpacked, and members that are archives are read again.
const flowing = 4

// count counts n bytes. It returns the context's error if that is done, and an *exceeded if
// too many have flowed; the first ratioMatters bytes are free.
func (f flow) count(n int64) error {
	err := f.ctx.Err()
	for c := f.of; c != nil; c = c.outer {
		c.flowed += n
		err = cmp.Or(f.exceeds(c, (c.flowed-ratioMatters)/flowing), err)
	}
	return err
}

// reader counts what is read of r.
func (f flow) reader(r io.Reader) io.Reader { return flowReader{f, r} }

type flowReader struct {
	flow flow
	r    io.Reader
}

func (r flowReader) Read(p []byte) (int, error) {
	if err := r.flow.count(0); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	return n, cmp.Or(r.flow.count(int64(n)), err)
}

// readerAt counts what is read of r.
func (f flow) readerAt(r io.ReaderAt) io.ReaderAt { return flowReaderAt{f, r} }

type flowReaderAt struct {
	flow flow
	r    io.ReaderAt
}

func (r flowReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if err := r.flow.count(0); err != nil {
		return 0, err
	}
	n, err := r.r.ReadAt(p, off)
	return n, cmp.Or(r.flow.count(int64(n)), err)
}

// count counts one more member of c.
func (w *walk) count(c *unpacking) error {
	for c.outer != nil {
		c = c.outer
	}
	if c.members++; c.members > w.limits.Members {
		return &exceeded{&refusal{fmt.Errorf("it holds more than the limit of %d files", w.limits.Members), hintUnpack}, c}
	}
	return nil
}

// guarded turns the panic of a library that reads a hostile archive into an error.
func guarded[T any](read func() (T, error)) (result T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("its reader failed: %v", p)
		}
	}()
	return read()
}

// label returns a member's name without parts that would lead out of a folder. Control
// characters and invalid UTF-8 stay.
func label(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))
	if name == "/" {
		return "unnamed"
	}
	return name[1:]
}

func isHiddenPath(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if isHidden(part) {
			return true
		}
	}
	return false
}

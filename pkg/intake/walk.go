package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Each yields the inputs that paths name, in the order of paths. A folder stands for every
// file below it in lexical order, except hidden files and folders (".git", ".DS_Store") and
// those of systems ("Thumbs.db", "__MACOSX"). Links to files are followed; links to folders
// within a folder are not, so there are no loops. "-" is standard input, read from stdin,
// once.
//
// An archive or a message stands for its members, in their order, with the same exceptions
// and without links. If it is truncated or damaged or exceeds the limits, it is itself
// yielded after the members that could be read, with the reason in Err.
//
// The caller must release each input when done with it. The sequence ends early if ctx is
// done, so check ctx.Err afterwards. It can be iterated over once.
func Each(ctx context.Context, paths []string, stdin io.Reader, limits Limits) iter.Seq[Input] {
	return each(walk{ctx: ctx, limits: limits.orDefaults()}, paths, stdin)
}

func each(w walk, paths []string, stdin io.Reader) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		w.yield = yield
		for _, path := range paths {
			if path == "-" {
				w.found(w.standardInput(stdin))
				continue
			}
			w.named(path)
		}
	}
}

// A walk is one run of Each.
type walk struct {
	ctx       context.Context
	limits    Limits
	yield     func(Input) bool
	given     int
	stdinRead bool
	stopped   bool // yield returned false

	unpacker   Unpacker // nil to unpack in this process
	aside      string   // where copies lie that are too large to be held; "" for the folder for temporary files
	memoryOnly bool     // this process can make no files
}

func (w *walk) done() bool { return w.stopped || w.ctx.Err() != nil }

// found gives an input or, if it is an archive or a message, its members.
func (w *walk) found(in Input) {
	if isContainer(in) && !w.done() && w.unpacker != nil {
		w.unpackElsewhere(in)
		return
	}
	if isContainer(in) && !w.done() {
		_ = w.unpack(&unpacking{Input: in, depth: 1}) // no container is around it
		return
	}
	w.give(in)
}

// give yields in to the consumer, who must release it.
func (w *walk) give(in Input) {
	if w.done() {
		in.Release()
		return
	}
	w.given++
	w.stopped = !w.yield(in)
}

func (w *walk) named(path string) {
	if w.done() {
		return
	}
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		w.found(w.file(path))
		return
	}
	before := w.given
	w.folder(path)
	if w.given == before {
		w.give(refused(path, errors.New("the folder holds no files"), ""))
	}
}

func (w *walk) folder(path string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		w.give(refused(path, err, ""))
	}
	for _, entry := range entries {
		if w.done() {
			return
		}
		if isHidden(entry.Name()) {
			continue
		}
		child := filepath.Join(path, entry.Name())
		switch {
		case entry.IsDir():
			w.folder(child)
		case isLinkToFolder(child, entry):
			w.give(refused(child, unsupported("a link to a folder, which is not followed"), "name the folder itself"))
		default:
			w.found(w.file(child))
		}
	}
}

// isHidden reports whether systems hide files of this name.
func isHidden(name string) bool {
	return strings.HasPrefix(name, ".") || name == "__MACOSX" ||
		strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
}

func isLinkToFolder(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// file returns the input of the file at path, recognised and checked against the limits.
func (w *walk) file(path string) Input {
	info, err := os.Stat(path)
	if err != nil {
		if link, linkErr := os.Lstat(path); linkErr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return refused(path, fmt.Errorf("a link that leads nowhere: %w", reason(err)), "")
		}
		return refused(path, err, "")
	}
	if !info.Mode().IsRegular() {
		// Opening a pipe or a device may never return.
		return refused(path, errors.New(specialFile(info.Mode())), "to read from a pipe, pass it on standard input and name it -")
	}
	in := Input{Path: path, File: path, Name: filepath.Base(path), Size: info.Size(), info: info}
	switch {
	case in.Size == 0:
		in.Err = fail(path, errEmpty, "")
		return in
	case in.Size > w.limits.File:
		in.Err = fail(path, tooLarge(in.Size, w.limits.File), "")
		return in
	}
	if in = w.recognised(in); in.Err == nil {
		in.held = &held{folder: w.aside}
	}
	return in
}

// recognised fills in the media type of in. Where another unpacks archives, it tells as well whether
// one is a document.
func (w *walk) recognised(in Input) Input {
	if w.unpacker != nil {
		return recognisedBy(in, func(s sample, _ io.ReaderAt) string { return typeZip })
	}
	return recognised(in)
}

func specialFile(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe, not a file"
	case mode&fs.ModeSocket != 0:
		return "a socket, not a file"
	case mode&fs.ModeDevice != 0:
		return "a device, not a file"
	}
	return "not a regular file"
}

func (w *walk) standardInput(r io.Reader) Input {
	in := Input{Path: "-", Name: "stdin"}
	if w.stdinRead {
		in.Err = fail("-", errors.New("standard input was named twice"), "name - once")
		return in
	}
	w.stdinRead = true
	content, err := fillUntil(w.ctx, w.aside, io.LimitReader(r, w.limits.Stdin+1))
	switch {
	case err != nil:
		in.Err = failUnpacking("-", err)
	case content.size == 0:
		in.Err = fail("-", errors.New("nothing came in on standard input"), "")
	case content.size > w.limits.Stdin:
		content.release()
		in.Err = fail("-", fmt.Errorf("more than the limit of %s on standard input", bytesInWords(w.limits.Stdin)),
			"save it to a file and name the file")
	default:
		in.spool, in.Size = content, content.size
		return w.recognised(in)
	}
	return in
}

// fillUntil is fill, and returns when ctx is done even if r blocks, as a terminal does until the user
// types: Ctrl-C must end the program. The blocked goroutine is left behind, because the program is
// about to end.
func fillUntil(ctx context.Context, folder string, r io.Reader) (*spool, error) {
	type result struct {
		content *spool
		err     error
	}
	read := make(chan result, 1)
	go func() {
		content, err := fill(folder, r)
		read <- result{content, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-read:
		return got.content, got.err
	}
}

func refused(path string, err error, hint string) Input {
	return Input{Path: path, File: path, Name: filepath.Base(path), Err: fail(path, err, hint)}
}

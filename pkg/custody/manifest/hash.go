package manifest

import (
	"context"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A File is a file that was found and read.
type File struct {
	Path string
	Size int64 // bytes
	Sums Sums  // none if Err is set
	Err  error // why it could not be read; wraps fs.ErrNotExist if it is not there
}

// Why a file is not read.
var (
	errLink    = errors.New("is a link, which is not followed")
	errFolder  = errors.New("is a folder")
	errSpecial = errors.New("is not a regular file")
	errChanged = errors.New("changed while it was being read")
)

// Walk returns the regular files below a folder, including hidden ones, sorted. It also
// returns links, special files and folders that cannot be read; reading those gives the
// reason. It follows no link below the folder. If root is not a folder, it is the only path
// returned.
func Walk(root string) ([]string, error) {
	info, err := os.Stat(root)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Lstat(root) // a link that leads nowhere is something
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{root}, nil
	}
	var paths []string
	start := root + string(filepath.Separator) + "." // a folder even when root is a link to one
	err = filepath.WalkDir(start, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case path == start:
			return err
		case err != nil, !entry.IsDir():
			paths = append(paths, path)
		}
		return nil
	})
	slices.Sort(paths)
	return paths, err
}

// bufferSize is how much of a file is read at once, in bytes: it fits a core's own cache while
// several digests are computed.
const bufferSize = 256 << 10

// Hash reads files, at most workers at once, and calls done with each in the order of
// paths, one at a time. A file that is not regular, cannot be read or changes while being
// read has an Err. Hash stops at done's first error, which it returns, and when ctx is
// done.
func Hash(ctx context.Context, paths []string, algorithms []Algorithm, workers int, done func(File) error) error {
	group, ctx := errgroup.WithContext(ctx)
	order := inOrder{finished: make(map[int]File), done: done}
	var taken atomic.Int64
	for range min(max(1, workers), len(paths)) {
		group.Go(func() error {
			d := newDigester(algorithms)
			buffer := make([]byte, bufferSize)
			for {
				i := int(taken.Add(1)) - 1
				if i >= len(paths) {
					return nil
				}
				file := d.file(ctx, paths[i], buffer)
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := order.finish(i, file); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// inOrder hands files to done in the order of their numbers.
type inOrder struct {
	done func(File) error

	mu       sync.Mutex
	finished map[int]File // those waiting for an earlier one
	next     int
	err      error // done's
}

func (o *inOrder) finish(i int, file File) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.finished[i] = file
	for o.err == nil {
		file, ready := o.finished[o.next]
		if !ready {
			break
		}
		delete(o.finished, o.next)
		o.next++
		o.err = o.done(file)
	}
	return o.err
}

// A digester computes several digests of what is written to it.
type digester struct {
	algorithms []Algorithm
	hashes     []hash.Hash
}

// newDigester returns a digester.
func newDigester(algorithms []Algorithm) *digester {
	d := &digester{}
	for _, k := range kinds {
		if slices.Contains(algorithms, k.algorithm) {
			d.algorithms = append(d.algorithms, k.algorithm)
			d.hashes = append(d.hashes, k.new())
		}
	}
	return d
}

func (d *digester) Write(p []byte) (int, error) {
	for _, h := range d.hashes {
		h.Write(p)
	}
	return len(p), nil
}

// sums returns the digests of what was written, and resets d.
func (d *digester) sums() Sums {
	var sums Sums
	for i, h := range d.hashes {
		sums[d.algorithms[i]] = hex.EncodeToString(h.Sum(nil))
		h.Reset()
	}
	return sums
}

func (d *digester) file(ctx context.Context, path string, buffer []byte) File {
	size, err := d.read(ctx, path, buffer)
	f := File{Path: path, Size: size, Sums: d.sums()}
	if err != nil {
		f.Sums, f.Err = Sums{}, err
	}
	return f
}

// read writes a file to d and returns its size.
func (d *digester) read(ctx context.Context, path string, buffer []byte) (int64, error) {
	file, before, err := openRegular(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	size, err := io.CopyBuffer(d, cancellable{ctx, file}, buffer)
	if err != nil {
		return size, err
	}
	after, err := file.Stat()
	if err != nil {
		return size, err
	}
	if size != before.Size() || after.Size() != size || !after.ModTime().Equal(before.ModTime()) {
		return size, errChanged
	}
	return size, nil
}

// openRegular opens a regular file. It returns an error for anything else, even if swapped in
// while opening.
func openRegular(path string) (*os.File, fs.FileInfo, error) {
	found, err := os.Lstat(path)
	if err != nil {
		return nil, nil, err
	}
	switch mode := found.Mode(); {
	case mode.IsRegular():
	case mode.IsDir():
		return nil, nil, listable(path)
	case mode&fs.ModeSymlink != 0:
		return nil, nil, errLink
	default:
		return nil, nil, errSpecial
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !os.SameFile(found, info) {
		err = errChanged
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, info, nil
}

// listable returns why a folder cannot be read as a file: errFolder, or the error of opening
// it.
func listable(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	folder.Close()
	return errFolder
}

// cancellable is a reader that ends with its context.
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

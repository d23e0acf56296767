package corpus

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// objects keeps originals: one read-only file each, named by its SHA-256, in a folder named
// by the first two digits (objects/ab/abcd...).
type objects struct{ dir string }

// incoming is the prefix of files that are being written.
const incoming = "incoming-"

// name returns an original's slash-separated path below the folder.
func (o objects) name(d dossier.Digest) string {
	name := d.String()
	return name[:2] + "/" + name
}

func (o objects) path(d dossier.Digest) string {
	return filepath.Join(o.dir, filepath.FromSlash(o.name(d)))
}

// put stores the content of an input whose digest is known and reports whether it was not
// there before; if so, it has announced it (leftovers.go), and the caller must settle or remove it. The file is written wholly or not at all. A file of that name with other
// content is replaced.
func (o objects) put(ctx context.Context, in intake.Input, digest dossier.Digest) (stored bool, err error) {
	path := o.path(digest)
	var there manifest.File
	err = manifest.Hash(ctx, []string{path}, []manifest.Algorithm{manifest.SHA256}, 1, func(f manifest.File) error {
		there = f
		return nil
	})
	if err != nil || there.Sums[manifest.SHA256] == digest.String() {
		return false, err
	}
	if err := o.write(ctx, in, digest, path); err != nil {
		if has, _ := o.has(digest); !has {
			o.settle(digest)
		} // else it is in place and may not last: the next process removes it
		return false, &dossier.Error{Op: OpKeepOriginal, Path: in.Path, Err: err}
	}
	return true, nil
}

func (o objects) write(ctx context.Context, in intake.Input, digest dossier.Digest, path string) error {
	content, err := in.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	if err := atomicfile.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	// File systems keep the order of names: the announcement outlasts a crash if the original does.
	if err := o.announce(digest); err != nil {
		return err
	}
	return atomicfile.Replace(path, atomicfile.Options{Aside: incoming + "*", Dir: o.dir, Mode: 0o400, Durable: true}, func(w io.Writer) error {
		sum := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, sum), content); err != nil {
			return err
		}
		if dossier.Digest(sum.Sum(nil)) != digest {
			return errors.New("it changed while it was being read")
		}
		return ctx.Err()
	})
}

// has reports whether the original is kept.
func (o objects) has(d dossier.Digest) (bool, error) {
	_, err := os.Stat(o.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// files hashes all files in the folder.
func (o objects) files(ctx context.Context, workers int) ([]manifest.File, error) {
	paths, err := manifest.Walk(o.dir)
	if errors.Is(err, fs.ErrPermission) {
		paths, err = []string{o.dir}, nil // hashing it reports the error
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &dossier.Error{Op: OpReadOriginals, Path: o.dir, Err: err}
	}
	return hashed(ctx, paths, workers)
}

// since hashes the originals that the log says are kept and that are not among files: those
// put there in the meantime.
func (o objects) since(ctx context.Context, files []manifest.File, told ledger, workers int) ([]manifest.File, error) {
	read := make(map[string]bool, len(files))
	for _, f := range files {
		read[f.Path] = true
	}
	var paths []string
	for digest, a := range told {
		if path := o.path(digest); a.original && !read[path] {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return hashed(ctx, paths, workers)
}

func hashed(ctx context.Context, paths []string, workers int) ([]manifest.File, error) {
	var files []manifest.File
	err := manifest.Hash(ctx, paths, []manifest.Algorithm{manifest.SHA256, manifest.SHA512}, workers, func(f manifest.File) error {
		files = append(files, f)
		return nil
	})
	return files, err
}

// remove deletes an original, if it is there.
func (o objects) remove(d dossier.Digest) error {
	if err := os.Remove(o.path(d)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (o objects) open(d dossier.Digest) (*os.File, error) { return os.Open(o.path(d)) }

// openChecked opens an original. Reading it ends in an error instead of io.EOF if its content
// does not match its digest.
func (o objects) openChecked(d dossier.Digest) (io.ReadCloser, error) {
	file, err := o.open(d)
	return &checkedFile{file, sha256.New(), d}, err
}

type checkedFile struct {
	file *os.File
	sum  hash.Hash
	want dossier.Digest
}

func (f *checkedFile) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	f.sum.Write(p[:n])
	if err == io.EOF && dossier.Digest(f.sum.Sum(nil)) != f.want {
		err = fmt.Errorf("original %s is not what was collected: run leakprint verify", f.want.Short())
	}
	return n, err
}

func (f *checkedFile) Close() error { return f.file.Close() }

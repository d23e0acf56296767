package corpus

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// objects keeps originals: one read-only file each, named by its SHA-256 in a
// folder named by the digest's first two digits (objects/ab/abcd...).
type objects struct{ dir string }

func (o objects) path(d dossier.Digest) string {
	name := d.String()
	return filepath.Join(o.dir, name[:2], name)
}

// put stores an input's content, whose digest is known. It is either wholly there
// afterwards or not at all.
func (o objects) put(ctx context.Context, in intake.Input, digest dossier.Digest) error {
	path := o.path(digest)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := o.write(ctx, in, digest, path); err != nil {
		return &dossier.Error{Op: "keep original", Path: in.Path, Err: err,
			Hint: "make room or choose another place with --corpus; --no-originals keeps fingerprints only"}
	}
	return nil
}

func (o objects) write(ctx context.Context, in intake.Input, digest dossier.Digest, path string) (err error) {
	content, err := in.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(o.dir, "incoming-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil { // what goes wrong in clearing up matters less than err
			file.Close()
			os.Remove(file.Name())
		}
	}()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(file, sum), content); err != nil {
		return err
	}
	if dossier.Digest(sum.Sum(nil)) != digest {
		return errors.New("it changed while it was being read")
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := errors.Join(file.Chmod(0o400), file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// has reports whether the original is kept.
func (o objects) has(d dossier.Digest) (bool, error) {
	_, err := os.Stat(o.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (o objects) open(d dossier.Digest) (*os.File, error) { return os.Open(o.path(d)) }

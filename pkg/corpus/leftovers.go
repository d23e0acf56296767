package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
)

// A process may be killed between putting an original in place and entering its record, or while
// it writes. Before it puts one in place it announces it: with an empty file of this name and the
// digest, in the same folder, which it takes away once the log says what became of the original.
// What is announced and not in the log, and what was being written, the next process that opens
// the corpus for writing removes, if no other has it open.
const pending = "pending-"

// lockFile is shared by all processes that have the corpus open for writing.
const lockFile = "lock"

func (o objects) announcement(d dossier.Digest) string {
	return filepath.Join(o.dir, pending+d.String())
}

func (o objects) announce(d dossier.Digest) error {
	return os.WriteFile(o.announcement(d), nil, 0o600)
}

// settle takes an announcement back. If it stays, the next process finds that it was settled.
func (o objects) settle(d dossier.Digest) { _ = os.Remove(o.announcement(d)) }

// leftovers returns the files among the originals that were being written, and the digests of
// originals of which the log may not say what became. Where the folder cannot be read there are
// none: what needs the originals tells that.
func (o objects) leftovers() (partial []string, announced map[dossier.Digest]bool) {
	entries, _ := os.ReadDir(o.dir)
	announced = make(map[dossier.Digest]bool)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), incoming) {
			partial = append(partial, filepath.Join(o.dir, entry.Name()))
		}
		if text, ok := strings.CutPrefix(entry.Name(), pending); ok {
			if d, err := dossier.ParseDigest(text); err == nil {
				announced[d] = true
			}
		}
	}
	return partial, announced
}

// settled returns the files without leftovers, of which it says in notes how many there are: the
// files that were being written, announcements, and originals announced that the log does not know.
func (o objects) settled(files []manifest.File, told ledger) (kept []manifest.File, notes []string) {
	_, announced := o.leftovers()
	unsettled := make(map[string]bool)
	for digest := range announced {
		if a := told[digest]; a == nil || !a.original {
			unsettled[o.path(digest)] = true
		}
	}
	left := 0
	for _, f := range files {
		switch {
		case strings.HasPrefix(filepath.Base(f.Path), pending):
		case strings.HasPrefix(filepath.Base(f.Path), incoming), unsettled[f.Path]:
			left++
		default:
			kept = append(kept, f)
		}
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("files left among the originals by an addition that was cut short, or that goes on: %d; the next one clears them", left))
	}
	return kept, notes
}

// clearLeftovers takes part in writing the corpus, and clears what runs that were cut short have left if
// no other process writes it.
func (c *Corpus) clearLeftovers(ctx context.Context) (io.Closer, error) {
	lock, err := atomicfile.Share(filepath.Join(c.dir, lockFile), func() error { return c.objects.clear(ctx, c.ledger) })
	if errors.Is(err, atomicfile.ErrNoLocks) || errors.Is(err, fs.ErrPermission) {
		return nil, nil // so others may be writing, and nothing is cleared
	}
	return lock, err
}

// ledger returns what the log says of each document.
func (c *Corpus) ledger(ctx context.Context) (ledger, error) {
	log, err := c.store.Log(ctx)
	if err != nil {
		return nil, err
	}
	return ledgerOf(log), nil
}

// clear removes files that were being written, and originals that were announced and that the log,
// which is read only if there are any, does not say are kept.
func (o objects) clear(ctx context.Context, read func(context.Context) (ledger, error)) error {
	partial, announced := o.leftovers()
	for _, path := range partial {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if len(announced) == 0 {
		return nil
	}
	told, err := read(ctx)
	if err != nil {
		return err
	}
	for digest := range announced {
		if a := told[digest]; a == nil || !a.original {
			if err := o.remove(digest); err != nil {
				return err
			}
		}
		o.settle(digest)
	}
	return nil
}

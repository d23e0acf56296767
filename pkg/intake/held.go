package intake

import (
	"context"
	"os"
	"sync"
)

// A held is the copy of a file that an input is read from. The file is read once: what is hashed, is
// parsed and is kept are the same bytes, whatever becomes of the file meanwhile.
type held struct {
	folder   string // that the copy lies in, if it is large
	mu       sync.Mutex
	copied   *spool
	released bool
}

// open returns the content of the copy, which it makes the first time. Errors of a file that changed
// meanwhile are *dossier.Error; where ctx ended the copying, the next call begins again.
func (h *held) open(ctx context.Context, in Input) (Content, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.released {
		return nil, errReleased
	}
	if h.copied == nil {
		file, err := os.Open(in.Path)
		if err != nil {
			return nil, fail(in.Path, err, "")
		}
		steady := &steadyFile{file: file, of: in, left: in.Size}
		defer steady.Close()
		if h.copied, err = fill(h.folder, cancellable{ctx, steady}); err != nil {
			return nil, err
		}
	}
	return h.copied.open()
}

func (h *held) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.released = true
	if h.copied != nil {
		h.copied.release()
	}
}

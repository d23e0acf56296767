package atomicfile

import (
	"errors"
	"io"
	"os"
	"sync"
)

// ErrNoLocks says that the system or the file system has no locks that end with a process.
var ErrNoLocks = errors.New("no locks here")

// Share takes part in the use of what a lock file stands for, until the Closer is closed or the
// process ends. Before that it calls alone if no other process takes part, which cannot begin to
// until alone returns. It returns ErrNoLocks where that cannot be told.
func Share(path string, alone func() error) (io.Closer, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := share(file, alone); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return closer(sync.OnceValue(file.Close)), nil
}

// A closer closes once.
type closer func() error

// Close closes, the first time.
func (c closer) Close() error { return c() }

//go:build unix && !solaris && !aix

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

func share(file *os.File, alone func() error) error {
	switch err := flock(file, syscall.LOCK_EX|syscall.LOCK_NB); {
	case err == nil:
		if err := alone(); err != nil {
			return err
		}
	case !errors.Is(err, syscall.EWOULDBLOCK):
		return ErrNoLocks
	}
	if flock(file, syscall.LOCK_SH) != nil {
		return ErrNoLocks
	}
	return nil
}

func flock(file *os.File, how int) error {
	for {
		if err := syscall.Flock(int(file.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

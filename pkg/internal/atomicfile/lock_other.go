//go:build !unix || solaris || aix

package atomicfile

import "os"

func share(*os.File, func() error) error { return ErrNoLocks }

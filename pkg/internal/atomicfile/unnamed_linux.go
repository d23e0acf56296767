package atomicfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// openUnnamed makes a file that never has a name, not even for a moment. Some file systems have none.
func openUnnamed(folder string) (*os.File, error) {
	return os.OpenFile(folder, os.O_RDWR|unix.O_TMPFILE, 0o600)
}

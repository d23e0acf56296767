//go:build unix

package intake

import (
	"path/filepath"
	"syscall"
	"testing"
)

// Opening a pipe that nobody writes to would hang this test.
func TestSpecialFiles(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	checkErr(t, one(t, "", Limits{}, pipe).Err, "a pipe, not a file", false)
	checkErr(t, one(t, "", Limits{}, "/dev/null").Err, "a device, not a file", false)
}

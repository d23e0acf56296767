//go:build unix

package ocr

import (
	"os/exec"
	"syscall"
)

// killGroup has the process and all that it starts killed together when its context
// is done.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

package intake

import (
	"io/fs"
	"syscall"
)

// changeTime returns when a file, its content, name or rights, was last changed.
func changeTime(info fs.FileInfo) syscall.Timespec {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ctim
	}
	return syscall.Timespec{}
}

package main

import (
	"os"
	"syscall"
)

// peakOf returns the most resident bytes that a process, or one that it has waited for, took.
func peakOf(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

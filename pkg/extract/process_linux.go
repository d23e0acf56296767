package extract

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how many times its processor time a worker may keep the pool waiting, because a
// busy machine gives it only a share.
const patience = 20

// userHz is the unit of times in /proc, the same on every Linux that Go runs on.
const userHz = 100

// dieWithParent has the kernel kill the process when the thread that starts it ends, as
// happens if the whole program is killed.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// limitMemory has the kernel refuse a process more than so many bytes of memory of its own, used or
// not: between two measurements it may take any amount.
func limitMemory(pid int, bytes int64) {
	if raceDetector {
		return
	}
	limit := unix.Rlimit{Cur: uint64(bytes), Max: unix.RLIM_INFINITY}
	_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &limit, nil) // fails if it has ended
}

// processUsage reads /proc/<pid>/stat (proc_pid_stat(5)): fields 14 and 15 are
// processor time in user and kernel mode, 24 the resident pages.
func processUsage(pid int) budget {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return budget{}
	}
	// The second field is the program's name in brackets and may hold anything.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	const third = 3
	if len(fields) <= 24-third {
		return budget{}
	}
	number := func(field int) int64 {
		n, _ := strconv.ParseInt(string(fields[field-third]), 10, 64) // the kernel writes numbers
		return n
	}
	return budget{
		cpu:    time.Duration(number(14)+number(15)) * time.Second / userHz,
		memory: number(24) * int64(os.Getpagesize()),
	}
}

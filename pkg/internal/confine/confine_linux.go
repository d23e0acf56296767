package confine

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// CloseOthers has the programs that this one starts from now on inherit no descriptors but those
// meant for them, whoever opened them.
func CloseOthers() error {
	const firstOther = 3
	return unix.CloseRange(firstOther, ^uint(0), unix.CLOSE_RANGE_CLOEXEC)
}

// Reader confines this process, which from then on can compute and use the descriptors that it
// has. It returns what holds; errors say why a layer could not be laid, and do not undo others.
func Reader() (Layers, error) {
	parent := os.Getppid()
	version, _ := ll.LandlockGetABIVersion() // 0 where there is none
	err := errors.Join(
		limit(unix.RLIMIT_CORE, 0), // a dump holds the document
		limit(unix.RLIMIT_FSIZE, 0),
		restrictFiles(),
		allowOnly(forComputing()),
	)
	l := holding(parent)
	l.Landlock = max(version, 0)
	return l, err
}

func limit(resource int, most uint64) error {
	if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most}); err != nil {
		return fmt.Errorf("limit resource %d: %w", resource, err)
	}
	return nil
}

// restrictFiles has Landlock refuse all files, TCP, and signals to other processes, as far as the
// kernel can.
func restrictFiles() error {
	if err := landlock.V8.BestEffort().Restrict(); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	return nil
}

// errno has the kernel answer a call with an error.
func errno(e unix.Errno) seccomp.Action { return seccomp.ActionErrno | seccomp.Action(e) }

// allowOnly has the kernel refuse all calls that no rule allows. A refused call fails, as it would
// on a system that does not have it.
func allowOnly(rules []seccomp.SyscallGroup) error {
	filter := seccomp.Filter{
		NoNewPrivs: true, Flag: seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: rules},
	}
	for i := range rules {
		rules[i].Names = known(rules[i].Names)
	}
	if err := seccomp.LoadFilter(filter); err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// known returns the names of calls that this architecture has.
func known(names []string) []string {
	info, err := arch.GetInfo("")
	if err != nil {
		return nil // loading the filter fails for the same reason
	}
	return slices.DeleteFunc(names, func(name string) bool {
		_, has := info.SyscallNames[name]
		return !has
	})
}

// forComputing allows what the Go runtime, the C library's threads and compiled modules need, on
// what is open.
func forComputing() []seccomp.SyscallGroup {
	only := func(call string, argument uint32, is seccomp.Operation, value uint64) seccomp.NameWithConditions {
		return seccomp.NameWithConditions{Name: call, Conditions: seccomp.ArgumentConditions{{Argument: argument, Operation: is, Value: value}}}
	}
	return []seccomp.SyscallGroup{
		{Action: seccomp.ActionAllow, Names: []string{
			"read", "readv", "pread64", "write", "writev", "close", "lseek", "fstat",
			"mmap", "munmap", "mprotect", "madvise", "mremap", "brk",
			"futex", "rseq", "set_robust_list", "set_tid_address", "sched_yield", "sched_getaffinity", "membarrier",
			"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall",
			"nanosleep", "clock_nanosleep", "clock_gettime", "gettimeofday", "getrandom", "getpid", "gettid", "getrusage",
			"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2",
			"exit", "exit_group",
		}},
		{Action: seccomp.ActionAllow, NamesWithCondtions: []seccomp.NameWithConditions{
			only("clone", 0, seccomp.BitsSet, unix.CLONE_THREAD), // threads, no processes
			only("tgkill", 0, seccomp.Equal, uint64(os.Getpid())),
			only("fcntl", 1, seccomp.Equal, unix.F_GETFL),
			only("fcntl", 1, seccomp.Equal, unix.F_SETFL),
			only("prctl", 0, seccomp.Equal, unix.PR_SET_VMA),
			only("prlimit64", 2, seccomp.Equal, 0), // asks, changes nothing
		}},
		// Its flags lie in memory, where a filter cannot see them; without it, clone is used.
		{Action: errno(unix.ENOSYS), Names: []string{"clone3"}},
	}
}

// holding tries what must not work any more. The parent is another process, by its number.
func holding(parent int) Layers {
	var l Layers
	root, err := unix.Open("/", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	l.Files = refused(root, err)
	socket, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	l.Network = refused(socket, err)
	l.Programs = errors.Is(unix.Exec("/", nil, nil), unix.EPERM) // as a folder it would start nothing: EACCES
	l.Processes = refused(-1, unix.Kill(parent, 0))              // signal 0 only asks whether one may
	l.Calls = refused(-1, unix.Sysinfo(&unix.Sysinfo_t{}))
	return l
}

// refused reports whether something may not be done; if it was done, it closes what that opened.
func refused(descriptor int, err error) bool {
	if err == nil && descriptor >= 0 {
		unix.Close(descriptor)
	}
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES)
}

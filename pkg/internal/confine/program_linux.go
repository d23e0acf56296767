package confine

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Run runs a program that reads what is hostile, as cmd.Run does, and which can read only the
// system's programs and libraries, its own, and the data given: no file of a person. It cannot
// write a file, use a network, or reach another process. Unconfined says why the system cannot
// see to that, in which case the program is run all the same; err is how it ended.
func Run(cmd *exec.Cmd, data ...string) (unconfined, err error) {
	ran := make(chan struct{})
	go func() {
		defer close(ran)
		// What a thread is kept from, so are the programs that it starts. The thread is not
		// unlocked: it ends with this goroutine, and nothing else ever runs in it.
		runtime.LockOSThread()
		_ = CloseOthers()
		if cmd.SysProcAttr == nil {
			cmd.SysProcAttr = &syscall.SysProcAttr{}
		}
		cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL // when the thread ends, which stays until then
		unconfined = errors.Join(restrictThread(readable(cmd.Path, data)), denyThread())
		if err = cmd.Start(); err == nil {
			limitProgram(cmd.Process.Pid)
			err = cmd.Wait()
		}
	}()
	<-ran
	return unconfined, err
}

// readable returns what a program needs to read: what all programs do, its own folder, and what is
// installed with it.
func readable(program string, data []string) []landlock.Rule {
	folders := append([]string{"/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt", "/nix/store", "/gnu/store", "/snap", "/sys/devices/system/cpu"}, data...)
	for _, path := range []string{program, resolved(program)} {
		own := filepath.Dir(path)
		installed := filepath.Dir(own)
		folders = append(folders, own, filepath.Join(installed, "lib"), filepath.Join(installed, "lib64"), filepath.Join(installed, "share"),
			filepath.Join(installed, "Cellar"), filepath.Join(installed, "opt"))
	}
	return []landlock.Rule{
		landlock.RODirs(folders...).IgnoreIfMissing(),
		landlock.ROFiles("/etc/ld.so.cache", "/etc/ld.so.preload", "/dev/urandom", "/dev/random", "/dev/zero").IgnoreIfMissing(),
		landlock.RWFiles("/dev/null").IgnoreIfMissing(),
	}
}

// resolved returns where links lead to.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// restrictThread has Landlock refuse this thread all but what the rules allow.
func restrictThread(rules []landlock.Rule) error {
	ruleset, flags, err := landlock.V8.BestEffort().NewRulesetFD(rules...)
	if err == nil && ruleset < 0 {
		err = errors.New("the kernel has none")
	}
	if err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	defer unix.Close(ruleset)
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no new privileges: %w", err)
	}
	if err := ll.LandlockRestrictSelf(ruleset, flags); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	return nil
}

// denyThread has the kernel refuse this thread calls that a program which computes does not make.
// What such a program needs beside is another matter for each, so all else is allowed.
func denyThread() error {
	denied := known([]string{
		"socket", "socketpair", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
		"pidfd_getfd", "pidfd_send_signal", "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
		"io_uring_setup", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key",
		"unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "fsopen", "open_tree", "move_mount",
		"init_module", "finit_module", "kexec_load", "reboot", "swapon", "memfd_create", "shmget", "msgget", "semget", "mq_open",
	})
	err := seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Policy: seccomp.Policy{
		DefaultAction: seccomp.ActionAllow,
		Syscalls:      []seccomp.SyscallGroup{{Action: seccomp.ActionErrno, Names: denied}},
	}})
	if err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// limitProgram bounds what a program may take. It is about to read its input; if it has ended
// already there is nothing to bound.
func limitProgram(pid int) {
	const memory = 4 << 30 // of addresses: a page at 300 dpi takes a tenth
	for resource, most := range map[int]uint64{unix.RLIMIT_AS: memory, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0} {
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil)
	}
}

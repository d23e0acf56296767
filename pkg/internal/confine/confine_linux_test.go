package confine

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// TestMain lets the test binary be a process that is confined, or not, and then tries what a
// document might try that has got hold of it.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "escape" {
		escape(os.Args[2] == "confined", os.Args[3])
		return
	}
	os.Exit(m.Run())
}

// An attempt is something that a confined process must not be able to do, in a folder that is its
// own and to another process.
type attempt struct {
	name string
	try  func(folder string, victim int) error
}

var attempts = []attempt{
	{"read a file", func(folder string, _ int) error {
		_, err := os.ReadFile(filepath.Join(folder, "secret"))
		return err
	}},
	{"read a file of the system", func(string, int) error {
		_, err := os.ReadFile("/etc/hostname")
		return err
	}},
	{"list a folder", func(folder string, _ int) error {
		_, err := os.ReadDir(folder)
		return err
	}},
	{"write a file", func(folder string, _ int) error {
		return os.WriteFile(filepath.Join(folder, "planted"), []byte("x"), 0o600)
	}},
	{"change a file's name", func(folder string, _ int) error {
		return os.Rename(filepath.Join(folder, "secret"), filepath.Join(folder, "stolen"))
	}},
	{"remove a file", func(folder string, _ int) error { return os.Remove(filepath.Join(folder, "secret")) }},
	{"make a link", func(folder string, _ int) error { return os.Symlink("/", filepath.Join(folder, "link")) }},
	{"make a folder", func(folder string, _ int) error { return os.Mkdir(filepath.Join(folder, "new"), 0o700) }},
	{"make a TCP connection", func(string, int) error {
		conn, err := net.Dial("tcp", "127.0.0.1:9")
		if err == nil {
			conn.Close()
		}
		return err
	}},
	{"make a socket of UDP", func(string, int) error { return socket(unix.AF_INET, unix.SOCK_DGRAM) }},
	{"make a socket of the machine", func(string, int) error { return socket(unix.AF_UNIX, unix.SOCK_STREAM) }},
	{"make a raw socket", func(string, int) error { return socket(unix.AF_NETLINK, unix.SOCK_RAW) }},
	{"start a program", func(string, int) error { return exec.Command("/bin/true").Run() }},
	{"become a program", func(string, int) error { return unix.Exec("/bin/does-not-matter", []string{"a"}, nil) }},
	{"make a process", func(string, int) error {
		child, _, errno := unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)
		if errno == 0 && child == 0 {
			unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
		}
		return nilIfZero(errno)
	}},
	{"signal another process", func(_ string, victim int) error { return unix.Kill(victim, 0) }},
	{"signal a thread of another process", func(_ string, victim int) error { return unix.Tgkill(victim, victim, 0) }},
	{"trace another process", func(_ string, victim int) error { return unix.PtraceAttach(victim) }},
	{"read another's memory", func(_ string, victim int) error {
		into := make([]byte, 8)
		_, err := unix.ProcessVMReadv(victim, []unix.Iovec{{Base: &into[0], Len: 8}}, []unix.RemoteIovec{{Base: 4096, Len: 8}}, 0)
		return err
	}},
	{"get at another's descriptors", func(_ string, victim int) error {
		_, err := unix.PidfdOpen(victim, 0)
		return err
	}},
	{"raise its own limits", func(string, int) error {
		return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 1 << 30, Max: 1 << 30})
	}},
	{"use rings of the kernel", func(string, int) error {
		_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 1, 0, 0)
		return nilIfZero(errno)
	}},
	{"load programs into the kernel", func(string, int) error {
		_, _, errno := unix.Syscall(unix.SYS_BPF, 0, 0, 0)
		return nilIfZero(errno)
	}},
	{"make a file in memory", func(string, int) error {
		_, err := unix.MemfdCreate("x", 0)
		return err
	}},
	{"enter another namespace", func(string, int) error { return unix.Unshare(unix.CLONE_NEWUSER) }},
}

func socket(domain, kind int) error {
	_, err := unix.Socket(domain, kind, 0)
	return err
}

func nilIfZero(errno unix.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}

// escape tries everything, on every thread, and prints what worked or failed for another reason
// than that it may not be done.
func escape(confined bool, folder string) {
	victim, tried := os.Getppid(), attempts
	if !confined {
		tried = slices.DeleteFunc(tried, func(a attempt) bool { return !slices.Contains(harmless, a.name) })
	}
	if confined {
		held, err := Reader()
		if err != nil {
			fmt.Println("not confined:", err)
		}
		if missing := held.Missing(); missing != "" {
			fmt.Println("missing:", missing)
		}
	}
	var each sync.WaitGroup
	var mu sync.Mutex
	for range 4 {
		each.Go(func() {
			runtime.LockOSThread()
			for _, a := range tried {
				if err := a.try(folder, victim); !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EACCES) && !errors.Is(err, unix.ENOSYS) {
					mu.Lock()
					fmt.Printf("%s: %v\n", a.name, err)
					mu.Unlock()
				}
			}
		})
	}
	each.Wait()
	fmt.Println("sum", compute())
}

// compute does what readers of documents do: it takes memory, and works in many threads.
func compute() int {
	sums := make(chan int)
	for i := range 50 {
		go func() {
			runtime.LockOSThread()
			data := make([]int, 100_000)
			for j := range data {
				data[j] = i
			}
			sum := 0
			for _, n := range data {
				sum += n
			}
			sums <- sum
		}()
	}
	total := 0
	for range 50 {
		total += <-sums
	}
	runtime.GC()
	return total
}

func escaped(t *testing.T, how string) (said []string, folder string) {
	t.Helper()
	folder = t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "secret"), []byte("the key"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(os.Args[0], "escape", how, folder).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	said = strings.Split(strings.TrimSpace(string(out)), "\n")
	if last := said[len(said)-1]; last != "sum 122500000" {
		t.Errorf("computed %q", last)
	}
	return said[:len(said)-1], folder
}

func TestAConfinedProcessCanDoNothingButCompute(t *testing.T) {
	said, folder := escaped(t, "confined")
	if len(said) > 0 && strings.HasPrefix(said[0], "not confined:") {
		t.Skip("THIS KERNEL CANNOT CONFINE: ", said)
	}
	for _, what := range said {
		t.Error(what)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// harmless are attempts that may work.
var harmless = []string{"read a file", "write a file", "make a socket of UDP", "start a program", "signal another process", "make a file in memory"}

// Without confinement the attempts work: so the test above can fail.
func TestTheAttemptsAreReal(t *testing.T) {
	said, _ := escaped(t, "free")
	worked := strings.Join(said, "\n")
	for _, what := range harmless {
		if !strings.Contains(worked, what+": <nil>") {
			t.Errorf("not among what an unconfined process did: %s", what)
		}
	}
}

func TestProgramsInheritNoOtherDescriptors(t *testing.T) {
	var pipe [2]int
	if err := unix.Pipe(pipe[:]); err != nil { // without close-on-exec, as C libraries open files
		t.Fatal(err)
	}
	defer unix.Close(pipe[0])
	defer unix.Close(pipe[1])
	list := func() []byte {
		out, err := exec.Command("/bin/ls", "/proc/self/fd").Output()
		if err != nil {
			t.Skip("there is no ls to ask:", err)
		}
		return out
	}
	number := []byte(strconv.Itoa(pipe[1]))
	if !bytes.Contains(list(), number) {
		t.Fatal("the descriptor is not inherited at all")
	}
	if err := CloseOthers(); err != nil {
		t.Skip("THIS KERNEL CANNOT CLOSE RANGES: ", err)
	}
	if bytes.Contains(list(), number) {
		t.Error("a descriptor is inherited")
	}
}

package extract

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestWorkerDiesWithItsParent(t *testing.T) {
	cmd := exec.Command(os.Args[0], "parent")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	cmd.Process.Kill()
	cmd.Wait()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || bytes.Contains(stat, []byte(") Z ")) { // Z: dead, not yet collected
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("worker %d is still there", pid)
}

// A worker that takes much at once is refused it, however long the pool does not look.
func TestAWorkerTakesHardlyMoreThanItsLimit(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes memory of its own")
	}
	const limit = 200 << 20
	w, err := start([]string{os.Args[0], "scripted"})
	if err != nil {
		t.Fatal(err)
	}
	defer w.guard(budget{cpu: time.Minute, memory: limit})()
	if err := w.hello(); err != nil {
		t.Fatal(err)
	}
	script := "9 leap 4"
	if _, err := w.open(Source{Data: strings.NewReader(script), Size: int64(len(script))}); err != nil {
		t.Fatal(err)
	}
	err = w.pages(1, 9, Want{}, func(PageContent) error { return nil })
	if !errors.Is(err, ErrMemory) || !strings.Contains(err.Error(), "more than 200 MiB") {
		t.Errorf("error %v, want ErrMemory", err)
	}
	if took := w.cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10; took > limit+limit/10 {
		t.Errorf("it took %d MiB, its limit is %d", took>>20, limit>>20)
	}
}

func TestProcessUsage(t *testing.T) {
	before := processUsage(os.Getpid())
	for processUsage(os.Getpid()).cpu == before.cpu {
	}
	if before.memory < 1<<20 || before.memory > 1<<40 {
		t.Errorf("resident bytes: got %d", before.memory)
	}
	if got := processUsage(-1); got != (budget{}) {
		t.Errorf("no such process: got %+v, want nothing", got)
	}
}

func TestAWorkerThatIsTakenOverCanDoNothing(t *testing.T) {
	cache, secret := realCache(), filepath.Join(t.TempDir(), "signing.key")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := NewPool(Options{Workers: 1, Command: []string{os.Args[0], "taken over", cache}})
	defer p.Close()
	c, err := p.Confinement(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.Missing != "" {
		t.Skipf("THIS KERNEL DOES NOT KEEP WORKERS FROM %s (%s)", c.Missing, c.Why)
	}
	_, _, err = readAll(p, secret, Want{})
	if err == nil || !strings.HasSuffix(err.Error(), "did: ") {
		t.Errorf("%v", err)
	}
	if os.Remove(filepath.Join(cache, "planted")) == nil {
		t.Error("it wrote the cache")
	}
}

func TestWorkersThatAreNotConfinedAreRefused(t *testing.T) {
	p := scripted(t, Options{Confined: true}) // scripted workers do not confine themselves
	_, _, err := readAll(p, "3", Want{})
	if !errors.Is(err, ErrStart) || !errors.Is(err, ErrUnconfined) || !strings.Contains(err.Error(), "files, network") {
		t.Errorf("error %v, want ErrUnconfined", err)
	}
	if _, err := p.Confinement(t.Context()); !errors.Is(err, ErrUnconfined) {
		t.Errorf("error %v, want ErrUnconfined", err)
	}
}

func TestNoDescriptorIsLeftOpen(t *testing.T) {
	open := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	works(t, scripted(t, Options{Workers: 1})) // so that what Go itself opens is open
	before := open()
	p := scripted(t, Options{Workers: 1})
	for range 3 {
		readAll(p, "9 exit 4", Want{})
		works(t, p)
	}
	p.Close()
	if after := open(); after != before {
		t.Errorf("%d descriptors open, %d before", after, before)
	}
}

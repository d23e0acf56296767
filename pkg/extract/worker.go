package extract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/confine"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// A worker is one worker process as the pool sees it. Only one goroutine at a time may talk to
// it; kill is safe for concurrent use.
type worker struct {
	*conn
	cmd    *exec.Cmd
	in     *os.File
	stderr tail
	ended  chan struct{} // closed once the process is gone

	mu    sync.Mutex
	cause error // why it was killed, if there is a reason to report

	memory atomic.Int64 // that it may take: budget.memory

	asked  atomic.Bool // whether the pool is waiting for it
	atRest bool        // no document open: fit for the next one
	notes  []string    // of the document that is open

	confined   confine.Layers // as it says, before it has seen a document
	unconfined string         // why not
}

// collectFrom is the memory in bytes above which a worker collects garbage at every
// opportunity: decoding a full-page picture leaves much behind.
const collectFrom = 150 << 20

// start runs a worker process. It is not ready until hello.
func start(command []string) (*worker, error) {
	stdin, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, stdout, err := os.Pipe()
	if err != nil {
		stdin.Close()
		in.Close()
		return nil, err
	}
	w := &worker{conn: newConn(out, in), in: in, ended: make(chan struct{})}
	w.cmd = exec.Command(command[0], command[1:]...)
	// A worker gets no other environment. Most of its memory is the renderer's, which a
	// collection need not scan, so collecting often is cheap and keeps the peak low.
	w.cmd.Env = []string{"GOMAXPROCS=2", "GOGC=50", fmt.Sprintf("GOMEMLIMIT=%d", collectFrom)}
	w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = stdin, stdout, &w.stderr
	w.cmd.WaitDelay = time.Second
	dieWithParent(w.cmd)

	started := make(chan error)
	go func() {
		// The kernel counts the thread that starts a process as its parent: this
		// one stays until the process ends (see dieWithParent).
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		_ = confine.CloseOthers() // Go opens none for programs to inherit, but others may have
		err := w.cmd.Start()
		stdin.Close()
		stdout.Close()
		started <- err
		if err == nil {
			w.cmd.Wait() // how it ended is read from cmd.ProcessState
		}
		in.Close()
		out.Close()
		close(w.ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return w, nil
}

// kill ends the process. The first cause given is the one reported.
func (w *worker) kill(cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cause == nil {
		w.cause = cause
	}
	w.cmd.Process.Kill() // fails only if it has ended
}

// alive reports whether the process has not ended and is not about to.
func (w *worker) alive() bool {
	select {
	case <-w.ended:
		return false
	default:
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause == nil
}

// broken ends a worker that failed to answer with err, and returns the reason.
func (w *worker) broken(err error) error {
	if errors.Is(err, errFrame) || errors.Is(err, errFrameTooLarge) {
		w.kill(fmt.Errorf("%w: %w", ErrCrashed, err))
	} else {
		w.kill(nil) // the pipe has ended, so the process is ending and its status says why
	}
	<-w.ended
	w.mu.Lock()
	defer w.mu.Unlock()
	reason := w.stderr.reason()
	switch {
	case w.cause != nil:
	case w.memory.Load() > 0 && (strings.Contains(reason, "out of memory") || strings.Contains(reason, "cannot allocate memory")):
		w.cause = tooMuch(w.memory.Load())
	default:
		w.cause = fmt.Errorf("%w (%s): %s", ErrCrashed, w.cmd.ProcessState, cmp.Or(reason, "no reason given"))
	}
	return w.cause
}

// killOn kills the worker when ctx is done, until stop is called. After stop the worker is
// either dead or no longer bound to ctx.
func (w *worker) killOn(ctx context.Context) (stop func()) {
	end := func() { w.kill(context.Cause(ctx)) }
	undo := context.AfterFunc(ctx, end)
	return func() {
		if !undo() {
			end()
		}
	}
}

// A budget is what a worker may use for one piece of work.
type budget struct {
	cpu    time.Duration // processor time
	memory int64         // resident bytes, of the whole process
}

// unused is how many bytes a worker has reserved at most and does not use: of those it takes in pieces
// of 64 MiB.
const unused = 96 << 20

func tooMuch(memory int64) error { return fmt.Errorf("%w: more than %d MiB", ErrMemory, memory>>20) }

// guardEvery is how often a busy worker is measured.
const guardEvery = 100 * time.Millisecond

// guard kills the worker when it exceeds b, until release is called. Only its own processor
// time counts, so a busy machine or a slow consumer of pages does no harm. A worker that keeps
// the pool waiting for patience times that long is taken for stuck, which is the only limit if
// processor time cannot be measured.
func (w *worker) guard(b budget) (release func()) {
	w.memory.Store(b.memory)
	limitMemory(w.cmd.Process.Pid, b.memory+b.memory/10+unused)
	var waited time.Duration
	before := w.usage()
	over := func() error {
		if w.asked.Load() {
			waited += guardEvery // not by the clock: the machine may have slept
		}
		used := w.usage()
		switch {
		case used.cpu-before.cpu > b.cpu:
			return fmt.Errorf("%w: more than %v", ErrTime, b.cpu)
		case used.memory > b.memory:
			return tooMuch(b.memory)
		case waited > patience*b.cpu:
			return fmt.Errorf("%w: no end after %v", ErrTime, patience*b.cpu)
		}
		return nil
	}
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		tick := time.NewTicker(guardEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-w.ended:
				return
			case <-tick.C:
				if err := over(); err != nil {
					w.kill(err)
					return
				}
			}
		}
	})
	return func() {
		close(done)
		watch.Wait()
	}
}

// usage returns what the process has used so far; zero if it cannot be measured.
func (w *worker) usage() budget { return processUsage(w.cmd.Process.Pid) }

// hello waits until the worker is ready.
func (w *worker) hello() error {
	r, err := w.answer(maxFrame)
	if err == nil && r.Protocol != protocol {
		err = w.broken(fmt.Errorf("%w: the worker is another version of the program: start it again", errFrame))
	}
	w.confined, w.unconfined = r.Confined, r.Unconfined
	w.atRest = err == nil
	return err
}

// confinement says what the system keeps the worker from.
func (w *worker) confinement() Confinement {
	return Confinement{Missing: w.confined.Missing(), Why: printable(w.unconfined), Landlock: w.confined.Landlock}
}

// answer waits for one reply. It returns a failure that the worker reports as a *failure; the
// worker remains usable.
func (w *worker) answer(limit int) (reply, error) {
	w.asked.Store(true)
	defer w.asked.Store(false)
	var r reply
	if err := w.receive(&r, limit); err != nil {
		return reply{}, w.broken(err)
	}
	if r.Failure != nil {
		return reply{}, r.Failure
	}
	return r, nil
}

func (w *worker) ask(r request) error {
	if err := w.send(r, maxFrame); err != nil {
		return w.broken(err)
	}
	return nil
}

// open passes the worker a document and returns its number of pages.
func (w *worker) open(s Source) (pages int, err error) {
	w.atRest = false
	if err := w.ask(request{Op: opOpen, Size: s.Size, MediaType: s.MediaType}); err != nil {
		return 0, err
	}
	if err := w.pass(s); err != nil {
		return 0, err
	}
	r, err := w.answer(maxFrame)
	if _, refused := err.(*failure); refused {
		w.atRest = true
	}
	if r.Pages < 0 {
		return 0, w.broken(fmt.Errorf("%w: %d pages", errFrame, r.Pages))
	}
	w.notes = r.Notes
	return r.Pages, err
}

// pass writes the document's bytes to the worker.
func (w *worker) pass(s Source) error {
	w.asked.Store(true)
	defer w.asked.Store(false)
	chunk := make([]byte, min(s.Size, 256<<10))
	for at := int64(0); at < s.Size; at += int64(len(chunk)) {
		chunk = chunk[:min(s.Size-at, int64(len(chunk)))]
		if n, err := s.Data.ReadAt(chunk, at); n < len(chunk) {
			err = fmt.Errorf("read document: %w", noEOF(err))
			w.kill(err)
			return err
		}
		if _, err := w.in.Write(chunk); err != nil {
			return w.broken(err)
		}
	}
	return nil
}

// pages reads the open document's pages from first to last.
func (w *worker) pages(first, last int, want Want, page func(PageContent) error) error {
	if err := w.ask(request{Op: opPages, First: first, Last: last, Want: want}); err != nil {
		return err
	}
	for n := first; n <= last; n++ {
		r, err := w.answer(frameLimit(want))
		if err != nil {
			return err
		}
		if err := soundPage(r.Page, n, want); err != nil {
			return w.broken(fmt.Errorf("%w: %w", errFrame, err))
		}
		if err := page(*r.Page); err != nil {
			return err
		}
	}
	return nil
}

// readings returns the alternative layouts of a page, looked at in a manner.
func (w *worker) readings(n int, how Manner) ([]layout.Layout, error) {
	if err := w.ask(request{Op: opReadings, First: n, Manner: how}); err != nil {
		return nil, err
	}
	r, err := w.answer(maxFrame)
	for _, reading := range r.Readings {
		if err := reading.Check(); err != nil {
			return nil, w.broken(fmt.Errorf("%w: %w", errFrame, err))
		}
	}
	return r.Readings, err
}

// view returns a page as wanted. A page that cannot be read has only its Number and a Note.
func (w *worker) view(n int, want pdf.Want) (pdf.View, error) {
	if err := w.ask(request{Op: opView, First: n, View: want}); err != nil {
		return pdf.View{}, err
	}
	r, err := w.answer(maxViewFrame)
	if err != nil {
		return pdf.View{}, err
	}
	if err := soundView(r.View, n); err != nil {
		return pdf.View{}, w.broken(fmt.Errorf("%w: %w", errFrame, err))
	}
	return *r.View, nil
}

// structure reads the open document's structure.
func (w *worker) structure() (pdf.Structure, error) {
	if err := w.ask(request{Op: opStructure}); err != nil {
		return pdf.Structure{}, err
	}
	r, err := w.answer(maxFrame)
	if err != nil {
		return pdf.Structure{}, err
	}
	if r.Structure == nil {
		return pdf.Structure{}, w.broken(fmt.Errorf("%w: no structure", errFrame))
	}
	return *r.Structure, nil
}

// hidden returns the text that the open document does not show.
func (w *worker) hidden() ([]dossier.Hidden, error) {
	if err := w.ask(request{Op: opHidden}); err != nil {
		return nil, err
	}
	r, err := w.answer(maxFrame)
	return r.Hidden, err
}

// digests returns the render digests of the open document's pages; none if it is not a PDF.
func (w *worker) digests(pages int) ([]dossier.Digest, error) {
	if err := w.ask(request{Op: opDigests}); err != nil {
		return nil, err
	}
	r, err := w.answer(maxFrame)
	if err != nil {
		return nil, err
	}
	if len(r.Digests) != 0 && len(r.Digests) != pages {
		return nil, w.broken(fmt.Errorf("%w: digests of other pages", errFrame))
	}
	return r.Digests, nil
}

// close closes the document. A worker whose document was not closed is not used again.
func (w *worker) close() error {
	if err := w.ask(request{Op: opClose}); err != nil {
		return err
	}
	_, err := w.answer(maxFrame)
	w.atRest = err == nil
	return err
}

// A tail keeps the end of what a worker writes to its standard error.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailSize = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - tailSize; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}

// reason returns the line that says why the process ended: that of a Go panic or fatal error,
// else the last. A hostile document may have influenced it, so it is cut short and made
// printable.
func (t *tail) reason() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	reason := ""
	for line := range strings.Lines(string(t.kept)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			reason = line
			break
		}
		reason = cmp.Or(line, reason)
	}
	return printable(reason)
}

// printable cuts text from a worker short and makes it fit for a terminal.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, "?"))
	const most = 200
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "..."
	}
	return text
}

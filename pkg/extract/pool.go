package extract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Options of a Pool. Zero values stand for the defaults given here.
type Options struct {
	Workers int // most worker processes, and documents read at once; GOMAXPROCS

	// What one document may use of a worker.
	CPU        time.Duration // processor time to open it; 30 s
	CPUPerPage time.Duration // plus for each of its pages; 0.5 s
	Memory     int64         // resident bytes, plus twice the document's size; 600 MiB
	MostMemory int64         // resident bytes whatever the document's size; no limit
	MaxPages   int           // 10,000
	MaxBytes   int64         // pdf.MaxBytes

	// Until is when all reading ends: what is not read by then fails with ErrBatchTime. Never, if
	// zero.
	Until time.Time

	// Command runs a worker: a program that calls Serve. If empty, this program itself is
	// run with the arguments "worker" and CacheDir.
	Command []string
	// CacheDir is where workers keep the compiled renderer; if empty, it is not kept.
	CacheDir string
	// CacheSums is a file, elsewhere, of digests of what is in CacheDir. What is not as it says is
	// removed, which Notify is told; what it does not know is entered. If empty, nothing is checked.
	CacheSums string
	// Notify, if not nil, is told in words for a person what takes long.
	Notify func(string)
	// Confined refuses workers that the system does not hold in every way (Confinement).
	Confined bool
}

const (
	startCPU      = 2 * time.Minute // a cold start compiles the renderer
	recycleMemory = 200 << 20       // an idle worker with more resident bytes is replaced
)

var errClosed = errors.New("extract pool is closed")

// A Pool reads documents in worker processes, which it starts as needed. It is safe for
// concurrent use. Use NewPool to make one.
type Pool struct {
	opt   Options
	turns chan struct{} // one in it for each worker in use
	cold  chan struct{} // held while the first worker compiles the renderer

	unpacking chan struct{} // held while an archive is being unpacked

	mu       sync.Mutex
	idle     []*worker // most recently used last
	live     map[*worker]bool
	ending   sync.WaitGroup // one for each process still running
	closed   bool
	notified bool
	checked  bool // the cache
}

// NewPool returns a pool. It starts no process yet. The caller must close the pool.
func NewPool(opt Options) *Pool {
	opt.Workers = cmp.Or(max(opt.Workers, 0), runtime.GOMAXPROCS(0))
	opt.CPU = cmp.Or(opt.CPU, 30*time.Second)
	opt.CPUPerPage = cmp.Or(opt.CPUPerPage, 500*time.Millisecond)
	opt.Memory = cmp.Or(opt.Memory, 600<<20)
	opt.MaxPages = cmp.Or(opt.MaxPages, 10_000)
	opt.MaxBytes = cmp.Or(opt.MaxBytes, pdf.MaxBytes)
	return &Pool{
		opt:   opt,
		turns: make(chan struct{}, opt.Workers),
		cold:  make(chan struct{}, 1),

		unpacking: make(chan struct{}, 1),
		live:      make(map[*worker]bool),
	}
}

// Warm reports whether the compiled renderer is cached, so that a worker starts in tenths of a
// second rather than seconds.
func (p *Pool) Warm() bool { return pdf.CacheWarm(p.opt.CacheDir) }

// A Confinement says what the system keeps a worker from, as found out by trying.
type Confinement struct {
	Missing  string // what it does not keep it from, for a person: "files, network"; "" for nothing
	Why      string // the reason, if one is known
	Landlock int    // version of the kernel's Landlock; 0 for none
}

// Confinement says what the system keeps workers from. Errors are those of starting one.
func (p *Pool) Confinement(ctx context.Context) (c Confinement, err error) {
	if err := p.turn(ctx); err != nil {
		return c, err
	}
	err = p.lend(ctx, func(w *worker) error {
		c = w.confinement()
		return nil
	})
	return c, err
}

// Close ends all workers, including busy ones, and returns when they are gone.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.idle = nil
	for w := range p.live {
		w.kill(errClosed)
	}
	p.mu.Unlock()
	p.ending.Wait()
	return nil
}

// turn waits for a turn to use a worker.
func (p *Pool) turn(ctx context.Context) error {
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tryTurn takes a turn to use a worker if one is free, and reports whether it did.
func (p *Pool) tryTurn() bool {
	select {
	case p.turns <- struct{}{}:
		return true
	default:
		return false
	}
}

// lend calls use with a worker, and afterwards gives back the turn, which the caller has
// taken. The worker is killed if ctx is done.
func (p *Pool) lend(ctx context.Context, use func(*worker) error) error {
	defer func() { <-p.turns }()
	return p.use(ctx, use)
}

// use calls use with a worker, until the time for all documents is over or ctx is done, which kill
// the worker.
func (p *Pool) use(ctx context.Context, use func(*worker) error) error {
	if !p.opt.Until.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadlineCause(ctx, p.opt.Until, ErrBatchTime)
		defer cancel()
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	w, err := p.take(ctx)
	if ctx.Err() != nil && err != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	stop := w.killOn(ctx)
	err = use(w)
	stop()
	p.giveBack(w)
	return err
}

// take returns an idle worker, or a new one.
func (p *Pool) take(ctx context.Context) (*worker, error) {
	p.mu.Lock()
	for len(p.idle) > 0 {
		w := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if w.alive() {
			p.mu.Unlock()
			return w, nil
		}
	}
	p.mu.Unlock()
	return p.hire(ctx)
}

// giveBack keeps the worker for the next document if it is fit, and kills it otherwise.
func (p *Pool) giveBack(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || !w.atRest || !w.alive() || len(p.idle) == p.opt.Workers || w.usage().memory > recycleMemory {
		w.kill(nil)
		return
	}
	p.idle = append(p.idle, w)
}

// hire starts a worker and waits until it is ready. If the renderer is not compiled yet, the
// first worker compiles it while others wait.
func (p *Pool) hire(ctx context.Context) (*worker, error) {
	select {
	case p.cold <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.checkCache()
	if p.Warm() {
		<-p.cold
	} else {
		defer func() { <-p.cold }()
		defer p.enterCache() // by then a worker has compiled it, and has seen no document
		p.notify("preparing renderer, once (about 5 s)")
	}
	w, err := p.start()
	if err != nil {
		return nil, err
	}
	stop := w.killOn(ctx)
	release := w.guard(budget{cpu: startCPU, memory: p.opt.Memory})
	err = w.hello()
	release()
	stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrStart, err) // not the document's doing, whatever err is
	}
	if c := w.confinement(); p.opt.Confined && c.Missing != "" {
		w.kill(nil)
		return nil, fmt.Errorf("%w: %w: %s", ErrStart, ErrUnconfined, strings.Trim(c.Missing+"; "+c.Why, "; "))
	}
	return w, nil
}

// notify calls Options.Notify the first time it is called. The caller must hold cold.
func (p *Pool) notify(what string) {
	if !p.notified {
		p.notified = true
		p.tell(what)
	}
}

// tell calls Options.Notify, if there is one.
func (p *Pool) tell(what string) {
	if p.opt.Notify != nil {
		p.opt.Notify(what)
	}
}

// start runs a worker process that Close will end.
func (p *Pool) start() (*worker, error) {
	command := p.opt.Command
	if len(command) == 0 {
		program, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStart, err)
		}
		command = []string{program, "worker", p.opt.CacheDir}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	w, err := start(command)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStart, err)
	}
	p.live[w] = true
	p.ending.Go(func() {
		<-w.ended
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.live, w)
	})
	return w, nil
}

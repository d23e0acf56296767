package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/leakprint/leakprint/pkg/report"
)

// progress tells on stderr how far reading has come: a line that changes on a
// terminal, elsewhere a line every half minute.
type progress struct {
	w io.Writer

	mu    sync.Mutex
	pages int
	name  string
	told  time.Time
	bars  *mpb.Progress // nil off a terminal
	bar   *mpb.Bar      // nil until there is something to tell
}

const tellEvery = 30 * time.Second

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, told: time.Now()}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bars = mpb.New(mpb.WithOutput(w))
	}
	return p
}

// say tells what takes long.
func (p *progress) say(what string) {
	if p.bars != nil {
		fmt.Fprintln(p.bars, what)
		return
	}
	fmt.Fprintln(p.w, what)
}

// page counts a page read.
func (p *progress) page(path string, _ int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages++
	p.name = report.Quote(filepath.Base(path))
	if p.bars == nil {
		if time.Since(p.told) >= tellEvery {
			p.told = time.Now()
			fmt.Fprintf(p.w, "%d pages read, at %s\n", p.pages, p.name)
		}
		return
	}
	if p.bar == nil {
		p.bar = p.bars.New(0, mpb.NopStyle(), mpb.BarRemoveOnComplete(), mpb.PrependDecorators(decor.Any(p.line)))
	}
	p.bar.SetCurrent(int64(p.pages))
}

func (p *progress) line(decor.Statistics) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("%d pages read, at %s", p.pages, p.name)
}

// end takes the changing line away.
func (p *progress) end() {
	p.mu.Lock()
	bar := p.bar
	p.mu.Unlock()
	if bar != nil {
		bar.SetTotal(-1, true)
	}
	if p.bars != nil {
		p.bars.Wait()
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/leakprint/leakprint/pkg/report"
)

// progress shows on stderr how far reading has come: on a terminal a line that changes, elsewhere
// a line every half minute.
type progress struct {
	cmd *cobra.Command // prints it

	mu    sync.Mutex
	pages int
	name  string
	told  time.Time
	bars  *mpb.Progress // nil off a terminal
	bar   *mpb.Bar      // nil until there is something to show
}

const tellEvery = 30 * time.Second

// newProgress starts showing a verb's progress. Until end, whatever the verb prints on the same
// terminal goes above the changing line, so that it is not overwritten.
func newProgress(cmd *cobra.Command) *progress {
	p := &progress{cmd: cmd, told: time.Now()}
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(os.Stderr))
	if sameFile(os.Stdout, os.Stderr) {
		cmd.SetOut(p.bars)
	}
	cmd.SetErr(p.bars)
	return p
}

func sameFile(a, b *os.File) bool {
	infoA, errA := a.Stat()
	infoB, errB := b.Stat()
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// say prints what takes long.
func (p *progress) say(what string) { fmt.Fprintln(p.cmd.ErrOrStderr(), what) }

// page counts a page read. The bar is told without the lock, which it takes when it draws the line.
func (p *progress) page(path string, _ int) {
	if bar, pages := p.count(path); bar != nil {
		bar.SetCurrent(int64(pages))
	}
}

// count counts a page, and returns the bar to be told, if there is one, and the number of pages.
func (p *progress) count(path string) (*mpb.Bar, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages++
	p.name = report.Quote(filepath.Base(path))
	if p.bars == nil {
		if time.Since(p.told) >= tellEvery {
			p.told = time.Now()
			fmt.Fprintf(p.cmd.ErrOrStderr(), "%s read, at %s\n", count(p.pages, "page"), p.name)
		}
		return nil, p.pages
	}
	if p.bar == nil {
		p.bar = p.bars.New(0, mpb.NopStyle(), mpb.BarRemoveOnComplete(), mpb.PrependDecorators(decor.Any(p.line)))
	}
	return p.bar, p.pages
}

func (p *progress) line(decor.Statistics) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("%s read, at %s", count(p.pages, "page"), p.name)
}

// end removes the changing line.
func (p *progress) end() {
	p.mu.Lock()
	bar := p.bar
	p.mu.Unlock()
	if bar != nil {
		bar.SetTotal(-1, true)
	}
	if p.bars != nil {
		p.bars.Wait()
		p.cmd.SetOut(nil)
		p.cmd.SetErr(nil)
	}
}

package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Read reads one document. It calls page with each page in order, in the caller's
// goroutine, and returns when every page has been delivered or something failed. It returns
// an error of page, or ctx's error, unchanged. Other errors are *dossier.Error: if the
// document is the cause they wrap ErrTime, ErrMemory, ErrPages, ErrSize, ErrCrashed or an
// error of packages pdf, picture or office; if no worker could be started they wrap
// ErrStart. Pages may have been delivered before Read fails.
func (p *Pool) Read(ctx context.Context, s Source, want Want, page func(PageContent) error) (Head, error) {
	var stopped error
	head, err := p.read(ctx, s, want, func(pg PageContent) error {
		stopped = page(pg)
		return stopped
	})
	if err != nil {
		return Head{}, failed(ctx, "read", s.Name, err, stopped)
	}
	return head, nil
}

// failed returns the error for the caller: that of its own callback or ctx unchanged, else err
// as a *dossier.Error.
func failed(ctx context.Context, op, name string, err, stopped error) error {
	switch {
	case stopped != nil:
		return stopped
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return &dossier.Error{Op: op, Path: name, Err: err, Hint: hint(err)}
}

func (p *Pool) read(ctx context.Context, s Source, want Want, page func(PageContent) error) (Head, error) {
	if s.Size > p.opt.MaxBytes {
		return Head{}, fmt.Errorf("%w: %d bytes, the limit is %d", ErrSize, s.Size, p.opt.MaxBytes)
	}
	if err := p.turn(ctx); err != nil {
		return Head{}, err
	}
	var head Head
	err := p.lend(ctx, func(w *worker) error {
		var err error
		if head.Pages, err = p.open(w, s); err != nil {
			return err
		}
		head.Notes = w.notes
		if head.Pages > p.opt.MaxPages {
			return fmt.Errorf("%w: %d, the limit is %d", ErrPages, head.Pages, p.opt.MaxPages)
		}
		var missing []string
		err = p.reading(s, head.Pages, want, func(pg PageContent) error {
			if pg.Print.Absent == dossier.Unread {
				missing = append(missing, strconv.Itoa(pg.Number))
			}
			return page(pg)
		}).run(ctx, w)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			head.Notes = append(head.Notes, fmt.Sprintf("%d of %d pages could not be read: %s",
				len(missing), head.Pages, strings.Join(missing, ", ")))
		}
		return p.finish(w, s, want, &head)
	})
	if err != nil {
		return Head{}, err
	}
	return head, nil
}

// budget returns what a worker may use to open a document and read n pages of it.
func (p *Pool) budget(s Source, n int) budget {
	memory := p.opt.Memory + 2*s.Size
	if p.opt.MostMemory > 0 {
		memory = min(memory, p.opt.MostMemory)
	}
	return budget{cpu: p.opt.CPU + time.Duration(n)*p.opt.CPUPerPage, memory: memory}
}

func (p *Pool) open(w *worker, s Source) (int, error) {
	defer w.guard(p.budget(s, 0))()
	return w.open(s)
}

// finish reads the structure, the hidden text and, if wanted of a document read whole, the
// render digests, and closes the document. All pages have been read by then, so a document
// that gives no more is not an error.
func (p *Pool) finish(w *worker, s Source, want Want, head *Head) error {
	defer w.guard(p.budget(s, 0))()
	var err error
	if head.Structure, err = w.structure(); err != nil {
		if !isDocuments(err) {
			return err
		}
		head.Structure.Problem = err.Error()
		return nil
	}
	if head.Hidden, err = w.hidden(); err != nil {
		return unlessDocuments(err)
	}
	if want.RenderDigests && want.Pages == nil {
		if head.RenderDigests, err = w.digests(head.Pages); err != nil {
			return unlessDocuments(err)
		}
	}
	return w.close()
}

// unlessDocuments is err unless it is the document's doing.
func unlessDocuments(err error) error {
	if isDocuments(err) {
		return nil
	}
	return err
}

// isDocuments reports whether err is the document's doing.
func isDocuments(err error) bool {
	var f *failure
	return errors.As(err, &f) || slices.ContainsFunc(documents, func(reason error) bool { return errors.Is(err, reason) })
}

// A document of at least splitFrom pages is read by several workers in parallel, in spans of
// spanPages. With short spans few pages wait for delivery.
const (
	splitFrom = 64
	spanPages = 8
)

// reading returns the job of reading the wanted ones of n pages.
func (p *Pool) reading(s Source, n int, want Want, page func(PageContent) error) pageJob[PageContent] {
	var numbers []int
	for number := 1; number <= n; number++ {
		if want.Pages == nil || slices.Contains(want.Pages, number) {
			numbers = append(numbers, number)
		}
	}
	want.Pages = nil // each request names its own
	share := sharing{from: splitFrom, span: spanPages, room: spanPages}
	if want.Pictures {
		share = sharing{from: n + 1, span: spanPages} // such pages are too large to pile up
	}
	get := func(w *worker, numbers []int, each func(PageContent) error) error {
		for len(numbers) > 0 {
			run := 1 // length of a run of consecutive pages
			for run < len(numbers) && numbers[run] == numbers[0]+run {
				run++
			}
			if err := w.pages(numbers[0], numbers[run-1], want, each); err != nil {
				return err
			}
			numbers = numbers[run:]
		}
		return nil
	}
	return pageJob[PageContent]{p, s, numbers, share, get, page}
}

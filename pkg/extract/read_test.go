package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// scripted returns a pool of scripted workers.
func scripted(t *testing.T, opt Options) *Pool {
	t.Helper()
	opt.Command = []string{os.Args[0], "scripted"}
	p := NewPool(opt)
	t.Cleanup(func() { p.Close() })
	return p
}

// readAll reads a script, or any other document.
func readAll(p *Pool, data string, want Want) (Head, []PageContent, error) {
	var pages []PageContent
	head, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader(data), Size: int64(len(data))}, want, func(pg PageContent) error {
		pages = append(pages, pg)
		return nil
	})
	return head, pages, err
}

// works fails the test unless p still reads documents.
func works(t *testing.T, p *Pool) {
	t.Helper()
	head, pages, err := readAll(p, "3", Want{})
	if err != nil || head.Pages != 3 || len(pages) != 3 {
		t.Errorf("next document: %d of %d pages, error %v; want 3 of 3", len(pages), head.Pages, err)
	}
}

func TestPagesArriveInOrder(t *testing.T) {
	for _, workers := range []int{1, 3} {
		for _, n := range []int{0, 1, spanPages, spanPages + 1, splitFrom - 1, splitFrom, 333} {
			t.Run(fmt.Sprintf("%d workers, %d pages", workers, n), func(t *testing.T) {
				p := scripted(t, Options{Workers: workers})
				head, pages, err := readAll(p, fmt.Sprint(n), Want{Words: true})
				if err != nil {
					t.Fatal(err)
				}
				if head.Pages != n || len(pages) != n {
					t.Errorf("got %d of %d pages, want %d", len(pages), head.Pages, n)
				}
				for i, pg := range pages {
					if pg.Number != i+1 || pg.Words[0].Text != fmt.Sprint(i+1) || len(pg.Print.Marks) == 0 {
						t.Fatalf("page %d is %+v", i+1, pg)
					}
				}
				if got, want := head.Structure.Info["Title"], fmt.Sprint(n); got != want {
					t.Errorf("structure is of document %q, want %q", got, want)
				}
			})
		}
	}
}

func TestOnlyThePagesAskedFor(t *testing.T) {
	for _, want := range [][]int{{1}, {2, 3, 7}, {1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 80}, {}} {
		head, pages, err := readAll(scripted(t, Options{Workers: 2}), "80", Want{Pages: append(want, 81)})
		if err != nil || head.Pages != 80 {
			t.Fatalf("%d pages, %v; want 80", head.Pages, err)
		}
		var got []int
		for _, pg := range pages {
			got = append(got, pg.Number)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got pages %d, want %d", got, want)
		}
	}
}

func TestWordsOnlyWhenAsked(t *testing.T) {
	_, pages, err := readAll(scripted(t, Options{}), "1", Want{})
	if err != nil || pages[0].Words != nil {
		t.Errorf("got words %v, error %v", pages[0].Words, err)
	}
}

func TestManyDocumentsAtOnce(t *testing.T) {
	type result struct {
		Head  Head
		Pages []PageContent
		Err   string
	}
	documents := make([]string, 24)
	for i := range documents {
		documents[i] = fmt.Sprintf("%d say %d", 1+i*i%97, i)
	}
	documents[5], documents[11], documents[17] = "9 panic 4", "9 refuse 4", "not a document"
	read := func(p *Pool, document string) result {
		head, pages, err := readAll(p, document, Want{Words: true})
		if err != nil {
			return result{Err: err.Error()} // how far it got before may differ
		}
		return result{Head: head, Pages: pages}
	}

	alone := make([]result, len(documents))
	one := scripted(t, Options{Workers: 1})
	for i, document := range documents {
		alone[i] = read(one, document)
	}
	together := make([]result, len(documents))
	many := scripted(t, Options{Workers: 4})
	var all sync.WaitGroup
	for i, document := range documents {
		all.Go(func() { together[i] = read(many, document) })
	}
	all.Wait()
	if diff := cmp.Diff(alone, together); diff != "" {
		t.Errorf("one at a time (-), at once (+):\n%s", diff)
	}
	if many.opt.Workers < len(many.idle) {
		t.Errorf("%d workers idle, at most %d wanted", len(many.idle), many.opt.Workers)
	}
}

func TestMisbehaviour(t *testing.T) {
	large := "3\x00" + strings.Repeat("x", 1000)
	tests := []struct {
		name, document string
		opt            Options
		want           error
		text           string // in the error
	}{
		{"hang", "9 hang 4", Options{CPU: 200 * time.Millisecond, CPUPerPage: 1}, ErrTime, "more than 200"},
		{"hang in a long document", "333 hang 200", Options{Workers: 3, CPU: 200 * time.Millisecond, CPUPerPage: 1}, ErrTime, "more than 200"},
		{"no progress", "9 stop 4", Options{CPU: 50 * time.Millisecond, CPUPerPage: 1}, ErrTime, "no end after"},
		{"allocation", "9 allocate 4", Options{Memory: 200 << 20}, ErrMemory, "more than 200 MiB"},
		{"allocation beyond all", "9 allocate 4", Options{Memory: 1 << 40, MostMemory: 200 << 20}, ErrMemory, "more than 200 MiB"},
		{"panic", "9 panic 4", Options{}, ErrCrashed, "(exit status 2): panic: boom [31m"},
		{"panic in a long document", "333 panic 200", Options{Workers: 3}, ErrCrashed, "panic: boom"},
		{"exit", "9 exit 4", Options{}, ErrCrashed, "(exit status 7): out of ideas"},
		{"frame too large", "9 large 4", Options{}, ErrCrashed, "4294967295 bytes, the limit is"},
		{"frame of garbage", "9 garbage 4", Options{}, ErrCrashed, "malformed frame"},
		{"wrong page", "9 other 4", Options{}, ErrCrashed, "not page 4"},
		{"too many pages", "9", Options{MaxPages: 8}, ErrPages, "9, the limit is 8"},
		{"too large", large, Options{MaxBytes: 1000}, ErrSize, "1002 bytes, the limit is 1000"},
		{"damaged", "?", Options{}, pdf.ErrDamaged, "invalid syntax"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := scripted(t, test.opt)
			_, _, err := readAll(p, test.document, Want{})
			var told *dossier.Error
			if !errors.Is(err, test.want) || !errors.As(err, &told) {
				t.Fatalf("got error %v, want %v", err, test.want)
			}
			if told.Path != "a.pdf" || told.Hint == "" || !strings.Contains(told.Error(), test.text) {
				t.Errorf("got %q, hint %q; want %q in it, and a hint", told, told.Hint, test.text)
			}
			if p.opt.MaxPages > 8 {
				works(t, p)
			}
		})
	}
}

func TestUnreadablePage(t *testing.T) {
	for act, note := range map[string]string{"refuse": "no such object", "swell": "too large to pass on"} {
		head, pages, err := readAll(scripted(t, Options{}), "9 "+act+" 4", Want{})
		if err != nil {
			t.Fatal(err)
		}
		if len(pages) != 9 || len(pages[4].Print.Marks) == 0 {
			t.Errorf("%s: the other pages are missing", act)
		}
		if pg := pages[3]; pg.Number != 4 || pg.Print.Absent != dossier.Unread || !strings.Contains(pg.Note, note) {
			t.Errorf("%s: page 4 is %+v, want a note %q", act, pg, note)
		}
		if diff := cmp.Diff([]string{"1 of 9 pages could not be read: 4"}, head.Notes); diff != "" {
			t.Errorf("%s: notes (-want +got):\n%s", act, diff)
		}
	}
}

func TestPicturesTooLarge(t *testing.T) {
	_, pages, err := readAll(scripted(t, Options{Memory: 2 << 30}), "2 stored 2", Want{Pictures: true})
	if err != nil {
		t.Fatal(err)
	}
	pg := pages[1]
	if pg.Pictures != nil || !strings.HasPrefix(pg.Note, "pictures left out: ") || len(pg.Print.Marks) == 0 || len(pg.Images) != 1 {
		t.Errorf("got %+v, want the page without its pictures and a note", pg)
	}
}

func TestStructureIsNotWorthTheDocument(t *testing.T) {
	head, pages, err := readAll(scripted(t, Options{}), "9 panic 0", Want{})
	if err != nil || len(pages) != 9 || !strings.Contains(head.Structure.Problem, "boom") {
		t.Errorf("got %d pages, problem %q, error %v; want 9, the crash, none", len(pages), head.Structure.Problem, err)
	}
}

func TestDigestsAreNotWorthTheDocument(t *testing.T) {
	p := scripted(t, Options{})
	for _, document := range []string{"9 panic -1", "9 hang -1"} {
		p.opt.CPU = time.Second
		head, pages, err := readAll(p, document, Want{RenderDigests: true})
		if err != nil || len(pages) != 9 || head.Structure.Info["Title"] != document || head.Structure.Problem != "" || head.RenderDigests != nil {
			t.Errorf("%s: got %d pages, %+v, error %v; want 9 and the structure", document, len(pages), head, err)
		}
	}
	if head, _, err := readAll(p, "9 panic -1", Want{RenderDigests: true, Pages: []int{2}}); err != nil || head.RenderDigests != nil {
		t.Errorf("a page: got %+v, %v; want no digests", head, err)
	}
	if head, _, err := readAll(p, "9", Want{RenderDigests: true}); err != nil || len(head.RenderDigests) != 9 {
		t.Errorf("got %d digests, error %v; want 9", len(head.RenderDigests), err)
	}
	if head, _, err := readAll(p, "9 panic -1", Want{}); err != nil || head.RenderDigests != nil {
		t.Errorf("not wanted: got %+v, %v; want no digests", head, err)
	}
}

func TestPageStopsTheDocument(t *testing.T) {
	enough := errors.New("enough")
	for _, document := range []string{"9", "333"} {
		p := scripted(t, Options{Workers: 2})
		seen := 0
		_, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader(document), Size: int64(len(document))}, Want{}, func(pg PageContent) error {
			if seen++; seen == 5 {
				return enough
			}
			return nil
		})
		if err != enough || seen != 5 {
			t.Errorf("got error %v after %d pages, want %v after 5", err, seen, enough)
		}
		works(t, p)
	}
}

func TestCancel(t *testing.T) {
	for _, document := range []string{"9 hang 4", "333 stop 200"} {
		p := scripted(t, Options{Workers: 2})
		ctx, cancel := context.WithCancel(context.Background())
		_, err := p.Read(ctx, Source{Name: "a.pdf", Data: strings.NewReader(document), Size: int64(len(document))}, Want{}, func(pg PageContent) error {
			if pg.Number == 3 {
				cancel()
			}
			return nil
		})
		if err != context.Canceled {
			t.Errorf("%s: got error %v, want %v", document, err, context.Canceled)
		}
		if _, err := p.Read(ctx, Source{Name: "a.pdf", Data: strings.NewReader("1"), Size: 1}, Want{}, nil); err != context.Canceled {
			t.Errorf("%s: next: got error %v, want %v", document, err, context.Canceled)
		}
		works(t, p)
	}
}

// A slow consumer keeps the worker waiting, which is not the worker's fault.
func TestTimeForAllDocumentsEnds(t *testing.T) {
	over := scripted(t, Options{Until: time.Now().Add(-time.Second)})
	if _, _, err := readAll(over, "3", Want{}); !errors.Is(err, ErrBatchTime) {
		t.Errorf("before a document: %v, want %v", err, ErrBatchTime)
	}
	soon := scripted(t, Options{Until: time.Now().Add(500 * time.Millisecond)})
	if _, _, err := readAll(soon, "9 stop 4", Want{}); !errors.Is(err, ErrBatchTime) {
		t.Errorf("within a document: %v, want %v", err, ErrBatchTime)
	}
}

func TestSlowConsumer(t *testing.T) {
	const limit = 60 * time.Millisecond // which leaves a starved machine more than a second
	p := scripted(t, Options{CPU: limit, CPUPerPage: limit})
	_, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader("5"), Size: 1}, Want{Pictures: true}, func(PageContent) error {
		time.Sleep(limit * patience / 2)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestWorkersAreUsedAgain(t *testing.T) {
	p := scripted(t, Options{Workers: 3})
	works(t, p)
	first := p.idle[0]
	works(t, p)
	if len(p.idle) != 1 || p.idle[0] != first {
		t.Errorf("%d workers idle, want the same one as before", len(p.idle))
	}
	first.kill(nil) // as the kernel does when memory is short
	<-first.ended
	works(t, p)
	if len(p.idle) != 1 || p.idle[0] == first {
		t.Errorf("%d workers idle, want a new one", len(p.idle))
	}
}

func TestClose(t *testing.T) {
	p := scripted(t, Options{Workers: 2})
	works(t, p)
	var workers []*worker
	_, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader("9 stop 4"), Size: 8}, Want{}, func(pg PageContent) error {
		if pg.Number == 3 {
			for w := range p.live {
				workers = append(workers, w)
			}
			go p.Close()
		}
		return nil
	})
	if !errors.Is(err, errClosed) {
		t.Errorf("document in work: got error %v, want %v", err, errClosed)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if len(workers) == 0 {
		t.Error("no worker seen")
	}
	for _, w := range workers {
		if w.cmd.ProcessState == nil {
			t.Errorf("process %d is still there", w.cmd.Process.Pid)
		}
	}
	if _, _, err := readAll(p, "1", Want{}); !errors.Is(err, errClosed) {
		t.Errorf("closed pool: got error %v, want %v", err, errClosed)
	}
}

func TestCommandIsNoWorker(t *testing.T) {
	for _, command := range []string{"/nonexistent", os.Args[0]} {
		p := NewPool(Options{Command: []string{command, "-test.run=^$"}})
		defer p.Close()
		if _, _, err := readAll(p, "1", Want{}); !errors.Is(err, ErrStart) || errors.Is(err, ErrCrashed) {
			t.Errorf("%s: got error %v, want %v", command, err, ErrStart)
		}
	}
}

func TestUnreadableSource(t *testing.T) {
	p := scripted(t, Options{})
	_, err := p.Read(context.Background(), Source{Name: "a.pdf", Data: bytes.NewReader([]byte("3")), Size: 5}, Want{}, nil)
	if err == nil || !strings.Contains(err.Error(), "read document") {
		t.Errorf("file shorter than said: got error %v", err)
	}
	works(t, p)
}

func TestNotifyOnce(t *testing.T) {
	var told []string
	p := scripted(t, Options{Workers: 3, CacheDir: t.TempDir(), Notify: func(s string) { told = append(told, s) }})
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() { readAll(p, "1", Want{}) })
	}
	all.Wait()
	if len(told) != 1 {
		t.Errorf("told %q, want one line", told)
	}
}

// What lies in the document is the document's doing, and something can be done about it.
func TestReasonsInTheDocument(t *testing.T) {
	for _, reason := range documents {
		if err := fmt.Errorf("page 1: %w", reason); !isDocuments(err) || hint(err) == "" {
			t.Errorf("%v: the document's doing: %v, hint %q", reason, isDocuments(err), hint(err))
		}
	}
	if isDocuments(ErrStart) || hint(ErrStart) != "" {
		t.Errorf("%v is taken for the document's doing", ErrStart)
	}
}

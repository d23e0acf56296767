package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/inspect"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Inspect says what is to be found in a document that its readers do not see. What is attached to
// it is inspected too, and comes after it with the path "!name". The function page, which may be nil, is
// told of each page of the document that was inspected.
//
// A document that cannot be read is inspected as far as its bytes go: the first result then has
// an Error. Errors are those of Read that are not the document's doing.
func (p *Pool) Inspect(ctx context.Context, s Source, page func(number int)) ([]dossier.Inspected, error) {
	found := []dossier.Inspected{{}}
	err := p.inspectOpened(ctx, s, &found, page)
	if err == nil || ctx.Err() != nil || !isDocuments(err) {
		if err != nil {
			return nil, failed(ctx, "inspect", s.Name, err, nil)
		}
		return found, nil
	}
	reason := err.Error()
	partly := found[0]
	if err := p.inspectBytes(ctx, s, &found); err != nil && (ctx.Err() != nil || !isDocuments(err)) {
		return nil, failed(ctx, "inspect", s.Name, err, nil)
	}
	found[0].Error = append(found[0].Error, reason)
	found[0].Pages = partly.Pages
	found[0].Items = append(found[0].Items, partly.Items...)
	found[0].NotLookedFor = append(found[0].NotLookedFor, partly.NotLookedFor...)
	return found, nil
}

// inspectOpened fills found with what is found in a document that can be opened. What it found
// before it failed stays.
func (p *Pool) inspectOpened(ctx context.Context, s Source, found *[]dossier.Inspected, page func(int)) error {
	if s.Size > p.opt.MaxBytes {
		return fmt.Errorf("%w: %d bytes, the limit is %d", ErrSize, s.Size, p.opt.MaxBytes)
	}
	if err := p.turn(ctx); err != nil {
		return err
	}
	return p.lend(ctx, func(w *worker) error {
		pages, err := p.open(w, s)
		if err != nil {
			return err
		}
		if pages > p.opt.MaxPages {
			return fmt.Errorf("%w: %d, the limit is %d", ErrPages, pages, p.opt.MaxPages)
		}
		file := dossier.Inspected{Pages: pages}
		(*found)[0] = file
		if err := p.inspecting(s, pages, func(items pageItems) error {
			file.Items = append(file.Items, items.Items...)
			file.NotLookedFor = append(file.NotLookedFor, items.NotLookedFor...)
			(*found)[0] = file
			if page != nil {
				page(items.Number)
			}
			return nil
		}).run(ctx, w); err != nil {
			return err
		}
		defer w.guard(p.budget(s, pages))()
		whole, err := w.inspected(request{Op: opInspect}, s.Size)
		if err != nil {
			return err
		}
		whole[0].Pages = pages
		whole[0].Items = append(whole[0].Items, file.Items...)
		whole[0].NotLookedFor = append(whole[0].NotLookedFor, file.NotLookedFor...)
		*found = whole
		return w.close()
	})
}

// inspectBytes fills found with what the bytes say of a document that cannot be opened.
func (p *Pool) inspectBytes(ctx context.Context, s Source, found *[]dossier.Inspected) error {
	*found = []dossier.Inspected{{}}
	if s.Size > p.opt.MaxBytes {
		return ErrSize
	}
	if err := p.turn(ctx); err != nil {
		return err
	}
	return p.lend(ctx, func(w *worker) error {
		defer w.guard(p.budget(s, 0))()
		w.atRest = false
		if err := w.ask(request{Op: opInspectBytes, Size: s.Size, MediaType: s.MediaType}); err != nil {
			return err
		}
		if err := w.pass(s); err != nil {
			return err
		}
		got, err := w.inspectedAnswer(s.Size)
		if err != nil {
			return err
		}
		*found, w.atRest = got, true
		return nil
	})
}

// A pageItems is what is found on a page.
type pageItems struct {
	Number       int
	Items        []dossier.Item
	NotLookedFor []string
}

// inspecting returns the job of inspecting the pages of a document.
func (p *Pool) inspecting(s Source, pages int, deliver func(pageItems) error) pageJob[pageItems] {
	numbers := make([]int, pages)
	for i := range numbers {
		numbers[i] = i + 1
	}
	get := func(w *worker, numbers []int, each func(pageItems) error) error {
		for _, n := range numbers {
			got, err := w.pageItems(n)
			if err != nil {
				return err
			}
			if err := each(got); err != nil {
				return err
			}
		}
		return nil
	}
	return pageJob[pageItems]{p, s, numbers, sharing{from: splitFrom, span: spanPages, room: spanPages}, get, deliver}
}

// pageItems returns what is found on a page of the open document.
func (w *worker) pageItems(n int) (pageItems, error) {
	if err := w.ask(request{Op: opInspectPage, First: n}); err != nil {
		return pageItems{}, err
	}
	r, err := w.answer(maxFrame)
	if _, cannot := errors.AsType[*failure](err); cannot {
		return pageItems{Number: n, NotLookedFor: []string{fmt.Sprintf("page %d: %s", n, err)}}, nil
	}
	if err != nil {
		return pageItems{}, err
	}
	if r.Found == nil || r.Found.Number != n {
		return pageItems{}, w.broken(fmt.Errorf("%w: not page %d", errFrame, n))
	}
	for _, item := range r.Found.Items {
		if err := soundItem(item); err != nil || item.Page != n {
			return pageItems{}, w.broken(fmt.Errorf("%w: an item that is not of page %d: %w", errFrame, n, err))
		}
	}
	return *r.Found, nil
}

// inspected asks for what is found in the open document as a whole, of a size in bytes.
func (w *worker) inspected(r request, size int64) ([]dossier.Inspected, error) {
	if err := w.ask(r); err != nil {
		return nil, err
	}
	return w.inspectedAnswer(size)
}

func (w *worker) inspectedAnswer(size int64) ([]dossier.Inspected, error) {
	r, err := w.answer(maxFoundFrame)
	if err != nil {
		return nil, err
	}
	if err := soundInspected(r.Inspected, size); err != nil {
		return nil, w.broken(fmt.Errorf("%w: %w", errFrame, err))
	}
	return r.Inspected, nil
}

// soundInspected returns an error if an answer cannot be about a document of so many bytes.
func soundInspected(all []dossier.Inspected, size int64) error {
	if len(all) == 0 {
		return errors.New("nothing was inspected")
	}
	ends := all[0].States
	if !slices.IsSorted(ends) || len(ends) > 0 && (ends[0] <= 0 || ends[len(ends)-1] > size) {
		return errors.New("states that are not of the file")
	}
	for _, file := range all {
		for _, item := range file.Items {
			if err := soundItem(item); err != nil {
				return err
			}
		}
	}
	return nil
}

func soundItem(item dossier.Item) error {
	if !slices.Contains(groups, item.Group) || item.Kind == "" || item.Page < 0 || item.Object < 0 {
		return fmt.Errorf("no item: %q, page %d, object %d", item.Group, item.Page, item.Object)
	}
	return nil
}

var groups = []dossier.Group{dossier.GroupHidden, dossier.GroupEarlier, dossier.GroupAttached, dossier.GroupOrigin, dossier.GroupMark}

// Limits on what is attached to a document and inspected with it.
const (
	maxAttachedFiles = 100
	maxAttachedPages = 200 // of one of them

	maxItems      = 20_000   // of a document and what is attached to it, pages aside
	maxFoundFrame = 64 << 20 // bytes of an answer that holds them
)

// An examination is a document as a worker inspects it; doc is nil where it cannot be opened.
type examination struct {
	data      []byte
	mediaType string
	doc       document
	opened    *inspect.Subject // once asked for
}

func (e *examination) subject() *inspect.Subject {
	if e.opened == nil {
		paged, _ := e.doc.(*pdf.Document)
		e.opened = inspect.Open(e.data, e.mediaType, paged, e.doc != nil)
	}
	return e.opened
}

// page inspects a page.
func (e *examination) page(n int) (pageItems, error) {
	view, err := e.doc.Page(n, inspect.PageWant())
	if err != nil {
		return pageItems{}, err
	}
	items := pageItems{Number: n}
	view.Number = n
	items.Items, items.NotLookedFor = e.subject().Page(view)
	return items, nil
}

// all inspects a document as a whole and what is attached to it, depth files down.
func (e *examination) all(open opener, path string, depth int, room *int) []dossier.Inspected {
	found := e.subject().File()
	file := dossier.Inspected{Path: path, Items: found.Items, LookedFor: found.LookedFor, NotLookedFor: found.NotLookedFor, States: found.States}
	all := []dossier.Inspected{file}
	for _, a := range found.Attached {
		if *room--; *room < 0 || depth <= 1 {
			all[0].NotLookedFor = append(all[0].NotLookedFor, "what is in further attached files: there are too many, or they are nested too deep")
			break
		}
		all = append(all, attached(open, path+"!"+a.Name, a.Data, depth-1, room)...)
	}
	return all
}

// attached inspects a file within another, with its pages.
func attached(open opener, path string, data []byte, depth int, room *int) []dossier.Inspected {
	mediaType, _ := intake.TypeOf(data)
	doc, err := open(data, mediaType)
	if err != nil {
		all := (&examination{data: data, mediaType: mediaType}).all(open, path, depth, room)
		all[0].Error = []string{err.Error()}
		all[0].SHA256, all[0].MediaType = dossier.Sum(data), mediaType
		return all
	}
	defer doc.Close()
	e := &examination{data: data, mediaType: mediaType, doc: doc}
	all := e.all(open, path, depth, room)
	all[0].SHA256, all[0].MediaType, all[0].Pages = dossier.Sum(data), mediaType, doc.NumPages()
	for n := 1; n <= doc.NumPages(); n++ {
		if n > maxAttachedPages {
			all[0].NotLookedFor = append(all[0].NotLookedFor, fmt.Sprintf("what is on pages after %d of this attached file", maxAttachedPages))
			break
		}
		got, err := e.page(n)
		if err != nil {
			got.NotLookedFor = []string{fmt.Sprintf("page %d: %v", n, err)}
		}
		all[0].Items = append(all[0].Items, got.Items...)
		all[0].NotLookedFor = append(all[0].NotLookedFor, got.NotLookedFor...)
	}
	return all
}

// sendPageItems answers opInspectPage.
func (e *examination) sendPageItems(c *conn, n int) error {
	got, err := e.page(n)
	if err != nil {
		return c.send(reply{Failure: newFailure(err)}, maxFrame)
	}
	return sendOrFail(c, reply{Found: &got})
}

// sendAll answers opInspect and opInspectBytes.
func (e *examination) sendAll(c *conn, open opener) error {
	room := maxAttachedFiles
	all := e.all(open, "", intake.DefaultLimits().Depth, &room)
	items := 0
	for i := range all {
		if items += len(all[i].Items); items > maxItems {
			all[i].Items = nil
			all[i].NotLookedFor = append(all[i].NotLookedFor, "what is in this attached file: too much was found before")
		}
	}
	err := c.send(reply{Inspected: all}, maxFoundFrame)
	if cannotPass(err) {
		err = c.send(reply{Failure: newFailure(err)}, maxFrame)
	}
	return err
}

// States returns where the states of a PDF end that was saved by appending, in bytes (pdf.States);
// none of a file that was saved once. Its pages are not read. Errors are those of Read.
func (p *Pool) States(ctx context.Context, s Source) ([]int64, error) {
	var found []dossier.Inspected
	if err := p.inspectBytes(ctx, s, &found); err != nil {
		return nil, failed(ctx, "inspect", s.Name, err, nil)
	}
	return found[0].States, nil
}

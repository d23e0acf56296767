package recognise

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/wire"
)

// mostHeld is roughly how many bytes of an input's pages are held in memory; the others lie in a
// temporary file.
const mostHeld = 8 << 20

// Pages are the pages of an input as they were read, numbered from 1. Of each its facts are held in
// memory; pages beyond mostHeld lie in a file without a name otherwise. Copies of a Pages share
// the file. The zero Pages has no pages.
type Pages struct {
	facts  []extract.PageContent // without text, words, marks, layouts and pictures
	places []resting
	weight int // of those in memory
	file   *pageFile
	folder string // of the file, as atomicfile.NewUnnamed takes it
}

// A resting says where a page is: in memory, or in the file.
type resting struct {
	held *extract.PageContent
	at   int64
	size int
}

// PagesOf returns pages that are held in memory.
func PagesOf(pages ...extract.PageContent) Pages {
	var all Pages
	for _, p := range pages {
		all.facts, all.places = append(all.facts, factsOf(p)), append(all.places, resting{held: &p})
	}
	return all
}

// Len returns how many pages there are.
func (p Pages) Len() int { return len(p.places) }

// Facts returns all pages without what is large of them: their text, words, marks, layouts and
// pictures are missing. It must not be changed.
func (p Pages) Facts() []extract.PageContent { return p.facts }

// Page returns a page with all that was read of it. An error means that the temporary file cannot be
// read.
func (p Pages) Page(number int) (extract.PageContent, error) {
	at := p.places[number-1]
	var page extract.PageContent
	if at.held != nil {
		page = *at.held
	} else if err := p.file.read(at, &page); err != nil {
		return page, err
	}
	page.Render = p.facts[number-1].Render
	return page, nil
}

// All yields the pages as Page returns them, in order, up to the first error.
func (p Pages) All() iter.Seq2[extract.PageContent, error] {
	return func(yield func(extract.PageContent, error) bool) {
		for number := 1; number <= p.Len(); number++ {
			page, err := p.Page(number)
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// add appends a page.
func (p *Pages) add(page extract.PageContent) error {
	at, err := p.keep(page)
	if err != nil {
		return err
	}
	p.facts, p.places = append(p.facts, factsOf(page)), append(p.places, at)
	return nil
}

// changing returns the pages such that put changes none of the original's.
func (p Pages) changing() Pages {
	p.facts, p.places = slices.Clone(p.facts), slices.Clone(p.places)
	return p
}

// put replaces a page by another version of it.
func (p *Pages) put(page extract.PageContent) error {
	at, err := p.keep(page)
	if err != nil {
		return err
	}
	p.facts[page.Number-1], p.places[page.Number-1] = factsOf(page), at
	return nil
}

// keep puts a page where there is room for it.
func (p *Pages) keep(page extract.PageContent) (resting, error) {
	if weight := weigh(page); p.file == nil && p.weight+weight <= mostHeld {
		p.weight += weight
		return resting{held: &page}, nil
	}
	if p.file == nil {
		var err error
		if p.file, err = newPageFile(p.folder); err != nil {
			return resting{}, err
		}
	}
	return p.file.write(page)
}

// release frees the file, for all copies.
func (p Pages) release() {
	if p.file != nil {
		p.file.close()
	}
}

// factsOf returns a page without what is large of it.
func factsOf(page extract.PageContent) extract.PageContent {
	page.Text, page.Words, page.Page.Images, page.Pictures, page.Turned = "", nil, nil, nil, nil
	page.Print.Marks, page.Print.Images, page.Print.Layout = nil, nil, layout.Layout{}
	return page
}

// weigh returns roughly how many bytes a page takes.
func weigh(page extract.PageContent) int {
	const word, mark, image, laid = 64, 16, 400, 48
	weight := 1024 + len(page.Text) + len(page.Note) + word*len(page.Words) + mark*len(page.Print.Marks) +
		image*len(page.Print.Images) + laid*(len(page.Print.Layout.Words)+len(page.Print.Layout.Bars))
	for _, w := range page.Words {
		weight += len(w.Text)
	}
	for _, p := range page.Pictures {
		weight += len(p.Stored) + len(p.PNG)
	}
	return weight
}

// A pageFile holds pages one after another. It is safe for concurrent use.
type pageFile struct {
	mu   sync.Mutex
	file *atomicfile.Unnamed
	end  int64
	stop runtime.Cleanup // of a reading that nobody released
}

func newPageFile(folder string) (*pageFile, error) {
	file, err := atomicfile.NewUnnamed(folder)
	if err != nil {
		return nil, noRoom(err, os.TempDir(), atomicfile.HintTemporary)
	}
	f := &pageFile{file: file}
	f.stop = runtime.AddCleanup(f, func(file *atomicfile.Unnamed) { file.Close() }, file)
	return f, nil
}

func (f *pageFile) write(page extract.PageContent) (resting, error) {
	data, err := wire.Append(nil, page)
	if err != nil {
		return resting{}, fmt.Errorf("page %d: %w", page.Number, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := resting{at: f.end, size: len(data)}
	if _, err := f.file.WriteAt(data, f.end); err != nil {
		return resting{}, noRoom(err, f.file.Folder, f.file.Hint())
	}
	f.end += int64(len(data))
	return at, nil
}

func (f *pageFile) read(at resting, page *extract.PageContent) error {
	data := make([]byte, at.size)
	if _, err := f.file.ReadAt(data, at.at); err != nil {
		return noRoom(err, f.file.Folder, f.file.Hint())
	}
	return wire.Decode(data, page, math.MaxInt)
}

func (f *pageFile) close() {
	f.stop.Stop()
	f.file.Close()
}

// noRoom returns the error of a file of pages.
func noRoom(err error, folder, hint string) error {
	if at, ok := errors.AsType[*os.PathError](err); ok {
		err = at.Err
	}
	return &dossier.Error{Op: "keep pages", Path: folder, Err: err, Hint: hint}
}

// Package memory keeps pages and their postings in memory, to compare a few documents without
// a corpus and to test searches without a database. It has no sightings and no log. It gives
// the same answers as store/sqlite.
package memory

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
)

// A Store holds the pages of some documents. It is safe for concurrent use.
type Store struct {
	mu sync.RWMutex

	// All of this is only appended to, so snapshots stay valid.
	docs   []dossier.Document
	pages  []page                    // of all documents; the page with id n is pages[n-1]
	byDoc  map[dossier.Digest][]page // by document
	marks  postings[uint64]
	chains postings[uint32]
}

// New returns an empty store.
func New() *Store {
	return &Store{byDoc: map[dossier.Digest][]page{}}
}

var (
	_ store.Pages    = (*Store)(nil)
	_ store.Postings = (*Store)(nil)
	_ store.Searcher = (*Store)(nil)
)

// A page is a page as kept.
type page struct {
	store.KeptPage // without its layout
	ref            dossier.PageRef
	layout         layout.Layout
	chains         []uint32 // distinct keys
}

// Add adds a document with its pages, like Insert of store.Writer. It returns an error wrapping
// dossier.ErrExists if the document is known. The store keeps what
// pages hold, which must not be changed afterwards.
func (s *Store) Add(ctx context.Context, doc dossier.Document, pages iter.Seq2[store.KeptPage, error]) error {
	made, marks, err := makePages(doc, pages)
	if err != nil {
		return fmt.Errorf("add %s: %w", doc.SHA256.Short(), err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.byDoc[doc.SHA256]; known {
		return fmt.Errorf("add %s: %w", doc.SHA256.Short(), dossier.ErrExists)
	}
	s.post(made, marks)
	s.docs, s.byDoc[doc.SHA256] = append(s.docs, doc), made
	return nil
}

// post appends the pages of a document under the next ids, and enters them under their marks and chains.
func (s *Store) post(pages []page, marks [][]fingerprint.Mark) {
	count := 0
	for _, of := range marks {
		count += len(of)
	}
	marked := make([]posting[uint64], 0, count)
	var chained []posting[uint32]
	for i, p := range pages {
		s.pages = append(s.pages, p)
		id := uint32(len(s.pages))
		for _, m := range marks[i] {
			marked = append(marked, posting[uint64]{m.Hash, id})
		}
		for _, key := range p.chains {
			chained = append(chained, posting[uint32]{key, id})
		}
	}
	s.marks.add(marked)
	s.chains.add(chained)
}

// makePages returns pages as they will be read back, and the marks of each.
func makePages(doc dossier.Document, pages iter.Seq2[store.KeptPage, error]) (made []page, marks [][]fingerprint.Mark, err error) {
	for kept, err := range pages {
		if err != nil {
			return nil, nil, err
		}
		if kept.Number != len(made)+1 {
			return nil, nil, fmt.Errorf("page %d is numbered %d", len(made)+1, kept.Number)
		}
		p, err := makePage(doc, kept)
		if err != nil {
			return nil, nil, fmt.Errorf("page %d: %w", kept.Number, err)
		}
		made, marks = append(made, p), append(marks, kept.Print.Marks)
	}
	if len(made) != doc.Pages {
		return nil, nil, fmt.Errorf("%d pages given, the document has %d", len(made), doc.Pages)
	}
	return made, marks, nil
}

func makePage(doc dossier.Document, kept store.KeptPage) (p page, err error) {
	if kept.Seal, err = store.Seal(kept); err != nil {
		return p, err
	}
	p.ref = dossier.PageRef{Document: doc.SHA256, Number: kept.Number}
	p.chains = store.ChainKeys(&kept.Print.Layout)
	if len(kept.Print.Layout.Words) > 0 { // its binary form is lossy
		data, err := kept.Print.Layout.MarshalBinary()
		if err != nil {
			return p, err
		}
		if err := p.layout.UnmarshalBinary(data); err != nil {
			return p, err
		}
	}
	kept.Words, kept.Page.Images = nil, nil
	kept.Print.Marks, kept.Print.Layout = nil, layout.Layout{}
	if kept.Print.LooksQuality <= 0 {
		kept.Print.Looks, kept.Print.LooksQuality = pdq.Hash{}, 0
	}
	p.KeptPage = kept
	return p, nil
}

// Size returns how much the store holds.
func (s *Store) Size(ctx context.Context) (store.Size, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return store.Size{Documents: len(s.docs), Pages: len(s.pages)}, ctx.Err()
}

// Documents is as in store.Catalogue.
func (s *Store) Documents(ctx context.Context, prefix string) ([]dossier.Document, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var docs []dossier.Document
	for _, d := range s.docs {
		if strings.HasPrefix(d.SHA256.String(), prefix) {
			docs = append(docs, d)
		}
	}
	return docs, ctx.Err()
}

// find returns the pages of a document.
func (s *Store) find(ctx context.Context, doc dossier.Digest) ([]page, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	pages, known := s.byDoc[doc]
	if !known {
		return nil, fmt.Errorf("document %s: %w", doc.Short(), dossier.ErrNotFound)
	}
	return pages, ctx.Err()
}

// all returns all pages.
func (s *Store) all() []page {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.pages
}

// Pages implements store.Pages.
func (s *Store) Pages(ctx context.Context, doc dossier.Digest, first, last int) ([]store.KeptPage, error) {
	of, err := s.find(ctx, doc)
	if err != nil {
		return nil, err
	}
	var pages []store.KeptPage
	for n := max(first, 1); n <= min(last, len(of)); n++ {
		pages = append(pages, of[n-1].KeptPage)
	}
	return pages, nil
}

// Layout implements store.Pages.
func (s *Store) Layout(ctx context.Context, page dossier.PageRef) (layout.Layout, error) {
	of, err := s.find(ctx, page.Document)
	if err != nil {
		return layout.Layout{}, err
	}
	if page.Number < 1 || page.Number > len(of) {
		return layout.Layout{}, fmt.Errorf("page %d of document %s: %w", page.Number, page.Document.Short(), dossier.ErrNotFound)
	}
	return of[page.Number-1].layout, nil
}

// Seals implements store.Pages.
func (s *Store) Seals(ctx context.Context, doc dossier.Digest) ([]dossier.Digest, error) {
	of, err := s.find(ctx, doc)
	if err != nil {
		return nil, err
	}
	seals := make([]dossier.Digest, len(of))
	for i, p := range of {
		seals[i] = p.Seal
	}
	return seals, nil
}

// Looks implements store.Pages.
func (s *Store) Looks(ctx context.Context) ([]store.LooksRef, error) {
	var looks []store.LooksRef
	for _, p := range s.all() {
		if p.Print.LooksQuality >= pdq.MinQuality {
			looks = append(looks, store.LooksRef{PageRef: p.ref, Hash: p.Print.Looks})
		}
	}
	return looks, ctx.Err()
}

// Images implements store.Pages.
func (s *Store) Images(ctx context.Context) ([]store.ImageRef, error) {
	var images []store.ImageRef
	for _, p := range s.all() {
		for _, image := range p.Print.Images {
			if image.Quality >= fingerprint.MinQuality {
				images = append(images, store.ImageRef{PageRef: p.ref, Image: image})
			}
		}
	}
	return images, ctx.Err()
}

// Indexed implements store.Searcher: it reads every page.
func (s *Store) Indexed(ctx context.Context) (bool, error) { return false, ctx.Err() }

// Search implements store.Searcher.
func (s *Store) Search(ctx context.Context, _ search.Query, wanted func(dossier.Digest) bool, each func(store.PageText) error) (indexed bool, err error) {
	for _, p := range s.all() {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if !wanted(p.ref.Document) {
			continue
		}
		if err := each(store.PageText{PageRef: p.ref, Text: p.Text, Recognised: p.Recognised}); err != nil {
			return false, err
		}
	}
	return false, ctx.Err()
}

// Package storetest holds the suites that implementations of the interfaces of package
// store must pass. A test of a whole store is three lines:
//
//	storetest.Run(t, func(t *testing.T, place string) store.Store {
//		return open(t, place)
//	})
//
// RunPages, RunPostings and RunSearch test an implementation of that part only.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// An Opener opens the store kept at a place, making it if there is none. place is a folder of
// the test's own, at first empty; opening it again after Close finds what was put there.
type Opener func(t *testing.T, place string) store.Store

// An Insert adds a document with its pages, and returns errors as store.Writer does.
type Insert func(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error

// Run tests a whole store.
func Run(t *testing.T, open Opener) {
	t.Run("Catalogue", func(t *testing.T) { RunCatalogue(t, open) })
	t.Run("Pages", func(t *testing.T) {
		RunPages(t, func(t *testing.T) (store.Pages, Insert) { s := fresh(t, open); return s, inserter(s) })
	})
	t.Run("Postings", func(t *testing.T) {
		RunPostings(t, func(t *testing.T) (store.Postings, Insert) { s := fresh(t, open); return s, inserter(s) })
	})
	t.Run("Search", func(t *testing.T) {
		RunSearch(t, func(t *testing.T) (store.Searcher, Insert) { s := fresh(t, open); return s, inserter(s) })
	})
	t.Run("Log", func(t *testing.T) { RunLog(t, open) })
	t.Run("Refresh", func(t *testing.T) { RunRefresh(t, open) })
	t.Run("Purge", func(t *testing.T) { RunPurge(t, open) })
	runAll(t, open, []test[Opener]{
		{"Reopen", reopen},
		{"Cancelled", cancelled},
		{"ReadWhileWriting", readWhileWriting},
		{"Check", sound},
		{"SearchRefreshed", searchRefreshed},
	})
}

// A test is run with an opener of type O.
type test[O any] struct {
	name string
	run  func(*testing.T, O)
}

func runAll[O any](t *testing.T, open O, tests []test[O]) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

func fresh(t *testing.T, open Opener) store.Store {
	t.Helper()
	s := open(t, t.TempDir())
	t.Cleanup(func() { s.Close() })
	return s
}

// inserter adds documents to a store without entries in its log.
func inserter(s store.Writer) Insert {
	return func(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error {
		return s.Insert(ctx, doc, store.Listed(pages...), dossier.Sighting{Where: "test"}, custody.Entry{})
	}
}

func add(t *testing.T, insert Insert, doc dossier.Document, pages []store.KeptPage) {
	t.Helper()
	if err := insert(t.Context(), doc, pages); err != nil {
		t.Fatalf("insert %s: %v", doc.Name, err)
	}
}

func insert(t *testing.T, s store.Writer, doc dossier.Document, pages []store.KeptPage) {
	t.Helper()
	add(t, inserter(s), doc, pages)
}

func equal(t *testing.T, what string, got, want any, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, options...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// second returns the error of a call that also returns a value.
func second[T any](_ T, err error) error { return err }

func reopen(t *testing.T, open Opener) {
	place := t.TempDir()
	doc, pages := rich()
	drawn, drawnPages, layouts := layouted()
	s := open(t, place)
	insert(t, s, doc, pages)
	insert(t, s, drawn, drawnPages)
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	s = open(t, place)
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "documents", docs, []dossier.Document{doc, drawn})
	checkLayouts(t, s, drawn, layouts)
	other, otherPages := document("b", marked(1))
	insert(t, s, other, otherPages)
	last := uint32(len(pages) + len(drawnPages) + 1)
	equal(t, "postings", marksIn(t, snapshot(t, s), 9, 9, 1), map[uint64]onPages{1: {[]uint32{last}, 1}})
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func cancelled(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := document("a", marked(1))
	insert(t, s, doc, pages)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other, otherPages := document("b", marked(2))
	for name, err := range map[string]error{
		"size":      second(s.Size(ctx)),
		"documents": second(s.Documents(ctx, "")),
		"sightings": second(s.Sightings(ctx, doc.SHA256)),
		"history":   second(s.History(ctx)),
		"insert":    s.Insert(ctx, other, store.Listed(otherPages...), dossier.Sighting{}, custody.Entry{}),
		"sight":     s.Sight(ctx, doc.SHA256, dossier.Sighting{}, custody.Entry{}),
		"log":       second(s.Log(ctx)),
		"record":    s.Record(ctx, entry(t, newKey(t), "a")),
		"begin":     s.Begin(ctx, entry(t, newKey(t), "a")),
		"check":     second(s.Check(ctx)),
		"renew":     s.Renew(ctx, entry(t, newKey(t), "a")),
		"root":      second(s.Root(ctx, 1)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	if _, _, err := s.Head(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("head: %v, want context.Canceled", err)
	}
	insert(t, s, other, otherPages) // the store is as good as before
	if seen, err := s.Sightings(t.Context(), doc.SHA256); err != nil || len(seen) != 1 {
		t.Errorf("sightings: %v, %v", seen, err)
	}
}

// sound examines a store that has nothing wrong.
func sound(t *testing.T, open Opener) {
	s := fresh(t, open)
	for range 2 {
		checks, err := s.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "checks", checks, []dossier.Check{{Of: dossier.OfDatabase, State: dossier.OK}})
		doc, pages := rich()
		for i := range pages {
			pages[i].Print.Length, pages[i].Print.Marks = fingerprint.OfText(pages[i].Text)
		}
		if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil && !errors.Is(err, dossier.ErrExists) {
			t.Fatal(err)
		}
	}
}

// readWhileWriting asks from many goroutines while documents are added: each document is seen
// wholly or not at all.
func readWhileWriting(t *testing.T, open Opener) {
	s := fresh(t, open)
	const documents, pagesEach = 20, 6
	key := newKey(t)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				if err := lookAround(t.Context(), s, pagesEach); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range documents {
		page := marked(1, uint64(2+n))
		page.Print.Layout, page.Print.LooksQuality = Layout(1), pdq.MinQuality
		doc, pages := repeated(fmt.Sprint(n), pagesEach, page)
		if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, entry(t, key, doc.Name)); err != nil {
			t.Error(err)
		}
		if err := s.Sight(t.Context(), doc.SHA256, dossier.Sighting{Where: "again"}, entry(t, key, doc.Name)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
	equal(t, "postings", marksIn(t, snapshot(t, s), 9, 1000, 1), map[uint64]onPages{1: {nil, documents * pagesEach}})
}

// lookAround asks every question once.
func lookAround(ctx context.Context, s store.Store, pagesEach int) error {
	size, err := s.Size(ctx)
	if err != nil {
		return err
	}
	if size.Pages != size.Documents*pagesEach {
		return fmt.Errorf("%d documents of %d pages each have %d", size.Documents, pagesEach, size.Pages)
	}
	docs, err := s.Documents(ctx, "")
	if err != nil {
		return err
	}
	if len(docs) < size.Documents {
		return fmt.Errorf("%d documents, there were %d", len(docs), size.Documents)
	}
	l, err := s.Log(ctx)
	if err != nil {
		return err
	}
	if n := len(l.Records); n < 2*size.Documents-1 {
		return fmt.Errorf("%d records, there were %d documents", n, size.Documents)
	}
	if err := unsound(l); err != nil {
		return err
	}
	if err := lookAtPostings(ctx, s, size.Pages); err != nil {
		return err
	}
	return lookAtPages(ctx, s, pagesEach, size.Pages)
}

// lookAtPages asks for pages of a store that holds at least least pages, which look the same.
func lookAtPages(ctx context.Context, s store.Pages, pagesEach, least int) error {
	if _, err := s.Images(ctx); err != nil {
		return err
	}
	seen, err := s.Looks(ctx)
	if err != nil {
		return err
	}
	if n := len(seen); n%pagesEach != 0 || n < least {
		return fmt.Errorf("%d pages have looks, there were %d pages", n, least)
	}
	for _, at := range seen[:min(2, len(seen))] {
		pages, err := s.Pages(ctx, at.Document, 1, pagesEach)
		if err != nil {
			return err
		}
		if len(pages) != pagesEach {
			return fmt.Errorf("%d pages, want %d", len(pages), pagesEach)
		}
		known, err := s.Layout(ctx, at.PageRef)
		if err != nil {
			return err
		}
		if want := len(Layout(1).Words); len(known.Words) != want {
			return fmt.Errorf("a layout of %d words, want %d", len(known.Words), want)
		}
	}
	return nil
}

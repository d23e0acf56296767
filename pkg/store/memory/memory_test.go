package memory

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

func inserter(s *Store) storetest.Insert {
	return func(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error {
		return s.Add(ctx, doc, store.Listed(pages...))
	}
}

func TestPages(t *testing.T) {
	storetest.RunPages(t, func(*testing.T) (store.Pages, storetest.Insert) {
		s := New()
		return s, inserter(s)
	})
}

func TestPostings(t *testing.T) {
	storetest.RunPostings(t, func(*testing.T) (store.Postings, storetest.Insert) {
		s := New()
		return s, inserter(s)
	})
}

func TestSearch(t *testing.T) {
	storetest.RunSearch(t, func(*testing.T) (store.Searcher, storetest.Insert) {
		s := New()
		return s, inserter(s)
	})
}

func TestDocuments(t *testing.T) {
	s := New()
	a := dossier.Document{SHA256: dossier.Digest{0xab, 1}, Name: "a", Pages: 1}
	b := dossier.Document{SHA256: dossier.Digest{0x0b, 2}, Name: "b"}
	for doc, pages := range map[*dossier.Document][]store.KeptPage{&a: {{Page: dossier.Page{Number: 1}}}, &b: nil} {
		if err := s.Add(t.Context(), *doc, store.Listed(pages...)); err != nil {
			t.Fatal(err)
		}
	}
	for prefix, want := range map[string]int{"": 2, "ab": 1, "AB": 0, "0b": 1, "x": 0} {
		if docs, err := s.Documents(t.Context(), prefix); err != nil || len(docs) != want {
			t.Errorf("%q: %v, %v; want %d documents", prefix, docs, err, want)
		}
	}
	docs, err := s.Documents(t.Context(), a.SHA256.String())
	if diff := cmp.Diff([]dossier.Document{a}, docs); diff != "" || err != nil {
		t.Errorf("documents: %v %s", err, diff)
	}
	if size, err := s.Size(t.Context()); err != nil || size != (store.Size{Documents: 2, Pages: 1}) {
		t.Errorf("size: %v, %v", size, err)
	}
}

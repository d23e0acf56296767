package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// RunRefresh tests a store.Refresher.
func RunRefresh(t *testing.T, open Opener) {
	runAll(t, open, []test[Opener]{
		{"StagedChangesNothing", stagedChangesNothing},
		{"Adopted", adopted},
		{"AdoptedInPart", adoptedInPart},
		{"Restaged", restaged},
		{"Refused", refreshRefused},
	})
}

var earlier, later = dossier.Columns{Text: 1, Layout: 1, Facts: 1}, dossier.Columns{Text: 2, Layout: 2, Pictures: 1, Looks: 1, Facts: 2}

// keptAnd is a store that keeps, between two others, an early version of a document, and
// that document as it is made anew.
func keptAnd(t *testing.T, open Opener) (s store.Store, doc dossier.Document, pages []store.KeptPage) {
	t.Helper()
	s = fresh(t, open)
	doc, pages = rich()
	doc.SHA1, doc.Columns = [20]byte{1, 19: 2}, later
	doc.Attachments = []dossier.Attachment{{Name: "é.txt", Size: 7, SHA256: dossier.Sum([]byte("attached"))}}
	for i := range pages {
		pages[i].Render = dossier.Sum([]byte{byte(i)})
		_, pages[i].Print.Marks = fingerprint.OfText(pages[i].Text)
	}
	pages[1].Render = dossier.Digest{}
	first := doc
	first.Columns, first.Notes, first.Metadata, first.SHA1, first.Attachments = earlier, nil, nil, [20]byte{}, nil
	old := make([]store.KeptPage, len(pages))
	for i := range old {
		old[i] = drawn(7, 8, uint64(i))
		old[i].Number, old[i].Text, old[i].Note = i+1, "an early reading of this page, which is much the same on each of the pages", "early"
		_, old[i].Print.Marks = fingerprint.OfText(old[i].Text)
	}
	before, beforePages := document("before", drawn(7, 8, 9))
	after, afterPages := document("after", store.KeptPage{})
	insert(t, s, before, beforePages)
	insert(t, s, first, old)
	insert(t, s, after, afterPages)
	return s, doc, pages
}

// anew is a store to which the document was added as it is, between the two others.
func anew(t *testing.T, open Opener, doc dossier.Document, pages []store.KeptPage) store.Store {
	t.Helper()
	s := fresh(t, open)
	before, beforePages := document("before", drawn(7, 8, 9))
	after, afterPages := document("after", store.KeptPage{})
	insert(t, s, before, beforePages)
	insert(t, s, doc, pages)
	insert(t, s, after, afterPages)
	return s
}

// same compares all that two stores keep of a document, and by what its pages are found.
func same(t *testing.T, got, want store.Store, doc dossier.Document) {
	t.Helper()
	for _, of := range []struct {
		what string
		read func(store.Store) (any, error)
	}{
		{"documents", func(s store.Store) (any, error) { return s.Documents(t.Context(), doc.SHA256.String()) }},
		{"pages", func(s store.Store) (any, error) { return s.Pages(t.Context(), doc.SHA256, 1, doc.Pages) }},
		{"seals", func(s store.Store) (any, error) { return s.Seals(t.Context(), doc.SHA256) }},
		{"looks", func(s store.Store) (any, error) { return s.Looks(t.Context()) }},
		{"images", func(s store.Store) (any, error) { return s.Images(t.Context()) }},
		{"layout", func(s store.Store) (any, error) {
			return s.Layout(t.Context(), dossier.PageRef{Document: doc.SHA256, Number: 4})
		}},
		{"chains", func(s store.Store) (any, error) { return standing(t.Context(), s, keysOf(t, 1, 2, 7, 8)) }},
	} {
		g, err := of.read(got)
		w, wantErr := of.read(want)
		if err := errors.Join(err, wantErr); err != nil {
			t.Fatal(err)
		}
		equal(t, of.what, g, w, cmpopts.EquateEmpty())
	}
	faults, err := got.Check(t.Context())
	if err != nil || len(dossier.Audit{Checks: faults}.Problems()) > 0 {
		t.Errorf("damaged: %v, %v", faults, err)
	}
}

// standing returns on which pages chain keys stand, and how many each page has.
func standing(ctx context.Context, s store.Store, keys []uint32) (map[uint32][]uint32, error) {
	found := map[uint32][]uint32{}
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	err = snapshot.Chains(ctx, keys, func(key uint32, pages []uint32) { found[key] = append([]uint32(nil), pages...) })
	for id := range uint32(snapshot.Pages()) {
		_, chains, pageErr := snapshot.Page(id + 1)
		found[^id] = []uint32{uint32(chains)}
		err = errors.Join(err, pageErr)
	}
	return found, err
}

func stagedChangesNothing(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	untouched, _, _ := keptAnd(t, open)
	if err := s.Stage(t.Context(), doc, pages); err != nil {
		t.Fatal(err)
	}
	same(t, s, untouched, doc)
}

func adopted(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	want := anew(t, open, doc, pages)
	if err := s.Stage(t.Context(), doc, pages); err != nil {
		t.Fatal(err)
	}
	staged, err := s.Staged(t.Context())
	if err != nil || len(staged) != 1 {
		t.Fatalf("%d documents are staged, %v", len(staged), err)
	}
	seals, err := want.Seals(t.Context(), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "seal", staged[0].Seal, store.SealDocument(doc, seals))
	if err := s.Adopt(t.Context(), []dossier.Digest{doc.SHA256}, entry(t, newKey(t), "refreshed")); err != nil {
		t.Fatal(err)
	}
	same(t, s, want, doc)
	log, err := s.Log(t.Context())
	if err != nil || len(log.Records) != 1 {
		t.Errorf("%d records, %v", len(log.Records), err)
	}
	if staged, err := s.Staged(t.Context()); err != nil || len(staged) > 0 {
		t.Errorf("still staged: %v, %v", staged, err)
	}
}

// adoptedInPart adopts nothing where one document is not staged, and drops what it was not
// asked for.
func adoptedInPart(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	untouched, _, _ := keptAnd(t, open)
	other, _ := document("before")
	if err := s.Stage(t.Context(), doc, pages); err != nil {
		t.Fatal(err)
	}
	err := s.Adopt(t.Context(), []dossier.Digest{doc.SHA256, other.SHA256}, entry(t, newKey(t), "refreshed"))
	if !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("a document that is not staged: %v, want ErrNotFound", err)
	}
	same(t, s, untouched, doc)
	if staged, err := s.Staged(t.Context()); err != nil || len(staged) != 1 {
		t.Errorf("%d documents are staged, %v", len(staged), err)
	}
	if err := s.Adopt(t.Context(), nil, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	same(t, s, untouched, doc)
	if staged, err := s.Staged(t.Context()); err != nil || len(staged) > 0 {
		t.Errorf("still staged: %v, %v", staged, err)
	}
}

// restaged stages a document twice: the second counts.
func restaged(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	want := anew(t, open, doc, pages)
	twice := doc
	twice.Notes = []string{"an earlier try"}
	for _, d := range []dossier.Document{twice, doc} {
		if err := s.Stage(t.Context(), d, pages); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Adopt(t.Context(), []dossier.Digest{doc.SHA256}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	same(t, s, want, doc)
}

func refreshRefused(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	unknown := doc
	unknown.SHA256[0]++
	if err := s.Stage(t.Context(), unknown, pages); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("an unknown document: %v, want ErrNotFound", err)
	}
	fewer := doc
	fewer.Pages--
	if err := s.Stage(t.Context(), fewer, pages[:fewer.Pages]); err == nil {
		t.Error("a document of fewer pages is staged")
	}
	if err := s.Stage(t.Context(), doc, pages[1:]); err == nil {
		t.Error("a document that misses a page is staged")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"stage": s.Stage(cancelled, doc, pages), "staged": second(s.Staged(cancelled)), "adopt": s.Adopt(cancelled, nil, custody.Entry{}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
}

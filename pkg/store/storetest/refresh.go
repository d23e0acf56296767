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
		{"AdoptedAsChecked", adoptedAsChecked},
		{"AdoptedAsSealed", adoptedAsSealed},
		{"Refused", refreshRefused},
	})
}

var earlier, later = dossier.Columns{Text: 1, Layout: 1, Facts: 1}, dossier.Columns{Text: 2, Layout: 2, Pictures: 1, Looks: 1, Facts: 2}

// keptAnd returns a store that holds, between two others, an early version of a document, and
// the new version of that document.
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

// anew returns a store to which that version of the document was added, between the two others.
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

// same compares everything that two stores keep of a document, and its postings.
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

// standing returns which pages have chain keys, and how many each page has.
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

// signed returns a stand-in for a signature, which a store only keeps.
func signed(d store.StagedDocument) ([]byte, error) {
	return append([]byte("signed "), d.Data[:]...), nil
}

func stage(t *testing.T, s store.Store, doc dossier.Document, pages []store.KeptPage) store.StagedDocument {
	t.Helper()
	staged, err := s.Stage(t.Context(), doc, pages, signed)
	if err != nil {
		t.Fatal(err)
	}
	return staged
}

func stagedChangesNothing(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	untouched, _, _ := keptAnd(t, open)
	stage(t, s, doc, pages)
	same(t, s, untouched, doc)
}

func adopted(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	want := anew(t, open, doc, pages)
	returned := stage(t, s, doc, pages)
	staged, err := s.Staged(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "staged", staged, []store.StagedDocument{returned})
	seals, err := want.Seals(t.Context(), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "seal", staged[0].Seal, store.SealDocument(doc, seals))
	if err := s.Adopt(t.Context(), staged, entry(t, newKey(t), "refreshed")); err != nil {
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

// adoptedInPart adopts nothing if one document is not staged, and drops what it was not asked
// for.
func adoptedInPart(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	untouched, _, _ := keptAnd(t, open)
	other, _ := document("before")
	staged := []store.StagedDocument{stage(t, s, doc, pages), {SHA256: other.SHA256}}
	err := s.Adopt(t.Context(), staged, entry(t, newKey(t), "refreshed"))
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
	var staged store.StagedDocument
	for _, d := range []dossier.Document{twice, doc} {
		staged = stage(t, s, d, pages)
	}
	if err := s.Adopt(t.Context(), []store.StagedDocument{staged}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	same(t, s, want, doc)
}

// adoptedAsChecked adopts only the bytes, with the seal, that the caller names.
func adoptedAsChecked(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	untouched, _, _ := keptAnd(t, open)
	first := stage(t, s, doc, pages)
	pages[0].Text += " and more"
	second := stage(t, s, doc, pages)
	renamed := doc
	renamed.Name = "renamed" // which no seal covers
	last := stage(t, s, renamed, pages)
	otherSeal, otherDocument := last, last
	otherSeal.Seal = first.Seal
	otherDocument.SHA256 = dossier.Sum([]byte("before"))
	for name, d := range map[string]store.StagedDocument{
		"what was staged first": first, "what was staged before, of the same seal": second, "another seal": otherSeal,
	} {
		if err := s.Adopt(t.Context(), []store.StagedDocument{d}, entry(t, newKey(t), "refreshed")); !errors.Is(err, dossier.ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
	}
	if err := s.Adopt(t.Context(), []store.StagedDocument{otherDocument}, custody.Entry{}); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("another document: %v, want ErrNotFound", err)
	}
	same(t, s, untouched, doc)
	if log, err := s.Log(t.Context()); err != nil || len(log.Records) > 0 {
		t.Errorf("%d records, %v", len(log.Records), err)
	}
}

// adoptedAsSealed tells apart what seals tell apart: an empty list and nil.
func adoptedAsSealed(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	doc.Notes, doc.Metadata, doc.Attachments = []string{}, map[string]string{}, nil
	staged := stage(t, s, doc, pages)
	if err := s.Adopt(t.Context(), []store.StagedDocument{staged}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Documents(t.Context(), doc.SHA256.String())
	seals, sealErr := s.Seals(t.Context(), doc.SHA256)
	if err := errors.Join(err, sealErr); err != nil {
		t.Fatal(err)
	}
	equal(t, "seal", store.SealDocument(docs[0], seals), staged.Seal)
}

func refreshRefused(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	unknown := doc
	unknown.SHA256[0]++
	if err := second(s.Stage(t.Context(), unknown, pages, signed)); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("an unknown document: %v, want ErrNotFound", err)
	}
	fewer := doc
	fewer.Pages--
	if err := second(s.Stage(t.Context(), fewer, pages[:fewer.Pages], signed)); err == nil {
		t.Error("a document of fewer pages is staged")
	}
	if err := second(s.Stage(t.Context(), doc, pages[1:], signed)); err == nil {
		t.Error("a document that misses a page is staged")
	}
	refuses := errors.New("no key")
	if _, err := s.Stage(t.Context(), doc, pages, func(store.StagedDocument) ([]byte, error) { return nil, refuses }); !errors.Is(err, refuses) {
		t.Errorf("unsigned: %v, want why it is not signed", err)
	}
	if staged, err := s.Staged(t.Context()); err != nil || len(staged) > 0 {
		t.Errorf("%d documents are staged, %v; want none", len(staged), err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"stage": second(s.Stage(cancelled, doc, pages, signed)), "staged": second(s.Staged(cancelled)), "adopt": s.Adopt(cancelled, nil, custody.Entry{}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
}

package storetest

import (
	"errors"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// RunPurge tests a store.Purger.
func RunPurge(t *testing.T, open Opener) {
	runAll(t, open, []test[Opener]{
		{"Purged", purged},
		{"Forgotten", forgotten},
		{"ForgottenLast", forgottenLast},
		{"Refused", purgeRefused},
	})
}

// richMarked is rich with the marks of its texts.
func richMarked() (dossier.Document, []store.KeptPage) {
	doc, pages := rich()
	for i := range pages {
		_, pages[i].Print.Marks = fingerprint.OfText(pages[i].Text)
	}
	return doc, pages
}

// three returns a store of three documents, of which the second uses every field, and the second as it is
// kept.
func three(t *testing.T, open Opener) (s store.Store, doc dossier.Document) {
	t.Helper()
	s = fresh(t, open)
	doc, pages := richMarked()
	before, beforePages := document("before", texted("common words before"))
	after, afterPages := document("after", texted("common words after"), drawn(1, 2))
	insert(t, s, before, beforePages)
	insert(t, s, doc, pages)
	insert(t, s, after, afterPages)
	return s, doc
}

// checked fails the test if something is wrong with the store.
func checked(t *testing.T, s store.Checker) {
	t.Helper()
	faults, err := s.Check(t.Context())
	if problems := (dossier.Audit{Checks: faults}).Problems(); err != nil || len(problems) > 0 {
		t.Errorf("damaged: %v, %v", problems, err)
	}
}

// unerased fails the test unless the store says that it was not erased, which is all that is wrong.
func unerased(t *testing.T, s store.Checker) {
	t.Helper()
	faults, err := s.Check(t.Context())
	if problems := (dossier.Audit{Checks: faults}).Problems(); err != nil || len(problems) != 1 || problems[0].Of != dossier.OfDatabase {
		t.Errorf("want that it was not erased: %v, %v", problems, err)
	}
}

func purged(t *testing.T, open Opener) {
	s, doc := three(t, open)
	key := newKey(t)
	if err := s.Purge(t.Context(), doc.SHA256, entry(t, key, "purge")); err != nil {
		t.Fatal(err)
	}
	unerased(t, s)
	if err := s.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	checked(t, s)
	want, blank := store.Purged(doc)
	docs, err := s.Documents(t.Context(), doc.SHA256.String())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "document", docs, []dossier.Document{want})
	pages, err := s.Pages(t.Context(), doc.SHA256, 1, doc.Pages)
	if err != nil {
		t.Fatal(err)
	}
	for p := range blank {
		if p.Seal, err = store.Seal(p); err != nil {
			t.Fatal(err)
		}
		equal(t, "page", pages[p.Number-1], p)
	}
	if images, err := s.Images(t.Context()); err != nil || len(images) != 0 {
		t.Errorf("pictures: %v, %v", images, err)
	}
	equal(t, "found", hits(t, s, "agree", everyDocument, doc), none)
	equal(t, "found of others", hits(t, s, "common words", everyDocument), []string{"1", "1"})
	if seen, err := s.Sightings(t.Context(), doc.SHA256); err != nil || len(seen) != 1 {
		t.Errorf("sightings: %v, %v", seen, err)
	}
	if l := readLog(t, s); len(l.Records) != 1 {
		t.Errorf("%d records, want 1", len(l.Records))
	}
	v := snapshot(t, s)
	if page, _, err := v.Page(uint32(doc.Pages) + 2); err != nil || page.Number != 1 {
		t.Errorf("page after it: %v, %v", page, err)
	}
}

func forgotten(t *testing.T, open Opener) {
	s, doc := three(t, open)
	if err := s.Forget(t.Context(), doc.SHA256, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	unerased(t, s)
	if err := s.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	checked(t, s)
	if docs, err := s.Documents(t.Context(), doc.SHA256.String()); err != nil || len(docs) != 0 {
		t.Errorf("documents: %v, %v", docs, err)
	}
	if err := second(s.Pages(t.Context(), doc.SHA256, 1, 9)); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("pages: %v, want not found", err)
	}
	v := snapshot(t, s)
	if page, _, err := v.Page(uint32(doc.Pages) + 3); err != nil || page.Number != 2 || v.Pages() != doc.Pages+3 {
		t.Errorf("page after it: %v of %d, %v", page, v.Pages(), err)
	}
	if _, _, err := v.Page(2); err == nil {
		t.Error("a page of it is there")
	}
	again, pages := richMarked()
	insert(t, s, again, pages)
	checked(t, s)
	equal(t, "found again", hits(t, s, "agree", everyDocument, again), []string{again.Name + " 6"})
}

// The place of a document that was the last one is not used again.
func forgottenLast(t *testing.T, open Opener) {
	s := fresh(t, open)
	first, pages := document("first", texted("one"), texted("two"))
	insert(t, s, first, pages)
	old := snapshot(t, s)
	if err := s.Forget(t.Context(), first.SHA256, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	next, pages := document("next", texted("three"))
	insert(t, s, next, pages)
	v := snapshot(t, s)
	if page, _, err := v.Page(3); err != nil || page.Document != next.SHA256 {
		t.Errorf("page 3: %v, %v", page, err)
	}
	if page, _, err := old.Page(1); err == nil && page.Document != first.SHA256 {
		t.Errorf("an old snapshot names page 1 as of %s", page.Document.Short())
	}
	if err := s.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	checked(t, s)
}

func purgeRefused(t *testing.T, open Opener) {
	s, doc := three(t, open)
	for name, call := range map[string]func() error{
		"purge":  func() error { return s.Purge(t.Context(), dossier.Sum([]byte("unknown")), custody.Entry{}) },
		"forget": func() error { return s.Forget(t.Context(), dossier.Sum([]byte("unknown")), custody.Entry{}) },
	} {
		if err := call(); !errors.Is(err, dossier.ErrNotFound) {
			t.Errorf("%s of an unknown document: %v", name, err)
		}
	}
	checked(t, s)
	equal(t, "found", hits(t, s, "agree", everyDocument, doc), []string{doc.Name + " 6"})
}

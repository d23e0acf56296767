package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// RunCatalogue tests the Catalogue of a store and the changes to it.
func RunCatalogue(t *testing.T, open Opener) {
	runAll(t, open, []test[Opener]{
		{"Empty", emptyCatalogue},
		{"Documents", documents},
		{"Exists", exists},
		{"NotFound", notFound},
		{"MisnumberedPages", misnumbered},
		{"Prefix", prefix},
		{"Sightings", sightings},
		{"History", history},
		{"Seal", sealedDocument},
		{"Named", named},
	})
}

func emptyCatalogue(t *testing.T, open Opener) {
	s := fresh(t, open)
	size, err := s.Size(t.Context())
	if err != nil || size != (store.Size{}) {
		t.Errorf("size: %v, %v", size, err)
	}
	docs, err := s.Documents(t.Context(), "")
	if err != nil || len(docs) != 0 {
		t.Errorf("documents: %v, %v", docs, err)
	}
}

func documents(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := rich()
	plain, plainPages := document("plain")
	insert(t, s, doc, pages)
	insert(t, s, plain, plainPages)
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "documents", docs, []dossier.Document{doc, plain})
	size, err := s.Size(t.Context())
	if err != nil || size != (store.Size{Documents: 2, Pages: len(pages)}) {
		t.Errorf("size: %v, %v", size, err)
	}
}

func exists(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := document("a", marked(1, 2), marked(3))
	insert(t, s, doc, pages)
	again, other := doc, []store.KeptPage{marked(4)}
	again.Name, again.Pages = "renamed", 1
	other[0].Number = 1
	err := s.Insert(t.Context(), again, store.Listed(other...), dossier.Sighting{Where: "elsewhere"}, custody.Entry{})
	if !errors.Is(err, dossier.ErrExists) {
		t.Fatalf("second insert: %v, want ErrExists", err)
	}
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "documents", docs, []dossier.Document{doc})
	seen, err := s.Sightings(t.Context(), doc.SHA256)
	if err != nil || len(seen) != 1 {
		t.Errorf("sightings: %v, %v", seen, err)
	}
}

func notFound(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := document("a", marked(1))
	insert(t, s, doc, pages)
	unknown := dossier.Sum([]byte("unknown"))
	if _, err := s.Sightings(t.Context(), unknown); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("sightings: %v, want ErrNotFound", err)
	}
	if err := s.Sight(t.Context(), unknown, dossier.Sighting{}, custody.Entry{}); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("sight: %v, want ErrNotFound", err)
	}
}

func misnumbered(t *testing.T, open Opener) {
	s := fresh(t, open)
	for name, spoil := range map[string]func(*dossier.Document, []store.KeptPage){
		"too few": func(d *dossier.Document, _ []store.KeptPage) { d.Pages++ },
		"gap":     func(_ *dossier.Document, p []store.KeptPage) { p[1].Number++ },
		"order":   func(_ *dossier.Document, p []store.KeptPage) { p[0].Number, p[1].Number = 2, 1 },
	} {
		doc, pages := document(name, marked(1), marked(2))
		spoil(&doc, pages)
		if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if size, err := s.Size(t.Context()); err != nil || size != (store.Size{}) {
		t.Errorf("size: %v, %v", size, err)
	}
}

func prefix(t *testing.T, open Opener) {
	s := fresh(t, open)
	digests := []dossier.Digest{{0xab, 0xcd, 0x10}, {0xff, 0xff, 0xff}, {0xab, 0xcd, 0x1f}, {}, {0xab, 0xce}}
	for i, d := range digests {
		doc, pages := document(fmt.Sprint(i))
		doc.SHA256 = d
		insert(t, s, doc, pages)
	}
	for _, test := range []struct {
		prefix string
		want   []string
	}{
		{"", []string{"0", "1", "2", "3", "4"}},
		{"a", []string{"0", "2", "4"}},
		{"abc", []string{"0", "2", "4"}},
		{"abcd1", []string{"0", "2"}},
		{"abcd1f", []string{"2"}},
		{"f", []string{"1"}},
		{strings.Repeat("0", 64), []string{"3"}},
		{strings.Repeat("0", 65), nil},
		{"abcd2", nil},
		{"ABCD", nil},
		{"xyz", nil},
		{"%", nil},
	} {
		docs, err := s.Documents(t.Context(), test.prefix)
		if err != nil {
			t.Errorf("%q: %v", test.prefix, err)
		}
		var got []string
		for _, d := range docs {
			got = append(got, d.Name)
		}
		equal(t, "prefix "+test.prefix, got, test.want)
	}
}

func sightings(t *testing.T, open Opener) {
	s := fresh(t, open)
	first, pages := document("a")
	other, otherPages := document("b")
	zone := time.FixedZone("", 5*3600+1800)
	want := []dossier.Sighting{
		{Where: "https://t.me/…?a=1&b=\"2\"", When: time.Date(2026, 11, 2, 9, 30, 0, 123456789, zone), Precision: dossier.ToTheSecond,
			Claimed: true, By: "@someone \xff", Via: "Telegram", Note: "forwarded\n“as is” \x00", Recorded: time.Date(2026, 11, 3, 1, 2, 3, 0, zone)},
		{},
		{Where: "/mnt/copy.pdf", When: time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay},
	}
	if err := s.Insert(t.Context(), first, store.Listed(pages...), want[0], custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	insert(t, s, other, otherPages)
	for _, seen := range want[1:] {
		if err := s.Sight(t.Context(), first.SHA256, seen, custody.Entry{}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Sightings(t.Context(), first.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "sightings", got, want)
	for i, seen := range got {
		if seen.When.Location() != time.UTC || seen.Recorded.Location() != time.UTC {
			t.Errorf("sighting %d: times in %v and %v, want UTC", i, seen.When.Location(), seen.Recorded.Location())
		}
	}
}

// history compares what is read at one moment with what is read piece by piece.
func history(t *testing.T, open Opener) {
	s := fresh(t, open)
	key := newKey(t)
	for i, name := range []string{"a", "b"} {
		doc, pages := document(name, marked(uint64(i+1)))
		doc.Notes, doc.Metadata = []string{name}, map[string]string{"Title": name}
		seen := dossier.Sighting{
			Where: name, When: time.Date(2019, 10, 21, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay, Claimed: i == 0,
			By: "by", Via: "via", Note: "note", Recorded: time.Date(2019, 11, 27, 9, 0, 0, 0, time.UTC),
		}
		for range i + 1 {
			err := s.Sight(t.Context(), doc.SHA256, seen, entry(t, key, name))
			if errors.Is(err, dossier.ErrNotFound) {
				err = s.Insert(t.Context(), doc, store.Listed(pages...), seen, entry(t, key, name))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	h, err := s.History(t.Context())
	if err := errors.Join(err, h.LogErr, h.DocumentsErr, h.SightingsErr); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "log", h.Log, readLog(t, s))
	equal(t, "documents", h.Documents, docs)
	for _, doc := range docs {
		seen, err := s.Sightings(t.Context(), doc.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "sightings of "+doc.Name, h.Sightings[doc.SHA256], seen)
	}
}

// sealedDocument reads back a document with strings that are not UTF-8: it has the seal that it
// was inserted with.
func sealedDocument(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := document("sealed \xff\x00", marked(1))
	doc.Dossier = "\xc3"
	doc.Notes = []string{"\xff\xfe", "\ufffd", "<&>\u2028", ""}
	doc.Metadata = map[string]string{"\xff": "a", "\xfe": "b", "\ufffd": "c", "Title": "\xed\xa0\x80", "": "\x00"}
	insert(t, s, doc, pages)
	docs, err := s.Documents(t.Context(), doc.SHA256.String())
	if err != nil || len(docs) != 1 {
		t.Fatalf("documents: %v, %v", docs, err)
	}
	recorded, err := s.Seals(t.Context(), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := store.SealDocument(docs[0], recorded), store.SealDocument(doc, []dossier.Digest{sealOf(t, pages[0])}); got != want {
		t.Errorf("seal of the document read back is %s, want %s", got, want)
	}
}

func named(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := rich()
	insert(t, s, doc, pages)
	key := newKey(t)
	if err := s.Name(t.Context(), doc.SHA256, "other.pdf", "", entry(t, key, "name")); err != nil {
		t.Fatal(err)
	}
	doc.Name, doc.Dossier = "other.pdf", ""
	docs, err := s.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "documents", docs, []dossier.Document{doc})
	if err := s.Name(t.Context(), dossier.Sum([]byte("unknown")), "x", "", entry(t, key, "name")); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("an unknown document: %v", err)
	}
	if l := readLog(t, s); len(l.Records) != 1 {
		t.Errorf("%d records, want 1", len(l.Records))
	}
}

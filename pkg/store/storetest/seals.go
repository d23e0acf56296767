package storetest

import (
	"errors"
	"math"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// sealOf is the seal of a page as it is inserted.
func sealOf(t *testing.T, p store.KeptPage) dossier.Digest {
	t.Helper()
	seal, err := store.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	return seal
}

// seals reads pages of every kind back: their seals, made anew, are those they had when
// they were inserted, and so is their document's.
func seals(t *testing.T, open Opener) {
	s := fresh(t, open)
	_, pages := rich()
	negative := math.Copysign(0, -1)
	unusual := store.KeptPage{Page: dossier.Page{Width: negative, Height: 1e300, Text: "\x00", Note: "\xff\x00", Recognised: true},
		Print: fingerprint.Print{Length: -1, Absent: "\xfe", LooksQuality: -3, Looks: pdq.Hash{1},
			Layout: layout.Layout{Width: 5, Bars: []layout.Bar{{X1: 2, Y1: 2}}}}}
	flipped := picture(4, -7)
	flipped.Box = dossier.Box{X: negative, Y: -1e-300, W: 1.0 / 3, H: 5e-324}
	unusual.Print.Images = []fingerprint.Image{flipped}
	wordy := drawn(1, 2, 3)
	wordy.Print.Layout.ToPage[4] = negative
	wordy.Print.LooksQuality = 100
	pages = append(pages, unusual, wordy, marked(1, 2, 3))
	doc, pages := document("sealed \xff\x00", pages...)
	doc.Dossier = "\xc3"
	doc.Notes = []string{"\xff\xfe", "\ufffd", "<&>\u2028", ""}
	doc.Metadata = map[string]string{"\xff": "a", "\xfe": "b", "\ufffd": "c", "Title": "\xed\xa0\x80", "": "\x00"}
	insert(t, s, doc, pages)
	var given []dossier.Digest
	for _, p := range pages {
		given = append(given, sealOf(t, p))
	}
	got, err := s.Pages(t.Context(), doc.SHA256, 1, len(pages))
	if err != nil {
		t.Fatal(err)
	}
	var recorded []dossier.Digest
	for i, p := range got {
		recorded = append(recorded, p.Seal)
		if p.Print.Layout, err = s.Layout(t.Context(), store.PageRef{Document: doc.SHA256, Number: p.Number}); err != nil {
			t.Fatal(err)
		}
		if again, err := store.Seal(p); err != nil || again != given[i] {
			t.Errorf("page %d, read back: seal %s, %v; want %s", p.Number, again, err, given[i])
		}
	}
	equal(t, "seals as recorded", recorded, given)
	alone, err := s.Seals(t.Context(), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "seals alone", alone, given)
	if _, err := s.Seals(t.Context(), dossier.Sum([]byte("unknown"))); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("seals of an unknown document: %v, want ErrNotFound", err)
	}
	docs, err := s.Documents(t.Context(), doc.SHA256.String())
	if err != nil || len(docs) != 1 {
		t.Fatalf("documents: %v, %v", docs, err)
	}
	if got, want := store.SealDocument(docs[0], recorded), store.SealDocument(doc, given); got != want {
		t.Errorf("seal of the document read back is %s, want %s", got, want)
	}
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// A PagesOpener opens an empty store of pages, and returns how documents are added to it.
type PagesOpener func(t *testing.T) (store.Pages, Insert)

// RunPages tests a store of pages.
func RunPages(t *testing.T, open PagesOpener) {
	runAll(t, open, []test[PagesOpener]{
		{"Empty", emptyPages},
		{"RoundTrip", roundTrip},
		{"Unknown", unknownPages},
		{"Refused", refusedPages},
		{"PageRange", pageRange},
		{"Seals", seals},
		{"Layouts", layouts},
		{"Looks", looks},
		{"Images", images},
		{"Cancelled", cancelledPages},
	})
}

func emptyPages(t *testing.T, open PagesOpener) {
	s, _ := open(t)
	pictures, err := s.Images(t.Context())
	if err != nil || len(pictures) != 0 {
		t.Errorf("images: %v, %v", pictures, err)
	}
	seen, err := s.Looks(t.Context())
	if err != nil || len(seen) != 0 {
		t.Errorf("looks: %v, %v", seen, err)
	}
}

func roundTrip(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	doc, pages := rich()
	plain, plainPages := document("plain")
	add(t, insert, doc, pages)
	add(t, insert, plain, plainPages)
	got, err := s.Pages(t.Context(), doc.SHA256, 1, len(pages))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pages", got, stored(t, pages))
}

// stored returns pages as they should be read back.
func stored(t *testing.T, pages []store.KeptPage) []store.KeptPage {
	t.Helper()
	out := make([]store.KeptPage, len(pages))
	copy(out, pages)
	for i := range out {
		out[i].Seal = sealOf(t, out[i])
		out[i].Print.Marks = nil
		out[i].Print.Layout = layout.Layout{}
	}
	return out
}

func unknownPages(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	doc, pages := document("a", marked(1))
	add(t, insert, doc, pages)
	unknown := dossier.Sum([]byte("unknown"))
	for name, err := range map[string]error{
		"pages":  second(s.Pages(t.Context(), unknown, 1, 1)),
		"seals":  second(s.Seals(t.Context(), unknown)),
		"layout": second(s.Layout(t.Context(), dossier.PageRef{Document: unknown, Number: 1})),
	} {
		if !errors.Is(err, dossier.ErrNotFound) {
			t.Errorf("%s: %v, want ErrNotFound", name, err)
		}
	}
}

// refusedPages adds what cannot be added: nothing changes.
func refusedPages(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	doc, pages := document("a", texted("first"))
	add(t, insert, doc, pages)
	again, others := document("a", texted("other"))
	if err := insert(t.Context(), again, others); !errors.Is(err, dossier.ErrExists) {
		t.Errorf("known document: %v, want ErrExists", err)
	}
	gap, gapPages := document("gap", texted("1"), texted("2"))
	gapPages[1].Number = 3
	if err := insert(t.Context(), gap, gapPages); err == nil {
		t.Error("misnumbered pages were added")
	}
	bad, badPages := document("bad", drawn(1))
	badPages[0].Print.Layout.CharHeight = math.NaN()
	if err := insert(t.Context(), bad, badPages); err == nil {
		t.Error("a layout that cannot be encoded was added")
	}
	got, err := s.Pages(t.Context(), doc.SHA256, 1, 9)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pages", got, stored(t, pages))
	for _, d := range []dossier.Document{gap, bad} {
		if _, err := s.Pages(t.Context(), d.SHA256, 1, 9); !errors.Is(err, dossier.ErrNotFound) {
			t.Errorf("pages of %s: %v, want ErrNotFound", d.Name, err)
		}
	}
}

func pageRange(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	for _, name := range []string{"before", "asked", "after"} {
		doc, pages := document(name, texted(name+" 1"), texted(name+" 2"), texted(name+" 3"))
		add(t, insert, doc, pages)
	}
	asked := dossier.Sum([]byte("asked"))
	for _, test := range []struct {
		first, last int
		want        []int
	}{
		{1, 3, []int{1, 2, 3}},
		{2, 2, []int{2}},
		{2, 3, []int{2, 3}},
		{0, 1, []int{1}},
		{-5, math.MaxInt, []int{1, 2, 3}},
		{3, 4, []int{3}},
		{4, 9, nil},
		{math.MaxInt, math.MaxInt, nil},
		{3, 2, nil},
		{1, 0, nil},
		{math.MinInt, math.MinInt, nil},
	} {
		pages, err := s.Pages(t.Context(), asked, test.first, test.last)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, p := range pages {
			got = append(got, p.Number)
			if want := fmt.Sprintf("asked %d", p.Number); p.Text != want {
				t.Errorf("page %d reads %q", p.Number, p.Text)
			}
		}
		equal(t, fmt.Sprintf("pages %d to %d", test.first, test.last), got, test.want)
	}
}

// sealOf returns the seal of a page as inserted.
func sealOf(t *testing.T, p store.KeptPage) dossier.Digest {
	t.Helper()
	seal, err := store.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	return seal
}

// seals reads back pages of every kind: their recomputed seals are those that they were
// inserted with.
func seals(t *testing.T, open PagesOpener) {
	s, insert := open(t)
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
	doc, pages := document("sealed", pages...)
	add(t, insert, doc, pages)
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
		if p.Print.Layout, err = s.Layout(t.Context(), dossier.PageRef{Document: doc.SHA256, Number: p.Number}); err != nil {
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
}

func layouts(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	before, beforePages := document("before", drawn(99))
	doc, pages, want := layouted()
	add(t, insert, before, beforePages)
	add(t, insert, doc, pages)
	checkLayouts(t, s, doc, want)
}

// layouted returns a document with unusual layouts, and the layouts that should be read back.
func layouted() (dossier.Document, []store.KeptPage, []layout.Layout) {
	sparse := Layout(7)
	sparse.Words = sparse.Words[:2]
	unusual := Layout(1, 2, 3)
	unusual.Width, unusual.Height, unusual.Inverted = 2000, 1414, true
	unusual.ToPage = layout.Affine{0, -1.25, 1414, 1.25, 1.0 / 3, -7.5}
	want := []layout.Layout{Layout(1, 2, 3, 4, 5, 6, 7, 8, 9), {}, sparse, unusual}
	pages := make([]store.KeptPage, len(want))
	for i, l := range want {
		pages[i].Print.Layout = l
	}
	pages[1].Print.Layout = layout.Layout{Width: 827, Height: 1170} // drawn, without a word
	doc, pages := document("layouted", pages...)
	return doc, pages, want
}

func checkLayouts(t *testing.T, s store.Pages, doc dossier.Document, want []layout.Layout) {
	t.Helper()
	for i, l := range want {
		got, err := s.Layout(t.Context(), dossier.PageRef{Document: doc.SHA256, Number: i + 1})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("layout of page %d", i+1), got, kept(t, l), cmpopts.EquateEmpty())
	}
	for _, number := range []int{0, -1, len(want) + 1, math.MaxInt} {
		if _, err := s.Layout(t.Context(), dossier.PageRef{Document: doc.SHA256, Number: number}); !errors.Is(err, dossier.ErrNotFound) {
			t.Errorf("layout of page %d: %v, want ErrNotFound", number, err)
		}
	}
}

// kept returns what the binary form of a layout keeps of it.
func kept(t *testing.T, l layout.Layout) (out layout.Layout) {
	t.Helper()
	if len(l.Words) == 0 {
		return layout.Layout{}
	}
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := out.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	return out
}

func looks(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	page := func(n uint64, quality int) store.KeptPage {
		return store.KeptPage{Print: fingerprint.Print{Looks: pdq.Hash{n, ^n, 0, math.MaxUint64}, LooksQuality: quality}}
	}
	const good = pdq.MinQuality
	z, zPages := document("z", page(9, 100), page(1, good-1), store.KeptPage{}, page(5, good))
	a, aPages := document("a", page(0, 1), page(9, good+1))
	add(t, insert, z, zPages)
	add(t, insert, a, aPages)
	got, err := s.Looks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(doc dossier.Document, number int, n uint64) store.LooksRef {
		return store.LooksRef{PageRef: dossier.PageRef{Document: doc.SHA256, Number: number}, Hash: page(n, 0).Print.Looks}
	}
	equal(t, "looks", got, []store.LooksRef{at(z, 1, 9), at(z, 4, 5), at(a, 2, 9)})
}

func images(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	page := func(pictures ...fingerprint.Image) store.KeptPage {
		return store.KeptPage{Print: fingerprint.Print{Images: pictures}}
	}
	const good = fingerprint.MinQuality
	z, zPages := document("z", page(picture(9, 100), picture(1, good-1), picture(5, good)), page(), page(picture(7, good)))
	a, aPages := document("a", page(picture(0, 0)), page(picture(9, good+1)))
	add(t, insert, z, zPages)
	add(t, insert, a, aPages)
	got, err := s.Images(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(doc dossier.Document, number int) dossier.PageRef {
		return dossier.PageRef{Document: doc.SHA256, Number: number}
	}
	equal(t, "images", got, []store.ImageRef{
		{PageRef: at(z, 1), Image: picture(9, 100)},
		{PageRef: at(z, 1), Image: picture(5, good)},
		{PageRef: at(z, 3), Image: picture(7, good)},
		{PageRef: at(a, 2), Image: picture(9, good+1)},
	})
}

func cancelledPages(t *testing.T, open PagesOpener) {
	s, insert := open(t)
	doc, pages := document("a", marked(1))
	add(t, insert, doc, pages)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other, otherPages := document("b", marked(2))
	for name, err := range map[string]error{
		"insert": insert(ctx, other, otherPages),
		"pages":  second(s.Pages(ctx, doc.SHA256, 1, 1)),
		"layout": second(s.Layout(ctx, dossier.PageRef{Document: doc.SHA256, Number: 1})),
		"seals":  second(s.Seals(ctx, doc.SHA256)),
		"looks":  second(s.Looks(ctx)),
		"images": second(s.Images(ctx)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	add(t, insert, other, otherPages) // the store is as good as before
}

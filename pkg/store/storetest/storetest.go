// Package storetest is the suite that every store.Store must pass. A test of an
// implementation is three lines:
//
//	storetest.Run(t, func(t *testing.T, place string) store.Store {
//		return open(t, place)
//	})
package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// An Opener opens the store kept at a place, making it where there is none. place
// is an empty folder of the test's own; opening it again, after Close, finds what
// was put there.
type Opener func(t *testing.T, place string) store.Store

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Opener)
	}{
		{"Empty", empty},
		{"RoundTrip", roundTrip},
		{"Exists", exists},
		{"NotFound", notFound},
		{"PageRange", pageRange},
		{"MisnumberedPages", misnumbered},
		{"Prefix", prefix},
		{"Sightings", sightings},
		{"Log", log},
		{"NotLogged", notLogged},
		{"LogTogether", logTogether},
		{"LogBegins", logBegins},
		{"LogRenewed", logRenewed},
		{"Roots", roots},
		{"History", history},
		{"Seals", seals},
		{"Votes", votes},
		{"Ties", ties},
		{"HotMarks", hotMarks},
		{"FrequencyCap", frequencyCap},
		{"LargeHashes", largeHashes},
		{"ChainVotes", chainVotes},
		{"NearChains", nearChains},
		{"LayoutTies", layoutTies},
		{"HotChains", hotChains},
		{"Layouts", layouts},
		{"Looks", looks},
		{"Images", images},
		{"Reopen", reopen},
		{"Cancelled", cancelled},
		{"ReadWhileWriting", readWhileWriting},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

func fresh(t *testing.T, open Opener) store.Store {
	t.Helper()
	s := open(t, t.TempDir())
	t.Cleanup(func() { s.Close() })
	return s
}

// document makes an invented document of pages with these marks.
func document(name string, pages ...store.KeptPage) (dossier.Document, []store.KeptPage) {
	for i := range pages {
		pages[i].Number = i + 1
	}
	doc := dossier.Document{
		SHA256: dossier.Sum([]byte(name)), Name: name, MediaType: "application/pdf",
		Size: int64(1000 * len(pages)), Pages: len(pages),
	}
	copy(doc.SHA512[:], strings.Repeat(name, 64))
	return doc, pages
}

func marked(hashes ...uint64) store.KeptPage {
	var p store.KeptPage
	for i, h := range hashes {
		p.Print.Marks = append(p.Print.Marks, fingerprint.Mark{Hash: h, Pos: uint32(i)})
	}
	return p
}

func texted(text string) store.KeptPage { return store.KeptPage{Page: dossier.Page{Text: text}} }

func insert(t *testing.T, s store.Store, doc dossier.Document, pages []store.KeptPage) {
	t.Helper()
	if err := s.Insert(t.Context(), doc, pages, dossier.Sighting{Where: "test"}, custody.Entry{}); err != nil {
		t.Fatalf("insert %s: %v", doc.Name, err)
	}
}

func propose(t *testing.T, s store.Store, limit int, hashes ...uint64) store.Proposal {
	t.Helper()
	p, err := s.Propose(t.Context(), marked(hashes...).Print.Marks, limit)
	if err != nil {
		t.Fatalf("propose: %v", err)
	}
	return p
}

func equal(t *testing.T, what string, got, want any, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, options...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// nearly forgives the last bits of floating-point sums.
var nearly = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })

func empty(t *testing.T, open Opener) {
	s := fresh(t, open)
	size, err := s.Size(t.Context())
	if err != nil || size != (store.Size{}) {
		t.Errorf("size: %v, %v", size, err)
	}
	docs, err := s.Documents(t.Context(), "")
	if err != nil || len(docs) != 0 {
		t.Errorf("documents: %v, %v", docs, err)
	}
	pictures, err := s.Images(t.Context())
	if err != nil || len(pictures) != 0 {
		t.Errorf("images: %v, %v", pictures, err)
	}
	seen, err := s.Looks(t.Context())
	if err != nil || len(seen) != 0 {
		t.Errorf("looks: %v, %v", seen, err)
	}
	for _, probes := range [][]layout.Probe{nil, exact(1, 2)} {
		if got := proposeLayout(t, s, 10, probes); len(got) != 0 {
			t.Errorf("candidates of an empty store: %v", got)
		}
	}
	p := propose(t, s, 10, 1, 2)
	equal(t, "frequency", p.Frequency, map[uint64]int{1: 0, 2: 0})
	if len(p.Candidates) != 0 {
		t.Errorf("candidates of an empty store: %v", p.Candidates)
	}
	if p := propose(t, s, 10); len(p.Frequency) != 0 || len(p.Candidates) != 0 {
		t.Errorf("proposal for no marks: %v", p)
	}
}

// rich is a document that uses every field.
func rich() (dossier.Document, []store.KeptPage) {
	texts := []string{
		"",
		"plain ASCII\nof two lines",
		"accents é e\u0301 ß, ligature ﬁ, soft\u00adhyphen, no\u00a0break",
		"Ελληνικά русский 日本語 العربية עברית 👩‍👩‍👧 \U0010ffff",
		"nul \x00, bell \x07, invalid \xff\xfe UTF-8, bidi \u202e, line\u2028separator\r\n\t",
		strings.Repeat("The parties agree on nothing in particular. ", 2000),
	}
	pages := make([]store.KeptPage, len(texts))
	for i, text := range texts {
		pages[i] = store.KeptPage{
			Page:  dossier.Page{Width: 595.276 + float64(i), Height: 841.89, Text: text},
			Print: fingerprint.Print{Length: len(text)},
		}
	}
	pages[0].Print.Absent, pages[0].Recognised = "blank page", true
	pages[1].Note = "2 images could not be decoded: \"JBIG2\""
	pages[2].Print.Images = []fingerprint.Image{picture(1, 90), picture(2, fingerprint.MinQuality-1)}
	pages[4].Print.Images = []fingerprint.Image{picture(3, 0)}
	pages[3].Print.Layout = Layout(1, 2, 3)
	pages[3].Print.Looks, pages[3].Print.LooksQuality = pdq.Hash{1 << 63, 2, 3, 4}, 7
	doc, pages := document("read-out — 最終版.pdf", pages...)
	doc.Dossier = "Harbour file"
	doc.Size = 1 << 40
	doc.Notes = []string{"page 3: font missing", "größer ‘quoted’"}
	doc.Metadata = map[string]string{"Producer": "Word", "Title": "“Harbour” \x00", "": ""}
	return doc, pages
}

// picture is an invented picture, its hashes using all their bits.
func picture(n uint64, quality int) fingerprint.Image {
	bits := ^n * 0x9e3779b97f4a7c15
	return fingerprint.Image{
		Image: dossier.Image{
			Box: dossier.Box{X: 72.5, Y: 1.0 / 3, W: float64(n), H: 100}, Width: 1240, Height: 1754, Format: "jpeg",
			SHA256: dossier.Sum(binary.BigEndian.AppendUint64(nil, n)), Trimmed: dossier.Sum([]byte("trimmed")),
		},
		Quality: quality, PHash: bits, DHash: ^bits, AHash: math.MaxUint64,
		PHash256: [4]uint64{bits, 0, 1, 1 << 63}, PDQ: pdq.Hash{1, bits, 1 << 63, 0},
	}
}

// stored is what is to be read back of pages.
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

func roundTrip(t *testing.T, open Opener) {
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
	got, err := s.Pages(t.Context(), doc.SHA256, 1, len(pages))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pages", got, stored(t, pages))
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
	other[0].Print.Layout = Layout(1)
	again.Name, again.Pages = "renamed", 1
	other[0].Number = 1
	err := s.Insert(t.Context(), again, other, dossier.Sighting{Where: "elsewhere"}, custody.Entry{})
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
	equal(t, "frequency", propose(t, s, 9, 1, 4).Frequency, map[uint64]int{1: 1, 4: 0})
	if got := proposeLayout(t, s, 9, exact(keysOf(t, 1)...)); len(got) != 0 {
		t.Errorf("candidates by the layout of what was not inserted: %v", got)
	}
}

func notFound(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := document("a", marked(1))
	insert(t, s, doc, pages)
	unknown := dossier.Sum([]byte("unknown"))
	if _, err := s.Pages(t.Context(), unknown, 1, 1); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("pages: %v, want ErrNotFound", err)
	}
	if _, err := s.Sightings(t.Context(), unknown); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("sightings: %v, want ErrNotFound", err)
	}
	if err := s.Sight(t.Context(), unknown, dossier.Sighting{}, custody.Entry{}); !errors.Is(err, dossier.ErrNotFound) {
		t.Errorf("sight: %v, want ErrNotFound", err)
	}
}

func pageRange(t *testing.T, open Opener) {
	s := fresh(t, open)
	for _, name := range []string{"before", "asked", "after"} {
		doc, pages := document(name, texted(name+" 1"), texted(name+" 2"), texted(name+" 3"))
		insert(t, s, doc, pages)
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

func misnumbered(t *testing.T, open Opener) {
	s := fresh(t, open)
	for name, spoil := range map[string]func(*dossier.Document, []store.KeptPage){
		"too few": func(d *dossier.Document, _ []store.KeptPage) { d.Pages++ },
		"gap":     func(_ *dossier.Document, p []store.KeptPage) { p[1].Number++ },
		"order":   func(_ *dossier.Document, p []store.KeptPage) { p[0].Number, p[1].Number = 2, 1 },
	} {
		doc, pages := document(name, marked(1), marked(2))
		spoil(&doc, pages)
		if err := s.Insert(t.Context(), doc, pages, dossier.Sighting{}, custody.Entry{}); err == nil {
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
	if err := s.Insert(t.Context(), first, pages, want[0], custody.Entry{}); err != nil {
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

func votes(t *testing.T, open Opener) {
	s := fresh(t, open)
	a, aPages := document("a", marked(1, 2, 3, 3, 3), marked(3), marked())
	b, bPages := document("b", marked(), marked(2, 3))
	insert(t, s, a, aPages)
	insert(t, s, b, bPages)

	// 1 stands on one page, 2 on two, 3 on three (however often on each).
	one, two, three := 10.0, 9.0, math.Log2(1024.0/3)
	got := propose(t, s, 10, 3, 1, 2, 2, 7)
	equal(t, "frequency", got.Frequency, map[uint64]int{1: 1, 2: 2, 3: 3, 7: 0})
	want := []store.Candidate{
		{PageRef: store.PageRef{Document: a.SHA256, Number: 1}, Hits: 3, Votes: one + two + three},
		{PageRef: store.PageRef{Document: b.SHA256, Number: 2}, Hits: 2, Votes: two + three},
		{PageRef: store.PageRef{Document: a.SHA256, Number: 2}, Hits: 1, Votes: three},
	}
	equal(t, "candidates", got.Candidates, want, nearly)
	for limit := range want {
		got := propose(t, s, limit, 3, 1, 2, 2, 7)
		if len(got.Candidates) != limit {
			t.Fatalf("%d candidates, limit %d", len(got.Candidates), limit)
		}
		if limit > 0 {
			equal(t, fmt.Sprintf("best %d", limit), got.Candidates, want[:limit], nearly)
		}
		equal(t, "frequency", got.Frequency, map[uint64]int{1: 1, 2: 2, 3: 3, 7: 0})
	}
}

// ties puts many pages with the same votes in the order of digest and number.
func ties(t *testing.T, open Opener) {
	s := fresh(t, open)
	want := map[store.PageRef]bool{}
	for n := range 9 {
		doc, pages := document(fmt.Sprint(n), marked(1, 2), marked(1, 2), marked(1, 2))
		insert(t, s, doc, pages)
		for i := range pages {
			want[store.PageRef{Document: doc.SHA256, Number: i + 1}] = true
		}
	}
	all := propose(t, s, 100, 1, 2).Candidates
	if len(all) != len(want) {
		t.Fatalf("%d candidates, want %d", len(all), len(want))
	}
	for i, c := range all {
		if !want[c.PageRef] {
			t.Errorf("candidate %v is unknown or comes twice", c.PageRef)
		}
		delete(want, c.PageRef)
		if i == 0 {
			continue
		}
		last := all[i-1]
		order := strings.Compare(last.Document.String(), c.Document.String())
		if order > 0 || order == 0 && last.Number >= c.Number {
			t.Errorf("%v comes after %v", c.PageRef, last.PageRef)
		}
	}
	for limit := range len(all) {
		equal(t, fmt.Sprintf("first %d", limit), len(propose(t, s, limit, 1, 2).Candidates), limit)
	}
	equal(t, "first 5", propose(t, s, 5, 1, 2).Candidates, all[:5])
}

// repeated makes a document whose n pages all bear the marks.
func repeated(name string, n int, hashes ...uint64) (dossier.Document, []store.KeptPage) {
	pages := make([]store.KeptPage, n)
	for i := range pages {
		pages[i] = marked(hashes...)
	}
	return document(name, pages...)
}

func hotMarks(t *testing.T, open Opener) {
	s := fresh(t, open)
	warm, warmPages := repeated("warm", store.HotMark, 1, 2)
	insert(t, s, warm, warmPages)
	for range 2 { // the second answer may come from memory
		got := propose(t, s, 1000, 1, 2)
		equal(t, "frequency", got.Frequency, map[uint64]int{1: store.HotMark, 2: store.HotMark})
		equal(t, "candidates", len(got.Candidates), store.HotMark)
	}
	hot, hotPages := document("hot", marked(2, 3))
	insert(t, s, hot, hotPages)
	for range 2 {
		got := propose(t, s, 1000, 2, 3)
		equal(t, "frequency", got.Frequency, map[uint64]int{2: store.HotMark + 1, 3: 1})
		equal(t, "candidates", got.Candidates, []store.Candidate{
			{PageRef: store.PageRef{Document: hot.SHA256, Number: 1}, Hits: 1, Votes: 10},
		}, nearly)
	}
	hotter, hotterPages := repeated("hotter", 10, 2)
	insert(t, s, hotter, hotterPages)
	equal(t, "frequency", propose(t, s, 9, 2).Frequency, map[uint64]int{2: store.HotMark + 11})
}

func frequencyCap(t *testing.T, open Opener) {
	s := fresh(t, open)
	doc, pages := repeated("long", store.FrequencyCap+10, 1)
	for i := range store.FrequencyCap - 1 {
		pages[i].Print.Marks = marked(1, 2).Print.Marks
	}
	pages[5].Print.Marks = marked(1, 2, 3).Print.Marks
	insert(t, s, doc, pages)
	got := propose(t, s, 9, 1, 2, 3)
	equal(t, "frequency", got.Frequency, map[uint64]int{1: store.FrequencyCap, 2: store.FrequencyCap - 1, 3: 1})
	// Rarity is reckoned against the corpus's own size once it is large.
	equal(t, "candidates", got.Candidates, []store.Candidate{
		{PageRef: store.PageRef{Document: doc.SHA256, Number: 6}, Hits: 1, Votes: math.Log2(float64(len(pages)))},
	}, nearly)
}

// largeHashes uses the ends of the range of a mark.
func largeHashes(t *testing.T, open Opener) {
	s := fresh(t, open)
	hashes := []uint64{0, 1, 1<<47 - 1, 1 << 47, 1<<47 + 1, 1<<48 - 1}
	pages := make([]store.KeptPage, len(hashes))
	for i, h := range hashes {
		pages[i] = marked(h)
	}
	doc, pages := document("a", pages...)
	insert(t, s, doc, pages)
	for i, h := range hashes {
		got := propose(t, s, 9, h)
		equal(t, "frequency", got.Frequency, map[uint64]int{h: 1})
		equal(t, "candidates", got.Candidates, []store.Candidate{
			{PageRef: store.PageRef{Document: doc.SHA256, Number: i + 1}, Hits: 1, Votes: 10},
		}, nearly)
	}
}

func images(t *testing.T, open Opener) {
	s := fresh(t, open)
	page := func(pictures ...fingerprint.Image) store.KeptPage {
		return store.KeptPage{Print: fingerprint.Print{Images: pictures}}
	}
	const good = fingerprint.MinQuality
	z, zPages := document("z", page(picture(9, 100), picture(1, good-1), picture(5, good)), page(), page(picture(7, good)))
	a, aPages := document("a", page(picture(0, 0)), page(picture(9, good+1)))
	insert(t, s, z, zPages)
	insert(t, s, a, aPages)
	got, err := s.Images(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(doc dossier.Document, number int) store.PageRef {
		return store.PageRef{Document: doc.SHA256, Number: number}
	}
	equal(t, "images", got, []store.ImageRef{
		{PageRef: at(z, 1), Image: picture(9, 100)},
		{PageRef: at(z, 1), Image: picture(5, good)},
		{PageRef: at(z, 3), Image: picture(7, good)},
		{PageRef: at(a, 2), Image: picture(9, good+1)},
	})
}

func reopen(t *testing.T, open Opener) {
	place := t.TempDir()
	doc, pages := rich()
	s := open(t, place)
	insert(t, s, doc, pages)
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	s = open(t, place)
	defer s.Close()
	docs, err := s.Documents(t.Context(), doc.SHA256.String())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "documents", docs, []dossier.Document{doc})
	other, otherPages := document("b", marked(1))
	insert(t, s, other, otherPages)
	equal(t, "candidates", propose(t, s, 9, 1).Candidates, []store.Candidate{
		{PageRef: store.PageRef{Document: other.SHA256, Number: 1}, Hits: 1, Votes: 10},
	}, nearly)
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
		"pages":     second(s.Pages(ctx, doc.SHA256, 1, 1)),
		"propose":   second(s.Propose(ctx, marked(1).Print.Marks, 1)),
		"layouts":   second(s.ProposeLayout(ctx, exact(1), 1)),
		"layout":    second(s.Layout(ctx, store.PageRef{Document: doc.SHA256, Number: 1})),
		"looks":     second(s.Looks(ctx)),
		"images":    second(s.Images(ctx)),
		"sightings": second(s.Sightings(ctx, doc.SHA256)),
		"insert":    s.Insert(ctx, other, otherPages, dossier.Sighting{}, custody.Entry{}),
		"sight":     s.Sight(ctx, doc.SHA256, dossier.Sighting{}, custody.Entry{}),
		"log":       second(s.Log(ctx)),
		"record":    s.Record(ctx, entry(t, newKey(t), "a")),
		"begin":     s.Begin(ctx, entry(t, newKey(t), "a")),
		"renew":     s.Renew(ctx, entry(t, newKey(t), "a")),
		"root":      second(s.Root(ctx, 1)),
		"history":   second(s.History(ctx)),
		"seals":     second(s.Seals(ctx, doc.SHA256)),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	insert(t, s, other, otherPages) // the store is as good as before
	if seen, err := s.Sightings(t.Context(), doc.SHA256); err != nil || len(seen) != 1 {
		t.Errorf("sightings: %v, %v", seen, err)
	}
}

func second[T any](_ T, err error) error { return err }

// readWhileWriting asks from many goroutines while documents are added: each
// document is seen wholly or not at all.
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
		doc, pages := repeated(fmt.Sprint(n), pagesEach, 1, uint64(2+n))
		for i := range pages {
			pages[i].Print.Layout, pages[i].Print.LooksQuality = Layout(1), pdq.MinQuality
		}
		if err := s.Insert(t.Context(), doc, pages, dossier.Sighting{}, entry(t, key, doc.Name)); err != nil {
			t.Error(err)
		}
		if err := s.Sight(t.Context(), doc.SHA256, dossier.Sighting{Where: "again"}, entry(t, key, doc.Name)); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
	equal(t, "frequency", propose(t, s, 1, 1).Frequency, map[uint64]int{1: documents * pagesEach})
}

// lookAround asks everything once.
func lookAround(ctx context.Context, s store.Reader, pagesEach int) error {
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
	p, err := s.Propose(ctx, marked(1).Print.Marks, math.MaxInt)
	if err != nil {
		return err
	}
	if n := p.Frequency[1]; n%pagesEach != 0 || n < size.Pages || n <= store.HotMark && len(p.Candidates) != n {
		return fmt.Errorf("mark on %d pages, %d candidates, there were %d pages", n, len(p.Candidates), size.Pages)
	}
	for _, c := range p.Candidates[:min(2, len(p.Candidates))] {
		pages, err := s.Pages(ctx, c.Document, 1, pagesEach)
		if err != nil {
			return err
		}
		if len(pages) != pagesEach {
			return fmt.Errorf("%d pages, want %d", len(pages), pagesEach)
		}
	}
	return lookAtLayouts(ctx, s, pagesEach, size.Pages)
}

// lookAtLayouts asks everything that has to do with looks, in a corpus of at least
// so many pages that look the same.
func lookAtLayouts(ctx context.Context, s store.Reader, pagesEach, least int) error {
	l := Layout(1)
	candidates, err := s.ProposeLayout(ctx, l.Probes(false), math.MaxInt)
	if err != nil {
		return err
	}
	if n := len(candidates); n%pagesEach != 0 || n < least {
		return fmt.Errorf("%d candidates by layout, there were %d pages", n, least)
	}
	for _, c := range candidates[:min(2, len(candidates))] {
		known, err := s.Layout(ctx, c.PageRef)
		if err != nil {
			return err
		}
		if len(known.Words) != len(l.Words) {
			return fmt.Errorf("a layout of %d words, want %d", len(known.Words), len(l.Words))
		}
	}
	seen, err := s.Looks(ctx)
	if err != nil {
		return err
	}
	if n := len(seen); n%pagesEach != 0 || n < least {
		return fmt.Errorf("%d pages have looks, there were %d pages", n, least)
	}
	_, err = s.Images(ctx)
	return err
}

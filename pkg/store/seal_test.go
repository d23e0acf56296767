package store_test

import (
	"math"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// second are versions whose pages are sealed by the second encodings.
var second = dossier.Columns{Text: 1, Layout: 2, Pictures: 3, Looks: 4, Facts: 5}

// full is a page that uses every field.
func full() store.KeptPage {
	return store.KeptPage{
		Page: dossier.Page{Number: 7, Width: 595.25, Height: 842, Text: "text é", Recognised: true, Note: "note"},
		Print: fingerprint.Print{
			Length: 5, Absent: "absent", Looks: pdq.Hash{1, 2, 3, 4}, LooksQuality: 90,
			Images: []fingerprint.Image{{
				Image: dossier.Image{Box: dossier.Box{X: 1, Y: 2, W: 3, H: 4}, Width: 5, Height: 6, Format: "jpeg",
					SHA256: dossier.Sum([]byte("stored")), Trimmed: dossier.Sum([]byte("trimmed"))},
				Quality: 7, PHash: 8, DHash: 9, AHash: 10, PHash256: [4]uint64{11, 12, 13, 14}, PDQ: pdq.Hash{15, 16, 17, 18},
			}},
			Layout: layout.Layout{Width: 100, Height: 200, CharHeight: 12, ToPage: layout.Affine{1, 0, 0, 0, 1, 0},
				Words: []layout.Word{{X0: 1, Y0: 2, X1: 3, Y1: 4, Picture: 5}}, Bars: []layout.Bar{{X0: 6, Y0: 7, X1: 8, Y1: 9}}},
		},
	}
}

// fullSecond is full, sealed by the second encoding.
func fullSecond() store.KeptPage {
	p := full()
	p.Columns, p.Render = second, dossier.Sum([]byte("render"))
	return p
}

// fullThird is full, sealed by the third encoding.
func fullThird() store.KeptPage {
	p := fullSecond()
	p.Language = "eng"
	return p
}

func seal(t *testing.T, p store.KeptPage) dossier.Digest {
	t.Helper()
	s, err := store.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Corpora hold seals: they must never come out otherwise.
func TestSealsStay(t *testing.T) {
	for _, test := range []struct {
		name string
		page store.KeptPage
		want string
	}{
		{"empty", store.KeptPage{}, "542299122995bd262ae038399c93e063ddad53a7e4ec34e5e4ddb6d9007cbc9d"},
		{"full", full(), "70aaa91804efa8e85832b57889ac02fe8b32bf785fd5b72358763d6565f148f8"},
		{"full of the second encoding", fullSecond(), "a3c7928b797404c318240d3edeac9ca7960668918bdd09b29f68d020984f2ec9"},
		{"full of the third encoding", fullThird(), "0dccf9f1b2b5c97026475977317362ebe1db6836962eb0c00866670fc9800766"},
	} {
		if got := seal(t, test.page).String(); got != test.want {
			t.Errorf("%s page: %s, want %s", test.name, got, test.want)
		}
	}
	for columns, want := range map[dossier.Columns]string{
		{}:     "9d4a2bea2b46d47f943331075892ec023264ec8e1f64d29cc1207bbc8c136707",
		second: "4d93c4a28989fd175a7720e4478d4931896a21e7b92ed0333a956ed478af90c0",
	} {
		doc, pages := document()
		doc.Columns = columns
		if got := store.SealDocument(doc, pages).String(); got != want {
			t.Errorf("document of %+v: %s, want %s", columns, got, want)
		}
	}
}

// A page that could not be read in full was sealed in words before absences were types.
func TestFirstSealOfAnAbsence(t *testing.T) {
	words, typed := full(), full()
	words.Print.Absent = "page could not be read: note"
	typed.Print.Absent = dossier.PartlyUnread
	if seal(t, words) != seal(t, typed) {
		t.Error("a page of the first encoding is sealed otherwise once its absence is a type")
	}
}

func TestSealCovers(t *testing.T) {
	t.Run("first", func(t *testing.T) { testSealCovers(t, full) })
	t.Run("second", func(t *testing.T) { testSealCovers(t, fullSecond) })
	t.Run("third", func(t *testing.T) { testSealCovers(t, fullThird) })
	changes := map[string]func(*store.KeptPage){
		"render":   func(p *store.KeptPage) { p.Render[0]++ },
		"text":     func(p *store.KeptPage) { p.Columns.Text++ },
		"layout":   func(p *store.KeptPage) { p.Columns.Layout++ },
		"pictures": func(p *store.KeptPage) { p.Columns.Pictures++ },
		"looks":    func(p *store.KeptPage) { p.Columns.Looks++ },
		"facts":    func(p *store.KeptPage) { p.Columns.Facts++ },
	}
	seen := map[dossier.Digest]string{seal(t, fullSecond()): "nothing"}
	for name, change := range changes {
		p := fullSecond()
		change(&p)
		got := seal(t, p)
		if other, taken := seen[got]; taken {
			t.Errorf("%s: sealed as with another %s", name, other)
		}
		seen[got] = name
	}
}

func testSealCovers(t *testing.T, full func() store.KeptPage) {
	whole := seal(t, full())
	seen := map[dossier.Digest]string{whole: "nothing"}
	for name, change := range map[string]func(p *store.KeptPage){
		"number":           func(p *store.KeptPage) { p.Number++ },
		"width":            func(p *store.KeptPage) { p.Width = math.Nextafter(p.Width, 0) },
		"height":           func(p *store.KeptPage) { p.Height++ },
		"text":             func(p *store.KeptPage) { p.Text += "\x00" },
		"text into note":   func(p *store.KeptPage) { p.Text, p.Note = "text", " énote" },
		"recognised":       func(p *store.KeptPage) { p.Recognised = false },
		"language":         func(p *store.KeptPage) { p.Language += "+deu" },
		"note":             func(p *store.KeptPage) { p.Note = "" },
		"length":           func(p *store.KeptPage) { p.Print.Length++ },
		"absent":           func(p *store.KeptPage) { p.Print.Absent = "" },
		"looks":            func(p *store.KeptPage) { p.Print.Looks[3]++ },
		"quality of looks": func(p *store.KeptPage) { p.Print.LooksQuality++ },
		"no looks":         func(p *store.KeptPage) { p.Print.LooksQuality = 0 },
		"no picture":       func(p *store.KeptPage) { p.Print.Images = nil },
		"picture twice": func(p *store.KeptPage) {
			p.Print.Images = append(p.Print.Images, p.Print.Images[0])
		},
		"x":                 func(p *store.KeptPage) { p.Print.Images[0].Box.X++ },
		"y":                 func(p *store.KeptPage) { p.Print.Images[0].Box.Y++ },
		"w":                 func(p *store.KeptPage) { p.Print.Images[0].Box.W++ },
		"h":                 func(p *store.KeptPage) { p.Print.Images[0].Box.H++ },
		"pixels across":     func(p *store.KeptPage) { p.Print.Images[0].Width++ },
		"pixels down":       func(p *store.KeptPage) { p.Print.Images[0].Height++ },
		"format":            func(p *store.KeptPage) { p.Print.Images[0].Format = "jpx" },
		"sha256":            func(p *store.KeptPage) { p.Print.Images[0].SHA256[31] ^= 1 },
		"trimmed":           func(p *store.KeptPage) { p.Print.Images[0].Trimmed[31] ^= 1 },
		"picture quality":   func(p *store.KeptPage) { p.Print.Images[0].Quality++ },
		"phash":             func(p *store.KeptPage) { p.Print.Images[0].PHash ^= 1 << 63 },
		"dhash":             func(p *store.KeptPage) { p.Print.Images[0].DHash ^= 1 << 63 },
		"ahash":             func(p *store.KeptPage) { p.Print.Images[0].AHash ^= 1 << 63 },
		"phash256":          func(p *store.KeptPage) { p.Print.Images[0].PHash256[3]++ },
		"pdq":               func(p *store.KeptPage) { p.Print.Images[0].PDQ[3]++ },
		"no words":          func(p *store.KeptPage) { p.Print.Layout.Words = nil },
		"picture of a word": func(p *store.KeptPage) { p.Print.Layout.Words[0].Picture++ },
		"bar":               func(p *store.KeptPage) { p.Print.Layout.Bars[0].X1++ },
		"map to the page":   func(p *store.KeptPage) { p.Print.Layout.ToPage[2]++ },
	} {
		p := full()
		change(&p)
		got := seal(t, p)
		if other, taken := seen[got]; taken {
			t.Errorf("%s: sealed as with another %s", name, other)
		}
		seen[got] = name
	}
}

// What a store does not keep is not sealed.
func TestSealLeavesOut(t *testing.T) {
	for name, change := range map[string]func(*store.KeptPage){
		"marks":               func(p *store.KeptPage) { p.Print.Marks = []fingerprint.Mark{{Hash: 1}} },
		"seal":                func(p *store.KeptPage) { p.Seal[0] = 1 },
		"looks of no quality": func(p *store.KeptPage) { p.Print.Looks, p.Print.LooksQuality = pdq.Hash{9}, -1 },
		"layout of no words":  func(p *store.KeptPage) { p.Print.Layout = layout.Layout{Width: 9, Bars: []layout.Bar{{X1: 9}}} },
		"sign of zero":        func(p *store.KeptPage) { p.Width = math.Copysign(0, -1) },
	} {
		p := store.KeptPage{Page: dossier.Page{Number: 1}}
		want := seal(t, p)
		change(&p)
		if got := seal(t, p); got != want {
			t.Errorf("%s: sealed", name)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	p := full()
	p.Print.Layout.CharHeight = math.NaN()
	if _, err := store.Seal(p); err == nil {
		t.Error("a layout that cannot be encoded was sealed")
	}
}

// document is a document that uses every field, and the seals of its pages.
func document() (dossier.Document, []dossier.Digest) {
	doc := dossier.Document{
		SHA256: dossier.Sum([]byte("file")), Name: "name \xff.pdf", Dossier: "dossier", MediaType: "application/pdf", Size: 1 << 40, Pages: 2,
		Notes: []string{"a", "\xff"}, Metadata: map[string]string{"Title": "<t>", "\xfe": "v"},
	}
	doc.SHA512[63] = 1
	doc.SHA1[19] = 1
	doc.Attachments = []dossier.Attachment{{Name: "\xff.txt", Size: 5, SHA256: dossier.Sum([]byte("attached"))}}
	return doc, []dossier.Digest{dossier.Sum([]byte("1")), dossier.Sum([]byte("2"))}
}

func TestSealDocumentCovers(t *testing.T) {
	common := map[string]func(*dossier.Document, *[]dossier.Digest){
		"sha256":         func(d *dossier.Document, _ *[]dossier.Digest) { d.SHA256[31] ^= 1 },
		"sha512":         func(d *dossier.Document, _ *[]dossier.Digest) { d.SHA512[63] ^= 1 },
		"media type":     func(d *dossier.Document, _ *[]dossier.Digest) { d.MediaType = "" },
		"size":           func(d *dossier.Document, _ *[]dossier.Digest) { d.Size++ },
		"pages":          func(d *dossier.Document, _ *[]dossier.Digest) { d.Pages++ },
		"notes":          func(d *dossier.Document, _ *[]dossier.Digest) { d.Notes[0] = "b" },
		"order of notes": func(d *dossier.Document, _ *[]dossier.Digest) { d.Notes = []string{"\xff", "a"} },
		"metadata":       func(d *dossier.Document, _ *[]dossier.Digest) { d.Metadata["Title"] = "" },
		"more metadata":  func(d *dossier.Document, _ *[]dossier.Digest) { d.Metadata["Author"] = "" },
		"page lost":      func(_ *dossier.Document, p *[]dossier.Digest) { *p = (*p)[:1] },
		"pages swapped":  func(_ *dossier.Document, p *[]dossier.Digest) { (*p)[0], (*p)[1] = (*p)[1], (*p)[0] },
	}
	names := map[string]func(*dossier.Document, *[]dossier.Digest){
		"name":    func(d *dossier.Document, _ *[]dossier.Digest) { d.Name = "name \xfe.pdf" },
		"dossier": func(d *dossier.Document, _ *[]dossier.Digest) { d.Dossier = "" },
	}
	facts := map[string]func(*dossier.Document, *[]dossier.Digest){
		"sha1":        func(d *dossier.Document, _ *[]dossier.Digest) { d.SHA1[0] ^= 1 },
		"attachment":  func(d *dossier.Document, _ *[]dossier.Digest) { d.Attachments[0].Size++ },
		"attachments": func(d *dossier.Document, _ *[]dossier.Digest) { d.Attachments = nil },
		"version":     func(d *dossier.Document, _ *[]dossier.Digest) { d.Columns.Looks++ },
	}
	for _, of := range []struct {
		columns        dossier.Columns
		covers, leaves map[string]func(*dossier.Document, *[]dossier.Digest)
	}{{dossier.Columns{}, names, facts}, {second, facts, names}} {
		sealed := func(change func(*dossier.Document, *[]dossier.Digest)) dossier.Digest {
			doc, pages := document()
			doc.Columns = of.columns
			change(&doc, &pages)
			return store.SealDocument(doc, pages)
		}
		whole := sealed(func(*dossier.Document, *[]dossier.Digest) {})
		seen := map[dossier.Digest]string{whole: "nothing"}
		for _, changes := range []map[string]func(*dossier.Document, *[]dossier.Digest){common, of.covers} {
			for name, change := range changes {
				got := sealed(change)
				if other, taken := seen[got]; taken {
					t.Errorf("%+v: %s: sealed as with another %s", of.columns, name, other)
				}
				seen[got] = name
			}
		}
		for name, change := range of.leaves {
			if sealed(change) != whole {
				t.Errorf("%+v: %s: sealed", of.columns, name)
			}
		}
	}
}

// What JSON makes of strings that are not UTF-8 is sealed as they are.
func TestSealDocumentUTF8(t *testing.T) {
	given, pages := document()
	kept := given
	kept.Notes = []string{"a", "\ufffd"}
	kept.Metadata = map[string]string{"Title": "<t>", "\ufffd": "v"}
	if got, want := store.SealDocument(kept, pages), store.SealDocument(given, pages); got != want {
		t.Errorf("sealed as %s when read back, %s when inserted", got, want)
	}
}

package storetest

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// document returns an invented document with these pages, which it numbers.
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

// marked returns a page with these marks.
func marked(hashes ...uint64) store.KeptPage {
	var p store.KeptPage
	for i, h := range hashes {
		p.Print.Marks = append(p.Print.Marks, fingerprint.Mark{Hash: h, Pos: uint32(i)})
	}
	return p
}

// texted returns a page with this text.
func texted(text string) store.KeptPage { return store.KeptPage{Page: dossier.Page{Text: text}} }

// repeated returns a document of n copies of a page.
func repeated(name string, n int, page store.KeptPage) (dossier.Document, []store.KeptPage) {
	pages := make([]store.KeptPage, n)
	for i := range pages {
		pages[i] = page
	}
	return document(name, pages...)
}

// rich returns a document that uses every field.
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
	pages[1].Recognised, pages[1].Language = true, "deu+eng"
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

// picture returns an invented picture whose hashes use all their bits.
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

// Layout returns an invented layout with a line of nine words for each seed. Lines of the same
// seed have words of the same widths, and so the same chains.
func Layout(lines ...uint64) layout.Layout {
	const margin, pitch, height, gap = 40, 20, 12, 7
	l := layout.Layout{Width: 827, Height: 2*margin + pitch*len(lines), CharHeight: height, ToPage: layout.Affine{1, 0, 0, 0, 1, 0}}
	for i, seed := range lines {
		r := rand.New(rand.NewPCG(seed, 0))
		x, y := int16(margin), int16(margin+pitch*i)
		for range 9 {
			width := int16(min(max(8, 37*math.Exp(r.NormFloat64()/2)), 160))
			l.Words = append(l.Words, layout.Word{X0: x, Y0: y, X1: x + width, Y1: y + height, Picture: r.Uint64()})
			x += width + gap
		}
	}
	return l
}

// drawn returns a page with the layout of these lines.
func drawn(lines ...uint64) store.KeptPage {
	return store.KeptPage{Print: fingerprint.Print{Layout: Layout(lines...)}}
}

// keysOf returns the distinct chain keys of the layout of these lines, in order.
func keysOf(t *testing.T, lines ...uint64) []uint32 {
	t.Helper()
	l := Layout(lines...)
	keys := store.ChainKeys(&l)
	if len(keys) == 0 {
		t.Fatalf("the layout of lines %v has no chains", lines)
	}
	return keys
}

// without returns the keys that are not among others.
func without(keys []uint32, others ...[]uint32) []uint32 {
	return slices.DeleteFunc(keys, func(key uint32) bool {
		return slices.ContainsFunc(others, func(o []uint32) bool { return slices.Contains(o, key) })
	})
}

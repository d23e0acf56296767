package pdf

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// graphOf is the graph of a document's objects, nothing digested yet.
func graphOf(t testing.TB, data []byte) *graph {
	t.Helper()
	ctx, err := readObjects(data)
	if err != nil {
		t.Fatal(err)
	}
	return newGraph(ctx, data)
}

// plainDigest is the digest of an object that nothing is known of.
func plainDigest(t testing.TB, g *graph, number int) dossier.Digest {
	t.Helper()
	digest, _, err := g.digest(node{types.IndirectRef{ObjectNumber: types.Integer(number)}, plain})
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func TestNoRenderDigest(t *testing.T) {
	for _, test := range []struct {
		name     string
		object   int
		old, new string
		want     string // pages that have a digest
	}{
		{"page as resources", 4, "/Resources<<>>", "/Resources 3 0 R", "1"},
		{"page as annotation", 4, "/Resources<<>>", "/Annots[3 0 R]", "1"},
		{"catalog in an annotation", 21, "/F 4", "/F 4/FS 1 0 R", "2"},
		{"data in another file", 28, "", "/F(other)", "1"},
		{"content that is no stream", 4, "28 0 R", "[28 0 R 20 0 R]", "1"},
		{"page listed in another node", 4, "/Parent 2 0 R", "/Parent 3 0 R", ""},
		{"pages counted otherwise", 2, "/Count 2", "/Count 3", ""},
		{"missing page", 2, "[3 0 R 4 0 R]/Count 2", "[null 3 0 R 4 0 R]/Count 2", ""},
		{"parameters that may be taken or not", 28, "", "/Filter/FlateDecode/DecodeParms[<</Predictor 1>>]", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			objects := rich()
			o := &objects[test.object]
			switch {
			case test.old == "":
				o.dict = "<<" + test.new + strings.TrimPrefix(o.dict, "<<")
			case strings.Contains(o.dict, test.old):
				o.dict = strings.Replace(o.dict, test.old, test.new, 1)
			default:
				t.Fatalf("no %q in object %d", test.old, test.object)
			}
			digests := open(t, written(objects)).RenderDigests()
			var have []string
			for i, digest := range digests {
				if !digest.IsZero() {
					have = append(have, fmt.Sprint(i+1))
				}
			}
			if got := strings.Join(have, " "); got != test.want {
				t.Errorf("pages with a digest: %q, want %q", got, test.want)
			}
		})
	}
}

// TestHiddenContent: PDFium does not believe a Length after which no endstream follows.
func TestHiddenContent(t *testing.T) {
	data := onePage("/MediaBox[0 0 9 9]", "0 0 5 5 re f")
	lying := bytes.Replace(data, []byte("/Length 12>>"), []byte("/Length  5>>"), 1)
	if got := digestsOf(t, data)[0]; got.IsZero() {
		t.Error("no digest of a sound page")
	}
	if got := digestsOf(t, lying)[0]; !got.IsZero() {
		t.Error("a digest of the part of a stream that its Length tells of")
	}
}

func TestCycles(t *testing.T) {
	ring := func(names ...string) []string { // each object leads to the next, the last to the first
		var objects []string
		for i, name := range names {
			objects = append(objects, fmt.Sprintf("<</Name/%s/Next %d 0 R>>", name, 2+(i+1)%len(names)))
		}
		return append([]string{"<</Type/Catalog>>"}, objects...)
	}
	of := func(objects []string, number int) dossier.Digest {
		return plainDigest(t, graphOf(t, rawPDF(objects...)), number)
	}
	ab := of(ring("A", "B"), 2)
	if ab != of(ring("B", "A"), 3) {
		t.Error("numbers of objects matter")
	}
	if ab == of(ring("A", "B"), 3) {
		t.Error("where a ring is entered does not matter")
	}
	if ab == of(ring("A", "C"), 2) || ab == of(ring("A", "B", "A"), 2) {
		t.Error("another ring is the same")
	}
	if of(ring("A"), 2) == ab {
		t.Error("an object that leads to itself is a ring of two")
	}
	above := append(ring("A", "B"), "[2 0 R]", "[3 0 R]")
	first, second := graphOf(t, rawPDF(above...)), graphOf(t, rawPDF(above...))
	if a, b := plainDigest(t, first, 4), plainDigest(t, first, 5); a == b || b != plainDigest(t, second, 5) || a != plainDigest(t, second, 4) {
		t.Error("the order in which objects are asked for matters")
	}
}

func TestDeepAndWideGraphs(t *testing.T) {
	const long = 50_000
	chain := []string{"<</Type/Catalog>>"}
	for i := range long {
		chain = append(chain, fmt.Sprintf("[%d 0 R]", i+3))
	}
	if plainDigest(t, graphOf(t, rawPDF(append(chain, "[]")...)), 2).IsZero() {
		t.Error("no digest of a long chain")
	}
	const all = 300 // each of which leads to each
	knot := []string{"<</Type/Catalog>>"}
	for range all {
		var b strings.Builder
		for i := range all {
			fmt.Fprintf(&b, "%d 0 R ", i+2)
		}
		knot = append(knot, "["+b.String()+"]")
	}
	g := graphOf(t, rawPDF(knot...))
	if plainDigest(t, g, 2).IsZero() {
		t.Error("no digest of a knot")
	}
	g.room = 1 << 20
	var err error
	for n := 3; err == nil && n < all; n++ {
		_, _, err = g.digest(node{types.IndirectRef{ObjectNumber: types.Integer(n)}, plain})
	}
	if err == nil {
		t.Error("a knot entered everywhere was not given up")
	}
}

func TestBombs(t *testing.T) {
	zeros := deflate(strings.Repeat("\x00", 1<<22))
	nothing := "\x78\x9c" + strings.Repeat("\x00\x00\x00\xff\xff", 1<<20) + "\x01\x00\x00\xff\xff\x00\x00\x00\x01" // in a million empty blocks
	document := func(packed string) []byte {
		return rawPDF("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 9 9]>>",
			"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>", "<</Type/Page/Parent 2 0 R/Contents 6 0 R>>", stream("", "q Q"), stream("/Filter[/FlateDecode/FlateDecode]", deflate(packed)))
	}
	for _, test := range []struct {
		name, data string
		room, text int64
		want       []bool
	}{
		{"room for all", zeros, maxDigestedBytes, maxFormBytes, []bool{true, true}},
		{"room for much of nothing", nothing, maxDigestedBytes, maxFormBytes, []bool{true, true}},
		{"no room for much of nothing", nothing, 1 << 20, maxFormBytes, []bool{true, false}},
		{"no room for the bomb", zeros, 1 << 20, maxFormBytes, []bool{true, false}},
		{"no room for the pages", zeros, maxDigestedBytes, 20, []bool{false, false}},
	} {
		g := graphOf(t, document(test.data))
		g.room, g.text = test.room, test.text
		digests, err := g.renderAll(2)
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for _, digest := range digests {
			got = append(got, !digest.IsZero())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: pages with a digest %v, want %v", test.name, got, test.want)
		}
	}
}

func TestUndo(t *testing.T) {
	for _, test := range []struct {
		name, filter, data string
		parms              types.Dict
		want               string // "" when it is to be kept
	}{
		{"PNG, every filter", "FlateDecode", deflate("\x00ab\x01\x01\x01\x02\x01\x01\x03\x01\x01\x04\x01\x01"), types.Dict{"Predictor": types.Integer(15), "Columns": types.Integer(2)}, "ab\x01\x02\x02\x03\x02\x03\x03\x04"},
		{"TIFF", "LZWDecode", lzwed("a\x01\x01b\x00\x00"), types.Dict{"Predictor": types.Integer(2), "Columns": types.Integer(3), "EarlyChange": types.Integer(0)}, "abcbbb"},
		{"TIFF, several colours", "FlateDecode", deflate("ab\x01\x01"), types.Dict{"Predictor": types.Integer(2), "Colors": types.Integer(2), "Columns": types.Integer(2)}, "abbc"},
		{"TIFF of 4 bits", "FlateDecode", deflate("ab"), types.Dict{"Predictor": types.Integer(2), "BitsPerComponent": types.Integer(4)}, ""},
		{"row cut short", "FlateDecode", deflate("\x00a"), types.Dict{"Predictor": types.Integer(10), "Columns": types.Integer(2)}, ""},
		{"unknown row filter", "FlateDecode", deflate("\x07a"), types.Dict{"Predictor": types.Integer(10)}, ""},
		{"huge row", "FlateDecode", deflate("a"), types.Dict{"Predictor": types.Integer(10), "Columns": types.Integer(1 << 40)}, ""},
		{"unknown parameter", "FlateDecode", deflate("a"), types.Dict{"Font": types.Integer(1)}, ""},
		{"end missing", "FlateDecode", deflate("abcdefgh")[:12], nil, ""},
		{"checksum wrong", "FlateDecode", deflate("abcdefgh")[:15] + "x", nil, ""},
		{"picture", "DCTDecode", "x", nil, ""},
		{"run cut short", "RunLengthDecode", "\x05ab", nil, ""},
		{"no hexadecimal", "ASCIIHexDecode", "6x>", nil, ""},
	} {
		r, err := filtering{test.filter, test.parms}.undo(strings.NewReader(test.data), 1<<20)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(r)
		}
		if (err != nil) != (test.want == "") || err == nil && string(got) != test.want {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
	}
}

func TestTokenEnd(t *testing.T) {
	for _, test := range []struct {
		content string
		whole   bool
	}{
		{"q 1 0 0 1 0 0 cm\n", true},
		{"q", false},
		{"(a) Tj ", true},
		{"(a ", false},
		{`(a\) `, false},
		{"(a(b) ", false},
		{"(a(b)) ", true},
		{"% note ", false},
		{"% note\n", true},
		{"<41 ", false},
		{"<41> Tj\r", true},
		{"/P <</MCID 0>> BDC ", true},
		{"BI /W 1 ID x EI ", false},
		{"/ID gs ", false}, // taken for an inline image
		{"VOID ", true},
		{"", true},
	} {
		end := &tokenEnd{}
		io.WriteString(end, test.content)
		if got := end.whole(); got != test.whole {
			t.Errorf("%q: %v, want %v", test.content, got, test.whole)
		}
	}
}

// FuzzRenderDigest: whatever a file holds, its digests come to an end, there are none
// or as many as pages, and they are the same again.
func FuzzRenderDigest(f *testing.F) {
	f.Add(written(rich()))
	f.Add(written(packed(rich(), "/Filter/FlateDecode", deflate)))
	f.Add(onePage("/Annots[<</P 3 0 R/Parent 3 0 R>>]", "q Q"))
	f.Add(rawPDF("<</Type/Catalog/Pages 2 0 R>>", "<</Kids[2 0 R]/Count 1>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, err := readObjects(data)
		if err != nil {
			return
		}
		digest := func() ([]dossier.Digest, error) {
			leaves, err := newGraph(ctx, data).pageTree()
			if err != nil {
				return nil, err
			}
			g := newGraph(ctx, data)
			g.room = 1 << 24
			return g.renderAll(len(leaves))
		}
		once, err := digest()
		again, errAgain := digest()
		if (err == nil) != (errAgain == nil) || !slices.Equal(once, again) {
			t.Errorf("digests %v, %v, then %v, %v", once, err, again, errAgain)
		}
	})
}

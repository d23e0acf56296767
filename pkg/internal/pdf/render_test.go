package pdf

import (
	"bufio"
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// An object is one of a PDF that a test writes.
type object struct {
	dict string // without Length
	data string // of a stream
}

func (o object) String() string {
	if o.data == "" {
		return o.dict
	}
	return stream(strings.TrimSuffix(strings.TrimPrefix(o.dict, "<<"), ">>"), o.data)
}

// rich is a document of two pages; the first uses everything that a page may depend on.
func rich() []object {
	return []object{
		1: {dict: "<</Type/Catalog/Pages 2 0 R/AcroForm 20 0 R/OCProperties<</OCGs[19 0 R 29 0 R]/D<</BaseState/ON/OFF[29 0 R]>>>>>>"},
		2: {dict: "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 200 300]/Rotate 0>>"},
		3: {dict: "<</Type/Page/Parent 2 0 R/Resources 7 0 R/Contents[5 0 R 6 0 R]/Annots[21 0 R 23 0 R 25 0 R 26 0 R]/CropBox[0 0 190 290]/UserUnit 1>>"},
		4: {dict: "<</Type/Page/Parent 2 0 R/Resources<<>>/Contents 28 0 R>>"},
		5: {data: "q /GS gs BT /F1 12 Tf 20 200 Td (Total 1,200) Tj ET Q\n", dict: "<<>>"},
		6: {data: "/Im Do /Fm Do /CS cs 0.5 scn /P1 scn /Sh sh /OC /MC0 BDC (layer) Tj EMC\n", dict: "<<>>"},
		7: {dict: "<</Font<</F1 8 0 R/F2 30 0 R>>/XObject<</Im 13 0 R/Fm 15 0 R>>/ExtGState<</GS 16 0 R>>" +
			"/ColorSpace<</CS[/Separation/Spot/DeviceGray 27 0 R]>>/Pattern<</P1 17 0 R>>/Shading<</Sh 18 0 R>>/Properties<</MC0 19 0 R>>>>"},
		8:  {dict: "<</Type/Font/Subtype/Type1/BaseFont/Own/FirstChar 65/LastChar 66/Widths[500 600]/Encoding 9 0 R/FontDescriptor 10 0 R/ToUnicode 12 0 R>>"},
		9:  {dict: "<</Type/Encoding/Differences[65/A/B]>>"},
		10: {dict: "<</Type/FontDescriptor/FontName/Own/Flags 32/FontFile 11 0 R>>"},
		11: {dict: "<</Length1 5/Length2 4/Length3 0>>", data: "%!FontProg"},
		12: {dict: "<<>>", data: "1 beginbfchar <41> <0041> endbfchar"},
		13: {dict: "<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Decode[0 1]/SMask 14 0 R>>", data: "abcd"},
		14: {dict: "<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8>>", data: "\xFF\xFE\x00\x01"},
		15: {dict: "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 7 0 R>>", data: "0 0 5 5 re f"},
		16: {dict: "<</Type/ExtGState/ca 0.5>>"},
		17: {dict: "<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 4 4]/XStep 4/YStep 4/Resources<<>>>>", data: "0 0 2 2 re f"},
		18: {dict: "<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 27 0 R>>"},
		19: {dict: "<</Type/OCG/Name(Layer)>>"},
		20: {dict: "<</Fields[24 0 R]/DA(/Helv 9 Tf)/DR<</Font<</Helv 30 0 R>>>>/NeedAppearances true>>"},
		21: {dict: "<</Type/Annot/Subtype/Square/Rect[10 10 50 50]/F 4/AP<</N 22 0 R>>/P 3 0 R/M(D:20200101)/NM(one)/Popup 26 0 R>>"},
		22: {dict: "<</Type/XObject/Subtype/Form/BBox[0 0 40 40]>>", data: "0 0 40 40 re S"},
		23: {dict: "<</Type/Annot/Subtype/Widget/Rect[60 10 90 30]/Parent 24 0 R/P 3 0 R>>"},
		24: {dict: "<</FT/Tx/T(name)/V(Smith)/Kids[23 0 R]>>"},
		25: {dict: "<</Type/Annot/Subtype/Link/Rect[100 10 120 30]/Border[0 0 0]/Dest[4 0 R/Fit]>>"},
		26: {dict: "<</Type/Annot/Subtype/Popup/Rect[0 0 9 9]/Parent 21 0 R>>"},
		27: {dict: "<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>"},
		28: {data: "0 0 m 9 9 l S", dict: "<<>>"},
		29: {dict: "<</Type/OCG/Name(Layer)>>"},
		30: {dict: "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 22 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]/Resources 7 0 R>>"},
	}
}

func written(objects []object) []byte {
	var text []string
	for _, o := range objects[1:] {
		text = append(text, o.String())
	}
	return rawPDF(text...)
}

// digestsOf are the render digests of a document that has a page at least.
func digestsOf(t *testing.T, data []byte) []dossier.Digest {
	t.Helper()
	d := open(t, data)
	digests := d.RenderDigests()
	if len(digests) != d.NumPages() || len(digests) == 0 {
		t.Fatalf("%d digests of %d pages", len(digests), d.NumPages())
	}
	return digests
}

func TestRenderDigestDiffers(t *testing.T) {
	known := digestsOf(t, written(rich()))
	if known[0].IsZero() || known[1].IsZero() || known[0] == known[1] {
		t.Fatalf("digests %v", known)
	}
	for _, test := range []struct {
		name     string
		object   int
		old, new string
		second   bool // whether the second page differs as well
	}{
		{"content operator", 5, " Tj ET", " TJ ET", false},
		{"digit in a string", 5, "1,200", "1,300", false},
		{"second stream of the content", 6, "0.5 scn", "0.6 scn", false},
		{"font program", 11, "FontProg", "FontPrag", false},
		{"font encoding", 9, "/A/B", "/B/A", false},
		{"ToUnicode", 12, "<0041>", "<0042>", false},
		{"glyph width", 8, "500", "501", false},
		{"base font", 8, "/Own", "/One", false},
		{"glyph of a Type 3 font", 30, "/a 22 0 R", "/a 17 0 R", false},
		{"image data", 13, "abcd", "abce", false},
		{"image size", 13, "/Width 2/Height 2", "/Width 4/Height 1", false},
		{"decode array", 13, "[0 1]", "[1 0]", false},
		{"soft mask", 14, "\xFF", "\xFD", false},
		{"soft mask taken away", 13, "/SMask 14 0 R", "", false},
		{"form content", 15, "5 5 re", "5 6 re", false},
		{"form box", 15, "[0 0 9 9]", "[0 0 9 8]", false},
		{"alpha", 16, "ca 0.5", "ca 0.4", false},
		{"alpha of strokes", 16, "/ca", "/CA", false},
		{"colour space", 7, "/DeviceGray", "/DeviceRGB", false},
		{"tint function", 27, "/C1[1]", "/C1[.9]", false},
		{"pattern", 17, "2 2 re", "2 3 re", false},
		{"shading", 18, "[0 0 1 1]", "[0 0 1 2]", false},
		{"names of resources", 7, "/Im 13 0 R/Fm 15 0 R", "/Im 15 0 R/Fm 13 0 R", false},
		{"annotation added", 3, "26 0 R]", "26 0 R<</Type/Annot/Subtype/Text/Rect[1 1 2 2]>>]", false},
		{"annotation appearance", 22, "40 40 re", "40 30 re", false},
		{"annotation rectangle", 21, "50 50]", "50 51]", false},
		{"annotation hidden", 21, "/F 4", "/F 2", false},
		{"order of annotations", 3, "[21 0 R 23 0 R", "[23 0 R 21 0 R", false},
		{"link to another page", 25, "4 0 R", "3 0 R", false},
		{"value of a field", 24, "Smith", "Smyth", false},
		{"appearances to be made", 20, "true", "false", false},
		{"default appearance", 20, "9 Tf", "8 Tf", false},
		{"layer hidden", 1, "/OFF[29 0 R]", "/OFF[19 0 R]", false},
		{"other layer", 7, "/MC0 19 0 R", "/MC0 29 0 R", false},
		{"layer for the screen only", 19, "(Layer)", "(Layer)/Usage<</View<</ViewState/OFF>>>>", false},
		{"media box", 3, "/CropBox", "/MediaBox[0 0 200 301]/CropBox", false},
		{"crop box", 3, "190 290]", "190 280]", false},
		{"turned", 3, "/UserUnit", "/Rotate 90/UserUnit", false},
		{"user unit", 3, "/UserUnit 1", "/UserUnit 2", false},
		{"inherited media box", 2, "200 300]", "200 310]", true},
		{"inherited turn", 2, "/Rotate 0", "/Rotate 180", true},
		{"output intent", 1, "/Pages", "/OutputIntents[<</S/GTS_PDFX>>]/Pages", true},
		{"missing resources", 7, "/F1 8 0 R", "/F1 99 0 R", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			objects := rich()
			o := &objects[test.object]
			if strings.Count(o.dict+"\n"+o.data, test.old) != 1 {
				t.Fatalf("%q stands elsewhere too, or nowhere", test.old)
			}
			o.dict, o.data = strings.Replace(o.dict, test.old, test.new, 1), strings.Replace(o.data, test.old, test.new, 1)
			got := digestsOf(t, written(objects))
			if got[0] == known[0] || got[0].IsZero() || got[1].IsZero() {
				t.Errorf("digests %v, before %v", got, known)
			}
			if (got[1] != known[1]) != test.second {
				t.Errorf("second page differs: %v, want %v", !test.second, test.second)
			}
		})
	}
}

var references = regexp.MustCompile(`\b(\d+) 0 R\b`)

// renumbered moves each object n to the number that to gives.
func renumbered(objects []object, to func(int) int) []object {
	moved := make([]object, len(objects))
	for n, o := range objects[1:] {
		o.dict = references.ReplaceAllStringFunc(o.dict, func(r string) string {
			number, _ := strconv.Atoi(strings.TrimSuffix(r, " 0 R"))
			return fmt.Sprintf("%d 0 R", to(number))
		})
		moved[to(n+1)] = o
	}
	return moved
}

// packed puts each stream through filters.
func packed(objects []object, dict string, pack func(string) string) []object {
	for i, o := range objects {
		if o.data != "" {
			objects[i] = object{"<<" + dict + strings.TrimPrefix(o.dict, "<<"), pack(o.data)}
		}
	}
	return objects
}

func hexed(data string) string { return hex.EncodeToString([]byte(data)) + ">" }

func ascii85ed(data string) string {
	var b bytes.Buffer
	w := ascii85.NewEncoder(&b)
	w.Write([]byte(data))
	w.Close()
	return b.String() + "~>"
}

// runLengths writes all bytes as they are.
func runLengths(data string) string {
	var b strings.Builder
	for part := range slices.Chunk([]byte(data), 128) {
		b.WriteByte(byte(len(part) - 1))
		b.Write(part)
	}
	return b.String() + "\x80"
}

// lzwed is LZW as PDF has it with EarlyChange 0, for data too short to reach codes of 10 bits.
func lzwed(data string) string {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	w.Write([]byte(data))
	w.Close()
	return b.String()
}

// upward puts rows of one byte through PNG's filter Up.
func upward(data string) string {
	var b []byte
	var above byte
	for _, c := range []byte(data) {
		b, above = append(b, 2, c-above), c
	}
	return deflate(string(b))
}

func TestRenderDigestStays(t *testing.T) {
	last := len(rich())
	edited := func(object int, old, new string) []byte {
		objects := rich()
		if !strings.Contains(objects[object].dict+objects[object].data, old) {
			t.Fatalf("no %q in object %d", old, object)
		}
		objects[object].dict = strings.Replace(objects[object].dict, old, new, 1)
		objects[object].data = strings.Replace(objects[object].data, old, new, 1)
		return written(objects)
	}
	joined := rich()
	joined[5].data += joined[6].data
	joined[3].dict = strings.Replace(joined[3].dict, "[5 0 R 6 0 R]", " 5 0 R", 1)
	indirect := rich()
	indirect[4].dict = strings.Replace(indirect[4].dict, "<<>>", fmt.Sprintf(" %d 0 R", len(indirect)), 1)
	catalogFirst := func(n int) int { // the catalog is found at 1
		if n == 1 {
			return 1
		}
		return last + 1 - n
	}
	known := digestsOf(t, written(rich()))
	for name, data := range map[string][]byte{
		"again":                 written(rich()),
		"renumbered":            written(renumbered(rich(), catalogFirst)),
		"joined content":        written(joined),
		"order of keys":         edited(13, "/Width 2/Height 2", "/Height 2/Width 2"),
		"white space":           edited(21, "/Rect[10 10 50 50]", "/Rect [ 10\n10 %comment\n50 50 ] "),
		"integers as reals":     edited(2, "200 300", "200.0 300."),
		"reals otherwise":       edited(16, "0.5", "+.500"),
		"string in hexadecimal": edited(24, "(Smith)", "<536D697468>"),
		"string with escapes": edited(24, "(Smith)", `(\123mit\
h)`),
		"name with escapes":            edited(16, "/ca", "/#63a"),
		"null":                         edited(16, "/ca", "/Gone null/Away 99 0 R/ca"),
		"defaults written out":         edited(4, "/Contents", "/CropBox[0 0 200 300]/Rotate 0/UserUnit 1.0/Contents"),
		"inherited written out":        edited(4, "/Contents", "/MediaBox[0 0 200 300]/Contents"),
		"resources held indirectly":    written(append(indirect, object{dict: "<<>>"})),
		"more objects":                 written(append(rich(), object{dict: "<<>>"}, object{dict: "(none)"})),
		"metadata of the page":         edited(3, "/UserUnit", "/Metadata 11 0 R/PieceInfo<<>>/LastModified(D:1)/StructParents 7/UserUnit"),
		"metadata of the document":     edited(1, "/Pages", "/Metadata 11 0 R/Lang(en)/Pages"),
		"bookkeeping of an annotation": edited(21, "/P 3 0 R/M(D:20200101)/NM(one)", "/StructParent 3/M(D:2021)"),
		"fields beyond the page":       edited(20, "/Fields[24 0 R]", "/Fields[24 0 R<</FT/Tx/T(more)/V(other)>>]"),
		"deflated":                     written(packed(rich(), "/Filter/FlateDecode", deflate)),
		"in hexadecimal":               written(packed(rich(), "/Filter[/ASCIIHexDecode]", hexed)),
		"in base 85, deflated":         written(packed(rich(), "/Filter[/ASCII85Decode/FlateDecode]/DecodeParms[null null]", func(s string) string { return ascii85ed(deflate(s)) })),
		"run lengths":                  written(packed(rich(), "/Filter/RunLengthDecode", runLengths)),
		"LZW":                          written(packed(rich(), "/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>", lzwed)),
		"PNG predictor":                written(packed(rich(), "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1>>", upward)),
	} {
		t.Run(name, func(t *testing.T) {
			if got := digestsOf(t, data); !slices.Equal(got, known) {
				t.Errorf("digests %v, before %v", got, known)
			}
		})
	}
}

func TestResavedByAnotherWriter(t *testing.T) {
	for name, d := range map[string]forge.Document{
		"letter": forge.Dossier(1)[0], "minutes": forge.Dossier(2)[1],
	} {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		known := digestsOf(t, data)
		if slices.ContainsFunc(known, dossier.Digest.IsZero) {
			t.Errorf("%s: a page has no digest", name)
		}
		for _, streams := range []bool{false, true} {
			conf := configuration()
			conf.Optimize = false
			conf.WriteObjectStream, conf.WriteXRefStream = streams, streams
			got := digestsOf(t, resaved(t, data, conf))
			if !slices.Equal(got, known) {
				t.Errorf("%s, object streams %v: digests differ", name, streams)
			}
		}
	}
}

// resaved is a document as pdfcpu writes it.
func resaved(t *testing.T, data []byte, conf *model.Configuration) []byte {
	t.Helper()
	disableConfigDir()
	ctx, err := pdfcpu.Read(bytes.NewReader(data), conf)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	ctx.Write.Writer = bufio.NewWriter(&b)
	if err := pdfcpu.WriteContext(ctx); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRenderDigestOfPackedObjects(t *testing.T) {
	page, content := "<</Type/Page/Parent 2 0 R/Contents 4 0 R"+helvetica+">>", stream("", "BT /F 9 Tf (a) Tj ET")
	catalog, pages := "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 9 9]>>"
	plain := digestsOf(t, rawPDF(catalog, pages, page, content))
	if packed := digestsOf(t, packedPDF(content, catalog, pages, page)); plain[0].IsZero() || packed[0] != plain[0] {
		t.Errorf("digest %s in an object stream, %s elsewhere", packed[0], plain[0])
	}
}

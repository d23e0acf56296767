package pdf

import (
	"fmt"
	"image"
	"image/draw"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// speckled is the data of a 60 x 40 gray picture without two equal neighbours.
func speckled() string {
	var b strings.Builder
	for i := range 60 * 40 {
		b.WriteByte(byte(i * 89))
	}
	return b.String()
}

// marked is a PDF of one page on which there are fonts F and T (drawn by procedures:
// "a" is a square, "b" nothing), a speckled picture P, forms O (says "nested") and B
// (a black box), states M (multiply), H (half transparent) and N (not there), and a
// layer L that is switched off.
func marked(pageKeys, content string) []byte {
	const font = "/F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	return rawPDF(
		"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]>>>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 200]>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R"+pageKeys+"/Resources<</Font<<"+font+"/T 5 0 R>>"+
			"/XObject<</P 6 0 R/O 7 0 R/B 8 0 R>>/ExtGState<</M<</BM/Multiply>>/H<</ca .5>>/N<</ca 0>>>>/Properties<</L 9 0 R>>"+
			"/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 300 0]/Function<</FunctionType 2/Domain[0 1]/C0[0]/C1[1]/N 1>>/Extend[true true]>>>>"+
			"/Pattern<</X 12 0 R>>>>>>",
		stream("", content),
		"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 98/Widths[1000 1000]"+
			"/Encoding<</Differences[97/a/b]>>/CharProcs<</a 10 0 R/b 11 0 R>>/Resources<<>>>>",
		stream("/Type/XObject/Subtype/Image/Width 60/Height 40/BitsPerComponent 8/ColorSpace/DeviceGray", speckled()),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 300 200]/Resources<</Font<<"+font+">>>>", "BT /F 12 Tf 50 100 Td (nested) Tj ET"),
		stream("/Type/XObject/Subtype/Form/BBox[45 95 145 115]", "45 95 100 20 re f"),
		"<</Type/OCG/Name(L)>>",
		stream("", "1000 0 0 0 750 750 d1 0 0 750 750 re f"),
		stream("", "1000 0 0 0 0 0 d1"),
		stream("/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 6 6]/XStep 6/YStep 6/Resources<<>>", "0 0 6 6 re 1 g f 0 G 0 0 m 6 6 l S"),
	)
}

// say shows words 50 points from the left at height y.
func say(y int, words string) string {
	return fmt.Sprintf("BT /F 12 Tf 50 %d Td (%s) Tj ET\n", y, words)
}

const box = "45 95 100 20 re f\n" // over what is said at 100

func TestUnseen(t *testing.T) {
	letters := "BT /F 12 Tf 50 100 Td (s) Tj 6 0 Td (e) Tj 7 0 Td (c) Tj 6 0 Td (r) Tj 4 0 Td (e) Tj 7 0 Td (t) Tj ET\n"
	square := "/Annots[<</Type/Annot/Subtype/Square/Rect[45 95 145 115]/AP<</N 8 0 R>>>>]"
	for _, test := range []struct {
		name, keys, content string
		hidden, invisible   string
	}{
		// Ways to hide.
		{"black box", "", say(100, "secret words") + say(60, "plain") + box, "secret words", ""},
		{"part of a line", "", say(100, "secret words and plain words") + box, "secret words and", ""},
		{"label on a white box", "", say(100, "secret") + "1 g " + box + "0 g " + say(100, "\\(b\\)\\(6\\)"), "secret", ""},
		{"label on a black box", "", say(100, "secret") + box + "1 g " + say(100, "REDACTED"), "secret", ""},
		{"hatched box", "", say(100, "secret") + "/Pattern cs /X scn " + box, "secret", ""},
		{"lines on a gray box", "", say(100, "secret") + ".7 g " + box + "45 95 m 65 115 l 55 95 m 75 115 l 65 95 m 85 115 l S\n", "secret", ""},
		{"annotation", square, say(100, "secret") + say(60, "plain"), "secret", ""},
		{"picture", "", say(100, "secret") + "q 100 0 0 20 45 95 cm /P Do Q", "secret", ""},
		{"shading", "", say(100, "secret") + "q 45 95 100 20 re W n /S sh Q", "secret", ""},
		{"form above", "", say(100, "secret") + "/B Do", "secret", ""},
		{"within a form", "", "/O Do " + say(60, "plain") + box, "nested", ""},
		{"white on white", "", "1 g " + say(100, "secret") + "0 g " + say(60, "plain"), "secret", ""},
		{"nearly white on white", "", ".99 g " + say(100, "secret"), "secret", ""},
		{"black on black", "", box + say(100, "secret"), "secret", ""},
		{"outside the crop box", "/CropBox[0 80 300 200]", say(100, "plain") + say(40, "secret"), "secret", ""},
		{"outside the page", "", say(100, "plain") + say(250, "secret"), "secret", ""},
		{"clipped away", "", "q 0 0 10 10 re W n " + say(100, "secret") + "Q " + say(60, "plain"), "secret", ""},
		{"layer switched off", "", "/OC /L BDC " + say(100, "secret") + "EMC " + say(60, "plain"), "secret", ""},
		{"font of procedures", "", "BT /T 12 Tf 50 100 Td (aaa) Tj ET " + box, "aaa", ""},
		{"letter by letter", "", letters + say(60, "plain") + box, "secret", ""},
		{"twice for bold", "", say(100, "secret") + say(100, "secret") + box, "secret", ""},
		{"turned page", "/Rotate 90", say(100, "secret") + say(60, "plain") + box, "secret", ""},
		{"descenders peep out", "", say(100, "gypsy") + "45 99 100 20 re f", "gypsy", ""},
		{"two under one box", "", say(100, "secret") + "1 g " + box + "0 g " + say(101, "hush") + "1 g " + box, "secret hush", ""},
		// What is invisible by its nature.
		{"read by a machine", "", "q 300 0 0 200 0 0 cm /P Do Q BT 3 Tr ET " + say(100, "read"), "", "read"},
		{"clipping only", "", "q BT 7 Tr /F 12 Tf 50 100 Td (read) Tj ET Q", "", "read"},
		{"transparent", "", "/N gs " + say(100, "read"), "", "read"},
		{"beneath a scan", "", say(100, "read") + "q 300 0 0 200 0 0 cm /P Do Q", "", "read"},
		{"beneath a scan and a box", "", say(100, "secret") + say(60, "read") + "q 300 0 0 200 0 0 cm /P Do Q " + box, "secret", "read"},
		// What can be seen.
		{"light gray", "", ".9 g " + say(100, "plain"), "", ""},
		{"tiny", "", "BT /F 1.5 Tf 50 100 Td (plain tiny print) Tj ET", "", ""},
		{"on a picture", "", "q 100 0 0 20 45 95 cm /P Do Q 1 g " + say(100, "plain"), "", ""},
		{"white on black", "", box + "1 g " + say(100, "plain"), "", ""},
		{"coloured, of one brightness", "", "0 .5 0 rg " + box + "1 0 0 rg " + say(100, "plain"), "", ""},
		{"highlighted", "", say(100, "plain") + "q /M gs 1 1 0 rg " + box + "Q", "", ""},
		{"bold and highlighted", "", say(100, "plain") + say(100, "plain") + "q /M gs 1 1 0 rg " + box + "Q", "", ""},
		{"beneath a thin veil", "", say(100, "plain") + "q /H gs 1 g " + box + "Q", "", ""},
		{"framed", "", say(100, "plain") + "45 95 100 20 re S", "", ""},
		{"struck out", "", say(100, "plain") + "45 103 100 1 re f", "", ""},
		{"outlined", "", "BT 1 Tr ET " + say(100, "plain"), "", ""},
		{"font of procedures seen", "", "BT /T 12 Tf 50 100 Td (aaa) Tj ET", "", ""},
		{"watermark over words", "", say(100, "plain words") + say(80, "more of them") +
			".8 g BT /F 40 Tf .7 .7 -.7 .7 40 40 Tm (DRAFT) Tj ET", "", ""},
		{"rules and signs", "", say(100, "= - _ . ... : | /"), "", ""},
		{"half under a box", "", say(100, "perceptible") + "45 95 35 20 re f", "", ""},
		// What leaves no ink cannot be hidden.
		{"font that draws nothing", "", "BT /T 12 Tf 50 100 Td (bbb) Tj ET " + box, "", ""},
		{"no words", "", box, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := open(t, marked(test.keys, test.content))
			for _, dpi := range []float64{0, 100, 200} {
				page := readPage(t, d, 1, Want{Words: true, Marks: true, DPI: dpi})
				if page.Note != "" {
					t.Errorf("%v dpi: note %q", dpi, page.Note)
				}
				for _, side := range []struct {
					what, want string
					got        []int
				}{{"hidden", test.hidden, page.Hidden}, {"invisible", test.invisible, page.Invisible}} {
					var words []string
					for _, i := range side.got {
						words = append(words, page.Words[i].Text)
					}
					if got := strings.Join(words, " "); got != side.want {
						t.Errorf("%v dpi: %s %q, want %q of %q", dpi, side.what, got, side.want, page.Text)
					}
				}
			}
		})
	}
}

// Looking for what is hidden must leave the page as it was.
func TestUnseenLeavesNoTrace(t *testing.T) {
	d := open(t, marked("/CropBox[20 20 280 180]", say(100, "secret")+"1 g "+box+"0 g "+say(100, "label")))
	want := Want{Words: true, Marks: true, DPI: 100}
	first := readPage(t, d, 1, want)
	if diff := cmp.Diff(first, readPage(t, d, 1, want)); diff != "" {
		t.Error(diff)
	}
	want.Marks = false
	plain := readPage(t, d, 1, want)
	first.Turn, first.Media, first.Hidden, first.Substituted = 0, dossier.Box{}, nil, false
	if diff := cmp.Diff(plain, first); diff != "" {
		t.Errorf("without marks (-), with (+): %s", diff)
	}
}

// Words that all lie over one another must not cost more than a page's worth.
func TestUnseenIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "BT /F 150 Tf %d 20 Td (%d) Tj ET\n", i%7, i)
	}
	page := readPage(t, open(t, marked("", b.String()+"0 0 300 200 re f")), 1, Want{Words: true, Marks: true})
	if len(page.Words) < 50 || !strings.Contains(page.Note, "too many words lie over one another") {
		t.Errorf("%d words, note %q", len(page.Words), page.Note)
	}
}

// A huge page is drawn smaller to see what can be seen.
func TestUnseenOnHugePage(t *testing.T) {
	page := readPage(t, open(t, marked("/MediaBox[0 0 14400 14400]",
		"BT /F 90 Tf 500 1000 Td (secret) Tj ET 400 900 800 200 re f BT /F 90 Tf 500 2000 Td (plain) Tj ET")), 1, Want{Words: true, Marks: true})
	if diff := cmp.Diff([]int{0}, page.Hidden); diff != "" || len(page.Words) != 2 || page.Note != "" {
		t.Errorf("of %d words hidden %s, note %q", len(page.Words), diff, page.Note)
	}
}

func TestMarks(t *testing.T) {
	annotations := "/Annots[" +
		"<</Type/Annot/Subtype/Text/Rect[10 20 30 50]/Contents(See page 4)>>" +
		"<</Type/Annot/Subtype/Link/Rect[10 20 30 50]>>" +
		"<</Type/Annot/Subtype/Popup/Rect[10 20 30 50]/Contents(popup)>>" +
		"<</Type/Annot/Subtype/Widget/FT/Tx/Rect[10 20 30 50]>>" +
		"<</Type/Annot/Subtype/Stamp/Rect[10 20 30 50]/F 2>>" +
		"<</Type/Annot/Subtype/Stamp/Rect[10 20 30 50]/F 32>>" +
		"<</Type/Annot/Subtype/Redact/Rect[100 100 200 150]/Contents<FEFF00E90020D83DDE00>>>" +
		"null 7]"
	d := open(t, marked("/CropBox[10 20 210 180]"+annotations, ""))
	page := readPage(t, d, 1, Want{Marks: true})
	want := []Annotation{
		{"Text", dossier.Box{X: 0, Y: 130, W: 20, H: 30}, "See page 4"},
		{"Redact", dossier.Box{X: 90, Y: 30, W: 100, H: 50}, "é 😀"},
	}
	if diff := cmp.Diff(want, page.Annotations); diff != "" {
		t.Error(diff)
	}
	if page := readPage(t, d, 1, Want{Words: true}); page.Annotations != nil || page.Media != (dossier.Box{}) {
		t.Errorf("marks unasked for: %+v", page)
	}
}

func TestTurnAndMedia(t *testing.T) {
	const own = "/MediaBox[-10 0 290 200]"
	for _, test := range []struct {
		keys  string
		turn  int
		media dossier.Box
	}{
		{own, 0, dossier.Box{W: 300, H: 200}},
		{own + "/Rotate 90", 90, dossier.Box{W: 200, H: 300}},
		{own + "/Rotate 180/CropBox[0 0 290 190]", 180, dossier.Box{Y: 0, W: 300, H: 200}},
		{own + "/Rotate -90", 270, dossier.Box{W: 200, H: 300}},
		{own + "/CropBox[40 50 140 120]", 0, dossier.Box{X: -50, Y: -80, W: 300, H: 200}},
		{own + "/CropBox[40 50 140 120]/Rotate 90", 90, dossier.Box{X: -50, Y: -50, W: 200, H: 300}},
		{"", 0, dossier.Box{W: 300, H: 200}}, // inherited
		{"/CropBox[40 50 140 120]", 0, dossier.Box{X: -40, Y: -80, W: 300, H: 200}},
	} {
		page := readPage(t, open(t, marked(test.keys, "")), 1, Want{Marks: true, DPI: 72})
		if page.Turn != test.turn || page.Media != test.media {
			t.Errorf("%s: turned %d, media %+v; want %d, %+v", test.keys, page.Turn, page.Media, test.turn, test.media)
		}
		if got := page.Raster.Rect.Size(); float64(got.X) != math.Round(page.Width) || float64(got.Y) != math.Round(page.Height) {
			t.Errorf("%s: the page of %v x %v is drawn as %v", test.keys, page.Width, page.Height, got)
		}
	}
}

func TestManyAnnotations(t *testing.T) {
	one := "<</Type/Annot/Subtype/Text/Rect[0 0 1 1]/Contents(x)>>"
	page := readPage(t, open(t, marked("/Annots["+strings.Repeat(one, maxAnnotations+1)+"]", "")), 1, Want{Marks: true})
	if len(page.Annotations) != maxAnnotations || !strings.Contains(page.Note, "annotations") {
		t.Errorf("%d annotations, note %q", len(page.Annotations), page.Note)
	}
	page = readPage(t, open(t, marked("/Annots["+strings.Replace(one, "(x)", "("+strings.Repeat("x", maxContents)+")", 1)+"]", "")), 1, Want{Marks: true})
	if len(page.Annotations) != 1 || page.Annotations[0].Contents != "" || page.Note == "" {
		t.Errorf("%d annotations, note %q", len(page.Annotations), page.Note)
	}
	if slices.ContainsFunc(page.Annotations, func(a Annotation) bool { return a.Subtype == "" }) {
		t.Error("an annotation without subtype")
	}
}

// A dash is all ink: its surroundings tell that it is seen, unless they are as dark.
func TestFlatPlaces(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 60, 60))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	dash := image.Rect(10, 20, 20, 23)
	draw.Draw(page, dash, image.Black, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(30, 10, 60, 40), image.Black, image.Point{}, draw.Src)
	for name, c := range map[string]struct {
		place image.Rectangle
		want  bool
	}{
		"a dash":               {dash, false},
		"a dash on dark":       {image.Rect(40, 20, 50, 23), true},
		"bare paper":           {image.Rect(5, 45, 15, 57), true},
		"a thin place of bare": {image.Rect(5, 45, 15, 48), true},
	} {
		if got := flat(page, c.place); got != c.want {
			t.Errorf("%s: flat: %v", name, got)
		}
	}
}

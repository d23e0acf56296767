package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// engine serves all tests: starting one costs seconds when nothing is cached.
var engine *Engine

func TestMain(m *testing.M) {
	engine = startEngine()
	code := m.Run()
	engine.Close()
	os.Exit(code)
}

// testCache survives the test run.
func testCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "leakprint", "renderer")
}

func startEngine() *Engine {
	e, err := NewEngine(context.Background(), EngineOptions{CacheDir: testCache()})
	if err != nil {
		panic(err)
	}
	return e
}

// rawPDF writes a PDF of these objects, numbered from 1; object 1 is the catalog.
func rawPDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/ID[<0A0B><0C0D>]>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// onePage is a PDF of one page; objects from 5 on are more.
func onePage(pageKeys, content string, more ...string) []byte {
	return rawPDF(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + pageKeys + ">>",
		stream("", content),
	}, more...)...)
}

const helvetica = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"

func open(t *testing.T, data []byte) *Document {
	t.Helper()
	d, err := engine.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func readPage(t *testing.T, d *Document, n int, want Want) View {
	t.Helper()
	page, err := d.Page(n, want)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// letter makes an A4 document with one page per argument, in 12 point Helvetica.
func letter(pages ...string) *fpdf.Fpdf {
	f := fpdf.New("P", "pt", "A4", "")
	f.SetFont("Helvetica", "", 12)
	for _, page := range pages {
		f.AddPage()
		f.MultiCell(0, 14, page, "", "L", false)
	}
	return f
}

func output(t *testing.T, f *fpdf.Fpdf) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestText(t *testing.T) {
	d := open(t, output(t, letter("first line\nsecond line", "an inter-\nnational matter", "")))
	if d.NumPages() != 3 {
		t.Fatalf("%d pages, want 3", d.NumPages())
	}
	want := []string{"first line\nsecond line", "an inter-\nnational matter", ""}
	for _, n := range []int{2, 1, 3, 1} { // any order
		page := readPage(t, d, n, Want{})
		if page.Number != n || page.Note != "" {
			t.Errorf("page %d: number %d, note %q", n, page.Number, page.Note)
		}
		if diff := cmp.Diff(want[n-1], page.Text); diff != "" {
			t.Errorf("page %d: %s", n, diff)
		}
		if page.Words != nil || page.Raster != nil || page.Pictures != nil {
			t.Errorf("page %d holds what was not asked for", n)
		}
		if math.Abs(page.Width-595.28) > 0.1 || math.Abs(page.Height-841.89) > 0.1 {
			t.Errorf("page %d is %v x %v, want A4", n, page.Width, page.Height)
		}
	}
	words := readPage(t, d, 2, Want{Words: true}).Words
	var texts []string
	for _, w := range words {
		texts = append(texts, w.Text)
	}
	if diff := cmp.Diff([]string{"an", "inter-", "national", "matter"}, texts); diff != "" {
		t.Errorf("divided word: %s", diff)
	}
	if y := words[2].Box.Y - words[1].Box.Y; math.Abs(y-14) > 4 {
		t.Errorf("the second half of the word stands %.1f points lower, want 14", y)
	}
	for _, n := range []int{0, 4, -1} {
		if _, err := d.Page(n, Want{}); err == nil {
			t.Errorf("page %d of 3 was read", n)
		}
	}
}

func TestAnnotationsAreNotText(t *testing.T) {
	d := open(t, onePage("/MediaBox[0 0 300 200]"+helvetica+
		"/Annots[<</Type/Annot/Subtype/FreeText/Rect[10 10 90 40]/DA(/Helv 12 Tf)/Contents(remark)>>]",
		"BT /F 20 Tf 50 100 Td (body) Tj ET"))
	if page := readPage(t, d, 1, Want{}); page.Text != "body" {
		t.Errorf("text %q, want %q", page.Text, "body")
	}
}

// darkBox is the box around all pixels darker than middle gray, in points at 72 dpi.
func darkBox(img *image.Gray) dossier.Box {
	var dark image.Rectangle
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.GrayAt(x, y).Y < 128 {
				dark = dark.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return dossier.Box{X: float64(dark.Min.X), Y: float64(dark.Min.Y), W: float64(dark.Dx()), H: float64(dark.Dy())}
}

func sameBox(a, b dossier.Box, tolerance float64) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) <= tolerance }
	return near(a.X, b.X) && near(a.Y, b.Y) && near(a.W, b.W) && near(a.H, b.H)
}

// Boxes must be where the page, as displayed, shows the thing.
func TestBoxes(t *testing.T) {
	const (
		text    = "BT /F 40 Tf 60 100 Td (HH) Tj ET" // the user space box 63,100 to 116,129
		square  = "q 60 0 0 30 60 100 cm /I Do Q"
		nested  = "q 2 0 0 1 20 0 cm /O Do Q"
		picture = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
	)
	resources := "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</I 5 0 R/O 6 0 R>>>>"
	for _, test := range []struct {
		name, keys    string
		width, height float64
		boxes         []dossier.Box // of the text, of the picture
	}{
		{"upright", "/MediaBox[0 0 300 200]", 300, 200,
			[]dossier.Box{{X: 63, Y: 71, W: 53, H: 29}, {X: 60, Y: 70, W: 60, H: 30}}},
		{"quarter", "/MediaBox[0 0 300 200]/Rotate 90", 200, 300,
			[]dossier.Box{{X: 100, Y: 63, W: 29, H: 53}, {X: 100, Y: 60, W: 30, H: 60}}},
		{"half", "/MediaBox[0 0 300 200]/Rotate 180", 300, 200,
			[]dossier.Box{{X: 184, Y: 100, W: 53, H: 29}, {X: 180, Y: 100, W: 60, H: 30}}},
		{"three quarters", "/MediaBox[0 0 300 200]/Rotate -90", 200, 300,
			[]dossier.Box{{X: 71, Y: 184, W: 29, H: 53}, {X: 70, Y: 180, W: 30, H: 60}}},
		{"cropped", "/MediaBox[0 0 300 200]/CropBox[50 50 250 190]", 200, 140,
			[]dossier.Box{{X: 13, Y: 61, W: 53, H: 29}, {X: 10, Y: 60, W: 60, H: 30}}},
		{"cropped quarter", "/MediaBox[0 0 300 200]/CropBox[50 50 250 190]/Rotate 90", 140, 200,
			[]dossier.Box{{X: 50, Y: 13, W: 29, H: 53}, {X: 50, Y: 10, W: 30, H: 60}}},
		{"shifted", "/MediaBox[-100 -50 200 150]", 300, 200,
			[]dossier.Box{{X: 163, Y: 21, W: 53, H: 29}, {X: 160, Y: 20, W: 60, H: 30}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i, content := range []string{text, square, nested} {
				d := open(t, onePage(test.keys+resources, content,
					stream(picture, "\x00"),
					stream("/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Matrix[1 0 0 2 10 20]/Resources<</XObject<</I 5 0 R>>>>",
						"30 0 0 15 10 40 cm /I Do")))
				page := readPage(t, d, 1, Want{Words: true, DPI: 72})
				if page.Width != test.width || page.Height != test.height {
					t.Fatalf("page is %v x %v", page.Width, page.Height)
				}
				var got dossier.Box
				switch {
				case len(page.Words) == 1 && len(page.Images) == 0 && i == 0:
					got = page.Words[0].Box
				case len(page.Images) == 1 && len(page.Words) == 0 && i > 0:
					got = page.Images[0].Box
				default:
					t.Fatalf("%s: %d words, %d images", content, len(page.Words), len(page.Images))
				}
				if want := test.boxes[min(i, 1)]; !sameBox(got, want, 1.5) {
					t.Errorf("%s: box %+v, want %+v", content, got, want)
				}
				if seen := darkBox(page.Raster); !sameBox(got, seen, 2) {
					t.Errorf("%s: box %+v, seen at %+v", content, got, seen)
				}
			}
		})
	}
}

func testJPEG(t *testing.T) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 16, 8))
	for i := range img.Pix {
		img.Pix[i] = byte(i)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func deflate(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(data))
	w.Close()
	return b.String()
}

func TestImages(t *testing.T) {
	jpegBytes := testJPEG(t)
	padded := string(jpegBytes) + "\x00\x00\xFF\xD9"
	flate := deflate("\xFF\x00\x00\x00\xFF\x00\x00\x00\xFF\x80\x80\x80")
	for _, test := range []struct {
		name, dict, data, format string
		width, height            int
		trimmed                  string
		at                       image.Point
		color                    color.Color // of the pixel at
	}{
		{"jpeg", "/Filter/DCTDecode/ColorSpace/DeviceGray/BitsPerComponent 8", string(jpegBytes), "jpeg", 16, 8, string(jpegBytes),
			image.Pt(8, 4), color.Gray{72}},
		{"padded jpeg", "/Filter[/DCTDecode]/ColorSpace/DeviceGray/BitsPerComponent 8", padded, "jpeg", 16, 8, string(jpegBytes),
			image.Pt(8, 4), color.Gray{72}},
		{"flate colour", "/Filter/FlateDecode/ColorSpace/DeviceRGB/BitsPerComponent 8", flate, "raw", 2, 2, flate,
			image.Pt(1, 0), color.NRGBA{0, 255, 0, 255}},
		{"plain gray", "/ColorSpace/DeviceGray/BitsPerComponent 8", "\x10\x20\x30", "raw", 3, 1, "\x10\x20\x30",
			image.Pt(2, 0), color.Gray{0x30}},
		{"one bit", "/ColorSpace/DeviceGray/BitsPerComponent 1", "\x40", "raw", 3, 1, "\x40",
			image.Pt(1, 0), color.Gray{0xFF}},
		{"palette", "/ColorSpace[/Indexed/DeviceRGB 1<0102030A0B0C>]/BitsPerComponent 8", "\x00\x01", "raw", 2, 1, "\x00\x01",
			image.Pt(1, 0), color.NRGBA{10, 11, 12, 255}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := open(t, onePage("/MediaBox[0 0 100 100]/Resources<</XObject<</I 5 0 R>>>>", "q 40 0 0 20 10 30 cm /I Do Q",
				stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d%s", test.width, test.height, test.dict), test.data)))
			page := readPage(t, d, 1, Want{Pictures: true})
			if page.Note != "" || len(page.Images) != 1 || len(page.Pictures) != 1 {
				t.Fatalf("note %q, %d images, %d pictures", page.Note, len(page.Images), len(page.Pictures))
			}
			want := dossier.Image{
				Box: dossier.Box{X: 10, Y: 50, W: 40, H: 20}, Width: test.width, Height: test.height, Format: test.format,
				SHA256: dossier.Sum([]byte(test.data)), Trimmed: dossier.Sum([]byte(test.trimmed)),
			}
			if diff := cmp.Diff(want, page.Images[0]); diff != "" {
				t.Error(diff)
			}
			if string(page.Pictures[0].Stored) != test.data {
				t.Errorf("stored %q", page.Pictures[0].Stored)
			}
			pixels := page.Pictures[0].Pixels
			if pixels.Bounds() != image.Rect(0, 0, test.width, test.height) {
				t.Fatalf("pixels %v", pixels.Bounds())
			}
			r, g, b, a := pixels.At(test.at.X, test.at.Y).RGBA()
			wr, wg, wb, wa := test.color.RGBA()
			for i, pair := range [][2]uint32{{r, wr}, {g, wg}, {b, wb}, {a, wa}} {
				if math.Abs(float64(pair[0]>>8)-float64(pair[1]>>8)) > 4 { // JPEG is lossy
					t.Errorf("pixel %v channel %d: %d, want %d", test.at, i, pair[0]>>8, pair[1]>>8)
				}
			}
		})
	}
}

func TestInlineImage(t *testing.T) {
	d := open(t, onePage("/MediaBox[0 0 100 100]", "q 40 0 0 20 10 30 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \x01\xFF EI Q"))
	page := readPage(t, d, 1, Want{Pictures: true})
	if len(page.Images) != 1 || page.Images[0].SHA256 != dossier.Sum([]byte("\x01\xFF")) {
		t.Errorf("images %+v", page.Images)
	}
}

// A picture may claim more pixels than there is memory for.
func TestHugeImage(t *testing.T) {
	d := open(t, onePage("/MediaBox[0 0 100 100]/Resources<</XObject<</I 5 0 R>>>>", "/I Do",
		stream("/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB", "x")))
	page := readPage(t, d, 1, Want{Pictures: true})
	if len(page.Images) != 1 || page.Pictures[0].Pixels != nil || !strings.Contains(page.Note, "too large") {
		t.Errorf("%d images, note %q", len(page.Images), page.Note)
	}
}

// Forms that draw one another must come to an end.
func TestNestedForms(t *testing.T) {
	form := func(next string) string {
		return stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</O "+next+">>>>", "/O Do")
	}
	d := open(t, onePage("/MediaBox[0 0 100 100]/Resources<</XObject<</O 5 0 R>>>>", "/O Do", form("6 0 R"), form("5 0 R")))
	if page := readPage(t, d, 1, Want{}); len(page.Images) != 0 {
		t.Errorf("%d images", len(page.Images))
	}
}

func TestOpenErrors(t *testing.T) {
	locked := letter("secret")
	locked.SetProtection(fpdf.CnProtectPrint, "user", "owner")
	whole := output(t, letter("one", "two"))
	for _, test := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrNotPDF},
		{"text", []byte("just a note"), ErrNotPDF},
		{"a JPEG", testJPEG(t), ErrNotPDF},
		{"header only", []byte("%PDF-1.7\n"), ErrDamaged},
		{"truncated", whole[:200], ErrDamaged},
		{"no page tree", rawPDF("<</Type/Catalog>>"), nil},
		{"password", output(t, locked), ErrPassword},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := engine.Open(test.data)
			if !errors.Is(err, test.want) {
				t.Fatalf("error %v, want %v", err, test.want)
			}
			if err == nil {
				d.Close()
			}
		})
	}
}

func TestEncryptedWithoutUserPassword(t *testing.T) {
	f := letter("for your eyes")
	f.SetProtection(fpdf.CnProtectPrint, "", "owner")
	d := open(t, output(t, f))
	if text := readPage(t, d, 1, Want{}).Text; text != "for your eyes" {
		t.Errorf("text %q", text)
	}
	s := d.Structure()
	if !s.Encrypted || s.Problem != "" {
		t.Errorf("structure %+v, want encrypted", s)
	}
	if s.Permissions&4 == 0 || s.Permissions&16 != 0 { // print, not copy
		t.Errorf("permissions %b", s.Permissions)
	}
}

func TestBadPageAmongGood(t *testing.T) {
	d := open(t, rawPDF(
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R 9 0 R 4 0 R]/Count 3/MediaBox[0 0 200 100]>>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R"+helvetica+">>",
		"<</Type/Page/Parent 2 0 R/Contents 5 0 R"+helvetica+">>",
		stream("", "BT /F 20 Tf 10 50 Td (good) Tj ET"),
	))
	for n := 1; n <= 3; n++ {
		page, err := d.Page(n, Want{})
		switch {
		case n == 2 && (!errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "page 2")):
			t.Errorf("page 2: error %v", err)
		case n != 2 && (err != nil || page.Text != "good"):
			t.Errorf("page %d: %q, %v", n, page.Text, err)
		}
	}
}

// breakSandbox makes PDFium read outside its memory: a WebAssembly trap.
func breakSandbox(e *Engine) { e.call("FPDF_GetPageCount", 0xFFFFFFF0) }

func TestTrap(t *testing.T) {
	data := onePage("/MediaBox[0 0 300 200]"+helvetica, "BT /F 20 Tf 50 100 Td (still here) Tj ET BI /W 1 /H 1 /BPC 8 /CS /G ID x EI")
	d := open(t, data)
	generation := engine.generation
	trap := Want{Pictures: true, SkipPicture: func(dossier.Digest) bool { breakSandbox(engine); return false }}
	for range maxTraps {
		if page := readPage(t, d, 1, Want{}); page.Text != "still here" || len(page.Images) != 1 {
			t.Fatalf("text %q, %d images", page.Text, len(page.Images))
		}
		if _, err := d.Page(1, trap); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "page 1") {
			t.Fatalf("page read in a broken sandbox: %v", err)
		}
	}
	if engine.generation != generation+maxTraps {
		t.Errorf("%d new instances, want %d", engine.generation-generation, maxTraps)
	}
	if _, err := d.Page(1, Want{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("a document that broke the sandbox %d times is still read: %v", maxTraps, err)
	}
	if text := readPage(t, open(t, data), 1, Want{}).Text; text != "still here" {
		t.Errorf("the next document reads %q", text)
	}
}

// One document's trap is not another's fault.
func TestTrapBesideAnother(t *testing.T) {
	d := open(t, output(t, letter("innocent")))
	readPage(t, d, 1, Want{})
	breakSandbox(engine)
	if text := readPage(t, d, 1, Want{}).Text; text != "innocent" {
		t.Errorf("text %q", text)
	}
}

func TestRecycle(t *testing.T) {
	engine.malloc(recycleAbove)
	generation := engine.generation
	d := open(t, output(t, letter("x")))
	if engine.generation == generation || len(engine.memory.buf) > recycleAbove {
		t.Errorf("an instance of %d bytes was kept", len(engine.memory.buf))
	}
	if text := readPage(t, d, 1, Want{}).Text; text != "x" {
		t.Errorf("text %q", text)
	}
}

func TestNoMemory(t *testing.T) {
	for _, size := range []uint64{memoryLimitPages << 16, memoryLimitPages<<16 + 1, 1 << 40} {
		if p := engine.malloc(size); p != 0 || engine.err != nil {
			t.Errorf("%d bytes at %d, error %v", size, p, engine.err)
		}
	}
	if text := readPage(t, open(t, output(t, letter("x"))), 1, Want{}).Text; text != "x" {
		t.Errorf("text %q", text)
	}
}

func TestSkipPicture(t *testing.T) {
	const picture = "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
	d := open(t, onePage("/MediaBox[0 0 100 100]/Resources<</XObject<</I 5 0 R/J 6 0 R>>>>", "/I Do /J Do",
		stream(picture, "a"), stream(picture, "b")))
	known := dossier.Sum([]byte("a"))
	page := readPage(t, d, 1, Want{Pictures: true, SkipPicture: func(s dossier.Digest) bool { return s == known }})
	want := []Picture{{}, {Stored: []byte("b"), Pixels: &image.Gray{Pix: []byte("b"), Stride: 1, Rect: image.Rect(0, 0, 1, 1)}}}
	if diff := cmp.Diff(want, page.Pictures); diff != "" {
		t.Error(diff)
	}
	if len(page.Images) != 2 || page.Images[0].SHA256 != known || page.Note != "" {
		t.Errorf("images %+v, note %q", page.Images, page.Note)
	}
}

func TestSameTwice(t *testing.T) {
	data := output(t, letter("the same\nevery time"))
	want := Want{Words: true, Pictures: true, DPI: 50}
	first := readPage(t, open(t, data), 1, want)
	if err := engine.renew(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, readPage(t, open(t, data), 1, want)); diff != "" {
		t.Error(diff)
	}
}

func TestStructure(t *testing.T) {
	f := letter("x")
	f.SetProducer("Maker", false)
	f.SetTitle("Żółć", true)
	s := open(t, output(t, f)).Structure()
	if s.Problem != "" || s.Version != "1.3" || s.Info["Producer"] != "Maker" || s.Info["Title"] != "Żółć" || s.Trailers != 1 || s.Encrypted {
		t.Errorf("structure %+v", s)
	}
	plain := onePage("/MediaBox[0 0 9 9]", "")
	s = open(t, append(plain, "\nstartxref\n123\n%%EOF\n"...)).Structure()
	if s.Trailers != 2 {
		t.Errorf("%d trailers, want 2", s.Trailers)
	}
	if s := open(t, plain).Structure(); s.ID != [2]string{"0a0b", "0c0d"} || s.Info != nil || s.Problem != "" {
		t.Errorf("structure %+v", s)
	}
	if _, err := readObjects([]byte("%PDF-1.7\nnothing")); err == nil {
		t.Error("no problem with a file of nothing")
	}
}

func TestRasterSize(t *testing.T) {
	for _, test := range []struct {
		width, height, dpi float64
		w, h               int
	}{
		{595, 842, 72, 595, 842},
		{595, 842, 36, 298, 421},
		{0.1, 0.1, 72, 1, 1},
		{20000, 20000, 72, 5000, 5000},
		{1e6, 1, 72, 32767, 1},
		{0, 10, 72, 0, 0},
		{-5, 10, 72, 0, 0},
		{math.NaN(), 10, 72, 0, 0},
		{math.Inf(1), 10, 72, 0, 0},
	} {
		if w, h := rasterSize(test.width, test.height, test.dpi); w != test.w || h != test.h {
			t.Errorf("rasterSize(%v, %v, %v) = %d, %d, want %d, %d", test.width, test.height, test.dpi, w, h, test.w, test.h)
		}
	}
}

func TestCacheWarm(t *testing.T) {
	if CacheWarm("") || CacheWarm(t.TempDir()) {
		t.Error("an empty cache is warm")
	}
	if !CacheWarm(testCache()) {
		t.Error("the cache is cold after an engine has started")
	}
}

func TestEngineWithCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewEngine(ctx, EngineOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

package inspect

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// A number hidden in a document, whichever way, is told, and nothing in the document without it.
func TestMarkings(t *testing.T) {
	const number = 0xB59A_63C5
	plain := forge.Dossier(1)[0].Cut(4, 6).Retypeset(forge.Style{Width: 420, Height: 595, Margin: 40, Size: 9, Leading: 12, Justify: true}).Cut(1, 1)
	marks := func(d forge.Document) map[dossier.ItemKind]int {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		_, items := inspected(t, data)
		found := map[dossier.ItemKind]int{}
		for _, i := range items {
			if i.Group == dossier.GroupMark {
				found[i.Kind]++
			}
		}
		return found
	}
	if found := marks(plain); len(found) > 0 {
		t.Errorf("without a mark: %v", found)
	}
	for _, m := range forge.Markings() {
		t.Run(m.Name, func(t *testing.T) {
			found := marks(m.Mark(plain, number))
			if found[m.Kind] == 0 || len(found) != 1 {
				t.Errorf("found %v, want %s alone", found, m.Kind)
			}
		})
	}
}

func TestDoubledSpaces(t *testing.T) {
	const number = 0xB59A_63C5
	text := strings.Join(strings.Fields(forge.Treaties(4, 1, 3)[0].Text()), " ")
	look := func(text string) []dossier.Item {
		s := Open([]byte(text), "text/plain", nil, true)
		items, _ := s.Page(pdf.View{Page: dossier.Page{Number: 1, Text: text}})
		return items
	}
	if found := look(text); len(found) > 0 {
		t.Errorf("without a mark: %+v", found)
	}
	found := look(forge.DoubledSpaces(text, number))
	if len(found) != 1 || found[0].Kind != dossier.DoubledSpace {
		t.Fatalf("found %+v, want doubled spaces", found)
	}
	for bit := range 32 {
		if (found[0].Value[bit] == '1') != (uint32(number)>>bit&1 == 1) {
			t.Fatalf("read %s, want the bits of %b", found[0].Value, uint32(number))
		}
	}
}

func TestCharacters(t *testing.T) {
	for text, want := range map[string]dossier.ItemKind{
		"a se\u200bcret":             dossier.ZeroWidth,
		"a \ufefftext":               dossier.ZeroWidth,
		"a\U000E0041 text":           dossier.ZeroWidth,
		"left \u202eright":           dossier.ZeroWidth,
		"thin\u2009space":            dossier.UnusualSpace,
		"a s\u00adecret":             dossier.SoftHyphen,
		"a sесret":                   dossier.Homoglyph, // Cyrillic
		"Copy No. 7":                 dossier.RecipientMark,
		"Licensed to Varn Library":   dossier.RecipientMark,
		"Downloaded by J. Varn 2019": dossier.RecipientMark,
		// Ordinary uses.
		"Article\u00a05":                   "",
		"नमस्\u200dते":                     "",
		"می\u200cخواهم":                    "",
		"שלום\u200f (abc)":                 "",
		"☎\ufe0f 12":                       "",
		"Москва":                           "",
		"x = αβ":                           "",
		"\ufeffText of a file":             "",
		"prepared for use in making wigs":  "",
		"issued to the Party concerned by": "",
		"a copy of the treaty":             "",
	} {
		s := Open(nil, "text/plain", nil, true)
		items, missed := s.Page(pdf.View{Page: dossier.Page{Number: 1, Text: text}})
		switch {
		case len(missed) > 0:
			t.Errorf("%+q: not looked for %q", text, missed)
		case want == "" && len(items) > 0:
			t.Errorf("%+q: found %+v, want nothing", text, items)
		case want != "" && (len(items) != 1 || items[0].Kind != want):
			t.Errorf("%+q: found %+v, want %s", text, items, want)
		}
	}
}

// codePage is a white page of 300 x 200 points with a code on it.
func codePage(t *testing.T, says string) pdf.View {
	t.Helper()
	code, err := qrcode.NewQRCodeWriter().Encode(says, gozxing.BarcodeFormat_QR_CODE, 120, 120, nil)
	if err != nil {
		t.Fatal(err)
	}
	drawn := image.NewGray(image.Rect(0, 0, 417, 278))
	for i := range drawn.Pix {
		drawn.Pix[i] = 255
	}
	for y := range 120 {
		for x := range 120 {
			if code.Get(x, y) {
				drawn.SetGray(200+x, 100+y, color.Gray{})
			}
		}
	}
	return pdf.View{Page: dossier.Page{Number: 1, Width: 300, Height: 200}, Raster: drawn}
}

func TestCodes(t *testing.T) {
	s := Open(nil, "image/png", nil, true)
	items, _ := s.Page(codePage(t, "copy 7 of 12"))
	if len(items) != 1 || items[0].Kind != dossier.QRCode || items[0].Value != "copy 7 of 12" {
		t.Fatalf("found %+v, want a code", items)
	}
	if box := items[0].Box; box == nil || box.X < 144 || box.X+box.W > 231 || box.Y < 72 || box.Y+box.H > 159 {
		t.Errorf("the code is at %+v", box)
	}
	blank := codePage(t, "x")
	for i := range blank.Raster.Pix {
		blank.Raster.Pix[i] = 255
	}
	if items, _ := s.Page(blank); len(items) > 0 {
		t.Errorf("found %+v on a blank page", items)
	}
}

package pdf

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// aForm is a page with an amount, a check box, two radio buttons, a list and a password, none
// of them with a picture of its own but the boxes.
func aForm(amount, box, radio, chosen string, listed bool) []byte {
	const drawn, shown = "0 0 12 12 re f", "/Type/Annot/Subtype/Widget/F 4/DA(/F 12 Tf 0 g)"
	fields := "5 0 R 6 0 R 7 0 R 10 0 R 11 0 R"
	if !listed {
		fields = ""
	}
	button := func(rest, on, state string) string {
		if state != on {
			state = "Off"
		}
		return fmt.Sprintf("<<%s%s/AS/%s/AP<</N<</%s 12 0 R/Off 13 0 R>>>>>>", shown, rest, state, on)
	}
	return rawPDF(
		fmt.Sprintf("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DR<</Font<</F 4 0 R>>>>>>>>", fields),
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[5 0 R 6 0 R 8 0 R 9 0 R 10 0 R 11 0 R]>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		fmt.Sprintf("<<%s/FT/Tx/T(amount)/V(%s)/Rect[20 250 120 270]>>", shown, amount),
		button("/FT/Btn/T(agreed)/Rect[20 200 32 212]", "Yes", box),
		fmt.Sprintf("<</FT/Btn/Ff 32768/T(paid)/V/%s/Kids[8 0 R 9 0 R]>>", radio),
		button("/Parent 7 0 R/Rect[20 150 32 162]", "cash", radio),
		button("/Parent 7 0 R/Rect[60 150 72 162]", "cheque", radio),
		fmt.Sprintf("<<%s/FT/Ch/Ff 2097152/T(who)/V[%s]/Opt[[(a)(Anna)][(b)(Boris)][(c)(Clara)]]/Rect[20 80 120 140]>>", shown, chosen),
		fmt.Sprintf("<<%s/FT/Tx/Ff 8192/T(key)/V(secret)/Rect[20 20 120 40]>>", shown),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 12 12]", drawn),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 12 12]", ""),
	)
}

func TestFieldsAreReadAndDrawn(t *testing.T) {
	read := func(file []byte) View { return readPage(t, open(t, file), 1, Want{Words: true, Marks: true, DPI: 72}) }
	filled := read(aForm("4,500", "Yes", "cash", "(a)(c)", true))
	box := func(x, y, w, h float64) dossier.Box { return dossier.Box{X: x, Y: y, W: w, H: h} }
	want := []Field{
		{"amount", box(20, 30, 100, 20), "4,500"}, {"agreed", box(20, 88, 12, 12), Checked},
		{"paid", box(20, 138, 12, 12), "cash"}, {"paid", box(60, 138, 12, 12), "cash"}, {"who", box(20, 160, 100, 60), "Anna, Clara"},
	}
	if diff := cmp.Diff(want, filled.Fields); diff != "" {
		t.Errorf("fields (-want +got)\n%s", diff)
	}
	if len(filled.Annotations) > 0 || filled.Text != "" {
		t.Errorf("annotations %v, text %q", filled.Annotations, filled.Text)
	}
	dark := func(v View, b dossier.Box) (n int) {
		for y := int(b.Y) + 2; y < int(b.Y+b.H)-2; y++ {
			for x := int(b.X) + 2; x < int(b.X+b.W)-2; x++ {
				if v.Raster.GrayAt(x, y).Y < 128 {
					n++
				}
			}
		}
		return n
	}
	empty := read(aForm("", "Off", "cheque", "", true))
	for _, f := range want[:3] {
		if dark(filled, f.Box) == 0 || dark(empty, f.Box) != 0 {
			t.Errorf("%s: %d dark pixels filled in, %d empty", f.Name, dark(filled, f.Box), dark(empty, f.Box))
		}
	}
	if empty.Fields[1].Value != Unchecked || empty.Fields[2].Value != "cheque" || empty.Fields[4].Value != "" {
		t.Errorf("fields %v", empty.Fields)
	}
}

// A render digest covers what fields are drawn by: their values, and not whether the form
// lists them.
func TestRenderDigestsCoverFields(t *testing.T) {
	filled := func(amount string, listed bool) ([]byte, dossier.Digest) {
		d := open(t, aForm(amount, "Yes", "cash", "(a)", listed))
		return readPage(t, d, 1, Want{DPI: 72}).Raster.Pix, d.RenderDigests()[0]
	}
	pixels, digest := filled("4,500", true)
	if other, changed := filled("9,500", true); changed == digest || slices.Equal(pixels, other) {
		t.Error("another value has the digest, or the look, of the first")
	}
	if other, unlisted := filled("4,500", false); unlisted != digest || !slices.Equal(pixels, other) {
		t.Error("a form that does not list its fields has another digest or look")
	}
}

package pdf

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConcealed(t *testing.T) {
	square := "/Annots[<</Type/Annot/Subtype/Square/Rect[45 95 145 115]/AP<</N 8 0 R>>>>]"
	for _, test := range []struct {
		name, keys, content string
		words               []string
		how                 Concealment
	}{
		{"black box", "", say(100, "secret words") + say(60, "plain") + box, []string{"secret", "words"}, UnderBox},
		{"hatched box", "", say(100, "secret") + "/Pattern cs /X scn " + box, []string{"secret"}, UnderBox},
		{"annotation", square, say(100, "secret") + say(60, "plain"), []string{"secret"}, UnderAnnotation},
		{"picture", "", say(100, "secret") + "q 100 0 0 20 45 95 cm /P Do Q", []string{"secret"}, UnderPicture},
		{"shading", "", say(100, "secret") + "q 45 95 100 20 re W n /S sh Q", []string{"secret"}, UnderOther},
		{"form above", "", say(100, "secret") + "/B Do", []string{"secret"}, UnderBox},
		{"white on white", "", "1 g " + say(100, "secret") + "0 g " + say(60, "plain"), []string{"secret"}, InGroundColour},
		{"black on black", "", box + say(100, "secret"), []string{"secret"}, InGroundColour},
		{"outside the crop box", "/CropBox[0 80 300 200]", say(100, "plain") + say(40, "secret"), []string{"secret"}, OffPage},
		{"outside the page", "", say(100, "plain") + say(250, "secret"), []string{"secret"}, OffPage},
		{"clipped away", "", "q 0 0 10 10 re W n " + say(100, "secret") + "Q " + say(60, "plain"), []string{"secret"}, ClippedAway},
		{"layer switched off", "", "/OC /L BDC " + say(100, "secret") + "EMC " + say(60, "plain"), []string{"secret"}, LayerOff},
		{"without ink on blank paper", "", "BT 3 Tr ET " + say(100, "secret") + "BT 0 Tr ET " + say(60, "plain"), []string{"secret"}, DrawnWithoutInk},
		{"without ink over other words", "", say(100, "plain") + "BT 3 Tr ET " + say(100, "secret"), []string{"secret"}, DrawnWithoutInk},
		{"transparent", "", say(60, "plain") + "/N gs " + say(100, "secret"), []string{"secret"}, DrawnWithoutInk},
		// What hides nothing.
		{"read by a machine", "", "q 300 0 0 200 0 0 cm /P Do Q BT 3 Tr ET " + say(100, "read"), nil, 0},
		{"read again from words that are seen", "", say(100, "plain") + "BT 3 Tr ET " + say(100, "plain"), nil, 0},
		{"beneath a scan", "", say(100, "read") + "q 300 0 0 200 0 0 cm /P Do Q", nil, 0},
		{"on a picture", "", "q 100 0 0 20 45 95 cm /P Do Q 1 g " + say(100, "plain"), nil, 0},
		{"white on black", "", box + "1 g " + say(100, "plain"), nil, 0},
		{"watermark behind words", "", ".8 g BT /F 40 Tf .7 .7 -.7 .7 40 40 Tm (DRAFT) Tj ET 0 g " + say(100, "plain words"), nil, 0},
		{"in a clip that leaves it", "", "q 40 90 200 40 re W n " + say(100, "plain") + "Q", nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := readPage(t, open(t, marked(test.keys, test.content)), 1, Want{Words: true, Marks: true, Reasons: true, DPI: 100})
			var words []string
			for _, c := range page.Concealed {
				words = append(words, page.Words[c.Word].Text)
				if c.How != test.how {
					t.Errorf("%s: %d, want %d", page.Words[c.Word].Text, c.How, test.how)
				}
			}
			if diff := cmp.Diff(test.words, words); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutside(t *testing.T) {
	content := say(100, "plain") + "310 10 20 20 re f q 20 0 0 20 310 60 cm /P Do Q 10 10 20 20 re f 500 10 20 20 re f"
	page := readPage(t, open(t, marked("/MediaBox[0 0 400 200]/CropBox[0 0 300 200]", content)), 1, Want{Words: true, Marks: true, Reasons: true})
	var pictures []bool
	for _, o := range page.Outside {
		pictures = append(pictures, o.Picture)
	}
	if !slices.Equal(pictures, []bool{false, true}) {
		t.Errorf("outside: %+v, want a drawing and a picture", page.Outside)
	}
}

// A picture is told of which a part is clipped away or lies off the page, if that part shows something.
func TestPartsOfPictures(t *testing.T) {
	for _, test := range []struct {
		name, content string
		shown         float64 // width of the part that is shown; 0 where nothing is told
	}{
		{"clipped", "q 50 50 40 60 re W n 100 0 0 60 50 50 cm /P Do Q", 40},
		{"partly off the page", "q 100 0 0 60 250 50 cm /P Do Q", 50},
		{"whole", "q 100 0 0 60 50 50 cm /P Do Q", 0},
		{"clipped a little", "q 50 50 95 60 re W n 100 0 0 60 50 50 cm /P Do Q", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := readPage(t, open(t, marked("", test.content)), 1, Want{Words: true, Marks: true, Reasons: true, DPI: 100})
			var shown float64
			for _, o := range page.Outside {
				if o.Part != nil {
					shown = o.Part.Box.W
				}
			}
			if shown != test.shown {
				t.Errorf("%v points of it are shown, want %v: %+v", shown, test.shown, page.Outside)
			}
		})
	}
}

func TestCrossed(t *testing.T) {
	for content, want := range map[string]bool{
		box: false, box + "45 95 m 65 115 l 55 95 m 75 115 l S ": true, box + "45 100 m 145 100 l 45 105 m 145 105 l S ": false,
	} {
		page := readPage(t, open(t, marked("", say(100, "secret")+content)), 1, Want{Words: true, Marks: true, Reasons: true, DPI: 100})
		if len(page.Concealed) != 1 || page.Concealed[0].Crossed != want {
			t.Errorf("%s: %+v, want crossed %v", content, page.Concealed, want)
		}
	}
}

func TestStates(t *testing.T) {
	first := rawPDF("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 200]>>", "<</Type/Page/Parent 2 0 R>>")
	ends := States(first)
	if !slices.Equal(ends, []int64{int64(len(first))}) {
		t.Errorf("saved once: %d, want %d", ends, len(first))
	}
	added := "5 0 obj\n<<>>\nendobj\nxref\n5 1\n0000000999 00000 n \ntrailer\n<<>>\nstartxref\n20\n%%EOF\n"
	both := append(slices.Clone(first), added...)
	if ends := States(both); !slices.Equal(ends, []int64{int64(len(first)), int64(len(both))}) {
		t.Errorf("saved twice: %d, want %d and %d", ends, len(first), len(both))
	}
	twice := append(slices.Clone(both), "startxref\n20\n%%EOF\n"...)
	if ends := States(twice); !slices.Equal(ends, []int64{int64(len(first)), int64(len(twice))}) {
		t.Errorf("ended twice: %d, want %d and %d", ends, len(first), len(twice))
	}
	emptied := append(slices.Clone(first), "xref\n0 1\n0000000005 65535 f \n5 1\n0000000000 00001 f \ntrailer\n<</Prev 20>>\nstartxref\n30\n%%EOF\n"...)
	if ends := States(emptied); !slices.Equal(ends, []int64{int64(len(first)), int64(len(emptied))}) {
		t.Errorf("an object was taken away: %d, want %d and %d", ends, len(first), len(emptied))
	}
	for _, nothing := range []string{"", "startxref\n0\n%%EOF", "startxref 99999999999999999999 %%EOF"} {
		if ends := States([]byte(nothing)); !slices.Equal(ends, []int64{int64(len(nothing))}) {
			t.Errorf("%q: %d", nothing, ends)
		}
	}
}

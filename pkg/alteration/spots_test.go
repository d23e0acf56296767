package alteration

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Letters of the drawn pages below, in pixels at ink.FineDPI.
const (
	letterDot    = 3
	letterWidth  = 7 * letterDot
	letterHeight = 13 * letterDot
	lineHeight   = 60
	leftMargin   = 40
)

// drawnPage is a page of text with its words, drawn at ink.FineDPI.
func drawnPage(lines ...string) *pdf.View {
	v := &pdf.View{Page: dossier.Page{Number: 1, Width: 420, Height: 300}}
	v.Raster = image.NewGray(image.Rect(0, 0, int(v.Width*ink.FineDPI/72), int(v.Height*ink.FineDPI/72)))
	draw.Draw(v.Raster, v.Raster.Rect, image.White, image.Point{}, draw.Src)
	for n, line := range lines {
		column := 0
		for _, text := range strings.Fields(line) {
			at := image.Pt(leftMargin+column*letterWidth, 30+n*lineHeight)
			drawWord(v, text, at, 0)
			v.Words = append(v.Words, dossier.Word{Text: text, Box: wordBox(text, at)})
			column += len(text) + 1
		}
	}
	v.Text = strings.Join(lines, "\n")
	return v
}

func wordBox(text string, at image.Point) dossier.Box {
	return pointsOf(image.Rectangle{at, at.Add(image.Pt(len(text)*letterWidth, letterHeight))}, ink.FineDPI)
}

// drawWord draws a word with its top left corner at a pixel, in a shade of gray.
func drawWord(v *pdf.View, text string, at image.Point, shade uint8) {
	small := image.NewGray(image.Rect(0, 0, 7*len(text), 13))
	draw.Draw(small, small.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: small, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(0, 11)}
	pen.DrawString(text)
	for y := range letterDot * small.Rect.Dy() {
		for x := range letterDot * small.Rect.Dx() {
			if small.GrayAt(x/letterDot, y/letterDot).Y < 128 {
				v.Raster.SetGray(at.X+x, at.Y+y, color.Gray{shade})
			}
		}
	}
}

// fill paints a rectangle of a page.
func fill(v *pdf.View, r image.Rectangle, shade uint8) {
	draw.Draw(v.Raster, r, image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
}

// indexOf returns where a word is, and its pixels.
func indexOf(t *testing.T, v *pdf.View, text string) (int, image.Rectangle) {
	t.Helper()
	i := slices.IndexFunc(v.Words, func(w dossier.Word) bool { return w.Text == text })
	if i < 0 {
		t.Fatalf("no word %q", text)
	}
	return i, pixelsOf(v.Words[i].Box, ink.FineDPI).Inset(1)
}

// saidOf is what is said of a page of a copy, but for how the file was saved.
func saidOf(query, known *pdf.View) (m dossier.Match, said []dossier.Alteration) {
	pair := dossier.PagePair{Query: 1, Known: 1, Relation: dossier.SamePage}
	d := &Differences{Match: dossier.Match{Pages: []dossier.PagePair{pair}}, Pages: []*Comparison{Compare(pair, query, known)}}
	m, _ = Explain(d)
	for _, a := range m.Alterations {
		if a.Kind != dossier.ReSaved && a.Kind != dossier.MetadataChanged {
			said = append(said, a)
		}
	}
	return m, said
}

// drawnText is the lines of a page that is altered.
var drawnText = []string{
	"the parties agree to pay 4,500 crowns",
	"each year and shall not transfer rights",
	"under this protocol to any other state",
}

func TestWatermarksReplaceNoWords(t *testing.T) {
	known, query := drawnPage(drawnText...), drawnPage(drawnText...)
	i, at := indexOf(t, query, "shall")
	fill(query, at, 255)
	query.Words = slices.Delete(query.Words, i, i+1)
	query.Words = append(query.Words, dossier.Word{Text: "DRAFT", Box: dossier.Box{X: 30, Y: 5, W: 200, H: 80}})
	_, said := saidOf(query, known)
	if len(said) != 2 || said[0].Kind != dossier.TextRedacted || said[0].Before != "shall" || said[1].Kind != dossier.OverlayAdded || said[1].After != "DRAFT" {
		t.Errorf("%+v, want shall redacted and DRAFT added", said)
	}
}

func TestWordsCutAtTheEdgeOfThePageAreNotRedacted(t *testing.T) {
	known, query := drawnPage(drawnText...), drawnPage(drawnText...)
	_, at := indexOf(t, query, "state")
	half := at.Min.Y + letterHeight/2
	query.Height = float64(half) * 72 / ink.FineDPI
	query.Raster = query.Raster.SubImage(image.Rect(0, 0, query.Raster.Rect.Dx(), half)).(*image.Gray)
	if m, said := saidOf(query, known); m.Pages[0].Relation != dossier.SamePage || slices.ContainsFunc(said, func(a dossier.Alteration) bool { return a.Kind != dossier.PageCropped }) {
		t.Errorf("%s, %+v", m.Pages[0].Relation, said)
	}
}

// What a field of a form holds is asked of a picture of the page too, though it is no word of it.
func TestFieldsInPictures(t *testing.T) {
	box := dossier.Box{X: 60, Y: 230, W: 150, H: 24}
	page := func(value string) *pdf.View {
		v := drawnPage(append(slices.Clone(drawnText), "and the delegations of both sides meet in Varn")...)
		drawWord(v, value, pixelsOf(grow(box, -4), ink.FineDPI).Min, 0)
		v.Fields = []pdf.Field{{Name: "amount", Box: box, Value: value}}
		return v
	}
	for _, tt := range []struct {
		before, after string
		want          dossier.Kind
	}{
		{"4,500", "4,500", ""}, {"4,500", "9,500", dossier.TextEdited}, {"", "7,250", dossier.TextEdited}, {"4,500", "", dossier.TextRedacted}, {"", "", ""},
	} {
		query := page(tt.after)
		query.Words, query.Fields, query.Text = nil, nil, ""
		query.Images = []dossier.Image{{Box: dossier.Box{W: query.Width, H: query.Height}}}
		pair := dossier.PagePair{Query: 1, Known: 1, Relation: dossier.SamePage, Transform: identity[:]}
		p := Compare(pair, query, page(tt.before))
		switch {
		case tt.want == "" && len(p.changes) > 0:
			t.Errorf("%q to %q: %+v", tt.before, tt.after, p.changes)
		case tt.want != "" && (len(p.changes) != 1 || p.changes[0].kind != tt.want || p.changes[0].before != tt.before):
			t.Errorf("%q to %q: %+v, want %s", tt.before, tt.after, p.changes, tt.want)
		}
	}
}

// The letters of a word that is slanted are the same, though they look otherwise.
func TestAWordInItalics(t *testing.T) {
	known, query := drawnPage(drawnText...), drawnPage(drawnText...)
	_, at := indexOf(t, query, "shall")
	word := image.NewGray(at)
	draw.Draw(word, at, query.Raster, at.Min, draw.Src)
	fill(query, at, 255)
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			if v := word.GrayAt(x, y); v.Y < 128 {
				query.Raster.SetGray(x+(at.Max.Y-y)/5, y, v)
			}
		}
	}
	if _, said := saidOf(query, known); len(said) != 1 || said[0].Kind != dossier.Restyled || said[0].Before != "shall" {
		t.Errorf("%+v", said)
	}
}

// Where ink was put, and what was drawn, is told as exactly as it was seen.
func TestWhatWasPutOnThePage(t *testing.T) {
	known := drawnPage(drawnText...)
	zero, i := drawnPage(drawnText...), drawnPage(drawnText...)
	_, at := indexOf(t, zero, "4,500")
	drawWord(zero, "0", image.Pt(at.Max.X, at.Min.Y), 0)
	drawWord(i, "l", image.Pt(at.Min.X+8, at.Min.Y), 0)
	line := drawnPage(drawnText...)
	_, from := indexOf(t, line, "shall")
	fill(line, image.Rect(from.Min.X, from.Min.Y+20, from.Max.X, from.Min.Y+22), 0)
	for _, tt := range []struct {
		name     string
		query    *pdf.View
		inkAdded dossier.InkAdded
		form     dossier.OverlayForm
	}{{"beside", zero, dossier.InkBeside, ""}, {"over", i, dossier.InkOver, ""}, {"line", line, "", dossier.OverlayLine}} {
		_, said := saidOf(tt.query, known)
		if len(said) != 1 || said[0].InkAdded != tt.inkAdded || said[0].Form != tt.form {
			t.Errorf("%s: %+v", tt.name, said)
		}
	}
}

// What a machine reads on a picture says what was put there, and nothing else.
func TestOverlaysOfPicturesAreRead(t *testing.T) {
	known, query := drawnPage(drawnText...), drawnPage(drawnText...)
	stamp := image.Pt(leftMargin, 500)
	drawWord(query, "SPECIMEN", stamp, 0)
	read := append(query.Words, dossier.Word{Text: "SPECIMEN", Box: wordBox("SPECIMEN", stamp)}, dossier.Word{Text: "elsewhere", Box: dossier.Box{X: 300, Y: 250, W: 60, H: 12}})
	read[0].Text = "misread"
	query.Words, query.Text = nil, ""
	query.Images = []dossier.Image{{Box: dossier.Box{W: query.Width, H: query.Height}}}
	p := Compare(dossier.PagePair{Query: 1, Known: 1, Basis: []dossier.Basis{dossier.ByLayout}, Transform: identity[:]}, query, known)
	if !p.HasUnreadOverlay() {
		t.Fatalf("nothing to read: %+v", p.changes)
	}
	p.ReadOverlays(read)
	m, _ := Explain(&Differences{Match: dossier.Match{Pages: []dossier.PagePair{p.Pair()}}, Pages: []*Comparison{p}})
	if got := m.Alterations; len(got) != 1 || got[0].Kind != dossier.OverlayAdded || got[0].After != "SPECIMEN" || got[0].Form != dossier.OverlayText {
		t.Errorf("%+v", got)
	}
}

// What was drawn on a page, or taken off it, is said by what became of its words, however
// the file was changed.
func TestDrawnOnPages(t *testing.T) {
	tests := []struct {
		name          string
		change        func(t *testing.T, v *pdf.View)
		kind          dossier.Kind
		before, after string
	}{
		{"nothing", func(*testing.T, *pdf.View) {}, "", "", ""},
		{"a digit patched", func(t *testing.T, v *pdf.View) {
			_, at := indexOf(t, v, "4,500")
			fill(v, image.Rect(at.Min.X, at.Min.Y, at.Min.X+letterWidth, at.Max.Y), 255)
		}, dossier.TextRedacted, "4,500", ""},
		{"a comma patched", func(t *testing.T, v *pdf.View) {
			_, at := indexOf(t, v, "4,500")
			fill(v, image.Rect(at.Min.X+letterWidth, at.Min.Y, at.Min.X+2*letterWidth, at.Max.Y), 255)
		}, dossier.TextRedacted, "4,500", ""},
		{"a zero put beside a figure, unread", func(t *testing.T, v *pdf.View) {
			_, at := indexOf(t, v, "4,500")
			drawWord(v, "0", image.Pt(at.Max.X, at.Min.Y), 0)
		}, dossier.TextEdited, "4,500", ""},
		{"a zero put beside a figure, as text", func(t *testing.T, v *pdf.View) {
			_, at := indexOf(t, v, "4,500")
			drawWord(v, "0", image.Pt(at.Max.X, at.Min.Y), 0)
			v.Words = append(v.Words, dossier.Word{Text: "0", Box: wordBox("0", image.Pt(at.Max.X, at.Min.Y))})
		}, dossier.TextEdited, "4,500", "4,5000"},
		{"a line through words", func(t *testing.T, v *pdf.View) {
			_, from := indexOf(t, v, "shall")
			_, to := indexOf(t, v, "transfer")
			fill(v, image.Rect(from.Min.X, from.Min.Y+20, to.Max.X, from.Min.Y+22), 0)
		}, dossier.OverlayAdded, "shall not transfer", ""},
		{"gray words", func(t *testing.T, v *pdf.View) {
			for _, text := range []string{"shall", "not"} {
				_, at := indexOf(t, v, text)
				drawWord(v, text, at.Min, 128)
			}
		}, dossier.Restyled, "shall not", "shall not"},
		{"a watermark beneath words", func(t *testing.T, v *pdf.View) {
			_, from := indexOf(t, v, "year")
			_, to := indexOf(t, v, "transfer")
			shaded := image.Rect(from.Min.X+10, from.Min.Y-20, to.Max.X, from.Max.Y+20)
			for y := shaded.Min.Y; y < shaded.Max.Y; y++ {
				for x := shaded.Min.X; x < shaded.Max.X; x++ {
					if v.Raster.GrayAt(x, y).Y > 210 {
						v.Raster.SetGray(x, y, color.Gray{210})
					}
				}
			}
		}, dossier.OverlayAdded, "", ""},
		{"a word painted over, the other put on it", func(t *testing.T, v *pdf.View) {
			i, at := indexOf(t, v, "shall")
			fill(v, at, 255)
			drawWord(v, "may", at.Min, 0)
			v.Hidden = append(v.Hidden, i)
			v.Words = append(v.Words, dossier.Word{Text: "may", Box: wordBox("may", at.Min)})
		}, dossier.TextEdited, "shall", "may"},
		{"a word painted over", func(t *testing.T, v *pdf.View) {
			i, at := indexOf(t, v, "shall")
			fill(v, at, 255)
			v.Hidden = append(v.Hidden, i)
		}, dossier.RedactedBadly, "shall", "shall"},
		{"a word that is said to be hidden, and is seen", func(t *testing.T, v *pdf.View) {
			i, _ := indexOf(t, v, "shall")
			v.Hidden = append(v.Hidden, i)
			fill(v, image.Rect(600, 600, 640, 612), 0)
		}, dossier.OverlayAdded, "", ""},
		{"invisible words", func(_ *testing.T, v *pdf.View) {
			v.Invisible = append(v.Invisible, len(v.Words))
			v.Words = append(v.Words, dossier.Word{Text: "embargoed", Box: dossier.Box{X: 40, Y: 200, W: 60, H: 12}})
		}, dossier.HiddenTextAdded, "", "embargoed"},
		{"a space read as a sign", func(_ *testing.T, v *pdf.View) {
			v.Invisible = append(v.Invisible, len(v.Words))
			v.Words = append(v.Words, dossier.Word{Text: "!", Box: dossier.Box{X: 40, Y: 200, W: 6, H: 12}})
		}, "", "", ""},
		{"a blot beside the text", func(_ *testing.T, v *pdf.View) { fill(v, image.Rect(600, 600, 640, 612), 0) }, dossier.OverlayAdded, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			known, query := drawnPage(drawnText...), drawnPage(drawnText...)
			tt.change(t, query)
			m, said := saidOf(query, known)
			if tt.kind == "" {
				if len(said) > 0 || m.Pages[0].Relation != dossier.SamePage {
					t.Errorf("%s, %+v", m.Pages[0].Relation, said)
				}
				return
			}
			if len(said) != 1 || said[0].Kind != tt.kind || said[0].Before != tt.before || said[0].After != tt.after {
				t.Errorf("%+v, want %s: %q to %q", said, tt.kind, tt.before, tt.after)
			}
			if m.Pages[0].Relation == dossier.SamePage {
				t.Error("the page is the same")
			}
		})
	}
}

// A font that has lost its encoding makes other letters of all words. Only what looks different
// was changed.
func TestWordsOfALostEncodingAreJudgedByTheirLooks(t *testing.T) {
	garbled := func() *pdf.View {
		v := drawnPage(drawnText...)
		for i, w := range v.Words {
			v.Words[i].Text = strings.Map(func(r rune) rune { return r - 'a' + '!' }, w.Text)
		}
		return v
	}
	known := drawnPage(drawnText...)
	if _, said := saidOf(garbled(), known); len(said) != 0 {
		t.Errorf("%+v, want nothing", said)
	}
	query := garbled()
	_, at := indexOf(t, drawnPage(drawnText...), "4,500")
	fill(query, at, 255)
	drawWord(query, "9,700", at.Min, 0)
	_, said := saidOf(query, known)
	if len(said) != 1 || said[0].Kind != dossier.TextEdited || said[0].Before != "4,500" {
		t.Errorf("%+v, want 4,500 edited alone", said)
	}
}

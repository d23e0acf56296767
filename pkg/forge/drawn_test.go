package forge

import (
	"bytes"
	"image"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

func TestDrawnChangesAreHeldOutByClass(t *testing.T) {
	names := map[string]bool{}
	count := map[DrawnClass]map[bool]int{}
	for _, c := range DrawnChanges() {
		if name := string(c.Class) + ": " + c.Name; names[name] {
			t.Errorf("two are called %q", name)
		} else {
			names[name] = true
		}
		if len(c.Kinds) == 0 {
			t.Errorf("%s: no kind is right", c.Name)
		}
		if count[c.Class] == nil {
			count[c.Class] = map[bool]int{}
		}
		count[c.Class][c.HeldOut]++
	}
	for _, class := range DrawnClasses() {
		n := count[class]
		if n[true] == 0 || n[true] != (n[true]+n[false])/3 {
			t.Errorf("%s: %d of %d are held out, want a third", class, n[true], n[true]+n[false])
		}
	}
}

// pagesToDraw are an invented text and treaty as pages.
func pagesToDraw() Document {
	return Merge("pages.pdf", Communique(21, 2).Typeset(595.28, 841.89), Treaties(21, 1, 3)[0])
}

// view draws and reads the only page of a document.
func view(t *testing.T, d Document) pdf.View {
	t.Helper()
	v, err := read(t, render(t, d)).Page(1, pdf.Want{Words: true, DPI: 100})
	if err != nil || v.Raster == nil {
		t.Fatalf("the page cannot be drawn: %v", err)
	}
	return v
}

// differing is where two drawings differ by more than level.
func differing(a, b *image.Gray, level int) image.Rectangle {
	var area image.Rectangle
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if d := int(a.GrayAt(x, y).Y) - int(b.GrayAt(x, y).Y); d > level || d < -level {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return area
}

// Each change is made on one page, alters what is seen in its place and nowhere else, and
// leaves the document that it is given alone.
func TestDrawnChangesAreTrue(t *testing.T) {
	original := pagesToDraw()
	before := original.clone()
	for i, c := range DrawnChanges() {
		made, ok := c.Apply(original, seeded(uint64(i)))
		if !ok {
			t.Errorf("%s: %s: nothing to be changed", c.Class, c.Name)
			continue
		}
		if again, _ := c.Apply(original, seeded(uint64(i))); !reflect.DeepEqual(made, again) {
			t.Errorf("%s: another change the second time", c.Name)
		}
		checkDrawn(t, c, made)
	}
	if !reflect.DeepEqual(original, before) {
		t.Error("the original was changed")
	}
}

func checkDrawn(t *testing.T, c DrawnChange, made DrawnCopy) {
	t.Helper()
	if len(made.Boxes) == 0 {
		t.Errorf("%s: no place", c.Name)
		return
	}
	n := made.Boxes[0].Page
	for i := range made.Known.Pages {
		if same := reflect.DeepEqual(made.Known.Pages[i], made.Copy.Pages[i]); same != (i+1 != n) {
			t.Errorf("%s: page %d is the same: %v", c.Name, i+1, same)
		}
	}
	known, changed := view(t, made.Known.Cut(n, n)), view(t, made.Copy.Cut(n, n))
	area := differing(known.Raster, changed.Raster, 8)
	unseen := c.Class == HiddenAdded && c.Name != "one point high"
	if area.Empty() != unseen {
		t.Errorf("%s: the drawings differ in %v", c.Name, area)
	}
	place := around(made.Boxes)
	if strings.HasSuffix(c.Name, "taken out") { // what is left of a word may move by a pixel
		place = image.Rect(place.Min.X-60, place.Min.Y, place.Max.X+60, place.Max.Y)
	}
	if !area.In(place) {
		t.Errorf("%s: the drawings differ in %v, beyond %v", c.Name, area, place)
	}
	checkWords(t, c, made, strings.Join(strings.Fields(known.Text), " "), strings.Join(strings.Fields(changed.Text), " "))
}

// around is the boxes' place in pixels at 100 dpi, with some room.
func around(boxes []dossier.PageBox) image.Rectangle {
	const scale, room = 100. / 72, 3
	var area image.Rectangle
	for _, b := range boxes {
		area = area.Union(image.Rect(int(b.X*scale), int(b.Y*scale), int((b.X+b.W)*scale)+1, int((b.Y+b.H)*scale)+1))
	}
	return area.Inset(-room)
}

// checkWords holds the text of the files against what is said of them.
func checkWords(t *testing.T, c DrawnChange, made DrawnCopy, known, changed string) {
	t.Helper()
	for name, wrong := range map[string]bool{
		"the original lacks the words":            c.Class != FieldFilled && !strings.Contains(known, made.Before),
		"what is left in the file is gone":        strings.HasSuffix(c.Name, "left in the file") && !strings.Contains(changed, made.Before),
		"what was taken out is there as before":   strings.HasSuffix(c.Name, "taken out") && strings.Count(changed, made.Before) >= strings.Count(known, made.Before),
		"the text is the same":                    strings.HasSuffix(c.Name, "in the text as well") && changed == known,
		"hidden words are not in the file":        c.Class == HiddenAdded && !strings.Contains(changed, made.After),
		"the original has the hidden words":       c.Class == HiddenAdded && strings.Contains(known, made.After),
		"words drawn over, lined or set in a way": (c.Class == LineDrawn || c.Class == RestyledWords) && changed != known,
	} {
		if wrong {
			t.Errorf("%s: %s: %q to %q", c.Name, name, made.Before, made.After)
		}
	}
}

// Ways that change nothing change neither what is seen nor, where letters are left, which.
func TestHarmlessWays(t *testing.T) {
	original := pagesToDraw().Cut(1, 1)
	known := view(t, original)
	ink := meanDifference(known.Raster, newSheet(known.Raster.Rect.Dx(), known.Raster.Rect.Dy(), 255).Gray)
	names := map[string]bool{}
	for _, way := range HarmlessWays() {
		if names[way.Name] {
			t.Errorf("two are called %q", way.Name)
		}
		names[way.Name] = true
		anew := way.Apply(original)
		if bytes.Equal(render(t, anew), render(t, original)) {
			t.Errorf("%s: the same file", way.Name)
		}
		seen := view(t, anew)
		// Letters are drawn at whole pixels, their shapes are not.
		if d := meanDifference(known.Raster, seen.Raster); 2*d > ink {
			t.Errorf("%s: gray levels differ by %.2f, where the ink makes %.2f", way.Name, d, ink)
		}
		if got := sortedLetters(seen.Text); way.ShapesOnly != (got == "") || got != "" && got != sortedLetters(known.Text) {
			t.Errorf("%s: the letters are others: %s", way.Name, got)
		}
	}
}

func meanDifference(a, b *image.Gray) float64 {
	sum := 0
	for i, p := range a.Pix {
		sum += max(int(p), int(b.Pix[i])) - min(int(p), int(b.Pix[i]))
	}
	return float64(sum) / float64(len(a.Pix))
}

func sortedLetters(text string) string {
	letters := []rune(strings.Join(strings.Fields(text), ""))
	slices.Sort(letters)
	return string(letters)
}

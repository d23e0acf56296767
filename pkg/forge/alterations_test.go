package forge

import (
	"bytes"
	"errors"
	"image"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

func named(t *testing.T, name string) Alteration {
	t.Helper()
	all := Alterations()
	i := slices.IndexFunc(all, func(a Alteration) bool { return a.Name == name })
	if i < 0 {
		t.Fatalf("no alteration is called %q", name)
	}
	return all[i]
}

// alteredBy is a copy of the first invented document, which has no hyphens, a chart and a
// header.
func alteredBy(t *testing.T, seed uint64, ways ...string) Copy {
	t.Helper()
	var alterations []Alteration
	for _, name := range ways {
		alterations = append(alterations, named(t, name))
	}
	c, err := Alter(invented(), 0, seeded(seed), alterations...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drawn stands for pages drawn: as many as the document has, each a little different.
func drawn(d Document) Draw {
	return func([]byte) ([]*image.Gray, error) {
		var pages []*image.Gray
		for i := range d.Pages {
			page := newSheet(165, 234, 255)
			page.rect(20, 20+i, 100, 3, 0)
			pages = append(pages, page.Gray)
		}
		return pages, nil
	}
}

func TestAlterationsAreOfEveryKind(t *testing.T) {
	made := map[dossier.Kind]bool{}
	names := map[string]bool{}
	for _, a := range Alterations() {
		if names[a.Name] {
			t.Errorf("two are called %q", a.Name)
		}
		names[a.Name] = true
		for _, k := range a.Kinds {
			made[k] = true
		}
	}
	for _, k := range []dossier.Kind{
		dossier.PageRemoved, dossier.PageInserted, dossier.PageMoved, dossier.PageDuplicated, dossier.PageRotated, dossier.PageCropped,
		dossier.PageScaled, dossier.ExcerptTaken, dossier.Merged, dossier.TextEdited, dossier.TextRedacted, dossier.RedactedBadly,
		dossier.OverlayAdded, dossier.OverlayRemoved, dossier.AnnotationAdded, dossier.ImageReplaced, dossier.Retypeset, dossier.Rasterised,
		dossier.ReEncoded, dossier.OCRLayerAdded, dossier.ReSaved, dossier.IncrementalUpdate, dossier.Encrypted, dossier.AttachmentAdded,
		dossier.MetadataChanged, dossier.MetadataStripped,
	} {
		if !made[k] {
			t.Errorf("none is %s", k)
		}
	}
}

// Each alteration makes what its truth says, and nothing else.
func TestAlterationsAreTrue(t *testing.T) {
	originals := invented()
	before := slices.Clone(originals)
	for i := range before {
		before[i] = before[i].clone()
	}
	for i, a := range Alterations() {
		t.Run(a.Name, func(t *testing.T) {
			c, err := Alter(originals, 0, seeded(uint64(i)), a)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(a.Kinds)), slices.Sorted(slices.Values(c.Kinds()))); diff != "" {
				t.Errorf("kinds (-said +true):\n%s", diff)
			}
			if !reflect.DeepEqual(before, originals) {
				t.Fatal("the originals were changed")
			}
			checkTruth(t, c)
			data, err := c.Bytes(drawn(c.Altered))
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := c.Bytes(drawn(c.Altered)); !bytes.Equal(data, again) {
				t.Error("its file is not the same when made again")
			}
			if same, _ := c.Original.Bytes(); bytes.Equal(data, same) {
				t.Error("its file is the original's")
			}
			if n := read(t, data).NumPages(); n != len(c.Altered.Pages) {
				t.Errorf("its file has %d pages, want %d", n, len(c.Altered.Pages))
			}
		})
	}
}

// checkTruth compares the models.
func checkTruth(t *testing.T, c Copy) {
	t.Helper()
	touched := map[int]bool{} // pages of the copy whose content differs
	for _, a := range c.Truth {
		for _, q := range a.QueryPages {
			switch a.Kind {
			case dossier.PageInserted, dossier.Merged:
				if c.known(q) != 0 {
					t.Errorf("%s: page %d is the original's page %d", a.Kind, q, c.known(q))
				}
			case dossier.PageMoved, dossier.PageDuplicated, dossier.ExcerptTaken:
			default:
				touched[q] = true
			}
		}
	}
	for i, p := range c.Altered.Pages {
		q := i + 1
		k := c.known(q)
		if k == 0 {
			continue
		}
		if same := reflect.DeepEqual(c.Original.Pages[k-1], p); same == touched[q] {
			t.Errorf("page %d is equal to the original's page %d: %t, said to be altered: %t", q, k, same, touched[q])
		}
	}
	removed := map[string]int{}
	added := map[string]int{}
	for _, a := range c.Truth {
		checkPages(t, c, a)
		if len(a.Boxes) == 0 && a.Kind == dossier.TextEdited {
			t.Errorf("%s: no boxes: %+v", a.Kind, a)
		}
		for _, w := range strings.Fields(a.Before) {
			removed[w]++
		}
		for _, w := range strings.Fields(a.After) {
			added[w]++
		}
	}
	if words := c.Kinds(); len(words) == 1 && (words[0] == dossier.TextEdited || words[0] == dossier.TextRedacted && c.Truth[0].After == "") {
		was, is := count(c.Original), count(c.Altered)
		for w := range was {
			was[w] += added[w] - removed[w]
		}
		for w, n := range added {
			if _, ok := was[w]; !ok {
				was[w] = n
			}
		}
		maps.DeleteFunc(was, func(_ string, n int) bool { return n == 0 })
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("words (-as said +in the copy):\n%s", diff)
		}
	}
}

// checkPages holds an alteration's page numbers against where pages come from.
func checkPages(t *testing.T, c Copy, a dossier.Alteration) {
	t.Helper()
	for _, q := range a.QueryPages {
		if k := c.known(q); k != 0 && !slices.Contains(a.KnownPages, k) && a.Kind != dossier.Retypeset {
			t.Errorf("%s: page %d is known page %d, which is not among %v", a.Kind, q, k, a.KnownPages)
		}
	}
	for _, b := range a.Boxes {
		if !slices.Contains(a.KnownPages, b.Page) {
			t.Errorf("%s: a box on page %d, known pages %v", a.Kind, b.Page, a.KnownPages)
		}
	}
	if a.Kind != dossier.PageRemoved {
		return
	}
	for _, k := range a.KnownPages {
		for q := range c.Altered.Pages {
			if c.known(q+1) == k {
				t.Errorf("page %d is said to be removed and is page %d", k, q+1)
			}
		}
	}
}

func count(d Document) map[string]int {
	n := map[string]int{}
	for _, p := range d.Pages {
		for _, w := range p.Words {
			n[w.Text]++
		}
	}
	return n
}

// Alterations made one upon the other stay true.
func TestStacksAreTrue(t *testing.T) {
	originals := invented()
	all := Alterations()
	r := rand.New(rand.NewPCG(3, 3))
	made := 0
	for range 150 {
		var ways []Alteration
		for len(ways) < 3 {
			way := all[r.IntN(len(all))]
			if !slices.ContainsFunc(ways, func(other Alteration) bool { return !way.With(other) }) {
				ways = append(ways, way)
			} else if r.IntN(50) == 0 {
				ways = nil // begun with one that goes with few
			}
		}
		c, err := Alter(originals, r.IntN(len(originals)), r, ways...)
		if errors.Is(err, ErrNotThere) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		made++
		t.Run(c.Name, func(t *testing.T) { checkTruth(t, c) })
		for _, a := range c.Truth {
			for _, k := range a.KnownPages {
				gone := !slices.ContainsFunc(c.Altered.Pages, func(p Sheet) bool { return slices.Contains(p.From, Origin{c.Original.Name, k}) })
				if gone != (a.Kind == dossier.PageRemoved) {
					t.Errorf("%s: %s of page %d, which is gone: %t", c.Name, a.Kind, k, gone)
				}
			}
		}
	}
	if made < 100 {
		t.Errorf("only %d stacks could be made", made)
	}
}

func TestWith(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"page-removed", "text-edited: three words", true},
		{"page-removed", "page-moved", false},
		{"redacted: gaps", "text-edited: three words", false},
		{"re-typeset", "page-removed", false},
		{"encrypted", "annotation-added: note", true},
		{"encrypted", "rasterised: 120 dpi", false},
		{"redacted: gaps", "rasterised: 120 dpi", true},
		{"redacted-badly", "rasterised: 120 dpi", false},
		{"page-cropped", "overlay-added: footer", false},
		{"re-encoded", "image-replaced: another picture", false},
		{"incremental-update", "redacted: gaps", false},
	} {
		a, b := named(t, c.a), named(t, c.b)
		if a.With(b) != c.want || b.With(a) != c.want {
			t.Errorf("%s with %s: %t and %t, want %t", c.a, c.b, a.With(b), b.With(a), c.want)
		}
	}
	if _, err := Alter(invented(), 0, seeded(1), named(t, "page-removed"), named(t, "page-moved")); err == nil {
		t.Error("alterations that do not go together are made")
	}
	bare := []Document{{Name: "bare.pdf", Pages: []Sheet{{Width: 100, Height: 100}}}}
	for _, a := range Alterations() {
		if _, err := Alter(bare, 0, seeded(1), a); err != nil && !errors.Is(err, ErrNotThere) {
			t.Errorf("%s of an empty page: %v", a.Name, err)
		}
	}
}

// page reads a page of the copy's file.
func page(t *testing.T, c Copy, n int, want pdf.Want) pdf.View {
	t.Helper()
	data, err := c.Bytes(drawn(c.Altered))
	if err != nil {
		t.Fatal(err)
	}
	p, err := read(t, data).Page(n, want)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShapesInTheFile(t *testing.T) {
	original := invented()[0].Pages[0]
	turned := alteredBy(t, 2, "page-rotated")
	n := turned.Truth[0].QueryPages[0]
	p := page(t, turned, n, pdf.Want{})
	if upright := turned.Altered.Pages[n-1].Turn == 180; (p.Width < p.Height) != upright {
		t.Errorf("turned by %d degrees the page is %v x %v", turned.Altered.Pages[n-1].Turn, p.Width, p.Height)
	}
	cropped := alteredBy(t, 2, "page-cropped")
	n = cropped.Truth[0].QueryPages[0]
	p = page(t, cropped, n, pdf.Want{})
	if abs(p.Height-.72*original.Height) > .1 || !strings.Contains(p.Text, "Page ") {
		t.Errorf("the cropped page is %v high; its footer must be in the file still: %q", p.Height, p.Text)
	}
	scaled := page(t, alteredBy(t, 2, "page-scaled"), 1, pdf.Want{})
	if abs(scaled.Width-.7071*original.Width) > .1 || scaled.Text != page(t, Copy{Altered: invented()[0]}, 1, pdf.Want{}).Text {
		t.Errorf("the scaled page is %v wide and holds %q", scaled.Width, scaled.Text)
	}
}

func TestEncrypted(t *testing.T) {
	c := alteredBy(t, 1, "encrypted", "annotation-added: note")
	data, err := c.Bytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte("/Filter /Standard")) || bytes.Contains(data, []byte("Department of Overseas Trade")) {
		t.Error("the file is not encrypted, or its metadata is not")
	}
	want := page(t, Copy{Altered: invented()[0]}, 3, pdf.Want{})
	if got := page(t, c, 3, pdf.Want{}); got.Text != want.Text {
		t.Errorf("page 3 reads %q", got.Text)
	}
}

func TestIncrementalUpdate(t *testing.T) {
	c := alteredBy(t, 1, "incremental-update")
	data, err := c.Bytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	original, err := c.Original.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	added, found := bytes.CutPrefix(data, original)
	if !found {
		t.Fatal("the file does not begin with the original")
	}
	for _, want := range []string{"/Producer (PDF Studio 12)", "/Subtype /Text", "/Prev "} {
		if !bytes.Contains(added, []byte(want)) {
			t.Errorf("the update lacks %s", want)
		}
	}
	if n := bytes.Count(added, []byte(" obj\n")); n != 3 {
		t.Errorf("%d objects were appended, want the page, the note and the metadata", n)
	}
}

func TestRecognised(t *testing.T) {
	c := alteredBy(t, 1, "rasterised, ocr-layer-added")
	p := page(t, c, 3, pdf.Want{Words: true})
	want := strings.Fields(c.Altered.Pages[2].Text())
	same := 0
	for _, w := range p.Words {
		if slices.Contains(want, w.Text) {
			same++
		}
	}
	if len(p.Words) != len(want) || same == len(want) || same < len(want)*9/10 || len(p.Images) != 1 {
		t.Errorf("%d words were recognised, %d rightly, of %d; %d pictures", len(p.Words), same, len(want), len(p.Images))
	}
	if _, err := Recognised(make([]*image.Gray, 2), 100, 60, nil); err == nil {
		t.Error("text of no page is laid over two")
	}
}

func TestDeleteSentence(t *testing.T) {
	d := invented()[0]
	for seed := range uint64(20) {
		altered, changes := d.DeleteSentence(seeded(seed))
		c := changes[0]
		n := c.Boxes[0].Page
		was, is := strings.Fields(d.Pages[n-1].Text()), strings.Fields(altered.Pages[n-1].Text())
		gone := strings.Fields(c.Before)
		at := 0
		for at < len(is) && was[at] == is[at] {
			at++
		}
		if !slices.Equal(is[at:], was[at+len(gone):]) {
			t.Errorf("page %d: not %q alone is gone", n, c.Before)
		}
		for i, w := range altered.Pages[n-1].Words {
			if i > 0 && !w.Furniture && w.Y < altered.Pages[n-1].Words[i-1].Y-.01 && altered.Pages[n-1].Words[i-1].End == Line {
				t.Errorf("page %d: %q stands above what it follows", n, w.Text)
			}
			if w.X+w.Width > d.Pages[n-1].Width-60 {
				t.Errorf("page %d: %q runs out of the measure", n, w.Text)
			}
		}
	}
	if _, changes := (Document{}).DeleteSentence(seeded(1)); changes != nil {
		t.Errorf("changes %v of nothing", changes)
	}
}

func TestInsertLine(t *testing.T) {
	d := invented()[0]
	for seed := range uint64(20) {
		altered, changes := d.InsertLine(seeded(seed))
		c := changes[0]
		n := c.Boxes[0].Page
		was, is := d.Pages[n-1], altered.Pages[n-1]
		if strings.Replace(is.Text(), c.After+"\n", "", 1) != was.Text() {
			t.Errorf("page %d: not %q alone was put in", n, c.After)
		}
		moved, j := 0, 0
		for _, w := range is.Words {
			if w.Text != was.Words[j].Text {
				continue
			}
			if dy := w.Y - was.Words[j].Y; dy > .01 {
				moved++
				if w.Furniture || dy > 25 {
					t.Errorf("page %d: %q moved by %v", n, w.Text, dy)
				}
			} else if moved > 0 && !w.Furniture {
				t.Errorf("page %d: %q stays where it was, what stands above it does not", n, w.Text)
			}
			if j++; j == len(was.Words) {
				break
			}
		}
	}
}

func TestStampStandsFree(t *testing.T) {
	d := invented()[0]
	for n := range d.Pages {
		for _, framed := range []bool{true, false} {
			stamped, box := d.Stamp(n+1, "RECEIVED 12 MAR", framed)
			for _, w := range d.Pages[n].Words {
				if meetsAny(w.Box(), []dossier.Box{box}) {
					t.Errorf("page %d: the stamp at %+v stands upon %q", n+1, box, w.Text)
				}
			}
			for _, w := range stamped.Pages[n].Words[len(d.Pages[n].Words):] {
				if b := w.Box(); b.X < box.X-1 || b.Y < box.Y-1 || b.X+b.W > box.X+box.W+1 || b.Y+b.H > box.Y+box.H+1 {
					t.Errorf("page %d: %q at %+v leaves the stamp at %+v", n+1, w.Text, b, box)
				}
			}
		}
	}
}

func TestRedactionManners(t *testing.T) {
	d := invented()[0]
	gone, changes := d.ErasePassages(3, seeded(1))
	for i, p := range gone.Pages {
		if !cmp.Equal(p.Fills, d.Pages[i].Fills) {
			t.Errorf("page %d: something was drawn into a gap", i+1)
		}
	}
	labelled, again := d.LabelPassages(3, "(b)(6)", seeded(1))
	if len(changes) != 3 || len(again) != 3 {
		t.Fatalf("%d and %d changes, want 3", len(changes), len(again))
	}
	labels := 0
	for _, p := range labelled.Pages {
		labels += strings.Count(p.Text(), "(b)(6)")
	}
	boxes := 0
	for i, c := range again {
		boxes += len(c.Boxes)
		if c.Before != changes[i].Before || c.After != "(b)(6)" || strings.Contains(plain(labelled), c.Before) {
			t.Errorf("change %+v", c)
		}
	}
	if labels == 0 || labels > boxes {
		t.Errorf("%d labels on %d boxes", labels, boxes)
	}
}

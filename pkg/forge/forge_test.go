package forge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func render(t *testing.T, d Document) []byte {
	t.Helper()
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// invented is the dossier of seed 1, made once: alterations leave it as it is.
var invented = sync.OnceValue(func() []Document { return Dossier(1) })

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// The hashes may change, knowingly, when the vocabulary, the layout, fpdf or the
// Go fonts do; that of the file also with Go's compress/flate. They may not
// change between two runs or two machines.
const (
	goldenFile     = "9d0d5beee70430796058513cdca841febdb358285aca3e5824d0b8e14f4bf290"
	goldenDossier  = "dc9daa2ac564d439564eadd77d5e45cb6ef4e6138b1f4a8f0e69774f38256db9"
	goldenTreaties = "97b5b66b99931540863e5749164de430df4db8655d0120affb53a32c436dfe84"
)

func TestSameBytes(t *testing.T) {
	first, second := invented(), Dossier(1)
	for i := range first {
		if !bytes.Equal(render(t, first[i]), render(t, second[i])) {
			t.Errorf("%s differs between two runs", first[i].Name)
		}
	}
	if got := sum(render(t, first[0])); got != goldenFile {
		t.Errorf("%s has SHA-256 %s, want %s", first[0].Name, got, goldenFile)
	}
	for _, c := range []struct {
		name, want string
		documents  []Document
	}{
		{"dossier", goldenDossier, first},
		{"treaties", goldenTreaties, Treaties(1, 3, 20)},
	} {
		var all strings.Builder
		for _, d := range c.documents {
			all.WriteString(d.Text())
		}
		if got := sum([]byte(all.String())); got != c.want {
			t.Errorf("text of %s has SHA-256 %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	if invented()[0].Text() == Dossier(2)[0].Text() {
		t.Error("two seeds give the same dossier")
	}
}

func TestRepostsSameBytes(t *testing.T) {
	originals := invented()
	first, second := Reposts(originals, 1), Reposts(originals, 1)
	for i := range first {
		a, err := first[i].Bytes()
		if err != nil {
			t.Fatal(err)
		}
		b, err := second[i].Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two runs", first[i].Name)
		}
	}
}

// Look-alikes share glyphs, which is where a map's order could show.
func TestHomoglyphsSameBytes(t *testing.T) {
	d := invented()[0].Cut(1, 3).Homoglyphs(0.5, newRand(1, 0))
	want := render(t, d)
	for range 5 {
		if !bytes.Equal(render(t, d), want) {
			t.Fatal("the same document gives different bytes")
		}
	}
}

func TestDossier(t *testing.T) {
	documents := invented()
	if len(documents) != 6 {
		t.Fatalf("%d documents, want 6", len(documents))
	}
	pages, pictures, scans, blank := 0, 0, 0, 0
	for _, d := range documents {
		for i, p := range d.Pages {
			pages++
			pictures += len(p.Pictures)
			visible := p.Text()
			for _, pic := range p.Pictures {
				visible += "\n" + pic.Lettering
			}
			if !strings.Contains(visible, Label) {
				t.Errorf("%s page %d does not say that it is invented", d.Name, i+1)
			}
			switch {
			case len(p.Words) == 0 && len(p.Pictures) == 1:
				scans++
			case len(p.body()) == 0:
				blank++
			}
			if want := []Origin{{d.Name, i + 1}}; !cmp.Equal(p.From, want) {
				t.Errorf("%s page %d: From %v, want %v", d.Name, i+1, p.From, want)
			}
		}
	}
	if pages < 40 || pages > 60 {
		t.Errorf("%d pages, want 40 to 60", pages)
	}
	if pictures < 6 || scans < 2 || blank < 2 {
		t.Errorf("%d pictures, %d scanned pages, %d blank pages: want at least 6, 2, 2", pictures, scans, blank)
	}
}

// No word may stand outside the margins of its page or upon another.
func TestWordsStandClear(t *testing.T) {
	documents := slices.Concat(invented(), Treaties(1, 3, 15))
	for _, r := range Reposts(invented(), 1) {
		documents = append(documents, r.Document)
	}
	for _, d := range documents {
		for n, p := range d.Pages {
			for i, w := range p.Words {
				if w.X < 20 || w.X+w.Width > p.Width-20 || w.Y < 15 || w.Y > p.Height-10 {
					t.Errorf("%s page %d: %q at %.1f, %.1f leaves the page", d.Name, n+1, w.Text, w.X, w.Y)
				}
				if i > 0 && p.Words[i-1].Y == w.Y && p.Words[i-1].End <= Cell && p.Words[i-1].X+p.Words[i-1].Width > w.X+0.1 {
					t.Errorf("%s page %d: %q stands upon %q", d.Name, n+1, w.Text, p.Words[i-1].Text)
				}
			}
		}
	}
}

func TestGrammarsResolve(t *testing.T) {
	for name, rules := range map[string]grammar{"minutes": minutes, "treatyWords": treatyWords, "stamps": stamps} {
		for key, phrases := range rules {
			for _, phrase := range phrases {
				for _, part := range strings.Split(phrase, "{")[1:] {
					slot, _, closed := strings.Cut(part, "}")
					_, known := rules[slot]
					if !closed || !known && slot[0] != '#' && slot != "thing" {
						t.Errorf("%s: %q: phrase %q: no such slot %q", name, key, phrase, slot)
					}
				}
			}
		}
	}
}

func TestTreaties(t *testing.T) {
	documents := Treaties(3, 4, 30)
	runs := map[uint64]int{} // document that had the run first
	copied, characters, pages := 0, 0, 0
	for i, d := range documents {
		if len(d.Pages) != 30 {
			t.Errorf("%s has %d pages, want 30", d.Name, len(d.Pages))
		}
		for _, p := range d.Pages {
			pages++
			for _, c := range p.Text() {
				if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
					characters++
				}
			}
			found := 0
			own := runsOf(p)
			for run := range own {
				if first, ok := runs[run]; ok && first != i {
					found++
				}
			}
			if 3*found > len(own) {
				copied++
			}
			for run := range own {
				if _, ok := runs[run]; !ok {
					runs[run] = i
				}
			}
		}
	}
	if mean := characters / pages; mean < 950 || mean > 1250 {
		t.Errorf("%d letters and digits a page, want about 1,100", mean)
	}
	if copied < pages/10 {
		t.Errorf("%d of %d pages hold much of an earlier treaty, want at least a tenth", copied, pages)
	}
}

// Passages are shared, pages are not: no page and its nearest in another treaty
// hold more than half of each other.
func TestTreatiesShareNoPage(t *testing.T) {
	documents := Treaties(5, 4, 30)
	runs := make([][]map[uint64]bool, len(documents))
	for i, d := range documents {
		for n, p := range d.Pages {
			own := runsOf(p)
			runs[i] = append(runs[i], own)
			for j, e := range documents[:i] {
				for m, other := range runs[j] {
					shared := 0
					for run := range own {
						if other[run] {
							shared++
						}
					}
					if shared > 0 && 2*shared >= max(len(own), len(other)) {
						t.Errorf("%s page %d is nearly %s page %d", d.Name, n+1, e.Name, m+1)
					}
				}
			}
		}
	}
}

func TestMetaAndContainer(t *testing.T) {
	d := invented()[0].Cut(1, 1)
	plain := render(t, d)
	if !bytes.HasPrefix(plain, []byte("%PDF-1.4")) || !bytes.Contains(plain, []byte("/Producer (leakprint forge)")) || !bytes.Contains(plain, []byte("/CreationDate (D:20170802")) {
		t.Error("version, producer or date missing")
	}
	d.Meta, d.Container = Meta{}, Container{Version: "1.7", Uncompressed: true, OpenFitted: true}
	bare := render(t, d)
	if !bytes.HasPrefix(bare, []byte("%PDF-1.7")) {
		t.Errorf("file begins %q, want %%PDF-1.7", bare[:8])
	}
	for _, key := range []string{"/Producer", "/Title", "/Author", "/CreationDate", "/ModDate", "1970"} {
		if bytes.Contains(bare, []byte(key)) {
			t.Errorf("stripped file holds %s", key)
		}
	}
	if bytes.Contains(plain, []byte("Td (")) || !bytes.Contains(bare, []byte("Td (")) {
		t.Error("page contents: want compressed, then uncompressed")
	}
}

func TestPictureWidths(t *testing.T) {
	picture := func(width int, gray uint8) Picture {
		return must(NewPicture(newSheet(width, 40, gray), "png"))
	}
	two := func(a, b Picture) Document {
		return Document{Pages: []Sheet{PicturePage(200, 200, a), PicturePage(200, 200, b)}}
	}
	for _, c := range []struct {
		name string
		d    Document
		fail bool
	}{
		{"the same picture twice", two(picture(50, 9), picture(50, 9)), false},
		{"different widths", two(picture(50, 9), picture(51, 200)), false},
		{"different pictures equally wide", two(picture(50, 9), picture(50, 200)), true},
	} {
		if _, err := c.d.Bytes(); (err != nil) != c.fail {
			t.Errorf("%s: error %v, want one: %t", c.name, err, c.fail)
		}
	}
	if _, err := NewPicture(image.NewGray(image.Rect(0, 0, 1, 1)), "gif"); err == nil {
		t.Error("an unknown picture format is accepted")
	}
}

func TestFromPages(t *testing.T) {
	d := invented()[2]
	var read []dossier.Page
	for i, p := range d.Pages {
		page := dossier.Page{Number: i + 1, Width: p.Width, Height: p.Height, Text: p.Text()}
		for _, w := range p.Words {
			page.Words = append(page.Words, dossier.Word{Text: w.Text, Box: w.Box()})
		}
		read = append(read, page)
	}
	again := FromPages("read.pdf", Meta{}, read)
	for i, p := range again.Pages {
		if diff := cmp.Diff(strings.Fields(d.Pages[i].Text()), strings.Fields(p.Text())); diff != "" {
			t.Errorf("page %d (-original +model):\n%s", i+1, diff)
		}
		for j, w := range p.Words {
			if d.Pages[i].Words[j].Furniture {
				continue // two sizes stand on one line there
			}
			if a, b := w.Box(), d.Pages[i].Words[j].Box(); abs(a.X-b.X)+abs(a.Y-b.Y)+abs(a.W-b.W) > 0.1 {
				t.Fatalf("page %d: %q stands at %+v, want %+v", i+1, w.Text, a, b)
			}
		}
	}
	if want := []Origin{{"read.pdf", 2}}; !cmp.Equal(again.Pages[1].From, want) {
		t.Errorf("From %v, want %v", again.Pages[1].From, want)
	}
	if len(render(t, again)) == 0 {
		t.Error("empty file")
	}
}

func abs(v float64) float64 { return max(v, -v) }

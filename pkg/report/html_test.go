package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// drawn is a page of gray words, the same for the same number, at 50 dpi.
func drawn(number int) *image.Gray {
	page := image.NewGray(image.Rect(0, 0, 425, 550))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(1, uint64(number)))
	for y := 40; y < 500; y += 12 {
		for x := 40; x < 370; {
			w := 8 + r.IntN(30)
			draw.Draw(page, image.Rect(x, y, x+w, y+6), image.NewUniform(color.Gray{Y: uint8(40 + r.IntN(60))}), image.Point{}, draw.Src)
			x += w + 5
		}
	}
	return page
}

// A size is one of the two in which a report shows pages.
type size struct {
	encode func(page *image.Gray, width, height float64) (Picture, error)
	made   map[int]Picture // by the number of the page
}

var small, large = size{Thumbnail, map[int]Picture{}}, size{FullPage, map[int]Picture{}}

// of draws pages; of pages with the same last digit there is one picture.
func (s size) of(t testing.TB, refs []PageRef) map[PageRef]Picture {
	t.Helper()
	pictures := make(map[PageRef]Picture)
	for _, ref := range refs {
		number := ref.Page % 10
		if _, ok := s.made[number]; !ok {
			picture, err := s.encode(drawn(number), 612, 792)
			if err != nil {
				t.Fatal(err)
			}
			s.made[number] = picture
		}
		pictures[ref] = s.made[number]
	}
	return pictures
}

// comparedFinding is a copy of 12 pages with an alteration of each manner of showing it.
func comparedFinding() dossier.Finding {
	pairs := join(row(1, 1, 6, dossier.SamePage), row(7, 8, 5, dossier.SamePage))
	pairs[1].Relation, pairs[3].Relation = dossier.Edited, dossier.Redacted
	pairs[3].Transform = []float64{1, 0, 10, 0, 1, 20, 0, 0, 1}
	box := func(page int, x, y, w, h float64) []dossier.PageBox {
		return []dossier.PageBox{{Page: page, Box: dossier.Box{X: x, Y: y, W: w, H: h}}}
	}
	m := dossier.Match{
		Document: known("readout-3.pdf", "UK-US read-outs", 12), Verdict: dossier.Altered, Grade: dossier.VeryStrong, Pages: pairs,
		Alterations: []dossier.Alteration{
			{
				Kind: dossier.RedactedBadly, QueryPages: []int{5}, KnownPages: []int{5},
				QueryBoxes: box(5, 58, 300, 90, 12), Before: "Ms Invented", After: "Ms Invented",
			},
			{
				Kind: dossier.TextRedacted, QueryPages: []int{4}, KnownPages: []int{4},
				Boxes:  append(box(4, 100, 200, 120, 10), box(4, 58, 217, 60, 10)...),
				Before: "the price of insulin", Lead: "agreed to raise", Trail: "by next year", Basis: "words are gone where the copy is black",
			},
			{
				Kind: dossier.TextEdited, QueryPages: []int{2}, KnownPages: []int{2},
				Boxes: box(2, 300, 100, 30, 9), QueryBoxes: box(2, 300, 100, 36, 9),
				Before: "4", After: "14", Lead: "would be paid on", Trail: "May, subject to <b>the</b> approval",
			},
			{Kind: dossier.TextRedacted, QueryPages: []int{6}, KnownPages: []int{6}, QueryBoxes: box(6, 60, 60, 50, 12)},
			{Kind: dossier.PageRemoved, KnownPages: []int{7}},
			{Kind: dossier.PageInserted, QueryPages: []int{12}},
			{
				Kind: dossier.OverlayAdded, QueryPages: []int{1, 2, 3, 4, 5, 6}, KnownPages: []int{1, 2, 3, 4, 5, 6}, After: "COPY",
				QueryBoxes: append(box(1, 250, 10, 90, 30), box(2, 250, 10, 90, 30)...),
			},
			{Kind: dossier.Rasterised, QueryPages: []int{1, 2, 3}, KnownPages: []int{1, 2, 3}},
			{Kind: dossier.MetadataChanged, Before: "Author: A. Writer; Producer: Word; Title: Minutes; with care", After: "Creator: scanner; Producer: iLovePDF"},
		},
	}
	in := input("posts/final_v2.pdf", "application/pdf", 12, dossier.Altered, dossier.VeryStrong, m)
	in.Notes = []string{"p. 9: blank page"}
	return finding(in)
}

func asHTML(t testing.TB, f dossier.Finding, opt HTMLOptions) string {
	t.Helper()
	var b strings.Builder
	if err := HTML(&b, f, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cropsOf draws the parts of pages that are shown enlarged.
func cropsOf(t testing.TB, f dossier.Finding) map[CropRef]Picture {
	t.Helper()
	pictures := make(map[CropRef]Picture)
	for _, ref := range Cropped(f) {
		picture, err := Crop(drawn(ref.Page%10), 612, 792, ref.Box)
		if err != nil {
			t.Fatal(err)
		}
		pictures[ref] = picture
	}
	return pictures
}

func withPictures(t testing.TB, f dossier.Finding) string {
	t.Helper()
	thumbnails, full := Pictured(f)
	return asHTML(t, f, HTMLOptions{Thumbnails: small.of(t, thumbnails), Full: large.of(t, full), Crops: cropsOf(t, f), Command: "leakprint match --report REPORT FILE..."})
}

// The page without its style sheet, so that a change of looks is no change of words.
func TestHTMLWithoutPictures(t *testing.T) {
	got := asHTML(t, comparedFinding(), HTMLOptions{Made: "2026-11-30", Command: "leakprint match --no-images --report REPORT FILE..."})
	got = strings.Replace(got, styleSheet, "", 1)
	golden(t, "report.html", regexp.MustCompile(`sha256-[^&]*`).ReplaceAllString(got, "sha256-"))
}

// An element of a page with its attributes.
type element struct {
	name       string
	attributes map[string]string
}

func elements(t *testing.T, page string) []element {
	t.Helper()
	var all []element
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return all
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			token := z.Token()
			e := element{token.Data, map[string]string{}}
			for _, a := range token.Attr {
				e.attributes[a.Key] = a.Val
			}
			all = append(all, e)
		}
	}
}

// What a page may do and hold, whatever the finding.
func TestHTMLIsSelfContained(t *testing.T) {
	cases := findings()
	cases["compared"] = comparedFinding()
	for name, f := range cases {
		t.Run(name, func(t *testing.T) {
			page := withPictures(t, f)
			_, rest, _ := strings.Cut(page, "<style>")
			style, _, _ := strings.Cut(rest, "</style>")
			sum := sha256.Sum256([]byte(style))
			policy := "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
			if !strings.Contains(html.UnescapeString(page), `content="`+policy+`"`) {
				t.Errorf("no policy %q", policy)
			}
			ids := make(map[string]bool)
			for _, e := range elements(t, page) {
				if id := e.attributes["id"]; id != "" {
					if ids[id] {
						t.Errorf("id %s twice", id)
					}
					ids[id] = true
				}
			}
			level := 0
			for _, e := range elements(t, page) {
				switch e.name {
				case "script", "iframe", "object", "embed", "form", "base":
					t.Errorf("element %s", e.name)
				case "img":
					if e.attributes["alt"] == "" || !strings.HasPrefix(e.attributes["src"], "data:image/") {
						t.Errorf("picture with alt %q", e.attributes["alt"])
					}
				case "h1", "h2", "h3", "h4", "h5":
					if now := int(e.name[1] - '0'); now > level+1 {
						t.Errorf("a heading of level %d after one of level %d", now, level)
					} else {
						level = now
					}
				}
				for key, value := range e.attributes {
					switch {
					case key == "style" || strings.HasPrefix(key, "on"):
						t.Errorf("attribute %s of %s", key, e.name)
					case key == "href" && strings.HasPrefix(value, "#"):
						if !ids[value[1:]] {
							t.Errorf("link to %s, which is nowhere", value)
						}
					case (key == "href" || key == "src") && !strings.HasPrefix(value, "data:"):
						t.Errorf("%s of %s leads to %s", key, e.name, value)
					}
				}
			}
			for _, r := range page {
				if r != '\n' && !plain.Visible(r) {
					t.Fatalf("character %U", r)
				}
			}
		})
	}
}

func TestHTMLEscapes(t *testing.T) {
	page := asHTML(t, comparedFinding(), HTMLOptions{Command: "leakprint \u202e<i>"})
	for _, want := range []string{"to &lt;b&gt;the&lt;/b&gt; approval", `leakprint \u202e&lt;i&gt;`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestHTMLNumbersEachBox(t *testing.T) {
	page := withPictures(t, comparedFinding())
	numbered := regexp.MustCompile(`<text x="-?[0-9.]+" y="[0-9.]+">(\d+)</text>`)
	figures := strings.Split(page, "<figure ")[1:]
	var got []string
	for _, figure := range figures {
		figure, _, _ = strings.Cut(figure, "</figure>")
		heading, _, _ := strings.Cut(figure[strings.Index(figure, "<h5"):], "</h5>")
		_, heading, _ = strings.Cut(heading, ">")
		known, query, _ := strings.Cut(figure, `<p class="label">this file`)
		for _, side := range []string{known, query} {
			heading += ";"
			for _, number := range numbered.FindAllStringSubmatch(side, -1) {
				heading += " " + number[1]
			}
		}
		got = append(got, heading)
	}
	// On page 4 the box is mapped onto the input, on the
	// others nothing tells where it would stand.
	want := []string{
		"Page 1;; 7", "Page 2; 3; 3 7", "Page 3;;", "Page 4; 2; 2", "Page 5;; 1", "Page 6;; 4",
		"Page 7 of the known copy;;", "Page 12 of this file;;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("numbers on figures: known; input (-want +got)\n%s", diff)
	}
}

func TestBoxes(t *testing.T) {
	box := dossier.Box{X: 100, Y: 200, W: 50, H: 10}
	pair := dossier.PagePair{Query: 3, Known: 4, Transform: []float64{2, 0, 10, 0, 2, 20, 0, 0, 1}}
	turned := dossier.PagePair{Query: 3, Known: 4, Transform: []float64{0, -1, 600, 1, 0, 0, 0, 0, 1}}
	flat := dossier.PagePair{Query: 3, Known: 4, Transform: make([]float64, 9)}
	on := func(page int) []dossier.PageBox { return []dossier.PageBox{{Page: page, Box: box}} }
	for _, tt := range []struct {
		name         string
		pair         dossier.PagePair
		a            dossier.Alteration
		known, query []dossier.Box
	}{
		{"both sides", pair, dossier.Alteration{Boxes: on(4), QueryBoxes: on(3)}, []dossier.Box{box}, []dossier.Box{box}},
		{"known only", pair, dossier.Alteration{Boxes: on(4)}, []dossier.Box{box}, []dossier.Box{{X: 45, Y: 90, W: 25, H: 5}}},
		{"input only", pair, dossier.Alteration{QueryBoxes: on(3)}, []dossier.Box{{X: 210, Y: 420, W: 100, H: 20}}, []dossier.Box{box}},
		{"turned", turned, dossier.Alteration{QueryBoxes: on(3)}, []dossier.Box{{X: 390, Y: 100, W: 10, H: 50}}, []dossier.Box{box}},
		{"not registered", dossier.PagePair{Query: 3, Known: 4}, dossier.Alteration{Boxes: on(4)}, []dossier.Box{box}, nil},
		{"not invertible", flat, dossier.Alteration{Boxes: on(4)}, []dossier.Box{box}, nil},
		{"another page", pair, dossier.Alteration{Boxes: on(5)}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := plan{pairs: []dossier.PagePair{tt.pair}}
			if diff := cmp.Diff(tt.known, p.boxesOn(tt.a, place{3, 4}, true)); diff != "" {
				t.Errorf("known side (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.query, p.boxesOn(tt.a, place{3, 4}, false)); diff != "" {
				t.Errorf("input side (-want +got)\n%s", diff)
			}
		})
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		name string
		box  dossier.Box
		want dossier.Box
		ok   bool
	}{
		{"inside", dossier.Box{X: 10, Y: 20, W: 30, H: 10}, dossier.Box{X: 8.5, Y: 18.5, W: 33, H: 13}, true},
		{"across the edge", dossier.Box{X: -10, Y: 780, W: 30, H: 100}, dossier.Box{X: 0, Y: 778.5, W: 21.5, H: 13.5}, true},
		{"outside", dossier.Box{X: 700, Y: 20, W: 30, H: 10}, dossier.Box{}, false},
		{"no number", dossier.Box{X: math.NaN(), Y: 20, W: 30, H: 10}, dossier.Box{}, false},
		{"everywhere", dossier.Box{X: math.Inf(-1), Y: -1e300, W: math.Inf(1), H: math.Inf(1)}, dossier.Box{}, false},
		{"endless", dossier.Box{X: 0, Y: -1e300, W: math.Inf(1), H: math.Inf(1)}, dossier.Box{W: 612, H: 792}, true},
	} {
		got, ok := clip(tt.box, 612, 792)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s: %v, %v, want %v, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
}

// Tags stand beside the page, and none over another.
func TestTagsHideNothing(t *testing.T) {
	picture := Picture{Width: 612, Height: 792}
	var frames []frame
	for i, y := range []float64{100, 104, 95, 780, 785, 790, -5} {
		frames = append(frames, frame{Box: dossier.Box{X: 10, Y: y, W: 50, H: 10}, Number: i + 1}, frame{Box: dossier.Box{X: 10, Y: y + 12, W: 50, H: 10}})
	}
	frames = withTags(frames, picture)
	for i, a := range frames {
		if a.Number == 0 {
			continue
		}
		if a.Tag.X+a.Tag.W > 0 || a.Tag.X < -gutterOf(picture.Width) {
			t.Errorf("tag %d stands at %v", a.Number, a.Tag)
		}
		for _, b := range frames[:i] {
			if b.Number > 0 && math.Abs(a.Tag.Y-b.Tag.Y) < tagHeight && a.Y < 700 {
				t.Errorf("tags %d and %d overlap: %v, %v", a.Number, b.Number, a.Tag, b.Tag)
			}
		}
	}
}

func TestCrops(t *testing.T) {
	box := dossier.Box{X: 300, Y: 100, W: 30, H: 10}
	for _, tt := range []struct {
		name  string
		boxes []dossier.Box
		want  dossier.Box
	}{
		{"a word", []dossier.Box{box}, dossier.Box{X: 200, Y: 77, W: 230, H: 56}},
		{"at the corner", []dossier.Box{{X: 2, Y: 2, W: 10, H: 10}}, dossier.Box{W: 122, H: 35}},
		{"a line and the next", []dossier.Box{box, {X: 50, Y: 112, W: 40, H: 10}}, dossier.Box{X: 30, Y: 83, W: 320, H: 56}},
		{"a page", []dossier.Box{{X: 50, Y: 50, W: 500, H: 10}, {X: 50, Y: 700, W: 500, H: 10}}, dossier.Box{X: 30, Y: 27, W: 540, H: 56}},
		{"elsewhere", []dossier.Box{{X: math.Inf(-1), Y: 5, W: math.Inf(1), H: 5}, {X: math.NaN()}, {X: 1e300, Y: 0, W: 1, H: 1}, box}, dossier.Box{X: 200, Y: 77, W: 230, H: 56}},
	} {
		if got := around(firstLines(tt.boxes)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	f := comparedFinding()
	if page := withPictures(t, f); strings.Count(page, `class="crop"`) != len(Cropped(f)) {
		t.Errorf("%d crops are shown of %d", strings.Count(page, `class="crop"`), len(Cropped(f)))
	}
	document := f.Inputs[0].Matches[0].Document.SHA256
	var pages []PageRef
	for _, ref := range Cropped(f) {
		pages = append(pages, ref.PageRef)
	}
	// Words badly redacted are boxed on the input alone; others on both, or mapped.
	want := []PageRef{{Page: 5}, {Document: document, Page: 4}, {Page: 4}, {Document: document, Page: 2}, {Page: 2}, {Page: 6}, {Page: 1}}
	if diff := cmp.Diff(want, pages); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPictured(t *testing.T) {
	f := comparedFinding()
	document := f.Inputs[0].Matches[0].Document.SHA256
	thumbnails, full := Pictured(f)
	// Pages 1 to 12 of both, page 7 of the known one having no partner; page 12 was added.
	if len(thumbnails) != 12+12 {
		t.Errorf("%d thumbnails", len(thumbnails))
	}
	var want []PageRef
	for page := range 6 {
		want = append(want, PageRef{Document: document, Page: page + 1}, PageRef{Page: page + 1})
	}
	want = append(want, PageRef{Document: document, Page: 7}, PageRef{Page: 12})
	if diff := cmp.Diff(want, full); diff != "" {
		t.Errorf("full pages (-want +got)\n%s", diff)
	}
	for _, name := range []string{"identical", "none", "unreadable", "no-inputs"} {
		if thumbnails, full := Pictured(findings()[name]); len(thumbnails)+len(full) > 0 {
			t.Errorf("%s: pictures of %v and %v", name, thumbnails, full)
		}
	}
}

// What is edited on many pages is shown on as many as fit, and the report says so.
func TestHTMLIsBounded(t *testing.T) {
	m := dossier.Match{Document: known("treaty.pdf", "", 1500), Verdict: dossier.Altered, Grade: dossier.Strong, Pages: row(1, 1, 1500, dossier.Edited)}
	f := finding(input("copy.pdf", "application/pdf", 1500, dossier.Altered, dossier.Strong, m))
	thumbnails, full := Pictured(f)
	if len(thumbnails) != mostThumbnails || len(full) != 2*mostFigures {
		t.Errorf("%d thumbnails, %d full pages", len(thumbnails), len(full))
	}
	one := []PageRef{{Page: 1}}
	page := asHTML(t, f, HTMLOptions{Thumbnails: small.of(t, one), Full: large.of(t, one), Notes: []string{"no\tpictures of p. 3"}})
	if n := strings.Count(page, "<figure "); n != 1 {
		t.Errorf("%d figures with one page drawn", n)
	}
	for _, want := range []string{"1,440 more places not shown", "The small pictures of 500 pages were left out", `no\tpictures of p. 3`, "Not drawn"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	// The worst pages there are: nothing but noise.
	noise := image.NewGray(image.Rect(0, 0, 850, 1100))
	r := rand.New(rand.NewPCG(2, 3))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(128 + r.IntN(64))
	}
	thumbnail, err := Thumbnail(noise, 612, 792)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := FullPage(noise, 612, 792)
	if err != nil {
		t.Fatal(err)
	}
	if all := 4 * (mostThumbnails*len(thumbnail.Data) + 2*mostFigures*len(whole.Data)) / 3; all > 25_000_000 {
		t.Errorf("pictures of %d and %d bytes: %d bytes in all", len(thumbnail.Data), len(whole.Data), all)
	}
	// A dossier of 451 pages.
	if n := len(withPictures(t, findings()["dossier-merged"])); n > 25_000_000 {
		t.Errorf("a report of %d bytes", n)
	}
}

func TestEncode(t *testing.T) {
	for _, tt := range []struct {
		page             image.Rectangle
		width, height    int
		thumbWidth, high int
	}{
		{image.Rect(0, 0, 1700, 2200), 850, 1100, 120, 155},
		{image.Rect(0, 0, 425, 550), 425, 550, 120, 155},
		{image.Rect(0, 0, 1, 1), 1, 1, 1, 1},
		{image.Rect(0, 0, 3, 9000), 1, 3000, 1, 3000},
		{image.Rect(0, 0, 9000, 3), 850, 1, 120, 1},
		{image.Rect(5, 7, 205, 107), 200, 100, 120, 60},
	} {
		page := image.NewGray(image.Rect(0, 0, 9000, 9000)).SubImage(tt.page).(*image.Gray)
		for _, c := range []struct {
			encode        func(*image.Gray, float64, float64) (Picture, error)
			width, height int
		}{{FullPage, tt.width, tt.height}, {Thumbnail, tt.thumbWidth, tt.high}} {
			picture, err := c.encode(page, 612, 792)
			if err != nil {
				t.Fatal(err)
			}
			config, format, err := image.DecodeConfig(bytes.NewReader(picture.Data))
			if err != nil {
				t.Fatal(err)
			}
			if config.Width != c.width || config.Height != c.height || "image/"+format != picture.MediaType {
				t.Errorf("%v: %d by %d pixels of %s in a %s, want %d by %d", tt.page, config.Width, config.Height, format, picture.MediaType, c.width, c.height)
			}
		}
	}
	if _, err := FullPage(image.NewGray(image.Rectangle{}), 612, 792); err == nil {
		t.Error("no error for a page without pixels")
	}
}

// Shrinking averages: black and white stripes become gray, a flat page stays as it is.
func TestShrink(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range page.Pix {
		page.Pix[i] = uint8(255 * (i % 2))
	}
	for _, v := range shrink(page, 100).Pix {
		if v != 127 {
			t.Fatalf("gray %d of stripes", v)
		}
	}
	for _, v := range sixteenGrays(page).Pix {
		if v != 0 && v != 15 {
			t.Fatalf("gray %d of black and white", v)
		}
	}
}

func TestThumbnailsAreSmall(t *testing.T) {
	for number := range 10 {
		thumbnail, err := Thumbnail(drawn(number), 612, 792)
		if err != nil {
			t.Fatal(err)
		}
		if len(thumbnail.Data) > mostThumbnailBytes {
			t.Errorf("a thumbnail of %d bytes", len(thumbnail.Data))
		}
	}
}

func TestHTMLIsTheSameEveryTime(t *testing.T) {
	for name, f := range findings() {
		first, second := withPictures(t, f), withPictures(t, f)
		if first != second {
			t.Errorf("%s: two reports differ", name)
		}
	}
}

func TestHTMLCompare(t *testing.T) {
	f := findings()["none"]
	f.Corpus = dossier.CorpusSize{Documents: 1, Pages: 7}
	compared, matched := asHTML(t, f, HTMLOptions{Compare: true}), asHTML(t, f, HTMLOptions{})
	for _, tt := range []struct {
		page string
		want []string
	}{
		{compared, []string{"NOT THE SAME", "Nothing of it in the other file (7 pages).", "Two files compared"}},
		{matched, []string{"NO MATCH", "Nothing like it in 1 document (7 pages).", "1 file compared with 1 known document (7 pages)"}},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.page, want) {
				t.Errorf("the report does not say %q", want)
			}
		}
	}
}

func TestHTMLFails(t *testing.T) {
	if err := HTML(brokenWriter{}, dossier.Finding{}, HTMLOptions{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("broken writer: %v", err)
	}
	_, full := Pictured(comparedFinding())
	svg := map[PageRef]Picture{full[0]: {MediaType: "image/svg+xml", Data: []byte("<svg/>")}}
	if err := HTML(io.Discard, comparedFinding(), HTMLOptions{Full: svg}); err == nil {
		t.Error("no error for a picture of another type")
	}
}

func ExampleHTML() {
	var b strings.Builder
	err := HTML(&b, dossier.Finding{Inputs: []dossier.InputFinding{{Path: "<a>.pdf", Verdict: dossier.None}}}, HTMLOptions{})
	_, rest, _ := strings.Cut(b.String(), "<title>")
	name, _, _ := strings.Cut(rest, "</title>")
	fmt.Println(name, err)
	// Output: &lt;a&gt;.pdf: leakprint report <nil>
}

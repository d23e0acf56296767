package extract

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// viewed returns pages as a comparison sees them, by order of arrival.
func viewed(t *testing.T, p *Pool, document, mediaType string, numbers []int) (order []int, pages []pdf.View, err error) {
	t.Helper()
	s := Source{Name: "a", MediaType: mediaType, Data: strings.NewReader(document), Size: int64(len(document))}
	err = p.Views(t.Context(), s, numbers, fingerprint.DPI, func(n int, page pdf.View) error {
		order, pages = append(order, n), append(pages, page)
		return nil
	})
	return order, pages, err
}

// coveredPDF is a PDF with a black box over the last line of each page.
func coveredPDF(t *testing.T, pages int) string {
	t.Helper()
	f := fpdf.New("P", "pt", "A4", "")
	f.SetFont("Helvetica", "", 12)
	for n := 1; n <= pages; n++ {
		f.AddPage()
		f.Text(72, 72, fmt.Sprintf("This is seen on page %d.", n))
		f.Text(72, 100, fmt.Sprintf("Hidden %d", n))
		f.Rect(70, 88, 200, 16, "F")
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestViews(t *testing.T) {
	const n = 40
	document := coveredPDF(t, n)
	numbers := []int{9, 2, n + 1, 2}
	for i := range n {
		numbers = append(numbers, n-i)
	}
	order, alone, err := viewed(t, real(t, 1), document, "", numbers)
	if err != nil || !slices.Equal(order, numbers) {
		t.Fatalf("pages %v, error %v", order, err)
	}
	for i, page := range alone {
		if numbers[i] == n+1 {
			if page.Number != n+1 || page.Note == "" || page.Raster != nil || page.Words != nil {
				t.Errorf("a page that does not exist: %+v", page)
			}
			continue
		}
		var hidden []string
		for _, h := range page.Hidden {
			hidden = append(hidden, page.Words[h].Text)
		}
		if diff := cmp.Diff([]string{"Hidden", fmt.Sprint(numbers[i])}, hidden); diff != "" || page.Number != numbers[i] || page.Note != "" {
			t.Errorf("page %d: note %q, hidden %s", page.Number, page.Note, diff)
		}
		if page.Raster == nil || page.Raster.Rect.Size() != image.Pt(827, 1169) || page.Media.W != page.Width { // A4 at 100 dpi
			t.Errorf("page %d: media %v, no raster of 827 x 1169", page.Number, page.Media)
		}
	}
	order, together, err := viewed(t, real(t, 3), document, "", numbers)
	if err != nil || !slices.Equal(order, numbers) {
		t.Fatalf("three workers: pages %v, error %v", order, err)
	}
	sameRaster := cmp.Comparer(func(a, b *image.Gray) bool {
		return a == b || a != nil && b != nil && a.Rect == b.Rect && bytes.Equal(a.Pix, b.Pix)
	})
	if diff := cmp.Diff(alone, together, sameRaster); diff != "" {
		t.Errorf("one worker (-), three (+):\n%s", diff)
	}
}

// A worker that dies while others draw costs the document, and the pages before it
// arrive in order.
func TestViewsOfMisbehaving(t *testing.T) {
	p := scripted(t, Options{Workers: 3})
	numbers := make([]int, 60)
	for i := range numbers {
		numbers[i] = i + 1
	}
	order, _, err := viewed(t, p, "60 panic 40", "", numbers)
	if err == nil || !strings.Contains(err.Error(), "boom") || len(order) >= 40 || !slices.Equal(order, numbers[:len(order)]) {
		t.Errorf("pages %v, error %v", order, err)
	}
	order, pages, err := viewed(t, p, "60 refuse 40", "", numbers)
	if err != nil || !slices.Equal(order, numbers) || pages[39].Note != "no such object" || pages[39].Number != 40 || pages[39].Text != "" || pages[40].Text == "" {
		t.Errorf("pages %v, error %v", order, err)
	}
	works(t, p)
}

func TestViewsTooLarge(t *testing.T) {
	p := scripted(t, Options{Workers: 3})
	_, pages, err := viewed(t, p, "2 stored 2", "", []int{1, 2})
	if err != nil || len(pages) != 2 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	if pages[1].Pictures != nil || len(pages[1].Images) != 1 || pages[1].Note != "" {
		t.Errorf("pictures of 128 MB: %d sent, note %q", len(pages[1].Pictures), pages[1].Note)
	}
	_, pages, err = viewed(t, p, "2 flood 2", "", []int{1, 2})
	if err != nil || len(pages) != 2 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	if pages[0].Text == "" || pages[1].Text != "" || !strings.Contains(pages[1].Note, "too large to pass on") {
		t.Errorf("a page too large: note %q", pages[1].Note)
	}
	works(t, p)
}

func TestViewsOfPicture(t *testing.T) {
	pixels := image.NewGray(image.Rect(0, 0, 200, 100))
	pixels.SetGray(7, 5, color.Gray{Y: 99})
	var b bytes.Buffer
	if err := png.Encode(&b, pixels); err != nil {
		t.Fatal(err)
	}
	_, pages, err := viewed(t, real(t, 1), b.String(), "image/png", []int{1, 2})
	if err != nil || len(pages) != 2 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	if page := pages[0]; page.Width != 144 || page.Raster == nil || page.Raster.GrayAt(7, 5).Y != 99 || page.Pictures != nil || len(page.Images) != 1 {
		t.Errorf("page %+v", page)
	}
	if page := pages[1]; page.Number != 2 || page.Note == "" || page.Raster != nil {
		t.Errorf("a second page of a picture: %+v", page)
	}
}

func TestViewsOfOfficeDocument(t *testing.T) {
	_, pages, err := viewed(t, real(t, 1), "<html><body><p>Dear colleague</p></body></html>", "text/html", []int{1})
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, error %v", len(pages), err)
	}
	if page := pages[0]; page.Number != 1 || strings.TrimSpace(page.Text) != "Dear colleague" || page.Raster != nil || page.Words != nil {
		t.Errorf("page %+v", page)
	}
}

func TestHiddenTextOfOfficeDocument(t *testing.T) {
	page := "<p>seen<i hidden>not seen</i>"
	head, err := real(t, 1).Read(t.Context(), Source{Name: "a.html", MediaType: "text/html", Data: strings.NewReader(page), Size: int64(len(page))}, Want{}, func(p PageContent) error {
		if p.Text != "seen\n" && p.Text != "seen" {
			t.Errorf("text %q", p.Text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []dossier.Hidden{{Kind: dossier.HiddenByMark, Text: "not seen"}}; !slices.Equal(head.Hidden, want) {
		t.Errorf("%v, want %v", head.Hidden, want)
	}
}

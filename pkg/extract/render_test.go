package extract

import (
	"bytes"
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// drawn renders pages and returns what came, by order of arrival.
func drawn(p *Pool, document string, numbers ...int) (order []int, rasters []*image.Gray, err error) {
	err = p.Render(context.Background(), Source{Name: "a.pdf", Data: strings.NewReader(document), Size: int64(len(document))}, numbers, 72, func(n int, raster *image.Gray) error {
		order, rasters = append(order, n), append(rasters, raster)
		return nil
	})
	return order, rasters, err
}

func TestRender(t *testing.T) {
	p := real(t, 1)
	document := makePDF(t, 3, "")
	order, rasters, err := drawn(p, document, 3, 1, 3, 9)
	if err != nil || !slices.Equal(order, []int{3, 1, 3, 9}) {
		t.Fatalf("pages %v, error %v", order, err)
	}
	if got, want := rasters[0].Rect, image.Rect(0, 0, 595, 842); got != want { // A4 at a pixel to the point
		t.Errorf("raster of %v, want %v", got, want)
	}
	if !bytes.Equal(rasters[0].Pix, rasters[2].Pix) || bytes.Equal(rasters[0].Pix, rasters[1].Pix) {
		t.Error("page 3 is not drawn alike twice, or as page 1 is")
	}
	if !slices.ContainsFunc(rasters[1].Pix, func(p byte) bool { return p < 0x40 }) {
		t.Error("no ink on page 1")
	}
	if rasters[3] != nil {
		t.Error("a page that does not exist was drawn")
	}
}

func TestRenderErrors(t *testing.T) {
	p := real(t, 1)
	if _, _, err := drawn(p, "Dear colleague,\n", 1); !errors.Is(err, pdf.ErrNotPDF) || !strings.HasPrefix(err.Error(), "draw a.pdf: ") {
		t.Errorf("not a PDF: error %v", err)
	}
	enough := errors.New("enough")
	document := makePDF(t, 2, "")
	err := p.Render(t.Context(), Source{Name: "a.pdf", Data: strings.NewReader(document), Size: int64(len(document))}, []int{1, 2}, 72, func(int, *image.Gray) error { return enough })
	if err != enough {
		t.Errorf("error %v, want the callback's", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = p.Render(ctx, Source{Name: "a.pdf", Data: strings.NewReader(document), Size: int64(len(document))}, []int{1}, 72, func(int, *image.Gray) error { return nil })
	if err != context.Canceled {
		t.Errorf("error %v, want the context's", err)
	}
	if order, _, err := drawn(p, document, 2); err != nil || len(order) != 1 {
		t.Errorf("the pool does not go on: %v, %v", order, err)
	}
}

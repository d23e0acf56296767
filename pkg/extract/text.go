package extract

import (
	"fmt"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// maxText is the largest text that is read, in bytes.
const maxText = 64 << 20

// A textDocument is plain text read as pages, as Paginate cuts it.
type textDocument struct {
	pages []string
	cut   bool
}

func openText(data []byte) (document, error) {
	if len(data) > maxText {
		return nil, fmt.Errorf("%w: %d bytes of text, the limit is %d", ErrSize, len(data), maxText)
	}
	text, err := intake.DecodeText(data)
	if err != nil {
		return nil, err
	}
	pages, cut := Paginate(text)
	return textDocument{pages, cut}, nil
}

func (d textDocument) Close() {}

func (d textDocument) NumPages() int { return len(d.pages) }

func (d textDocument) Structure() pdf.Structure { return pdf.Structure{} }

func (d textDocument) Notes() []string {
	if !d.cut {
		return nil
	}
	return []string{fmt.Sprintf("long text, read as %d pages", len(d.pages))}
}

func (d textDocument) Page(n int, _ pdf.Want) (pdf.View, error) {
	if n < 1 || n > len(d.pages) {
		return pdf.View{}, fmt.Errorf("no page %d", n)
	}
	return pdf.View{Page: dossier.Page{Number: n, Text: d.pages[n-1]}}, nil
}

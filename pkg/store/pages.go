package store

import (
	"context"
	"iter"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A KeptPage is a page as a store keeps it. Page.Words and Page.Images are not kept, but
// Print.Images is. Print.Marks and Print.Layout are not read back with the page:
// fingerprint.OfText(Text) recomputes the marks, and Pages.Layout returns the layout.
// Print.Looks is kept if its quality is above 0.
type KeptPage struct {
	dossier.Page
	Print   fingerprint.Print
	Columns dossier.Columns // the document's; Insert takes them from there
	// Seal is the result of the function Seal for the page as it was inserted. Insert
	// computes it and ignores this field. It is zero if none was recorded.
	Seal dossier.Digest
}

// Listed yields pages that are in memory.
func Listed(pages ...KeptPage) iter.Seq2[KeptPage, error] {
	return func(yield func(KeptPage, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// An ImageRef is a picture and the page that it is on.
type ImageRef struct {
	dossier.PageRef
	fingerprint.Image
}

// A LooksRef is the PDQ hash of a page as drawn.
type LooksRef struct {
	dossier.PageRef
	Hash pdq.Hash
}

// Pages gives access to what is kept of each page. Methods that take a document return an
// error wrapping dossier.ErrNotFound if it is unknown.
type Pages interface {
	// Pages returns the pages of a document numbered from first to last inclusive, in
	// order. Numbers outside the document are ignored.
	Pages(ctx context.Context, doc dossier.Digest, first, last int) ([]KeptPage, error)
	// Layout returns a page's layout, which may have no words. It returns an error wrapping
	// dossier.ErrNotFound if there is no such page.
	Layout(ctx context.Context, page dossier.PageRef) (layout.Layout, error)
	// Seals returns the seals of a document's pages as recorded, in order, zero for a
	// page without one.
	Seals(ctx context.Context, doc dossier.Digest) ([]dossier.Digest, error)
	// Looks returns the looks of every page whose quality is at least pdq.MinQuality, in the
	// order of Images.
	Looks(ctx context.Context) ([]LooksRef, error)
	// Images returns every picture whose quality is at least fingerprint.MinQuality, in
	// the order the documents were added, then by page and place on the page.
	Images(ctx context.Context) ([]ImageRef, error)
}

package corpus

import (
	"context"
	"testing"

	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// failingLast reads documents whose worker ends once all pages are read.
type failingLast struct{ recognise.Documents }

func (d failingLast) Read(ctx context.Context, s extract.Source, want extract.Want, page func(extract.PageContent) error) (extract.Head, error) {
	want.RenderDigests = false
	return d.Documents.Read(ctx, s, want, page)
}

// A document whose pages were read when the rest could not be is as it was recorded.
func TestPagesWithoutRenderDigestsVerify(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	c.reader.Documents = failingLast{c.reader.Documents}
	path, _ := twoPages(t, 0)
	add(t, c, AddOptions{}, path)
	if n := pagesAnew(clean(t, openCorpus(t, dir, ReadOnly, 1), VerifyOptions{Sample: -1})); n != 2 {
		t.Errorf("%d pages made anew, want 2", n)
	}
}

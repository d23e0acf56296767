package recognise

import (
	"context"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

const (
	// mostKept is how many bytes of folded text are kept for further inputs.
	mostKept = 32 << 20
	// pagesAtATime is how many pages of a document are read from the library together.
	pagesAtATime = 64
)

// foldedTexts are the folded texts of known pages, kept while inputs are answered. What is too
// much to keep is read from the library each time.
type foldedTexts struct {
	mu    sync.Mutex
	kept  map[dossier.Digest][]string // of documents, by page
	bytes int
}

// eachText calls f with the folded text of every known page, in the order of the documents.
func (q question) eachText(ctx context.Context, f func(page dossier.PageRef, folded string)) error {
	for _, doc := range q.documents {
		pages, err := q.textsOf(ctx, doc)
		if err != nil {
			return err
		}
		for i, folded := range pages {
			f(dossier.PageRef{Document: doc.SHA256, Number: i + 1}, folded)
		}
	}
	return nil
}

// textsOf returns the folded texts of a document's pages.
func (q question) textsOf(ctx context.Context, doc dossier.Document) ([]string, error) {
	q.folded.mu.Lock()
	kept, ok := q.folded.kept[doc.SHA256]
	q.folded.mu.Unlock()
	if ok {
		return kept, nil
	}
	var folded []string
	size := 0
	for first := 1; first <= doc.Pages; first += pagesAtATime {
		pages, err := q.library.Pages(ctx, doc.SHA256, first, first+pagesAtATime-1)
		if err != nil {
			return nil, err
		}
		for _, p := range pages {
			text := string(fingerprint.Fold(p.Text))
			folded = append(folded, text)
			size += len(text)
		}
	}
	q.folded.mu.Lock()
	defer q.folded.mu.Unlock()
	if q.folded.kept[doc.SHA256] == nil && q.folded.bytes+size <= mostKept {
		q.folded.kept[doc.SHA256] = folded
		q.folded.bytes += size
	}
	return folded, nil
}

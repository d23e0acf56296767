package corpus

import (
	"context"
	"fmt"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
)

// Search looks for words (package search) on the pages of the documents that a filter chooses, and tells
// the first pages that have them, at most most; all if most is 0. It returns an error wrapping ErrQuery or
// ErrFilter if it cannot tell what is asked for.
func (c *Corpus) Search(ctx context.Context, query string, f Filter, most int) (dossier.SearchAnswer, error) {
	answer := dossier.SearchAnswer{Schema: dossier.SearchSchema, Query: query}
	q, err := search.Parse(query)
	if err != nil {
		return answer, &dossier.Error{Op: "search", Path: query, Err: fmt.Errorf("%w: %w", ErrQuery, err)}
	}
	docs, err := c.Choose(ctx, f)
	if err != nil {
		return answer, err
	}
	chosen := make(map[dossier.Digest]dossier.FoundDocument, len(docs))
	for _, doc := range docs {
		chosen[doc.SHA256] = asFound(doc)
	}
	wanted := func(doc dossier.Digest) bool { _, ok := chosen[doc]; return ok }
	answer.Indexed, err = c.store.Search(ctx, q, wanted, func(p store.PageText) error {
		spans := q.Find(p.Text)
		if spans == nil {
			return nil
		}
		answer.Total++
		if most == 0 || answer.Total <= most {
			around := search.Around(p.Text, spans)
			answer.Hits = append(answer.Hits, dossier.SearchHit{
				Document: chosen[p.Document], Page: p.Number, Snippet: around.Text, Hits: around.Hits, Recognised: p.Recognised,
			})
		}
		return nil
	})
	return answer, err
}

// makeIndex makes the index that Search asks if it is not made yet or by another version, and reports
// whether it did.
func (c *Corpus) makeIndex(ctx context.Context) (bool, error) {
	if there, err := c.store.Indexed(ctx); there || err != nil {
		return false, err
	}
	if _, err := c.toldBySoundLog(ctx, "refresh corpus"); err != nil {
		return false, err
	}
	r := c.record(custody.Refreshed, "refresh")
	r.Schema, r.Refresh = custody.RefreshSchema, &custody.Refresh{Columns: fingerprint.Columns, Documents: []custody.RefreshedDocument{}}
	entry, err := c.entry(r)
	if err != nil {
		return false, err
	}
	if err := c.store.Reindex(ctx, entry); err != nil {
		return false, err
	}
	c.remember(ctx)
	return true, nil
}

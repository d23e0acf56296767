package store

import (
	"context"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/search"
)

// A PageText is the text of a page.
type PageText struct {
	dossier.PageRef
	Text       string
	Recognised bool // from what the page looks like
}

// A Searcher gives the texts of pages that a query may find something on.
type Searcher interface {
	// Search calls each with every page of the wanted documents whose text satisfies the query
	// (search.Query.Find), and perhaps with others, in the order the documents were added. It must
	// not call the store. indexed reports whether an index proposed the pages; if not, all were
	// read, because the index is not made yet or by another version: Reindex makes it.
	Search(ctx context.Context, q search.Query, wanted func(dossier.Digest) bool, each func(PageText) error) (indexed bool, err error)
	// Indexed reports whether Search uses an index.
	Indexed(ctx context.Context) (bool, error)
}

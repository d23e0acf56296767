package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	insertWords = `INSERT INTO words (docid, stems) VALUES (?, ?)`

	// As SQLite does by itself where the index holds the texts. The table stays, because PRAGMA
	// integrity_check looks for pages that are never used only if SQLite lists an ordinary
	// table first.
	clearWords = `DELETE FROM words_segments; DELETE FROM words_segdir; DELETE FROM words_stat`

	selectTexts = `SELECT id, text, recognised FROM pages WHERE id <= ? ORDER BY id`

	selectTextsByWords = `
		SELECT p.id, p.text, p.recognised FROM words AS w JOIN pages AS p ON p.id = w.docid
		WHERE p.id <= ?1 AND words MATCH ?2 ORDER BY w.docid`
)

// putWords enters the words of a page in their index.
func putWords(tx *sql.Tx, page int64, text string) error {
	stems := search.Stems(text)
	if len(stems) == 0 {
		return nil
	}
	_, err := tx.Exec(insertWords, page, strings.Join(stems, " "))
	return err
}

// Indexed reports whether the words of all texts are in their index.
func (s *database) Indexed(ctx context.Context) (bool, error) {
	stale, err := staleIndex(ctx, s.read)
	return !stale.words, s.failed(ctx, err)
}

// Search calls each with the pages that the index of words proposes or, if that is stale, with all.
func (s *database) Search(ctx context.Context, q search.Query, wanted func(dossier.Digest) bool, each func(store.PageText) error) (indexed bool, err error) {
	spans, err := s.docs.all(ctx, s.read)
	if err == nil {
		indexed, err = s.Indexed(ctx)
	}
	if err != nil {
		return false, s.failed(ctx, err)
	}
	chosen := make([]bool, len(spans))
	for i, d := range spans {
		chosen[i] = wanted(d.digest)
	}
	statement, args := selectTexts, []any{total(spans)}
	if indexed {
		statement, args = selectTextsByWords, append(args, expression(q))
	}
	err = s.eachText(ctx, statement, args, func(page int64, text func() (string, error), recognised bool) error {
		at, err := holding(spans, page)
		if err != nil || !chosen[at] {
			return err
		}
		t := store.PageText{PageRef: spans[at].ref(page), Recognised: recognised}
		if t.Text, err = text(); err != nil {
			return fmt.Errorf("page %d of document %s: its text cannot be read: %w", t.Number, t.Document.Short(), err)
		}
		return each(t)
	})
	return indexed, s.failed(ctx, err)
}

// eachText calls use with the pages that a statement selects, and a function that returns the text.
func (s *database) eachText(ctx context.Context, statement string, args []any, use func(page int64, text func() (string, error), recognised bool) error) error {
	return each(ctx, s.read, func(rows *sql.Rows) error {
		var page int64
		var packed sql.RawBytes
		var recognised bool
		if err := rows.Scan(&page, &packed, &recognised); err != nil {
			return err
		}
		return use(page, func() (text string, err error) {
			err = s.inflate(packed, func(data []byte) error {
				text = string(data)
				return nil
			})
			return text, err
		}, recognised)
	}, statement, args...)
}

// expression returns the full-text expression for the pages that a query may find something on: those
// with some words of one way of every term, close to one another.
func expression(q search.Query) string {
	var terms []string
	for _, t := range q.Terms {
		if t.Not {
			continue // a page may have its stems apart
		}
		var ways []string
		for _, way := range t.Ways {
			ways = append(ways, chain(way, t.Prefix))
		}
		terms = append(terms, "("+strings.Join(ways, " OR ")+")")
	}
	return strings.Join(terms, " AND ")
}

// mostChained is how many words of a phrase the index is asked for. SQLite limits how deep an
// expression is.
const mostChained = 6

// chain returns the expression for some words that follow one another: those of a long phrase with the most
// letters, which are on the fewest pages.
func chain(way []search.Word, prefix bool) string {
	from, most := 0, -1
	for i := range max(1, len(way)-mostChained+1) {
		letters := 0
		for _, w := range way[i:min(i+mostChained, len(way))] {
			letters += len(w.Letters)
		}
		if letters > most {
			from, most = i, letters
		}
	}
	var words []string
	for i := from; i < min(from+mostChained, len(way)); i++ {
		stem := search.Stem(way[i].Letters)
		if prefix && i == len(way)-1 {
			stem += "*"
		}
		words = append(words, `"`+stem+`"`)
	}
	return strings.Join(words, fmt.Sprintf(" NEAR/%d ", search.Between))
}

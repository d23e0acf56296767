package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/search"
)

const (
	// What tells the words of the index is a table of the connection's own.
	listWords = `
		PRAGMA query_only = OFF;
		CREATE VIRTUAL TABLE temp.words_kept USING fts4aux(main, words);
		PRAGMA query_only = ON`

	selectWords = `SELECT term, occurrences FROM temp.words_kept WHERE col = '*'`

	selectPagesOfWord = `SELECT docid FROM words WHERE words MATCH ?`
)

// A wordWitness sums up the words that pages should be listed under, and those they are.
type wordWitness struct {
	seed        maphash.Seed
	pages       map[int64]*pageMarks // by id, of pages that were read
	occurrences struct{ want, got hashSum }
}

func newWordWitness() *wordWitness {
	return &wordWitness{seed: maphash.MakeSeed(), pages: make(map[int64]*pageMarks)}
}

func (w *wordWitness) hash(stem string) int64 { return int64(maphash.String(w.seed, stem)) }

// expect notes the words of a page.
func (w *wordWitness) expect(page int64, text string) {
	t, seen := new(pageMarks), make(map[int64]bool)
	for _, stem := range search.Stems(text) {
		hash := w.hash(stem)
		w.occurrences.want.add(hash)
		if !seen[hash] {
			seen[hash] = true
			t.want.add(hash)
		}
	}
	w.pages[page] = t
}

// compareWords finds the pages that are not listed under exactly the words of their texts.
func (w *witness) compareWords(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, listWords); err != nil { // undone with the transaction
		return err
	}
	type kept struct {
		stem        string
		occurrences int
	}
	stems, err := query(ctx, tx, func(rows *sql.Rows) (k kept, err error) {
		err = rows.Scan(&k.stem, &k.occurrences)
		return k, err
	}, selectWords)
	if err != nil {
		return err
	}
	strayed := 0
	for _, k := range stems {
		if strings.ContainsAny(k.stem, `"*`) { // which is in no word, and means something in a question
			strayed++
			continue
		}
		hash := w.words.hash(k.stem)
		w.words.occurrences.got.addTimes(hash, k.occurrences)
		err := each(ctx, tx, func(rows *sql.Rows) error {
			var page int64
			if err := rows.Scan(&page); err != nil {
				return err
			}
			switch t := w.words.pages[page]; {
			case t != nil:
				t.got.add(hash)
			case !w.unknown[page]:
				strayed++
			}
			return nil
		}, selectPagesOfWord, `"`+k.stem+`"`)
		if err != nil {
			return err
		}
	}
	return w.tellWords(strayed)
}

// tellWords notes what compareWords found.
func (w *witness) tellWords(strayed int) error {
	wrong := strayed > 0
	for _, page := range slices.Sorted(maps.Keys(w.words.pages)) {
		if t := w.words.pages[page]; t.got != t.want {
			w.fault(page, dossier.Damaged, "the words that it is found by are not those of its text")
			wrong = true
		}
	}
	if strayed > 0 {
		w.faults = append(w.faults, damaged(fmt.Sprintf("the index of words has %d that belong to no page", strayed)))
	}
	if sum := w.words.occurrences; !wrong && len(w.unknown) == 0 && sum.got != sum.want {
		w.faults = append(w.faults, damaged("the index of words does not have each as often as the texts"))
	}
	return nil
}

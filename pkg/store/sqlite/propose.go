package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// Both statements take a JSON array of hashes, and look at pages up to ?2 only:
// an answer is of one moment, even while documents are being added.
var (
	// selectPostings finds the pages each mark stands on, up to one more than a
	// mark that proposes candidates may have.
	selectPostings = fmt.Sprintf(`
		SELECT value, (SELECT group_concat(page, ' ') FROM
		               (SELECT page FROM postings WHERE hash = value AND page <= ?2 LIMIT %d))
		FROM json_each(?1)`, store.HotMark+1)

	// selectFrequencies counts the pages of the marks that have more.
	selectFrequencies = fmt.Sprintf(`
		SELECT value, (SELECT count(*) FROM
		               (SELECT 1 FROM postings WHERE hash = value AND page <= ?2 LIMIT %d))
		FROM json_each(?1)`, store.FrequencyCap)
)

// minCorpus is the number of pages that rarity is reckoned against at least, so
// that in a small corpus a shared mark still counts for something.
const minCorpus = 1024

// A tally is what one known page shares with the query.
type tally struct {
	hits  int
	votes float64
}

// Propose returns the known pages that share most with a page of these marks.
func (s *Store) Propose(ctx context.Context, marks []fingerprint.Mark, limit int) (store.Proposal, error) {
	proposal, err := s.proposal(ctx, marks, limit)
	if err != nil {
		return store.Proposal{}, s.failed(ctx, err)
	}
	return proposal, nil
}

func (s *Store) proposal(ctx context.Context, marks []fingerprint.Mark, limit int) (store.Proposal, error) {
	spans, err := s.docs.all(ctx, s.read)
	if err != nil {
		return store.Proposal{}, err
	}
	corpus := total(spans)
	hashes := distinct(marks)
	frequency := make(map[uint64]int, len(hashes))
	hot := s.hot.in(corpus)
	unknown := slices.DeleteFunc(hashes, func(hash int64) bool {
		n, known := hot.Load(hash)
		if known {
			frequency[hashFromColumn(hash)] = n.(int)
		}
		return known
	})
	postings, err := s.postings(ctx, unknown, corpus)
	if err != nil {
		return store.Proposal{}, err
	}

	tallies := make(map[int64]tally)
	var tooMany []int64
	for _, p := range postings {
		frequency[hashFromColumn(p.hash)] = len(p.pages)
		if len(p.pages) > store.HotMark {
			tooMany = append(tooMany, p.hash)
			continue
		}
		rarity := math.Log2(float64(max(corpus, minCorpus)) / float64(len(p.pages)))
		for _, page := range p.pages {
			t := tallies[page]
			tallies[page] = tally{t.hits + 1, t.votes + rarity}
		}
	}
	if len(tooMany) > 0 {
		if err := s.count(ctx, tooMany, corpus, func(hash int64, n int) {
			hot.Store(hash, n)
			frequency[hashFromColumn(hash)] = n
		}); err != nil {
			return store.Proposal{}, err
		}
	}
	candidates, err := best(tallies, spans, limit)
	return store.Proposal{Frequency: frequency, Candidates: candidates}, err
}

// distinct returns the distinct hashes, in order.
func distinct(marks []fingerprint.Mark) []int64 {
	hashes := make([]int64, len(marks))
	for i, m := range marks {
		hashes[i] = hashToColumn(m.Hash)
	}
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// A markPostings says on which pages a mark stands.
type markPostings struct {
	hash  int64
	pages []int64
}

// postings returns the pages, up to lastPage, that each mark stands on: all of
// them, or HotMark+1. The marks come in the order of their hashes, so that sums
// over them come out the same every time.
func (s *Store) postings(ctx context.Context, hashes []int64, lastPage int64) ([]markPostings, error) {
	rows, err := s.read.QueryContext(ctx, selectPostings, jsonArray(hashes), lastPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := make([]markPostings, 0, len(hashes))
	var pages []int64 // of all marks, one after another
	for rows.Next() {
		var p markPostings
		var list sql.RawBytes
		if err := rows.Scan(&p.hash, &list); err != nil {
			return nil, err
		}
		begin := len(pages)
		if pages, err = appendIDs(pages, list); err != nil {
			return nil, err
		}
		p.pages = pages[begin:]
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b markPostings) int { return cmp.Compare(a.hash, b.hash) })
	return all, rows.Err()
}

// count calls found with the number of pages, up to lastPage, that each mark
// stands on.
func (s *Store) count(ctx context.Context, hashes []int64, lastPage int64, found func(hash int64, n int)) error {
	rows, err := s.read.QueryContext(ctx, selectFrequencies, jsonArray(hashes), lastPage)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var hash int64
		var n int
		if err := rows.Scan(&hash, &n); err != nil {
			return err
		}
		found(hash, n)
	}
	return rows.Err()
}

func jsonArray(numbers []int64) []byte {
	text := []byte{'['}
	for i, n := range numbers {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, n, 10)
	}
	return append(text, ']')
}

// appendIDs reads page ids set apart by spaces.
func appendIDs(ids []int64, list []byte) ([]int64, error) {
	for field := range bytes.FieldsSeq(list) {
		id, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// best returns the candidates with most votes.
func best(tallies map[int64]tally, spans []span, limit int) ([]store.Candidate, error) {
	var chosen []store.Candidate // in order
	for page, t := range tallies {
		if len(chosen) >= limit && (limit <= 0 || t.votes < chosen[limit-1].Votes) {
			continue
		}
		ref, err := resolve(spans, page)
		if err != nil {
			return nil, err
		}
		c := store.Candidate{PageRef: ref, Hits: t.hits, Votes: t.votes}
		at, _ := slices.BinarySearchFunc(chosen, c, byVotes)
		chosen = slices.Insert(chosen, at, c)
		chosen = chosen[:min(len(chosen), limit)]
	}
	return chosen, nil
}

// byVotes orders candidates as store.Proposal promises.
func byVotes(a, b store.Candidate) int {
	return cmp.Or(
		cmp.Compare(b.Votes, a.Votes),
		bytes.Compare(a.Document[:], b.Document[:]),
		cmp.Compare(a.Number, b.Number),
	)
}

// hotMarks remembers the frequencies of marks that are too common to propose
// candidates: they cost most to find, and every page of a dossier bears the same.
type hotMarks struct {
	mu        sync.Mutex
	corpus    int64     // pages it held when they were counted
	frequency *sync.Map // mark hash, as in the table, to int
}

// in returns what is known of a corpus of that many pages. Documents are only
// ever appended, so corpora of the same number are the same.
func (h *hotMarks) in(corpus int64) *sync.Map {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.frequency == nil || h.corpus != corpus {
		h.corpus, h.frequency = corpus, new(sync.Map)
	}
	return h.frequency
}

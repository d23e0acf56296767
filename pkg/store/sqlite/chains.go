package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	pageBytes  = 4 // of a page id in chains.pages
	countBytes = 2 // of a number in documents.chains

	// maxCount is the greatest number of chains that is kept of a page.
	maxCount = math.MaxUint16
)

// selectChains finds the pages of those keys of a JSON array that stand on any.
const selectChains = `SELECT chains.key, pages FROM json_each(?) AS asked CROSS JOIN chains ON chains.key = asked.value`

// As many rows stand between the two as are inserted at once. || yields text of the
// same bytes, which CAST makes a blob again.
var (
	insertChains = `INSERT INTO chains (key, pages) VALUES `
	extendChains = fmt.Sprintf(` ON CONFLICT DO UPDATE SET pages = CAST(pages || excluded.pages AS BLOB)
		WHERE length(pages) <= %d`, store.HotChain*pageBytes)
)

// chainKeys returns the distinct keys of a layout's chains, ascending.
func chainKeys(l *layout.Layout) []uint32 {
	var keys []uint32
	for _, c := range l.Chains() {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// A chainRow is what one document adds to a row of chains.
type chainRow struct {
	key   uint32
	pages []byte
}

func (r chainRow) columns() (any, any) { return int64(r.key), r.pages }

// chainRows returns the rows for pages with these keys, by key. first is the id of
// the first page.
func chainRows(first int64, keys [][]uint32) []chainRow {
	type posting struct{ key, page uint32 }
	var postings []posting
	for i, ofPage := range keys {
		for _, key := range ofPage {
			postings = append(postings, posting{key, uint32(first + int64(i))})
		}
	}
	slices.SortFunc(postings, func(a, b posting) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.page, b.page))
	})
	var rows []chainRow
	for i, p := range postings {
		if i == 0 || p.key != postings[i-1].key {
			rows = append(rows, chainRow{key: p.key})
		}
		row := &rows[len(rows)-1]
		if len(row.pages) <= store.HotChain*pageBytes {
			row.pages = binary.BigEndian.AppendUint32(row.pages, p.page)
		}
	}
	return rows
}

// chainCounts is the column documents.chains of pages with these keys.
func chainCounts(keys [][]uint32) []byte {
	column := make([]byte, 0, countBytes*len(keys))
	for _, ofPage := range keys {
		column = binary.BigEndian.AppendUint16(column, uint16(min(len(ofPage), maxCount)))
	}
	return column
}

// ProposeLayout returns the known pages that share most chains with the probes.
func (s *Store) ProposeLayout(ctx context.Context, probes []layout.Probe, limit int) ([]store.Candidate, error) {
	candidates, err := s.layoutCandidates(ctx, probes, limit)
	return candidates, s.failed(ctx, err)
}

func (s *Store) layoutCandidates(ctx context.Context, probes []layout.Probe, limit int) ([]store.Candidate, error) {
	spans, err := s.docs.all(ctx, s.read)
	if err != nil {
		return nil, err
	}
	voters, err := s.voters(ctx, probes, total(spans))
	if err != nil {
		return nil, err
	}
	tallies := make(map[int64]tally)
	for page, b := range poll(probes, voters) {
		d, err := holder(spans, int64(page))
		if err != nil {
			return nil, err
		}
		chains := max(d.chainCount(int64(page)), store.MinChains)
		tallies[int64(page)] = tally{b.hits, b.votes / math.Sqrt(float64(chains))}
	}
	return best(tallies, spans, limit)
}

// A voter is a key that votes: for which pages, and with what weight.
type voter struct {
	pages  []uint32 // ids
	weight float64
}

// voters returns the keys of the probes that vote in a corpus of that many pages.
// What is added to the corpus meanwhile does not count.
func (s *Store) voters(ctx context.Context, probes []layout.Probe, corpus int64) (map[uint32]voter, error) {
	voters := make(map[uint32]voter)
	var pages []uint32 // of all voters, one after another
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var key int64
		var column sql.RawBytes
		if err := rows.Scan(&key, &column); err != nil {
			return err
		}
		begin := len(pages)
		pages = appendPages(pages, column, corpus)
		if n := len(pages) - begin; 0 < n && n <= store.HotChain {
			voters[uint32(key)] = voter{pages[begin:], chainWeight(n, corpus)}
		}
		return nil
	}, selectChains, jsonArray(distinctKeys(probes)))
	return voters, err
}

// distinctKeys returns the keys of the probes, ascending.
func distinctKeys(probes []layout.Probe) []int64 {
	var keys []int64
	for _, p := range probes {
		for _, key := range p.Keys {
			keys = append(keys, int64(key))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// appendPages reads the page ids of a column up to corpus.
func appendPages(pages []uint32, column []byte, corpus int64) []uint32 {
	for ; len(column) >= pageBytes; column = column[pageBytes:] {
		page := binary.BigEndian.Uint32(column)
		if int64(page) > corpus {
			break
		}
		pages = append(pages, page)
	}
	return pages
}

// chainWeight is the weight of a key on n of the corpus's pages. The last bits, in
// which logarithms of different machines may differ, are rounded away.
func chainWeight(n int, corpus int64) float64 {
	const unit = 1 << 40
	return math.Round(unit*math.Log(1+2*float64(corpus)/float64(n))) / unit
}

// A ballot is what the probes say of one page.
type ballot struct {
	tally
	probe int // that voted last, counted from 1
}

// poll lets the probes vote and returns the ballots of the pages by their ids.
func poll(probes []layout.Probe, voters map[uint32]voter) map[uint32]ballot {
	ballots := make(map[uint32]ballot)
	var ofProbe []voter
	for i, probe := range probes {
		ofProbe = ofProbe[:0]
		for k, key := range probe.Keys {
			v := voters[key]
			if k > 0 {
				v.weight = float64(store.NearChain * v.weight)
			}
			ofProbe = append(ofProbe, v)
		}
		// The first vote counts, so the worthiest comes first.
		slices.SortFunc(ofProbe, func(a, b voter) int { return cmp.Compare(b.weight, a.weight) })
		for _, v := range ofProbe {
			for _, page := range v.pages {
				if b := ballots[page]; b.probe <= i {
					ballots[page] = ballot{tally{b.hits + 1, b.votes + v.weight}, i + 1}
				}
			}
		}
	}
	return ballots
}

// chainCount is how many chain keys a page of the document has.
func (s span) chainCount(page int64) int {
	at := countBytes * int(page-s.first)
	if at+countBytes > len(s.chains) {
		return 0 // added before pages had chains
	}
	return int(binary.BigEndian.Uint16(s.chains[at:]))
}

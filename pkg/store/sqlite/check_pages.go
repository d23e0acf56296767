package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	selectNames = `SELECT sha256, name FROM documents`

	selectAllPostings = `SELECT hash, page FROM postings`
)

// checkWholePages reads every page once. It compares its seal with the one recorded, and its
// recomputed marks and chains with those that are kept.
func (s *database) checkWholePages(ctx context.Context, tx *sql.Tx) ([]dossier.Check, error) {
	w, err := newWitness(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := s.eachWholePage(ctx, tx, selectPages, w.see); err != nil {
		return w.faults, err
	}
	stale, err := staleIndex(ctx, tx)
	if err != nil {
		return w.faults, err
	}
	if !stale.postings { // what another version made cannot be recomputed for comparison
		if err := w.comparePostings(ctx, tx); err != nil {
			return w.faults, err
		}
	}
	if !stale.chains {
		if err := w.compareChains(ctx, tx); err != nil {
			return w.faults, err
		}
	}
	if !stale.words {
		err = w.compareWords(ctx, tx)
	}
	return w.faults, err
}

// A witness collects what is wrong with the pages it sees, and what the other tables should
// hold for them.
type witness struct {
	spans   []span
	names   map[dossier.Digest]string
	unknown map[int64]bool       // pages that cannot be read, by their ids
	marks   map[int64]*pageMarks // by id, of pages that were read
	counts  map[int64]int        // of chains by page id, if any
	chains  map[uint32][]byte    // pages by key, as in the table, up to mostPages
	words   *wordWitness
	faults  []dossier.Check
}

func newWitness(ctx context.Context, tx *sql.Tx) (*witness, error) {
	w := &witness{
		names: make(map[dossier.Digest]string), unknown: make(map[int64]bool), marks: make(map[int64]*pageMarks),
		counts: make(map[int64]int), chains: make(map[uint32][]byte), words: newWordWitness(),
	}
	var err error
	if w.spans, err = query(ctx, tx, scanSpan, selectSpans, 0); err != nil {
		return nil, err
	}
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var doc dossier.Digest
		var name string
		err := rows.Scan(digestColumn{&doc}, &name)
		w.names[doc] = name
		return err
	}, selectNames)
	return w, err
}

// see examines one page. Pages must come in the order of their ids.
func (w *witness) see(p *storedPage) error {
	if _, err := holder(w.spans, p.id); err != nil {
		w.unknown[p.id] = true
		w.faults = append(w.faults, damaged(err.Error()))
		return nil
	}
	if p.damage != nil {
		w.unknown[p.id] = true
		w.fault(p.id, dossier.Changed, "not as it was recorded: "+p.damage.Error())
		return nil
	}
	if seal, err := store.Seal(p.KeptPage); err != nil || seal != p.Seal {
		w.fault(p.id, dossier.Changed, "not as it was recorded")
	}
	t := new(pageMarks)
	_, marks := fingerprint.OfText(p.Text)
	for _, hash := range distinct(marks) {
		t.want.add(hash)
	}
	w.marks[p.id] = t
	w.words.expect(p.id, p.Text)
	w.expectChains(p.id, store.ChainKeys(&p.Print.Layout))
	return nil
}

// fault notes a fault of a page.
func (w *witness) fault(page int64, state dossier.State, detail string) {
	ref, err := resolve(w.spans, page)
	if err != nil {
		w.faults = append(w.faults, damaged(err.Error()))
		return
	}
	w.faults = append(w.faults, dossier.Check{
		Of: dossier.OfFingerprint, State: state, Document: ref.Document, Name: w.names[ref.Document], Page: ref.Number,
		Detail: detail,
	})
}

// A hashSum represents a set of hashes. The chance that another set has the same is one in 2⁶⁴.
type hashSum struct {
	count int
	sum   uint64
}

// add counts a hash.
func (t *hashSum) add(hash int64) { t.addTimes(hash, 1) }

// addTimes counts a hash n times. It is mixed, so that wrong bits of two hashes do not cancel out.
func (t *hashSum) addTimes(hash int64, n int) {
	high, low := bits.Mul64(uint64(hash), 0x9e3779b97f4a7c15)
	t.count += n
	t.sum += (high ^ low) * uint64(n)
}

// pageMarks sums up the marks that a page should be listed under, and those it is.
type pageMarks struct{ want, got hashSum }

// comparePostings finds the pages that are not listed under exactly the marks of their texts.
func (w *witness) comparePostings(ctx context.Context, tx *sql.Tx) error {
	strayed := 0
	err := each(ctx, tx, func(rows *sql.Rows) error {
		var hash, page int64
		if err := rows.Scan(&hash, &page); err != nil {
			return err
		}
		switch t := w.marks[page]; {
		case t != nil:
			t.got.add(hash)
		case !w.unknown[page]:
			strayed++
		}
		return nil
	}, selectAllPostings)
	if err != nil {
		return err
	}
	for _, page := range slices.Sorted(maps.Keys(w.marks)) {
		if t := w.marks[page]; t.got != t.want {
			w.fault(page, dossier.Damaged, "its postings are not those of its text")
		}
	}
	if strayed > 0 {
		w.faults = append(w.faults, damaged(fmt.Sprintf("%d postings belong to no page", strayed)))
	}
	return nil
}

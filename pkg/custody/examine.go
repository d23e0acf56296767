package custody

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"golang.org/x/mod/sumdb/tlog"
)

// mostMissing limits how many missing records are named one by one.
const mostMissing = 1000

// An examination compares the records of a log with its stored hashes and its head.
type examination struct {
	head    *Checkpoint // nil if it does not vouch for the tree
	stored  hashes
	grown   hashes // recomputed from the records
	gaps    []int  // gaps[i]: how many of the first i records are missing
	changed map[int64]bool
	records []dossier.Check
	tree    []dossier.Check
}

// examine returns the problems of the log's records, by number, and of its tree. The head is
// nil if no signature vouches for it.
func examine(l Log, head *Checkpoint) []dossier.Check {
	e := &examination{stored: l.Hashes, changed: map[int64]bool{}}
	size := e.stored.leaves()
	switch {
	case head != nil:
		size = head.Size
	case size == 0:
		size = int64(len(l.Records))
	}
	kept := e.number(l.Records, size)
	if want := tlog.StoredHashCount(size); int64(len(l.Hashes)) != want {
		e.damaged(dossier.Check{Detail: fmt.Sprintf("%d hashes are stored, %s have %d", len(l.Hashes), count(size, "record"), want)})
	}

	// A head may claim any size; trees are built only from what is there.
	if there := max(int64(len(kept)), e.stored.leaves()); size > there {
		size, head = e.stored.leaves(), nil
	}
	e.grow(kept, size)
	e.head = head
	switch {
	case size == 0:
	case head != nil:
		e.descend(0, size, head.Root)
	default:
		e.assume(0, size)
	}
	for _, r := range kept {
		if _, err := ParseRecord(r.Data); err != nil && !e.changed[r.Number] {
			e.found(r.Number, dossier.Check{State: dossier.Damaged, Detail: err.Error()})
		}
	}
	slices.SortStableFunc(e.records, func(a, b dossier.Check) int { return cmp.Compare(*a.Record, *b.Record) })
	return append(e.records, e.tree...)
}

// found notes a problem of a record.
func (e *examination) found(number int64, c dossier.Check) {
	c.Of, c.Record = dossier.OfRecord, &number
	e.records = append(e.records, c)
}

// damaged notes a problem of the tree.
func (e *examination) damaged(c dossier.Check) {
	c.Of, c.State = dossier.OfTree, dossier.Damaged
	e.tree = append(e.tree, c)
}

// number notes which of size records are missing and which are surplus, and returns the
// others in order.
func (e *examination) number(records []LogRecord, size int64) []LogRecord {
	var kept []LogRecord
	sorted := slices.SortedStableFunc(slices.Values(records), func(a, b LogRecord) int { return cmp.Compare(a.Number, b.Number) })
	next, missing := int64(0), int64(0)
	skip := func(to int64) {
		for ; next < to && missing < mostMissing; next++ {
			e.found(next, dossier.Check{State: dossier.Missing})
			missing++
		}
		missing += to - next
		next = to
	}
	for _, r := range sorted {
		if r.Number < next || r.Number >= size {
			e.found(r.Number, dossier.Check{State: dossier.New, Detail: "the log has " + count(size, "record") + ", but not this one"})
			continue
		}
		skip(r.Number)
		kept = append(kept, r)
		next++
	}
	skip(size)
	if missing > mostMissing {
		e.damaged(dossier.Check{Detail: fmt.Sprintf("%d records are missing; the first %d are named", missing, mostMissing)})
	}
	return kept
}

// grow builds the tree over the first size records, with gaps for those missing.
func (e *examination) grow(kept []LogRecord, size int64) {
	leaves := make([]tlog.Hash, size)
	e.gaps = make([]int, size+1) // first each record's share, then the sums
	for _, r := range kept {
		if r.Number < size {
			leaves[r.Number] = tlog.RecordHash(r.Data)
			e.gaps[r.Number+1] = -1
		}
	}
	for i := range leaves {
		e.gaps[i+1] += e.gaps[i] + 1
	}
	e.grown = grow(leaves)
}

// candidates returns the possible hashes over records: recomputed, and as stored.
func (e *examination) candidates(lo, hi int64) []tlog.Hash {
	var some []tlog.Hash
	if e.gaps[lo] == e.gaps[hi] {
		hash, _ := e.grown.over(lo, hi)
		some = append(some, hash)
	}
	if hash, ok := e.stored.over(lo, hi); ok {
		some = append(some, hash)
	}
	return some
}

// descend finds what does not fit under the hash that the records from lo to before hi
// should have. On either side of the tree, the records or the stored hash may be unaltered:
// those are whose combination gives the wanted hash.
func (e *examination) descend(lo, hi int64, want tlog.Hash) {
	mid := hi
	var left, right tlog.Hash
	if hi-lo > 1 {
		mid = split(lo, hi)
		var ok bool
		if left, right, ok = e.sides(lo, mid, hi, want); !ok {
			e.unfit(lo, hi, want)
			e.assume(lo, mid)
			e.assume(mid, hi)
			return
		}
	}
	if stored, ok := e.stored.over(lo, hi); ok && stored != want && complete(lo, hi) {
		e.damaged(dossier.Check{Expected: want.String(), Actual: stored.String(), Detail: "the stored hash of " + span(lo, hi) + " was changed"})
	}
	if mid < hi {
		e.descend(lo, mid, left)
		e.descend(mid, hi, right)
		return
	}
	if is, _ := e.grown.over(lo, hi); e.gaps[lo] == e.gaps[hi] && is != want {
		e.changed[lo] = true
		e.found(lo, dossier.Check{State: dossier.Changed, Expected: want.String(), Actual: is.String(), Detail: "its hash is not the one in the log"})
	}
}

// sides returns the hashes of the two sides that combine to the wanted one.
func (e *examination) sides(lo, mid, hi int64, want tlog.Hash) (left, right tlog.Hash, ok bool) {
	for _, left := range e.candidates(lo, mid) {
		for _, right := range e.candidates(mid, hi) {
			if tlog.NodeHash(left, right) == want {
				return left, right, true
			}
		}
	}
	return left, right, false
}

// unfit notes a hash that nothing beneath it combines to.
func (e *examination) unfit(lo, hi int64, want tlog.Hash) {
	of := "the stored hash of " + span(lo, hi)
	if e.head != nil && hi-lo == e.head.Size {
		of = "the signed head of " + count(e.head.Size, "record")
	}
	e.damaged(dossier.Check{Expected: want.String(), Detail: "neither the records nor the hashes beneath match " + of})
}

// assume examines records that no trusted hash covers against the stored hashes.
func (e *examination) assume(lo, hi int64) {
	if stored, ok := e.stored.over(lo, hi); ok {
		e.descend(lo, hi, stored)
	} else if hi-lo > 1 {
		mid := split(lo, hi)
		e.assume(lo, mid)
		e.assume(mid, hi)
	}
}

// span names the records from lo to before hi.
func span(lo, hi int64) string {
	if hi-lo == 1 {
		return fmt.Sprintf("record %d", lo)
	}
	return fmt.Sprintf("records %d to %d", lo, hi-1)
}

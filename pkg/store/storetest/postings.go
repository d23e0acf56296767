package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// A PostingsOpener opens an empty store of postings, and returns how documents are added to it.
type PostingsOpener func(t *testing.T) (store.Postings, Insert)

// RunPostings tests a store of postings.
func RunPostings(t *testing.T, open PostingsOpener) {
	runAll(t, open, []test[PostingsOpener]{
		{"Empty", emptyPostings},
		{"Page", pageIDs},
		{"Marks", marks},
		{"HotMarks", hotMarks},
		{"LargeHashes", largeHashes},
		{"Chains", chains},
		{"HotChains", hotChains},
		{"Refused", refusedPostings},
		{"OneMoment", oneMoment},
		{"Cancelled", cancelledPostings},
		{"ReadWhileWriting", postingsWhileWriting},
	})
}

func snapshot(t *testing.T, s store.Postings) store.Snapshot {
	t.Helper()
	v, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatalf("snapshot: %v", err)
	}
	return v
}

// onPages is what a snapshot says of a mark.
type onPages struct {
	Pages []uint32
	Count int
}

// marksIn returns what a snapshot says of marks.
func marksIn(t *testing.T, v store.Snapshot, most, limit int, hashes ...uint64) map[uint64]onPages {
	t.Helper()
	got := map[uint64]onPages{}
	err := v.Marks(t.Context(), hashes, most, limit, func(hash uint64, pages []uint32, count int) {
		if _, twice := got[hash]; twice {
			t.Errorf("mark %d comes twice", hash)
		}
		got[hash] = onPages{pages, count}
	})
	if err != nil {
		t.Fatalf("marks: %v", err)
	}
	return got
}

// chainsIn returns what a snapshot says of the keys of chains.
func chainsIn(t *testing.T, v store.Snapshot, keys ...uint32) map[uint32][]uint32 {
	t.Helper()
	got := map[uint32][]uint32{}
	err := v.Chains(t.Context(), keys, func(key uint32, pages []uint32) {
		if _, twice := got[key]; twice {
			t.Errorf("key %d comes twice", key)
		}
		got[key] = pages
	})
	if err != nil {
		t.Fatalf("chains: %v", err)
	}
	return got
}

// upTo returns the ids 1 to n.
func upTo(n int) []uint32 {
	var ids []uint32
	for id := range n {
		ids = append(ids, uint32(id+1))
	}
	return ids
}

func emptyPostings(t *testing.T, open PostingsOpener) {
	s, _ := open(t)
	v := snapshot(t, s)
	equal(t, "pages", v.Pages(), 0)
	equal(t, "marks", marksIn(t, v, 9, 9, 1, 2), map[uint64]onPages{})
	equal(t, "no marks", marksIn(t, v, 9, 9), map[uint64]onPages{})
	equal(t, "chains", chainsIn(t, v, 1, 2), map[uint32][]uint32{})
	equal(t, "no chains", chainsIn(t, v), map[uint32][]uint32{})
	for _, id := range []uint32{0, 1} {
		if page, _, err := v.Page(id); err == nil {
			t.Errorf("page %d is %v", id, page)
		}
	}
}

// pageIDs finds pages of documents that have some or none, chains or none.
func pageIDs(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	var want []dossier.PageRef
	var chains []int
	for i, lines := range [][]uint64{nil, {1, 2}, {3}, nil, {4, 5, 6}, nil} {
		var pages []store.KeptPage
		for _, n := range lines {
			page := drawn()
			if n != 2 {
				page = drawn(n, n+100, n+200)
			}
			l := page.Print.Layout
			pages, chains = append(pages, page), append(chains, len(store.ChainKeys(&l)))
		}
		doc, pages := document(fmt.Sprint(i), pages...)
		add(t, insert, doc, pages)
		for number := range pages {
			want = append(want, dossier.PageRef{Document: doc.SHA256, Number: number + 1})
		}
	}
	v := snapshot(t, s)
	equal(t, "pages", v.Pages(), len(want))
	for i := range want {
		page, n, err := v.Page(uint32(i + 1))
		if err != nil || page != want[i] || n != chains[i] {
			t.Errorf("page %d is %v with %d chains, %v; want %v with %d", i+1, page, n, err, want[i], chains[i])
		}
	}
	if chains[0] == 0 || chains[1] != 0 {
		t.Errorf("chains %v: the test shows nothing", chains)
	}
	for _, id := range []uint32{0, uint32(len(want) + 1), math.MaxUint32} {
		if page, _, err := v.Page(id); err == nil {
			t.Errorf("page %d is %v", id, page)
		}
	}
}

func marks(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	a, aPages := document("a", marked(1, 2, 3, 3, 3), marked(3), marked())
	b, bPages := document("b", marked(), marked(2, 3))
	add(t, insert, a, aPages)
	add(t, insert, b, bPages)
	v := snapshot(t, s)
	one, two, three := []uint32{1}, []uint32{1, 5}, []uint32{1, 2, 5} // however often on each
	for range 2 {
		for _, test := range []struct {
			most, limit int
			want        map[uint64]onPages
		}{
			{9, 9, map[uint64]onPages{1: {one, 1}, 2: {two, 2}, 3: {three, 3}}},
			{3, 3, map[uint64]onPages{1: {one, 1}, 2: {two, 2}, 3: {three, 3}}},
			{2, 9, map[uint64]onPages{1: {one, 1}, 2: {two, 2}, 3: {nil, 3}}},
			{1, 2, map[uint64]onPages{1: {one, 1}, 2: {nil, 2}, 3: {nil, 2}}},
			{0, 9, map[uint64]onPages{1: {nil, 1}, 2: {nil, 2}, 3: {nil, 3}}},
		} {
			equal(t, fmt.Sprintf("at most %d, up to %d", test.most, test.limit),
				marksIn(t, v, test.most, test.limit, 3, 1, 2, 2, 7), test.want, cmpopts.EquateEmpty())
		}
	}
}

// hotMarks adds pages until marks are on too many pages to list, and to count.
func hotMarks(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	const most, limit = 20, 50
	ask := func(want map[uint64]onPages) {
		t.Helper()
		for range 2 { // the second answer may come from memory
			equal(t, "marks", marksIn(t, snapshot(t, s), most, limit, 1, 2, 3), want)
		}
	}
	warm, warmPages := repeated("warm", most, marked(1, 2))
	add(t, insert, warm, warmPages)
	ask(map[uint64]onPages{1: {upTo(most), most}, 2: {upTo(most), most}})
	hot, hotPages := document("hot", marked(2, 3))
	add(t, insert, hot, hotPages)
	own := onPages{[]uint32{most + 1}, 1}
	ask(map[uint64]onPages{1: {upTo(most), most}, 2: {nil, most + 1}, 3: own})
	hotter, hotterPages := repeated("hotter", limit-1-(most+1), marked(2))
	add(t, insert, hotter, hotterPages)
	ask(map[uint64]onPages{1: {upTo(most), most}, 2: {nil, limit - 1}, 3: own})
	hottest, hottestPages := repeated("hottest", 11, marked(2))
	add(t, insert, hottest, hottestPages)
	ask(map[uint64]onPages{1: {upTo(most), most}, 2: {nil, limit}, 3: own})
}

// largeHashes uses the ends of the range of a mark.
func largeHashes(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	hashes := []uint64{0, 1, 1<<47 - 1, 1 << 47, 1<<47 + 1, 1<<48 - 1}
	pages := make([]store.KeptPage, len(hashes))
	for i, h := range hashes {
		pages[i] = marked(h)
	}
	doc, pages := document("a", pages...)
	add(t, insert, doc, pages)
	for i, h := range hashes {
		equal(t, "marks", marksIn(t, snapshot(t, s), 9, 9, h), map[uint64]onPages{h: {[]uint32{uint32(i + 1)}, 1}})
	}
}

// chains asks of pages that share lines, have many chains or few, or none.
func chains(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	r := rand.New(rand.NewPCG(1, 2))
	want := map[uint32][]uint32{}
	id := uint32(0)
	for n := range 8 {
		var pages []store.KeptPage
		for _, size := range []int{0, 1, 1, 2, 3, 5, 8, 13, 21, 34} {
			lines := make([]uint64, size)
			for j := range lines {
				lines[j] = r.Uint64N(60)
			}
			page := drawn(lines...)
			id++
			for _, key := range store.ChainKeys(&page.Print.Layout) {
				want[key] = append(want[key], id)
			}
			pages = append(pages, page)
		}
		doc, pages := document(fmt.Sprint(n), pages...)
		add(t, insert, doc, pages)
	}
	var keys []uint32
	longest := 0
	for key, pages := range want {
		keys = append(keys, key, key)
		longest = max(longest, len(pages))
	}
	if longest < 3 {
		t.Errorf("no key stands on more than %d pages: the test shows nothing", longest)
	}
	slices.Sort(keys)
	unknown := uint32(0)
	for want[unknown] != nil {
		unknown++
	}
	equal(t, "chains", chainsIn(t, snapshot(t, s), append(keys, unknown)...), want)
	equal(t, "one key", chainsIn(t, snapshot(t, s), keys[0]), map[uint32][]uint32{keys[0]: want[keys[0]]})
}

// hotChains adds pages until keys are on too many pages.
func hotChains(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	shared := keysOf(t, 1)
	own := without(keysOf(t, 2), shared)
	ask := func(keys []uint32) map[uint32][]uint32 { return chainsIn(t, snapshot(t, s), keys...) }
	all := func(keys []uint32, pages []uint32) map[uint32][]uint32 {
		want := map[uint32][]uint32{}
		for _, key := range keys {
			want[key] = pages
		}
		return want
	}
	addPages := func(name string, n int, lines ...uint64) {
		doc, pages := repeated(name, n, drawn(lines...))
		add(t, insert, doc, pages)
	}
	addPages("warm", store.HotChain-1, 1)
	equal(t, "warm keys", ask(shared), all(shared, upTo(store.HotChain-1)))
	addPages("last", 1, 1, 2)
	for range 2 { // the second answer may come from memory
		equal(t, "keys of as many pages as may be", ask(shared), all(shared, upTo(store.HotChain)))
	}
	for i, name := range []string{"hot", "hotter"} {
		addPages(name, 1+i*store.HotChain, 1)
		for range 2 {
			equal(t, "hot keys", ask(shared), map[uint32][]uint32{})
			equal(t, "hot keys and another's", ask(slices.Concat(shared, own)), all(own, []uint32{store.HotChain}))
		}
	}
	addPages("hot at once", store.HotChain+1, 3)
	equal(t, "keys that one document made hot", ask(without(keysOf(t, 3), shared, own)), map[uint32][]uint32{})
}

// refusedPostings adds a known document with other pages: nothing changes.
func refusedPostings(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	doc, pages := document("a", marked(1, 2))
	add(t, insert, doc, pages)
	page := marked(4)
	page.Print.Layout = Layout(1)
	again, others := document("a", page)
	if err := insert(t.Context(), again, others); !errors.Is(err, dossier.ErrExists) {
		t.Fatalf("second insert: %v, want ErrExists", err)
	}
	v := snapshot(t, s)
	equal(t, "pages", v.Pages(), 1)
	equal(t, "marks", marksIn(t, v, 9, 9, 1, 4), map[uint64]onPages{1: {[]uint32{1}, 1}})
	equal(t, "chains", chainsIn(t, v, keysOf(t, 1)...), map[uint32][]uint32{})
}

// oneMoment asks a snapshot again after documents have been added.
func oneMoment(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	page := marked(1, 2)
	page.Print.Layout = Layout(1)
	const before, most, limit = 3, 4, 9
	doc, pages := repeated("before", before, page)
	add(t, insert, doc, pages)
	then := snapshot(t, s)
	asked := func() []any {
		return []any{then.Pages(), marksIn(t, then, most, limit, 1, 2, 3), chainsIn(t, then, keysOf(t, 1, 2)...)}
	}
	want := asked()
	page = marked(1, 3)
	page.Print.Layout = Layout(1, 2)
	doc, pages = repeated("after", 2*store.HotChain, page)
	add(t, insert, doc, pages)
	now := snapshot(t, s)
	equal(t, "marks now", marksIn(t, now, most, limit, 1, 2, 3),
		map[uint64]onPages{1: {nil, limit}, 2: {upTo(before), before}, 3: {nil, limit}})
	equal(t, "hot chains now", chainsIn(t, now, keysOf(t, 1, 2)...), map[uint32][]uint32{})
	equal(t, "snapshot from before", asked(), want)
	if page, _, err := then.Page(before + 1); err == nil {
		t.Errorf("page %d is %v in a snapshot from before it was added", before+1, page)
	}
}

func cancelledPostings(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	doc, pages := document("a", marked(1))
	add(t, insert, doc, pages)
	v := snapshot(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"snapshot": second(s.Snapshot(ctx)),
		"marks":    v.Marks(ctx, []uint64{1}, 9, 9, func(uint64, []uint32, int) {}),
		"chains":   v.Chains(ctx, []uint32{1}, func(uint32, []uint32) {}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	equal(t, "marks", marksIn(t, v, 9, 9, 1), map[uint64]onPages{1: {[]uint32{1}, 1}})
}

// postingsWhileWriting asks from many goroutines while documents are added.
func postingsWhileWriting(t *testing.T, open PostingsOpener) {
	s, insert := open(t)
	page := marked(1)
	page.Print.Layout = Layout(1)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				if err := lookAtPostings(t.Context(), s, 0); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range 20 {
		doc, pages := repeated(fmt.Sprint(n), 6, page)
		if err := insert(t.Context(), doc, pages); err != nil {
			t.Error(err)
		}
	}
	close(done)
	readers.Wait()
}

// lookAtPostings asks a store of at least least pages, all of which have mark 1 and the chains
// of line 1.
func lookAtPostings(ctx context.Context, s store.Postings, least int) error {
	v, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	if v.Pages() < least {
		return fmt.Errorf("%d pages, there were %d", v.Pages(), least)
	}
	const most = 60
	all, marks, chains := upTo(v.Pages()), 0, 0
	var wrong error
	err = v.Marks(ctx, []uint64{1}, most, 1000, func(_ uint64, pages []uint32, count int) {
		if marks++; count != len(all) || count <= most && !slices.Equal(pages, all) {
			wrong = fmt.Errorf("mark on %d of %d pages: %v", count, len(all), pages)
		}
	})
	if err != nil || wrong != nil {
		return errors.Join(err, wrong)
	}
	l := Layout(1)
	keys := store.ChainKeys(&l)
	err = v.Chains(ctx, keys, func(_ uint32, pages []uint32) {
		if chains++; !slices.Equal(pages, all) {
			wrong = fmt.Errorf("chain on %d of %d pages", len(pages), len(all))
		}
	})
	if len(all) > 0 && (marks != 1 || chains != len(keys)) {
		wrong = fmt.Errorf("%d marks and %d of %d chains", marks, chains, len(keys))
	}
	for _, id := range all {
		if _, n, found := v.Page(id); found != nil || n != len(keys) {
			wrong = fmt.Errorf("page %d has %d chains of %d, %v", id, n, len(keys), found)
		}
	}
	return errors.Join(err, wrong)
}

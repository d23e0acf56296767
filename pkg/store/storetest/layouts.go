package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/store"
)

// Layout makes an invented layout of lines of nine words. Lines of the same seed
// have words of the same widths, hence the same chains.
func Layout(lines ...uint64) layout.Layout {
	const margin, pitch, height, gap = 40, 20, 12, 7
	l := layout.Layout{Width: 827, Height: 2*margin + pitch*len(lines), CharHeight: height, ToPage: layout.Affine{1, 0, 0, 0, 1, 0}}
	for i, seed := range lines {
		r := rand.New(rand.NewPCG(seed, 0))
		x, y := int16(margin), int16(margin+pitch*i)
		for range 9 {
			width := int16(min(max(8, 37*math.Exp(r.NormFloat64()/2)), 160))
			l.Words = append(l.Words, layout.Word{X0: x, Y0: y, X1: x + width, Y1: y + height, Picture: r.Uint64()})
			x += width + gap
		}
	}
	return l
}

// drawn is a page that has the layout of these lines.
func drawn(lines ...uint64) store.KeptPage {
	return store.KeptPage{Print: fingerprint.Print{Layout: Layout(lines...)}}
}

// keysOf returns the distinct chain keys of the layout of these lines, in order.
func keysOf(t *testing.T, lines ...uint64) []uint32 {
	t.Helper()
	l := Layout(lines...)
	var keys []uint32
	for _, c := range l.Chains() {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if len(keys) == 0 {
		t.Fatalf("the layout of lines %v has no chains", lines)
	}
	return keys
}

// without returns the keys that are not among others.
func without(keys []uint32, others ...[]uint32) []uint32 {
	return slices.DeleteFunc(keys, func(key uint32) bool {
		return slices.ContainsFunc(others, func(o []uint32) bool { return slices.Contains(o, key) })
	})
}

// exact asks for each key by itself.
func exact(keys ...uint32) []layout.Probe {
	var probes []layout.Probe
	for _, key := range keys {
		probes = append(probes, layout.Probe{Keys: []uint32{key}})
	}
	return probes
}

func proposeLayout(t *testing.T, s store.Store, limit int, probes []layout.Probe) []store.Candidate {
	t.Helper()
	candidates, err := s.ProposeLayout(t.Context(), probes, limit)
	if err != nil {
		t.Fatalf("propose layout: %v", err)
	}
	return candidates
}

// A chainModel works out votes page by page, as store.Reader says them.
type chainModel struct {
	pages     []store.PageRef
	keys      []map[uint32]bool // of each page
	frequency map[uint32]int
}

func (m *chainModel) add(doc dossier.Document, pages []store.KeptPage) {
	if m.frequency == nil {
		m.frequency = make(map[uint32]int)
	}
	for i := range pages {
		keys := make(map[uint32]bool)
		for _, c := range pages[i].Print.Layout.Chains() {
			keys[c.Key] = true
		}
		for key := range keys {
			m.frequency[key]++
		}
		m.pages = append(m.pages, store.PageRef{Document: doc.SHA256, Number: i + 1})
		m.keys = append(m.keys, keys)
	}
}

func (m *chainModel) candidates(probes []layout.Probe) []store.Candidate {
	var all []store.Candidate
	for i, page := range m.pages {
		c := store.Candidate{PageRef: page}
		for _, p := range probes {
			if vote := m.vote(m.keys[i], p); vote > 0 {
				c.Hits++
				c.Votes += vote
			}
		}
		if c.Hits == 0 {
			continue
		}
		c.Votes /= math.Sqrt(float64(max(len(m.keys[i]), store.MinChains)))
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b store.Candidate) int {
		return cmp.Or(
			cmp.Compare(math.Round(1e9*b.Votes), math.Round(1e9*a.Votes)),
			strings.Compare(a.Document.String(), b.Document.String()),
			cmp.Compare(a.Number, b.Number))
	})
	return all
}

// vote is the vote of a probe for a page of these keys.
func (m *chainModel) vote(page map[uint32]bool, p layout.Probe) float64 {
	greatest := 0.0
	for i, key := range p.Keys {
		if !page[key] || m.frequency[key] > store.HotChain {
			continue
		}
		weight := math.Log(1 + 2*float64(len(m.pages))/float64(m.frequency[key]))
		if i > 0 {
			weight *= store.NearChain
		}
		greatest = max(greatest, weight)
	}
	return greatest
}

// chainVotes asks of pages that share lines, have many chains or few, or none.
func chainVotes(t *testing.T, open Opener) {
	s := fresh(t, open)
	var model chainModel
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 8 {
		var pages []store.KeptPage
		for _, size := range []int{0, 1, 1, 2, 3, 5, 8, 13, 21, 34} {
			lines := make([]uint64, size)
			for j := range lines {
				lines[j] = r.Uint64N(60)
			}
			pages = append(pages, drawn(lines...))
		}
		doc, pages := document(fmt.Sprint(n), pages...)
		insert(t, s, doc, pages)
		model.add(doc, pages)
	}
	for name, lines := range map[string][]uint64{
		"long":          {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30},
		"short":         {31, 32},
		"line repeated": {33, 33, 33, 34},
		"partly known":  {1000, 1001, 1002, 35, 1003, 1004, 36},
	} {
		for _, reversed := range []bool{false, true} {
			l := Layout(lines...)
			probes := l.Probes(reversed)
			want := model.candidates(probes)
			if len(want) == 0 && !reversed {
				t.Errorf("%s: nothing is to be found: the test shows nothing", name)
			}
			equal(t, name, proposeLayout(t, s, math.MaxInt, probes), want, nearly)
			for _, limit := range []int{0, 1, 2, 10} {
				best := want[:min(limit, len(want))]
				equal(t, fmt.Sprintf("%s: best %d", name, limit), proposeLayout(t, s, limit, probes), best, nearly, cmpopts.EquateEmpty())
			}
		}
	}
}

// nearChains asks with probes whose votes are known: of pages that share nothing
// but one line, which stands on three of them.
func nearChains(t *testing.T, open Opener) {
	s := fresh(t, open)
	a, aPages := document("a", drawn(1, 100), drawn(2, 100), drawn(3, 100))
	insert(t, s, a, aPages)
	first, second, third := keysOf(t, 1, 100), keysOf(t, 2, 100), keysOf(t, 3, 100)
	only, others := without(keysOf(t, 1), second, third)[0], without(keysOf(t, 2), first, third)
	common := keysOf(t, 100)[0]
	page := func(number, hits int, votes float64) store.Candidate {
		chains := len(keysOf(t, uint64(number), 100))
		return store.Candidate{PageRef: store.PageRef{Document: a.SHA256, Number: number}, Hits: hits,
			Votes: votes / math.Sqrt(float64(max(chains, store.MinChains)))}
	}
	var unknown uint32
	for slices.Contains(slices.Concat(first, second, third), unknown) {
		unknown++
	}
	rare, frequent := math.Log(1+2*3), math.Log(1+2)
	for _, test := range []struct {
		name   string
		probes []layout.Probe
		want   []store.Candidate
	}{
		{"exact", exact(only), []store.Candidate{page(1, 1, rare)}},
		{"unknown", exact(unknown), nil},
		{"near", []layout.Probe{{Keys: []uint32{unknown, only}}}, []store.Candidate{page(1, 1, store.NearChain*rare)}},
		{"no key", []layout.Probe{{}}, nil},
		{"one vote a probe, the greatest", []layout.Probe{{Keys: []uint32{others[0], others[1], others[2]}}}, []store.Candidate{page(2, 1, rare)}},
		{"near but rare", []layout.Probe{{Keys: []uint32{common, unknown, only}}}, []store.Candidate{
			page(1, 1, max(frequent, store.NearChain*rare)), page(2, 1, frequent), page(3, 1, frequent)}},
		{"two probes of a key", exact(only, only), []store.Candidate{page(1, 2, 2*rare)}},
	} {
		equal(t, test.name, proposeLayout(t, s, 10, test.probes), test.want, nearly, cmpopts.EquateEmpty())
	}
}

// layoutTies puts pages of the same votes in the order of digest and number.
func layoutTies(t *testing.T, open Opener) {
	s := fresh(t, open)
	var want []store.PageRef
	for n := range 9 {
		doc, pages := document(fmt.Sprint(n), drawn(1, 2), drawn(1, 2))
		insert(t, s, doc, pages)
		want = append(want, store.PageRef{Document: doc.SHA256, Number: 1}, store.PageRef{Document: doc.SHA256, Number: 2})
	}
	slices.SortFunc(want, func(a, b store.PageRef) int {
		return cmp.Or(strings.Compare(a.Document.String(), b.Document.String()), cmp.Compare(a.Number, b.Number))
	})
	for limit := range len(want) + 1 {
		var got []store.PageRef
		for _, c := range proposeLayout(t, s, limit, exact(keysOf(t, 1, 2)...)) {
			got = append(got, c.PageRef)
		}
		equal(t, fmt.Sprintf("first %d", limit), got, want[:limit], cmpopts.EquateEmpty())
	}
}

// hotChains adds pages until a key stands on too many to vote.
func hotChains(t *testing.T, open Opener) {
	s := fresh(t, open)
	shared := keysOf(t, 1)
	own := without(keysOf(t, 2), shared)
	add := func(name string, n int, lines ...uint64) dossier.Document {
		pages := make([]store.KeptPage, n)
		for i := range pages {
			pages[i] = drawn(lines...)
		}
		doc, pages := document(name, pages...)
		insert(t, s, doc, pages)
		return doc
	}
	found := func(keys []uint32) int { return len(proposeLayout(t, s, math.MaxInt, exact(keys...))) }
	add("warm", store.HotChain-1, 1)
	equal(t, "pages found", found(shared), store.HotChain-1)
	last := add("last", 1, 1, 2)
	for range 2 { // the second answer may come from memory
		equal(t, "pages found", found(shared), store.HotChain)
	}
	for i, name := range []string{"hot", "hotter"} {
		add(name, 1+i*store.HotChain, 1)
		for range 2 {
			equal(t, "pages found by a hot key", found(shared), 0)
			equal(t, "pages found by both", proposeLayout(t, s, 10, exact(append(shared, own...)...)), proposeLayout(t, s, 10, exact(own...)))
			equal(t, "pages found by another", found(own), 1)
		}
	}
	add("hot at once", store.HotChain+1, 3)
	equal(t, "pages found by what one document made hot", found(without(keysOf(t, 3), shared, own)), 0)
	got := proposeLayout(t, s, 10, exact(own[0]))
	if len(got) != 1 || got[0].PageRef != (store.PageRef{Document: last.SHA256, Number: 1}) {
		t.Errorf("found %v, want the one page of %s", got, last.Name)
	}
}

func layouts(t *testing.T, open Opener) {
	place := t.TempDir()
	s := open(t, place)
	sparse := Layout(7)
	sparse.Words = sparse.Words[:2]
	unusual := Layout(1, 2, 3)
	unusual.Width, unusual.Height, unusual.Inverted = 2000, 1414, true
	unusual.ToPage = layout.Affine{0, -1.25, 1414, 1.25, 1.0 / 3, -7.5}
	want := []layout.Layout{Layout(1, 2, 3, 4, 5, 6, 7, 8, 9), {}, sparse, unusual}
	pages := make([]store.KeptPage, len(want))
	for i, l := range want {
		pages[i].Print.Layout = l
	}
	pages[1].Print.Layout = layout.Layout{Width: 827, Height: 1170} // drawn, without a word
	before, beforePages := document("before", drawn(99))
	doc, pages := document("a", pages...)
	insert(t, s, before, beforePages)
	insert(t, s, doc, pages)
	for range 2 {
		for i, l := range want {
			got, err := s.Layout(t.Context(), store.PageRef{Document: doc.SHA256, Number: i + 1})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, fmt.Sprintf("layout of page %d", i+1), got, kept(t, l), cmpopts.EquateEmpty())
		}
		for _, page := range []store.PageRef{
			{Document: doc.SHA256, Number: 0},
			{Document: doc.SHA256, Number: -1},
			{Document: doc.SHA256, Number: len(want) + 1},
			{Document: doc.SHA256, Number: math.MaxInt},
			{Document: dossier.Sum([]byte("unknown")), Number: 1},
		} {
			if _, err := s.Layout(t.Context(), page); !errors.Is(err, dossier.ErrNotFound) {
				t.Errorf("layout of %v: %v, want ErrNotFound", page, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, place)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// kept is what the binary form of a layout keeps of it.
func kept(t *testing.T, l layout.Layout) (out layout.Layout) {
	t.Helper()
	if len(l.Words) == 0 {
		return layout.Layout{}
	}
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := out.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	return out
}

func looks(t *testing.T, open Opener) {
	s := fresh(t, open)
	page := func(n uint64, quality int) store.KeptPage {
		return store.KeptPage{Print: fingerprint.Print{Looks: pdq.Hash{n, ^n, 0, math.MaxUint64}, LooksQuality: quality}}
	}
	const good = pdq.MinQuality
	z, zPages := document("z", page(9, 100), page(1, good-1), store.KeptPage{}, page(5, good))
	a, aPages := document("a", page(0, 1), page(9, good+1))
	insert(t, s, z, zPages)
	insert(t, s, a, aPages)
	got, err := s.Looks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(doc dossier.Document, number int, n uint64) store.LooksRef {
		return store.LooksRef{PageRef: store.PageRef{Document: doc.SHA256, Number: number}, Hash: page(n, 0).Print.Looks}
	}
	equal(t, "looks", got, []store.LooksRef{at(z, 1, 9), at(z, 4, 5), at(a, 2, 9)})
}

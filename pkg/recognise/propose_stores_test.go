package recognise

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/memory"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

// A filled is a store of postings, and how documents are added to it.
type filled struct {
	store.Postings
	add storetest.Insert
}

// stores are an empty store of each kind.
func stores(t *testing.T) map[string]filled {
	t.Helper()
	m := memory.New()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return map[string]filled{
		"memory": {m, func(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error {
			return m.Add(ctx, doc, store.Listed(pages...))
		}},
		"sqlite": {s, func(ctx context.Context, doc dossier.Document, pages []store.KeptPage) error {
			return s.Insert(ctx, doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{})
		}},
	}
}

func (f filled) insert(t *testing.T, name string, prints ...fingerprint.Print) {
	t.Helper()
	pages := make([]store.KeptPage, len(prints))
	for i, print := range prints {
		pages[i] = store.KeptPage{Page: dossier.Page{Number: i + 1}, Print: print}
	}
	if err := f.add(t.Context(), dossier.Document{SHA256: ref(name, 0).Document, Name: name, Pages: len(pages)}, pages); err != nil {
		t.Fatal(err)
	}
}

func marked(hashes ...uint64) (p fingerprint.Print) {
	for _, h := range hashes {
		p.Marks = append(p.Marks, fingerprint.Mark{Hash: h})
	}
	return p
}

func TestProposeByMarks(t *testing.T) {
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			s.insert(t, "a", marked(1, 2, 3, 3, 3), marked(3), marked())
			s.insert(t, "b", marked(), marked(2, 3))
			var hot []fingerprint.Print
			for range match.FrequencyCap + 1 {
				hot = append(hot, marked(9))
			}
			s.insert(t, "hot", hot...)
			pages := float64(match.FrequencyCap + 1 + 5)
			one, two, three := math.Log2(pages), math.Log2(pages/2), math.Log2(pages/3)
			want := []match.Proposal{
				{PageRef: ref("a", 1), Hits: 3, Votes: one + two + three},
				{PageRef: ref("b", 2), Hits: 2, Votes: two + three},
				{PageRef: ref("a", 2), Hits: 1, Votes: three},
			}
			for _, limit := range []int{0, 1, 2, 3, 9} {
				got, frequency, err := proposeByMarks(t.Context(), s, marked(3, 9, 1, 2, 2, 7).Marks, limit)
				if err != nil || len(got) != min(limit, len(want)) {
					t.Fatalf("%d proposals of at most %d, %v", len(got), limit, err)
				}
				for i, p := range got {
					if p.PageRef != want[i].PageRef || p.Hits != want[i].Hits || math.Abs(p.Votes-want[i].Votes) > 1e-9 {
						t.Errorf("proposal %d is %+v, want %+v", i, p, want[i])
					}
				}
				if diff := cmp.Diff(map[uint64]int{1: 1, 2: 2, 3: 3, 9: match.FrequencyCap}, frequency); diff != "" {
					t.Errorf("frequency: %s", diff)
				}
			}
		})
	}
}

func TestProposeByChains(t *testing.T) {
	for name, s := range stores(t) {
		t.Run(name, func(t *testing.T) {
			s.insert(t, "a", fingerprint.Print{Layout: storetest.Layout(1, 2, 3)}, fingerprint.Print{}, fingerprint.Print{Layout: storetest.Layout(4, 5)})
			hot := make([]fingerprint.Print, store.HotChain+1)
			for i := range hot {
				hot[i].Layout = storetest.Layout(9)
			}
			s.insert(t, "hot", hot...)
			for number, lines := range map[int][]uint64{1: {1, 2, 3}, 3: {4, 5, 9}} {
				asked := storetest.Layout(lines...)
				got, err := proposeByChains(t.Context(), s, asked.Probes(false), 9)
				if err != nil || len(got) == 0 || got[0].PageRef != ref("a", number) {
					t.Errorf("lines %v: %v, %v; want page %d first", lines, got, err, number)
				}
			}
			common := storetest.Layout(9)
			if got, err := proposeByChains(t.Context(), s, common.Probes(false), 1000); err != nil || len(got) > 1 {
				t.Errorf("%d pages by what stands on too many, %v", len(got), err)
			}
		})
	}
}

// Whatever keeps the pages, the proposals are the same to the last bit.
func TestProposeAlike(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	page := func() (p fingerprint.Print) {
		var lines, hashes []uint64
		for range 1 + r.IntN(20) {
			lines, hashes = append(lines, r.Uint64N(150)), append(hashes, r.Uint64N(256)<<40) // of 48 bits
		}
		p = marked(hashes...)
		p.Layout = storetest.Layout(lines...)
		return p
	}
	all := stores(t)
	for n := range 6 {
		var prints []fingerprint.Print
		for range 40 {
			prints = append(prints, page())
		}
		for _, s := range all {
			s.insert(t, fmt.Sprint(n), prints...)
		}
	}
	for range 20 {
		asked := page()
		var answers [][2][]match.Proposal
		for _, name := range []string{"memory", "sqlite"} {
			byMarks, _, err := proposeByMarks(t.Context(), all[name], asked.Marks, 50)
			if err != nil {
				t.Fatal(err)
			}
			byChains, err := proposeByChains(t.Context(), all[name], asked.Layout.Probes(false), 50)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, [2][]match.Proposal{byMarks, byChains})
		}
		if len(answers[0][0]) == 0 || len(answers[0][1]) == 0 {
			t.Error("nothing is proposed: the test shows nothing")
		}
		if diff := cmp.Diff(answers[0], answers[1]); diff != "" {
			t.Fatalf("memory and sqlite (-memory +sqlite):\n%s", diff)
		}
	}
}

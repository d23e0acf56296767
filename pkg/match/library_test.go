package match

import (
	"cmp"
	"slices"
	"sync"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
)

// treaties are synthetic documents of 20 pages that copy from one another.
var treaties = sync.OnceValue(func() []forge.Document { return forge.Treaties(11, 4, 20) })

func pageOf(number int, text string) Subject {
	p := dossier.Page{Number: number, Width: 595, Height: 842, Text: text}
	return Subject{Page: p, Print: fingerprint.Of(p, nil, nil)}
}

// pagesOf are a document's pages as they would be read.
func pagesOf(d forge.Document) []Subject {
	texts := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		texts[i] = p.Text()
	}
	return pagesOfTexts(texts...)
}

func pagesOfTexts(texts ...string) []Subject {
	pages := make([]Subject, len(texts))
	for i, text := range texts {
		pages[i] = pageOf(i+1, text)
	}
	return pages
}

// listed is a list of pages that are there.
func listed(pages ...*preparedPage) *pageList {
	l := newPageList(len(pages), newDesk(mostAtHand), func(number int) (*preparedPage, error) { return pages[number-1], nil })
	for number := range l.all() {
		l.at(number)
	}
	return l
}

// A library holds known documents and proposes candidates as an index does.
type library struct {
	known  []Known
	pages  [][]Subject
	rarity Rarity
}

func newLibrary(documents ...forge.Document) *library {
	l := &library{}
	for _, d := range documents {
		l.add(d.Name, pagesOf(d))
	}
	return l
}

func (l *library) add(name string, pages []Subject) {
	if l.rarity.Frequency == nil {
		l.rarity = Rarity{Frequency: map[uint64]int{}, Pictures: map[dossier.Digest]int{}}
	}
	for _, p := range pages {
		l.rarity.Pages++
		for hash := range marksOf(p) {
			l.rarity.Frequency[hash]++
		}
		for _, image := range p.Print.Images {
			l.rarity.Pictures[image.Trimmed]++
		}
	}
	l.pages = append(l.pages, pages)
	l.known = append(l.known, Known{
		KnownDocument: dossier.KnownDocument{SHA256: dossier.Sum([]byte(name)), Name: name, Dossier: "treaties", Pages: len(pages)},
		Page:          func(number int) (Subject, error) { return pages[number-1], nil },
	})
}

func marksOf(p Subject) map[uint64]bool {
	hashes := map[uint64]bool{}
	for _, m := range p.Print.Marks {
		hashes[m.Hash] = true
	}
	return hashes
}

// candidates proposes for each query page the eight pages of each document that
// share most marks with it, and those that are pictures if it is one.
func (l *library) candidates(query []Subject) []Candidate {
	var found []Candidate
	for i, known := range l.known {
		candidate := Candidate{Known: known}
		for _, q := range query {
			marks := marksOf(q)
			shared := map[int]int{}
			var pages []int
			for _, k := range l.pages[i] {
				for hash := range marksOf(k) {
					if marks[hash] {
						shared[k.Number]++
					}
				}
				if len(q.Print.Images) > 0 && len(k.Print.Images) > 0 {
					shared[k.Number]++
				}
				if shared[k.Number] > 0 {
					pages = append(pages, k.Number)
				}
			}
			slices.SortStableFunc(pages, func(a, b int) int { return cmp.Compare(shared[b], shared[a]) })
			for _, k := range pages[:min(8, len(pages))] {
				candidate.Pairs = append(candidate.Pairs, Pair{q.Number, k})
			}
		}
		found = append(found, candidate)
	}
	return found
}

func (l *library) find(t *testing.T, query []Subject) []dossier.Match {
	t.Helper()
	matches, err := Find(PagesOf(query...), l.rarity, l.candidates(query))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range matches {
		if !(m.Coverage.Query >= 0 && m.Coverage.Query <= 1+1e-9 && m.Coverage.Known >= 0 && m.Coverage.Known <= 1+1e-9) {
			t.Errorf("%s: coverage %+v", m.Document.Name, m.Coverage)
		}
	}
	return matches
}

// of returns the match with a document; one of verdict none when there is none.
func of(matches []dossier.Match, name string) dossier.Match {
	for _, m := range matches {
		if m.Document.Name == name {
			return m
		}
	}
	return dossier.Match{Verdict: dossier.None}
}

func kinds(m dossier.Match) []dossier.Kind {
	var found []dossier.Kind
	for _, a := range m.Alterations {
		found = append(found, a.Kind)
	}
	return found
}

func pairsOf(m dossier.Match) []Pair {
	var pairs []Pair
	for _, p := range m.Pages {
		pairs = append(pairs, Pair{p.Query, p.Known})
	}
	return pairs
}

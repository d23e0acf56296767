package match

import (
	"iter"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A Subject is a page of either side as matching sees it.
type Subject struct {
	dossier.Page
	Print fingerprint.Print
	// Of query pages without text only:
	Readings []layout.Layout // other layouts that the page may have
	Turned   []pdq.Hash      // Print.Looks of the page turned and mirrored, by pdq.Turn
}

// Rarity tells how much it says that two pages share a mark.
type Rarity struct {
	Pages     int                    // how many pages were searched
	Frequency map[uint64]int         // on how many of them a mark stands; absent means none
	Pictures  map[dossier.Digest]int // on how many a picture stands, by its trimmed digest
}

// backgroundPages is the least number of pages that a mark's rarity is judged
// against: in a small corpus nearly every phrase looks unique.
const backgroundPages = 1024

// Bits is the information in sharing the mark: its inverse document frequency
// log2(N/df), to a 64th of a bit, so that machines whose logarithms end differently
// agree.
func (r Rarity) Bits(hash uint64) float64 {
	n := float64(max(r.Pages, backgroundPages))
	return max(0, math.Round(64*math.Log2(n/float64(max(1, r.Frequency[hash]))))/64)
}

// A sheet is a page made ready for comparison.
type sheet struct {
	Subject
	folded []rune
	runs   *runIndex       // query pages only
	worth  []float64       // worth[i] is the information in folded[:i], bits; query pages only
	planes []*layout.Plane // of the layout and the readings, made when first asked for
}

// A pageList is all pages of a document, the first page first. Its methods take and
// give page numbers, which count from 1.
type pageList []*sheet

func (l pageList) at(number int) *sheet { return l[number-1] }

func (l pageList) has(number int) bool { return number >= 1 && number <= len(l) }

// all yields the pages by number.
func (l pageList) all() iter.Seq2[int, *sheet] {
	return func(yield func(int, *sheet) bool) {
		for i, s := range l {
			if !yield(i+1, s) {
				return
			}
		}
	}
}

func newSheet(p Subject) *sheet { return &sheet{Subject: p, folded: fingerprint.Fold(p.Text)} }

// plane is the page's layout made ready; nil for a page without one.
func (s *sheet) plane() *layout.Plane { return s.reading(0) }

// reading is the layout, for 0, or one of the other readings of the page made ready;
// nil where it has too few words.
func (s *sheet) reading(i int) *layout.Plane {
	if s.planes == nil {
		s.planes = make([]*layout.Plane, 1+len(s.Readings))
	}
	if l := s.layout(i); s.planes[i] == nil && len(l.Words) >= fingerprint.MinWords {
		s.planes[i] = layout.NewPlane(l)
	}
	return s.planes[i]
}

// layout is the page's, for 0, or that of another reading.
func (s *sheet) layout(i int) *layout.Layout {
	if i == 0 {
		return &s.Print.Layout
	}
	return &s.Readings[i-1]
}

// substance is how much a page holds, in folded characters; a picture is worth a page.
func (s *sheet) substance() int {
	if s.picture() != nil || len(s.Print.Layout.Words) >= fingerprint.MinWords {
		return max(len(s.folded), typicalLength)
	}
	return len(s.folded)
}

// newQuerySheet also weighs the page's text by rarity.
func newQuerySheet(p Subject, rarity Rarity) *sheet {
	s := newSheet(p)
	s.runs = newRunIndex(s.folded, fingerprint.GramLen)
	s.worth = worth(len(s.folded), p.Print.Marks, rarity)
	return s
}

// worth spreads each mark's bits evenly over the characters of its run, averaging
// where runs overlap, and returns the running total. Characters that no mark
// covers (at the ends) are worth the page's average.
func worth(length int, marks []fingerprint.Mark, rarity Rarity) []float64 {
	bits, runs := make([]float64, length), make([]float64, length)
	total := 0.0
	for _, m := range marks {
		b := rarity.Bits(m.Hash) / fingerprint.GramLen
		total += b
		for i := m.Pos; i < m.Pos+fingerprint.GramLen; i++ {
			bits[i] += b
			runs[i]++
		}
	}
	sum := make([]float64, length+1)
	for i := range bits {
		w := total / float64(max(1, len(marks)))
		if runs[i] > 0 {
			w = bits[i] / runs[i]
		}
		sum[i+1] = sum[i] + w
	}
	return sum
}

// bits is the information in folded[from:to].
func (s *sheet) bits(from, to int) float64 { return s.worth[to] - s.worth[from] }
